"""functools as plain functions and closures."""


def reduce(function, iterable, *initial):
    if len(initial) > 1:
        raise TypeError(f"reduce expected at most 3 arguments, got {2 + len(initial)}")
    try:
        iterator = iter(iterable)
    except TypeError:
        raise TypeError("reduce() arg 2 must support iteration") from None
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
    if not callable(func):
        raise TypeError("the first argument must be callable")

    def call(*more, **named_if_any):
        if named_if_any is None:
            if keywords:
                return func(*(args + more), **keywords)
            if len(args) == 1 and len(more) == 1:
                return func(args[0], more[0])
            return func(*(args + more))
        return func(*args, *more, **{**keywords, **named_if_any})

    call.func = func
    call.args = args
    call.keywords = keywords

    def text():
        parts = [repr(func), *[repr(value) for value in args], *[f"{name}={value!r}" for name, value in keywords.items()]]
        return f"functools.partial({', '.join(parts)})"

    from sys import _shown

    return _shown(call, text)


def wraps(wrapped):
    def decorate(wrapper):
        return update_wrapper(wrapper, wrapped)

    return decorate


def update_wrapper(wrapper, wrapped):
    wrapper.__dict__.update(getattr(wrapped, "__dict__", {}))
    if hasattr(wrapped, "__name__"):
        wrapper.__name__ = wrapped.__name__
    if hasattr(wrapped, "__qualname__"):
        wrapper.__qualname__ = wrapped.__qualname__
    wrapper.__doc__ = getattr(wrapped, "__doc__", None)
    wrapper.__wrapped__ = wrapped
    return wrapper


WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
WRAPPER_UPDATES = ("__dict__",)


def update_wrapper_by(wrapper, wrapped, assigned=None, updated=("__dict__",)):
    """`update_wrapper` of attributes that are named."""
    for name in WRAPPER_ASSIGNMENTS if assigned is None else assigned:
        try:
            value = getattr(wrapped, name)
        except AttributeError:
            continue
        setattr(wrapper, name, value)
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps_by(wrapped, assigned=None, updated=("__dict__",)):
    return lambda wrapper: update_wrapper_by(wrapper, wrapped, assigned, updated)


def cache(user_function):
    return _lru(user_function, None, None)


def lru_cache(maxsize=128):
    return lru_cache_by(maxsize, None)


def lru_cache_by(maxsize, typed):
    """`lru_cache` with what makes a key typed, if anything."""
    if not isinstance(maxsize, int):
        if callable(maxsize):
            return _lru(maxsize, 128, typed)
        if maxsize is not None:
            raise TypeError("Expected first argument to be an integer, a callable, or None")
    return lambda function: _lru(function, maxsize, typed)


def lru_cache_typed(maxsize=128, typed=False):
    """`lru_cache` that is told whether it is typed."""
    return lru_cache_by(maxsize, (lambda *values: tuple(map(type, values))) if typed else None)


def _lru(user_function, maxsize, typed):
    from sys import _lru_key

    memo = {}
    hits = misses = 0
    if maxsize is not None and maxsize < 0:
        maxsize = 0

    def unbounded(*args, **named_if_any):
        nonlocal hits, misses
        key = _lru_key(args, named_if_any, unbounded)
        value = memo.get(key, memo)
        if value is not memo:
            hits += 1
            return value
        misses += 1
        value = user_function(*args, **named_if_any) if named_if_any else user_function(*args)
        memo[key] = value
        return value

    def bounded(*args, **named_if_any):
        nonlocal hits, misses
        if maxsize == 0:
            misses += 1
            return user_function(*args, **named_if_any) if named_if_any else user_function(*args)
        key = _lru_key(args, named_if_any, bounded)
        if typed:
            named = named_if_any or {}
            key = (args, tuple(named.items()), typed(*args, *named.values()))
        value = memo.get(key, memo)
        if value is not memo:
            hits += 1
            if maxsize is not None:
                del memo[key]
                memo[key] = value
            return value
        misses += 1
        value = user_function(*args, **named_if_any) if named_if_any else user_function(*args)
        if maxsize is None:
            memo[key] = value
            return value
        if key in memo:
            return value
        if len(memo) >= maxsize:
            del memo[next(iter(memo))]
        memo[key] = value
        return value

    wrapper = unbounded if maxsize is None and typed is None else bounded

    def cache_info():
        from collections import namedtuple

        return namedtuple("CacheInfo", "hits misses maxsize currsize")(hits, misses, maxsize, len(memo))

    def cache_clear():
        nonlocal hits, misses
        hits = misses = 0
        memo.clear()

    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    wrapper.cache_parameters = lambda: {"maxsize": maxsize, "typed": typed is not None}
    return wraps(user_function)(wrapper)


