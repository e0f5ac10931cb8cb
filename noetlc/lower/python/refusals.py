"""All constructs of a body that are not lowered, not only the first.

The lowering stops at the first construct it refuses. To find the others that one is cut out, and what is left is lowered again,
until nothing is refused: `x = memoryview(b)` becomes `x = None`, a class loses its bases and keywords, an import goes. Only
bodies that run on the host anyway pay for it.
"""

from __future__ import annotations

import ast
import pickle
from collections.abc import Callable, Iterable, Iterator

from noetlc.frontend import syntax
from noetlc.lower.python.facts.refused import Refused

MOST = 50
"""How many refusals of one body are looked for."""
MOST_WORK = 60_000
"""How many nodes of syntax are lowered for that, those of library modules too: some seconds. The first refusal is always found."""

Range = tuple[tuple[int, int], tuple[int, int]]  # of (line, column)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def refusals(tree: ast.Module, known: Iterable[ast.AST], lower: Callable[[ast.Module], object]) -> list[Refused]:
    """Everything `lower` refuses in a body, each construct and place once, in the order of lowering.

    `tree` is changed; `known` are nodes of it that are reported already. `lower` may change the tree it is given.
    """
    known = list(known)
    for node in known:
        if isinstance(node, ast.stmt):
            _cut(tree, _range(node))
    parts = [_range(node) for node in known if not isinstance(node, ast.stmt)]
    tree = _Split().visit(tree)
    for place in parts:
        _cut(tree, place)
    found: dict[tuple[str, Range], Refused] = {}
    work = 0
    for _ in range(MOST):
        rest = pickle.loads(pickle.dumps(tree))
        try:
            lower(rest)
            break
        except Refused as refusal:
            place = _range(refusal.node)
            again = (refusal.construct, place) in found
            found.setdefault((refusal.construct, place), refusal)
            work += sum(1 for _ in syntax.walk(rest))
            if again or work > MOST_WORK or not _cut(tree, place):
                break
        except Exception:  # what the cuts left may be nothing that a body can be
            break
    return list(found.values())


class _Split(ast.NodeTransformer):
    """One import statement for each name, so that one can be cut."""

    def visit_Import(self, node: ast.Import) -> list[ast.Import] | ast.Import:
        return node if len(node.names) == 1 else [ast.copy_location(ast.Import([alias]), alias) for alias in node.names]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.ImportFrom] | ast.ImportFrom:
        if len(node.names) == 1:
            return node
        return [ast.copy_location(ast.ImportFrom(node.module, [alias], node.level), alias) for alias in node.names]


def _range(node: ast.AST) -> Range:
    start = getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
    return start, (getattr(node, "end_lineno", None) or start[0], getattr(node, "end_col_offset", None) or start[1])


Slot = tuple[ast.AST, str, int | None]  # parent, field, index in a list


def _children(parent: ast.AST) -> Iterator[tuple[ast.AST, Slot]]:
    for field, value in ast.iter_fields(parent):
        if isinstance(value, ast.AST):
            yield value, (parent, field, None)
        elif isinstance(value, list):
            yield from ((item, (parent, field, index)) for index, item in enumerate(value) if isinstance(item, ast.AST))


def _path(tree: ast.Module, place: Range) -> list[tuple[ast.AST, Slot]]:
    """The nodes around a place from the outside to the innermost, each with where it hangs."""
    best: list[tuple[ast.AST, Slot]] = []
    todo: list[list[tuple[ast.AST, Slot]]] = [[pair] for pair in _children(tree)]
    while todo:
        path = todo.pop()
        node = path[-1][0]
        if isinstance(node, ast.stmt | ast.expr):
            start, end = _range(node)
            if not (start <= place[0] and place[1] <= end):
                continue
            best = path if len(path) > len(best) else best
        todo += [[*path, pair] for pair in _children(node)]
    return best


def _cut(tree: ast.Module, place: Range) -> bool:
    """Takes out the innermost expression at a place, or the statement where there is none to replace; False if nothing is there."""
    path = _path(tree, place)
    if not path:
        return False
    node, slot = path[-1]
    outer = slot[0]
    is_base = isinstance(outer, ast.ClassDef) and slot[1] == "bases"
    if isinstance(node, ast.expr) and _range(node) == place and _replaceable(node, path) and not _is_none(node) and not is_base:
        _put(slot, ast.copy_location(ast.Constant(None), node))
        return True
    for node, slot in reversed(path):
        if isinstance(node, ast.stmt):
            rest = _without(node)
            _put(slot, ast.fix_missing_locations(ast.copy_location(rest, node)))
            return True
    return False


def _replaceable(node: ast.expr, path: list[tuple[ast.AST, Slot]]) -> bool:
    """Whether None can stand for an expression: it is read, and no part of a pattern or a format string."""
    if isinstance(node, ast.FormattedValue) or any(isinstance(outer, ast.pattern) for outer, _ in path):
        return False
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _put(slot: Slot, node: ast.AST) -> None:
    parent, field, index = slot
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def _without(node: ast.stmt) -> ast.stmt:
    """A statement without what was refused of it, but with the statements inside; in the end a `pass`."""
    if isinstance(node, ast.ClassDef) and (node.bases or node.keywords or node.decorator_list):
        return ast.ClassDef(node.name, [], [], node.body, [])
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.decorator_list:
        return ast.FunctionDef(node.name, node.args, node.body, [], None)
    if isinstance(node, ast.Return):
        return ast.Return(None)
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or _is_none(getattr(node, "test", node)):
        return ast.Pass()
    inside = [stmt for name in ("body", "orelse", "finalbody") for stmt in getattr(node, name, ())]
    inside += [stmt for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())) for stmt in part.body]
    if not inside:
        return ast.Pass()
    return ast.While(ast.Constant(None), inside, []) if isinstance(node, _LOOPS) else ast.If(ast.Constant(None), inside, [])
