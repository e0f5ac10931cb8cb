"""`strftime`: the directives of the C library in the C locale, flags and widths included.

What is formatted stands in the `st_…` globals, which `time.struct_time` values fill as well as dates do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import div_s, i32, i64, lit, live, load8, noinline, rem_s, static_bytes, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.layout.tags import T_DATE, T_DATETIME, T_STR, T_TIME
from noetlc.runtime.library.datetime.objects import (
    EPOCH_DAY,
    HOUR,
    MINUTE,
    SECOND,
    Moment,
    dt_clock_of,
    dt_day,
    dt_day_of,
    dt_days,
    dt_month,
    dt_year,
)  # fmt: skip
from noetlc.runtime.library.datetime.zone import dt_dst, dt_first_monday, dt_iso_year, dt_year_day
from noetlc.runtime.values.memory import has_tag, raised, tag_of

if TYPE_CHECKING:
    from noetlc.runtime.library.datetime.text import dt_put_name, dt_put_utcoffset, put_padded
    from noetlc.runtime.numbers.text import buf_int
    from noetlc.runtime.python.exceptions.errors import raise_argument
    from noetlc.runtime.text.strings import buf_end
    from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_str

WEEKDAYS = static_bytes(b"Monday\0Tuesday\0Wednesday\0Thursday\0Friday\0Saturday\0Sunday\0")
MONTHS = static_bytes(b"January\0February\0March\0April\0May\0June\0July\0August\0September\0October\0November\0December\0")
DEFAULT_YEAR = 1900

# what is formatted
st_year: i32 = 0
st_month: i32 = 0
st_day: i32 = 0
st_clock: i64 = 0
st_weekday: i32 = 0  # 0 = Monday
st_yearday: i32 = 0  # from 1
st_of: val = 0  # the datetime or time, if it has a timezone; else 0

# the directive under way
st_pad: i32 = 0  # flag: 0 none, else the character
st_width: i32 = 0  # -1 = none given
st_case: i32 = 0  # flag: 0 none, else the character


def dt_load_fields(v: val) -> None:
    """Fills the globals from a date, datetime or time."""
    global st_year, st_month, st_day, st_clock, st_weekday, st_yearday, st_of
    days: i32 = dt_days(DEFAULT_YEAR, 1, 1)
    if not (live(T_TIME) and has_tag(v, T_TIME)):
        days = dt_day_of(v)
    st_yearday = dt_year_day(days)
    st_year = dt_year
    st_month = dt_month
    st_day = dt_day
    st_weekday = rem_s(days, 7)
    st_clock = dt_clock_of(v)
    st_of = 0 if (live(T_DATE) and has_tag(v, T_DATE)) or Moment(v).zone == 0 else v


def dt_strftime(v: val, spec: val) -> val:
    """`v.strftime(spec)`."""
    if not has_tag(spec, T_STR):
        return raise_argument(lit("strftime() argument 1 must be str, not $"), spec)
    if live(Feature.OWN_ZONES) and has_tag(v, T_DATETIME) and dt_dst(v) == 0:  # the time tuple has it
        return 0
    dt_load_fields(v)
    return st_text(spec)


def dt_format(v: val, spec: val) -> val:
    """`format(v, spec)`; 0 without an exception for what has no strftime."""
    if tag_of(v) <= T_DATETIME:
        return dt_strftime(v, spec)
    return 0


def st_text(spec: val) -> val:
    """The format string filled in."""
    mark: i32 = buf_begin()
    st_put(spec + STR_BYTES, Str(spec).nbytes)
    return buf_end(mark) if raised == 0 else 0


def st_put(p: i32, n: i32) -> None:
    """Appends what n bytes of a format string at p stand for."""
    end: i32 = p + n
    while p < end:
        if load8(p) != 37:
            buf_byte(load8(p))
            p += 1
        else:
            size: i32 = st_directive(p, end)
            p += size


def st_directive(p: i32, end: i32) -> i32:
    """Appends the directive at p; its size. What is no directive is copied."""
    global st_pad, st_width, st_case
    q: i32 = p + 1
    pad: i32 = 0
    case: i32 = 0
    width: i32 = -1
    while q < end and st_is_flag(load8(q)):
        if load8(q) == 94 or load8(q) == 35:
            case = load8(q)
        else:
            pad = load8(q)
        q += 1
    while q < end and load8(q) >= 48 and load8(q) <= 57:
        width = (0 if width < 0 else width * 10) + load8(q) - 48
        q += 1
    plain: i32 = q == p + 1
    if q < end and (load8(q) == 69 or load8(q) == 79):
        q += 1
    if q >= end:
        buf_bytes(p, end - p)
        return end - p
    st_pad = pad
    st_width = width
    st_case = case
    letter: i32 = load8(q)
    q += 1
    if plain and q == p + 2 and (letter == 102 or letter == 122 or letter == 90):
        st_put_own(letter)
    elif not (st_put_number(letter) or st_put_text(letter)):
        buf_bytes(p, q - p)
    return q - p


def st_is_flag(c: i32) -> i32:
    """`_`, `-`, `0`, `^`, `#`."""
    return c == 95 or c == 45 or c == 48 or c == 94 or c == 35


def st_put_own(letter: i32) -> None:
    """Appends %f, %z or %Z, which are Python's own."""
    if letter == 102:
        put_padded(rem_s(st_clock, i64(SECOND)), 6)
    elif st_of != 0:
        if letter == 122:
            dt_put_utcoffset(st_of, 0)
        else:
            dt_put_name(st_of)


