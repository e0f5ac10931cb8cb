"""The run algorithm: arcs, joins, cycles, writes, names, errors, pipelines, loops, options."""

from __future__ import annotations

import json
from typing import Any

import pytest

from noetlc.interp import InvalidPlaybook, interpret, pipeline
from noetlc.interp.host import LocalHost

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\nworkflow:\n"
NOOP: dict[str, Any] = {"kind": "noop"}
BAD: dict[str, Any] = {"kind": "python", "code": "raise ValueError('x')"}


def noop(result: Any) -> dict[str, Any]:
    return {"kind": "noop", "result": result}


def step(name: str, tool: Any = None, **keys: Any) -> dict[str, Any]:
    return {"step": name, "tool": NOOP if tool is None else tool, **keys}


def errors(env: dict[str, Any]) -> list[str]:
    return [f"{e['step']} {e['kind']} {'handled' if e['handled'] else 'unhandled'}" for e in env["errors"]]


def ran(env: dict[str, Any]) -> list[str]:
    return list(env["steps"])


# ---- routing


def test_envelope_shape_and_key_order(run: Any) -> None:
    env = run([step("start", noop(1))])
    assert json.dumps(env) == '{"status": "completed", "result": 1, "steps": {"start": 1}, "ctx": {}, "errors": [], "warnings": []}'


def test_exclusive_stops_at_the_first_match(run: Any) -> None:
    arcs = [{"step": "a", "when": "{{ false }}"}, {"step": "b"}, {"step": "c", "when": "{{ 1 / 0 }}"}]
    env = run([step("start", next={"arcs": arcs}), step("a"), step("b"), step("c")])
    assert ran(env) == ["start", "b"]
    assert env["warnings"] == []
    env = run([step("start", next={"spec": {"mode": "inclusive"}, "arcs": arcs}), step("a"), step("b"), step("c")])
    assert ran(env) == ["start", "b"]
    assert [(w["step"], w["field"]) for w in env["warnings"]] == [("start", "next.arcs[2].when")]


def test_a_join_waits_for_every_live_predecessor(run: Any) -> None:
    flow = [
        step("start", next=["j", "a"]),
        step("a", next="b"),
        step("b", next={"arcs": [{"step": "j", "when": "{{ false }}"}]}),
        step("j"),
    ]
    assert ran(run(flow)) == ["start", "a", "b", "j"]


def test_a_skipped_step_follows_one_arc_and_has_no_output(run: Any) -> None:
    flow = [
        step("start", next="a"),
        step("a", when="{{ false }}", next=["b", "c"], spec={"policy": {}}),
        step("b", noop("{{ ctx.e }}/{{ ctx.o }}")),
        step("c"),
    ]
    flow[1]["next"] = {
        "spec": {"mode": "inclusive"},
        "arcs": [{"step": "b", "set": {"e": "{{ event.name }}", "o": "{{ output is defined }}"}}, {"step": "c"}],
    }
    env = run(flow)
    assert ran(env) == ["start", "b"]
    assert env["steps"]["b"] == "step.skipped/False"


def test_admit_rules(run: Any) -> None:
    def admit(*rules: Any) -> dict[str, Any]:
        return {"policy": {"admit": {"rules": list(rules)}}}

    deny = {"when": "{{ n == 1 }}", "then": {"allow": False}}
    other = {"else": {"then": {"allow": False}}}
    flow = [
        step("start", next=["a", "b", "c"]),
        step("a", spec=admit(deny)),
        step("b", spec=admit({**deny, "when": "{{ n == 2 }}"})),
        step("c", spec=admit(other)),
    ]
    assert ran(run(flow, workload={"n": 1})) == ["start", "b"]
    raising = [step("start", next="a"), step("a", spec=admit({"when": "{{ none + 1 }}", "then": {"allow": False}}))]
    env = run(raising)
    assert ran(env) == ["start", "a"]
    assert env["warnings"][0]["field"] == "spec.policy.admit.rules[0].when"


def test_a_late_arc_to_a_done_step_only_writes(run: Any) -> None:
    flow = [
        step("start", next=["a", "b"]),
        step("a"),
        step("b", next={"arcs": [{"step": "c"}]}),
        step("c", next={"arcs": [{"step": "a", "set": {"late": 1}}]}),
    ]
    env = run(flow)
    assert ran(env) == ["start", "b", "c", "a"]
    assert env["ctx"] == {"late": 1}


