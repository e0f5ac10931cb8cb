"""Values that nest deeper and deeper, on both engines: the same outcome at every depth, one error at the limit, never a trap."""

from __future__ import annotations

import json
from typing import Any

import pytest

import noetlc

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: deep, path: deep}\n"
DEPTHS = (100, 127, 128, 129, 130, 300, 1000)
PARTS: tuple[Any, ...] = (
    {"y": "{{ start.x }}"}, ["{{ start.x }}", "{{ start['x'] }}"], {"y": {"z": "{{ start.x }}"}}, [["{{ start.x.x }}"]], [[["{{ start.x.x }}"]]],
    {"y": "{{ start.data }}"}, {"y": "{{ start.result }}"}, {"y": {"z": "{{ start['data'] }}"}}, {"y": "{{ start }}"}, {"y": "{{ x.y }}"},
    {"y": "{{ start[x] }}"}, {"y": "{{ start.x | default(1) }}"}, ["{{ [start.x] }}"],
)  # fmt: skip
"""What wraps parts of a step's data, as deep as they were, deeper and less deep."""
Step = dict[str, Any]


def nested(depth: int, map_: bool = False) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"k": value} if map_ else [value]
    return value


def text_of(depth: int, map_: bool) -> str:
    return '{"k":' * depth + "1" + "}" * depth if map_ else "[" * depth + "1" + "]" * depth


def document(workflow: list[Step], workload: Any = None) -> str:
    return HEAD + f"workload: {json.dumps(workload or {})}\nworkflow:\n" + "".join(f"- {json.dumps(step)}\n" for step in workflow)


def once(result: Any, **keys: Any) -> list[Step]:
    return [{"step": "start", "tool": {"kind": "noop", "result": result}, **keys}]


def repeated(depth: int, first: Step, **again: Any) -> list[Step]:
    """Runs a step `w` that wraps a value, as often as `depth` says."""
    back = {"arcs": [{"step": "w", "when": f"{{{{ n < {depth} }}}}"}]}
    start = {"step": "start", "tool": {"kind": "noop"}, "set": {"n": 0, "v": 1}, "next": "w"}
    return [start, {"step": "w", **first, "set": {"n": "{{ n + 1 }}", **again}, "next": back}]


