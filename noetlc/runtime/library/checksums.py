"""The checksums of `zlib`, and that of `binascii`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, load8, rem_s, shr_u, u64, val
from noetlc.runtime.python.strings.bytes_data import mod_data, mod_size
from noetlc.runtime.values.memory import from_int

if TYPE_CHECKING:
    from noetlc.runtime.python.numbers.number import py_index
    from noetlc.runtime.python.strings.bytes_data import mod_buffer


def zlib_crc32(v: val, start: val) -> val:
    """`zlib.crc32(v, start)`."""
    if mod_buffer(v) == 0:
        return 0
    return from_int(u64(crc32_of(mod_data, mod_size, i32(py_index(start)))))


def crc32_of(p: i32, n: i32, start: i32) -> i32:
    """The checksum of n bytes at p, going on from another one."""
    crc: i32 = ~start
    i: i32 = 0
    while i < n:
        crc = crc ^ load8(p + i)
        bit: i32 = 0
        while bit < 8:
            crc = shr_u(crc, 1) ^ (0xEDB88320 & (0 - (crc & 1)))
            bit += 1
        i += 1
    return ~crc


def checksum_hqx(v: val, start: val) -> val:
    """`binascii.crc_hqx(v, start)`: 16 bits, the highest first."""
    if mod_buffer(v) == 0:
        return 0
    crc: i32 = i32(py_index(start)) & 0xFFFF
    i: i32 = 0
    while i < mod_size:
        crc = crc ^ load8(mod_data + i) << 8
        bit: i32 = 0
        while bit < 8:
            crc = (crc << 1 ^ (0x1021 if crc & 0x8000 else 0)) & 0xFFFF
            bit += 1
        i += 1
    return from_int(u64(crc))


def zlib_adler32(v: val, start: val) -> val:
    """`zlib.adler32(v, start)`."""
    if mod_buffer(v) == 0:
        return 0
    return from_int(u64(adler32_of(mod_data, mod_size, i32(py_index(start)))))


def adler32_of(p: i32, n: i32, seed: i32) -> i32:
    """The checksum of n bytes at p, going on from another one."""
    low: i32 = seed & 0xFFFF
    high: i32 = shr_u(seed, 16)
    i: i32 = 0
    while i < n:
        low = rem_s(low + load8(p + i), 65521)
        high = rem_s(high + low, 65521)
        i += 1
    return high << 16 | low