def test_cycle_with_a_join_and_an_exit(run: Any) -> None:
    flow = [
        step("start", set={"n": 0, "log": []}, next="w"),
        step("w", set={"n": "{{ n + 1 }}"}, next=["a", "b"]),
        step("a", next="j"),
        step("b", next="b2"),
        step("b2", next="j"),
        step("j", set={"log": "{{ log + [n] }}"}, next={"arcs": [{"step": "w", "when": "{{ n < 3 }}"}, {"step": "end"}]}),
        step("end", noop("{{ log }}")),
    ]
    env = run(flow)
    assert env["result"] == [1, 2, 3]
    assert ran(env) == ["start", "w", "a", "b", "b2", "j", "end"]


def test_final_step(run: Any) -> None:
    spec = {"spec": {"entry_step": "a", "final_step": "z"}}
    assert ran(run([step("z", when="{{ true }}"), step("a")], executor=spec)) == ["a", "z"]
    assert ran(run([step("z"), step("a", next="z")], executor=spec)) == ["a", "z"]
    env = run([step("z", when="{{ false }}"), step("a", next="z")], executor=spec)
    assert ran(env) == ["a"]


# ---- names and writes


def test_ctx_falls_back_and_workload_stays(run: Any) -> None:
    flow = [
        step("start", noop({"v": 1}), set={"x": 5}, next="a"),
        step("a", noop(["{{ ctx.x }}", "{{ x }}", "{{ workload.x }}", "{{ ctx.start.v }}", "{{ ctx.nope }}", "{{ ctx }}"])),
    ]
    assert run(flow, workload={"x": 1})["steps"]["a"] == [5, 5, 1, 1, None, {"x": 5}]


def test_set_renders_all_before_writing(run: Any) -> None:
    flow = [step("start", set={"a": 1, "b": "{{ a | default('old') }}", "ctx.a.b": 2, "c": {"deep": ["{{ none + 1 }}"]}})]
    env = run(flow)
    assert env["ctx"] == {"a": 1, "b": "old", "a.b": 2, "c": {"deep": ["{{ none + 1 }}"]}}
    assert [w["field"] for w in env["warnings"]] == ["set.c"]


def test_aliases_are_not_keys(run: Any) -> None:
    flow = [
        step("start", noop({"v": 1, "result": 9}), next="a"),
        step(
            "a",
            noop(
                [
                    "{{ start.data.v }}",
                    "{{ start.result }}",
                    "{{ start.data.data.v }}",
                    "{{ 'data' in start }}",
                    "{{ start | length }}",
                    "{{ start.get('data') }}",
                ]
            ),
        ),
    ]
    assert run(flow)["steps"]["a"] == [1, 9, 1, False, 2, None]


def test_pipeline_aliases(run: Any) -> None:
    flow = [
        step("start", [{"name": "t", **noop({"k": 1})}, {"name": "u", **noop(5)}], next="a"),
        step("a", noop(["{{ start.results }}", "{{ start._prev }}", "{{ start.t.k }}", "{{ start }}"])),
    ]
    assert run(flow)["steps"]["a"] == [{"t": {"k": 1}, "u": 5}, 5, 1, {"t": {"k": 1}, "u": 5}]


def test_output_falls_through_to_data(run: Any) -> None:
    flow = [
        step(
            "start",
            noop({"k": {"v": [7]}, "status": "mine"}),
            set={"a": "{{ output.k.v.0 }}", "b": "{{ output.status }}", "c": "{{ output.data.status }}", "d": "{{ output.ref is none }}"},
        )
    ]
    assert run(flow)["ctx"] == {"a": 7, "b": "ok", "c": "mine", "d": True}


def test_steps_and_reserved_names(run: Any) -> None:
    flow = [
        step("start", BAD, next="output"),
        step("output", noop(1), next="b"),
        step(
            "b",
            noop(
                [
                    "{{ steps.start.status }}",
                    "{{ steps.start.error.kind }}",
                    "{{ output }}",
                    "{{ ctx.output }}",
                    "{{ steps.output.data }}",
                    "{{ job.id }}",
                ]
            ),
        ),
    ]
    assert run(flow, execution_id="9")["steps"]["b"] == ["FAILED", "exception", None, 1, 1, "9"]


