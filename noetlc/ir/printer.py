"""The text form of the IR: one statement a line, expressions as calls. `parser.py` reads it back to the same IR.

Example

    Function("half", ("x",), "i64", {"x": "i64"}, [Return(op("i64.shr_s", get("x", "i64"), i64(1)))])

becomes

    func @half(%x: i64) -> i64 {
      return i64.shr_s(%x, 1:i64)
    }

`%x` is a local, `@f(…)` a call, `$g` a global, `&d` the address of data, `op[imm](…)` any operation, `do L:T { … }` a block
expression. `:type` follows where an expression does not have the type its operation suggests, `!line:column` where it can raise.
"""

from __future__ import annotations

from collections.abc import Mapping

from noetlc.ir.depth import deep_recursion
from noetlc.ir.nodes import (
    Assign,
    Block,
    BlockExpr,
    Br,
    Data,
    Effect,
    Expr,
    Function,
    If,
    Import,
    Leave,
    Loop,
    Module,
    Return,
    Stmt,
    Switch,
    TableIndex,
    Try,
)
from noetlc.ir.spelling import (
    constant_op,
    default_imm,
    default_type,
    spell_bytes,
    spell_float,
    spell_imm,
    spell_name,
    spell_provided,
    spell_site,
)

_BARE = {"i32.const": "i32", "i64.const": "i32", "f64.const": "f64"}  # type of a number without suffix


def print_module(module: Module) -> str:
    """The whole module."""
    globals_ = {g.name: g.type for g in module.globals.values()}
    parts = [_import(i) for i in module.imports.values()]
    for item in module.globals.values():
        init = spell_float(float(item.init)) if isinstance(item.init, float) else str(item.init)
        parts.append(f"global ${spell_name(item.name)}: {item.type} = {init}\n")
    parts += [_data(d) for d in module.data.values()]
    if module.table:
        parts.append(f"table {', '.join('@' + spell_name(name) for name in module.table)}\n")
    parts += ["\n" + print_function(f, globals_) for f in module.functions.values()]
    return "".join(parts).lstrip("\n")


def print_function(function: Function, globals_: Mapping[str, str] | None = None) -> str:
    """One function. `globals_` maps globals to their types; those it lacks are printed with their type."""
    with deep_recursion():
        return "\n".join(_Printer(function, globals_ or {}).function()) + "\n"


def print_expr(expr: Expr, function: Function) -> str:
    """One expression of a function, for messages."""
    with deep_recursion():
        return _Printer(function, {}).expr(expr, 0)


def _import(item: Import) -> str:
    params = ", ".join(item.params)
    return f"import @{spell_name(item.name)} = {spell_name(item.module)} {spell_name(item.field)} ({params}) -> {item.result}\n"


def _data(item: Data) -> str:
    refs = ", ".join(f"{offset} {_word(target)}" for offset, target in item.refs)
    return f"data &{spell_name(item.name)} align {item.align} = {spell_bytes(item.bytes)}{' refs ' + refs if refs else ''}\n"


def _word(target: str | TableIndex) -> str:
    return f"@{spell_name(target.function)}" if isinstance(target, TableIndex) else f"&{spell_name(target)}"


