"""`collections`: the mappings that CPython has in Python."""


class View:
    def __init__(self, mapping):
        self.mapping = mapping

    def __repr__(self):
        return f"{type(self).__name__}({self.mapping!r})"

    def __len__(self):
        return len(self.mapping)

    def __contains__(self, item):
        return any(item is own or item == own for own in self)


class SetView(View):
    def __and__(self, other):
        return {item for item in other if item in self}

    __rand__ = __and__

    def __or__(self, other):
        return {*self, *other}

    __ror__ = __or__

    def __sub__(self, other):
        others = set(other)
        return {item for item in self if item not in others}

    def __rsub__(self, other):
        return {item for item in other if item not in self}

    def __xor__(self, other):
        return {*self} ^ {*other}

    __rxor__ = __xor__

    def __eq__(self, other):
        return set(self) == set(other)

    def __le__(self, other):
        return {*self} <= {*other}

    def __lt__(self, other):
        return {*self} < {*other}

    def __ge__(self, other):
        return {*self} >= {*other}

    def __gt__(self, other):
        return {*self} > {*other}

    def isdisjoint(self, other):
        return not any([item in self for item in other])


class KeysView(SetView):
    def __iter__(self):
        yield from self.mapping

    def __contains__(self, item):
        return item in self.mapping


class ValuesView(View):
    def __iter__(self):
        for key in self.mapping:
            yield self.mapping[key]


class ItemsView(SetView):
    def __iter__(self):
        for key in self.mapping:
            yield key, self.mapping[key]


class Mapping:
    _abc_ = "mapping"

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

    def values(self):
        return ValuesView(self)

    def items(self):
        return ItemsView(self)

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
        for key in self:
            value = self[key]
            del self[key]
            return key, value
        raise KeyError

    def clear(self):
        for key in list(self):
            del self[key]

    def update(self, other=(), /, **named):
        if hasattr(other, "keys"):
            for key in other.keys():
                self[key] = other[key]
        else:
            for key, value in other:
                self[key] = value
        for key, value in named.items():
            self[key] = value

    def setdefault(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            self[key] = default
        return default


class ChainMap(Mapping):
    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def __missing__(self, key):
        raise KeyError(key)

    def __getitem__(self, key):
        for mapping in self.maps:
            try:
                return mapping[key]
            except KeyError:
                pass
        return self.__missing__(key)

    def get(self, key, default=None):
        return self[key] if key in self else default

    def __contains__(self, key):
        return any(key in mapping for mapping in self.maps)

    def joined(self):
        found = {}
        for mapping in reversed(self.maps):
            found.update(dict.fromkeys(mapping))
        return found

    def __len__(self):
        return len(self.joined())

    def __iter__(self):
        return iter(self.joined())

    def __bool__(self):
        return any(self.maps)

    def __eq__(self, other):
        return dict(self.items()) == (dict(other.items()) if isinstance(other, ChainMap) else other)

    def __repr__(self):
        return f"{type(self).__name__}({', '.join([repr(mapping) for mapping in self.maps])})"

    @classmethod
    def fromkeys(cls, iterable, *args):
        return cls(dict.fromkeys(iterable, *args))

    def copy(self):
        return type(self)(self.maps[0].copy(), *self.maps[1:])

    def new_child(self, m=None, **kwargs):
        if m is None:
            m = kwargs
        elif kwargs:
            m.update(kwargs)
        return type(self)(m, *self.maps)

    @property
    def parents(self):
        return type(self)(*self.maps[1:])

    def __setitem__(self, key, value):
        self.maps[0][key] = value

    def __delitem__(self, key):
        try:
            del self.maps[0][key]
        except KeyError:
            raise KeyError(f"Key not found in the first mapping: {key!r}") from None

    def popitem(self):
        try:
            return self.maps[0].popitem()
        except KeyError:
            raise KeyError("No keys found in the first mapping.") from None

    def pop(self, key, *args):
        try:
            return self.maps[0].pop(key, *args)
        except KeyError:
            raise KeyError(f"Key not found in the first mapping: {key!r}") from None

    def clear(self):
        self.maps[0].clear()

    def __ior__(self, other):
        self.maps[0].update(other)
        return self

    def __or__(self, other):
        if not isinstance(other, (dict, Mapping)):
            return NotImplemented
        made = self.copy()
        made.maps[0].update(other)
        return made

    def __ror__(self, other):
        if not isinstance(other, (dict, Mapping)):
            return NotImplemented
        made = dict(other)
        for child in reversed(self.maps):
            made.update(child)
        return type(self)(made)


class UserDict(Mapping):
    def __init__(self, mapping=None, /, **kwargs):
        self.data = {}
        if mapping is not None:
            self.update(mapping)
        if kwargs:
            self.update(kwargs)

    def __len__(self):
        return len(self.data)

    def __getitem__(self, key):
        if key in self.data:
            return self.data[key]
        if hasattr(self, "__missing__"):
            return self.__missing__(key)
        raise KeyError(key)

    def __setitem__(self, key, item):
        self.data[key] = item

    def __delitem__(self, key):
        del self.data[key]

    def __iter__(self):
        return iter(self.data)

    def __contains__(self, key):
        return key in self.data

    def __repr__(self):
        return repr(self.data)

    def __eq__(self, other):
        return self.data == (other.data if isinstance(other, UserDict) else other)

    @classmethod
    def fromkeys(cls, iterable, value=None):
        made = cls()
        for key in iterable:
            made[key] = value
        return made

    def copy(self):
        return type(self)(self.data.copy())

    def __copy__(self):
        made = type(self).__new__(type(self))
        for name, value in vars(self).items():
            setattr(made, name, value)
        made.data = self.data.copy()
        return made

    def __or__(self, other):
        if isinstance(other, UserDict):
            return type(self)(self.data | other.data)
        return type(self)(self.data | other) if isinstance(other, dict) else NotImplemented

    def __ror__(self, other):
        return type(self)(other | self.data) if isinstance(other, dict) else NotImplemented

    def __ior__(self, other):
        self.data |= other.data if isinstance(other, UserDict) else other
        return self
