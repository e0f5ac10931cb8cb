"""Compiles templates into one wasm module and runs them against given names.

    results = run(["{{ a }}0", "{{ a | int }}"], {"a": 5})      # [50, 5]

Names come from a map: `output` has its view, names that start with `step` are step data, the rest is plain.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import wasmtime

from noetlc.ir.build import global_set
from noetlc.ir.nodes import Effect
from noetlc.wat_emit import emit

sys.path.append(str(Path(__file__).parent.parent / "runtime"))

from harness import BASIC, Guest

from noetlc.diagnostics import Span
from noetlc.frontend.nodes import Scalar
from noetlc.frontend.playbook import Condition
from noetlc.ir.build import call, data, dyn, get, global_get, i32, i64
from noetlc.ir.nodes import Assign, Data, Expr, Function, Global, Module, Return
from noetlc.ir.verify import verify
from noetlc.kernel.link import Linker
from noetlc.kernel.runtime import runtime
from noetlc.layout.features import Feature
from noetlc.layout.objects import ABORT_RECORD, UNDEFINED
from noetlc.layout.static import singletons
from noetlc.lower.passes.pipeline import run as run_passes
from noetlc.lower.template.finish import finish
from noetlc.lower.template.lowering import TemplateLowering
from noetlc.lower.template.names import Resolved
from noetlc.lower.workflow.constants import Constants, make_data
from noetlc.runtime.values.memory import ABORT_INT_OVERFLOW

RAISED = "raised"
OVERFLOW = "overflow"


class Sink:
    """Collects functions and constants of a module."""

    def __init__(self) -> None:
        self.functions: dict[str, Function] = {}
        self.constants = Constants()
        self.counts: dict[str, int] = {}

    def fresh(self, stem: str) -> str:
        self.counts[stem] = self.counts.get(stem, 0) + 1
        return f"{stem}.{self.counts[stem]}"

    def add_template(self, function: Function) -> None:
        self.functions[function.name] = function

    def constant(self, value: object) -> Expr:
        return self.constants.expr(value)


def guest(function: str, name: str) -> Expr:
    """A call of one of the functions of `support`, which raise nothing."""
    return Expr("call_user", (data("str:" + name, "val"),), function, "val")


class EnvNames:
    """Names out of the map in the global `env`."""

    def resolve(self, name: str) -> Resolved:
        value = guest("guest_env_name", name)
        if name == "output":
            return Resolved(value, guest("guest_env_output", name))
        if name.startswith("step"):
            return Resolved(value, dyn("t_step_view", "val", guest("guest_env_name", name), i32(0), i32(0)))
        return Resolved(value)

    def field(self, name: str, key: str) -> Resolved | None:
        return None

    def item(self, name: str, key: Expr) -> Expr | None:
        return None


def scalar(text: str) -> Scalar:
    """A scalar whose offsets are columns of its own lines."""

    def locate(offset: int) -> Span:
        line = text.count("\n", 0, offset) + 1
        column = offset - (text.rfind("\n", 0, offset) + 1) + 1
        return Span(line, column, line, column + 1)

    return Scalar(text, text, False, locate(0), locate)


def support() -> dict[str, Function]:
    """`guest_env_name(key)` and `guest_env_output(key)`."""
    local = {"key": "val", "found": "val"}
    lookup = call("dict_get_str", "val", global_get("env", "val"), get("key", "val"))
    found = get("found", "val")
    undefined = i32(UNDEFINED)
    name = Function(
        "guest_env_name", ("key",), "val", dict(local),
        [Assign("found", lookup), Return(Expr("cond", (found, found, undefined), None, "val"))],
    )  # fmt: skip
    value = call("guest_env_name", "val", get("key", "val"))
    is_map = call("t_is_map", "i32", found)
    output = Function(
        "guest_env_output", ("key",), "val", dict(local),
        [Assign("found", value), Return(Expr("cond", (is_map, call("t_output_view", "val", found), found), None, "val"))],
    )  # fmt: skip
    setter = Function("guest_set_env", ("v",), "void", {"v": "val"}, [])
    setter.body.append(Assign("v", get("v", "val")))

    setter.body.append(Effect(global_set("env", get("v", "val"))))
    clear = Function("guest_clear", (), "i32", {}, [Effect(global_set("raised", i32(0))), Return(global_get("site", "i32"))])
    strict = Function("guest_set_strict", ("v",), "void", {"v": "i32"}, [Effect(global_set("strict_strings", get("v", "i32")))])
    depth = Function("guest_text_depth", (), "i32", {}, [Return(call("buf_begin", "i32"))])
    fuel = Function("guest_fuel", (), "void", {}, [Effect(global_set("budget", i64(1 << 40)))])
    return {f.name: f for f in (name, output, setter, clear, strict, depth, fuel)}


@dataclass
class Compiled:
    """A module and the function of each template."""

    binary: bytes
    entries: list[str]
    limbs: bool  # of wide ints


def compile_templates(templates: list[str], how: str = "value") -> Compiled:
    """`how`: value, text, condition or rule."""
    sink = Sink()
    lowering = TemplateLowering(sink)
    names = EnvNames()
    entries: list[str] = []
    for number, text in enumerate(templates):
        source = scalar(text)
        if how in ("condition", "rule"):
            entries.append(getattr(lowering, how)(Condition(source, source.span), names))
            continue
        expr = getattr(lowering, how)(source, names)
        entry = f"entry{number}"
        sink.add_template(Function(entry, (), "val", {}, [Return(expr)]))
        entries.append(entry)
    finish(sink.functions.values(), verify=True)
    module = Module(functions={**sink.functions, **support()}, data=dict(sink.constants.items))
    module.globals["env"] = Global("env", "i32", 0)
    roots = [*BASIC, "wide_from", "guest_set_env", "guest_clear", "guest_set_strict", "guest_text_depth", "guest_fuel", "start_collector"]

    def make(name: str) -> Data | None:
        return make_data(name)

    linker = Linker(module, runtime(), make)
    linker.link([*roots, *entries])
    optimised(module, [*roots, *entries])
    verify(module)

    exports = {name: name for name in [*roots, *entries]}
    fixed = [(UNDEFINED, singletons())]
    return Compiled(emit(module, memory_pages=(4, 4096), exports=exports, fixed_data=fixed).binary(), entries, Feature.BIGINT in linker.live)


def optimised(module: Module, roots: list[str]) -> None:
    """Runs the compiler's passes; the roots are exported meanwhile so that they stay."""
    for name in roots:
        module.functions[name].export = name
    run_passes(module)
    for name in roots:
        module.functions[name] = replace(module.functions[name], export=None)  # a new one: what passes made may be kept for other modules


