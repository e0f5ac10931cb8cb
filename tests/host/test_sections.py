"""The reader of a module's outer structure."""

from __future__ import annotations

import pytest
from wasmtime import wat2wasm

from noetlc.host.sections import FuncType, MalformedModule, read_module, replace_custom

WASM = bytes(
    wat2wasm(
        """(module
  (import "noetl" "emit" (func $emit (param i32)))
  (import "m" "t" (table 1 funcref)) (import "m" "g" (global (mut i64)))
  (memory (export "memory") 1 20)
  (func $small (export "run") (param i32 i32) (result i64) (i64.const 0))
  (func $large (result f64) (f64.add (f64.const 1) (f64.const 2)))
  (data (i32.const 16) "abc") (data "passive") (global $base i32 (i32.const 5)) (data (offset (i32.add (i32.const 1) (i32.const 2))) "xy")
  (@custom "extra" "payload"))"""
    )
)


def test_structure() -> None:
    info = read_module(WASM)
    assert [(i.module, i.name, i.kind) for i in info.imports] == [("noetl", "emit", "func"), ("m", "t", "table"), ("m", "g", "global")]
    assert info.imports[0].type == FuncType(("i32",), ())
    assert list(info.exports) == ["memory", "run"]
    assert info.exports["run"].type == FuncType(("i32", "i32"), ("i64",))
    assert info.function_names == {0: "emit", 1: "small", 2: "large"}
    assert set(info.code_sizes) == {1, 2}
    assert info.code_sizes[2] > info.code_sizes[1] > 0
    assert info.data_sizes == (3, 7, 2)
    assert info.custom("extra") == b"payload"
    assert info.custom("other") is None
    assert {s.name for s in info.sections} >= {"type", "import", "code", "data", "name", "extra"}


def test_every_truncation_is_an_error_and_never_a_crash() -> None:
    for size in range(len(WASM)):
        try:
            info = read_module(WASM[:size])
            _ = info.imports, info.exports, info.function_names, info.code_sizes, info.data_sizes
        except MalformedModule:
            continue


@pytest.mark.parametrize("data", [b"", b"\0asm", b"\0asm\x02\0\0\0", b"\0asm\x01\0\0\0\x01\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"])
def test_malformed(data: bytes) -> None:
    with pytest.raises(MalformedModule):
        read_module(data)


def test_replacing_a_custom_section() -> None:
    once = replace_custom(WASM, "extra", b"x" * 300)
    assert read_module(once).custom("extra") == b"x" * 300
    assert replace_custom(once, "extra", b"payload") == WASM
    added = replace_custom(WASM, "ünew", b"1")
    assert added.startswith(WASM)
    assert read_module(added).custom("ünew") == b"1"
