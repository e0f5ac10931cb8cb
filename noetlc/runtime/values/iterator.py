"""Iterator objects: their kinds, making and ending them.

What the fields of an `Iter` mean:

| kind | source | index | count | total |
|---|---|---|---|---|
| LIST, TUPLE, STR, BYTES, BYTEARRAY | the sequence, 0 when done | next position (STR: byte offset) | | (STR: see BACK) |
| RANGE, WIDE, WIDE_INSIDE (parts within 64 bits) | the range | | items given | items in all |
| KEYS, VALUES, ITEMS | the dict | next entry | items given | its size at the start |
| SET | the set | next slot | | its size at the start |
| ENUMERATE | inner iterator | | next number | |
| ZIP | tuple of iterators | 1 if strict | | |
| UNPACK | pair of format and bytes | byte offset | size of a tuple | values of one |
| BACK | list, tuple or str | position after the next | | the first word of its header |
| BACK_KEYS … | the dict | entry after the next | items given | its size at the start |

Those of an OrderedDict know the next entry, -1 at the end, and as `other` the version that the dict has until it is changed.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, inline, live, load32, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import COROUTINE, ORDERED_DICT, Dict, Iter, Obj
from noetlc.layout.tags import T_ITERATOR
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.dict import dict_kind, dict_last, dict_next
from noetlc.runtime.values.memory import from_int, new_object

LIST = 0
TUPLE = 1
STR = 2
BYTES = 3
RANGE = 4
KEYS = 5
VALUES = 6
ITEMS = 7
SET = 8
ENUMERATE = 9
ZIP = 10
BACK = 11
BACK_KEYS = 12
BACK_VALUES = 13
BACK_ITEMS = 14
SEQUENCE = 15
MAP = 16
FILTER = 17
CALLED = 18
BYTEARRAY = 19
UNPACK = 20
DEQUE = 21
WIDE = 22
WIDE_INSIDE = 23


def iter_new(kind: i32, source: val) -> val:
    p: i32 = new_object(T_ITERATOR, 40, 32)
    it: Iter = Iter(p)
    it.kind = kind
    it.index = 0
    it.count = i64(0)
    it.total = i64(0)
    if live(Feature.ITERATOR_VALUES) and (kind == STR or kind == BACK):
        it.total = i64(load32(source))
        if live(Feature.BUILTIN_SUBCLASSES) and is_classed(source):
            it.total = i64(Obj(source).tag)
    it.source = source
    it.other = 0
    return val(p)


@noinline
def iter_dict(kind: i32, d: val) -> val:
    it: val = iter_new(kind, d)
    Iter(it).total = i64(Dict(d).used)
    if kind >= BACK_KEYS:
        Iter(it).index = Dict(d).fill
    if live(Feature.ORDERED_DICTS) and dict_kind(d) == ORDERED_DICT:
        Iter(it).index = dict_last(d) if kind >= BACK_KEYS else dict_next(d, 0)
        Iter(it).other = from_int(i64(Dict(d).version))
    return it


@inline
def is_coroutine(generator: val) -> i32:
    """Whether a generator is a coroutine, which nothing iterates."""
    return live(Feature.COROUTINES) and Obj(generator).flags & COROUTINE


def entry_before(d: val, i: i32) -> i32:
    """The number of the last entry before i that is in use, -1 if none."""
    i -= 1
    while i >= 0 and dict_next(d, i) != i:
        i -= 1
    return i


def iter_end(it: val) -> val:
    """Marks an iterator as done."""
    Iter(it).source = 0
    return 0
