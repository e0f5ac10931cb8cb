"""Sorting records by their ranks, byte by byte, from the lowest that differs on, which keeps the order of equal ranks.

Where ranks differ in many bytes, only the highest ones are sorted by, and what they leave is mended by insertion: few records have
to move then, and far, unless most ranks begin alike; in that case all bytes are sorted by after all.
"""

from __future__ import annotations

from noetlc.kernel.lang import clz, i32, i64, load32, load64, memory_copy, shr_u, store32, store64
from noetlc.runtime.python.containers.sort_records import RECORD, record_move
from noetlc.runtime.values.memory import clear

COUNTS_BYTES = 1024  # of a count for each value of a byte
FEW = 192  # records that are sorted by 8 bits first, where their ranks differ in more
MANY = 4096  # that are sorted by 24 bits, less by 16
MOST_MENDED = 1 << 20
MOVES = 4  # of a record, when they are mended by insertion


def radix_sort(r: i32, n: i32, mask: i64, spare: i32, counts: i32) -> None:
    """Sorts n records at r; there is room for as many at `spare`, and for counts. Distances are from the masked part of the least rank."""
    end: i32 = r + (n << 4)
    least: i64 = load64(r)
    most: i64 = least
    p: i32 = r
    while p < end:
        rank: i64 = load64(p)
        if rank < least:
            least = rank
        if rank > most:
            most = rank
        p += RECORD
    least = least & mask
    differing: i64 = i64(0)
    p = r
    while p < end:
        differing = differing | (load64(p) - least)
        p += RECORD
    bits: i32 = 64 - i32(clz(differing))
    few: i32 = 8 if n < FEW else 16 if n < MANY else 24
    if bits > few + 8 and n < MOST_MENDED:
        radix_bytes(r, n, least, i64(bits - few), differing, spare, counts)
        if insert_near(r, end):
            return
    radix_bytes(r, n, least, i64(0), differing, spare, counts)


def radix_bytes(r: i32, n: i32, least: i64, low: i64, differing: i64, spare: i32, counts: i32) -> None:
    """Sorts n records at r by the bits from `low` on of their distance from the least one; of `differing`, those that differ."""
    shift: i64 = low
    source: i32 = r
    to: i32 = spare
    while shr_u(differing, shift) != i64(0):
        if shr_u(differing, shift) & 255 != i64(0):
            radix_pass(source, n, to, counts, least, shift)
            other: i32 = source
            source = to
            to = other
        shift += 8
        if shift == i64(64):
            break
    if source != r:
        memory_copy(r, source, n << 4)


def insert_near(r: i32, end: i32) -> i32:
    """Sorts records that are nearly in order by insertion; 0 if that would move too many, which are in some order then."""
    left: i32 = (end - r) * MOVES
    p: i32 = r + RECORD
    while p < end:
        rank: i64 = load64(p)
        if rank < load64(p - RECORD):
            held: i64 = load64(p, 8)
            to: i32 = p
            while to > r and rank < load64(to - RECORD):
                record_move(to, to - RECORD)
                to -= RECORD
            store64(to, rank)
            store64(to, held, 8)
            left -= p - to
            if left < 0:
                return 0
        p += RECORD
    return 1


def radix_pass(source: i32, n: i32, to: i32, counts: i32, least: i64, shift: i64) -> None:
    """Moves records to the places that one byte of their distance from the least gives them."""
    clear(counts, counts + COUNTS_BYTES)
    end: i32 = source + (n << 4)
    p: i32 = source
    at: i32 = 0
    while p < end:
        at = counts + ((i32(shr_u(load64(p) - least, shift)) & 255) << 2)
        store32(at, load32(at) + RECORD)
        p += RECORD
    place: i32 = to
    at = counts
    while at < counts + COUNTS_BYTES:
        count: i32 = load32(at)
        store32(at, place)
        place += count
        at += 4
    p = source
    while p < end:
        at = counts + ((i32(shr_u(load64(p) - least, shift)) & 255) << 2)
        place = load32(at)
        record_move(place, p)
        store32(at, place + RECORD)
        p += RECORD
