"""`__annotations__` of classes and functions, in bodies that could see it: they name it, or a metaclass is given what a class body binds.

In a class `x: int = 1` becomes `x: int = 1` and `__annotations__["x"] = int`; `def f(a: int) -> str` becomes
`def f(a) -> {"a": int, "return": str}`, which is the dict for the function. What a form of `typing` or `list[int]` is as a value is not
compiled, so there such annotations are refused.
"""

from __future__ import annotations

import ast
import builtins

from noetlc.frontend import syntax
from noetlc.lower.python.facts.code_parts import imports_inspect
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.rewrite.annotations import Function, first_annotation, note_first, postpones
from noetlc.lower.python.rewrite.asked_classes import FAMILY, HOOKED, TESTING
from noetlc.lower.python.rewrite.typed_values import value_of

NAME = "__annotations__"


def write_annotations(tree: ast.Module) -> None:
    """Writes the statements into the class bodies, in place. Raises Refused."""
    classes = [n for n in syntax.walk(tree) if isinstance(n, ast.ClassDef)]
    named = any(map(names_annotations, syntax.walk(tree)))
    if not named:
        classes = _seen(tree, classes)
        if not classes:
            return
    postponed = postpones(tree)
    forms = {a.asname or a.name for n in syntax.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "typing" for a in n.names}
    writer = _Writer(postponed, forms)
    values = _values(tree)
    for function in syntax.walk(tree) if named else ():
        if isinstance(function, Function) and (function.name in values or function.decorator_list):
            writer.function(function)
    for node in classes:
        body = writer.block(node.body)
        if len(body) > len(node.body):
            made = ast.Assign([ast.Name(NAME, ast.Store())], ast.Dict([], []))
            body.insert(ast.get_docstring(node) is not None, ast.fix_missing_locations(ast.copy_location(made, node)))
            node.body = body


def _values(tree: ast.Module) -> set[str]:
    """The names that are used for more than calls, and all methods."""
    called = {id(n.func) for n in syntax.walk(tree) if isinstance(n, ast.Call)}
    methods = {f.name for n in syntax.walk(tree) if isinstance(n, ast.ClassDef) for f in n.body if isinstance(f, Function)}
    return methods | {n.id for n in syntax.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and id(n) not in called}


def names_annotations(node: ast.AST) -> bool:
    """Whether a node asks for annotations."""
    if imports_inspect(node):
        return True
    named = NAME in (getattr(node, "attr", None), getattr(node, "value", None) if isinstance(node, ast.Constant) else None)
    return named or (isinstance(node, ast.Name) and node.id == "1typed_type_hints")


def _may_see(node: ast.ClassDef) -> bool:
    """Whether a class is a metaclass or has one that is not of the library."""
    known = ("ABCMeta", TESTING, HOOKED, FAMILY)
    return any(k.arg == "metaclass" and not ast.unparse(k.value).endswith(known) for k in node.keywords) or any(
        ast.unparse(b) in ("type", "ABCMeta", "abc.ABCMeta") for b in node.bases
    )


def _seen(tree: ast.Module, classes: list[ast.ClassDef]) -> list[ast.ClassDef]:
    """The classes whose body a metaclass of this body may be given: those that have one, and what derives from them."""
    if not any(map(_may_see, classes)):
        return []
    imported = {a.asname or a.name for n in syntax.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom) for a in n.names}
    harmless = imported | set(dir(builtins)) | {c.name for c in classes}
    seen = {c.name for c in classes if _may_see(c)}
    more = True
    while more:
        found = {c.name for c in classes if any(_leads_to(base, seen, harmless) for base in c.bases)}
        more = not found <= seen
        seen |= found
    return [c for c in classes if c.name in seen]


def _leads_to(base: ast.expr, seen: set[str], harmless: set[str]) -> bool:
    """Whether a base is one of the classes, or may be."""
    value = base.value if isinstance(base, ast.Subscript) else base
    if isinstance(value, ast.Attribute):
        return value.attr in seen or not isinstance(value.value, ast.Name) or value.value.id not in harmless
    return not isinstance(value, ast.Name) or value.id in seen or value.id not in harmless


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

    def function(self, node: Function) -> None:
        """Puts the dict of all annotations of a function where the one of its result stands."""
        args = node.args
        first = first_annotation(node)
        if first is not None:
            note_first(node, first)
        ordered = (*args.args, *args.posonlyargs, args.vararg, *args.kwonlyargs, args.kwarg)
        noted = [(arg.arg, arg.annotation) for arg in ordered if arg is not None and arg.annotation is not None]
        noted += [("return", node.returns)] if node.returns is not None else []
        if noted:
            made = ast.Dict([ast.Constant(name) for name, _ in noted], [self.value(annotation) for _, annotation in noted])
            node.returns = ast.fix_missing_locations(ast.copy_location(made, noted[0][1]))
        for arg in ordered:
            if arg is not None:
                arg.annotation = None

    def value(self, annotation: ast.expr) -> ast.expr:
        """What an annotation is at run time."""
        noted = value_of(annotation)
        if noted is not None:
            return noted
        if self.postponed:
            return ast.Constant(ast.unparse(annotation))
        if isinstance(annotation, ast.Constant) and (annotation.value is None or isinstance(annotation.value, str)):
            return ast.Constant(annotation.value)
        if isinstance(annotation, ast.Name) and annotation.id not in self.forms:
            known = getattr(builtins, annotation.id, None)
            if known is None or isinstance(known, type):
                return ast.Name(annotation.id, ast.Load())
        raise Refused(annotation, f"the annotation {ast.unparse(annotation)} as a value", "Name a class, or keep the types in a dict.")
