"""Functions of the plug-ins in `escape_hatch/` on Python values, as kernel functions under CPython."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "runtime"))
sys.path.insert(0, str(Path(__file__).parents[2]))

from harness import STATIC_LIMIT, Emulated

import noetlc.runtime
from noetlc.kernel.emulate import Machine
from noetlc.kernel.library import Library

PLUGINS = ("_fnv", "fnv", "locator", "feather")


class Kernel(Emulated):
    """The kernel functions themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.machine = Machine(library())
        self.machine.globals["__heap_base"] = STATIC_LIMIT
        self.machine.call("start_memory")

    def __call__(self, function: str, *args: Any, plain: bool = False) -> Any:
        """The result for values. Ints go as values where the parameter is one, else as they are."""
        name = function.rpartition(".")[2]
        kinds = library().declared[name].signature
        given = [self.to_val(a) if kind == "val" else a for a, kind in zip(args, kinds.params, strict=True)]
        result = self.call(name, *given)
        return self.from_val(result) if kinds.result == "val" else result


@functools.cache
def library() -> Library:
    """The runtime and all plug-ins in one namespace."""
    names = [f"noetlc.runtime.{m.name}" for m in pkgutil.iter_modules(noetlc.runtime.__path__)]
    found = Library([importlib.import_module(n) for n in [*sorted(names), *(f"escape_hatch.{p}" for p in PLUGINS)]])
    assert not found.duplicates
    return found
