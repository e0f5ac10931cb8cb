"""Optimised random modules behave as the originals do in the IR machine, and stay well-typed after every pass."""

from __future__ import annotations

import math
import random
import struct
import sys
from pathlib import Path
from typing import Any

import pytest
import wasmtime

sys.path.insert(0, str(Path(__file__).parents[1] / "ir"))

from ir_machine import Machine, OutOfSteps
from ir_random import FLOATS, INTS, WIDE, Maker

from noetlc.ir.arithmetic import Trap
from noetlc.ir.nodes import Module
from noetlc.lower.passes.comparing import join_comparisons
from noetlc.lower.passes.copy_propagation import copy_propagation
from noetlc.lower.passes.dce import dce
from noetlc.lower.passes.fold import fold
from noetlc.lower.passes.inline import inline, inline_once
from noetlc.lower.passes.nesting import nest_leaves
from noetlc.lower.passes.pipeline import Pass, pipeline, run
from noetlc.lower.passes.sharing import share_values
from noetlc.lower.passes.sinking import sink_values
from noetlc.wat_emit import WasmModule, emit

ENGINE = wasmtime.Engine()
VALUES = {"i32": INTS, "i64": WIDE, "f64": FLOATS}


def eager_inline(module: Module) -> None:
    """Inlines whatever does not recurse."""
    inline(module, threshold=10_000, single_threshold=10_000)


def hot_inline(module: Module) -> None:
    """Inlines whatever does not recurse where functions that are called from outside have loops."""
    for function in module.functions.values():
        function.collects = function.export is not None
    inline(module, threshold=0, single_threshold=0, hot_threshold=10_000)


def keeping_dce(module: Module) -> None:
    """Data keeps its place, so that memory can be compared."""
    dce(module, keep=("d", "e"))


PIPELINES: dict[str, tuple[Pass, ...]] = {
    "fold": (("fold", fold),),
    "copy-propagation": (("copy-propagation", copy_propagation),),
    "dce": (("dce", keeping_dce),),
    "inline": (("inline", eager_inline),),
    "hot": (("inline", hot_inline), ("copy", copy_propagation), ("fold", fold)),
    "once": (("once", inline_once), ("copy", copy_propagation), ("fold", fold)),
    "comparing": (("comparing", join_comparisons),),
    "sharing": (("sharing", share_values),),
    "sinking": (("sinking", sink_values),),
    "nesting": (("nesting", nest_leaves),),
    "nested": (("inline", eager_inline), ("nesting", nest_leaves), ("sinking", sink_values), ("dce", keeping_dce)),
    "sunk": (("inline", eager_inline), ("sinking", sink_values), ("sinking2", sink_values), ("dce", keeping_dce)),
    "shared": (("fold", fold), ("inline", eager_inline), ("fold2", fold), ("copy", copy_propagation), ("sharing", share_values), ("dce", keeping_dce)),
    "all": pipeline(keep=("d", "e")),
    "eager": (("fold", fold), ("inline", eager_inline), ("fold2", fold), ("copy", copy_propagation), ("dce", keeping_dce)),
    "twice": (("inline", eager_inline), ("copy", copy_propagation), ("inline2", eager_inline), ("fold", fold), ("copy2", copy_propagation)),
}


def comparable(value: Any) -> Any:
    if isinstance(value, float):
        return "nan" if math.isnan(value) else struct.pack("<d", value)
    return value


def reference(module: Module, wasm: WasmModule, name: str, args: list[Any]) -> tuple[Any, bytes]:
    image = bytearray(65536)
    for segment in wasm.layout.segments:
        image[segment.address : segment.address + len(segment.bytes)] = segment.bytes
    machine = Machine(module, wasm.layout.addresses, bytes(image))
    try:
        result = comparable(machine.call(name, args))
    except Trap:
        result = "trap"
    return result, bytes(machine.memory[:4096])


def compiled(content: bytes, name: str, args: list[Any]) -> tuple[Any, bytes]:
    store = wasmtime.Store(ENGINE)
    exports = wasmtime.Instance(store, wasmtime.Module(ENGINE, content), []).exports(store)
    try:
        result = comparable(exports[name](store, *args))
    except wasmtime.Trap:
        result = "trap"
    return result, bytes(exports["memory"].read(store, 0, 4096))


@pytest.mark.parametrize("chosen", [name if name == "all" else pytest.param(name, marks=pytest.mark.slow) for name in PIPELINES])
def test_optimised_modules_behave_the_same(chosen: str) -> None:
    for seed in range(160):
        original, optimised = Maker(seed).module(), Maker(seed).module()
        wasm = emit(original)
        run(optimised, verify=True, passes=PIPELINES[chosen])
        content = emit(optimised).binary()
        rnd = random.Random(seed)
        for function in [f for f in original.functions.values() if f.export is not None]:
            args = [rnd.choice(VALUES[t]) for t in function.param_types]
            try:
                wanted = reference(original, wasm, function.name, args)
            except OutOfSteps:
                continue
            assert compiled(content, function.name, args) == wanted, (seed, function.name, args)
