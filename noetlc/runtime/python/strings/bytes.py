"""Bytes: construction, concatenation, membership; and the content of whatever is like bytes."""

from __future__ import annotations

from noetlc.kernel.lang import gt_u, i32, i64, inline, lit, lit_class, live, load8, memory_copy, memory_fill, noinline, store8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, UNDEFINED, Bytearray, Bytes
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_INSTANCE, T_STR
from noetlc.runtime.python.classes.builtin_subclass import defines, plain
from noetlc.runtime.python.classes.special import ask_length, special_method, special_unary
from noetlc.runtime.python.exceptions.errors import clear_raised, exc_matches, raise_type, raise_type_error, raise_value_error
from noetlc.runtime.python.exceptions.sizes import raise_size, refuse_memory
from noetlc.runtime.python.numbers.ints import is_wide
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind, py_index_clamped
from noetlc.runtime.python.protocol import int_like, py_iter, py_next
from noetlc.runtime.python.strings.codec import codec_arguments, py_encode
from noetlc.runtime.values.bytes import bytearray_of, bytearray_taking, bytes_from, bytes_like, bytes_new, find_bytes
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.hooks import view_content
from noetlc.runtime.values.memory import has_tag, raised

FIRST_ROOM = 16  # bytes


@inline
def bytes_result(v: val, made: val) -> val:
    """What a method of bytes or a bytearray returns for the bytes that it made: one of its own kind; 0 for 0."""
    return bytearray_result(v, made) if live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY) else made


@noinline
def bytes_contains(o: val, v: val) -> i32:
    """`v in o`: a byte value or a piece; -1 when raised."""
    p: i32 = o + BYTES_DATA
    piece: val = bytes_like(v)
    if piece != 0:
        return find_bytes(p, Bytes(o).nbytes, piece + BYTES_DATA, Bytes(piece).nbytes) >= 0
    byte: val = int_like(v)
    if byte == 0:
        clear_raised()
    if byte == 0 or num_kind(byte) != NUM_INT:
        raise_type(lit("a bytes-like object is required, not '$'"), v)
        return -1
    n: i64 = int_of(byte)
    if not gt_u(i64(256), n):
        raise_value_error(lit("byte must be in range(0, 256)"))
        return -1
    i: i32 = 0
    while i < Bytes(o).nbytes:
        if i64(load8(p + i)) == n:
            return 1
        i += 1
    return 0


# ---- construction


def py_bytes(v: val, encoding: val, errors: val) -> val:
    """`bytes(v, encoding, errors)`; absent arguments 0."""
    if not codec_arguments(lit("bytes"), encoding, errors):
        return 0
    if live(Feature.BUILTIN_SUBCLASSES) and v != 0 and encoding == 0 and errors == 0 and defines(v, lit("__bytes__")):
        return own_bytes(v)
    if v != 0 and has_tag(v, T_STR):
        return encoded_text(v, encoding, errors)
    if v == 0 and encoding == 0 and errors == 0:
        return bytes_new(0)
    if encoding != 0 or errors != 0:
        return raise_no_text(encoding)
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        answer: val = own_bytes(v)
        if answer != UNDEFINED:
            return answer
        if special_method(v, lit("__iter__")) != 0 and ask_length(v) == 0:
            return 0
    return new_bytes(v, lit("cannot convert '$' object to bytes"), lit("bytes must be in range(0, 256)"))


def encoded_text(v: val, encoding: val, errors: val) -> val:
    """The bytes of a text argument of `bytes` and `bytearray`; 0 when raised."""
    if encoding == 0:
        return raise_type_error(lit("string argument without an encoding"))
    return py_encode(v, encoding, errors)


def raise_no_text(encoding: val) -> val:
    return raise_type_error(lit("encoding without a string argument") if encoding else lit("errors without a string argument"))


def own_bytes(v: val) -> val:
    """What `__bytes__` of an instance returns, UNDEFINED without that method; 0 when raised."""
    answer: val = special_unary(v, lit("__bytes__"))
    if answer == UNDEFINED or answer == 0 or has_tag(answer, T_BYTES):
        return answer
    return raise_type(lit("__bytes__ returned non-bytes (type $)"), answer)


def new_bytes(v: val, other: val, beyond: val) -> val:
    """Bytes of a size, or with the content of what is like bytes or iterable; 0 when raised.

    The TypeError `other` is raised for other kinds, the ValueError `beyond` for ints that are no bytes.
    """
    size: val = int_like(v)
    if size == 0 and not clear_type_error():
        return 0
    if size != 0 and num_kind(size) == NUM_INT:
        return raise_size(lit_class("OverflowError"), v) if is_wide(size) else zeros(int_of(size))
    return bytes_content(v, other, beyond)


def zeros(n: i64) -> val:
    if n < 0:
        return raise_value_error(lit("negative count"))
    if n > 0x7FF00000:
        return refuse_memory(n)
    made: val = bytes_new(i32(n))
    memory_fill(made + BYTES_DATA, 0, i32(n))
    return made


def bytes_content(v: val, other: val, beyond: val) -> val:
    """As `new_bytes`, without sizes; bytes are taken as they are."""
    if has_tag(v, T_BYTES):
        return plain(v) if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v) else v
    if live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY):
        return bytes_from(Bytearray(v).held + BYTES_DATA, Bytes(Bytearray(v).held).nbytes)
    if live(Feature.MEMORY_VIEWS) and has_tag(v, T_INSTANCE):
        seen: val = view_content(v)
        if seen != 0:
            return seen
    it: val = 0 if has_tag(v, T_STR) else py_iter(v)
    if it == 0:
        return raise_type(other, v) if raised == 0 or clear_type_error() else 0
    return bytes_of_items(it, beyond)


def clear_type_error() -> i32:
    """Forgets the pending exception if it is a TypeError; 0 if it is another one."""
    if not exc_matches(raised, lit_class("TypeError")):
        return 0
    clear_raised()
    return 1


def bytes_of_items(it: val, beyond: val) -> val:
    """New bytes of the ints that an iterator gives; 0 when raised."""
    made: val = bytes_new(FIRST_ROOM)
    n: i32 = 0
    while 1:
        item: val = py_next(it)
        if item == 0:
            Bytes(made).nbytes = n
            return made if raised == 0 else 0
        byte: i64 = py_index_clamped(item)
        if raised != 0:
            return 0
        if not gt_u(i64(256), byte):
            return raise_value_error(beyond)
        if n == Bytes(made).nbytes:
            larger: val = bytes_new(n << 1)
            memory_copy(larger + BYTES_DATA, made + BYTES_DATA, n)
            made = larger
        store8(made + BYTES_DATA + n, i32(byte))
        n += 1
    return 0


@noinline
def bytearray_result(v: val, made: val) -> val:
    """What a method of a bytearray returns for the bytes that it made, or for its content unchanged; 0 for 0."""
    return bytearray_of(made) if made == Bytearray(v).held else bytearray_taking(made)
