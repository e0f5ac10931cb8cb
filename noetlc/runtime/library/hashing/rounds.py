"""The compression functions of md5, sha1 and sha2: one block worked into a state.

The message schedule of the last 16 words lies at SCRATCH.
"""

from __future__ import annotations

import math

from noetlc.kernel.lang import (
    i32,
    i64,
    inline,
    load8,
    load32,
    load64,
    rotl,
    rotr,
    shr_u,
    static_bytes,
    static_i32,
    static_i64,
    store32,
    store64,
)  # fmt: skip
from noetlc.layout.objects import SCRATCH


def __primes(count: int) -> list[int]:
    found: list[int] = []
    n = 2
    while len(found) < count:
        if all(n % p for p in found):
            found.append(n)
        n += 1
    return found


def __cube_root64(n: int) -> int:
    """64 bits of the fraction of a cube root."""
    low, high = 0, 1 << 80
    while high - low > 1:
        middle = (low + high) // 2
        if middle**3 <= n << 192:
            low = middle
        else:
            high = middle
    return low & (2**64 - 1)


SHA512_KEYS = static_i64(__cube_root64(p) for p in __primes(80))
SHA256_KEYS = static_i32(__cube_root64(p) >> 32 for p in __primes(64))
MD5_KEYS = static_i32(int(abs(math.sin(i + 1)) * 2**32) for i in range(64))
MD5_SHIFTS = static_bytes(bytes([7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]))


@inline
def hash_swap32(x: i32) -> i32:
    """The bytes in reverse order."""
    return rotl(x, 8) & 0x00FF00FF | rotr(x, 8) & 0xFF00FF00


@inline
def hash_swap64(x: i64) -> i64:
    low: i64 = i64(hash_swap32(i32(shr_u(x, i64(32))))) & 0xFFFFFFFF
    return i64(hash_swap32(i32(x))) << 32 | low


def md5_block(state: i32, p: i32) -> None:
    a: i32 = load32(state)
    b: i32 = load32(state, 4)
    c: i32 = load32(state, 8)
    d: i32 = load32(state, 12)
    i: i32 = 0
    while i < 64:
        f: i32 = b & c | ~b & d
        g: i32 = i
        if i >= 48:
            f = c ^ (b | ~d)
            g = i * 7
        elif i >= 32:
            f = b ^ c ^ d
            g = i * 3 + 5
        elif i >= 16:
            f = d & b | ~d & c
            g = i * 5 + 1
        f = f + a + load32(MD5_KEYS + (i << 2)) + load32(p + ((g & 15) << 2))
        a = d
        d = c
        c = b
        b = b + rotl(f, load8(MD5_SHIFTS + (i >> 4 << 2) + (i & 3)))
        i += 1
    store32(state, load32(state) + a)
    store32(state, load32(state, 4) + b, 4)
    store32(state, load32(state, 8) + c, 8)
    store32(state, load32(state, 12) + d, 12)


def hash_schedule32(p: i32) -> None:
    """The block's words, big-endian, as the first of the schedule."""
    i: i32 = 0
    while i < 64:
        store32(SCRATCH + i, hash_swap32(load32(p + i)))
        i += 4


def sha1_block(state: i32, p: i32) -> None:
    hash_schedule32(p)
    a: i32 = load32(state)
    b: i32 = load32(state, 4)
    c: i32 = load32(state, 8)
    d: i32 = load32(state, 12)
    e: i32 = load32(state, 16)
    i: i32 = 0
    while i < 80:
        at: i32 = SCRATCH + ((i & 15) << 2)
        w: i32 = load32(at)
        if i >= 16:
            w = w ^ load32(SCRATCH + ((i + 2 & 15) << 2)) ^ load32(SCRATCH + ((i + 8 & 15) << 2)) ^ load32(SCRATCH + ((i + 13 & 15) << 2))
            w = rotl(w, 1)
            store32(at, w)
        f: i32 = b & c | ~b & d
        k: i32 = 0x5A827999
        if i >= 20:
            f = b ^ c ^ d
            k = 0x6ED9EBA1
            if i >= 60:
                k = 0xCA62C1D6
            elif i >= 40:
                f = b & c | b & d | c & d
                k = 0x8F1BBCDC
        w = w + rotl(a, 5) + f + e + k
        e = d
        d = c
        c = rotl(b, 30)
        b = a
        a = w
        i += 1
    store32(state, load32(state) + a)
    store32(state, load32(state, 4) + b, 4)
    store32(state, load32(state, 8) + c, 8)
    store32(state, load32(state, 12) + d, 12)
    store32(state, load32(state, 16) + e, 16)


