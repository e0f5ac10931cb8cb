"""Double-double arithmetic: about 106 bits.

A double-double is a pair whose sum it means, the second at most half a unit of the first. Functions return the first and leave
the second in `dd_low`.
"""

from __future__ import annotations

from noetlc.kernel.lang import f64, from_bits, i32, i64

SPLIT = 134217729.0  # 2**27 + 1
LN2_HIGH = 0.6931471805599453
LN2_LOW = 2.3190468138462996e-17

dd_low: f64 = 0.0


def dd_sum(a: f64, b: f64) -> f64:
    """The exact sum of two doubles."""
    global dd_low
    s: f64 = a + b
    t: f64 = s - a
    dd_low = (a - (s - t)) + (b - t)
    return s


def dd_product(a: f64, b: f64) -> f64:
    """The exact product of two doubles (Dekker)."""
    global dd_low
    p: f64 = a * b
    t: f64 = a * SPLIT
    ah: f64 = t - (t - a)
    al: f64 = a - ah
    t = b * SPLIT
    bh: f64 = t - (t - b)
    bl: f64 = b - bh
    dd_low = ((ah * bh - p) + ah * bl + al * bh) + al * bl
    return p


def dd_add(a: f64, b: f64, c: f64, d: f64) -> f64:
    """(a, b) + (c, d)."""
    s: f64 = dd_sum(a, c)
    e: f64 = dd_low
    t: f64 = dd_sum(b, d)
    f: f64 = dd_low
    s = dd_sum(s, e + t)
    return dd_sum(s, dd_low + f)


def dd_mul(a: f64, b: f64, c: f64, d: f64) -> f64:
    """(a, b) * (c, d)."""
    p: f64 = dd_product(a, c)
    return dd_sum(p, dd_low + (a * d + b * c))


def dd_div(a: f64, b: f64, c: f64, d: f64) -> f64:
    """(a, b) / (c, d)."""
    q: f64 = a / c
    p: f64 = dd_mul(q, 0.0, c, d)
    r: f64 = dd_add(a, b, -p, -dd_low)
    rl: f64 = dd_low
    q2: f64 = r / c
    p = dd_mul(q2, 0.0, c, d)
    r = dd_add(r, rl, -p, -dd_low)
    q = dd_sum(q, q2)
    return dd_sum(q, dd_low + r / c)


def scale(x: f64, k: i32) -> f64:
    """x * 2**k for -1100 < k < 1100."""
    half: i32 = k >> 1
    return x * power_of_two(half) * power_of_two(k - half)


def power_of_two(k: i32) -> f64:
    """2**k for -1022 <= k <= 1023."""
    return from_bits(i64(k + 1023) << 52)
