"""Decimal digits in memory: values, sums, products and quotients of numbers of any length, and rounding.

Numbers of up to 18 digits are computed in 64 bits, longer ones by limbs of 9 digits, each in 8 bytes, the lowest first.
"""

from __future__ import annotations

from noetlc.kernel.lang import div_u, i32, i64, inline, load8, load64, shr_u, store8, store64
from noetlc.runtime.library.numbers.decimal_products import BASE, limbs_product
from noetlc.runtime.numbers.text import ZEROS, digits8, put_uint
from noetlc.runtime.values.blocks import copy_over

SMALL = 18  # digits that fit 64 bits, their sums too
LIMB = 9
EIGHT = 100000000

HALF_EVEN = 0
HALF_UP = 1
DOWN = 2
UP = 3
CEILING = 4
FLOOR = 5
HALF_DOWN = 6
UP_05 = 7

rounded_inexactly: i32 = 0  # whether the last rounding dropped something other than zeros


@inline
def value_of_eight(digits: i64) -> i64:
    """The value of 8 digits, the first in the lowest byte: pairs of them first, then pairs of pairs."""
    digits = digits - ZEROS
    digits = digits * 10 + shr_u(digits, i64(8))
    fours: i64 = (digits & 0x000000FF000000FF) * 0x000F424000000064
    return shr_u(fours + (shr_u(digits, i64(16)) & 0x000000FF000000FF) * 0x0000271000000001, i64(32))


def value_at(p: i32, n: i32) -> i64:
    """The value of up to 18 digits."""
    x: i64 = i64(0)
    end: i32 = p + n
    while end - p >= 8:
        x = x * 100000000 + value_of_eight(load64(p))
        p += 8
    while p < end:
        x = x * 10 + i64(load8(p) - 48)
        p += 1
    return x


def ten_to(n: i32) -> i64:
    x: i64 = i64(1)
    while n > 0:
        x = x * 10
        n -= 1
    return x


def put_zero_digits(o: i32, n: i32) -> i32:
    """Writes digits 0; returns the address after them."""
    end: i32 = o + n
    while o < end:
        store8(o, 48)
        o += 1
    return o


def digit_of(p: i32, n: i32, zeros: i32, place: i32) -> i32:
    """The digit at a place from the right of n digits with zeros after them."""
    at: i32 = n - 1 - (place - zeros)
    return load8(p + at) - 48 if place >= zeros and at >= 0 else 0


def without_first_zeros(o: i32, n: i32) -> i32:
    """Moves n digits to the left over the zeros in front of them; returns how many are left, at least 1."""
    first: i32 = 0
    while first < n - 1 and load8(o + first) == 48:
        first += 1
    if first:
        copy_over(o, o + first, n - first)
    return n - first


def put_sum(o: i32, a: i32, na: i32, za: i32, b: i32, nb: i32, zb: i32) -> i32:
    """Writes the sum of two numbers with zeros after their digits; returns the number of digits."""
    n: i32 = (na + za if na + za > nb + zb else nb + zb) + 1
    if n <= SMALL:
        return put_uint(o, value_at(a, na) * ten_to(za) + value_at(b, nb) * ten_to(zb)) - o
    shift_into(o, n, a, na, za)
    add_at(o, o + n - zb, b, nb, 0)
    return without_first_zeros(o, n)


def add_at(o: i32, p: i32, b: i32, nb: i32, less: i32) -> None:
    """Adds the number of digits at b to digits from o on, so that their last ones lie before p, or takes it away (`less` 1)."""
    end: i32 = b + nb
    carry: i64 = i64(0)
    while end > b or carry != 0:
        p -= 8
        width: i32 = 8 if p >= o else 8 - (o - p)
        count: i32 = 8 if end - b > 8 else end - b
        end -= count
        other: i64 = value_at(end, count)
        total: i64 = value_at(p + 8 - width, width) + carry + (-other if less else other)
        carry = i64(-1) if total < 0 else i64(width == 8 and total >= EIGHT)
        put_digits(p + 8 - width, total - carry * EIGHT, width)


def shift_into(o: i32, n: i32, p: i32, count: i32, zeros: i32) -> None:
    """Writes n digits: those at p with zeros before and after them."""
    put_zero_digits(o, n - count - zeros)
    copy_over(o + n - count - zeros, p, count)
    put_zero_digits(o + n - zeros, zeros)


