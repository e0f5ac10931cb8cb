"""Inlining of small functions that do not recurse.

Example

    func @half(%x: i32) -> i32 inline yes { return i32.shr_s(%x, 1) }
    func @f(%p: i32) -> i32 { return i32.add(@half(%p):i32, @clamp(%p):i32) }

becomes

    func @f(%p: i32) -> i32 {
      return i32.add(i32.shr_s(%p, 1), do clamp.1:i32 { … leave clamp.1 %p … })
    }

A call costs about a nanosecond and hides what caller and callee know of each other; wasm engines do not inline. Callees come
first, so what is inlined has its own calls inlined already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from noetlc.ir.depth import deep_recursion
from noetlc.ir.effects import CONSTANTS, PURE, assigned_in, effect
from noetlc.ir.nodes import (
    LEAVE,
    Assign,
    Block,
    BlockExpr,
    Br,
    Effect,
    Expr,
    Function,
    If,
    Leave,
    Loop,
    Module,
    Return,
    Stmt,
    Summary,
    Switch,
    TableIndex,
    stmt_expr,
    substatements,
)
from noetlc.ir.types import VOID, physical
from noetlc.ir.work import spend, spent
from noetlc.lower.passes import callgraph
from noetlc.lower.passes.callgraph import bottom_up, summary_of
from noetlc.lower.passes.copying import Copier, copied
from noetlc.lower.passes.inline_templates import Offer, Offers, Template
from noetlc.lower.passes.often import EVERY, LEAST, ROUNDS, bodies_run_often
from noetlc.lower.passes.versions import VERSIONS, version_of

THRESHOLD = 8  # nodes of a function that is inlined at every call: about the size of the call it replaces
OFTEN_THRESHOLD = 50  # the same in functions of the runtime that run often, where they do
HOT_THRESHOLD = 75  # the same where it pays more: in loops of bodies, and in functions of theirs that recurse or are called in loops
SINGLE_THRESHOLD = 400  # nodes of a function that is inlined because it is called once
SELDOM = ("no", "often")  # the hints that keep a function out of code that runs seldom
AMPLE = 300_000  # units of work behind which only what is small or called once is inlined: the rest of a large module must fit, too
CALLER_LIMIT = 4000  # nodes of a function that nothing larger than its call is inlined into: register allocation is not linear


def inline(
    module: Module, threshold: int = THRESHOLD, single_threshold: int = SINGLE_THRESHOLD, hot_threshold: int = HOT_THRESHOLD
) -> None:
    """Inlines by hint (`yes`, `no`, `often`), by size up to `threshold`, and functions called once up to `single_threshold`.

    Where a body's code is run often, the limit is `hot_threshold`: in its loops, and in functions that call themselves or are called in
    such a loop. What may reach a safepoint is a body's. Of the runtime, what runs often has a limit of its own; what loops is inlined
    there only for a single call.

    `no` saves the caller from what is rarely needed: it holds unless the only call is as large as what it calls, or all that is called
    is a constant. `often` is the same but where a body's code is run often: what it is said of shrinks by the constants that it is
    given, so that a function which calls it is inlined there as if it were still a call. What runs often is as all else is where the
    module has taken more than `AMPLE` work already.
    """
    summaries = callgraph.summaries(module)
    module.summaries = dict(summaries)  # of what the functions become
    _, recursive = bottom_up({name: s.calls for name, s in summaries.items()})
    order, circular = bottom_up({name: _inlinable(module.functions[name], s.calls, recursive) for name, s in summaries.items()})
    callers, pinned = _callers(module, summaries)
    ample = spent() <= AMPLE
    often = bodies_run_often(module, summaries, recursive) if ample else set()
    wanted = _wanted_hot(module, summaries, often, hot_threshold) if ample else set()
    offers: Offers = {}
    near: Offers = {}  # for functions of the runtime that run often
    reaching: set[str] = set()  # what code of bodies may be reached from: how deep that can recurse depends on the size of frames
    hot: Offers = {}  # functions where they are run often: such callees are inlined into them, too
    with deep_recursion():
        for name in order:
            function = module.functions[name]
            size = summaries[name].size
            calls = summaries[name].calls
            warm, heat = (hot, EVERY if name in often else 0) if function.collects else ({}, 0)
            body = _own(function) if name in wanted and not function.collects and size <= hot_threshold else None
            if any(callee in offers or callee in warm for callee in calls):
                function, _ = _Inlining(calls, offers, size, warm, heat).of(function)
                module.functions[name] = function
                module.summaries[name] = summary = summary_of(function)
                size = summary.size
            once = callers[name] == 1 and name not in pinned
            refused = function.inline in SELDOM and not (once and size <= threshold) and not _is_constant(function)
            alone = not callers[name] or name in recursive or refused
            if body is not None and callers[name] and name not in circular and (function.inline == "often" or not refused):
                body, _ = _Inlining(calls, offers, 0, hot, EVERY).of(body)
                shrinks = sum(times * hot[n].size for n, times in calls.items() if n in hot and module.functions[n].inline == "often")
                if (offer := _smaller((body, function), hot_threshold + shrinks)) is not None:
                    hot[name] = offer
            small = function.inline == "yes" or size <= threshold  # which stands for its calls everywhere, seldom or not
            if name in recursive or function.collects or summaries[name].by_table or not reaching.isdisjoint(calls):
                reaching.add(name)
            elif ample and function.often and (alone or not small):
                times = module.summaries[name].calls
                single = {n: near[n] for n in times if n in near and not (times[n] > 1 and near[n].template.looped)}
                function, _ = _Inlining(times, {}, size, single, function.often, True).of(_own(function))  # the one above stays as it is
                module.functions[name] = function
                module.summaries[name] = summary = summary_of(function)
                size = summary.size
            if not alone:
                offer = Offer(function, size)
                if small or (once and size <= single_threshold):
                    offers[name] = offer
                if function.inline != "no" and size <= OFTEN_THRESHOLD:
                    near[name] = offer


def _inlinable(function: Function, calls: Counter[str], recursive: set[str]) -> Counter[str]:
    """The calls that inlining may follow: a circle ends at a function of it that is never inlined."""
    if function.inline != "no" or function.name not in recursive:
        return calls
    return Counter({callee: times for callee, times in calls.items() if callee not in recursive})


def _is_constant(function: Function) -> bool:
    """Whether a function only returns a constant."""
    only = function.body[0] if len(function.body) == 1 else None
    return isinstance(only, Return) and only.value is not None and only.value.op in CONSTANTS


def inline_once(module: Module) -> None:
    """Functions that have one call left, of whatever size or hint, take its place; the others' copies are made by then.

    What recurses by way of others is one of them too: one of the functions of a circle is called from outside as well. What may reach a
    safepoint stays as it is: how deep bodies can recurse depends on the size of their frames.
    """
    summaries = callgraph.summaries(module)
    module.summaries = {}
    order, _ = bottom_up({name: s.calls for name, s in summaries.items()})
    callers, pinned = _callers(module, summaries)
    offers: Offers = {}
    with deep_recursion():
        for name in order:
            function, summary = module.functions[name], summaries[name]
            size = summary.size
            if not function.collects and any(callee in offers for callee in summary.calls):
                function, done = _Inlining(summary.calls, offers, size, {}, 0).of(function)
                module.functions[name] = function
                for inlined in done.names:
                    del module.functions[inlined]
                size = done.size
            if callers[name] == 1 and name not in pinned and name not in summary.calls and not function.collects:
                offers[name] = Offer(function, size)


def _callers(module: Module, summaries: dict[str, Summary]) -> tuple[Counter[str], set[str]]:
    """How often functions are called, and those that something else refers to."""
    pinned = {LEAVE, *module.table, *(n for n, f in module.functions.items() if f.export is not None)}
    callers: Counter[str] = Counter()
    for summary in summaries.values():
        for callee, times in summary.calls.items():
            callers[callee] = callers.get(callee, 0) + times
        pinned |= summary.pointed_at
    for item in module.data.values():
        pinned.update(target.function for _, target in item.refs if isinstance(target, TableIndex))
    return callers, pinned


def _wanted_hot(module: Module, summaries: dict[str, Summary], often: set[str], limit: int) -> set[str]:
    """What is called where a body's code is run often, and from there: of these alone inlining asks for the versions for such places."""
    wanted: set[str] = set()
    pending: list[str] = []
    for name, function in module.functions.items():
        if function.collects:
            pending += summaries[name].calls if name in often else summaries[name].looped
    while pending:
        name = pending.pop()
        if name not in wanted and name in summaries:
            wanted.add(name)
            if not module.functions[name].collects and summaries[name].size <= limit:
                pending += summaries[name].calls
    return wanted


