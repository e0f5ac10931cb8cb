"""How many items built-in iterators have left, as `operator.length_hint` asks."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, live, loadv, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, UNDEFINED, Bytearray, Bytes, Dict, Iter, List, Set, Str, Tuple
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_DEQUE, T_FROZENSET, T_INSTANCE, T_ITERATOR, T_RANGE, T_SET, T_TUPLE
from noetlc.runtime.python.classes.special import special_method
from noetlc.runtime.python.containers.iterate import keeps_order
from noetlc.runtime.python.hooks import deque_left
from noetlc.runtime.python.protocol import py_len
from noetlc.runtime.text.strings import count_codes
from noetlc.runtime.values.dict import dict_next
from noetlc.runtime.values.iterator import (
    BACK,
    BACK_ITEMS,
    BACK_KEYS,
    BYTEARRAY,
    BYTES,
    DEQUE,
    ITEMS,
    KEYS,
    LIST,
    RANGE,
    SEQUENCE,
    SET,
    STR,
    TUPLE,
    WIDE,
)
from noetlc.runtime.values.memory import from_int, has_tag, raised

LACKS = -1


def iterator_hint(it: val, default: val) -> val:
    """What the `__length_hint__` of a value gives; the default where it is no iterator that has one, 0 when raised."""
    if not has_tag(it, T_ITERATOR):
        return default
    left: i64 = items_left(it, Iter(it).kind, Iter(it).source)
    if raised != 0:
        return 0
    return default if left == LACKS else from_int(left)


def items_left(it: val, kind: i32, source: val) -> i64:
    at: i32 = Iter(it).index
    if (kind >= KEYS and kind <= ITEMS) or (kind >= BACK_KEYS and kind <= BACK_ITEMS):
        return entries_left(it, kind, source)
    if (live(T_RANGE) and kind == RANGE) or (live(Feature.WIDE_RANGES) and kind >= WIDE):
        return Iter(it).total - Iter(it).count if source != 0 else i64(0)
    if source == 0:
        return i64(0) if has_hint(kind) else i64(LACKS)
    if kind == LIST:
        return still(List(source).length, at)
    if kind == STR:
        return i64(count_codes(source + STR_BYTES + at, Str(source).nbytes - at))
    if live(T_TUPLE) and kind == TUPLE:
        return still(Tuple(source).length, at)
    if live(T_BYTES) and kind == BYTES:
        return still(Bytes(source).nbytes, at)
    if live(T_BYTEARRAY) and kind == BYTEARRAY:
        return still(Bytes(Bytearray(source).held).nbytes, at)
    if kind == SET and (live(T_SET) or live(T_FROZENSET)):
        return members_left(it, source)
    if live(T_DEQUE) and kind == DEQUE:
        return i64(deque_left(it, source))
    if live(Feature.BACKWARD) and kind == BACK:
        return i64(at) if py_len(source) >= at else i64(0)
    if live(T_INSTANCE) and kind == SEQUENCE and special_method(source, lit("__len__")) != 0:
        return still(py_len(source), at)
    return i64(LACKS)


def has_hint(kind: i32) -> i32:
    """Whether iterators of a kind tell, whatever they iterate over: those of containers."""
    return kind <= SET or kind == BACK or kind == BYTEARRAY or kind == DEQUE


def still(length: i32, at: i32) -> i64:
    return i64(length - at) if length > at else i64(0)


def entries_left(it: val, kind: i32, d: val) -> i64:
    """Of an iterator over a dict; those of an OrderedDict do not tell."""
    if keeps_order(it, kind):
        return i64(LACKS)
    if d == 0 or Iter(it).total != i64(Dict(d).used):
        return i64(0)
    if kind <= ITEMS:
        return Iter(it).total - Iter(it).count
    n: i32 = 0
    at: i32 = dict_next(d, 0)
    while at >= 0 and at < Iter(it).index:
        n += 1
        at = dict_next(d, at + 1)
    return i64(n)


def members_left(it: val, s: val) -> i64:
    """Of an iterator over a set."""
    if Iter(it).total != i64(Set(s).used):
        return i64(0)
    n: i32 = 0
    i: i32 = Iter(it).index
    while i <= Set(s).mask:
        key: val = loadv(Set(s).table + (i << 4), 16)
        if key != 0 and key != UNDEFINED:
            n += 1
        i += 1
    return i64(n)
