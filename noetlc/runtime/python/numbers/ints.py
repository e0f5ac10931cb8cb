"""Operators on ints of any size as values: bools, small ints, ints of 64 bits and wide ones; their order beside floats.

Each tries 64 bits first; what does not fit there goes to `numbers/big.py`, or ends the run (`int_overflow`) in a module made without
big integers. Those that raise answer 0.
"""

from __future__ import annotations

from noetlc.kernel.lang import enable, f64, fabs, i32, i64, lit, live, load8, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import TRUE, WIDE_TEXT, Float, Wide
from noetlc.layout.tags import T_BOOL, T_FLOAT, T_WIDE
from noetlc.runtime.numbers.big import big_add, big_bit_length, big_from_float, big_mul, big_order, big_ratio
from noetlc.runtime.numbers.big_parts import AND, OR, XOR, big_bits, big_floordiv, big_lshift, big_put_bits, big_rest, big_rshift
from noetlc.runtime.numbers.big_power import big_pow_mod
from noetlc.runtime.numbers.text import digits_limit, int_parse
from noetlc.runtime.numbers.wide import wide_int_order, wide_negative, wide_odd, wide_sign, wide_text, wide_too_long
from noetlc.runtime.python.exceptions.errors import filled, message_of, raise_overflow, raise_value_error, raise_zero_division
from noetlc.runtime.python.exceptions.sizes import refuse_memory
from noetlc.runtime.python.numbers.decimal import decimal_digit, decimal_expand, decimal_point
from noetlc.runtime.python.numbers.float import INFINITY, float_to_int
from noetlc.runtime.python.numbers.int import (
    MIN_I64,
    exact_ratio,
    floor_div,
    floor_mod,
    int_bit_length,
    int_fits_mul,
    int_pow_mod,
    int_truediv,
    is_exact,
    put_radix,
)
from noetlc.runtime.python.numbers.number import int_of
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_byte, buf_drop
from noetlc.runtime.values.list import pair_new
from noetlc.runtime.values.memory import ABORT_MEMORY, abort, from_float, from_int, has_tag, int_overflow, raised

ZERO = 1  # the values 0, 1 and -1
ONE = 3
MINUS_ONE = -1


def is_wide(v: val) -> i32:
    return live(T_WIDE) and has_tag(v, T_WIDE)


def beyond(a: val, b: val) -> i32:
    """Whether an operand is wide."""
    return is_wide(a) or is_wide(b)


def ints_add(a: val, b: val) -> val:
    if not beyond(a, b):
        x: i64 = int_of(a)
        y: i64 = int_of(b)
        r: i64 = x + y
        if ((x ^ r) & (y ^ r)) >= 0:
            return from_int(r)
    return wide_add(a, b, 0)


def ints_sub(a: val, b: val) -> val:
    if a & b & 1:
        return from_int(i64(a >> 1) - i64(b >> 1))
    if not beyond(a, b):
        x: i64 = int_of(a)
        y: i64 = int_of(b)
        r: i64 = x - y
        if ((x ^ y) & (x ^ r)) >= 0:
            return from_int(r)
    return wide_add(a, b, 1)


@noinline
def wide_add(a: val, b: val, flip: i32) -> val:
    """a + b, a - b if `flip` is 1, where 64 bits are not enough for all of it."""
    enable(Feature.BIGINT)
    return big_add(a, b, flip) if live(Feature.BIGINT) else int_overflow()


def ints_mul(a: val, b: val) -> val:
    if a & b & 1:
        return from_int(i64(a >> 1) * i64(b >> 1))
    if not beyond(a, b):
        x: i64 = int_of(a)
        y: i64 = int_of(b)
        if int_fits_mul(x, y):
            return from_int(x * y)
    return wide_mul(a, b)


@noinline
def wide_mul(a: val, b: val) -> val:
    enable(Feature.BIGINT)
    return big_mul(a, b) if live(Feature.BIGINT) else int_overflow()


def ints_plus(a: val) -> val:
    """`+a`: a bool becomes an int."""
    if live(Feature.BUILTIN_SUBCLASSES):
        return a if is_wide(a) else from_int(int_of(a))
    if has_tag(a, T_BOOL):
        return val(ONE if a == TRUE else ZERO)
    return a


