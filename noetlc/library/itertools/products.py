"""Products, orders and selections of items."""


def product(*iterables, repeat=1):
    from sys import _size

    repeat = _size(repeat)
    if repeat < 0:
        raise ValueError("repeat argument cannot be negative")
    if repeat == 0:
        iterables = ()
    return products([tuple(pool) for pool in iterables] * repeat)


def _products_of_two(first, second):
    first = list(first)
    second = list(second)
    for a in first:
        for b in second:
            yield a, b


def _products_of_three(first, second, third):
    first = list(first)
    second = list(second)
    third = list(third)
    for a in first:
        for b in second:
            for c in third:
                yield a, b, c


def _squares(iterable):
    pool = list(iterable)
    for a in pool:
        for b in pool:
            yield a, b


def _cubes(iterable):
    pool = list(iterable)
    for a in pool:
        for b in pool:
            for c in pool:
                yield a, b, c


def products(pools):
    if any(not pool for pool in pools):
        return
    from sys import _product

    places = [0] * len(pools)
    chosen = [pool[0] for pool in pools]
    made = tuple(chosen)
    while made is not None:
        yield made
        made = _product(pools, places, chosen)


def permutations(iterable, r=None):
    items = list(iterable)
    if r is not None and not isinstance(r, int):
        raise TypeError("Expected int as r")
    return permuted(items, length_of(len(items) if r is None else r))


def length_of(r):
    if r < 0:
        raise ValueError("r must be non-negative")
    return r


def permuted(items, r):
    n = len(items)
    if r > n:
        return
    from sys import _permutation

    cycles = list(range(n, n - r, -1))
    made = tuple(items[:r])
    while made is not None:
        yield made
        made = _permutation(items, cycles)


def _orders(iterable):
    from sys import _permutation

    items = list(iterable)
    cycles = list(range(len(items), 0, -1))
    made = tuple(items)
    while made is not None:
        yield made
        made = _permutation(items, cycles)


def _ordered_pairs(iterable):
    pool = list(iterable)
    n = len(pool)
    for i in range(n):
        a = pool[i]
        for j in range(n):
            if j != i:
                yield a, pool[j]


def combinations(iterable, r):
    from sys import _size

    r = _size(r)
    return combined(tuple(iterable), length_of(r))


def _pairs(iterable):
    pool = list(iterable)
    n = len(pool)
    for i in range(n - 1):
        a = pool[i]
        for j in range(i + 1, n):
            yield a, pool[j]


def _triples(iterable):
    pool = list(iterable)
    n = len(pool)
    for i in range(n - 2):
        a = pool[i]
        for j in range(i + 1, n - 1):
            b = pool[j]
            for k in range(j + 1, n):
                yield a, b, pool[k]


def combined(pool, r):
    n = len(pool)
    if r > n:
        return
    from sys import _combination

    places, made = list(range(r)), pool[:r]
    while made is not None:
        yield made
        made = _combination(pool, places, False)


def combinations_with_replacement(iterable, r):
    from sys import _size

    r = _size(r)
    return repeated(tuple(iterable), length_of(r))


def repeated(pool, r):
    n = len(pool)
    if not n and r:
        return
    from sys import _combination

    places, made = [0] * r, pool[:1] * r
    while made is not None:
        yield made
        made = _combination(pool, places, True)
