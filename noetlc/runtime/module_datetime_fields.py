"""`datetime`: replaced fields, calendar tuples, `ctime`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import div_s, i32, i64, lit, live, rem_s, val
from noetlc.runtime.memory import from_int, has_tag
from noetlc.runtime.module_datetime import (
    DAY,
    END,
    Moment,
    Zone,
    dt_clock_of,
    dt_date_of,
    dt_datetime_of,
    dt_day,
    dt_day_of,
    dt_month,
    dt_split,
    dt_time_of,
    dt_year,
)  # fmt: skip
from noetlc.runtime.module_datetime_strftime import MONTHS, WEEKDAYS, st_weekday
from noetlc.runtime.module_datetime_zone import dt_first_monday, dt_iso_year, dt_year_day
from noetlc.runtime.tags import T_DATETIME

if TYPE_CHECKING:
    from noetlc.runtime.list import tuple_new, tuple_set
    from noetlc.runtime.module_datetime import dt_get_fold, dt_get_hour, dt_get_microsecond, dt_get_minute, dt_get_second, dt_get_tzinfo
    from noetlc.runtime.module_datetime_strftime import dt_load_fields, st_put_name
    from noetlc.runtime.module_datetime_text import dt_put_clock, put_padded
    from noetlc.runtime.number import buf_int
    from noetlc.runtime.python_errors import raise_overflow
    from noetlc.runtime.text import buf_begin, buf_byte, buf_end


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
    return made


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
    return made


def dt_timetuple(v: val) -> val:
    """`v.timetuple()`."""
    return dt_time_struct(dt_day_of(v), dt_clock_of(v), i64(-1))


def dt_utctimetuple(v: val) -> val:
    micros: i64 = Moment(v).micros
    if Moment(v).zone != 0:
        micros = micros - Zone(Moment(v).zone).offset
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
