"""Expressions of a body to dynamic IR. Calls are in `calls/`, comprehensions in `loops/`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import partial

from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Block, Br, Expr, If, Loop
from noetlc.ir.payload import Bytes, Class, Tuple
from noetlc.lower.python.expressions.display import display
from noetlc.lower.python.frame import names, tracing
from noetlc.lower.python.frame.context import Frame, Refused, const, constant_of, join, local, stable

Handler = Callable[[Frame, ast.expr], Expr]
EXPRESSIONS: dict[type[ast.expr], Handler] = {}

BINARY = {
    ast.Add: "py_add", ast.Sub: "py_sub", ast.Mult: "py_mul", ast.Div: "py_truediv", ast.FloorDiv: "py_floordiv",
    ast.Mod: "py_mod", ast.Pow: "py_pow", ast.LShift: "py_lshift", ast.RShift: "py_rshift", ast.BitAnd: "py_and",
    ast.BitOr: "py_or", ast.BitXor: "py_xor", ast.MatMult: "py_matmul",
}  # fmt: skip
UNARY = {ast.USub: "py_neg", ast.UAdd: "py_pos", ast.Invert: "py_invert"}
COMPARE = {
    ast.Eq: "py_eq", ast.NotEq: "py_eq", ast.Lt: "py_lt", ast.LtE: "py_le", ast.Gt: "py_gt", ast.GtE: "py_ge",
    ast.Is: "py_is", ast.IsNot: "py_is", ast.In: "py_contains", ast.NotIn: "py_contains",
}  # fmt: skip
COMPARED = {ast.Lt: 0, ast.LtE: 1, ast.Gt: 2, ast.GtE: 3, ast.Eq: 4, ast.NotEq: 5}


def lowers(*kinds: type[ast.expr]) -> Callable[[Handler], Handler]:
    """Registers the lowering of some node classes."""

    def register(handler: Handler) -> Handler:
        for kind in kinds:
            EXPRESSIONS[kind] = handler
        return handler

    return register


def expression(frame: Frame, node: ast.expr) -> Expr:
    """The IR of an expression. Raises Refused."""
    handler = EXPRESSIONS.get(type(node))
    if handler is None:
        raise Refused(node, f"a {type(node).__name__} expression")
    return handler(frame, node)


def expressions(frame: Frame, nodes: Sequence[ast.expr]) -> list[Expr]:
    """Several expressions, evaluated left to right."""
    return frame.operands([partial(expression, frame, n) for n in nodes])


def kept_expressions(frame: Frame, nodes: Sequence[ast.expr]) -> list[Expr]:
    """Several expressions, each evaluated now, left to right."""
    return [frame.keep(expression(frame, n)) for n in nodes]


@lowers(ast.Constant)
def _constant(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.Constant)
    value = node.value
    if value is None or isinstance(value, bool | int | float | str):
        if isinstance(value, int) and not isinstance(value, bool) and not -(1 << 63) <= value < 1 << 63:
            raise Refused(node, "an int beyond 64 bits")
        return const(value)
    if isinstance(value, bytes):
        return const(Bytes(value))
    if value is ...:
        return const(Class("Ellipsis"))
    raise Refused(node, f"a {type(value).__name__} literal")


@lowers(ast.Name)
def _name(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.Name)
    from noetlc.lower.python.modules.imports import member_of, member_value, module_of

    member = member_of(frame, node)
    if member is not None:
        return member_value(frame, member, node)
    if (module := module_of(frame, node)) is not None:
        raise Refused(node, f"the module {module} as a value", "Use its functions.")
    cell = frame.body.scopes.class_cell(frame.scope) if node.id == "__class__" else None
    found = names.load(frame, cell or node.id, node)
    if found is None and frame.scope.kind == "class" and node.id in ("__qualname__", "__module__"):
        from noetlc.lower.python.functions.definitions import qualified_name

        return const("__main__" if node.id == "__module__" else qualified_name(frame.scope))
    if found is not None:
        return found
    from noetlc.lower.python.calls.call import builtin_value

    return builtin_value(frame, node)


MAX_FOLDED = 1000  # characters of a string that is computed at build time


@lowers(ast.BinOp)
def _binary(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.BinOp)
    text = constant_text(node)
    if text is not None:
        return const(text)
    if isinstance(node.op, ast.BitOr):
        from noetlc.lower.python.modules.always_left import refuse_union

        refuse_union(frame, node)
    left, right = expressions(frame, [node.left, node.right])
    return frame.rt(BINARY[type(node.op)], left, right, node=node)


def constant_text(node: ast.expr) -> str | None:
    """The value of a sum or repetition of constant strings, up to some length; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.BinOp):
        return None
    left, right = constant_text(node.left), constant_text(node.right)
    text: str | None = None
    if isinstance(node.op, ast.Add) and left is not None and right is not None:
        text = left + right
    elif isinstance(node.op, ast.Mult) and (left is None) != (right is None):
        unit, count = (left, node.right) if left is not None else (right, node.left)
        if unit is not None and isinstance(count, ast.Constant) and type(count.value) is int and len(unit) * count.value <= MAX_FOLDED:
            text = unit * count.value
    return text if text is not None and len(text) <= MAX_FOLDED else None


