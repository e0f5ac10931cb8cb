"""The checksums of `zlib`, and that of `binascii`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, load8, load32, rem_s, shr_u, static_bytes, u64, val
from noetlc.runtime.python.strings.bytes_data import mod_data, mod_size
from noetlc.runtime.values.memory import from_int

if TYPE_CHECKING:
    from noetlc.runtime.python.numbers.number import py_index
    from noetlc.runtime.python.strings.bytes_data import mod_buffer


def __remainder(n: int, bits: int) -> bytes:
    for _ in range(bits):
        n = n >> 1 ^ (0xEDB88320 if n & 1 else 0)
    return n.to_bytes(4, "little")


# What a byte leaves that 0, 1, 2 and 3 more follow: four bytes are taken at once.
CRC32_TABLES = static_bytes(b"".join(__remainder(n, bits) for bits in (8, 16, 24, 32) for n in range(256)))


def zlib_crc32(v: val, start: val) -> val:
    """`zlib.crc32(v, start)`."""
    if mod_buffer(v) == 0:
        return 0
    return from_int(u64(crc32_of(mod_data, mod_size, i32(py_index(start)))))


def crc32_of(p: i32, n: i32, start: i32) -> i32:
    """The checksum of n bytes at p, going on from another one."""
    crc: i32 = ~start
    end: i32 = p + n
    while end - p >= 4:
        crc = crc ^ load32(p)
        low: i32 = load32(CRC32_TABLES + ((crc & 255) << 2), 3072) ^ load32(CRC32_TABLES + ((shr_u(crc, 8) & 255) << 2), 2048)
        crc = low ^ load32(CRC32_TABLES + ((shr_u(crc, 16) & 255) << 2), 1024) ^ load32(CRC32_TABLES + (shr_u(crc, 24) << 2))
        p += 4
    while p < end:
        crc = shr_u(crc, 8) ^ load32(CRC32_TABLES + (((crc ^ load8(p)) & 255) << 2))
        p += 1
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


ADLER_BYTES = 3800  # whose sums stay within 31 bits


def adler32_of(p: i32, n: i32, seed: i32) -> i32:
    """The checksum of n bytes at p, going on from another one."""
    low: i32 = seed & 0xFFFF
    high: i32 = shr_u(seed, 16)
    i: i32 = 0
    while i < n:
        end: i32 = i + ADLER_BYTES if n - i > ADLER_BYTES else n
        while i < end:
            low += load8(p + i)
            high += low
            i += 1
        low = rem_s(low, 65521)
        high = rem_s(high, 65521)
    return high << 16 | low
