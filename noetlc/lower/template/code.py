"""One dynamic IR function under construction: its locals, labels, and what happens when it raises."""

from __future__ import annotations

from noetlc.ir.build import dyn, get, i32
from noetlc.ir.dynamic import Dialect
from noetlc.ir.nodes import Assign, Effect, Expr, Function, Return, Stmt, Try
from noetlc.layout.objects import FALSE, NONE, TRUE, UNDEFINED


def fixed(address: int) -> Expr:
    """One of the values at a fixed address."""
    return Expr("i32.const", (), address, "val")


def undefined() -> Expr:
    return fixed(UNDEFINED)


def none() -> Expr:
    return fixed(NONE)


def no_value() -> Expr:
    """The word 0: no value."""
    return fixed(0)


def from_condition(test: Expr) -> Expr:
    """An i32 condition as a bool value."""
    if test.op == "i32.const":
        return fixed(TRUE if test.imm else FALSE)
    return Expr("cond", (test, fixed(TRUE), fixed(FALSE)), None, "val")


def choose(test: Expr, then: Expr, other: Expr) -> Expr:
    """`then if test else other`, lazily, for values."""
    if test.op == "i32.const":
        return then if test.imm else other
    return Expr("cond", (test, then, other), None, "val")


def is_value(a: Expr, address: int) -> Expr:
    """An i32: `a` is the value at a fixed address."""
    return Expr("i32.eq", (a, i32(address)), None, "i32")


def negate(test: Expr) -> Expr:
    if test.op == "i32.const":
        return i32(int(not test.imm))
    return Expr("not", (test,), None, "i32")


class Code:
    """The function being built. What is raised leaves it, where the text begun at `mark` is given up.

    `fails`: something in it may raise.
    """

    def __init__(self, dialect: Dialect, name: str = "") -> None:
        self.dialect = dialect
        self.name = name
        self.params: list[str] = []
        self.locals: dict[str, str] = {}
        self.fails = False
        self.mark: str | None = None  # local with the outermost text mark
        self._labels = 0

    def local(self, stem: str, type_: str = "val") -> str:
        """A new local."""
        name = stem
        number = len(self.locals)
        while name in self.locals:
            number += 1
            name = f"{stem}{number}"
        self.locals[name] = type_
        return name

    def param(self, stem: str, type_: str = "val") -> str:
        name = self.local(stem, type_)
        self.params.append(name)
        return name

    def label(self, stem: str) -> str:
        self._labels += 1
        return f"{stem}{self._labels}"

    def get(self, name: str) -> Expr:
        return get(name, self.locals[name])

    def tee(self, name: str, value: Expr) -> Expr:
        """Assigns a local and gives the value."""
        return Expr("tee", (value,), name, self.locals[name])

    def primitive(self, name: str, *args: Expr, site: int = 0) -> Expr:
        """A function of the runtime; what it gives, and whether it may raise, which is at `site` then, the dialect declares."""
        operation = self.dialect.primitive(name)
        assert operation is not None, name
        self.fails |= operation.raises
        return dyn(name, operation.result, *args, site=site if operation.positioned else 0)

    def calling(self, name: str, site: int, *args: Expr) -> Expr:
        """A call of a function of a template, which may raise."""
        self.fails = True
        return Expr("call_own", args, name, "val", site)

    def called(self) -> Expr:
        """A call of this function, once it is finished."""
        return Expr("call_own" if self.fails else "call_user", (), self.name, "val")

    def begin_text(self, out: list[Stmt]) -> str:
        """Begins a text; the local with its mark."""
        name = self.local("mark", "i32")
        out.append(Assign(name, self.primitive("buf_begin")))
        if self.mark is None:
            self.mark = name
        return name

    def finish(self, body: list[Stmt], result: str, failed: int) -> Function:
        """The function: `body` ends with a return of type `result`; after a raise it answers `failed`."""
        if self.fails and (self.mark is not None or failed):
            exit_: list[Stmt] = [] if self.mark is None else [Effect(self.primitive("buf_drop", self.get(self.mark)))]
            body = [Try(body, [*exit_, Return(Expr("i32.const", (), failed, result))])]
        return Function(self.name, tuple(self.params), result, self.locals, body)
