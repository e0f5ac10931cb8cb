"""bytearray: construction, growth, item and slice assignment, operators, and the methods that change it.

Its content is a bytes object of its own (`held`), so that whatever reads bytes reads it too: see `bytes_held` and `bytes_like`.
"""

from __future__ import annotations

from noetlc.kernel.lang import gt_u, i32, i64, inline, lit, lit_class, live, load8, memory_copy, noinline, reason, store8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, NONE, UNDEFINED, Bytearray, Bytes, Obj, Slice
from noetlc.layout.tags import T_BYTEARRAY, T_INSTANCE, T_SLICE, T_STR
from noetlc.runtime.python.classes.special import has_no_length, special_method
from noetlc.runtime.python.classes.special_operators import special_operator
from noetlc.runtime.python.containers.repeat import repeat_held
from noetlc.runtime.python.containers.slice import slice_bounds, slice_by, slice_count, slice_first
from noetlc.runtime.python.exceptions.errors import (
    message_of,
    raise_error,
    raise_index,
    raise_type,
    raise_type_error,
    raise_types,
    raise_value_error,
)  # fmt: skip
from noetlc.runtime.python.exceptions.sizes import raise_size
from noetlc.runtime.python.numbers.ints import is_wide
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind, py_index, py_ssize
from noetlc.runtime.python.protocol import int_like, py_iter
from noetlc.runtime.python.strings.bytes import (
    FIRST_ROOM,
    bytes_content,
    bytes_of_items,
    clear_type_error,
    encoded_text,
    new_bytes,
    raise_no_text,
)
from noetlc.runtime.python.strings.bytes_methods import py_bytes_fromhex
from noetlc.runtime.python.strings.codec import codec_arguments
from noetlc.runtime.values.bytes import bytearray_of, bytearray_taking, bytes_from, bytes_like, bytes_new
from noetlc.runtime.values.memory import ABORT_MEMORY, abort, from_int, has_tag, leave, raised


def py_bytearray(v: val, encoding: val, errors: val) -> val:
    """`bytearray(v, encoding, errors)`; absent arguments 0."""
    if not codec_arguments(lit("bytearray"), encoding, errors):
        return 0
    if v != 0 and has_tag(v, T_STR):
        return bytearray_taking(encoded_text(v, encoding, errors))
    if encoding != 0 or errors != 0:
        return raise_no_text(encoding)
    if v == 0:
        return bytearray_taking(bytes_new(0))
    made: val = new_bytes(v, lit("cannot convert '$' object to bytearray"), byte_range())
    return bytearray_of(made) if made == v else bytearray_taking(made)


def byte_range() -> val:
    return lit("byte must be in range(0, 256)")


def py_bytearray_fromhex(text: val) -> val:
    """`bytearray.fromhex(text)`."""
    return bytearray_taking(py_bytes_fromhex(text))


def py_bytearray_fromhex_of(_v: val, text: val) -> val:
    return py_bytearray_fromhex(text)


# ---- change

VIEWED = 1  # flag of a bytearray: a view of it was made


def bytearray_viewed(v: val) -> val:
    """Notes that there is a view of a bytearray, which then must not change its size; None."""
    Obj(v).flags = Obj(v).flags | VIEWED
    return NONE


@inline
def keep_size(v: val) -> None:
    """Leaves the run if a bytearray gets another size after a view of it was made: CPython knows whether that is still there."""
    if live(Feature.MEMORY_VIEWS) and Obj(v).flags & VIEWED:
        leave(reason("other size of a bytearray with views"))


def replace_range(v: val, first: i32, last: i32, p: i32, n: i32) -> None:
    """Puts n bytes at p, outside of the array, in the place of those from `first` to `last`."""
    held: val = Bytearray(v).held
    size: i32 = Bytes(held).nbytes
    wanted: i32 = size - (last - first) + n
    if wanted != size:
        keep_size(v)
    data: i32 = held + BYTES_DATA
    if gt_u(wanted, 0x7FF00000):
        abort(ABORT_MEMORY)
    if gt_u(wanted, Obj(held).size - BYTES_DATA):
        held = bytes_new(wanted + (size if wanted < 0x20000000 else 0))
        memory_copy(held + BYTES_DATA, data, first)
        Bytearray(v).held = held
    memory_copy(held + BYTES_DATA + first + n, data + last, size - last)
    memory_copy(held + BYTES_DATA + first, p, n)
    Bytes(held).nbytes = wanted


def byte_of(v: val) -> i32:
    """The byte a value means; -1 when raised."""
    n: i64 = py_index(v)
    if raised != 0:
        return -1
    if gt_u(i64(256), n):
        return i32(n)
    raise_value_error(byte_range())
    return -1


