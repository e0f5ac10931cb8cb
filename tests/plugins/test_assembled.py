"""Text gives the same bytes on every version of wasmtime."""

from __future__ import annotations

import hashlib

from noetlc.host.sections import read_module
from noetlc.plugins.assembled import assembled

TEXT = b"""(module $named
  (type $entry (func (param i32 i32) (result i64)))
  (memory $bytes (export "memory") 1)
  (global $next (mut i32) (i32.const 1024))
  (table $calls 1 funcref)
  (elem $few (i32.const 0) $run)
  (data $text (i32.const 16) "hello")
  (func $alloc (export "alloc") (param $size i32) (result i32) (local $at i32) global.get $next)
  (func $run (export "run") (type $entry) (block $out (br $out)) i64.const 68719476741)
  (@custom "noetlc.plugin" "{}"))"""


def test_the_bytes_are_those_of_every_version() -> None:
    wasm = assembled(TEXT)
    assert [one.name for one in read_module(wasm).sections][-2:] == ["noetlc.plugin", "name"]
    assert hashlib.sha256(wasm).hexdigest() == "ffead8d719f0a61783b874a49e511134b9ae33f92131bcd52df3b2fa894a335e"


def test_binary_modules_are_left_alone() -> None:
    wasm = assembled(TEXT)
    assert assembled(wasm) is wasm