@lowers(ast.UnaryOp)
def _unary(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.UnaryOp)
    if isinstance(node.op, ast.Not):
        return Expr("not", (condition(frame, node.operand),), None, "bool")
    if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = node.operand.value
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1 << 63:
            return const(-value)
    return frame.rt(UNARY[type(node.op)], expression(frame, node.operand), node=node)


def condition(frame: Frame, node: ast.expr) -> Expr:
    """The truth of an expression, an i32 condition."""
    if isinstance(node, ast.BoolOp):
        return _bool_condition(frame, node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return Expr("not", (condition(frame, node.operand),), None, "bool")
    return truth(frame, expression(frame, node), node)


def truth(frame: Frame, value: Expr, node: ast.AST) -> Expr:
    if value.type == "bool" and value.op in ("not", "and", "or"):
        return value
    return frame.rt("py_bool_of" if frame.body.has_classes else "py_truth", value, node=node, type_="bool")


def _bool_condition(frame: Frame, node: ast.BoolOp) -> Expr:
    """`and`/`or` in a condition: short circuit without values, unless an operand needs statements."""
    op = "and" if isinstance(node.op, ast.And) else "or"
    result = condition(frame, node.values[0])
    for operand in node.values[1:]:
        before = frame.fork()
        with frame.into() as inner:
            test = condition(frame, operand)
        frame.bound = before
        if not inner:
            result = Expr(op, (result, test), None, "bool")
            continue
        name = frame.temp("bool")
        frame.emit(Assign(name, result))
        inner.append(Assign(name, test))
        flag = local(name, "bool")
        frame.emit(If(flag, inner, []) if op == "and" else If(flag, [], inner))
        result = flag
    return result


@lowers(ast.BoolOp)
def _bool_value(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.BoolOp)
    name = frame.temp("dyn")
    end = frame.label("bool")
    before = frame.fork()
    with frame.into() as body:
        for i, operand in enumerate(node.values):
            value = expression(frame, operand)
            if i == 0:
                before = frame.fork()
            frame.emit(Assign(name, value))
            if i + 1 < len(node.values):
                test = truth(frame, local(name), operand)
                frame.emit(Br(end, test if isinstance(node.op, ast.Or) else Expr("not", (test,), None, "bool")))
    frame.bound = before
    frame.emit(Block(end, body))
    return local(name)


@lowers(ast.IfExp)
def _conditional(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.IfExp)
    test = condition(frame, node.test)
    before = frame.fork()
    with frame.into() as then:
        yes = expression(frame, node.body)
    after_yes = frame.bound
    frame.bound = before if before is None else set(before)
    with frame.into() as orelse:
        no = expression(frame, node.orelse)
    frame.bound = join(after_yes, frame.bound)
    if not then and not orelse and stable(yes) and stable(no) and yes.op == no.op == "const" and yes.type == no.type:
        return Expr("cond", (test, yes, no), None, yes.type)
    name = frame.temp("dyn")
    then.append(Assign(name, yes))
    orelse.append(Assign(name, no))
    frame.emit(If(test, then, orelse))
    return local(name)


@lowers(ast.Compare)
def _compare(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.Compare)
    if len(node.ops) == 1:
        keep = isinstance(node.ops[0], ast.In | ast.NotIn)
        first = (lambda: frame.keep(expression(frame, node.left))) if keep else (lambda: expression(frame, node.left))
        left, right = frame.operands([first, lambda: expression(frame, node.comparators[0])])
        return comparison(frame, node.ops[0], left, right, node)
    name = frame.temp("dyn")
    end = frame.label("chain")
    with frame.into() as body:
        left = frame.keep(expression(frame, node.left))
        for i, (op, operand) in enumerate(zip(node.ops, node.comparators, strict=True)):
            right = expression(frame, operand)
            if i + 1 < len(node.ops):
                right = frame.keep(right)
            frame.emit(Assign(name, comparison(frame, op, left, right, node)))
            if i + 1 < len(node.ops):
                frame.emit(Br(end, Expr("not", (truth(frame, local(name), node),), None, "bool")))
            left = right
    frame.emit(Block(end, body))
    return local(name)


def comparison(frame: Frame, op: ast.cmpop, left: Expr, right: Expr, node: ast.AST) -> Expr:
    if isinstance(op, ast.In | ast.NotIn):
        # the container is evaluated second but passed first
        found = frame.rt("py_contains", right, left, node=node, type_="bool")
    elif frame.body.compares_to_values and type(op) in COMPARED:
        place = Expr("i32.const", (), COMPARED[type(op)], "i32")
        return frame.rt("compare_value", left, right, place, node=node)
    elif isinstance(op, ast.NotEq) and frame.body.has_classes:
        return frame.rt("py_ne", left, right, node=node, type_="bool")
    else:
        found = frame.rt(COMPARE[type(op)], left, right, node=node, type_="bool")
    return Expr("not", (found,), None, "bool") if isinstance(op, ast.IsNot | ast.NotIn | ast.NotEq) else found


@lowers(ast.List, ast.Set, ast.Tuple)
def _display(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.List | ast.Set | ast.Tuple)
    if isinstance(node, ast.Tuple) and not any(isinstance(e, ast.Starred) for e in node.elts):
        return tuple_of(frame, expressions(frame, node.elts))
    if isinstance(node, ast.List) and node.elts and (copied := display(frame, node)) is not None:
        return copied
    if isinstance(node, ast.Set) and len(node.elts) > 2 and all(_is_constant(e) for e in node.elts):
        return frame.rt("set_of_constants", tuple_of(frame, expressions(frame, node.elts)), node=node)
    plain = isinstance(node, ast.Set) and not any(isinstance(e, ast.Starred) for e in node.elts)
    kept = kept_expressions(frame, node.elts) if plain else []  # all items are evaluated before one turns out to have no hash
    if isinstance(node, ast.Set):
        made = frame.keep(frame.rt("set_new"))
        add, extend = "py_set_add", "set_update_from"
    else:
        made = frame.keep(Expr("dyn", (Expr("i32.const", (), len(node.elts), "i32"),), "list_new", "list"))
        add, extend = "list_push", "list_extend_star"
    for i, element in enumerate(node.elts):
        if isinstance(element, ast.Starred):
            frame.effect(frame.rt(extend, made, expression(frame, element.value), node=node))
        else:
            frame.effect(frame.rt(add, made, kept[i] if plain else expression(frame, element), node=node))
    return frame.rt("list_to_tuple", made, type_="tuple") if isinstance(node, ast.Tuple) else made


def _is_constant(node: ast.expr) -> bool:
    """What CPython folds: literals, negated numbers and tuples of them."""
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.operand, ast.Constant)
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Tuple) and all(_is_constant(e) for e in node.elts))