@noinline
def bytearray_setitem(o: val, k: val, v: val) -> i32:
    """`o[k] = v`, `del o[k]` for v 0; 0 when raised."""
    if live(T_SLICE) and has_tag(k, T_SLICE):
        return bytearray_setslice(o, Slice(k).start, Slice(k).stop, Slice(k).step, v)
    index: val = int_like(k)
    if index == 0:
        return 0
    if num_kind(index) != NUM_INT:
        raise_type(lit("bytearray indices must be integers or slices, not $"), k)
        return 0
    if is_wide(index):
        raise_size(lit_class("IndexError"), k)
        return 0
    byte: i32 = byte_of(v) if v != 0 else 0
    if byte < 0:
        return 0
    n: i64 = i64(Bytes(Bytearray(o).held).nbytes)
    at: i64 = int_of(index)
    if at < 0:
        at += n
    if not gt_u(n, at):
        raise_index(lit("bytearray index out of range"))
        return 0
    if v == 0:
        replace_range(o, i32(at), i32(at) + 1, 0, 0)
    else:
        store8(Bytearray(o).held + BYTES_DATA + i32(at), byte)
    return 1


@noinline
def bytearray_setslice(o: val, start: val, stop: val, step: val, v: val) -> i32:
    """`o[start:stop:step] = v`, `del o[start:stop:step]` for v 0; 0 when raised."""
    if not slice_bounds(start, stop, step, i64(Bytes(Bytearray(o).held).nbytes)):
        return 0
    p: i32 = 0
    size: i32 = 0
    if v != 0:
        b: val = assigned_content(o, v)
        if b == 0:
            return 0
        # iterating what is copied first may have changed the array
        if not has_tag(v, T_BYTEARRAY) and not slice_bounds(start, stop, step, i64(Bytes(Bytearray(o).held).nbytes)):
            return 0
        p = b + BYTES_DATA
        size = Bytes(b).nbytes
    first: i32 = i32(slice_first)
    count: i32 = i32(slice_count)
    by: i32 = i32(slice_by)
    if by == 1:
        replace_range(o, first, first + count, p, size)
        return 1
    if size == 0:
        delete_steps(o, first, count, by)
        return 1
    if size != count:
        template: val = lit("attempt to assign bytes of size $ to extended slice of size $")
        raise_value_error(message_of(template, from_int(i64(size)), from_int(i64(count)), 0))
        return 0
    to: i32 = Bytearray(o).held + BYTES_DATA + first
    while size > 0:
        store8(to, load8(p))
        to += by
        p += 1
        size -= 1
    return 1


def assigned_content(o: val, v: val) -> val:
    """What an assignment to a slice of a bytearray takes, a copy if it is that array; 0 when raised."""
    b: val = bytes_like(v)
    if b != 0:
        return bytes_from(b + BYTES_DATA, Bytes(b).nbytes) if v == o else b
    if num_kind(v) != 0 or has_tag(v, T_STR) or is_number_like(v):
        return raise_type_error(lit("can assign only bytes, buffers, or iterables of ints in range(0, 256)"))
    return bytes_content(v, lit("cannot convert '$' object to bytearray"), byte_range())


def is_number_like(v: val) -> i32:
    """Whether an instance converts to a number."""
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        if special_method(v, lit("__index__")) != 0 or special_method(v, lit("__int__")) != 0:
            return 1
        return special_method(v, lit("__float__")) != 0
    return 0


def delete_steps(o: val, first: i32, count: i32, by: i32) -> None:
    """Deletes `count` bytes from `first` on, `by` apart."""
    if by < 0:
        first += (count - 1) * by
        by = -by
    keep_size(o)
    p: i32 = Bytearray(o).held + BYTES_DATA
    size: i32 = Bytes(Bytearray(o).held).nbytes
    kept: i32 = first
    gone: i32 = 0
    at: i32 = first
    while count != 0 and at < size:
        if gone < count and at == first + gone * by:
            gone += 1
        else:
            store8(p + kept, load8(p + at))
            kept += 1
        at += 1
    Bytes(Bytearray(o).held).nbytes = size - gone


# ---- operators


def bytearray_add(a: val, b: val) -> val:
    """`a + b` of a bytearray and anything."""
    other: val = bytes_like(b)
    if other == 0:
        return raise_types(lit("can't concat $ to $"), b, a)
    made: val = bytearray_of(Bytearray(a).held)
    n: i32 = Bytes(Bytearray(a).held).nbytes
    replace_range(made, n, n, other + BYTES_DATA, Bytes(other).nbytes)
    return made


