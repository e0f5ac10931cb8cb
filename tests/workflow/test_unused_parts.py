"""What a playbook does not need of the engine is not in its module, and what it needs is."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from wasm_run import Instance, compiled

NOOP: dict[str, Any] = {"kind": "noop", "message": "hello"}


def book(*steps: dict[str, Any], **keys: Any) -> str:
    return json.dumps({"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "parts"}, "workflow": list(steps), **keys})


def step(name: str, *targets: str, result: Any = None, mode: str = "exclusive", **keys: Any) -> dict[str, Any]:
    tool = NOOP if result is None else {"kind": "noop", "result": result}
    following = {"next": {"spec": {"mode": mode}, "arcs": [{"step": target} for target in targets]}} if targets else {}
    return {"step": name, "tool": tool, **following, **keys}


def words(text: str) -> set[str]:
    """The names in a module's text form: functions, and those inlined, by what their labels begin with."""
    return set(re.split(r"[^\w]+", compiled(text).ir_text()))


ALONE = book(step("start"))
CHAIN = book(step("start", "middle"), step("middle", "end"), step("end"))
FORK = book(step("start", "left", "right", mode="inclusive"), step("left", "end"), step("right", "end"), step("end"))
CYCLE = book(
    step("start", "end", "start", result="{{ n }}"),
    step("end"),
    workload={"n": 1},
)
WORKLOAD = book(step("start", result="{{ n }}"), workload={"n": 1})
IDENTITY = book(step("start", result="{{ execution_id }}"))
JOB = book(step("start", result="{{ job.uuid }}"))

QUEUE = {"wf_propagate", "wf_ready_size", "wf_queue_head"}


@pytest.mark.parametrize(
    ("text", "absent", "present"),
    [
        (ALONE, {*QUEUE, "wf_arcs", "put_float", "cached_key", "int_parse", "wf_overlay", "wf_id_text"}, {"dict_set"}),
        (CHAIN, {*QUEUE, "put_float", "wf_unlink"}, {"wf_arcs"}),
        (FORK, {"wf_unlink"}, {*QUEUE, "wf_arcs"}),
        (CYCLE, QUEUE, {"wf_arcs", "wf_overlay", "put_float"}),
        (WORKLOAD, {*QUEUE, "wf_id_text"}, {"put_float", "cached_key", "int_parse", "wf_overlay"}),
        (IDENTITY, {*QUEUE, "wf_overlay"}, {"put_float", "cached_key", "wf_id_text"}),
        (JOB, {*QUEUE, "wf_overlay"}, {"wf_id_text"}),
    ],
    ids=["alone", "chain", "fork", "cycle", "workload", "identity", "job"],
)
def test_parts(text: str, absent: set[str], present: set[str]) -> None:
    found = words(text)
    assert not absent & found
    assert present <= found


PAYLOADS = [
    b"{}", b'{"n": 1.5, "execution_id": 12.25}', b'{"n": [1, 2.5e3, {"a": 123456789012345678901234567890}], "execution_id": "x"}',
    b'{"n": 1e999}', b'{"n": 1.}', b'{"n": 01}', b'{"n": 1.7976931348623159e308}', b'{"a": 1, "a": 2, "b": {"c": {}, "c": []}}', b"[]", b"{",
    b'{"execution_id": 123456789012345678901234567890, "k1": 1, "k2": 2, "k3": 3, "k4": 4, "k5": 5, "k6": 6, "k7": 7, "k8": 8, "k9": 9, "k1": 0}',
]  # fmt: skip


EVERYTHING = book(step("start", result="{{ [workload, job] | length }}"))


@pytest.mark.parametrize("entry", ["run", "invoke"])
@pytest.mark.parametrize("text", [ALONE, CHAIN, FORK, WORKLOAD, IDENTITY, JOB], ids=["alone", "chain", "fork", "workload", "identity", "job"])
def test_same_payloads(text: str, entry: str) -> None:
    """A module that looks at little takes and refuses the same payloads as one that looks at everything, one after another."""
    module, reference = Instance(compiled(text).wasm), Instance(compiled(EVERYTHING).wasm)
    for payload in PAYLOADS:
        data = payload if entry == "run" else b'{"options": {"strict": true}, "payload": ' + payload + b"}"
        found, expected = json.loads(module.call(entry, data)), json.loads(reference.call(entry, data))
        assert found["errors"] == expected["errors"]
        assert found["status"] == expected["status"]


def test_order_of_a_fork() -> None:
    envelope = json.loads(Instance(compiled(FORK).wasm).call("run", b"{}"))
    assert list(envelope["steps"]) == ["start", "left", "right", "end"]


