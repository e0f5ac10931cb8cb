"""Linked modules answer like instances of their own, and what cannot be linked is said clearly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from wasmtime import Module, Trap

from noetlc import api
from noetlc.host.engine import engine
from noetlc.host.local import LocalHost
from noetlc.host.runner import Invocation, invoke_module
from noetlc.host.sections import read_module
from noetlc.link import Linked, LinkError, check_plugin, link
from tests.link.cases import ECHO, HEX
from tests.link.harness import Instance, alone, linked, main_module, outcome, plugin, wasm

ROOT = Path(__file__).resolve().parent.parent.parent


def test_data_segments_and_two_capabilities() -> None:
    one = plugin(HEX)
    instance = Instance(linked(one))
    for data in (b"", b"\x00\xff", b"hello" * 100):
        instance.intents.clear()
        assert (instance.call("call p.run", data), instance.intents) == alone(one, data)
        assert instance.flushed("p") == (0, 1, 1)


def test_several_plugins_side_by_side() -> None:
    instance = Instance(linked(plugin(HEX, "a"), plugin(HEX, "b"), plugin(ECHO, "c")))
    assert instance.call("call c.run", b"xyz") == b"xyz"
    assert instance.call("call b.run", b"\x01") == b"01"
    assert instance.flushed("a") == (0, 0, 0)
    assert instance.flushed("b") == (0, 1, 1)


def test_refused_calls_are_not_counted() -> None:
    instance = Instance(linked(plugin(HEX)), status=3)
    assert instance.call("call p.run", b"\x01") == b"01"
    assert instance.flushed("p") == (0, 0, 0)
    assert len(instance.intents) == 2


def test_only_what_is_reached_is_there() -> None:
    text = ECHO[:-1] + '(func (export "other") (param i32 i32) (result i64) (i64.const 77777777777)))'
    out = linked(plugin(text, entries=("run", "other")), main=main_module("p.run"))
    info = read_module(out)
    assert len(out) < len(linked(plugin(text, entries=("run", "other"))))
    assert [one.name for one in info.imports] == []
    assert set(info.exports) == {"memory", "alloc", "call p.run"}
    unused = link(main_module(), [plugin(HEX, "unused")])
    assert read_module(unused).count(5) == 1
    assert not read_module(unused).imports


def test_names_and_custom_sections() -> None:
    section = b"\x0cnoetlc.sites{}"
    main = main_module("p.run") + b"\0" + bytes([len(section)]) + section
    info = read_module(linked(plugin(HEX), main=main))
    names = info.function_names.values()
    assert {"alloc", "p.digit", "p.link.call0", "p.link.prepare"} <= set(names)
    assert info.custom("noetlc.sites") == b"{}"
    stripped = linked(plugin(HEX), main=_without_names(main))
    assert read_module(stripped).custom("name") is None


def _without_names(data: bytes) -> bytes:
    info = read_module(data)
    out = data[:8]
    for section in info.sections:
        if section.name != "name":
            body = data[section.start : section.start + section.size]
            if section.id == 0:
                body = bytes([len(section.name)]) + section.name.encode() + body
            out += bytes([section.id]) + _leb(len(body)) + body
    return out


def _leb(value: int) -> bytes:
    return bytes([value]) if value < 128 else bytes([value & 127 | 128]) + _leb(value >> 7)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert linked(plugin(HEX), plugin(ECHO, "q")) == linked(plugin(HEX), plugin(ECHO, "q"))


def test_an_entry_may_be_called_flushed() -> None:
    text = ECHO.replace('"run"', '"flushed"')
    main = wasm("""(module (import "noetlc.plugin" "p.flushed" (func $entry (param i32 i32) (result i64)))
      (import "noetlc.plugin" "p.flushed" (func $count (param i32) (result i32)))
      (memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const 2048))
      (func (export "run") (param i32 i32) (result i64) (call $entry (local.get 0) (local.get 1)))
      (func (export "count") (result i32) (call $count (i32.const 0))))""")
    instance = Instance(link(main, [plugin(text, entries=("flushed",))]))
    assert instance.call("run", b"abc") == b"abc"


@pytest.mark.parametrize(
    ("code", "text", "entries"),
    [
        ("P01", b"", ("run",)),
        ("P01", b"\0asm", ("run",)),
        ("P01", b"\0asm\x01\0\0\0\x01\x7f", ("run",)),
        ("P01", b"\0asm\x01\0\0\0\x0e\0", ("run",)),
        ("P04", b"\0asm\x0d\0\x01\0", ("run",)),
        ("P02", '(module (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32))))', ("run",)),
        ("P02", '(module (import "noetl" "now" (func (result i64))))', ("run",)),
        ("P02", '(module (import "noetl" "emit" (func)))', ("run",)),
        ("P02", '(module (import "noetl" "emit" (global i32)))', ("run",)),
        ("P03", "(module)", ()),
        ("P03", '(module (memory (export "memory") 1))', ()),
        ("P03", ECHO, ("nothing",)),
        ("P03", ECHO, ("memory",)),
        ("P03", ECHO, ("alloc",)),
        ("P03", ECHO.replace('"memory"', '"memorx"'), ("run",)),
        ("P04", ECHO[:-1] + "(tag))", ("run",)),
        ("P04", ECHO[:-1] + "(memory i64 1))", ("run",)),
        ("P04", ECHO[:-1] + "(memory 1 2 shared))", ("run",)),
        ("P04", ECHO[:-1] + "(func (drop (i32.atomic.load (i32.const 0)))))", ("run",)),
        ("P04", ECHO[:-1] + "(type $s (struct)))", ("run",)),
        ("P04", ECHO[:-1] + "(type $f (func)) (func (param (ref $f))))", ("run",)),
        ("P04", ECHO[:-1] + "(func (param v128 v128) (result v128) (i8x16.relaxed_swizzle (local.get 0) (local.get 1))))", ("run",)),
        ("P04", ECHO[:-1] + "(func (param i64 i64 i64 i64) (result i64 i64) local.get 0 local.get 1 local.get 2 local.get 3 i64.add128))", ("run",)),
        ("P07", ECHO[:-1] + "(memory 1)" * 16 + ")", ("run",)),
    ],
)  # fmt: skip
def test_what_cannot_be_linked(code: str, text: str | bytes, entries: tuple[str, ...]) -> None:
    data = wasm(text) if isinstance(text, str) else text
    with pytest.raises(LinkError) as caught:
        check_plugin(data, entries)
    assert caught.value.code == code, str(caught.value)
    assert str(caught.value)
    assert (code == "P07" or caught.value.hint)


def test_the_main_module_asks_for_what_there_is() -> None:
    for imports, plugins in ((("q.run",), [plugin(ECHO)]), (("p.other",), [plugin(ECHO)]), (("p.run",), [plugin(ECHO), plugin(ECHO)])):
        with pytest.raises(LinkError) as caught:
            link(main_module(*imports), plugins)
        assert caught.value.code == "P03"
    wrong = wasm('(module (import "noetlc.plugin" "p.run" (func (param i64) (result i64))) (memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const 0)) (export "run" (func 0)))')
    with pytest.raises(LinkError, match="has type"):
        link(wrong, [plugin(ECHO)])


def test_too_large_from_the_start() -> None:
    with pytest.raises(LinkError) as caught:
        linked(plugin(ECHO.replace('"memory") 1', '"memory") 65')))
    assert caught.value.code == "P07"
    with pytest.raises(LinkError) as caught:
        linked(*(plugin(ECHO, f"p{i}") for i in range(16)))
    assert caught.value.code == "P07"


WILD = """(module (import "noetl" "result_put" (func $put (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 2)
  (func (export "alloc") (param i32) (result i32) {alloc})
  (func (export "run") (param $at i32) (param $n i32) (result i64) {run}))"""


@pytest.mark.parametrize(
    ("alloc", "run"),
    [
        ("(i32.const 65536)", "(i64.const 0)"),
        ("(i32.const 65534)", "(i64.const 0)"),
        ("(i32.const -1)", "(i64.const 0)"),
        ("(i32.const -2147483648)", "(i64.const 0)"),
        ("(unreachable)", "(i64.const 0)"),
        ("(i32.const 64)", "(i64.const 0xffffffff)"),
        ("(i32.const 64)", "(i64.const 0x10001)"),
        ("(i32.const 64)", "(i64.const 0x1000000000001)"),
        ("(i32.const 64)", "(i64.const 0xffffffff_00000001)"),
        ("(i32.const 64)", "(i64.const 0xffffffff_ffffffff)"),
        ("(i32.const 64)", "(i64.const 0x00010001_00000000)"),
        ("(i32.const 64)", "(drop (i32.load (i32.const 65533))) (i64.const 0)"),
        ("(i32.const 64)", "(i32.store (i32.const -4) (i32.const 1)) (i64.const 0)"),
        ("(i32.const 64)", "(unreachable)"),
    ],
)  # fmt: skip
def test_what_is_wild_traps_and_leaves_the_main_memory_alone(alloc: str, run: str) -> None:
    one = plugin(WILD.format(alloc=alloc, run=run))
    instance = Instance(linked(one))
    before = instance.read(0, 4096)
    with pytest.raises(Trap):
        instance.call("call p.run", b"abcd")
    assert instance.read(0, 4096) == before
    assert alone(one, b"abcd")[0] == "trap"


@pytest.mark.parametrize(
    "arguments",
    [(0, 4, 0, 4), (65532, 4, 0, 0), (65533, 4, 0, 0), (0, 4, 65536, 0), (0, 4, 65537, 0), (-1, 4, 0, 4), (0, -1, 0, 4), (0, 4, 0, 0x7FFFFFFF), (0x7FFFFFFF, 0x7FFFFFFF, 0, 0), (0, 4, -65536, 65536)],
)  # fmt: skip
def test_ranges_of_capabilities(arguments: tuple[int, int, int, int]) -> None:
    values = " ".join(f"(i32.const {value})" for value in arguments)
    run = f"(i32.store (i32.const 0) (i32.const 0x64636261)) (i32.store (i32.const 16) (call $put {values})) (i64.const 0x10_00000004)"
    one = plugin(WILD.format(alloc="(i32.const 64)", run=run))
    instance = Instance(linked(one))
    assert (instance.call("call p.run"), instance.intents) == alone(one)


def test_a_result_is_valid_where_features_are_those_of_27() -> None:
    Module.validate(engine(), linked(plugin(HEX), plugin(ECHO, "q")))


def test_alias_with_dots_and_slashes() -> None:
    instance = Instance(linked(plugin(ECHO, "system/fold.v1"), Linked("x", wasm(ECHO), ("run",), True, 8)))
    assert instance.call("call system/fold.v1.run", b"1") == b"1"


VANDAL = """(module {memory} (func (export "alloc") (param i32) (result i32) (i32.const 8))
  (func (export "run") (param i32 i32) (result i64)
    (memory.fill (i32.const 0) (i32.const 170) (i32.shl (memory.size) (i32.const 16))) {then} (i64.const 0)))"""
COUNTER = """(module (memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "run") (param i32 i32) (result i64)
    (i32.store8 (i32.const 7) (i32.add (i32.load8_u (i32.const 7)) (i32.const 1))) (i64.const 0x7_00000001)))"""


@pytest.mark.parametrize("then", ["", "unreachable", "(i32.store (i32.const 65536) (i32.const 1))"])
def test_one_cannot_touch_the_other(then: str) -> None:
    vandal = VANDAL.format(memory='(memory (export "memory") 1)', then=then)
    instance = Instance(linked(plugin(vandal, "v", reentrant=True), plugin(COUNTER, "c", reentrant=True)))
    instance.exports["memory"].write(instance.store, b"mine" * 1024)
    for count in range(1, 5):
        outcome(instance, "call v.run", b"data")
        assert instance.call("call c.run") == bytes([count])
        assert instance.read(0, 4096) == b"mine" * 1024


@pytest.mark.parametrize("alloc", ["(i32.const -1)", "(i32.const 65533)", "(unreachable)"])
def test_a_main_alloc_that_lies(alloc: str) -> None:
    main = wasm(f"""(module (import "noetlc.plugin" "p.run" (func $run (param i32 i32) (result i64)))
      (memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) {alloc})
      (func (export "go") (result i64) (call $run (i32.const 0) (i32.const 4))))""")
    instance = Instance(link(main, [plugin(ECHO)]))
    with pytest.raises(Trap):
        instance.exports["go"](instance.store)


def test_the_bytes_do_not_depend_on_the_process() -> None:
    code = "import hashlib; from random import Random; from tests.link.harness import *; from tests.link.random_plugins import random_plugin; from tests.link.cases import HEX"
    code += "; print(*[hashlib.sha256(linked(plugin(random_plugin(Random(n)), 'a'), plugin(HEX, 'b'))).hexdigest() for n in range(12)])"
    found = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        found.add(subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(found) == 1


def test_a_module_of_the_compiler_stays_what_it_is() -> None:
    book = (ROOT / "examples" / "scoring.yaml").read_text()
    before = api.build(book, verify=False).wasm
    after = link(before, [plugin(HEX)])
    one, other = read_module(before), read_module(after)
    assert abs(len(before) - len(after)) < 200
    assert one.exports.keys() == other.exports.keys()
    assert one.imports == other.imports
    for section in ("noetlc.manifest", "noetlc.sites"):
        assert one.custom(section) == other.custom(section) is not None
    assert set(other.function_names.values()) <= set(one.function_names.values())
    answers = [invoke_module(module, Invocation({}), LocalHost()) for module in (before, after)]
    assert answers[0] == answers[1]
