"""The compiler of regular expressions: one pass, emitting code while it parses; errors as CPython words them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import enable, i32, i64, lit, load8, load32, memory_copy, reason, store32, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.layout.tags import T_PATTERN
from noetlc.runtime.library.re.apart import re_settle
from noetlc.runtime.library.re.escapes import BARE, POSITION, REPEATED, SINGLE, re_between, re_escape
from noetlc.runtime.library.re.hooks import re_group
from noetlc.runtime.library.re.set import re_emit_char, re_parse_set
from noetlc.runtime.library.re.state import (
    ALL,
    ANY,
    ASCII,
    AT,
    AT_END,
    AT_START,
    ATOMIC,
    ATOMIC_END,
    DOTALL,
    FOREVER,
    GOTO,
    GREEDY,
    LAZY,
    LAZY_SPLIT,
    LOCALE,
    LOOP,
    MATCH,
    MULTILINE,
    ONE,
    PATTERN_REFS,
    PATTERN_SIZE,
    POSSESSIVE,
    SPLIT,
    UNICODE,
    UNTIL,
    VERBOSE,
    Pattern,
    re_depth,
    re_emit,
    re_emit2,
    re_fail,
    re_flags,
    re_forward,
    re_get,
    re_groups,
    re_here,
    re_insert,
    re_late,
    re_least,
    re_mark,  # noqa: F401 - assigned
    re_most,
    re_names,
    re_new_registers,
    re_no_groups,
    re_p,
    re_patch,
    re_peek,
    re_raise,
    re_registers,  # noqa: F401 - assigned
    re_size,
    re_source,
    re_stop,
    re_take,
    re_wide,
    re_word,
)
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_drop, buf_pos
from noetlc.runtime.values.dict import dict_key_at, dict_len, dict_next, dict_value_at
from noetlc.runtime.values.list import list_get, list_len, list_new, tuple_new, tuple_set
from noetlc.runtime.values.memory import leave, new_object, new_raw, raised

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import message_of, raise_overflow, raise_value_error
    from noetlc.runtime.python.numbers.number import int_of


WIDEST = 1000000000
DEEPEST = 240  # groups in groups; CPython's parser recurses, and how deep it may depends on who calls it: at least this


def re_program(source: val, flags: i32) -> val:
    """The pattern object of a source; 0 when raised."""
    global re_source, re_p, re_stop, re_flags, re_mark, re_registers
    global re_late, re_forward, re_depth
    enable(Feature.LIBRARY_OBJECTS)
    enable(Feature.PATTERN_PROGRAMS)
    re_source = source
    re_p = source + STR_BYTES
    re_stop = re_p + Str(source).nbytes
    re_flags = flags
    re_no_groups()
    re_registers = 0
    re_late = 0
    re_forward = list_new(0)
    re_depth = 0
    re_mark = buf_begin()
    if re_alternatives(1) == 0 or re_finished() == 0:
        buf_drop(re_mark)
        return 0
    re_emit(MATCH)
    size: i32 = buf_pos - buf_base - re_mark
    program: i32 = new_raw(size)
    memory_copy(program + 8, buf_base + re_mark, size)
    buf_drop(re_mark)
    re_shift_registers(program + 8, program + 8 + size)
    names: val = re_names_kept()
    made: i32 = new_object(T_PATTERN, PATTERN_SIZE, PATTERN_REFS)
    Pattern(made).flags_ = re_flags if re_flags & ASCII else re_flags | UNICODE
    Pattern(made).groups = re_groups
    Pattern(made).registers = 2 * re_groups + 2 + re_registers
    Pattern(made).source = source
    Pattern(made).program = val(program)
    Pattern(made).function = 0
    Pattern(made).names = names
    return val(made)


def re_names_kept() -> val:
    """The names of groups, each followed by its number."""
    made: val = tuple_new(2 * dict_len(re_names))
    i: i32 = 0
    e: i32 = dict_next(re_names, 0)
    while e >= 0:
        tuple_set(made, i, dict_key_at(re_names, e))
        tuple_set(made, i + 1, dict_value_at(re_names, e))
        i += 2
        e = dict_next(re_names, e + 1)
    return made


def re_finished() -> i32:
    """Checks what CPython checks after parsing; 0 when raised."""
    if re_flags & LOCALE:
        raise_value_error(lit("cannot use LOCALE flag with a str pattern"))
        return 0
    if re_flags & ASCII and re_flags & UNICODE:
        raise_value_error(lit("ASCII and UNICODE flags are incompatible"))
        return 0
    if re_p < re_stop:
        return re_fail(lit("unbalanced parenthesis"), 0)
    i: i32 = 0
    while i < list_len(re_forward):
        number: val = list_get(re_forward, i)
        if int_of(number) > i64(re_groups):
            re_raise(message_of(lit("invalid group reference $"), number, 0, 0), re_source, i32(int_of(list_get(re_forward, i + 1))))
            return 0
        i += 2
    if re_late != 0:
        re_raise(re_late, re_source, -1)
        return 0
    return 1


def re_shift_registers(pc: i32, end: i32) -> None:
    """What is known only when the program is complete: loop registers follow those of the groups; repetitions that never give back."""
    shift: i32 = 2 * re_groups + 2
    while pc < end:
        op: i32 = load32(pc)
        if op >= LOOP and op <= ATOMIC_END:
            store32(pc, load32(pc, 4) + shift, 4)
        elif op == ONE:
            re_settle(pc)
        pc += re_size(pc)


def re_alternatives(first: i32) -> i32:
    """`a|b|c`; 0 when raised. `first`: nothing of the pattern stands before."""
    start: i32 = re_here()
    least: i32 = WIDEST
    most: i32 = 0
    jumps: i32 = -1  # the operand of the last GOTO to the end; each holds the place of the one before
    while 1:
        if re_sequence(first) == 0:
            return 0
        first = 0
        if re_least < least:
            least = re_least
        if re_most > most:
            most = re_most
        if re_take(124) == 0:
            break
        p: i32 = re_insert(start, 2)
        store32(p, SPLIT)
        re_emit2(GOTO, jumps)
        jumps = re_here() - 1
        re_patch(start + 1, re_here() - start)
        start = re_here()
    end: i32 = re_here()
    while jumps >= 0:
        before: i32 = load32(re_word(jumps))
        re_patch(jumps, end - jumps + 1)
        jumps = before
    re_wide(least, most)
    return 1


def re_passed_over(c: i32) -> i32:
    """Whether a character of a verbose pattern means nothing: a blank, or the beginning of a comment, which is read to its end."""
    if c == 35:
        while c >= 0 and c != 10:
            c = re_get()
        return 1
    return c == 32 or (c >= 9 and c <= 13)


def re_sequence(first: i32) -> i32:
    """What stands between two bars; 0 when raised."""
    global re_least, re_most, re_depth
    least: i32 = 0
    most: i32 = 0
    kind: i32 = BARE
    item: i32 = re_here()
    item_least: i32 = 0
    item_most: i32 = 0
    while 1:
        c: i32 = re_peek()
        if c < 0 or c == 124 or c == 41:
            break
        start: i32 = re_p
        re_get()
        if re_flags & VERBOSE and re_passed_over(c):
            continue
        if c == 42 or c == 43 or c == 63 or (c == 123 and re_braces()):
            if re_quantifier(c, item, kind, start) == 0:
                return 0
            kind = REPEATED
            least += re_times(item_least, re_count_least)
            most += re_times(item_most, re_count_most)
            item_least = 0
            item_most = 0
            continue
        before: i32 = item
        item = re_here()
        re_least = 1
        re_most = 1
        was: i32 = kind
        kind = SINGLE
        if c == 92:
            kind = re_escape(start)
        elif c == 91:
            if re_parse_set() == 0:
                return 0
        elif c == 46:
            re_emit(ALL if re_flags & DOTALL else ANY)
        elif c == 94 or c == 36:
            kind = re_position_mark(AT_START if c == 94 else AT_END)
        elif c == 40:
            re_depth += 1
            if re_depth > DEEPEST:
                leave(reason("pattern of many nested groups"))
            kind = re_group(start, first and was == BARE)
            re_depth -= 1
            if kind == BARE and raised == 0:  # a comment or flags: what may be repeated stays the same
                kind = was
                item = before
                continue
        else:
            re_emit_char(c)
        if raised != 0:
            return 0
        least += item_least
        most += item_most
        item_least = re_least
        item_most = re_most
    least += item_least
    most += item_most
    re_least = WIDEST if least > WIDEST else least
    re_most = WIDEST if most > WIDEST else most
    return 1


def re_times(width: i32, count: i32) -> i32:
    if width == 0 or count == 0:
        return 0
    total: i64 = i64(width) * i64(count)
    return WIDEST if total > WIDEST else i32(total)


def re_position_mark(kind: i32) -> i32:
    """`^` and `$`; POSITION."""
    re_emit(AT)
    re_emit2(kind + ((re_flags & MULTILINE) != 0), 0)
    re_wide(0, 0)
    return POSITION


# ---- quantifiers

re_count_least: i32 = 0
re_count_most: i32 = 0


def re_braces() -> i32:
    """`{m,n}` behind its brace: 1 with the counts set, 0 if it is no quantifier, then nothing is taken."""
    global re_p, re_count_least, re_count_most
    start: i32 = re_p
    if re_peek() == 125:
        return 0
    low: i64 = re_digits()
    high: i64 = low
    if re_take(44):
        high = re_digits()
    if re_take(125) == 0:
        re_p = start
        return 0
    re_count_least = re_limit(low, 0)
    re_count_most = re_limit(high, FOREVER)
    return 1


def re_digits() -> i64:
    """A decimal number, cut at 2**40; -1 without digits."""
    x: i64 = i64(-1)
    while re_p < re_stop and load8(re_p) >= 48 and load8(re_p) <= 57:
        if x < 0:
            x = i64(0)
        x = x * 10 + i64(re_get() - 48)
        if x > (i64(1) << 40):
            x = i64(1) << 40
    return x


def re_limit(x: i64, default: i32) -> i32:
    if x < 0:
        return default
    return -1 if x >= 0xFFFFFFFF else (FOREVER - 1 if x >= FOREVER else i32(x))


def re_quantifier(c: i32, item: i32, kind: i32, start: i32) -> i32:
    """Repeats the item that was emitted at a place; 0 when raised."""
    global re_count_least, re_count_most
    if c == 123:
        if re_count_least < 0 or re_count_most < 0:
            raise_overflow(lit("the repetition number is too large"))
            return 0
        if re_count_most < re_count_least:
            return re_fail(lit("min repeat greater than max repeat"), re_between(start + 1))
    else:
        re_count_least = c == 43
        re_count_most = 1 if c == 63 else FOREVER
    if kind == BARE or kind == POSITION:
        return re_fail(lit("nothing to repeat"), re_between(start))
    if kind == REPEATED:
        return re_fail(lit("multiple repeat"), re_between(start))
    how: i32 = GREEDY
    if re_take(63):
        how = LAZY
    elif re_take(43):
        how = POSSESSIVE
    size: i32 = re_here() - item
    if kind == SINGLE:
        p: i32 = re_insert(item, 5)
        store32(p, ONE)
        store32(p, re_count_least, 4)
        store32(p, re_count_most, 8)
        store32(p, how, 12)
        store32(p, size, 16)
        return 1
    if how == POSSESSIVE:
        cut: i32 = re_new_registers()
        re_emit_loop(item, size, GREEDY)
        p = re_insert(item, 2)
        store32(p, ATOMIC)
        store32(p, cut, 4)
        re_emit2(ATOMIC_END, cut)
    elif re_count_least == 0 and re_count_most == 1:
        p = re_insert(item, 2)
        store32(p, SPLIT if how == GREEDY else LAZY_SPLIT)
        store32(p, size + 2, 4)
    else:
        re_emit_loop(item, size, how)
    return 1


def re_emit_loop(item: i32, size: i32, how: i32) -> None:
    """Puts a loop around the item."""
    register: i32 = re_new_registers()
    p: i32 = re_insert(item, 3)
    store32(p, LOOP)
    store32(p, register, 4)
    store32(p, size + 3, 8)
    re_emit2(UNTIL, register)
    re_emit2(re_count_least, re_count_most)
    re_emit2(how, -size)
