"""functools as plain functions and closures."""


def reduce(function, iterable, *initial):
    iterator = iter(iterable)
    if initial:
        value = initial[0]
    else:
        try:
            value = next(iterator)
        except StopIteration:
            raise TypeError("reduce() of empty iterable with no initial value") from None
    for item in iterator:
        value = function(value, item)
    return value


def partial(func, /, *args, **keywords):
    def call(*more, **named):
        return func(*args, *more, **{**keywords, **named})

    return call


def wraps(wrapped):
    def decorate(wrapper):
        return wrapper

    return decorate


def cache(user_function):
    memo = {}

    def wrapper(*args, **kwargs):
        key = (args, tuple(kwargs.items())) if kwargs else args
        if key in memo:
            return memo[key]
        value = user_function(*args, **kwargs)
        memo[key] = value
        return value

    return wrapper


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return _lru(maxsize, 128)
    return lambda function: _lru(function, maxsize)


def _lru(user_function, maxsize):
    memo = {}

    def wrapper(*args, **kwargs):
        key = (args, tuple(kwargs.items())) if kwargs else args
        if key in memo:
            value = memo.pop(key)
            memo[key] = value
            return value
        value = user_function(*args, **kwargs)
        if maxsize is not None and len(memo) >= maxsize:
            if maxsize <= 0:
                return value
            del memo[next(iter(memo))]
        memo[key] = value
        return value

    return wrapper


class _Ordered:
    def __init__(self, value, compare):
        self.value = value
        self.compare = compare

    def __lt__(self, other):
        return self.compare(self.value, other.value) < 0

    def __gt__(self, other):
        return self.compare(self.value, other.value) > 0

    def __eq__(self, other):
        return self.compare(self.value, other.value) == 0

    def __le__(self, other):
        return self.compare(self.value, other.value) <= 0

    def __ge__(self, other):
        return self.compare(self.value, other.value) >= 0


def cmp_to_key(mycmp):
    return lambda value: _Ordered(value, mycmp)