def put_digits(o: i32, x: i64, n: i32) -> None:
    """Writes n digits of a number, 8 or fewer."""
    if n == 8:
        store64(o, digits8(x) + ZEROS)
        return
    while n > 0:
        n -= 1
        tens: i64 = div_u(x, 10)
        store8(o + n, i32(x - tens * 10) + 48)
        x = tens


def put_difference(o: i32, a: i32, na: i32, za: i32, b: i32, nb: i32, zb: i32) -> i32:
    """Writes the first number less the second, which is not greater; returns the number of digits."""
    n: i32 = na + za
    if n <= SMALL:
        return put_uint(o, value_at(a, na) * ten_to(za) - value_at(b, nb) * ten_to(zb)) - o
    shift_into(o, n, a, na, za)
    add_at(o, o + n - zb, b, nb, 1)
    return without_first_zeros(o, n)


def order_at(a: i32, na: i32, za: i32, b: i32, nb: i32, zb: i32) -> i32:
    """-1, 0 or 1 for numbers without zeros in front, with zeros after their digits."""
    n: i32 = na + za
    if n != nb + zb:
        return 1 if n > nb + zb else -1
    place: i32 = n - 1
    while place >= 0:
        x: i32 = digit_of(a, na, za, place)
        y: i32 = digit_of(b, nb, zb, place)
        if x != y:
            return 1 if x > y else -1
        place -= 1
    return 0


# ---- limbs


def limb_count(n: i32) -> i32:
    return div_u(n + LIMB - 1, LIMB)


def read_limbs(o: i32, p: i32, n: i32) -> i32:
    """The limbs of n digits; returns their number."""
    count: i32 = limb_count(n)
    while n > LIMB:
        store64(o, value_at(p + n - LIMB, LIMB))
        o += 8
        n -= LIMB
    store64(o, value_at(p, n))
    return count


def put_limbs(o: i32, limbs: i32, count: i32) -> i32:
    """Writes limbs as digits without zeros in front; returns the number of digits."""
    start: i32 = o
    count -= 1
    while count >= 0:
        x: i64 = load64(limbs + (count << 3))
        first: i64 = div_u(x, EIGHT)
        store8(o, i32(first) + 48)
        store64(o, digits8(x - first * EIGHT) + ZEROS, 1)
        o += LIMB
        count -= 1
    return without_first_zeros(start, o - start)


def put_product(o: i32, a: i32, na: i32, b: i32, nb: i32, room: i32) -> i32:
    """Writes a product; returns the number of digits. `room` is for the limbs of both, of the product and of its parts."""
    if na + nb <= SMALL:
        return put_uint(o, value_at(a, na) * value_at(b, nb)) - o
    xs: i32 = room
    nx: i32 = read_limbs(xs, a, na)
    ys: i32 = xs + (nx << 3)
    ny: i32 = read_limbs(ys, b, nb)
    made: i32 = ys + (ny << 3)
    limbs_product(made, xs, nx, ys, ny, made + (nx + ny << 3))
    return put_limbs(o, made, nx + ny)


def limbs_times(p: i32, count: i32, factor: i64) -> i64:
    """Multiplies limbs in place; returns the carry."""
    carry: i64 = i64(0)
    end: i32 = p + (count << 3)
    while p < end:
        total: i64 = load64(p) * factor + carry
        carry = div_u(total, BASE)
        store64(p, total - carry * BASE)
        p += 8
    return carry


def divide_by_limb(p: i32, count: i32, divisor: i64) -> i64:
    """Divides limbs in place; returns the rest."""
    rest: i64 = i64(0)
    while count > 0:
        count -= 1
        total: i64 = rest * BASE + load64(p + (count << 3))
        quotient: i64 = div_u(total, divisor)
        store64(p + (count << 3), quotient)
        rest = total - quotient * divisor
    return rest