def _smaller(versions: tuple[Function, ...], limit: int) -> Offer | None:
    """The first one up to a size."""
    sizes = ((version, summary_of(version).size) for version in versions)
    return next((Offer(version, size) for version, size in sizes if size <= limit), None)


# ---- inlining into one function


def _own(function: Function) -> Function:
    """A function that may change by itself. Of a version every change makes another."""
    return function if version_of(function) else copied(function)


@dataclass(slots=True)
class _Done:
    """What was inlined: the names of the functions, one for each call, and the nodes that they had; and what the caller has now."""

    names: list[str]
    spent: int
    size: int


class _Inlining:
    """What an `_Inliner` is given but for the function."""

    def __init__(self, calls: Counter[str], offers: Offers, size: int, hot: Offers, heat: int, guessed: bool = False) -> None:
        """`calls` are those of the function."""
        self.calls = calls
        self.offers = offers
        self.size = size
        self.hot = hot
        self.heat = heat
        self.guessed = guessed

    def of(self, function: Function) -> tuple[Function, _Done]:
        """The function with calls inlined, itself if it has no version."""
        made: list[_Done] = []

        def make(mine: Function) -> _Done:
            inliner = _Inliner(mine, self.offers, self.size, self.hot, self.heat, self.guessed)
            inliner.run()
            made.append(_Done(inliner.inlined, inliner.size - self.size, inliner.size))
            return made[0]

        function, done = VERSIONS.changed(function, self.change() if version_of(function) else None, make)
        if not made:
            spend(done.spent)  # as the build did that made it
        return function, done

    def change(self) -> Hashable:
        """What the outcome depends on; None if a function that is offered has no version."""
        found: list[object] = ["inline", self.size, self.heat, self.guessed]
        for offers in (self.offers, self.hot):
            for name in self.calls:
                if name in offers:
                    version = version_of(offers[name].function)
                    if not version:
                        return None
                    found += (name, version, offers[name].size)
            found.append(None)
        return tuple(found)