class KeyWrapper:
    __module__ = "functools"

    def __init__(self, obj, compare):
        self.obj = obj
        self.compare = compare

    def __lt__(self, other):
        if type(other) is not KeyWrapper:
            return compared(self, other)
        compare = self.compare  # no method
        return compare(self.obj, other.obj) < 0

    def __gt__(self, other):
        return compared(self, other) > 0

    def __eq__(self, other):
        return compared(self, other) == 0

    def __ne__(self, other):
        return compared(self, other) != 0

    def __le__(self, other):
        return compared(self, other) <= 0

    def __ge__(self, other):
        return compared(self, other) >= 0


def compared(one, other):
    if type(other) is not KeyWrapper:
        raise TypeError("other argument must be K instance")
    compare = one.compare
    return compare(one.obj, other.obj)


def cmp_to_key(mycmp):
    return lambda obj: KeyWrapper(obj, mycmp)


UNKNOWN = object()


class cached_property:
    def __init__(self, func):
        self.func = func
        self.attrname = None

    def __set_name__(self, owner, name):
        if self.attrname is not None and name != self.attrname:
            raise TypeError(f"Cannot assign the same cached_property to two different names ({self.attrname!r} and {name!r}).")
        self.attrname = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        try:
            cache = instance.__dict__
        except AttributeError:
            name = type(instance).__name__
            raise TypeError(f"No '__dict__' attribute on {name!r} instance to cache {self.attrname!r} property.") from None
        value = cache.get(self.attrname, UNKNOWN)
        if value is UNKNOWN:
            value = self.func(instance)
            cache[self.attrname] = value
        return value


def total_ordering(cls):
    def derived(root, convert):
        def operation(self, other):
            result = getattr(type(self), root)(self, other)
            return result if result is NotImplemented else convert(self, other, result)

        return operation

    def opposite(a, b, r):
        return not r

    def or_equal(a, b, r):
        return r or a == b

    def and_unequal(a, b, r):
        return r and a != b

    def opposite_unequal(a, b, r):
        return not r and a != b

    def opposite_or_equal(a, b, r):
        return not r or a == b

    ways = {
        "__lt__": {"__gt__": opposite_unequal, "__le__": or_equal, "__ge__": opposite},
        "__le__": {"__ge__": opposite_or_equal, "__lt__": and_unequal, "__gt__": opposite},
        "__gt__": {"__lt__": opposite_unequal, "__ge__": or_equal, "__le__": opposite},
        "__ge__": {"__le__": opposite_or_equal, "__gt__": and_unequal, "__lt__": opposite},
    }
    from sys import _defines

    if issubclass(cls, (int, float, str, bytes, list, tuple, set, frozenset)):
        return cls  # which have all four
    roots = [name for name in ways if _defines(cls, name)]
    if not roots:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    for name, convert in ways[roots[0]].items():
        if name not in roots:
            setattr(cls, name, derived(roots[0], convert))
    return cls


def singledispatch(func):
    return dispatched(func, closest)


def dispatching(is_subclass):
    """`singledispatch` where abstract classes, or classes with several bases, are dispatched by; `is_subclass` knows those."""
    return lambda func: dispatched(func, lambda cls, registry: first_of(cls, registry, is_subclass))


