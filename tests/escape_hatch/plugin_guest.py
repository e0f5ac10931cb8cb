"""Functions of the plug-ins in `escape_hatch/` on Python values: as kernel functions under CPython, and as modules.

A guest is called with the name of a function and its arguments, `guest("fnv.shard", "t", "p", 325, 256)`; it raises Trap.
"""

from __future__ import annotations

import base64
import functools
import importlib
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "runtime"))
sys.path.insert(0, str(Path(__file__).parents[2]))

from harness import STATIC_LIMIT, Emulated

from noetlc.host.errors import Aborted
from noetlc.host.invoke import CallResult
from noetlc.host.plugins import PluginHost
from noetlc.kernel.emulate import Machine, Trap
from noetlc.kernel.library import Library, runtime_modules
from noetlc.plugins import Plugin, PluginFinder

MODULES = ("_fnv", "fnv", "locator", "feather")


class Kernel(Emulated):
    """The kernel functions themselves, under CPython."""

    many = 300  # rows of a large table

    def __init__(self) -> None:
        super().__init__()
        self.machine = Machine(library())
        self.machine.globals["__heap_base"] = STATIC_LIMIT
        self.machine.call("start_memory")

    def __call__(self, function: str, *args: Any) -> Any:
        name = function.rpartition(".")[2]
        signature = library().declared[name].signature
        given = [self.to_val(a) if kind == "val" else a for a, kind in zip(args, signature.params, strict=True)]
        result = self.call(name, *given)
        return self.from_val(result) if signature.result == "val" else result


class Modules:
    """The plug-ins as modules, each call in a fresh instance of the host."""

    many = 10_000

    def __init__(self) -> None:
        self.finder = PluginFinder()
        self.host = PluginHost()

    def __call__(self, function: str, *args: Any) -> Any:
        name, _, entry = function.rpartition(".")
        declared = self.plugin(name).manifest.functions[entry]
        wire = [base64.b64encode(a).decode() if kind == "bytes" else a for a, kind in zip(args, declared.params, strict=True)]
        only = wire[0] if len(wire) == 1 else wire
        data = args[0] if declared.params == ("bytes",) else json.dumps(only, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            output = self.run(name, entry, data).output
        except Aborted as error:
            assert error.kind == "trap"
            raise Trap(error.reason) from error
        return output if declared.result == "bytes" else json.loads(output)

    def plugin(self, name: str) -> Plugin:
        found = self.finder.find(name)
        assert found is not None, name
        return found

    def run(self, name: str, entry: str, data: bytes) -> CallResult:
        """One call with bytes."""
        plugin = self.plugin(name)
        return self.host.call(self.host.load(name, 1, plugin.wasm, plugin.digest), data, entry)


@functools.cache
def library() -> Library:
    """The runtime and all plug-ins in one namespace."""
    found = Library([*runtime_modules(), *(importlib.import_module(f"escape_hatch.{p}") for p in MODULES)])
    assert not found.duplicates
    return found
