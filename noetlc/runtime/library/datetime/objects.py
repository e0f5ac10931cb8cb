"""`datetime`: objects, the calendar, constructors and fields.

Moments count microseconds: a datetime since 0001-01-01T00:00, a time since midnight. A date counts days since 0001-01-01.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from noetlc.kernel.lang import div_s, enable, i32, i64, inline, lit, lit_class, live, noinline, rem_s, static_bytes, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, Obj
from noetlc.layout.tags import T_DATE, T_DATETIME, T_INSTANCE, T_TIME, T_TIMEDELTA, T_TIMEZONE
from noetlc.runtime.library.host import host_now
from noetlc.runtime.python.classes.lookup import class_find, class_of
from noetlc.runtime.values.memory import from_int, has_tag, new_object, raised

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import message_of, raise_overflow, raise_type, raise_type_error, raise_value_error
    from noetlc.runtime.python.numbers.int import floor_div, floor_mod
    from noetlc.runtime.python.numbers.number import py_index

DAY = 86_400_000_000  # microseconds
HOUR = 3_600_000_000
MINUTE = 60_000_000
SECOND = 1_000_000
LAST_DAY = 3_652_058  # 9999-12-31
EPOCH_DAY = 719_162  # 1970-01-01
EPOCH = EPOCH_DAY * DAY
END = (LAST_DAY + 1) * DAY


class Date(Obj):
    days: i32


class Moment(Obj):
    """A datetime or time; `zone` is a timezone or 0."""

    micros: i64
    fold: i32
    zone: val


class Delta(Obj):
    """0 <= micros < DAY."""

    days: i64
    micros: i64


class Zone(Obj):
    """A timezone: offset in microseconds, name or 0."""

    offset: i64
    name: val
    unused: val


UTC = static_bytes(struct.pack("<BBHIqII", T_TIMEZONE, 0, 16, 24, 0, 0, 0))

# fields of the date taken apart last
dt_year: i32 = 0
dt_month: i32 = 0
dt_day: i32 = 0


@inline
def dt_exist() -> None:
    """Marks that dates and times exist."""
    enable(Feature.TEMPORAL)
    enable(Feature.LIBRARY_OBJECTS)


# ---- calendar


def dt_split(days: i32) -> None:
    """Sets `dt_year`, `dt_month`, `dt_day`. Years are counted from March in between."""
    global dt_year, dt_month, dt_day
    z: i32 = days + 306
    era: i32 = div_s(z, 146097)
    doe: i32 = z - era * 146097
    yoe: i32 = div_s(doe - div_s(doe, 1460) + div_s(doe, 36524) - div_s(doe, 146096), 365)
    doy: i32 = doe - (365 * yoe + (yoe >> 2) - div_s(yoe, 100))
    mp: i32 = div_s(5 * doy + 2, 153)
    dt_day = doy - div_s(153 * mp + 2, 5) + 1
    dt_month = mp + 3 if mp < 10 else mp - 9
    dt_year = yoe + era * 400 + (dt_month <= 2)


def dt_days(year: i32, month: i32, day: i32) -> i32:
    """Days since 0001-01-01."""
    y: i32 = year - (month <= 2)
    era: i32 = div_s(y, 400)
    yoe: i32 = y - era * 400
    mp: i32 = month - 3 if month > 2 else month + 9
    doy: i32 = div_s(153 * mp + 2, 5) + day - 1
    return era * 146097 + yoe * 365 + (yoe >> 2) - div_s(yoe, 100) + doy - 306


def dt_is_leap(year: i32) -> i32:
    return (year & 3) == 0 and (rem_s(year, 100) != 0 or rem_s(year, 400) == 0)


def dt_month_days(year: i32, month: i32) -> i32:
    if month == 2:
        return 28 + dt_is_leap(year)
    return 30 + ((month + (month >> 3)) & 1)


@inline
def dt_day_of(v: val) -> i32:
    """Days since 0001-01-01 of a date or datetime."""
    if live(T_DATETIME) and has_tag(v, T_DATETIME):
        return i32(div_s(Moment(v).micros, i64(DAY)))
    return Date(v).days


@inline
def dt_clock_of(v: val) -> i64:
    """Microseconds since midnight of a datetime or time; 0 for a date."""
    if live(T_DATE) and has_tag(v, T_DATE):
        return i64(0)
    return rem_s(Moment(v).micros, i64(DAY))


def dt_weekday(days: i32) -> i32:
    """0 = Monday."""
    return rem_s(days, 7)


# ---- objects


def dt_date(days: i32) -> val:
    dt_exist()
    p: i32 = new_object(T_DATE, 16, 0)
    Date(p).days = days
    return val(p)


def dt_moment(micros: i64, fold: i32, zone: val) -> val:
    """A datetime."""
    dt_exist()
    p: i32 = new_object(T_DATETIME, 24, 20)
    Moment(p).micros = micros
    Moment(p).fold = fold
    Moment(p).zone = zone
    return val(p)


def dt_moment_checked(micros: i64, fold: i32, zone: val) -> val:
    """A datetime, or OverflowError beyond the years 1 to 9999."""
    if micros < 0 or micros >= END:
        return raise_overflow(lit("date value out of range"))
    return dt_moment(micros, fold, zone)


def dt_clock(micros: i64, fold: i32, zone: val) -> val:
    """A time."""
    dt_exist()
    p: i32 = new_object(T_TIME, 24, 20)
    Moment(p).micros = micros
    Moment(p).fold = fold
    Moment(p).zone = zone
    return val(p)


def dt_delta(days: i64, micros: i64) -> val:
    """A timedelta of days and any number of microseconds; OverflowError beyond 999999999 days."""
    dt_exist()
    whole: i64 = days + floor_div(micros, i64(DAY))
    if whole > 999999999 or whole < -999999999:
        return raise_overflow(message_of(lit("days=$; must have magnitude <= 999999999"), from_int(whole), 0, 0))
    p: i32 = new_object(T_TIMEDELTA, 24, 0)
    Delta(p).days = whole
    Delta(p).micros = floor_mod(micros, i64(DAY))
    return val(p)


def dt_zone(offset: i64, name: val) -> val:
    dt_exist()
    p: i32 = new_object(T_TIMEZONE, 24, 16)
    Zone(p).offset = offset
    Zone(p).name = name
    Zone(p).unused = 0
    return val(p)


def dt_offset_delta(zone: val) -> val:
    """The offset of a timezone as a timedelta."""
    return dt_delta(i64(0), Zone(zone).offset)


def dt_utc() -> val:
    """`timezone.utc`, one object."""
    dt_exist()
    enable(T_TIMEZONE)
    return val(UTC)


# ---- arguments


def dt_part(v: val, name: val, position: i32) -> i64:
    """An int argument; TypeError if it is missing or no int, OverflowError beyond 32 bits: raised is set."""
    if v == 0:
        template: val = lit("function missing required argument '$' (pos $)")
        raise_type_error(message_of(template, name, from_int(i64(position)), 0))
        return i64(0)
    if v & 1:
        return i64(v >> 1)
    x: i64 = py_index(v)
    if raised == 0:
        if x > 0x7FFFFFFF:
            raise_overflow(lit("signed integer is greater than maximum"))
        if x < -0x80000000:
            raise_overflow(lit("signed integer is less than minimum"))
    return x


@noinline
def dt_bad_year(year: i64) -> val:
    return raise_value_error(message_of(lit("year $ is out of range"), from_int(year), 0, 0))


def dt_check_date(year: i64, month: i64, day: i64) -> i32:
    """Days since 0001-01-01; -1 when raised."""
    if year < 1 or year > 9999:
        dt_bad_year(year)
        return -1
    if month < 1 or month > 12:
        raise_value_error(lit("month must be in 1..12"))
        return -1
    if day < 1 or day > i64(dt_month_days(i32(year), i32(month))):
        raise_value_error(lit("day is out of range for month"))
        return -1
    return dt_days(i32(year), i32(month), i32(day))


def dt_check_clock(hour: i64, minute: i64, second: i64, micro: i64, fold: i64) -> i64:
    """Microseconds since midnight; -1 when raised."""
    message: val = 0
    if hour < 0 or hour > 23:
        message = lit("hour must be in 0..23")
    elif minute < 0 or minute > 59:
        message = lit("minute must be in 0..59")
    elif second < 0 or second > 59:
        message = lit("second must be in 0..59")
    elif micro < 0 or micro > 999999:
        message = lit("microsecond must be in 0..999999")
    elif fold < 0 or fold > 1:
        message = lit("fold must be either 0 or 1")
    if message != 0:
        raise_value_error(message)
        return i64(-1)
    return hour * HOUR + minute * MINUTE + second * SECOND + micro


def dt_check_zone(v: val) -> i32:
    """Whether a value may be a tzinfo; 0 with TypeError pending if not."""
    if v == NONE:
        return 1
    if live(T_TIMEZONE) and has_tag(v, T_TIMEZONE):
        return 1
    if live(Feature.OWN_ZONES) and has_tag(v, T_INSTANCE) and class_find(class_of(v), lit("1_is_zone")) != 0:
        return 1
    raise_type(lit("tzinfo argument must be None or of a tzinfo subclass, not type '$'"), v)
    return 0


@inline
def dt_zone_or_none(v: val) -> val:
    """A tzinfo argument as the field of a moment."""
    return 0 if v == NONE else v


def dt_date_of(year: val, month: val, day: val) -> val:
    """`date(year, month, day)`; 0 = absent."""
    y: i64 = dt_part(year, lit("year"), 1)
    if raised != 0:
        return 0
    m: i64 = dt_part(month, lit("month"), 2)
    if raised != 0:
        return 0
    d: i64 = dt_part(day, lit("day"), 3)
    if raised != 0:
        return 0
    days: i32 = dt_check_date(y, m, d)
    return dt_date(days) if days >= 0 else 0


def dt_datetime_of(year: val, month: val, day: val, hour: val, minute: val, second: val, micro: val, zone: val, fold: val) -> val:
    """`datetime(…)`."""
    y: i64 = dt_part(year, lit("year"), 1)
    if raised != 0:
        return 0
    mo: i64 = dt_part(month, lit("month"), 2)
    if raised != 0:
        return 0
    d: i64 = dt_part(day, lit("day"), 3)
    if raised != 0:
        return 0
    h: i64 = dt_part(hour, 0, 0)
    mi: i64 = dt_part(minute, 0, 0) if raised == 0 else i64(0)
    s: i64 = dt_part(second, 0, 0) if raised == 0 else i64(0)
    us: i64 = dt_part(micro, 0, 0) if raised == 0 else i64(0)
    f: i64 = dt_part(fold, 0, 0) if raised == 0 else i64(0)
    if raised != 0:
        return 0
    days: i32 = dt_check_date(y, mo, d)
    if days < 0:
        return 0
    clock: i64 = dt_check_clock(h, mi, s, us, f)
    if clock < 0 or dt_check_zone(zone) == 0:
        return 0
    return dt_moment(i64(days) * DAY + clock, i32(f), dt_zone_or_none(zone))


def dt_time_of(hour: val, minute: val, second: val, micro: val, zone: val, fold: val) -> val:
    """`time(…)`."""
    h: i64 = dt_part(hour, 0, 0)
    mi: i64 = dt_part(minute, 0, 0) if raised == 0 else i64(0)
    s: i64 = dt_part(second, 0, 0) if raised == 0 else i64(0)
    us: i64 = dt_part(micro, 0, 0) if raised == 0 else i64(0)
    f: i64 = dt_part(fold, 0, 0) if raised == 0 else i64(0)
    if raised != 0:
        return 0
    clock: i64 = dt_check_clock(h, mi, s, us, f)
    if clock < 0 or dt_check_zone(zone) == 0:
        return 0
    return dt_clock(clock, i32(f), dt_zone_or_none(zone))


# ---- the clock


def dt_current() -> i64:
    """The host's time in microseconds since 0001-01-01."""
    return EPOCH + floor_div(host_now(), i64(1000))