def st_part(unit: i64, size: i64) -> i64:
    return rem_s(div_s(st_clock, unit), size)


def st_hour12() -> i64:
    hour: i64 = rem_s(div_s(st_clock, i64(HOUR)), i64(12))
    return i64(12) if hour == 0 else hour


def st_days() -> i32:
    return dt_days(st_year, st_month, st_day)


def st_put_number(letter: i32) -> i32:
    """Appends a directive that is a number; 0 if the letter is none."""
    pad: i32 = 32 if letter == 101 or letter == 107 or letter == 108 else 48  # e, k, l
    if letter == 115:  # s
        st_put_padded(i64(st_days() - EPOCH_DAY) * 86400 + div_s(st_clock, i64(SECOND)), 1, pad)
        return 1
    n: i64 = st_clock_number(letter)
    if n < 0:
        n = st_date_number(letter)
    if n < 0:
        return 0
    free: i32 = letter == 89 or letter == 67 or letter == 117 or letter == 119 or letter == 71  # Y, C, u, w, G
    st_put_padded(n, 1 if free else (3 if letter == 106 else 2), pad)
    return 1


def st_clock_number(letter: i32) -> i64:
    """The number of a directive of the time of day, -1 for another one."""
    if letter == 72 or letter == 107:  # H, k
        return div_s(st_clock, i64(HOUR))
    if letter == 77:  # M
        return st_part(i64(MINUTE), i64(60))
    if letter == 83:  # S
        return st_second()
    if letter == 73 or letter == 108:  # I, l
        return st_hour12()
    return i64(-1)


def st_date_number(letter: i32) -> i64:
    """The number of a directive of the date, -1 for another one."""
    if letter == 89:  # Y
        return i64(st_year)
    if letter == 109:  # m
        return i64(st_month)
    if letter == 100 or letter == 101:  # d, e
        return i64(st_day)
    if letter == 121:  # y
        return i64(rem_s(st_year, 100))
    if letter == 106:  # j
        return i64(st_yearday)
    if letter == 67:  # C
        return i64(div_s(st_year, 100))
    if letter == 117:  # u
        return i64(st_weekday + 1)
    if letter == 119:  # w
        return i64(rem_s(st_weekday + 1, 7))
    if letter == 85:  # U
        return i64(div_s(st_yearday + 6 - rem_s(st_weekday + 1, 7), 7))
    if letter == 87:  # W
        return i64(div_s(st_yearday + 6 - st_weekday, 7))
    if letter == 86 or letter == 71 or letter == 103:  # V, G, g
        return st_iso(letter)
    return i64(-1)


