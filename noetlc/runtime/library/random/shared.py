"""The functions of `random`: those of a generator, on the global one."""

from __future__ import annotations

from noetlc.kernel.lang import f64, val
from noetlc.runtime.library.random.distributions import (
    random_of_beta,
    random_of_choices,
    random_of_exponential,
    random_of_gamma,
    random_of_gauss,
    random_of_lognormal,
    random_of_normal,
    random_of_pareto,
    random_of_sample,
    random_of_triangular,
    random_of_uniform,
    random_of_vonmises,
    random_of_weibull,
)  # fmt: skip
from noetlc.runtime.library.random.generator import (
    random_global,
    random_of_bits,
    random_of_bytes,
    random_of_choice,
    random_of_int,
    random_of_range,
    random_of_shuffle,
    random_unit,
)  # fmt: skip


def random_random() -> f64:
    return random_unit(random_global())


def random_getrandbits(k: val) -> val:
    return random_of_bits(random_global(), k)


def random_range(start: val, stop: val, step: val) -> val:
    return random_of_range(random_global(), start, stop, step)


def random_int(a: val, b: val) -> val:
    return random_of_int(random_global(), a, b)


def random_bytes(n: val) -> val:
    return random_of_bytes(random_global(), n)


def random_choice(seq: val) -> val:
    return random_of_choice(random_global(), seq)


def random_shuffle(x: val) -> val:
    return random_of_shuffle(random_global(), x)


def random_sample(population: val, k: val, counts: val) -> val:
    return random_of_sample(random_global(), population, k, counts)


def random_choices(population: val, weights: val, cum_weights: val, k: val) -> val:
    return random_of_choices(random_global(), population, weights, cum_weights, k)


def random_uniform(a: val, b: val) -> f64:
    return random_of_uniform(random_global(), a, b)


def random_triangular(low: val, high: val, mode: val) -> f64:
    return random_of_triangular(random_global(), low, high, mode)


def random_gauss(mu: val, sigma: val) -> f64:
    return random_of_gauss(random_global(), mu, sigma)


def random_normal(mu: val, sigma: val) -> f64:
    return random_of_normal(random_global(), mu, sigma)


def random_lognormal(mu: val, sigma: val) -> f64:
    return random_of_lognormal(random_global(), mu, sigma)


def random_exponential(lambd: val) -> f64:
    return random_of_exponential(random_global(), lambd)


def random_vonmises(mu: val, kappa: val) -> f64:
    return random_of_vonmises(random_global(), mu, kappa)


def random_gamma(alpha: val, beta: val) -> f64:
    return random_of_gamma(random_global(), alpha, beta)


def random_beta(alpha: val, beta: val) -> f64:
    return random_of_beta(random_global(), alpha, beta)


def random_pareto(alpha: val) -> f64:
    return random_of_pareto(random_global(), alpha)


def random_weibull(alpha: val, beta: val) -> f64:
    return random_of_weibull(random_global(), alpha, beta)
