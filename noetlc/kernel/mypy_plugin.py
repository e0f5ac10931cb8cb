"""Tells mypy that Python's constants may stand where kernel Python wants a machine type: an int for i32, i64 and val, a float for f64.

mypy knows one class standing for another as a promotion, as of int to float; this adds those to the machine types of `lang.pyi`. The
other way there is none, and none between machine types. Named in `[tool.mypy] plugins`.
"""

from __future__ import annotations

from typing import Any

from mypy.nodes import TypeInfo
from mypy.plugin import Plugin
from mypy.types import Instance

_STANDS_FOR = {"i32": "builtins.int", "i64": "builtins.int", "val": "builtins.int", "f64": "builtins.float"}


class KernelPlugin(Plugin):
    """Its hooks hook nothing: they are where mypy comes by, whatever it has read from its cache, before it compares types."""

    waiting = frozenset(_STANDS_FOR)

    def _promote(self, fullname: str) -> Any:
        del fullname  # whatever it is
        if not self.waiting or not self._modules or "noetlc.kernel.lang" not in self._modules:
            return
        for name in self.waiting:
            machine, constant = self._class(f"noetlc.kernel.lang.{name}"), self._class(_STANDS_FOR[name])
            if machine is not None and constant is not None:
                constant._promote.append(Instance(machine, []))
                self.waiting -= {name}

    def _class(self, fullname: str) -> TypeInfo | None:
        found = self.lookup_fully_qualified(fullname)
        return found.node if found is not None and isinstance(found.node, TypeInfo) else None

    get_type_analyze_hook = get_function_signature_hook = get_method_signature_hook = get_attribute_hook = _promote


def plugin(_version: str) -> type[Plugin]:
    return KernelPlugin
