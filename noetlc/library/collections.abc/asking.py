"""`collections.abc`: what `isinstance` asks for each class, and what it knows of classes that were registered."""

from types import builtin_arguments


def matches(value, classes, tests):
    return isinstance(value, classes) or any(test(value) for test in tests)


def kind_of(value):
    return getattr(type(value), "_abc_", None)


def is_Mapping(value):
    return isinstance(value, dict) or kind_of(value) == "mapping" or kind_of(value) == "proxy"


def is_MutableMapping(value):
    return isinstance(value, dict) or kind_of(value) == "mapping"


def is_Sequence(value):
    if isinstance(value, (list, tuple, str, bytes, bytearray, range)) or is_deque(type(value)):
        return True
    return type(value).__name__ == "memoryview" or kind_of(value) in ("list", "text")


def is_MutableSequence(value):
    return isinstance(value, (list, bytearray)) or is_deque(type(value)) or kind_of(value) == "list"


def is_deque(cls):
    from sys import _native_name

    return _native_name(cls) == "deque"


def is_Set(value):
    return isinstance(value, (set, frozenset)) or type(value).__name__ in ("dict_keys", "dict_items")


def is_MutableSet(value):
    return isinstance(value, set)


def is_Callable(value):
    return callable(value)


def is_Iterable(value):
    if isinstance(value, SIZED):
        return True
    found = defines(value, "__iter__")
    if found is not None:
        return found or is_deque(type(value))
    try:
        iter(value)
    except TypeError:
        return False
    return True


SIZED = (list, tuple, str, bytes, bytearray, range, dict, set, frozenset)


def defines(value, *names):
    """Whether the class of a class, or of an instance of a body's class, has methods of all these names; None for other values."""
    cls = type(value)
    if isinstance(value, type):
        if cls is type:
            return False
        if cls.__name__ == "EnumType":
            return "__next__" not in names
    elif not hasattr(value, "__dict__"):
        return None
    from sys import _defines

    return all([_defines(cls, name) for name in names])


def sized(value):
    return isinstance(value, SIZED) or type(value).__name__ in ("dict_keys", "dict_values", "dict_items") or is_deque(type(value))


def is_Iterator(value):
    found = defines(value, "__iter__", "__next__")
    if found is not None:
        return found
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


REAL = ("int", "bool", "float", "Decimal", "Fraction")


def supports(value, method, kinds):
    """Whether a value has a special method, as `typing.SupportsInt` and its kind ask; `kinds` are the built-in ones that have it."""
    from sys import _defines

    cls = value if isinstance(value, type) else type(value)
    for kind in (int, float, bytes):
        if kind.__name__ in kinds and issubclass(cls, kind):
            return True
    return cls.__name__ in kinds or _defines(cls, method)


def is_1SupportsInt(value):
    return supports(value, "__int__", (*REAL, "UUID"))


def is_1SupportsFloat(value):
    return supports(value, "__float__", REAL)


def is_1SupportsAbs(value):
    return supports(value, "__abs__", (*REAL, "complex", "timedelta"))


def is_1SupportsRound(value):
    return supports(value, "__round__", REAL)


def is_1SupportsIndex(value):
    return supports(value, "__index__", ("int", "bool"))


def is_1SupportsBytes(value):
    return supports(value, "__bytes__", ("bytes",))


def isinstance_by(value, classes):
    """`isinstance` in a body where these classes, or others that are registered with, are values."""
    if isinstance(classes, tuple):
        return any([isinstance_by(value, cls) for cls in classes])
    if isinstance(value, classes) or is_registered(type(value), classes):
        return True
    return is_abstract(classes) and classes._abc_test_(value)


def isinstance_value(*args, **named):
    return isinstance_by(*builtin_arguments("isinstance", 2, 2, args, named))


def issubclass_value(*args, **named):
    return issubclass_by(*builtin_arguments("issubclass", 2, 2, args, named))


def issubclass_by(cls, classes):
    if isinstance(classes, tuple):
        return any([issubclass_by(cls, other) for other in classes])
    if issubclass(cls, classes) or is_registered(cls, classes):
        return True
    if not is_abstract(classes):
        return False
    from sys import _defines

    needed = classes._abc_needs_
    if (needed != () and all([_defines(cls, name) for name in needed])) or issubclass(cls, kinds(classes.__name__)):
        return True
    return classes.__name__ in _OF_DEQUES and is_deque(cls)


def is_abstract(cls):
    return getattr(cls, "_abc_test_", None) is not None and cls.__module__ == "collections.abc"


_OF_DEQUES = ("MutableSequence", "Sequence", "Reversible", "Collection", "Sized", "Iterable", "Container")

registered = []


def registering(cls, subclass):
    if not isinstance(subclass, type):
        raise TypeError("Can only register classes")
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
        return SIZED
    return ()