_OnReturn = Callable[[Expr | None], list[Stmt]]


def _highest_serial(function: Function) -> int:
    """The largest number that follows a dot in a local or label, so that new names are new."""
    lists: list[list[Stmt]] = [function.body]
    names = list(function.locals)
    while lists:
        for stmt in lists.pop():
            if isinstance(stmt, Loop | Block):
                names.append(stmt.label)
            lists.extend(substatements(stmt))
            expr = stmt_expr(stmt)
            pending = [] if expr is None else [expr]
            while pending:
                expr = pending.pop()
                for arg in expr.args:
                    if arg.args or arg.op == "block":
                        pending.append(arg)
                if isinstance(expr, BlockExpr):
                    names.append(expr.label)
                    lists.append(expr.body)
    highest = 0
    for name in names:
        serial = name.rpartition(".")[2] if "." in name else ""
        if serial.isdecimal():
            highest = max(highest, int(serial))
    return highest


class _Inliner:
    """`hot` is inlined where `heat` is not low: how often code runs, of 64 rounds. All of it does in loops of bodies; of what runs often in
    the runtime, where `hot` has other functions, it depends on conditions, too (`guessed`)."""

    def __init__(
        self, function: Function, offers: Offers, size: int, hot: Offers, heat: int, guessed: bool = False
    ) -> None:
        self.function = function
        self.offers = offers
        self.size = size
        self.hot = hot
        self.heat = heat
        self.guessed = guessed
        self.inlined: list[str] = []
        self.serial = -1  # not yet known

    def run(self) -> None:
        self.function.body = self.stmts(self.function.body)

    def fresh(self, name: str) -> str:
        if self.serial < 0:
            self.serial = _highest_serial(self.function)
        self.serial += 1
        return f"{name.split('.', 1)[0]}.{self.serial}"

    def template(self, expr: Expr) -> Template | None:
        """The callee of a call that is to be inlined."""
        if expr.op != "call":
            return None
        name = str(expr.imm)
        offer = (self.hot.get(name) if self.heat >= LEAST else None) or self.offers.get(name)
        if offer is None or (offer.size > THRESHOLD and self.size + offer.size > CALLER_LIMIT):
            return None
        spend(offer.size)
        self.size += offer.size
        template = offer.template
        self.inlined.append(name)
        self.function.provides |= template.function.provides
        return template

    # ---- statements

    def stmts(self, body: list[Stmt]) -> list[Stmt]:
        out: list[Stmt] = []
        for stmt in body:
            self.stmt(stmt, out)
        return out

    def stmt(self, stmt: Stmt, out: list[Stmt]) -> None:
        if isinstance(stmt, Assign | Effect | Return) and stmt.value is not None:
            if stmt.value.op == "call":
                self.splice(stmt, stmt.value, out)
                return
            stmt.value = self.expr(stmt.value)
        elif isinstance(stmt, If):
            stmt.test = self.expr(stmt.test)
            heat = self.heat
            self.heat = heat >> self.guessed
            stmt.then = self.stmts(stmt.then)
            stmt.orelse = self.stmts(stmt.orelse)
            self.heat = heat
        elif isinstance(stmt, Loop | Block):
            heat = self.heat
            if isinstance(stmt, Loop):
                self.heat = min(EVERY, heat * ROUNDS) if self.guessed else EVERY
            stmt.body = self.stmts(stmt.body)
            self.heat = heat
        elif isinstance(stmt, Br):
            if stmt.test is not None:
                stmt.test = self.expr(stmt.test)
        elif isinstance(stmt, Switch | Leave) and stmt.value is not None:
            stmt.value = self.expr(stmt.value)
        out.append(stmt)

    def splice(self, stmt: Assign | Effect | Return, call: Expr, out: list[Stmt]) -> None:
        """A statement that is only a call: the callee's statements take its place if they can stand there."""
        call.args = tuple([self.expr(a) for a in call.args])
        template = self.template(call)
        if template is None:
            out.append(stmt)
            return
        body = template.function.body
        ends_in_return = bool(body) and isinstance(body[-1], Return)
        if template.value is not None and self.bindable(template, call.args):
            stmt.value = self.value(template, call)
            out.append(stmt)
        elif isinstance(stmt, Return):
            out += self.copied(template, call, lambda value: [Return(value)])
            if template.function.result == VOID:
                out.append(Return(None))
        elif template.returns == int(ends_in_return) and (ends_in_return or isinstance(stmt, Effect)):
            out += self.copied(template, call, lambda value: _returned_to(stmt, value))
        else:
            stmt.value = self.block(template, call)
            out.append(stmt)

    # ---- expressions

    def expr(self, expr: Expr) -> Expr:
        if isinstance(expr, BlockExpr):
            expr.body = self.stmts(expr.body)
            return expr
        if not expr.args and expr.op != "call":
            return expr
        expr.args = tuple([self.expr(a) if a.args or a.op in ("call", "block") else a for a in expr.args])
        template = self.template(expr)
        if template is None:
            return expr
        if template.value is not None and self.bindable(template, expr.args):
            return self.value(template, expr)
        return self.block(template, expr)

    def bindable(self, template: Template, args: tuple[Expr, ...]) -> bool:
        """True if every argument can stand where the callee's one expression reads the parameter."""
        if template.zeroed or len(template.function.locals) > len(template.function.params):
            return False
        changed = set().union(*map(assigned_in, args))
        rest = [p for p, a in zip(template.function.params, args, strict=True) if not self.movable(template, p, a, changed)]
        if not rest:
            return True
        # The others keep their place in time: read first, once each, in order, nothing assigned meanwhile.
        if changed or any(p in template.assigned or template.uses[p] != 1 for p in rest):
            return False
        leading = [p for p in template.ordered if p in rest]
        return leading == rest

    def movable(self, template: Template, param: str, arg: Expr, changed: set[str]) -> bool:
        """True if an argument may be evaluated wherever the callee reads the parameter."""
        if param in template.assigned:
            return False
        if arg.op in CONSTANTS:
            return True
        if arg.op == "local":
            return arg.imm not in changed
        once = template.uses[param] <= 1 and param not in template.looped
        return once and not changed and effect(arg) == PURE

    def value(self, template: Template, call: Expr) -> Expr:
        """The callee's one expression on the arguments."""
        assert template.value is not None
        substitutes = dict(zip(template.function.params, call.args, strict=True))
        return Copier(substitutes, self.fresh, lambda value: [Return(value)]).expr(template.value)

    def block(self, template: Template, call: Expr) -> Expr:
        """The callee's body as a block expression."""
        label = self.fresh(template.function.name)
        body = self.copied(template, call, lambda value: [Leave(label, value)])
        return BlockExpr("block", (), None, call.type, call.site, label, body)

    def copied(self, template: Template, call: Expr, on_return: _OnReturn) -> list[Stmt]:
        """The callee's body with arguments bound and its locals made ours."""
        callee = template.function
        changed = set().union(*map(assigned_in, call.args))
        names: dict[str, str | Expr] = {}
        out: list[Stmt] = []
        for param, arg in zip(callee.params, call.args, strict=True):
            if self.movable(template, param, arg, changed) and (arg.op in CONSTANTS or arg.op == "local"):
                names[param] = arg
            else:
                out.append(Assign(self.adopt(callee, param, names), arg))
        for local in callee.locals:
            if local not in names:
                self.adopt(callee, local, names)
        for local in template.zeroed:
            type_ = physical(callee.locals[local])
            out.append(Assign(str(names[local]), Expr(f"{type_}.const", (), 0.0 if type_ == "f64" else 0, type_)))
        return out + Copier(names, self.fresh, on_return).stmts(callee.body)

    def adopt(self, callee: Function, local: str, names: dict[str, str | Expr]) -> str:
        """Declares a local of the callee under a new name."""
        new = self.fresh(local)
        names[local] = new
        self.function.locals[new] = callee.locals[local]
        return new


def _returned_to(stmt: Assign | Effect, value: Expr | None) -> list[Stmt]:
    """What a callee's last `Return` becomes where its statements replace `stmt`."""
    if value is None:
        return []
    return [Assign(stmt.name, value) if isinstance(stmt, Assign) else Effect(value)]
