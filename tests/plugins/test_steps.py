"""Plug-in steps on both engines: what goes in, what comes out, what a run makes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import plugin_wats as wats
import pytest
import wasmtime
from plugin_support import book, call, data_of, folder, noop, step

import noetlc
from noetlc.frontend import load
from noetlc.host.capability import AmbientHost
from noetlc.host.runner import Invocation, call_entry, invoke_module
from noetlc.lower.workflow.unread import unread_outputs

Json = Any


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = "echo empty trap loop bytes json puts statuses flood state if_empty two"
    return folder(tmp_path_factory.mktemp("plugins"), **{n.replace("_", ""): getattr(wats, n.upper()) for n in names.split()})


def both(text: str, plugins: Path, payload: Json = None, **build: Any) -> dict[str, Json]:
    """The envelope of a run in both engines, which must be the same; if `examples` are given, the module is verified, and its
    intermediate form checked."""
    built = noetlc.build(text, plugin_path=[plugins], verify_ir="examples" in build, verify="examples" in build, **build)
    assert built.verification is None or built.verification.compared == built.verification.examples
    compiled = noetlc.run(built.wasm, payload)
    interpreted = noetlc.interpret(text, payload, plugin_path=[plugins])
    assert json.dumps(compiled) == json.dumps(interpreted)
    return dict(compiled)


def chain(*tools: object) -> list[dict[str, Any]]:
    """Steps s0, s1, … one after the other; the first is the entry."""
    names = ["start", *(f"s{n}" for n in range(1, len(tools)))]
    return [step(name, tool, next=names[n + 1 : n + 2]) for n, (name, tool) in enumerate(zip(names, tools, strict=True))]


INPUTS: list[tuple[Json, bytes]] = [
    (None, b""),
    ({}, b""),
    ({"b": 1, "a": 2, "A": 3, "ä": 4, "": 5}, '{"":5,"A":3,"a":2,"b":1,"ä":4}'.encode()),
    ({"z": {"y": [{"d": 1, "c": {"f": 1, "e": 2}}], "x": None}}, b'{"z":{"x":null,"y":[{"c":{"e":2,"f":1},"d":1}]}}'),
    ({"n": "{{ most }}"}, b'{"n":9223372036854775807}'),
    ({"n": "{{ wide }}"}, b'{"n":1208925819614629174706176}'),
    ({"n": "{{ least }}"}, b'{"n":-9223372036854775808}'),
    ({"n": "{{ kinds }}"}, '{"n":[1.0,-0.0,1e+16,1e-06,true,null,"\\u0001\\"\\\\/\x7f\U0001f600"]}'.encode()),
    ({"{{ k }}": 1, "a": 2}, b'{"a":2,"b":1}'),
    ({"m": "{{ nested }}"}, b'{"m":{"a":[[{"p":0,"q":0}]],"b":{"1":3,"10":2,"2":1}}}'),
    *(({"": "x" * size}, b'{"":"' + b"x" * size + b'"}') for size in range(3)),
]
WORKLOAD = {
    "most": 2**63 - 1, "wide": 2**80, "least": -(2**63), "k": "b", "kinds": [1.0, -0.0, 1e16, 1e-6, True, None, "\u0001\"\\/\x7f\U0001f600"],
    "nested": {"b": {"2": 1, "10": 2, "1": 3}, "a": [[{"q": 0, "p": 0}]]},
}  # fmt: skip


def test_input_bytes(plugins: Path) -> None:
    text = book(*chain(*(call("echo", inputs) for inputs, _ in INPUTS)), workload={**WORKLOAD, "wide": 0, "kinds": [1.0]})
    found = both(text, plugins, WORKLOAD, examples=6, inputs=[WORKLOAD])
    assert list(found["steps"].values()) == [data_of(sent) for _, sent in INPUTS]


def test_which_inputs_and_which_entry(plugins: Path) -> None:
    tools = [call("echo", {"a": 1}), call("two", entry="size"), call("two", {"a": 12}, entry="size"), call("two", {"a": 12})]
    steps = chain(*tools)
    steps[0]["input"] = {"a": 2, "b": "{{ 1 + 2 }}"}
    found = both(book(*steps), plugins)["steps"]
    assert list(found.values()) == [data_of(one) for one in (b'{"a":1,"b":3}', b"0", b"8", b'{"a":12}')]


def test_output_is_any_bytes(plugins: Path) -> None:
    text = book(*chain(call("empty"), call("bytes"), call("json"), noop("{{ [start, s1, s2] }}")))
    found = both(text, plugins)
    assert found["result"] == [data_of(b""), data_of(b"\xff\0\x80a\xc3"), data_of(wats.JSON_TEXT)]


# ---- reading the output


TEXT = wats.JSON_TEXT.decode()
ENCODED = data_of(wats.JSON_TEXT)["output_b64"]
UNREAD = {
    "{{ (start.output_b64 | b64decode | fromjson).x }}": 12,
    "{{ start.output_b64 | b64decode }}": TEXT,
    "{{ (start.data.output_b64 | b64decode | fromjson)['y'] }}": "dä",
    "{{ (start['output_b64'] | b64decode | fromjson).z | length }}": 3,
    "{{ (start.output_b64 | b64decode | fromjson).x if start.output_b64 is defined else '' }}": 12,
    "{{ start.flush.events_published }}": 0,
    "{{ start.data['flush'] }}": data_of(b"")["flush"],
    "{{ start.output_b64 | b64decode | b64encode }}": ENCODED,
    "{% for c in start.output_b64 | b64decode | fromjson %}{{ c }}{% endfor %}": "xyz",
    "{{ absent.output_b64 is defined }}": False,
}
"""Templates that do not look at the base64 text of the step `start`, and their values."""

READ = {
    "{{ start.output_b64 | length }}": len(ENCODED),
    "{{ start.output_b64 }}": ENCODED,
    "{{ start.output_b64[:4] ~ (start.output_b64 | b64decode | fromjson).x }}": "eyJ412",
    "{{ (start.output_b64 ~ '') | b64decode | fromjson }}": json.loads(TEXT),
    "{{ (steps.start.data.output_b64 | b64decode | fromjson).x }}": 12,
    "{{ (ctx.start.output_b64 | b64decode | fromjson).x }}": 12,
    "{{ (ctx['st' ~ 'art'].output_b64 | b64decode | fromjson).x }}": 12,
    "{{ [start.output_b64] | map('b64decode') | first | trim | length }}": len(TEXT.strip()),
    "{% set t = start.output_b64 %}{{ (t | b64decode | fromjson).x }}": 12,
    "{{ steps }}": {"start": {"status": "COMPLETED", "data": data_of(wats.JSON_TEXT), "error": None}},
    "{{ start }}": data_of(wats.JSON_TEXT),
    "{{ start.output_b64 | b64decode('x') if 0 else 1 }}": 1,
}


@pytest.mark.parametrize("templates", [UNREAD, READ], ids=["unread", "read"])
def test_reading_the_output(templates: dict[str, Json], plugins: Path) -> None:
    for template in templates:
        playbook, _ = load(book(step("start", call("json"), next="end"), step("end", noop(template))), lenient=True)
        assert playbook is not None, template
        assert ("start" in unread_outputs(playbook)) == (templates is UNREAD), template
    text = book(step("start", call("json"), next="end"), step("end", noop([template for template in templates])))
    for output in ("envelope", "result"):
        built = noetlc.build(text, plugin_path=[plugins], examples=0, output=output, lenient=True)
        assert built.verification is not None
        assert built.verification.compared == 1
        found = noetlc.run(built.wasm)
        assert (found["result"], found["errors"]) == (list(templates.values()), [])
        assert found["steps"]["start"] == data_of(wats.JSON_TEXT)


def test_bodies_that_see_everything_read_everything() -> None:
    seen = {"kind": "python", "code": "result = context['start']"}
    for tool, unread in ((seen, False), (seen | {"code": "result = 1"}, True), (seen | {"code": "result = {{ 1 }}"}, False)):
        playbook, _ = load(book(step("start", call("json"), next="end"), step("end", tool)))
        assert playbook is not None
        assert ("start" in unread_outputs(playbook)) == unread


def test_output_that_is_no_text(plugins: Path) -> None:
    text = book(step("start", call("bytes"), next="end"), step("end", noop("{{ start.output_b64 | b64decode }}")))
    errors = both(text, plugins)["errors"]
    assert [(e["kind"], e["message"]) for e in errors] == [("template", "the text is not base64 of UTF-8 text")]


def test_output_in_the_steps_own_writes_arcs_and_body(plugins: Path) -> None:
    own = "{{ (output.output_b64 | b64decode | fromjson).n }}"
    text = book(
        step("start", call("echo", {"n": 7}), set={"x": own}, next={"arcs": [{"step": "end", "when": own.replace(".n", ".n == 7"), "set": {"y": own}}]}),
        step("end", {"kind": "python", "input": {"d": "{{ start.output_b64 }}"}, "code": "import base64, json\nresult = json.loads(base64.b64decode(d))['n'] + context['ctx']['x']"}),
    )
    found = both(text, plugins)
    assert found["result"] == 14
    assert found["ctx"] == {"x": 7, "y": 7}


def test_many_outputs_are_settled_whatever_is_remembered(plugins: Path) -> None:
    steps = [step("start" if n == 0 else f"s{n}", call("echo", {"n": n}), next=[f"s{n + 1}"] if n < 9 else "end") for n in range(10)]
    sums = " + ".join(f"({'start' if n == 0 else f's{n}'}.output_b64 | b64decode | fromjson).n" for n in range(10))
    found = both(book(*steps, step("end", noop("{{ " + sums + " }}"))), plugins)
    assert found["result"] == 45
    assert [found["steps"]["start" if n == 0 else f"s{n}"] for n in range(10)] == [data_of(b'{"n":%d}' % n) for n in range(10)]


def test_a_result_that_is_the_output_itself(plugins: Path) -> None:
    for name in ("end", "start"):
        text = book(step(name, call("echo", {"n": 1})))
        built = noetlc.build(text, plugin_path=[plugins], output="result", examples=0)
        assert built.verification is not None
        assert built.verification.compared == 1


# ---- intents


def test_calls_are_counted_and_join_the_intents_in_order(plugins: Path) -> None:
    text = book(
        step("start", call("noetl/event_publish", {"event": {"n": 0}}), next="puts"),
        step("puts", call("puts", {"n": "{{ workload.n }}"}), next="more"),
        step("more", call("noetl/result_put", {"key": "k", "data": "d"})),
        workload={"n": 5},
    )
    found = both(text, plugins, examples=2)
    assert found["steps"]["puts"] == data_of(b'{"n":5}', 2, 1, 1)
    built = noetlc.build(text, plugin_path=[plugins], verify=False)
    _, intents = invoke_module(built.wasm, Invocation({}), AmbientHost())
    names = [(one.name, one.key, one.data) for one in intents]
    data = b'{"n":5}'
    assert names == [
        ("event_publish", "", b'{"n":0}'), ("result_put", "r", data), ("object_put", "o", data), ("event_publish", "", data),
        ("result_put", "k", b""), ("result_put", "k", b"d"),
    ]  # fmt: skip


def test_refused_calls_are_the_plug_ins_matter(plugins: Path) -> None:
    found = both(book(step("start", call("statuses", {"n": 1}))), plugins)
    assert found["steps"]["start"] == data_of(b"220", events=1)


def test_what_the_host_takes_is_limited_over_the_whole_run(plugins: Path) -> None:
    text = book(step("start", call("flood"), next="again"), step("again", call("statuses", {"n": 1})))
    found = both(text, plugins)
    assert found["steps"] == {"start": data_of(b"", events=10_000), "again": data_of(b"223")}
    more = book(step("start", call("flood"), next="put"), step("put", call("noetl/event_publish", {"event": {}})))
    built = noetlc.build(more, plugin_path=[plugins], verify=False)
    for action in (lambda: noetlc.run(built.wasm), lambda: noetlc.interpret(more, plugin_path=[plugins])):
        with pytest.raises(noetlc.Aborted) as caught:
            action()
        assert caught.value.kind == "intent"


def test_a_failed_result_drops_the_calls(plugins: Path) -> None:
    text = book(step("start", call("puts", {"n": 1}), next="end"), step("end", noop("{{ 1 / 0 }}")))
    built = noetlc.build(text, plugin_path=[plugins], output="result", examples=0)
    assert built.verification is not None
    assert built.verification.compared == 1
    with pytest.raises(noetlc.Aborted) as caught:
        call_entry(built.wasm, b"{}", AmbientHost())
    assert caught.value.kind == "failed"
    envelope = noetlc.build(text, plugin_path=[plugins], verify=False)
    assert len(call_entry(envelope.wasm, b"{}", AmbientHost())[1]) == 4
    quiet = noetlc.build(text.replace('"puts"', '"echo"'), plugin_path=[plugins], output="result", verify=False)
    assert json.loads(call_entry(quiet.wasm, b"{}", AmbientHost())[0])["error"]["kind"] == "template"


# ---- loops, pipelines, rules


def test_loops(plugins: Path) -> None:
    loop = {"in": "{{ xs }}", "iterator": "x"}
    text = book(
        step("start", call("echo", {"y": "{{ x * 2 }}"}), loop=loop, next="side"),
        step("side", call("echo", {"y": "{{ x * 2 }}"}), loop={**loop, "spec": {"mode": "parallel"}}, next="end"),
        step("end", noop("{{ side.results | map(attribute='output_b64') | map('b64decode') | map('fromjson') | map(attribute='y') | list }}")),
        workload={"xs": list(range(11))},
    )
    found = both(text, plugins, examples=6)
    assert found["result"] == [2 * x for x in range(11)]
    assert found["steps"]["start"]["stats"] == {"total": 11, "success": 11, "failed": 0}
    assert found["steps"]["start"] == found["steps"]["side"]
    assert found["steps"]["start"]["results"][3] == data_of(b'{"_index":3,"_total":11,"x":3,"y":6}')


def test_state_does_not_survive_a_call(plugins: Path) -> None:
    text = book(step("start", call("state"), loop={"in": "{{ 5 }}", "iterator": "i"}, next="end"), step("end", call("state")))
    found = both(text, plugins)
    assert found["steps"]["start"]["results"] == [data_of(b"1")] * 5
    assert found["result"] == data_of(b"1")


def test_pipelines(plugins: Path) -> None:
    text = book(
        step(
            "start",
            [
                call("echo", {"i": "{{ n }}"}, name="a"),
                call("echo", {"o": "{{ (a.output_b64 | b64decode | fromjson).i + 1 }}", "p": "{{ _prev.output_b64 }}"}, name="b", set={"ctx.q": "{{ output.flush }}"}),
                {"name": "c", "kind": "noop", "result": "{{ [results.a.output_b64, (b.output_b64 | b64decode | fromjson).o] }}"},
            ],
        ),
        workload={"n": 4},
    )
    found = both(text, plugins, examples=2)
    first = data_of(b'{"i":4}')
    assert found["steps"]["start"]["c"] == [first["output_b64"], 5]
    assert found["ctx"]["q"] == first["flush"]


def test_retries_and_rules_that_read_the_output(plugins: Path) -> None:
    rule = {"when": "{{ (output.data.output_b64 | b64decode | fromjson).n < 3 }}", "then": {"do": "retry", "attempts": 9, "delay": 0, "set": {"ctx.n": "{{ (ctx.n | default(0)) + 1 }}"}}}
    single = call("echo", {"n": "{{ ctx.n | default(0) }}"}, spec={"policy": {"rules": [rule]}})
    stop = {"when": "{{ output.flush.events_published == 1 }}", "then": {"do": "fail", "message": "seen {{ output.flush.results_stored }}"}}
    failing = call("puts", {"n": 1}, name="t", spec={"policy": {"rules": [stop]}})
    found = both(book(step("start", single, next="t"), step("t", [failing])), plugins)
    assert found["steps"]["start"] == data_of(b'{"n":3}')
    assert found["ctx"] == {"n": 3}
    assert [(e["kind"], e["message"], e["task"]) for e in found["errors"]] == [("policy", "seen 2", "t")]


def test_configuration_is_rendered_for_its_errors(plugins: Path) -> None:
    failed = {"arcs": [{"step": "b", "when": "{{ output.status == 'error' }}"}]}
    text = book(
        step("start", call("echo", {"n": "{{ 1 / 0 }}"}), next=failed),
        step("b", call("echo", {"n": 1}, note="{{ 1 / 0 }}", auth="{{ not.rendered }}")),
    )
    found = both(text, plugins)
    assert [(e["step"], e["kind"], e["handled"]) for e in found["errors"]] == [("start", "template", True), ("b", "template", False)]


# ---- ends of runs


def test_traps_end_the_run_in_both_engines(plugins: Path) -> None:
    text = book(step("start", call("ifempty", {"{{ k }}": 1}), next={"arcs": [{"step": "end"}]}), step("end", call("ifempty")), workload={"k": "a"})
    built = noetlc.build(text, plugin_path=[plugins], examples=2)
    assert built.verification is not None
    assert built.verification.aborted == {"trap": 3}
    assert built.verification.report()["aborted"] == {"trap": 3}
    assert "aborted alike in both engines: trap" in built.verification.counts("f")
    assert [d.code for d in built.diagnostics] == ["W17", "W16"]
    for action in (lambda: noetlc.run(built.wasm), lambda: noetlc.interpret(text, plugin_path=[plugins])):
        with pytest.raises(noetlc.Aborted) as caught:
            action()
        assert caught.value.kind == "trap"
        assert caught.value.reason == "unreachable"


def test_tool_calls_before_a_trap_are_compared(plugins: Path) -> None:
    text = book(step("start", {"kind": "shell", "command": "ls {{ n }}"}, next="trap"), step("trap", call("trap")), workload={"n": 1})
    built = noetlc.build(text, plugin_path=[plugins], examples=3)
    assert built.verification is not None
    assert built.verification.aborted["trap"] >= 1
    assert built.verification.divergences == 0


def test_a_playbook_as_a_plug_in(plugins: Path, tmp_path: Path) -> None:
    """What a module's abort record says is its own matter: for the playbook that holds it, it is a trap."""
    inner = book(step("start", noop("{{ n + 1 }}")), workload={"n": 0})
    module = noetlc.build(inner, target="noetl-worker", verify=False).wasm
    (tmp_path / "inner.wasm").write_bytes(module)
    text = book(step("start", call("inner", {"n": "{{ n }}"}), next="end"), step("end", noop("{{ start.output_b64 | b64decode | int }}")), workload={"n": 41})
    assert both(text, tmp_path)["result"] == 42
    failing = book(step("start", call("noetl/event_publish", {"event": {}}), next="end"), step("end", noop("{{ 1 / 0 }}")))
    (tmp_path / "inner.wasm").write_bytes(noetlc.build(failing, target="noetl-worker", verify=False).wasm)
    built = noetlc.build(book(step("start", call("inner", {"n": 1}))), plugin_path=[tmp_path], examples=0)
    assert built.verification is not None
    assert built.verification.aborted == {"trap": 1}


