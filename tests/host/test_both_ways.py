"""The short way and the public one give the same: outputs, intents, aborts, errors and their texts, whatever the module does."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wasmtime import Module, wat2wasm

import noetlc
from noetlc.host import fast, pool
from noetlc.host.binding import Bindings
from noetlc.host.capability import AmbientHost
from noetlc.host.errors import Aborted, HostError
from noetlc.host.invoke import call_module
from noetlc.host.limits import MIB, RunLimits
from noetlc.host.module import LoadedModule
from tests.security import hostile_modules
from tests.security.hostile_modules import Hostile, wat

RING = """
 (import "noetl" "emit" (func $emit (param i32)))
 (import "noetl" "event_publish" (func $event (param i32 i32) (result i32)))
 (import "noetl" "result_put" (func $result (param i32 i32 i32 i32) (result i32)))
 (import "noetl" "object_put" (func $object (param i32 i32 i32 i32) (result i32)))
"""
X1 = """
 (import "noetl_x1" "tool_http" (func $http (param i32 i32) (result i64)))
 (import "noetl_x1" "now" (func $now (result i64)))
 (import "noetl_x1" "sleep" (func $sleep (param i64)))
"""
LIMITS = RunLimits(timeout=None, memory=64 * MIB, intents=1_000, kept=4 * MIB, output=MIB)


class Host(AmbientHost):
    """The same answers always, and some that are no answers."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[object] = []

    def call(self, name: str, request: bytes) -> bytes:
        self.asked.append((name, request))
        if request == b"boom":
            raise LookupError("the host is broken")
        return b"answer to " + request

    def now(self) -> int:
        self.asked.append("now")
        return -(1 << 62) + 5

    def random(self, size: int) -> bytes:
        return bytes(n % 251 for n in range(size))

    def sleep(self, nanoseconds: int) -> None:
        self.asked.append(nanoseconds)

    def log(self, level: int, line: str) -> None:
        self.asked.append((level, line))


@dataclass(frozen=True)
class End:
    """All that a call can be told by."""

    kind: str
    value: object
    asked: tuple[object, ...]


def outcome(module: LoadedModule, data: bytes, limits: RunLimits, ring: frozenset[str] | None, strict: bool) -> End:
    host = Host()
    bindings = Bindings(host, limits=limits, strict_start=strict)
    if ring is not None:
        bindings.ring = ring
    try:
        done = call_module(module, data, bindings, module.origin("run"))
        return End("done", (done.output, done.intents, done.memory), tuple(host.asked))
    except Aborted as error:
        return End("abort", (error.kind, error.site, error.at, error.function, error.reason, str(error)), tuple(host.asked))
    except HostError as error:
        return End(error.category, str(error), tuple(host.asked))
    except LookupError as error:
        return End("host", repr(error), tuple(host.asked))


def same(
    module: LoadedModule, data: bytes = b"", *, limits: RunLimits = LIMITS, ring: frozenset[str] | None = None, strict: bool = False
) -> End:
    """The end of a call, the same by the public way, by the short one, and in the pool, where calls come after others."""
    ends = []
    for enabled in (False, True, True, True, True, False):
        fast.ENABLED = enabled
        try:
            ends.append(outcome(module, data, limits, ring, strict))
        finally:
            fast.ENABLED = True
    assert all(end == ends[0] for end in ends), ends
    return ends[0]


def is_pooled(module: LoadedModule) -> bool:
    return module.opener is not None and module.opener._pooled is not None


def loaded(text: bytes | str, epochs: bool = False) -> LoadedModule:
    return LoadedModule(bytes(wat2wasm(text if isinstance(text, str) else text.decode())), epochs=epochs)


def test_the_short_way_is_taken_here() -> None:
    """With the versions of wasmtime that are supported; the pool with those that have one."""
    assert fast.available()
    module = loaded(wat())
    assert same(module).kind == "Memory" or same(module).kind == "done"
    assert is_pooled(module) == (pool.shared_pool() is not None)


def hostile() -> Iterator[object]:
    groups = (hostile_modules.memory(), hostile_modules.recursion(), hostile_modules.pointers(), hostile_modules.capabilities())
    for one in chain(*groups, hostile_modules.outputs()):
        if "timeout" not in one.ends and "Compile" not in one.ends:
            yield pytest.param(one, id=one.name, marks=[pytest.mark.slow] if "flood" in one.name or "large" in one.name else [])


@pytest.mark.parametrize("one", list(hostile()))
def test_hostile_modules(one: Hostile) -> None:
    try:
        module = loaded(one.data)
    except HostError as error:
        assert error.category in one.ends
        return
    end = same(module, b"some input")
    assert end.kind != "done" or one.ends & {"completed", "Invoke"}


