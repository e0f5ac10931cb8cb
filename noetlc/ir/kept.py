"""Functions that passes are done with, kept between the builds of a process.

Most functions of the runtime come out of inlining the same in one playbook and the next. What follows until code is written looks at one
function at a time, so that equal functions have equal outcomes: those of the runtime are done once, and modules share them. Equal means
all that a function consists of, names of locals and positions included. Nobody may change a function that is kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from noetlc.ir.nodes import Assign, Block, BlockExpr, Br, Effect, Expr, Function, If, Leave, Loop, Return, Stmt, Switch

Content = tuple[object, ...]

MOST = 400_000
"""Parts of the contents that are kept together: about five for each expression."""

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


class Kept:
    """Functions by what they were before, the least recently used ones dropped. Threads may share it."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._size = 0
        self._done: OrderedDict[Content, Function] = OrderedDict()
        self._derived: dict[int, tuple[Function, dict[Any, Any]]] = {}
        self._lock = threading.Lock()

    def get(self, before: Content) -> Function | None:
        """What an equal function became."""
        with self._lock:
            found = self._done.get(before)
            if found is not None:
                self._done.move_to_end(before)
            return found

    def put(self, before: Content, function: Function) -> None:
        """Keeps what a function became."""
        with self._lock:
            if before in self._done:  # another thread was faster
                return
            self._done[before] = function
            self._derived[id(function)] = function, {}
            self._size += len(before)
            while self._size > self._most:
                old, dropped = self._done.popitem(last=False)
                self._size -= len(old)
                del self._derived[id(dropped)]

    def derived(self, function: Function, make: Callable[[Function], Any]) -> Any:
        """What `make` gives for a function, never None; kept with one that is. Threads may make it twice."""
        found = self._derived.get(id(function))
        if found is None:
            return make(function)
        made = found[1].get(make)
        if made is None:
            made = found[1][make] = make(function)
        return made


KEPT = Kept()