def scenarios(depth: int) -> dict[str, tuple[list[Step], Any]]:
    """Name → workflow and workload."""
    found: dict[str, tuple[list[Step], Any]] = {}
    for map_ in (False, True):
        text = {"t": text_of(depth, map_)}
        wrap: Any = {"k": "{{ v }}"} if map_ else ["{{ v }}"]
        lone = "{{ {'k': v} }}" if map_ else "{{ [v] }}"
        kind = "map" if map_ else "list"
        noop = {"tool": {"kind": "noop"}}
        found |= {
            f"fromjson {kind}": (once("{{ t | fromjson }}"), text),
            f"fromjson inside {kind}": (once({"a": "{{ t | fromjson }}"}), text),
            f"tojson {kind}": (once("{{ t | fromjson | tojson | length }}"), text),
            f"typed text {kind}": (once({"a": " {{ t }}{{ '' }}"}), text),
            f"set {kind}": (repeated(depth, noop, v=wrap), None),
            f"set expression {kind}": (repeated(depth, noop, v=lone), None),
            f"data {kind}": (repeated(depth, {"tool": {"kind": "noop", "result": json.loads(json.dumps(wrap).replace("v", "w"))}}), None),
            f"input {kind}": (repeated(depth, {"tool": {"kind": "python", "input": {"x": wrap}, "code": "result = x"}}, v="{{ w }}"), None),
            f"body {kind}": (
                [{"step": "start", "tool": {"kind": "python", "code": f"v = 1\nfor i in range({depth}):\n    v = {'dict(k=v)' if map_ else '[v]'}\nresult = v"}}],
                None,
            ),
            f"parts {kind}": (
                [
                    {
                        "step": "start",
                        "tool": {
                            "kind": "python",
                            "code": f"v = 1\nfor i in range({depth - 2}):\n    v = {'dict(k=v)' if map_ else '[v]'}\nresult = {{'x': {{'x': v}}, 'data': v}}",
                        },
                        "next": {"spec": {"mode": "inclusive"}, "arcs": [{"step": f"p{number}"} for number in range(len(PARTS))]},
                    },
                    *({"step": f"p{number}", "tool": {"kind": "noop", "result": result}} for number, result in enumerate(PARTS)),
                ],
                {"x": 7},
            ),
            f"loads {kind}": (
                [{"step": "start", "tool": {"kind": "python", "input": {"t": "{{ t }}"}, "code": "import json\nresult = len(json.dumps(json.loads(t)))"}}],
                text,
            ),
            f"pipeline {kind}": (
                [
                    {
                        "step": "start",
                        "tool": [
                            {"name": "a", "kind": "noop", "result": "{{ v | default(1) }}", "set": {"v": wrap, "n": "{{ (n or 0) + 1 }}"}},
                            {
                                "name": "b",
                                "kind": "noop",
                                "result": "{{ n }}",
                                "spec": {"policy": {"rules": [{"when": f"{{{{ n < {depth} }}}}", "then": {"do": "jump", "to": "a"}}]}},
                            },
                        ],
                    }
                ],
                None,
            ),
            f"loop {kind}": (
                [
                    {
                        "step": "start",
                        "loop": {"in": str(depth), "iterator": "i"},
                        "tool": [{"name": "a", "kind": "noop", "result": "{{ i }}", "set": {"ctx.v": wrap}}],
                    }
                ],
                {"v": 1},
            ),
        }
        grow = f"{{% set ns = namespace(v=1) %}}{{% for i in range({depth}) %}}{{% set ns.v = {'{' + chr(39) + 'k' + chr(39) + ': ns.v}' if map_ else '[ns.v]'} %}}{{% endfor %}}"
        for name, end in {
            "print": "x{{ ns.v }}",
            "typed": "{{ ns.v }}",
            "length": "{{ ns.v|string|length }}",
            "json": "{{ ns.v|tojson|length }}",
            "equal": "{{ ns.v == ns.v }}{{ [ns.v] == [[1]] }}{{ [ns.v] < [ns.v] }}{{ [ns.v, ns.v]|unique|length }}",
        }.items():
            found[f"template {name} {kind}"] = (once({"v": grow + end}), None)
    return found


def without_columns(envelope: dict[str, Any]) -> dict[str, Any]:
    for entry in envelope["errors"]:
        entry.get("at", {}).pop("column", None)
    return envelope


@pytest.mark.parametrize("name", scenarios(1))
def test_growing_values(name: str) -> None:
    for depth in DEPTHS:
        source = document(*scenarios(depth)[name])
        compiled = without_columns(noetlc.run(noetlc.build(source, verify=False, lenient=True).wasm))
        assert compiled == without_columns(noetlc.interpret(source)), depth


@pytest.mark.parametrize("map_", [False, True])
def test_workload_and_payload(map_: bool) -> None:
    """A workload value may nest 128 deep, as data does; the payload as a whole may."""
    source = document(once({"n": "{{ v | length }}"}), {"v": nested(128, map_)})
    wasm = noetlc.build(source, verify=False, lenient=True).wasm
    assert noetlc.run(wasm) == noetlc.interpret(source)
    assert noetlc.run(wasm)["result"] == {"n": 1}
    for depth in (127, 128, 129, 990, 1000, 5000):
        payload = {"v": nested(depth, map_)}
        found = noetlc.run(wasm, payload)
        assert found == noetlc.interpret(source, payload)
        assert found["status"] == ("completed" if depth < 128 else "failed")
    with pytest.raises(ValueError, match="nested too deep"):
        noetlc.run(wasm, {"v": nested(50_000, map_)})


def test_a_document_that_nests_too_deep() -> None:
    for source in (document(once(1), {"v": nested(129)}), document(once(nested(127)))):
        found = [d for d in noetlc.check(source) if d.severity == "error"]
        assert [(d.code, d.message) for d in found] == [("V01", "invalid YAML: nested more than 130 deep")]
        assert found[0].hint
