"""Fuzzes recordings, read and replayed: `python -m tests.security.fuzz_recordings --count 20000 --seed 0`."""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from noetlc.host.capability import CapabilityCall
from noetlc.host.recording import Header, RecordingError, Replay, ReplayDifference, call_line, read_recording
from tests.security import fuzzing

CALLS = [
    CapabilityCall("tool_http", b'{"step":"a","config":{"url":"x"}}', b'{"status":"ok","data":{"x":[1,2.5,"\xc3\xa4"]},"error":null}'), CapabilityCall("tool_shell", b"\xff", b"no json"),
    CapabilityCall("now", b"", 1_700_000_000_000_000_000), CapabilityCall("monotonic", b"", 5), CapabilityCall("random", b"4", b"abcd"), CapabilityCall("sleep", b"7", None),
    CapabilityCall("env", b"PATH", "/bin"), CapabilityCall("env", b"NO", None), CapabilityCall("log", b"20 hello", None),
]  # fmt: skip
ODD: list[Any] = [
    None,
    True,
    -1,
    1 << 70,
    1.5,
    float("inf"),
    "",
    "\ud800",
    "\x1b[2J",
    [],
    {},
    {"base64": "!"},
    {"base64": 5},
    [[[[[]]]]],
    "9" * 9,
]


@lru_cache(maxsize=1)
def lines() -> tuple[str, ...]:
    header = Header({"path": "p", "name": "n"}, "d" * 64, {"a": 1}, "7", {"strict": True})
    return (header.line(), *(call_line(number, call) for number, call in enumerate(CALLS, 1)))


@lru_cache(maxsize=1)
def file() -> Path:
    descriptor, name = tempfile.mkstemp(suffix=".jsonl")
    os.close(descriptor)
    return Path(name)


def trial(chance: random.Random) -> str:
    chosen = [lines()[0], *chance.choices(lines()[1:], k=chance.randrange(6))]
    at = chance.randrange(len(chosen))
    value = json.loads(chosen[at])
    value[chance.choice(list(value))] = chance.choice(ODD)
    if chance.random() < 0.5:
        chosen[at] = json.dumps(value)
    if chance.random() < 0.05:
        chosen[at] = chance.choice("[{") * 50_000
    data = "\n".join(chosen).encode()
    file().write_bytes(fuzzing.mutated(chance, data) if chance.random() < 0.7 else data)
    try:
        recording = read_recording(file())
    except RecordingError as error:
        str(error).encode("utf-8")
        assert "\n" not in str(error)
        assert "\x1b" not in str(error)
        return "refused"
    return replayed(recording.calls, chance)


def replayed(calls: tuple[CapabilityCall, ...], chance: random.Random) -> str:
    replay = Replay(calls)
    asked: list[Callable[[], object]] = [
        lambda: replay.call("tool_http", CALLS[0].request), replay.now, replay.monotonic, lambda: replay.random(4), lambda: replay.sleep(7), lambda: replay.env("PATH"),
    ]  # fmt: skip
    follow = chance.random() < 0.5
    try:
        for ask in [] if follow else chance.choices(asked, k=4):
            ask()
        for call in calls if follow else ():
            _again(replay, call)
        replay.finish()
    except ReplayDifference as error:
        assert "\x1b" not in str(error)
        return "differs"
    return "replayed"


def _again(replay: Replay, call: CapabilityCall) -> None:
    """Makes a recorded call."""
    text = call.request.decode("utf-8", "replace")
    if call.is_tool:
        assert isinstance(replay.call(call.name, call.request), bytes)
    elif call.name in ("now", "monotonic"):
        assert -(1 << 63) <= (replay.now if call.name == "now" else replay.monotonic)() < 1 << 63
    elif call.name == "random":
        assert len(replay.random(int(text))) == int(text)
    elif call.name == "sleep":
        replay.sleep(int(text))
    elif call.name == "env":
        replay.env(text)


if __name__ == "__main__":
    try:
        fuzzing.run("fuzz_recordings", trial, 20_000)
    finally:
        file().unlink(missing_ok=True)
