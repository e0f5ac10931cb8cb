"""The time limit of an interpreted example."""

from __future__ import annotations

import threading
import time

import pytest

from noetlc.verify import LimitReached
from noetlc.verify.watchdog import limited


def spin() -> None:
    while True:
        try:
            time.sleep(0.001)
        except Exception:
            raise


def test_an_endless_loop_ends() -> None:
    started = time.monotonic()
    with pytest.raises(LimitReached), limited(0.05):
        spin()
    assert time.monotonic() - started < 5


def test_fast_code_is_left_alone() -> None:
    for _ in range(20):
        with limited(0.05):
            pass
    time.sleep(0.1)
    assert not [t for t in threading.enumerate() if t.name == "noetlc-limit" and not t.join(1) and t.is_alive()]


def test_a_swallowed_exception_is_raised_again() -> None:
    swallowed = []

    def swallow() -> None:
        try:
            spin()
        except LimitReached:
            swallowed.append(1)

    with pytest.raises(LimitReached), limited(0.05):
        swallow()
        spin()
    assert swallowed


def test_a_destructor_that_swallows_it_is_not_reported(capfd: pytest.CaptureFixture[str]) -> None:
    class Slow:
        def __del__(self) -> None:
            spin()

    with pytest.raises(LimitReached), limited(0.05):
        Slow()
        spin()
    assert "LimitReached" not in capfd.readouterr().err
