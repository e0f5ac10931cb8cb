"""Functions and methods that templates may call (language.md 6.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from noetlc.interp import semantics as sem
from noetlc.interp.filters_core import need_int
from noetlc.interp.printing import MAX_TEXT
from noetlc.interp.values import Namespace, TemplateError

Args = Sequence[object]
Kwargs = Mapping[str, object]


def _range(args: Args, kwargs: Kwargs) -> object:
    if kwargs or not 1 <= len(args) <= 3:
        raise TemplateError("range takes ints")
    if any(isinstance(arg, bool) or not isinstance(arg, int) for arg in args):
        raise TemplateError("range takes ints")
    numbers = [need_int(arg) for arg in args]
    if len(numbers) == 3 and numbers[2] == 0:
        raise TemplateError("the step of range cannot be zero")
    span = range(*numbers)
    try:
        size = len(span)
    except OverflowError:
        size = sem.MAX_ITEMS + 1
    if size > sem.MAX_ITEMS:
        raise TemplateError("the range is too large")
    return list(span)


def _dict(args: Args, kwargs: Kwargs) -> object:
    if args:
        raise TemplateError("dict takes keyword arguments only")
    return dict(kwargs)


def _namespace(args: Args, kwargs: Kwargs) -> object:
    if args:
        raise TemplateError("namespace takes keyword arguments only")
    return Namespace(kwargs)


FUNCTIONS: dict[str, Callable[[Args, Kwargs], object]] = {"range": _range, "dict": _dict, "namespace": _namespace}


def _count(name: str, args: Args, kwargs: Kwargs, low: int, high: int) -> None:
    if kwargs:
        raise TemplateError(f"wrong arguments for the method {name}")
    if not low <= len(args) <= high:
        raise TemplateError(f"wrong arguments for the method {name}")


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TemplateError("this value has no such method")
    return value


def _map_get(obj: dict[str, object], args: Args) -> object:
    default = args[1] if len(args) > 1 else None
    return obj.get(args[0], default) if isinstance(args[0], str) else default


def _split(obj: str, args: Args) -> object:
    if not args or args[0] is None:
        return list(obj.split())
    separator = _string(args[0])
    if not separator:
        raise TemplateError("the separator of split is empty")
    return list(obj.split(separator))


def _strip(obj: str, args: Args) -> object:
    return obj.strip() if not args or args[0] is None else obj.strip(_string(args[0]))


def _affix(test: Callable[[str | tuple[str, ...]], bool], args: Args) -> object:
    if isinstance(args[0], list):
        return test(tuple(_string(item) for item in args[0]))
    return test(_string(args[0]))


def _replace(obj: str, args: Args) -> object:
    old, new = _string(args[0]), _string(args[1])
    if obj.count(old) * len(new) > MAX_TEXT:
        raise TemplateError("the text is too large")
    return obj.replace(old, new)


_MAP_METHODS: dict[str, tuple[int, int, Callable[[dict[str, object], Args], object]]] = {
    "get": (1, 2, _map_get),
    "items": (0, 0, lambda obj, _args: [[key, item] for key, item in obj.items()]),
    "keys": (0, 0, lambda obj, _args: list(obj)),
    "values": (0, 0, lambda obj, _args: list(obj.values())),
}

_STRING_METHODS: dict[str, tuple[int, int, Callable[[str, Args], object]]] = {
    "upper": (0, 0, lambda obj, _args: obj.upper()),
    "lower": (0, 0, lambda obj, _args: obj.lower()),
    "split": (0, 1, _split),
    "strip": (0, 1, _strip),
    "startswith": (1, 1, lambda obj, args: _affix(obj.startswith, args)),
    "endswith": (1, 1, lambda obj, args: _affix(obj.endswith, args)),
    "replace": (2, 2, _replace),
}


def call_method(obj: object, name: str, args: Args, kwargs: Kwargs, hidden: bool = False) -> object:
    """Calls the method `name` of a map or string; raises `TemplateError` if there is none, or a key of that name hides it."""
    known = _MAP_METHODS.get(name) or _STRING_METHODS.get(name)
    if known is None:
        raise TemplateError(f"unknown method {name}")
    _count(name, args, kwargs, known[0], known[1])
    if isinstance(obj, dict) and name in _MAP_METHODS and not hidden:
        return _MAP_METHODS[name][2](obj, args)
    if isinstance(obj, str) and name in _STRING_METHODS and not hidden:
        return _STRING_METHODS[name][2](obj, args)
    raise TemplateError("this value has no such method")
