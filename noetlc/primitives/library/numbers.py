"""Modules of numbers: `math`, `random`, `statistics`."""

from __future__ import annotations

import math

from noetlc.layout import tags as t
from noetlc.primitives.model import Module

MATH = Module(
    "math",
    native=True,
    prefix="math.",
    constants={"pi": math.pi, "e": math.e, "tau": math.tau, "inf": math.inf, "nan": math.nan},
    functions=r"""
isnan(x, /) -> bool: math_isnan
    whether it is no number >>> math.isnan(math.nan)
isinf(x, /) -> bool: math_isinf
    whether it is infinite >>> math.isinf(math.inf)
isfinite(x, /) -> bool: math_isfinite
    whether it is a finite number >>> math.isfinite(1e308)
fabs(x, /) -> float: math_fabs
    magnitude as float >>> math.fabs(-2)
copysign(x, y, /) -> float: math_copysign
    the magnitude of x with the sign of y >>> math.copysign(1.0, -0.0)
floor(x, /) -> long: math_floor
    the next int below >>> math.floor(-1.5)
ceil(x, /) -> long: math_ceil
    the next int above >>> math.ceil(1.2)
trunc(x, /) -> long: math_trunc
    the int toward zero >>> math.trunc(-1.7)
fmod(x, y, /) -> float: math_fmod
    remainder with the sign of x >>> math.fmod(7, 3)
remainder(x, y, /) -> float: math_remainder
    remainder of the nearest multiple >>> math.remainder(7, 4)
modf(x, /) -> tuple: math_modf
    fraction and whole part >>> math.modf(2.5)
frexp(x, /) -> tuple: math_frexp
    mantissa and exponent >>> math.frexp(8.0)
ldexp(x, i, /) -> float: math_ldexp
    `x * 2**i` >>> math.ldexp(0.5, 4)
nextafter(x, y, /) -> float: math_nextafter
    the next float from x toward y >>> math.nextafter(1.0, 2.0)
ulp(x, /) -> float: math_ulp
    the value of the last bit >>> math.ulp(1.0)
degrees(x, /) -> float: math_degrees
    radians as degrees >>> math.degrees(math.pi)
radians(x, /) -> float: math_radians
    degrees as radians >>> math.radians(180)
isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0) -> bool: math_isclose
    whether two numbers are about equal >>> math.isclose(0.1 + 0.2, 0.3)
sqrt(x, /) -> float: math_sqrt
    square root >>> math.sqrt(2)
cbrt(x, /) -> float: math_cbrt
    cube root >>> math.cbrt(8.0)
exp(x, /) -> float: math_exp
    `e**x` >>> math.exp(1.0)
exp2(x, /) -> float: math_exp2
    `2**x` >>> math.exp2(3)
expm1(x, /) -> float: math_expm1
    `e**x - 1`, exactly near 0 >>> math.expm1(1e-10)
pow(x, y, /) -> float: math_pow
    a power as float >>> math.pow(2, 0.5)
log(x, base=..., /) -> float: math_log
    logarithm, natural or of a base >>> math.log(8, 2)
log2(x, /) -> float: math_log2
    logarithm of base 2 >>> math.log2(8)
log10(x, /) -> float: math_log10
    logarithm of base 10 >>> math.log10(1000)
log1p(x, /) -> float: math_log1p
    natural logarithm of `1 + x`, exactly near 0 >>> math.log1p(1e-10)
sin(x, /) -> float: math_sin
    sine >>> math.sin(0.5)
cos(x, /) -> float: math_cos
    cosine >>> math.cos(0.0)
tan(x, /) -> float: math_tan
    tangent >>> math.tan(0.5)
asin(x, /) -> float: math_asin
    arc sine >>> math.asin(1.0)
acos(x, /) -> float: math_acos
    arc cosine >>> math.acos(1.0)
atan(x, /) -> float: math_atan
    arc tangent >>> math.atan(1.0)
atan2(y, x, /) -> float: math_atan2
    angle of a point >>> math.atan2(1.0, 1.0)
erf(x, /) -> float: math_erf
    the error function >>> math.erf(0.5)
erfc(x, /) -> float: math_erfc
    1 less the error function >>> math.erfc(0.5)
gamma(x, /) -> float: math_gamma
    `factorial(x - 1)` of any number >>> math.gamma(0.5)
lgamma(x, /) -> float: math_lgamma
    the logarithm of the magnitude of `gamma(x)` >>> math.lgamma(100.0)
sinh(x, /) -> float: math_sinh
    hyperbolic sine >>> math.sinh(1.0)
cosh(x, /) -> float: math_cosh
    hyperbolic cosine >>> math.cosh(1.0)
tanh(x, /) -> float: math_tanh
    hyperbolic tangent >>> math.tanh(0.5)
asinh(x, /) -> float: math_asinh
    inverse of `sinh` >>> round(math.asinh(1.0), 12)
acosh(x, /) -> float: math_acosh
    inverse of `cosh` >>> round(math.acosh(2.0), 12)
atanh(x, /) -> float: math_atanh
    inverse of `tanh` >>> round(math.atanh(0.5), 12)
gcd(*integers) -> long: math_gcd
    greatest common divisor >>> math.gcd(12, 18)
lcm(*integers) -> long: math_lcm
    least common multiple >>> math.lcm(4, 6)
factorial(n, /) -> long: math_factorial
    product of the ints up to n >>> math.factorial(10)
isqrt(n, /) -> long: math_isqrt
    square root cut to an int >>> math.isqrt(17)
comb(n, k, /) -> long: math_comb
    ways to choose k of n >>> math.comb(5, 2)
perm(n, k=None, /) -> long: math_perm
    ways to choose k of n in order >>> math.perm(5, 2)
prod(iterable, /, *, start=1) -> val: math_prod
    product of items >>> math.prod([2, 3, 4])
fsum(seq, /) -> float: math_fsum
    exact sum of floats >>> math.fsum([0.1] * 10)
hypot(*coordinates) -> float: math_hypot
    length of a vector >>> math.hypot(3, 4)
dist(p, q, /) -> float: math_dist
    distance of two points >>> math.dist([0, 0], [3, 4])
""",
    short="gcd(a, b, /) -> long: math_gcd_two",
)

