"""Steps that every run takes and whose error nothing handles, and lines that every run of a body gets to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from noetlc.frontend import syntax
from noetlc.frontend.playbook import Step

_ENDS = frozenset({"exit", "quit", "_exit", "abort", "kill", "SystemExit", "os", "signal"})
"""Names by which a body may end without an error before it gets to a line."""


def unhandled_steps(steps: list[Step], entry: int, final: int | None) -> frozenset[int]:
    """The steps that every run executes, and whose error makes it fail: no arc, rule or loop stands between."""
    taken = {entry} if steps else set()
    todo = sorted(taken)
    while todo:
        step = steps[todo.pop()]
        arcs = step.arcs[:1] if step.exclusive else step.arcs
        for arc in arcs:
            target = steps[arc.target]
            if arc.when is None and target.when is None and not target.admit and target.index not in taken:
                taken.add(target.index)
                todo.append(target.index)
    if final is not None and steps[final].when is None and not steps[final].admit:
        taken.add(final)
    return frozenset(index for index in taken if _fails_the_run(steps[index]))


def _fails_the_run(step: Step) -> bool:
    return not step.arcs and step.loop is None and not any(task.rules for task in step.tasks)


def always_fails(tree: ast.Module, unbound: frozenset[str]) -> str | None:
    """The first of these names that every run of the body evaluates, outside of any `try`; None if it may end before or avoid it."""
    words = {node.id for node in syntax.walk(tree) if isinstance(node, ast.Name)}
    words |= {node.attr for node in syntax.walk(tree) if isinstance(node, ast.Attribute)}
    words |= {alias.name for node in syntax.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names}
    if not _ENDS.isdisjoint(words):
        return None
    for statement in tree.body:
        for node in _evaluated(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in unbound:
                return node.id
        if any(isinstance(node, ast.Return) for node in syntax.walk(statement)):
            return None
    return None


def _evaluated(statement: ast.stmt) -> Iterator[ast.AST]:
    """The parts of a statement that are evaluated whenever it is reached, in no certain order."""
    todo: list[ast.AST | None] = list(_heads(statement))
    while todo:
        node = todo.pop()
        if node is None or isinstance(node, ast.Lambda):
            continue
        yield node
        if isinstance(node, ast.BoolOp):
            todo.append(node.values[0])
        elif isinstance(node, ast.IfExp):
            todo.append(node.test)
        elif isinstance(node, ast.Compare):
            todo += [node.left, node.comparators[0]]
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            todo.append(node.generators[0].iter)
        else:
            todo += syntax.children(node)


def _heads(statement: ast.stmt) -> list[ast.AST | None]:
    """What of a statement is evaluated first and always."""
    if isinstance(statement, ast.Expr | ast.Assign | ast.AugAssign | ast.Return):
        return [statement.value]
    if isinstance(statement, ast.AnnAssign):
        return [statement.value]
    if isinstance(statement, ast.If | ast.While | ast.Assert):
        return [statement.test]
    if isinstance(statement, ast.For):
        return [statement.iter]
    if isinstance(statement, ast.With):
        return [statement.items[0].context_expr]
    return []
