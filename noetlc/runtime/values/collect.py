"""The copying collector (Cheney) and the shadow stack.

Objects from `heap_start` on are movable. A collection copies what the roots reach to the space above `hp`, as if it already
lay at its start, and then moves the copy down there in one piece. The heap starts at `heap_start`, behind the text that the body
has printed: a collection moves what was printed since the last one there, so that it is not copied again and again.

Roots are the shadow stack, the pending exception, the text buffer and a root table of value words. What lies below
`heap_start` (static data; input that the host wrote before the start) neither moves nor is read, except objects that stand in
the root table: their references, and those of storage that belongs to them, are roots too.

Bytes that the host or `take` put between objects are no objects: nothing refers to them, and they go with the next collection.

Compiled code calls `collection_due` at safepoints and then `collect`, with every live value in a root.
"""

from __future__ import annotations

from noetlc.kernel.lang import (
    enable,
    ge_u,
    gt_u,
    i32,
    i64,
    inline,
    live,
    load32,
    loadv,
    lt_u,
    memory_copy,
    noinline,
    shr_u,
    store32,
    store64,
    storev,
    val,
)
from noetlc.layout.features import Feature
from noetlc.layout.objects import CLASSED, ENTRIES_DATA, ENTRY, Obj
from noetlc.layout.tags import T_ENTRIES, T_ITEMS, T_TABLE
from noetlc.runtime.values.blocks import copy_over
from noetlc.runtime.values.buffer import (
    BUF_SLACK,
    buf_base,
    buf_limit,  # noqa: F401 - assigned
    buf_pos,
)
from noetlc.runtime.values.given import forget_given
from noetlc.runtime.values.identity import (
    DATA,
    forget_identities,
    identities,
    identities_known,
    identity_places,  # noqa: F401 - assigned
)
from noetlc.runtime.values.memory import (
    ABORT_MEMORY,
    abort,
    delegated,
    gc_from,
    gc_held,
    gc_pinned,
    grow_to,
    hp,
    indexed,  # noqa: F401 - assigned
    indexed_before,  # noqa: F401 - assigned
    json_keys,  # noqa: F401 - assigned
    last_stop,
    letters,
    limit,
    looked_up,  # noqa: F401 - assigned
    members_found,  # noqa: F401 - assigned
    new_raw,
    operator_names,  # noqa: F401 - assigned
    passed_text,
    raised,
    take,
)
from noetlc.runtime.values.placed import forget_places
from noetlc.runtime.values.printed import STREAM_TEXT, Stream, kept_out, written_err, written_out
from noetlc.runtime.values.state import body_globals, library_state

STACK_BYTES = 512 * 1024
GC_STEP = 128 * 1024  # bytes allocated between collections, at least: fewer touch less memory and stay in the processor's cache
GC_MORE = 4 * 1024 * 1024  # live data up to this is copied once for at least four times as much that is allocated, more for less
YOUNG_STEP = 2 * 1024 * 1024  # the same for the first collection in a template: many loops end before
HELD_STEP = 1024 * 1024  # the same, at least, for what is made during a call from runtime code
HELD_KEPT = 1024 * 1024  # garbage that one such call may leave behind
YOUNG_KEPT = 64 * 1024  # garbage that one template may leave behind
MOVED = -1  # first header word of an object that was copied; the second is its new address
TABLE_DATA = 8
TABLE_SLOT = 16
TABLE_KEY = 8

heap_start: i32 = 0
stack_ptr: i32 = 0  # next free word of the shadow stack
stack_base: i32 = 0
stack_limit: i32 = 0
root_table: i32 = 0
root_table_end: i32 = 0
gc_due: i32 = 0  # collect once hp is beyond
gc_free: i32 = 0  # end of the copy
gc_kept_due: i32 = 0  # `gc_due` while a template collects what is young
gc_offset: i32 = 0  # where the copy is, minus where it goes
gc_base: i32 = 0  # where the first object lies
gc_young: i32 = 0  # where the first of them lies while only what was made since a call from runtime code is collected
gc_starts: i32 = 0  # then a bit for each 8 bytes from there on: whether an object begins; else 0


