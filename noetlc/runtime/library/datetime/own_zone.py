"""`datetime`: what classes that derive from `tzinfo` say of a moment, and any timezone in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, inline, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE
from noetlc.layout.tags import T_DATETIME, T_STR, T_TIME, T_TIMEDELTA, T_TIMEZONE
from noetlc.runtime.library.datetime.objects import DAY, END, Delta, Moment, Zone, dt_moment
from noetlc.runtime.python.protocol import call_one, py_getattr, py_type_name
from noetlc.runtime.values.memory import has_tag, raised

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import message_of, raise_overflow, raise_type, raise_type_error, raise_value_error

NO_OFFSET = 1 << 40  # microseconds: none of what an offset can be


@inline
def dt_is_own(zone: val) -> i32:
    """Whether the zone of a moment, or 0, is an instance of a class of the body."""
    return live(Feature.OWN_ZONES) and zone != 0 and not (live(T_TIMEZONE) and has_tag(zone, T_TIMEZONE))


def dt_subject(v: val) -> val:
    """What zones are asked about: a datetime, or None for a time."""
    return NONE if live(T_TIME) and has_tag(v, T_TIME) else v


def dt_ask(zone: val, name: val, moment: val) -> val:
    """What a method of a zone gives; 0 when raised."""
    method: val = py_getattr(zone, name)
    return call_one(method, moment) if method != 0 else 0


@noinline
def dt_asked(zone: val, name: val, moment: val) -> i64:
    """The microseconds that `utcoffset` or `dst` gives; NO_OFFSET for None and when raised."""
    answer: val = dt_ask(zone, name, moment)
    if answer == 0 or answer == NONE:
        return i64(NO_OFFSET)
    if not (live(T_TIMEDELTA) and has_tag(answer, T_TIMEDELTA)):
        template: val = lit("tzinfo.$() must return None or timedelta, not '$'")
        raise_type_error(message_of(template, name, py_type_name(answer), 0))
        return i64(NO_OFFSET)
    days: i64 = Delta(answer).days
    if days < -1 or days > 0 or (days == -1 and Delta(answer).micros == 0):
        raise_value_error(lit("offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24)."))
        return i64(NO_OFFSET)
    return days * DAY + Delta(answer).micros


@inline
def dt_offset_of(v: val) -> i64:
    """The offset of a datetime or time with a zone; NO_OFFSET if that gives none, and when raised."""
    zone: val = Moment(v).zone
    return dt_asked(zone, lit("utcoffset"), dt_subject(v)) if live(Feature.OWN_ZONES) and dt_is_own(zone) else Zone(zone).offset


@inline
def dt_offset_or_none(v: val) -> i64:
    """The same with NO_OFFSET for one without a zone."""
    return dt_offset_of(v) if Moment(v).zone != 0 else i64(NO_OFFSET)


def dt_name_of(v: val) -> val:
    """The name that a zone of a class of the body gives; None, or 0 when raised."""
    name: val = dt_ask(Moment(v).zone, lit("tzname"), dt_subject(v))
    if name == 0 or name == NONE or has_tag(name, T_STR):
        return name
    return raise_type(lit("tzinfo.tzname() must return None or a string, not '$'"), name)


@noinline
def dt_by_zone(micros: i64, zone: val) -> val:
    """A moment in UTC in a zone of a class of the body, which has the last word; 0 when raised."""
    if micros < 0 or micros >= END:
        return raise_overflow(lit("date value out of range"))
    return dt_ask(zone, lit("fromutc"), dt_moment(micros, 0, zone))


@noinline
def dt_order_aware(a: val, b: val, equal: i32) -> i32:
    """The order of two datetimes or times where a zone is one of the body: -1, 0, 1; 2 if just one has an offset, or when raised.

    `equal`: only equality is asked for, which a time that the fold gives another offset has with none of another zone.
    """
    x: i64 = Moment(a).micros
    y: i64 = Moment(b).micros
    if Moment(a).zone == Moment(b).zone:
        return (x > y) - (x < y)
    p: i64 = dt_offset_or_none(a)
    q: i64 = dt_offset_or_none(b) if raised == 0 else i64(0)
    if raised != 0 or (p == NO_OFFSET) != (q == NO_OFFSET):
        return 2
    if p != q:
        if has_tag(a, T_DATETIME):  # whose difference asks again
            p = dt_offset_or_none(a)
            q = dt_offset_or_none(b) if raised == 0 else i64(0)
        x = x - p
        y = y - q
    if equal and x == y and has_tag(a, T_DATETIME) and (dt_folds(a, p) or (raised == 0 and dt_folds(b, q))):
        return 1
    return 2 if raised != 0 else (x > y) - (x < y)


def dt_folds(v: val, offset: i64) -> i32:
    """Whether the other fold gives a datetime another offset."""
    zone: val = Moment(v).zone
    return dt_is_own(zone) and dt_offset_or_none(dt_moment(Moment(v).micros, 1 - Moment(v).fold, zone)) != offset


@noinline
def dt_hashed(v: val) -> i64:
    """What the hash of a datetime or time with a zone of the body is made of: its microseconds in UTC, without the fold."""
    subject: val = v
    if Moment(v).fold and has_tag(v, T_DATETIME):
        subject = dt_moment(Moment(v).micros, 0, Moment(v).zone)
    offset: i64 = dt_offset_of(subject)
    return Moment(v).micros if offset == NO_OFFSET else Moment(v).micros - offset
