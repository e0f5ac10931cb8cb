"""`statistics`: what needs no exact fractions."""


def quantiles(data, *, n=4, method="exclusive"):
    from statistics import StatisticsError

    if n < 1:
        raise StatisticsError("n must be at least 1")
    data = sorted(data)
    size = len(data)
    if size < 2:
        raise StatisticsError("must have at least two data points")
    if method != "inclusive" and method != "exclusive":
        raise ValueError(f"Unknown method: {method!r}")
    cuts = []
    for i in range(1, n):
        if method == "inclusive":
            low, rest = divmod(i * (size - 1), n)
        else:
            low = min(max(i * (size + 1) // n, 1), size - 1)
            rest = i * (size + 1) - low * n
            low -= 1
        cuts.append((data[low] * (n - rest) + data[low + 1] * rest) / n)
    return cuts


def geometric_mean(data):
    from math import exp, log
    from statistics import StatisticsError, fmean

    try:
        return exp(fmean([log(x) for x in data]))
    except ValueError:
        raise StatisticsError("geometric mean requires a non-empty dataset containing positive numbers") from None


def median_grouped(data, interval=1.0):
    from statistics import StatisticsError

    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    middle = data[len(data) // 2]
    below = sum(1 for x in data if x < middle)
    equal = sum(1 for x in data if x == middle)
    try:
        interval = float(interval)
        start = float(middle)
    except ValueError:
        raise TypeError("Value cannot be converted to a float") from None
    return start - interval / 2.0 + interval * (len(data) / 2 - below) / equal


def paired(what, x, y):
    from math import fsum
    from statistics import StatisticsError

    n = len(x)
    if len(y) != n:
        raise StatisticsError(what + " requires that both inputs have same number of data points")
    if n < 2:
        raise StatisticsError(what + " requires at least two data points")
    return fsum(x) / n, fsum(y) / n


def products(x, y, around_x, around_y):
    from math import fsum

    return fsum([(a - around_x) * (b - around_y) for a, b in zip(x, y, strict=False)])


def covariance(x, y, /):
    middle, other = paired("covariance", x, y)
    return products(x, y, middle, other) / (len(x) - 1)


def correlation(x, y, /):
    from math import sqrt
    from statistics import StatisticsError

    middle, other = paired("correlation", x, y)
    both = products(x, y, middle, other)
    try:
        return both / sqrt(products(x, x, middle, middle) * products(y, y, other, other))
    except ZeroDivisionError:
        raise StatisticsError("at least one of the inputs is constant") from None


def linear_regression(x, y, /, *, proportional=False):
    from collections import namedtuple
    from math import fsum
    from statistics import StatisticsError

    middle, other = paired("linear regression", x, y)
    if proportional:
        both = fsum([a * b for a, b in zip(x, y, strict=False)])
        own = fsum([a * a for a in x])
    else:
        both = products(x, y, middle, other)
        own = products(x, x, middle, middle)
    try:
        slope = both / own
    except ZeroDivisionError:
        raise StatisticsError("x is constant") from None
    return namedtuple("LinearRegression", "slope intercept")(slope, 0.0 if proportional else other - slope * middle)


def fmean_by(data, weights=None):
    from math import fsum
    from statistics import StatisticsError, fmean

    if weights is None:
        return fmean(data)
    data, weights = list(data), list(weights)
    total = fsum([x * w for x, w in zip(data, weights, strict=False)])
    if len(data) != len(weights):
        raise StatisticsError("data and weights must be the same length")
    whole = fsum(weights)
    if not whole:
        raise StatisticsError("sum of weights must be non-zero")
    return total / whole
