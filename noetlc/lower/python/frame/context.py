"""State shared by the lowering of one body, and of one function of it.

Worked example: the body `total = a + 1` with the input `a` becomes

    %total = dyn py_add(%a, const 1) !4:9

Expressions come back as IR trees; what needs statements (calls of body functions, comprehensions) is emitted into the
current list first, and operands evaluated before it are kept in temporaries so that the order stays Python's.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from noetlc.ir.dynamic import PRIMITIVES
from noetlc.ir.effects import assigned_by
from noetlc.ir.nodes import Assign, Effect, Expr, Function, Stmt
from noetlc.ir.payload import Constant, Tuple
from noetlc.ir.types import DYN, VOID
from noetlc.lower.python.facts.gathered import Facts
from noetlc.lower.python.facts.lines import Lines
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.facts.scope import FunctionNode, Scope
from noetlc.primitives.reasons import REASONS

MOST_INT = (1 << 59) - 1  # beyond it an int is not surely one of type int
CONSTANT_TYPES: dict[type, str] = {bool: "bool", int: "int", float: "float", str: "str", Tuple: "tuple"}
NO_VALUE = Expr("i32.const", (), 0, "val")
RAISED = Expr("global.get", (), "raised", "val")  # the exception that is pending


@dataclass(frozen=True, slots=True)
class LoopTarget:
    """Labels of the loop around: `break_` leaves it and skips `else`, `next_` goes on with the next round."""

    break_: str
    next_: str
    finals: int  # how many `finally` blocks were open where the loop began
    handlers: int = 0  # and how many handlers, in a body that asks for tracebacks


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out through a `finally`: its state, and the label where it goes on; None returns."""

    state: int
    target: str | None


