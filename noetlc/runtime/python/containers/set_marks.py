"""Looking up in sets from which members were removed: deleted slots make long ways through the table, which are gone eight slots at a time.

Such a set has a byte per slot beside its table: 0 for a free one, DELETED, else seven bits of the hash and the eighth.
"""

from __future__ import annotations

from noetlc.kernel.lang import clz, ctz, enable, i32, i64, inline, live, load64, loadv, noinline, shr_u, store8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import UNDEFINED, Set
from noetlc.runtime.python.protocol import item_eq
from noetlc.runtime.values.memory import clear, new_raw

SLOTS = 8  # offset of the first slot in a table
PROBES = 9  # slots behind the first one that are looked at together
SHIFT = 5
MARKS = 8  # offset of the bytes
DELETED = 1
WORTH = 4  # deleted slots from which on there are marks
ONES = 0x0101010101010101
HIGH_BITS = 0x8080808080808080 - (1 << 64)
LOW_BITS = 0x7F7F7F7F7F7F7F7F
CHANGED = -1


def mark_of(h: i64) -> i32:
    return i32(h) & 0x7F | 0x80


def note_slot(s: val, slot: i32, mark: i32) -> None:
    """Marks a slot that was filled or deleted."""
    if Set(s).marks != 0:
        store8(Set(s).marks + MARKS + ((slot - Set(s).table - SLOTS) >> 4), mark)


def note_gaps(s: val) -> None:
    """After a member was removed: gives a set with enough deleted slots marks."""
    if Set(s).marks == 0 and Set(s).mask > PROBES and Set(s).fill - Set(s).used >= WORTH:
        make_marks(s)


@noinline
def make_marks(s: val) -> None:
    enable(Feature.SET_GAPS)
    count: i32 = Set(s).mask + 1
    marks: i32 = new_raw(count + 8)
    clear(marks + MARKS, marks + MARKS + count)
    Set(s).marks = marks
    i: i32 = 0
    while i < count:
        slot: i32 = Set(s).table + SLOTS + (i << 4)
        key: val = loadv(slot, 8)
        if key != 0:
            store8(marks + MARKS + i, DELETED if key == UNDEFINED else mark_of(load64(slot)))
        i += 1


@noinline
def find_marked(s: val, key: val, h: i64) -> i32:
    """`set_find` of such a set, which leaves `set_deleted` to `deleted_before`; CHANGED where comparing changed it."""
    mask: i32 = Set(s).mask
    table: i32 = Set(s).table
    marks: i32 = Set(s).marks + MARKS
    wanted: i64 = i64(mark_of(h)) * ONES
    i: i32 = i32(h) & mask
    perturb: i64 = h
    while 1:
        left: i32 = PROBES + 1 if i + PROBES <= mask else 1
        at: i32 = i
        while left > 0:
            x: i64 = load64(marks + at)
            y: i64 = x ^ wanted
            hits: i64 = (((x - ONES) & ~x) | ((y - ONES) & ~y)) & HIGH_BITS & first_of(left)  # free, marked as wanted, and some behind
            while hits != 0:
                slot: i32 = table + SLOTS + ((at + i32(shr_u(ctz(hits), i64(3)))) << 4)
                found: val = loadv(slot, 8)
                if found == 0 or (found == key and load64(slot) == h):
                    return slot
                if load64(slot) == h:
                    same: i32 = item_eq(found, key)
                    if live(Feature.OWN_EQUALITIES) and same >= 0 and (Set(s).table != table or loadv(slot, 8) != found):
                        return CHANGED
                    if same != 0:
                        return slot if same > 0 else 0
                hits = hits & (hits - 1)
            at += 8
            left -= 8
        perturb = shr_u(perturb, i64(SHIFT))
        i = (i * 5 + 1 + i32(perturb)) & mask
    return 0


@inline
def first_of(left: i32) -> i64:
    """The bytes of up to eight slots that are still to be looked at."""
    return (i64(1) << i64(left << 3)) - 1 if left < 8 else i64(-1)


@noinline
def deleted_before(s: val, h: i64, free: i32) -> i32:
    """The last deleted slot that a search passes before it comes to a free one, 0 for none."""
    mask: i32 = Set(s).mask
    base: i32 = Set(s).table + SLOTS
    marks: i32 = Set(s).marks + MARKS
    i: i32 = i32(h) & mask
    perturb: i64 = h
    deleted: i32 = 0
    while 1:
        left: i32 = PROBES + 1 if i + PROBES <= mask else 1
        at: i32 = i
        while left > 0:
            x: i64 = load64(marks + at) ^ (DELETED * ONES)
            x = ~(((x & LOW_BITS) + LOW_BITS) | x | LOW_BITS) & first_of(left)
            stop: i32 = ((free - base) >> 4) - at
            last: i32 = stop >= 0 and stop < 8 and stop < left
            if last:
                x = x & first_of(stop)
            if x != 0:
                deleted = base + ((at + i32(shr_u(63 - clz(x), i64(3)))) << 4)
            if last:
                return deleted
            at += 8
            left -= 8
        perturb = shr_u(perturb, i64(SHIFT))
        i = (i * 5 + 1 + i32(perturb)) & mask
    return 0
