"""Allocation, aborts and the pending exception.

Allocation bumps `hp`. Nothing is freed inside a call except by the collector, which runs at safepoints of compiled code
only; runtime functions never collect, so they may hold addresses freely.
"""

from __future__ import annotations

from noetlc.kernel.lang import (
    export,
    f64,
    gt_u,
    i32,
    i64,
    inline,
    inline_often,
    live,
    load32,
    memory_grow,
    memory_size,
    noinline,
    reason,
    shr_u,
    store32,
    store64,
    trap,
    u64,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import ABORT_RECORD, FALSE, STOP_WORD, TRUE, Float, Int, Obj
from noetlc.layout.tags import T_FLOAT, T_INT, T_ITEMS, T_RAW

__heap_base: i32 = 0  # the first address after static data, filled in by the emitter
hp: i32 = 0  # next free byte, 8-aligned; 0 before `start_memory`
limit: i32 = 0  # end of committed memory minus slack, so that 16-byte copies may overrun
raised: val = 0  # the pending exception, 0 if none
site: i32 = 0  # where compiled code is: line << 12 | column, kept by compiled code before operations that can raise

budget: i64 = 0  # steps left
in_plugin: i32 = 0  # not 0 while a function of a plug-in runs
# the two texts that were indexed last and their tables (`text/strings.py`), 0 for none
indexed: i32 = 0
indexed_table: i32 = 0
indexed_before: i32 = 0
indexed_before_table: i32 = 0
passed_text: val = 0  # the text beyond ASCII of which a loop took a character last (`iterate.py`), 0 for none; the collector forgets it
json_keys: i32 = 0  # what `json/parse.py` keeps of the keys it has seen, 0 for nothing; the collector forgets it
letters: i32 = 0  # the texts of one ASCII character that were made (`text/strings.py`), 0 for none; the collector forgets them
members_found: i32 = 0  # what `python/classes/lookup.py` keeps of the members it has found, 0 for nothing; the collector forgets it
operator_names: i32 = 0  # what `python/classes/special_operators.py` keeps of the names of operators' methods, 0 for nothing; the same
looked_up: val = 0  # the key that was looked up last in a dict with an index (`dict_find`), 0 for none; the same
last_stop: val = 0  # the StopIteration that ended an iterator just now (`python/exceptions/stops.py`): only who asked looks at it
delegated: val = 0  # the value of one that ended an iterator behind `yield from` (`python/calls/generator.py`), read as soon
gc_held: i32 = 0  # above 0 while runtime code calls body code: it holds addresses, so nothing that it may know moves
gc_pinned: i32 = 0  # above 0 while addresses stand for values, so nothing moves in such calls
gc_from: i32 = 0  # where `hp` was when it did so last: what lies there or above was made since

SLACK = 64

# abort kinds, in the order of the ABI
ABORT_INT_OVERFLOW = 1
ABORT_BUDGET = 2
ABORT_MEMORY = 3
ABORT_INTENT = 4
ABORT_FAILED = 5
ABORT_DEFECT = 6
ABORT_LEFT = 7
ABORT_STOPPED = 8


@noinline
def abort(kind: i32) -> None:
    """Writes the abort record and traps. What goes wrong inside a plug-in is a plain trap, wherever the plug-in runs."""
    if live(Feature.PLUGIN_FUNCTIONS) and in_plugin and kind != ABORT_MEMORY and kind != ABORT_STOPPED:
        trap()
    store32(ABORT_RECORD, 0x41454F4E)
    store32(ABORT_RECORD, kind, 4)
    store32(ABORT_RECORD, site, 8)
    trap()


@inline
def ask_host() -> None:
    """Aborts if the host wrote the stop word. Whatever can go on for long comes here now and then."""
    if load32(STOP_WORD):
        abort(ABORT_STOPPED)


@noinline
def int_overflow() -> val:
    """An int left 64 bits."""
    abort(ABORT_INT_OVERFLOW)
    return 0


@noinline
def leave(why: i32) -> val:
    """Leaves the run to the interpreter. `why` is a constant: `number_reasons` makes it an index into the manifest's list."""
    store32(ABORT_RECORD, why, 12)
    abort(ABORT_LEFT)
    return 0


@noinline
def grow_to(end: i32) -> None:
    """Commits memory up to `end` and slack; aborts at the maximum, or leaves the run where the collector may not look at all."""
    global limit
    have: i32 = memory_size()
    need: i32 = shr_u(end + SLACK + 65535, 16) - have
    if need > 0:
        step: i32 = shr_u(have, 1)
        if step < need:
            step = need
        if have + step > 31:
            step += -(have + step) & 31  # whole large pages: where one is not whole, there is a fault for every 4 KiB of it
        if memory_grow(step) < 0 and memory_grow(need) < 0:
            if gc_held > 0:
                leave(reason("memory in a call by a builtin"))
            abort(ABORT_MEMORY)
    limit = (memory_size() << 16) - SLACK


@noinline
def start_memory() -> None:
    """Places the heap after static data; entry points call it first, any number of times."""
    global hp
    if hp == 0:
        hp = (__heap_base + 7) & -8
        grow_to(hp)


@inline
def reserve(n: i32) -> i32:
    """`hp`, with room for n bytes after it (not taken yet)."""
    if gt_u(hp + n, limit):
        grow_to(hp + n)
    return hp


@noinline
def take(n: i32) -> i32:
    """Allocates n bytes, rounded up to 8. Aborts when a single request or the total is too large."""
    global hp
    size: i32 = (n + 7) & -8
    if gt_u(size, 0x7FF00000):
        abort(ABORT_MEMORY)
    p: i32 = hp
    if gt_u(p + size, limit):
        grow_to(p + size)
    hp = p + size
    return p


@inline_often
def new_object(tag: i32, size: i32, refs: i32) -> i32:
    """An object of `size` bytes with its header. `tag` is a constant: it marks the kind live, here and in `new_number`.

    Fields are not cleared, but for the last word of one with references: it may be padding that the collector takes for a reference.
    """
    global hp
    n: i32 = (size + 7) & -8
    p: i32 = hp
    if gt_u(n, limit - p):
        p = take(n)
    else:
        hp = p + n
    if refs:
        store32(p + n - 4, 0)
    store64(p, i64(tag | (refs << 16)) | (u64(n) << 32))
    return p


def new_items(count: i32) -> i32:
    """Storage of `count` value words, cleared."""
    p: i32 = new_object(T_ITEMS, 8 + (count << 2), 8)
    clear(p + 8, p + Obj(p).size)
    return p


def clear(p: i32, end: i32) -> None:
    """Zeroes memory in steps of 8 bytes. (`memory.fill` and `memory.copy` cost 100 ns on top.)"""
    while p < end:
        store64(p, i64(0))
        p += 8


def new_raw(n: i32) -> i32:
    """Storage of n bytes that hold no references, not cleared; its bytes start 8 after the address."""
    return new_object(T_RAW, 8 + n, 0)


@export("alloc")
@noinline
def host_alloc(n: i32) -> i32:
    """Room for bytes the host writes; padded so that scans may read past the end. They last until the next collection."""
    start_memory()
    return new_raw(n + 64) + 8


@noinline
def box_int(x: i64) -> val:
    p: i32 = new_number(T_INT)
    Int(p).value = x
    return val(p)


def from_int(x: i64) -> val:
    """An int as a value: small if it fits 31 bits."""
    small: i32 = i32(x) << 1
    if i64(small >> 1) == x:
        return val(small | 1)
    return box_int(x)


def from_doubled(x: i64) -> val:
    """The int x >> 1 for an odd x: small if x fits 32 bits, which are the value then."""
    small: i32 = i32(x)
    if i64(small) == x:
        return val(small)
    return box_int(x >> i64(1))


def new_number(tag: i32) -> i32:
    """`new_object` of 16 bytes without references."""
    global hp
    p: i32 = hp
    hp = p + 16
    if gt_u(hp, limit):
        grow_to(hp)
    store64(p, i64(tag) | (i64(16) << 32))
    return p


def from_float(x: f64) -> val:
    p: i32 = new_number(T_FLOAT)
    Float(p).value = x
    return val(p)


@inline
def from_bool(x: i32) -> val:
    """A condition (0 or 1) as a value."""
    return TRUE if x else FALSE


@inline
def is_small(v: val) -> i32:
    return v & 1


@inline
def tag_of(v: val) -> i32:
    """The tag of any value; a small int is T_INT."""
    return T_INT if v & 1 else Obj(v).tag


@inline
def has_tag(v: val, tag: i32) -> i32:
    """1 if v is an object with that tag (never for a small int)."""
    return 0 if v & 1 else Obj(v).tag == tag
