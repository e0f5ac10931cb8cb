"""Repetitions that never give anything back: what follows them cannot begin with what they repeat.

`\\d+/` goes over digits; a digit given back is no slash. Found once per pattern, when its program is complete.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, load32, store32
from noetlc.runtime.library.re.items import re_accepts
from noetlc.runtime.library.re.state import (
    CHAR,
    GOTO,
    GREEDY,
    LAZY_SPLIT,
    MARK,
    ONE,
    POSSESSIVE,
    SET,
    SET_ASCII,
    SET_ITEMS,
    SPLIT,
)

FARTHEST = 6  # ways that part are followed so often


def re_settle(pc: i32) -> None:
    """Makes the greedy repetition at pc possessive where that is the same."""
    item: i32 = pc + 20
    if load32(pc, 12) == GREEDY and re_apart(item, item + (load32(pc, 16) << 2), FARTHEST):
        store32(pc, POSSESSIVE, 12)


def re_apart(item: i32, pc: i32, ways: i32) -> i32:
    """Whether what goes on at pc needs a character first, and none that `item` accepts."""
    op: i32 = load32(pc)
    while op == MARK or op == GOTO:
        pc += 8 if op == MARK else load32(pc, 4) << 2
        op = load32(pc)
    if ways == 0:
        return 0
    if op == SPLIT or op == LAZY_SPLIT:
        return re_apart(item, pc + 8, ways - 1) and re_apart(item, pc + (load32(pc, 4) << 2), ways - 1)
    if op == ONE:
        if load32(pc, 4) == 0 and re_apart(item, pc + 20 + (load32(pc, 16) << 2), ways - 1) == 0:
            return 0
        pc += 20
        op = load32(pc)
    if op > SET or not (re_only_ascii(item) or re_only_ascii(pc)):
        return 0
    code: i32 = 0
    while code < 128:
        if re_accepts(item, code) and re_accepts(pc, code):
            return 0
        code += 1
    return 1


def re_only_ascii(pc: i32) -> i32:
    """Whether the instruction surely accepts ASCII characters only."""
    op: i32 = load32(pc)
    if op == CHAR:
        return load32(pc, 4) < 128
    if op != SET or load32(pc, 8) & ~SET_ASCII:
        return 0
    end: i32 = pc + (load32(pc, 4) << 2)
    p: i32 = pc + SET_ITEMS
    while p < end:
        category: i32 = load32(p)  # negative, and its next word says whether it knows ASCII only; else the first of a range
        if category >= 0 and load32(p, 4) >= 128:
            return 0
        if category < 0 and (load32(p, 4) == 0 or category & 1 == 0):  # the even ones are opposites
            return 0
        p += 8
    return 1
