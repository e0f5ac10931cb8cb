"""`property`, `classmethod` and `staticmethod` as classes of the library, in bodies that derive from one or pass it on as a value; `id`,
`getattr` and their kind as functions of the library where they are passed on.

Otherwise they are lowered by their syntax: as decorators, in calls, and where `isinstance` compares with them. `dir()` in a function is
`sorted(locals())`.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.rewrite.import_first import import_first

KINDS = frozenset(("property", "classmethod", "staticmethod"))
FUNCTIONS = frozenset(("id", "getattr", "hasattr", "setattr", "delattr"))


def link_kinds(tree: ast.Module) -> None:
    """Renames all uses of such a builtin, in place."""
    nodes = list(syntax.walk(tree))
    uses = [n for n in nodes if isinstance(n, ast.Name) and n.id in KINDS | FUNCTIONS | {"dir"}]
    if not uses:
        return
    bound = {n.id for n in uses if not isinstance(n.ctx, ast.Load)} | {n.arg for n in nodes if isinstance(n, ast.arg)}
    bound |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    plain: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            plain |= set(map(id, node.decorator_list))
        elif isinstance(node, ast.Call):
            plain.add(id(node.func))
            if isinstance(node.func, ast.Name) and node.func.id in ("isinstance", "issubclass"):
                plain |= {id(part) for a in node.args[1:] for part in syntax.walk(a)}
        elif isinstance(node, ast.Compare):  # `type(x) is property`
            plain |= set(map(id, (node.left, *node.comparators)))
        elif isinstance(node, ast.Attribute | ast.Expr):  # refused, or a method by its class; a statement does nothing
            plain.add(id(node.value))
    if "dir" not in bound:
        _list_variables(nodes)
    found = {n.id for n in uses if id(n) not in plain} - bound - {"dir", "sorted"}
    _refuse(nodes, found)
    for node in uses:
        if node.id in found & KINDS or (node.id in found and id(node) not in plain):
            node.id = _local(node.id)
    if found:
        import_first(tree, "types", {name if name in KINDS else f"builtin_{name}": _local(name) for name in found})


def _refuse(nodes: list[ast.AST], found: set[str]) -> None:
    """Refuses what the classes of the library do otherwise than the builtins: how instances are made and laid out."""
    for node in nodes:
        if isinstance(node, ast.ClassDef) and any(isinstance(b, ast.Name) and b.id in found & KINDS for b in node.bases):
            names = {s.name for s in node.body if isinstance(s, ast.FunctionDef)}
            names |= {ast.unparse(t) for s in node.body if isinstance(s, ast.Assign) for t in s.targets}
            if names & {"__new__", "__slots__"}:
                raise Refused(node, f"a subclass of {ast.unparse(node.bases[0])} with its own {min(names & {'__new__', '__slots__'})}")
        of_kind = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in found & KINDS
        if of_kind and isinstance(node, ast.Attribute) and node.attr == "__new__":
            raise Refused(node, f"{ast.unparse(node)} as a function", "Call the class.")


def _list_variables(nodes: list[ast.AST]) -> None:
    for function in nodes:
        for node in syntax.walk(function) if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) else ():
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "dir" and not node.args and not node.keywords:
                node.args = [ast.copy_location(ast.Call(ast.Name("locals", ast.Load()), [], []), node)]
                node.func = ast.Name("sorted", ast.Load())
                ast.fix_missing_locations(node)


def _local(name: str) -> str:
    return f"1kind_{name}"
