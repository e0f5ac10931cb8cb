"""Integers of Python bodies, unboxed: overflow-checked arithmetic with Python's rounding and errors.

Every result outside 64 bits aborts (`int_overflow`). Functions that raise set `raised` and return 0.
"""

from __future__ import annotations

from noetlc.kernel.lang import (
    clz,
    ctz,
    div_s,
    div_u,
    f64,
    ge_u,
    gt_u,
    i32,
    i64,
    inline,
    le_u,
    lit,
    noinline,
    rem_s,
    rem_u,
    shr_u,
    store8,
    val,
)  # fmt: skip
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.numbers.text import put_int, put_uint
from noetlc.runtime.python.exceptions.errors import raise_value_error, raise_zero_division
from noetlc.runtime.text.quote import hex_digit
from noetlc.runtime.text.strings import str_new
from noetlc.runtime.values.blocks import copy_over
from noetlc.runtime.values.buffer import (
    buf_pos,
    buf_room,
)
from noetlc.runtime.values.memory import int_overflow, reserve

MIN_I64 = -(1 << 63)


@inline
def int_add(a: i64, b: i64) -> i64:
    r: i64 = a + b
    if ((a ^ r) & (b ^ r)) < 0:
        int_overflow()
    return r


@inline
def int_sub(a: i64, b: i64) -> i64:
    r: i64 = a - b
    if ((a ^ b) & (a ^ r)) < 0:
        int_overflow()
    return r


def int_mul(a: i64, b: i64) -> i64:
    if i64(i32(a)) == a and i64(i32(b)) == b:
        return a * b
    return int_mul_wide(a, b)


@noinline
def int_mul_wide(a: i64, b: i64) -> i64:
    if not int_fits_mul(a, b):
        int_overflow()
    return a * b


def int_fits_mul(a: i64, b: i64) -> i32:
    """Whether a * b has at most 64 bits."""
    if a == 0:
        return 1
    return b != MIN_I64 if a == -1 else div_s(a * b, a) == b


@inline
def int_neg(a: i64) -> i64:
    if a == MIN_I64:
        int_overflow()
    return -a


@inline
def int_invert(a: i64) -> i64:
    return ~a


@inline
def int_truth(a: i64) -> i32:
    return a != 0


@inline
def int_abs(a: i64) -> i64:
    return int_neg(a) if a < 0 else a


def floor_div(a: i64, b: i64) -> i64:
    """a // b for b != 0."""
    if b == -1:
        return int_neg(a)
    q: i64 = div_s(a, b)
    if (a ^ b) < 0 and q * b != a:
        q -= 1
    return q


def floor_mod(a: i64, b: i64) -> i64:
    """a % b for b != 0: the sign is b's."""
    if b == -1:
        return i64(0)
    r: i64 = rem_s(a, b)
    if r != 0 and (r ^ b) < 0:
        r += b
    return r


def int_floordiv(a: i64, b: i64) -> i64:
    if b == 0:
        raise_zero_division(lit("integer division or modulo by zero"))
        return i64(0)
    return floor_div(a, b)


def int_mod(a: i64, b: i64) -> i64:
    if b == 0:
        raise_zero_division(lit("integer modulo by zero"))
        return i64(0)
    return floor_mod(a, b)


@inline
def int_div_by(a: i64, b: i64) -> i64:
    """`a // b` for b > 0."""
    q: i64 = div_s(a, b)
    return q - i64(q * b > a)


@inline
def int_mod_by(a: i64, b: i64) -> i64:
    """`a % b` for b > 0."""
    r: i64 = rem_s(a, b)
    return r + (b & (r >> 63))


def int_truediv(a: i64, b: i64) -> f64:
    """a / b, correctly rounded; raises ZeroDivisionError."""
    if (is_exact(a) and is_exact(b)) or b == 0:
        return exact_ratio(a, b)
    return int_truediv_wide(a, b)


