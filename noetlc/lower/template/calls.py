"""Calls: functions, methods, macros and what `loop` offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.frontend.jinja import nodes as t
from noetlc.ir.build import i32, op
from noetlc.ir.nodes import Assign, Expr, Stmt
from noetlc.layout.objects import UNDEFINED
from noetlc.lower.template.code import choose, from_condition, is_value, no_value, undefined
from noetlc.lower.template.constants import constant
from noetlc.lower.template.scope import Alternatives, Loop, MacroEntry
from noetlc.primitives.template import FUNCTIONS, LOOP_METHODS, METHODS

if TYPE_CHECKING:
    from noetlc.lower.template.expressions import Expressions

def call_value(lw: Expressions, node: t.Call) -> Expr:
    """The value of a call."""
    func = node.func
    if isinstance(func, t.Name):
        found = lw.find(func.name)
        if found is not None and isinstance(found[0], MacroEntry):
            return macro_call(lw, found[0], node)
        if found is not None and isinstance(found[0], Alternatives):
            return one_of(lw, found[0], node)
        if found is not None and isinstance(found[0], Loop):
            return recursive_call(lw, found[0], node)
        return function_call(lw, func, node, found is None)
    if isinstance(func, t.Getattr):
        return method_call(lw, func.obj, func.name, node)
    if isinstance(func, t.Getitem) and isinstance(constant(func.index), str):
        return method_call(lw, func.obj, str(constant(func.index)), node)
    return failing(lw, node, "this value cannot be called", func)


def failing(lw: Expressions, node: t.Call, message: str, *before: t.Expr) -> Expr:
    """A call that fails: what is called and the arguments are evaluated first, as in every call."""
    parts = (*before, *node.args, *(value for _, value in node.kwargs))
    return lw.fail_after([lw.value(part, True) for part in parts], message, lw.site(node))


# ---- functions


def function_call(lw: Expressions, func: t.Name, node: t.Call, free: bool) -> Expr:
    """`range`, `dict` and `namespace`, unless the name is bound to a value."""
    unknown = f"unknown function {func.name}"
    if func.name not in FUNCTIONS:
        return failing(lw, node, unknown)
    bound = lw.variable(func.name, lw.scope, False) if not free else lw.around.names.resolve(func.name).value
    if bound.op == "i32.const" and bound.imm == UNDEFINED:
        return known_function(lw, func.name, node)
    made, failed = known_function(lw, func.name, node), failing(lw, node, f"{func.name} is not a function here")
    return choose(is_value(bound, UNDEFINED), made, failed)


def known_function(lw: Expressions, name: str, node: t.Call) -> Expr:
    if name == "range":
        if node.kwargs or not 1 <= len(node.args) <= 3:
            return failing(lw, node, "range takes ints")
        first = lw.value(node.args[0])
        if len(node.args) == 1:
            return lw.primitive_at(node, "t_range", lw.const(0), first, lw.const(1))
        stop = lw.value(node.args[1])
        return lw.primitive_at(node, "t_range", first, stop, lw.value(node.args[2]) if len(node.args) == 3 else lw.const(1))
    if node.args:
        return failing(lw, node, f"{name} takes keyword arguments only")
    items = tuple((t.Const(key, node.pos), value) for key, value in dict(node.kwargs).items())
    made = lw.map_of(t.MapExpr(items, node.pos), lambda item: lw.value(item, True))
    return lw.primitive("t_namespace", made) if name == "namespace" else made


# ---- methods


def method_call(lw: Expressions, obj: t.Expr, name: str, node: t.Call) -> Expr:
    """A method of a map or string; a key of that name hides the method, and a value that is no function cannot be called."""
    if isinstance(obj, t.Name):
        found = lw.find(obj.name)
        if found is not None and isinstance(found[0], Loop):
            return loop_call(lw, found[0], name, node)
    row = METHODS.get(name)
    if row is None:
        return failing(lw, node, f"unknown method {name}", obj)
    if node.kwargs or not row.least <= len(node.args) <= len(row.params):
        return failing(lw, node, f"wrong arguments for the method {name}", obj)
    receiver = lw.value(obj, True)
    args = [lw.value(arg) for arg in node.args]
    args += [lw.const(param.default) for param in row.params[len(args) :]]
    return lw.primitive_at(node, row.runtime, receiver, *args)


# ---- loop


def loop_field(lw: Expressions, loop: Loop, key: str) -> Expr:
    """`loop.key`."""
    code = lw.code
    index, length = code.get(loop.index), code.get(loop.length)
    number = {
        "index": op("i32.add", index, i32(1)),
        "index0": index,
        "revindex": op("i32.sub", length, index),
        "revindex0": op("i32.sub", op("i32.sub", length, index), i32(1)),
        "length": length,
        "depth": i32(1) if loop.depth is None else op("i32.add", code.get(loop.depth), i32(1)),
        "depth0": i32(0) if loop.depth is None else code.get(loop.depth),
    }.get(key)
    if number is not None:
        return lw.primitive("from_int", op("i64.extend_i32_s", number))
    if key == "first":
        return from_condition(op("i32.eqz", index))
    if key == "last":
        return from_condition(op("i32.eq", op("i32.add", index, i32(1)), length))
    if key == "previtem":
        before = op("i32.sub", code.get(loop.index), i32(1))
        return choose(code.get(loop.index), lw.primitive("list_get", code.get(loop.items), before), undefined())
    if key == "nextitem":
        after = op("i32.add", code.get(loop.index), i32(1))
        item = lw.primitive("list_get", code.get(loop.items), after)
        return choose(op("i32.lt_s", op("i32.add", index, i32(1)), length), item, undefined())
    return undefined()


def loop_call(lw: Expressions, loop: Loop, name: str, node: t.Call) -> Expr:
    """`loop.cycle(…)` and `loop.changed(…)`."""
    if node.kwargs or name not in LOOP_METHODS or len(node.args) < LOOP_METHODS[name].least:
        return failing(lw, node, f"loop has no method {name} for these arguments")
    values = lw.list_of(t.ListExpr(node.args, node.pos), lambda item: lw.value(item, True))
    if name == "cycle":
        return lw.primitive("t_cycle", values, lw.code.get(loop.index))
    if loop.changed is None:
        return failing(lw, node, "loop.changed is not available here")
    now = lw.code.local("now")
    last = lw.code.get(loop.changed)
    same = Expr("and", (last, lw.primitive("t_eq", last, lw.code.get(now))), None, "i32")
    body: list[Stmt] = [Assign(now, values)]
    test = lw.code.local("changed", "i32")
    body += [Assign(test, Expr("not", (same,), None, "i32")), Assign(loop.changed, lw.code.get(now))]
    return lw.block(body, lw.code.label("changed"), from_condition(lw.code.get(test)))


def recursive_call(lw: Expressions, loop: Loop, node: t.Call) -> Expr:
    """`loop(…)` inside a recursive loop: the text of the loop over the argument."""
    if loop.recursion is None or node.kwargs or len(node.args) != 1 or loop.depth is None:
        return failing(lw, node, "loop(…) takes one argument, in a recursive loop")
    deeper = op("i32.add", lw.code.get(loop.depth), i32(1))
    items = lw.primitive_at(node, "t_iterate", lw.value(node.args[0], True))
    carried = [lw.carried(variable) for variable in loop.recursion.captures]
    return lw.code.calling(loop.recursion.function, lw.site(node), items, deeper, *carried)


# ---- macros


def one_of(lw: Expressions, macros: Alternatives, node: t.Call) -> Expr:
    """Calls the macro of that name which was defined last, if any was."""
    calls_ = [macro_call(lw, entry, node) for entry in macros.entries]
    result = failing(lw, node, f"unknown function {macros.entries[0].node.name}")
    for number, value in reversed(list(enumerate(calls_, 1))):
        result = choose(op("i32.eq", lw.code.get(macros.which), i32(number)), value, result)
    return result


def macro_call(lw: Expressions, entry: MacroEntry, node: t.Call) -> Expr:
    """Calls the function of a macro: depth, one value per parameter (0 where the default is wanted), captures."""
    params = entry.node.params
    names = [name for name, _ in params]
    keywords = dict(node.kwargs)
    if len(node.args) > len(params) or any(key not in names[len(node.args) :] for key in keywords):
        return failing(lw, node, f"wrong arguments for the macro {entry.node.name}")
    args: list[Expr] = [i32(1) if lw.depth is None else op("i32.add", lw.code.get(lw.depth), i32(1))]
    for index, (name, default) in enumerate(params):
        if index < len(node.args):
            args.append(lw.value(node.args[index], True))
        elif name in keywords:
            args.append(lw.value(keywords[name], True))
        else:
            args.append(undefined() if default is None else no_value())
    function = lw.macro_function(entry)
    return lw.code.calling(function, lw.site(node), *args, *(lw.carried(variable) for variable in entry.captures))