@pytest.mark.parametrize("record", list(hostile_modules.records()))
def test_abort_records(record: tuple[int, int, int]) -> None:
    binary = bytes(wat2wasm(hostile_modules.aborting(*record).decode()))
    sections = (("noetlc.manifest", {"abi": 2, "abort_record": 0, "reasons": ["why"]}), ("noetlc.sites", {"1": [1, 2, "s", 3]}))
    for name, content in sections:
        binary += hostile_modules.custom(name.encode(), json.dumps(content).encode())
    assert same(LoadedModule(binary)).kind == "abort"


def test_lies_in_sections() -> None:
    binary = bytes(wat2wasm(hostile_modules.aborting(7).decode()))
    for one in hostile_modules.lying(binary):
        assert same(LoadedModule(one.data)).kind == "abort", one.name


numbers = st.one_of(st.integers(-2, 70_000), st.sampled_from([-(2**31), 2**31 - 1, 65535, 65536, 1 << 20]))
small = st.integers(0, 40)


def operation() -> st.SearchStrategy[str]:
    four = st.tuples(*[st.one_of(small, numbers)] * 4).map(lambda n: " ".join(f"(i32.const {one})" for one in n))
    two = st.tuples(*[st.one_of(small, numbers)] * 2).map(lambda n: " ".join(f"(i32.const {one})" for one in n))
    grow = st.sampled_from([0, 1, 3, 900, 2000, 65536])
    return st.one_of(
        four.map(lambda n: f"(i32.store8 (i32.const 20) (call $result {n}))"),
        four.map(lambda n: f"(i32.store8 (i32.const 21) (call $object {n}))"),
        two.map(lambda n: f"(i32.store8 (i32.const 22) (call $event {n}))"),
        two.map(lambda n: f"(i64.store (i32.const 24) (call $http {n}))"),
        st.just("(call $emit (i32.const 1)) (i64.store (i32.const 32) (call $now)) (call $sleep (i64.const -5))"),
        grow.map(lambda n: f"(drop (memory.grow (i32.const {n})))"),
        two.map(lambda n: f"(i32.store {n})"),
        st.sampled_from(["", "", "unreachable", "(drop (i32.div_u (i32.const 1) (i32.const 0)))", "(call $deep)", "(call_indirect (i32.const 7))"]),
    )


@st.composite
def modules(draw: st.DrawFn) -> str:
    code = " ".join(draw(st.lists(operation(), max_size=6)))
    alloc = draw(st.one_of(st.just("(i32.const 4096)"), numbers.map(lambda n: f"(i32.const {n})"), st.just("(drop (memory.grow (i32.const 2))) (i32.const 70000)"), st.just("unreachable")))
    at, size = draw(st.one_of(st.just(16), numbers)), draw(st.one_of(small, small, numbers))
    top, most = draw(st.sampled_from([("", ""), ("(table 3 3 funcref)", "9"), ("(table 1 funcref)", "2000"), ("(memory 1) (memory 2)", ""), ("(table 20000 20000 funcref)", "4")]))
    table = "" if "table" in top else "(table 1 1 funcref)"
    start = draw(st.sampled_from(["", "", "", "(drop (call $event (i32.const 0) (i32.const 1)))", "unreachable", "(drop (call $now))"]))
    begin = f"(func $start {start}) (start $start)" if start else ""
    return (
        f'(module {RING} {X1} (memory (export "memory") 1 {most}) {top} {table} (data (i32.const 0) "key boom data\\ff") (func $deep (call $deep)) {begin}'
        f'(func (export "alloc") (param i32) (result i32) {alloc}) (func (export "run") (param i32 i32) (result i64) {code}'
        f"(i64.or (i64.shl (i64.extend_i32_u (i32.const {at})) (i64.const 32)) (i64.extend_i32_u (i32.const {size})))))"
    )


rings = st.none() | st.sampled_from([frozenset[str](), frozenset({"result_put"}), frozenset({"event_publish", "object_put"})])
bounds = st.sampled_from([LIMITS, LIMITS, replace(LIMITS, memory=100_000), replace(LIMITS, intents=1), replace(LIMITS, intent_bytes=9), replace(LIMITS, kept=300, output=10), replace(LIMITS, each=70_000, table_elements=2)])


@settings(max_examples=250, deadline=None)
@given(modules(), st.binary(max_size=30), bounds, rings, st.booleans())
def test_any_module(text: str, data: bytes, limits: RunLimits, ring: frozenset[str] | None, strict: bool) -> None:
    same(loaded(text), data, limits=limits, ring=ring, strict=strict)


