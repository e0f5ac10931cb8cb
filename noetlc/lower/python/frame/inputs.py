"""Inputs of a body by name, whatever their variables hold now."""

from __future__ import annotations

import ast

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
