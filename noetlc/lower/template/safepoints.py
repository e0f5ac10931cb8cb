"""Templates with loops: the step budget and the collector (language.md 4.2, abi.md).

A template may run anywhere the engine holds values that no root knows. So while a template with loops runs, collections only
move what was allocated since it began (`enter_young`), and what outlives it is kept by `leave_young`. Within the functions of the
template the rules of bodies hold: live values are on the shadow stack around safepoints and around calls that may reach one.
"""

from __future__ import annotations

from collections.abc import Iterable

from noetlc.ir.build import dyn, get
from noetlc.ir.nodes import Assign, Effect, Expr, Function, Return, Stmt, substatements, walk_exprs
from noetlc.layout.features import Feature
from noetlc.lower.template.hoisting import hoist

ENTRY = "entry"  # the safepoint at the start of a macro, which counts calls
BEFORE = "young"  # local with what `enter_young` gave


def safepoint(site: int, kind: str | None = None) -> Effect:
    return Effect(Expr("safepoint", (), kind, "void", site))


def with_safepoints(main: Function, others: list[Function]) -> list[Function]:
    """The functions of a template, `main` being what is called from outside, with the safepoints that they need and no others.

    Without loops and recursion nothing can run often: entry points of macros are then dropped.
    """
    functions = [*others, main]
    own = {f.name for f in others}
    calls = {f.name: {str(e.imm) for e in walk_exprs(f.body) if e.op == "call_own" and str(e.imm) in own} for f in functions}
    reached = {name: _reachable(name, calls) for name in calls}
    loops = {f.name for f in functions if any(kind is None for kind in _points(f.body))}
    if not loops and not any(name in reached[name] for name in own):
        for function in others:
            _drop_entry(function.body)
        return functions
    for function in others:
        if not calls[function.name]:
            _drop_entry(function.body)
    points = {f.name for f in functions if any(True for _ in _points(f.body))}
    collecting = {name for name in calls if name in points or points & reached[name]}
    for function in functions:
        if function.name in collecting:
            function.collects = function is not main
            hoist(function, collecting.__contains__)
        if function is main:
            _enclose(function)
    return functions


def _reachable(name: str, calls: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    pending = [*calls[name]]
    while pending:
        here = pending.pop()
        if here not in found:
            found.add(here)
            pending += calls[here]
    return found


def _points(body: list[Stmt]) -> Iterable[object]:
    """The kinds of the safepoints of a statement list."""
    return (e.imm for e in walk_exprs(body) if e.op == "safepoint")


def _drop_entry(body: list[Stmt]) -> None:
    body[:] = [s for s in body if not (isinstance(s, Effect) and s.value.op == "safepoint" and s.value.imm == ENTRY)]
    for stmt in body:
        for inner in substatements(stmt):
            _drop_entry(inner)


def _enclose(main: Function) -> None:
    """What exists when the template begins stays where it is until it ends."""
    main.provides = frozenset((Feature.COLLECT, Feature.YOUNG))
    main.locals[BEFORE] = "i32"
    _leave(main.body)
    main.body.insert(0, Assign(BEFORE, dyn("enter_young", "i32")))


def _leave(body: list[Stmt]) -> None:
    for stmt in body:
        if isinstance(stmt, Return):
            assert stmt.value is not None
            stmt.value = dyn("leave_young", "val", get(BEFORE, "i32"), stmt.value)
        for inner in substatements(stmt):
            _leave(inner)