def test_inputs_of_any_size() -> None:
    module = LoadedModule(noetlc.build(PLAYBOOK, verify=False).wasm)
    for size in (0, 1, 1000, 70_000, 3 << 20):
        end = same(module, b'{"n": "' + b"x" * size + b'"}')
        assert end.kind == "done"
        assert str(size) in str(end.value)
    same(module, b"x" * 100, limits=replace(LIMITS, input=99))
    same(module, b"x" * 300_000, limits=replace(LIMITS, memory=300_000))


PLAYBOOK = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: both}
workload: {n: ""}
workflow:
- step: start
  tool: {kind: noop, result: "{{ n | length }}"}
"""


def test_missing_exports() -> None:
    for one in hostile_modules.exports():
        assert same(loaded(one.data)).kind == "MissingExport"


def ticking(text: bytes) -> list[str]:
    """The kinds of aborts at a deadline, by both ways."""
    module, kinds = loaded(text, epochs=True), []
    for enabled in (False, True, True):
        fast.ENABLED = enabled
        try:
            end = outcome(module, b"", replace(LIMITS, timeout=0.05), None, False)
        finally:
            fast.ENABLED = True
        assert isinstance(end.value, tuple)
        kinds.append(end.value[0])
    assert not is_pooled(module)
    return kinds


@pytest.mark.parametrize("one", [one for one in hostile_modules.loops() if one.ends == {"timeout"}], ids=lambda one: one.name)
def test_deadlines_of_foreign_code(one: Hostile) -> None:
    assert ticking(one.data) == ["timeout"] * 3


def test_a_call_sees_nothing_of_those_before() -> None:
    """Memory, growth, globals and tables are as declared, for calls in the pool too."""
    text = """(module (memory (export "memory") 1 50) (table $t 2 2 funcref) (elem (i32.const 0) func $f) (elem $e declare func $f) (global $g (mut i32) (i32.const 7))
      (data (i32.const 100) "xyz") (func $f)
      (func (export "alloc") (param i32) (result i32) (i32.const 2048))
      (func (export "run") (param i32 i32) (result i64) (local $at i32)
        (i32.store (i32.const 0) (global.get $g)) (i32.store (i32.const 4) (memory.size)) (i32.store (i32.const 8) (i32.load (i32.const 100)))
        (i32.store (i32.const 12) (ref.is_null (table.get $t (i32.const 0)))) (i32.store (i32.const 16) (ref.is_null (table.get $t (i32.const 1))))
        (i32.store (i32.const 20) (i32.load8_u (i32.const 4096))) (i32.store (i32.const 24) (i32.load (i32.const 2048)))
        (global.set $g (i32.const 1)) (drop (memory.grow (i32.const 40))) (i32.store (i32.const 28) (i32.load (i32.const 2686972)))
        (memory.fill (i32.const 100) (i32.const 255) (i32.const 2686876)) (table.set $t (i32.const 0) (ref.null func)) (table.set $t (i32.const 1) (ref.func $f))
        (i64.const 32)))"""
    module = loaded(text)
    end = same(module)
    assert isinstance(end.value, tuple)
    words = [int.from_bytes(end.value[0][n : n + 4], "little") for n in range(0, 32, 4)]
    assert words == [7, 1, int.from_bytes(b"xyz\0", "little"), 0, 1, 0, 0, 0]
    assert is_pooled(module) == (pool.shared_pool() is not None)


def test_more_calls_at_a_time_than_the_pool_has_room_for() -> None:
    """Calls inside calls: those beyond the pool go the ordinary way."""
    text = f'(module {X1} (memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const 1024)) (func (export "run") (param i32 i32) (result i64) (call $http (local.get 0) (local.get 1))))'
    module = loaded(text)

    class Nesting(AmbientHost):
        def call(self, name: str, request: bytes) -> bytes:
            depth = int(request)
            return request if depth == 0 else call_module(module, str(depth - 1).encode(), Bindings(Nesting(), limits=LIMITS), module.origin("run")).output + b"," + request

    for depth in (2, pool.CALLS + 8, pool.CALLS + 8, 3):
        done = call_module(module, str(depth).encode(), Bindings(Nesting(), limits=LIMITS), module.origin("run"))
        assert done.output == ",".join(map(str, range(depth + 1))).encode()
    found = pool.shared_pool()
    assert found is None or len(found.tickets) == pool.CALLS


def test_modules_that_do_not_fit_into_the_pool() -> None:
    for top in ("(table 1 funcref)", "(table 20000 20000 funcref)", "(memory 1)" * 4, "(table 1 1 funcref)" * 5):
        module = loaded(wat("(i64.const 1)", top=top))
        assert same(module).kind == "done", top
        assert not is_pooled(module), top


def test_threads() -> None:
    text = f'(module {RING} (memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const 1024)) (func (export "run") (param i32 i32) (result i64) (drop (call $result (local.get 0) (local.get 1) (local.get 0) (local.get 1))) (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1)))))'
    module = loaded(text)
    wrong: list[object] = []

    def work(tag: int) -> None:
        data = str(tag).encode() * 20
        for _ in range(200):
            done = call_module(module, data, Bindings(Host(), limits=LIMITS), module.origin("run"))
            if done.output != data or [one.data for one in done.intents] != [data]:
                wrong.append(done)

    threads = [threading.Thread(target=work, args=(tag,)) for tag in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


# ---- when the short way is not taken


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("a parameter more", lambda c: c.setitem(fast._LOCKED, "wasmtime_memory_data", (ctypes.c_void_p, (ctypes.c_void_p,)))),
        ("another type", lambda c: c.setitem(fast._LOCKED, "wasmtime_memory_data", (ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_size_t)))),
        ("another result", lambda c: c.setitem(fast._UNLOCKED, "wasmtime_store_delete", (ctypes.c_void_p, (ctypes.c_void_p,)))),
        ("no function", lambda c: c.setitem(fast._UNLOCKED, "wasmtime_call_at_once", (None, ()))),
        ("a larger value", lambda c: c.setattr(fast._C, "wasmtime_val_raw_t", ctypes.c_uint64 * 3)),
        ("no layout", lambda c: c.delattr(fast._C, "wasmtime_extern_t")),
        ("memories that move", lambda c: c.setattr(fast, "memory_stays", lambda: False)),
        ("another effect", lambda c: c.setattr(fast, "_PROBE", fast._PROBE.replace("65000", "65001"))),
    ],
)
def test_another_wasmtime(what: str, change: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    fast._library.cache_clear()
    try:
        with monkeypatch.context() as context:
            change(context)
            assert not fast.available(), what
            module = loaded(wat("(i64.const 1)"))
            assert outcome(module, b"", LIMITS, None, False).kind == "done"
            assert not hasattr(module.opener, "_pooled")
    finally:
        fast._library.cache_clear()
    assert fast.available()


def test_no_pool_where_addresses_are_few(tmp_path: Path) -> None:
    """Where a process may not have the addresses, calls still work."""
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (64 << 30, 64 << 30))\n"
        "from noetlc.host.plugins import PluginHost; from noetlc.host import fast, pool\n"
        "h = PluginHost(); p = h.load('a', 1, open('m.wasm', 'rb').read(), compiled_here=True)\n"
        "print([h.call(p, b'{}').output for _ in range(5)] == [b'0'] * 5, pool.shared_pool(), fast.available())"
    )
    (tmp_path / "m.wasm").write_bytes(noetlc.build(PLAYBOOK, verify=False, output="result").wasm)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "None", "True"], done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_forked_process_calls_too() -> None:
    module = loaded(wat("(i64.const 0)"), epochs=False)
    want = same(module)
    child = os.fork()
    if child == 0:
        status = 1
        with contextlib.suppress(BaseException):
            status = 0 if same(module) == want else 2
        os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert same(module) == want


def rss() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1])


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc")
@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_calls_leak_nothing(count: int, enabled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "ENABLED", enabled)
    text = f'(module {RING} (memory (export "memory") 1 100) (func $run (export "run") (param i32 i32) (result i64) (drop (call $result (i32.const 0) (i32.const 9) (i32.const 9) (i32.const 999))) (if (i32.load8_u (local.get 0)) (then unreachable)) (i64.const 4096)) (func (export "alloc") (param i32) (result i32) (drop (memory.grow (i32.const 30))) (i32.const 1024))'
    module = loaded(text + ")")

    def calls(count: int) -> None:
        for number in range(count):
            end = outcome(module, bytes([number % 3 == 0]), LIMITS, None, False)
            assert end.kind == ("abort" if number % 3 == 0 else "done")

    calls(1_000)
    before = rss()
    calls(count)
    assert rss() < before * 1.05


def test_a_module_goes_with_its_last_user() -> None:
    """Nothing of the short way keeps a module, which would be those of all versions that ever ran."""
    module = loaded(wat("(i64.const 1)"))
    assert same(module).kind == "done"
    gone = weakref.ref(module)
    code = weakref.ref(module.module)
    assert isinstance(module.module, Module)
    gc.disable()
    try:
        del module
        assert gone() is None
        assert code() is None
    finally:
        gc.enable()
