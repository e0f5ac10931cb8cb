"""Who calls whom, and the order in which callees come before their callers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from noetlc.ir.nodes import SITE_GLOBAL, Block, BlockExpr, Expr, Function, If, Loop, Module, Stmt, Summary, stmt_expr, substatements
from noetlc.lower.passes.versions import VERSIONS

CALLS = ("call", "call_user")  # the second one before selection
_PLAIN = frozenset({"local", "i32.const", "i64.const"})  # operands that name nothing
_GLOBALS = frozenset({"global.get", "global.set", "mark", "marked", "check_global"})


def summarize(function: Function) -> Summary:
    found = Summary()
    lists: list[tuple[list[Stmt], bool]] = [(function.body, False)]
    while lists:
        body, in_loop = lists.pop()
        found.size += len(body)
        for stmt in body:
            if isinstance(stmt, Loop):
                lists.append((stmt.body, True))
            elif isinstance(stmt, If | Block):
                lists.extend([(sub, in_loop) for sub in substatements(stmt)])
            expr = stmt_expr(stmt)
            if expr is not None:
                lists.extend([(inner, in_loop) for inner in _summarize(expr, found, in_loop)])
    return found


def _summarize(root: Expr, found: Summary, in_loop: bool) -> list[list[Stmt]]:
    """Adds what an expression contains; the statement lists in it."""
    lists: list[list[Stmt]] = []
    size = 0
    pending = [root]
    while pending:
        expr = pending.pop()
        op = expr.op
        if expr.args:
            size += len(expr.args)
            pending.extend([arg for arg in expr.args if arg.op not in _PLAIN])
        if op == "data":
            found.data[str(expr.imm)] += 1
        elif op in CALLS:
            found.calls[str(expr.imm)] += 1
            if in_loop:
                found.looped.add(str(expr.imm))
        elif op in _GLOBALS:
            found.globals.add(global_name(expr))
        elif op == "func":
            found.pointed_at.add(str(expr.imm))
        elif op == "call_indirect":
            found.by_table = True
        elif op == "block" and isinstance(expr, BlockExpr):
            lists.append(expr.body)
    found.size += size + 1
    return lists


def global_name(expr: Expr) -> str:
    """The global that an operation names."""
    if expr.op in ("mark", "marked"):
        return SITE_GLOBAL
    return str(expr.imm[1] if isinstance(expr.imm, tuple) else expr.imm)


def summaries(module: Module) -> dict[str, Summary]:
    """Those of all functions: what earlier passes noted, else found now."""
    known = module.summaries
    return {name: known.get(name) or summary_of(function) for name, function in module.functions.items()}


def summary_of(function: Function) -> Summary:
    """What `summarize` finds."""
    return VERSIONS.fact(function, summarize)


def bottom_up(calls: Mapping[str, Counter[str]]) -> tuple[list[str], set[str]]:
    """The functions with callees first, and those that can reach themselves. Tarjan's algorithm, iterative."""
    order: list[str] = []
    recursive = {name for name, callees in calls.items() if name in callees}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    for root in calls:
        if root in index:
            continue
        work = [(root, iter(calls[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            name, callees = work[-1]
            for callee in callees:
                if callee not in calls:
                    continue
                if callee not in index:
                    index[callee] = low[callee] = len(index)
                    stack.append(callee)
                    on_stack.add(callee)
                    work.append((callee, iter(calls[callee])))
                    break
                if callee in on_stack:
                    low[name] = min(low[name], index[callee])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    component = stack[stack.index(name) :] if stack[-1] != name else [name]
                    del stack[len(stack) - len(component) :]
                    on_stack.difference_update(component)
                    order += reversed(component)
                    if len(component) > 1:
                        recursive.update(component)
    return order, recursive


def run_often(functions: Sequence[Function]) -> set[str]:
    """Functions that call themselves or are called in a loop, by functions of the sequence."""
    summaries = {function.name: summarize(function) for function in functions}
    _, recursive = bottom_up({name: summary.calls for name, summary in summaries.items()})
    return recursive.union(*(summary.looped for summary in summaries.values()))
