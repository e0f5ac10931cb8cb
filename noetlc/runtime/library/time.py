"""Clocks, `time.sleep` and `time.strftime`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import div_s, f64, i32, i64, lit, load8, noinline, rem_s, trunc_i64, val
from noetlc.layout.objects import NONE, STR_BYTES, Float, Str, Tuple
from noetlc.layout.tags import T_FLOAT, T_STR, T_TUPLE
from noetlc.runtime.library.host import host_monotonic, host_now
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind
from noetlc.runtime.text.strings import buf_code, buf_end, code_at, code_width
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import has_tag, raised

if TYPE_CHECKING:
    from noetlc.runtime.library.host import wf_host_sleep
    from noetlc.runtime.numbers.text import buf_int
    from noetlc.runtime.python.exceptions.errors import raise_argument, raise_overflow, raise_type, raise_type_error, raise_value_error
    from noetlc.runtime.python.numbers.int import floor_div, floor_mod
    from noetlc.runtime.python.numbers.number import py_index

BILLION = 1000000000
DAY = 86400

time_year: i32 = 0
time_month: i32 = 0
time_day: i32 = 0
time_hour: i32 = 0
time_minute: i32 = 0
time_second: i32 = 0
time_weekday: i32 = 0  # Monday is 0
time_yearday: i32 = 0  # from 1


def time_time() -> f64:
    return f64(host_now()) / 1e9


def time_ns() -> i64:
    return host_now()


def time_monotonic() -> f64:
    return f64(host_monotonic()) / 1e9


def time_monotonic_ns() -> i64:
    return host_monotonic()


def time_sleep(v: val) -> val:
    """`sleep(v)`: asks the host, which may skip it."""
    ns: i64 = i64(0)
    if has_tag(v, T_FLOAT):
        x: f64 = Float(v).value
        if x != x:
            return raise_value_error(lit("Invalid value NaN (not a number)"))
        if x < 0.0:
            return raise_value_error(lit("sleep length must be non-negative"))
        if x >= 9.2e9:
            return raise_overflow(lit("timestamp too large to convert to C _PyTime_t"))
        ns = trunc_i64(x * 1e9) if x < 9e9 else trunc_i64(x) * BILLION
    else:
        if num_kind(v) != NUM_INT:
            return raise_type(lit("'$' object cannot be interpreted as an integer"), v)
        ns = int_of(v)
        if ns < 0:
            return raise_value_error(lit("sleep length must be non-negative"))
        if ns > 9223372036:
            return raise_overflow(lit("timestamp too large to convert to C _PyTime_t"))
        ns = ns * BILLION
    wf_host_sleep(ns)
    return NONE


# ---- calendar


def time_split(seconds: i64) -> None:
    """Sets the fields from seconds since 1970, UTC."""
    global time_hour, time_minute, time_second
    days: i64 = floor_div(seconds, i64(DAY))
    rest: i32 = i32(seconds - days * DAY)
    time_hour = div_s(rest, 3600)
    time_minute = rem_s(div_s(rest, 60), 60)
    time_second = rem_s(rest, 60)
    time_from_days(i32(days))


def time_from_days(days: i32) -> None:
    """Sets the date from days since 1970."""
    global time_year, time_month, time_day, time_weekday, time_yearday
    time_weekday = i32(floor_mod(i64(days + 3), i64(7)))
    z: i32 = days + 719468  # since the first of March of year 0
    era: i32 = i32(floor_div(i64(z), i64(146097)))
    in_era: i32 = z - era * 146097
    year: i32 = div_s(in_era - div_s(in_era, 1460) + div_s(in_era, 36524) - div_s(in_era, 146096), 365)
    in_year: i32 = in_era - (365 * year + div_s(year, 4) - div_s(year, 100))
    part: i32 = div_s(5 * in_year + 2, 153)
    time_day = in_year - div_s(153 * part + 2, 5) + 1
    time_month = part + 3 if part < 10 else part - 9
    time_year = year + era * 400 + (time_month <= 2)
    time_yearday = days - time_days(time_year, 1, 1) + 1


def time_days(year: i32, month: i32, day: i32) -> i32:
    """Days from 1970 to a date."""
    if month <= 2:
        year -= 1
        month += 12
    era: i32 = i32(floor_div(i64(year), i64(400)))
    rest: i32 = year - era * 400
    in_year: i32 = div_s(153 * (month - 3) + 2, 5) + day - 1
    return era * 146097 + rest * 365 + div_s(rest, 4) - div_s(rest, 100) + in_year - 719468


# ---- strftime


def time_strftime(template: val, t: val) -> val:
    """`strftime(format, t)`; t 0 = now, else a tuple of nine."""
    if not has_tag(template, T_STR):
        return raise_argument(lit("strftime() argument 1 must be str, not $"), template)
    if t == 0:
        time_split(floor_div(host_now(), i64(BILLION)))
    elif time_take(t) == 0:
        return 0
    return time_formatted(template)


@noinline
def time_take(t: val) -> i32:
    """Sets the fields from a tuple of nine; 0 when raised."""
    global time_year, time_month, time_day, time_hour, time_minute, time_second, time_weekday, time_yearday
    if not has_tag(t, T_TUPLE):
        raise_type_error(lit("Tuple or struct_time argument required"))
        return 0
    if Tuple(t).length != 9:
        raise_type_error(lit("strftime(): illegal time tuple argument"))
        return 0
    time_year = i32(py_index(tuple_get(t, 0)))
    time_month = time_field(t, 1, 1)
    time_day = time_field(t, 2, 1)
    time_hour = time_field(t, 3, 0)
    time_minute = time_field(t, 4, 0)
    time_second = time_field(t, 5, 0)
    weekday: i64 = py_index(tuple_get(t, 6)) if raised == 0 else i64(0)
    time_weekday = i32(floor_mod(weekday, i64(7)))
    time_yearday = time_field(t, 7, 1)
    if raised != 0:
        return 0
    if time_month < 1 or time_month > 12:
        raise_value_error(lit("month out of range"))
    elif time_day < 1 or time_day > 31:
        raise_value_error(lit("day of month out of range"))
    elif time_hour < 0 or time_hour > 23:
        raise_value_error(lit("hour out of range"))
    elif time_minute < 0 or time_minute > 59:
        raise_value_error(lit("minute out of range"))
    elif time_second < 0 or time_second > 61:
        raise_value_error(lit("seconds out of range"))
    elif weekday < -1 and time_weekday != 6:  # C's remainder of one more is below 0
        raise_value_error(lit("day of week out of range"))
    elif time_yearday < 1 or time_yearday > 366:
        raise_value_error(lit("day of year out of range"))
    return raised == 0


def time_field(t: val, i: i32, least: i32) -> i32:
    """An item of the tuple; 0 stands for the first month and day."""
    if raised != 0:
        return 0
    n: i32 = i32(py_index(tuple_get(t, i)))
    return least if n == 0 else n


def time_formatted(template: val) -> val:
    """The fields in a format."""
    mark: i32 = buf_begin()
    p: i32 = template + STR_BYTES
    end: i32 = p + Str(template).nbytes
    while p < end:
        code: i32 = code_at(p)
        p += code_width(load8(p))
        if code != 37 or p == end:
            buf_code(code)
        else:
            c: i32 = load8(p)
            p += code_width(c)
            if c == 45 and p < end:  # no padding
                time_put(load8(p), 0)
                p += 1
            else:
                time_put(c, 2)
    return buf_end(mark)


def time_number(n: i32, width: i32, pad: i32) -> None:
    """Appends a number of at least `width` digits; width 0 without padding."""
    power: i32 = 1
    i: i32 = 1
    while i < width:
        power = power * 10
        i += 1
    while power > 1 and n < power:
        buf_byte(pad)
        power = div_s(power, 10)
    buf_int(i64(n))


def time_word(words: val, index: i32, size: i32) -> None:
    """Appends word number `index` of a list separated by spaces, cut to `size` letters unless that is 0."""
    p: i32 = words + STR_BYTES
    while index > 0:
        while load8(p) != 32:
            p += 1
        p += 1
        index -= 1
    n: i32 = 0
    while load8(p + n) != 32 and (size == 0 or n < size):
        buf_byte(load8(p + n))
        n += 1


def time_put_day(size: i32) -> None:
    time_word(lit("Monday Tuesday Wednesday Thursday Friday Saturday Sunday "), time_weekday, size)


def time_put_month(size: i32) -> None:
    time_word(
        lit("January February March April May June July August September October November December "), time_month - 1, size
    )


def time_put_all(letters: val, width: i32) -> None:
    """Appends several fields: letters are directives, other characters stand for themselves."""
    p: i32 = letters + STR_BYTES
    end: i32 = p + Str(letters).nbytes
    while p < end:
        c: i32 = load8(p)
        if c >= 65:
            time_put(c, width)
        else:
            buf_byte(c)
        p += 1


@noinline
def time_put(c: i32, width: i32) -> None:
    """Appends one directive."""
    if c == 89:  # Y
        buf_int(i64(time_year))
    elif c == 109:
        time_number(time_month, width, 48)
    elif c == 100:
        time_number(time_day, width, 48)
    elif c == 72:
        time_number(time_hour, width, 48)
    elif c == 77:
        time_number(time_minute, width, 48)
    elif c == 83:
        time_number(time_second, width, 48)
    elif c == 70:
        time_put_all(lit("Y-m-d"), width)
    elif c == 84 or c == 88:
        time_put_all(lit("H:M:S"), width)
    elif c == 82:
        time_put_all(lit("H:M"), width)
    elif c == 68 or c == 120:
        time_put_all(lit("m/d/y"), width)
    elif c == 99:
        time_put_all(lit("a b e H:M:S Y"), width)
    elif c == 114:
        time_put_all(lit("I:M:S p"), width)
    else:
        time_put_more(c, width)


def time_put_more(c: i32, width: i32) -> None:
    """Appends one of the directives that are words, or another one."""
    if c == 97:
        time_put_day(3)
    elif c == 65:
        time_put_day(0)
    elif c == 98 or c == 104:
        time_put_month(3)
    elif c == 66:
        time_put_month(0)
    elif c == 112:
        buf_str(lit("AM") if time_hour < 12 else lit("PM"))
    elif c == 80:
        buf_str(lit("am") if time_hour < 12 else lit("pm"))
    elif c == 90:
        buf_str(lit("UTC"))
    elif c == 122:
        buf_str(lit("+0000"))
    elif c == 110 or c == 116:
        buf_byte(10 if c == 110 else 9)
    elif c == 37:
        buf_byte(37)
    else:
        time_put_count(c, width)


def time_put_count(c: i32, width: i32) -> None:
    """Appends one of the rarer directives that are numbers; any other one stays as it is."""
    if c == 121:
        time_number(i32(floor_mod(i64(time_year), i64(100))), width, 48)
    elif c == 67:
        time_number(i32(floor_div(i64(time_year), i64(100))), width, 48)
    elif c == 101:
        time_number(time_day, width, 32)
    elif c == 107:
        time_number(time_hour, width, 32)
    elif c == 73 or c == 108:
        time_number(rem_s(time_hour + 11, 12) + 1, width, 48 if c == 73 else 32)
    elif c == 106:
        time_number(time_yearday, 3 if width else 0, 48)
    elif c == 119:
        buf_int(i64(rem_s(time_weekday + 1, 7)))
    elif c == 117:
        buf_int(i64(time_weekday + 1))
    elif c == 85:
        time_number(div_s(time_yearday + 6 - rem_s(time_weekday + 1, 7), 7), width, 48)
    elif c == 87:
        time_number(div_s(time_yearday + 6 - time_weekday, 7), width, 48)
    elif c == 86 or c == 71 or c == 103:
        time_put_week(c, width)
    elif c == 115:
        days: i64 = i64(time_days(time_year, time_month, time_day))
        buf_int(days * DAY + i64(time_hour * 3600 + time_minute * 60 + time_second))
    else:
        buf_byte(37)
        if width == 0:
            buf_byte(45)
        buf_byte(c)


def time_put_week(c: i32, width: i32) -> None:
    """Appends the ISO week, or the year it belongs to."""
    week: i32 = div_s(time_yearday + 9 - time_weekday, 7)
    year: i32 = time_year
    if week < 1:
        year -= 1
        week = time_weeks(year)
    elif week > time_weeks(year):
        week = 1
        year += 1
    if c == 86:
        time_number(week, width, 48)
    elif c == 71:
        buf_int(i64(year))
    else:
        time_number(i32(floor_mod(i64(year), i64(100))), width, 48)


def time_weeks(year: i32) -> i32:
    """The ISO weeks of a year: 53 if it has 53 Thursdays."""
    first: i32 = i32(floor_mod(i64(time_days(year, 1, 1) + 3), i64(7)))
    last: i32 = i32(floor_mod(i64(time_days(year, 12, 31) + 3), i64(7)))
    return 53 if first == 3 or last == 3 else 52