def sha256_block(state: i32, p: i32) -> None:
    hash_schedule32(p)
    a: i32 = load32(state)
    b: i32 = load32(state, 4)
    c: i32 = load32(state, 8)
    d: i32 = load32(state, 12)
    e: i32 = load32(state, 16)
    f: i32 = load32(state, 20)
    g: i32 = load32(state, 24)
    h: i32 = load32(state, 28)
    i: i32 = 0
    while i < 64:
        at: i32 = SCRATCH + ((i & 15) << 2)
        w: i32 = load32(at)
        if i >= 16:
            x: i32 = load32(SCRATCH + ((i + 1 & 15) << 2))
            y: i32 = load32(SCRATCH + ((i + 14 & 15) << 2))
            w = w + load32(SCRATCH + ((i + 9 & 15) << 2))
            w = w + (rotr(x, 7) ^ rotr(x, 18) ^ shr_u(x, 3)) + (rotr(y, 17) ^ rotr(y, 19) ^ shr_u(y, 10))
            store32(at, w)
        w = w + h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + (e & f ^ ~e & g) + load32(SHA256_KEYS + (i << 2))
        h = g
        g = f
        f = e
        e = d + w
        w = w + (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + (a & b ^ a & c ^ b & c)
        d = c
        c = b
        b = a
        a = w
        i += 1
    store32(state, load32(state) + a)
    store32(state, load32(state, 4) + b, 4)
    store32(state, load32(state, 8) + c, 8)
    store32(state, load32(state, 12) + d, 12)
    store32(state, load32(state, 16) + e, 16)
    store32(state, load32(state, 20) + f, 20)
    store32(state, load32(state, 24) + g, 24)
    store32(state, load32(state, 28) + h, 28)


def sha512_block(state: i32, p: i32) -> None:
    i: i32 = 0
    while i < 128:
        store64(SCRATCH + i, hash_swap64(load64(p + i)))
        i += 8
    a: i64 = load64(state)
    b: i64 = load64(state, 8)
    c: i64 = load64(state, 16)
    d: i64 = load64(state, 24)
    e: i64 = load64(state, 32)
    f: i64 = load64(state, 40)
    g: i64 = load64(state, 48)
    h: i64 = load64(state, 56)
    i = 0
    while i < 80:
        at: i32 = SCRATCH + ((i & 15) << 3)
        w: i64 = load64(at)
        if i >= 16:
            x: i64 = load64(SCRATCH + ((i + 1 & 15) << 3))
            y: i64 = load64(SCRATCH + ((i + 14 & 15) << 3))
            w = w + load64(SCRATCH + ((i + 9 & 15) << 3))
            w = w + (rotr(x, i64(1)) ^ rotr(x, i64(8)) ^ shr_u(x, i64(7))) + (rotr(y, i64(19)) ^ rotr(y, i64(61)) ^ shr_u(y, i64(6)))
            store64(at, w)
        w = w + h + (rotr(e, i64(14)) ^ rotr(e, i64(18)) ^ rotr(e, i64(41))) + (e & f ^ ~e & g) + load64(SHA512_KEYS + (i << 3))
        h = g
        g = f
        f = e
        e = d + w
        w = w + (rotr(a, i64(28)) ^ rotr(a, i64(34)) ^ rotr(a, i64(39))) + (a & b ^ a & c ^ b & c)
        d = c
        c = b
        b = a
        a = w
        i += 1
    store64(state, load64(state) + a)
    store64(state, load64(state, 8) + b, 8)
    store64(state, load64(state, 16) + c, 16)
    store64(state, load64(state, 24) + d, 24)
    store64(state, load64(state, 32) + e, 32)
    store64(state, load64(state, 40) + f, 40)
    store64(state, load64(state, 48) + g, 48)
    store64(state, load64(state, 56) + h, 56)
