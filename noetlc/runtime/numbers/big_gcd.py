"""Lehmer's way to the greatest common divisor of ints beyond 64 bits.

Euclid's quotients depend on the highest bits alone as long as they are certain. So many steps are done on the highest 60 bits of both
numbers, where only the cofactors are kept, and then once on all limbs, as in CPython. A step of Euclid takes less than two bits off a
number, one of these about thirty.
"""

from __future__ import annotations

from noetlc.kernel.lang import clz, div_s, i32, i64, load32, noinline, shr_u, store32, u64, val
from noetlc.layout.objects import BIG_LIMBS, Big
from noetlc.runtime.numbers.big import big_done, big_new

BITS = 60  # cofactors stay below 2**30, so that their products with limbs and a carry are within 64 bits

lehmer_a: i64 = 0  # the cofactors of the last steps: a, b = a * lehmer_a - b * lehmer_b, b * lehmer_d - a * lehmer_c
lehmer_b: i64 = 0
lehmer_c: i64 = 0
lehmer_d: i64 = 0


@noinline
def lehmer_steps(a: val, b: val) -> i32:
    """Steps on the highest bits of two positive ints with limbs, a >= b; how many."""
    global lehmer_a, lehmer_b, lehmer_c, lehmer_d
    n: i32 = Big(a).count
    shift: i32 = (n << 5) - clz(load32(a + (n << 2), BIG_LIMBS - 4)) - BITS
    x: i64 = high_bits(a, shift)
    y: i64 = high_bits(b, shift)
    p: i64 = 1
    q: i64 = 0
    r: i64 = 0
    s: i64 = 1
    steps: i32 = 0
    while y != r:
        times: i64 = div_s(x + p - 1, y - r)
        cofactor: i64 = q + times * s
        rest: i64 = x - times * y
        if cofactor > rest:
            break
        x = y
        y = rest
        rest = p + times * r
        p = s
        q = r
        r = cofactor
        s = rest
        steps += 1
    odd: i32 = steps & 1
    lehmer_a = -q if odd else p
    lehmer_b = -p if odd else q
    lehmer_c = -s if odd else r
    lehmer_d = -r if odd else s
    return steps


def high_bits(v: val, shift: i32) -> i64:
    """60 bits from a place on."""
    at: i32 = shr_u(shift, 5)
    by: i64 = i64(shift & 31)
    found: i64 = shr_u(limb_at(v, at), by) | (limb_at(v, at + 1) << (i64(32) - by))
    if by > 4:
        found = found | (limb_at(v, at + 2) << (i64(64) - by))
    return found & ((i64(1) << i64(BITS)) - 1)


def limb_at(v: val, i: i32) -> i64:
    return u64(load32(v + (i << 2), BIG_LIMBS)) if i < Big(v).count else i64(0)


@noinline
def big_combined(a: val, b: val, p: i64, q: i64) -> val:
    """a * p - b * q, which is not negative."""
    n: i32 = Big(a).count
    if Big(b).count > n:
        n = Big(b).count
    o: i32 = big_new(n)
    carry: i64 = 0
    i: i32 = 0
    while i < n:
        carry = carry + limb_at(a, i) * p - limb_at(b, i) * q
        store32(o + (i << 2), i32(carry), BIG_LIMBS)
        carry = carry >> i64(32)
        i += 1
    return big_done(o, 0)
