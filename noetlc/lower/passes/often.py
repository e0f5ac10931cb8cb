"""Which functions of the runtime run often: those that code of bodies calls in loops, or where it recurses or is called in loops
itself, and what these call in turn; and what takes the items of generators. Later passes choose time over bytes there.

Example

    func @body.1(%n: val) -> val collects { loop top { … @py_getitem(%d, %k):val … } }
    func @py_getitem(%d: val, %k: val) -> val { if … { … @dict_lookup(%d, %k):val … } … }

becomes

    func @py_getitem(%d: val, %k: val) -> val often 64 { … }
    func @dict_lookup(%d: val, %k: val) -> val often 32 { … }

How often is a guess: half of the times one way of a condition, four times in a loop, half as often what is not to be inlined, as rare
cases are not, and never what only raises.
"""

from __future__ import annotations

from dataclasses import replace

from noetlc.ir.nodes import Block, BlockExpr, Expr, Function, If, Loop, Module, Return, Stmt, Summary, stmt_expr, substatements
from noetlc.lower.passes.callgraph import bottom_up, summary_of
from noetlc.lower.passes.versions import VERSIONS, version_of

DISPATCHERS = ("method.", "new.", "value.")  # what calls the methods and constructors of bodies, and functions that are values
ASKED = ".plain"  # ends the names of methods behind operators, which the runtime calls
SELDOM_ASKED = tuple(f".__{name}__.plain" for name in "eq ne hash repr str format bool len enter exit".split())  # or generated
EVERY = 64  # what is called in every round
LEAST = 16  # less is seldom
ROUNDS = 4  # of a loop
RESUMED = ".resume"  # ends the names of functions that go on with a generator
_NEXT = frozenset({"py_next", "loop_item"})  # what gives the next item
_CONDITIONAL = frozenset({"and", "or", "cond"})  # of whose operands the first is always evaluated
_CALLS_NONE = frozenset({"local", "i32.const", "i64.const", "data"})


def mark_often(module: Module) -> None:
    """How often functions of the runtime are called, of 64 rounds, where that is not seldom."""
    functions = module.functions
    known = module.summaries
    bodies = {name: known.get(name) or summary_of(function) for name, function in functions.items() if function.collects}
    _, recursive = bottom_up({name: summary.calls for name, summary in bodies.items()})
    often = bodies_run_often(module, bodies, recursive)
    pending = [(functions[name], _sites(functions[name], 1.0 if name in often else 0.0, 1.0), EVERY) for name in bodies]
    sites: dict[str, dict[str, float]] = {}
    for function in _consumers(module):
        function = _marked(function, LEAST, functions)
        sites[function.name] = VERSIONS.fact(function, _sites_of_callee)
        pending.append((function, sites[function.name], LEAST))
    failing: dict[str, bool] = {}
    while pending:
        caller, called, rounds = pending.pop()
        if not caller.collects and caller.often != rounds:
            continue  # more often by another way
        for name, share in called.items():
            callee = functions.get(name)
            if callee is None or callee.collects:
                continue
            count = min(EVERY, int(rounds * share))
            if callee.inline in ("no", "often"):
                count >>= 1
            if count >= LEAST and count > callee.often and not only_fails(name, functions, failing):
                callee = _marked(callee, count, functions)
                if name not in sites:
                    sites[name] = VERSIONS.fact(callee, _sites_of_callee)
                pending.append((callee, sites[name], count))


def _marked(function: Function, often: int, functions: dict[str, Function]) -> Function:
    """A function with how often it is called; where other modules have it too, a copy takes its place the first time."""
    if version_of(function) and not function.often:
        function = functions[function.name] = replace(function)
    function.often = often
    return function


def _sites_of_callee(function: Function) -> dict[str, float]:
    return _sites(function, 1.0, ROUNDS)


def _consumers(module: Module) -> list[Function]:
    """What takes items in a loop, where generators of a body give them: these are often many, however seldom the loop is called."""
    functions, known = module.functions, module.summaries
    if not any(name.endswith(RESUMED) for name in functions):
        return []
    others = [function for function in functions.values() if not function.collects]
    return [f for f in others if not _NEXT.isdisjoint((known.get(f.name) or summary_of(f)).looped)]


def only_fails(name: str, functions: dict[str, Function], known: dict[str, bool]) -> bool:
    """Whether all that a function ever gives is 0, as what raises does, or what such functions give: what it does is rare."""
    if name not in known:
        function = functions.get(name)
        known[name] = False  # while it is looked at
        given = [] if function is None or function.result != "val" else _given(function)
        known[name] = bool(given) and all(_is_failure(value, functions, known) for value in given)
    return known[name]


def _given(function: Function) -> list[Expr]:
    """What a function returns."""
    found: list[Expr] = []
    lists = [function.body]
    for body in lists:  # grows
        for stmt in body:
            if isinstance(stmt, Return) and stmt.value is not None:
                found.append(stmt.value)
            lists.extend(substatements(stmt))
    return found


def _is_failure(value: Expr, functions: dict[str, Function], known: dict[str, bool]) -> bool:
    if value.op == "cond":
        return all(_is_failure(arm, functions, known) for arm in value.args[1:])
    if value.op == "call":
        return only_fails(str(value.imm), functions, known)
    return value.op == "i32.const" and value.imm == 0


def bodies_run_often(module: Module, summaries: dict[str, Summary], recursive: set[str]) -> set[str]:
    """Functions of bodies that call themselves or are called in a loop of one, also by way of a dispatcher."""
    bodies = {name for name, function in module.functions.items() if function.collects}
    often = bodies & recursive.union(*(summaries[name].looped for name in bodies))
    loops = any(summaries[name].looped for name in bodies)
    asked = {name for name in bodies if name.endswith(ASKED) and not name.endswith(SELDOM_ASKED)} if loops else set[str]()
    dispatchers = [name for name in often if name.startswith(DISPATCHERS)]
    return often | asked | (bodies & set[str]().union(*(summaries[name].calls for name in (*dispatchers, *asked))))


def _sites(function: Function, start: float, rounds: float) -> dict[str, float]:
    """How often a function calls others, at most, where it begins with `start`; a loop has so many rounds, and 1 where that is 0."""
    found: dict[str, float] = {}
    lists: list[tuple[list[Stmt], float]] = [(function.body, start)]
    while lists:
        body, share = lists.pop()
        for stmt in body:
            if isinstance(stmt, If):
                lists += ((stmt.then, share / 2), (stmt.orelse, share / 2))
            elif isinstance(stmt, Loop):
                lists.append((stmt.body, share * rounds or 1.0))
            elif isinstance(stmt, Block):
                lists.append((stmt.body, share))
            expr = stmt_expr(stmt)
            if expr is not None:
                _called(expr, share, found, lists)
    return found


def _called(root: Expr, start: float, found: dict[str, float], lists: list[tuple[list[Stmt], float]]) -> None:
    pending = [(root, start)]
    while pending:
        expr, share = pending.pop()
        if expr.op == "call":
            name = str(expr.imm)
            found[name] = max(found.get(name, 0.0), share)
        elif isinstance(expr, BlockExpr):
            lists.append((expr.body, share))
        later = share / 2 if expr.op in _CONDITIONAL else share
        for place, arg in enumerate(expr.args):
            if arg.op not in _CALLS_NONE:
                pending.append((arg, later if place else share))
