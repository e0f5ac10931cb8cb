"""From which batch size on the compiled call is the faster one, and after how many calls building has paid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """Seconds of one warm call of each engine on a batch of `items`."""

    items: int
    compiled: float
    interpreted: float

    @property
    def gain(self) -> float:
        """Seconds that the compiled call is shorter; negative if it is longer."""
        return self.interpreted - self.compiled


def items_to_win(points: Sequence[Point]) -> int | None:
    """The smallest batch from which on the compiled call is not slower, for batches up to the largest measured; None if that one is.

    Between two measured sizes time is taken as a straight line. A smaller batch than the smallest measured is not looked at.
    """
    ordered = sorted(points, key=lambda p: p.items)
    if not ordered or ordered[-1].gain < 0:
        return None
    last_lost = next((i for i in reversed(range(len(ordered))) if ordered[i].gain < 0), None)
    if last_lost is None:
        return ordered[0].items
    lost, won = ordered[last_lost], ordered[last_lost + 1]
    share = -lost.gain / (won.gain - lost.gain)
    return math.ceil(lost.items + share * (won.items - lost.items))


def calls_to_repay(once: float, gain: float) -> int | None:
    """The number of calls after which `once` seconds (building, compiling) are saved, at `gain` seconds a call; None if they never are."""
    return math.ceil(once / gain) if gain > 0 else None
