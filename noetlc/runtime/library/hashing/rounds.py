"""The compression functions of md5, sha1, sha2 and blake2b: one block worked into a state; and the states that they start from.

The message schedule of the last 16 words lies at SCRATCH.
"""

from __future__ import annotations

import math
import struct

from noetlc.kernel.lang import (
    i32,
    i64,
    inline,
    load8,
    load32,
    load64,
    memory_copy,
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


def __initial_states() -> bytes:
    """The starting states, 64 bytes for each kind: square roots of primes, those of md5 and sha1 by their counting pattern."""
    counting = struct.pack("<4I", 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)
    out = [counting, counting + struct.pack("<I", 0xC3D2E1F0)]
    primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53]
    roots = [__root64(p) for p in primes]
    out.append(struct.pack("<8I", *(r & 0xFFFFFFFF for r in roots[8:])))
    out.append(struct.pack("<8I", *(r >> 32 for r in roots[:8])))
    out.append(struct.pack("<8Q", *roots[8:]))
    out.append(struct.pack("<8Q", *roots[:8]))
    return b"".join(part.ljust(64, b"\0") for part in out)


def __root64(n: int) -> int:
    """64 bits of the fraction of a square root."""
    return math.isqrt(n << 128) & (2**64 - 1)


STARTS = static_bytes(__initial_states())


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


# The order in which blake2b takes the words of a block, for ten rounds, and which four of the 16 words each of eight steps mixes.
_ORDERS = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
    (14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3),
    (11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4),
    (7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8),
    (9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13),
    (2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9),
    (12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11),
    (13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10),
    (6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5),
    (10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0),
)
_MIXED = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15), (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
BLAKE_ORDERS = static_bytes(bytes(word << 3 for order in (*_ORDERS, *_ORDERS[:2]) for word in order))
BLAKE_MIXED = static_bytes(bytes(word << 3 for words in _MIXED for word in words))


def blake2b_block(state: i32, p: i32, count: i64, last: i64) -> None:
    """`count`: of the bytes so far with those of this block; `last`: -1 for the last block, else 0."""
    memory_copy(SCRATCH, state, 64)
    memory_copy(SCRATCH + 64, STARTS + (5 << 6), 64)  # that of SHA-512
    store64(SCRATCH + 96, load64(SCRATCH + 96) ^ count)
    store64(SCRATCH + 112, load64(SCRATCH + 112) ^ last)
    step: i32 = 0
    while step < 96:
        words: i32 = BLAKE_MIXED + ((step & 7) << 2)
        order: i32 = BLAKE_ORDERS + (step << 1)
        at_a: i32 = SCRATCH + load8(words)
        at_b: i32 = SCRATCH + load8(words, 1)
        at_c: i32 = SCRATCH + load8(words, 2)
        at_d: i32 = SCRATCH + load8(words, 3)
        b: i64 = load64(at_b)
        a: i64 = load64(at_a) + b + load64(p + load8(order))
        d: i64 = rotr(load64(at_d) ^ a, i64(32))
        c: i64 = load64(at_c) + d
        b = rotr(b ^ c, i64(24))
        a = a + b + load64(p + load8(order, 1))
        d = rotr(d ^ a, i64(16))
        c = c + d
        store64(at_a, a)
        store64(at_b, rotr(b ^ c, i64(63)))
        store64(at_c, c)
        store64(at_d, d)
        step += 1
    i: i32 = 0
    while i < 64:
        store64(state + i, load64(state + i) ^ load64(SCRATCH + i) ^ load64(SCRATCH + 64 + i))
        i += 8