def dt_utcnow() -> val:
    """`datetime.utcnow()` and `datetime.today()`."""
    return dt_moment(dt_current(), 0, 0)


def dt_date_today() -> val:
    return dt_date(i32(div_s(dt_current(), i64(DAY))))


# ---- fields


def dt_get_year(v: val) -> val:
    dt_split(dt_day_of(v))
    return from_int(i64(dt_year))


def dt_get_month(v: val) -> val:
    dt_split(dt_day_of(v))
    return from_int(i64(dt_month))


def dt_get_day(v: val) -> val:
    dt_split(dt_day_of(v))
    return from_int(i64(dt_day))


def dt_get_hour(v: val) -> val:
    return from_int(div_s(dt_clock_of(v), i64(HOUR)))


def dt_get_minute(v: val) -> val:
    return from_int(rem_s(div_s(dt_clock_of(v), i64(MINUTE)), i64(60)))


def dt_get_second(v: val) -> val:
    return from_int(rem_s(div_s(dt_clock_of(v), i64(SECOND)), i64(60)))


def dt_get_microsecond(v: val) -> val:
    return from_int(rem_s(dt_clock_of(v), i64(SECOND)))


def dt_get_tzinfo(v: val) -> val:
    return Moment(v).zone if Moment(v).zone != 0 else NONE


