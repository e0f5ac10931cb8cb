"""`datetime.timedelta`: construction, fields and arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import copysign, div_s, f64, fabs, floor, ge_u, gt_u, i32, i64, lit, live, noinline, shr_u, trunc, trunc_i64, val
from noetlc.layout.objects import Float
from noetlc.layout.tags import T_WIDE
from noetlc.runtime.library.datetime.objects import DAY, SECOND, Delta, dt_delta
from noetlc.runtime.python.numbers.number import NUM_FLOAT, NUM_INT
from noetlc.runtime.values.memory import from_float, from_int, has_tag, int_overflow, raised

if TYPE_CHECKING:
    from noetlc.runtime.numbers.shortest import mul_high
    from noetlc.runtime.python.exceptions.errors import message_of, raise_overflow, raise_type_error, raise_value_error, raise_zero_division
    from noetlc.runtime.python.numbers.int import floor_div, floor_mod, int_mul, int_truediv
    from noetlc.runtime.python.numbers.number import int_of, num_kind
    from noetlc.runtime.python.objects.types import py_type_name
    from noetlc.runtime.values.list import pair_new

LARGE = 9.0e18  # floats below convert to 64 bits
WHOLE_DAYS = 106_000_000  # up to this many days, microseconds fit 64 bits

# the sum being built
dt_sum_days: i64 = 0
dt_sum_micros: i64 = 0
dt_left: f64 = 0.0  # fractions of a microsecond


def dt_add_units(n: i64, unit: i64) -> None:
    """Adds n units of so many microseconds; a unit divides a day or is whole days."""
    global dt_sum_days, dt_sum_micros
    if unit >= DAY:
        dt_sum_days += int_mul(n, div_s(unit, i64(DAY)))
        return
    per_day: i64 = div_s(i64(DAY), unit)
    dt_sum_days += floor_div(n, per_day)
    dt_sum_micros += floor_mod(n, per_day) * unit


def dt_accumulate(v: val, name: val, unit: i64) -> None:
    """Adds an argument of `timedelta(…)`, 0 = absent; raised is set on an error."""
    global dt_left
    if v == 0 or raised != 0:
        return
    kind: i32 = num_kind(v)
    if kind == NUM_INT:
        dt_add_units(int_of(v), unit)
        return
    if kind != NUM_FLOAT:
        raise_type_error(message_of(lit("unsupported type for timedelta $ component: $"), name, py_type_name(v), 0))
        return
    x: f64 = Float(v).value
    if x != x:
        raise_value_error(lit("cannot convert float NaN to integer"))
        return
    if x - x != 0.0:
        raise_overflow(lit("cannot convert float infinity to integer"))
        return
    whole: f64 = trunc(x)
    if fabs(whole) >= LARGE:
        raise_overflow(lit("Python int too large to convert to C int"))
        return
    dt_add_units(trunc_i64(whole), unit)
    part: f64 = (x - whole) * f64(unit)
    if part != 0.0:
        more: f64 = trunc(part)
        dt_add_units(trunc_i64(more), i64(1))
        dt_left = dt_left + (part - more)


def dt_half_away(x: f64) -> f64:
    """C's `round`."""
    r: f64 = floor(fabs(x) + 0.5)
    if fabs(x) < 0.5 or r - fabs(x) > 0.5:
        r = floor(fabs(x))
    return copysign(r, x)


