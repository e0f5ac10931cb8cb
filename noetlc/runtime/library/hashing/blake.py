"""What blake2b keeps: a block is worked in when more follows, since the last one is marked."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, load64, memory_copy, memory_fill, store64
from noetlc.runtime.library.hashing.rounds import blake2b_block

BLOCK = 64  # offsets from the state; that of how many bytes were worked in
COUNT = -8
SIZE = 128


def blake_take(state: i32, fill: i32, p: i32, n: i32) -> i32:
    """Takes n bytes at p into a block that has `fill` bytes; the bytes it has then."""
    while n > 0:
        if fill == SIZE:
            store64(state + COUNT, load64(state + COUNT) + SIZE)
            blake2b_block(state, state + BLOCK, load64(state + COUNT), i64(0))
            fill = 0
        step: i32 = SIZE - fill if SIZE - fill < n else n
        memory_copy(state + BLOCK + fill, p, step)
        fill += step
        p += step
        n -= step
    return fill


def blake_end(state: i32, fill: i32) -> i32:
    """The address of the digest, which lies in the state."""
    memory_fill(state + BLOCK + fill, 0, SIZE - fill)
    blake2b_block(state, state + BLOCK, load64(state + COUNT) + i64(fill), i64(-1))
    return state
