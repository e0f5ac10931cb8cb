"""`weakref`: what is asked of an object that is at hand is answered; whether one still lives only the interpreter knows."""


def ask():
    from sys import _leave

    _leave("life of an object")


def check(obj):
    """Raises for what has no weak references, leaves what may have none."""
    if obj is None or type(obj) in (int, float, bool, str, bytes, list, tuple, dict, range, slice, bytearray):
        raise TypeError(f"cannot create weak reference to '{type(obj).__name__}' object")
    if type(obj) not in (set, frozenset) and not callable(obj) and (hasattr(obj, "__slots__") or not hasattr(obj, "__dict__")):
        ask()


class ReferenceType:
    __module__ = "weakref"

    def __init__(self, obj, callback=None, /):
        check(obj)
        if callback is not None:
            ask()
        self._obj = obj
        self.__callback__ = None

    def __call__(self):
        ask()

    def __eq__(self, other):
        ask()

    def __hash__(self):
        return hash(self._obj)

    def __repr__(self):
        ask()


ref = ReferenceType


class WeakMethod(ReferenceType):
    def __init__(self, meth, callback=None):
        if not hasattr(meth, "__self__") or not hasattr(meth, "__func__"):
            raise TypeError(f"argument should be a bound method, not {type(meth)}")
        super().__init__(meth.__self__, callback)


def proxy(obj, callback=None, /):
    check(obj)
    ask()


def finalize(obj, func, /, *args, **kwargs):
    check(obj)
    ask()


def own_equality(key):
    """Leaves keys that may be equal to others: one that is stored may be gone."""
    check(key)
    if type(key).__eq__ is not object.__eq__:
        ask()


class WeakKeyDictionary:
    """What is asked by a key is known: who asks has it."""

    def __init__(self, dict=None):
        self._values = {}
        if dict is not None:
            self.update(dict)

    def update(self, dict=None, /, **kwargs):
        if kwargs:
            raise TypeError("cannot create weak reference to 'str' object")
        for key, value in (dict.items() if hasattr(dict, "items") else dict or ()):
            self[key] = value

    def __setitem__(self, key, value):
        own_equality(key)
        self._values[id(key)] = (key, value)

    def __getitem__(self, key):
        own_equality(key)
        if id(key) not in self._values:
            ask()  # the text of the exception is that of a reference
        return self._values[id(key)][1]

    def __delitem__(self, key):
        own_equality(key)
        if id(key) not in self._values:
            ask()
        del self._values[id(key)]

    def __contains__(self, key):
        try:
            own_equality(key)
        except TypeError:
            return False
        return id(key) in self._values

    def get(self, key, default=None):
        own_equality(key)
        return self._values[id(key)][1] if id(key) in self._values else default

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]

    def pop(self, key, *args):
        if key in self:
            value = self[key]
            del self[key]
            return value
        if not args:
            ask()
        return args[0]

    def clear(self):
        self._values.clear()

    def __len__(self):
        if self._values:
            ask()
        return 0

    def __iter__(self):
        if self._values:
            ask()
        return iter(())

    def keys(self):
        return iter(self)

    def values(self):
        return iter(self)

    def items(self):
        return iter(self)

    def __eq__(self, other):
        ask()

    __hash__ = None

    def __repr__(self):
        ask()

    def copy(self, *others):
        ask()

    popitem = keyrefs = itervaluerefs = valuerefs = __copy__ = __deepcopy__ = __or__ = __ror__ = copy

    def __ior__(self, other):
        self.update(other)
        return self


class WeakValueDictionary(WeakKeyDictionary):
    """Only what was never put in is known to be not there."""

    def __init__(self, other=(), /, **kwargs):
        self._values = {}
        self.update(other, **kwargs)

    def __setitem__(self, key, value):
        check(value)
        self._values[key] = value

    def __getitem__(self, key):
        if key in self._values:
            ask()
        raise KeyError(key)

    def __delitem__(self, key):
        if key in self._values:
            ask()
        raise KeyError(key)

    def __contains__(self, key):
        if key in self._values:
            ask()
        return False

    def get(self, key, default=None):
        if key in self._values:
            ask()
        return default

    def setdefault(self, key, default=None):
        if key in self._values:
            ask()
        self[key] = default
        return default

    def pop(self, key, *args):
        if key in self._values:
            ask()
        if not args:
            raise KeyError(key)
        return args[0]

    def update(self, other=None, /, **kwargs):
        for key, value in [*(other.items() if hasattr(other, "items") else other or ()), *kwargs.items()]:
            self[key] = value


class WeakSet:
    __module__ = "_weakrefset"

    def __init__(self, data=None):
        self._items = WeakKeyDictionary()
        for item in data or ():
            self.add(item)

    def add(self, item):
        self._items[item] = None

    def __contains__(self, item):
        return item in self._items

    def discard(self, item):
        self._items.pop(item, None)

    def remove(self, item):
        del self._items[item]

    def update(self, other):
        for item in other:
            self.add(item)

    def clear(self):
        self._items.clear()

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __eq__(self, other):
        ask()

    __hash__ = None

    def __repr__(self):
        ask()

    def copy(self, *others):
        ask()

    pop = union = intersection = difference = symmetric_difference = copy
    issubset = issuperset = isdisjoint = intersection_update = difference_update = symmetric_difference_update = copy
    __le__ = __lt__ = __ge__ = __gt__ = __or__ = __and__ = __sub__ = __xor__ = __iand__ = __isub__ = __ixor__ = copy

    def __ior__(self, other):
        self.update(other)
        return self
