"""`f.__code__.co_argcount` and its kind: what is known of functions when they are compiled."""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.code_parts import CODE, PARTS, asks_code, code_names, note_parts
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.facts.scope import Scopes
from noetlc.lower.python.rewrite.annotations import postpones


def link_code(tree: ast.Module, as_function: bool) -> None:
    """Notes the parts of all functions with their nodes and reads them by their place, in place, in bodies that ask for them."""
    _ByText().visit(tree)
    if not asks_code(tree):
        return
    scopes = Scopes(tree, as_function, frozenset())
    for node in syntax.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            note_parts(scopes, node, postpones(tree))
    _Reading(code_names(tree)).visit(tree)
    tests = [n for n in syntax.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "hasattr"]
    tested = {id(argument) for test in tests for argument in test.args}
    for node in syntax.walk(tree):
        if isinstance(node, ast.Constant) and node.value == CODE and id(node) not in tested:
            raise Refused(node, f"{CODE} as text beside attributes of that name", f"Write f.{CODE}.")


class _ByText(ast.NodeTransformer):
    """`getattr(f, "__code__")` as the attribute that it gives."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if getattr(node.func, "id", "") != "getattr" or len(node.args) != 2 or node.keywords:
            return node
        value, name = node.args
        if not isinstance(name, ast.Constant) or name.value != CODE:
            return node
        return ast.copy_location(ast.Attribute(value, CODE, ast.Load()), node)


class _Reading(ast.NodeTransformer):
    """`x.co_varnames` of code, which is all that pure bodies do with it."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def is_code(self, node: ast.expr) -> bool:
        return getattr(node, "attr", "") == CODE or getattr(node, "id", "") in self.names

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if node.attr in PARTS and self.is_code(node.value):
            place = ast.Constant(PARTS.index(node.attr))
            return ast.fix_missing_locations(ast.copy_location(ast.Subscript(node.value, place, ast.Load()), node))
        return node
