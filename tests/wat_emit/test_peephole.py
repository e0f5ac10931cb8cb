"""Shorter code for the same values: which it is, and that wasmtime computes the same from it."""

from __future__ import annotations

import math
import struct

import pytest
import wasmtime

from noetlc.ir.build import f64, get, i64, op
from noetlc.ir.nodes import Effect, Expr, Function, Module, Return, Stmt
from noetlc.wat_emit import emit
from noetlc.wat_emit.code import Instr
from noetlc.wat_emit.peephole import shortened

ENGINE = wasmtime.Engine()


def test_loads_and_stores_convert() -> None:
    code: list[Instr] = [("i32.load", 8), ("i64.extend_i32_u", None), ("i32.wrap_i64", None), ("i32.store", 4), ("i32.load8_u", 1)]
    assert shortened(code) == [("i64.load32_u", 8), ("i64.store32", 4), ("i32.load8_u", 1)]
    assert shortened([("i64.extend_i32_s", None), ("i32.wrap_i64", None)]) == []
    assert shortened([("i64.const", 0), ("i64.eq", None), ("i32.const", 0), ("i32.eq", None)]) == [("i64.eqz", None), ("i32.eqz", None)]
    assert shortened([("i32.const", 0), ("i32.store", 4)]) == [("i32.const", 0), ("i32.store", 4)]


@pytest.mark.parametrize(
    ("value", "ops"),
    [
        (0, ["i64.const"]),
        (-1, ["i64.const"]),
        (1 << 52, ["i64.const", "i64.const", "i64.shl"]),
        (-(1 << 63), ["i64.const", "i64.const", "i64.shl"]),
        ((1 << 63) - 1, ["i64.const", "i64.const", "i64.shr_u"]),
        ((1 << 32) - 1, ["i32.const", "i64.extend_i32_u"]),
        (1_000_000_007, ["i64.const"]),
    ],
)
def test_ints(value: int, ops: list[str]) -> None:
    assert [one for one, _ in shortened([("i64.const", value)])] == ops


def returned(type_: str, body: list[Stmt]) -> bytes:
    """What a function gives, as bytes, from the module and from its text."""
    wasm = emit(Module({"f": Function("f", ("p",), type_, {"p": "i32"}, body, export="f")}), fixed_data=[(16, bytes(range(1, 255)))])
    found = []
    for content in (wasm.binary(), bytes(wasmtime.wat2wasm(wasm.text()))):
        store = wasmtime.Store(ENGINE)
        value = wasmtime.Instance(store, wasmtime.Module(ENGINE, content), []).exports(store)["f"](store, 100)
        found.append(struct.pack("<d" if type_ == "f64" else "<q", value))
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize("shift", range(0, 64, 3))
@pytest.mark.parametrize("base", [1, 3, -1, -5, 0x7FF, 0x123456789ABC])
def test_ints_are_the_same(base: int, shift: int) -> None:
    for value in (base << shift, (base << shift) - 1, ~(base << shift)):
        value = (value + (1 << 63)) % (1 << 64) - (1 << 63)
        assert returned("i64", [Return(i64(value))]) == struct.pack("<q", value)


@pytest.mark.parametrize("value", [0.0, -0.0, 0.5, 1e15, -0.25, 0.1, math.inf, 2.0**1023, 5e-324, 1.5, 1048577.0])
def test_floats_are_the_same(value: float) -> None:
    assert returned("f64", [Return(f64(value))]) == struct.pack("<d", value)


@pytest.mark.parametrize("load", ["i32.load", "i32.load8_u", "i32.load16_u"])
@pytest.mark.parametrize("extend", ["i64.extend_i32_u", "i64.extend_i32_s"])
def test_loads_are_the_same(load: str, extend: str) -> None:
    size = {"i32.load": 4, "i32.load8_u": 1, "i32.load16_u": 2}[load]
    memory = bytes(16) + bytes(range(1, 255))
    loaded = Expr(load, (get("p", "i32"),), 60, "i32")
    want = int.from_bytes(memory[160 : 160 + size], "little", signed=size == 4 and extend.endswith("_s"))
    assert returned("i64", [Return(op(extend, loaded))]) == struct.pack("<q", want)


@pytest.mark.parametrize("store", ["i32.store", "i32.store8", "i32.store16"])
def test_stores_are_the_same(store: str) -> None:
    size = {"i32.store": 4, "i32.store8": 1, "i32.store16": 2}[store]
    stored = Expr(store, (get("p", "i32"), op("i32.wrap_i64", op("i64.add", i64(0x1122334455667788), i64(1)))), 60, "void")
    want = (0x55667789).to_bytes(4, "little")[:size] + (bytes(16) + bytes(range(1, 255)))[160 + size : 168]
    assert returned("i64", [Effect(stored), Return(Expr("i64.load", (get("p", "i32"),), 60, "i64"))]) == want
