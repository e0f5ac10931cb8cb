"""Unions of classes as values: `kinds = int | str` and `Union[int, str]` become objects of the library, beside annotations and what
`isinstance` is given directly, which need none. In bodies with such objects `isinstance(x, kinds)` takes the classes out of them.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.rewrite.import_first import import_first
from noetlc.lower.python.rewrite.unions import BUILT_IN, TESTS, Unions

_MADE, _TYPING, _MEMBERS, _EITHER = "1union_made", "1union_typing", "1union_members", "1union_either"  # names no body can spell


def write_unions(tree: ast.Module) -> None:
    """Writes the calls that make unions, in place."""
    nodes = list(syntax.walk(tree))
    if not any((isinstance(n, ast.BinOp) and isinstance(n.op, ast.BitOr)) or isinstance(n, ast.Subscript) for n in nodes):
        return
    writer = _Writer(Unions(tree), {n.arg for n in nodes if isinstance(n, ast.arg)})
    writer.visit(tree)
    if writer.found:
        bound = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        _Tests(writer.classes, TESTS - bound).visit(tree)
        import_first(tree, "types", {"union_of": _MADE, "typing_union": _TYPING, "union_members": _MEMBERS, "union_either": _EITHER})


class _Writer(ast.NodeTransformer):
    def __init__(self, unions: Unions, params: set[str]) -> None:
        self.unions = unions
        self.classes = unions.classes
        self.params = params
        self.found = False

    def parts(self, node: ast.expr) -> list[ast.expr] | None:
        """The classes of a union that stand there by their names; None for anything else."""
        if isinstance(node, ast.Constant) and node.value is None:
            return [node]
        if isinstance(node, ast.Name):
            return [node] if node.id in self.classes else None
        found = [self.parts(part) for part in self.unions.parts(node)]
        return [part for some in found for part in some or ()] if found and None not in found else None

    def made(self, node: ast.expr) -> ast.expr | None:
        parts = self.parts(node) if self.unions.parts(node) else None
        if parts is None or not any(isinstance(p, ast.Name) for p in parts):
            return None
        self.found = True
        name = _MADE if isinstance(node, ast.BinOp) else _TYPING
        return ast.fix_missing_locations(ast.copy_location(ast.Call(ast.Name(name, ast.Load()), parts, []), node))

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        made = self.made(node)
        if made is not None:
            return made
        asked = isinstance(node.op, ast.BitOr) and self.may_be_union(node.left, node.right)
        self.generic_visit(node)
        if not asked:
            return node
        self.found = True
        call = ast.Call(ast.Name(_EITHER, ast.Load()), [node.left, node.right], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))

    def may_be_union(self, left: ast.expr, right: ast.expr) -> bool:
        """Whether one side of `|` is None or a built-in class by its name, and the other may be a class: what a call gives, a parameter."""
        for known, other in ((left, right), (right, left)):
            is_class = isinstance(known, ast.Name) and known.id in self.classes & BUILT_IN
            if is_class or (isinstance(known, ast.Constant) and known.value is None):
                return isinstance(other, ast.Call | ast.Constant) or (isinstance(other, ast.Name) and other.id in self.params)
        return False

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        made = self.made(node)
        if made is None and not self.unions.is_parametrized(node):
            self.generic_visit(node)
        return made or node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Directly given classes are compared with one by one; `register` of `singledispatch` knows unions."""
        tests = isinstance(node.func, ast.Name) and node.func.id in TESTS and len(node.args) == 2
        known = tests or (isinstance(node.func, ast.Attribute) and node.func.attr == "register")
        casts = ast.unparse(node.func) in ("cast", "typing.cast", "NewType", "typing.NewType", "TypeVar", "typing.TypeVar")
        node.func = self.visit(node.func)
        if not casts:
            kept = node.args[1:] if tests else node.args if known else []
            node.args = [a if any(a is k for k in kept) else self.visit(a) for a in node.args]
            node.keywords = [self.visit(k) for k in node.keywords]
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return node  # an annotation does nothing

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        node.value = None if node.value is None else self.visit(node.value)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
        returns, node.returns = node.returns, None
        self.generic_visit(node)
        node.returns = returns
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.stmt:
        return self.visit_FunctionDef(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        node.decorator_list = [self.visit(d) for d in node.decorator_list]
        node.body = [self.visit(s) for s in node.body]
        return node


class _Tests(ast.NodeTransformer):
    """`isinstance(x, kinds)` where `kinds` may hold unions."""

    def __init__(self, classes: set[str] | frozenset[str], tests: frozenset[str]) -> None:
        self.classes = classes
        self.tests = tests

    def may_hold(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Tuple):
            return any(map(self.may_hold, node.elts))
        if isinstance(node, ast.BinOp):
            return self.may_hold(node.left) or self.may_hold(node.right)
        known = isinstance(node, ast.Name) and node.id in self.classes
        return not known and not isinstance(node, ast.Constant | ast.Attribute)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in self.tests and len(node.args) == 2 and self.may_hold(node.args[1]):
            call = ast.Call(ast.Name(_MEMBERS, ast.Load()), [node.args[1]], [])
            node.args[1] = ast.fix_missing_locations(ast.copy_location(call, node.args[1]))
        return node
