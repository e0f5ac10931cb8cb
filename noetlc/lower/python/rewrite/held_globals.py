"""`g = globals()` of a variable that only looks names up: `g["x"]` is `globals()["x"]`, since CPython has one dict for all these calls.
And loops over all variables that only take names with a beginning: in `[f for n, f in globals().items() if n.startswith("test_")]` the call
says so by a named argument, which no body can spell.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from noetlc.frontend import syntax
from noetlc.lower.python.facts.full_names import BEGINNING
from noetlc.lower.python.facts.scope import ComprehensionNode, FunctionNode, Scopes


def ask_again(tree: ast.Module) -> None:
    """Writes the call in place of the variable, and the beginnings of names, in place."""
    nodes = list(syntax.walk(tree))
    for node in nodes:
        if isinstance(node, ast.For) and len(node.body) == 1 and isinstance(node.body[0], ast.If) and not node.body[0].orelse:
            _say_beginning(node.iter, node.target, node.body[0].test)
        elif isinstance(node, ast.comprehension) and node.ifs:
            _say_beginning(node.iter, node.target, node.ifs[0])
    given = [n for n in nodes if isinstance(n, ast.Assign) and isinstance(n.value, ast.Call) and ast.unparse(n.value) == "globals()"]
    if not given:
        return
    scopes = Scopes(tree, False, frozenset())
    parents = {id(child): node for node in nodes for child in syntax.children(node)}
    for stmt in given:
        target = stmt.targets[0]
        holding = [s for s in scopes.by_node.values() if isinstance(target, ast.Name) and scopes.only_binding(s, target.id) is target]
        if len(stmt.targets) > 1 or not isinstance(target, ast.Name) or len(holding) != 1:
            continue
        inner = [(node, s) for node, s in scopes.by_node.items() if scopes.resolve(s, target.id).scope is holding[0] is not s]
        users = [n for node, _ in inner for n in _own_nodes(node) if isinstance(n, ast.Name) and n.id == target.id]
        uses = [n for n in _own_nodes(holding[0].node) if isinstance(n, ast.Name) and n.id == target.id and isinstance(n.ctx, ast.Load)]
        if not users and all(_looks_up(parents[id(use)], use) for use in uses):
            for use in uses:
                _replace(parents[id(use)], ast.copy_location(ast.Call(ast.Name("globals", ast.Load()), [], []), use))
            stmt.value = ast.copy_location(ast.Constant(None), stmt.value)
    ast.fix_missing_locations(tree)


def _say_beginning(iterable: ast.expr, target: ast.expr, test: ast.expr) -> None:
    call = _all_of(iterable)
    name = target.elts[0] if isinstance(target, ast.Tuple) and target.elts else target
    first = test.values[0] if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else test
    match first:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=asked), attr="startswith"), args=[ast.Constant(value=str(begin))]):
            if call is not None and isinstance(name, ast.Name) and name.id == asked:
                call.keywords = [ast.keyword(BEGINNING, ast.Constant(begin))]
                ast.fix_missing_locations(call)


def _all_of(node: ast.expr) -> ast.Call | None:
    """The call of `globals` of which an expression gives all names, alone or with their values."""
    while isinstance(node, ast.Call):
        match node:
            case ast.Call(func=ast.Name(id="list" | "sorted" | "tuple" | "dict"), args=[inner]):
                node = inner
            case ast.Call(func=ast.Attribute(value=inner, attr="items" | "keys" | "copy")):
                node = inner
            case ast.Call(func=ast.Name(id="globals"), args=[]):
                return node
            case _:
                break
    return None


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of scopes inside it."""
    for part in syntax.children(node):
        yield part
        if not isinstance(part, FunctionNode | ast.ClassDef | ComprehensionNode):
            yield from _own_nodes(part)


def _looks_up(parent: ast.AST, use: ast.Name) -> bool:
    if isinstance(parent, ast.Subscript):
        return parent.value is use and isinstance(parent.ctx, ast.Load)
    if isinstance(parent, ast.Compare):
        return parent.comparators == [use] and isinstance(parent.ops[0], ast.In | ast.NotIn)
    return isinstance(parent, ast.Attribute) and parent.attr == "get"


def _replace(parent: ast.AST, call: ast.Call) -> None:
    if isinstance(parent, ast.Compare):
        parent.comparators = [call]
    elif isinstance(parent, ast.Subscript | ast.Attribute):
        parent.value = call
