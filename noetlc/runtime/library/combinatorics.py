"""The next of what `permutations`, `combinations` and `product` of `itertools` count up: arrays of positions, advanced in place.

The functions give a tuple, None after the last one.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, val
from noetlc.layout.objects import NONE, TRUE, Tuple
from noetlc.runtime.values.list import list_get, list_items, list_len, list_set, tuple_from_items, tuple_get, tuple_new, tuple_set


def place_value(i: i32) -> val:
    return val((i << 1) | 1)


def next_permutation(items: val, cycles: val) -> val:
    """The next permutation: items are moved, and each place counts the exchanges that it has left."""
    n: i32 = list_len(items)
    place: i32 = list_len(cycles) - 1
    while place >= 0:
        left: i32 = (list_get(cycles, place) >> 1) - 1
        item: val = list_get(items, place)
        if left != 0:
            list_set(cycles, place, place_value(left))
            list_set(items, place, list_get(items, n - left))
            list_set(items, n - left, item)
            return tuple_from_items(list_items(items), list_len(cycles))
        i: i32 = place + 1
        while i < n:
            list_set(items, i - 1, list_get(items, i))
            i += 1
        list_set(items, n - 1, item)
        list_set(cycles, place, place_value(n - place))
        place -= 1
    return NONE


def next_combination(pool: val, places: val, repeating: val) -> val:
    """The next combination of a tuple's items, in which places may be `repeating`."""
    n: i32 = Tuple(pool).length
    r: i32 = list_len(places)
    at: i32 = r - 1
    while at >= 0 and (list_get(places, at) >> 1) == (n - 1 if repeating == TRUE else n - r + at):
        at -= 1
    if at < 0:
        return NONE
    place: i32 = (list_get(places, at) >> 1) + 1
    while at < r:
        list_set(places, at, place_value(place))
        place += repeating != TRUE
        at += 1
    made: val = tuple_new(r)
    at = 0
    while at < r:
        tuple_set(made, at, tuple_get(pool, list_get(places, at) >> 1))
        at += 1
    return made


def next_product(pools: val, places: val, chosen: val) -> val:
    """The next tuple of one item of each tuple in a list."""
    at: i32 = list_len(pools) - 1
    while at >= 0:
        pool: val = list_get(pools, at)
        place: i32 = (list_get(places, at) >> 1) + 1
        if place == Tuple(pool).length:
            place = 0
        list_set(places, at, place_value(place))
        list_set(chosen, at, tuple_get(pool, place))
        if place != 0:
            return tuple_from_items(list_items(chosen), list_len(chosen))
        at -= 1
    return NONE
