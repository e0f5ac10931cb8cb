"""Filters and tests to runtime calls; `map` and the selections become loops around the filter or test they name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from noetlc.diagnostics.counts import counted
from noetlc.frontend.jinja import nodes as t
from noetlc.ir.build import i32, op
from noetlc.ir.nodes import Assign, Block, Br, Effect, Expr, If, Loop, Stmt
from noetlc.layout import objects
from noetlc.lower.template.code import (
    is_value,
    negate,
    undefined,
)  # fmt: skip
from noetlc.lower.template.constants import MISSING, constant, start
from noetlc.lower.template.scope import Alternatives, MacroEntry
from noetlc.primitives.model import ABSENT, REQUIRED
from noetlc.primitives.template import FILTERS, TESTS

if TYPE_CHECKING:
    from noetlc.lower.template.expressions import Expressions

Args = tuple[Expr, ...]
_ORDER = {"<": "i32.lt_s", "<=": "i32.le_s", ">": "i32.gt_s", ">=": "i32.ge_s"}
_LOOKING = {"attr", *(row.name for row in FILTERS.values() if any(param.name == "attribute" for param in row.params))}  # look-ups in items

# tests without a runtime function: a value, a comparison, never, and whether there is a filter or test of that name
_FIXED = {"none": objects.NONE, "true": objects.TRUE, "false": objects.FALSE, "undefined": objects.UNDEFINED}
_COMPARED = {
    "eq": "==", "equalto": "==", "==": "==", "ne": "!=", "!=": "!=", "lt": "<", "<": "<", "le": "<=", "<=": "<=", "gt": ">",
    ">": ">", "ge": ">=", ">=": ">=",
}  # fmt: skip
_NEVER = frozenset(("safe", "escaped"))
_NAMES = {"filter": sorted(FILTERS), "test": sorted(TESTS)}
TESTS_IN_PLACE = frozenset(("defined", *_FIXED, *_COMPARED, *_NEVER, *_NAMES))


def filter_value(lw: Expressions, node: t.Filter, view: bool = False) -> Expr:
    """The value of `obj | name(args)`."""
    site = lw.around.place(start(node))
    obj = subject(lw, node, view or node.name in _LOOKING)
    return applied(lw, node, obj, node.args, node.kwargs, site)


def subject(lw: Expressions, node: t.Filter, view: bool) -> Expr:
    if node.obj is not None:
        return lw.value(node.obj, view)
    assert lw.block_text is not None
    return lw.code.get(lw.block_text)


def applied(
    lw: Expressions, node: t.Filter, obj: Expr, args: tuple[t.Expr, ...], kwargs: tuple[tuple[str, t.Expr], ...], site: int
) -> Expr:
    """The filter of `node` on a value."""
    name = node.name
    if name in _LOOPS:
        return _LOOPS[name](lw, node, obj, site)
    if name == "safe" and not args and not kwargs:
        return obj
    if name == "format":
        return format_value(lw, node, obj, site)
    values = arguments(lw, name, args, kwargs)
    if isinstance(values, str):
        given = [lw.value(value, True) for value in (*args, *(value for _, value in kwargs))]
        return lw.fail_after([obj, *given], values, site)
    return filter_call(lw, name, obj, values, site)


def arguments(lw: Expressions, name: str, args: tuple[t.Expr, ...], kwargs: tuple[tuple[str, t.Expr], ...]) -> Args | str:
    """The arguments of a filter by parameter, or why they do not fit."""
    row = FILTERS.get(name)
    if row is None:
        return f"unknown filter {name}"
    if len(args) > len(row.params):
        return f"{name} takes at most {counted(len(row.params), 'argument')}"
    bound: dict[int, t.Expr] = dict(enumerate(args))
    for key, value in dict(kwargs).items():
        index = next((i for i, param in enumerate(row.params) if key in param.keywords), None)
        if index is None or index in bound:
            return f"{name} has no argument {key}, or has it twice"
        bound[index] = value
    values: list[Expr] = []
    for index, param in enumerate(row.params):
        if index in bound:
            values.append(lw.value(bound[index], name in ("default", "d")))
        elif param.default is REQUIRED:
            return f"{name} needs the argument {param.keywords[-1]}"
        else:
            values.append(undefined() if param.default is ABSENT else lw.const(param.default))
    return tuple(values)


def filter_call(lw: Expressions, name: str, obj: Expr, values: Args, site: int) -> Expr:
    """The runtime call of a filter whose arguments are values."""
    row = FILTERS[name]
    if row.runtime == "t_default_if":
        return default(lw, obj, values)
    return lw.primitive(row.runtime, obj, *values, site=site)


def default(lw: Expressions, obj: Expr, values: Args) -> Expr:
    """`default(value, falsy)`; both arguments are evaluated whether they are needed or not."""
    falsy = values[1]
    if falsy.op == "i32.const" and falsy.imm == objects.FALSE:
        return lw.primitive("t_default", obj, values[0])
    if falsy.op == "i32.const" and falsy.imm == objects.TRUE:
        return lw.primitive("t_default_falsy", obj, values[0])
    return lw.primitive("t_default_if", obj, *values)


def format_value(lw: Expressions, node: t.Filter, obj: Expr, site: int) -> Expr:
    """`text | format(…)`: positional or keyword values as a list or a map."""
    if node.args and node.kwargs:
        given = [lw.value(value, True) for value in (*node.args, *(value for _, value in node.kwargs))]
        return lw.fail_after([obj, *given], "format takes positional or keyword values, not both", site)
    if node.kwargs:
        items = tuple((t.Const(key, node.pos), value) for key, value in node.kwargs)
        values = lw.map_of(t.MapExpr(items, node.pos), lw.value)
    else:
        values = lw.list_of(t.ListExpr(node.args, node.pos), lw.value)
    return lw.primitive("t_format", obj, values, site=site)


# ---- loops over items


def each(lw: Expressions, obj: Expr, site: int, body: Callable[[Expr, Expr], list[Stmt]]) -> Expr:
    """A new list filled by `body(list, item)`, run for every item of a value."""
    code = lw.code
    items, out, item = code.local("items"), code.local("out"), code.local("item")
    index, length = code.local("i", "i32"), code.local("n", "i32")
    head: list[Stmt] = [
        Assign(items, lw.primitive("t_iterate", obj, site=site)),
        Assign(out, lw.primitive("list_new", i32(0))),
        Assign(length, lw.primitive("list_len", code.get(items))),
        Assign(index, i32(0)),
    ]
    done, again = code.label("done"), code.label("again")
    loop: list[Stmt] = [
        Br(done, op("i32.ge_s", code.get(index), code.get(length))),
        Assign(item, lw.primitive("list_get", code.get(items), code.get(index))),
        *body(code.get(out), code.get(item)),
        Assign(index, op("i32.add", code.get(index), i32(1))),
        Br(again),
    ]
    return lw.block([*head, Block(done, [Loop(again, loop)])], code.label("each"), code.get(out))


def kept(lw: Expressions, values: Args) -> tuple[list[Stmt], Args]:
    """Arguments evaluated once, before a loop that uses them."""
    before: list[Stmt] = []
    names: list[Expr] = []
    for value in values:
        if value.op in ("i32.const", "data"):
            names.append(value)
            continue
        local = lw.code.local("arg")
        before.append(Assign(local, value))
        names.append(lw.code.get(local))
    return before, tuple(names)


def copied(values: Args) -> Args:
    """The same arguments as new nodes: a node stands in one place of a tree only."""
    return tuple(Expr(v.op, v.args, v.imm, v.type) for v in values)


def with_before(lw: Expressions, obj: Expr, before: list[Stmt], make: Callable[[Expr], Expr]) -> Expr:
    """The filtered value, then the arguments, then the loop."""
    if not before:
        return make(obj)
    held = lw.code.local("over")
    return lw.block([Assign(held, obj), *before], lw.code.label("args"), make(lw.code.get(held)))


def map_value(lw: Expressions, node: t.Filter, obj: Expr, site: int) -> Expr:
    """`map(attribute=…, default=…)` and `map('filter', args…)`."""
    keywords = dict(node.kwargs)
    if not node.args and "attribute" in keywords:
        if set(keywords) - {"attribute", "default"}:
            return lw.fail("map takes attribute and default, or the name of a filter", site)
        before, values = kept(lw, (lw.value(keywords["attribute"]),))
        more: Args = ()
        if "default" in keywords:
            later, more = kept(lw, (lw.value(keywords["default"], True),))
            before += later

        def look(out: Expr, item: Expr) -> list[Stmt]:
            found = lw.primitive("t_path", item, *copied(values))
            if more:
                found = lw.primitive("t_or", found, *copied(more))
            return [Effect(lw.primitive("list_push", out, found))]

        return with_before(lw, obj, before, lambda over: each(lw, over, site, look))
    name = constant(node.args[0]) if node.args else MISSING
    if not isinstance(name, str) or name not in FILTERS:
        return lw.fail("map needs the name of a filter", site)
    inner = t.Filter(None, name, node.args[1:], node.kwargs, node.pos)
    return with_filter(lw, inner, obj, site)


def with_filter(lw: Expressions, inner: t.Filter, obj: Expr, site: int) -> Expr:
    """The list of a filter's results on each item."""
    if FILTERS[inner.name].runtime:
        values = arguments(lw, inner.name, inner.args, inner.kwargs)
        if isinstance(values, str):
            return each(lw, obj, site, lambda *_: [Effect(lw.fail(str(values), site))])
        before, names = kept(lw, values)

        def push(out: Expr, item: Expr) -> list[Stmt]:
            return [Effect(lw.primitive("list_push", out, filter_call(lw, inner.name, item, copied(names), site)))]

        return with_before(lw, obj, before, lambda over: each(lw, over, site, push))

    def nested(out: Expr, item: Expr) -> list[Stmt]:
        return [Effect(lw.primitive("list_push", out, applied(lw, inner, item, inner.args, inner.kwargs, site)))]

    return each(lw, obj, site, nested)


