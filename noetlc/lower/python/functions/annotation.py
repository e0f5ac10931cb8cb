"""Annotations: what is left of them are the names that Python looks up when it evaluates them.

Example: `def f(x: Lst[int], y: Order) -> None` raises NameError where no `Lst` is known, or where `Order` is defined further down.
"""

from __future__ import annotations

import ast

from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.context import Frame, const


def evaluate(frame: Frame, annotation: ast.expr) -> None:
    """Looks up the names that `keep_names` left; raises NameError where one is unknown or not assigned yet."""
    for name in annotation.elts if isinstance(annotation, ast.Tuple) else ():
        assert isinstance(name, ast.Name)
        found = names.load(frame, name.id, name)
        if found is None:
            frame.effect(frame.rt("raise_name_error", const(name.id), node=name))
        elif found.op == "dyn":
            frame.effect(found)
