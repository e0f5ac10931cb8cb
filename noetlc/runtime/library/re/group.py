"""What stands in parentheses in a regular expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, implements, lit, load8, noinline, store32, val
from noetlc.layout.objects import NONE, STR_BYTES, Str
from noetlc.runtime.library.re import hooks
from noetlc.runtime.library.re.escapes import BARE, PLAIN, re_between, re_reference
from noetlc.runtime.library.re.parse import re_alternatives, re_digits, re_sequence
from noetlc.runtime.library.re.state import (
    ASCII,
    ATOMIC,
    ATOMIC_END,
    BACK,
    COND,
    DOTALL,
    GOTO,
    IGNORECASE,
    LOCALE,
    LOOK,
    LOOK_END,
    MARK,
    MULTILINE,
    NOT,
    NOT_END,
    UNICODE,
    VERBOSE,
    re_behind,
    re_emit,
    re_emit2,
    re_fail,
    re_flags,
    re_forward,
    re_get,
    re_groups,
    re_here,
    re_insert,
    re_late,  # noqa: F401 - assigned
    re_least,
    re_most,
    re_names,
    re_new_registers,
    re_p,
    re_patch,
    re_peek,
    re_position,
    re_take,
    re_widths,
)
from noetlc.runtime.text.strings import code_at, code_width, str_from
from noetlc.runtime.values.dict import dict_get_str, dict_set
from noetlc.runtime.values.list import list_get, list_len, list_push, list_set
from noetlc.runtime.values.memory import from_int

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import message_of
    from noetlc.runtime.python.objects.repr import py_repr
    from noetlc.runtime.text.unicode import is_id_part, is_id_start
    from noetlc.runtime.values.list import pair_new

TYPE_FLAGS = ASCII | UNICODE | LOCALE


@implements(hooks.re_group)
def re_group(start: i32, first: i32) -> i32:
    """The group whose parenthesis at `start` was taken: PLAIN, BARE for comments and flags, also BARE when raised."""
    if re_take(63) == 0:
        return re_capture(start, 0)
    c: i32 = re_get()
    if c < 0:
        return re_fail(lit("unexpected end of pattern"), 0)
    if c == 80:
        return re_python_group(start)
    if c == 58:
        return re_inside(start, re_flags)
    if c == 35:
        while re_peek() >= 0:
            if re_get() == 41:
                return BARE
        return re_fail(lit("missing ), unterminated comment"), re_between(start))
    if c == 61 or c == 33:
        return re_look(start, c, 0)
    if c == 60:
        c = re_get()
        if c < 0:
            return re_fail(lit("unexpected end of pattern"), 0)
        if c != 61 and c != 33:
            return re_unknown(lit("unknown extension ?<$"), 2)
        return re_look(start, c, 1)
    if c == 40:
        return re_conditional(start)
    if c == 62:
        cut: i32 = re_new_registers()
        re_emit2(ATOMIC, cut)
        found: i32 = re_inside(start, re_flags)
        re_emit2(ATOMIC_END, cut)
        return found
    if re_flag_of(c) or c == 45:
        return re_flag_group(start, c, first)
    return re_unknown(lit("unknown extension ?$"), 1)


@noinline
def re_unknown(message: val, extra: i32) -> i32:
    """Raises for the character taken last."""
    p: i32 = re_p - 1
    while (load8(p) & 0xC0) == 0x80:
        p -= 1
    return re_fail(message_of(message, str_from(p, re_p - p), 0, 0), 1 + extra)


def re_close(start: i32) -> i32:
    """The closing parenthesis; 0 when raised."""
    if re_take(41):
        return PLAIN
    return re_fail(lit("missing ), unterminated subpattern"), re_between(start))


def re_inside(start: i32, flags: i32) -> i32:
    """The content of a group without number, under these flags."""
    global re_flags
    saved: i32 = re_flags
    re_flags = flags
    done: i32 = re_alternatives(0)
    re_flags = saved
    return re_close(start) if done else BARE


def re_capture(start: i32, name: val) -> i32:
    """A numbered group."""
    global re_groups
    number: i32 = re_groups + 1
    if name != 0:
        old: val = dict_get_str(re_names, name)
        if old != 0:
            template: val = lit("redefinition of group name $ as group $; was group $")
            return re_fail(message_of(template, py_repr(name), from_int(i64(number)), old), Str(name).length + 1)
        dict_set(re_names, name, from_int(i64(number)))
    re_groups = number
    list_push(re_widths, NONE)
    re_emit2(MARK, number << 1)
    if re_inside(start, re_flags) == 0:
        return BARE
    re_emit2(MARK, (number << 1) + 1)
    list_set(re_widths, number, pair_new(from_int(i64(re_least)), from_int(i64(re_most))))
    return PLAIN


def re_name(terminator: i32) -> val:
    """A group name up to a terminator, which is taken; 0 when raised."""
    start: i32 = re_p
    while 1:
        c: i32 = re_get()
        if c < 0:
            if re_p == start:
                re_fail(lit("missing group name"), 0)
            else:
                text: val = lit("missing >, unterminated name") if terminator == 62 else lit("missing ), unterminated name")
                re_fail(text, re_between(start))
            return 0
        if c == terminator:
            break
    if re_p - start == 1:
        re_fail(lit("missing group name"), 1)
        return 0
    return str_from(start, re_p - start - 1)


def re_identifier(name: val) -> i32:
    """Whether a name is an identifier."""
    p: i32 = name + STR_BYTES
    end: i32 = p + Str(name).nbytes
    first: i32 = 1
    while p < end:
        code: i32 = code_at(p)
        if code != 95 and (is_id_start(code) if first else is_id_part(code)) == 0:
            return 0
        first = 0
        p += code_width(load8(p))
    return first == 0


@noinline
def re_bad_name(name: val) -> i32:
    return re_fail(message_of(lit("bad character in group name $"), py_repr(name), 0, 0), Str(name).length + 1)


def re_python_group(start: i32) -> i32:
    """`(?P<name>…)` and `(?P=name)`."""
    if re_take(60):
        name: val = re_name(62)
        if name == 0:
            return BARE
        return re_capture(start, name) if re_identifier(name) else re_bad_name(name)
    if re_take(61):
        name = re_name(41)
        if name == 0:
            return BARE
        if not re_identifier(name):
            return re_bad_name(name)
        found: val = dict_get_str(re_names, name)
        if found == 0:
            return re_fail(message_of(lit("unknown group name $"), py_repr(name), 0, 0), Str(name).length + 1)
        return re_reference(found >> 1, Str(name).length + 1)
    if re_get() < 0:
        return re_fail(lit("unexpected end of pattern"), 0)
    return re_unknown(lit("unknown extension ?P$"), 2)


def re_look(start: i32, c: i32, behind: i32) -> i32:
    """Lookahead and lookbehind, positive (`=`) or negative."""
    global re_behind, re_late, re_least, re_most
    register: i32 = re_new_registers()
    at: i32 = re_here()
    if c == 61:
        re_emit2(LOOK, register)
    else:
        re_emit(NOT)
        re_emit2(register, 0)
    body: i32 = re_here()
    outer: i32 = re_behind
    if behind and re_behind < 0:
        re_behind = re_groups
    found: i32 = re_inside(start, re_flags)
    re_behind = outer
    if found == BARE:
        return BARE
    if behind:
        if re_least != re_most:
            re_late = lit("look-behind requires fixed-width pattern")
        p: i32 = re_insert(body, 2)
        store32(p, BACK)
        store32(p, re_least, 4)
    re_emit2(LOOK_END if c == 61 else NOT_END, register)
    if c != 61:
        re_patch(at + 2, re_here() - at)
    re_least = 0
    re_most = 0
    return PLAIN


def re_conditional(start: i32) -> i32:
    """`(?(group)yes|no)`."""
    global re_p, re_least, re_most
    from_: i32 = re_p
    name: val = re_name(41)
    if name == 0:
        return BARE
    after: i32 = re_p
    number: i32 = 0
    if re_identifier(name):
        found: val = dict_get_str(re_names, name)
        if found == 0:
            return re_fail(message_of(lit("unknown group name $"), py_repr(name), 0, 0), Str(name).length + 1)
        number = found >> 1
    else:
        re_p = from_
        value: i64 = re_digits()
        if re_p != after - 1:
            re_p = after
            return re_bad_name(name)
        re_p = after
        if value == 0:
            return re_fail(lit("bad group number"), Str(name).length + 1)
        number = i32(value)
        list_push(re_forward, from_int(value))
        list_push(re_forward, from_int(i64(re_position() - Str(name).length - 1)))
    if re_behind >= 0 and (number >= list_len(re_widths) or list_get(re_widths, number) == NONE):
        return re_fail(lit("cannot refer to an open group"), 0)
    if re_behind >= 0 and number > re_behind:
        return re_fail(lit("cannot refer to group defined in the same lookbehind subpattern"), 0)
    at: i32 = re_here()
    re_emit(COND)
    re_emit2(number, 0)
    if re_sequence(0) == 0:
        return BARE
    least: i32 = re_least
    most: i32 = re_most
    if re_take(124):
        jump: i32 = re_here()
        re_emit2(GOTO, 0)
        re_patch(at + 2, re_here() - at)
        if re_sequence(0) == 0:
            return BARE
        if re_peek() == 124:
            return re_fail(lit("conditional backref with more than two branches"), 0)
        re_patch(jump + 1, re_here() - jump)
        least = re_least if re_least < least else least
        most = re_most if re_most > most else most
    else:
        re_patch(at + 2, re_here() - at)
        least = 0
    re_least = least
    re_most = most
    return re_close(start)


# ---- flags


def re_flag_of(c: i32) -> i32:
    """The flag of a letter, 0 if none."""
    if c == 105:
        return IGNORECASE
    if c == 76:
        return LOCALE
    if c == 109:
        return MULTILINE
    if c == 115:
        return DOTALL
    if c == 120:
        return VERBOSE
    if c == 97:
        return ASCII
    return UNICODE if c == 117 else 0


def re_is_letter(c: i32) -> i32:
    return c | 32 >= 97 and c | 32 <= 122


def re_bad_flag(c: i32, missing: val) -> i32:
    """Raises for what stands where a flag should."""
    if c < 0:
        return re_fail(missing, 0)
    return re_fail(lit("unknown flag") if re_is_letter(c) else missing, 1)


def re_flag_group(start: i32, c: i32, first: i32) -> i32:
    """`(?flags)` and `(?flags-flags:…)`."""
    global re_flags
    add: i32 = 0
    remove: i32 = 0
    while c != 45:
        flag: i32 = re_flag_of(c)
        if flag == LOCALE:
            return re_fail(lit("bad inline flags: cannot use 'L' flag with a str pattern"), 0)
        add = add | flag
        if flag & TYPE_FLAGS and (add & TYPE_FLAGS) != flag:
            return re_fail(lit("bad inline flags: flags 'a', 'u' and 'L' are incompatible"), 0)
        c = re_get()
        if c == 41 or c == 58:
            break
        if c != 45 and re_flag_of(c) == 0:
            return re_bad_flag(c, lit("missing -, : or )"))
    if c == 41:
        if first == 0:
            return re_fail(lit("global flags not at the start of the expression"), re_between(start))
        re_flags = re_flags | add
        return BARE
    if c == 45:
        c = re_get()
        if c < 0 or re_flag_of(c) == 0:
            return re_bad_flag(c, lit("missing flag"))
        while c != 58:
            flag = re_flag_of(c)
            if flag & TYPE_FLAGS:
                return re_fail(lit("bad inline flags: cannot turn off flags 'a', 'u' and 'L'"), 0)
            remove = remove | flag
            c = re_get()
            if c != 58 and (c < 0 or re_flag_of(c) == 0):
                return re_bad_flag(c, lit("missing :"))
        if add & remove:
            return re_fail(lit("bad inline flags: flag turned on and off"), 1)
    flags: i32 = re_flags
    if add & TYPE_FLAGS:
        flags = flags & ~TYPE_FLAGS
    return re_inside(start, (flags | add) & ~remove)