def dt_timedelta_of(days: val, seconds: val, micros: val, millis: val, minutes: val, hours: val, weeks: val) -> val:
    """`timedelta(…)`; 0 = absent."""
    global dt_sum_days, dt_sum_micros, dt_left
    dt_sum_days = i64(0)
    dt_sum_micros = i64(0)
    dt_left = 0.0
    dt_accumulate(micros, lit("microseconds"), i64(1))
    dt_accumulate(millis, lit("milliseconds"), i64(1000))
    dt_accumulate(seconds, lit("seconds"), i64(SECOND))
    dt_accumulate(minutes, lit("minutes"), i64(60_000_000))
    dt_accumulate(hours, lit("hours"), i64(3_600_000_000))
    dt_accumulate(days, lit("days"), i64(DAY))
    dt_accumulate(weeks, lit("weeks"), i64(7 * DAY))
    if raised != 0:
        return 0
    if dt_left != 0.0:
        whole: f64 = dt_half_away(dt_left)
        if fabs(whole - dt_left) == 0.5:
            odd: f64 = f64(dt_sum_micros & 1)
            whole = 2.0 * dt_half_away((dt_left + odd) * 0.5) - odd
        dt_sum_micros += trunc_i64(whole)
    return dt_delta_in_range(dt_sum_days, dt_sum_micros)


def dt_delta_in_range(days: i64, micros: i64) -> val:
    """`dt_delta` of days that may be beyond 32 bits, which CPython words differently."""
    whole: i64 = days + floor_div(micros, i64(DAY))
    if whole > 0x7FFFFFFF or whole < -0x80000000:
        return raise_overflow(lit("Python int too large to convert to C int"))
    return dt_delta(days, micros)


# ---- fields


def dt_get_days(v: val) -> val:
    return from_int(Delta(v).days)


def dt_get_seconds(v: val) -> val:
    return from_int(div_s(Delta(v).micros, i64(SECOND)))


def dt_get_microseconds(v: val) -> val:
    return from_int(Delta(v).micros - div_s(Delta(v).micros, i64(SECOND)) * SECOND)


def dt_min_delta() -> val:
    return dt_delta(i64(-999999999), i64(0))


def dt_max_delta() -> val:
    return dt_delta(i64(999999999), i64(DAY - 1))


def dt_resolution() -> val:
    return dt_delta(i64(0), i64(1))


def dt_resolution_date() -> val:
    return dt_delta(i64(1), i64(0))


@noinline
def dt_total(v: val) -> i64:
    """A timedelta in microseconds; aborts beyond 64 bits."""
    days: i64 = Delta(v).days
    if days > WHOLE_DAYS or days < -WHOLE_DAYS:
        int_overflow()
    return days * DAY + Delta(v).micros


def dt_total_seconds(v: val) -> f64:
    return int_truediv(dt_total(v), i64(SECOND))


# ---- arithmetic


def dt_delta_neg(v: val) -> val:
    return dt_delta(-Delta(v).days, -Delta(v).micros)


def dt_delta_abs(v: val) -> val:
    return dt_delta_neg(v) if Delta(v).days < 0 else v


def dt_delta_add(a: val, b: val) -> val:
    return dt_delta(Delta(a).days + Delta(b).days, Delta(a).micros + Delta(b).micros)


def dt_delta_sub(a: val, b: val) -> val:
    return dt_delta(Delta(a).days - Delta(b).days, Delta(a).micros - Delta(b).micros)


def dt_delta_times(v: val, by: val) -> val:
    """`v * by` with a number; 0 without an exception for anything else."""
    kind: i32 = num_kind(by)
    if kind == NUM_INT:
        if live(T_WIDE) and has_tag(by, T_WIDE):
            return int_overflow()
        n: i64 = int_of(by)
        if n > -100000 and n < 100000:
            return dt_delta_in_range(Delta(v).days * n, Delta(v).micros * n)
        return dt_delta_in_range(i64(0), int_mul(dt_total(v), n))
    if kind == NUM_FLOAT:
        return dt_delta_scaled(v, Float(by).value, 0)
    return 0


