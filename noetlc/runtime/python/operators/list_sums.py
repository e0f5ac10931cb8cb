"""`path + [node]` and `[first] + rest`: no list is made of the one item."""

from __future__ import annotations

from noetlc.kernel.lang import i32, store32, storev, val
from noetlc.layout.objects import List
from noetlc.runtime.python.containers.unpack import is_no_plain_list
from noetlc.runtime.python.protocol import py_add
from noetlc.runtime.values.blocks import copy_over
from noetlc.runtime.values.list import list_items, list_new, list_push, list_uncleared


def list_and_item(a: val, item: val) -> val:
    """`a + [item]`."""
    if is_no_plain_list(a):
        return py_add(a, list_of_one(item))
    n: i32 = List(a).length
    made: val = list_uncleared(n + 1)
    to: i32 = list_items(made)
    copy_over(to, list_items(a), n << 2)
    storev(to + (n << 2), item)
    store32(to + (n << 2), 0, 4)
    return made


def item_and_list(item: val, b: val) -> val:
    """`[item] + b`."""
    if is_no_plain_list(b):
        return py_add(list_of_one(item), b)
    n: i32 = List(b).length
    made: val = list_uncleared(n + 1)
    to: i32 = list_items(made)
    storev(to, item)
    copy_over(to + 4, list_items(b), n << 2)
    store32(to + (n << 2), 0, 4)
    return made


def list_of_one(item: val) -> val:
    made: val = list_new(1)
    list_push(made, item)
    return made
