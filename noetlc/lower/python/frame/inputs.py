"""Inputs of a body by name, whatever their variables hold now."""

from __future__ import annotations

import ast
from collections.abc import Collection
from itertools import takewhile

from noetlc.frontend import syntax
from noetlc.ir.nodes import Expr
from noetlc.lower.python.frame.context import Frame, const, local

INPUTS = "b.inputs"  # the parameter of the function of the body


class InputName(ast.expr):
    """A reference to an input as `args` has it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.input = name


def input_value(_: Frame, node: InputName) -> Expr:
    return Expr("dyn", (local(INPUTS, "val"), const(node.input)), "input_get", "val")


def call_of_main(node: ast.FunctionDef | ast.AsyncFunctionDef, inputs: Collection[str]) -> ast.Call:
    """`main(…)` with the inputs whose names are its parameters, all inputs if it takes `**kwargs`.

    Positional-only parameters get theirs up to the first that has none.
    """
    first = [a.arg for a in node.args.posonlyargs]
    params = {a.arg for a in [*node.args.args, *node.args.kwonlyargs]}
    positional: list[ast.expr] = [InputName(n) for n in takewhile(inputs.__contains__, first)]
    passed = [n for n in inputs if n in params or (node.args.kwarg is not None and n not in first)]
    call = ast.Call(ast.Name("main", ast.Load()), positional, [ast.keyword(n, InputName(n)) for n in passed])
    for sub in syntax.walk(call):
        ast.copy_location(sub, node)
    return call