def ints_neg(a: val) -> val:
    return ints_sub(val(ZERO), a)


def int_below(a: val) -> i32:
    """a < 0."""
    return wide_negative(a) if is_wide(a) else int_of(a) < 0


def int_odd(v: val) -> i32:
    return wide_odd(v) if is_wide(v) else i32(int_of(v)) & 1


def ints_abs(a: val) -> val:
    return ints_neg(a) if int_below(a) else ints_plus(a)


def ints_invert(a: val) -> val:
    return ints_sub(val(MINUS_ONE), a)


@noinline
def wide_floordiv(a: val, b: val) -> val:
    """`a // b` for b != 0; leaves `a % b` in `big_rest`."""
    enable(Feature.BIGINT)
    return big_floordiv(a, b) if live(Feature.BIGINT) else int_overflow()


def is_zero(v: val) -> i32:
    return not is_wide(v) and int_of(v) == 0


def ints_floordiv(a: val, b: val) -> val:
    if is_zero(b):
        return raise_zero_division(lit("integer division or modulo by zero"))
    if not beyond(a, b) and int_of(a) != MIN_I64:
        return from_int(floor_div(int_of(a), int_of(b)))
    return wide_floordiv(ints_plus(a), b)  # of a bool too


def ints_mod(a: val, b: val) -> val:
    if is_zero(b):
        return raise_zero_division(lit("integer modulo by zero"))
    if not beyond(a, b):
        return from_int(floor_mod(int_of(a), int_of(b)))
    return wide_mod(a, b)


@noinline
def wide_mod(a: val, b: val) -> val:
    wide_floordiv(ints_plus(a), b)  # what is smaller than b is the rest itself
    return big_rest


def ints_divmod(a: val, b: val) -> val:
    """`divmod(a, b)`."""
    whole: val = ints_floordiv(a, b)
    if live(Feature.BIGINT) and whole != 0 and beyond(a, b):
        return pair_new(whole, big_rest)
    return pair_new(whole, ints_mod(a, b)) if whole != 0 else 0


def ints_truediv(a: val, b: val) -> val:
    if beyond(a, b) or (live(Feature.BIGINT) and not (is_exact(int_of(a)) and is_exact(int_of(b)))):
        if is_zero(b):
            return raise_zero_division(lit("division by zero"))
        x: f64 = wide_ratio(a, b)
        if x - x != 0.0:
            return raise_overflow(lit("integer division result too large for a float"))
    else:
        x = exact_ratio(int_of(a), int_of(b)) if live(Feature.BIGINT) else int_truediv(int_of(a), int_of(b))
    return from_float(x) if raised == 0 else 0


@noinline
def wide_ratio(a: val, b: val) -> f64:
    """`a / b` for b != 0, rounded once; an infinity beyond the range."""
    enable(Feature.BIGINT)
    if live(Feature.BIGINT):
        return big_ratio(a, b)
    int_overflow()
    return 0.0


# ---- powers


@noinline
def ints_pow(a: val, b: val) -> val:
    """`a ** b` for b >= 0."""
    enable(Feature.LARGE_PRODUCTS)
    base: val = ints_plus(a)
    if is_zero(b):
        return val(ONE)
    if base == ZERO or base == ONE or base == MINUS_ONE:
        return val(ONE) if base == MINUS_ONE and ints_and(b, val(ONE)) == ZERO else base
    if is_wide(b):
        abort(ABORT_MEMORY)
    n: i64 = int_of(b)
    result: val = val(ONE)
    while n != 1:
        if n & 1 != 0:
            result = ints_mul(result, base)
        n = n >> i64(1)
        base = ints_mul(base, base)
    return ints_mul(result, base)


