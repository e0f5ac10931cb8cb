"""Type forms as values: `Alias = Optional[int]`, `cast(T, v)`, `T = TypeVar("T")`. They say nothing at run time.

A form becomes the text that it prints as, `cast(T, v)` becomes `v`, a new type a function that returns its argument, and
`list[int]` the class `list`, as `Stack[int]` becomes `Stack` where that derives from `Generic[T]`. Bodies that look at forms get
objects instead (`typed_values.py`).
"""

from __future__ import annotations

import ast
import collections.abc
import typing

from noetlc.frontend import syntax
from noetlc.lower.python.facts.refused import RefusedCall
from noetlc.lower.python.facts.type_looks import CHECKS, GENERIC, TypingNames
from noetlc.lower.python.rewrite.library_members import PROTOCOLS
from noetlc.lower.python.rewrite.unions import TESTS

_GENERIC_ALIASES = frozenset("Dict FrozenSet List Set Tuple".split())
_ABSTRACT = {n: n for n in collections.abc.__all__ if hasattr(typing, n) and n != "Set"} | {"AbstractSet": "Set"}
_VARIABLES = frozenset(("TypeVar", "ParamSpec", "TypeVarTuple"))
_SINGLE = frozenset("bool bytes dict float frozenset int list object set str tuple type".split())
_STREAMS = frozenset(("IO", "TextIO", "BinaryIO"))
_MARKS = frozenset("final no_type_check override overload runtime_checkable".split())


def test_name(name: str) -> str:
    """What a class of `collections.abc` that `typing` names, too, is called in a body, which cannot spell it."""
    return f"1abc_{name}"


COLLECTIONS = "1collections"  # which no body can spell
NEVER = "1checks_assert_never"
MISCOUNTED = "1checks_miscounted"


def _fields(node: ast.Call) -> ast.expr | None:
    """The names of the fields in `NamedTuple("P", [("x", int)])`."""
    if len(node.args) != 2 or node.keywords or not isinstance(node.args[1], ast.List | ast.Tuple):
        return None
    names = [field.elts[0] for field in node.args[1].elts if isinstance(field, ast.Tuple) and len(field.elts) == 2]
    return ast.List(names, ast.Load()) if len(names) == len(node.args[1].elts) else None


