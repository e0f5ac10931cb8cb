"""`itertools` as generator functions."""


def chain(*iterables):
    for iterable in iterables:
        for item in iterable:
            yield item


def chain_from_iterable(iterables, /):
    return _chained(iter(iterables))


def _chained(iterator):
    for iterable in iterator:
        for item in iterable:
            yield item


def count(start=0, step=1):
    from sys import _adds_up

    if not _adds_up(start) or not _adds_up(step):
        raise TypeError("a number is required")
    if step == 1 and isinstance(start, int) and isinstance(step, int):
        start = start + 0  # a bool is counted from as a number
    return _counted(start, step)


def _counting(start=0, step=1):
    from sys import _adds_up

    if not _adds_up(start) or not _adds_up(step):
        raise TypeError("a number is required")
    if step == 1 and isinstance(start, int) and isinstance(step, int):
        start = start + 0
    n = start
    while True:
        yield n
        n = n + step


def _counted(n, step):
    while True:
        yield n
        n = n + step


def cycle(iterable, /):
    return _cycled(iter(iterable))


def _cycled(iterator):
    saved = []
    for item in iterator:
        yield item
        saved.append(item)
    while saved:
        for item in saved:
            yield item


def _endless(object):
    while True:
        yield object


def repeat(object, times=_endless):  # which no body can give
    from sys import _size

    return _endless(object) if times is _endless else _times(object, _size(times))


def _times(object, times):
    for _ in range(times):
        yield object


def accumulate(iterable, func=None, *, initial=None):
    return _accumulated(iter(iterable), func, initial)


def _accumulated(iterator, func, initial):
    total = initial
    if initial is None:
        for first in iterator:
            total = first
            break
        else:
            return
    yield total
    for item in iterator:
        total = total + item if func is None else func(total, item)
        yield total


def _summed(iterable):
    total, started = None, False
    for item in iterable:
        if started:
            total = total + item
        else:
            total, started = item, True
        yield total


def _folded(iterable, func):
    total, started = None, False
    for item in iterable:
        if not started:
            total, started = item, True
        elif func is None:
            total = total + item
        else:
            total = func(total, item)
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
    return _compressed(iter(data), iter(selectors))


def _compressed(data, selectors):
    for item, selected in zip(data, selectors, strict=False):
        if selected:
            yield item


def dropwhile(predicate, iterable, /):
    return _dropped(predicate, iter(iterable))


def _dropped(predicate, iterator):
    dropping = True
    for item in iterator:
        if dropping and predicate(item):
            continue
        dropping = False
        yield item


def takewhile(predicate, iterable, /):
    return _taken(predicate, iter(iterable))


def _taken(predicate, iterator):
    for item in iterator:
        if not predicate(item):
            return
        yield item


def filterfalse(predicate, iterable, /):
    return _refused(predicate, iter(iterable))


def _refused(predicate, iterator):
    for item in iterator:
        if not (item if predicate is None else predicate(item)):
            yield item


def groupby(iterable, key=None):
    return _grouped(iter(iterable), key)


def _grouped(iterator, key):
    from sys import _same

    end = []
    item = next(iterator, end)
    if item is end:
        return
    state = [item, item if key is None else key(item), False]  # what was read last and its key, whether there is no more
    while not state[2]:
        current = state[1]
        group = _group(iterator, key, state, current)
        yield current, group
        if _same(current, state[1]):
            for _ in group:  # what of the group nobody read
                pass


def _group(iterator, key, state, current):
    from sys import _same

    yield state[0]
    for item in iterator:
        value = item if key is None else key(item)
        state[1] = value
        if not _same(current, value):
            state[0] = item
            return
        yield item
    state[2] = True


def islice(iterable, /, *args):
    from sys import _slice_place

    if len(args) == 0 or len(args) > 3:
        raise TypeError("islice expected at " + ("least 2" if len(args) == 0 else "most 4") + " arguments, got " + str(len(args) + 1))
    start, stop, step = (None, args[0], None) if len(args) == 1 else (args[0], args[1], args[2] if len(args) == 3 else None)
    start, stop = _slice_place(start, 0), _slice_place(stop, 9223372036854775807)
    step = 1 if start < 0 or stop < 0 else _slice_place(step, 1)
    if start < 0 or stop < 0 or step < 1:
        raise _misplaced(stop, start < 0 or stop < 0)
    if start == 0 and step == 1 and stop > 0:
        return _leading(iter(iterable), stop)
    return _islice(iter(iterable), start, stop, step)


