"""Comparison of engines, with small fakes in their place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from noetlc.host.binding import Intent
from noetlc.host.capability import RecordingHost
from noetlc.host.errors import Aborted
from noetlc.verify import Divergence, Engines, LimitReached, Run, verify
from noetlc.verify.output import output_checker
from noetlc.verify.shrink import shrink, size
from noetlc.verify.stubs import StubHost


def completed(result: Any, **steps: Any) -> Run:
    return Run({"status": "completed", "result": result, "steps": steps, "ctx": {}, "errors": [], "warnings": []})


def total(payload: dict[str, Any], host: RecordingHost) -> Run:
    return completed(sum(payload.get("xs", [])))


def test_equal_engines() -> None:
    done = verify(Engines(total, total, total), [{}, {"xs": [1, 2]}], 5)
    assert done.report() == {"examples": 2, "divergences": 0, "seed": 5} and not done.skipped


def test_optional_examples_end_with_their_time() -> None:
    done = verify(Engines(total, total), [{}], 0, optional=[{"xs": [1]}] * 3, optional_seconds=-1)
    assert (done.examples, done.tried, done.skipped) == (1, 4, {"time": 3})
    assert verify(Engines(total, total), [{}], 0, optional=[{"xs": [1]}] * 3).examples == 4


def test_a_divergence_is_shrunk() -> None:
    def wrong(payload: dict[str, Any], host: RecordingHost) -> Run:
        xs = payload.get("xs", [])
        return completed(sum(xs) + (1 if len(xs) >= 3 and xs[0] > 10 else 0))

    with pytest.raises(Divergence) as caught:
        verify(Engines(wrong, total), [{"xs": [1], "y": "z"}, {"y": "text", "xs": [500, 7, 9, 12, 4]}], 0)
    assert caught.value.payload == {"xs": [15, 0, 0]} or size(caught.value.payload) <= size({"xs": [50, 0, 0]})
    assert caught.value.difference.path == "result"
    assert caught.value.verification.report() == {"examples": 2, "divergences": 1, "seed": 0}


def test_hash_order_is_left_out_and_named() -> None:
    def one(payload: dict[str, Any], host: RecordingHost) -> Run:
        return completed(1, a=1, b=[1, 2])

    def two(payload: dict[str, Any], host: RecordingHost) -> Run:
        return completed(1, a=1, b=[2, 1])

    done = verify(Engines(two, one, two), [{}], 0)
    assert done.examples == 0 and done.unordered_steps == ["b"] and done.skipped == {"order of a set": 1}


@pytest.mark.parametrize("kind", ["budget", "memory", "timeout"])
def test_limits_are_inconclusive(kind: Any) -> None:
    done = verify(Engines(lambda p, h: Run(None, Aborted(kind)), total), [{}], 0)
    assert done.examples == 0 and done.skipped == {kind: 1}


def test_an_interpreter_limit_is_inconclusive() -> None:
    def slow(payload: dict[str, Any], host: RecordingHost) -> Run:
        raise LimitReached

    assert verify(Engines(total, slow), [{}], 0).skipped == {"interpreter limit": 1}


@pytest.mark.parametrize("kind", ["defect", "trap", "intent", "failed"])
def test_other_aborts_diverge(kind: Any) -> None:
    with pytest.raises(Divergence):
        verify(Engines(lambda p, h: Run(None, Aborted(kind)), total), [{}], 0)


def calling(*requests: bytes) -> Any:
    def run(payload: dict[str, Any], host: RecordingHost) -> Run:
        return completed([host.call("tool_http", request).decode("utf-8", "replace") for request in requests])

    return run


def test_overflow_counts_as_equal_if_the_fallback_can_replay() -> None:
    def overflow(payload: dict[str, Any], host: RecordingHost) -> Run:
        host.call("tool_http", b"{}")
        return Run(None, Aborted("int_overflow"))

    assert verify(Engines(overflow, calling(b"{}", b"{}")), [{}], 0).examples == 1
    with pytest.raises(Divergence):
        verify(Engines(overflow, calling(b"[]")), [{}], 0)


def test_tool_calls_are_compared_and_answered_alike() -> None:
    assert verify(Engines(calling(b"{}", b"1"), calling(b"{}", b" 1")), [{}, {"a": 1}], 0).examples == 2
    with pytest.raises(Divergence) as caught:
        verify(Engines(calling(b"{}"), calling(b"[]")), [{}], 0)
    assert caught.value.difference.path.startswith("calls[0]")


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
    assert {"ok", "error"} <= statuses and None in parsed
    host = StubHost(3, {})
    assert host.now() < host.now() and host.env("A") == host.env("A") and len(host.random(5)) == 5


def test_entry_output_is_compared() -> None:
    def engines(output: bytes | Aborted, mode: str = "result") -> Engines:
        return Engines(total, total, None, lambda p, h: output, output_checker(mode, False))

    assert verify(engines(b"0"), [{}], 0).examples == 1
    for wrong in (b"1", Aborted("failed")):
        with pytest.raises(Divergence, match="output of run"):
            verify(engines(wrong), [{}], 0)


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


def test_shrink_keeps_what_matters() -> None:
    payload = {"a": {"b": ["xyz", {"deep": 12345}], "c": 1.25}, "d": True, "e": "long text"}
    found = shrink(payload, lambda p: isinstance(p.get("a"), dict) and bool(p["a"].get("b")) and "d" in p)
    assert found == {"a": {"b": [""]}, "d": False} or size(found) <= size({"a": {"b": [""]}, "d": False})
    assert shrink({"n": 2**63}, lambda p: p.get("n", 0) > 2**53)["n"] <= 2**57
