"""`collections.abc` as tests: what `isinstance` asks for each of these classes. As values they do not exist."""


def matches(value, classes, tests):
    return isinstance(value, classes) or any(test(value) for test in tests)


def kind_of(value):
    return getattr(type(value), "_abc_", None)


def Mapping(value):
    return isinstance(value, dict) or kind_of(value) == "mapping" or kind_of(value) == "proxy"


def MutableMapping(value):
    return isinstance(value, dict) or kind_of(value) == "mapping"


def Sequence(value):
    return isinstance(value, (list, tuple, str, bytes, range)) or type(value).__name__ == "deque"


def MutableSequence(value):
    return isinstance(value, list) or type(value).__name__ == "deque"


def Set(value):
    return isinstance(value, (set, frozenset)) or type(value).__name__ in ("dict_keys", "dict_items")


def MutableSet(value):
    return isinstance(value, set)


def Callable(value):
    return callable(value)


def Iterable(value):
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


def Iterator(value):
    found = defines(value, "__iter__", "__next__")
    if found is not None or isinstance(value, type):
        return found is True
    try:
        return iter(value) is value
    except TypeError:
        return False


def Generator(value):
    return type(value).__name__ == "generator"


def Hashable(value):
    if isinstance(value, tuple):
        return True
    try:
        hash(value)
    except TypeError:
        return False
    return True


def Sized(value):
    return sized(value) or defines(value, "__len__") is True


def Container(value):
    return sized(value) or defines(value, "__contains__") is True


def Collection(value):
    return sized(value) or defines(value, "__len__", "__iter__", "__contains__") is True


def Reversible(value):
    unordered = isinstance(value, (set, frozenset))
    return (sized(value) and not unordered) or defines(value, "__iter__", "__reversed__") is True
