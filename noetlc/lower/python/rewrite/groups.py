"""`except*` as `except` with the library's `Handling`, which keeps what no handler has taken yet.

    try: …                            try: …
    except* ValueError as e:          except BaseException as caught:
        handle(e)                         h = Handling(caught)
                                          e = h.take(ValueError)
                                          if e is not None:
                                              try: handle(e)
                                              except BaseException as failed: h.failed(failed)
                                          left = h.left()
                                          if left is not None: raise left
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.rewrite.import_first import import_first

_HANDLING = "1star_Handling"
_LOOKING = frozenset("__context__ __traceback__ exc_info traceback tb_lineno".split())


def expand_groups(tree: ast.Module) -> None:
    """Replaces the statements, in place. Raises Refused."""
    found = [n for n in syntax.walk(tree) if isinstance(n, ast.TryStar)]
    if not found:
        return
    for node in syntax.walk(tree):
        imported = [a.name for a in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        names = [getattr(node, "attr", ""), getattr(node, "id", ""), *imported]
        if not _LOOKING.isdisjoint(names):
            raise Refused(found[0], "an except* statement in a body that looks at tracebacks or contexts", "Catch the group with except.")
    _Expansion().visit(tree)
    import_first(tree, "exceptiongroup", {"Handling": _HANDLING})


class _Expansion(ast.NodeTransformer):
    def __init__(self) -> None:
        self.count = 0

    def visit_TryStar(self, node: ast.TryStar) -> ast.stmt:
        self.count += 1
        number = self.count
        self.generic_visit(node)
        handling = f"1handling_{number}"
        body: list[ast.stmt] = [_assign(handling, ast.Call(_name(_HANDLING), [_name(f"1caught_{number}")], []), node)]
        for clause in node.handlers:
            body += self.handler(clause, handling, number)
        left = ast.Call(ast.Attribute(_name(handling), "left", ast.Load()), [], [])
        body.append(_assign(f"1left_{number}", left, node))
        test = ast.Compare(_name(f"1left_{number}"), [ast.IsNot()], [ast.Constant(None)])
        body.append(ast.copy_location(ast.If(test, [ast.copy_location(ast.Raise(_name(f"1left_{number}")), node)], []), node))
        caught = ast.copy_location(ast.ExceptHandler(_name("BaseException"), f"1caught_{number}", body), node)
        made = ast.Try(node.body, [caught], node.orelse, node.finalbody)
        return ast.fix_missing_locations(ast.copy_location(made, node))

    def handler(self, clause: ast.ExceptHandler, handling: str, number: int) -> list[ast.stmt]:
        part = f"1part_{number}"
        assert clause.type is not None
        taken = ast.Call(ast.Attribute(_name(handling), "take", ast.Load()), [clause.type], [])
        inside = [_Reraising(handling).visit(stmt) for stmt in clause.body]
        if clause.name is not None:
            inside.insert(0, _assign(clause.name, _name(part), clause))
        failed = ast.Call(ast.Attribute(_name(handling), "failed", ast.Load()), [_name(f"1failed_{number}")], [])
        noted: list[ast.stmt] = [ast.copy_location(ast.Expr(failed), clause)]
        after: list[ast.stmt] = []
        if clause.name is not None:
            after = [_assign(clause.name, ast.Constant(None), clause), ast.Delete([ast.Name(clause.name, ast.Del())])]
        protected = ast.Try(inside, [ast.ExceptHandler(_name("BaseException"), f"1failed_{number}", noted)], [], after)
        test = ast.Compare(_name(part), [ast.IsNot()], [ast.Constant(None)])
        made = [_assign(part, taken, clause), ast.If(test, [protected], [])]
        return [ast.fix_missing_locations(ast.copy_location(stmt, clause)) for stmt in made]


class _Reraising(ast.NodeTransformer):
    """A bare `raise` of a handler, not of one inside it."""

    def __init__(self, handling: str) -> None:
        self.handling = handling

    def visit_Raise(self, node: ast.Raise) -> ast.stmt:
        if node.exc is None:
            node.exc = ast.Call(ast.Attribute(_name(self.handling), "once_more", ast.Load()), [], [])
            ast.fix_missing_locations(node)
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.ExceptHandler:
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        return node


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _assign(name: str, value: ast.expr, node: ast.AST) -> ast.stmt:
    return ast.fix_missing_locations(ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], value), node))
