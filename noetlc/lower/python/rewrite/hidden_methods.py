"""Methods that a built-in base hides, taken from it by name: instances find those of a body's classes first.

Example: of `class C(dict, M)`, where `M` defines `get`, the body gets `get = dict.get` at its end.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection

from noetlc.frontend import syntax
from noetlc.lower.python.rewrite.ancestors import base_texts, with_ancestors
from noetlc.primitives.python_methods import METHODS, RECEIVERS
from noetlc.primitives.special_methods import SPECIAL, is_none, members


def take_hidden(tree: ast.Module) -> None:
    """Adds the assignments, in place, where nothing shows what a class has of its own."""
    classes = [n for n in syntax.walk(tree) if isinstance(n, ast.ClassDef)]
    several = [n for n in classes if len(n.bases) > 1 and not RECEIVERS.keys().isdisjoint(base_texts(n)[:-1])]
    by_name = {c.name: c for c in classes}
    if not several or any(_shows(n, by_name) for n in syntax.walk(tree)):
        return
    bound = by_name.keys() | {n.id for n in syntax.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for node in several:
        hiding = ""
        for base in base_texts(node):
            if base in RECEIVERS and base not in bound:
                hiding = hiding or base
            elif hiding and base in by_name:
                behind = set().union(*(_bound(c) for c in with_ancestors(by_name[base], by_name)))
                for name in sorted((behind & _having(hiding)) - _bound(node)):
                    value = ast.Attribute(ast.Name(hiding, ast.Load()), name, ast.Load())
                    made = ast.Assign([ast.Name(name, ast.Store())], value)
                    node.body.append(ast.fix_missing_locations(ast.copy_location(made, node)))


def _having(cls: str) -> set[str]:
    """The methods of a built-in class that can be values."""
    names = members(getattr(builtins, cls)).keys()
    return {n for n in names if not is_none(cls, n) and (RECEIVERS[cls] in METHODS.get(n, {}) or (cls, n) in SPECIAL)}


def _shows(node: ast.AST, classes: Collection[str]) -> bool:
    """Whether a class may be asked for all that its own statement defines."""
    asked: ast.expr | None = None
    if isinstance(node, ast.Attribute) and node.attr == "__dict__":
        asked = node.value
    elif isinstance(node, ast.Call) and ast.unparse(node.func) == "vars" and node.args:
        asked = node.args[0]
    text = ast.unparse(asked) if asked is not None else ""
    return text in classes or text in ("cls", "klass") or text.endswith("__class__") or text.startswith("type(")


def _bound(node: ast.ClassDef) -> set[str]:
    stored = (n for s in node.body if isinstance(s, ast.Assign) for t in s.targets for n in syntax.walk(t))
    names = {n.id for n in stored if isinstance(n, ast.Name)}
    return names | {s.name for s in node.body if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