@dataclass(slots=True, eq=False)
class Final:
    """An open `finally`: exits store what they do in `state` and leave the block `label`."""

    label: str
    state: str
    value: str
    handlers: int = 0  # how many handlers were open there, in a body that asks for tracebacks
    exits: list[Exit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Forms:
    """How the nodes of each class are lowered; a handler takes nodes of the classes it stands for (`lower/python/forms.py`)."""

    expressions: Mapping[type[ast.expr], Callable[[Frame, Any], Expr]]
    statements: Mapping[type[ast.stmt], Callable[[Frame, Any], None]]


@dataclass(slots=True, eq=False)
class Compiled:
    """A function of the body. `cells` are the IR names of captured variables, in the order of the object."""

    node: FunctionNode
    name: str
    display: str
    scope: Scope
    cells: tuple[str, ...]
    entry: bool = False  # whether it is used as a value, which calls the entry

    @property
    def entry_name(self) -> str:
        return self.name + ".entry"

    @property
    def plain_name(self) -> str:
        return self.name + ".plain"


class Body:
    """One Python body: what is known of it, and the IR functions made so far. `site` maps a node to its packed position."""

    def __init__(self, prefix: str, facts: Facts, forms: Forms, site: Callable[[ast.AST], int]) -> None:
        self.prefix = prefix
        self.facts = facts
        self.forms = forms
        self.scopes = facts.scopes
        self.lines = Lines()
        self.functions: list[Function] = []
        self.compiled: dict[ast.AST, Compiled] = {}
        self.declared: set[tuple[Scope, str]] = set()  # names whose imports were looked at
        self.matches: tuple[set[str], dict[object, int]] | None = None  # variables that hold matches of `re`, and places of names of groups
        self.types_called = False  # whether all classes are callable that `type(v)` may give
        self.pending: list[Callable[[], None]] = []
        self._site = site
        self._count = 0

    def function_name(self, stem: str) -> str:
        self._count += 1
        return f"{self.prefix}.{self._count}.{stem}"

    def site(self, node: ast.AST) -> int:
        """The packed position of a node, 0 for library code. Raises Refused where tracebacks could not tell its line."""
        if not getattr(node, "lineno", 1):
            return 0
        packed = self._site(node)
        if self.facts.traced and not self.lines.note(packed, getattr(node, "lineno", 0)):
            raise Refused(node, "a traceback in a body whose lines are not apart in the file", "Write the code as a block scalar.")
        return packed

    def lower_pending(self) -> None:
        """Lowers the functions that were named, and those that they name."""
        while self.pending:
            self.pending.pop(0)()
        self.lines.close()


class Frame:
    """One IR function being built."""

    def __init__(self, body: Body, scope: Scope, name: str) -> None:
        self.body = body
        self.scope = scope  # the innermost scope: a comprehension while inside one
        self.name = name
        self.locals: dict[str, str] = {}
        self.temps: set[str] = set()  # those that hold the value of an expression
        self.out: list[Stmt] = []
        self.bound: set[str] | None = set()  # IR locals surely assigned here; None where control cannot be
        self.deleted: list[str] = []  # IR locals in the order of the statements that delete them
        self.loops: list[LoopTarget] = []
        self.finals: list[Final] = []
        self.caught: list[str] = []  # locals holding the exceptions being handled
        self.ended: set[str] = set()  # those of `finally` blocks among them, 0 where the block was not reached by raising
        self.handled: list[str] = []  # the same with those of `finally` and `with`, in a body that reads `__context__`
        self.cells: list[str] = []  # names of the captured cells, in the order of the function object
        self.namespaces: dict[Scope, Expr] = {}  # members of the classes whose bodies are being lowered
        self.trace: str | None = None  # the name of the running frame in tracebacks, if the body asks for them
        self.saved: list[str] = []  # then, for each open handler the local with what was handled before
        self.inner: list[tuple[str, str]] = []  # and for comprehensions around: their names, the local that says if they are entered
        self.self = "f.object"  # the local holding the function object
        self.at: ast.stmt | None = None  # the statement being lowered
        self.finish: Callable[[Expr], None] | None = None  # what `return` does in the root function
        self._count = 0

    # ---- building

    def emit(self, stmt: Stmt) -> None:
        self.out.append(stmt)

    def effect(self, expr: Expr) -> None:
        """Emits an expression whose value nobody reads."""
        if expr.op in PRIMITIVES:
            expr = Expr(expr.op, expr.args, expr.imm, VOID, expr.site)
        self.out.append(Effect(expr))

    @contextmanager
    def into(self) -> Iterator[list[Stmt]]:
        """Emits into a new list."""
        saved, self.out = self.out, []
        try:
            yield self.out
        finally:
            self.out = saved

    def temp(self, type_: str = "val") -> str:
        self._count += 1
        name = f"t.{self._count}"
        self.temps.add(name)
        self.locals[name] = type_
        return name

    def label(self, stem: str) -> str:
        self._count += 1
        return f"{stem}.{self._count}"

    def keep(self, expr: Expr, type_: str = DYN) -> Expr:
        """The value of an expression, evaluated now."""
        if self.is_stable(expr):
            return expr
        name = self.temp(type_)
        self.emit(Assign(name, expr))
        return Expr("local", (), name, type_)

    def is_stable(self, expr: Expr) -> bool:
        """True if evaluating the expression later gives the same value."""
        return expr.op == "const" or (expr.op == "local" and expr.imm in self.temps)

    def operands(self, makers: Sequence[Callable[[], Expr]]) -> list[Expr]:
        """Evaluates operands left to right; earlier ones move into temporaries before statements of later ones that may change them."""
        done: list[Expr] = []
        for make in makers:
            mark = len(self.out)
            expr = make()
            if len(self.out) > mark:
                before: list[Stmt] = []
                changed = assigned_by(self.out[mark:])
                for i, earlier in enumerate(done):
                    if not self.is_stable(earlier) and not (earlier.op == "local" and earlier.imm not in changed):
                        name = self.temp("dyn")
                        before.append(Assign(name, earlier))
                        done[i] = Expr("local", (), name, "dyn")
                self.out[mark:mark] = before
            done.append(expr)
        return done

    def rt(self, name: str, *args: Expr, node: ast.AST | None = None, type_: str = "val") -> Expr:
        """A call of a runtime function; arguments are converted to what it takes."""
        return Expr("dyn", args, name, type_, self.body.site(node) if node is not None else 0)

    def leave(self, reason: str, node: ast.AST) -> Expr:
        """Leaves the run to the interpreter when it is reached, for a reason of the table."""
        return self.rt("leave", Expr("i32.const", (), REASONS.index(reason), "i32"), node=node)

    def means_builtin(self, name: str) -> bool:
        """Whether a name here is no variable of the body."""
        return self.body.scopes.resolve(self.scope, name).scope is None

    # ---- which variables are surely assigned

    def is_bound(self, name: str) -> bool:
        return self.bound is None or name in self.bound

    def bind(self, name: str) -> None:
        if self.bound is not None:
            self.bound.add(name)

    def unbind(self, name: str) -> None:
        self.deleted.append(name)
        if self.bound is not None:
            self.bound.discard(name)

    def kept(self, state: set[str] | None, since: int) -> set[str] | None:
        """What of a state no statement deleted since there were so many deletions."""
        return None if state is None else state.difference(self.deleted[since:])

    def dead(self) -> None:
        """Control does not reach what follows."""
        self.bound = None

    def fork(self) -> set[str] | None:
        return None if self.bound is None else set(self.bound)


def join(*states: set[str] | None) -> set[str] | None:
    """What is surely assigned where several paths meet."""
    alive = [s for s in states if s is not None]
    return None if not alive else set.intersection(*alive)


def const(value: Constant) -> Expr:
    """A constant; None and objects but tuples have type val."""
    if isinstance(value, int) and abs(value) > MOST_INT:
        return Expr("const", (), value, "long")
    return Expr("const", (), value, CONSTANT_TYPES.get(type(value), "val"))


def open_zero() -> Expr:
    """The number 0, of the kind that everything else has which its variable gets."""
    return Expr("const", (), 0, DYN)


def constant_of(expr: Expr) -> Constant:
    """What a `const` holds."""
    assert not isinstance(expr.imm, tuple)
    return expr.imm


def local(name: str, type_: str = "dyn") -> Expr:
    """A variable, whose type inference decides (`dyn`) unless given."""
    return Expr("local", (), name, type_)