def test_inputs_order_and_precedence(run: Any) -> None:
    tool = {"kind": "python", "input": {"b": 1, "a": "{{ x }}"}, "code": "result = args"}
    assert (
        json.dumps(run([step("start", tool, args={"a": 5, "z": "{{ b }}", "b": 2})], workload={"x": 3, "b": 8})["result"])
        == '{"b": 1, "a": 3, "z": 8}'
    )
    shown = {"kind": "noop", "input": {"v": "{{ v }}1"}, "result": "{{ v }}"}
    assert run([step("start", shown)], workload={"v": 2})["result"] == 21


def test_payload(run: Any) -> None:
    flow = [step("start", noop(["{{ a }}", "{{ b }}"]))]
    assert run(flow, {"a": {"x": 2**80}, "b": "\ud800"}, workload={"a": 1})["result"] == [{"x": 2**80}, "\ufffd"]
    for payload in ([1], "x", {"a": float("nan")}, {1: 2}):
        env = run(flow, payload)
        assert env["status"] == "failed"
        assert env["errors"][0]["kind"] == "config"
        assert env["errors"][0]["step"] is None


def test_text_positions_and_strict_strings(run: Any) -> None:
    flow = [step("start", {"kind": "noop", "message": "{{ 5 }}"}, next="a"), step("a", noop({"{{ 1 }}": "{{ 1 }}0", "url": "{{ 5 }}"}))]
    env = run(flow)
    assert env["steps"] == {"start": {"status": "ok", "message": "5"}, "a": {"1": 10, "url": 5}}
    assert run(flow, strict_strings=True)["steps"]["a"] == {"1": "10", "url": 5}


def test_body_context(run: Any) -> None:
    tool = {"kind": "python", "input": {"q": 1}, "code": "result = [list(context), context['start'], context['args'], variables['ctx']]"}
    flow = [step("start", noop({"v": 1}), set={"c": 2}, next="a"), step("a", tool)]
    names = ["w", "start", "c", "q", "workload", "ctx", "execution_id", "job", "args", "variables", "step"]
    assert run(flow, workload={"w": 0})["steps"]["a"] == [names, {"v": 1}, {"q": 1}, {"c": 2}]


# ---- errors


def test_unhandled_error_has_a_place(run: Any) -> None:
    text = HEAD + "- step: start\n  tool:\n    kind: python\n    code: |\n      x = 1\n      raise ValueError('x')\n"
    env = interpret(text)
    assert env["errors"] == [
        {"step": "start", "kind": "exception", "message": "ValueError: x", "handled": False, "at": {"line": 10, "column": 7}}
    ]


def test_template_and_config_errors_have_a_place() -> None:
    text = HEAD + (
        "- step: start\n  tool:\n    kind: noop\n    result:\n      a: >\n        one\n        {{ none + 1 }}\n"
        "  next: b\n- step: b\n  tool: {kind: python}\n"
    )
    env = interpret(text)
    assert [(e["kind"], e["at"]["line"]) for e in env["errors"]] == [("template", 11), ("config", 14)]


def test_constant_code_template_keeps_places(run: Any) -> None:
    code = "{% raw %}x = {'a': {}}\n{% endraw %}y = '{{ '{' }}'\nx['b']\n"
    text = HEAD + "- step: start\n  tool:\n    kind: python\n    code: |\n      " + code.replace("\n", "\n      ")
    assert interpret(text)["errors"][0]["at"]["line"] == 11


def test_error_routes_and_spec_mode(run: Any) -> None:
    flow = [step("start", BAD, set={"k": "{{ output.error.kind }}/{{ event.name }}"}, next="b"), step("b")]
    env = run(flow)
    assert errors(env) == ["start exception handled"]
    assert env["status"] == "completed"
    assert env["ctx"] == {"k": "exception/call.error"}
    env = run(flow, error_mode="spec")
    assert errors(env) == ["start exception unhandled"]
    assert ran(env) == ["start"]
    assert env["status"] == "failed"
    guarded = [step("start", BAD, next={"arcs": [{"step": "b"}, {"step": "b", "when": "{{ output.status == 'error' }}"}]}), step("b")]
    env = run(guarded, error_mode="spec")
    assert errors(env) == ["start exception handled"]
    assert ran(env) == ["start", "b"]
    assert env["status"] == "failed"


