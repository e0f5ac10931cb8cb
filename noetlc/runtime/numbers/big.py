"""Integers beyond 64 bits: sign and magnitude, in limbs of 32 bits, the lowest first. What every possible overflow needs.

An int has one form only: what fits 64 bits is never a `Big`. Operands may be ints of any size, results are values of that form.
Example: 2**63 + 2**63 is `widened` twice to limbs (0, 0x80000000), added to (0, 0, 1), and stays a `Big`; taking 2**64 - 1 from it
gives the small int 1.
"""

from __future__ import annotations

from noetlc.kernel.lang import (
    bits,
    clz,
    div_u,
    f64,
    f64_u,
    fabs,
    from_bits,
    i32,
    i64,
    inline,
    live,
    load8,
    load32,
    memory_copy,
    noinline,
    shr_u,
    store8,
    store32,
    u64,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import BIG_LIMBS, NEGATIVE, TRUE, Big, Int, Obj
from noetlc.layout.tags import T_INT, T_WIDE
from noetlc.runtime.numbers.limbs import mag_add, mag_clear, mag_mul, mag_order, mag_times
from noetlc.runtime.values.buffer import buf_pos, buf_room
from noetlc.runtime.values.memory import from_int, has_tag, hp, new_object, take

BILLION = 1000000000
INFINITY = float("inf")
MIN_INT = -(1 << 63)

digits_end: i32 = 0  # where the digits that `big_digits` wrote end


@noinline
def big_new(count: i32) -> i32:
    """Room for limbs; `big_done` makes a value of it."""
    v: i32 = new_object(T_WIDE, BIG_LIMBS + (count << 2), 0)
    Big(v).count = count
    return v


@noinline
def big_done(v: i32, negative: i32) -> val:
    """The int of these limbs, in its one form."""
    global hp
    n: i32 = Big(v).count
    p: i32 = v + BIG_LIMBS - 4
    while n > 0 and load32(p + (n << 2)) == 0:
        n -= 1
    if n <= 2:
        low: i64 = i64(0) if n == 0 else u64(load32(v, BIG_LIMBS))
        if n == 2:
            low = low | (u64(load32(v, BIG_LIMBS + 4)) << i64(32))
        if low >= 0 or (negative and low == MIN_INT):
            return from_int(-low if negative else low)
    if v + Obj(v).size == hp:
        hp = v + ((BIG_LIMBS + 7 + (n << 2)) & -8)
        Obj(v).size = hp - v
    Big(v).count = n
    Obj(v).flags = negative
    return val(v)


@inline
def big_sign(v: val) -> i32:
    """NEGATIVE or 0; an instance of a subclass of int has another flag."""
    return Obj(v).flags & NEGATIVE if live(Feature.BUILTIN_SUBCLASSES) else Obj(v).flags


@noinline
def widened(v: val) -> i32:
    """Any int as limbs, those within 64 bits in a new object that is no value."""
    if has_tag(v, T_WIDE):
        return i32(v)
    x: i64 = i64(v == TRUE)
    if v & 1:
        x = i64(v >> 1)
    elif Obj(v).tag == T_INT:
        x = Int(v).value
    o: i32 = big_new(2)
    if x < 0:
        Obj(o).flags = NEGATIVE
        x = -x
    store32(o, i32(x), BIG_LIMBS)
    x = shr_u(x, i64(32))
    store32(o, i32(x), BIG_LIMBS + 4)
    Big(o).count = 1 + i32(x != 0)
    return o


@noinline
def big_add(a: val, b: val, flip: i32) -> val:
    """a + b; a - b if `flip` is 1."""
    x: i32 = widened(a)
    y: i32 = widened(b)
    negative: i32 = big_sign(val(x))
    n: i32 = Big(x).count
    m: i32 = Big(y).count
    flip = flip ^ big_sign(val(y)) ^ negative
    if mag_order(x + BIG_LIMBS, n, y + BIG_LIMBS, m) < 0:
        swap: i32 = x
        x = y
        y = swap
        swap = n
        n = m
        m = swap
        negative = negative ^ flip
    o: i32 = big_new(n + 1)
    store32(o + (n << 2), mag_add(o + BIG_LIMBS, x + BIG_LIMBS, n, y + BIG_LIMBS, m, i64(1 - (flip << 1))), BIG_LIMBS)
    return big_done(o, negative)


@noinline
def big_mul(a: val, b: val) -> val:
    x: i32 = widened(a)
    y: i32 = widened(b)
    n: i32 = Big(x).count
    m: i32 = Big(y).count
    o: i32 = big_new(n + m)
    mag_mul(o + BIG_LIMBS, x + BIG_LIMBS, n, y + BIG_LIMBS, m)
    return big_done(o, big_sign(val(x)) ^ big_sign(val(y)))


@noinline
def big_order(a: val, b: val) -> i32:
    """-1, 0 or 1 as a <, ==, > b."""
    x: i32 = widened(a)
    y: i32 = widened(b)
    negative: i32 = big_sign(val(x))
    if negative != big_sign(val(y)):
        return -1 if negative else 1
    order: i32 = mag_order(x + BIG_LIMBS, Big(x).count, y + BIG_LIMBS, Big(y).count)
    return -order if negative else order


def big_equal(a: val, b: val) -> i32:
    """Whether two wide ints are equal."""
    return big_sign(a) == big_sign(b) and mag_order(a + BIG_LIMBS, Big(a).count, b + BIG_LIMBS, Big(b).count) == 0


# ---- hash

MODULUS = (1 << 61) - 1


@noinline
def big_hash(v: val) -> i64:
    """CPython's hash of a wide int: the number modulo 2**61 - 1, with its sign; -2 for -1."""
    h: i64 = 0
    i: i32 = Big(v).count
    while i > 0:
        i -= 1
        h = ((h << i64(32)) & MODULUS) | shr_u(h, i64(29))
        h = h + u64(load32(v + (i << 2), BIG_LIMBS))
        if h >= MODULUS:
            h = h - MODULUS
    if big_sign(v):
        return i64(-2) if h == 1 else -h
    return h


# ---- text


@noinline
def big_parse(p: i32, n: i32, negative: i32) -> val:
    """The int of n digits at p."""
    o: i32 = big_new((n * 107 >> 10) + 1)
    used: i32 = 0
    end: i32 = p + n
    while p < end:
        by: i64 = 1
        part: i64 = 0
        while p < end and by < BILLION:
            part = part * 10 + i64(load8(p) - 48)
            by = by * 10
            p += 1
        carry: i32 = mag_times(o + BIG_LIMBS, o + BIG_LIMBS, used, by, part)
        if carry:
            store32(o + (used << 2), carry, BIG_LIMBS)
            used += 1
    Big(o).count = used
    return big_done(o, negative)


@noinline
def big_digits(v: val) -> i32:
    """Writes the decimal digits of a wide int into the text buffer behind its end; their address. They end where `digits_end` says."""
    global hp, digits_end
    n: i32 = Big(v).count
    size: i32 = n * 10 + 9
    buf_room(size)
    q: i32 = buf_pos + size
    digits_end = q
    mark: i32 = hp
    nines: i32 = take(size)  # nine digits each, the lowest first
    end: i32 = nines
    while n > 0:
        n -= 1
        carry: i64 = u64(load32(v + (n << 2), BIG_LIMBS))
        i: i32 = nines
        while i < end or carry != 0:  # times 2**32, and the limb
            if i < end:
                carry = (u64(load32(i)) << i64(32)) + carry
            quotient: i64 = div_u(carry, i64(BILLION))
            store32(i, i32(carry - quotient * BILLION))
            carry = quotient
            i += 4
        end = i
    while nines < end:
        part: i64 = u64(load32(nines))
        nines += 4
        i = 9
        while i > 0 and (nines < end or part != 0):
            carry = div_u(part, i64(10))
            q -= 1
            store8(q, 48 + i32(part - carry * 10))
            part = carry
            i -= 1
    hp = mark
    return q


def big_is_long(v: val, most: i32) -> i32:
    """Whether a wide int has more than that many decimal digits; 0 for any number."""
    n: i32 = Big(v).count
    if most == 0:
        return 0
    if n * 10 <= most or n * 9 > most:
        return n * 10 > most
    p: i32 = big_digits(v)
    return digits_end - p > most


@noinline
def big_put(v: val) -> None:
    """Appends the decimal text of a wide int."""
    global buf_pos
    p: i32 = big_digits(v)
    if big_sign(v):
        p -= 1
        store8(p, 45)
    n: i32 = digits_end - p
    memory_copy(buf_pos, p, n)
    buf_pos += n


# ---- floats


@noinline
def big_from_float(x: f64) -> val:
    """The int that a finite float of at least 2**63 either way is."""
    b: i64 = bits(fabs(x))
    shift: i32 = i32(shr_u(b, i64(52))) - 1075
    mantissa: i64 = (b & 0xFFFFFFFFFFFFF) | (i64(1) << 52)
    o: i32 = big_new((shift >> 5) + 3)
    mag_clear(o + BIG_LIMBS, (shift >> 5) + 3)
    p: i32 = o + (shift >> 5 << 2)
    shift = shift & 31
    low: i64 = mantissa << i64(shift)
    store32(p, i32(low), BIG_LIMBS)
    store32(p, i32(shr_u(low, i64(32))), BIG_LIMBS + 4)
    if shift:
        store32(p, i32(shr_u(mantissa, i64(64 - shift))), BIG_LIMBS + 8)
    return big_done(o, x < 0.0)


@noinline
def big_float(v: val) -> f64:
    """The float nearest to a wide int, ties to even; infinity beyond the range."""
    n: i32 = Big(v).count
    p: i32 = v + (n << 2)
    top: i64 = (u64(load32(p, BIG_LIMBS - 4)) << i64(32)) | u64(load32(p, BIG_LIMBS - 8))
    shift: i32 = i32(clz(top))
    top = top << i64(shift)
    low: i64 = i64(0)
    if n > 2:
        low = u64(load32(p, BIG_LIMBS - 12)) << i64(shift)
        top = top | shr_u(low, i64(32))
        low = low & 0xFFFFFFFF
        p = v + BIG_LIMBS + (n << 2) - 12
        while low == 0 and p > v + BIG_LIMBS:
            p -= 4
            low = u64(load32(p))
    power: i32 = (n << 5) - 64 - shift
    if power > 960:
        x: f64 = INFINITY
    else:
        x = f64_u(top | i64(low != 0)) * from_bits(i64(power + 1023) << 52)
    return -x if big_sign(v) else x


def big_bit_length(v: val) -> i64:
    """The bits of the magnitude of an int with limbs."""
    n: i32 = Big(v).count
    return (u64(n) << i64(5)) - i64(clz(load32(v + (n << 2), BIG_LIMBS - 4)))


def big_scaled(v: i32, by: i32) -> i32:
    """The limbs of v * 2**by."""
    n: i32 = by >> 5
    unit: i32 = big_new(n + 1)
    mag_clear(unit + BIG_LIMBS, n)
    store32(unit + (n << 2), 1 << (by & 31), BIG_LIMBS)
    return widened(big_mul(val(v), val(unit)))


@noinline
def big_ratio(a: val, b: val) -> f64:
    """`a / b` for b != 0, rounded once, ties to even; an infinity beyond the range."""
    global hp
    mark: i32 = hp
    x: i32 = widened(a)
    y: i32 = widened(b)
    negative: i32 = big_sign(val(x)) ^ big_sign(val(y))
    more: i64 = big_bit_length(val(x)) - big_bit_length(val(y))
    found: f64 = 0.0
    if more > 1025:
        found = INFINITY
    elif more > -1100:
        power: i32 = (i32(more) if more > -1021 else -1021) - 55  # x / (y * 2**power) is below 2**57
        x = big_scaled(x, 0 if power > 0 else -power)
        y = big_scaled(y, power + 57 if power > 0 else 57)
        Obj(x).flags = 0
        Obj(y).flags = 0
        quotient: i64 = 0
        i: i32 = 0
        while i < 58:
            quotient = quotient << i64(1)
            if big_order(val(x), val(y)) >= 0:
                quotient = quotient | 1
                x = widened(big_add(val(x), val(y), 1))
            x = widened(big_add(val(x), val(x), 0))
            i += 1
        extra: i32 = 64 - i32(clz(quotient))
        if extra < -1021 - power:
            extra = -1021 - power
        extra = extra - 53
        half: i64 = i64(1) << i64(extra - 1)
        low: i64 = quotient & (half + half - 1)
        quotient = quotient - low
        if low > half or (low == half and (load32(x, BIG_LIMBS) != 0 or Big(x).count > 1 or (quotient >> i64(extra)) & 1 != 0)):
            quotient = quotient + half + half
        found = f64(quotient) * from_bits(i64((power >> 1) + 1023) << i64(52))
        found = found * from_bits(i64(power - (power >> 1) + 1023) << i64(52))
    hp = mark
    return -found if negative else found
