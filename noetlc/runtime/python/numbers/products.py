"""A float times a power of ten, rounded as the exact product is."""

from __future__ import annotations

from noetlc.kernel.lang import f64, i32, nearest

MOST_EXACT = 9007199254740992.0
SPLIT = 134217729.0  # 2**27 + 1


def double_of_ten(n: i32) -> f64:
    """10**n for n up to 22, beyond which it is no double."""
    power: f64 = 1.0
    while n > 0:
        power *= 10.0
        n -= 1
    return power


def lacking(x: f64, power: f64, product: f64) -> f64:
    """What a product of doubles, rounded, lacks to the exact one (Dekker)."""
    high: f64 = upper_half(x)
    low: f64 = x - high
    power_high: f64 = upper_half(power)
    power_low: f64 = power - power_high
    return ((high * power_high - product) + high * power_low + low * power_high) + low * power_low


def nearest_whole(product: f64, lacks: f64) -> f64:
    """The integer nearest to a product and what it lacks, ties to even."""
    whole: f64 = nearest(product)
    beyond: f64 = product - whole
    if beyond == 0.5 and lacks > 0.0:
        whole += 1.0
    elif beyond == -0.5 and lacks < 0.0:
        whole -= 1.0
    return whole


def upper_half(x: f64) -> f64:
    """The upper 26 bits of x: the rest of it has as few (Veltkamp)."""
    spread: f64 = x * SPLIT
    return spread - (spread - x)