RANDOM = Module(
    "random",
    native=True,
    in_python=True,
    prefix="Random.",
    tags={"Random": t.T_RANDOM},
    functions=r"""
random() -> float: random_random in_c=True
    a float from 0 up to 1 >>> 0 <= random.random() < 1
getrandbits(k, /) -> long: random_getrandbits in_c=True
    an int of k random bits >>> random.getrandbits(3) < 8
randrange(start, stop=None, step=...) -> long: random_range
    an item of a range >>> random.randrange(0, 10, 2) % 2
randint(a, b) -> long: random_int
    an int from a to b >>> 1 <= random.randint(1, 6) <= 6
randbytes(n) -> val: random_bytes
    n random bytes >>> len(random.randbytes(3))
choice(seq) -> val: random_choice
    an item >>> random.choice('abc') in 'abc'
shuffle(x) -> val: random_shuffle
    a list in random order, in place >>> (lambda x: [random.shuffle(x), sorted(x)])([1, 2, 3])
sample(population, k, *, counts=None) -> list: random_sample
    k different items >>> sorted(random.sample([1, 2, 3], 3))
choices(population, weights=None, *, cum_weights=None, k=1) -> list: random_choices
    k items >>> random.choices('ab', [1, 0], k=3)
uniform(a, b) -> float: random_uniform
    a float from a to b >>> 1 <= random.uniform(1, 2) <= 2
triangular(low=0.0, high=1.0, mode=None) -> float: random_triangular
    of the triangular distribution >>> 0 <= random.triangular(0, 2, 1) <= 2
gauss(mu=0.0, sigma=1.0) -> float: random_gauss
    of the normal distribution >>> random.gauss(5, 0)
normalvariate(mu=0.0, sigma=1.0) -> float: random_normal
    of the normal distribution >>> random.normalvariate(5, 0)
lognormvariate(mu, sigma) -> float: random_lognormal
    of the log-normal distribution >>> random.lognormvariate(0, 1) > 0
expovariate(lambd) -> float: random_exponential
    of the exponential distribution >>> random.expovariate(2) >= 0
vonmisesvariate(mu, kappa) -> float: random_vonmises
    of the von Mises distribution >>> random.vonmisesvariate(1, 2) < 7
gammavariate(alpha, beta) -> float: random_gamma
    of the gamma distribution >>> random.gammavariate(1, 2) >= 0
betavariate(alpha, beta) -> float: random_beta
    of the beta distribution >>> 0 <= random.betavariate(1, 2) <= 1
paretovariate(alpha) -> float: random_pareto
    of the Pareto distribution >>> random.paretovariate(2) >= 1
weibullvariate(alpha, beta) -> float: random_weibull
    of the Weibull distribution >>> random.weibullvariate(1, 2) >= 0
getstate() -> tuple: random_state
    where the generator is, for `setstate` >>> len(random.getstate())
setstate(state) -> val: random_set_state
    goes on from there >>> (lambda s: [random.setstate(s), random.getstate() == s])(random.getstate())
seed(a=None, version=2) -> val: random_seed
    begins anew, from a seed the same way each time >>> [random.seed(1), random.random()]
""",
    constructors=r"""
Random(x=None) -> val: random_make
    random numbers of their own >>> random.Random(1).random()
""",
    methods=r"""
Random.getstate() -> tuple: random_of_state
    where it is, for `setstate` >>> random.Random(1).getstate()[0]
Random.setstate(state) -> val: random_of_set_state
    goes on from there >>> (lambda r: [r.setstate(random.Random(2).getstate()), r.random()])(random.Random(1))
Random.seed(a=None, version=2) -> val: random_of_seed
    begins anew >>> (lambda r: [r.seed(3), r.random()])(random.Random(1))
Random.random() -> float: random_unit
    a float from 0 up to 1 >>> random.Random(1).random()
Random.getrandbits(k, /) -> long: random_of_bits
    an int of k random bits >>> random.Random(1).getrandbits(8)
Random.randrange(start, stop=None, step=...) -> long: random_of_range
    an item of a range >>> random.Random(1).randrange(0, 10, 2)
Random.randint(a, b) -> long: random_of_int
    an int from a to b >>> random.Random(1).randint(1, 6)
Random.randbytes(n) -> val: random_of_bytes
    n random bytes >>> random.Random(1).randbytes(3)
Random.choice(seq) -> val: random_of_choice
    an item >>> random.Random(1).choice('abc')
Random.shuffle(x) -> val: random_of_shuffle
    a list in random order, in place >>> (lambda x: [random.Random(1).shuffle(x), x])([1, 2, 3])
Random.sample(population, k, *, counts=None) -> list: random_of_sample
    k different items >>> random.Random(1).sample(range(9), 3)
Random.choices(population, weights=None, *, cum_weights=None, k=1) -> list: random_of_choices
    k items >>> random.Random(1).choices('ab', k=3)
Random.uniform(a, b) -> float: random_of_uniform
    a float from a to b >>> random.Random(1).uniform(1, 2)
Random.triangular(low=0.0, high=1.0, mode=None) -> float: random_of_triangular
    of the triangular distribution >>> random.Random(1).triangular(0, 2, 1)
Random.gauss(mu=0.0, sigma=1.0) -> float: random_of_gauss
    of the normal distribution >>> random.Random(1).gauss(0, 1)
Random.normalvariate(mu=0.0, sigma=1.0) -> float: random_of_normal
    of the normal distribution >>> random.Random(1).normalvariate(0, 1)
Random.lognormvariate(mu, sigma) -> float: random_of_lognormal
    of the log-normal distribution >>> random.Random(1).lognormvariate(0, 1)
Random.expovariate(lambd) -> float: random_of_exponential
    of the exponential distribution >>> random.Random(1).expovariate(2)
Random.vonmisesvariate(mu, kappa) -> float: random_of_vonmises
    of the von Mises distribution >>> random.Random(1).vonmisesvariate(1, 2)
Random.gammavariate(alpha, beta) -> float: random_of_gamma
    of the gamma distribution >>> random.Random(1).gammavariate(1, 2)
Random.betavariate(alpha, beta) -> float: random_of_beta
    of the beta distribution >>> random.Random(1).betavariate(1, 2)
Random.paretovariate(alpha) -> float: random_of_pareto
    of the Pareto distribution >>> random.Random(1).paretovariate(2)
Random.weibullvariate(alpha, beta) -> float: random_of_weibull
    of the Weibull distribution >>> random.Random(1).weibullvariate(1, 2)
""",
)

