"""Workers that do not keep to the protocol: one error outcome, the worker is gone, and the next body is fine."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from noetlc.confine import trees
from noetlc.confine.forking import Forker
from noetlc.confine.frames import HEAD, MAX_FRAME
from noetlc.confine.trees import ForkedTree
from noetlc.confine.wall import Wall
from noetlc.interp.host import LocalHost
from noetlc.interp.pybody import heard
from noetlc.interp.pybody import runner as runners
from noetlc.interp.pybody.request import BodyRequest
from noetlc.interp.pybody.runner import BodyLimits, BodyRunner

HONEST = {"failure": None, "kind": "", "line": None, "column": None, "hits": [], "printed": ["", ""], "limited": False}


def frame(data: bytes) -> bytes:
    return len(data).to_bytes(HEAD, "little") + data


def report(data: bytes = b"1", **head: Any) -> bytes:
    return frame(b"!" + json.dumps(HONEST | head).encode() + b"\n" + data)


def ask(name: Any, argument: Any) -> bytes:
    return frame(b"?" + json.dumps({"ask": name, "argument": argument}).encode())


DEEP = b"[" * 100_000
LIES: dict[str, bytes] = {
    "nothing": b"",
    "half a head": b"\x05\x00",
    "a head alone": (100).to_bytes(HEAD, "little"),
    "too long": (MAX_FRAME + 1).to_bytes(HEAD, "little") + b"x" * 100,
    "the longest length": b"\xff" * HEAD,
    "longer than it is": (50).to_bytes(HEAD, "little") + b"!" + b"x" * 10,
    "shorter than it is": (3).to_bytes(HEAD, "little") + report()[HEAD:],
    "empty": frame(b""),
    "unknown mark": frame(b"#1"),
    "text": b"Traceback (most recent call last):\n",
    "no JSON": frame(b"!}{\n1"),
    "deep JSON in the head": frame(b"!" + DEEP + b"\n1"),
    "deep JSON in a question": frame(b"?" + DEEP),
    "a list as head": frame(b"![]\n1"),
    "no head": frame(b"!\n1"),
    "head without keys": frame(b"!{}\n1"),
    "failure is a number": report(failure=1),
    "failure without kind": report(failure="no"),
    "kind without failure": report(kind="exception"),
    "unknown kind": report(failure="no", kind="timeout"),
    "kind is a list": report(failure="no", kind=["exception"]),
    "line is text": report(line="1"),
    "line is huge": frame(b"!" + json.dumps(HONEST).encode().replace(b'"line": null', b'"line": ' + b"9" * 5000) + b"\n1"),
    "line is negative": report(failure="no", kind="exception", line=-1, column=1),
    "line is a float": report(line=1.5),
    "hits is text": report(hits="12"),
    "hits is infinite": report(hits=[float("inf")]),
    "hits is a bool": report(hits=[True]),
    "printed is text": report(printed="ab"),
    "printed is one": report(printed=[""]),
    "printed are numbers": report(printed=[1, 2]),
    "limited is text": report(limited="yes"),
    "question is a list": frame(b"?[]"),
    "unknown question": ask("open", "/etc/passwd"),
    "name is a list": ask(["now"], None),
    "now with an argument": ask("now", 1),
    "random of text": ask("random", "5"),
    "random of too much": ask("random", heard.MAX_RANDOM + 1),
    "random of less than nothing": ask("random", -1),
    "random of a bool": ask("random", True),
    "huge int": frame(b'?{"ask": "random", "argument": ' + b"9" * 100_000 + b"}"),
    "sleep of less than nothing": ask("sleep", -1),
    "sleep of centuries": ask("sleep", 2**62),
    "sleep of a float": ask("sleep", 0.5),
    "env of a surrogate": ask("env", "\ud800"),
    "env of nothing": ask("env", None),
    "log of text": ask("log", "x"),
    "log of one": ask("log", [1]),
    "log at text": ask("log", ["x", "y"]),
    "log of numbers": ask("log", [20, 5]),
}

BAD_DATA: dict[str, bytes] = {
    "no data": report(b""),
    "deep data": report(DEEP),
    "129 levels": report(b"[" * 129 + b"]" * 129),
    "not a number": report(b"NaN"),
    "infinity": report(b"[Infinity]"),
    "no JSON": report(b"{1: 2}"),
    "no text": report(b'"\xff\xff"'),
    "two values": report(b"1 2"),
}


class Double(Forker):
    """A fork server whose next worker speaks as it is told, and whose later ones are honest. `live` are the workers not ended."""

    def __init__(self, speak: Callable[[socket.socket], None]) -> None:
        self._speak: list[Callable[[socket.socket], None]] = [speak]
        self.live = 0

    def fork(self, **order: object) -> ForkedTree:
        ours, theirs = socket.socketpair()
        speak = self._speak.pop() if self._speak else honest
        self.live += 1

        def work() -> None:
            with theirs, contextlib.suppress(OSError):
                speak(theirs)

        def end(kill: bool) -> int:
            self.live -= 1
            return 0

        threading.Thread(target=work, daemon=True).start()
        return ForkedTree(ours, 1, Wall(), end)

    def close(self) -> None:
        return


def honest(channel: socket.socket) -> None:
    while heard_request(channel):
        channel.sendall(report())


def heard_request(channel: socket.socket) -> bytes:
    head = channel.recv(HEAD, socket.MSG_WAITALL)
    return channel.recv(int.from_bytes(head, "little"), socket.MSG_WAITALL) if head else b""


def says(data: bytes, then_hangs_up: bool = True) -> Callable[[socket.socket], None]:
    def speak(channel: socket.socket) -> None:
        heard_request(channel)
        channel.sendall(data)
        if not then_hangs_up:
            channel.recv(1)

    return speak


REQUEST = BodyRequest("result = 1", (), {}, None, "s", "1")


@contextlib.contextmanager
def runner_of(speak: Callable[[socket.socket], None], seconds: float = 5.0) -> Iterator[tuple[BodyRunner, Double]]:
    server = Double(speak)
    with BodyRunner(BodyLimits(timeout_s=seconds), server=server) as runner:
        yield runner, server


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_one_error_outcome(name: str) -> None:
    with runner_of(says(LIES[name])) as (runner, server):
        done = runner.run(REQUEST, LocalHost())
        assert done.kind == "exception", done
        assert str(done.failure).startswith("the process of the step ended"), done
        assert server.live == 0
        assert runner.run(REQUEST, LocalHost()).data == 1


@pytest.mark.parametrize("name", BAD_DATA)
def test_data_that_is_none_is_a_value_error(name: str) -> None:
    with runner_of(says(BAD_DATA[name], then_hangs_up=False)) as (runner, server):
        done = runner.run(REQUEST, LocalHost())
        assert done.kind == "value", done
        assert str(done.failure).startswith("the result is not data: "), done
        assert server.live == 0
        assert runner.run(REQUEST, LocalHost()).data == 1


def test_too_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard, "MAX_PRINTED", 100)
    with runner_of(says(report(printed=["\n" * 60, "\n" * 60]), then_hangs_up=False)) as (runner, server):
        done = runner.run(REQUEST, LocalHost())
        assert (done.kind, done.failure, server.live) == ("value", "the step prints more than 100 lines", 0)
        assert runner.run(REQUEST, LocalHost()).data == 1


def trickle(channel: socket.socket) -> None:
    heard_request(channel)
    for byte in report(b'"' + b"x" * 10_000 + b'"'):
        channel.sendall(bytes([byte]))
        time.sleep(0.05)


def endless(channel: socket.socket) -> None:
    heard_request(channel)
    while True:
        channel.sendall(ask("now", None))
        heard_request(channel)


@pytest.mark.parametrize("speak", [says(b"", False), says(b"\x05\x00", False), says((9).to_bytes(HEAD, "little") + b"!", False), trickle])
def test_silence_ends_at_the_deadline(speak: Callable[[socket.socket], None]) -> None:
    with runner_of(speak, 0.3) as (runner, server):
        assert runner.run(REQUEST, LocalHost()).kind == "timeout"
        assert server.live == 0
        assert runner.run(REQUEST, LocalHost()).data == 1


def test_endless_questions_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, "MAX_QUESTIONS", 500)
    with runner_of(endless) as (runner, server):
        done = runner.run(REQUEST, LocalHost())
        assert done.kind == "timeout"
        assert "asked its host more than 500 times" in str(done.failure)
        assert server.live == 0
        assert runner.run(REQUEST, LocalHost()).data == 1


def test_one_that_does_not_read_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "SEND_SECONDS", 0.2)
    big = BodyRequest("result = 1", (), {"text": "x" * (8 << 20)}, None, "s", "1")
    with runner_of(lambda channel: time.sleep(3)) as (runner, server):
        assert runner.run(big, LocalHost()).kind == "timeout"
        assert server.live == 0
        assert runner.run(big, LocalHost()).data == 1


def test_a_second_answer_is_not_that_of_the_next_body() -> None:
    with runner_of(says(report(b"1") + report(b'"poison"'), then_hangs_up=False)) as (runner, server):
        assert runner.run(REQUEST, LocalHost()).data == 1
        assert runner.run(REQUEST, LocalHost()).data == 1
        assert server.live == 1


# ---- limits that honest workers keep


@pytest.fixture(scope="module")
def small() -> Iterator[BodyRunner]:
    with BodyRunner(BodyLimits(timeout_s=20.0, memory_mb=512, frame_mb=1)) as runner:
        yield runner


def run(runner: BodyRunner, code: str, **inputs: object) -> Any:
    return runner.run(BodyRequest(code, (), inputs, None, "s", "1"), LocalHost())


def test_what_does_not_fit_into_a_frame_is_a_value_error(small: BodyRunner) -> None:
    given = run(small, "result = len(text)", text="x" * (2 << 20))
    assert (given.kind, given.failure, given.limited) == ("value", "what the step is given takes more than 1 MiB", True)
    for code in ("result = 'x' * (2 << 20)", "print('x' * (2 << 20))", "raise ValueError('x' * (2 << 20))"):
        made = run(small, code)
        assert (made.kind, made.failure, made.limited) == ("value", "the result of the step takes more than 1 MiB", True)
    assert run(small, "result = len(text)", text="x" * 1000).data == 1000
    with BodyRunner(BodyLimits(frame_mb=4)) as larger:
        assert len(run(larger, "result = text", text="x" * (3 << 20)).data) == 3 << 20


def test_entropy_without_end_is_a_memory_error(small: BodyRunner) -> None:
    for code in ("import secrets\nresult = secrets.token_bytes(2 * 10**9)", "import os\nresult = os.urandom(2**62)"):
        assert run(small, code).failure == "MemoryError"
    assert run(small, "import random\nresult = random.randbytes(5) != b''").data is True
    assert run(small, "import os\nresult = len(os.urandom(1000))").data == 1000
    assert "ValueError" in run(small, "import os\nos.urandom(-1)").failure


def test_sleeps(small: BodyRunner) -> None:
    slept: list[int] = []

    class Sleepless(LocalHost):
        def sleep(self, nanoseconds: int) -> None:
            slept.append(nanoseconds)

    done = small.run(BodyRequest("import time\ntime.sleep(200_000)\nresult = 1", (), {}, None, "s", "1"), Sleepless())
    assert done.data == 1
    assert sum(slept) == 200_000 * 10**9
    assert max(slept) <= heard.MAX_SLEEP
    assert "non-negative" in run(small, "import time\ntime.sleep(-1)").failure
    assert "OverflowError" in run(small, "import time\ntime.sleep(1e300)").failure


@pytest.mark.parametrize("name", [r"'\ud800'", r"'a\udc80'", "'x' * 100_000", r"'a\0b'"])
def test_names_of_variables(small: BodyRunner, name: str) -> None:
    done = run(small, f"import os\ntry:\n    result = [os.environ.get({name})]\nexcept UnicodeEncodeError:\n    result = [None]")
    assert done.data == [None], done


def test_results_that_are_hard_to_read(small: BodyRunner) -> None:
    nested = "x = []\nfor _ in range({}):\n    x = [x]\nresult = x"
    assert run(small, nested.format(100)).failure is None
    for code in (
        nested.format(200),
        nested.format(100_000),
        "result = {(1, 2): 3}",
        "x = []\nx.append(x)\nresult = x",
        "result = 10**6000",
    ):
        assert run(small, code).kind == "value", code
    assert run(small, "result = 1").data == 1
