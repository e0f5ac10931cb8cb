"""Values out of Hypothesis strategies: the same for the same seed, nothing stored, nothing printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from noetlc.verify.undisturbed import undisturbed

T = TypeVar("T")


def draw(strategy: SearchStrategy[T], count: int, number: int) -> list[T]:
    """Up to `count` values, always the same for one `number`; fewer if the strategy has no more."""
    found: list[T] = []

    def keep(value: T) -> None:
        found.append(value)

    limited = settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )(given(strategy)(keep))
    run: Callable[[], None] = seed(number)(limited)
    with undisturbed():
        run()
    return found[:count]
