"""Annotations: what is left of them are the names that Python looks up when it evaluates them.

Example: `def f(x: Lst[int], y: Order) -> None` raises NameError where no `Lst` is known, or where `Order` is defined further down.
"""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Expr
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.context import Frame, const
from noetlc.lower.python.frame.evaluation import expression


def evaluate(frame: Frame, annotation: ast.expr) -> Expr | None:
    """Looks up the names that `keep_names` left; raises NameError where one is unknown or not assigned yet. A dict of annotations, which
    `write_annotations` made, is evaluated and given."""
    if isinstance(annotation, ast.Dict):
        return frame.keep(expression(frame, annotation), "val")
    for name in annotation.elts if isinstance(annotation, ast.Tuple) else ():
        assert isinstance(name, ast.Name)
        found = names.load(frame, name.id, name)
        if found is None:
            frame.effect(frame.rt("raise_name_error", const(name.id), node=name))
        elif found.op == "dyn":
            frame.effect(found)
    return None