def selection(keep: bool, by_attribute: bool) -> Callable[[Expressions, t.Filter, Expr, int], Expr]:
    """`select`, `reject`, `selectattr`, `rejectattr`."""

    def lower(lw: Expressions, node: t.Filter, obj: Expr, site: int) -> Expr:
        args = node.args
        before: list[Stmt] = []
        attribute: Args = ()
        if by_attribute:
            if not args:
                return lw.fail("selectattr and rejectattr need an attribute", site)
            before, attribute = kept(lw, (lw.value(args[0]),))
            args = args[1:]
        name = constant(args[0]) if args else None
        if (args and not isinstance(name, str)) or (not args and node.kwargs):
            return lw.fail("select and reject need the name of a test", site)
        later, values = kept(lw, tuple(lw.value(arg) for arg in args[1:]))
        before += later

        def pick(out: Expr, item: Expr) -> list[Stmt]:
            looked = lw.primitive("t_path", item, *copied(attribute)) if by_attribute else item
            if isinstance(name, str):
                passes = test_on(lw, name, looked, copied(values), bool(node.kwargs), site)
            else:
                passes = lw.primitive("t_truth", looked)
            again = Expr(item.op, (), item.imm, item.type)
            return [If(passes if keep else negate(passes), [Effect(lw.primitive("list_push", out, again))], [])]

        return with_before(lw, obj, before, lambda over: each(lw, over, site, pick))

    return lower


