"""Fuzzes what a confined process may say to its parent: `python -m tests.security.fuzz_frames --count 20000 --seed 0`."""

from __future__ import annotations

import io
import json
import random

from noetlc.confine.frames import MAX_FRAME, ChannelClosed, read_frame
from noetlc.confine.wall import Wall
from noetlc.host.capability import AmbientHost
from noetlc.interp.pybody import heard
from tests.security import fuzzing

ANSWERS = [
    b'{"failure":null,"kind":"","line":null,"column":null,"hits":[],"limited":false,"printed":["",""]}\n{"a":[1,2]}', b'{"failure":"E: x","kind":"exception","line":3,"column":4,"hits":[1],"limited":false,"printed":["a\\n","b"]}\n{"stdout":"","stderr":"x"}',
    b'{"failure":"\\u001b","kind":5,"line":"x","column":[]}\n[', b"[" * 5_000, b'{"failure":null,"kind":"","line":null,"column":null,"hits":[],"limited":false,"printed":["",""]}\n' + b"[" * 5_000, b"null\nnull",
]  # fmt: skip
QUESTIONS = [json.dumps({"ask": ask, "argument": argument}).encode() for ask, argument in (("now", None), ("random", 4), ("sleep", 5), ("env", "A"), ("log", [20, "x"]), ("log", []), ("random", -1), ("random", 1 << 70), (["now"], None), ("sleep", True), ("log", [{}, None]), ("env", "\ud800"))]  # fmt: skip


def trial(chance: random.Random) -> str:
    if chance.random() < 0.2:
        return told(chance)
    body = b"!" + chance.choice(ANSWERS) if chance.random() < 0.5 else b"?" + chance.choice(QUESTIONS)
    if chance.random() < 0.8:
        body = fuzzing.mutated(chance, body)
    data = len(body).to_bytes(8, "little") + body
    if chance.random() < 0.3:
        data = fuzzing.mutated(chance, data)
    try:
        frame = read_frame(io.BytesIO(data))
        assert len(frame) <= MAX_FRAME
        if frame[:1] == b"!":
            result = heard.report(frame[1:])
            return "a failure" if result.failure is not None else "a result"
        heard.answer(frame[1:], AmbientHost())
    except ChannelClosed:
        return "refused"
    return "a question"


def told(chance: random.Random) -> str:
    """What a process says of its wall."""
    data = fuzzing.mutated(chance, json.dumps(Wall({"seccomp": None, "namespaces": "left out"}).encode()).encode())
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return "no wall"
    wall = Wall.decode(value)
    assert wall.level == "none"
    assert len(wall.describe()) < 5_000
    return "a wall"


if __name__ == "__main__":
    fuzzing.run("fuzz_frames", trial, 20_000)
