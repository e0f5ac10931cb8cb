"""Random modules behave the same in the IR machine, as our bytes, and as text assembled by wasmtime."""

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
from noetlc.wat_emit import WasmModule, emit

ENGINE = wasmtime.Engine()
VALUES = {"i32": INTS, "i64": WIDE, "f64": FLOATS}
TRAP = "trap"


def comparable(value: Any) -> Any:
    """A value so that -0.0 and 0.0 differ and all NaNs are one."""
    if isinstance(value, float):
        return "nan" if math.isnan(value) else struct.pack("<d", value)
    return value


def in_wasm(content: bytes, name: str, args: list[Any]) -> tuple[Any, bytes]:
    store = wasmtime.Store(ENGINE)
    exports = wasmtime.Instance(store, wasmtime.Module(ENGINE, content), []).exports(store)
    try:
        result = comparable(exports[name](store, *args))
    except wasmtime.Trap:
        result = TRAP
    return result, bytes(exports["memory"].read(store, 0, 4096))


def in_machine(module: Module, wasm: WasmModule, name: str, args: list[Any]) -> tuple[Any, bytes]:
    image = bytearray(65536)
    for segment in wasm.layout.segments:
        image[segment.address : segment.address + len(segment.bytes)] = segment.bytes
    machine = Machine(module, wasm.layout.addresses, bytes(image))
    try:
        result = comparable(machine.call(name, args))
    except Trap:
        result = TRAP
    return result, bytes(machine.memory[:4096])


@pytest.mark.parametrize("chunk", range(8))
def test_random_modules(chunk: int) -> None:
    for seed in range(chunk * 40, chunk * 40 + 40):
        module = Maker(seed).module()
        wasm = emit(module)
        binary, text = wasm.binary(), bytes(wasmtime.wat2wasm(wasm.text()))
        rnd = random.Random(seed)
        for function in [f for f in module.functions.values() if f.export is not None]:
            args = [rnd.choice(VALUES[t]) for t in function.param_types]
            try:
                wanted = in_machine(module, wasm, function.name, args)
            except OutOfSteps:
                continue
            assert in_wasm(binary, function.name, args) == wanted, (seed, function.name, args)
            assert in_wasm(text, function.name, args) == wanted, (seed, function.name, args)