def test_cycle_without_queue() -> None:
    """A step that runs again moves to the end of the order."""
    again = {"step": "start", "when": "{{ ctx.n | default(0) < 3 }}", "set": {"ctx.n": "{{ ctx.n | default(0) + 1 }}"}}
    first = {"step": "start", "tool": {"kind": "noop", "result": "{{ ctx.n | default(0) }}"}, "next": {"arcs": [{"step": "middle"}]}}
    middle = {"step": "middle", "tool": {"kind": "noop", "result": 1}, "next": {"arcs": [again, {"step": "end"}]}}
    envelope = json.loads(Instance(compiled(book(first, middle, step("end", result="{{ start }}"))).wasm).call("run", b"{}"))
    assert list(envelope["steps"].items()) == [("start", 3), ("middle", 1), ("end", 3)]
    assert not QUEUE & words(book(first, middle, step("end")))


def test_final_step_leads_to_one_that_ran() -> None:
    """Its arc is not followed: that step lies on no cycle with it."""
    steps = [step("start", "end"), step("end"), step("last", "end")]
    envelope = json.loads(Instance(compiled(book(*steps, executor={"spec": {"final_step": "last"}})).wasm).call("run", b"{}"))
    assert list(envelope["steps"]) == ["start", "end", "last"]


BAD = "{{ 1 // zero }}"
ADMIT = {"policy": {"admit": {"rules": [{"when": BAD, "then": {"allow": True}}, {"else": {"then": {"allow": True}}}]}}}
RULE = {"policy": {"rules": [{"when": BAD, "then": {"do": "continue"}}, {"else": {"then": {"do": "continue", "set": {"ctx.x": BAD}}}}]}}


@pytest.mark.parametrize(
    ("parts", "fields"),
    [
        ({"next": {"arcs": [{"step": "end", "when": BAD}]}}, ["next.arcs[0].when"]),
        ({"next": [{"step": "end"}, {"step": "end", "when": BAD}], "set": {"ctx.x": BAD}}, ["set.ctx.x"]),
        ({"next": [{"step": "end", "when": BAD}]}, ["next[0].when"]),
        ({"next": [{"step": "end", "args": {"x": BAD}}]}, ["next[0].args.x"]),
        ({"next": {"arcs": [{"step": "end", "args": {"x": BAD}, "set": {"ctx.y": BAD}}]}}, ["next.arcs[0].args.x", "next.arcs[0].set.ctx.y"]),
        ({"next": [{"step": "end", "set": {"ctx.x": BAD}}]}, ["next[0].set.ctx.x"]),
        ({"next": {"arcs": [{"step": "end", "set": {"ctx.x": BAD}}]}}, ["next.arcs[0].set.ctx.x"]),
        ({"tool": {**NOOP, "spec": RULE}}, ["tool.start_task.rules[0].when", "tool.start_task.rules[1].then.set.ctx.x"]),
        ({"tool": {**NOOP, "set": {"ctx.x": BAD}}}, ["tool.start_task.set.ctx.x"]),
    ],
)
def test_where_a_template_stands(parts: dict[str, Any], fields: list[str]) -> None:
    """The engine writes the paths of those places only that a playbook has."""
    text = book({"step": "start", "tool": NOOP, **parts}, step("end"), workload={"zero": 0})
    envelope = json.loads(Instance(compiled(text).wasm).call("run", b"{}"))
    assert [warning["field"] for warning in envelope["warnings"]] == fields


def test_where_guards_stand() -> None:
    for parts, field in (({"when": BAD}, "when"), ({"spec": ADMIT}, "spec.policy.admit.rules[0].when")):
        text = book(step("start", "middle"), step("middle", **parts), workload={"zero": 0})
        envelope = json.loads(Instance(compiled(text).wasm).call("run", b"{}"))
        assert [warning["field"] for warning in envelope["warnings"]] == [field]


def test_nothing_can_exit() -> None:
    """Without a mention of SystemExit no error is one."""

    def body(code: str) -> str:
        return book({"step": "start", "tool": {"kind": "python", "code": code}})

    assert "SystemExit" not in compiled(body("result = [1][5]")).ir_text()
    for code, kind in (("raise SystemExit(3)", "exit"), ("import sys\nsys.exit(3)", "exit"), ("class E(SystemExit): pass\nraise E(3)", "exit")):
        envelope = json.loads(Instance(compiled(body(code)).wasm).call("run", b"{}"))
        assert [error["kind"] for error in envelope["errors"]] == [kind]
