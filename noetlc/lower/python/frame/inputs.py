"""Inputs of a body, whatever the body did to the variables of their names."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Expr
from noetlc.lower.python.frame.context import Frame, const, local

INPUTS = "b.inputs"  # the parameter of the function of the body


class InputName(ast.expr):
    """A reference to an input as it was received."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.input = name


def input_value(_: Frame, node: InputName) -> Expr:
    return Expr("dyn", (Expr("dyn", (local(INPUTS, "val"), const(node.input)), "input_get", "val"),), "deep_copy", "val")
