"""`inspect`: members of objects, and what kind of object something is."""

from types import dir_of


def isclass(object):
    return isinstance(object, type)


def isfunction(object):
    return type(object).__name__ == "function"


def ismethod(object):
    return type(object).__name__ == "method"


def isbuiltin(object):
    return type(object).__name__ == "builtin_function_or_method"


def ismethoddescriptor(obj):
    if isclass(obj) or ismethod(obj) or isfunction(obj):
        return False
    return hasattr(type(obj), "__get__") and not hasattr(type(obj), "__set__")


def isroutine(object):
    return isbuiltin(object) or isfunction(object) or ismethod(object) or ismethoddescriptor(object)


def isdatadescriptor(object):
    if isclass(object) or ismethod(object) or isfunction(object):
        return False
    return isinstance(object, property) or hasattr(type(object), "__set__") or hasattr(type(object), "__delete__")


def isgenerator(object):
    return type(object).__name__ == "generator"


def iscoroutine(object):
    return type(object).__name__ == "coroutine"


def isawaitable(object):
    return iscoroutine(object) or hasattr(type(object), "__await__")


def flag_of(func, flag):
    func = func.__func__ if ismethod(func) else func
    return isfunction(func) and bool(getattr(func, "__code__", None)) and bool(func.__code__[7] & flag)


def isgeneratorfunction(obj):
    return flag_of(obj, 32)


def iscoroutinefunction(obj):
    return flag_of(obj, 128)


def isasyncgenfunction(obj):
    return flag_of(obj, 512)


GEN_CREATED = "GEN_CREATED"
GEN_RUNNING = "GEN_RUNNING"
GEN_SUSPENDED = "GEN_SUSPENDED"
GEN_CLOSED = "GEN_CLOSED"
CORO_CREATED = "CORO_CREATED"
CORO_RUNNING = "CORO_RUNNING"
CORO_SUSPENDED = "CORO_SUSPENDED"
CORO_CLOSED = "CORO_CLOSED"


def state_of(generator, attribute):
    if not hasattr(generator, attribute):
        raise AttributeError(f"{type(generator).__name__!r} object has no attribute {attribute!r}")
    return ("CREATED", "RUNNING", "SUSPENDED", "CLOSED")[getattr(generator, "1state")]


def getgeneratorstate(generator):
    return "GEN_" + state_of(generator, "gi_running")


def getcoroutinestate(coroutine):
    return "CORO_" + state_of(coroutine, "cr_running")


def isabstract(object):
    return isclass(object) and type(object) is not type and bool(getattr(object, "__abstractmethods__", ()))


def ismodule(object):
    return type(object).__name__ == "module"


def getmro(cls):
    return cls.__mro__


def getdoc(object):
    doc = getattr(object, "__doc__", None)
    return cleandoc(doc) if isinstance(doc, str) else None


def cleandoc(doc):
    lines = doc.expandtabs().split("\n")
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line.lstrip()]
    margin = min(margins) if margins else 0
    lines = [lines[0].lstrip(), *[line[margin:] for line in lines[1:]]]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines)


def get_annotations(obj):
    found = getattr(obj, "__annotations__", None)
    if isinstance(obj, type):
        for above in obj.__mro__[1:]:
            if found is not None and getattr(above, "__annotations__", None) is found:
                return {}
    return dict(found or {})


def getmembers(object, predicate=None):
    """What only `object` defines is left, unless the predicate refuses another built-in function, too."""
    from sys import _leave

    found = []
    for name in dir_of(object):
        if name == "__class__":
            value = type(object)
        elif name in ("__dict__", "__weakref__") or (name.startswith("__") and is_of_object(object, name)):
            if predicate is None or predicate(len):
                _leave("special method of a built-in type")
            continue
        else:
            try:
                value = getattr(object, name)
            except AttributeError:
                continue
        if predicate is None or predicate(value):
            found.append((name, value))
    return found


def is_of_object(value, name):
    """Whether no class of the body defines a name."""
    if name in ("__doc__", "__module__", "__annotations__"):
        return False
    cls = value if isinstance(value, type) else type(value)
    owners = [one for one in cls.__mro__ if one is not object]
    return not any([name in (getattr(one, "1own") or ()) for one in owners])