class TemplateGuest(Guest):
    """An instance of a compiled module."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.limbs = compiled.limbs
        self.store = wasmtime.Store(_engine())
        self.instance = wasmtime.Instance(self.store, wasmtime.Module(_engine(), compiled.binary), [])
        self.exports = self.instance.exports(self.store)
        self.memory: Any = self.exports["memory"]
        self.call("start_memory")
        self.call("start_collector", 0, 0)
        self.call("guest_fuel")

    def call(self, name: str, *args: int | float) -> Any:
        return self.exports[name](self.store, *args)  # type: ignore[operator]

    def read(self, address: int, size: int) -> bytes:
        return bytes(self.memory.read(self.store, address, address + size))

    def write(self, address: int, content: bytes) -> None:
        self.memory.write(self.store, content, address)

    def result(self, entry: str) -> Any:
        """The value an entry gives, (RAISED, line), or OVERFLOW after an abort for an int beyond 64 bits."""
        try:
            got = self.call(entry)
        except wasmtime.Trap:
            assert self.word(ABORT_RECORD + 4) == ABORT_INT_OVERFLOW, "the abort is not an int overflow"
            return OVERFLOW
        site = self.call("guest_clear")
        assert self.call("guest_text_depth") == 0, "the text buffer was not emptied"
        return (RAISED, site >> 12) if got == 0 else self.from_val(got)


_ENGINES: list[Any] = []


def _engine() -> Any:
    if not _ENGINES:
        _ENGINES.append(wasmtime.Engine())
    return _ENGINES[0]


def run(templates: list[str], env: dict[str, Any], how: str = "value", strict: bool = False) -> list[Any]:
    """The results of templates over the same names."""
    guest = TemplateGuest(compile_templates(templates, how))
    guest.call("guest_set_env", guest.to_val(env))
    guest.call("guest_set_strict", int(strict))
    if how in ("condition", "rule"):
        found: list[Any] = []
        for entry in guest.compiled.entries:
            got = guest.call(entry)
            site = guest.call("guest_clear")
            found.append((RAISED, site >> 12) if got < 0 else bool(got))
        return found
    return [guest.result(entry) for entry in guest.compiled.entries]
