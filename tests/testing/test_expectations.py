"""What an outcome is held against."""

from __future__ import annotations

import json
from typing import Any

import pytest

from noetlc.host.capability import CapabilityCall
from noetlc.testing.document import Case
from noetlc.testing.expect import failures
from noetlc.testing.host import CaseHost

ENVELOPE: dict[str, Any] = {
    "status": "completed",
    "result": {"id": 9007199254740993, "xs": [1, 2.0]},
    "steps": {"a": {}, "b": {}},
    "errors": [{"step": "a", "kind": "value", "message": "m", "handled": True, "at": {"line": 4, "column": 2}}],
}
CALLS = (
    CapabilityCall("tool_http", json.dumps({"step": "a", "task": "t", "attempt": 1, "config": {"url": "u"}}).encode(), b""),
    CapabilityCall("log", b"0 printed", None),
    CapabilityCall("log", b"20 logged", None),
    CapabilityCall("tool_http", json.dumps({"step": "a", "attempt": 2, "config": {"url": "v"}}).encode(), b""),
)

MET: list[dict[str, Any]] = [
    {},
    {"status": "completed"},
    {"result": {"id": 9007199254740993, "xs": [1, 2.0]}},
    {"envelope": {"result": {"xs": [1, 2.0]}}},
    {"steps": ["a", "b"]},
    {"error": {"kind": "value", "line": 4}},
    {"calls": {"a": 2, "a.t": 1, "b": 0}},
    {"calls": {"a": [{"config": {"url": "u"}}, {"attempt": 2}]}},
    {"stdout": "printed\n"},
]
MISSED: list[tuple[dict[str, Any], str]] = [
    ({"status": "failed"}, 'status: expected "failed", got "completed"'),
    ({"result": {"id": 9007199254740992, "xs": [1, 2.0]}}, "result.id: expected 9007199254740992, got 9007199254740993"),
    ({"result": {"xs": [1, 2.0], "id": 9007199254740993}}, 'result key order: expected ["xs", "id"], got ["id", "xs"]'),
    ({"envelope": {"result": {"xs": [1, 2]}}}, "envelope.result.xs[1]: expected 2, got 2.0"),
    ({"envelope": {"result": {"xs": [1]}}}, "envelope.result.xs[1]: expected nothing, got 2.0"),
    ({"envelope": {"result": {"no": None}}}, "envelope.result.no: expected null, got nothing"),
    ({"steps": ["b", "a"]}, 'steps: expected ["b", "a"], got ["a", "b"]'),
    ({"error": {"kind": "type"}}, 'error.kind: expected "type", got "value"'),
    ({"error": {"line": 5}}, "error.at.line: expected 5, got 4"),
    ({"calls": {"a": 1}}, "calls.a: expected 1 of them, got 2"),
    ({"calls": {"a": [{}, {"attempt": 3}]}}, "calls.a[1].attempt: expected 3, got 2"),
    ({"stdout": ""}, 'stdout: expected "", got "printed\\n"'),
]


@pytest.mark.parametrize("expect", MET, ids=str)
def test_met(expect: dict[str, Any]) -> None:
    assert list(failures(expect, ENVELOPE, CALLS)) == []


@pytest.mark.parametrize(("expect", "text"), MISSED, ids=lambda value: value if isinstance(value, str) else "")
def test_missed(expect: dict[str, Any], text: str) -> None:
    assert [str(f) for f in failures(expect, ENVELOPE, CALLS)] == [text]


def test_a_run_that_fails_says_why() -> None:
    errors = [{"step": "a", "kind": "value", "message": "bad", "handled": False}]
    (found,) = failures({}, {"status": "failed", "errors": errors}, ())
    assert str(found) == 'status: expected "completed", got "failed" (step a: value: bad)'


def request(step: str, task: str | None = None) -> bytes:
    return json.dumps({"step": step, "config": {}, **({"task": task} if task else {})}).encode()


def test_answers_in_order_by_task_and_for_all_calls() -> None:
    host = CaseHost(
        Case("c", 1, 1, tools={"a": [{"data": 1}, {"error": {"kind": "auth", "message": "m"}}], "b.t": {"data": 2}, "b": {"data": 3}})
    )
    first, second, third = (json.loads(host.call("tool_http", request("a"))) for _ in range(3))
    assert first == {"status": "ok", "data": 1, "error": None}
    assert second == {"status": "error", "data": None, "error": {"kind": "auth", "message": "m", "retryable": False}}
    assert third["status"] == "error"
    assert host.unanswered == ["a, call 3 (tool_http)"]
    assert [json.loads(host.call("tool_http", request("b", t)))["data"] for t in ("t", "u", None)] == [2, 3, 3]


def test_only_waiting_moves_the_clock_and_bytes_are_drawn_from_the_seed() -> None:
    host, again, other = (CaseHost(Case("c", 1, 1, now=5, seed=seed, env={"A": "1"})) for seed in (1, 1, 2))
    host.sleep(10)
    assert (host.now(), host.now(), host.monotonic(), host.env("A"), host.env("B")) == (15, 15, 10, "1", None)
    drawn = host.random(8)
    assert drawn == again.random(8) != other.random(8)
