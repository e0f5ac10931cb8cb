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


# ---- by exact ratios: with a given middle, and where data may be fractions and Decimals


def mean_exact(data):
    kind, total, count = summed(data)
    if count < 1:
        fail("mean requires at least one data point")
    return converted(divided(total, count), kind)


def mean_square(data, middle, less, name):
    """The mean of squared deviations from a given middle or the mean, over `less` fewer than there are, and the kind of the data."""
    kind, squares, count = deviations(data, middle)
    if count <= less:
        fail(f"{name} requires at least {'two data points' if less else 'one data point'}")
    return divided(squares, count - less), kind


def variance_exact(data, xbar=None):
    return converted(*mean_square(data, xbar, 1, "variance"))


def pvariance_exact(data, mu=None):
    return converted(*mean_square(data, mu, 0, "pvariance"))


def stdev_exact(data, xbar=None):
    return root(*mean_square(data, xbar, 1, "stdev"))


def pstdev_exact(data, mu=None):
    return root(*mean_square(data, mu, 0, "pstdev"))


def harmonic_mean(data, weights=None):
    if iter(data) is data:
        data = list(data)
    size = len(data)
    if size < 1:
        fail("harmonic_mean requires at least one data point")
    if size == 1 and weights is None:
        only = data[0]
        if not isinstance(only, (int, float)) and not hasattr(only, "as_integer_ratio"):
            raise TypeError("unsupported type")
        if only < 0:
            fail("harmonic mean does not support negative values")
        return only
    whole = (size, 1)
    if weights is None:
        weights = [1] * size
    else:
        if iter(weights) is weights:
            weights = list(weights)
        if len(weights) != size:
            fail("Number of weights does not match data size")
        whole = summed(positive(weights))[1]
    try:
        kind, total, _ = summed(w / x if w else 0 for w, x in zip(weights, positive(data), strict=False))
    except ZeroDivisionError:
        return 0
    if total[1] is None:
        return converted((whole[0] / whole[1] / total[0] if whole[1] else whole[0] / total[0], None), kind)
    if total[0] <= 0:
        fail("Weighted sum must be positive")
    if whole[1] is None:
        return converted((whole[0] / (total[0] / total[1]), None), kind)
    return converted((whole[0] * total[1], whole[1] * total[0]), kind)


def fail(text):
    from statistics import StatisticsError

    raise StatisticsError(text)


def positive(values):
    for x in values:
        if x < 0:
            fail("harmonic mean does not support negative values")
        yield x


def exact_ratio(x):
    """Numerator and denominator; a number that is not finite, and None."""
    try:
        return x.as_integer_ratio()
    except AttributeError:
        pass
    except (OverflowError, ValueError):
        return (x, None)
    try:
        return (x.numerator, x.denominator)
    except AttributeError:
        raise TypeError(f"can't convert type '{type(x).__name__}' to numerator/denominator") from None


def summed(data):
    """The kind of the result, the sum as a ratio, and the count."""
    kinds = []
    partials = {}
    count = 0
    for x in data:
        if type(x) not in kinds:
            kinds.append(type(x))
        n, d = exact_ratio(x)
        count += 1
        partials[d] = partials.get(d, 0) + n
    return (common_kind(kinds), added(partials), count)


def deviations(data, middle):
    """The kind of the result, the sum of the squared distances from the middle as a ratio, and the count."""
    if middle is not None:
        return summed((x - middle) * (x - middle) for x in data)
    kinds = []
    sums = {}
    squares = {}
    count = 0
    for x in data:
        if type(x) not in kinds:
            kinds.append(type(x))
        n, d = exact_ratio(x)
        count += 1
        sums[d] = sums.get(d, 0) + n
        squares[d] = squares.get(d, 0) + n * n
    kind = common_kind(kinds)
    if None in sums:
        return (kind, (sums[None], None), count)
    if not count:
        return (kind, (0, 1), 0)
    n, d = added(sums)
    m, e = added({d * d: n for d, n in squares.items()})
    return (kind, (count * m * d * d - n * n * e, e * d * d * count), count)


def added(partials):
    """The sum of ratios by their denominators."""
    if None in partials:
        return (partials[None], None)
    top, bottom = 0, 1
    for d, n in partials.items():
        top, bottom = top * d + n * bottom, bottom * d
    return (top, bottom)


def divided(ratio, count):
    if ratio[1] is None:
        return (ratio[0] / count, None)
    return (ratio[0], ratio[1] * count)


def is_of(kind, module, name):
    """Whether a class is one of the library's or derives from it."""
    return any(c.__name__ == name and c.__module__ == module for c in kind.__mro__)


def common_kind(kinds):
    found = int
    for kind in kinds:
        found = coerced(found, kind)
    return found


def coerced(one, other):
    if one is other or other is int or other is bool:
        return one
    if one is int or issubclass(other, one):
        return other
    if issubclass(one, other):
        return one
    if issubclass(one, int):
        return other
    if issubclass(other, int):
        return one
    if is_of(one, "fractions", "Fraction") and issubclass(other, float):
        return other
    if issubclass(one, float) and is_of(other, "fractions", "Fraction"):
        return one
    raise TypeError(f"don't know how to coerce {one.__name__} and {other.__name__}")


def reduced(ratio):
    from math import gcd

    common = gcd(ratio[0], ratio[1])
    return (ratio[0] // common, ratio[1] // common)


def converted(ratio, kind):
    """A ratio as a number of a kind."""
    if ratio[1] is None:
        return ratio[0] if type(ratio[0]) is kind else kind(ratio[0])
    n, d = reduced(ratio)
    if is_of(kind, "fractions", "Fraction"):
        return kind(n, d)
    if is_of(kind, "decimal", "Decimal"):
        return kind(n) / kind(d)
    if issubclass(kind, int) and d != 1:
        return n / d
    return kind(n) if issubclass(kind, int) else kind(n / d)


def root(ratio, kind):
    """The square root, rounded once."""
    from math import isqrt
    from sys import _leave

    if ratio[1] is None:
        return ratio[0].numerator  # which floats and Decimals have not
    if is_of(kind, "decimal", "Decimal"):
        return _leave("power of a Decimal")
    n, d = reduced(ratio)
    shift = (n.bit_length() - d.bit_length() - 109) // 2
    above = n if shift >= 0 else n << -2 * shift
    below = d << 2 * shift if shift >= 0 else d
    found = isqrt(above // below)
    if found * found * below != above:
        found |= 1
    return (found << shift) / 1 if shift >= 0 else found / (1 << -shift)