def put_quotient(o: i32, a: i32, na: i32, b: i32, nb: i32, room: i32) -> i32:
    """Writes the whole quotient by a number that is not 0; returns the number of digits, negative if something is left over.

    `room` is for the limbs of both and of the quotient, and one more.
    """
    xs: i32 = room
    nx: i32 = read_limbs(xs, a, na)
    if nb <= LIMB:
        rest: i64 = divide_by_limb(xs, nx, value_at(b, nb))
        n: i32 = put_limbs(o, xs, nx)
        return n if rest == 0 else -n
    ys: i32 = xs + (nx + 1 << 3)
    ny: i32 = read_limbs(ys, b, nb)
    if nx < ny:
        store8(o, 48)
        return -1  # what is divided is not 0
    made: i32 = ys + (ny << 3)
    factor: i64 = div_u(i64(BASE), load64(ys + (ny - 1 << 3)) + 1)
    store64(xs + (nx << 3), limbs_times(xs, nx, factor))
    limbs_times(ys, ny, factor)
    k: i32 = nx - ny
    while k >= 0:
        store64(made + (k << 3), quotient_limb(xs + (k << 3), ys, ny))
        k -= 1
    n = put_limbs(o, made, nx - ny + 1)
    i: i32 = 0
    while i < ny:
        if load64(xs + (i << 3)) != 0:
            return -n
        i += 1
    return n


def quotient_limb(xs: i32, ys: i32, n: i32) -> i64:
    """One step of a division: how often n limbs go into n + 1, which keep the rest. It is estimated from the highest and then corrected."""
    highest: i64 = load64(ys + (n - 1 << 3))
    second: i64 = load64(ys + (n - 2 << 3))
    top: i64 = load64(xs + (n << 3)) * BASE + load64(xs + (n - 1 << 3))
    guess: i64 = div_u(top, highest)
    over: i64 = top - guess * highest
    third: i64 = load64(xs + (n - 2 << 3))
    while guess >= BASE or guess * second > over * BASE + third:
        guess = guess - 1
        over = over + highest
        if over >= BASE:
            break
    borrow: i64 = i64(0)
    i: i32 = 0
    while i < n:
        total: i64 = load64(xs + (i << 3)) - guess * load64(ys + (i << 3)) - borrow
        borrow = i64(0)
        if total < 0:
            borrow = div_u(BASE - 1 - total, BASE)
        store64(xs + (i << 3), total + borrow * BASE)
        i += 1
    total = load64(xs + (n << 3)) - borrow
    if total < 0:
        guess = guess - 1
        carry: i64 = i64(0)
        i = 0
        while i < n:
            total = load64(xs + (i << 3)) + load64(ys + (i << 3)) + carry
            carry = i64(total >= BASE)
            store64(xs + (i << 3), total - carry * BASE)
            i += 1
    store64(xs + (n << 3), i64(0))
    return guess


# ---- rounding


def round_at(p: i32, n: i32, keep: i32, sign: i32, mode: i32) -> i32:
    """Rounds n digits to the first `keep` in place, which may be none or less; returns their number, one more if all were 9."""
    global rounded_inexactly
    at: i32 = keep if keep > 0 else 0
    first: i32 = load8(p + at) - 48 if keep >= 0 and at < n else 0
    more: i32 = 0
    at += keep >= 0
    while at < n and more == 0:
        more = load8(p + at) != 48
        at += 1
    rounded_inexactly = first != 0 or more
    last: i32 = load8(p + keep - 1) - 48 if keep > 0 else 0
    if keep <= 0:
        store8(p, 48)
        keep = 1
    if rounded_inexactly == 0 or goes_up(first > 5 or (first == 5 and more), first == 5 and more == 0, last, sign, mode) == 0:
        return keep
    at = p + keep - 1
    while at >= p and load8(at) == 57:
        store8(at, 48)
        at -= 1
    if at >= p:
        store8(at, load8(at) + 1)
        return keep
    store8(p, 49)
    store8(p + keep, 48)
    return keep + 1


def goes_up(above: i32, half: i32, last: i32, sign: i32, mode: i32) -> i32:
    """Whether what follows a last digit, which is above a half, just that or less, but not all zeros, makes it one greater."""
    if mode == HALF_EVEN:
        return above or (half and last & 1)
    if mode == HALF_UP:
        return above or half
    if mode == HALF_DOWN:
        return above
    if mode == DOWN:
        return 0
    if mode == CEILING:
        return sign == 0
    if mode == FLOOR:
        return sign
    return last == 0 or last == 5 if mode == UP_05 else 1
