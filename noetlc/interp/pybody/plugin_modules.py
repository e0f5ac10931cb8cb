"""The package `noetl.plugins` as a body sees it: its functions check what they are given and ask the parent, which runs the plug-in.

Lives in the confined child. Modules are made anew for every body, so none can leave anything behind in them.
"""

from __future__ import annotations

import base64
import json
import math
import sys
from sys import getrecursionlimit, setrecursionlimit  # as they are before shims patch them
from types import ModuleType
from typing import Any, Protocol

from noetlc.frontend.body_plugins import module_name, packages_of
from noetlc.interp.pybody.convert import held, pairs
from noetlc.interp.pybody.request import PluginTable
from noetlc.interp.values import MAX_DEPTH, DataError, check_data

_EXTRA_FRAMES = 100  # of the functions here, which for a body that nests deep are none


class Asking(Protocol):
    """Runs an entry of a plug-in."""

    def plugin(self, path: str, name: str, data: bytes) -> bytes: ...


class PluginModules:
    """The modules of plug-ins in this process."""

    def __init__(self, ambient: Asking) -> None:
        self._ambient = ambient
        self._names: list[str] = []

    def install(self, table: PluginTable) -> None:
        """Makes exactly the plug-ins of the table importable."""
        for name in self._names:
            sys.modules.pop(name, None)
        paths = [path for path, _ in table]
        packages = packages_of(paths)
        made: dict[str, Any] = {name: ModuleType(name) for name in (*packages, *map(module_name, paths))}
        for name in packages:
            made[name].__path__ = []
        for path, functions in table:
            for name, params, result in functions:
                setattr(made[module_name(path)], name, builtin_function_or_method(self._ambient, path, name, params, result))
        for name in sorted(made):
            parent, _, last = name.rpartition(".")
            if parent and not hasattr(made[parent], last):
                setattr(made[parent], last, made[name])
        sys.modules.update(made)
        self._names = list(made)


class builtin_function_or_method:
    # A function of a plug-in, named and shown as CPython's own; it has no doc, as bodies would see it.

    __module__ = "builtins"
    __slots__ = ("__name__", "__qualname__", "_ambient", "_params", "_path", "_result")

    def __init__(self, ambient: Asking, path: str, name: str, params: tuple[str, ...], result: str) -> None:
        self._ambient = ambient
        self._path = path
        self.__name__ = self.__qualname__ = name
        self._params = params
        self._result = result

    def __repr__(self) -> str:
        return f"<built-in function {self.__name__}>"

    def __call__(self, /, *args: object, **kwargs: object) -> object:
        limit = getrecursionlimit()
        digits = sys.get_int_max_str_digits()
        setrecursionlimit(limit + _EXTRA_FRAMES + 4 * MAX_DEPTH)
        sys.set_int_max_str_digits(0)
        try:
            return self._call(args, kwargs)
        finally:
            sys.set_int_max_str_digits(digits)
            setrecursionlimit(limit)

    def _call(self, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        count = len(self._params)
        if kwargs:
            raise TypeError(f"{self.__name__}() takes no keyword arguments")
        if len(args) != count:
            raise TypeError(f"{self.__name__}() takes {count} argument{'' if count == 1 else 's'} ({len(args)} given)")
        wire = [
            _ARGUMENTS[kind](value, f"{self.__name__}() argument {number}")
            for number, (kind, value) in enumerate(zip(self._params, args, strict=True), 1)
        ]
        output = self._ambient.plugin(self._path, self.__name__, _input(wire))
        if self._result == "bytes":
            return output
        found = _parsed(output, self._result)
        if isinstance(found, _Malformed):
            raise ValueError(f"{self._path.rpartition('/')[2]}.{self.__name__} gave a malformed result")
        return found


class _Malformed:
    """What an answer is that has not the declared form; no exception, which would become the context of the one that is raised."""


def _parsed(output: bytes, kind: str) -> object:
    try:
        return _RESULTS[kind](check_data(json.loads(output.decode("utf-8"))))
    except (ValueError, OverflowError, DataError, RecursionError):
        return _Malformed()


def _input(wire: list[object]) -> bytes:
    """The bytes of an entry's input."""
    if len(wire) == 1 and isinstance(wire[0], bytes):
        return wire[0]
    values = [base64.b64encode(one).decode("ascii") if isinstance(one, bytes) else one for one in wire]
    return json.dumps(values[0] if len(values) == 1 else values, ensure_ascii=False, separators=(",", ":")).encode()


# ---- arguments: plain values, of which JSON can be made


def _not(what: str, wanted: str, value: object) -> TypeError:
    return TypeError(f"{what} must be {wanted}, not {type(value).__name__}")


def _data(value: object, what: str, depth: int = 0) -> object:
    if value is None or value is True or value is False:
        return value
    if isinstance(value, str):
        return _checked(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{what} holds a number that is not finite")
        return float.__float__(value)
    if not isinstance(value, list | tuple | dict):
        raise _not(what, "JSON data", value)
    if depth >= MAX_DEPTH:
        raise ValueError(f"{what} is nested deeper than {MAX_DEPTH} levels")
    if not isinstance(value, dict):
        return [_data(item, what, depth + 1) for item in held(value)]
    made: dict[str, object] = {}
    for key, item in pairs(value):
        data = _data(item, what, depth + 1)
        made[_key(key, what)] = data
    return made


def _key(key: object, what: str) -> str:
    if isinstance(key, str):
        return _checked(key)
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    if isinstance(key, int):
        return int.__repr__(key)
    if isinstance(key, float):
        return float.__repr__(key)
    raise ValueError(f"{what} has a map key that is neither text nor a number")


def _checked(text: str) -> str:
    """The plain text. Raises UnicodeEncodeError where it has no UTF-8 form."""
    plain = str.__str__(text)
    plain.encode()
    return plain


def _text(value: object, what: str) -> object:
    if not isinstance(value, str):
        raise _not(what, "str", value)
    return _checked(value)


def _bytes(value: object, what: str) -> object:
    if not isinstance(value, bytes | bytearray):
        raise _not(what, "bytes", value)
    return bytes(value)


def _int(value: object, what: str) -> object:
    if not isinstance(value, int):
        raise _not(what, "int", value)
    if not -(1 << 63) <= value < 1 << 63:
        raise OverflowError(f"{what} does not fit into 64 bits")
    return int(value)


def _float(value: object, what: str) -> object:
    if not isinstance(value, int | float):
        raise _not(what, "float", value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{what} is not finite")
    return float(value)


def _bool(value: object, what: str) -> object:
    if not isinstance(value, bool):
        raise _not(what, "bool", value)
    return value


_ARGUMENTS: dict[str, Any] = {"json": _data, "str": _text, "bytes": _bytes, "int": _int, "float": _float, "bool": _bool}


# ---- results: raise ValueError for what is not of the type


def _result_str(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError
    return value


def _result_int(value: object) -> object:
    if not isinstance(value, int) or isinstance(value, bool) or not -(1 << 63) <= value < 1 << 63:
        raise ValueError
    return value


def _result_float(value: object) -> object:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError
    return float(value)


def _result_bool(value: object) -> object:
    if not isinstance(value, bool):
        raise ValueError
    return value


_RESULTS: dict[str, Any] = {
    "json": lambda value: value, "str": _result_str, "int": _result_int, "float": _result_float, "bool": _result_bool,
}  # fmt: skip
