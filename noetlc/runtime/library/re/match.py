"""The matcher: runs a program by backtracking.

The stack lies in unallocated memory above `hp`, behind the registers; nothing is allocated while it runs. An entry is three
words:

| first | second | third | meaning |
|---|---|---|---|
| -1 - register | value | | restore a register |
| instruction | place | 0 | go on there |
| instruction | place | least place | a greedy ONE may give back a character |
| ONE | place | -1 - repetitions left | a lazy ONE may take another |
| UNTIL | place | 1 | a lazy loop may run its body again |
"""

from __future__ import annotations

from noetlc.kernel.lang import gt_u, i32, indirect_i32, live, load8, load32, noinline, static_bytes, store32, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES
from noetlc.runtime.library.re.firsts import re_gather_first, re_sift
from noetlc.runtime.library.re.items import re_first_item, re_in_bitmap, re_item, re_may_begin, re_one_may_begin, re_skip
from noetlc.runtime.library.re.places import (
    re_at,
    re_back,
    re_before,
    re_begin,  # noqa: F401 - assigned
    re_end,
    re_same_as,
)
from noetlc.runtime.library.re.state import (
    ANY,
    AT,
    AT_START,
    ATOMIC,
    ATOMIC_END,
    BACK,
    BACKREF,
    CHAR,
    COND,
    FOREVER,
    GREEDY,
    LAZY,
    LAZY_SPLIT,
    LOOK,
    LOOK_END,
    LOOP,
    MARK,
    MATCH,
    NOT,
    ONE,
    SET,
    SPLIT,
    UNTIL,
    Pattern,
    re_item_size,
    re_size,
)  # fmt: skip
from noetlc.runtime.text.strings import code_width
from noetlc.runtime.values.memory import ABORT_BUDGET, abort, ask_host, grow_to, hp, limit

ENTRY = 12
MOST_GROUPS = 60  # of a pattern with a function
REGISTERS = static_bytes(bytes(8 * MOST_GROUPS + 8))
ASKING = 1 << 20
MAX_STEPS = 400 * ASKING

re_regs: i32 = 0  # registers: 0 = number of the group closed last, 2 g and 2 g + 1 = where group g begins and ends
re_bottom: i32 = 0  # of the stack
re_sp: i32 = 0  # next free stack entry
re_whole: i32 = 0  # only a match up to the end counts
re_not_empty: i32 = 0  # where a match must not end, 0 for none
re_steps: i32 = 0


def re_start(string: val, end: i32) -> None:
    """Prepares matching a string up to an address."""
    global re_begin, re_end, re_regs, re_steps
    re_begin = string + STR_BYTES
    re_end = end
    re_regs = hp
    re_steps = 0


@noinline
def re_room() -> None:
    grow_to(re_sp + 65536)


def re_push(a: i32, b: i32, c: i32) -> None:
    global re_sp
    if gt_u(re_sp + ENTRY, limit):
        re_room()
    store32(re_sp, a)
    store32(re_sp, b, 4)
    store32(re_sp, c, 8)
    re_sp += ENTRY


def re_reg(i: i32) -> i32:
    return load32(re_regs + (i << 2))


def re_set_reg(i: i32, x: i32) -> None:
    """Changes a register; backtracking undoes it, if there is anything to go back to."""
    if re_sp != re_bottom:
        re_push(-1 - i, re_reg(i), 0)
    store32(re_regs + (i << 2), x)


def re_same(group: i32, fold: i32, ascii: i32, pos: i32) -> i32:
    """The place after a repetition of what a group matched, 0 if there is none."""
    return re_same_as(re_reg(group << 1), re_reg((group << 1) + 1), fold, ascii, pos)


re_taken: i32 = 0  # characters that `re_take_items` went over


def re_take_items(item: i32, pos: i32, most: i32) -> i32:
    """The place after up to so many characters that an instruction accepts."""
    global re_taken
    end: i32 = re_end
    op: i32 = load32(item)
    start: i32 = pos
    stop: i32 = end if most > end - pos else pos + most
    if op == ANY:
        while pos < stop and load8(pos) != 10 and load8(pos) < 128:
            pos += 1
    elif op == SET:
        while pos < stop and load8(pos) < 128 and re_in_bitmap(item, load8(pos)):
            pos += 1
    elif op == CHAR:
        while pos < stop and load8(pos) == load32(item, 4) and load8(pos) < 128:
            pos += 1
    left: i32 = most - (pos - start)
    while left > 0 and pos < end:
        after: i32 = re_item(item, pos)
        if after == 0:
            break
        pos = after
        left -= 1
    re_taken = most - left
    return pos


def re_one(pc: i32, pos: i32) -> i32:
    """A repeated character: the place to go on at, 0 if there are too few."""
    least: i32 = load32(pc, 4)
    most: i32 = load32(pc, 8)
    how: i32 = load32(pc, 12)
    item: i32 = pc + 20
    start: i32 = pos
    pos = re_take_items(item, pos, least if how == LAZY else most)
    if re_taken < least:
        return 0
    if how == LAZY:
        if most > least:
            re_push(pc, pos, -FOREVER if most == FOREVER else -1 - (most - least))
    elif how == GREEDY and re_taken > least:
        while least > 0:
            start += code_width(load8(start))
            least -= 1
        re_push(item + (load32(pc, 16) << 2), pos, start)
    return pos