def _leading(iterator, stop):
    index = 0
    for item in iterator:
        yield item
        index = index + 1
        if index >= stop:
            return


def _islice(iterator, start, stop, step):
    wanted = start
    index = 0
    if start == 0 and stop == 0:
        return
    for item in iterator:
        if index == wanted:
            yield item
            wanted = stop if step > stop - wanted else wanted + step
        index = index + 1
        if index == wanted and index >= stop:  # what is passed over before the end is read, too
            return


def _sliced(iterable, start, stop, step):
    """The same with bounds of which nothing is known, which are looked at before the iterable is."""
    from sys import _slice_place

    wanted, stop = _slice_place(start, 0), _slice_place(stop, 9223372036854775807)
    step = 1 if wanted < 0 or stop < 0 else _slice_place(step, 1)
    if wanted < 0 or stop < 0 or step < 1:
        raise _misplaced(stop, wanted < 0 or stop < 0)
    index = 0
    if wanted == 0 and stop == 0:
        iter(iterable)
        return
    for item in iterable:
        if index == wanted:
            yield item
            wanted = stop if step > stop - wanted else wanted + step
        index = index + 1
        if index == wanted and index >= stop:
            return


def _led(iterable, stop):
    """The same from the first item on."""
    from sys import _slice_place

    left = _slice_place(stop, 9223372036854775807)
    if left <= 0:
        iter(_nothing_of(iterable, left))
        return
    for item in iterable:
        yield item
        left = left - 1
        if left == 0:
            return


def _nothing_of(iterable, stop):
    if stop < 0:
        raise _misplaced(stop, True)
    return iterable


def _misplaced(stop, ends):
    """What `islice` raises for one of its bounds."""
    if stop == -1:
        return ValueError("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
    if ends:
        return ValueError("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
    return ValueError("Step for islice() must be a positive integer or None.")


def _first(iterable, count):
    for index, item in enumerate(iterable, 1):
        yield item
        if index >= count:
            return


def pairwise(iterable, /):
    return _paired(iter(iterable))


def _paired(iterator):
    previous = None
    started = False
    for item in iterator:
        if started:
            yield previous, item
        previous = item
        started = True


def starmap(function, iterable, /):
    return _starred(function, iter(iterable))


def _starred(function, iterator):
    for args in iterator:
        yield function(*tuple(args))


def tee(iterable, n=2, /):
    from sys import _size

    n = _size(n)
    if n < 0:
        raise ValueError("n must be >= 0")
    if n == 0:
        return ()
    iterator, block = iter(iterable), []
    return tuple([_tee(iterator, block) for _ in range(n)])


def _tee(iterator, block):
    end, index = [], 0
    while True:
        if index == 60:  # a block is so many items and the next block, once somebody asked for what is in that
            if len(block) == 60:
                block.append([])
            block, index = block[60], 0
        if index < len(block):
            item = block[index]
        else:
            item = next(iterator, end)
            if item is end:
                return
            block.append(item)
        index = index + 1
        yield item


def zip_longest(*iterables, fillvalue=None):
    return _longest([iter(it) for it in iterables], fillvalue)


def _longest(iterators, fillvalue):
    left = len(iterators)
    while left:
        values = []
        for i, iterator in enumerate(iterators):
            value = fillvalue if iterator is None else next(iterator, iterators)
            if value is iterators:
                iterators[i] = None
                left = left - 1
                if not left:
                    return
                value = fillvalue
            values.append(value)
        yield tuple(values)


def _longest_of_two(first, second, fillvalue):
    first, second = iter(first), iter(second)
    end, a, b = [], None, None
    while True:
        a = end if a is end else next(first, end)
        b = end if b is end else next(second, end)
        if a is end and b is end:
            return
        yield fillvalue if a is end else a, fillvalue if b is end else b