def tuple_of(frame: Frame, values: list[Expr]) -> Expr:
    """A tuple of values: a new one unless all are constant."""
    if values and all(v.op == "const" for v in values):
        return const(Tuple(tuple(constant_of(v) for v in values)))
    kept = [frame.keep(v) for v in values]
    made = frame.keep(Expr("dyn", (Expr("i32.const", (), len(kept), "i32"),), "tuple_new", "tuple"))
    for i, value in enumerate(kept):
        frame.effect(frame.rt("tuple_set", made, Expr("i32.const", (), i, "i32"), value))
    return made


@lowers(ast.Dict)
def _dict(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.Dict)
    if node.keys and (copied := display(frame, node)) is not None:
        return copied
    if None not in node.keys and not all(isinstance(k, ast.Constant) for k in node.keys):  # as for sets
        pairs = zip(node.keys, node.values, strict=True)
        kept = kept_expressions(frame, [part for key, value in pairs if key is not None for part in (key, value)])
        made = frame.keep(Expr("dyn", (), "dict_new", "dict"))
        for k, v in zip(kept[::2], kept[1::2], strict=True):
            frame.effect(frame.rt("py_dict_set", made, k, v, node=node))
        return made
    made = frame.keep(Expr("dyn", (), "dict_new", "dict"))
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            frame.effect(frame.rt("dict_update_from", made, expression(frame, value), node=node))
        elif isinstance(key, ast.Constant) and isinstance(key.value, str):
            frame.effect(frame.rt("dict_set", made, const(key.value), expression(frame, value)))
        else:
            k, v = expressions(frame, [key, value])
            frame.effect(frame.rt("py_dict_set", made, k, v, node=node))
    return made


@lowers(ast.Subscript)
def _subscript(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.Subscript)
    if isinstance(node.slice, ast.Slice):
        obj, *parts = frame.operands([lambda: expression(frame, node.value), *slice_parts(frame, node.slice)])
        return frame.rt("py_getslice", obj, *parts, node=node)
    obj, index = expressions(frame, [node.value, node.slice])
    return frame.rt("py_getitem", obj, index, node=node)


def slice_parts(frame: Frame, node: ast.Slice) -> list[Callable[[], Expr]]:
    """Start, stop and step, None where absent."""
    return [
        (lambda p=part: const(None) if p is None else expression(frame, p))  # type: ignore[misc]
        for part in (node.lower, node.upper, node.step)
    ]


