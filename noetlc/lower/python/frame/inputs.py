"""Inputs of a body by name, whatever their variables hold now."""

from __future__ import annotations

import ast
from collections.abc import Collection
from itertools import takewhile

from noetlc.frontend import syntax
from noetlc.ir.nodes import Expr
from noetlc.lower.python.frame.context import Frame, const, local
from noetlc.lower.python.frame.evaluation import tuple_of

INPUTS = "b.inputs"  # the parameter of the function of the body


class InputName(ast.expr):
    """A reference to an input as `args` has it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.input = name


def input_value(_: Frame, node: InputName) -> Expr:
    return Expr("dyn", (local(INPUTS, "val"), const(node.input)), "input_get", "val")


class InputNames(ast.expr):
    """The inputs that `args` has under some names when this is computed: a tuple up to the first that is missing, or a dict.

    With `others` the dict has all inputs but these.
    """

    def __init__(self, names: list[str], *, by_name: bool, others: bool = False) -> None:
        super().__init__()
        self.names = names
        self.by_name = by_name
        self.others = others


def inputs_value(frame: Frame, node: InputNames) -> Expr:
    names = tuple_of(frame, [const(n) for n in node.names])
    if node.by_name:
        return frame.rt("inputs_by_name", local(INPUTS, "val"), names, const(node.others))
    return frame.rt("inputs_by_position", local(INPUTS, "val"), names)


def call_of_main(node: ast.FunctionDef | ast.AsyncFunctionDef, inputs: Collection[str], changed: bool) -> ast.Call:
    """`main(…)` with the inputs whose names are its parameters, all inputs if it takes `**kwargs`.

    Positional-only parameters get theirs up to the first that has none. If inputs may be `changed`, what there is is seen at run time.
    """
    first = [a.arg for a in node.args.posonlyargs]
    params = {a.arg for a in [*node.args.args, *node.args.kwonlyargs]}
    if changed:
        return _call_by_names(node, first)
    positional: list[ast.expr] = [InputName(n) for n in takewhile(inputs.__contains__, first)]
    passed = [n for n in inputs if n in params or (node.args.kwarg is not None and n not in first)]
    return _placed(ast.Call(ast.Name("main", ast.Load()), positional, [ast.keyword(n, InputName(n)) for n in passed]), node)


def _call_by_names(node: ast.FunctionDef | ast.AsyncFunctionDef, first: list[str]) -> ast.Call:
    params = [a.arg for a in [*node.args.args, *node.args.kwonlyargs]]
    positional: list[ast.expr] = [ast.Starred(InputNames(first, by_name=False), ast.Load())] if first else []
    keywords = []
    if node.args.kwarg is not None:
        keywords = [ast.keyword(None, InputNames(first, by_name=True, others=True))]
    elif params:
        keywords = [ast.keyword(None, InputNames(params, by_name=True))]
    return _placed(ast.Call(ast.Name("main", ast.Load()), positional, keywords), node)


def _placed(call: ast.Call, node: ast.AST) -> ast.Call:
    for sub in syntax.walk(call):
        ast.copy_location(sub, node)
    return call
