"""Threads that build and interpret leave the limits of the process as they were."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import noetlc
from noetlc.process_limits import widened

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(autouse=True)
def limits() -> Iterator[tuple[int, int]]:
    before = sys.getrecursionlimit(), sys.get_int_max_str_digits()
    yield before
    sys.setrecursionlimit(before[0])
    sys.set_int_max_str_digits(before[1])


def now() -> tuple[int, int]:
    return sys.getrecursionlimit(), sys.get_int_max_str_digits()


def test_the_widest_request_holds_until_it_ends(limits: tuple[int, int]) -> None:
    first, second = widened(frames=40_000), widened(frames=10_000, digits=200_000)
    with first:
        second.__enter__()
        assert now() == (40_000, 200_000)
    assert now() == (10_000, 200_000), "ends in another order than it began"
    second.__exit__(None, None, None)
    assert now() == limits


def test_what_somebody_else_sets_stays(limits: tuple[int, int]) -> None:
    with widened(frames=10_000, digits=200_000):
        sys.setrecursionlimit(5_000)
        sys.set_int_max_str_digits(0)
    assert now() == (5_000, 0)
    with widened(frames=10_000, digits=200_000):
        assert now() == (10_000, 0), "0 is no limit"
    assert now() == (5_000, 0)


def test_threads_at_once(limits: tuple[int, int]) -> None:
    start, failed = threading.Barrier(6), []

    def work(number: int) -> None:
        start.wait()
        try:
            for _ in range(3):
                if number % 2:
                    noetlc.interpret(EXAMPLES / "hello.yaml", {"who": "x"})
                else:
                    noetlc.build(EXAMPLES / "smallest.yaml", verify=False)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert now() == limits
