"""`make_dataclass` with fields that stand in the call, as a class statement.

Example: `P = make_dataclass("P", [("x", int), ("y", int, 5)])` is `@dataclass class P: x: int; y: int = 5`.
"""

from __future__ import annotations

import ast
import keyword

from noetlc.frontend import syntax

_MAKER = "make_dataclass"


def write_made(tree: ast.Module) -> None:
    """Writes such statements of a body, in place; others stay calls, which are not compiled."""
    if not any(getattr(n, "attr", getattr(n, "name", "")) == _MAKER for n in syntax.walk(tree)):
        return
    others = {n.id for n in syntax.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    others |= {n.name for n in syntax.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    others |= {n.arg for n in syntax.walk(tree) if isinstance(n, ast.arg)}
    if others & {"dataclass", _MAKER}:
        return
    writing = _Writing()
    writing.visit(tree)
    if not writing.by_name:
        return
    left = any(isinstance(n, ast.Name) and n.id == _MAKER for n in syntax.walk(tree))
    for node in syntax.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses" and not left:
            node.names = [ast.alias("dataclass") if a.name == _MAKER else a for a in node.names]


class _Writing(ast.NodeTransformer):
    def __init__(self) -> None:
        self.by_name = False  # whether some call was of the name alone
        self.depth = 0

    def inner(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> ast.stmt:
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = inner

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=func, args=[ast.Constant(value=said), fields]) as call):
                made = _decorator(func)
                if made is not None and said == name:
                    stmt = _class(name, fields, call.keywords, made)
                    if stmt is not None:
                        if self.depth:
                            stmt.body.insert(0, ast.Assign([ast.Name("__qualname__", ast.Store())], ast.Constant(name)))
                        self.by_name |= isinstance(func, ast.Name)
                        return ast.fix_missing_locations(ast.copy_location(stmt, node))
        return node


def _decorator(func: ast.expr) -> ast.expr | None:
    if isinstance(func, ast.Name) and func.id == _MAKER:
        return ast.Name("dataclass", ast.Load())
    if isinstance(func, ast.Attribute) and func.attr == _MAKER and isinstance(func.value, ast.Name):
        return ast.Attribute(func.value, "dataclass", ast.Load())
    return None


def _class(name: str, fields: ast.expr, keywords: list[ast.keyword], decorator: ast.expr) -> ast.ClassDef | None:
    """The class statement; None if something of it does not stand in the call."""
    if not isinstance(fields, ast.List | ast.Tuple):
        return None
    body: list[ast.stmt] = [ast.Assign([ast.Name("__module__", ast.Store())], ast.Constant("types"))]
    bases: list[ast.expr] = []
    flags = []
    for key in keywords:
        if key.arg == "bases" and isinstance(key.value, ast.Tuple) and not any(isinstance(b, ast.Starred) for b in key.value.elts):
            bases = key.value.elts
        elif key.arg == "namespace" and isinstance(key.value, ast.Dict):
            members = [_member(k, v) for k, v in zip(key.value.keys, key.value.values, strict=True)]
            if None in members:
                return None
            body += [m for m in members if m is not None]
        elif key.arg in (None, "bases", "namespace", "module"):
            return None
        else:
            flags.append(key)
    found = [_field(f) for f in fields.elts]
    names = [f.target.id for f in found if f is not None and isinstance(f.target, ast.Name)]
    if None in found or len(set(names)) < len(names) or not all(n.isidentifier() and not keyword.iskeyword(n) for n in [name, *names]):
        return None
    body += [f for f in found if f is not None]
    own = {n.id for stmt in body for n in syntax.walk(stmt) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    if any(isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and n.id in own for stmt in body for n in syntax.walk(stmt)):
        return None  # which means what is outside of the class
    made = ast.parse("class C: pass").body[0]
    assert isinstance(made, ast.ClassDef)
    made.name, made.bases, made.body = name, bases, body
    made.decorator_list = [ast.Call(decorator, [], flags) if flags else decorator]
    return made


def _field(node: ast.expr) -> ast.AnnAssign | None:
    match node:
        case ast.Constant(value=str(name)):
            return _annotated(name, ast.Constant("typing.Any"), None)
        case ast.Tuple(elts=[ast.Constant(value=str(name)), kind]):
            return _annotated(name, kind, None)
        case ast.Tuple(elts=[ast.Constant(value=str(name)), kind, default]):
            return _annotated(name, kind, default)
    return None


def _annotated(name: str, kind: ast.expr, default: ast.expr | None) -> ast.AnnAssign:
    return ast.AnnAssign(ast.Name(name, ast.Store()), kind, default, 1)


def _member(key: ast.expr | None, value: ast.expr) -> ast.stmt | None:
    if not isinstance(key, ast.Constant) or not isinstance(key.value, str) or not key.value.isidentifier():
        return None
    return ast.Assign([ast.Name(key.value, ast.Store())], value)
