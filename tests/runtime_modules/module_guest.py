"""Calls module functions in a guest as a body would, and compares with CPython."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "runtime"))

from harness import Emulated, Guest, Wasm

from noetlc.primitives.model import ABSENT, VARIADIC, Primitive
from noetlc.primitives.python_modules import FUNCTIONS
from noetlc.runtime import layout as L

__all__ = ["Emulated", "Guest", "Raised", "Wasm", "call", "invoke", "outcome", "raised_error", "same"]


class Raised(Exception):
    """What a guest function raised: class name and message."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Raised) and self.args == other.args

    __hash__ = None  # type: ignore[assignment]


def raised_error(guest: Guest) -> Raised:
    """Takes the pending exception."""
    e = int(guest.get_global("raised"))
    assert e != 0
    guest.set_global("raised", 0)
    name = guest.text(guest.word(guest.word(e + 12) + 12))
    return Raised(name, guest.text(guest.call("py_str", e)))


def finish(guest: Guest, result: Any, kind: str) -> Any:
    if guest.get_global("raised"):
        raise raised_error(guest)
    if kind in ("i32", "bool"):
        return bool(result)
    if kind in ("int", "float"):
        return result
    return None if kind == "void" else guest.from_val(result)


def invoke(guest: Guest, primitive: Primitive, *args: Any, **kwargs: Any) -> Any:
    """The result of a primitive for Python arguments. Raises Raised."""
    given = list(args)
    words: list[int] = []
    for param in primitive.params:
        if param.default is VARIADIC:
            words.append(guest.to_val(tuple(given)))
            given = []
        elif param.name in kwargs:
            words.append(guest.to_val(kwargs.pop(param.name)))
        elif given and not param.keyword_only:
            words.append(guest.to_val(given.pop(0)))
        else:
            assert not param.required, param
            words.append(0 if param.default is ABSENT else guest.to_val(param.default))
    assert not given and not kwargs
    return finish(guest, guest.call(primitive.runtime, *words), primitive.result)


def call(guest: Guest, name: str, *args: Any, **kwargs: Any) -> Any:
    """`module.function(…)` in the guest. Raises Raised."""
    return invoke(guest, FUNCTIONS[name], *args, **kwargs)


def outcome(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """A result or the error as Raised."""
    try:
        return function(*args, **kwargs)
    except Raised as error:
        return error
    except Exception as error:
        if function in (call, invoke):
            raise
        return Raised(type(error).__name__, str(error))


def same(a: Any, b: Any) -> bool:
    """Equal in kind and value, NaN included."""
    return type(a) is type(b) and repr(a) == repr(b)


def wasm(names: list[str], more: tuple[str, ...] = (), imports: dict[str, Callable[..., Any]] | None = None) -> Wasm:
    """A module of these functions."""
    basic = ("py_str", "dict_set_any")
    return Wasm([*basic, *(FUNCTIONS[n].runtime for n in names), *more], imports)


assert L.T_STR
