"""The functions of plug-ins that Python bodies call: for each that is used, one function of the module.

Its parameters and result are what bodies have: values, and unboxed ints, floats and bools as results. It checks and copies the
arguments (`runtime/engine/plugin_data.py`); what stands between depends on the plug-in:

    shared   the plug-in is written in kernel Python and compiled together with the playbook: its function is called
    linked   the plug-in is a module of its own: the arguments become bytes, and an import that linking binds is called

    func @function.feather.encode(%a1: val) -> val {
      %x1 = @plugin_arg_json(%a1, &"str:encode() argument 1")
      if i32.eqz(%x1) { return 0 }
      @plugin_enter()
      %r = @kernel.feather.encode(%x1)
      @plugin_leave()
      return @plugin_result_bytes(%r)
    }
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from noetlc.host.sections import read_module
from noetlc.ir.build import call, data, f64, get, global_get, global_set, i32, i64, op
from noetlc.ir.nodes import Assign, Effect, Expr, Function, If, Return, Stmt
from noetlc.late import late
from noetlc.layout.features import Feature
from noetlc.lower.python.facts.plugins import Functions, PluginFunctions
from noetlc.lower.workflow.module import Builder
from noetlc.lower.workflow.plugins import flushes, imported_entry
from noetlc.plugins.model import Plugin, PluginFunction, Type
from noetlc.plugins.sdk import KERNEL_TYPES

if TYPE_CHECKING:
    from noetlc.kernel.extension import Extension
    from noetlc.plugins import kernel
    from noetlc.plugins.bind import Bound, BoundPlugin
else:  # plug-ins that were linked need no source
    kernel = late("noetlc.plugins.kernel")

REDIRECT = {f"wf_host_{name}": f"plugin_{name}" for name in ("event_publish", "result_put", "object_put")}
"""The host calls of a plug-in that shares the module are counted, as linking does for others."""

_ZERO = {"val": Expr("i32.const", (), 0, "val"), "i32": i32(0), "i64": i64(0), "f64": f64(0.0)}


class BoundFunctions(PluginFunctions):
    """The functions of the plug-ins of a build."""

    def __init__(self, bound: Bound, builder: Builder) -> None:
        self.bound = bound
        self.builder = builder

    def functions(self, path: str) -> Functions | None:
        found = self.bound.find(path, None)
        return None if found is None else found.plugin.manifest.functions

    def target(self, path: str, name: str) -> str:
        made = f"function.{path}.{name}"
        if made not in self.builder.functions:
            plugin = self.bound.find(path, None)
            assert plugin is not None
            function = plugin.plugin.manifest.functions[name]
            if issues_intents(plugin.plugin):
                self.builder.use(Feature.ISSUED)
            inner = _shared(plugin, function, self.builder) if plugin.mode == "shared" else _linked(plugin, function, path, self.builder)
            self.builder.add_own(_wrapper(made, function, inner))
        return made


def issues_intents(plugin: Plugin) -> bool:
    """Whether a plug-in can call the host."""
    return any(one.module == "noetl" and one.name != "emit" for one in read_module(plugin.wasm).imports)


def _wrapper(name: str, function: PluginFunction, inner: list[Stmt]) -> Function:
    """The function around `inner`, which finds the checked arguments in the locals `x1`, `x2` …"""
    result = KERNEL_TYPES[function.result]
    types = {f"a{i}": "val" for i in range(1, len(function.params) + 1)}
    locals_ = dict(types)
    body: list[Stmt] = []
    for i, kind in enumerate(function.params, 1):
        machine = KERNEL_TYPES[kind]
        locals_[f"x{i}"] = machine
        what = data(f"str:{function.name}() argument {i}", "val")
        body.append(Assign(f"x{i}", call(f"plugin_arg_{kind}", machine, get(f"a{i}", "val"), what)))
        failed = op("i32.eqz", get(f"x{i}", "i32")) if machine == "val" else global_get("raised", "i32")
        body.append(If(failed, [Return(_ZERO[result])], []))
    locals_ |= {"r": result, "mark": "i32", "packed": "i64"}
    return Function(name, tuple(types), result, locals_, [*body, *inner])


def _checked(function: PluginFunction) -> list[Expr]:
    return [get(f"x{i}", KERNEL_TYPES[kind]) for i, kind in enumerate(function.params, 1)]


# ---- shared


def _shared(plugin: BoundPlugin, function: PluginFunction, builder: Builder) -> list[Stmt]:
    extension = extension_of(plugin, builder)
    result = KERNEL_TYPES[function.result]
    return [
        *fresh_globals(extension),
        Effect(call("plugin_enter", "void")),
        Assign("r", call(extension.prefix + function.name, result, *_checked(function))),
        Effect(call("plugin_leave", "void")),
        Return(call(f"plugin_result_{function.result}", result, get("r", result))),
    ]


def extension_of(plugin: BoundPlugin, builder: Builder) -> Extension:
    """The functions of a shared plug-in, which join the module."""
    prefix = f"kernel.{plugin.alias}."
    if prefix not in builder.extensions:
        assert plugin.plugin.kernel is not None
        builder.extensions[prefix] = _kernel(plugin.plugin.kernel, plugin.plugin.digest).extension(prefix, REDIRECT)
    return builder.extensions[prefix]


@functools.lru_cache(maxsize=64)
def _kernel(path: Path, digest: str) -> kernel.Kernel:  # noqa: ARG001 - the digest is part of what is kept by
    """The source that a module with this digest was built from."""
    return kernel.load_kernel(path)


def fresh_globals(extension: Extension) -> list[Stmt]:
    """Puts the globals of a plug-in back to what they are at first."""
    found = extension.globals.values()
    return [Effect(global_set(one.name, Expr(f"{one.type}.const", (), one.init, one.type))) for one in found]


# ---- linked


def _linked(plugin: BoundPlugin, function: PluginFunction, path: str, builder: Builder) -> list[Stmt]:
    name = data(f"str:{path.rpartition('/')[2]}.{function.name}", "val")
    body, address = _input(function.params)
    called = imported_entry(plugin, function.name, builder)
    body.append(Assign("packed", call(called, "i64", address, global_get("plugin_size", "i32"))))
    if issues_intents(plugin.plugin):
        kept = global_get("wf_intents", "i32")
        for which in range(3):
            kept = op("i32.or", kept, call(flushes(plugin, builder), "i32", i32(which)))
        body.append(Effect(global_set("wf_intents", kept)))
    result = KERNEL_TYPES[function.result]
    body.append(Return(call(f"plugin_answer_{function.result}", result, get("packed", "i64"), name)))
    return body


def _input(params: tuple[Type, ...]) -> tuple[list[Stmt], Expr]:
    """Statements that make the bytes of the input, and their address; once that was evaluated, their size is in `plugin_size`."""
    if params == ("bytes",):
        return [], call("plugin_wire_raw", "i32", get("x1", "val"))
    several = len(params) != 1
    body: list[Stmt] = [Assign("mark", call("buf_begin", "i32"))]
    if several:
        body.append(Effect(call("buf_byte", "void", i32(ord("[")))))
    for i, kind in enumerate(params, 1):
        if i > 1:
            body.append(Effect(call("buf_byte", "void", i32(ord(",")))))
        body.append(Effect(call(f"plugin_wire_{kind}", "void", get(f"x{i}", KERNEL_TYPES[kind]))))
    if several:
        body.append(Effect(call("buf_byte", "void", i32(ord("]")))))
    return body, call("plugin_wire_end", "i32", get("mark", "i32"))