def start_collector(roots: i32, nbytes: i32) -> None:
    """Places the shadow stack and makes the heap from here on movable; the root table is `nbytes` of value words at `roots`.

    Called again, at the start of another run in the same instance, it empties the stack.
    """
    global stack_base, stack_ptr, stack_limit, heap_start, root_table, root_table_end, gc_due, gc_base
    if stack_base == 0:
        stack_base = take(STACK_BYTES)
        stack_limit = hp
        heap_start = hp
        gc_base = hp
        gc_due = hp + GC_STEP
    stack_ptr = stack_base
    if live(Feature.IDENTITIES):
        forget_identities()
    root_table = roots
    root_table_end = roots + nbytes


@inline
def collection_due() -> i32:
    """1 if enough was allocated since the last collection."""
    return gt_u(hp, gc_due) and may_collect()


@noinline
def may_collect() -> i32:
    """1 unless runtime code has called body code that made little since: all that is older is gone over then."""
    return gc_held == 0 or (live(Feature.HELD_CALLS) and gc_pinned == 0 and gt_u(hp - gc_from, HELD_STEP + (gc_from - gc_base)))


@inline
def check_stack(nbytes: i32) -> None:
    """Aborts unless the shadow stack has room for that much more."""
    if gt_u(stack_ptr + nbytes, stack_limit):
        abort(ABORT_MEMORY)


def allowance(size: i32) -> i32:
    """How many bytes may be allocated until the next collection, after one that left so many."""
    return size + (size if size < GC_MORE else GC_MORE) * 3 + GC_STEP


@noinline
def collect() -> None:
    """Frees what no root reaches; every other object may move."""
    global hp, written_out, kept_out, gc_due, gc_base
    if live(Feature.HELD_CALLS) and gc_held != 0:
        collect_held()
        return
    base: i32 = heap_start
    if live(Feature.PRINTED):
        base = (base + kept_out + (Stream(written_out).used if written_out else 0) + 7) & -8
    start: i32 = hp
    forward_all(start, base)
    if live(Feature.PRINTED) and written_out:
        printed: i32 = Stream(written_out).used  # read first: the text may come to lie over the stream
        memory_copy(heap_start + kept_out, written_out + STREAM_TEXT, printed)
        kept_out += printed
        written_out = 0
    size: i32 = gc_free - start
    memory_copy(base, start, size)
    hp = base + size
    gc_base = base
    gc_due = hp + allowance(size)


def forward_all(start: i32, base: i32) -> None:
    """Copies what the roots reach to `start`, as if it lay at `base` already."""
    global raised, written_err, library_state, gc_free, gc_offset
    global json_keys, indexed, indexed_before, letters, members_found, operator_names, looked_up, passed_text
    check_stack(0)
    gc_free = start
    gc_offset = start - base
    json_keys = 0
    indexed = 0
    indexed_before = 0
    members_found = 0
    operator_names = 0
    if passed_text != 0:
        passed_text = 0
    forget_given()
    forget_places()
    if live(Feature.LETTERS):  # what is older than a template may hold what is not
        letters = i32(forward(val(letters))) if ge_u(letters, heap_start) else 0
    if live(Feature.REPEATED_KEYS):
        looked_up = 0
    forward_words(stack_base, stack_ptr)
    raised = forward(raised)
    if live(Feature.PRINTED):
        written_err = forward(written_err)
    if live(Feature.LIBRARY_STATE):
        library_state = forward(library_state)
    if live(Feature.GLOBALS) and body_globals != 0:
        scan(i32(body_globals))
    forward_buffer()
    forward_words(root_table, root_table_end)
    p: i32 = root_table
    while lt_u(p, root_table_end):
        scan_static(loadv(p))
        p += 4
    if live(Feature.HELD_CALLS) and gc_starts != 0:
        forward_old()
    p = start
    while lt_u(p, gc_free):
        p = scan(p)
    if live(Feature.IDENTITIES) and identities != 0:
        follow_identities()


# ---- during a call of body code from runtime code, whose frames know addresses: but none of what was made since