def re_mark_group(register: i32, pos: i32) -> None:
    """A group begins or ends."""
    if re_sp != re_bottom:
        re_push(-1 - register, re_reg(register), 0)
        if register & 1:
            re_push(-1, re_reg(0), 0)
    store32(re_regs + (register << 2), pos)
    if register & 1:
        store32(re_regs, register >> 1)


def re_cut(register: i32) -> None:
    """Forgets the choices made since the register was set, but not what must be undone."""
    global re_sp
    p: i32 = re_reg(register)
    to: i32 = p
    while p < re_sp:
        if load32(p) < 0:
            store32(to, load32(p))
            store32(to, load32(p, 4), 4)
            to += ENTRY
        p += ENTRY
    re_sp = to


def re_unwind(to: i32) -> None:
    """Undoes everything down to a stack entry."""
    global re_sp
    while re_sp > to:
        re_sp -= ENTRY
        a: i32 = load32(re_sp)
        if a < 0:
            store32(re_regs + (-1 - a << 2), load32(re_sp, 4))


re_at_pc: i32 = 0  # where `re_retry` goes on


def re_retry() -> i32:
    """Goes back to the last choice: the place, 0 if there is none; the instruction is in `re_at_pc`."""
    global re_sp, re_at_pc
    re_count_step()
    while re_sp > re_bottom:
        re_sp -= ENTRY
        a: i32 = load32(re_sp)
        pos: i32 = load32(re_sp, 4)
        c: i32 = load32(re_sp, 8)
        if a < 0:
            store32(re_regs + (-1 - a << 2), pos)
        elif c == 0:
            re_at_pc = a
            return pos
        elif c == 1:
            count: i32 = re_reg(load32(a, 4)) + 1
            most: i32 = load32(a, 12)
            if (count < most or most == FOREVER) and pos != re_reg(load32(a, 4) + 1):
                re_set_reg(load32(a, 4), count)
                re_set_reg(load32(a, 4) + 1, pos)
                re_at_pc = a + (load32(a, 20) << 2)
                return pos
        elif c > 0:
            pos = re_given_back(a, pos, c)
            if pos != 0:
                if pos > c:
                    re_push(a, pos, c)
                re_at_pc = a
                return pos
        else:
            pos = re_item(a + 20, pos)
            if pos != 0:
                if c != -2:
                    re_push(a, pos, c + 1 if load32(a, 8) != FOREVER else c)
                re_at_pc = a + 20 + (load32(a, 16) << 2)
                return pos
    return 0


def re_given_back(pc: i32, pos: i32, least: i32) -> i32:
    """The last place before `pos` and not before the least where what follows a repetition may begin, 0 if there is none."""
    item: i32 = re_first_item(pc)
    if item == 0:
        return re_before(pos)
    if load32(item) == CHAR and load32(item, 4) < 128:
        while pos > least:
            pos -= 1
            if load8(pos) == load32(item, 4):
                return pos
        return 0
    while pos > least:
        pos = re_before(pos)
        if re_item(item, pos) != 0:
            return pos
    return 0


def re_run(pattern: val, pos: i32) -> i32:
    """Matches at a place: where the match ends, 0 if there is none. The registers hold the groups."""
    if not live(Feature.PATTERN_PROGRAMS) or Pattern(pattern).function != 0:
        return re_called(pattern, pos, 0)
    return re_run_program(pattern, pos)


def re_called(pattern: val, pos: i32, search: i32) -> i32:
    """The same by the pattern's own function, which has the groups in a place of their own."""
    global re_regs
    re_regs = REGISTERS
    return indirect_i32(Pattern(pattern).function, pos, search)


def re_run_program(pattern: val, pos: i32) -> i32:
    """The same by the pattern's program."""
    re_begin_run(Pattern(pattern).registers << 2)
    pc: i32 = Pattern(pattern).program + 8
    while 1:
        op: i32 = load32(pc)
        if op == CHAR and load32(pc, 4) < 128:
            pos = pos + 1 if pos < re_end and load8(pos) == load32(pc, 4) else 0
            pc += 8
        elif op == MARK:
            re_mark_group(load32(pc, 4), pos)
            pc += 8
        elif op == SET and pos < re_end and load8(pos) < 128:
            pos = pos + 1 if re_in_bitmap(pc, load8(pos)) else 0
            pc += load32(pc, 4) << 2
        elif op <= SET:
            pos = re_item(pc, pos)
            pc += re_item_size(pc)
        elif op == ONE:
            pos = re_one(pc, pos)
            pc += 20 + (load32(pc, 16) << 2)
        elif op <= UNTIL:
            pc = re_go_on(pc, op, pos)
        elif op < MATCH:
            pos = re_test(pc, op, pos)
            pc += re_size(pc)
        elif (re_whole == 0 or pos == re_end) and pos != re_not_empty:
            return pos
        else:
            pos = 0
        if pos == 0:  # this way fails
            pos = re_retry()
            if pos == 0:
                return 0
            pc = re_at_pc
    return 0