@noinline
def bytearray_iadd(a: val, b: val) -> val:
    """`a += b`."""
    if live(T_INSTANCE) and has_tag(b, T_INSTANCE):
        answer: val = special_operator(lit("+"), a, b)
        if answer != UNDEFINED:
            return answer
    if bytes_like(b) == 0:
        return raise_types(lit("can't concat $ to $"), b, a)
    if a == b and Bytes(Bytearray(a).held).nbytes != 0:
        return raise_error(lit_class("BufferError"), lit("Existing exports of data: object cannot be re-sized"))
    append_content(a, b)
    return a


def append_content(v: val, other: val) -> None:
    """Appends what is like bytes, maybe the array itself."""
    b: val = bytes_like(other)
    n: i32 = Bytes(Bytearray(v).held).nbytes
    if other == v:
        b = bytes_from(b + BYTES_DATA, n)
    replace_range(v, n, n, b + BYTES_DATA, Bytes(b).nbytes)


@noinline
def bytearray_imul(a: val, times: i64) -> val:
    """`a *= times`."""
    keep_size(a)
    held: val = repeat_held(Bytearray(a).held, times)
    if held == 0:
        return 0
    Bytearray(a).held = held
    return a


# ---- methods


@noinline
def py_bytearray_append(v: val, item: val) -> val:
    byte: i32 = byte_of(item)
    if byte < 0:
        return 0
    push_byte(v, byte)
    return NONE


def push_byte(v: val, byte: i32) -> None:
    keep_size(v)
    held: val = Bytearray(v).held
    n: i32 = Bytes(held).nbytes
    if n == Obj(held).size - BYTES_DATA:
        Bytearray(v).held = bytes_new((n << 1) + FIRST_ROOM)
        memory_copy(Bytearray(v).held + BYTES_DATA, held + BYTES_DATA, n)
        held = Bytearray(v).held
    store8(held + BYTES_DATA + n, byte)
    Bytes(held).nbytes = n + 1


@noinline
def py_bytearray_extend(v: val, items: val) -> val:
    if bytes_like(items) != 0:
        append_content(v, items)
        return NONE
    it: val = py_iter(items)
    if it == 0:
        if clear_type_error():
            raise_type(lit("can't extend bytearray with $"), items)
        return 0
    if has_no_length(items):
        return 0
    more: val = bytes_of_items(it, byte_range())
    if more == 0:
        return 0
    n: i32 = Bytes(Bytearray(v).held).nbytes
    replace_range(v, n, n, more + BYTES_DATA, Bytes(more).nbytes)
    return NONE


@noinline
def py_bytearray_insert(v: val, index: val, item: val) -> val:
    at: i64 = py_ssize(index)
    byte: i32 = byte_of(item) if raised == 0 else -1
    if byte < 0:
        return 0
    n: i32 = Bytes(Bytearray(v).held).nbytes
    if at < 0:
        at += i64(n)
    place: i32 = 0 if at < 0 else (n if at > i64(n) else i32(at))
    push_byte(v, 0)
    p: i32 = Bytearray(v).held + BYTES_DATA + place
    memory_copy(p + 1, p, n - place)
    store8(p, byte)
    return NONE


@noinline
def py_bytearray_pop(v: val, index: val) -> val:
    """`v.pop(index)`; 0 = absent."""
    at: i64 = py_ssize(index) if index != 0 else i64(-1)
    if raised != 0:
        return 0
    n: i32 = Bytes(Bytearray(v).held).nbytes
    if n == 0:
        return raise_index(lit("pop from empty bytearray"))
    if at < 0:
        at += i64(n)
    if not gt_u(i64(n), at):
        return raise_index(lit("pop index out of range"))
    byte: i32 = load8(Bytearray(v).held + BYTES_DATA + i32(at))
    replace_range(v, i32(at), i32(at) + 1, 0, 0)
    return from_int(i64(byte))


@noinline
def py_bytearray_remove(v: val, item: val) -> val:
    byte: i32 = byte_of(item)
    if byte < 0:
        return 0
    i: i32 = 0
    while i < Bytes(Bytearray(v).held).nbytes:
        if load8(Bytearray(v).held + BYTES_DATA + i) == byte:
            replace_range(v, i, i + 1, 0, 0)
            return NONE
        i += 1
    return raise_value_error(lit("value not found in bytearray"))


@noinline
def py_bytearray_reverse(v: val) -> val:
    p: i32 = Bytearray(v).held + BYTES_DATA
    q: i32 = p + Bytes(Bytearray(v).held).nbytes - 1
    while p < q:
        byte: i32 = load8(p)
        store8(p, load8(q))
        store8(q, byte)
        p += 1
        q -= 1
    return NONE


@noinline
def py_bytearray_clear(v: val) -> val:
    keep_size(v)
    Bytearray(v).held = bytes_new(0)
    return NONE


@noinline
def py_bytearray_copy(v: val) -> val:
    return bytearray_of(Bytearray(v).held)
