"""`datetime.strptime`: CPython's regular expressions as a matcher that tries the longest reading of each directive first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, inline, lit, load8, noinline, reason, val
from noetlc.layout.objects import NONE, STR_BYTES, Str
from noetlc.layout.tags import T_STR
from noetlc.runtime.library.datetime.objects import HOUR, MINUTE, SECOND
from noetlc.runtime.library.datetime.strftime import MONTHS, WEEKDAYS, st_name
from noetlc.runtime.text.strings import buf_code, buf_end, code_at, code_width, str_from
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str
from noetlc.runtime.values.memory import has_tag, leave

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import message_of, raise_argument, raise_value_error
    from noetlc.runtime.python.objects.repr import py_repr

NONE_YET = -1

sp_format_end: i32 = 0
sp_end: i32 = 0  # end of the text
sp_stop: i32 = 0  # where the match ended

# what was read, NONE_YET if nothing
sp_year: i32 = 0
sp_iso_year: i32 = 0
sp_month: i32 = 0
sp_day: i32 = 0
sp_hour: i32 = 0
sp_hour12: i32 = 0
sp_afternoon: i32 = 0
sp_minute: i32 = 0
sp_second: i32 = 0
sp_micro: i32 = 0
sp_yearday: i32 = 0
sp_weekday: i32 = 0
sp_week: i32 = 0  # of %U or %W
sp_week_start: i32 = 0  # 6: weeks begin on Sunday, 0: on Monday
sp_iso_week: i32 = 0
sp_offset: i64 = 0
sp_has_offset: i32 = 0
sp_offset_bad: i32 = 0  # address of an offset whose colons do not agree
sp_offset_end: i32 = 0
sp_zone_at: i32 = 0  # the zone name
sp_zone_size: i32 = 0


def sp_start() -> None:
    """Forgets what was read before."""
    global sp_year, sp_iso_year, sp_month, sp_day, sp_hour, sp_hour12, sp_afternoon, sp_minute, sp_second, sp_micro
    global sp_yearday, sp_weekday, sp_week, sp_iso_week, sp_has_offset, sp_zone_size, sp_offset_bad
    sp_year = NONE_YET
    sp_iso_year = NONE_YET
    sp_month = 1
    sp_day = 1
    sp_hour = 0
    sp_hour12 = NONE_YET
    sp_afternoon = 0
    sp_minute = 0
    sp_second = 0
    sp_micro = 0
    sp_yearday = NONE_YET
    sp_weekday = NONE_YET
    sp_week = NONE_YET
    sp_iso_week = NONE_YET
    sp_has_offset = 0
    sp_offset_bad = 0
    sp_zone_size = 0


def sp_expanded(spec: val) -> val:
    """The format with %c, %x and %X written out; 0 when raised, as for an unknown directive."""
    mark: i32 = buf_begin()
    p: i32 = spec + STR_BYTES
    end: i32 = p + Str(spec).nbytes
    while p < end:
        c: i32 = load8(p)
        p += 1
        if c != 37:
            buf_byte(c)
        elif p == end:
            buf_end(mark)
            return raise_value_error(message_of(lit("stray % in format '$'"), spec, 0, 0))
        else:
            code: i32 = code_at(p)
            p += code_width(load8(p))
            if code == 99:
                buf_str(lit("%a %b %d %H:%M:%S %Y"))
            elif code == 120:
                buf_str(lit("%m/%d/%y"))
            elif code == 88:
                buf_str(lit("%H:%M:%S"))
            elif sp_is_directive(code):
                buf_byte(37)
                buf_byte(code)
            else:
                buf_end(mark)
                return sp_bad_directive(code, spec)
    made: val = buf_end(mark)
    if sp_repeats(made):
        leave(reason("format with a directive twice"))
    return made


def sp_repeats(spec: val) -> i32:
    """Whether a directive stands twice in a format, which a pattern with named groups cannot have."""
    seen: i64 = i64(0)
    p: i32 = spec + STR_BYTES
    end: i32 = p + Str(spec).nbytes
    while p < end:
        if load8(p) == 37:
            bit: i64 = i64(1) << i64(load8(p, 1) & 63)
            if seen & bit != 0 and load8(p, 1) != 37:
                return 1
            seen = seen | bit
            p += 1
        p += 1
    return 0


@noinline
def sp_bad_directive(code: i32, spec: val) -> val:
    """ValueError; characters that are special in regular expressions are reported as CPython does."""
    mark: i32 = buf_begin()
    special: val = lit("\\.^$*+?(){}[]|")
    p: i32 = special + STR_BYTES
    end: i32 = p + Str(special).nbytes
    shown: i32 = code
    while p < end:
        if load8(p) == code:
            shown = 37
        p += 1
    if code == 32 or (code >= 9 and code <= 13):
        shown = 37
    buf_code(shown)
    letter: val = buf_end(mark)
    return raise_value_error(message_of(lit("'$' is a bad directive in format '$'"), letter, spec, 0))


def sp_is_directive(code: i32) -> i32:
    known: val = lit("dfHIGjmMSUwuVyYzAaBbpZ%W")
    p: i32 = known + STR_BYTES
    end: i32 = p + Str(known).nbytes
    while p < end:
        if load8(p) == code:
            return 1
        p += 1
    return 0


def sp_is_space(c: i32) -> i32:
    return c == 32 or (c >= 9 and c <= 13) or (c >= 28 and c <= 31)


def sp_lower(c: i32) -> i32:
    return c + 32 if c >= 65 and c <= 90 else c


def sp_match(f: i32, p: i32) -> i32:
    """1 if the text at p begins with what the format at f describes; `sp_stop` is then where it ends."""
    global sp_stop
    while f < sp_format_end:
        c: i32 = load8(f)
        if c == 37 and load8(f + 1) != 37:
            return sp_match_directive(load8(f + 1), f + 2, p)
        if sp_is_space(c):
            while f < sp_format_end and sp_is_space(load8(f)):
                f += 1
            return sp_match_spaces(f, p)
        f += 1 + (c == 37)
        if p >= sp_end or sp_lower(load8(p)) != sp_lower(c):
            return 0
        p += 1
    sp_stop = p
    return 1


def sp_match_spaces(f: i32, p: i32) -> i32:
    """One or more white space characters, as many as possible, then the format at f."""
    q: i32 = p
    while q < sp_end and sp_is_space(load8(q)):
        q += 1
    while q > p:
        if sp_match(f, q):
            return 1
        q -= 1
    return 0


def sp_match_directive(letter: i32, f: i32, p: i32) -> i32:
    """A directive, its longest reading first, then the format at f."""
    if letter == 65 or letter == 97:
        return sp_match_name(WEEKDAYS, 7, letter, f, p)
    if letter == 66 or letter == 98:
        return sp_match_name(MONTHS, 12, letter, f, p)
    if letter == 112:
        return sp_match_half(f, p)
    if letter == 90:
        return sp_match_zone(f, p)
    if letter == 122:
        return sp_match_offset(f, p)
    n: i32 = sp_longest(letter)
    if letter == 100 and p + 1 < sp_end and load8(p) == 32 and load8(p + 1) >= 49 and load8(p + 1) <= 57:
        sp_keep(letter, load8(p + 1) - 48, 1)
        return sp_match(f, p + 2)
    while n > 0:
        x: i32 = sp_number(p, n)
        if x >= 0 and sp_fits(letter, x, n):
            sp_keep(letter, x, n)
            if sp_match(f, p + n):
                return 1
        n -= 1
    return 0


def sp_longest(letter: i32) -> i32:
    """How many digits a directive takes at most."""
    if letter == 89 or letter == 71:
        return 4
    if letter == 106:
        return 3
    if letter == 102:
        return 6
    return 1 if letter == 119 or letter == 117 else 2


def sp_number(p: i32, n: i32) -> i32:
    """The number of n digits at p, -1 if there are none."""
    x: i32 = 0
    while n > 0:
        if p >= sp_end or load8(p) < 48 or load8(p) > 57:
            return -1
        x = x * 10 + load8(p) - 48
        p += 1
        n -= 1
    return x


def sp_fits(letter: i32, x: i32, n: i32) -> i32:
    """Whether a number of n digits is a reading of a directive."""
    if letter == 89 or letter == 71:
        return n == 4
    if letter == 121:
        return n == 2
    if letter == 102:
        return 1
    if letter == 100:
        return x >= 1 and x <= 31
    if letter == 109 or letter == 73:
        return x >= 1 and x <= 12
    if letter == 72:
        return x <= 23
    if letter == 77:
        return x <= 59
    if letter == 83:
        return x <= 61
    if letter == 106:
        return x >= 1 and x <= 366
    if letter == 85 or letter == 87:
        return x <= 53
    if letter == 86:
        return x <= 53 and (n == 1 or x > 0)
    return x <= 6 if letter == 119 else x >= 1 and x <= 7


def sp_keep(letter: i32, x: i32, n: i32) -> None:
    """Remembers a number that was read."""
    global sp_year, sp_iso_year, sp_month, sp_day, sp_yearday, sp_weekday, sp_week, sp_week_start, sp_iso_week
    if letter == 89:
        sp_year = x
    elif letter == 121:
        sp_year = x + 2000 if x <= 68 else x + 1900
    elif letter == 71:
        sp_iso_year = x
    elif letter == 109:
        sp_month = x
    elif letter == 100:
        sp_day = x
    elif letter == 106:
        sp_yearday = x
    elif letter == 85 or letter == 87:
        sp_week = x
        sp_week_start = 6 if letter == 85 else 0
    elif letter == 86:
        sp_iso_week = x
    elif letter == 119:
        sp_weekday = 6 if x == 0 else x - 1
    elif letter == 117:
        sp_weekday = x - 1
    else:
        sp_keep_clock(letter, x, n)


def sp_keep_clock(letter: i32, x: i32, n: i32) -> None:
    """`sp_keep` for the time of day."""
    global sp_hour, sp_hour12, sp_minute, sp_second, sp_micro
    if letter == 72:
        sp_hour = x
        sp_hour12 = NONE_YET  # of %H and %I the last counts
    elif letter == 73:
        sp_hour12 = x
    elif letter == 77:
        sp_minute = x
    elif letter == 83:
        sp_second = x
    else:
        while n < 6:
            x = x * 10
            n += 1
        sp_micro = x


def sp_match_name(table: i32, count: i32, letter: i32, f: i32, p: i32) -> i32:
    """A name of a weekday or month, without regard to case."""
    global sp_weekday, sp_month
    i: i32 = 0
    while i < count:
        name: i32 = st_name(table, i)
        n: i32 = 0
        while load8(name + n) != 0 and (letter < 97 or n < 3) and p + n < sp_end and sp_lower(load8(p + n)) == sp_lower(load8(name + n)):
            n += 1
        if load8(name + n) == 0 or (letter >= 97 and n == 3):
            if count == 7:
                sp_weekday = i
            else:
                sp_month = i + 1
            if sp_match(f, p + n):
                return 1
        i += 1
    return 0


def sp_match_half(f: i32, p: i32) -> i32:
    """AM or PM."""
    global sp_afternoon
    if p + 1 >= sp_end or sp_lower(load8(p + 1)) != 109:
        return 0
    c: i32 = sp_lower(load8(p))
    if c != 97 and c != 112:
        return 0
    sp_afternoon = c == 112
    return sp_match(f, p + 2)


def sp_match_zone(f: i32, p: i32) -> i32:
    """UTC or GMT."""
    global sp_zone_at, sp_zone_size
    if p + 2 >= sp_end:
        return 0
    word: i32 = sp_lower(load8(p)) << 16 | sp_lower(load8(p + 1)) << 8 | sp_lower(load8(p + 2))
    if word != 0x757463 and word != 0x676D74:
        return 0
    sp_zone_at = p
    sp_zone_size = 3
    return sp_match(f, p + 3)


def sp_match_offset(f: i32, p: i32) -> i32:
    """+HH:MM[:SS[.ffffff]] or Z."""
    global sp_offset, sp_has_offset
    if p >= sp_end:
        return 0
    if load8(p) == 90:
        sp_offset = i64(0)
        sp_has_offset = 1
        return sp_match(f, p + 1)
    if load8(p) != 43 and load8(p) != 45:
        return 0
    hours: i32 = sp_number(p + 1, 2)
    q: i32 = p + 3
    colon: i32 = q < sp_end and load8(q) == 58
    minutes: i32 = sp_number(q + colon, 2)
    if hours < 0 or minutes < 0 or minutes > 59:
        return 0
    q += colon + 2
    base: i64 = i64(hours) * HOUR + i64(minutes) * MINUTE
    more: i32 = q < sp_end and load8(q) == 58
    seconds: i32 = sp_number(q + more, 2)
    if seconds >= 0 and seconds <= 59:
        r: i32 = q + more + 2
        if r < sp_end and load8(r) == 46:
            n: i32 = 6
            while n > 0:
                part: i32 = sp_number(r + 1, n)
                if part >= 0:
                    micros: i64 = i64(part)
                    k: i32 = n
                    while k < 6:
                        micros = micros * 10
                        k += 1
                    if sp_take_offset(f, p, r + 1 + n, base + i64(seconds) * SECOND + micros, colon, more):
                        return 1
                n -= 1
        if sp_take_offset(f, p, r, base + i64(seconds) * SECOND, colon, more):
            return 1
    return sp_take_offset(f, p, q, base, colon, colon)


def sp_take_offset(f: i32, p: i32, q: i32, offset: i64, colon: i32, more: i32) -> i32:
    """The offset from p to q, then the format at f."""
    global sp_offset, sp_has_offset, sp_offset_bad, sp_offset_end
    sp_offset_end = q
    sp_offset = -offset if load8(p) == 45 else offset
    sp_has_offset = 1
    sp_offset_bad = p if colon != more else 0
    return sp_match(f, q)


@inline
def sp_read(text: val, spec: val) -> val:
    """Reads a text by a format into the `sp_` globals; 0 when raised."""
    global sp_format_end, sp_end
    if not has_tag(text, T_STR):
        return raise_argument(lit("strptime() argument 1 must be str, not $"), text)
    if not has_tag(spec, T_STR):
        return raise_argument(lit("strptime() argument 2 must be str, not $"), spec)
    full: val = sp_expanded(spec)
    if full == 0:
        return 0
    sp_start()
    f: i32 = full + STR_BYTES
    sp_format_end = f + Str(full).nbytes
    p: i32 = text + STR_BYTES
    sp_end = p + Str(text).nbytes
    if not sp_match(f, p):
        template: val = lit("time data $ does not match format $")
        return raise_value_error(message_of(template, py_repr(text), py_repr(spec), 0))
    if sp_stop != sp_end:
        return raise_value_error(message_of(lit("unconverted data remains: $"), str_from(sp_stop, sp_end - sp_stop), 0, 0))
    if sp_offset_bad != 0:
        return sp_bad_offset()
    return NONE


@noinline
def sp_bad_offset() -> val:
    """ValueError for an offset with a colon in one place only."""
    p: i32 = sp_offset_bad
    if load8(p + 3) == 58:
        return raise_value_error(message_of(lit("Inconsistent use of : in $"), str_from(p, sp_offset_end - p), 0, 0))
    return raise_value_error(message_of(lit("invalid literal for int() with base 10: '$'"), str_from(p + 5, 2), 0, 0))
