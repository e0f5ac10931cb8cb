"""What `typing` and its kind are imported as: their own names, by which later passes know their forms.

Example: of `import typing as t` and `class P(t.Protocol)` is left `import typing` and `class P(typing.Protocol)`, and of
`from typing import NamedTuple as NT` with `class N(NT)` the class is one of `NamedTuple`. A name that anything else binds is left, but for
functions and classes that do not read what is imported.
"""

from __future__ import annotations

import ast
from collections import Counter

from noetlc.frontend import syntax

_BY_TEXT = frozenset("__builtins__ __dict__ dir eval exec globals locals vars".split())
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_SCOPES = (*_FUNCTIONS, ast.ClassDef)
_KNOWN_BY_NAME = frozenset("abc contextlib dataclasses enum typing".split())


def name_imports(tree: ast.Module) -> None:
    """Takes the other names away, in place."""
    aliases = [(a, a.name) for s in tree.body if isinstance(s, ast.Import) for a in s.names if a.name in _KNOWN_BY_NAME]
    aliases += [
        (a, a.name) for s in tree.body if isinstance(s, ast.ImportFrom) and s.module in _KNOWN_BY_NAME and not s.level for a in s.names
    ]
    renamed = [(a, name) for a, name in aliases if a.asname not in (None, name)]
    if not renamed:
        return
    outside, of_module = _named(tree, _FUNCTIONS), _named(tree, _SCOPES)
    scopes = [(_named(n, ()), _read(n)) for n in syntax.walk(tree) if isinstance(n, _SCOPES)]
    imported = Counter(a.asname or a.name for a, _ in aliases)
    own: dict[str, str] = {}
    for alias, name in renamed:
        asked = alias.asname or name
        plainly = imported[name] > 0 and any(a.asname is None and a.name == name for a, _ in aliases)
        free = of_module[name] == (imported[name] if plainly else 0) and not any(name in bound and asked in read for bound, read in scopes)
        if outside[asked] == 1 and free and asked not in own and name not in own.values():
            own[asked] = name
            alias.asname = None
    _Renaming(own).visit(tree)


def _read(function: ast.AST) -> set[str]:
    return {n.id for n in syntax.walk(function) if isinstance(n, ast.Name)}


class _Renaming(ast.NodeTransformer):
    def __init__(self, own: dict[str, str]) -> None:
        self.own = own

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.own.get(node.id, node.id)
        return node

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> ast.AST:
        before, bound = self.own, _named(node, ())
        for outer in ast.iter_child_nodes(node.args):  # defaults and annotations, which stand outside
            self.visit(outer)
        for outer in (*getattr(node, "decorator_list", ()), *filter(None, (getattr(node, "returns", None),))):
            self.visit(outer)
        self.own = {asked: name for asked, name in before.items() if not bound[asked]}
        for inner in node.body if isinstance(node.body, list) else [node.body]:
            self.visit(inner)
        self.own = before
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = _function


def _named(tree: ast.AST, apart: tuple[type[ast.AST], ...]) -> Counter[str]:
    """How often each name is bound, said to be global, or is a text by which it may be found; not inside of what is `apart`."""
    found: Counter[str] = Counter()
    by_text = any(getattr(n, "id", getattr(n, "attr", "")) in _BY_TEXT for n in syntax.walk(tree))
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, apart):
            todo += [*getattr(node, "decorator_list", ()), *getattr(node, "bases", ())]
            args = getattr(node, "args", None)
            if isinstance(args, ast.arguments):
                todo += [*args.defaults, *filter(None, args.kw_defaults)]
            found.update(n for g in syntax.walk(node) if isinstance(g, ast.Global) for n in g.names)
        else:
            todo += ast.iter_child_nodes(node)
        if isinstance(node, ast.alias):
            found[(node.asname or node.name).partition(".")[0]] += 1
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found[node.id] += 1
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] += 1
        elif isinstance(node, ast.arg):
            found[node.arg] += 1
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            found[node.name] += 1
        elif isinstance(node, ast.MatchMapping) and node.rest:
            found[node.rest] += 1
        elif isinstance(node, ast.Global | ast.Nonlocal):
            found.update(node.names)
        elif by_text and isinstance(node, ast.Constant) and isinstance(node.value, str):
            found[node.value] += 1
    return found