def test_strict_stops_the_run(run: Any) -> None:
    flow = [step("start", set={"a": 1, "b": "{{ none + 1 }}"}, next="b"), step("b")]
    env = run(flow, strict=True)
    assert errors(env) == ["start template unhandled"]
    assert ran(env) == ["start"]
    assert env["ctx"] == {}
    assert env["status"] == "failed"
    pipeline = [step("start", [{"name": "t", **NOOP, "set": {"ctx.a": 1}}, {"name": "u", **NOOP, "set": {"q": "{{ 1 / 0 }}"}}])]
    env = run(pipeline, strict=True)
    assert ran(env) == []
    assert env["ctx"] == {}
    assert errors(env) == ["start template unhandled"]


def test_invalid_documents_raise(run: Any) -> None:
    with pytest.raises(InvalidPlaybook) as caught:
        run([step("start", next="nowhere")])
    assert [d.code for d in caught.value.diagnostics] == ["V19"]


# ---- pipelines


def ruled(rules: list[Any], **keys: Any) -> dict[str, Any]:
    return {"spec": {"policy": {"rules": rules}}, **keys}


def test_failed_pipeline(run: Any) -> None:
    env = run([step("start", [{"name": "t", **noop(1)}, {"name": "u", **BAD}, {"name": "v", **NOOP}])])
    assert env["steps"]["start"] == {"labeled_results": {"t": 1, "u": {"stdout": "", "stderr": "ValueError: x\n"}}, "failed_task": 1}
    assert list(env["errors"][0]) == ["step", "kind", "message", "handled", "task", "at"]
    assert env["errors"][0]["task"] == "u"


def test_rule_actions(run: Any) -> None:
    fail = ruled([{"when": "{{ output.data.v > 1 }}", "then": {"do": "fail", "message": "too big"}}], **noop({"v": 2}))
    env = run([step("start", [{"name": "t", **fail}])])
    assert (env["errors"][0]["kind"], env["errors"][0]["message"]) == ("policy", "too big")
    jump = ruled([{"then": {"do": "jump", "to": "nowhere"}}], **NOOP)
    assert run([step("start", [{"name": "t", **jump}])])["errors"][0]["kind"] == "policy"
    back = ruled([{"then": {"do": "jump", "to": "previous"}}], **NOOP)
    assert run([step("start", [{"name": "t", **back}])])["errors"][0]["kind"] == "policy"
    empty = ruled([{"when": "{{ [] }}", "then": {"do": "break"}}], **noop(1))
    assert ran(run([step("start", [{"name": "t", **empty}, {"name": "u", **BAD}])])) == ["start"]
    odd = ruled([{"then": {"do": "whatever"}}], **BAD)
    assert run([step("start", [{"name": "t", **odd}, {"name": "u", **noop(3)}])])["status"] == "completed"


def test_previous_task_names(run: Any) -> None:
    tasks = [
        {
            "name": "t",
            "kind": "noop",
            "result": ["{{ output }}", "{{ _prev }}", "{{ results }}", "{{ _task }}"],
            "set": {"seen": "{{ output.data[3] }}", "iter.k": "{{ _attempt }}"},
        },
        {
            "name": "u",
            "kind": "noop",
            "result": [
                "{{ output.status }}",
                "{{ _prev[3] }}",
                "{{ results | list }}",
                "{{ seen }}",
                "{{ iter.k }}",
                "{{ t[3] }}",
                "{{ u }}",
            ],
        },
    ]
    data = run([step("start", tasks)])["steps"]["start"]
    assert data["t"] == [None, None, {}, "t"]
    assert data["u"] == ["ok", "t", ["t"], "t", 1, "t", None]


def test_retry_waits_and_counts(run: Any) -> None:
    class Sleeper(LocalHost):
        def __init__(self) -> None:
            self.waits: list[int] = []

        def sleep(self, nanoseconds: int) -> None:
            self.waits.append(nanoseconds)

    host = Sleeper()
    rules = [{"when": "{{ output.status == 'error' }}", "then": {"do": "retry", "attempts": "4", "backoff": "exponential", "delay": "0.5"}}]
    env = run([step("start", ruled(rules, **BAD))], host=host)
    assert host.waits == [500_000_000, 1_000_000_000, 2_000_000_000]
    assert env["steps"]["start"] == {"stdout": "", "stderr": "ValueError: x\n"}
    assert errors(env) == ["start exception unhandled"]