def st_second() -> i64:
    return st_part(i64(SECOND), i64(60))


def st_iso(letter: i32) -> i64:
    """The ISO week, year, or year of the century."""
    days: i32 = st_days()
    year: i32 = dt_iso_year(days)
    if letter == 86:
        return i64(div_s(days - dt_first_monday(year), 7) + 1)
    return i64(year if letter == 71 else rem_s(year, 100))


@noinline
def st_put_padded(n: i64, digits: i32, pad: i32) -> None:
    """Appends a number, filled to its digits and the width of the directive."""
    width: i32 = digits
    if st_pad == 45:  # the flag -
        width = 0
        pad = 32
    elif st_pad != 0:
        pad = 32 if st_pad == 95 else 48
    if st_width > width:
        width = st_width
    size: i32 = 1
    rest: i64 = -n if n < 0 else n
    while rest >= 10:
        rest = div_s(rest, i64(10))
        size += 1
    if n < 0:
        size += 1
    while size < width:
        buf_byte(pad)
        size += 1
    buf_int(n)


def st_put_text(letter: i32) -> i32:
    """Appends a directive that is text; 0 if the letter is none."""
    mark: i32 = buf_begin()
    case: i32 = st_case
    width: i32 = st_width
    pad: i32 = 48 if st_pad == 48 else 32
    known: i32 = st_put_plain(letter)
    text: val = buf_end(mark)
    if not known:
        return 0
    size: i32 = Str(text).nbytes
    while size < width:
        buf_byte(pad)
        size += 1
    lower: i32 = case == 35 and (letter == 112 or letter == 90)
    upper: i32 = case == 94 or (case == 35 and st_is_name(letter))
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    while p < end:
        c: i32 = load8(p)
        if upper and c >= 97 and c <= 122:
            c -= 32
        if lower and c >= 65 and c <= 90:
            c += 32
        buf_byte(c)
        p += 1
    return 1


def st_is_name(letter: i32) -> i32:
    """a, A, b, B, h."""
    return letter == 97 or letter == 65 or letter == 98 or letter == 66 or letter == 104


def st_put_plain(letter: i32) -> i32:
    """Appends the text of a directive without flags; 0 if the letter is none."""
    if letter == 97 or letter == 65:
        st_put_name(WEEKDAYS, st_weekday, letter == 97)
    elif letter == 98 or letter == 66 or letter == 104:
        st_put_name(MONTHS, st_month - 1, letter != 66)
    elif letter == 112:
        buf_str(lit("PM") if st_clock >= 12 * HOUR else lit("AM"))
    elif letter == 80:
        buf_str(lit("pm") if st_clock >= 12 * HOUR else lit("am"))
    elif letter == 37:
        buf_byte(37)
    elif letter == 110:
        buf_byte(10)
    elif letter == 116:
        buf_byte(9)
    elif letter == 99:
        st_put_format(lit("%a %b %e %H:%M:%S %Y"))
    elif letter == 120 or letter == 68:
        st_put_format(lit("%m/%d/%y"))
    elif letter == 88 or letter == 84:
        st_put_format(lit("%H:%M:%S"))
    elif letter == 114:
        st_put_format(lit("%I:%M:%S %p"))
    elif letter == 82:
        st_put_format(lit("%H:%M"))
    elif letter == 70:
        st_put_format(lit("%Y-%m-%d"))
    elif letter == 122 or letter == 90:
        st_put_own(letter)
    else:
        return 0
    return 1


def st_put_format(spec: val) -> None:
    st_put(spec + STR_BYTES, Str(spec).nbytes)


def st_name(table: i32, index: i32) -> i32:
    """The address of a name, which ends with a zero byte."""
    p: i32 = table
    while index > 0:
        while load8(p) != 0:
            p += 1
        p += 1
        index -= 1
    return p


def st_put_name(table: i32, index: i32, short: i32) -> None:
    p: i32 = st_name(table, index)
    n: i32 = 0
    while load8(p) != 0 and (short == 0 or n < 3):
        buf_byte(load8(p))
        p += 1
        n += 1