# ---- targets, manifest, sizes


def test_for_the_worker(plugins: Path) -> None:
    text = book(step("start", call("puts", {"n": 1}), next="e"), step("e", call("noetl/event_publish", {"event": {}}), next="end"), step("end", noop("{{ start.flush.results_stored }}")))
    built = noetlc.build(text, plugin_path=[plugins], target="noetl-worker", examples=2, strip=True)

    module = wasmtime.Module(wasmtime.Engine(), built.wasm)
    assert {(i.module, i.name) for i in module.imports} == {("noetl", name) for name in ("event_publish", "object_put", "result_put")}
    assert built.manifest["capabilities"] == ["event_publish", "object_put", "result_put"]
    assert b"plugin:puts" not in built.wasm
    with pytest.raises(noetlc.BuildError) as caught:
        noetlc.build(text.replace('"puts"', '"absent"'), plugin_path=[plugins], target="noetl-worker")
    assert [d.code for d in caught.value.diagnostics if d.severity == "error"] == ["T01"]


def test_the_manifest_and_the_report(plugins: Path) -> None:
    text = book(step("start", call("echo"), next="b"), step("b", call("two", entry="size"), next="c"), step("c", call("two")))
    built = noetlc.build(text, plugin_path=[plugins], examples=0)
    assert [(s.step, s.lowered, s.reason) for s in built.steps] == [("start", "plugin", "echo"), ("b", "plugin", "two"), ("c", "plugin", "two")]
    rows = built.manifest["plugins"]
    assert [(row["path"], row["version"], row["mode"], len(row["digest"])) for row in rows] == [("echo", None, "linked", 64), ("two", None, "linked", 64)]
    assert built.foreign
    assert "noetlc.plugin" in built.wat_text()
    assert noetlc.build(text, plugin_path=[plugins], examples=0).wasm == built.wasm


def test_the_size_limit_is_that_of_the_linked_module(plugins: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = book(step("start", call("echo")))
    size = len(noetlc.build(text, plugin_path=[plugins], verify=False).wasm)
    monkeypatch.setattr("noetlc.compiler.MAX_BYTES", size)
    with pytest.raises(noetlc.BuildError, match=f"T04 the module has {size} bytes"):
        noetlc.build(text, plugin_path=[plugins], verify=False)
