"""Powers of ints modulo one beyond 64 bits, without an object for each step."""

from __future__ import annotations

from noetlc.kernel.lang import clz, i32, i64, live, load32, load64, lt_u, memory_copy, noinline, store32, store64, u64, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BIG_LIMBS, Big
from noetlc.runtime.numbers.big import big_bit_length, big_done, big_new, widened
from noetlc.runtime.numbers.big_parts import mag_divide, mag_shift
from noetlc.runtime.numbers.limbs import KARATSUBA, mag_add_times, mag_clear, mag_mul, mag_times
from noetlc.runtime.values.memory import ask_host, hp, take

WIDTH = 4
MANY = 64  # bits from where on a table of powers is worth its making


def bits_at(e: i32, i: i32, width: i32) -> i32:
    """Bits of an exponent from a place on that is a multiple of their number, which is 1 or 4."""
    return (load32(e + (i >> 5 << 2), BIG_LIMBS) >> (i & 31)) & ((1 << width) - 1)


def power_table(f: i32, n: i32, v: i32, q: i32, r: i32) -> i32:
    """The powers of n limbs modulo v, from 0 (which is not there) to 15."""
    size: i32 = n << 2
    table: i32 = take(size << WIDTH)
    memory_copy(table + size, f, size)
    i: i32 = 2
    while i < 1 << WIDTH:
        mag_mul(r, table + (i - 1) * size, n, f, n)
        mag_divide(q, r, n + n, v, n)
        memory_copy(table + i * size, r, size)
        i += 1
    return table


@noinline
def mag_square(o: i32, a: i32, n: i32) -> None:
    """o = a * a, n + n limbs apart from a: products of two limbs are made once and doubled."""
    if live(Feature.LARGE_PRODUCTS) and n >= KARATSUBA:
        mag_mul(o, a, n, a, n)
        return
    ask_host()
    store32(o, 0)
    i: i32 = 0
    while i < n:
        at: i32 = o + (i << 3) + 4
        left: i32 = n - i - 1
        by: i64 = u64(load32(a + (i << 2)))
        rest: i32 = a + (i << 2) + 4
        store32(at + (left << 2), mag_add_times(at, rest, left, by) if i else mag_times(at, rest, left, by, 0))
        i += 1
    mag_shift(o, o, n + n, 1)
    carry: i64 = 0
    i = 0
    while i < n:
        limb: i64 = u64(load32(a + (i << 2)))
        square: i64 = limb * limb
        two: i64 = load64(o + (i << 3)) + square
        over: i64 = u64(lt_u(two, square))
        two = two + carry
        store64(o + (i << 3), two)
        carry = over | u64(lt_u(two, carry))
        i += 1


@noinline
def big_pow_mod(base: val, exponent: val, m: val) -> val:
    """A number that is `base ** exponent` modulo m, for 0 <= base < m, exponent > 0 and m of several limbs.

    All is modulo a multiple of m whose top bit is set, as division wants it, so that nothing is shifted on the way.
    """
    global hp
    x: i32 = widened(base)
    e: i32 = widened(exponent)
    n: i32 = Big(m).count
    size: i32 = n << 2
    o: i32 = big_new(n)
    mark: i32 = hp
    v: i32 = take(size)
    mag_shift(v, m + BIG_LIMBS, n, clz(load32(m + size, BIG_LIMBS - 4)))
    f: i32 = take(size)
    mag_clear(f, n)
    memory_copy(f, x + BIG_LIMBS, Big(x).count << 2)
    q: i32 = take(size)
    r: i32 = take(size + size)
    other: i32 = take(size + size)
    count: i32 = i32(big_bit_length(val(e)))
    width: i32 = WIDTH if count > MANY else 1  # bits of the exponent that are taken together
    table: i32 = f - size  # the powers of the base that they can ask for
    if width > 1:
        table = power_table(f, n, v, q, r)
    i: i32 = (count - 1) & -width
    memory_copy(r, table + bits_at(e, i, width) * size, size)
    while i > 0:
        i -= width
        times: i32 = 0
        while times < width:
            mag_square(other, r, n)
            mag_divide(q, other, n + n, v, n)
            swap: i32 = r
            r = other
            other = swap
            times += 1
        bits: i32 = bits_at(e, i, width)
        if bits:
            mag_mul(other, r, n, table + bits * size, n)
            mag_divide(q, other, n + n, v, n)
            swap = r
            r = other
            other = swap
    memory_copy(o + BIG_LIMBS, r, size)
    hp = mark
    return big_done(o, 0)
