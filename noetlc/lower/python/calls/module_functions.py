"""Calls of functions of modules and of class methods."""

from __future__ import annotations

import ast

from noetlc.frontend.body_plugins import is_plugin_module
from noetlc.frontend.checks.nearest import did_you_mean
from noetlc.ir.nodes import Expr
from noetlc.lower.python.arguments.binding import bind_primitive
from noetlc.lower.python.arguments.packing import made_exception
from noetlc.lower.python.calls.expansions import expanded, refuse_arguments, short_form
from noetlc.lower.python.calls.patterns import known_pattern
from noetlc.lower.python.calls.plugin_functions import plugin_call
from noetlc.lower.python.facts.refused import RefusedCall
from noetlc.lower.python.frame.context import Frame
from noetlc.lower.python.modules.always_left import refuse_left
from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.modules import CLASS_METHODS, CONSTRUCTORS, FUNCTIONS


def module_call(frame: Frame, module: str, name: str, node: ast.Call) -> Expr:
    """The module_call of a module function."""
    full = f"{module}.{name}"
    if is_plugin_module(full):
        return plugin_call(frame, full, node)
    refuse_arguments(full, node)
    refuse_left(full, node)
    if full == "sys._leave":
        assert isinstance(node.args[0], ast.Constant)
        return frame.leave(str(node.args[0].value), node)
    known = known_pattern(frame, full, node) if module == "re" else None
    if isinstance(known, Expr):
        return known
    if known is not None:
        written_out = expanded(frame, full, known[1], known[0])
        return bind_primitive(frame, known[0], known[1], name) if written_out is None else written_out
    written_out = expanded(frame, full, node, FUNCTIONS.get(full))
    if written_out is not None:
        return written_out
    primitive = short_form(frame, full, node) or FUNCTIONS.get(full) or CONSTRUCTORS.get(full)
    if primitive is None and full in EXCEPTIONS and not node.keywords:
        return made_exception(frame, node, full)
    if primitive is None:
        members = (full.removeprefix(f"{module}.") for full in (*FUNCTIONS, *CONSTRUCTORS) if full.startswith(f"{module}."))
        hint = did_you_mean(name, members, "Use a tool step, or leave the step interpreted.")
        raise RefusedCall(node, f"{module}.{name}", hint)
    return bind_primitive(frame, primitive, node, name)


def class_call(frame: Frame, cls: str, name: str, node: ast.Call) -> Expr | None:
    """`dict.fromkeys(…)`, `str.join(sep, xs)`: a class method, or a method with its receiver as first argument."""
    primitive = CLASS_METHODS.get(f"{cls}.{name}")
    return None if primitive is None else bind_primitive(frame, primitive, node, name, cls.rpartition(".")[2])