def re_begin_run(size: i32) -> None:
    """An empty stack above cleared registers of that many bytes."""
    global re_sp, re_bottom
    re_count_step()
    re_sp = re_regs + size
    re_bottom = re_sp
    if gt_u(re_sp + ENTRY, limit):
        re_room()
    i: i32 = 0
    while i < size:
        store32(re_regs + i, 0)
        i += 4


def re_count_step() -> None:
    """Asks the host now and then whether to go on, and ends what takes too long."""
    global re_steps
    re_steps += 1
    if (re_steps & (ASKING - 1)) == 0:
        ask_host()
        if re_steps >= MAX_STEPS:
            abort(ABORT_BUDGET)


def re_go_on(pc: i32, op: i32, pos: i32) -> i32:
    """The instruction after one that reads nothing."""
    if op == SPLIT:
        other: i32 = pc + (load32(pc, 4) << 2)
        if not re_may_begin(pc + 8, pos):
            return other
        if re_may_begin(other, pos):
            re_push(other, pos, 0)
        return pc + 8
    if op == UNTIL:
        return re_until(pc, pos)
    if op == COND and re_reg((load32(pc, 4) << 1) + 1):
        return pc + 12
    if op == COND:
        return pc + (load32(pc, 8) << 2)
    if op == LOOP:
        re_set_reg(load32(pc, 4), -1)
        re_set_reg(load32(pc, 4) + 1, 0)
        return pc + (load32(pc, 8) << 2)
    if op == LAZY_SPLIT:
        re_push(pc + 8, pos, 0)
    return pc + (load32(pc, 4) << 2)


def re_test(pc: i32, op: i32, pos: i32) -> i32:
    """The place to go on at after an instruction that looks whether one can, 0 if not."""
    if op == AT:
        return pos if re_at(load32(pc, 4), load32(pc, 8), pos) else 0
    if op == BACKREF:
        return re_same(load32(pc, 4), load32(pc, 8), load32(pc, 12), pos)
    return re_back(load32(pc, 4), pos) if op == BACK else re_assertion(pc, op, pos)


def re_until(pc: i32, pos: i32) -> i32:
    """The end of a loop's body: the instruction to go on with."""
    re_count_step()
    register: i32 = load32(pc, 4)
    count: i32 = re_reg(register) + 1
    most: i32 = load32(pc, 12)
    body: i32 = pc + (load32(pc, 20) << 2)
    if count < load32(pc, 8):
        re_set_reg(register, count)
        return body
    if load32(pc, 16) == LAZY:
        re_push(pc, pos, 1)
        return pc + 24
    if (count < most or most == FOREVER) and pos != re_reg(register + 1):
        re_push(pc + 24, pos, 0)
        re_set_reg(register, count)
        re_set_reg(register + 1, pos)
        return body
    return pc + 24


def re_assertion(pc: i32, op: i32, pos: i32) -> i32:
    """Lookarounds and atomic groups: the place to go on at, 0 for a failure."""
    register: i32 = load32(pc, 4)
    height: i32 = re_sp
    if op == LOOK or op == ATOMIC:
        re_set_reg(register, height)
        re_set_reg(register + 1, pos)
    elif op == NOT:
        re_set_reg(register, height)
        re_push(pc + (load32(pc, 8) << 2), pos, 0)
    elif op == LOOK_END:
        pos = re_reg(register + 1)
        re_cut(register)
    elif op == ATOMIC_END:
        re_cut(register)
    else:
        re_unwind(re_reg(register))
        return 0
    return pos


def re_search_from(pattern: val, pos: i32) -> i32:
    """The first match at or after a place: where it ends, 0 if there is none; `re_found` is where it begins."""
    global re_found, re_not_empty
    if not live(Feature.PATTERN_PROGRAMS) or Pattern(pattern).function != 0:
        return re_called(pattern, pos, 1)
    pc: i32 = Pattern(pattern).program + 8
    first: i32 = re_first_item(pc)
    gathered: i32 = 0
    while pos <= re_end:
        if first != 0:
            pos = re_skip(first, pos)
        elif gathered > 0:
            pos = re_sift(pos)
        if pos == re_end or re_one_may_begin(pc, pos):
            end: i32 = re_run_program(pattern, pos)
            if end != 0:
                re_found = pos
                return end
        if first == 0 and gathered == 0:  # not before it is known that there is something to pass over
            gathered = 1 if re_gather_first(pc) else -1
        re_not_empty = 0
        if pos == re_end or (load32(pc) == AT and load32(pc, 4) == AT_START):
            return 0
        pos += code_width(load8(pos))
    return 0


re_found: i32 = 0
