"""Formats of `struct`: what is wrong with one, its size and number of values, and its items one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import div_s, i32, i64, lit, lit_class, load8, noinline, val
from noetlc.layout.objects import BYTES_DATA, Bytes
from noetlc.layout.tags import T_BYTES, T_STR
from noetlc.runtime.python.strings.codec_handlers import STRICT
from noetlc.runtime.python.strings.codec_names import ASCII_CODEC
from noetlc.runtime.values.memory import has_tag

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import raise_error, raise_type
    from noetlc.runtime.python.objects.hash import py_hashable
    from noetlc.runtime.python.strings.codec import encode_as

MOST = (1 << 63) - 1  # bytes or values, as CPython counts them

# how a format begins
struct_little: i32 = 0  # the least byte comes first
struct_native: i32 = 0  # sizes and alignment are those of the machine

# one item of a format
struct_code: i32 = 0  # its letter, 0 at the end
struct_count: i64 = 0
struct_width: i32 = 0  # bytes of one

# a whole format
struct_size: i64 = 0
struct_values: i64 = 0


def struct_error(message: val) -> val:
    return raise_error(lit_class("struct.error"), message)


@noinline
def struct_format(v: val) -> val:
    """A format as bytes; 0 when raised."""
    if not py_hashable(v):
        return 0
    made: val = v
    if has_tag(v, T_STR):
        made = encode_as(v, ASCII_CODEC, 0, STRICT)
        if made == 0:
            return 0
    elif not has_tag(v, T_BYTES):
        return raise_type(lit("Struct() argument 1 must be a str or bytes object, not $"), v)
    i: i32 = 0
    while i < Bytes(made).nbytes:
        if load8(made + BYTES_DATA + i) == 0:
            return struct_error(lit("embedded null character"))
        i += 1
    return made


def struct_start(f: val) -> i32:
    """Reads the byte order; the offset of what follows."""
    global struct_little, struct_native
    c: i32 = load8(f + BYTES_DATA) if Bytes(f).nbytes != 0 else 0
    struct_native = not (c == 60 or c == 62 or c == 33 or c == 61)
    struct_little = not (c == 62 or c == 33)
    return struct_native == 0 or c == 64


def struct_width_of(c: i32, native: i32) -> i32:
    """The size of an item, 0 if the letter is none."""
    if c == 98 or c == 66 or c == 99 or c == 115 or c == 112 or c == 120 or c == 63:  # bBcspx?
        return 1
    if c == 104 or c == 72 or c == 101:  # hHe
        return 2
    if c == 105 or c == 73 or c == 102:  # iIf
        return 4
    if c == 108 or c == 76:  # lL
        return 8 if native else 4
    if c == 113 or c == 81 or c == 100:  # qQd
        return 8
    return 8 if native and (c == 110 or c == 78 or c == 80) else 0  # nNP


def too_long() -> i32:
    struct_error(lit("total struct size too long"))
    return -1


@noinline
def struct_item(f: val, at: i32, native: i32) -> i32:
    """Reads the item at an offset of a format; the offset after it, -1 when raised."""
    global struct_code, struct_count, struct_width
    p: i32 = f + BYTES_DATA + at
    end: i32 = f + BYTES_DATA + Bytes(f).nbytes
    while p < end and (load8(p) == 32 or (load8(p) >= 9 and load8(p) <= 13)):
        p += 1
    struct_code = 0
    if p == end:
        return p - i32(f) - BYTES_DATA
    count: i64 = 1
    if load8(p) >= 48 and load8(p) <= 57:
        count = i64(0)
        while p < end and load8(p) >= 48 and load8(p) <= 57:
            digit: i64 = i64(load8(p) - 48)
            if count > div_s(i64(MOST) - digit, i64(10)):
                return too_long()
            count = count * 10 + digit
            p += 1
        if p == end:
            struct_error(lit("repeat count given without format specifier"))
            return -1
    width: i32 = struct_width_of(load8(p), native)
    if width == 0:
        struct_error(lit("bad char in struct format"))
        return -1
    struct_code = load8(p)
    struct_count = count
    struct_width = width
    return p + 1 - i32(f) - BYTES_DATA


def struct_aligned(size: i64, width: i32, native: i32) -> i64:
    """Where an item after `size` bytes begins."""
    return (size + i64(width - 1)) & i64(-width) if native else size


@noinline
def struct_measure(f: val) -> i32:
    """The size and number of values of a format into globals; 0 when raised."""
    global struct_size, struct_values
    at: i32 = struct_start(f)
    native: i32 = struct_native
    size: i64 = 0
    values: i64 = 0
    while 1:
        at = struct_item(f, at, native)
        if at < 0:
            return 0
        if struct_code == 0:
            struct_size = size
            struct_values = values
            return 1
        if struct_code == 115 or struct_code == 112:
            values += 1
        elif struct_code != 120:
            if struct_count > i64(MOST) - values:
                too_long()
                return 0
            values += struct_count
        if size > i64(MOST) - 7:
            too_long()
            return 0
        size = struct_aligned(size, struct_width, native)
        if struct_count > div_s(i64(MOST) - size, i64(struct_width)):
            too_long()
            return 0
        size += struct_count * i64(struct_width)
    return 0
