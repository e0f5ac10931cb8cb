"""`__annotations__` of classes, in bodies that could see it: they name it, or a metaclass is given what a class body binds.

`x: int = 1` becomes `x: int = 1` and `__annotations__["x"] = int`. What a form of `typing` or `list[int]` is as a value is not
compiled, so there such annotations are refused.
"""

from __future__ import annotations

import ast
import builtins

from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.rewrite.annotations import postpones

NAME = "__annotations__"


def write_annotations(tree: ast.Module) -> None:
    """Writes the statements into the class bodies, in place. Raises Refused."""
    classes = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    if not any(map(_names_annotations, ast.walk(tree))) and not any(map(_may_see, classes)):
        return
    postponed = postpones(tree)
    forms = {a.asname or a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "typing" for a in n.names}
    writer = _Writer(postponed, forms)
    for node in classes:
        body = writer.block(node.body)
        if len(body) > len(node.body):
            made = ast.Assign([ast.Name(NAME, ast.Store())], ast.Dict([], []))
            body.insert(ast.get_docstring(node) is not None, ast.fix_missing_locations(ast.copy_location(made, node)))
            node.body = body


def _names_annotations(node: ast.AST) -> bool:
    return NAME in (getattr(node, "attr", None), getattr(node, "value", None) if isinstance(node, ast.Constant) else None)


def _may_see(node: ast.ClassDef) -> bool:
    """Whether a class is a metaclass or has one."""
    return any(k.arg == "metaclass" and not ast.unparse(k.value).endswith("ABCMeta") for k in node.keywords) or any(
        ast.unparse(b) in ("type", "ABCMeta", "abc.ABCMeta") for b in node.bases
    )


class _Writer:
    def __init__(self, postponed: bool, forms: set[str]) -> None:
        self.postponed = postponed
        self.forms = forms

    def block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """The statements of a class body, each annotation followed by the one that notes it."""
        out: list[ast.stmt] = []
        for stmt in body:
            out.append(stmt)
            if isinstance(stmt, ast.AnnAssign) and isinstance(stmt.target, ast.Name) and stmt.simple:
                place = ast.Subscript(ast.Name(NAME, ast.Load()), ast.Constant(stmt.target.id), ast.Store())
                out.append(ast.fix_missing_locations(ast.copy_location(ast.Assign([place], self.value(stmt.annotation)), stmt)))
        return out

    def value(self, annotation: ast.expr) -> ast.expr:
        """What an annotation is at run time."""
        if self.postponed:
            return ast.Constant(ast.unparse(annotation))
        if isinstance(annotation, ast.Constant) and (annotation.value is None or isinstance(annotation.value, str)):
            return ast.Constant(annotation.value)
        if isinstance(annotation, ast.Name) and annotation.id not in self.forms:
            known = getattr(builtins, annotation.id, None)
            if known is None or isinstance(known, type):
                return ast.Name(annotation.id, ast.Load())
        raise Refused(annotation, f"the annotation {ast.unparse(annotation)} as a value", "Name a class, or keep the types in a dict.")
