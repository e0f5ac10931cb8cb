"""The ASCII characters that a match of a program can begin with, where that is more than one instruction: `cat|dog`, `(?:a|b)+c`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, load8, load32, noinline, static_bytes, store8, store32
from noetlc.runtime.library.re.items import re_in_bitmap
from noetlc.runtime.library.re.places import re_end
from noetlc.runtime.library.re.set import re_fold
from noetlc.runtime.library.re.state import AT, CHAR, FOLDED, GOTO, LAZY_SPLIT, LOOP, MARK, ONE, SET, SPLIT, UNTIL

FIRSTS = static_bytes(bytes(128) + b"\1" * 128)  # a byte for each, and for the first bytes of the others
DEEPEST = 8
MOST = 200  # instructions that are looked at

re_looked: i32 = 0


@noinline
def re_gather_first(pc: i32) -> i32:
    """Whether every match from pc on begins with a character of the set that is gathered now, or one beyond ASCII."""
    global re_looked
    re_looked = 0
    i: i32 = 0
    while i < 128:
        store32(FIRSTS + i, 0)
        i += 4
    return re_gather(pc, DEEPEST)


def re_gather(pc: i32, depth: i32) -> i32:
    """Adds what can come first from pc on; 0 if that may be anything, or nothing."""
    global re_looked
    while re_looked < MOST:
        re_looked += 1
        op: i32 = load32(pc)
        if op <= SET:
            return re_add_item(pc)
        if op == ONE:
            if re_add_item(pc + 20) == 0:
                return 0
            if load32(pc, 4) > 0:
                return 1
            pc += 20 + (load32(pc, 16) << 2)
        elif op == MARK or op == AT or op == GOTO or op == LOOP:
            pc += re_passed(pc, op)
        elif depth == 0:
            return 0
        elif op == SPLIT or op == LAZY_SPLIT:
            if re_gather(pc + 8, depth - 1) == 0:
                return 0
            pc += load32(pc, 4) << 2
        elif op == UNTIL:
            depth -= 1
            body: i32 = pc + (load32(pc, 20) << 2)
            if load32(pc, 8) > 0:
                pc = body
            else:
                if re_gather(body, depth) == 0:
                    return 0
                pc += 24
        else:
            return 0
    return 0


def re_passed(pc: i32, op: i32) -> i32:
    """How far it is from an instruction that takes no character to the next one."""
    if op == MARK:
        return 8
    if op == AT:
        return 12
    return (load32(pc, 4) if op == GOTO else load32(pc, 8)) << 2


def re_add_item(pc: i32) -> i32:
    """Adds what an instruction for one character accepts; 0 if that is nearly everything."""
    op: i32 = load32(pc)
    if op == CHAR:
        if load32(pc, 4) < 128:
            store8(FIRSTS + load32(pc, 4), 1)
        return 1
    if op != SET and op != FOLDED:
        return 0
    i: i32 = 0
    while i < 128:
        if re_in_bitmap(pc, i) if op == SET else re_fold(i) == load32(pc, 4):
            store8(FIRSTS + i, 1)
        i += 1
    return 1


def re_sift(pos: i32) -> i32:
    """The first place from `pos` on whose character is one of those gathered, or not of ASCII; or the end."""
    end: i32 = re_end
    while pos < end and load8(FIRSTS + load8(pos)) == 0:
        pos += 1
    return pos
