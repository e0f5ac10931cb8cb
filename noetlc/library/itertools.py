"""itertools as generator functions."""


def chain(*iterables):
    for iterable in iterables:
        yield from iterable


def chain_from_iterable(iterables):
    for iterable in iterables:
        yield from iterable


def count(start=0, step=1):
    n = start
    while True:
        yield n
        n = n + step


def cycle(iterable):
    saved = []
    for item in iterable:
        yield item
        saved.append(item)
    while saved:
        for item in saved:
            yield item


def repeat(object, times=None):
    if times is None:
        while True:
            yield object
    for _ in range(times):
        yield object


def accumulate(iterable, func=None, *, initial=None):
    return _accumulated(iter(iterable), func, initial)


def _accumulated(iterator, func, initial):
    total = initial
    if initial is None:
        try:
            total = next(iterator)
        except StopIteration:
            return
    yield total
    for item in iterator:
        total = total + item if func is None else func(total, item)
        yield total


def batched(iterable, n):
    if n < 1:
        raise ValueError("n must be at least one")
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == n:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


def compress(data, selectors):
    for item, selected in zip(data, selectors, strict=False):
        if selected:
            yield item


def dropwhile(predicate, iterable):
    dropping = True
    for item in iterable:
        if dropping and predicate(item):
            continue
        dropping = False
        yield item


def takewhile(predicate, iterable):
    for item in iterable:
        if not predicate(item):
            return
        yield item


def filterfalse(predicate, iterable):
    for item in iterable:
        wanted = item if predicate is None else predicate(item)
        if not wanted:
            yield item


def groupby(iterable, key=None):
    return _grouped(iter(iterable), key)


def _grouped(iterator, key):
    state = [None, None, False]  # the item read last, its key, whether there are no more
    try:
        item = next(iterator)
    except StopIteration:
        return
    state[0] = item
    state[1] = item if key is None else key(item)
    while not state[2]:
        current = state[1]
        group = _group(iterator, key, state, current)
        yield current, group
        for _ in group:  # what of the group nobody read
            pass


def _group(iterator, key, state, current):
    yield state[0]
    for item in iterator:
        value = item if key is None else key(item)
        state[0] = item
        if value != current and current not in (value,):  # a NaN is itself
            state[1] = value
            return
        yield item
    state[2] = True


def islice(iterable, *args):
    if len(args) == 0 or len(args) > 3:
        raise TypeError("islice expected at " + ("least 2" if len(args) == 0 else "most 4") + " arguments, got " + str(len(args) + 1))
    start, stop, step = (0, args[0], 1) if len(args) == 1 else (args[0], args[1], args[2] if len(args) == 3 else 1)
    start = 0 if start is None else start
    step = 1 if step is None else step
    if stop is not None and (not isinstance(stop, int) or stop == -1):
        raise ValueError("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
    if not isinstance(start, int) or start < 0 or (stop is not None and stop < 0):
        raise ValueError("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
    if not isinstance(step, int) or step < 1:
        raise ValueError("Step for islice() must be a positive integer or None.")
    return _islice(iter(iterable), start, stop, step)


def _islice(iterator, start, stop, step):
    wanted = start
    index = 0
    if stop is None:
        stop = 9223372036854775807
    if start == 0 and stop == 0:
        return
    if start == 0 and step == 1:
        for item in iterator:
            yield item
            index = index + 1
            if index >= stop:
                return
        return
    for item in iterator:
        if index == wanted:
            yield item
            wanted = stop if step > stop - wanted else wanted + step
        index = index + 1
        if index == wanted and index >= stop:  # what is passed over before the end is read, too
            return


def pairwise(iterable):
    previous = None
    started = False
    for item in iterable:
        if started:
            yield previous, item
        previous = item
        started = True


def starmap(function, iterable):
    for args in iterable:
        yield function(*args)


def tee(iterable, n=2):
    if n < 0:
        raise ValueError("n must be >= 0")
    iterator = iter(iterable)
    link = []
    return tuple([_tee(iterator, link) for _ in range(n)])


def _tee(iterator, link):
    while True:
        if not link:  # a link is an item and the next link, once somebody asked for it
            try:
                item = next(iterator)
            except StopIteration:
                return
            link.append(item)
            link.append([])
        item, link = link
        yield item


def zip_longest(*iterables, fillvalue=None):
    iterators = [iter(it) for it in iterables]
    active = [True] * len(iterators)
    left = len(iterators)
    while left:
        values = []
        for i, iterator in enumerate(iterators):
            value = fillvalue
            if active[i]:
                try:
                    value = next(iterator)
                except StopIteration:
                    active[i] = False
                    left = left - 1
                    if not left:
                        return
                    value = fillvalue
            values.append(value)
        yield tuple(values)


def product(*iterables, repeat=1):
    if repeat < 0:
        raise ValueError("repeat argument cannot be negative")
    return products([tuple(pool) for pool in iterables] * repeat)


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


def combinations(iterable, r):
    return combined(tuple(iterable), length_of(r))


def combined(pool, r):
    n = len(pool)
    if r > n:
        return
    from sys import _combination

    places = list(range(r))
    made = pool[:r]
    while made is not None:
        yield made
        made = _combination(pool, places, False)


def combinations_with_replacement(iterable, r):
    return repeated(tuple(iterable), length_of(r))


def repeated(pool, r):
    n = len(pool)
    if not n and r:
        return
    from sys import _combination

    places = [0] * r
    made = tuple([pool[0] for _ in places])
    while made is not None:
        yield made
        made = _combination(pool, places, True)
