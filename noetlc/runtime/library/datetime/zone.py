"""`datetime`: time zones and what depends on them, fields that are computed, conversions between the kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import div_s, enable, f64, i32, i64, lit, lit_class, live, nearest, noinline, trunc, trunc_i64, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, Float
from noetlc.layout.tags import T_DATE, T_DATETIME, T_STR, T_TIME, T_TIMEDELTA
from noetlc.runtime.library.datetime.objects import (
    DAY,
    END,
    EPOCH,
    SECOND,
    Delta,
    Moment,
    Zone,
    dt_bad_year,
    dt_check_zone,
    dt_clock,
    dt_clock_of,
    dt_current,
    dt_date,
    dt_day_of,
    dt_days,
    dt_delta,
    dt_is_leap,
    dt_moment,
    dt_moment_checked,
    dt_offset_delta,
    dt_split,
    dt_utc,
    dt_weekday,
    dt_year,
    dt_zone,
)  # fmt: skip
from noetlc.runtime.library.datetime.own_zone import (
    NO_OFFSET,
    dt_asked,
    dt_by_zone,
    dt_is_own,
    dt_name_of,
    dt_offset_of,
    dt_subject,
)
from noetlc.runtime.library.datetime.text import dt_repr
from noetlc.runtime.python.numbers.number import NUM_FLOAT
from noetlc.runtime.values.memory import from_int, has_tag, raised

if TYPE_CHECKING:
    from noetlc.runtime.library.datetime.text import dt_put_zone
    from noetlc.runtime.python.exceptions.errors import (
    exc_make,
    message_of,
    raise_argument,
    raise_exc,
    raise_overflow,
    raise_type,
    raise_type_error,
    raise_value_error,
)  # fmt: skip
    from noetlc.runtime.python.numbers.int import floor_div, floor_mod, int_truediv
    from noetlc.runtime.python.numbers.number import num_kind, py_index
    from noetlc.runtime.text.strings import buf_end
    from noetlc.runtime.values.buffer import buf_begin
    from noetlc.runtime.values.list import tuple_new, tuple_set

SECONDS_EPOCH = EPOCH // SECOND
LAST_SECOND = END // SECOND
FIRST_STAMP = -67_768_040_609_740_800  # timestamps beyond have years of more than 32 bits
LAST_STAMP = 67_768_036_191_676_799


# ---- timezone objects


def dt_zone_name(zone: val) -> val:
    mark: i32 = buf_begin()
    dt_put_zone(zone)
    return buf_end(mark)


def dt_timezone_of(offset: val, name: val) -> val:
    """`timezone(offset, name)`; name 0 = absent."""
    if not (live(T_TIMEDELTA) and has_tag(offset, T_TIMEDELTA)):
        return raise_argument(lit("timezone() argument 1 must be datetime.timedelta, not $"), offset)
    if name != 0 and not has_tag(name, T_STR):
        return raise_argument(lit("timezone() argument 2 must be str, not $"), name)
    micros: i64 = Delta(offset).micros
    if Delta(offset).days == -1 and micros != 0:
        micros = micros - DAY
    elif Delta(offset).days != 0:
        template: val = lit("offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not $.")
        return raise_value_error(message_of(template, dt_repr(offset), 0, 0))
    return dt_utc() if micros == 0 and name == 0 else dt_zone(micros, name)


def dt_is_moment_or_none(v: val, name: val) -> i32:
    if v == NONE or (live(T_DATETIME) and has_tag(v, T_DATETIME)):
        return 1
    raise_type(name, v)
    return 0


def dt_zone_utcoffset(zone: val, moment: val) -> val:
    """`zone.utcoffset(moment)`."""
    message: val = lit("utcoffset(dt) argument must be a datetime instance or None, not $")
    return dt_offset_delta(zone) if dt_is_moment_or_none(moment, message) else 0


def dt_zone_tzname(zone: val, moment: val) -> val:
    message: val = lit("tzname(dt) argument must be a datetime instance or None, not $")
    return dt_zone_name(zone) if dt_is_moment_or_none(moment, message) else 0


def dt_zone_dst(_zone: val, moment: val) -> val:
    message: val = lit("dst(dt) argument must be a datetime instance or None, not $")
    return NONE if dt_is_moment_or_none(moment, message) else 0


def dt_zone_fromutc(zone: val, moment: val) -> val:
    if not (live(T_DATETIME) and has_tag(moment, T_DATETIME)):
        return raise_type_error(lit("fromutc() argument must be a datetime instance"))
    if Moment(moment).zone != zone:
        return raise_value_error(lit("fromutc: dt.tzinfo is not self"))
    return dt_moment_checked(Moment(moment).micros + Zone(zone).offset, 0, zone)


def dt_min_zone() -> val:
    return dt_zone_of_minutes(i64(-1439))


def dt_max_zone() -> val:
    return dt_zone_of_minutes(i64(1439))


def dt_zone_of_minutes(n: i64) -> val:
    return dt_zone_for(n * 60_000_000)


def dt_zone_for(offset: i64) -> val:
    """A timezone without a name; UTC for the offset 0."""
    return dt_utc() if offset == 0 else dt_zone(offset, 0)


# ---- of datetimes and times


def dt_utcoffset(v: val) -> val:
    """`v.utcoffset()`."""
    if live(Feature.OWN_ZONES) and dt_is_own(Moment(v).zone):
        offset: i64 = dt_offset_of(v)
        return 0 if raised != 0 else NONE if offset == NO_OFFSET else dt_delta(i64(0), offset)
    return dt_offset_delta(Moment(v).zone) if Moment(v).zone != 0 else NONE


def dt_tzname(v: val) -> val:
    if live(Feature.OWN_ZONES) and dt_is_own(Moment(v).zone):
        return dt_name_of(v)
    return dt_zone_name(Moment(v).zone) if Moment(v).zone != 0 else NONE


def dt_dst(v: val) -> val:
    """`v.dst()`: fixed offsets know none."""
    if live(Feature.OWN_ZONES) and dt_is_own(Moment(v).zone):
        saving: i64 = dt_asked(Moment(v).zone, lit("dst"), dt_subject(v))
        return 0 if raised != 0 else NONE if saving == NO_OFFSET else dt_delta(i64(0), saving)
    return NONE


def dt_astimezone(v: val, zone: val) -> val:
    """`v.astimezone(zone)`; a naive datetime is in UTC, the local time zone."""
    target: val = zone
    if zone == NONE:
        target = dt_zone(i64(0), lit("UTC"))
    elif dt_check_zone(zone) == 0:
        return 0
    own: val = Moment(v).zone
    if own == target:
        return v
    micros: i64 = Moment(v).micros
    if own != 0:
        offset: i64 = dt_offset_of(v)
        if live(Feature.OWN_ZONES) and raised != 0:
            return 0
        if not live(Feature.OWN_ZONES) or offset != NO_OFFSET:
            micros = micros - offset
    if micros < 0 or micros >= END:
        return raise_overflow(lit("date value out of range"))
    if live(Feature.OWN_ZONES) and dt_is_own(target):
        return dt_by_zone(micros, target)
    return dt_moment_checked(micros + Zone(target).offset, 0, target)


def dt_timestamp(v: val) -> f64:
    """`v.timestamp()`."""
    zone: val = Moment(v).zone
    if zone != 0:
        offset: i64 = dt_offset_of(v)
        if live(Feature.OWN_ZONES) and offset == NO_OFFSET:
            if raised == 0:
                raise_type_error(lit("can't subtract offset-naive and offset-aware datetimes"))
            return 0.0
        return int_truediv(Moment(v).micros - offset - EPOCH, i64(SECOND))
    seconds: i64 = div_s(Moment(v).micros, i64(SECOND))
    return f64(seconds - SECONDS_EPOCH) + f64(Moment(v).micros - seconds * SECOND) / 1e6


def dt_date_part(v: val) -> val:
    """`v.date()`."""
    return dt_date(dt_day_of(v))


def dt_time_part(v: val) -> val:
    return dt_clock(dt_clock_of(v), Moment(v).fold, 0)


def dt_timetz_part(v: val) -> val:
    return dt_clock(dt_clock_of(v), Moment(v).fold, Moment(v).zone)


def dt_combine(date: val, time: val, zone: val) -> val:
    """`datetime.combine(date, time, tzinfo)`; tzinfo 0 = absent: that of the time."""
    if not ((live(T_DATE) and has_tag(date, T_DATE)) or (live(T_DATETIME) and has_tag(date, T_DATETIME))):
        return raise_argument(lit("combine() argument 1 must be datetime.date, not $"), date)
    if not (live(T_TIME) and has_tag(time, T_TIME)):
        return raise_argument(lit("combine() argument 2 must be datetime.time, not $"), time)
    own: val = Moment(time).zone
    if zone != 0:
        if dt_check_zone(zone) == 0:
            return 0
        own = 0 if zone == NONE else zone
    return dt_moment(i64(dt_day_of(date)) * DAY + Moment(time).micros, Moment(time).fold, own)


# ---- fields that are computed


def dt_get_weekday(v: val) -> val:
    return from_int(i64(dt_weekday(dt_day_of(v))))


def dt_get_isoweekday(v: val) -> val:
    return from_int(i64(dt_weekday(dt_day_of(v)) + 1))


def dt_toordinal(v: val) -> val:
    return from_int(i64(dt_day_of(v) + 1))


def dt_year_day(days: i32) -> i32:
    """1 on the first of January; splits the date."""
    dt_split(days)
    return days - dt_days(dt_year, 1, 1) + 1


def dt_first_monday(year: i32) -> i32:
    """The day on which ISO week 1 of a year begins."""
    first: i32 = dt_days(year, 1, 1)
    weekday: i32 = dt_weekday(first + 7)  # the year may be 0
    return first - weekday + (7 if weekday > 3 else 0)


def dt_iso_year(days: i32) -> i32:
    """The ISO year a day belongs to."""
    dt_split(days)
    if days < dt_first_monday(dt_year):
        return dt_year - 1
    return dt_year + (days >= dt_first_monday(dt_year + 1))


def dt_iso_days(year: i64, week: i64, day: i64) -> i32:
    """The day of an ISO year, week and weekday; -1 when raised."""
    if year < 1 or year > 9999:
        raise_value_error(message_of(lit("Year is out of range: $"), from_int(year), 0, 0))
        return -1
    y: i32 = i32(year)
    first: i32 = dt_weekday(dt_days(y, 1, 1))
    long_year: i32 = first == 3 or (first == 2 and dt_is_leap(y))
    if week < 1 or week > 53 or (week == 53 and long_year == 0):
        raise_value_error(message_of(lit("Invalid week: $"), from_int(week), 0, 0))
        return -1
    if day < 1 or day > 7:
        raise_value_error(message_of(lit("Invalid day: $ (range is [1, 7])"), from_int(day), 0, 0))
        return -1
    days: i32 = dt_first_monday(y) + (i32(week) - 1) * 7 + i32(day) - 1
    if days < 0:
        dt_bad_year(i64(0))
        return -1
    if i64(days) * DAY >= END:
        dt_bad_year(i64(10000))
        return -1
    return days


# ---- from other forms


def dt_fromordinal_days(v: val) -> i32:
    """The day of a proleptic ordinal; -1 when raised."""
    n: i64 = py_index(v)
    if raised != 0:
        return -1
    if n < 1:
        if n < -0x80000000:
            raise_overflow(lit("signed integer is less than minimum"))
        else:
            raise_value_error(lit("ordinal must be >= 1"))
        return -1
    if n > i64(div_s(i64(END), i64(DAY))):
        if n > 0x7FFFFFFF:
            raise_overflow(lit("signed integer is greater than maximum"))
            return -1
        dt_bad_year(dt_stamp_year((n - 1) * 86400 - SECONDS_EPOCH))
        return -1
    return i32(n) - 1


def dt_date_fromordinal(v: val) -> val:
    days: i32 = dt_fromordinal_days(v)
    return dt_date(days) if days >= 0 else 0


def dt_fromordinal(v: val) -> val:
    days: i32 = dt_fromordinal_days(v)
    return dt_moment(i64(days) * DAY, 0, 0) if days >= 0 else 0


def dt_date_fromisocalendar(year: val, week: val, day: val) -> val:
    days: i32 = dt_fromiso_args(year, week, day)
    return dt_date(days) if days >= 0 else 0


def dt_fromisocalendar(year: val, week: val, day: val) -> val:
    days: i32 = dt_fromiso_args(year, week, day)
    return dt_moment(i64(days) * DAY, 0, 0) if days >= 0 else 0


def dt_fromiso_args(year: val, week: val, day: val) -> i32:
    y: i64 = py_index(year)
    w: i64 = py_index(week) if raised == 0 else i64(0)
    d: i64 = py_index(day) if raised == 0 else i64(0)
    if raised == 0 and (is_long(y) or is_long(w) or is_long(d)):
        raise_value_error(lit("ISO calendar component out of range"))
    return dt_iso_days(y, w, d) if raised == 0 else -1


def is_long(n: i64) -> i32:
    """Whether a number has no room in 32 bits."""
    return i64(i32(n)) != n


def dt_stamp_seconds(v: val) -> i64:
    """The whole seconds of a timestamp; `dt_stamp_rest` holds the microseconds (0 … 999999). Raised is set on an error."""
    global dt_stamp_rest
    dt_stamp_rest = i64(0)
    seconds: i64 = i64(0)
    if num_kind(v) == NUM_FLOAT:
        x: f64 = Float(v).value
        if x != x:
            raise_value_error(lit("Invalid value NaN (not a number)"))
            return i64(0)
        whole: f64 = trunc(x)
        if whole >= 9.0e18 or whole <= -9.0e18:
            raise_overflow(lit("timestamp out of range for platform time_t"))
            return i64(0)
        rest: f64 = nearest((x - whole) * 1e6)
        seconds = trunc_i64(whole)
        if rest >= 1e6:
            rest = rest - 1e6
            seconds += 1
        elif rest < 0.0:
            rest = rest + 1e6
            seconds -= 1
        dt_stamp_rest = trunc_i64(rest)
    else:
        seconds = py_index(v)
        if raised != 0:
            return i64(0)
    return seconds


dt_stamp_rest: i64 = 0


def dt_stamp_micros(v: val) -> i64:
    """A timestamp as microseconds since 0001-01-01; -1 when raised."""
    seconds: i64 = dt_stamp_seconds(v)
    if raised != 0:
        return i64(-1)
    if seconds < -SECONDS_EPOCH or seconds >= LAST_SECOND - SECONDS_EPOCH:
        if seconds < FIRST_STAMP or seconds > LAST_STAMP:
            dt_stamp_unfit()
        else:
            dt_bad_year(dt_stamp_year(seconds))
        return i64(-1)
    return (seconds + SECONDS_EPOCH) * SECOND + dt_stamp_rest


@noinline
def dt_stamp_unfit() -> None:
    """The system call's error for years beyond 32 bits."""
    enable(Feature.EXCEPTION_VALUES)
    args: val = tuple_new(2)
    tuple_set(args, 0, from_int(i64(75)))
    tuple_set(args, 1, lit("Value too large for defined data type"))
    raise_exc(exc_make(lit_class("OSError"), args, 0))


