"""Calls of functions of plug-ins."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Expr
from noetlc.lower.python.arguments.argument_errors import plugin_misfit
from noetlc.lower.python.arguments.packing import dynamic_call
from noetlc.lower.python.facts.plugins import RESULTS
from noetlc.lower.python.facts.refused import Refused, RefusedCall
from noetlc.lower.python.facts.scope import starred
from noetlc.lower.python.frame.context import Frame, const
from noetlc.lower.python.frame.evaluation import expression
from noetlc.lower.python.modules.plugins import missing, plugin_value


def plugin_call(frame: Frame, full: str, node: ast.Call) -> Expr:
    """The plugin_call of a function of a plug-in, by its module and name; or of what is none."""
    plugins = frame.body.facts.plugins
    function = plugins.function(full)
    if function is None and not plugins.is_module(full):
        if full.rpartition(".")[2].startswith("__"):
            raise RefusedCall(node.func, f"{full.rpartition('.')[2]} of a plug-in", "Use its functions.")
        return missing(frame, full, node.func)
    if starred(node) and function is not None:
        return dynamic_call(frame, lambda: plugin_value(frame, full), node)
    if starred(node):
        raise Refused(node, f"the module {full} as a plugin_value", "Use its functions.")
    makers = [(lambda a=a: expression(frame, a)) for a in [*node.args, *(k.value for k in node.keywords)]]
    values = frame.operands(makers)
    why = "'module' object is not callable" if function is None else plugin_misfit(function, len(node.args), bool(node.keywords))
    if function is None or why:
        for one in values:
            frame.keep(one)
        frame.effect(frame.rt("raise_type_error", const(why), node=node))
        return const(None)
    return frame.rt(plugins.target(full), *values, node=node, type_=RESULTS[function.result])
