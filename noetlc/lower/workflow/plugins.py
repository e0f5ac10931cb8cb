"""How a step gets to the entry of a plug-in that the build binds: one function of the module per entry, whatever is behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.ir.build import call, get, global_set, i32, i64, op
from noetlc.ir.nodes import Assign, Effect, Function, Import, Return
from noetlc.late import late
from noetlc.layout.features import Feature
from noetlc.lower.workflow.module import PLUGIN_MODULE, Builder
from noetlc.plugins.bind import BoundPlugin

if TYPE_CHECKING:
    from noetlc.lower.workflow import plugin_functions
    from noetlc.plugins import kernel
else:  # plug-ins that were not compiled together with the playbook need neither
    plugin_functions = late("noetlc.lower.workflow.plugin_functions")
    kernel = late("noetlc.plugins.kernel")

COUNTED = ("wf_results", "wf_objects", "wf_events")
"""What the calls were that `flushed(0)`, `flushed(1)` and `flushed(2)` count."""


def reach(plugin: BoundPlugin, entry: str, builder: Builder) -> str:
    """The function `(ptr, len) -> address of the output` for an entry; the size of the output goes to `wf_answer_size`, the calls that
    were answered 0 to the globals in COUNTED. Every mode of a plug-in has a way of its own to make it."""
    builder.use(Feature.LINKED)
    name = f"call.{plugin.alias}.{entry}"
    if name not in builder.functions:
        (_shared if plugin.mode == "shared" else _imported)(name, plugin, entry, builder)
    return name


def _imported(name: str, plugin: BoundPlugin, entry: str, builder: Builder) -> None:
    """By imports, which linking binds to the plug-in's code (`noetlc.link`)."""
    called = imported_entry(plugin, entry, builder)
    flushed = flushes(plugin, builder)
    packed = get("packed", "i64")
    counts = [Effect(global_set(held, call(flushed, "i32", i32(which)))) for which, held in enumerate(COUNTED)]
    builder.add(
        Function(
            name,
            ("p", "n"),
            "i32",
            {"p": "i32", "n": "i32", "packed": "i64"},
            [
                Assign("packed", call(called, "i64", get("p", "i32"), get("n", "i32"))),
                *counts,
                Effect(global_set("wf_answer_size", op("i32.wrap_i64", packed))),
                Return(op("i32.wrap_i64", op("i64.shr_u", get("packed", "i64"), i64(32)))),
            ],
        )
    )


def _shared(name: str, plugin: BoundPlugin, entry: str, builder: Builder) -> None:
    """By a call: the plug-in was compiled together with the playbook. The input is moved away from the text buffer, which the entry
    uses itself."""
    extension = plugin_functions.extension_of(plugin, builder)
    function = plugin.plugin.manifest.functions[entry]
    made = kernel.entry(function, extension.prefix + entry, name=f"entry.{plugin.alias}.{entry}", begin="plugin_enter")
    builder.add(made)
    packed = get("packed", "i64")
    builder.add(
        Function(
            name,
            ("p", "n"),
            "i32",
            {"p": "i32", "n": "i32", "packed": "i64"},
            [
                *(Effect(global_set(held, i32(0))) for held in COUNTED),
                *plugin_functions.fresh_globals(extension),
                Assign("packed", call(made.name, "i64", call("plugin_moved", "i32", get("p", "i32"), get("n", "i32")), get("n", "i32"))),
                Effect(global_set("wf_answer_size", op("i32.wrap_i64", packed))),
                Return(op("i32.wrap_i64", op("i64.shr_u", get("packed", "i64"), i64(32)))),
            ],
        )
    )


def imported_entry(plugin: BoundPlugin, entry: str, builder: Builder) -> str:
    """The import `(ptr, len) -> i64` of an entry."""
    return _import(plugin, entry, ("i32", "i32"), "i64", builder)


def flushes(plugin: BoundPlugin, builder: Builder) -> str:
    """The import that says how many calls the plug-in made that were answered 0."""
    return _import(plugin, "flushed", ("i32",), "i32", builder)


def _import(plugin: BoundPlugin, field: str, params: tuple[str, ...], result: str, builder: Builder) -> str:
    name = f"{plugin.alias}.{field}"
    builder.imports[name] = Import(name, PLUGIN_MODULE, f"{plugin.alias}.{field}", params, result)
    return name
