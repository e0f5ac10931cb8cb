"""`types`: the namespace of attributes, classes of built-in values, and what makes functions into methods, classes and coroutines."""


class SimpleNamespace:
    _type_name = "types.SimpleNamespace"

    def __init__(self, /, *args, **kwargs):
        if args:
            raise TypeError("no positional arguments expected")
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __repr__(self):
        name = type(self).__name__
        name = "namespace" if name == "SimpleNamespace" else name
        if any([one is self for one in shown_now]):
            return name + "(...)"
        shown_now.append(self)
        try:
            return f"{name}({', '.join([f'{key}={value!r}' for key, value in vars(self).items()])})"
        finally:
            shown_now.pop()

    def __eq__(self, other):
        return vars(self) == vars(other) if isinstance(other, SimpleNamespace) else NotImplemented


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
        if self._class is object:
            return isinstance(key, str) and key in OBJECT_NAMES.split()
        if self._class is not None and isinstance(key, str) and not key.startswith("_"):
            own = getattr(self._class, "1own")  # without what makes others leave the run
            if own is not None:
                return key in own
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

    def __lt__(self, other):
        return self._now() < other

    def __le__(self, other):
        return self._now() <= other

    def __gt__(self, other):
        return self._now() > other

    def __ge__(self, other):
        return self._now() >= other

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


class member_descriptor:
    """A slot in the dict of a class."""

    __module__ = "builtins"

    def __init__(self, name, owner):
        self.__name__ = name
        self.__objclass__ = owner

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.__name__)

    def __repr__(self):
        return f"<member {self.__name__!r} of {self.__objclass__.__name__!r} objects>"


class builtin_function_or_method:  # of what `object` defines: a value in its dict, whose call leaves the run
    __module__ = "builtins"
    before, after = "<built-in method '", "'>"

    def __init__(self, name):
        self.__name__ = name

    def __call__(self, *args, **kwargs):
        from sys import _leave

        _leave("dict of a class")

    def __repr__(self):
        return self.before + self.__name__ + self.after


class method_descriptor(builtin_function_or_method):
    __module__ = "builtins"
    before, after = "<method '", "' of 'object' objects>"

    def __get__(self, instance, owner=None):
        self()


class classmethod_descriptor(method_descriptor):
    __module__ = "builtins"


class wrapper_descriptor(method_descriptor):
    __module__ = "builtins"
    before = "<slot wrapper '"


def object_members():
    found = {"__new__": builtin_function_or_method("__new__")}
    for kind, names in (
        (wrapper_descriptor, "repr hash str getattribute setattr delattr lt le eq ne gt ge init"),
        (method_descriptor, "reduce_ex reduce getstate"),
        (classmethod_descriptor, "subclasshook init_subclass"),
        (method_descriptor, "format sizeof dir"),
    ):
        for name in names.split():
            found[f"__{name}__"] = kind(f"__{name}__")
    found["__class__"] = getset_descriptor("__class__", object)
    found["__doc__"] = (
        "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\n"
        "instance that has no instance attributes and cannot be given any.\n"
    )
    return found


class _abc_data:
    """What an abstract class keeps for itself."""

    __module__ = "_abc"


def class_members(cls):
    found = getattr(cls, "1members")
    for name in ("__dict__", "__weakref__"):
        if name in found:
            found[name] = getset_descriptor(name, cls)
    for name in found.pop("1slots", ()):
        found[name] = member_descriptor(name, cls)
    if cls.__module__ == "collections.abc":
        for name in ("_abc_test_", "_abc_needs_", "register"):
            found.pop(name, None)
    if "_abc_impl" in found and found["_abc_impl"] is None:
        found["_abc_impl"] = _abc_data()
    return found


def dict_of(v):
    if not isinstance(v, type):
        return v.__dict__
    made = mappingproxy(v.__mro__ and {})
    made._class = v
    return made


def vars_of(v):
    return dict_of(v) if isinstance(v, type) else vars(v)


def dict_of_any(v):
    """The same in a body that goes up to `object`."""
    return mappingproxy(object_members()) if v is object else dict_of(v)


def vars_of_any(v):
    return dict_of_any(v) if isinstance(v, type) else vars(v)


def mro_of(v):
    return list(v.__mro__)


def subclasses_of(v):
    return list(getattr(v, "1subclasses"))


OBJECT_NAMES = (
    "__class__ __delattr__ __dir__ __doc__ __eq__ __format__ __ge__ __getattribute__ __getstate__ __gt__ __hash__ __init__ "
    "__init_subclass__ __le__ __lt__ __ne__ __new__ __reduce__ __reduce_ex__ __repr__ __setattr__ __sizeof__ __str__ __subclasshook__"
)
MappingProxyType = mappingproxy


NoneType = type(None)
EllipsisType = type(...)
NotImplementedType = type(NotImplemented)
FunctionType = type(awaited)
LambdaType = type(awaited)
BuiltinFunctionType = type(len)
BuiltinMethodType = type(len)
MethodDescriptorType = type(str.upper)
WrapperDescriptorType = type(object.__hash__)
MethodWrapperType = type(object().__hash__)
GeneratorType = type(i for i in ())


class _WithMethod:
    def method(self):
        pass


MethodType = type(_WithMethod().method)


def bound_method(function, instance, /):
    """A call of `MethodType`."""
    from sys import _bound

    if not callable(function):
        raise TypeError("first argument must be callable")
    if instance is None:
        raise TypeError("self must not be None")
    return _bound(function, instance)


