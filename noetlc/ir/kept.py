"""Functions that passes are done with, kept between the builds of a process.

Most functions of the runtime come out of inlining the same in one playbook and the next. What follows until code is written looks at one
function at a time, so that equal functions have equal outcomes: those of the runtime are done once, and modules share them. Equal means
all that a function consists of, names of locals and positions included. Nobody may change a function that is kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

from noetlc.ir.nodes import Assign, Block, BlockExpr, Br, Effect, Expr, Function, If, Leave, Loop, Return, Stmt, Switch

Content = tuple[object, ...]

MOST = 400_000
"""Parts of the contents that are kept together: about five for each expression."""

_FIELDS = tuple(f.name for f in fields(Function))
_PLAIN = (str, int, type(None))  # exactly these: 1, 1.0 and True are equal, and different constants


def content(function: Function) -> Content:
    """What a function consists of, from the root to the leaves. Needs room to recurse."""
    out: list[object] = [function.name, function.params, function.result, function.export, function.inline]
    out += (function.provides, function.collects, function.often > 0, *function.locals, *function.locals.values())
    _add_list(function.body, out)
    return tuple(out)


def _add_list(body: list[Stmt], out: list[object]) -> None:
    out.append(len(body))
    for stmt in body:
        out.append(type(stmt))
        if isinstance(stmt, Assign):
            out.append(stmt.name)
            _add(stmt.value, out)
        elif isinstance(stmt, Effect):
            _add(stmt.value, out)
        elif isinstance(stmt, If):
            _add(stmt.test, out)
            _add_list(stmt.then, out)
            _add_list(stmt.orelse, out)
        else:
            _add_jump(stmt, out)


def _add_jump(stmt: Stmt, out: list[object]) -> None:
    value: Expr | None = None
    if isinstance(stmt, Loop | Block):
        out.append(stmt.label)
        _add_list(stmt.body, out)
        return
    if isinstance(stmt, Leave | Br):
        out.append(stmt.label)
        value = stmt.value if isinstance(stmt, Leave) else stmt.test
    elif isinstance(stmt, Switch):
        out += (stmt.labels, stmt.default)
        value = stmt.value
    elif isinstance(stmt, Return):
        value = stmt.value
    else:
        raise TypeError(f"{type(stmt).__name__} is not a machine-level statement")
    if value is None:
        out.append(None)
    else:
        _add(value, out)


def _add(expr: Expr, out: list[object]) -> None:
    imm = expr.imm
    args = expr.args
    out += (expr.op, imm if type(imm) in _PLAIN else (type(imm), repr(imm)), expr.type, expr.site, len(args))
    for arg in args:
        _add(arg, out)
    if isinstance(expr, BlockExpr):
        out.append(expr.label)
        _add_list(expr.body, out)


@dataclass(slots=True, eq=False)
class KeptFunction(Function):
    """A function that nobody may change, with what was derived from it: both stay as long as somebody uses the function."""

    derivations: dict[Any, Any] = field(default_factory=dict)


def derived(function: Function, make: Callable[[Function], Any]) -> Any:
    """What `make` gives for a function, never None; kept with one that is. Threads may make it twice."""
    if not isinstance(function, KeptFunction):
        return make(function)
    made = function.derivations.get(make)
    if made is None:
        made = function.derivations[make] = make(function)
    return made


class Kept:
    """Functions by what they were before, the least recently used ones dropped. Threads may share it."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._size = 0
        self._done: OrderedDict[Content, KeptFunction] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, before: Content) -> KeptFunction | None:
        """What an equal function became."""
        with self._lock:
            found = self._done.get(before)
            if found is not None:
                self._done.move_to_end(before)
            return found

    def put(self, before: Content, function: Function) -> KeptFunction:
        """Keeps what a function became; gives the function that is kept."""
        made = KeptFunction(**{name: getattr(function, name) for name in _FIELDS})
        with self._lock:
            known = self._done.get(before)
            if known is not None:  # another thread was faster
                return known
            self._done[before] = made
            self._size += len(before)
            while self._size > self._most:
                old, _ = self._done.popitem(last=False)
                self._size -= len(old)
        return made


KEPT = Kept()
