"""The parts of measuring that need no clock to be right: batches, break-even, processor time of other processes, stability."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from noetlc.bench import clock, measure
from noetlc.bench.breakeven import Point, calls_to_repay, items_to_win
from noetlc.bench.clock import Sample
from noetlc.bench.items import Items, NoItems, items_at, longest, shortened, sizes
from noetlc.bench.measure import Plan, Timing, Unstable, rounds


def test_longest_list() -> None:
    payload = {"few": [1, 2], "data": {"messages": [{"rows": [1] * 9}] * 5, "others": [0] * 5}, "n": 3}
    assert longest(payload) == Items(("data", "messages"), 5)  # the first of two; lists inside items are no batch
    assert str(longest(payload)) == "data.messages"
    assert longest({"n": 1}) is None


def test_items_at() -> None:
    payload: dict[str, Any] = {"data": {"messages": [1, 2, 3]}, "text": "abc"}
    assert items_at(payload, "data.messages") == Items(("data", "messages"), 3)
    for path in ("data.rows", "text", "data", "text.x", ""):
        with pytest.raises(NoItems):
            items_at(payload, path)


def test_shortened_leaves_the_payload_alone() -> None:
    payload = {"a": 1, "data": {"x": {}, "messages": [1, 2, 3]}}
    short = shortened(payload, Items(("data", "messages"), 3), 1)
    assert short == {"a": 1, "data": {"x": {}, "messages": [1]}}
    assert payload["data"] == {"x": {}, "messages": [1, 2, 3]}
    assert list(short) == list(payload)


def test_sizes() -> None:
    assert sizes(0) == ()
    assert sizes(1) == (1,)
    assert sizes(10) == (1, 10)
    assert sizes(2500) == (1, 10, 100, 1000, 2500)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([Point(1, 1.0, 2.0), Point(10, 1.0, 9.0)], 1),
        ([Point(1, 5.0, 1.0), Point(11, 5.0, 11.0)], 5),  # -4 at 1, +6 at 11: even at 5
        ([Point(1, 2.0, 1.0), Point(2, 2.0, 2.0)], 2),
        ([Point(1, 2.0, 1.0), Point(10, 9.0, 3.0)], None),
        ([Point(1, 1.0, 2.0), Point(10, 5.0, 4.0), Point(100, 5.0, 50.0)], 12),  # lost in the middle: what follows counts
        ([], None),
    ],
)
def test_items_to_win(points: list[Point], expected: int | None) -> None:
    assert items_to_win(points) == expected


def test_calls_to_repay() -> None:
    assert calls_to_repay(1.0, 0.25) == 4
    assert calls_to_repay(1.0, 0.3) == 4
    assert calls_to_repay(1.0, 0.0) is None
    assert calls_to_repay(1.0, -1.0) is None


BUSY = "import time\nwhile time.process_time() < 0.2: pass"


@pytest.mark.skipif(not os.path.exists(f"/proc/{os.getpid()}/task"), reason="this system has no /proc that names children")
def test_work_of_other_processes_counts() -> None:
    _, ended = clock.timed(lambda: subprocess.run([sys.executable, "-S", "-c", BUSY], check=True))
    assert ended.processor > 0.15
    stays = f"{BUSY}\nprint(flush=True)\ninput()"
    started: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        started.append(subprocess.Popen([sys.executable, "-S", "-c", stays], stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        assert started[0].stdout is not None
        started[0].stdout.readline()

    _, running = clock.timed(start)
    child = started[0].pid
    assert running.processor > 0.15
    assert child in clock.descendants(os.getpid())
    assert (clock.peak_memory(child) or 0) > 1 << 20
    started[0].communicate(b"\n")
    assert child not in clock.descendants(os.getpid())
    assert clock.peak_memory(child) is None


class Fake:
    """Gives prepared answers, one per call."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.calls = 0

    def ready(self, payload: dict[str, Any], data: bytes) -> Any:
        def call() -> bytes:
            self.calls += 1
            return self.answers[min(self.calls, len(self.answers)) - 1]

        return call


def race(compiled: Fake, interpreted: Fake, plan: Plan) -> dict[str, Timing]:
    return rounds({"compiled": (compiled, b"c"), "interpreted": (interpreted, b"i")}, {}, b"{}", plan)


def test_all_take_equally_many_turns() -> None:
    compiled, interpreted = Fake(b"c"), Fake(b"i")
    found = race(compiled, interpreted, Plan(repeat=7, seconds=1e9))
    assert (compiled.calls, interpreted.calls) == (7, 7)
    assert {name: timing.rounds for name, timing in found.items()} == {"compiled": 7, "interpreted": 7}


def test_three_rounds_whatever_the_time() -> None:
    assert race(Fake(b"c"), Fake(b"i"), Plan(repeat=50, seconds=-1.0))["compiled"].rounds == measure.FEWEST


def test_another_answer_in_a_later_round_is_no_measurement() -> None:
    with pytest.raises(Unstable, match="compiled"):
        race(Fake(b"c", b"c", b"C"), Fake(b"i"), Plan(repeat=5, seconds=1e9))


def test_medians() -> None:
    timing = Timing.of([Sample(w, p) for w, p in ((9.0, 1.0), (2.0, 5.0), (3.0, 2.0), (4.0, 4.0), (5.0, 3.0))])
    assert timing == Timing(4.0, 3.0, 2.0, 4.0, 5)
