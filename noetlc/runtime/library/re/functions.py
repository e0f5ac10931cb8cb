"""The functions of `re`, and the methods of patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import enable, i32, i64, lit, lit_class, live, load8, load32, noinline, reason, store32, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, STR_BYTES, List, Str
from noetlc.layout.tags import T_BOUND, T_BYTEARRAY, T_BYTES, T_CLASS, T_FUNCTION, T_MATCH, T_PATTERN, T_STR
from noetlc.runtime.library.re.match import (
    REGISTERS,
    re_found,
    re_not_empty,  # noqa: F401 - assigned
    re_reg,
    re_regs,
    re_run,
    re_search_from,
    re_start,
    re_whole,  # noqa: F401 - assigned
)
from noetlc.runtime.library.re.places import re_end
from noetlc.runtime.library.re.state import SPANS, Match, Pattern
from noetlc.runtime.text.strings import buf_end, str_from, str_offset
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_drop, buf_str
from noetlc.runtime.values.dict import dict_get_str, dict_len, dict_new, dict_set
from noetlc.runtime.values.list import list_get, list_new, list_push, tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import from_int, has_tag, leave, new_object, new_raw, raised
from noetlc.runtime.values.state import STATE_PATTERNS, state_get, state_set

if TYPE_CHECKING:
    from noetlc.runtime.library.re.parse import re_program
    from noetlc.runtime.library.re.template import re_put_template, re_template_check
    from noetlc.runtime.numbers.text import buf_int
    from noetlc.runtime.python.calls.builtin_call import keys_of
    from noetlc.runtime.python.calls.builtins import py_callable
    from noetlc.runtime.python.containers.iterate import py_iter
    from noetlc.runtime.python.exceptions.errors import message_of, raise_error, raise_type, raise_type_error, raise_value_error
    from noetlc.runtime.python.numbers.number import py_index, py_ssize
    from noetlc.runtime.python.objects.types import py_type_name
    from noetlc.runtime.values.bytes import bytes_like
    from noetlc.runtime.values.list import pair_new

MAX_CACHED = 512
EVERYTHING = 0x7FFFFFFF


def re_compile(source: val, flags: val) -> val:
    """`re.compile(source, flags)`; patterns are kept."""
    number: i64 = py_index(flags)
    if raised != 0:
        return 0
    if live(T_PATTERN) and has_tag(source, T_PATTERN):
        if number != 0:
            return raise_value_error(lit("cannot process flags argument with a compiled pattern"))
        return source
    if not has_tag(source, T_STR):
        if live(T_BYTES) and has_tag(source, T_BYTES):
            leave(reason("pattern of bytes"))
        if live(T_BYTEARRAY) and has_tag(source, T_BYTEARRAY):
            return raise_type(lit("unhashable type: '$'"), source)
        return raise_type_error(lit("first argument must be string or compiled pattern"))
    key: val = source
    if number != 0:
        mark: i32 = buf_begin()
        buf_int(number)
        buf_byte(0)
        buf_str(source)
        key = buf_end(mark)
    known: val = state_get(STATE_PATTERNS)
    if known == 0 or dict_len(known) > MAX_CACHED:
        known = dict_new()
        state_set(STATE_PATTERNS, known)
    found: val = dict_get_str(known, key)
    if found == 0:
        found = re_program(source, i32(number))
        if found != 0:
            dict_set(known, key, found)
    return found


@noinline
def re_prepare(string: val, pos: i64, endpos: i64) -> i32:
    """Prepares matching part of a string: the place to begin at, 0 when raised. A place beyond the end cannot match."""
    if not has_tag(string, T_STR):
        if live(T_BYTES) and has_tag(string, T_BYTES):
            raise_type_error(lit("cannot use a string pattern on a bytes-like object"))
        elif live(T_BYTEARRAY) and has_tag(string, T_BYTEARRAY):
            raise_type_error(lit("cannot use a string pattern on a bytes-like object"))
        else:
            raise_type(lit("expected string or bytes-like object, got '$'"), string)
        return 0
    n: i64 = i64(Str(string).length)
    if endpos < 0:
        endpos = i64(0)
    if endpos > n:
        endpos = n
    if pos < 0:
        pos = i64(0)
    if pos > n:
        pos = n
    if pos > endpos:
        re_start(string, string + STR_BYTES)
        return string + STR_BYTES + 1
    re_start(string, string + STR_BYTES + (Str(string).nbytes if endpos == n else str_offset(string, i32(endpos))))
    return string + STR_BYTES + (str_offset(string, i32(pos)) if pos != 0 else 0)


def re_match_object(pattern: val, string: val, begin: i32, end: i32, pos: i32) -> val:
    """The match that the registers hold; `pos` is where the search began."""
    enable(Feature.LIBRARY_OBJECTS)
    base: i32 = string + STR_BYTES
    groups: i32 = Pattern(pattern).groups
    size: i32 = SPANS + (groups + 1 << 3)
    last: i32 = re_reg(0)
    kept: i32 = re_keep_registers(groups) if groups else 0
    m: i32 = new_object(T_MATCH, size + 8, size)
    Match(m).groups = groups
    Match(m).lastindex = last
    Match(m).pos = pos - base
    Match(m).endpos = re_end - base
    store32(m, begin - base, SPANS)
    store32(m, end - base, SPANS + 4)
    g: i32 = 1
    while g <= groups:
        p: i32 = load32(kept + (g << 3))
        q: i32 = load32(kept + (g << 3), 4)
        store32(m + (g << 3), p - base if p and q else -1, SPANS)
        store32(m + (g << 3), q - base if p and q else -1, SPANS + 4)
        g += 1
    storev(m + size, pattern)
    storev(m + size, string, 4)
    return val(m)


@noinline
def re_once(pattern: val, string: val, pos: i64, endpos: i64, how: i32) -> val:
    """A match at the beginning (how 0), of everything (1) or anywhere (2); None if there is none."""
    global re_whole, re_not_empty
    start: i32 = re_prepare(string, pos, endpos)
    if start == 0:
        return 0
    re_whole = how == 1
    re_not_empty = 0
    begin: i32 = start
    end: i32 = 0
    if start <= re_end:
        end = re_search_from(pattern, start) if how == 2 else re_run(pattern, start)
        if how == 2:
            begin = re_found
    re_whole = 0
    return re_match_object(pattern, string, begin, end, start) if end != 0 else NONE


def re_match(source: val, string: val, flags: val) -> val:
    pattern: val = re_compile(source, flags)
    return re_known_match(pattern, string) if pattern != 0 else 0


def re_fullmatch(source: val, string: val, flags: val) -> val:
    pattern: val = re_compile(source, flags)
    return re_known_fullmatch(pattern, string) if pattern != 0 else 0


def re_search(source: val, string: val, flags: val) -> val:
    pattern: val = re_compile(source, flags)
    return re_known_search(pattern, string) if pattern != 0 else 0


def re_known_match(pattern: val, string: val) -> val:
    """`re.match` with a pattern that is known to be one; so below."""
    return re_once(pattern, string, i64(0), i64(EVERYTHING), 0)


def re_known_fullmatch(pattern: val, string: val) -> val:
    return re_once(pattern, string, i64(0), i64(EVERYTHING), 1)


def re_known_search(pattern: val, string: val) -> val:
    return re_once(pattern, string, i64(0), i64(EVERYTHING), 2)


def re_by_pattern(pattern: val, string: val, pos: val, endpos: val, how: i32) -> val:
    first: i64 = py_ssize(pos)
    if raised != 0:
        return 0
    last: i64 = py_ssize(endpos) if endpos != 0 else i64(EVERYTHING)
    return re_once(pattern, string, first, last, how) if raised == 0 else 0


def re_pattern_match(pattern: val, string: val, pos: val, endpos: val) -> val:
    """`pattern.match(string, pos, endpos)`; endpos 0 = absent."""
    return re_by_pattern(pattern, string, pos, endpos, 0)


def re_pattern_fullmatch(pattern: val, string: val, pos: val, endpos: val) -> val:
    return re_by_pattern(pattern, string, pos, endpos, 1)


def re_pattern_search(pattern: val, string: val, pos: val, endpos: val) -> val:
    return re_by_pattern(pattern, string, pos, endpos, 2)


# ---- all matches

WANT_MATCHES = 0
WANT_TEXTS = 1  # what findall gives
WANT_PIECES = 2  # what split gives


@noinline
def re_all(pattern: val, string: val, pos: i64, endpos: i64, count: i64, want: i32) -> val:
    """A list of up to `count` (0 = all) matches one after the other, or what is wanted of them; 0 when raised."""
    global re_not_empty, re_whole
    start: i32 = re_prepare(string, pos, endpos)
    if start == 0:
        return 0
    made: val = list_new(0)
    stop: i32 = re_end
    at: i32 = start
    last: i32 = start
    re_whole = 0
    re_not_empty = 0
    found: i64 = i64(0)
    while at <= stop and (count == 0 or found < count):
        re_start(string, stop)
        end: i32 = re_search_from(pattern, at)
        if end == 0:
            break
        begin: i32 = re_found
        if want == WANT_MATCHES:
            list_push(made, re_match_object(pattern, string, begin, end, start))
        elif want == WANT_TEXTS:
            list_push(made, re_found_text(pattern, begin, end))
        else:
            re_push_piece(made, pattern, last, begin)
        found = found + 1
        at = end
        last = end
        re_not_empty = end if begin == end else 0
    re_not_empty = 0
    if want == WANT_PIECES:
        list_push(made, str_from(last, stop - last))
    return made


@noinline
def re_keep_registers(groups: i32) -> i32:
    """Makes sure that nothing takes the place of the registers; their address. They may lie where the next object would: then they are
    allocated, and the header takes the place of the first two."""
    if not live(Feature.PATTERN_PROGRAMS) or re_regs == REGISTERS:
        return re_regs
    return new_raw(groups << 3)


def re_found_text(pattern: val, begin: i32, end: i32) -> val:
    """What findall gives for a match: its text, that of its only group, or a tuple of all groups."""
    groups: i32 = Pattern(pattern).groups
    if groups == 0:
        return str_from(begin, end - begin)
    kept: i32 = re_keep_registers(groups)
    if groups == 1:
        return re_kept_text(kept, 1, lit(""))
    t: val = tuple_new(groups)
    g: i32 = 0
    while g < groups:
        tuple_set(t, g, re_kept_text(kept, g + 1, lit("")))
        g += 1
    return t


def re_kept_text(kept: i32, g: i32, missing: val) -> val:
    p: i32 = load32(kept + (g << 3))
    q: i32 = load32(kept + (g << 3), 4)
    return str_from(p, q - p) if p and q else missing


def re_push_piece(made: val, pattern: val, last: i32, begin: i32) -> None:
    """Adds what stands before a match, and its groups."""
    groups: i32 = Pattern(pattern).groups
    kept: i32 = re_keep_registers(groups)
    list_push(made, str_from(last, begin - last))
    g: i32 = 1
    while g <= groups:
        list_push(made, re_kept_text(kept, g, NONE))
        g += 1


def re_some(pattern: val, string: val, count: val, want: i32) -> val:
    n: i64 = py_ssize(count)
    if raised != 0:
        return 0
    return re_all(pattern, string, i64(0), i64(EVERYTHING), n, want)


def re_findall(source: val, string: val, flags: val) -> val:
    pattern: val = re_compile(source, flags)
    return re_known_findall(pattern, string) if pattern != 0 else 0


def re_finditer(source: val, string: val, flags: val) -> val:
    pattern: val = re_compile(source, flags)
    return re_known_finditer(pattern, string) if pattern != 0 else 0


def re_split(source: val, string: val, maxsplit: val, flags: val) -> val:
    pattern: val = re_compile(source, flags)
    return re_pattern_split(pattern, string, maxsplit) if pattern != 0 else 0


def re_known_findall(pattern: val, string: val) -> val:
    return re_all(pattern, string, i64(0), i64(EVERYTHING), i64(0), WANT_TEXTS)


def re_known_finditer(pattern: val, string: val) -> val:
    found: val = re_all(pattern, string, i64(0), i64(EVERYTHING), i64(0), WANT_MATCHES)
    return py_iter(found) if found != 0 else 0


def re_pattern_all(pattern: val, string: val, pos: val, endpos: val, want: i32) -> val:
    first: i64 = py_ssize(pos)
    if raised != 0:
        return 0
    last: i64 = py_ssize(endpos) if endpos != 0 else i64(EVERYTHING)
    return re_all(pattern, string, first, last, i64(0), want) if raised == 0 else 0


def re_pattern_findall(pattern: val, string: val, pos: val, endpos: val) -> val:
    return re_pattern_all(pattern, string, pos, endpos, WANT_TEXTS)


def re_pattern_finditer(pattern: val, string: val, pos: val, endpos: val) -> val:
    found: val = re_pattern_all(pattern, string, pos, endpos, WANT_MATCHES)
    return py_iter(found) if found != 0 else 0


def re_pattern_split(pattern: val, string: val, maxsplit: val) -> val:
    return re_some(pattern, string, maxsplit, WANT_PIECES)


# ---- replacing


def re_sub_matches(source: val, string: val, count: val, flags: val) -> val:
    """The matches that `sub` replaces, as a list: for a replacement that is a function."""
    pattern: val = re_compile(source, flags)
    return re_known_sub_matches(pattern, string, count) if pattern != 0 else 0


def re_known_sub_matches(pattern: val, string: val, count: val) -> val:
    return re_some(pattern, string, count, WANT_MATCHES)


@noinline
def re_sub_join(string: val, matches: val, pieces: val) -> val:
    """The string with each match replaced by the string in the same place of the list `pieces` (None: by nothing)."""
    mark: i32 = buf_begin()
    last: i32 = 0
    i: i32 = 0
    while i < List(matches).length:
        m: val = list_get(matches, i)
        begin: i32 = load32(m, SPANS)
        buf_bytes(string + STR_BYTES + last, begin - last)
        piece: val = list_get(pieces, i)
        if piece != NONE:
            if not has_tag(piece, T_STR):
                buf_drop(mark)
                where: val = from_int(i64(re_item_number(matches, pieces, i)))
                return raise_error(
                    lit_class("TypeError"),
                    message_of(lit("sequence item $: expected str instance, $ found"), where, py_type_name(piece), 0)
                )
            buf_str(piece)
        last = load32(m, SPANS + 4)
        i += 1
    buf_bytes(string + STR_BYTES + last, Str(string).nbytes - last)
    return buf_end(mark)


def re_item_number(matches: val, pieces: val, upto: i32) -> i32:
    """The number of a replacement among the parts that CPython joins."""
    n: i32 = 0
    last: i32 = 0
    i: i32 = 0
    while i <= upto:
        m: val = list_get(matches, i)
        n += load32(m, SPANS) > last
        if i < upto:
            n += list_get(pieces, i) != NONE
        last = load32(m, SPANS + 4)
        i += 1
    return n


def re_replaced(pattern: val, repl: val, string: val, count: val) -> val:
    """(the string with its matches replaced, how many); 0 when raised."""
    if not has_tag(repl, T_STR):
        if live(T_FUNCTION) and py_callable(repl):
            return re_replaced_by(pattern, repl, string, count)
        if (live(T_BOUND) and has_tag(repl, T_BOUND)) or (live(Feature.CLASS_CALLS) and has_tag(repl, T_CLASS)):
            return re_replaced_by(pattern, repl, string, count)
        if live(T_BYTES) and bytes_like(repl) != 0:
            leave(reason("replacement of bytes"))  # what CPython says depends on the string
        return raise_type(lit("decoding to str: need a bytes-like object, $ found"), repl)
    if re_template_check(pattern, repl) == 0:
        return 0
    matches: val = re_known_sub_matches(pattern, string, count)
    if matches == 0:
        return 0
    mark: i32 = buf_begin()
    last: i32 = 0
    i: i32 = 0
    while i < List(matches).length:
        m: val = list_get(matches, i)
        begin: i32 = load32(m, SPANS)
        buf_bytes(string + STR_BYTES + last, begin - last)
        re_put_template(pattern, repl, m)
        last = load32(m, SPANS + 4)
        i += 1
    buf_bytes(string + STR_BYTES + last, Str(string).nbytes - last)
    return pair_new(buf_end(mark), from_int(i64(i)))


def re_replaced_by(pattern: val, function: val, string: val, count: val) -> val:
    """`re_replaced` with what a function makes of each match."""
    matches: val = re_known_sub_matches(pattern, string, count)
    pieces: val = keys_of(matches, function) if matches != 0 else 0
    made: val = re_sub_join(string, matches, pieces) if pieces != 0 else 0
    return pair_new(made, from_int(i64(List(matches).length))) if made != 0 else 0


def re_sub(source: val, repl: val, string: val, count: val, flags: val) -> val:
    """`re.sub(source, repl, string, count, flags)`."""
    pattern: val = re_compile(source, flags)
    return re_pattern_sub(pattern, repl, string, count) if pattern != 0 else 0


def re_subn(source: val, repl: val, string: val, count: val, flags: val) -> val:
    pattern: val = re_compile(source, flags)
    return re_replaced(pattern, repl, string, count) if pattern != 0 else 0


def re_pattern_sub(pattern: val, repl: val, string: val, count: val) -> val:
    both: val = re_replaced(pattern, repl, string, count)
    return tuple_get(both, 0) if both != 0 else 0


def re_pattern_subn(pattern: val, repl: val, string: val, count: val) -> val:
    return re_replaced(pattern, repl, string, count)


def re_escape_all(v: val) -> val:
    """`re.escape(v)`."""
    if live(T_BYTES) and bytes_like(v) != 0:
        leave(reason("pattern of bytes"))
    if not has_tag(v, T_STR):
        return raise_type(lit("decoding to str: need a bytes-like object, $ found"), v)
    mark: i32 = buf_begin()
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    while p < end:
        c: i32 = load8(p)
        # white space and ()[]{}?*+-|^$\.&~#
        if (c >= 9 and c <= 13) or c == 32 or (c >= 35 and c <= 38 and c != 37) or (c >= 40 and c <= 46 and c != 44) or c == 63:
            buf_byte(92)
        elif (c >= 91 and c <= 94) or (c >= 123 and c <= 126):
            buf_byte(92)
        buf_byte(c)
        p += 1
    return buf_end(mark)


def re_purge() -> val:
    state_set(STATE_PATTERNS, 0)
    return NONE
