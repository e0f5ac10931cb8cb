"""Comparison of engines, with small fakes in their place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from noetlc.frontend import load
from noetlc.host.binding import Intent
from noetlc.host.capability import CapabilityCall
from noetlc.host.errors import Aborted, Place
from noetlc.verify.differential import Divergence, Engines, Example, LimitReached, Run, verify
from noetlc.verify.harvest import harvest
from noetlc.verify.outcome import Leave
from noetlc.verify.output import output_checker
from noetlc.verify.stubs import StubHost


def completed(result: Any, *, calls: tuple[bytes, ...] = (), hosted: tuple[str, ...] = (), **steps: Any) -> Run:
    envelope = {"status": "completed", "result": result, "steps": steps, "ctx": {}, "errors": [], "warnings": []}
    return Run(envelope, calls=tuple(CapabilityCall("tool_http", request, b"") for request in calls), hosted=hosted)


def engine(run: Any) -> Any:
    """An engine that is a function of the payload."""
    return lambda example: lambda: run(example.payload)


def gives(run: Run) -> Any:
    return lambda example: lambda: run


def examples(*payloads: dict[str, Any]) -> list[Example]:
    return [Example(payload) for payload in payloads]


total = engine(lambda payload: completed(sum(payload.get("xs", []))))


def test_equal_engines() -> None:
    done = verify(Engines(total, total, total), examples({}, {"xs": [1, 2]}), 5)
    assert (done.examples, done.compared, done.divergences, done.seed) == (2, 2, 0, 5)
    assert not done.left
    assert not done.not_compared
    assert not done.host
    assert done.text("f.yaml") == "2 examples: 2 compared"


def test_optional_examples_end_with_their_time() -> None:
    late = examples(*[{"xs": [1]}] * 3)
    done = verify(Engines(total, total), examples({}), 0, optional=late, optional_seconds=-1)
    assert (done.compared, done.examples) == (1, 4)
    assert list(done.not_compared.values()) == [3]
    assert verify(Engines(total, total), examples({}), 0, optional=late).compared == 4


def test_a_divergence_is_shrunk() -> None:
    def wrong(payload: dict[str, Any]) -> Run:
        xs = payload.get("xs", [])
        return completed(sum(xs) + (1 if len(xs) >= 3 and xs[0] > 10 else 0))

    with pytest.raises(Divergence) as caught:
        verify(Engines(engine(wrong), total), examples({"xs": [1], "y": "z"}, {"y": "text", "xs": [500, 7, 9, 12, 4]}), 0)
    assert caught.value.payload == {"xs": [11, 0, 0]}
    assert caught.value.difference.path == "result"
    assert (caught.value.verification.compared, caught.value.verification.divergences) == (1, 1)


def test_hash_order_is_left_out_and_named() -> None:
    one, two = gives(completed(1, a=1, b=[1, 2])), gives(completed(1, a=1, b=[2, 1]))
    done = verify(Engines(two, one, two), examples({}), 0)
    assert done.compared == 0
    assert done.unordered_steps == ["b"]
    assert done.not_compared == {"the result depends on the order of a set": 1}


@pytest.mark.parametrize("kind", ["budget", "memory", "timeout"])
def test_limits_are_inconclusive(kind: Any) -> None:
    done = verify(Engines(gives(Run(None, Aborted(kind))), total), examples({}), 0)
    assert done.compared == 0
    assert done.not_compared == {f"the module's limit: {kind}": 1}


def test_an_interpreter_limit_is_inconclusive() -> None:
    def slow(payload: dict[str, Any]) -> Run:
        raise LimitReached("the interpreter's 10 s")

    done = verify(Engines(total, engine(slow)), examples({}), 0)
    assert done.not_compared == {"a limit of verification: the interpreter's 10 s": 1}
    assert done.compared == 0
    assert verify(Engines(total, total, engine(slow)), examples({}), 0).compared == 0


@pytest.mark.parametrize("kind", ["defect", "trap", "intent", "failed"])
def test_other_aborts_diverge(kind: Any) -> None:
    with pytest.raises(Divergence):
        verify(Engines(gives(Run(None, Aborted(kind))), total), examples({}), 0)


def calling(*requests: bytes) -> Any:
    return gives(completed(1, calls=requests))


def test_what_is_left_to_the_interpreter_is_not_compared() -> None:
    at = Place(9, 14, "scan")
    call = (CapabilityCall("tool_http", b"{}", b""),)
    overflow = gives(Run(None, Aborted("int_overflow", 7, at), calls=call))
    done = verify(Engines(overflow, calling(b"{}", b"{}")), examples({}, {"a": 1}), 0)
    assert done.compared == 0
    assert done.left == {Leave("int_overflow", "an integer beyond 64 bits", 9, 14, "scan"): 2}
    assert done.text("f.yaml") == "2 examples: 0 compared, 2 left to the interpreter: an integer beyond 64 bits at f.yaml:9:14"
    assert done.report()["left"][0]["examples"] == 2
    with pytest.raises(Divergence):
        verify(Engines(overflow, calling(b"[]")), examples({}), 0)


def test_bodies_on_cpython_in_both_engines_are_counted_apart() -> None:
    hosted = gives(completed(1, hosted=("scan",)))
    done = verify(Engines(hosted, gives(completed(1))), examples({}), 0)
    assert (done.compared, done.host, done.host_steps) == (0, 1, {"scan": 1})


def test_tool_calls_are_compared() -> None:
    assert verify(Engines(calling(b"{}", b"1"), calling(b"{}", b" 1")), examples({}, {"a": 1}), 0).compared == 2
    with pytest.raises(Divergence) as caught:
        verify(Engines(calling(b"{}"), calling(b"[]")), examples({}), 0)
    assert caught.value.difference.path.startswith("calls[0]")


def test_every_begun_run_is_waited_for() -> None:
    waited: list[str] = []

    def begun(name: str, limit: bool) -> Any:
        def begin(example: Example) -> Any:
            def finish() -> Run:
                waited.append(name)
                if limit:
                    raise LimitReached(name)
                return completed(1)

            return finish

        return begin

    verify(Engines(begun("compiled", False), begun("first", True), begun("again", True)), examples({}), 0)
    assert sorted(waited) == ["again", "compiled", "first"]


def test_stub_outcomes_cover_success_errors_and_odd_shapes() -> None:
    answers = [StubHost(3, {"n": n}).call("tool_http", b"{}") for n in range(300)]
    assert answers == [StubHost(3, {"n": n}).call("tool_http", b"{}") for n in range(300)]
    parsed = []
    for answer in answers:
        try:
            parsed.append(json.loads(answer))
        except ValueError:
            parsed.append(None)
    statuses = {p.get("status") for p in parsed if isinstance(p, dict)}
    assert {"ok", "error"} <= statuses
    assert None in parsed
    host = StubHost(3, {})
    assert host.now() < host.now()
    assert host.env("A") == host.env("A")
    assert len(host.random(5)) == 5


def test_entry_output_is_compared() -> None:
    def engines(output: bytes | Aborted) -> Engines:
        run = completed(0)
        return Engines(gives(Run(run.envelope, output=output)), total, None, output_checker("result", False))

    assert verify(engines(b"0"), examples({}), 0).compared == 1
    for wrong in (b"1", Aborted("failed")):
        with pytest.raises(Divergence, match="output of run"):
            verify(engines(wrong), examples({}), 0)


FAILED = Run(
    {
        "status": "failed",
        "result": 1,
        "steps": {},
        "ctx": {},
        "errors": [
            {"step": "a", "kind": "value", "message": "m", "handled": True},
            {"step": "b", "kind": "exit", "message": "exit 3", "handled": False},
        ],
        "warnings": [],
    }
)


@pytest.mark.parametrize(
    ("mode", "sort_keys", "run", "output", "right"),
    [
        ("result", False, completed({"b": 1.0, "a": "ä"}), '{"b":1.0,"a":"ä"}', True),
        ("result", False, completed({"b": 1.0, "a": "ä"}), '{"b": 1.0,"a":"ä"}', False),
        ("result", False, completed({"b": 1.0, "a": "ä"}), '{"a":"ä","b":1.0}', False),
        ("result", True, completed({"b": 1.0, "a": "ä"}), '{"a":"ä","b":1.0}', True),
        ("result", True, completed({"b": 1.0, "a": "ä"}), '{"b":1.0,"a":"ä"}', False),
        ("result", None, completed({"b": 1.0, "a": "ä"}), '{"a":"ä","b":1.0}', True),
        ("result", None, completed({"b": 1.0, "a": "ä"}), '{"b":1.0,"a":"ä"}', True),
        ("result", False, completed(1), "1.0", False),
        ("result", False, completed(1), "nonsense", False),
        ("result", False, FAILED, '{"error":{"step":"b","kind":"exit","message":"exit 3"}}', True),
        ("result", False, FAILED, "1", False),
        ("envelope", False, completed(1), '{"status":"completed","result":1,"steps":{},"ctx":{},"errors":[],"warnings":[]}', True),
        ("envelope", True, completed(1), '{"ctx":{},"errors":[],"result":1,"status":"completed","steps":{},"warnings":[]}', True),
        ("envelope", False, completed(1), '{"status":"completed","result":2,"steps":{},"ctx":{},"errors":[],"warnings":[]}', False),
    ],
)
def test_output_checker(mode: str, sort_keys: bool | None, run: Run, output: str, right: bool) -> None:
    assert (output_checker(mode, sort_keys)(run, output.encode()) is None) is right


def test_a_failed_run_with_intents_must_abort() -> None:
    run = Run(FAILED.envelope, None, (Intent("event_publish", "", b"{}"),))
    check = output_checker("result", False)
    assert check(run, Aborted("failed")) is None
    assert check(run, b'{"error":{"step":"b","kind":"exit","message":"exit 3"}}') is not None
    assert check(FAILED, Aborted("failed")) is not None


def test_a_step_that_this_python_cannot_stand_for_is_not_compared() -> None:
    run = gives(completed(1, scan=2))
    done = verify(Engines(run, run, gaps={"scan": "Python 3.13: x"}), examples({}), 0)
    assert done.compared == 0
    assert done.not_compared == {"Python 3.13: x": 1}
    assert verify(Engines(run, run, gaps={"other": "Python 3.13: x"}), examples({}), 0).compared == 1


def test_stub_answers_are_nobodys_to_change() -> None:
    """The facts serve every run: an answer that was changed must not come back in the next one."""
    text = (
        "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: s}\nworkflow:\n"
        "- {step: start, tool: {kind: http, url: x}, next: {arcs: [{step: end, when: '{{ start.status_code == 499 and start.rows == [] }}'}]}}\n"
        "- {step: end, tool: {kind: noop, result: '{{ start.data.items | default([1, {}]) }}'}}\n"
    )
    playbook = load(text)[0]
    assert playbook is not None
    facts = harvest(playbook)
    request = json.dumps({"step": "start", "attempt": 1, "config": {}, "input": {}}).encode()
    first = [StubHost(seed, {}, facts).call("tool_http", request) for seed in range(60)]
    assert first == [StubHost(seed, {}, facts).call("tool_http", request) for seed in range(60)]


def logging(*lines: str) -> Any:
    return gives(Run(completed(1).envelope, calls=tuple(CapabilityCall("log", line.encode(), None) for line in lines)))


def test_what_is_printed_is_compared_where_the_module_has_a_log() -> None:
    assert verify(Engines(logging("0 a", "30 b"), logging("0 a", "30 b")), examples({}), 0).compared == 1
    with pytest.raises(Divergence) as caught:
        verify(Engines(logging("0 a"), logging("0 b")), examples({}), 0)
    assert caught.value.difference.path.startswith("calls[0]")
    assert verify(Engines(logging(), logging("0 b"), logged=False), examples({}), 0).compared == 1