STATISTICS = Module(
    "statistics",
    native=True,
    in_python=True,
    functions=r"""
mean(data) -> val: stat_mean
    arithmetic mean >>> statistics.mean([1, 2, 4])
fmean(data, weights=REFUSED) -> float: stat_fmean
    arithmetic mean as float >>> statistics.fmean([1, 2, 4])
median(data) -> val: stat_median
    middle value >>> statistics.median([1, 3, 2, 4])
median_low(data) -> val: stat_median_low
    the lower of two middle values >>> statistics.median_low([1, 3, 2, 4])
median_high(data) -> val: stat_median_high
    the higher of two middle values >>> statistics.median_high([1, 3, 2, 4])
mode(data) -> val: stat_mode
    the most frequent value >>> statistics.mode('aab')
multimode(data) -> list: stat_multimode
    all most frequent values >>> statistics.multimode('aabbc')
variance(data, xbar=REFUSED) -> val: stat_variance
    variance of a sample >>> statistics.variance([1, 2, 4])
pvariance(data, mu=REFUSED) -> val: stat_pvariance
    variance of a population >>> statistics.pvariance([1, 2, 4])
stdev(data, xbar=REFUSED) -> float: stat_stdev
    standard deviation of a sample >>> statistics.stdev([1, 2, 4])
pstdev(data, mu=REFUSED) -> float: stat_pstdev
    standard deviation of a population >>> statistics.pstdev([1, 2, 4])
""",
)

MODULES = (MATH, RANDOM, STATISTICS)
