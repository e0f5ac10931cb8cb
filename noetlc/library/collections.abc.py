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
