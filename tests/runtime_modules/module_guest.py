"""Calls module functions in a guest as a body would, and compares with CPython."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "runtime"))

from harness import Emulated, Guest, Wasm

from noetlc.interp.pybody import versions
from noetlc.kernel.runtime import runtime
from noetlc.primitives.model import ABSENT, VARIADIC, Primitive
from noetlc.primitives.modules import CONSTRUCTORS, FUNCTIONS, LIBRARY_ATTRIBUTES, LIBRARY_METHODS

__all__ = ["Emulated", "Guest", "Handle", "Raised", "Wasm", "attribute", "call", "invoke", "method", "outcome", "raised_error", "same"]

CALLED = {**FUNCTIONS, **CONSTRUCTORS}


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


def place(guest: Guest, v: Any) -> int:
    return v.address if isinstance(v, Handle) else guest.to_val(v)


class Handle:
    """A guest object that has no Python counterpart."""

    def __init__(self, address: int) -> None:
        self.address = address


def invoke(guest: Guest, primitive: Primitive, *args: Any, raw: bool = False, receiver: Handle | None = None, **kwargs: Any) -> Any:
    """The result of a primitive for Python arguments, with `raw` as a Handle. Raises Raised."""
    given = list(args)
    words: list[int] = [] if receiver is None else [receiver.address]
    for param in primitive.params:
        if param.default is VARIADIC:
            words.append(place(guest, tuple(given)))
            given = []
        elif param.name in kwargs:
            words.append(place(guest, kwargs.pop(param.name)))
        elif given and not param.keyword_only:
            words.append(place(guest, given.pop(0)))
        else:
            assert not param.required, param
            words.append(0 if param.default is ABSENT else guest.to_val(param.default))
    assert not given
    assert not kwargs
    result = guest.call(primitive.runtime, *words)
    if raw and result != 0:
        return Handle(result)
    return finish(guest, result, "int" if primitive.result == "long" and gives_words(primitive.runtime) else primitive.result)


def gives_words(name: str) -> bool:
    """Whether a function that gives an int gives its 64 bits, no value."""
    return runtime().signature(name)[1] == "i64"


def method(guest: Guest, receiver: Handle, name: str, *args: Any, **kwargs: Any) -> Any:
    """`receiver.name(…)` of a library object."""
    return invoke(guest, LIBRARY_METHODS[name][guest.word(receiver.address, "B")], *args, receiver=receiver, **kwargs)


def attribute(guest: Guest, receiver: Handle, name: str, raw: bool = False) -> Any:
    """`receiver.name` of a library object."""
    result = guest.call(LIBRARY_ATTRIBUTES[name][guest.word(receiver.address, "B")], receiver.address)
    return Handle(result) if raw else finish(guest, result, "val")


def call(guest: Guest, name: str, *args: Any, **kwargs: Any) -> Any:
    """`module.function(…)` in the guest. Raises Raised."""
    return invoke(guest, CALLED[name], *args, **kwargs)


def outcome(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """A result or the error as Raised."""
    try:
        return function(*args, **kwargs)
    except Raised as error:
        return error
    except Exception as error:
        if function in (call, invoke, method):
            raise
        versions.mend(error)
        return Raised(type(error).__name__, str(error))


def same(a: Any, b: Any) -> bool:
    """Equal in kind and value, NaN included."""
    return type(a) is type(b) and repr(a) == repr(b)


def wasm(names: list[str], more: tuple[str, ...] = (), imports: dict[str, Callable[..., Any]] | None = None) -> Wasm:
    """A module of these functions."""
    basic = ("py_str", "dict_set_any", "bytes_new")
    return Wasm([*basic, *(CALLED[n].runtime for n in names), *more], imports)