@noinline
def collect_held() -> None:
    """Frees what was made since the last call from runtime code and no root or older object refers to; only such objects move."""
    global hp, heap_start, gc_due, gc_starts, gc_young
    young: i32 = gc_base
    while lt_u(young, gc_from):
        young = object_end(young)
    top: i32 = hp
    if gt_u(young, top):
        gc_due = hp + YOUNG_STEP  # bytes that are no objects: all is kept
        return
    bits: i32 = take((shr_u(top - young, 6) & -8) + 16)
    start: i32 = hp
    p: i32 = bits
    while p < start:
        store64(p, i64(0))
        p += 8
    p = young
    while lt_u(p, top):
        at: i32 = bits + (shr_u(p - young, 8) << 2)
        store32(at, load32(at) | 1 << (shr_u(p - young, 3) & 31))
        p = object_end(p)
    if p != top:
        hp = top
        gc_due = hp + YOUNG_STEP
        return
    begin: i32 = heap_start
    heap_start = gc_from
    gc_starts = bits
    gc_young = young
    forward_all(start, young)
    gc_starts = 0
    heap_start = begin
    size: i32 = gc_free - start
    memory_copy(young, start, size)
    hp = young + size
    gc_due = hp + allowance(size)


@inline
def hold() -> i32:
    """Before runtime code calls body code: what exists stays where it is until `release`, which takes what this gives."""
    global gc_held, gc_from
    enable(Feature.HELD_CALLS)
    before: i32 = gc_from
    gc_from = hp
    gc_held = gc_held + 1
    return before


@inline
def release(before: i32, result: val) -> val:
    """What the call gave, wherever it lies then: if it made much, that goes where nothing needs it."""
    global gc_held, gc_from
    if gt_u(hp - gc_from, HELD_KEPT):
        result = forget_made(result)
    gc_held = gc_held - 1
    gc_from = before
    return result


@noinline
def forget_made(result: val) -> val:
    global stack_ptr, last_stop, delegated
    check_stack(12)
    if gc_pinned != 0 or lt_u(hp - gc_from, HELD_KEPT + shr_u(gc_from - gc_base, 3)):  # what is older is gone over
        return result
    storev(stack_ptr, result)
    storev(stack_ptr, last_stop, 4)
    storev(stack_ptr, delegated, 8)
    stack_ptr += 12
    collect_held()
    stack_ptr -= 12
    last_stop = loadv(stack_ptr, 4)
    delegated = loadv(stack_ptr, 8)
    return loadv(stack_ptr)


def object_end(p: i32) -> i32:
    """The end of an object; beyond all memory if there is none."""
    size: i32 = Obj(p).size
    return -8 if size & 7 or size < 8 or gt_u(size, hp - p) else p + size


def forward_old() -> None:
    """Updates the references of older objects; parts that are not filled in yet may look like any."""
    global written_out
    if live(Feature.PRINTED):
        written_out = forward(written_out)
    p: i32 = gc_base
    while lt_u(p, heap_start):
        p = scan(p)


def is_start(v: val) -> i32:
    """Whether a young object begins at an address."""
    at: i32 = i32(v) - gc_young
    if lt_u(i32(v), gc_young) or ge_u(i32(v), gc_starts) or at & 7:
        return 0
    return load32(gc_starts + (shr_u(at, 8) << 2)) & 1 << (shr_u(at, 3) & 31)


def follow_identities() -> None:
    """Drops objects that nothing refers to from the table of numbers and notes where the others are now."""
    global identities, identities_known, identity_places
    known: i32 = 0
    p: i32 = identities + DATA
    end: i32 = p + (identities_known << 3)
    while p < end:
        address: i32 = load32(p)
        if lt_u(address, heap_start) or load32(address) == MOVED:
            known += 1
            store32(identities + (known << 3), address if lt_u(address, heap_start) else load32(address, 4))
            store32(identities + (known << 3), load32(p, 4), 4)
        p += 8
    identities_known = known
    identities = i32(forward(val(identities)))
    identity_places = 0


def keep_heap() -> None:
    """All that lies on the heap is in use, as if a collection had just been: to copy it would free nothing."""
    global gc_due
    gc_due = hp + allowance(hp - heap_start)


