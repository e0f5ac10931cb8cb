"""Logging, granting and replaying capability calls."""

from __future__ import annotations

import json

import pytest

from noetlc.host.capability import AmbientHost, CapabilityCall, GrantedHost, RecordingHost, ReplayHost
from noetlc.host.errors import ReplayMismatch
from noetlc.interp.host import MOST_AHEAD, LocalHost, unsupported


class Counting(AmbientHost):
    """Every call gives the next number."""

    def __init__(self) -> None:
        self.count = 0

    def _next(self) -> int:
        self.count += 1
        return self.count

    def call(self, name: str, request: bytes) -> bytes:
        return str(self._next()).encode()

    def now(self) -> int:
        return self._next()

    def random(self, size: int) -> bytes:
        return bytes([self._next()]) * size

    def env(self, name: str) -> str | None:
        return f"{name}{self._next()}"

    def sleep(self, nanoseconds: int) -> None:
        self._next()


def recorded() -> list[CapabilityCall]:
    host = RecordingHost(Counting())
    host.call("tool_http", b"a")
    host.now()
    host.call("tool_shell", b"b")
    host.random(2)
    host.env("X")
    host.sleep(9)
    return host.calls


def test_recording() -> None:
    assert [(c.name, c.answer) for c in recorded()] == [
        ("tool_http", b"1"),
        ("now", 2),
        ("tool_shell", b"3"),
        ("random", b"\x04\x04"),
        ("env", "X5"),
        ("sleep", None),
    ]


def test_replay_answers_from_the_log_and_then_from_the_host() -> None:
    live = Counting()
    replay = ReplayHost(live, recorded())
    assert replay.random(2) == b"\x04\x04"
    assert replay.now() == 2
    assert replay.env("X") == "X5"
    assert [replay.call("tool_http", b"a"), replay.call("tool_shell", b"b")] == [b"1", b"3"]
    replay.sleep(9)
    assert live.count == 0
    assert replay.call("tool_http", b"c") == b"1"
    assert replay.now() == 2
    assert live.count == 2


@pytest.mark.parametrize(("name", "request_bytes"), [("tool_http", b"other"), ("tool_shell", b"a")])
def test_a_differing_call_stops_every_further_call(name: str, request_bytes: bytes) -> None:
    live = Counting()
    replay = ReplayHost(live, recorded())
    for _ in range(2):
        with pytest.raises(ReplayMismatch):
            replay.call(name, request_bytes)
    with pytest.raises(ReplayMismatch):
        replay.call("tool_http", b"a")
    assert live.count == 0


def test_grants() -> None:
    host = GrantedHost(Counting(), frozenset({"tool_http"}))
    assert host.call("tool_http", b"{}") == b"1"
    answer = host.call("tool_shell", b'{"step":"s1"}')
    assert answer == unsupported("tool_shell")
    assert json.loads(answer)["error"]["kind"] == "unsupported"
    assert host.refused == [("tool_shell", "s1")]
    assert host.now() == 2


@pytest.mark.parametrize("host", [LocalHost(), AmbientHost()])
def test_a_skipped_wait_sets_the_clocks_ahead(host: LocalHost) -> None:
    before, steady = host.now(), host.monotonic()
    host.sleep(3_600_000_000_000)
    host.sleep(-5)
    assert host.monotonic() - steady >= 3_600_000_000_000
    assert host.now() - before >= 3_600_000_000_000
    for _ in range(3):
        host.sleep(2**63 - 1)
    assert host.ahead == MOST_AHEAD
    assert host.now() < 2**63
