"""Copies of the displays of a body: lists and dicts whose shape is constant (see `lower/python/expressions/display.py`)."""

from __future__ import annotations

from noetlc.kernel.lang import gt_u, i32, inline, load32, lt_u, noinline, store32, storev, val
from noetlc.runtime.values.blocks import copy_over
from noetlc.runtime.values.memory import hp, limit, take


@noinline
def display_copy(block: i32, n: i32, links: i32) -> val:
    """A copy of a block of n bytes, in which `links` words are offsets into it; their places follow the block."""
    global hp
    p: i32 = hp
    if gt_u(n, limit - p):
        p = take(n)
    else:
        hp = p + n
    copy_over(p, block, n)
    q: i32 = block + n
    end: i32 = q + (links << 2)
    while lt_u(q, end):
        at: i32 = p + load32(q)
        store32(at, load32(at) + p)
        q += 4
    return val(p)


@inline
def display_fill(p: val, at: i32, v: val) -> None:
    """Sets a word of a fresh copy."""
    storev(p + at, v)
