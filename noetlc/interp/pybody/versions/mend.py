"""Gives exceptions the texts they have in 3.11, in place: `str(e)`, `e.args`, `repr(e)` and tracebacks all follow.

An exception is mended where a body can first see it: at the start of a handler, of a `finally` clause and of an `__exit__` method
(`source.py` puts a call there), and when it leaves the body.
"""

from __future__ import annotations

import builtins
import dis
import functools
import itertools
import sys
from collections.abc import Callable
from types import BuiltinFunctionType, FrameType, FunctionType, MethodDescriptorType, ModuleType, TracebackType

from noetlc.interp.pybody.traces import FILE
from noetlc.interp.pybody.versions.wording import rewritten

_RAISE = (dis.opmap["RAISE_VARARGS"], dis.opmap["RERAISE"])


def mend(error: BaseException | None) -> None:
    """Mends an exception and all that it was raised from or during."""
    todo, seen = [error], set[int]()
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        _mend_one(one)
        todo += (one.__cause__, one.__context__)
        if isinstance(one, BaseExceptionGroup):
            todo += one.exceptions


def mend_current() -> None:
    """Mends the exception that is being handled, if there is one."""
    mend(sys.exception())


def _mend_one(error: BaseException) -> None:
    args = error.args
    if not args or type(args[0]) is not str:
        return
    place = _Place(error.__traceback__, args[0])
    if place.own_raise or place.frame is None:  # the body's own text
        return
    text = rewritten(_names(type(error).__mro__), args[0], place.holds)
    if text != args[0]:
        error.args = (text, *args[1:])


@functools.cache
def _names(bases: tuple[type, ...]) -> frozenset[str]:
    return frozenset(c.__qualname__ if c.__module__ == "builtins" else f"{c.__module__}.{c.__qualname__}" for c in bases)


class _Place:
    """Where an exception was raised: the innermost frame and its instruction."""

    def __init__(self, trace: TracebackType | None, text: str) -> None:
        self.text = text
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        self.frame: FrameType | None = None if trace is None else trace.tb_frame
        self.offset = -1 if trace is None else trace.tb_lasti
        self.operation = -1 if trace is None else trace.tb_frame.f_code.co_code[trace.tb_lasti]

    @property
    def own_raise(self) -> bool:
        """Whether a `raise` of the body raised it."""
        return self.frame is not None and self.frame.f_code.co_filename == FILE and self.operation in _RAISE

    def holds(self, condition: str) -> bool:
        return CONDITIONS[condition](self)

    def json_in_one_line(self) -> bool:
        """Raised by the native encoder where 3.11 uses it: it does not indent."""
        encoder = None if self.frame is None else self.frame.f_locals.get("self")
        return self.operation not in _RAISE and getattr(encoder, "indent", None) is None

    def slice_without_step(self) -> bool:
        """Raised by `x[a:b] = y`, or by `x[a:b:c] = y` where `c` is a constant or a name whose value is None or 1."""
        if dis.opname[self.operation] == "STORE_SLICE":
            return True
        if self.frame is None or dis.opname[self.operation] != "STORE_SUBSCR":
            return False
        before = [i for i in dis.get_instructions(self.frame.f_code) if i.offset < self.offset and i.opname != "CACHE"][-2:]
        if len(before) < 2 or before[1].opname != "BUILD_SLICE" or before[1].arg != 3:
            return False
        return _loaded(before[0], self.frame) in (None, 1)

    def native_callee(self) -> bool:
        """Raised by a call of native code, as far as names tell: the body defines no function of that name."""
        name = self.text.partition("(")[0]
        if self.frame is None or not (name in _native_names() or name.startswith("this function")):
            return False
        modules = [value for value in self.frame.f_globals.values() if isinstance(value, ModuleType)]
        if name in _WRITTEN_IN_PYTHON and any(hasattr(module, name) for module in modules):
            return False
        return not isinstance(self.frame.f_locals.get(name, self.frame.f_globals.get(name)), FunctionType)


def _loaded(instruction: dis.Instruction, frame: FrameType) -> object:
    """What an instruction loads last, of constants and names."""
    if instruction.opname == "LOAD_CONST":
        return instruction.argval
    name = instruction.argval[-1] if isinstance(instruction.argval, tuple) else instruction.argval
    for names in (frame.f_locals, frame.f_globals):
        if instruction.opname.startswith("LOAD_") and name in names:
            return names[name]
    return _UNKNOWN


_UNKNOWN = object()
CONDITIONS: dict[str, Callable[[_Place], bool]] = {
    "JSON in one line": _Place.json_in_one_line,
    "slice without step": _Place.slice_without_step,
    "native callee": _Place.native_callee,
}


@functools.cache
def _native_names() -> frozenset[str]:
    """Names of the native functions, methods and types that a body may call."""
    modules = [builtins, *(sys.modules[name] for name in _NATIVE if name in sys.modules)]
    found = set(vars(builtins))
    for value in itertools.chain.from_iterable(vars(module).values() for module in modules):
        if isinstance(value, type):
            found.add(value.__name__)
            found.update(n for n, part in vars(value).items() if isinstance(part, _METHODS))
        elif isinstance(value, BuiltinFunctionType):
            found.add(value.__name__)
    return frozenset(found)


_METHODS = (MethodDescriptorType, BuiltinFunctionType, type(dict.__dict__["fromkeys"]), staticmethod)
# functions of modules, written in Python, that share the name of a native method
_WRITTEN_IN_PYTHON = frozenset(
    ("compile", "copy", "findall", "finditer", "fullmatch", "match", "replace", "search", "split", "sub", "subn")
)
_NATIVE = (
    "_bisect", "_collections", "_csv", "_datetime", "_decimal", "_functools", "_hashlib", "_heapq", "_json", "_operator",
    "_random", "_statistics", "_struct", "binascii", "datetime", "itertools", "math", "time", "unicodedata",
)  # fmt: skip
