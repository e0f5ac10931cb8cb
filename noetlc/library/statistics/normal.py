"""`statistics.NormalDist`."""

NEAR = (
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987,
    13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665,
)
NEAR_UNDER = (
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597,
    5394.196021424751, 687.1870074920579, 42.31333070160091, 1.0,
)
FAR = (
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
    3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
)
FAR_UNDER = (
    1.0507500716444169e-09, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
    0.6897673349851, 1.6763848301838038, 2.053191626637759, 1.0,
)
TAIL = (
    2.0103343992922881e-07, 2.7115555687434876e-05, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
)
TAIL_UNDER = (
    2.0442631033899397e-15, 1.421511758316446e-07, 1.8463183175100548e-05, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1.0,
)


def polynomial(factors, x):
    value = factors[0]
    for factor in factors[1:]:
        value = value * x + factor
    return value


def quantile(p, mu, sigma):
    """The inverse of the distribution function by algorithm AS241 of Wichura."""
    from math import fabs, log, sqrt

    q = p - 0.5
    if fabs(q) <= 0.425:
        r = 0.180625 - q * q
        return mu + polynomial(NEAR, r) * q / polynomial(NEAR_UNDER, r) * sigma
    r = sqrt(-log(p if q <= 0.0 else 1.0 - p))
    if r <= 5.0:
        x = polynomial(FAR, r - 1.6) / polynomial(FAR_UNDER, r - 1.6)
    else:
        x = polynomial(TAIL, r - 5.0) / polynomial(TAIL_UNDER, r - 5.0)
    return mu + (-x if q < 0.0 else x) * sigma


class NormalDist:
    __slots__ = ("_mu", "_sigma")

    def __init__(self, mu=0.0, sigma=1.0):
        if sigma < 0.0:
            fail("sigma must be non-negative")
        self._mu = float(mu)
        self._sigma = float(sigma)

    @classmethod
    def from_samples(cls, data):
        from statistics import mean, stdev

        data = list(data)
        if len(data) < 2:
            fail("stdev requires at least two data points")
        return cls(float(mean(data)), float(stdev(data)))

    def samples(self, n, *, seed=None):
        import random

        if seed is None:
            return [random.gauss(self._mu, self._sigma) for _ in range(n)]
        source = random.Random(seed)
        return [source.gauss(self._mu, self._sigma) for _ in range(n)]

    def pdf(self, x):
        from math import exp, sqrt, tau

        variance = self._sigma * self._sigma
        if not variance:
            fail("pdf() not defined when sigma is zero")
        distance = x - self._mu
        return exp(distance * distance / (-2.0 * variance)) / sqrt(tau * variance)

    def cdf(self, x):
        from math import erf, sqrt

        if not self._sigma:
            fail("cdf() not defined when sigma is zero")
        return 0.5 * (1.0 + erf((x - self._mu) / (self._sigma * sqrt(2.0))))

    def inv_cdf(self, p):
        if p <= 0.0 or p >= 1.0:
            fail("p must be in the range 0.0 < p < 1.0")
        if self._sigma <= 0.0:
            fail("cdf() not defined when sigma at or below zero")
        return quantile(p, self._mu, self._sigma)

    def quantiles(self, n=4):
        return [self.inv_cdf(i / n) for i in range(1, n)]

    def overlap(self, other):
        from math import erf, fabs, log, sqrt

        if not isinstance(other, NormalDist):
            raise TypeError("Expected another NormalDist instance")
        one, two = self, other
        if (two._sigma, two._mu) < (one._sigma, one._mu):
            one, two = two, one
        if not one.variance or not two.variance:
            fail("overlap() not defined when sigma is zero")
        wider = two.variance - one.variance
        apart = fabs(two._mu - one._mu)
        if not wider:
            return 1.0 - erf(apart / (2.0 * one._sigma * sqrt(2.0)))
        a = one._mu * two.variance - two._mu * one.variance
        b = one._sigma * two._sigma * sqrt(apart * apart + wider * log(two.variance / one.variance))
        x, y = (a + b) / wider, (a - b) / wider
        return 1.0 - (fabs(two.cdf(x) - one.cdf(x)) + fabs(two.cdf(y) - one.cdf(y)))

    def zscore(self, x):
        if not self._sigma:
            fail("zscore() not defined when sigma is zero")
        return (x - self._mu) / self._sigma

    @property
    def mean(self):
        return self._mu

    @property
    def median(self):
        return self._mu

    @property
    def mode(self):
        return self._mu

    @property
    def stdev(self):
        return self._sigma

    @property
    def variance(self):
        return self._sigma * self._sigma

    def __add__(self, other):
        from math import hypot

        if isinstance(other, NormalDist):
            return NormalDist(self._mu + other._mu, hypot(self._sigma, other._sigma))
        return NormalDist(self._mu + other, self._sigma)

    __radd__ = __add__

    def __sub__(self, other):
        from math import hypot

        if isinstance(other, NormalDist):
            return NormalDist(self._mu - other._mu, hypot(self._sigma, other._sigma))
        return NormalDist(self._mu - other, self._sigma)

    def __rsub__(self, other):
        return -(self - other)

    def __mul__(self, other):
        from math import fabs

        return NormalDist(self._mu * other, self._sigma * fabs(other))

    __rmul__ = __mul__

    def __truediv__(self, other):
        from math import fabs

        return NormalDist(self._mu / other, self._sigma / fabs(other))

    def __pos__(self):
        return NormalDist(self._mu, self._sigma)

    def __neg__(self):
        return NormalDist(-self._mu, self._sigma)

    def __eq__(self, other):
        if not isinstance(other, NormalDist):
            return NotImplemented
        return self._mu == other._mu and self._sigma == other._sigma

    def __hash__(self):
        return hash((self._mu, self._sigma))

    def __repr__(self):
        return f"{type(self).__name__}(mu={self._mu!r}, sigma={self._sigma!r})"
