"""Bytes: construction, concatenation, membership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import gt_u, i32, i64, lit, live, load8, memory_copy, memory_fill, noinline, store8, val
from noetlc.runtime.layout import BYTES_DATA, T_BYTES, T_INSTANCE, T_STR, UNDEFINED, Bytes, List
from noetlc.runtime.memory import ABORT_MEMORY, abort, has_tag, new_object, raised
from noetlc.runtime.python_number import NUM_INT

if TYPE_CHECKING:
    from noetlc.runtime.list import list_get
    from noetlc.runtime.python_codec import py_encode
    from noetlc.runtime.python_errors import clear_raised, raise_type, raise_type_error, raise_value_error
    from noetlc.runtime.python_iterate import list_of
    from noetlc.runtime.python_number import int_of, num_kind, py_index
    from noetlc.runtime.python_special import int_like, special_unary
    from noetlc.runtime.text import bytes_equal


def bytes_new(n: i32) -> val:
    """Bytes of that size, to be filled by the caller."""
    p: i32 = new_object(T_BYTES, BYTES_DATA + n, 0)
    Bytes(p).nbytes = n
    return p


def bytes_from(p: i32, n: i32) -> val:
    """A copy of n bytes at p."""
    made: val = bytes_new(n)
    memory_copy(made + BYTES_DATA, p, n)
    return made


def bytes_concat(a: val, b: val) -> val:
    n: i32 = Bytes(a).nbytes
    made: val = bytes_new(n + Bytes(b).nbytes)
    memory_copy(made + BYTES_DATA, a + BYTES_DATA, n)
    memory_copy(made + BYTES_DATA + n, b + BYTES_DATA, Bytes(b).nbytes)
    return made


def find_bytes(p: i32, n: i32, q: i32, m: i32) -> i32:
    """The offset of the first occurrence of m bytes at q in n bytes at p, -1 if none."""
    i: i32 = 0
    while i <= n - m:
        if bytes_equal(p + i, q, m):
            return i
        i += 1
    return -1


def rfind_bytes(p: i32, n: i32, q: i32, m: i32) -> i32:
    """The offset of the last occurrence, -1 if none."""
    i: i32 = n - m
    while i >= 0:
        if bytes_equal(p + i, q, m):
            return i
        i -= 1
    return -1


@noinline
def bytes_contains(o: val, v: val) -> i32:
    """`v in o`: a byte value or a piece; -1 when raised."""
    p: i32 = o + BYTES_DATA
    if has_tag(v, T_BYTES):
        return find_bytes(p, Bytes(o).nbytes, v + BYTES_DATA, Bytes(v).nbytes) >= 0
    if num_kind(v) != NUM_INT:
        raise_type(lit("a bytes-like object is required, not '$'"), v)
        return -1
    n: i64 = int_of(v)
    if not gt_u(i64(256), n):
        raise_value_error(lit("byte must be in range(0, 256)"))
        return -1
    i: i32 = 0
    while i < Bytes(o).nbytes:
        if i64(load8(p + i)) == n:
            return 1
        i += 1
    return 0


def py_bytes(v: val, encoding: val, errors: val) -> val:
    """`bytes(v, encoding, errors)`; absent arguments 0."""
    if v == 0:
        return bytes_new(0)
    if has_tag(v, T_STR):
        if encoding == 0:
            return raise_type_error(lit("string argument without an encoding"))
        return py_encode(v, encoding, errors)
    if encoding != 0 or errors != 0:
        return raise_type_error(lit("encoding without a string argument") if encoding else lit("errors without a string argument"))
    if has_tag(v, T_BYTES):
        return v
    if live(T_INSTANCE) and v & 1 == 0 and has_tag(v, T_INSTANCE):
        answer: val = special_unary(v, lit("__bytes__"))
        if answer != UNDEFINED:
            return answer
        v = int_like(v)
        if v == 0:
            return 0
    if num_kind(v) == NUM_INT:
        n: i64 = int_of(v)
        if n < 0:
            return raise_value_error(lit("negative count"))
        if n > 0x7FF00000:
            abort(ABORT_MEMORY)
        made: val = bytes_new(i32(n))
        memory_fill(made + BYTES_DATA, 0, i32(n))
        return made
    return bytes_of_items(v)


@noinline
def bytes_of_items(v: val) -> val:
    """Bytes of the ints of an iterable."""
    items: val = list_of(v)
    if items == 0:
        clear_raised()
        return raise_type(lit("cannot convert '$' object to bytes"), v)
    made: val = bytes_new(List(items).length)
    i: i32 = 0
    while i < List(items).length:
        n: i64 = py_index(list_get(items, i))
        if raised != 0:
            return 0
        if not gt_u(i64(256), n):
            return raise_value_error(lit("bytes must be in range(0, 256)"))
        store8(made + BYTES_DATA + i, i32(n))
        i += 1
    return made
