"""What a part of a pattern may begin with, and whether there is one way only to match it."""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass

from noetlc.lower.patterns.shape import (
    AT_END,
    AT_LINE_END,
    AT_STRING_END,
    GREEDY,
    LAZY,
    NONE,
    Again,
    At,
    Atomic,
    Chars,
    Choice,
    Item,
    Items,
    Look,
    Loop,
    Mark,
    Repeat,
    Text,
)

ANYTHING = (1 << 256) - 1
LEADS = sum(1 << byte for byte in range(0xC2, 0xF5))  # bytes that characters beyond ASCII begin with


@dataclass(frozen=True, slots=True)
class First:
    """The bytes that may come next; whether it may match nothing, wherever it is and at the end of a text or line. `asks`: where it matches
    nothing, that depends on the place."""

    mask: int
    empty: bool
    ends: bool
    asks: bool = False


def leads(chars: Chars) -> int:
    return chars.mask | (0 if chars.high == NONE else LEADS)


def first_of(items: Items) -> First:
    mask = 0
    asks = False
    for item in items:
        first = _first(item)
        mask |= first.mask
        asks = asks or first.asks
        if not first.empty:
            return First(mask, False, first.ends)
    return First(mask, True, True, asks)


def _first(item: Item) -> First:
    if isinstance(item, Text):
        return First(1 << item.content[0], False, False)
    if isinstance(item, Chars):
        return First(leads(item), False, False)
    if isinstance(item, Repeat):
        return First(leads(item.item) if item.most else 0, not item.least, not item.least)
    if isinstance(item, Choice):
        ways = [first_of(way) for way in item.ways]
        mask = functools.reduce(operator.or_, (way.mask for way in ways))
        return First(mask, any(way.empty for way in ways), any(way.ends for way in ways), any(way.asks for way in ways))
    if isinstance(item, Loop | Atomic):
        inner = first_of(item.body)
        if isinstance(item, Loop) and not item.least:
            return First(inner.mask, True, True, inner.asks)
        return inner
    if isinstance(item, At) and item.kind in (AT_END, AT_LINE_END, AT_STRING_END):
        return First(0 if item.kind == AT_STRING_END else 1 << 10, False, True)
    if isinstance(item, Again):
        return First(ANYTHING, True, True, True)
    return First(0, True, True, isinstance(item, At | Look))


def next_bytes(items: Items, tail: int) -> int:
    """What may come next where `items` go on, and `tail` behind them."""
    first = first_of(items)
    if first.empty and first.asks:  # what fails here may fit where something was given back
        return ANYTHING
    return first.mask | (tail if first.empty else 0)


def apart(ways: tuple[Items, ...], tail: int) -> bool:
    """Whether the next byte decides between ways."""
    seen = 0
    ends = 0
    for way in ways:
        mask = next_bytes(way, tail)
        if seen & mask:
            return False
        seen |= mask
        ends += first_of(way).ends
    return ends < 2


def keeps(item: Repeat, later: int) -> bool:
    """Whether a repeated character never gives back: what comes later cannot begin with it."""
    return item.how not in (GREEDY, LAZY) or item.least == item.most or (item.how == GREEDY and leads(item.item) & later == 0)


def single(items: Items, tail: int, begins: int) -> bool:
    """Whether items match in one way at most that what follows can go on from. `tail` is what may come behind them after something
    was given back, `begins` what may come behind them at all."""
    for i, item in enumerate(items):
        rest = items[i + 1 :]
        later, after = next_bytes(rest, tail), next_bytes(rest, begins)
        if isinstance(item, Repeat) and not keeps(item, later):
            return False
        if isinstance(item, Choice) and not (apart(item.ways, after) and all(single(way, later, after) for way in item.ways)):
            return False
        if isinstance(item, Loop) and not settled(item, later, after):
            return False
    return True


def settled(loop: Loop, later: int, after: int) -> bool:
    """Whether a loop goes on as long as it can and never gives back."""
    first = first_of(loop.body)
    if loop.lazy or first.ends or first.mask & later:
        return False
    return single(loop.body, first.mask | later, first.mask | after)


def groups_in(items: Items, inner_only: bool = False) -> set[int]:
    """The groups in items; with `inner_only` those that a match may leave out."""
    found: set[int] = set()
    for item in items:
        if isinstance(item, Mark):
            if not inner_only:
                found.add(item.group)
        elif isinstance(item, Choice):
            found.update(*(groups_in(way) for way in item.ways))
        elif isinstance(item, Text | Chars | Repeat | At | Again):
            continue
        else:
            found |= groups_in(item.body)
    return found
