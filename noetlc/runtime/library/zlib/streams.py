"""`zlib.decompress`: the headers and checks around what is compressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, lit_class, load8, load16, load32, noinline, reason, rem_s, val
from noetlc.layout.objects import NONE
from noetlc.runtime.library.zlib.inflate import DONE, TRUNCATED, inflate_at, inflate_why
from noetlc.runtime.python.strings.bytes_data import mod_bytes_end, mod_data, mod_size
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_drop, buf_pos
from noetlc.runtime.values.memory import from_int, leave, raised

if TYPE_CHECKING:
    from noetlc.runtime.library.checksums import adler32_of, crc32_of
    from noetlc.runtime.library.zlib.inflate import inflate, inflate_wrong
    from noetlc.runtime.python.exceptions.errors import message_of, raise_error
    from noetlc.runtime.python.numbers.number import py_index
    from noetlc.runtime.python.strings.bytes_data import mod_buffer
    from noetlc.runtime.values.list import pair_new

RAW = 0  # what stands around the data
ZLIB = 1
GZIP = 2
EITHER = 3

stream_kind: i32 = 0


def zlib_error(template: val) -> val:
    return raise_error(lit_class("zlib.error"), message_of(template, inflate_why, 0, 0))


def zlib_failed(found: i32) -> val:
    """Raises what is wrong with a stream."""
    if found == TRUNCATED:
        return zlib_error(lit("Error -5 while decompressing data: incomplete or truncated stream"))
    return zlib_error(lit("Error -3 while decompressing data: $"))


def zlib_decompress(data: val, wbits: val, size: val) -> val:
    """`zlib.decompress(data, wbits, bufsize)`."""
    if mod_buffer(data) == 0:
        return 0
    p: i32 = mod_data
    end: i32 = p + mod_size
    bits: i64 = py_index(wbits)
    if raised != 0:
        return 0
    room: i64 = py_index(size)
    if raised != 0:
        return 0
    if room < 0:
        return raise_error(lit_class("ValueError"), lit("bufsize must be non-negative"))
    kind: i32 = RAW
    if bits >= 0:
        kind = ZLIB if bits < 16 else (GZIP if bits < 32 else EITHER)
    small: i64 = bits & i64(15) if bits >= 0 and bits < 48 else (-bits if bits < 0 else bits)
    if small > 15 or (small < 8 and small != 0) or (bits < 0 and small == 0):
        return zlib_error(lit("Error -2 while preparing to decompress data: inconsistent stream state"))
    if (small != 15 and small != 0) or bits == 16:
        leave(reason("window of compressed data"))
    mark: i32 = buf_begin()
    found: i32 = stream_read(p, end, mark, kind)
    if found == DONE:
        return mod_bytes_end(mark)
    buf_drop(mark)
    return zlib_failed(found)


@noinline
def stream_read(p: i32, end: i32, mark: i32, kind: i32) -> i32:
    """Decodes a whole stream into the text buffer."""
    global stream_kind
    stream_kind = kind
    head: i32 = 0
    if kind != RAW:
        head = stream_header(p, end, kind)
        if head < 0:
            return head
    found: i32 = inflate(p + head, end, mark)
    if found != DONE or kind == RAW:
        return found
    start: i32 = buf_base + mark
    count: i32 = buf_pos - start
    at: i32 = inflate_at
    if stream_kind == GZIP:
        if end - at >= 4 and load32(at) != crc32_of(start, count, 0):
            return inflate_wrong(lit("incorrect data check"))
        if end - at >= 8 and load32(at + 4) != count:
            return inflate_wrong(lit("incorrect length check"))
        return DONE if end - at >= 8 else TRUNCATED
    if end - at < 4:
        return TRUNCATED
    sum_there: i32 = load8(at) << 24 | load8(at, 1) << 16 | load8(at, 2) << 8 | load8(at, 3)
    return DONE if sum_there == adler32_of(start, count, 1) else inflate_wrong(lit("incorrect data check"))


@noinline
def stream_header(p: i32, end: i32, kind: i32) -> i32:
    """The size of the header at p, and which kind it is; negative if it is none."""
    global stream_kind
    if end - p < 2:
        return TRUNCATED
    if kind != ZLIB and load16(p) == 0x8B1F:
        stream_kind = GZIP
        return gzip_header(p, end)
    first: i32 = load8(p)
    if kind == GZIP or rem_s((first << 8) + load8(p, 1), 31) != 0:
        return inflate_wrong(lit("incorrect header check"))
    if (first & 15) != 8:
        return inflate_wrong(lit("unknown compression method"))
    if (first >> 4) > 7:
        return inflate_wrong(lit("invalid window size"))
    if load8(p, 1) & 32:
        leave(reason("window of compressed data"))  # it begins with a dictionary
    stream_kind = ZLIB
    return 2


def gzip_header(p: i32, end: i32) -> i32:
    """The size of a header of gzip."""
    if end - p < 4:
        return TRUNCATED
    if load8(p, 2) != 8:
        return inflate_wrong(lit("unknown compression method"))
    flags: i32 = load8(p, 3)
    if flags & 0xE0:
        return inflate_wrong(lit("unknown header flags set"))
    if flags & 2:
        leave(reason("window of compressed data"))
    at: i32 = p + 10
    if flags & 4:
        if end - at < 2:
            return TRUNCATED
        at += 2 + load16(at)
    names: i32 = (flags >> 3 & 1) + (flags >> 4 & 1)
    while names > 0 and at < end:
        if load8(at) == 0:
            names -= 1
        at += 1
    return TRUNCATED if names > 0 or at > end else at - p


def zlib_inflated(data: val, offset: val) -> val:
    """The bytes that are compressed without a header from an offset of bytes on, and the offset after them; None where they do not end."""
    start: i64 = py_index(offset)
    if mod_buffer(data) == 0:
        return 0
    p: i32 = mod_data
    mark: i32 = buf_begin()
    found: i32 = inflate(p + i32(start), p + mod_size, mark)
    if found == DONE:
        at: i32 = inflate_at - p
        return pair_new(mod_bytes_end(mark), from_int(i64(at)))
    buf_drop(mark)
    return NONE if found == TRUNCATED else zlib_failed(found)