def descriptor_get(descriptor, instance, *owner):
    """A call of `descriptor.__get__`."""
    from sys import _bind

    kind = type(descriptor).__name__
    if kind not in ("function", "property", "classmethod", "staticmethod"):
        return descriptor.__get__(instance, *owner)
    cls = owner[0] if owner else None
    if instance is None:
        if cls is None:
            raise TypeError("__get__(None, None) is invalid")
        if kind in ("function", "property"):
            return descriptor
    return _bind(descriptor, type(instance) if cls is None else cls, instance)


def new_class(name, bases=(), kwds=None, exec_body=None):
    from sys import _leave

    if kwds:
        _leave("namespace of a class")
    resolved = resolve_bases(bases)
    members = {"__module__": "types"}
    if exec_body is not None:
        exec_body(members)
    if resolved is not bases:
        members["__orig_bases__"] = bases
    return type(name, resolved, members)


def resolve_bases(bases):
    new_bases = []
    changed = False
    for base in bases:
        if isinstance(base, type) or not hasattr(base, "__mro_entries__"):
            new_bases.append(base)
            continue
        entries = base.__mro_entries__(bases)
        if not isinstance(entries, tuple):
            raise TypeError("__mro_entries__ must return a tuple")
        new_bases.extend(entries)
        changed = True
    return tuple(new_bases) if changed else bases


def coroutine(func):
    """Coroutines are generators."""
    if not callable(func):
        raise TypeError("types.coroutine() expects a callable")
    return func


class DynamicClassAttribute:
    """A property of instances only: a class looks further, in its metaclass."""

    def __init__(self, fget=None, fset=None, fdel=None, doc=None):
        self.fget = fget
        self.fset = fset
        self.fdel = fdel
        self.__doc__ = doc or getattr(fget, "__doc__", None)
        self.overwrite_doc = doc is None
        self.__isabstractmethod__ = bool(getattr(fget, "__isabstractmethod__", False))

    def __get__(self, instance, ownerclass=None):
        if instance is None:
            if self.__isabstractmethod__:
                return self
            raise AttributeError()
        if self.fget is None:
            raise AttributeError("unreadable attribute")
        return self.fget(instance)

    def __set__(self, instance, value):
        if self.fset is None:
            raise AttributeError("can't set attribute")
        self.fset(instance, value)

    def __delete__(self, instance):
        if self.fdel is None:
            raise AttributeError("can't delete attribute")
        self.fdel(instance)

    def getter(self, fget):
        doc = fget.__doc__ if self.overwrite_doc else None
        result = type(self)(fget, self.fset, self.fdel, doc or self.__doc__)
        result.overwrite_doc = self.overwrite_doc
        return result

    def setter(self, fset):
        result = type(self)(self.fget, fset, self.fdel, self.__doc__)
        result.overwrite_doc = self.overwrite_doc
        return result

    def deleter(self, fdel):
        result = type(self)(self.fget, self.fset, fdel, self.__doc__)
        result.overwrite_doc = self.overwrite_doc
        return result


class AnyUnion:
    """`int | str`, `Union[int, str]`: compared and hashed without order."""

    def __init__(self, args):
        self.__args__ = args

    def __or__(self, other):
        return union_of(self, other) if other is None or isinstance(other, (type, AnyUnion)) else NotImplemented

    def __ror__(self, other):
        return union_of(other, self) if other is None or isinstance(other, (type, AnyUnion)) else NotImplemented

    def __eq__(self, other):
        return set(self.__args__) == set(other.__args__) if isinstance(other, AnyUnion) else NotImplemented

    def __hash__(self):
        return hash(frozenset(self.__args__))

    def __repr__(self):
        return " | ".join(["None" if cls is NoneType else name_of_class(cls) for cls in self.__args__])


class UnionType(AnyUnion):
    _type_name = "types.UnionType"


class TypingUnion(AnyUnion):
    """`Union[int, str]`."""

    _type_name = "_UnionGenericAlias"
    __origin__ = "typing.Union"

    def __repr__(self):
        names = [name_of_class(cls) for cls in self.__args__]
        if len(names) == 2 and NoneType in self.__args__:
            return f"typing.Optional[{names[self.__args__[0] is NoneType]}]"
        return f"typing.Union[{', '.join(names)}]"


def name_of_class(cls):
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"


def flat(args):
    found = []
    for cls in args:
        for one in cls.__args__ if isinstance(cls, AnyUnion) else (NoneType if cls is None else cls,):
            if one not in found:
                found.append(one)
    return tuple(found)


def union_of(*args):
    found = flat(args)
    return found[0] if len(found) == 1 else UnionType(found)


def typing_union(*args):
    found = flat(args)
    return found[0] if len(found) == 1 else TypingUnion(found)


def is_member(kind):
    return kind is None or isinstance(kind, (type, AnyUnion))


def union_either(left, right):
    """`left | right` where one of them is None or the name of a built-in class."""
    if is_member(left) and is_member(right) and not (left is None and right is None):
        return union_of(left, right)
    if isinstance(left, (int, float, list, tuple, dict)) or isinstance(right, (int, float, list, tuple, dict)):
        raise TypeError(f"unsupported operand type(s) for |: {type(left).__name__!r} and {type(right).__name__!r}")
    return left | right


def union_members(kinds):
    """The classes of a union, also in a tuple; another value as it is."""
    if isinstance(kinds, UnionType):
        return kinds.__args__
    return tuple([union_members(kind) for kind in kinds]) if type(kinds) is tuple else kinds


def module_missing(module, name):
    raise AttributeError(f"module {module!r} has no attribute {name!r}", name=name)


shown_now = []