def dt_get_fold(v: val) -> val:
    return from_int(i64(Moment(v).fold))


def dt_min_date() -> val:
    return dt_date(0)


def dt_max_date() -> val:
    return dt_date(LAST_DAY)


def dt_min_datetime() -> val:
    return dt_moment(i64(0), 0, 0)


def dt_max_datetime() -> val:
    return dt_moment(i64(END - 1), 0, 0)


def dt_min_time() -> val:
    return dt_clock(i64(0), 0, 0)


def dt_max_time() -> val:
    return dt_clock(i64(DAY - 1), 0, 0)


def dt_class_name(v: val) -> val:
    """The name of a value's class as messages show it."""
    if live(T_DATE) and has_tag(v, T_DATE):
        return lit("datetime.date")
    if live(T_TIME) and has_tag(v, T_TIME):
        return lit("datetime.time")
    if live(T_TIMEDELTA) and has_tag(v, T_TIMEDELTA):
        return lit("datetime.timedelta")
    if live(T_TIMEZONE) and has_tag(v, T_TIMEZONE):
        return lit("datetime.timezone")
    return lit("datetime.datetime")


def dt_class(v: val) -> val:
    """The class of a date, time, timedelta or timezone."""
    if live(T_DATE) and has_tag(v, T_DATE):
        return lit_class("datetime.date")
    if live(T_TIME) and has_tag(v, T_TIME):
        return lit_class("datetime.time")
    if live(T_TIMEDELTA) and has_tag(v, T_TIMEDELTA):
        return lit_class("datetime.timedelta")
    if live(T_TIMEZONE) and has_tag(v, T_TIMEZONE):
        return lit_class("datetime.timezone")
    return lit_class("datetime.datetime")

