"""`bisect` with key functions. Without them the functions are native."""


def bisect_right_by(a, x, lo=0, hi=None, *, key=None):
    import bisect

    if key is None:
        return bisect.bisect_right(a, x, lo, hi)
    return _place(a, x, lo, hi, key, True)


def bisect_left_by(a, x, lo=0, hi=None, *, key=None):
    import bisect

    if key is None:
        return bisect.bisect_left(a, x, lo, hi)
    return _place(a, x, lo, hi, key, False)


def insort_right_by(a, x, lo=0, hi=None, *, key=None):
    a.insert(bisect_right_by(a, x if key is None else key(x), lo, hi, key=key), x)


def insort_left_by(a, x, lo=0, hi=None, *, key=None):
    a.insert(bisect_left_by(a, x if key is None else key(x), lo, hi, key=key), x)


def _place(a, x, lo, hi, key, behind):
    if lo < 0:
        raise ValueError("lo must be non-negative")
    if hi is None or hi == -1:
        hi = len(a)
    while lo < hi:
        middle = (lo + hi) // 2
        found = key(a[middle])
        if (x < found) if behind else not (found < x):
            hi = middle
        else:
            lo = middle + 1
    return lo