@noinline
def enter_young() -> i32:
    """From here on collections leave what exists where it is and do not look into it; what `leave_young` needs.

    Nothing old may be changed to refer to something new meanwhile, but for objects in the root table.
    """
    global heap_start, gc_due, gc_kept_due
    start: i32 = heap_start
    new_raw(0)  # what ends the old heap must not grow in place
    heap_start = hp
    gc_kept_due = gc_due
    gc_due = hp + YOUNG_STEP
    return start


@noinline
def loop_young() -> None:
    """A loop begins that runs at most once in its template: what it goes over is no garbage."""
    global gc_due
    gc_due = hp + YOUNG_STEP


@noinline
def leave_young(start: i32, result: val) -> val:
    """Ends what `enter_young` began, which gave `start`; the result, moved next to what is old if there is much garbage."""
    global heap_start, gc_due, stack_ptr
    if gt_u(hp - heap_start, YOUNG_KEPT):
        storev(stack_ptr, result)
        stack_ptr += 4
        collect()
        stack_ptr -= 4
        result = loadv(stack_ptr)
    heap_start = start
    gc_due = gc_kept_due
    return result


def forward(v: val) -> val:
    """The new address of a value, copying the object at the first time."""
    global gc_free
    if v & 1 or lt_u(i32(v), heap_start):
        return v
    if load32(v) != MOVED:
        size: i32 = Obj(v).size
        to: i32 = gc_free
        if gt_u(to + size, limit):
            grow_to(to + size)
        copy_over(to, i32(v), size)
        gc_free = to + size
        store32(v, MOVED)
        store32(v, to - gc_offset, 4)
    return loadv(v, 4)


@noinline
def forward_words(p: i32, end: i32) -> None:
    """Updates value words; most do not move."""
    while lt_u(p, end):
        v: val = loadv(p)
        if (v & 1) == 0 and gt_u(i32(v), heap_start - 1):
            if not (live(Feature.HELD_CALLS) and gc_starts != 0) or is_start(v):
                storev(p, forward(v))
        p += 4


@noinline
def scan(p: i32) -> i32:
    """Updates the references of an object; its end."""
    end: i32 = p + Obj(p).size
    tag: i32 = Obj(p).tag
    if tag == T_ENTRIES:
        p += ENTRIES_DATA + ENTRY
        while p <= end:
            forward_words(p - 8, p)
            p += ENTRY
    elif live(T_TABLE) and tag == T_TABLE:
        p += TABLE_DATA + TABLE_KEY
        while lt_u(p, end):
            forward_words(p, p + 4)
            p += TABLE_SLOT
    elif Obj(p).refs != 0:
        forward_words(p + Obj(p).refs, end)
    elif live(Feature.BUILTIN_SUBCLASSES) and Obj(p).flags & CLASSED and tag < T_ITEMS:
        forward_words(end - 8, end)
    return end


def scan_static(v: val) -> None:
    """Updates the references of an object in place, if it lies below the heap, and of the storage it refers to."""
    below: i32 = gc_base if live(Feature.HELD_CALLS) and gc_starts != 0 else heap_start
    if v != 0 and (v & 1) == 0 and lt_u(i32(v), below):
        end: i32 = scan(i32(v))
        p: i32 = v + Obj(v).refs
        while lt_u(p, end) and p != i32(v):
            w: val = loadv(p)
            if w != 0 and (w & 1) == 0 and lt_u(i32(w), below) and Obj(w).tag >= T_ITEMS:
                scan(i32(w))
            p += 4


def forward_buffer() -> None:
    """Moves the text buffer, cut to what is in use, unless it is where the host wrote the input."""
    global buf_base, buf_pos, buf_limit
    if gt_u(buf_base, heap_start):
        used: i32 = buf_pos - buf_base
        p: i32 = buf_base - 8
        size: i32 = (used + BUF_SLACK + 15) & -8
        if live(Feature.YOUNG) and used != 0:  # a template goes on writing: to move the text for every few bytes would take too long
            size = (size + (used >> 1)) & -8
        if size < Obj(p).size:
            Obj(p).size = size
        size = Obj(p).size
        buf_base = forward(val(p)) + 8
        buf_pos = buf_base + used
        buf_limit = buf_base - 8 + size - BUF_SLACK
