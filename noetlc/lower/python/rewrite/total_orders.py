"""What `@total_ordering` adds to a class that defines one order, written where the class is.

Example: of a class with `__lt__` alone, `__ge__` becomes

    def __ge__(self, other):
        answer = self.__lt__(other)
        return answer if answer is NotImplemented else not answer

whose call is one of a method of the body, where `functools` looks for it in the class of `self`. So it stays where bases may define
orders, and where a body may set attributes by computed names or ask methods for their names.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.seeing import HIDING
from noetlc.lower.python.rewrite.callable_classes import names_orders

_NAME = "total_ordering"
_MADE = {
    "__lt__": {"__gt__": "not answer and self != other", "__le__": "answer or self == other", "__ge__": "not answer"},
    "__le__": {"__ge__": "not answer or self == other", "__lt__": "answer and self != other", "__gt__": "not answer"},
    "__gt__": {"__lt__": "not answer and self != other", "__ge__": "answer or self == other", "__le__": "not answer"},
    "__ge__": {"__le__": "not answer or self == other", "__gt__": "answer and self != other", "__lt__": "not answer"},
}
_ASKED = HIDING | {"__dict__", "__getattribute__", "__setattr__", "setattr", "dir", "inspect"}


def write_orders(tree: ast.Module) -> None:
    """Does so in place, and takes the import out where nothing names it any more."""
    imports = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.module == "functools" and _names(n)]
    whole = any(isinstance(n, ast.Import) and any(a.name == "functools" and a.asname is None for a in n.names) for n in tree.body)
    if not (imports or whole) or names_orders(tree):
        return
    nodes = list(syntax.walk(tree))
    if any(_hides(node) for node in nodes):
        return
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            _write(node, {_NAME: bool(imports), f"functools.{_NAME}": whole})
    if any(isinstance(n, ast.Name) and n.id == _NAME for n in syntax.walk(tree)):
        return
    for i, stmt in enumerate(tree.body):
        if stmt in imports and isinstance(stmt, ast.ImportFrom):
            stmt.names = [a for a in stmt.names if a.name != _NAME]
            tree.body[i] = stmt if stmt.names else ast.copy_location(ast.Pass(), stmt)


def _names(node: ast.ImportFrom) -> bool:
    return any(a.name == _NAME and a.asname is None for a in node.names)


def _hides(node: ast.AST) -> bool:
    """Whether something else may be meant by the names that are written, or an instance may have an attribute of their kind."""
    match node:
        case ast.Name(id=name, ctx=ctx):
            return name in _ASKED or (not isinstance(ctx, ast.Load) and (name in _MADE or name in _RESERVED))
        case ast.Attribute(attr=name, ctx=ctx):
            return name in _ASKED or (name in _MADE and not isinstance(ctx, ast.Load))
        case ast.Constant(value=str(text)):
            return text in _MADE or text in _ASKED
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name in _RESERVED | _ASKED
        case ast.arg(arg=name):
            return name in _RESERVED
        case ast.alias(name=name, asname=asname):
            return (asname or name) in _ASKED | {"NotImplemented"}
    return False


_RESERVED = frozenset((_NAME, "functools", "NotImplemented"))


def _write(node: ast.ClassDef, known: dict[str, bool]) -> None:
    """Does so with one class; `known` says by which names its decorator goes."""
    marks = [d for d in node.decorator_list if known.get(ast.unparse(d))]
    others = [d for d in node.decorator_list if d not in marks and not _makes_no_order(d)]
    own = [s for s in node.body if isinstance(s, ast.FunctionDef) and s.name in _MADE]
    within = [n for n in syntax.walk(node) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name in _MADE]
    based = node.keywords or any(ast.unparse(base) != "object" for base in node.bases)
    if len(marks) != 1 or others or based or not own or len(own) != len(within) or any(method.decorator_list for method in own):
        return
    defined = {method.name for method in own}
    root = next(name for name in _MADE if name in defined)
    node.decorator_list.remove(marks[0])
    for name, said in _MADE[root].items():
        if name not in defined:
            source = f"def {name}(self, other):\n    answer = self.{root}(other)\n    return answer if answer is NotImplemented else {said}"
            made = ast.fix_missing_locations(ast.copy_location(ast.parse(source).body[0], node))
            for part in syntax.walk(made):
                if hasattr(part, "lineno"):
                    part.lineno = 0  # no place of the body, as in CPython
            node.body.append(made)


def _makes_no_order(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    plain = ast.unparse(called) in ("dataclass", "dataclasses.dataclass")
    return plain and all(k.arg not in (None, "order") for k in getattr(decorator, "keywords", ()))
