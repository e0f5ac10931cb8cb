"""Texts that grow in place: what `text += part` does where only one variable of one function refers to the text.

The pass `lower/passes/growing.py` finds such variables. A text that was made longer has room for more and is marked GROWN; before
anything else comes to refer to it, `str_sealed` takes the mark away, and from then on it never changes again.
"""

from __future__ import annotations

from noetlc.kernel.lang import ge_u, gt_u, i32, noinline, shr_u, val
from noetlc.layout.objects import ASCII, GROWN, STR_BYTES, Obj, Str
from noetlc.runtime.text.strings import str_concat, str_new
from noetlc.runtime.values.blocks import copy_over
from noetlc.runtime.values.memory import hp, indexed, indexed_before

LEAST = 128  # bytes of a text that gets room
SPARE = 16  # what `copy_over` may write beyond the end
MOST_ROOM = 1 << 24


def str_grown(a: val, b: val) -> val:
    """`a + b` where only the variable that gets the sum refers to `a`, if that is marked."""
    global indexed, indexed_before
    n: i32 = Str(a).nbytes
    m: i32 = Str(b).nbytes
    if (Str(a).flags & GROWN) == 0 or gt_u(STR_BYTES + n + m + SPARE, Obj(a).size):
        return moved(a, b)
    copy_over(a + STR_BYTES + n, b + STR_BYTES, m)
    Str(a).nbytes = n + m
    Str(a).length += Str(b).length
    Str(a).hash = 0
    Str(a).flags = Str(a).flags & (Str(b).flags | ~ASCII)
    if indexed == i32(a):
        indexed = 0
    if indexed_before == i32(a):
        indexed_before = 0
    return a


@noinline
def moved(a: val, b: val) -> val:
    """`a + b` in a new text, with room if it is long."""
    global hp
    n: i32 = Str(a).nbytes + Str(b).nbytes
    if n < LEAST or Str(a).nbytes == 0 or ge_u(n, 1 << 30):
        return str_concat(a, b)
    more: i32 = shr_u(n, 1) if n < MOST_ROOM else MOST_ROOM
    v: val = str_new(n + more, n + more)
    Str(v).nbytes = Str(a).nbytes
    Str(v).length = Str(a).length
    Str(v).flags = Str(a).flags & ASCII | GROWN
    copy_over(v + STR_BYTES, a + STR_BYTES, Str(a).nbytes)
    return str_grown(v, b)


def str_sealed(v: val) -> val:
    """A text that more may refer to from now on; 0 stays."""
    if v != 0 and Str(v).flags & GROWN:
        seal(v)
    return v


@noinline
def seal(v: val) -> None:
    """Takes the mark away, and the room if nothing was allocated behind it."""
    global hp
    Str(v).flags = Str(v).flags & ~GROWN
    p: i32 = i32(v)
    if p + Obj(p).size == hp:
        hp = p + ((STR_BYTES + Str(v).nbytes + 7) & -8)
        Obj(p).size = hp - p
