"""`sorted(text)` of an ASCII text: its characters are told apart by their bytes."""

from __future__ import annotations

from noetlc.kernel.lang import i32, load8, load32, loadv, store32, storev, val
from noetlc.layout.objects import ITEMS_DATA, STR_BYTES, List
from noetlc.runtime.values.memory import clear, hp, new_raw

FEW = 24  # so many are inserted one by one; of more each character is counted
CODES = 0x80


def sort_letters(v: val) -> None:
    """Sorts a list of ASCII characters."""
    n: i32 = List(v).length
    start: i32 = List(v).items + ITEMS_DATA
    end: i32 = start + (n << 2)
    if n > FEW:
        count_letters(start, end)
        return
    p: i32 = start + 4
    while p < end:
        item: val = loadv(p)
        c: i32 = load8(item, STR_BYTES)
        q: i32 = p
        while q > start and load8(loadv(q - 4), STR_BYTES) > c:
            storev(q, loadv(q - 4))
            q -= 4
        storev(q, item)
        p += 4


def count_letters(start: i32, end: i32) -> None:
    """The same of many: for each character how many there are, and one of them."""
    global hp
    before: i32 = hp
    counts: i32 = new_raw(CODES << 3) + 8
    clear(counts, counts + (CODES << 3))
    p: i32 = start
    while p < end:
        item: val = loadv(p)
        at: i32 = counts + (load8(item, STR_BYTES) << 3)
        store32(at, load32(at) + 1)
        storev(at, item, 4)
        p += 4
    p = start
    at = counts
    while p < end:
        left: i32 = load32(at)
        while left > 0:
            storev(p, loadv(at, 4))
            p += 4
            left -= 1
        at += 8
    hp = before
