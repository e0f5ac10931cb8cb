"""The entry of a function of a plug-in that is used as a value."""

from __future__ import annotations

from noetlc.ir.build import op
from noetlc.ir.nodes import Expr, Function, If, Return, Stmt
from noetlc.layout.objects import TUPLE_ITEMS, Tuple
from noetlc.layout.tags import T_FUNCTION
from noetlc.lower.python.arguments.argument_errors import plugin_miscounted, plugin_misfit
from noetlc.lower.python.facts.plugins import RESULTS
from noetlc.lower.python.frame.context import const, local
from noetlc.plugins.model import PluginFunction

LENGTH = Tuple.FIELDS["length"][1]


def value_entry(name: str, function: PluginFunction, target: str) -> Function:
    """The entry `(self, args, kwargs)` of that name, of a function of a plug-in that is used as a value."""
    types = dict.fromkeys(("self", "args", "kwargs"), "val")
    named = Expr("dyn", (const(plugin_misfit(function, 0, True)),), "raise_type_error", "val")
    count = op("i32.load", local("args", "i32"), imm=LENGTH)
    first = Expr("i32.const", (), 0, "i32")
    counted = Expr("dyn", (const(plugin_miscounted(function, "$")), local("args", "val"), first), "raise_argument_count", "val")
    items = tuple(Expr("i32.load", (local("args", "i32"),), TUPLE_ITEMS + 4 * i, "val") for i in range(len(function.params)))
    body: list[Stmt] = [
        If(Expr("dyn", (local("kwargs", "val"),), "has_named", "bool"), [Return(named)], []),
        If(op("i32.ne", count, Expr("i32.const", (), len(items), "i32")), [Return(counted)], []),
        Return(Expr("dyn", items, target, RESULTS[function.result])),
    ]
    return Function(name, ("self", "args", "kwargs"), "val", types, body, provides=frozenset((T_FUNCTION,)))
