"""`datetime`: `fromisoformat`, with the forms that CPython 3.11 reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, load8, noinline, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.layout.tags import T_STR
from noetlc.runtime.library.datetime.objects import DAY, SECOND, dt_check_clock, dt_check_date, dt_clock, dt_date, dt_moment
from noetlc.runtime.library.datetime.zone import dt_iso_days, dt_timezone_of
from noetlc.runtime.values.memory import has_tag, raised

if TYPE_CHECKING:
    from noetlc.runtime.library.datetime.objects import dt_delta, dt_utc
    from noetlc.runtime.python.exceptions.errors import clear_raised, message_of, raise_type_error, raise_value_error
    from noetlc.runtime.python.objects.repr import py_repr
    from noetlc.runtime.text.strings import code_width

iso_end: i32 = 0  # end of the text; what is read beyond counts as 0
iso_number: i64 = 0  # the number read last

# the time of day read last
iso_hour: i64 = 0
iso_minute: i64 = 0
iso_second: i64 = 0
iso_micro: i64 = 0
iso_zone: val = 0

BAD = -2  # malformed; -1 stands for a pending exception


def iso_at(p: i32) -> i32:
    return load8(p) if p < iso_end else 0


def iso_is_digit(c: i32) -> i32:
    return c >= 48 and c <= 57


def iso_digits(p: i32, n: i32) -> i32:
    """Reads n digits into `iso_number`; the address after them, 0 if there are fewer."""
    global iso_number
    iso_number = i64(0)
    while n > 0:
        c: i32 = iso_at(p)
        if not iso_is_digit(c):
            return 0
        iso_number = iso_number * 10 + i64(c - 48)
        p += 1
        n -= 1
    return p


@noinline
def iso_invalid(text: val) -> val:
    return raise_value_error(message_of(lit("Invalid isoformat string: $"), py_repr(text), 0, 0))


def iso_date(p: i32, end: i32) -> i32:
    """The day of a date at p; BAD, or -1 when raised."""
    p = iso_digits(p, 4)
    if p == 0:
        return BAD
    year: i64 = iso_number
    dash: i32 = iso_at(p) == 45
    p += dash
    if iso_at(p) == 87:
        return iso_week_date(year, p + 1, dash, end)
    p = iso_digits(p, 2)
    if p == 0:
        return BAD
    month: i64 = iso_number
    if dash:
        if iso_at(p) != 45:
            return BAD
        p += 1
    if iso_digits(p, 2) == 0:
        return BAD
    return dt_check_date(year, month, iso_number)


def iso_week_date(year: i64, p: i32, dash: i32, end: i32) -> i32:
    """The day of a week date whose week number is at p."""
    p = iso_digits(p, 2)
    if p == 0:
        return BAD
    week: i64 = iso_number
    weekday: i64 = i64(1)
    if p < end:
        if dash:
            if iso_at(p) != 45:
                return BAD
            p += 1
        if iso_digits(p, 1) == 0:
            return BAD
        weekday = iso_number
    days: i32 = dt_iso_days(year, week, weekday)
    if days < 0:
        clear_raised()
        return BAD
    return days


def iso_separator(p: i32, n: i32) -> i32:
    """How long the date at the start of n bytes is; -1 if that cannot be."""
    if n == 7:
        return 7
    if iso_at(p + 4) == 45:
        if iso_at(p + 5) != 87:
            return 10
        if n > 8 and iso_at(p + 8) == 45:
            if n == 9:
                return -1
            return 8 if n > 10 and iso_is_digit(iso_at(p + 10)) else 10
        return 8
    if iso_at(p + 4) != 87:
        return 8
    i: i32 = 7
    while i < n and iso_is_digit(iso_at(p + i)):
        i += 1
    if i < 9:
        return i
    return 8 if i & 1 else 7


def iso_parts(p: i32, end: i32) -> i32:
    """Reads HH[:MM[:SS[.ffffff]]] up to `end`: 1 if something follows in the whole text, BAD if malformed."""
    global iso_hour, iso_minute, iso_second, iso_micro
    iso_hour = i64(0)
    iso_minute = i64(0)
    iso_second = i64(0)
    iso_micro = i64(0)
    colon: i32 = 1
    i: i32 = 0
    while i < 3:
        p = iso_digits(p, 2)
        if p == 0:
            return BAD
        if i == 0:
            iso_hour = iso_number
        elif i == 1:
            iso_minute = iso_number
        else:
            iso_second = iso_number
        c: i32 = iso_at(p)
        p += 1
        if i == 0:
            colon = c == 58
        if p >= end:
            return c != 0
        if c == 46 or c == 44:
            break
        if colon == 0:
            p -= 1
        elif c != 58:
            return BAD
        i += 1
    n: i32 = end - p
    if n > 6:
        n = 6
    p = iso_digits(p, n)
    if p == 0:
        return BAD
    iso_micro = iso_number
    while n < 6:
        iso_micro = iso_micro * 10
        n += 1
    while iso_is_digit(iso_at(p)):
        p += 1
    return iso_at(p) != 0


def iso_time(p: i32) -> i32:
    """Reads a time of day with its zone, up to the end of the text: 0, BAD, or -1 when raised."""
    global iso_zone, iso_hour, iso_minute, iso_second, iso_micro
    iso_zone = 0
    sign: i32 = p
    while sign < iso_end and load8(sign) != 43 and load8(sign) != 45 and load8(sign) != 90:
        sign += 1
    rest: i32 = iso_parts(p, sign)
    if rest < 0:
        return BAD
    if sign == iso_end:
        return BAD if rest else 0
    if load8(sign) == 90:
        iso_zone = dt_utc()
        return BAD if sign + 1 < iso_end else 0
    hour: i64 = iso_hour
    minute: i64 = iso_minute
    second: i64 = iso_second
    micro: i64 = iso_micro
    if iso_parts(sign + 1, iso_end) != 0:
        return BAD
    seconds: i64 = iso_hour * 3600 + iso_minute * 60 + iso_second
    offset: i64 = seconds * SECOND + iso_micro
    if load8(sign) == 45:
        offset = -offset
    iso_zone = dt_utc() if seconds == 0 else dt_timezone_of(dt_delta(i64(0), offset), 0)
    iso_hour = hour
    iso_minute = minute
    iso_second = second
    iso_micro = micro
    return 0 if raised == 0 else -1


def iso_begin(text: val) -> i32:
    """The address of the text's bytes; 0 with TypeError pending if it is no string."""
    global iso_end
    if not has_tag(text, T_STR):
        raise_type_error(lit("fromisoformat: argument must be str"))
        return 0
    iso_end = text + STR_BYTES + Str(text).nbytes
    return text + STR_BYTES


