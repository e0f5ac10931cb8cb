"""Calls Python-semantics functions of the runtime and says what came out in CPython's terms.

guest = PythonGuest()
guest.outcome("py_add", 1, "a")   # ("TypeError", "unsupported operand type(s) for +: 'int' and 'str'")
expected(operator.add, 1, "a")    # the same from CPython
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "runtime"))

from harness import Emulated, Wasm

from noetlc.interp.pybody import versions
from noetlc.kernel.library import runtime_library
from noetlc.layout.tags import T_CLASS, T_FROZENSET, T_ITERATOR, T_SET, T_VIEW

ABSENT = type("Absent", (), {"__repr__": lambda self: "ABSENT"})()  # an optional argument that is not given


class Raw(int):
    """An argument passed as it is, not as a value."""


BASE: Any = Wasm if os.environ.get("NOETLC_TEST_GUEST") == "wasm" else Emulated


def tested_functions() -> list[str]:
    """Every runtime function of Python semantics that takes and returns what a module can export."""
    found = runtime_library().declared.items()
    return [n for n, d in found if n in EXTRA or d.module.__name__ in MODULES]


NAMES = """calls.builtins containers.dict containers.items containers.iterate containers.list containers.range containers.set
containers.set_algebra containers.slice containers.sort containers.unpack exceptions.errors objects.compare objects.convert objects.hash
objects.repr objects.types operators.number operators.operators operators.round operators.unary strings.bytes
strings.bytes_methods strings.case strings.characters strings.codec strings.format strings.format_method strings.methods strings.percent
strings.split"""
MODULES = frozenset("noetlc.runtime.python." + m for m in NAMES.split())
EXTRA = frozenset({"buf_begin", "buf_end", "wide_from", "list_push", "dict_set", "dict_set_any", "tuple_new", "take", "str_from", "start_memory"})


class PythonGuest(BASE):  # type: ignore[misc]
    """Python values and exceptions in the emulator, or in wasm with NOETLC_TEST_GUEST=wasm."""

    def __init__(self) -> None:
        self.calls = 0
        if BASE is Emulated:
            super().__init__()
            self.call("buf_end", self.call("buf_begin"))
            self.start = dict(self.machine.globals)
        else:
            super().__init__(tested_functions())

    def reset(self) -> None:
        """Starts from a fresh heap: values made before are gone."""
        self.calls += 1
        if BASE is Emulated:
            self.machine.globals.update(self.start)
        elif self.calls % 200 == 0:
            super().__init__(tested_functions())

    def to_val(self, x: object) -> int:
        if x is ABSENT:
            return 0
        if isinstance(x, Raw):
            return int(x)
        if isinstance(x, set | frozenset):
            return int(self.call("py_set" if isinstance(x, set) else "py_frozenset", self.to_val(list(x))))
        if isinstance(x, range):
            return int(self.call("range_new", x.start, x.stop, x.step))
        if isinstance(x, slice):
            return int(self.call("slice_new", self.to_val(x.start), self.to_val(x.stop), self.to_val(x.step)))
        if isinstance(x, type):
            return self.class_value(x)
        return super().to_val(x)

    def class_value(self, cls: type) -> int:
        if BASE is Emulated:
            return int(self.machine.address("cls:" + cls.__name__))
        # any class does: only its kind matters
        e = {int: 5, ValueError: None}[cls]
        return int(self.call("type_of", self.to_val(e)))

    def from_val(self, v: int) -> Any:
        if v & 1 == 0 and v != 0:
            tag = self.word(v, "B")
            if tag == T_ITERATOR:
                return iter(self.drain(v))
            if tag in (T_SET, T_FROZENSET):
                return Members("set" if tag == T_SET else "frozenset", self.drain(self.call("py_iter", v)))
            if tag == T_CLASS:
                return self.text(self.word(v + 12))
            if tag == T_VIEW:
                return self.text(self.call("py_repr", v))
        return super().from_val(v)

    def drain(self, it: int) -> list[Any]:
        found = []
        while item := self.call("py_next", it):
            found.append(self.from_val(item))
        if self.get_global("raised"):
            raise GuestError(*self.pending())
        return found

    def pending(self) -> tuple[str, str]:
        """The pending exception as (type name, text), cleared."""
        e = int(self.get_global("raised"))
        self.set_global("raised", 0)
        cls = self.word(e + 12)
        return self.text(self.word(cls + 12)), self.text(self.call("py_str", e))

    def outcome(self, name: str, *args: object) -> Any:
        """The result of a runtime function on Python values, or (type, text) of its exception."""
        self.reset()
        return self.result(name, self.call(name, *self.arguments(name, args)))

    def arguments(self, name: str, args: tuple[object, ...]) -> list[Any]:
        kinds = runtime_library().declared[name].signature.params
        return [self.to_val(a) if kind == "val" else a for a, kind in zip(args, kinds, strict=True)]

    def result(self, name: str, made: Any) -> Any:
        if self.get_global("raised"):
            return self.pending()
        kind = runtime_library().declared[name].signature.result
        if kind != "val":
            return made
        try:
            return shown(self.from_val(made))
        except GuestError as e:
            return e.args


class GuestError(Exception):
    """An exception raised while the result was read."""


class Members:
    """A set with its iteration order."""

    def __init__(self, kind: str, items: list[Any]) -> None:
        self.kind = kind
        self.items = items


def shown(x: Any) -> Any:
    """A value in a form that tells apart 1, 1.0 and True, -0.0 and 0.0, and keeps order."""
    if isinstance(x, Members):
        return (x.kind, [shown(i) for i in x.items])
    if isinstance(x, set | frozenset):
        return (type(x).__name__, [shown(i) for i in x])
    if isinstance(x, list):
        return ["list", *map(shown, x)]
    if isinstance(x, tuple):
        return ("tuple", *map(shown, x))
    if isinstance(x, dict):
        return {"dict": [(shown(k), shown(v)) for k, v in x.items()]}
    if isinstance(x, type):
        return repr(x.__name__)
    if isinstance(x, type({}.keys()) | type({}.values()) | type({}.items())):
        return repr(repr(x))
    if hasattr(x, "__next__"):
        return ["list", *map(shown, x)]
    return repr(x)


def expected(function: Callable[..., Any], *args: object) -> Any:
    """What CPython gives, in the same terms."""
    given = [a for a in args if a is not ABSENT]
    try:
        return shown(function(*given))
    except RecursionError:
        raise
    except Exception as e:
        versions.mend(e)
        return (type(e).__name__, str(e))
