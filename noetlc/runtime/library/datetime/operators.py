"""`datetime`: equality, order, hash, truth and operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, implements, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.tags import T_DATE, T_DATETIME, T_TIME, T_TIMEDELTA, T_TIMEZONE
from noetlc.runtime.library.datetime.objects import DAY, LAST_DAY, Date, Delta, Moment, Zone, dt_date, dt_delta, dt_moment_checked
from noetlc.runtime.library.datetime.own_zone import NO_OFFSET, dt_hashed, dt_is_own, dt_offset_or_none, dt_order_aware
from noetlc.runtime.python import hooks
from noetlc.runtime.values.memory import has_tag, raised, tag_of

if TYPE_CHECKING:
    from noetlc.runtime.library.datetime.delta import (
        dt_delta_add,
        dt_delta_divmod,
        dt_delta_floordiv,
        dt_delta_mod,
        dt_delta_sub,
        dt_delta_times,
        dt_delta_truediv,
    )  # fmt: skip
    from noetlc.runtime.python.exceptions.errors import message_of, raise_overflow, raise_type_error
    from noetlc.runtime.python.objects.compare import holds
    from noetlc.runtime.python.objects.hash import int_hash


def dt_is_delta(v: val) -> i32:
    return live(T_TIMEDELTA) and has_tag(v, T_TIMEDELTA)


def dt_is_date(v: val) -> i32:
    return live(T_DATE) and has_tag(v, T_DATE)


def dt_is_moment(v: val) -> i32:
    return live(T_DATETIME) and has_tag(v, T_DATETIME)


def dt_is_temporal(v: val) -> i32:
    """A date, time, datetime, timedelta or timezone."""
    tag: i32 = tag_of(v)
    return tag >= T_DATE and tag <= T_TIMEZONE


def dt_utc_micros(v: val) -> i64:
    """The moment in UTC, for comparison; its zone is none of the body."""
    zone: val = Moment(v).zone
    return Moment(v).micros - Zone(zone).offset if zone != 0 else Moment(v).micros


@implements(hooks.date_rank)
def date_rank(v: val) -> i64:
    return i64(Date(v).days)


@implements(hooks.moment_rank)
def moment_rank(v: val) -> i64:
    return Moment(v).micros


@implements(hooks.moment_is_naive)
def moment_is_naive(v: val) -> i32:
    return Moment(v).zone == 0


def dt_order(a: val, b: val, tag: i32) -> i32:
    """The order of two values of one tag: -1, 0, 1."""
    x: i64 = i64(0)
    y: i64 = i64(0)
    if live(T_DATE) and tag == T_DATE:
        x = i64(Date(a).days)
        y = i64(Date(b).days)
    elif live(T_TIMEDELTA) and tag == T_TIMEDELTA:
        x = Delta(a).days
        y = Delta(b).days
        if x == y:
            x = Delta(a).micros
            y = Delta(b).micros
    else:
        x = dt_utc_micros(a)
        y = dt_utc_micros(b)
    return (x > y) - (x < y)


def dt_same_awareness(a: val, b: val) -> i32:
    return (Moment(a).zone == 0) == (Moment(b).zone == 0)


def dt_eq(a: val, b: val, tag: i32) -> i32:
    """Equality of two values of one tag."""
    if live(T_TIMEZONE) and tag == T_TIMEZONE:
        return Zone(a).offset == Zone(b).offset
    if live(Feature.OWN_ZONES) and dt_asks(a, b, tag):
        found: i32 = dt_order_aware(a, b, 1)
        return found == 0 if raised == 0 else -1
    if (tag == T_DATETIME or tag == T_TIME) and not dt_same_awareness(a, b):
        return 0
    return dt_order(a, b, tag) == 0


def dt_compare(a: val, b: val, op: i32) -> i32:
    """`a <op> b`; -1 when raised, -2 for kinds that are not ordered."""
    tag: i32 = tag_of(a)
    if (dt_is_moment(a) and dt_is_date(b)) or (dt_is_date(a) and dt_is_moment(b)):
        raise_type_error(lit("can't compare datetime.datetime to datetime.date"))
        return -1
    if tag != tag_of(b) or not dt_is_temporal(a) or tag == T_TIMEZONE:
        return -2
    found: i32 = 0
    if live(Feature.OWN_ZONES) and dt_asks(a, b, tag):
        found = dt_order_aware(a, b, 0)
        if found < 2:
            return holds(found, op)
        if raised != 0:
            return -1
    if found or ((tag == T_DATETIME or tag == T_TIME) and not dt_same_awareness(a, b)):
        kind: val = lit("datetimes") if tag == T_DATETIME else lit("times")
        raise_type_error(message_of(lit("can't compare offset-naive and offset-aware $"), kind, 0, 0))
        return -1
    return holds(dt_order(a, b, tag), op)


def dt_hash(v: val, tag: i32) -> i64:
    if live(T_DATE) and tag == T_DATE:
        return int_hash(i64(Date(v).days) * DAY)
    if live(T_TIMEDELTA) and tag == T_TIMEDELTA:
        return int_hash(Delta(v).days * 1000003 + Delta(v).micros)
    if live(T_TIMEZONE) and tag == T_TIMEZONE:
        return int_hash(Zone(v).offset)
    if live(Feature.OWN_ZONES) and dt_is_own(Moment(v).zone):
        asked: i64 = dt_hashed(v)
        return int_hash(asked) if raised == 0 else i64(-1)
    return int_hash(dt_utc_micros(v))


def dt_shifted(v: val, delta: val, sign: i64) -> val:
    """A date or datetime plus or minus a timedelta."""
    if dt_is_date(v):
        days: i64 = i64(Date(v).days) + sign * Delta(delta).days
        if days < 0 or days > LAST_DAY:
            return raise_overflow(lit("date value out of range"))
        return dt_date(i32(days))
    shift: i64 = Delta(delta).days
    if shift > LAST_DAY or shift < -LAST_DAY - 1:
        return raise_overflow(lit("date value out of range"))
    return dt_moment_checked(Moment(v).micros + sign * (shift * DAY + Delta(delta).micros), 0, Moment(v).zone)


def dt_difference(a: val, b: val) -> val:
    """The timedelta between two dates or two datetimes."""
    if live(Feature.OWN_ZONES) and dt_is_moment(a) and dt_asks(a, b, T_DATETIME):
        return dt_difference_aware(a, b)
    if dt_is_moment(a):
        if not dt_same_awareness(a, b):
            return raise_type_error(lit("can't subtract offset-naive and offset-aware datetimes"))
        return dt_delta(i64(0), dt_utc_micros(a) - dt_utc_micros(b))
    return dt_delta(i64(Date(a).days - Date(b).days), i64(0))


@noinline
def dt_difference_aware(a: val, b: val) -> val:
    """The timedelta between two datetimes where a zone is one of the body: in the same zone that of the clocks."""
    between: i64 = Moment(a).micros - Moment(b).micros
    if Moment(a).zone == Moment(b).zone:
        return dt_delta(i64(0), between)
    p: i64 = dt_offset_or_none(a)
    q: i64 = dt_offset_or_none(b) if raised == 0 else i64(0)
    if raised != 0:
        return 0
    if (p == NO_OFFSET) != (q == NO_OFFSET):
        return raise_type_error(lit("can't subtract offset-naive and offset-aware datetimes"))
    return dt_delta(i64(0), between - p + q)


def dt_asks(a: val, b: val, tag: i32) -> i32:
    """Whether two values of one tag are datetimes or times of which one has a zone of the body."""
    return live(Feature.OWN_ZONES) and (tag == T_DATETIME or tag == T_TIME) and (dt_is_own(Moment(a).zone) or dt_is_own(Moment(b).zone))


def dt_has_day(v: val) -> i32:
    return dt_is_date(v) or dt_is_moment(v)


def dt_add(a: val, b: val) -> val:
    """`a + b`; 0 without an exception if it is not defined, as the others."""
    if dt_is_delta(b):
        if dt_is_delta(a):
            return dt_delta_add(a, b)
        return dt_shifted(a, b, i64(1)) if dt_has_day(a) else 0
    return dt_shifted(b, a, i64(1)) if dt_is_delta(a) and dt_has_day(b) else 0


def dt_sub(a: val, b: val) -> val:
    if dt_is_delta(b):
        if dt_is_delta(a):
            return dt_delta_sub(a, b)
        return dt_shifted(a, b, i64(-1)) if dt_has_day(a) else 0
    return dt_difference(a, b) if tag_of(a) == tag_of(b) and dt_has_day(a) else 0


@noinline
def dt_operator(name: val, a: val, b: val) -> val:
    """A binary operator where one operand is a date, time or timedelta; 0 without an exception if it is not defined."""
    if name == lit("+"):
        return dt_add(a, b)
    if name == lit("-"):
        return dt_sub(a, b)
    if live(T_TIMEDELTA):
        both: i32 = has_tag(a, T_TIMEDELTA) and has_tag(b, T_TIMEDELTA)
        if name == lit("*") and not both:
            return dt_delta_times(a, b) if has_tag(a, T_TIMEDELTA) else dt_delta_times(b, a) if has_tag(b, T_TIMEDELTA) else 0
        if has_tag(a, T_TIMEDELTA):
            if name == lit("/"):
                return dt_delta_truediv(a, b, both)
            if name == lit("//"):
                return dt_delta_floordiv(a, b, both)
            if name == lit("%") and both:
                return dt_delta_mod(a, b)
            if name == lit("divmod()") and both:
                return dt_delta_divmod(a, b)
    return 0
