"""Copies of data by value."""

from __future__ import annotations

from noetlc.kernel.lang import i32, live, load32, loadv, lt_u, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ENTRY, ITEMS_DATA, TUPLE_ITEMS, Dict, List, Tuple, Unread
from noetlc.layout.tags import T_DICT, T_LIST, T_TUPLE, T_UNREAD
from noetlc.runtime.values.dict import clone, dict_copy
from noetlc.runtime.values.list import list_copy, tuple_from_items
from noetlc.runtime.values.lookups import VALUE, dict_entries
from noetlc.runtime.values.memory import tag_of


def deep_copy(v: val) -> val:
    """A copy of data by value: lists, tuples and dicts are new all the way down. `v` has no cycle."""
    tag: i32 = tag_of(v)
    if tag == T_DICT:
        v = dict_copy(v)
        e: i32 = dict_entries(v)
        end: i32 = e + Dict(v).fill * ENTRY
        while lt_u(e, end):
            if load32(e) != 0:
                storev(e, deep_copy(loadv(e, VALUE)), VALUE)
            e += ENTRY
        return v
    if tag == T_LIST:
        v = list_copy(v)
        copy_words(List(v).items + ITEMS_DATA, List(v).length)
    elif live(Feature.UNREAD) and tag == T_UNREAD:
        v = deep_copy(Unread(v).value) if Unread(v).value else val(clone(i32(v)))
    elif live(T_TUPLE) and tag == T_TUPLE:
        v = tuple_from_items(v + TUPLE_ITEMS, Tuple(v).length)
        copy_words(v + TUPLE_ITEMS, Tuple(v).length)
    return v


def copy_words(p: i32, n: i32) -> None:
    """Replaces n values by deep copies."""
    while n > 0:
        storev(p, deep_copy(loadv(p)))
        p += 4
        n -= 1
