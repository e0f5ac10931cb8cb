"""Annotations become the names in them that may be unknown."""

from __future__ import annotations

import ast
import builtins

from noetlc.frontend import syntax

Function = ast.FunctionDef | ast.AsyncFunctionDef

_FORMS = (ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.List, ast.BinOp, ast.BitOr, ast.Constant, ast.Load)


_FIRST = "first_annotation"


def note_first(node: Function, annotation: ast.expr) -> None:
    """Keeps the annotation of a function's first parameter that has one, before all become a dict."""
    setattr(node, _FIRST, annotation)


def first_annotation(node: Function) -> ast.expr | None:
    """The annotation of the first positional parameter that has one."""
    found = [p.annotation for p in (*node.args.posonlyargs, *node.args.args) if p.annotation is not None]
    kept = getattr(node, _FIRST, None)
    return found[0] if found else kept if isinstance(kept, ast.expr) else None


def imported_names(tree: ast.Module) -> frozenset[str]:
    """The names that import statements bind."""
    found = (a for n in syntax.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom) for a in n.names)
    return frozenset((a.asname or a.name).partition(".")[0] for a in found)


def postpones(tree: ast.Module) -> bool:
    """Whether a body has `from __future__ import annotations`, which leaves them texts."""
    future = [s for s in tree.body if isinstance(s, ast.ImportFrom) and s.module == "__future__"]
    return any(a.name == "annotations" for s in future for a in s.names)


def keep_names(tree: ast.Module, imported: frozenset[str]) -> None:
    """Replaces annotations by the tuples of the names in them that may be unknown, in place; those of functions that
    `write_annotations` made dicts stay."""
    postponed = postpones(tree)

    def kept(annotation: ast.expr) -> ast.expr | None:
        if isinstance(annotation, ast.Dict):
            return annotation
        parts = list(syntax.walk(annotation))
        if postponed or not all(isinstance(p, _FORMS) for p in parts):
            return None
        found: list[ast.expr] = [p for p in parts if isinstance(p, ast.Name) and p.id not in imported and not hasattr(builtins, p.id)]
        return ast.copy_location(ast.Tuple(found, ast.Load()), annotation) if found else None

    for node in syntax.walk(tree):
        if isinstance(node, ast.arg) and node.annotation is not None:
            node.annotation = kept(node.annotation)
        elif isinstance(node, Function) and node.returns is not None:
            node.returns = kept(node.returns)
        elif isinstance(node, ast.AnnAssign):
            node.annotation = kept(node.annotation) or ast.copy_location(ast.Constant(None), node.annotation)
