"""What can be asked of an int beyond 64 bits in either of its forms: limbs (`numbers/big.py`) where the module computes with such ints,
else the decimal text it was read from."""

from __future__ import annotations

from noetlc.kernel.lang import f64, i32, live, load8, load32, noinline, static_bytes, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BIG_LIMBS, NEGATIVE, WIDE_TEXT, Big, Obj, Wide
from noetlc.layout.tags import T_WIDE
from noetlc.runtime.numbers.big import big_equal, big_float, big_is_long, big_order, big_put
from noetlc.runtime.numbers.parse import float_parse
from noetlc.runtime.numbers.text import MAX_DIGITS, digits_limit
from noetlc.runtime.values.blocks import bytes_equal
from noetlc.runtime.values.buffer import buf_bytes
from noetlc.runtime.values.memory import has_tag, int_overflow

MAX_U64 = static_bytes(b"18446744073709551615")
MAX_U64_DIGITS = 20


def wide_too_long(v: val) -> i32:
    """Whether the decimal text is longer than a body may write: only arithmetic makes such ints."""
    return live(Feature.BIGINT) and big_is_long(v, digits_limit())


def wide_put(v: val) -> None:
    """Appends the decimal text; aborts where that is longer than text of ints may be."""
    if live(Feature.BIGINT) and big_is_long(v, MAX_DIGITS):
        int_overflow()
    wide_text(v)


def wide_text(v: val) -> None:
    """Appends the decimal text, however long."""
    if live(Feature.BIGINT):
        big_put(v)
        return
    buf_bytes(v + WIDE_TEXT, Wide(v).nbytes)


def wide_negative(v: val) -> i32:
    if live(Feature.BIGINT):
        return Obj(v).flags & NEGATIVE
    return load8(v + WIDE_TEXT) == 45


def wide_is_u64(v: val) -> i32:
    """Whether it has at most 64 bits and no sign."""
    if wide_negative(v):
        return 0
    if live(Feature.BIGINT):
        return Big(v).count == 2
    n: i32 = Wide(v).nbytes
    i: i32 = 0
    while n == MAX_U64_DIGITS and i < n:
        if load8(v + i, WIDE_TEXT) != load8(MAX_U64 + i):
            return load8(v + i, WIDE_TEXT) < load8(MAX_U64 + i)
        i += 1
    return n <= MAX_U64_DIGITS


def wide_odd(v: val) -> i32:
    if live(Feature.BIGINT):
        return load32(v, BIG_LIMBS) & 1
    return load8(v + WIDE_TEXT + Wide(v).nbytes - 1) & 1


@noinline
def wide_float(v: val) -> f64:
    """The nearest float; an infinity beyond the range."""
    if live(Feature.BIGINT):
        return big_float(v)
    return float_parse(v + WIDE_TEXT, Wide(v).nbytes)


def wide_same(a: val, b: val) -> i32:
    """Whether two wide ints are equal."""
    if live(Feature.BIGINT):
        return big_equal(a, b)
    n: i32 = Wide(a).nbytes
    return bytes_equal(a + WIDE_TEXT, b + WIDE_TEXT, n) if Wide(b).nbytes == n else 0


@noinline
def wide_int_order(a: val, b: val) -> i32:
    """-1, 0 or 1 as a <, ==, > b for two ints, at least one of them wide."""
    if live(Feature.BIGINT):
        return big_order(a, b)
    sign: i32 = wide_sign(a)
    order: i32 = sign - wide_sign(b)
    if order == 0:
        order = sign * (Wide(a).nbytes - Wide(b).nbytes)
    i: i32 = 0
    while order == 0 and i < Wide(a).nbytes:
        order = sign * (load8(a + i, WIDE_TEXT) - load8(b + i, WIDE_TEXT))
        i += 1
    return (order > 0) - (order < 0)


def wide_sign(v: val) -> i32:
    """-1 or 1; 0 for what is not wide."""
    if not has_tag(v, T_WIDE):
        return 0
    return -1 if wide_negative(v) else 1
