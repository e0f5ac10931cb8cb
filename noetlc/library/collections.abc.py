"""`collections.abc`: what `isinstance` asks for each of these classes, and the classes themselves where a body uses one as a value."""

from abc import ABC


def matches(value, classes, tests):
    return isinstance(value, classes) or any(test(value) for test in tests)


def kind_of(value):
    return getattr(type(value), "_abc_", None)


def is_Mapping(value):
    return isinstance(value, dict) or kind_of(value) == "mapping" or kind_of(value) == "proxy"


def is_MutableMapping(value):
    return isinstance(value, dict) or kind_of(value) == "mapping"


def is_Sequence(value):
    return isinstance(value, (list, tuple, str, bytes, range)) or type(value).__name__ == "deque"


def is_MutableSequence(value):
    return isinstance(value, list) or type(value).__name__ == "deque"


def is_Set(value):
    return isinstance(value, (set, frozenset)) or type(value).__name__ in ("dict_keys", "dict_items")


def is_MutableSet(value):
    return isinstance(value, set)


def is_Callable(value):
    return callable(value)


def is_Iterable(value):
    if isinstance(value, type):
        return False
    if hasattr(value, "__dict__"):
        from sys import _defines

        return _defines(type(value), "__iter__")
    try:
        iter(value)
    except TypeError:
        return False
    return True


def defines(value, *names):
    """Whether the class of an instance of a body's class has methods of all these names; None for other values."""
    if isinstance(value, type) or not hasattr(value, "__dict__"):
        return None
    from sys import _defines

    return all(_defines(type(value), name) for name in names)


def sized(value):
    kinds = (str, bytes, bytearray, list, tuple, dict, set, frozenset, range)
    return isinstance(value, kinds) or type(value).__name__ in ("deque", "dict_keys", "dict_values", "dict_items")


def is_Iterator(value):
    found = defines(value, "__iter__", "__next__")
    if found is not None or isinstance(value, type):
        return found is True
    try:
        return iter(value) is value
    except TypeError:
        return False


def is_Generator(value):
    return type(value).__name__ == "generator"


def is_Hashable(value):
    if isinstance(value, tuple):
        return True
    try:
        hash(value)
    except TypeError:
        return False
    return True


def is_Sized(value):
    return sized(value) or defines(value, "__len__") is True


def is_Container(value):
    return sized(value) or defines(value, "__contains__") is True


def is_Collection(value):
    return sized(value) or defines(value, "__len__", "__iter__", "__contains__") is True


def is_Reversible(value):
    unordered = isinstance(value, (set, frozenset))
    return (sized(value) and not unordered) or defines(value, "__iter__", "__reversed__") is True


def isinstance_by(value, classes):
    """`isinstance` in a body where these classes, or others that are registered with, are values."""
    if isinstance(classes, tuple):
        return any([isinstance_by(value, cls) for cls in classes])
    if isinstance(value, classes) or is_registered(type(value), classes):
        return True
    return is_abstract(classes) and classes._abc_test_(value)


def issubclass_by(cls, classes):
    if isinstance(classes, tuple):
        return any([issubclass_by(cls, other) for other in classes])
    if issubclass(cls, classes) or is_registered(cls, classes):
        return True
    if not is_abstract(classes):
        return False
    from sys import _defines

    needed = classes._abc_needs_
    return (needed != () and all([_defines(cls, name) for name in needed])) or issubclass(cls, kinds(classes.__name__))


def is_abstract(cls):
    return getattr(cls, "_abc_test_", None) is not None and cls.__module__ == "collections.abc"


registered = []


def registering(cls, subclass):
    registered.append((cls, subclass))
    return subclass


def is_registered(cls, base):
    return any([issubclass(cls, other) and issubclass(own, base) for own, other in registered])


def kinds(name):
    """The built-in classes that are subclasses of one of these."""
    if name in ("Mapping", "MutableMapping"):
        return (dict,)
    if name in ("Set", "MutableSet"):
        return (set, frozenset) if name == "Set" else (set,)
    if name == "MutableSequence":
        return (list, bytearray)
    if name == "Sequence":
        return (list, tuple, str, bytes, bytearray, range)
    if name == "Reversible":
        return (list, tuple, str, bytes, bytearray, range, dict)
    if name == "Hashable":
        return (int, float, str, bytes, tuple, frozenset, range, type(None), type, BaseException)
    if name in ("Sized", "Iterable", "Container", "Collection"):
        return (list, tuple, str, bytes, bytearray, range, dict, set, frozenset)
    return ()


def abstractmethod(function):
    function.__isabstractmethod__ = True
    return function


class Hashable(ABC):
    _abc_test_ = staticmethod(is_Hashable)
    _abc_needs_ = ("__hash__",)
    register = classmethod(registering)

    @abstractmethod
    def __hash__(self):
        return 0


