"""`replace(obj, x=…)` of the dataclasses of a body as direct calls of them.

Example: with `@dataclass class P: x: int; y: int`, `replace(p, x=1)` becomes a call of

    def replace_x(obj, x):
        if type(obj) is P:
            return P(x=x, y=obj.y)
        return replace(obj, x=x)

This is done where nothing can call it before all those classes are there, and their names mean nothing else.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping

from noetlc.frontend import syntax
from noetlc.lower.python.facts.bindings import bindings
from noetlc.lower.python.rewrite.dataclass_fields import Field

_MOST_CLASSES = 8  # that one function tells apart
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
_QUIET_CALLS = frozenset(("field", "dataclass"))


class Replacements:
    """What may be done with a body, found before the methods of its dataclasses are written out."""

    def __init__(self, tree: ast.Module, classes: list[ast.ClassDef]) -> None:
        self.tree = tree
        self.name = _imported(tree)
        bound = Counter(bindings(tree))
        own = {c.name for c in classes}
        self.fits = bool(
            self.name
            and all(bound[name] == 1 for name in (self.name, *own))
            and not bound["type"]
            and all(c in tree.body and len(c.decorator_list) == 1 for c in classes)
            and not any(own & {getattr(b, "id", "") for b in n.bases} for n in _others(tree, classes))
            and classes
            and all(map(_is_quiet, tree.body[: tree.body.index(classes[-1]) + 1]))
        )
        self.classes = sorted(classes, key=tree.body.index) if self.fits else []

    def write(self, fields: Mapping[str, list[Field]]) -> None:
        """Replaces the calls and adds the functions, behind the imports."""
        if not self.fits:
            return
        made: dict[tuple[str, ...], str] = {}
        for call in [n for n in syntax.walk(self.tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == self.name]:
            names = tuple(str(k.arg) for k in call.keywords)
            plain = len(call.args) == 1 and not isinstance(call.args[0], ast.Starred) and all(k.arg for k in call.keywords)
            found = [c for c in self.classes if plain and _takes(fields[c.name], names)]
            if 0 < len(found) <= _MOST_CLASSES:
                if names not in made:
                    made[names] = f"1replace{len(made)}"
                    self.add(_source(self.name, f"_{made[names]}", found, fields, names))
                assert isinstance(call.func, ast.Name)
                call.func.id = made[names]
                call.args += [k.value for k in call.keywords]
                call.keywords = []

    def add(self, source: str) -> None:
        (function,) = ast.parse(source).body
        assert isinstance(function, ast.FunctionDef)
        at = next(i for i, stmt in enumerate(self.tree.body) if isinstance(stmt, ast.ClassDef | _FUNCTIONS))
        function.name = function.name[1:]
        for node in syntax.walk(function):
            ast.copy_location(node, self.tree.body[at])
            if isinstance(node, ast.stmt | ast.expr):
                node.lineno = 0  # no place of the body, as in CPython
        self.tree.body.insert(at, function)


def _others(tree: ast.Module, classes: list[ast.ClassDef]) -> list[ast.ClassDef]:
    return [n for n in syntax.walk(tree) if isinstance(n, ast.ClassDef) and n not in classes]


def _imported(tree: ast.Module) -> str:
    """The name by which `from dataclasses import replace` at the head of a body binds it, empty if it does not."""
    for stmt in tree.body:
        if isinstance(stmt, ast.ImportFrom) and stmt.module == "dataclasses":
            for alias in stmt.names:
                if alias.name == "replace":
                    return alias.asname or alias.name
        if not isinstance(stmt, ast.Import | ast.ImportFrom) and not (isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Constant)):
            break
    return ""


def _is_quiet(stmt: ast.stmt) -> bool:
    """Whether a statement runs no code of functions."""
    if isinstance(stmt, ast.Import | ast.ImportFrom):
        return True
    if isinstance(stmt, _FUNCTIONS):
        given = [d for d in (*stmt.args.defaults, *stmt.args.kw_defaults) if d is not None]
        return not stmt.decorator_list and not any(isinstance(n, ast.Call) for d in given for n in syntax.walk(d))
    if isinstance(stmt, ast.ClassDef):
        return not stmt.keywords and all(isinstance(s, _FUNCTIONS) or _is_quiet(s) for s in stmt.body)
    called = [getattr(n.func, "id", "") for n in syntax.walk(stmt) if isinstance(n, ast.Call)]
    return isinstance(stmt, ast.Assign | ast.AnnAssign | ast.Expr | ast.Pass) and _QUIET_CALLS.issuperset(called)


def _takes(fields: list[Field], names: tuple[str, ...]) -> bool:
    """Whether a class can be called with fields of those names changed, by the names of all that it takes."""
    return not any(f.passed_on for f in fields) and set(names) <= {f.name for f in fields if f.init}


def _source(
    replace: str, function: str, classes: list[ast.ClassDef], fields: Mapping[str, list[Field]], names: tuple[str, ...]
) -> str:
    """What replaces calls with those names."""
    given = {name: f"_{i}" for i, name in enumerate(names)}
    lines = [f"def {function}({', '.join(('_obj', *given.values()))}):"]
    for cls in classes:
        values = [f"{f.name}={given.get(f.name, f'_obj.{f.name}')}" for f in fields[cls.name] if f.init]
        lines += [f"    if type(_obj) is {cls.name}:", f"        return {cls.name}({', '.join(values)})"]
    lines.append(f"    return {replace}(_obj, {', '.join(f'{name}={value}' for name, value in given.items())})")
    return "\n".join(lines)