@noinline
def ints_pow_mod(a: val, b: val, m: val) -> val:
    """`pow(a, b, m)`; ValueError for m == 0 or a base without inverse."""
    if not beyond(a, b) and not is_wide(m) and int_of(m) != MIN_I64:
        n: i64 = int_pow_mod(int_of(a), int_of(b), int_of(m))
        return from_int(n) if raised == 0 else 0
    if is_zero(m):
        return raise_value_error(lit("pow() 3rd argument cannot be 0"))
    size: val = ints_abs(m)
    base: val = ints_mod(a, size)
    exponent: val = b
    if int_below(b):
        base = ints_inverse(base, size)
        if base == 0:
            return 0
        exponent = ints_neg(b)
    if is_wide(size) and not is_zero(exponent):
        return ints_mod(wide_pow_mod(base, exponent, size), m)
    result: val = ints_mod(val(ONE), size)
    i: i64 = ints_bit_length(exponent)
    while i > 0:
        i -= 1
        result = ints_mod(ints_mul(result, result), size)
        if ints_and(ints_rshift(exponent, from_int(i)), val(ONE)) == ONE:
            result = ints_mod(ints_mul(result, base), size)
    return ints_mod(result, m)


@noinline
def wide_pow_mod(base: val, exponent: val, m: val) -> val:
    enable(Feature.BIGINT)
    return big_pow_mod(base, exponent, m) if live(Feature.BIGINT) else int_overflow()


@noinline
def ints_inverse(a: val, m: val) -> val:
    """The inverse of a modulo m > 0; 0 with a ValueError if there is none."""
    r: val = m
    new_r: val = a
    t: val = val(ZERO)
    new_t: val = val(ONE)
    while not is_zero(new_r):
        q: val = ints_floordiv(r, new_r)
        rest: val = ints_sub(r, ints_mul(q, new_r))
        r = new_r
        new_r = rest
        rest = ints_sub(t, ints_mul(q, new_t))
        t = new_t
        new_t = rest
    if r != ONE:
        return raise_value_error(lit("base is not invertible for the given modulus"))
    return ints_mod(t, m)


# ---- shifts and bits


def ints_lshift(a: val, b: val) -> val:
    if int_below(b):
        return raise_value_error(lit("negative shift count"))
    if not beyond(a, b):
        x: i64 = int_of(a)
        n: i64 = int_of(b)
        if x == 0 or (n <= 62 and ((x << n) >> n) == x):
            return from_int(x << n)
    return wide_lshift(a, b)


@noinline
def wide_lshift(a: val, b: val) -> val:
    if is_zero(a):
        return val(ZERO)
    if is_wide(b):
        return raise_overflow(lit("too many digits in integer"))
    enable(Feature.BIGINT)
    enable(Feature.LARGE_PRODUCTS)
    if live(Feature.BIGINT) and int_of(b) > 8000000000:
        return refuse_memory(int_of(b) >> i64(3))
    return big_lshift(a, int_of(b)) if live(Feature.BIGINT) else int_overflow()


def ints_rshift(a: val, b: val) -> val:
    if int_below(b):
        return raise_value_error(lit("negative shift count"))
    if is_wide(b):
        return val(MINUS_ONE) if int_below(a) else val(ZERO)
    n: i64 = int_of(b)
    if is_wide(a):
        return wide_rshift(a, n)
    return from_int(int_of(a) >> (i64(63) if n > 63 else n))


@noinline
def wide_rshift(a: val, n: i64) -> val:
    enable(Feature.BIGINT)
    return big_rshift(a, n) if live(Feature.BIGINT) else int_overflow()


def ints_and(a: val, b: val) -> val:
    return wide_bits(a, b, AND) if beyond(a, b) else from_int(int_of(a) & int_of(b))


def ints_or(a: val, b: val) -> val:
    return wide_bits(a, b, OR) if beyond(a, b) else from_int(int_of(a) | int_of(b))


def ints_xor(a: val, b: val) -> val:
    return wide_bits(a, b, XOR) if beyond(a, b) else from_int(int_of(a) ^ int_of(b))


@noinline
def wide_bits(a: val, b: val, which: i32) -> val:
    enable(Feature.BIGINT)
    return big_bits(a, b, which) if live(Feature.BIGINT) else int_overflow()


def ints_bit_length(v: val) -> i64:
    return big_bit_length(v) if live(Feature.BIGINT) and is_wide(v) else int_bit_length(int_of(v))


# ---- rounding