class Callable(ABC):
    _abc_test_ = staticmethod(is_Callable)
    _abc_needs_ = ("__call__",)
    register = classmethod(registering)

    @abstractmethod
    def __call__(self, *args, **kwds):
        return False


class Iterable(ABC):
    _abc_test_ = staticmethod(is_Iterable)
    _abc_needs_ = ("__iter__",)
    register = classmethod(registering)

    @abstractmethod
    def __iter__(self):
        while False:
            yield None


class Iterator(Iterable):
    _abc_test_ = staticmethod(is_Iterator)
    _abc_needs_ = ("__iter__", "__next__")

    @abstractmethod
    def __next__(self):
        raise StopIteration

    def __iter__(self):
        return self


class Generator(Iterator):
    _abc_test_ = staticmethod(is_Generator)
    _abc_needs_ = ("__iter__", "__next__", "send", "throw", "close")

    def __next__(self):
        return self.send(None)

    @abstractmethod
    def send(self, value):
        raise StopIteration

    @abstractmethod
    def throw(self, typ, val=None, tb=None):
        raise typ if val is None else val

    def close(self):
        try:
            self.throw(GeneratorExit)
        except (GeneratorExit, StopIteration):
            pass
        else:
            raise RuntimeError("generator ignored GeneratorExit")


class Reversible(Iterable):
    _abc_test_ = staticmethod(is_Reversible)
    _abc_needs_ = ("__iter__", "__reversed__")

    @abstractmethod
    def __reversed__(self):
        while False:
            yield None


class Sized(ABC):
    _abc_test_ = staticmethod(is_Sized)
    _abc_needs_ = ("__len__",)
    register = classmethod(registering)

    @abstractmethod
    def __len__(self):
        return 0


class Container(ABC):
    _abc_test_ = staticmethod(is_Container)
    _abc_needs_ = ("__contains__",)
    register = classmethod(registering)

    @abstractmethod
    def __contains__(self, x):
        return False


class Collection(Sized, Iterable, Container):
    _abc_test_ = staticmethod(is_Collection)
    _abc_needs_ = ("__len__", "__iter__", "__contains__")


class Sequence(Reversible, Collection):
    _abc_test_ = staticmethod(is_Sequence)
    _abc_needs_ = ()

    @abstractmethod
    def __getitem__(self, index):
        raise IndexError

    def __iter__(self):
        i = 0
        try:
            while True:
                v = self[i]
                yield v
                i += 1
        except IndexError:
            return

    def __contains__(self, value):
        for v in self:
            if v is value or v == value:
                return True
        return False

    def __reversed__(self):
        for i in reversed(range(len(self))):
            yield self[i]

    def index(self, value, start=0, stop=None):
        if start is not None and start < 0:
            start = max(len(self) + start, 0)
        if stop is not None and stop < 0:
            stop += len(self)
        i = start
        while stop is None or i < stop:
            try:
                v = self[i]
            except IndexError:
                break
            if v is value or v == value:
                return i
            i += 1
        raise ValueError

    def count(self, value):
        return sum([1 for v in self if v is value or v == value])


