"""`datetime`: `str`, `repr` and `isoformat`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import div_s, i32, i64, lit, live, rem_s, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, Str
from noetlc.layout.tags import T_DATE, T_DATETIME, T_STR, T_TIME, T_TIMEDELTA, T_TIMEZONE
from noetlc.runtime.library.datetime.objects import (
    HOUR,
    MINUTE,
    SECOND,
    UTC,
    Delta,
    Moment,
    Zone,
    dt_class_name,
    dt_clock_of,
    dt_day,
    dt_day_of,
    dt_month,
    dt_offset_delta,
    dt_split,
    dt_year,
)  # fmt: skip
from noetlc.runtime.library.datetime.own_zone import NO_OFFSET, dt_is_own, dt_name_of, dt_offset_of
from noetlc.runtime.values.memory import has_tag, raised

if TYPE_CHECKING:
    from noetlc.runtime.numbers.text import buf_int
    from noetlc.runtime.python.exceptions.errors import raise_argument, raise_type_error, raise_value_error
    from noetlc.runtime.python.objects.repr import put_repr
    from noetlc.runtime.text.strings import buf_end, str_eq
    from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str

# timespec
AUTO = 0
HOURS = 1
MINUTES = 2
SECONDS = 3
MILLISECONDS = 4
MICROSECONDS = 5


def put_padded(n: i64, width: i32) -> None:
    """Appends a number >= 0 with leading zeros."""
    scale: i64 = i64(1)
    while width > 1:
        scale = scale * 10
        width -= 1
    while scale > 1 and n < scale:
        buf_byte(48)
        scale = div_s(scale, i64(10))
    buf_int(n)


def dt_put_date(days: i32) -> None:
    """Appends YYYY-MM-DD."""
    dt_split(days)
    put_padded(i64(dt_year), 4)
    buf_byte(45)
    put_padded(i64(dt_month), 2)
    buf_byte(45)
    put_padded(i64(dt_day), 2)


def dt_put_clock(clock: i64, how: i32) -> None:
    """Appends HH:MM:SS.ffffff as far as the timespec says."""
    micro: i64 = rem_s(clock, i64(SECOND))
    if how == AUTO:
        how = MICROSECONDS if micro != 0 else SECONDS
    put_padded(div_s(clock, i64(HOUR)), 2)
    if how >= MINUTES:
        buf_byte(58)
        put_padded(rem_s(div_s(clock, i64(MINUTE)), i64(60)), 2)
    if how >= SECONDS:
        buf_byte(58)
        put_padded(rem_s(div_s(clock, i64(SECOND)), i64(60)), 2)
    if how >= MILLISECONDS:
        buf_byte(46)
        if how == MILLISECONDS:
            put_padded(div_s(micro, i64(1000)), 3)
        else:
            put_padded(micro, 6)


def dt_put_offset(offset: i64, colon: i32) -> None:
    """Appends +HH:MM, with seconds and microseconds where they are not 0."""
    buf_byte(45 if offset < 0 else 43)
    offset = -offset if offset < 0 else offset
    put_padded(div_s(offset, i64(HOUR)), 2)
    if colon:
        buf_byte(58)
    put_padded(rem_s(div_s(offset, i64(MINUTE)), i64(60)), 2)
    rest: i64 = rem_s(offset, i64(MINUTE))
    if rest != 0:
        if colon:
            buf_byte(58)
        put_padded(div_s(rest, i64(SECOND)), 2)
        if rem_s(rest, i64(SECOND)) != 0:
            buf_byte(46)
            put_padded(rem_s(rest, i64(SECOND)), 6)


def dt_put_utcoffset(v: val, colon: i32) -> None:
    """Appends the offset of a datetime or time with a zone."""
    offset: i64 = dt_offset_of(v)
    if not live(Feature.OWN_ZONES) or offset != NO_OFFSET:
        dt_put_offset(offset, colon)


def dt_put_moment(v: val, sep: val, how: i32) -> None:
    """Appends a date, time or datetime in ISO format; `sep` is a string."""
    if not (live(T_TIME) and has_tag(v, T_TIME)):
        dt_put_date(dt_day_of(v))
    if live(T_DATE) and has_tag(v, T_DATE):
        return
    if live(T_DATETIME) and has_tag(v, T_DATETIME):
        buf_str(sep)
    dt_put_clock(dt_clock_of(v), how)
    if (live(T_TIMEZONE) or live(Feature.OWN_ZONES)) and Moment(v).zone != 0:
        dt_put_utcoffset(v, 1)


def dt_isoformat(v: val) -> val:
    """`v.isoformat()`."""
    return dt_iso_text(v, lit("T"), AUTO)


def dt_iso_text(v: val, sep: val, how: i32) -> val:
    """The text in ISO format; 0 when raised by a zone of the body."""
    mark: i32 = buf_begin()
    dt_put_moment(v, sep, how)
    text: val = buf_end(mark)
    return 0 if live(Feature.OWN_ZONES) and raised != 0 else text


def dt_isoformat_with(v: val, sep: val, timespec: val) -> val:
    """`v.isoformat(sep, timespec)` of a datetime."""
    if not has_tag(sep, T_STR):
        return raise_argument(lit("isoformat() argument 1 must be a unicode character, not $"), sep)
    if Str(sep).length != 1:
        return raise_type_error(lit("isoformat() argument 1 must be a unicode character, not str"))
    how: i32 = dt_timespec(timespec)
    return dt_iso_text(v, sep, how) if how >= 0 else 0


def dt_time_isoformat(v: val, timespec: val) -> val:
    """`v.isoformat(timespec)` of a time."""
    how: i32 = dt_timespec(timespec)
    return dt_iso_text(v, lit("T"), how) if how >= 0 else 0


def dt_timespec(v: val) -> i32:
    """The number of a timespec (AUTO …); -1 when raised."""
    if v == 0:
        return AUTO
    if not has_tag(v, T_STR):
        raise_argument(lit("isoformat() argument 2 must be str, not $"), v)
        return -1
    if str_eq(v, lit("auto")):
        return AUTO
    if str_eq(v, lit("seconds")):
        return SECONDS
    if str_eq(v, lit("milliseconds")):
        return MILLISECONDS
    if str_eq(v, lit("microseconds")):
        return MICROSECONDS
    if str_eq(v, lit("minutes")):
        return MINUTES
    if str_eq(v, lit("hours")):
        return HOURS
    raise_value_error(lit("Unknown timespec value"))
    return -1


def dt_put_delta(v: val) -> None:
    """Appends `str(timedelta)`."""
    days: i64 = Delta(v).days
    if days != 0:
        buf_int(days)
        buf_str(lit(" day, ") if days == 1 or days == -1 else lit(" days, "))
    clock: i64 = Delta(v).micros
    buf_int(div_s(clock, i64(HOUR)))
    buf_byte(58)
    put_padded(rem_s(div_s(clock, i64(MINUTE)), i64(60)), 2)
    buf_byte(58)
    put_padded(rem_s(div_s(clock, i64(SECOND)), i64(60)), 2)
    micro: i64 = rem_s(clock, i64(SECOND))
    if micro != 0:
        buf_byte(46)
        put_padded(micro, 6)


def dt_put_zone(v: val) -> None:
    """Appends the name of a timezone."""
    if Zone(v).name != 0:
        buf_str(Zone(v).name)
        return
    buf_str(lit("UTC"))
    if Zone(v).offset != 0:
        dt_put_offset(Zone(v).offset, 1)


def dt_put_name(v: val) -> None:
    """Appends the name of the zone of a datetime or time."""
    if live(Feature.OWN_ZONES) and dt_is_own(Moment(v).zone):
        name: val = dt_name_of(v)
        if name != 0 and name != NONE:
            buf_str(name)
    else:
        dt_put_zone(Moment(v).zone)


def dt_put_str(v: val) -> None:
    """Appends `str(v)`."""
    if live(T_TIMEDELTA) and has_tag(v, T_TIMEDELTA):
        dt_put_delta(v)
    elif live(T_TIMEZONE) and has_tag(v, T_TIMEZONE):
        dt_put_zone(v)
    else:
        dt_put_moment(v, lit(" "), AUTO)


def dt_put_item(n: i64) -> None:
    """Appends a number after ", " or an opening parenthesis."""
    buf_int(n)
    buf_str(lit(", "))


def dt_put_repr(v: val) -> None:
    """Appends `repr(v)`."""
    if v == val(UTC):
        buf_str(lit("datetime.timezone.utc"))
        return
    buf_str(dt_class_name(v))
    buf_byte(40)
    if live(T_TIMEDELTA) and has_tag(v, T_TIMEDELTA):
        dt_put_delta_parts(v)
    elif live(T_TIMEZONE) and has_tag(v, T_TIMEZONE):
        dt_put_zone_parts(v)
    else:
        dt_put_moment_parts(v)
    buf_byte(41)


def dt_put_delta_parts(v: val) -> None:
    seconds: i64 = div_s(Delta(v).micros, i64(SECOND))
    micro: i64 = rem_s(Delta(v).micros, i64(SECOND))
    first: i32 = 1
    if Delta(v).days != 0:
        buf_str(lit("days="))
        buf_int(Delta(v).days)
        first = 0
    if seconds != 0:
        buf_str(lit("seconds=") if first else lit(", seconds="))
        buf_int(seconds)
        first = 0
    if micro != 0:
        buf_str(lit("microseconds=") if first else lit(", microseconds="))
        buf_int(micro)
        first = 0
    if first:
        buf_byte(48)


def dt_put_zone_parts(v: val) -> None:
    put_repr(dt_offset_delta(v))
    if Zone(v).name != 0:
        buf_str(lit(", "))
        put_repr(Zone(v).name)


def dt_put_moment_parts(v: val) -> None:
    if not (live(T_TIME) and has_tag(v, T_TIME)):
        dt_split(dt_day_of(v))
        dt_put_item(i64(dt_year))
        dt_put_item(i64(dt_month))
        buf_int(i64(dt_day))
        if live(T_DATE) and has_tag(v, T_DATE):
            return
        buf_str(lit(", "))
    clock: i64 = dt_clock_of(v)
    second: i64 = rem_s(div_s(clock, i64(SECOND)), i64(60))
    micro: i64 = rem_s(clock, i64(SECOND))
    dt_put_item(div_s(clock, i64(HOUR)))
    buf_int(rem_s(div_s(clock, i64(MINUTE)), i64(60)))
    if second != 0 or micro != 0:
        buf_str(lit(", "))
        buf_int(second)
    if micro != 0:
        buf_str(lit(", "))
        buf_int(micro)
    if Moment(v).fold:
        buf_str(lit(", fold=1"))
    if Moment(v).zone != 0:
        buf_str(lit(", tzinfo="))
        put_repr(Moment(v).zone)


def dt_repr(v: val) -> val:
    mark: i32 = buf_begin()
    dt_put_repr(v)
    return buf_end(mark)