def dt_date_fromisoformat(text: val) -> val:
    """`date.fromisoformat(text)`."""
    p: i32 = iso_begin(text)
    if p == 0:
        return 0
    n: i32 = iso_end - p
    days: i32 = iso_date(p, iso_end) if n == 7 or n == 8 or n == 10 else BAD
    if days == BAD:
        return iso_invalid(text)
    return dt_date(days) if days >= 0 else 0


def dt_fromisoformat(text: val) -> val:
    """`datetime.fromisoformat(text)`."""
    p: i32 = iso_begin(text)
    if p == 0:
        return 0
    n: i32 = iso_end - p
    size: i32 = iso_separator(p, n) if n >= 7 else -1
    if size < 0:
        return iso_invalid(text)
    at: i32 = p + size
    days: i32 = iso_date(p, at)
    clock: i64 = i64(0)
    zone: val = 0
    if days != BAD and n > size:
        failed: val = raised  # an error of the date counts only if the time can be read
        found: i32 = iso_time(at + code_width(load8(at)))
        if found == BAD:
            days = BAD
        elif found == 0 and failed == 0:
            clock = dt_check_clock(iso_hour, iso_minute, iso_second, iso_micro, i64(0))
        zone = iso_zone
    if days == BAD:
        clear_raised()
        return iso_invalid(text)
    return dt_moment(i64(days) * DAY + clock, 0, zone) if raised == 0 else 0


def dt_time_fromisoformat(text: val) -> val:
    """`time.fromisoformat(text)`."""
    p: i32 = iso_begin(text)
    if p == 0:
        return 0
    p += iso_at(p) == 84
    found: i32 = iso_time(p)
    if found == BAD:
        return iso_invalid(text)
    if found < 0:
        return 0
    clock: i64 = dt_check_clock(iso_hour, iso_minute, iso_second, iso_micro, i64(0))
    return dt_clock(clock, 0, iso_zone) if clock >= 0 else 0