_LOOPS: dict[str, Callable[[Expressions, t.Filter, Expr, int], Expr]] = {
    "map": map_value,
    "select": selection(True, False),
    "reject": selection(False, False),
    "selectattr": selection(True, True),
    "rejectattr": selection(False, True),
}


# ---- tests


def test_condition(lw: Expressions, node: t.Test) -> Expr:
    """`obj is name(args)` as i32."""
    site = lw.around.place(start(node))
    if isinstance(node.obj, t.Name) and node.name in ("defined", "undefined") and not node.args:
        found = lw.find(node.obj.name)
        if found is not None and isinstance(found[0], MacroEntry):
            return i32(int((node.name == "defined") != node.negated))
        if found is not None and isinstance(found[0], Alternatives):
            return (negate if (node.name == "undefined") != node.negated else bool_of)(lw.code.get(found[0].which))
    if isinstance(node.obj, t.Name) and node.name in KIND_TESTS and not node.args:
        found = lw.find(node.obj.name)
        if found is not None and isinstance(found[0], MacroEntry):
            return i32(int(node.negated))  # a macro is none of these
    obj = lw.value(node.obj)
    values = tuple(lw.value(arg) for arg in node.args)
    result = test_on(lw, node.name, obj, values, bool(node.kwargs), site)
    return negate(result) if node.negated else result


KIND_TESTS = frozenset(
    ("none", "boolean", "true", "false", "number", "integer", "float", "string", "sequence", "mapping", "iterable")
)


def bool_of(test: Expr) -> Expr:
    return test


def test_on(lw: Expressions, name: str, obj: Expr, values: Args, keywords: bool, site: int) -> Expr:
    """The test on values, as i32."""
    row = TESTS.get(name)
    if row is None or keywords or len(values) != len(row.params):
        problem = "unknown test" if row is None else "wrong arguments for the test"
        return is_value(lw.fail_after([obj, *values], f"{problem} {name}", site), objects.TRUE)
    if name == "defined":
        return op("i32.ne", obj, i32(objects.UNDEFINED))
    if name in _FIXED:
        return is_value(obj, _FIXED[name])
    if name in _COMPARED:
        return comparison(lw, _COMPARED[name], obj, values[0])
    if name in _NEVER:
        return Expr("and", (lw.primitive("t_truth", obj), i32(0)), None, "i32")
    if name in _NAMES:
        return Expr("and", (lw.primitive("t_is_string", obj), lw.primitive("t_list_has", lw.const(_NAMES[name]), obj)), None, "i32")
    answer = lw.primitive(row.runtime, obj, *values, site=site)
    return is_value(answer, objects.TRUE) if answer.type == "val" else answer


def comparison(lw: Expressions, operator: str, left: Expr, right: Expr) -> Expr:
    """An operator that never raises, on values."""
    if operator == "==":
        return lw.primitive("t_eq", left, right)
    if operator == "!=":
        return negate(lw.primitive("t_eq", left, right))
    return op(_ORDER[operator], lw.primitive("t_compare", left, right), i32(0))