def dt_stamp_year(seconds: i64) -> i64:
    """The year of a timestamp outside of 1 … 9999."""
    days: i64 = floor_div(seconds + SECONDS_EPOCH, i64(86400))
    cycles: i64 = floor_div(days, i64(146097))
    dt_split(i32(floor_mod(days, i64(146097))))
    return i64(i32(cycles * 400 + i64(dt_year)))  # as C's 32 bits hold it


def dt_now(zone: val) -> val:
    """`datetime.now(tz)`: the local time zone is UTC."""
    if zone == NONE:
        return dt_moment(dt_current(), 0, 0)
    if dt_check_zone(zone) == 0:
        return 0
    if live(Feature.OWN_ZONES) and dt_is_own(zone):
        return dt_by_zone(dt_current(), zone)
    return dt_moment_checked(dt_current() + Zone(zone).offset, 0, zone)


def dt_fromtimestamp(v: val, zone: val) -> val:
    """`datetime.fromtimestamp(v, tz)`: the local time zone is UTC."""
    if zone != NONE and dt_check_zone(zone) == 0:
        return 0
    micros: i64 = dt_stamp_micros(v)
    if micros < 0:
        return 0
    if zone == NONE:
        return dt_moment(micros, 0, 0)
    if live(Feature.OWN_ZONES) and dt_is_own(zone):
        return dt_by_zone(micros, zone)
    return dt_moment_checked(micros + Zone(zone).offset, 0, zone)


def dt_utcfromtimestamp(v: val) -> val:
    micros: i64 = dt_stamp_micros(v)
    return dt_moment(micros, 0, 0) if micros >= 0 else 0


def dt_date_fromtimestamp(v: val) -> val:
    micros: i64 = dt_stamp_micros(v)
    return dt_date(i32(div_s(micros, i64(DAY)))) if micros >= 0 else 0