def exact_ratio(a: i64, b: i64) -> f64:
    """a / b of ints that are doubles; raises ZeroDivisionError."""
    if b == 0:
        raise_zero_division(lit("division by zero"))
        return 0.0
    return f64(a) / f64(b)


@inline
def is_exact(a: i64) -> i32:
    """Whether an int is in the range in which all are doubles."""
    return le_u(a + (1 << 53), i64(1 << 54))


@noinline
def int_truediv_wide(a: i64, b: i64) -> f64:
    """Long division to 57 quotient bits and a sticky bit, which the conversion then rounds once."""
    if a == 0:
        return f64(a) / f64(b)
    n: i64 = -a if a < 0 else a
    d: i64 = -b if b < 0 else b
    shift_n: i32 = i32(clz(n))
    shift_d: i32 = i32(clz(d))
    n = n << i64(shift_n)
    d = d << i64(shift_d)
    quotient: i64 = 0
    power: i32 = shift_d - shift_n
    i: i32 = 0
    carry: i64 = 0
    while i < 58:
        quotient = quotient << 1
        if carry != 0 or ge_u(n, d):
            quotient = quotient | 1
            n = n - d
        carry = shr_u(n, i64(63))
        n = n << 1
        i += 1
    if n != 0 or carry != 0:
        quotient = quotient | 1
    scaled: f64 = f64(quotient)
    power = power - 57
    while power < 0:
        scaled = scaled * 0.5
        power += 1
    while power > 0:
        scaled = scaled * 2.0
        power -= 1
    return -scaled if (a ^ b) < 0 else scaled


def int_lshift(a: i64, n: i64) -> i64:
    if n < 0:
        raise_value_error(lit("negative shift count"))
        return i64(0)
    if a == 0:
        return a
    if n > 62 or ((a << n) >> n) != a:
        int_overflow()
    return a << n


def int_rshift(a: i64, n: i64) -> i64:
    if n < 0:
        raise_value_error(lit("negative shift count"))
        return i64(0)
    return a >> (i64(63) if n > 63 else n)


def int_pow(a: i64, n: i64) -> i64:
    """a ** n for n >= 0."""
    result: i64 = 1
    base: i64 = a
    rest: i64 = n
    if base == 1 or base == 0 or base == -1:
        if base == -1 and (rest & 1) == 0:
            return i64(1)
        return i64(1) if rest == 0 else base
    while rest != 0:
        if rest & 1 != 0:
            result = int_mul(result, base)
        rest = rest >> 1
        if rest != 0:
            base = int_mul(base, base)
    return result


def mul_mod(a: i64, b: i64, m: i64) -> i64:
    """a * b modulo m; 0 <= a, b < m (unsigned), m up to 2**63."""
    if gt_u(i64(1) << 32, m):
        return rem_u(a * b, m)
    total: i64 = 0
    addend: i64 = a
    rest: i64 = b
    while rest != 0:
        if rest & 1 != 0:
            total = total + addend
            if ge_u(total, m):
                total = total - m
        addend = addend + addend
        if ge_u(addend, m):
            addend = addend - m
        rest = shr_u(rest, i64(1))
    return total


def int_pow_mod(a: i64, n: i64, m: i64) -> i64:
    """`pow(a, n, m)`; ValueError for m == 0 or a base without inverse."""
    if m == 0:
        raise_value_error(lit("pow() 3rd argument cannot be 0"))
        return i64(0)
    size: i64 = -m if m < 0 else m
    base: i64 = floor_mod(a, size) if size > 0 else a & (MIN_I64 ^ -1)
    rest: i64 = n
    if rest < 0:
        base = inverse_mod(base, size)
        if base == 0 and size != 1:
            raise_value_error(lit("base is not invertible for the given modulus"))
            return i64(0)
        rest = -rest
    result: i64 = rem_u(i64(1), size)
    while rest != 0:
        if rest & 1 != 0:
            result = mul_mod(result, base, size)
        base = mul_mod(base, base, size)
        rest = shr_u(rest, i64(1))
    if m < 0 and result != 0:
        return result + m
    return result


