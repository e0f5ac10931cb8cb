"""Regular expressions: compiled form, objects, and the state of the compiler.

A program is an array of 32-bit words. Offsets in it count words from the instruction they stand in.

| instruction | operands |
|---|---|
| CHAR, FOLDED | code point (FOLDED: as re_fold gives it, of either case) |
| ANY, ALL | |
| SET | size in words, flags, bitmap of the first 128 characters (4 words), items: low, high; or -category, ascii |
| SPLIT, LAZY_SPLIT | offset: here first, there second, or the reverse |
| GOTO | offset |
| MARK | register |
| AT | position kind, ascii |
| BACKREF | group, ignore case, ascii |
| ONE | least, most, how, size of the item that follows |
| LOOP | register, offset of its UNTIL |
| UNTIL | register, least, most, how, offset of the body |
| LOOK, LOOK_END, ATOMIC, ATOMIC_END, NOT_END | register |
| NOT | register, offset of what follows it |
| BACK | characters |
| COND | group, offset of the other branch |
| MATCH | |
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, lit_class, load8, load32, loadv, memory_copy, noinline, static_bytes, store32, val
from noetlc.layout.objects import EXC_SINGLE, NONE, STR_BYTES, Exc, Obj, Str, Tuple
from noetlc.runtime.text.strings import code_at, code_width, count_codes, str_eq
from noetlc.runtime.values.buffer import buf_base, buf_pos, buf_room
from noetlc.runtime.values.dict import dict_new, dict_set
from noetlc.runtime.values.list import list_new, list_push, tuple_get
from noetlc.runtime.values.memory import from_int

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import exc_make, message_of, raise_exc

# instructions: those for one character
CHAR = 1
FOLDED = 2
ANY = 3
ALL = 4
SET = 5
# those that only say where to go on; the last two, and those below, have a register that `re_shift_registers` moves
SPLIT = 6
LAZY_SPLIT = 7
GOTO = 8
MARK = 9
COND = 10
LOOP = 11
UNTIL = 12
# those that look whether a match can go on
LOOK = 13
LOOK_END = 14
NOT = 15
NOT_END = 16
ATOMIC = 17
ATOMIC_END = 18
# and have no register
AT = 19
BACKREF = 20
BACK = 21
ONE = 22
MATCH = 23

LARGE = {COND: 12, LOOP: 12, UNTIL: 24, NOT: 12, AT: 12, BACKREF: 16, ONE: 20, MATCH: 4}
INSTRUCTION_SIZES = static_bytes(bytes(LARGE.get(op, 8) for op in range(MATCH + 1)))  # in bytes; not of those for one character

GREEDY = 0
LAZY = 1
POSSESSIVE = 2
FOREVER = 0x7FFFFFFF

# positions
AT_START = 0
AT_LINE_START = 1
AT_END = 2
AT_LINE_END = 3
AT_STRING_END = 4
AT_BOUNDARY = 5
AT_NO_BOUNDARY = 6

# flags of patterns, as in Python
IGNORECASE = 2
LOCALE = 4
MULTILINE = 8
DOTALL = 16
UNICODE = 32
VERBOSE = 64
DEBUG = 128
ASCII = 256

# flags of sets
NEGATED = 1
SET_FOLDED = 2
SET_ASCII = 4
SET_ITEMS = 28  # offset of the first item in bytes


class Pattern(Obj):
    """A pattern has a program for the matcher here, or a function of its own, made when the module was built."""

    flags_: i32
    groups: i32
    registers: i32
    function: i32  # of the table, 0 for none
    source: val
    program: val  # T_RAW
    names: val  # tuple: names, each followed by its number


PATTERN_SIZE = 36
PATTERN_REFS = 24


def re_number_of(names: val, name: val) -> i32:
    """The number of the group of that name, 0 if there is none."""
    n: i32 = Tuple(names).length
    i: i32 = 0
    while i < n:
        if tuple_get(names, i) == name:  # equal constants are one
            return tuple_get(names, i + 1) >> 1
        i += 2
    i = 0
    while i < n:
        if str_eq(tuple_get(names, i), name):
            return tuple_get(names, i + 1) >> 1
        i += 2
    return 0


class Match(Obj):
    """Byte offsets of all groups from SPANS, -1 for one that did not take part; then the pattern and the string."""

    groups: i32
    lastindex: i32
    pos: i32
    endpos: i32


def re_match_string(m: val) -> val:
    """`m.string`."""
    return loadv(m + (Match(m).groups << 3), SPANS + 12)


SPANS = 24

# ---- state of the compiler

re_source: val = 0
re_p: i32 = 0  # address of the next character
re_stop: i32 = 0
re_flags: i32 = 0
re_mark: i32 = 0  # where the program begins in the text buffer
re_groups: i32 = 0
re_names: val = 0
re_widths: val = 0  # list: for each group its least and most width as ints, None while it is open
re_registers: i32 = 0  # loop registers so far
re_least: i32 = 0  # width of what was parsed last
re_most: i32 = 0
re_late: val = 0  # message of an error that CPython finds after parsing, 0 for none
re_forward: val = 0  # list: numbers of groups that conditions name before they begin, each followed by where that is said
re_depth: i32 = 0  # groups around this place
re_behind: i32 = 0  # groups that existed before the lookbehind around this place, -1 outside


def re_peek() -> i32:
    """The next character, -1 at the end."""
    return code_at(re_p) if re_p < re_stop else -1


def re_get() -> i32:
    """Takes the next character, -1 at the end."""
    global re_p
    if re_p >= re_stop:
        return -1
    code: i32 = code_at(re_p)
    re_p += code_width(load8(re_p))
    return code


def re_take(c: i32) -> i32:
    """Takes an ASCII character if it comes next."""
    global re_p
    if re_p < re_stop and load8(re_p) == c:
        re_p += 1
        return 1
    return 0


def re_no_groups() -> None:
    """A pattern begins: group 0 is open."""
    global re_groups, re_names, re_widths, re_behind
    re_groups = 0
    re_names = dict_new()
    re_widths = list_new(4)
    list_push(re_widths, NONE)
    re_behind = -1


def re_wide(least: i32, most: i32) -> None:
    """The width of what was parsed."""
    global re_least, re_most
    re_least = least
    re_most = most


def re_position() -> i32:
    """Characters before the next one."""
    return count_codes(re_source + STR_BYTES, re_p - i32(re_source) - STR_BYTES)


@noinline
def re_fail(message: val, offset: i32) -> i32:
    """Raises `re.error` for so many characters before the current place; 0."""
    re_raise(message, re_source, re_position() - offset)
    return 0


@noinline
def re_raise(message: val, source: val, position: i32) -> val:
    """Raises `re.error`; position -1 = unknown."""
    fields: val = dict_new()
    dict_set(fields, lit("msg"), message)
    dict_set(fields, lit("pattern"), source if position >= 0 else NONE)
    text: val = message
    pos: val = NONE
    row: val = NONE
    column: val = NONE
    if position >= 0:
        pos = from_int(i64(position))
        line: i32 = 1
        at: i32 = 1
        p: i32 = source + STR_BYTES
        end: i32 = p + Str(source).nbytes
        lines: i32 = 1
        i: i32 = 0
        while p < end:
            if load8(p) == 10:
                lines += 1
                if i < position:
                    line += 1
                    at = 0
            if i < position:
                at += 1
            i += 1
            p += code_width(load8(p))
        row = from_int(i64(line))
        column = from_int(i64(at))
        text = message_of(lit("$ at position $"), message, pos, 0)
        if lines > 1:
            text = message_of(lit("$ (line $, column $)"), text, row, column)
    dict_set(fields, lit("pos"), pos)
    dict_set(fields, lit("lineno"), row)
    dict_set(fields, lit("colno"), column)
    e: val = exc_make(lit_class("re.error"), text, EXC_SINGLE)
    Exc(e).extra = fields
    return raise_exc(e)


# ---- emitting


def re_here() -> i32:
    """The number of words so far."""
    return (buf_pos - buf_base - re_mark) >> 2


def re_emit(word: i32) -> None:
    global buf_pos
    buf_room(4)
    store32(buf_pos, word)
    buf_pos += 4


def re_emit2(a: i32, b: i32) -> None:
    re_emit(a)
    re_emit(b)


def re_word(at: i32) -> i32:
    """The address of a word; valid until the next is emitted."""
    return buf_base + re_mark + (at << 2)


def re_insert(at: i32, n: i32) -> i32:
    """Makes room for n words at a place; its address, valid until the next word is emitted."""
    global buf_pos
    buf_room(n << 2)
    p: i32 = re_word(at)
    memory_copy(p + (n << 2), p, buf_pos - p)
    buf_pos += n << 2
    return p


def re_patch(at: i32, x: i32) -> None:
    store32(re_word(at), x)


def re_new_registers() -> i32:
    """Two registers; the number of the first among the loop registers."""
    global re_registers
    re_registers += 2
    return re_registers - 2


def re_item_size(pc: i32) -> i32:
    """The bytes of the single-character instruction at pc."""
    op: i32 = load32(pc)
    if op == SET:
        return load32(pc, 4) << 2
    return 4 if op >= ANY else 8


def re_size(pc: i32) -> i32:
    """The bytes of an instruction."""
    op: i32 = load32(pc)
    return load8(INSTRUCTION_SIZES + op) if op > SET else re_item_size(pc)