@noinline
def ints_round(v: val, digits: val) -> val:
    """`round(v, digits)`: to the multiple of 10**-digits that is nearest, ties to even."""
    if not int_below(digits):
        return ints_plus(v)
    unit: val = ints_pow(from_int(i64(10)), ints_neg(digits))
    whole: val = ints_floordiv(v, unit)
    low: val = ints_mul(whole, unit)
    rest: val = ints_sub(v, low)
    order: i32 = ints_order(ints_add(rest, rest), unit)
    return ints_add(low, unit) if order > 0 or (order == 0 and ints_and(whole, val(ONE)) == ONE) else low


def ints_order(a: val, b: val) -> i32:
    """-1, 0 or 1 as a <, ==, > b."""
    if beyond(a, b):
        return wide_int_order(a, b)
    x: i64 = int_of(a)
    y: i64 = int_of(b)
    return (x > y) - (x < y)


# ---- order and equality with floats

FIRST_WIDE = 9.2e18


def wide_float_eq(v: val, x: f64) -> i32:
    """Whether a float has exactly the value of a wide int."""
    return wide_float_order(v, x) == 0


@noinline
def wide_float_order(v: val, x: f64) -> i32:
    """-1, 0 or 1 as a wide int <, ==, > a float; 2 if the float is NaN."""
    sign: i32 = wide_sign(v)
    if x != x:
        return 2
    if f64(sign) * x < FIRST_WIDE:
        return sign
    if fabs(x) == INFINITY:
        return -sign
    if live(Feature.BIGINT):
        return big_order(v, big_from_float(x))
    decimal_expand(fabs(x))
    skip: i32 = sign < 0
    order: i32 = Wide(v).nbytes - skip - decimal_point
    i: i32 = 0
    while order == 0 and i < decimal_point:
        order = load8(v + WIDE_TEXT + skip + i) - decimal_digit(i)
        i += 1
    return sign * ((order > 0) - (order < 0))


@noinline
def wide_from_float(x: f64) -> val:
    """The int that a finite float beyond 64 bits is."""
    if live(Feature.BIGINT):
        return big_from_float(x)
    decimal_expand(fabs(x))
    mark: i32 = buf_begin()
    if x < 0.0:
        buf_byte(45)
    i: i32 = 0
    while i < decimal_point:
        buf_byte(decimal_digit(i))
        i += 1
    made: val = int_parse(buf_base + mark, buf_begin() - mark)
    buf_drop(mark)
    return made


@noinline
def int_from_float(x: f64) -> val:
    """`int(x)`, exactly."""
    if fabs(x) >= 9223372036854775808.0 and fabs(x) < INFINITY:
        return wide_from_float(x)
    n: i64 = float_to_int(x)
    return from_int(n) if raised == 0 else 0


@noinline
def wide_order(a: val, b: val) -> i32:
    """-1, 0 or 1 as a <, ==, > b for two numbers, at least one of them wide; 2 if unordered."""
    if has_tag(b, T_FLOAT):
        return wide_float_order(a, Float(b).value)
    if has_tag(a, T_FLOAT):
        found: i32 = wide_float_order(b, Float(a).value)
        return found if found == 2 else -found
    return wide_int_order(a, b)


# ---- as text


def put_wide(v: val) -> None:
    """Appends the decimal text of a wide int; ValueError, `raised` set."""
    if wide_too_long(v):
        raise_too_long()
    else:
        wide_text(v)


@noinline
def raise_too_long() -> val:
    advice: val = lit("use sys.set_int_max_str_digits() to increase the limit")
    if live(Feature.DIGIT_LIMITS):
        said: val = lit("Exceeds the limit ($ digits) for integer string conversion; $")
        return raise_value_error(message_of(said, from_int(i64(digits_limit())), advice, 0))
    return raise_value_error(filled(lit("Exceeds the limit (4300 digits) for integer string conversion; $"), advice, 0, 0))


def put_magnitude(v: val, by: i32) -> None:
    """Appends the digits of an int without its sign, base 2 … 16; ValueError, `raised` set."""
    if is_wide(v):
        put_wide_magnitude(v, by)
        return
    n: i64 = int_of(v)
    put_radix(-n if n < 0 else n, by)


@noinline
def put_wide_magnitude(v: val, by: i32) -> None:
    enable(Feature.BIGINT)
    if live(Feature.BIGINT):
        if by == 10:
            put_wide(ints_abs(v))
        else:
            big_put_bits(v, by)
    else:
        int_overflow()