class _Printer:
    def __init__(self, function: Function, globals_: Mapping[str, str]) -> None:
        self.owner = function
        self.locals = function.locals
        self.globals = globals_
        self.lines: list[str] = []

    def function(self) -> list[str]:
        owner = self.owner
        params = ", ".join(f"%{spell_name(p)}: {owner.locals[p]}" for p in owner.params)
        head = f"func @{spell_name(owner.name)}({params}) -> {owner.result}"
        if owner.export is not None:
            head += f" export {spell_name(owner.export)}"
        if owner.inline != "auto":
            head += f" inline {owner.inline}"
        if owner.provides:
            head += f" provides {', '.join(map(spell_provided, sorted(owner.provides)))}"
        if owner.collects:
            head += " collects"
        if owner.often:
            head += f" often {owner.often}"
        self.lines.append(head + " {")
        others = [f"%{spell_name(n)}: {t}" for n, t in owner.locals.items() if n not in owner.params]
        if others:
            self.lines.append("  local " + ", ".join(others))
        self.stmts(owner.body, 1)
        self.lines.append("}")
        return self.lines

    def stmts(self, body: list[Stmt], depth: int) -> None:
        for stmt in body:
            self.stmt(stmt, depth)

    def put(self, depth: int, text: str) -> None:
        self.lines.append("  " * depth + text)

    def stmt(self, stmt: Stmt, depth: int) -> None:
        if isinstance(stmt, Assign):
            self.put(depth, f"%{spell_name(stmt.name)} = {self.expr(stmt.value, depth)}")
        elif isinstance(stmt, Effect):
            self.put(depth, self.effect(stmt.value, depth))
        elif isinstance(stmt, If):
            self.if_(stmt, depth)
        elif isinstance(stmt, Loop | Block):
            self.put(depth, f"{'loop' if isinstance(stmt, Loop) else 'block'} {spell_name(stmt.label)} {{")
            self.stmts(stmt.body, depth + 1)
            self.put(depth, "}")
        elif isinstance(stmt, Br):
            test = f" if {self.expr(stmt.test, depth)}" if stmt.test is not None else ""
            self.put(depth, f"br {spell_name(stmt.label)}{test}")
        elif isinstance(stmt, Leave):
            value = f" {self.expr(stmt.value, depth)}" if stmt.value is not None else ""
            self.put(depth, f"leave {spell_name(stmt.label)}{value}")
        elif isinstance(stmt, Switch):
            labels = ", ".join(map(spell_name, stmt.labels))
            self.put(depth, f"switch {self.expr(stmt.value, depth)} to [{labels}] else {spell_name(stmt.default)}")
        elif isinstance(stmt, Return):
            self.put(depth, f"return {self.expr(stmt.value, depth)}" if stmt.value is not None else "return")
        elif isinstance(stmt, Try):
            self.put(depth, "try {")
            self.stmts(stmt.body, depth + 1)
            self.put(depth, "} except {")
            self.stmts(stmt.handler, depth + 1)
            self.put(depth, "}")

    def if_(self, stmt: If, depth: int) -> None:
        """An `if` with its `else if` chain."""
        self.put(depth, f"if {self.expr(stmt.test, depth)} {{")
        while True:
            self.stmts(stmt.then, depth + 1)
            orelse = stmt.orelse
            if len(orelse) == 1 and isinstance(orelse[0], If):
                stmt = orelse[0]
                self.put(depth, f"}} else if {self.expr(stmt.test, depth)} {{")
                continue
            if orelse:
                self.put(depth, "} else {")
                self.stmts(orelse, depth + 1)
            self.put(depth, "}")
            return

    def effect(self, expr: Expr, depth: int) -> str:
        if expr.op == "global.set" and expr.type == "void" and len(expr.args) == 1 and not expr.site:
            return f"${spell_name(str(expr.imm))} = {self.expr(expr.args[0], depth)}"
        return self.expr(expr, depth)

    def expr(self, expr: Expr, depth: int) -> str:
        """An expression; `depth` is the indentation of the line it stands on."""
        op, imm = expr.op, expr.imm
        if isinstance(expr, BlockExpr):
            return self.block_expr(expr, depth)
        bare = _BARE.get(op)
        if (
            bare is not None
            and not expr.args
            and isinstance(imm, float if op == "f64.const" else int)
            and constant_op(expr.type, op == "f64.const") == op
        ):
            return spell_imm(imm) + (f":{expr.type}" if expr.type != bare else "") + spell_site(expr.site)
        text = self.head(expr, depth)
        if expr.type != default_type(op, imm, expr.args, self.locals, self.globals):
            text += f":{expr.type}"
        return text + spell_site(expr.site)

    def head(self, expr: Expr, depth: int) -> str:
        op, imm = expr.op, expr.imm
        if isinstance(imm, str):
            if not expr.args and op in ("local", "global.get", "data"):
                return {"local": "%", "global.get": "$", "data": "&"}[op] + spell_name(imm)
            if op == "call":
                return f"@{spell_name(imm)}({self.args(expr, depth)})"
        text = spell_name(op)
        default = default_imm(op)
        if imm != default or type(imm) is not type(default):
            text += f"[{spell_provided(imm) if op == 'live' and isinstance(imm, int) else spell_imm(imm)}]"
            if not expr.args:
                return text
        return f"{text}({self.args(expr, depth)})"

    def args(self, expr: Expr, depth: int) -> str:
        return ", ".join([self.expr(a, depth) for a in expr.args])

    def block_expr(self, expr: BlockExpr, depth: int) -> str:
        outer, self.lines = self.lines, []
        self.stmts(expr.body, depth + 1)
        inner, self.lines = self.lines, outer
        head = f"do {spell_name(expr.label)}:{expr.type}{spell_site(expr.site)} {{\n"
        return head + "".join(line + "\n" for line in inner) + "  " * depth + "}"
