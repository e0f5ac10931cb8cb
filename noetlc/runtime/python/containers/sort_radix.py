"""Sorting records by their ranks without comparing: byte by byte, from the lowest that differs on, which keeps the order of equal ranks."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, load32, load64, memory_copy, shr_u, store32
from noetlc.runtime.python.containers.sort_records import RECORD, record_move
from noetlc.runtime.values.memory import clear

COUNTS_BYTES = 1024  # of a count for each value of a byte


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
    span: i64 = most - least
    shift: i64 = i64(0)
    source: i32 = r
    to: i32 = spare
    while span != i64(0):
        if radix_pass(source, n, to, counts, least, shift):
            other: i32 = source
            source = to
            to = other
        shift += 8
        span = shr_u(span, 8)
    if source != r:
        memory_copy(r, source, n << 4)


def radix_pass(source: i32, n: i32, to: i32, counts: i32, least: i64, shift: i64) -> i32:
    """Moves records to the places that one byte of their distance from the least gives them; 0 if it is the same in all."""
    clear(counts, counts + COUNTS_BYTES)
    end: i32 = source + (n << 4)
    p: i32 = source
    at: i32 = 0
    while p < end:
        at = counts + ((i32(shr_u(load64(p) - least, shift)) & 255) << 2)
        store32(at, load32(at) + RECORD)
        p += RECORD
    if load32(at) == n << 4:
        return 0
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
    return 1
