"""Tells mypy that Python's constants may stand where kernel Python wants a machine type: an int for i32, i64 and val, a float for f64.

mypy knows one class standing for another as a promotion, as of int to float; this adds those to the machine types of `lang.pyi`. The
other way there is none, and none between machine types. Named in `[tool.mypy] plugins`.
"""

from __future__ import annotations

from collections.abc import Callable

from mypy.plugin import AnalyzeTypeContext, Plugin
from mypy.types import Type

_LANG = "noetlc.kernel.lang."
_FROM = {"i32": "builtins.int", "i64": "builtins.int", "val": "builtins.int", "f64": "builtins.float"}


class KernelPlugin(Plugin):
    def get_type_analyze_hook(self, fullname: str) -> Callable[[AnalyzeTypeContext], Type] | None:
        """At every mention of a machine type, because what mypy read from its cache has no promotions of ours."""
        return _machine_type if fullname.startswith(_LANG) and fullname.removeprefix(_LANG) in _FROM else None


def _machine_type(context: AnalyzeTypeContext) -> Type:
    machine = context.api.named_type(_LANG + context.type.name.rpartition(".")[2], [])
    constant = context.api.named_type(_FROM[machine.type.name], []).type
    if machine not in constant._promote:
        constant._promote.append(machine)
    return machine


def plugin(version: str) -> type[Plugin]:
    return KernelPlugin