def dispatching_method(is_subclass):
    """`singledispatchmethod` there."""

    def made(func):
        method = singledispatchmethod(func)
        method.dispatcher = dispatching(is_subclass)(func)
        return method

    return made


def closest(cls, registry):
    best = object
    for known in registry:
        if known is not best and issubclass(cls, known) and issubclass(known, best):
            best = known
    return best


def first_of(cls, registry, is_subclass):
    """The first class in the order of `cls`, in which abstract ones stand behind the last class that is of them."""
    order = cls.__mro__
    best, place, rival = object, 2 * len(order), None
    for known in registry:
        if known is object or not is_subclass(cls, known):
            continue
        at = 2 * order.index(known) if known in order else max([2 * i + 1 for i, c in enumerate(order) if is_subclass(c, known)])
        if at < place or (at == place and is_subclass(known, best)):
            rival = None if at < place or is_subclass(known, rival or known) else rival
            best, place = known, at
        elif at == place and not is_subclass(best, known):
            rival = known
    if rival is not None:
        raise RuntimeError(f"Ambiguous dispatch: {best} or {rival}")
    return best


def dispatched(func, best_of):
    registry = {object: func}
    shown = func.__func__ if is_kind(func) else func
    name = getattr(func, "__name__", "singledispatch function")

    def dispatch(cls):
        return registry[best_of(cls, registry)]

    def register(cls, func=None):
        if not isinstance(cls, type):
            if func is not None:
                raise TypeError(f"Invalid first argument to `register()`. {cls!r} is not a class or union type.")
            form = "Use either `@register(some_class)` or plain `@register` on an annotated function."
            raise TypeError(f"Invalid first argument to `register()`: {cls!r}. {form}")
        if func is None:
            return lambda function: register(cls, function)
        registry[cls] = func
        return func

    def wrapper(*args, **kw):
        if not args:
            raise TypeError(f"{name} requires at least 1 positional argument")
        return dispatch(args[0].__class__)(*args, **kw)

    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = registry
    return update_wrapper(wrapper, shown)


class singledispatchmethod:
    def __init__(self, func):
        if not callable(func) and not is_descriptor(func):
            raise TypeError(f"{func!r} is not callable or a descriptor")
        self.dispatcher = singledispatch(func)
        self.func = func
        if getattr(func, "__isabstractmethod__", False):
            self.__isabstractmethod__ = True

    def register(self, cls, method=None):
        return self.dispatcher.register(cls, method)

    def __get__(self, obj, cls=None):
        dispatcher = self.dispatcher

        def method(*args, **kwargs):
            found = dispatcher.dispatch(args[0].__class__)
            if is_kind(found):
                return bound_kind(found, obj, cls)(*args, **kwargs)
            return found(*args, **kwargs) if obj is None else found(obj, *args, **kwargs)

        method.__isabstractmethod__ = getattr(self, "__isabstractmethod__", False)
        method.register = self.register
        return update_wrapper(method, self.func.__func__ if is_kind(self.func) else self.func)


def is_kind(func):
    return type(func).__name__ in ("classmethod", "staticmethod")


def is_descriptor(func):
    return is_kind(func) or (func is not None and hasattr(func, "__get__"))


def bound_kind(method, obj, cls):
    """What a class method or a static method gives through an instance or through the class."""
    from sys import _bind

    return _bind(method, type(obj) if cls is None else cls, obj)


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        if not callable(func) and not is_descriptor(func):
            raise TypeError(f"{func!r} is not callable or a descriptor")
        if isinstance(func, partialmethod):
            func, args, keywords = func.func, func.args + args, {**func.keywords, **keywords}
        self.func, self.args, self.keywords = func, args, keywords

    def __get__(self, obj, cls=None):
        func, args, keywords = self.func, self.args, self.keywords
        if is_kind(func):
            return partial(bound_kind(func, obj, cls), *args, **keywords)

        def method(*more, **named):
            if obj is None:
                return func(*more[:1], *args, *more[1:], **{**keywords, **named})
            return func(obj, *args, *more, **{**keywords, **named})

        return method
