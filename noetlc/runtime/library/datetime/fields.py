"""`datetime`: replaced fields, calendar tuples, `ctime`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import div_s, f64, i32, i64, lit, lit_class, live, rem_s, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, Tuple
from noetlc.layout.tags import T_DATETIME, T_INT, T_TUPLE
from noetlc.runtime.library.datetime.objects import (
    DAY,
    END,
    EPOCH_DAY,
    Moment,
    dt_bad_year,
    dt_clock_of,
    dt_current,
    dt_date_of,
    dt_datetime_of,
    dt_day,
    dt_day_of,
    dt_days,
    dt_month,
    dt_month_days,
    dt_split,
    dt_time_of,
    dt_year,
)  # fmt: skip
from noetlc.runtime.library.datetime.own_zone import NO_OFFSET, dt_asked, dt_is_own, dt_offset_of
from noetlc.runtime.library.datetime.strftime import MONTHS, WEEKDAYS, st_weekday
from noetlc.runtime.library.datetime.zone import dt_first_monday, dt_iso_year, dt_year_day
from noetlc.runtime.python.protocol import LE, py_add, py_compare, py_eq
from noetlc.runtime.values.memory import from_int, has_tag, raised

if TYPE_CHECKING:
    from noetlc.runtime.library.datetime.objects import (
        dt_get_fold,
        dt_get_hour,
        dt_get_microsecond,
        dt_get_minute,
        dt_get_second,
        dt_get_tzinfo,
    )  # fmt: skip
    from noetlc.runtime.library.datetime.strftime import dt_load_fields, st_put_name
    from noetlc.runtime.library.datetime.text import dt_put_clock, put_padded
    from noetlc.runtime.library.datetime.zone import dt_get_weekday, dt_stamp_micros
    from noetlc.runtime.numbers.text import buf_int
    from noetlc.runtime.python.classes.named_tuple import named_of
    from noetlc.runtime.python.exceptions.errors import message_of, raise_error, raise_overflow, raise_type_error
    from noetlc.runtime.python.numbers.int import floor_div
    from noetlc.runtime.python.numbers.number import int_of, py_index
    from noetlc.runtime.python.operators.operators import py_mod
    from noetlc.runtime.text.strings import buf_end
    from noetlc.runtime.values.buffer import buf_begin, buf_byte
    from noetlc.runtime.values.list import list_new, list_push, pair_new, tuple_get, tuple_new, tuple_set


def dt_date_replace(v: val, year: val, month: val, day: val) -> val:
    """`v.replace(…)` of a date; 0 = absent."""
    dt_split(dt_day_of(v))
    return dt_date_of(or_int(year, dt_year), or_int(month, dt_month), or_int(day, dt_day))


def or_int(v: val, default: i32) -> val:
    return v if v != 0 else from_int(i64(default))


def dt_replace(
    v: val, year: val, month: val, day: val, hour: val, minute: val, second: val, micro: val, zone: val, fold: val
) -> val:
    """`v.replace(…)` of a datetime; 0 = absent."""
    dt_split(dt_day_of(v))
    y: val = or_int(year, dt_year)
    mo: val = or_int(month, dt_month)
    d: val = or_int(day, dt_day)
    h: val = hour if hour != 0 else dt_get_hour(v)
    mi: val = minute if minute != 0 else dt_get_minute(v)
    s: val = second if second != 0 else dt_get_second(v)
    us: val = micro if micro != 0 else dt_get_microsecond(v)
    return dt_datetime_of(y, mo, d, h, mi, s, us, zone if zone != 0 else dt_get_tzinfo(v), fold if fold != 0 else dt_get_fold(v))


def dt_time_replace(v: val, hour: val, minute: val, second: val, micro: val, zone: val, fold: val) -> val:
    """`v.replace(…)` of a time; 0 = absent."""
    h: val = hour if hour != 0 else dt_get_hour(v)
    mi: val = minute if minute != 0 else dt_get_minute(v)
    s: val = second if second != 0 else dt_get_second(v)
    us: val = micro if micro != 0 else dt_get_microsecond(v)
    return dt_time_of(h, mi, s, us, zone if zone != 0 else dt_get_tzinfo(v), fold if fold != 0 else dt_get_fold(v))


def dt_isocalendar(v: val) -> val:
    """`v.isocalendar()`: (year, week, weekday)."""
    days: i32 = dt_day_of(v)
    year: i32 = dt_iso_year(days)
    made: val = tuple_new(3)
    tuple_set(made, 0, from_int(i64(year)))
    tuple_set(made, 1, from_int(i64(div_s(days - dt_first_monday(year), 7) + 1)))
    tuple_set(made, 2, from_int(i64(rem_s(days, 7) + 1)))
    return named_of(lit("datetime.IsoCalendarDate"), lit("year week weekday"), made)


def dt_time_struct(days: i32, clock: i64, dst: i64) -> val:
    """The nine fields of a `time.struct_time`."""
    made: val = tuple_new(9)
    yearday: i32 = dt_year_day(days)
    tuple_set(made, 0, from_int(i64(dt_year)))
    tuple_set(made, 1, from_int(i64(dt_month)))
    tuple_set(made, 2, from_int(i64(dt_day)))
    tuple_set(made, 3, from_int(div_s(clock, i64(3_600_000_000))))
    tuple_set(made, 4, from_int(rem_s(div_s(clock, i64(60_000_000)), i64(60))))
    tuple_set(made, 5, from_int(rem_s(div_s(clock, i64(1_000_000)), i64(60))))
    tuple_set(made, 6, from_int(i64(rem_s(days, 7))))
    tuple_set(made, 7, from_int(i64(yearday)))
    tuple_set(made, 8, from_int(dst))
    fields: val = lit("tm_year tm_mon tm_mday tm_hour tm_min tm_sec tm_wday tm_yday tm_isdst")
    return named_of(lit("time.struct_time"), fields, made)


def dt_gmtime(seconds: val) -> val:
    """`time.gmtime(seconds)` and `time.localtime`; None = now."""
    micros: i64 = dt_current() if seconds == NONE else dt_stamp_micros(seconds)
    if micros < 0:
        return 0
    return dt_time_struct(i32(div_s(micros, i64(DAY))), rem_s(micros, i64(DAY)), i64(0))


def dt_time_item(t: val, i: i32) -> i64:
    """An item of a time tuple as a number; 0 when raised is set."""
    return py_index(tuple_get(t, i)) if raised == 0 else i64(0)


def dt_timegm(t: val) -> val:
    """The timestamp of a time tuple in UTC, whose months may go on behind the year."""
    if not has_tag(t, T_TUPLE) or Tuple(t).length < 6:
        return raise_type_error(lit("Tuple or struct_time argument required"))
    months: i64 = dt_time_item(t, 0) * 12 + dt_time_item(t, 1) - 1
    clock: i64 = dt_time_item(t, 3) * 3600 + dt_time_item(t, 4) * 60 + dt_time_item(t, 5)
    day: i64 = dt_time_item(t, 2)
    if raised != 0:
        return 0
    year: i64 = floor_div(months, i64(12))
    if year < 1 or year > 9999:
        return dt_bad_year(year)
    days: i32 = dt_days(i32(year), i32(months - year * 12) + 1, 1) - EPOCH_DAY
    return from_int((i64(days) + day - 1) * 86400 + clock)


def dt_mktime(t: val) -> f64:
    """`time.mktime(t)`: the local time zone is UTC."""
    made: val = dt_timegm(t)
    return f64(int_of(made)) if made != 0 else 0.0


# ---- calendar


def cal_isleap(year: val) -> i32:
    """`calendar.isleap(year)`."""
    if has_int(year):
        y: i64 = int_of(year)
        return rem_s(y, i64(4)) == 0 and (rem_s(y, i64(100)) != 0 or rem_s(y, i64(400)) == 0)
    return cal_divides(year, 4) > 0 and (cal_divides(year, 100) == 0 or cal_divides(year, 400) > 0)


def has_int(v: val) -> i32:
    """Whether a value is an int of a word."""
    return v & 1 or has_tag(v, T_INT)


def cal_divides(year: val, n: i32) -> i32:
    """Whether `year % n == 0`; -1 when raised."""
    rest: val = py_mod(year, from_int(i64(n))) if raised == 0 else val(0)
    return py_eq(rest, from_int(i64(0))) if rest != 0 else -1


def cal_within(low: i32, v: val, high: i32) -> i32:
    """`low <= v <= high`; -1 when raised."""
    above: i32 = py_compare(from_int(i64(low)), v, LE)
    return above if above <= 0 else py_compare(v, from_int(i64(high)), LE)


def cal_weekday(year: val, month: val, day: val) -> val:
    """`calendar.weekday(year, month, day)`."""
    within: i32 = cal_within(1, year, 9999)
    if within == 0:  # the days of the week repeat every 400 years
        year = py_mod(year, from_int(i64(400)))
        year = py_add(from_int(i64(2000)), year) if year != 0 else year
    made: val = dt_date_of(year, month, day) if within >= 0 and year != 0 else val(0)
    return dt_get_weekday(made) if made != 0 else 0


def cal_monthrange(year: val, month: val) -> val:
    """`calendar.monthrange(year, month)`."""
    within: i32 = cal_within(1, month, 12)
    if within < 0:
        return 0
    if within == 0:
        template: val = lit("bad month number $; must be 1-12")
        return raise_error(lit_class("calendar.IllegalMonthError"), message_of(template, month, 0, 0))
    first: val = cal_weekday(year, month, from_int(i64(1)))
    return pair_new(first, from_int(i64(dt_month_days(i32(py_index(year)), i32(py_index(month)))))) if first != 0 else 0


def cal_names(table: i32, count: i32, short: i32, blank: i32) -> val:
    """A list of names, with an empty one in front for months."""
    made: val = list_new(count + 1)
    if blank:
        list_push(made, lit(""))
    i: i32 = 0
    while i < count:
        mark: i32 = buf_begin()
        st_put_name(table, i, short)
        list_push(made, buf_end(mark))
        i += 1
    return made


def cal_month_name() -> val:
    return cal_names(MONTHS, 12, 0, 1)


def cal_month_abbr() -> val:
    return cal_names(MONTHS, 12, 1, 1)


def cal_day_name() -> val:
    return cal_names(WEEKDAYS, 7, 0, 0)


def cal_day_abbr() -> val:
    return cal_names(WEEKDAYS, 7, 1, 0)


def dt_timetuple(v: val) -> val:
    """`v.timetuple()`."""
    saving: i64 = i64(-1)
    if live(Feature.OWN_ZONES) and has_tag(v, T_DATETIME) and dt_is_own(Moment(v).zone):
        asked: i64 = dt_asked(Moment(v).zone, lit("dst"), v)
        if raised != 0:
            return 0
        if asked != NO_OFFSET:
            saving = i64(asked != 0)
    return dt_time_struct(dt_day_of(v), dt_clock_of(v), saving)


def dt_utctimetuple(v: val) -> val:
    micros: i64 = Moment(v).micros
    if Moment(v).zone != 0:
        offset: i64 = dt_offset_of(v)
        if live(Feature.OWN_ZONES) and raised != 0:
            return 0
        if not live(Feature.OWN_ZONES) or offset != NO_OFFSET:
            micros = micros - offset
    if micros < 0 or micros >= END:
        return raise_overflow(lit("date value out of range"))
    return dt_time_struct(i32(div_s(micros, i64(DAY))), rem_s(micros, i64(DAY)), i64(0))


def dt_ctime(v: val) -> val:
    """`v.ctime()`: `Wed Mar  4 05:06:07 2020`."""
    dt_load_fields(v)
    mark: i32 = buf_begin()
    st_put_name(WEEKDAYS, st_weekday, 1)
    buf_byte(32)
    st_put_name(MONTHS, dt_month - 1, 1)
    buf_byte(32)
    if dt_day < 10:
        buf_byte(32)
    buf_int(i64(dt_day))
    buf_byte(32)
    clock: i64 = dt_clock_of(v) if live(T_DATETIME) and has_tag(v, T_DATETIME) else i64(0)
    dt_put_clock(clock, 3)
    buf_byte(32)
    put_padded(i64(dt_year), 4)
    return buf_end(mark)
