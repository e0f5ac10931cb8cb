"""The built-ins that consume iterables: sum, min, max, any, all. Lists and tuples are gone over without an iterator."""

from __future__ import annotations

from noetlc.kernel.lang import f64, i32, i64, lit, live, loadv, val
from noetlc.layout.objects import ITEMS_DATA, TUPLE_ITEMS, List, Tuple
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_LIST, T_STR, T_TUPLE
from noetlc.runtime.python.containers.iterate import loop_item, loop_source
from noetlc.runtime.python.exceptions.errors import raise_type_error, raise_value_error
from noetlc.runtime.python.protocol import GT, LT, py_add, py_compare, py_truth
from noetlc.runtime.values.memory import from_int, has_tag, raised
from noetlc.runtime.values.plain_floats import boxed_float, float_inside, is_plain_float


def py_sum(v: val, start: val) -> val:
    """`sum(v, start)`; start 0 = absent."""
    total: val = start if start else 1
    it: val = loop_source(v)
    if it == 0:
        return 0
    if has_tag(total, T_STR):
        return raise_type_error(lit("sum() can't sum strings [use ''.join(seq) instead]"))
    if live(T_BYTES) and has_tag(total, T_BYTES):
        return raise_type_error(lit("sum() can't sum bytes [use b''.join(seq) instead]"))
    if live(T_BYTEARRAY) and has_tag(total, T_BYTEARRAY):
        return raise_type_error(lit("sum() can't sum bytearray [use b''.join(seq) instead]"))
    at: i32 = 0
    if total & 1 and (has_tag(it, T_LIST) or (live(T_TUPLE) and has_tag(it, T_TUPLE))):
        begin: i32 = List(it).items + ITEMS_DATA if has_tag(it, T_LIST) else it + TUPLE_ITEMS
        end: i32 = begin + (Tuple(it).length << 2)
        p: i32 = begin
        whole: i64 = i64(total >> 1)
        while p < end and loadv(p) & 1:  # the small ints it begins with
            whole += i64(loadv(p) >> 1)
            p += 4
        at = (p - begin) >> 2
        total = from_int(whole)
    x: f64 = 0.0
    unboxed: i32 = 0  # 1 if x is the total
    while 1:
        item: val = loop_item(it, at)
        at += 1
        if item != 0 and is_plain_float(item):
            if unboxed:
                x += float_inside(item)
                continue
            if is_plain_float(total):
                x = float_inside(total) + float_inside(item)
                unboxed = 1
                continue
        if unboxed:
            total = boxed_float(x)
            unboxed = 0
        if item == 0:
            return total if raised == 0 else 0
        total = py_add(total, item)
        if total == 0:
            return 0
    return 0


def py_best(v: val, op: i32, default: val) -> val:
    """`min` (op LT) or `max` (GT) of an iterable; default 0 = absent: ValueError if it is empty."""
    it: val = loop_source(v)
    if it == 0:
        return 0
    at: i32 = 1
    best: val = loop_item(it, 0)
    if best == 0:
        if raised != 0 or default != 0:
            return default if raised == 0 else 0
        return raise_value_error(lit("max() arg is an empty sequence") if op == GT else lit("min() arg is an empty sequence"))
    while 1:
        item: val = loop_item(it, at)
        at += 1
        if item == 0:
            return best if raised == 0 else 0
        better: i32 = 0
        if item & best & 1:
            better = i32(item) < i32(best) if op == LT else i32(item) > i32(best)
        elif is_plain_float(item) and is_plain_float(best):
            x: f64 = float_inside(item)
            y: f64 = float_inside(best)
            better = x < y if op == LT else x > y
        else:
            better = py_compare(item, best, op)
        if better < 0:
            return 0
        if better:
            best = item
    return 0


def py_min(v: val, default: val) -> val:
    """`min(iterable, default=…)`; several arguments come as a tuple."""
    return py_best(v, LT, default)


def py_max(v: val, default: val) -> val:
    return py_best(v, GT, default)


def py_any(v: val) -> i32:
    """`any(v)`; -1 when raised."""
    return first_truth(v, 1)


def py_all(v: val) -> i32:
    """`all(v)`; -1 when raised."""
    found: i32 = first_truth(v, 0)
    return found if found < 0 else 1 - found


def first_truth(v: val, wanted: i32) -> i32:
    """1 if an item of v has that truth value; -1 when raised."""
    it: val = loop_source(v)
    if it == 0:
        return -1
    at: i32 = 0
    while 1:
        item: val = loop_item(it, at)
        at += 1
        if item == 0:
            return 0 if raised == 0 else -1
        if py_truth(item) == wanted:
            return 1
    return 0
