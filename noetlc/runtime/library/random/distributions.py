"""Samples and distributions of `random`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from noetlc.kernel.lang import f64, i32, i64, lit, live, load8, load32, loadf, sqrt, store8, store32, storef, trunc_i64, val
from noetlc.layout.objects import NONE, List
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_LIST, T_RANGE, T_STR, T_TUPLE
from noetlc.runtime.library.math.elementary import math_f_acos, math_sine_rounded
from noetlc.runtime.library.math.floats import math_arg, math_not_finite
from noetlc.runtime.library.random.generator import Random, random_below, random_index, random_unit
from noetlc.runtime.python.numbers.exp_log import exp_rounded, log_rounded
from noetlc.runtime.python.numbers.number import NUM_INT, num_kind
from noetlc.runtime.python.numbers.power import positive_pow
from noetlc.runtime.values.list import list_get, list_new, list_push, list_set
from noetlc.runtime.values.memory import clear, from_float, from_int, has_tag, hp, new_raw, raised

if TYPE_CHECKING:
    from noetlc.runtime.python.containers.iterate import list_of
    from noetlc.runtime.python.exceptions.errors import message_of, raise_overflow, raise_type_error, raise_value_error, raise_zero_division
    from noetlc.runtime.python.numbers.float import float_mod
    from noetlc.runtime.python.objects.contents import py_len
    from noetlc.runtime.python.objects.subscripts import py_getitem

TURN = math.tau
PI = math.pi
NORMAL = 4 * math.exp(-0.5) / math.sqrt(2.0)
LOG_4 = math.log(4.0)
GAMMA = 1.0 + math.log(4.5)
EULER = math.e


def random_log(x: f64) -> f64:
    """log(x) for x > 0; ValueError pending otherwise."""
    if not (x > 0.0):
        raise_value_error(lit("math domain error"))
        return 0.0
    return log_rounded(x)


# ---- several at once


def random_is_sequence(v: val) -> i32:
    if has_tag(v, T_LIST) or has_tag(v, T_STR) or (live(T_TUPLE) and has_tag(v, T_TUPLE)):
        return 1
    if live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY):
        return 1
    return (live(T_RANGE) and has_tag(v, T_RANGE)) or (live(T_BYTES) and has_tag(v, T_BYTES))


def random_of_sample(s: val, population: val, k: val, counts: val) -> val:
    """`s.sample(population, k, counts=…)`."""
    if not random_is_sequence(population):
        return raise_type_error(lit("Population must be a sequence.  For dicts or sets, use sorted(d)."))
    items: val = list_of(population)
    n: i32 = List(items).length
    totals: i32 = 0
    if counts != NONE:
        given: val = list_of(counts)
        if given == 0:
            return 0
        if List(given).length != n or n == 0:
            return raise_value_error(lit("The number of counts does not match the population"))
        totals = new_raw(n << 3) + 8
        if random_totals(given, totals) == 0:
            return 0
        n = i32(trunc_i64(loadf(totals + (n << 3) - 8)))
        if n <= 0:
            return raise_value_error(lit("Total of counts must be greater than zero"))
    wanted: i64 = random_index(k)
    if raised != 0:
        return 0
    if wanted < 0 or wanted > i64(n):
        return raise_value_error(lit("Sample larger than population or is negative"))
    places: val = random_places(s, n, i32(wanted))
    i: i32 = 0
    while i < List(places).length:
        at: i32 = list_get(places, i) >> 1
        if totals != 0:
            at = random_find(totals, List(items).length, f64(at))
        list_set(places, i, list_get(items, at))
        i += 1
    return places


def random_places(s: val, n: i32, k: i32) -> val:
    """k different numbers below n, in the order CPython draws them."""
    made: val = list_new(k)
    size: i32 = 21
    if k > 5:
        power: i32 = 4
        while power < 3 * k:  # 4 ** ceil(log(3 k, 4))
            power = power << 2
        size += power
    i: i32 = 0
    if n <= size:
        pool: i32 = new_raw(n << 2) + 8
        while i < n:
            store32(pool + (i << 2), i)
            i += 1
        i = 0
        while i < k:
            j: i32 = i32(random_below(s, i64(n - i)))
            list_push(made, from_int(i64(load32(pool + (j << 2)))))
            store32(pool + (j << 2), load32(pool + (n - i << 2) - 4))
            i += 1
        return made
    taken: i32 = new_raw((n >> 3) + 1) + 8  # a bit for each number
    clear(taken, hp)
    while i < k:
        v: i32 = i32(random_below(s, i64(n)))
        bits: i32 = load8(taken + (v >> 3))
        if (bits >> (v & 7)) & 1 == 0:
            store8(taken + (v >> 3), bits | (1 << (v & 7)))
            list_push(made, from_int(i64(v)))
            i += 1
    return made


def random_totals(weights: val, p: i32) -> i32:
    """Writes the running totals of a list of numbers; 0 when raised."""
    total: f64 = 0.0
    i: i32 = 0
    while i < List(weights).length:
        x: f64 = math_arg(list_get(weights, i))
        if raised != 0:
            return 0
        total = total + x
        storef(p + (i << 3), total)
        i += 1
    return 1


def random_find(totals: i32, n: i32, x: f64) -> i32:
    """The number of the first total above x, the last at most (bisect)."""
    low: i32 = 0
    high: i32 = n - 1
    while low < high:
        middle: i32 = (low + high) >> 1
        if x < loadf(totals + (middle << 3)):
            high = middle
        else:
            low = middle + 1
    return low


def random_of_choices(s: val, population: val, weights: val, cum_weights: val, k: val) -> val:
    """`s.choices(population, weights, cum_weights=…, k=…)`."""
    n: i32 = py_len(population)
    if n < 0:
        return 0
    wanted: i64 = random_index(k)
    if raised != 0:
        return 0
    totals: i32 = 0
    total: f64 = f64(n)
    if weights != NONE or cum_weights != NONE:
        if cum_weights != NONE and weights != NONE:
            return raise_type_error(lit("Cannot specify both weights and cumulative weights"))
        if weights != NONE and num_kind(weights) == NUM_INT:
            return raise_type_error(message_of(lit("The number of choices must be a keyword argument: k=$"), weights, 0, 0))
        given: val = list_of(weights if cum_weights == NONE else cum_weights)
        if given == 0:
            return 0
        if List(given).length != n:
            return raise_value_error(lit("The number of weights does not match the population"))
        totals = new_raw(n << 3) + 8
        if cum_weights == NONE:
            if random_totals(given, totals) == 0:
                return 0
        elif random_numbers(given, totals) == 0:
            return 0
        total = loadf(totals + (n << 3) - 8)
        if total <= 0.0:
            return raise_value_error(lit("Total of weights must be greater than zero"))
        if math_not_finite(total):
            return raise_value_error(lit("Total of weights must be finite"))
    made: val = list_new(0)
    while wanted > 0:
        x: f64 = random_unit(s) * total
        at: i32 = random_find(totals, n, x) if totals != 0 else i32(trunc_i64(x))
        item: val = py_getitem(population, from_int(i64(at)))
        if item == 0:
            return 0
        list_push(made, item)
        wanted = wanted - 1
    return made


def random_numbers(weights: val, p: i32) -> i32:
    """Writes a list of numbers; 0 when raised."""
    i: i32 = 0
    while i < List(weights).length:
        storef(p + (i << 3), math_arg(list_get(weights, i)))
        i += 1
    return raised == 0


# ---- distributions

random_a: f64 = 0.0  # the arguments of the distribution at hand
random_b: f64 = 0.0


def random_pair(a: val, b: val) -> i32:
    """Takes two numbers; 0 when raised."""
    global random_a, random_b
    random_a = math_arg(a)
    if raised != 0:
        return 0
    random_b = math_arg(b)
    return raised == 0


def random_of_uniform(s: val, a: val, b: val) -> f64:
    if random_pair(a, b) == 0:
        return 0.0
    return random_a + (random_b - random_a) * random_unit(s)


def random_of_triangular(s: val, low: val, high: val, mode: val) -> f64:
    if random_pair(low, high) == 0:
        return 0.0
    u: f64 = random_unit(s)
    c: f64 = 0.5
    first: f64 = random_a
    last: f64 = random_b
    if mode != NONE:
        c = math_arg(mode)
        if raised != 0:
            return 0.0
        if last == first:
            return first
        c = (c - first) / (last - first)
    if u > c:
        u = 1.0 - u
        c = 1.0 - c
        last = random_a
        first = random_b
    return first + (last - first) * sqrt(u * c)


def random_of_gauss(s: val, mu: val, sigma: val) -> f64:
    if random_pair(mu, sigma) == 0:
        return 0.0
    z: f64 = Random(s).gauss
    if Random(s).has_gauss == 0:
        angle: f64 = random_unit(s) * TURN
        radius: f64 = -2.0 * random_log(1.0 - random_unit(s))
        radius = sqrt(radius)
        Random(s).gauss = math_sine_rounded(angle, 0) * radius
        z = math_sine_rounded(angle, 1) * radius
    Random(s).has_gauss = 1 - Random(s).has_gauss
    return random_a + z * random_b


def random_of_normal(s: val, mu: val, sigma: val) -> f64:
    if random_pair(mu, sigma) == 0:
        return 0.0
    z: f64 = 0.0
    while 1:
        u1: f64 = random_unit(s)
        u2: f64 = 1.0 - random_unit(s)
        z = NORMAL * (u1 - 0.5) / u2
        if z * z / 4.0 <= -random_log(u2):
            break
    return random_a + z * random_b


def random_of_lognormal(s: val, mu: val, sigma: val) -> f64:
    x: f64 = random_of_normal(s, mu, sigma)
    r: f64 = exp_rounded(x, 0.0)
    if math_not_finite(r) and not math_not_finite(x):
        raise_overflow(lit("math range error"))
    return r


def random_of_exponential(s: val, rate: val) -> f64:
    x: f64 = math_arg(rate)
    if raised != 0:
        return 0.0
    r: f64 = -random_log(1.0 - random_unit(s))
    if x == 0.0:
        raise_zero_division(lit("float division by zero"))
        return 0.0
    return r / x


def random_of_vonmises(s: val, mu: val, kappa: val) -> f64:
    if random_pair(mu, kappa) == 0:
        return 0.0
    if random_b <= 1e-6:
        return TURN * random_unit(s)
    half: f64 = 0.5 / random_b
    r: f64 = half + sqrt(1.0 + half * half)
    z: f64 = 0.0
    while 1:
        z = math_sine_rounded(PI * random_unit(s), 1)
        d: f64 = z / (r + z)
        u: f64 = random_unit(s)
        if u < 1.0 - d * d or u <= (1.0 - d) * exp_rounded(d, 0.0):
            break
    q: f64 = 1.0 / r
    angle: f64 = math_f_acos((q + z) / (1.0 + q * z))
    return float_mod(random_a + angle if random_unit(s) > 0.5 else random_a - angle, TURN)


def random_of_gamma(s: val, alpha: val, beta: val) -> f64:
    if random_pair(alpha, beta) == 0:
        return 0.0
    if random_a <= 0.0 or random_b <= 0.0:
        raise_value_error(lit("gammavariate: alpha and beta must be > 0.0"))
        return 0.0
    return random_gamma_of(s, random_a, random_b)


def random_gamma_of(s: val, alpha: f64, beta: f64) -> f64:
    x: f64 = 0.0
    u: f64 = 0.0
    if alpha == 1.0:
        return -random_log(1.0 - random_unit(s)) * beta
    if alpha > 1.0:
        scale: f64 = sqrt(2.0 * alpha - 1.0)
        while 1:
            u = random_unit(s)
            if u > 1e-7 and u < 0.9999999:
                rest: f64 = 1.0 - random_unit(s)
                v: f64 = random_log(u / (1.0 - u)) / scale
                x = alpha * exp_rounded(v, 0.0)
                z: f64 = u * u * rest
                r: f64 = alpha - LOG_4 + (alpha + scale) * v - x
                if r + GAMMA - 4.5 * z >= 0.0 or r >= random_log(z):
                    break
        return x * beta
    while 1:
        b: f64 = (EULER + alpha) / EULER
        p: f64 = b * random_unit(s)
        x = (positive_pow(p, 1.0 / alpha) if p > 0.0 else 0.0) if p <= 1.0 else -random_log((b - p) / alpha)
        u = random_unit(s)
        if p > 1.0:
            if u <= positive_pow(x, alpha - 1.0):
                break
        elif u <= exp_rounded(-x, 0.0):
            break
    return x * beta


def random_of_beta(s: val, alpha: val, beta: val) -> f64:
    y: f64 = random_of_gamma(s, alpha, from_float(1.0))
    if raised != 0 or y == 0.0:
        return 0.0
    z: f64 = random_of_gamma(s, beta, from_float(1.0))
    return y / (y + z)


def random_of_pareto(s: val, alpha: val) -> f64:
    x: f64 = math_arg(alpha)
    if raised != 0:
        return 0.0
    u: f64 = 1.0 - random_unit(s)
    if x == 0.0:
        raise_zero_division(lit("float division by zero"))
        return 0.0
    return positive_pow(u, -1.0 / x)


def random_of_weibull(s: val, alpha: val, beta: val) -> f64:
    if random_pair(alpha, beta) == 0:
        return 0.0
    u: f64 = -random_log(1.0 - random_unit(s))
    if random_b == 0.0:
        raise_zero_division(lit("float division by zero"))
        return 0.0
    return random_a * (positive_pow(u, 1.0 / random_b) if u > 0.0 else 0.0)
