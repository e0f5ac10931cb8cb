"""Expressions of a body to dynamic IR. Calls are in `calls/`, comprehensions in `loops/`."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Assign, Block, Br, Expr, If
from noetlc.lower.python.facts.constant_ints import constant_int
from noetlc.lower.python.facts.constant_texts import constant_text
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.context import Frame, const, join, local
from noetlc.lower.python.frame.evaluation import condition, expression, expressions, kept_expressions, slice_parts, truth
from noetlc.lower.python.modules.always_left import refuse_union
from noetlc.lower.python.modules.match_items import named_item

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


def binary(frame: Frame, node: ast.BinOp) -> Expr:
    if (number := constant_int(node)) is not None:
        return const(number)
    if (text := constant_text(node)) is not None:
        return const(text)
    if isinstance(node.op, ast.BitOr):
        refuse_union(frame, node)
    if isinstance(node.op, ast.Add) and (one := _joined_item(node)) is not None:
        return frame.rt(one, *expressions(frame, [_one_of(node.left), _one_of(node.right)]), node=node)
    left, right = expressions(frame, [node.left, node.right])
    return frame.rt(BINARY[type(node.op)], left, right, node=node)


def _joined_item(node: ast.BinOp) -> str | None:
    """What joins a list and a list display of one item without making that."""
    sides = [_one_of(side) is not side for side in (node.left, node.right)]
    return None if sides[0] == sides[1] else "item_and_list" if sides[0] else "list_and_item"


def _one_of(node: ast.expr) -> ast.expr:
    """The item of a list display of one, else the expression itself."""
    return node.elts[0] if isinstance(node, ast.List) and len(node.elts) == 1 and not isinstance(node.elts[0], ast.Starred) else node


def unary(frame: Frame, node: ast.UnaryOp) -> Expr:
    if isinstance(node.op, ast.Not):
        return Expr("not", (condition(frame, node.operand),), None, "bool")
    if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = node.operand.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return const(-value)
    return frame.rt(UNARY[type(node.op)], expression(frame, node.operand), node=node)


def bool_value(frame: Frame, node: ast.BoolOp) -> Expr:
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


def conditional(frame: Frame, node: ast.IfExp) -> Expr:
    test = condition(frame, node.test)
    before = frame.fork()
    with frame.into() as then:
        yes = expression(frame, node.body)
    after_yes = frame.bound
    frame.bound = before if before is None else set(before)
    with frame.into() as orelse:
        no = expression(frame, node.orelse)
    frame.bound = join(after_yes, frame.bound)
    if not then and not orelse and yes.op == no.op == "const" and yes.type == no.type:
        return Expr("cond", (test, yes, no), None, yes.type)
    name = frame.temp("dyn")
    then.append(Assign(name, yes))
    orelse.append(Assign(name, no))
    frame.emit(If(test, then, orelse))
    return local(name)


_ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def tuples_compared(frame: Frame, node: ast.Compare) -> Expr | None:
    """`(a, b) < (c, d)` item by item, without tuples; None for other comparisons."""
    left, op, right = node.left, node.ops[0], node.comparators[0]
    if len(node.ops) > 1 or not isinstance(left, ast.Tuple) or not isinstance(right, ast.Tuple) or len(left.elts) != len(right.elts):
        return None
    ordered = isinstance(op, _ORDERS)
    starred = any(isinstance(e, ast.Starred) for e in (*left.elts, *right.elts))
    if not left.elts or starred or not (ordered or isinstance(op, ast.Eq | ast.NotEq)):
        return None
    values = kept_expressions(frame, [*left.elts, *right.elts])
    name, end = frame.temp("dyn"), frame.label("items")
    with frame.into() as body:
        for one, other in zip(values, values[len(left.elts) :], strict=False):
            different = Expr("not", (frame.rt("item_eq", one, other, node=node, type_="bool"),), None, "bool")
            with frame.into() as decided:
                frame.emit(Assign(name, comparison(frame, op, one, other, node) if ordered else const(isinstance(op, ast.NotEq))))
                frame.emit(Br(end))
            frame.emit(If(different, decided, []))
        frame.emit(Assign(name, const(isinstance(op, ast.Eq | ast.LtE | ast.GtE))))
    frame.emit(Block(end, body))
    return local(name)


def compare(frame: Frame, node: ast.Compare) -> Expr:
    if (items := tuples_compared(frame, node)) is not None:
        return items
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
    elif frame.body.facts.compares_to_values and type(op) in COMPARED:
        place = Expr("i32.const", (), COMPARED[type(op)], "i32")
        return frame.rt("compare_value", left, right, place, node=node)
    elif isinstance(op, ast.NotEq) and frame.body.facts.has_classes:
        return frame.rt("py_ne", left, right, node=node, type_="bool")
    else:
        found = frame.rt(COMPARE[type(op)], left, right, node=node, type_="bool")
    return Expr("not", (found,), None, "bool") if isinstance(op, ast.IsNot | ast.NotIn | ast.NotEq) else found


def subscript(frame: Frame, node: ast.Subscript) -> Expr:
    if isinstance(node.slice, ast.Slice):
        obj, *parts = frame.operands([lambda: expression(frame, node.value), *slice_parts(frame, node.slice)])
        return frame.rt("py_getslice", obj, *parts, node=node)
    obj, index = expressions(frame, [node.value, node.slice])
    get = "item_of_name" if node in frame.body.facts.plain_subscripts else "py_getitem"
    return named_item(frame, node, obj, index) or frame.rt(get, obj, index, node=node)


def slice_value(frame: Frame, node: ast.Slice) -> Expr:
    return frame.rt("py_slice", *frame.operands(slice_parts(frame, node)), node=node)


def walrus(frame: Frame, node: ast.NamedExpr) -> Expr:
    value = frame.keep(expression(frame, node.value))
    inner, frame.scope = frame.scope, frame.scope.owner
    names.store(frame, node.target.id, value, node)
    frame.scope = inner
    return value