def test_task_limit(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "MAX_EXECUTIONS", 50)
    endless = ruled([{"then": {"do": "jump", "to": "t"}}], **NOOP)
    assert run([step("start", [{"name": "t", **endless}])])["errors"][0]["kind"] == "limit"


# ---- loops


def loop(source: Any, tool: Any, **spec: Any) -> dict[str, Any]:
    return step("start", tool, loop={"in": source, "iterator": "x", "spec": spec})


@pytest.mark.parametrize(
    ("source", "want"),
    [
        ("{{ {'a': 1} }}", [{"key": "a", "value": 1}]),
        ("{{ '[1, 2]' }}", [1, 2]),
        ("a, b\nc,", ["a", "b", "c"]),
        ("{{ 2 }}", [0, 1]),
        ("{{ -1 }}", []),
        ("{{ 1.5 }}", []),
        ("{{ [] }}", []),
    ],
)
def test_loop_sources(run: Any, source: str, want: list[Any]) -> None:
    assert run([loop(source, noop("{{ x }}"))])["result"]["results"] == want


@pytest.mark.parametrize(
    ("source", "kind"), [("{{ none }}", "loop"), ("{{ true }}", "loop"), ("{{ missing }}", "loop"), ("{{ none + 1 }}", "template")]
)
def test_bad_loop_sources(run: Any, source: str, kind: str) -> None:
    flow = [loop(source, NOOP)]
    flow[0]["set"] = {"e": "{{ event.name }}"}
    env = run(flow)
    assert env["errors"][0]["kind"] == kind
    assert env["steps"]["start"] is None
    assert env["ctx"] == {"e": "call.error"}


def test_loop_names_and_after(run: Any) -> None:
    flow = [
        loop(
            "{{ ['p', 'q'] }}",
            noop("{{ x }}{{ _index }}{{ loop_index }}{{ iter.x }}{{ iter._first }}{{ iter._last }}{{ loop.length }}{{ loop.done }}"),
        )
    ]
    flow[0]["set"] = {"done": "{{ loop.done }}", "n": "{{ loop.length }}", "gone": "{{ x }}", "e": "{{ event.name }}"}
    env = run(flow)
    assert env["result"]["results"] == ["p00pTrueFalse2False", "q11qFalseTrue2False"]
    assert env["ctx"] == {"done": True, "n": 2, "gone": None, "e": "loop.done"}


def test_loop_error_names_iteration_and_task(run: Any) -> None:
    env = run([loop("{{ [1, 0] }}", [{"name": "t", "kind": "python", "input": {"v": "{{ x }}"}, "code": "result = 1 / v"}])])
    entry = env["errors"][0]
    assert list(entry) == ["step", "kind", "message", "handled", "task", "iteration", "at"]
    assert entry["iteration"] == 1
    assert env["steps"]["start"]["stats"] == {"total": 2, "success": 1, "failed": 1}


def test_loop_inputs(run: Any) -> None:
    tool = {"kind": "python", "code": "result = list(args.items())"}
    assert run([loop("{{ ['a'] }}", tool)])["result"]["results"] == [[["x", "a"], ["_index", 0], ["_total", 1]]]
    assert run([loop("{{ ['a'] }}", [{"name": "t", **tool}])])["result"]["results"] == [{"t": []}]


def test_parallel_writes(run: Any) -> None:
    flow = [
        loop(
            "{{ [1, 2] }}",
            [{"name": "t", "kind": "noop", "result": "{{ ctx.n | default(0) }}", "set": {"ctx.n": "{{ x }}", "ctx.m{{ x }}": 1}}],
            mode="parallel",
        )
    ]
    env = run(flow)
    assert [r["t"] for r in env["result"]["results"]] == [0, 0]
    assert env["ctx"]["n"] == 2


def test_workbook(run: Any) -> None:
    book = [{"name": "add", "tool": {"kind": "python", "input": {"a": 1, "b": 2}, "code": "result = a + b"}}]
    tool = {"kind": "workbook", "name": "add", "input": {"b": 5}}
    assert run([step("start", tool)], workbook=book)["result"] == 6
    assert run([step("start", [tool])], workbook=book)["result"] == {"add": 6}
