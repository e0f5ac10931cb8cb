"""Iterators of `itertools` that can be asked again after they stopped or raised, as CPython's can; elsewhere they are generators."""


class accumulate:
    __module__ = "itertools"
    _type_name = "itertools.accumulate"

    def __init__(self, iterator, func, initial):
        self._iterator, self._func, self._total, self._given, self._started = iterator, func, initial, initial is not None, False

    def __iter__(self):
        return self

    def __next__(self):
        if self._given:
            self._given, self._started = False, True
            return self._total
        item = next(self._iterator)
        if self._started:
            item = self._total + item if self._func is None else self._func(self._total, item)
        self._total, self._started = item, True
        return item


class compress:
    __module__ = "itertools"
    _type_name = "itertools.compress"

    def __init__(self, data, selectors):
        self._data, self._selectors = data, selectors

    def __iter__(self):
        return self

    def __next__(self):
        while True:
            item = next(self._data)
            if next(self._selectors):
                return item


class dropwhile:
    __module__ = "itertools"
    _type_name = "itertools.dropwhile"

    def __init__(self, predicate, iterator):
        self._predicate, self._iterator, self._dropping = predicate, iterator, True

    def __iter__(self):
        return self

    def __next__(self):
        while True:
            item = next(self._iterator)
            if not self._dropping or not self._predicate(item):
                self._dropping = False
                return item


class filterfalse:
    __module__ = "itertools"
    _type_name = "itertools.filterfalse"

    def __init__(self, predicate, iterator):
        self._predicate, self._iterator = predicate, iterator

    def __iter__(self):
        return self

    def __next__(self):
        while True:
            item = next(self._iterator)
            if not (item if self._predicate is None else self._predicate(item)):
                return item


class groupby:
    __module__ = "itertools"
    _type_name = "itertools.groupby"

    def __init__(self, iterator, key):
        self._iterator, self._function = iterator, key
        self._items, self._keys, self._wanted, self._group = [], [], [], None  # none or one of each

    def __iter__(self):
        return self

    def __next__(self):
        self._group = None
        while not self._keys or (self._wanted and same(self._wanted[0], self._keys[0])):
            self._step()
        self._wanted = self._keys
        self._group = _grouper(self, self._keys[0])
        return self._keys[0], self._group

    def _step(self):
        item = next(self._iterator)
        self._keys = [item if self._function is None else self._function(item)]
        self._items = [item]


class _grouper:
    __module__ = "itertools"
    _type_name = "itertools._grouper"

    def __init__(self, parent, key):
        self._parent, self._key = parent, key

    def __iter__(self):
        return self

    def __next__(self):
        parent = self._parent
        if parent._group is not self:
            raise StopIteration
        if not parent._items:
            parent._step()
        if not same(self._key, parent._keys[0]):
            raise StopIteration
        return parent._items.pop()


def same(a, b):
    return a is b or a == b


class starmap:
    __module__ = "itertools"
    _type_name = "itertools.starmap"

    def __init__(self, function, iterator):
        self._function, self._iterator = function, iterator

    def __iter__(self):
        return self

    def __next__(self):
        return self._function(*tuple(next(self._iterator)))


class takewhile:
    __module__ = "itertools"
    _type_name = "itertools.takewhile"

    def __init__(self, predicate, iterator):
        self._predicate, self._iterator, self._stopped = predicate, iterator, False

    def __iter__(self):
        return self

    def __next__(self):
        if not self._stopped:
            item = next(self._iterator)
            if self._predicate(item):
                return item
            self._stopped = True
        raise StopIteration


class _tee:
    __module__ = "itertools"
    _type_name = "itertools._tee"

    def __init__(self, iterator, link):
        self._iterator, self._link = iterator, link

    def __iter__(self):
        return self

    def __next__(self):
        if not self._link:  # a link is an item and the next link, once somebody asked for it
            item = next(self._iterator)
            self._link.append(item)
            self._link.append([])
        item, self._link = self._link
        return item
