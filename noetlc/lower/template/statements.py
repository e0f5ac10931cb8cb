"""Statements of templates to IR: text goes to the text buffer; loops, macros and blocks with scopes of their own."""

from __future__ import annotations

from collections.abc import Callable

from noetlc.frontend.jinja import nodes as t
from noetlc.ir.build import data, i32, op
from noetlc.ir.nodes import Assign, Block, Br, Effect, Expr, If, Return, Stmt
from noetlc.ir.nodes import Loop as LoopStmt
from noetlc.lower.template.code import Code, no_value
from noetlc.lower.template.constants import MISSING, constant, constant_text, printed, start
from noetlc.lower.template.expressions import Expressions
from noetlc.lower.template.nesting import result_of
from noetlc.lower.template.safepoints import ENTRY, safepoint
from noetlc.lower.template.scope import Alternatives, Loop, MacroEntry, Recursion, Scope, Variable, captures, mentioned


class Statements(Expressions):
    """Lowers the statements of one function."""

    # ---- blocks and scopes

    def block_of(self, body: tuple[t.Stmt, ...]) -> list[Stmt]:
        """The statements of a block in the current scope; neighbouring constant texts are written at once."""
        out: list[Stmt] = []
        pending = ""
        for stmt in body:
            text = constant_text(stmt)
            if text is not None:
                pending += text
                continue
            self.flush(pending, out)
            pending = ""
            self.statement(stmt, out)
        self.flush(pending, out)
        return out

    def flush(self, text: str, out: list[Stmt]) -> None:
        if len(text) == 1 and text.isascii():
            out.append(Effect(self.primitive("buf_byte", i32(ord(text)))))
        elif text:
            out.append(Effect(self.primitive("buf_str", data("str:" + text, "val"))))

    def scoped(self, body: tuple[t.Stmt, ...], prepare: Callable[[Scope], list[Stmt]] | None = None) -> list[Stmt]:
        """A block with a scope of its own; `prepare` binds names in it first. Variables start without value each time."""
        outer, assigned = self.scope, self.assigned
        self.scope = Scope(self.code, outer)
        self.assigned = set(assigned)
        bound = prepare(self.scope) if prepare is not None else []
        given = set(self.scope.variables)
        self.scope.declare(body)
        fresh = [v for name, v in self.scope.variables.items() if name not in given]
        unset: list[Stmt] = [Assign(v.local, no_value()) for v in fresh]
        unset += [Assign(optional.which, i32(0)) for optional in self.scope.optional.values()]
        out = [*bound, *unset, *self.block_of(body)]
        self.scope, self.assigned = outer, assigned
        return out

    # ---- statements

    def statement(self, stmt: t.Stmt, out: list[Stmt]) -> None:
        if isinstance(stmt, t.Output):
            self.output(stmt.expr, out)
        elif isinstance(stmt, t.If):
            self.if_(stmt, 0, out)
        elif isinstance(stmt, t.For):
            self.for_(stmt, out)
        elif isinstance(stmt, t.Set):
            self.set_(stmt, out)
        elif isinstance(stmt, t.SetBlock):
            self.set_block(stmt, out)
        elif isinstance(stmt, t.With):
            self.with_(stmt, out)
        elif isinstance(stmt, t.FilterBlock):
            text = self.captured_text(stmt.body, out)
            self.block_text = text
            self.put(self.value(stmt.filter), out)
        elif isinstance(stmt, t.Macro):
            self.define(stmt, out)
        else:
            assert isinstance(stmt, t.Unsupported)
            out.append(Effect(self.fail(f"the statement {stmt.keyword} is not supported", self.around.place(stmt.pos))))

    def define(self, stmt: t.Macro, out: list[Stmt]) -> None:
        """Binds the name of a macro from here on."""
        last = self.scope.later.get(stmt.name)
        entry = last if last is not None and last.node is stmt else MacroEntry(stmt, self.scope)
        self.scope.current[stmt.name] = entry
        optional = self.scope.optional.get(stmt.name)
        if optional is not None:
            optional.entries.append(entry)
            out.append(Assign(optional.which, i32(len(optional.entries))))

    def put(self, value: Expr, out: list[Stmt]) -> None:
        out.append(Effect(self.primitive("t_put", value)))

    def output(self, node: t.Expr, out: list[Stmt]) -> None:
        """`{{ node }}`: its text is appended."""
        if isinstance(node, t.Binary) and node.op == "~":
            self.output(node.left, out)
            self.output(node.right, out)
        elif isinstance(node, t.Cond):
            test, other = self.condition(node.test), node.other
            then: list[Stmt] = []
            orelse: list[Stmt] = []
            self.branches([lambda: self.output(node.then, then), lambda: None if other is None else self.output(other, orelse)])
            out.append(If(test, then, orelse))
        elif (known := constant(node)) is not MISSING and printed(known) is not None:
            self.flush(printed(known) or "", out)
        elif isinstance(node, t.Filter) and result_of(node.name) == "text":
            out.append(Effect(self.primitive("buf_str", self.value(node))))
        else:
            self.put(self.value(node), out)

    def branches(self, parts: list[Callable[[], None]]) -> None:
        """Lowers alternatives: what all of them assign is assigned afterwards."""
        before, ends, names = self.assigned, [], self.scope.current
        bound: list[dict[str, MacroEntry | Alternatives | Loop]] = []
        for part in parts:
            self.assigned, self.scope.current = set(before), dict(names)
            part()
            ends.append(self.assigned)
            bound.append(self.scope.current)
        self.assigned = set.intersection(*ends)
        self.scope.current = self.merged(bound)

    def merged(self, bound: list[dict[str, MacroEntry | Alternatives | Loop]]) -> dict[str, MacroEntry | Alternatives | Loop]:
        """What names are bound to after alternatives: the same thing, one of several macros, or nothing."""
        result: dict[str, MacroEntry | Alternatives | Loop] = {}
        for name in dict.fromkeys(name for names in bound for name in names):
            found = {names.get(name) for names in bound}
            only = found.pop()
            if not found and only is not None:
                result[name] = only
            elif name in self.scope.optional:
                result[name] = self.scope.optional[name]
        return result

    def if_(self, stmt: t.If, index: int, out: list[Stmt]) -> None:
        test_node, body = stmt.branches[index]
        test = self.condition(test_node)
        then: list[Stmt] = []
        orelse: list[Stmt] = []

        def other() -> None:
            if index + 1 < len(stmt.branches):
                self.if_(stmt, index + 1, orelse)
            else:
                orelse.extend(self.block_of(stmt.orelse))

        self.branches([lambda: then.extend(self.block_of(body)), other])
        out.append(If(test, then, orelse))

    # ---- assignments

    def assign(self, name: str, value: Expr, out: list[Stmt]) -> None:
        """Assigns a variable of the current scope."""
        variable = self.scope.variable(name)
        self.scope.current.pop(name, None)
        if name in self.scope.optional:
            out.append(Assign(self.scope.optional[name].which, i32(0)))
        out.append(Assign(variable.local, value))
        self.assigned.add(variable)

    def set_(self, stmt: t.Set, out: list[Stmt]) -> None:
        if stmt.attr is not None:
            self.set_field(stmt.targets[0], stmt.attr, self.value(stmt.value, True), stmt.pos, out)
        elif len(stmt.targets) > 1:
            self.unpack(stmt.targets, self.value(stmt.value, True), self.around.place(stmt.pos), out)
        else:
            found = self.find(stmt.value.name) if isinstance(stmt.value, t.Name) else None
            if found is not None and not isinstance(found[0], Variable):
                self.scope.current[stmt.targets[0]] = found[0]  # another name for a macro or for `loop`
            else:
                self.assign(stmt.targets[0], self.value(stmt.value, True), out)

    def set_field(self, name: str, attr: str, value: Expr, pos: int, out: list[Stmt]) -> None:
        """`set name.attr = value`, for a namespace."""
        space = self.variable(name, self.scope, True)
        out.append(Effect(self.primitive("t_set_field", space, self.const(attr), value, site=self.around.place(pos))))

    def unpack(self, targets: tuple[str, ...], value: Expr, site: int, out: list[Stmt]) -> None:
        parts = self.code.local("parts")
        out.append(Assign(parts, self.primitive("t_unpack", value, i32(len(targets)), site=site)))
        for index, name in enumerate(targets):
            self.assign(name, self.primitive("list_get", self.code.get(parts), i32(index)), out)

    def captured_text(self, body: tuple[t.Stmt, ...], out: list[Stmt]) -> str:
        """Writes the text of a block; the local with it as a string."""
        mark = self.code.begin_text(out)
        out += self.scoped(body)
        text = self.code.local("text")
        out.append(Assign(text, self.primitive("buf_end", self.code.get(mark))))
        return text

    def set_block(self, stmt: t.SetBlock, out: list[Stmt]) -> None:
        text = self.captured_text(stmt.body, out)
        value = self.code.get(text)
        if stmt.filter is not None:
            self.block_text = text
            value = self.value(stmt.filter)
        if stmt.attr is not None:
            self.set_field(stmt.target, stmt.attr, value, stmt.pos, out)
        else:
            self.assign(stmt.target, value, out)

    def with_(self, stmt: t.With, out: list[Stmt]) -> None:
        held: list[tuple[str, str]] = []
        for name, expr in stmt.targets:
            local = self.code.local("with")
            out.append(Assign(local, self.value(expr, True)))
            held.append((name, local))

        def bind(_: Scope) -> list[Stmt]:
            bound: list[Stmt] = []
            for name, local in held:
                self.assign(name, self.code.get(local), bound)
            return bound

        out += self.scoped(stmt.body, bind)

    # ---- for

    def for_(self, stmt: t.For, out: list[Stmt]) -> None:
        if stmt.recursive:
            self.recursive_for(stmt, out)
            return
        self.loop(stmt, self.value(stmt.iter, True), self.around.place(start(stmt.iter)), None, None, out)

    def loop(self, stmt: t.For, iterated: Expr, site: int, depth: str | None, recursion: Recursion | None, out: list[Stmt]) -> None:
        """The loop over the items of a value; with an `if`, over those that pass, which are collected first."""
        code = self.code
        items = code.local("items")
        out.append(Assign(items, self.primitive("t_iterate", iterated, site=site)))
        if self.runs_once(recursion):
            out.append(Effect(self.primitive("loop_young")))
        if stmt.test is not None:
            out += self.passing(stmt, stmt.test, items, site)
        index, length = code.local("i", "i32"), code.local("n", "i32")
        changed = code.local("changed") if uses_changed(stmt.body) else None
        loop = Loop(code, items, index, length, depth, changed, recursion)
        position = ""
        if macro_asks(stmt.body):
            position, nesting = code.local("position"), code.local("depth_value")
            loop.shared = tuple(Variable("loop_" + n, code, n) for n in (items, position, nesting))
            out.append(Assign(nesting, boxed(i32(0) if depth is None else code.get(depth))))
        out.append(Assign(length, self.primitive("list_len", code.get(items))))
        if changed is not None:
            out.append(Assign(changed, no_value()))

        def body() -> list[Stmt]:
            def bind(scope: Scope) -> list[Stmt]:
                scope.loop = loop
                kept: list[Stmt] = [Assign(position, boxed(code.get(index)))] if position else []
                return [*kept, *self.bind_targets(stmt, items, index)]

            return self.scoped(stmt.body, bind)

        statements = self.repeat(index, length, body, site)
        if stmt.orelse:
            empty = op("i32.eqz", code.get(length))
            out.append(If(empty, self.scoped(stmt.orelse), statements))
        else:
            out += statements

    def runs_once(self, recursion: Recursion | None) -> bool:
        """Whether the loop about to be lowered is neither in another one nor in a macro."""
        return recursion is None and self.depth is None and all(scope.loop is None for scope in self.scope.chain())

    def repeat(self, index: str, length: str, body: Callable[[], list[Stmt]], site: int) -> list[Stmt]:
        """Runs `body` with index 0 … length - 1; the loop is at `site`."""
        code = self.code
        done, again = code.label("done"), code.label("again")
        inner: list[Stmt] = [
            Br(done, op("i32.ge_s", code.get(index), code.get(length))),
            *body(),
            safepoint(site),
            Assign(index, op("i32.add", code.get(index), i32(1))),
            Br(again),
        ]
        return [Assign(index, i32(0)), Block(done, [LoopStmt(again, inner)])]

    def bind_targets(self, stmt: t.For, items: str, index: str) -> list[Stmt]:
        out: list[Stmt] = []
        item = self.primitive("list_get", self.code.get(items), self.code.get(index))
        if len(stmt.targets) == 1:
            self.assign(stmt.targets[0], item, out)
        else:
            self.unpack(stmt.targets, item, self.around.place(stmt.pos), out)
        return out

    def passing(self, stmt: t.For, test: t.Expr, items: str, site: int) -> list[Stmt]:
        """Replaces the items by those for which the loop's `if` holds."""
        code = self.code
        kept = code.local("kept")
        index, length = code.local("i", "i32"), code.local("n", "i32")

        def body() -> list[Stmt]:
            outer, assigned = self.scope, set(self.assigned)
            self.scope = Scope(code, outer)
            out = self.bind_targets(stmt, items, index)
            item = self.primitive("list_get", code.get(items), code.get(index))
            out.append(If(self.condition(test), [Effect(self.primitive("list_push", code.get(kept), item))], []))
            self.scope, self.assigned = outer, assigned
            return out

        start_: list[Stmt] = [
            Assign(kept, self.primitive("list_new", i32(0))),
            Assign(length, self.primitive("list_len", code.get(items))),
        ]
        return [*start_, *self.repeat(index, length, body, site), Assign(items, code.get(kept))]

    def recursive_for(self, stmt: t.For, out: list[Stmt]) -> None:
        """The loop as a function of the value to iterate and the depth, so that `loop(…)` can call it."""
        carried = captures(stmt, self.scope)
        recursion = Recursion(self.around.sink.fresh("loop"), carried)
        code = Code(self.code.dialect, recursion.function)
        iterated, depth = code.param("over"), code.param("depth", "i32")
        inner = self.inside(code, self.scope, carried)
        inner.depth = self.depth if self.depth is None else code.param("nesting", "i32")
        body: list[Stmt] = []
        inner.too_deep(depth, body)
        mark = code.begin_text(body)
        inner.loop(stmt, code.get(iterated), self.around.place(start(stmt.iter)), depth, recursion, body)
        body.append(Return(self.primitive("buf_end", code.get(mark))))
        self.around.made.append(code.finish(body, "val", 0))
        args = [self.value(stmt.iter, True), i32(0), *(self.carried(v) for v in carried)]
        if inner.depth is not None:
            args.append(self.code.get(self.depth or ""))
        value = self.code.calling(recursion.function, self.around.place(start(stmt.iter)), *args)
        out.append(Effect(self.primitive("buf_str", value)))

    # ---- macros

    def inside(self, code: Code, scope: Scope, carried: tuple[Variable, ...]) -> Statements:
        """A lowering for another function, which gets some variables as parameters."""
        inner = Statements(self.around, code, scope)
        inner.captured = {variable: code.param("c_" + variable.name) for variable in carried}
        return inner

    def loops_outside(self, out: list[Stmt]) -> None:
        """What `loop` means in a macro inside a loop: its items, position and depth, passed as captures."""
        code = self.code
        for loop in [level.loop for level in self.scope.chain() if level.loop is not None]:
            if not loop.shared or loop.shared[0] not in self.captured:
                continue
            items, position, nesting = (self.captured[variable] for variable in loop.shared)
            index, length, depth = code.local("i", "i32"), code.local("n", "i32"), code.local("deep", "i32")
            self.outer_loops[loop] = Loop(code, items, index, length, depth)
            out.append(Assign(index, op("i32.shr_s", code.get(position), i32(1))))
            out.append(Assign(depth, op("i32.shr_s", code.get(nesting), i32(1))))
            out.append(Assign(length, self.primitive("list_len", code.get(items))))

    def too_deep(self, depth: str, out: list[Stmt]) -> None:
        """Raises when calls nest too deep, at the place of the call, which the site still holds."""
        test = op("i32.gt_s", self.code.get(depth), i32(200))
        failing = self.fail("calls are nested too deep", 0)
        out.append(If(test, [Effect(failing)], []))

    def macro_function(self, entry: MacroEntry) -> str:
        """The function of a macro, made when it is first called."""
        if entry.function:
            return entry.function
        entry.function = self.around.sink.fresh("macro_" + entry.node.name)
        entry.captures = captures(entry.node, entry.scope)
        code = Code(self.code.dialect, entry.function)
        depth = code.param("depth", "i32")
        scope = Scope(code, entry.scope)
        variables = [Variable(name, code, code.param("v_" + name)) for name, _ in entry.node.params]
        inner = self.inside(code, scope, entry.captures)
        inner.depth = depth
        body: list[Stmt] = []
        inner.too_deep(depth, body)
        body.append(safepoint(0, ENTRY))
        inner.loops_outside(body)
        for variable, (name, default) in zip(variables, entry.node.params, strict=True):
            scope.variables[name] = variable
            if default is not None:
                missing = op("i32.eqz", code.get(variable.local))
                body.append(If(missing, [Assign(variable.local, inner.value(default, True))], []))
            inner.assigned.add(variable)
        scope.declare(entry.node.body)
        mark = code.begin_text(body)
        body += inner.block_of(entry.node.body)
        body.append(Return(self.primitive("buf_end", code.get(mark))))
        self.around.made.append(code.finish(body, "val", 0))
        return entry.function


def boxed(number: Expr) -> Expr:
    """A small int as a value."""
    return op("i32.or", op("i32.shl", number, i32(1)), i32(1))


def macro_asks(part: object) -> bool:
    """Whether a macro somewhere in a loop body may ask for `loop`."""
    if isinstance(part, tuple):
        return any(macro_asks(item) for item in part)
    if isinstance(part, t.Macro):
        return "loop" in mentioned(part)
    if isinstance(part, t.If):
        return macro_asks((part.orelse, *(body for _, body in part.branches)))
    if isinstance(part, t.For):
        return macro_asks((part.body, part.orelse))
    return isinstance(part, t.With | t.FilterBlock | t.SetBlock) and macro_asks(part.body)


def uses_changed(body: tuple[t.Stmt, ...]) -> bool:
    """True if `loop.changed` may be called in a loop body: `loop` under any name is mentioned."""
    return "loop" in mentioned(body)
