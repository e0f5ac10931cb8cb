"""`struct`: packing values into bytes by a format, and back.

A format is read twice: `struct_measure` first, so that what is wrong with it counts before any value is looked at.
Values of a body may run code of it, so what the format says is kept in locals while they are converted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import (
    enable,
    f64,
    from_bits,
    i32,
    i64,
    implements,
    lit,
    lit_class,
    live,
    load8,
    memory_copy,
    memory_fill,
    noinline,
    reason,
    rem_s,
    store8,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, FALSE, NONE, TRUE, UNDEFINED, Bytearray, Bytes, Iter, Tuple
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_FLOAT, T_INSTANCE
from noetlc.runtime.library.struct.format import (
    struct_code,
    struct_count,
    struct_little,
    struct_native,
    struct_size,
    struct_values,
    struct_width,
)  # fmt: skip
from noetlc.runtime.numbers.wide import wide_is_u64
from noetlc.runtime.python import hooks
from noetlc.runtime.python.numbers.ints import ints_add, is_wide
from noetlc.runtime.python.numbers.number import NUM_INT
from noetlc.runtime.python.numbers.wide_bytes import wide_from_bytes, wide_low
from noetlc.runtime.python.strings.memory_view import view_room, view_start, view_target
from noetlc.runtime.values.iterator import UNPACK
from noetlc.runtime.values.memory import ABORT_MEMORY, abort, from_float, from_int, has_tag, leave, raised

if TYPE_CHECKING:
    from noetlc.runtime.library.struct.format import struct_aligned, struct_error, struct_format, struct_item, struct_measure, struct_start
    from noetlc.runtime.library.struct.number import struct_double, struct_narrow, struct_put_number, struct_take_number, struct_widen
    from noetlc.runtime.python.classes.special import int_like, special_unary
    from noetlc.runtime.python.exceptions.errors import argument_kind, clear_raised, message_of, raise_type, raise_type_error, raise_with
    from noetlc.runtime.python.numbers.number import float_of, int_of, num_kind, py_index
    from noetlc.runtime.python.objects.truth import py_bool_of
    from noetlc.runtime.text.strings import str_from_code
    from noetlc.runtime.values.bytes import bytes_from, bytes_like, bytes_new
    from noetlc.runtime.values.iterator import iter_end, iter_new
    from noetlc.runtime.values.list import pair_new, tuple_get, tuple_new, tuple_set


def struct_calcsize(fmt: val) -> i64:
    """`struct.calcsize(fmt)`."""
    f: val = struct_format(fmt)
    if f == 0 or not struct_measure(f):
        return i64(0)
    return struct_size


# ---- packing


def struct_pack(fmt: val, values: val) -> val:
    """`struct.pack(fmt, *values)`."""
    f: val = struct_format(fmt)
    if f == 0 or not struct_measure(f):
        return 0
    if struct_values != i64(Tuple(values).length):
        template: val = lit("pack expected $ items for packing (got $)")
        return struct_error(message_of(template, from_int(struct_values), from_int(i64(Tuple(values).length)), 0))
    if struct_size > 0x7FF00000:
        abort(ABORT_MEMORY)
    made: val = bytes_new(i32(struct_size))
    memory_fill(made + BYTES_DATA, 0, i32(struct_size))
    return made if struct_fill(f, made + BYTES_DATA, values, 0) else 0


def struct_place(offset: i64, room: i64, size: i64, crossing: val, beyond: val) -> i64:
    """Where in a buffer of `room` bytes an offset lies; -1 when raised. `crossing` and `beyond` are the templates of what fails."""
    at: i64 = offset
    if at < 0:
        if at + size > 0:
            struct_error(message_of(crossing, from_int(size), from_int(at), 0))
            return i64(-1)
        if at + room < 0:
            struct_error(message_of(lit("offset $ out of range for $-byte buffer"), from_int(at), from_int(room), 0))
            return i64(-1)
        at += room
    if room - at < size:
        text: val = message_of(beyond, ints_add(from_int(size), from_int(at)), from_int(size), from_int(at))
        struct_error(message_of(lit("$ (actual buffer size is $)"), text, from_int(room), 0))
        return i64(-1)
    return at


def struct_pack_into(fmt: val, args: val) -> val:
    """`struct.pack_into(fmt, buffer, offset, *values)`; None when done."""
    f: val = struct_format(fmt)
    if f == 0 or not struct_measure(f):
        return 0
    given: i32 = Tuple(args).length
    if given < 2:
        return struct_error(lit("pack_into expected offset argument") if given else lit("pack_into expected buffer argument"))
    if struct_values != i64(given - 2):
        template: val = lit("pack_into expected $ items for packing (got $)")
        return struct_error(message_of(template, from_int(struct_values), from_int(i64(given - 2)), 0))
    size: i64 = struct_size
    buffer: val = tuple_get(args, 0)
    held: val = 0
    start: i32 = BYTES_DATA
    room: i32 = 0
    if live(T_BYTEARRAY) and has_tag(buffer, T_BYTEARRAY):
        held = Bytearray(buffer).held
        room = Bytes(held).nbytes
    elif live(Feature.MEMORY_VIEWS):
        held = view_target(buffer)
        start += view_start
        room = view_room
    if held == 0:
        return raise_type_error(message_of(lit("argument must be read-write bytes-like object, not $"), argument_kind(buffer), 0, 0))
    offset: i64 = py_index(tuple_get(args, 1))
    if raised != 0:
        return 0
    crossing: val = lit("no space to pack $ bytes at offset $")
    beyond: val = lit("pack_into requires a buffer of at least $ bytes for packing $ bytes at offset $")
    at: i64 = struct_place(offset, i64(room), size, crossing, beyond)
    if at < 0:
        return 0
    memory_fill(held + start + i32(at), 0, i32(size))
    return NONE if struct_fill(f, held + start + i32(at), args, 2) else 0


@noinline
def struct_fill(f: val, to: i32, values: val, first: i32) -> i32:
    """Packs the values of a tuple from `first` on into cleared memory; 0 when raised."""
    at: i32 = struct_start(f)
    native: i32 = struct_native
    little: i32 = struct_little
    offset: i64 = 0
    index: i32 = first
    while 1:
        at = struct_item(f, at, native)
        code: i32 = struct_code
        count: i64 = struct_count
        width: i32 = struct_width
        if code == 0:
            return 1
        offset = struct_aligned(offset, width, native)
        if code == 115 or code == 112:
            if not struct_put_text(tuple_get(values, index), to + i32(offset), i32(count), code):
                return 0
            index += 1
            offset += count
        elif code == 120:
            offset += count
        else:
            while count > 0:
                if not struct_put(tuple_get(values, index), to + i32(offset), code, width, little, native):
                    return 0
                index += 1
                offset += i64(width)
                count -= 1
    return 0


def struct_put_text(v: val, to: i32, size: i32, code: i32) -> i32:
    """Formats s and p: bytes, for p after their number; 0 when raised."""
    b: val = bytes_like(v)
    if b == 0:
        struct_error(lit("argument for 's' must be a bytes object") if code == 115 else lit("argument for 'p' must be a bytes object"))
        return 0
    n: i32 = Bytes(b).nbytes
    if code == 112:
        if size == 0:
            leave(reason("struct field p of no bytes"))  # CPython writes beyond the item
        n = size - 1 if n > size - 1 else n
        store8(to, 255 if n > 255 else n)
        memory_copy(to + 1, b + BYTES_DATA, n)
    else:
        memory_copy(to, b + BYTES_DATA, size if n > size else n)
    return 1


@noinline
def struct_put(v: val, to: i32, code: i32, width: i32, little: i32, native: i32) -> i32:
    """Packs one value; 0 when raised."""
    if code == 99:
        if not has_tag(v, T_BYTES) or Bytes(v).nbytes != 1:
            struct_error(lit("char format requires a bytes object of length 1"))
            return 0
        store8(to, load8(v + BYTES_DATA))
        return 1
    if code == 63:
        truth: i32 = py_bool_of(v)
        store8(to, truth)
        return truth >= 0
    n: i64 = 0
    if code == 100 or code == 101 or code == 102:
        x: f64 = struct_float(v)
        if raised != 0:
            return 0
        n = struct_double(x) if code == 100 else (struct_narrow(x, 8, 23) if code == 102 else struct_narrow(x, 5, 10))
        if n < 0 and code != 100:
            if code == 101 or native == 0:
                raise_with(lit_class("OverflowError"), lit("float too large to pack with $ format"), str_from_code(code), 0)
                return 0
            n = i64(0x7F800000) if x > 0.0 else i64(0xFF800000)
    else:
        whole: val = struct_int(v)
        if whole == 0:
            return 0
        if is_wide(whole):
            n = struct_wide(whole, code, width, little)
            if raised != 0:
                return 0
        else:
            n = int_of(whole)
            if not struct_fits(n, code, width, little):
                return 0
    struct_put_number(n, to, width, little)
    return 1


def struct_float(v: val) -> f64:
    """A value as a float; `raised` is set if it is none."""
    if num_kind(v) != 0:
        return float_of(v)
    made: val = struct_own_float(v)
    if made != 0:
        return float_of(made)
    clear_raised()
    struct_error(lit("required argument is not a float"))
    return 0.0


def struct_own_float(v: val) -> val:
    """The number that an instance converts to, 0 for other values."""
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        made: val = special_unary(v, lit("__float__"))
        if made != UNDEFINED:
            return made if made != 0 and has_tag(made, T_FLOAT) else 0
        made = int_like(v)
        return made if made != 0 and num_kind(made) != 0 else 0
    return 0


def struct_int(v: val) -> val:
    """A value as an int; 0 with an error if it is none."""
    n: val = int_like(v)
    return n if n == 0 or num_kind(n) == NUM_INT else struct_error(lit("required argument is not an integer"))


@noinline
def struct_wide(v: val, code: i32, width: i32, little: i32) -> i64:
    """The bits of a wide int that fits its item; `raised` is set if it does not."""
    if wide_is_u64(v) and not struct_signed(code) and width > 2 - (not little):
        if width == 8:
            return wide_low(v)
        struct_fits(i64(1) << i64(62), code, width, little)
        return i64(0)
    struct_error(lit("int too large to convert") if width == 8 and (code == 80 or not little) else lit("argument out of range"))
    return i64(0)


def struct_signed(code: i32) -> i32:
    return code >= 97


@noinline
def struct_fits(n: i64, code: i32, width: i32, little: i32) -> i32:
    """Whether an int fits its item; 0 when raised. CPython words it by the machine's types where the byte order is the machine's."""
    if width == 8:
        if struct_signed(code) or code == 80 or n >= 0:
            return 1
        struct_error(lit("argument out of range") if little else lit("int too large to convert"))
        return 0
    low: i64 = i64(0)
    high: i64 = i64(1) << i64(width << 3)
    if struct_signed(code):
        high = high >> i64(1)
        low = -high
    if n >= low and n < high:
        return 1
    if width == 1:
        struct_error(
            lit("byte format requires -128 <= number <= 127") if code == 98 else lit("ubyte format requires 0 <= number <= 255")
        )
    elif width == 2 and little:
        struct_error(
            lit("short format requires -32768 <= number <= 32767") if code == 104 else lit("ushort format requires 0 <= number <= 65535")
        )
    elif low == 0 and n < 0:
        struct_error(lit("argument out of range"))
    else:
        struct_error(message_of(lit("'$' format requires $ <= number <= $"), str_from_code(code), from_int(low), from_int(high - 1)))
    return 0


# ---- unpacking


@noinline
def struct_take_all(f: val, p: i32, values: i64) -> val:
    """The values of a format at an address, as a tuple; `values` is their number."""
    made: val = tuple_new(i32(values))
    at: i32 = struct_start(f)
    native: i32 = struct_native
    little: i32 = struct_little
    offset: i64 = 0
    index: i32 = 0
    while 1:
        at = struct_item(f, at, native)
        count: i64 = struct_count
        width: i32 = struct_width
        if struct_code == 0:
            return made
        offset = struct_aligned(offset, width, native)
        if struct_code == 115 or struct_code == 112:
            tuple_set(made, index, struct_text(p + i32(offset), i32(count), struct_code))
            index += 1
            offset += count
        elif struct_code == 120:
            offset += count
        else:
            while count > 0:
                tuple_set(made, index, struct_value(p + i32(offset), struct_code, width, little))
                index += 1
                offset += i64(width)
                count -= 1
    return 0


def struct_text(p: i32, size: i32, code: i32) -> val:
    if code == 115:
        return bytes_from(p, size)
    if size == 0:
        leave(reason("struct field p of no bytes"))  # CPython reads beyond the item
    n: i32 = load8(p)
    return bytes_from(p + 1, size - 1 if n > size - 1 else n)


def struct_value(p: i32, code: i32, width: i32, little: i32) -> val:
    """The value of one item."""
    if code == 99:
        return bytes_from(p, 1)
    if code == 63:
        return TRUE if load8(p) else FALSE
    n: i64 = struct_take_number(p, width, little)
    if code == 100:
        return from_float(from_bits(n))
    if code == 102:
        return from_float(struct_widen(n, 8, 23))
    if code == 101:
        return from_float(struct_widen(n, 5, 10))
    if struct_signed(code):
        free: i64 = i64(64 - (width << 3))
        return from_int(n << free >> free)
    return from_int(n) if n >= 0 else wide_from_bytes(p, width, little, 0)


def struct_buffer(v: val) -> val:
    """The content of a buffer to read; 0 when raised."""
    b: val = bytes_like(v)
    return b if b != 0 else raise_type(lit("a bytes-like object is required, not '$'"), v)


def struct_unpack(fmt: val, buffer: val) -> val:
    """`struct.unpack(fmt, buffer)`."""
    f: val = struct_format(fmt)
    if f == 0 or not struct_measure(f):
        return 0
    b: val = struct_buffer(buffer)
    if b == 0:
        return 0
    if i64(Bytes(b).nbytes) != struct_size:
        return struct_error(message_of(lit("unpack requires a buffer of $ bytes"), from_int(struct_size), 0, 0))
    return struct_take_all(f, b + BYTES_DATA, struct_values)


def struct_unpack_from(fmt: val, buffer: val, offset: val) -> val:
    """`struct.unpack_from(fmt, buffer, offset)`."""
    f: val = struct_format(fmt)
    if f == 0 or not struct_measure(f):
        return 0
    size: i64 = struct_size
    values: i64 = struct_values
    b: val = struct_buffer(buffer)
    if b == 0:
        return 0
    start: i64 = py_index(offset)
    if raised != 0:
        return 0
    crossing: val = lit("not enough data to unpack $ bytes at offset $")
    beyond: val = lit("unpack_from requires a buffer of at least $ bytes for unpacking $ bytes at offset $")
    at: i64 = struct_place(start, i64(Bytes(b).nbytes), size, crossing, beyond)
    return struct_take_all(f, b + BYTES_DATA + i32(at), values) if at >= 0 else 0


def struct_iter_unpack(fmt: val, buffer: val) -> val:
    """`struct.iter_unpack(fmt, buffer)`: the iterator holds the format and the content; `count` is the size of an item."""
    f: val = struct_format(fmt)
    if f == 0 or not struct_measure(f):
        return 0
    b: val = struct_buffer(buffer)
    if b == 0:
        return 0
    if struct_size == 0:
        return struct_error(lit("cannot iteratively unpack with a struct of length 0"))
    if rem_s(i64(Bytes(b).nbytes), struct_size) != 0:
        return struct_error(message_of(lit("iterative unpacking requires a buffer of a multiple of $ bytes"), from_int(struct_size), 0, 0))
    if live(T_BYTEARRAY) and has_tag(buffer, T_BYTEARRAY):
        leave(reason("struct iterator over a bytearray"))  # while it lives, CPython refuses to resize the array
    enable(Feature.UNPACKING)
    enable(Feature.LIBRARY_OBJECTS)
    it: val = iter_new(UNPACK, pair_new(f, b))
    Iter(it).count = struct_size
    Iter(it).total = struct_values
    return it


@implements(hooks.struct_next)
def struct_next(it: val, source: val) -> val:
    at: i64 = i64(Iter(it).index)
    b: val = tuple_get(source, 1)
    if at >= i64(Bytes(b).nbytes):
        return iter_end(it)
    Iter(it).index = i32(at + Iter(it).count)
    return struct_take_all(tuple_get(source, 0), b + BYTES_DATA + i32(at), Iter(it).total)