def inverse_mod(a: i64, m: i64) -> i64:
    """The inverse of a modulo m, 0 if there is none."""
    r: i64 = m
    new_r: i64 = a
    t: i64 = 0
    new_t: i64 = 1
    while new_r != 0:
        q: i64 = div_s(r, new_r)
        next_t: i64 = t - q * new_t
        t = new_t
        new_t = next_t
        next_r: i64 = r - q * new_r
        r = new_r
        new_r = next_r
    if r != 1:
        return i64(0)
    return t + m if t < 0 else t


def int_gcd(a: i64, b: i64) -> i64:
    """The greatest common divisor, of either sign."""
    x: i64 = a
    y: i64 = b
    while shr_u(x | y, i64(31)) != 0:
        if y == 0:
            return x
        r: i64 = i64(0) if y == -1 else rem_s(x, y)
        x = y
        y = r
    few: i32 = i32(x)  # two that have 31 bits: a division of half the length takes half the time
    rest: i32 = i32(y)
    while rest != 0:
        next_: i32 = rem_u(few, rest)
        few = rest
        rest = next_
    return i64(few)


def int_bit_length(a: i64) -> i64:
    n: i64 = -a if a < 0 else a
    return i64(64) - clz(n)


def range_rounds(start: i64, stop: i64, step: i64) -> i64:
    """The number of rounds of `for … in range(start, stop, step)`; ValueError for step 0."""
    if step == 0:
        raise_value_error(lit("range() arg 3 must not be zero"))
        return i64(0)
    return range_length(start, stop, step)


def int_round_to(a: i64, n: i64) -> i64:
    """`round(a, -n)` for n > 0: to the multiple of 10**n that is nearest, ties to even."""
    if n > 18:
        if n == 19 and (a > 5000000000000000000 or a < -5000000000000000000):
            int_overflow()
        return i64(0)
    unit: i64 = int_pow(i64(10), n)
    rest: i64 = floor_mod(a, unit)
    low: i64 = a - rest
    half: i64 = div_s(unit, i64(2))
    if rest > half or (rest == half and floor_mod(floor_div(a, unit), i64(2)) == 1):
        return int_add(low, unit)
    return low


def range_length(start: i64, stop: i64, step: i64) -> i64:
    """The number of items (unsigned)."""
    if step > 0:
        return div_u(stop - start - 1, step) + 1 if start < stop else i64(0)
    return div_u(start - stop - 1, -step) + 1 if start > stop else i64(0)


def int_text(n: i64) -> val:
    """`str(n)`."""
    p: i32 = reserve(64) + STR_BYTES  # where the bytes of the new string will lie
    count: i32 = put_int(p, n) - p
    return str_new(count, count)


def text_with_int(text: val, n: i64) -> val:
    """`text + str(n)`."""
    size: i32 = Str(text).nbytes
    p: i32 = reserve(size + 64) + STR_BYTES + size
    copy_over(p - size, text + STR_BYTES, size)
    count: i32 = put_int(p, n) - p
    return str_new(size + count, Str(text).length + count)


def digit_value(c: i32) -> i32:
    """The value of a digit or letter, 99 for another character."""
    if c >= 48 and c <= 57:
        return c - 48
    letter: i32 = c | 32
    return letter - 87 if letter >= 97 and letter <= 122 else 99


def put_radix(n: i64, by: i32) -> None:
    """Appends the digits of an unsigned number, base 2, 8, 10 or 16."""
    global buf_pos
    buf_room(72)
    if by == 10:
        buf_pos = put_uint(buf_pos, n)
        return
    shift: i64 = i64(ctz(by))
    rest: i64 = n
    while rest != 0:
        buf_pos += 1
        rest = shr_u(rest, shift)
    if n == 0:
        buf_pos += 1
    p: i32 = buf_pos
    while n != 0 or p == buf_pos:
        p -= 1
        store8(p, hex_digit(i32(n) & (by - 1)))
        n = shr_u(n, shift)
