"""`collections.abc`: the classes of values as a body uses them, but for those of mappings. Bases stand before what derives from them."""

from abc import ABCMeta


def abstractmethod(function):
    function.__isabstractmethod__ = True
    return function


class Hashable(metaclass=ABCMeta):
    _abc_test_ = staticmethod(is_Hashable)
    _abc_needs_ = ("__hash__",)
    register = classmethod(registering)

    @abstractmethod
    def __hash__(self):
        return 0


class Callable(metaclass=ABCMeta):
    _abc_test_ = staticmethod(is_Callable)
    _abc_needs_ = ("__call__",)
    register = classmethod(registering)

    @abstractmethod
    def __call__(self, *args, **kwds):
        return False


class Iterable(metaclass=ABCMeta):
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


class Sized(metaclass=ABCMeta):
    _abc_test_ = staticmethod(is_Sized)
    _abc_needs_ = ("__len__",)
    register = classmethod(registering)

    @abstractmethod
    def __len__(self):
        return 0


class Container(metaclass=ABCMeta):
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
