"""`types`: the namespace of attributes."""


class SimpleNamespace:
    def __init__(self, **kwargs):
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __repr__(self):
        shown = ", ".join([f"{name}={value!r}" for name, value in vars(self).items()])
        name = type(self).__name__
        return f"{'namespace' if name == 'SimpleNamespace' else name}({shown})"

    def __eq__(self, other):
        return vars(self) == vars(other) if isinstance(other, SimpleNamespace) else NotImplemented


class _Module:
    """A module as a value: what stands where an imported name is bound to something else, too."""

    def __init__(self, name):
        self.__name__ = name

    def __repr__(self):
        return f"<module {self.__name__!r}>"


class mappingproxy:
    """A mapping that can only be read: of a dict, or of what a class defines now (`_class`)."""

    __module__ = "builtins"

    def __init__(self, mapping):
        if not hasattr(mapping, "__getitem__") or isinstance(mapping, (list, tuple, str)):
            raise TypeError(f"mappingproxy() argument must be a mapping, not {type(mapping).__name__}")
        self._mapping = mapping
        self._class = None

    def _now(self):
        return self._mapping if self._class is None else class_members(self._class)

    def __getitem__(self, key):
        return self._now()[key]

    def __contains__(self, key):
        return key in self._now()

    def __iter__(self):
        return iter(self._now())

    def __reversed__(self):
        return reversed(self._now())

    def __len__(self):
        return len(self._now())

    def __eq__(self, other):
        return self._now() == (other._now() if isinstance(other, mappingproxy) else other)

    __hash__ = None

    def __or__(self, other):
        return self._now() | (other._now() if isinstance(other, mappingproxy) else other)

    def __ror__(self, other):
        return other | self._now()

    def __ior__(self, other):
        raise TypeError(f"'|=' is not supported by {type(self).__name__}; use '|' instead")

    def __repr__(self):
        return f"mappingproxy({self._now()!r})"

    def __str__(self):
        return str(self._now())

    def get(self, key, default=None):
        return self._now().get(key, default)

    def keys(self):
        return self._now().keys()

    def values(self):
        return self._now().values()

    def items(self):
        return self._now().items()

    def copy(self):
        return self._now().copy()


class getset_descriptor:
    """`__dict__` and `__weakref__` in the dict of a class."""

    __module__ = "builtins"

    def __init__(self, name, owner):
        self.__name__ = name
        self.__objclass__ = owner

    def __repr__(self):
        return f"<attribute {self.__name__!r} of {self.__objclass__.__name__!r} objects>"


def class_members(cls):
    found = getattr(cls, "1members")
    for name in ("__dict__", "__weakref__"):
        if name in found:
            found[name] = getset_descriptor(name, cls)
    return found


def dict_of(v):
    if not isinstance(v, type):
        return v.__dict__
    made = mappingproxy(v.__mro__ and {})
    made._class = v
    return made


def mro_of(v):
    return list(v.__mro__)


def subclasses_of(v):
    return list(getattr(v, "1subclasses"))


def dir_of(v):
    names = getattr(type(v), "1dir")
    if names is not None:
        return sorted(names(v))
    found = set()
    if not isinstance(v, type):
        found.update(v.__dict__)
        v = type(v)
    for cls in v.__mro__:
        found.update(OBJECT_NAMES.split() if cls is object else getattr(cls, "1members"))
    return sorted(found)


OBJECT_NAMES = (
    "__class__ __delattr__ __dir__ __doc__ __eq__ __format__ __ge__ __getattribute__ __getstate__ __gt__ __hash__ __init__ "
    "__init_subclass__ __le__ __lt__ __ne__ __new__ __reduce__ __reduce_ex__ __repr__ __setattr__ __sizeof__ __str__ __subclasshook__"
)
MappingProxyType = mappingproxy


def awaited(value):
    """What `yield from` takes where a coroutine awaits a value; coroutines are generators."""
    if type(value).__name__ in ("generator", "coroutine"):
        return value
    method = getattr(value, "__await__", None)
    if method is None:
        raise TypeError(f"object {type(value).__name__} can't be used in 'await' expression")
    steps = method()
    if not hasattr(steps, "__next__"):
        raise TypeError(f"__await__() returned non-iterator of type '{type(steps).__name__}'")
    return steps
