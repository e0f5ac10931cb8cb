"""Instructions for one character, and whether what follows from an instruction on may begin at a place."""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, load8, load32, noinline
from noetlc.runtime.library.re.places import re_end
from noetlc.runtime.library.re.set import re_fold, re_in_set
from noetlc.runtime.library.re.state import ALL, CHAR, FOLDED, MARK, ONE, SET, SPLIT, re_item_size
from noetlc.runtime.text.strings import code_at, code_width, find_byte

LOOKED_AT = 3  # characters


@inline
def re_in_bitmap(pc: i32, code: i32) -> i32:
    """Whether the set at pc accepts an ASCII character."""
    return load32(pc + (code >> 5 << 2), 12) >> (code & 31) & 1


def re_accepts(pc: i32, code: i32) -> i32:
    """Whether the instruction at pc, for one character, accepts one."""
    op: i32 = load32(pc)
    if op == CHAR:
        return code == load32(pc, 4)
    if op == SET:
        return re_in_bitmap(pc, code) if code < 128 else re_in_set(pc, code)
    if op == FOLDED:
        return re_fold(code) == load32(pc, 4)
    return op == ALL or code != 10


@noinline
def re_item(pc: i32, pos: i32) -> i32:
    """The place after the character at `pos` if the instruction at pc accepts it, else 0."""
    if pos >= re_end:
        return 0
    code: i32 = load8(pos)
    if code < 128:
        op: i32 = load32(pc)
        if op == CHAR:
            return pos + 1 if code == load32(pc, 4) else 0
        if op == SET:
            return pos + 1 if re_in_bitmap(pc, code) else 0
        return pos + 1 if re_accepts(pc, code) else 0
    return pos + code_width(code) if re_accepts(pc, code_at(pos)) else 0


def re_may_begin(pc: i32, pos: i32) -> i32:
    """0 if what follows from pc on surely fails at a place, by its first characters."""
    left: i32 = LOOKED_AT
    while left > 0:
        op: i32 = load32(pc)
        if op == MARK:
            pc += 8
        elif op == CHAR and load32(pc, 4) < 128:
            if pos >= re_end or load8(pos) != load32(pc, 4):
                return 0
            pos += 1
            pc += 8
            left -= 1
        elif op == SET and pos < re_end and load8(pos) < 128:
            if not re_in_bitmap(pc, load8(pos)):
                return 0
            pos += 1
            pc += load32(pc, 4) << 2
            left -= 1
        elif op <= SET:
            pos = re_item(pc, pos)
            if pos == 0:
                return 0
            pc += re_item_size(pc)
            left -= 1
        else:
            return op != ONE or load32(pc, 4) == 0 or re_item(pc + 20, pos) != 0
    return 1


def re_one_may_begin(pc: i32, pos: i32) -> i32:
    """The same, where there may be alternatives at once."""
    while load32(pc) == MARK or load32(pc) == SPLIT:
        if load32(pc) == MARK:
            pc += 8
        elif re_may_begin(pc + 8, pos):
            return 1
        else:
            pc += load32(pc, 4) << 2
    return re_may_begin(pc, pos)


def re_first_item(pc: i32) -> i32:
    """The instruction for the one character that a match from pc on begins with, 0 if there may be another or none."""
    while load32(pc) == MARK:
        pc += 8
    op: i32 = load32(pc)
    if op == ONE and load32(pc, 4) > 0:
        return pc + 20
    return pc if op <= SET else 0


def re_skip(item: i32, pos: i32) -> i32:
    """The first place from `pos` on whose character the instruction may accept, or the end."""
    op: i32 = load32(item)
    if op == CHAR and load32(item, 4) < 128:
        return find_byte(pos, re_end, load32(item, 4))
    if op == SET:
        while pos < re_end and load8(pos) < 128 and not re_in_bitmap(item, load8(pos)):
            pos += 1
    return pos
