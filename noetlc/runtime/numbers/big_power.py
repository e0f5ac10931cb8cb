"""Powers of ints modulo one beyond 64 bits, without an object for each step."""

from __future__ import annotations

from noetlc.kernel.lang import clz, i32, load32, memory_copy, noinline, val
from noetlc.layout.objects import BIG_LIMBS, Big
from noetlc.runtime.numbers.big import big_bit_length, big_done, big_new, widened
from noetlc.runtime.numbers.big_parts import mag_divide, mag_shift
from noetlc.runtime.numbers.limbs import mag_clear, mag_mul
from noetlc.runtime.values.memory import hp, take


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
    memory_copy(r, f, size)
    i: i32 = i32(big_bit_length(val(e))) - 1
    while i > 0:
        i -= 1
        mag_mul(other, r, n, r, n)
        mag_divide(q, other, n + n, v, n)
        if (load32(e + (i >> 5 << 2), BIG_LIMBS) >> (i & 31)) & 1:
            mag_mul(r, other, n, f, n)
            mag_divide(q, r, n + n, v, n)
        else:
            swap: i32 = r
            r = other
            other = swap
    memory_copy(o + BIG_LIMBS, r, size)
    hp = mark
    return big_done(o, 0)
