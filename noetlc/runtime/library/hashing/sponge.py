"""SHA-3: a state of 25 words that takes bytes by exclusive or and is turned over by Keccak's permutation (FIPS 202)."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, load8, load64, rotl, static_bytes, static_i64, store8, store64
from noetlc.layout.objects import SCRATCH

SPONGE_SIZE = 200  # bytes


def __path() -> list[tuple[int, int]]:
    """The words in the order in which each goes to the place of the next, and by how many bits it is turned."""
    x, y, found = 1, 0, []
    for t in range(24):
        x, y, bits = y, (2 * x + 3 * y) % 5, (t + 1) * (t + 2) // 2 % 64
        found.append((x + 5 * y, bits))
    return found


def __constants() -> list[int]:
    """What is added in each of the 24 rounds: bits of a register with feedback."""
    register, found = 1, []
    for _ in range(24):
        constant = 0
        for j in range(7):
            if register & 1:
                constant |= 1 << (2**j - 1)
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        found.append(constant - (1 << 64) if constant >> 63 else constant)
    return found


PLACES = static_bytes(bytes(place << 3 for place, _ in __path()))
TURNS = static_bytes(bytes(bits for _, bits in __path()))
CONSTANTS = static_i64(__constants())


def sponge_turn(state: i32) -> None:
    """Keccak-f[1600]. The five words of a column or row lie at SCRATCH."""
    n: i32 = 0
    while n < 192:
        x: i32 = 0
        while x < 40:
            p: i32 = state + x
            store64(SCRATCH + x, load64(p) ^ load64(p, 40) ^ load64(p, 80) ^ load64(p, 120) ^ load64(p, 160))
            x += 8
        x = 0
        while x < 40:
            before: i32 = x - 8 if x != 0 else 32
            behind: i32 = x + 8 if x != 32 else 0
            change: i64 = load64(SCRATCH + before) ^ rotl(load64(SCRATCH + behind), i64(1))
            p = state + x
            end: i32 = p + 200
            while p < end:
                store64(p, load64(p) ^ change)
                p += 40
            x += 8
        moved: i64 = load64(state, 8)
        i: i32 = 0
        while i < 24:
            p = state + load8(PLACES + i)
            kept: i64 = load64(p)
            store64(p, rotl(moved, i64(load8(TURNS + i))))
            moved = kept
            i += 1
        p = state
        end = p + 200
        while p < end:
            a: i64 = load64(p)
            b: i64 = load64(p, 8)
            c: i64 = load64(p, 16)
            d: i64 = load64(p, 24)
            e: i64 = load64(p, 32)
            store64(p, a ^ ~b & c)
            store64(p, b ^ ~c & d, 8)
            store64(p, c ^ ~d & e, 16)
            store64(p, d ^ ~e & a, 24)
            store64(p, e ^ ~a & b, 32)
            p += 40
        store64(state, load64(state) ^ load64(CONSTANTS + n))
        n += 8


def sponge_take(state: i32, size: i32, fill: i32, p: i32, n: i32) -> i32:
    """Takes n bytes at p into a state of which `fill` bytes of `size` are used; the bytes then used."""
    end: i32 = p + n
    while p < end:
        if fill & 7 == 0 and p + 8 <= end:
            store64(state + fill, load64(state + fill) ^ load64(p))
            fill += 8
            p += 8
        else:
            store8(state + fill, load8(state + fill) ^ load8(p))
            fill += 1
            p += 1
        if fill == size:
            sponge_turn(state)
            fill = 0
    return fill


def sponge_end(state: i32, size: i32, fill: i32) -> i32:
    """The address of the digest, which lies in the state."""
    store8(state + fill, load8(state + fill) ^ 6)
    store8(state + size - 1, load8(state + size - 1) ^ 0x80)
    sponge_turn(state)
    return state
