"""The module between a linked module and the main one: copies input and output, and the bytes of `noetl.*` calls.

It is text, so that it can be read; only what the linked module needs is in it. Both memories are checked by wasm itself, and ranges
that the linked module names are checked against its own memory first: a wild one is a trap, or status 2 of a `noetl` call.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from noetlc.late import late
from noetlc.link.fresh import Fresh
from noetlc.link.instructions import FUNC
from noetlc.link.module import Element, Export, Module
from noetlc.link.reader import decode

if TYPE_CHECKING:
    import wasmtime
else:
    wasmtime = late("wasmtime")

COUNTED: Final = ("result_put", "object_put", "event_publish")
"""The calls that `flushed` counts, in the order of its argument."""

_SIGNATURES: Final = {
    "emit": "(param i32)",
    "event_publish": "(param i32 i32) (result i32)",
    "result_put": "(param i32 i32 i32 i32) (result i32)",
    "object_put": "(param i32 i32 i32 i32) (result i32)",
}

_MAIN: Final = """\
(import "main" "memory" (memory $main 0))
(import "main" "alloc" (func $main_alloc (param i32) (result i32)))"""

# Whether a range that was named as two signed numbers is outside the linked module's memory.
_RANGES: Final = """\
(func $outside (param $at i32) (param $n i32) (result i32)
  (i32.or (i32.lt_s (i32.or (local.get $at) (local.get $n)) (i32.const 0))
          (i32.gt_u (i32.add (local.get $at) (local.get $n)) {bytes})))"""

_EMIT: Final = '(func $emit (export "emit") (param i32))'

_PUBLISH: Final = """\
(func $event_publish (export "event_publish") (param $at i32) (param $n i32) (result i32)
  (local $copy i32) (local $status i32)
  (if (global.get $starting) (then unreachable))
  (if (call $outside (local.get $at) (local.get $n)) (then (return (i32.const 2))))
  (local.set $copy (call $main_alloc (local.get $n)))
  (memory.copy $main ${memory} (local.get $copy) (local.get $at) (local.get $n))
  (local.set $status (call $host_event_publish (local.get $copy) (local.get $n)))
  (if (i32.eqz (local.get $status)) (then (global.set $event_publish (i32.add (global.get $event_publish) (i32.const 1)))))
  (local.get $status))"""

_PUT: Final = """\
(func ${name} (export "{name}") (param $key i32) (param $key_n i32) (param $at i32) (param $n i32) (result i32)
  (local $copy i32) (local $status i32)
  (if (global.get $starting) (then unreachable))
  (if (i32.or (call $outside (local.get $key) (local.get $key_n)) (call $outside (local.get $at) (local.get $n)))
    (then (return (i32.const 2))))
  (local.set $copy (call $main_alloc (i32.add (local.get $key_n) (local.get $n))))
  (memory.copy $main ${memory} (local.get $copy) (local.get $key) (local.get $key_n))
  (memory.copy $main ${memory} (i32.add (local.get $copy) (local.get $key_n)) (local.get $at) (local.get $n))
  (local.set $status (call $host_{name} (local.get $copy) (local.get $key_n)
    (i32.add (local.get $copy) (local.get $key_n)) (local.get $n)))
  (if (i32.eqz (local.get $status)) (then (global.set ${name} (i32.add (global.get ${name}) (i32.const 1)))))
  (local.get $status))"""

_FLUSHED: Final = """\
(func $flushed (export "flushed") (param $which i32) (result i32)
  (select (global.get $result_put)
    (select (global.get $object_put) (global.get $event_publish) (i32.eq (local.get $which) (i32.const 1)))
    (i32.eqz (local.get $which))))"""

# `$ready`: whether there was a call already. `$starting`: the start function runs.
_PREPARE: Final = """\
(func $prepare
  {counts}
  {guard}
  (global.set $starting (i32.const 1))
  (call $init)
  (global.set $starting (i32.const 0)))"""
_ONCE: Final = """\
(if (global.get $ready) (then (return)))
  (global.set $ready (i32.const 1))
  (call $once)"""
_AGAIN: Final = """\
(if (global.get $ready) (then (call $reset))
    (else (call $once) (global.set $ready (i32.const 1))))"""

_CALL: Final = """\
(func $call{place} (export "entry {place}") (param $at i32) (param $n i32) (result i64)
  (local $to i32) (local $out i64) (local $from i32)
  (call $prepare)
  (local.set $to (call {alloc} (local.get $n)))
  (if (call $outside (local.get $to) (local.get $n)) (then unreachable))
  (memory.copy ${memory} $main (local.get $to) (local.get $at) (local.get $n))
  (local.set $out (call {entry} (local.get $to) (local.get $n)))
  (local.set $from (i32.wrap_i64 (i64.shr_u (local.get $out) (i64.const 32))))
  (local.set $n (i32.wrap_i64 (local.get $out)))
  (if (i64.gt_u (i64.add (i64.extend_i32_u (local.get $from)) (i64.extend_i32_u (local.get $n))) (i64.extend_i32_u {bytes}))
    (then unreachable))
  (local.set $to (call $main_alloc (local.get $n)))
  (memory.copy $main ${memory} (local.get $to) (local.get $from) (local.get $n))
  (i64.or (i64.shl (i64.extend_i32_u (local.get $to)) (i64.const 32)) (i64.extend_i32_u (local.get $n))))"""


def entry_export(place: int) -> str:
    """The adapter's export for the entry at this place."""
    return f"entry {place}"


def adapter_text(fresh: Fresh, *, reentrant: bool, entries: Sequence[Export], alloc: Export, memory: Export) -> str:
    """The adapter of a linked module in WAT: `entry N` for each entry, `flushed`, and the `noetl` functions that the module imports."""
    own = fresh.memory(memory.index)
    size = f"(global.get $size_{own[1:]})" if memory.index in fresh.sizes else f"(memory.size {own})"
    size_bytes = f"(i32.shl {size} (i32.const 16))"
    names = sorted({one.name for one in fresh.module.imported(FUNC)})
    code = [_RANGES.format(bytes=size_bytes), _FLUSHED]
    for name in names:
        form = {"emit": _EMIT, "event_publish": _PUBLISH}.get(name, _PUT)
        code.append(form.format(name=name, memory=own[1:]))
    for place, entry in enumerate(entries):
        code.append(
            _CALL.format(
                place=place, alloc=fresh.function(alloc.index), entry=fresh.function(entry.index), memory=own[1:], bytes=size_bytes
            )
        )
    counted = [name for name in names if name in COUNTED]
    counts = " ".join(f"(global.set ${name} (i32.const 0))" for name in counted)
    code.append(_PREPARE.format(counts=counts, guard=_ONCE if reentrant else _AGAIN))
    imports = [_MAIN, *(f'(import "noetl" "{name}" (func $host_{name} {_SIGNATURES[name]}))' for name in counted), *fresh.imports]
    state = [f"(global ${name} (mut i32) (i32.const 0))" for name in (*COUNTED, "ready", "starting")]
    segments = [f"(elem $e{place} {_reference(fresh.module.elements[place])})" for place in fresh.elements]
    segments += [f'(data $d{place} "")' for place in fresh.data]
    segments += ["(elem $no_functions funcref)", "(elem $no_externals externref)", '(data $no_data "")']
    return "\n".join(["(module $link", *imports, *state, *segments, *fresh.definitions, *code]) + ")\n"


def _reference(element: Element) -> str:
    return "funcref" if element.type == 0x70 else "externref"


def assemble(text: str) -> Module:
    """The decoded module of an adapter's text."""
    return decode(bytes(wasmtime.wat2wasm(text)))
