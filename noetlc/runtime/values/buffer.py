"""The text buffer: one growable stack of bytes that text is built in.

    mark = buf_begin()
    buf_str(name)
    buf_byte(58)
    text = buf_end(mark)

Builders nest: an inner one starts where the outer one stands and removes its bytes when it ends. The storage is a raw object
on the heap that the collector moves, so marks are offsets. As long as nothing is allocated after it, it grows in place.
What makes strings of it stands with the strings: `text.buf_end`, `text.buf_code`.
"""

from __future__ import annotations

from noetlc.kernel.lang import gt_u, i32, i64, inline, memory_copy, noinline, store8, store64, u64, val
from noetlc.layout.objects import STR_BYTES, Obj, Str
from noetlc.layout.tags import T_RAW
from noetlc.runtime.values.blocks import copy_few, copy_over
from noetlc.runtime.values.memory import hp, new_raw, take

buf_base: i32 = 0  # first byte of the storage (8 after the object), 0 before first use
buf_pos: i32 = 0  # next free byte
buf_limit: i32 = 0  # end of the storage minus BUF_SLACK, so that writers may overrun
BUF_SLACK = 64
BUF_FIRST = 1024


@noinline
def buf_grow(n: i32) -> None:
    """Makes room for n bytes at `buf_pos`."""
    global buf_base, buf_pos, buf_limit
    used: i32 = buf_pos - buf_base
    want: i32 = ((used + n) << 1) + BUF_FIRST
    end: i32 = buf_limit + BUF_SLACK
    if buf_base != 0 and end == hp:
        take(want - (end - buf_base))
    else:
        base: i32 = new_raw(want) + 8
        memory_copy(base, buf_base, used)
        buf_base = base
        buf_pos = base + used
    Obj(buf_base - 8).size = hp - buf_base + 8
    buf_limit = hp - BUF_SLACK


def buf_lend(p: i32, n: i32) -> None:
    """Lets the empty buffer stand in n bytes at p that are read no more, and 64 after them, if that is more than it has: pages that
    were written to are at hand, where each new one comes with a fault."""
    global buf_base, buf_pos, buf_limit
    if n > buf_limit - buf_base:
        store64(p, i64(T_RAW) | (u64((n & -8) + BUF_SLACK) << 32))
        buf_base = p + 8
        buf_pos = buf_base
        buf_limit = p + (n & -8)


@inline
def buf_room(n: i32) -> None:
    """Makes sure that n bytes, and BUF_SLACK more, can be written at `buf_pos`."""
    if gt_u(buf_pos + n, buf_limit):
        buf_grow(n)


@inline
def buf_begin() -> i32:
    """Starts a text; the mark to end it with."""
    return buf_pos - buf_base


@inline
def buf_drop(mark: i32) -> None:
    """Gives up the text begun at `mark`."""
    global buf_pos
    buf_pos = buf_base + mark


def buf_bytes(p: i32, n: i32) -> None:
    """Appends n bytes that do not lie in the buffer."""
    global buf_pos
    buf_room(n)
    d: i32 = buf_pos
    buf_pos = d + n
    copy_over(d, p, n)


@noinline
def buf_str(v: val) -> None:
    """Appends the bytes of a string."""
    global buf_pos
    n: i32 = Str(v).nbytes
    d: i32 = buf_pos
    if n > 64 or gt_u(d + n, buf_limit):
        buf_bytes(v + STR_BYTES, n)
        return
    buf_pos = d + n
    copy_few(d, v + STR_BYTES, n)


def buf_byte(c: i32) -> None:
    """Appends one byte: an ASCII character."""
    global buf_pos
    buf_room(1)
    store8(buf_pos, c)
    buf_pos += 1