@lowers(ast.Slice)
def _slice(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.Slice)
    return frame.rt("py_slice", *frame.operands(slice_parts(frame, node)), node=node)


@lowers(ast.NamedExpr)
def _walrus(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.NamedExpr)
    value = frame.keep(expression(frame, node.value))
    inner, frame.scope = frame.scope, frame.scope.owner
    names.store(frame, node.target.id, value, node)
    frame.scope = inner
    return value


@lowers(ast.JoinedStr)
def _fstring(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.JoinedStr)
    return _joined(frame, node, node)


def _joined(frame: Frame, node: ast.JoinedStr, place: ast.expr) -> Expr:
    parts = joined_parts(frame, node, place)
    if not parts:
        return const("")
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        return frame.rt("str_concat", *parts, type_="str")
    return frame.keep(Expr("dyn", (buffered(frame, parts),), "buf_end", "str"))


def joined_parts(frame: Frame, node: ast.JoinedStr, place: ast.expr) -> list[Expr]:
    """The strings that a format string consists of, evaluated; constants side by side become one."""
    parts: list[Expr] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            made = const(str(part.value))
        else:
            assert isinstance(part, ast.FormattedValue)
            made = frame.keep(formatted(frame, part, place))
        if parts and made.op == parts[-1].op == "const":
            made = const(f"{parts.pop().imm}{made.imm}")
        parts.append(made)
    return parts


def buffered(frame: Frame, parts: list[Expr]) -> Expr:
    """Writes strings to the text buffer, once all are there: evaluating one may use the buffer itself. The mark to end with."""
    mark = frame.temp("i32")
    frame.emit(Assign(mark, Expr("dyn", (), "buf_begin", "i32")))
    for value in parts:
        frame.effect(frame.rt("buf_str", value))
    return local(mark, "i32")


def formatted(frame: Frame, node: ast.FormattedValue, place: ast.expr) -> Expr:
    """One replacement field as a string; what fails in formatting stands at `place`, the whole string."""
    value = expression(frame, node.value)
    if node.conversion != -1:
        name = {"r": "py_repr", "s": "py_str", "a": "py_ascii"}[chr(node.conversion)]
        value = frame.rt(name, value, node=place, type_="str")
    if node.format_spec is None and value.op == "const" and isinstance(value.imm, str):
        return value
    if node.format_spec is None:
        return value if node.conversion != -1 else frame.rt("py_format_plain", value, node=place, type_="str")
    spec = node.format_spec
    assert isinstance(spec, ast.JoinedStr)
    value = frame.keep(value)
    return frame.rt("py_format", value, _joined(frame, spec, place), node=place, type_="str")


@lowers(ast.Await)
def _await(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.Await)
    return expression(frame, node.value)


@lowers(ast.Yield)
def _yield(frame: Frame, node: ast.expr) -> Expr:
    """Stands as a statement of its own: the function is left there."""
    assert isinstance(node, ast.Yield)
    value = const(None) if node.value is None else expression(frame, node.value)
    return yielded(frame, value, node)


def yielded(frame: Frame, value: Expr, node: ast.AST) -> Expr:
    """What was sent to a yield; an exception that was thrown instead is raised there."""
    sent = tracing.yielding(frame, value)
    frame.emit(If(Expr("i32.eqz", (local(str(sent.imm), "i32"),), None, "i32"), [*tracing.thrown(frame, node), Br(RAISE)], []))
    return sent


@lowers(ast.YieldFrom)
def _yield_from(frame: Frame, node: ast.expr) -> Expr:
    """Yields every item of an iterable, passing on what is sent or thrown; its value is what a generator returned."""
    assert isinstance(node, ast.YieldFrom)
    iterator, sent, item = frame.temp("val"), frame.temp("val"), frame.temp("val")
    frame.emit(Assign(iterator, frame.rt("py_iter", expression(frame, node.value), node=node)))
    frame.emit(Assign(sent, const(None)))
    top, end = frame.label("loop"), frame.label("exit")
    step = Expr("dyn.unchecked", (local(iterator, "val"), local(sent, "val")), "delegate", "val", frame.body.site(node))
    raised = Expr("global.get", (), "raised", "i32")
    with frame.into() as round_:
        frame.emit(Assign(item, step))
        frame.emit(If(Expr("i32.eqz", (local(item, "i32"),), None, "i32"), [If(raised, [Br(RAISE)], []), Br(end)], []))
        frame.emit(Assign(sent, tracing.yielding(frame, local(item, "val"))))
        frame.effect(Expr("safepoint", (), None, "void"))
        frame.emit(Br(top))
    frame.emit(Block(end, [Loop(top, round_)]))
    return frame.keep(frame.rt("result_or_none", local(iterator, "val")))
