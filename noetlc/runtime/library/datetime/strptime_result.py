"""What the directives that `strptime` read mean together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, rem_s, val
from noetlc.runtime.library.datetime.objects import DAY, dt_bad_year, dt_check_clock, dt_check_date, dt_days, dt_is_leap, dt_moment
from noetlc.runtime.library.datetime.strptime import (
    sp_afternoon,
    sp_day,
    sp_has_offset,
    sp_hour,
    sp_hour12,
    sp_iso_week,
    sp_iso_year,
    sp_micro,
    sp_minute,
    sp_month,
    sp_offset,
    sp_read,
    sp_second,
    sp_week,
    sp_week_start,
    sp_weekday,
    sp_year,
    sp_yearday,
    sp_zone_at,
    sp_zone_size,
)  # fmt: skip
from noetlc.runtime.library.datetime.zone import dt_iso_days
from noetlc.runtime.text.strings import str_from
from noetlc.runtime.values.memory import raised

if TYPE_CHECKING:
    from noetlc.runtime.library.datetime.objects import dt_delta
    from noetlc.runtime.library.datetime.zone import dt_timezone_of
    from noetlc.runtime.python.exceptions.errors import raise_value_error


def sp_check() -> i32:
    """0 with ValueError pending if directives were combined that do not go together."""
    message: val = 0
    if sp_iso_year >= 0 and sp_year < 0:
        if sp_iso_week < 0 or sp_weekday < 0:
            message = lit(
                "ISO year directive '%G' must be used with the ISO week directive '%V' and a weekday directive ('%A', '%a', '%w', or '%u')."
            )
        elif sp_yearday >= 0:
            message = lit("Day of the year directive '%j' is not compatible with ISO year directive '%G'. Use '%Y' instead.")
    elif sp_iso_week >= 0 and sp_week < 0:
        if sp_weekday < 0:
            message = lit(
                "ISO week directive '%V' must be used with the ISO year directive '%G' and a weekday directive ('%A', '%a', '%w', or '%u')."
            )
        else:
            message = lit("ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year '%G' instead.")
    if message != 0:
        raise_value_error(message)
        return 0
    return 1


def sp_week_day(year: i32) -> i32:
    """The day of the year, from 1, that a %U or %W week and the weekday mean."""
    first: i32 = rem_s(dt_days(year, 1, 1), 7)
    weekday: i32 = sp_weekday
    if sp_week_start == 6:
        first = rem_s(first + 1, 7)
        weekday = rem_s(weekday + 1, 7)
    lead: i32 = rem_s(7 - first, 7)
    if sp_week == 0:
        return 1 + weekday - first
    return 1 + lead + 7 * (sp_week - 1) + weekday


def sp_days() -> i32:
    """The day that was read; -1 when raised."""
    year: i32 = sp_year
    leap: i32 = year < 0 and sp_month == 2 and sp_day == 29
    if year < 0:
        year = 1904 if leap else 1900
    yearday: i32 = sp_yearday
    if yearday < 0 and sp_weekday >= 0:
        if sp_week >= 0:
            if year < 1:
                dt_bad_year(i64(year))
                return -1
            yearday = sp_week_day(year)
            if yearday <= 0:
                year -= 1
                yearday += 365 + dt_is_leap(year)
        elif sp_iso_year >= 0 and sp_iso_week >= 0:
            return dt_iso_days(i64(sp_iso_year), i64(sp_iso_week), i64(sp_weekday + 1))
    if yearday < 0:
        days: i32 = dt_check_date(i64(year), i64(sp_month), i64(sp_day))
        if days < 0 or not leap:
            return days
        return dt_check_date(i64(1900), i64(sp_month), i64(sp_day))
    if year < 1:
        dt_bad_year(i64(year))
        return -1
    return dt_days(year, 1, 1) + yearday - 1


def sp_result() -> val:
    """The datetime that was read."""
    if sp_check() == 0:
        return 0
    hour: i32 = sp_hour
    if sp_hour12 >= 0:
        hour = rem_s(sp_hour12, 12) + (12 if sp_afternoon else 0)
    days: i32 = sp_days()
    if days < 0:
        return 0
    zone: val = 0
    if sp_has_offset:
        name: val = str_from(sp_zone_at, sp_zone_size) if sp_zone_size != 0 else 0
        zone = dt_timezone_of(dt_delta(i64(0), sp_offset), name)
        if raised != 0:
            return 0
    clock: i64 = dt_check_clock(i64(hour), i64(sp_minute), i64(sp_second), i64(sp_micro), i64(0))
    return dt_moment(i64(days) * DAY + clock, 0, zone) if clock >= 0 else 0


def dt_strptime(text: val, spec: val) -> val:
    """`datetime.strptime(text, spec)`."""
    return sp_result() if sp_read(text, spec) != 0 else 0
