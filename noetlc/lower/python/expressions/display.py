"""Displays of lists and dicts: one constant block of memory per display, however deep, and what is filled into its copies.

Example: `{"id": n, "tags": ["a"], "more": {}}` is a block of five parts: the dict and its entries, the list and its items, the
empty dict. A display is made by copying the block, adding the address of the copy to the three words that point into it (their
places follow the block), and storing the value of `n`, which is computed before.
"""

from __future__ import annotations

import ast
from typing import TypeGuard

from noetlc.ir.nodes import Expr
from noetlc.ir.payload import Constant, Display, Hole, List, Map
from noetlc.lower.python.dispatch.display import block_of
from noetlc.lower.python.frame.context import Frame, const
from noetlc.lower.python.frame.evaluation import expression, expressions, kept_expressions, tuple_of


def display(frame: Frame, node: ast.List | ast.Dict) -> Expr | None:
    """The IR of a display; None unless its keys are different constant strings and nothing is unpacked into it."""
    filled: list[ast.expr] = []
    root = _shape(node, filled)
    if not isinstance(root, List | Map):
        return None
    shape = Display(root)
    block = block_of(shape)
    values = kept_expressions(frame, filled)  # first: a block lies in one piece only until something else is evaluated
    sizes = (Expr("i32.const", (), n, "i32") for n in (len(block.content), len(block.links)))
    made = frame.keep(Expr("dyn", (const(shape), *sizes), "display_copy", "list" if isinstance(root, List) else "dict"))
    for at, value in zip(block.holes, values, strict=True):
        frame.effect(frame.rt("display_fill", made, Expr("i32.const", (), at, "i32"), value))
    return made


def _shape(node: ast.expr, filled: list[ast.expr]) -> Constant:
    """An expression as part of a display; what has to be evaluated goes to `filled`."""
    if isinstance(node, ast.List) and not any(isinstance(e, ast.Starred) for e in node.elts):
        return List(tuple(_shape(e, filled) for e in node.elts))
    if isinstance(node, ast.Dict):
        keys = [key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
        if len(set(keys)) == len(node.keys):
            return Map(tuple(keys), tuple(_shape(value, filled) for value in node.values))
    if isinstance(node, ast.Constant) and _is_item(node.value):
        return node.value
    filled.append(node)
    return Hole()


def _is_item(value: object) -> TypeGuard[bool | int | float | str | None]:
    """Whether a literal's value is a constant: null, a bool, an int, a float or a string."""
    return value is None or isinstance(value, bool | int | float | str)


def sequence(frame: Frame, node: ast.List | ast.Set | ast.Tuple) -> Expr:
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


def dictionary(frame: Frame, node: ast.Dict) -> Expr:
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