class Eraser(ast.NodeTransformer):
    """Writes what stands in place of forms that nothing looks at."""

    def __init__(self, names: TypingNames) -> None:
        self.names = names
        self.own: set[str] = set()  # classes of the body that take parameters
        self.named_tuples = False
        self.counts: dict[str, int] = {}  # how many type variables those of them have of which it is known
        self.checks: dict[str, str] = {}  # functions of `typing.checks` and what they are called
        self.tests: set[str] = set()  # classes of `collections.abc` that values are tested for

    def is_generic(self, node: ast.expr) -> bool:
        """Whether what an expression names takes type parameters, which say nothing at run time."""
        if self.form(node) in ("Generic", "Protocol"):
            return True
        return isinstance(node, ast.Name) and (node.id in (GENERIC - self.names.bound) | self.own or self.names.is_class(node))

    def form(self, node: ast.expr) -> str | None:
        """The member of `typing` that an expression names."""
        return self.names.form(node)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.text(node, node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if self.form(node) is not None:
            return self.text(node, node)
        self.generic_visit(node)
        return node

    def text(self, node: ast.expr, place: ast.expr) -> ast.expr:
        form = self.form(node)
        if form is None:
            return node
        if form == "Text" and "str" not in self.names.bound:
            return ast.copy_location(ast.Name("str", ast.Load()), place)
        return ast.copy_location(ast.Constant(False if form == "TYPE_CHECKING" else f"typing.{form}"), place)

    def miscounted(self, node: ast.Subscript) -> ast.expr | None:
        """What raises for `Pair[int]` if Pair has two type variables; None if the count may be right."""
        wanted = self.counts.get(node.value.id) if isinstance(node.value, ast.Name) else None
        several = node.slice.elts if isinstance(node.slice, ast.Tuple) else None
        if several is None and isinstance(node.slice, ast.Name) and node.slice.id not in _SINGLE - self.names.bound:
            return None  # which may be a tuple
        parts = [node.slice] if several is None else several
        if wanted is None or not parts or len(parts) == wanted or any(isinstance(p, ast.Starred) for p in parts):
            return None
        self.checks["miscounted"] = MISCOUNTED
        counts: list[ast.expr] = [ast.Constant(len(parts)), ast.Constant(wanted)]
        made = ast.Call(ast.Name(MISCOUNTED, ast.Load()), [node.value, *counts], [])
        return ast.fix_missing_locations(ast.copy_location(made, node))

    def note_counts(self, classes: list[ast.ClassDef], variables: set[str]) -> None:
        """Notes how many type variables classes below `Generic[A, B]` have, of which the body binds each once."""
        for node in classes:
            generic = [b for b in node.bases if isinstance(b, ast.Subscript) and self.form(b.value) in ("Generic", "Protocol")]
            if len(generic) != 1 or node.name in self.counts:
                continue
            parts = generic[0].slice.elts if isinstance(generic[0].slice, ast.Tuple) else [generic[0].slice]
            if all(isinstance(p, ast.Name) and p.id in variables for p in parts):
                self.counts[node.name] = len(parts)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if isinstance(node.ctx, ast.Load) and (raising := self.miscounted(node)) is not None:
            return raising
        form = self.form(node.value)
        if form is not None:
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) and node.slice.elts else [node.slice]
            return ast.copy_location(ast.Constant(f"typing.{form}[{', '.join(map(ast.unparse, parts))}]"), node)
        if isinstance(node.value, ast.Name) and self.is_generic(node.value) and isinstance(node.ctx, ast.Load):
            return node.value
        self.generic_visit(node)
        return node

    def tested(self, node: ast.expr) -> ast.expr:
        """A class that `isinstance` tests for: `List` is the built-in class, `Iterable` that of `collections.abc`."""
        if isinstance(node, ast.Tuple):
            node.elts = [self.tested(n) for n in node.elts]
            return node
        form = self.form(node) or ""
        if form in _STREAMS:  # nothing is one
            return ast.copy_location(ast.Tuple([], ast.Load()), node)
        name = form.lower() if form in _GENERIC_ALIASES else ""
        test = f"1{form}" if f"1{form}" in PROTOCOLS else _ABSTRACT.get(form)
        if test is not None:
            self.tests.add(test)
            name = test_name(test)
        return ast.copy_location(ast.Name(name, ast.Load()), node) if name else self.visit(node)

    def refuse_protocols(self, node: ast.expr, of_classes: bool) -> None:
        """Refuses `issubclass(C, SupportsInt)` and its kind, which ask for a method that classes here need not have."""
        for part in node.elts if isinstance(node, ast.Tuple) else [node]:
            form = self.form(part) or ""
            if form.startswith("Supports") and (of_classes or f"1{form}" not in PROTOCOLS):
                raise RefusedCall(part, f"{'issubclass' if of_classes else 'isinstance'} with typing.{form}", "Name the classes.")

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.Name) and node.func.id in TESTS and len(node.args) == 2:
            self.refuse_protocols(node.args[1], node.func.id == "issubclass")
        if isinstance(node.func, ast.Name) and node.func.id == "isinstance" and len(node.args) == 2:
            node.args = [self.visit(node.args[0]), self.tested(node.args[1])]
            return node
        form = self.form(node.func)
        if form == "cast" and len(node.args) == 2 and not node.keywords:
            value: ast.expr = self.visit(node.args[1])
            return value
        if form in CHECKS and not node.keywords and len(node.args) == (1 if form == "assert_never" else 2):
            return self.checked(node, form == "assert_never")
        if form in _VARIABLES and node.args and isinstance(node.args[0], ast.Constant):
            return ast.copy_location(ast.Constant("~" + str(node.args[0].value)), node)
        if form == "NamedTuple" and (fields := _fields(node)) is not None:
            self.named_tuples = True
            call = ast.Call(ast.Attribute(ast.Name(COLLECTIONS, ast.Load()), "namedtuple", ast.Load()), [node.args[0], fields], [])
            return ast.fix_missing_locations(ast.copy_location(call, node))
        if form == "NewType" and len(node.args) == 2:
            value = ast.parse("lambda x: x", mode="eval").body
            for sub in syntax.walk(value):
                ast.copy_location(sub, node)
            return value
        if form in (None, "Text"):
            node.func = self.visit(node.func)
        node.args = [self.visit(a) for a in node.args]
        node.keywords = [self.visit(k) for k in node.keywords]
        return node

    def checked(self, node: ast.Call, fails: bool) -> ast.expr:
        """`assert_type(v, T)` is `v`, `assert_never(v)` a call of the library's."""
        value: ast.expr = self.visit(node.args[0])
        if not fails:
            return value
        self.checks["assert_never"] = NEVER
        return ast.fix_missing_locations(ast.copy_location(ast.Call(ast.Name(NEVER, ast.Load()), [value], []), node))

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
        node.decorator_list = [d for d in node.decorator_list if self.form(d) not in _MARKS]
        returns = node.returns  # its names are looked up, as those of other annotations
        self.generic_visit(node)
        node.returns = returns
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.stmt:
        return self.visit_FunctionDef(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        """Bases lose their parameters; `Dict` and its kind are the built-in classes."""
        node.bases = [self.base(b) for b in node.bases]
        node.decorator_list = [self.visit(d) for d in node.decorator_list if self.form(d) not in _MARKS]
        node.body = [self.visit(s) for s in node.body]
        return node

    def base(self, node: ast.expr) -> ast.expr:
        plain = node
        while isinstance(plain, ast.Subscript):  # `List[T][int]`, too
            plain = plain.value
        plain = plain if isinstance(plain, ast.Name | ast.Attribute) else node
        form = self.form(plain)
        name = "str" if form == "Text" else form.lower() if form in _GENERIC_ALIASES else ""
        if name and name not in self.names.bound:
            return ast.copy_location(ast.Name(name, ast.Load()), node)
        if form in _ABSTRACT:
            self.tests.add(_ABSTRACT[form])
            return ast.copy_location(ast.Name(test_name(_ABSTRACT[form]), ast.Load()), node)
        return plain

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        node.value = None if node.value is None else self.visit(node.value)
        return node
