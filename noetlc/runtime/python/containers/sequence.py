"""Items of sequences by position."""

from __future__ import annotations

from noetlc.kernel.lang import gt_u, i32, i64, lit, lit_class, live, load8, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, SINGLETON, Bytearray, Class, List
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_CLASS, T_DEQUE, T_FROZENSET, T_LIST, T_RANGE, T_SET, T_STR, T_TUPLE
from noetlc.runtime.python.classes.builtin_subclass import native_base
from noetlc.runtime.python.classes.lookup import class_find
from noetlc.runtime.python.containers.range import range_item
from noetlc.runtime.python.exceptions.errors import raise_index, raise_type, raise_type_error, raise_with
from noetlc.runtime.python.exceptions.sizes import raise_size
from noetlc.runtime.python.numbers.ints import is_wide
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind
from noetlc.runtime.python.protocol import int_like, py_len
from noetlc.runtime.text.strings import str_at
from noetlc.runtime.values.list import list_get, tuple_get
from noetlc.runtime.values.memory import from_int, has_tag, leave, tag_of


@noinline
def raise_not_subscriptable(o: val) -> val:
    if live(T_DEQUE) and has_tag(o, T_DEQUE):
        return raise_type_error(lit("sequence index must be integer, not 'slice'"))
    if live(T_CLASS) and has_tag(o, T_CLASS) and Class(o).instance != SINGLETON:
        if takes_parameters(native_base(o) if live(Feature.BUILTIN_SUBCLASSES) else o) and class_find(o, lit("__class_getitem__")) == 0:
            leave(reason("parameters of a built-in class"))
        return raise_with(lit_class("TypeError"), lit("type '$' is not subscriptable"), Class(o).name, 0)
    return raise_type(lit("'$' object is not subscriptable"), o)


def takes_parameters(cls: val) -> i32:
    """Whether `cls[int]` is a form, for a built-in class: where the text does not show it, nothing here makes one."""
    if cls == lit_class("list") or cls == lit_class("dict") or (live(T_TUPLE) and cls == lit_class("tuple")):
        return 1
    return (live(T_SET) and cls == lit_class("set")) or (live(T_FROZENSET) and cls == lit_class("frozenset"))


def is_sequence(v: val) -> i32:
    """str, list, tuple, bytes or bytearray."""
    tag: i32 = tag_of(v)
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return 1
    if live(T_TUPLE) and tag == T_TUPLE:
        return 1
    if live(T_BYTES) and tag == T_BYTES:
        return 1
    return tag == T_STR or tag == T_LIST


def is_indexable(o: val) -> i32:
    """A sequence or a range."""
    if live(T_RANGE) and has_tag(o, T_RANGE):
        return 1
    return is_sequence(o)


@noinline
def item_at(o: val, index: i64) -> val:
    """`o[index]` for any sequence."""
    tag: i32 = tag_of(o)
    if live(T_RANGE) and tag == T_RANGE:
        return range_item(o, index)
    if not is_indexable(o):
        return raise_not_subscriptable(o)
    n: i32 = py_len(o)
    at: i64 = index + i64(n) if index < 0 else index
    i: i32 = i32(at)
    if gt_u(i64(n), at):
        if tag == T_STR:
            return str_at(o, i)
        if live(T_TUPLE) and tag == T_TUPLE:
            return tuple_get(o, i)
        if live(T_BYTES) and tag == T_BYTES:
            return from_int(i64(load8(o + BYTES_DATA + i)))
        if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
            return from_int(i64(load8(Bytearray(o).held + BYTES_DATA + i)))
        return list_get(o, i)
    if tag == T_LIST:
        return raise_index(lit("list index out of range"))
    if live(T_TUPLE) and tag == T_TUPLE:
        return raise_index(lit("tuple index out of range"))
    if live(T_BYTES) and tag == T_BYTES:
        return raise_index(lit("index out of range"))
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return raise_index(lit("bytearray index out of range"))
    return raise_index(lit("string index out of range"))


def list_position(o: val, index: val) -> i32:
    """The position `index` means in a list for assignment or deletion; -1 when raised."""
    k: val = int_like(index)
    if k == 0:
        return -1
    if num_kind(k) != NUM_INT:
        raise_type(lit("list indices must be integers or slices, not $"), k)
        return -1
    if is_wide(k):
        raise_size(lit_class("IndexError"), index)
        return -1
    at: i64 = int_of(k)
    if at < 0:
        at += i64(List(o).length)
    if gt_u(i64(List(o).length), at):
        return i32(at)
    raise_index(lit("list assignment index out of range"))
    return -1