def dt_delta_scaled(v: val, x: f64, divide: i32) -> val:
    """A timedelta times or divided by a float, exact before it is rounded to microseconds (ties to even)."""
    if x != x:
        return raise_value_error(lit("cannot convert NaN to integer ratio"))
    if x - x != 0.0:
        return raise_overflow(lit("cannot convert Infinity to integer ratio"))
    numerator: i64 = i64(1)
    shift: i32 = 0
    if x == 0.0:
        numerator = i64(0)
    else:
        m: f64 = x
        while m != trunc(m) and shift < 1100:
            m = m * 2.0
            shift += 1
        if fabs(m) >= LARGE:
            return int_overflow()
        numerator = trunc_i64(m)
    if shift > 62:
        return int_overflow()
    denominator: i64 = i64(1) << i64(shift)
    total: i64 = dt_total(v)
    if divide:
        if numerator == 0:
            return raise_zero_division(lit("integer division or modulo by zero"))
        return dt_delta_ratio(total, denominator, numerator)
    return dt_delta_ratio(total, numerator, denominator)


def dt_delta_ratio(total: i64, up: i64, down: i64) -> val:
    """total * up / down microseconds, ties to even; aborts if the result does not fit 64 bits."""
    negative: i32 = (total < 0) ^ (up < 0) ^ (down < 0)
    total = -total if total < 0 else total
    up = -up if up < 0 else up
    down = -down if down < 0 else down
    rest: i64 = mul_high(total, up)
    low: i64 = total * up
    if rest >= down:
        return int_overflow()
    quotient: i64 = i64(0)
    i: i32 = 0
    while i < 64:  # long division; the rest stays below 2**63
        rest = rest << 1 | shr_u(low, 63)
        low = low << 1
        quotient = quotient << 1
        if ge_u(rest, down):
            rest = rest - down
            quotient = quotient | 1
        i += 1
    if gt_u(rest, down - rest) or (rest == down - rest and (quotient & 1) == 1):
        quotient += 1
    if quotient < 0:
        return int_overflow()
    return dt_delta_in_range(i64(0), -quotient if negative else quotient)


def dt_round_div(a: i64, b: i64) -> i64:
    """a / b to the nearest integer, ties to even."""
    if b < 0:
        a = -a
        b = -b
    q: i64 = floor_div(a, b)
    rest: i64 = a - q * b
    if rest > b - rest or (rest == b - rest and (q & 1) == 1):
        q += 1
    return q


def dt_delta_truediv(a: val, b: val, both: i32) -> val:
    """`a / b`; `both` if b is a timedelta too; 0 without an exception for what does not divide."""
    if both:
        d: i64 = dt_total(b)
        if d == 0:
            return raise_zero_division(lit("division by zero"))
        return from_float(int_truediv(dt_total(a), d))
    kind: i32 = num_kind(b)
    if kind == NUM_INT:
        n: i64 = int_of(b)
        if n == 0:
            return raise_zero_division(lit("integer division or modulo by zero"))
        return dt_delta_in_range(i64(0), dt_round_div(dt_total(a), n))
    if kind == NUM_FLOAT:
        return dt_delta_scaled(a, Float(b).value, 1)
    return 0


def dt_delta_floordiv(a: val, b: val, both: i32) -> val:
    """`a // b`."""
    d: i64 = i64(0)
    if both:
        d = dt_total(b)
    elif num_kind(b) == NUM_INT:
        d = int_of(b)
    else:
        return 0
    if d == 0:
        return raise_zero_division(lit("integer division or modulo by zero"))
    q: i64 = floor_div(dt_total(a), d)
    return from_int(q) if both else dt_delta_in_range(i64(0), q)


def dt_delta_mod(a: val, b: val) -> val:
    d: i64 = dt_total(b)
    if d == 0:
        return raise_zero_division(lit("integer modulo by zero"))
    return dt_delta(i64(0), floor_mod(dt_total(a), d))


def dt_delta_divmod(a: val, b: val) -> val:
    quotient: val = dt_delta_floordiv(a, b, 1)
    return pair_new(quotient, dt_delta_mod(a, b)) if quotient != 0 else 0


def dt_delta_truth(v: val) -> i32:
    return Delta(v).days != 0 or Delta(v).micros != 0
