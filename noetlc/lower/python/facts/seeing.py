"""What a body may spell that would see how calls and names are written: rewrites keep away from bodies with it."""

from __future__ import annotations

import ast

TRACING = frozenset("exc_info exception format_exc format_exception print_exc settrace traceback __traceback__ tb_frame".split())
"""What shows the frames of functions."""
HIDING = frozenset("* eval exec globals locals vars".split())
"""What may bind a name unseen."""


def spelled(node: ast.AST) -> str:
    """The name that a node spells, "" if it spells none."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return name
    return ""