class MutableSequence(Sequence):
    _abc_test_ = staticmethod(is_MutableSequence)

    @abstractmethod
    def __setitem__(self, index, value):
        raise IndexError

    @abstractmethod
    def __delitem__(self, index):
        raise IndexError

    @abstractmethod
    def insert(self, index, value):
        raise IndexError

    def append(self, value):
        self.insert(len(self), value)

    def clear(self):
        try:
            while True:
                self.pop()
        except IndexError:
            pass

    def reverse(self):
        n = len(self)
        for i in range(n // 2):
            self[i], self[n - i - 1] = self[n - i - 1], self[i]

    def extend(self, values):
        if values is self:
            values = list(values)
        for v in values:
            self.append(v)

    def pop(self, index=-1):
        v = self[index]
        del self[index]
        return v

    def remove(self, value):
        del self[self.index(value)]

    def __iadd__(self, values):
        self.extend(values)
        return self


class Set(Collection):
    _abc_test_ = staticmethod(is_Set)
    _abc_needs_ = ()

    def __le__(self, other):
        if not isinstance_by(other, Set):
            return NotImplemented
        return len(self) <= len(other) and all([elem in other for elem in self])

    def __lt__(self, other):
        return len(self) < len(other) and self.__le__(other) if isinstance_by(other, Set) else NotImplemented

    def __gt__(self, other):
        return len(self) > len(other) and self.__ge__(other) if isinstance_by(other, Set) else NotImplemented

    def __ge__(self, other):
        if not isinstance_by(other, Set):
            return NotImplemented
        return len(self) >= len(other) and all([elem in self for elem in other])

    def __eq__(self, other):
        return len(self) == len(other) and self.__le__(other) if isinstance_by(other, Set) else NotImplemented

    @classmethod
    def _from_iterable(cls, it):
        return cls(it)

    def __and__(self, other):
        if not isinstance_by(other, Iterable):
            return NotImplemented
        return self._from_iterable([value for value in other if value in self])

    def __rand__(self, other):
        return self.__and__(other)

    def isdisjoint(self, other):
        return not any([value in self for value in other])

    def __or__(self, other):
        if not isinstance_by(other, Iterable):
            return NotImplemented
        return self._from_iterable([e for s in (self, other) for e in s])

    def __ror__(self, other):
        return self.__or__(other)

    def __sub__(self, other):
        if not isinstance_by(other, Set):
            if not isinstance_by(other, Iterable):
                return NotImplemented
            other = self._from_iterable(other)
        return self._from_iterable([value for value in self if value not in other])

    def __rsub__(self, other):
        if not isinstance_by(other, Set):
            if not isinstance_by(other, Iterable):
                return NotImplemented
            other = self._from_iterable(other)
        return self._from_iterable([value for value in other if value not in self])

    def __xor__(self, other):
        if not isinstance_by(other, Set):
            if not isinstance_by(other, Iterable):
                return NotImplemented
            other = self._from_iterable(other)
        return (self - other) | (other - self)

    def __rxor__(self, other):
        return self.__xor__(other)


class MutableSet(Set):
    _abc_test_ = staticmethod(is_MutableSet)

    @abstractmethod
    def add(self, value):
        raise NotImplementedError

    @abstractmethod
    def discard(self, value):
        raise NotImplementedError

    def remove(self, value):
        if value not in self:
            raise KeyError(value)
        self.discard(value)

    def pop(self):
        it = iter(self)
        try:
            value = next(it)
        except StopIteration:
            raise KeyError from None
        self.discard(value)
        return value

    def clear(self):
        try:
            while True:
                self.pop()
        except KeyError:
            pass

    def __ior__(self, it):
        for value in it:
            self.add(value)
        return self

    def __iand__(self, it):
        for value in self - it:
            self.discard(value)
        return self

    def __ixor__(self, it):
        if it is self:
            self.clear()
        else:
            if not isinstance_by(it, Set):
                it = self._from_iterable(it)
            for value in it:
                if value in self:
                    self.discard(value)
                else:
                    self.add(value)
        return self

    def __isub__(self, it):
        if it is self:
            self.clear()
        else:
            for value in it:
                self.discard(value)
        return self


class MappingView(Sized):
    _abc_needs_ = ()

    def __init__(self, mapping):
        self._mapping = mapping

    def __len__(self):
        return len(self._mapping)

    def __repr__(self):
        return f"{self.__class__.__name__}({self._mapping!r})"


class KeysView(MappingView, Set):
    _abc_test_ = None

    @classmethod
    def _from_iterable(cls, it):
        return set(it)

    def __contains__(self, key):
        return key in self._mapping

    def __iter__(self):
        yield from self._mapping


class ItemsView(MappingView, Set):
    _abc_test_ = None

    @classmethod
    def _from_iterable(cls, it):
        return set(it)

    def __contains__(self, item):
        key, value = item
        try:
            v = self._mapping[key]
        except KeyError:
            return False
        return v is value or v == value

    def __iter__(self):
        for key in self._mapping:
            yield (key, self._mapping[key])


class ValuesView(MappingView, Collection):
    _abc_test_ = None

    def __contains__(self, value):
        for key in self._mapping:
            v = self._mapping[key]
            if v is value or v == value:
                return True
        return False

    def __iter__(self):
        for key in self._mapping:
            yield self._mapping[key]


class Mapping(Collection):
    _abc_test_ = staticmethod(is_Mapping)
    _abc_needs_ = ()

    @abstractmethod
    def __getitem__(self, key):
        raise KeyError

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True

    def keys(self):
        return KeysView(self)

    def items(self):
        return ItemsView(self)

    def values(self):
        return ValuesView(self)

    def __eq__(self, other):
        if not isinstance_by(other, Mapping):
            return NotImplemented
        return dict(self.items()) == dict(other.items())

    __reversed__ = None


class MutableMapping(Mapping):
    _abc_test_ = staticmethod(is_MutableMapping)

    @abstractmethod
    def __setitem__(self, key, value):
        raise KeyError

    @abstractmethod
    def __delitem__(self, key):
        raise KeyError

    def pop(self, key, default=..., /):
        try:
            value = self[key]
        except KeyError:
            if default is ...:
                raise
            return default
        del self[key]
        return value

    def popitem(self):
        try:
            key = next(iter(self))
        except StopIteration:
            raise KeyError from None
        value = self[key]
        del self[key]
        return key, value

    def clear(self):
        try:
            while True:
                self.popitem()
        except KeyError:
            pass

    def update(self, other=(), /, **kwds):
        if isinstance_by(other, Mapping):
            for key in other:
                self[key] = other[key]
        elif hasattr(other, "keys"):
            for key in other.keys():
                self[key] = other[key]
        else:
            for key, value in other:
                self[key] = value
        for key, value in kwds.items():
            self[key] = value

    def setdefault(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            self[key] = default
        return default
