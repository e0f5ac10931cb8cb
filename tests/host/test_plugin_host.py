"""The plug-ins of a worker: keys, digests, eviction, grants, errors, one compilation for all."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from wasmtime import wat2wasm

import noetlc
from noetlc.host import cache
from noetlc.host.binding import Intent
from noetlc.host.cache import DiskCache
from noetlc.host.capability import AmbientHost
from noetlc.host.errors import Aborted, HostError
from noetlc.host.limits import RunLimits
from noetlc.host.plugins import PluginHost

PUT = '(import "noetl" "result_put" (func $put (param i32 i32 i32 i32) (result i32)))'
PUBLISH = '(import "noetl" "event_publish" (func (param i32 i32) (result i32)))'
HTTP = '(import "noetl_x1" "tool_http" (func $http (param i32 i32) (result i64)))'


def wat(run: str, imports: str = "") -> bytes:
    text = (
        f'(module {imports} (memory (export "memory") 1) (data (i32.const 1024) "onetwo")'
        f' (func (export "alloc") (param i32) (result i32) (i32.const 4096)) (func (export "run") (param i32 i32) (result i64) {run}))'
    )
    return text.encode()


def constant(at: int, size: int = 3, imports: str = "") -> bytes:
    return wat(f"(i64.const {(at << 32) | size})", imports)


ONE, TWO = constant(1024), constant(1027)
PUTS = wat(f"(drop (call $put (i32.const 1024) (i32.const 3) (i32.const 1027) (i32.const 3))) (i64.const {1024 << 32})", PUT)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_load_and_call() -> None:
    host = PluginHost()
    first = host.load("a/b", 1, ONE, digest(ONE).upper())
    assert host.load("a/b", "1", bytes(bytearray(ONE))) is first is host.get("a/b", 1) is host.loaded("a/b", "1", digest(ONE))
    assert (first.path, first.version, first.digest) == ("a/b", "1", digest(ONE))
    assert host.call(first, b"{}").output == b"one"
    assert host.loaded("a/b", 1, digest(TWO)) is None
    assert host.loaded("a/b", 2) is None
    assert host.loaded("b", 1) is None
    assert host.load("c", 7, ONE).module is first.module, "equal bytes are one module"


def test_another_digest_takes_the_place() -> None:
    host = PluginHost()
    old, other = host.load("a/b", 1, ONE), host.load("a/b", 2, ONE)
    new = host.load("a/b", 1, TWO)
    assert host.loaded("a/b", 1, old.digest) is None
    assert host.get("a/b", 1, new.digest) is new
    assert [host.call(one, b"").output for one in (old, other, new)] == [b"one", b"one", b"two"], "calls end on what they began with"


def test_the_table_is_bounded_and_lets_the_oldest_go() -> None:
    host = PluginHost(capacity=2)
    host.load("p", 0, constant(1024, 0))
    host.load("p", 1, constant(1024, 1))
    assert host.loaded("p", 0) is not None
    host.load("p", 2, constant(1024, 2))
    assert [host.loaded("p", n) is not None for n in range(3)] == [True, False, True]
    assert len(host._modules) == 2, "what nobody holds is not kept"


@pytest.mark.parametrize(
    ("category", "action"),
    [
        ("NotLoaded", lambda h: h.get("x/y", 1)),
        ("NotLoaded", lambda h: (h.load("x/y", 1, ONE), h.get("x/y", 1, digest(TWO)))),
        ("Source", lambda h: h.load("x/y", 1, ONE, "00")),
        ("Source", lambda h: h.load("x/y", 1, ONE, digest(TWO))),
        ("Compile", lambda h: h.load("x/y", 1, b"junk")),
        ("Compile", lambda h: h.load("x/y", 1, bytes(wat2wasm(ONE.decode()))[:-4])),
        ("Instantiate", lambda h: h.load("x/y", 1, b'(module (import "wasi" "x" (func)))')),
        ("MissingExport", lambda h: h.call(h.load("x/y", 1, b'(module (memory (export "memory") 1))'), b"")),
        ("Memory", lambda h: h.call(h.load("x/y", 1, constant(0, 2**32 - 1)), b"")),
        ("Invoke", lambda h: h.call(h.load("x/y", 1, wat("unreachable")), b"")),
    ],
)
def test_the_seven_kinds_of_errors_name_the_plugin(category: str, action: Callable[[PluginHost], object]) -> None:
    host = PluginHost()
    with pytest.raises(HostError) as caught:
        action(host)
    assert caught.value.category == category
    assert str(caught.value).startswith("wasm dispatch x/y@1 (run): ")
    assert host.call(host.load("x/y", 1, TWO), b"").output == b"two", "the next call works"


@pytest.mark.parametrize("path", ["", "../x", "a/../../etc/passwd", "/etc/passwd", "a//b", "a/", "./a", "a\\b", "a\0b", "a\nb", "x" * 501, " a"])
def test_paths_that_are_none(path: str, tmp_path: Path) -> None:
    host = PluginHost(disk=DiskCache(tmp_path / "cache"))
    with pytest.raises(HostError, match="the path of a plug-in is wrong") as caught:
        host.load(path, 1, ONE)
    assert caught.value.category == "Source"
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(("abi", "fine"), [(1, True), (2, True), (3, False), (0, False), (-1, False), (10**30, False), ("9", True), (None, True)])
def test_modules_of_another_abi(abi: object, fine: bool) -> None:
    content = b"\x0fnoetlc.manifest" + json.dumps({"abi": abi}).encode()
    wasm = bytes(wat2wasm(ONE.decode())) + b"\0" + bytes([len(content)]) + content
    host = PluginHost()
    if fine:
        assert host.call(host.load("a", 1, wasm), b"").output == b"one"
        return
    with pytest.raises(HostError, match=f"the module is of ABI {abi}, this host knows 1 to 2") as caught:
        host.load("a", 1, wasm)
    assert caught.value.category == "Instantiate"


def test_grants() -> None:
    asked: list[str] = []
    grants = {"none": frozenset[str](), "puts": frozenset({"result_put"}), "calls": frozenset({"tool_http", "event_publish"})}

    def of(path: str) -> frozenset[str] | None:
        asked.append(path)
        return grants.get(path)

    host = PluginHost(grants=of)
    everything = constant(1024, 3, PUT + PUBLISH + HTTP + '(import "noetl_x1" "submit_http" (func (param i32 i32) (result i32)))')
    for path, missing in (("none", "event_publish, result_put, tool_http"), ("puts", "event_publish, tool_http"), ("calls", "result_put")):
        with pytest.raises(HostError, match=rf"\): the plug-in is not granted {missing}$") as caught:
            host.load(path, 1, everything)
        assert caught.value.category == "Instantiate"
        assert host.loaded(path, 1) is None
    assert host.call(host.load("anything", 1, everything), b"").output == b"one"
    assert asked == ["none", "puts", "calls", "anything"]
    assert host.call(host.load("puts", 1, PUTS), b"").intents == (Intent("result_put", "one", b"two"),)
    free = '(import "noetl" "emit" (func (param i32))) (import "noetl_x1" "now" (func (result i64)))'
    assert host.load("none", 1, constant(1024, 3, free)).capabilities == frozenset()
    grants["puts"] = frozenset()
    with pytest.raises(HostError, match="is not granted result_put"):
        host.load("puts", 1, PUTS)


def test_a_right_of_a_tool_grants_the_tool() -> None:
    host = PluginHost(grants=lambda path: frozenset({"tool_shell:files"}))
    assert host.load("a", 1, constant(1024, 3, '(import "noetl_x1" "tool_shell" (func (param i32 i32) (result i64)))'))


def test_a_call_may_narrow_the_ring() -> None:
    host = PluginHost()
    plugin = host.load("a", 1, PUTS)
    assert plugin.ring == {"result_put"}
    assert len(host.call(plugin, b"").intents) == 1
    assert host.call(plugin, b"", ring=frozenset({"event_publish"})).intents == ()


def test_limits_are_those_of_the_host_or_of_the_call() -> None:
    host = PluginHost(RunLimits(output=2))
    plugin = host.load("a", 1, ONE)
    with pytest.raises(HostError, match="output of 3 bytes is over the limit of 2"):
        host.call(plugin, b"")
    assert host.call(plugin, b"", limits=RunLimits(output=3)).output == b"one"
    loop = host.load("b", 1, wat("(loop $l (br $l)) (i64.const 0)"))
    with pytest.raises(Aborted) as caught:
        host.call(loop, b"", limits=RunLimits(timeout=0.05))
    assert caught.value.kind == "timeout"


def test_threads_compile_once_and_nobody_waits_for_another_module(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[bytes] = []
    go = threading.Event()
    real = cache.LoadedModule

    def slow(wasm: bytes, **options: object) -> object:
        compiled.append(wasm)
        if len(compiled) == 1:
            assert go.wait(30)
        return real(wasm, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(cache, "LoadedModule", slow)
    host = PluginHost()
    found: list[object] = []
    threads = [threading.Thread(target=lambda n=n: found.append(host.load(f"p{n % 2}", 1, ONE).module)) for n in range(6)]
    for thread in threads:
        thread.start()
    while not compiled:
        time.sleep(0.001)
    assert host.call(host.load("other", 1, TWO), b"").output == b"two", "while the first one compiles"
    go.set()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(map(id, found))) == 1
    assert len(compiled) == 2


def test_a_failed_compilation_lets_others_try() -> None:
    host = PluginHost()
    errors: list[str] = []

    def work() -> None:
        try:
            host.load("a", 1, b"junk")
        except HostError as error:
            errors.append(error.category)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == ["Compile"] * 4
    assert host.load("a", 1, ONE)


def test_compiled_code_is_kept_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = DiskCache(tmp_path / "cache")
    PluginHost(disk=disk).load("a/b", 1, ONE)
    assert len(list((tmp_path / "cache").iterdir())) == 1

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr("noetlc.host.module.Module", refuse)
    monkeypatch.setattr("noetlc.host.module.compile_apart", refuse)
    host = PluginHost(disk=disk)
    assert host.call(host.load("c", 9, ONE), b"").output == b"one"


def test_a_catalog_vouches_for_its_modules() -> None:
    text = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: vouched}\nworkflow:\n- step: start\n  tool: {kind: noop, result: 1}\n"
    wasm = noetlc.build(text, verify=False).wasm + b"\0\x02\x01v"  # a digest that nobody knows
    assert PluginHost().load("a", 1, wasm).module.stop_word is None
    plugin = PluginHost().load("a", 1, wasm, compiled_here=True)
    assert plugin.module.stop_word is not None
    assert not plugin.module.epochs


def test_a_hundred_hot_reloads_under_calls() -> None:
    """Every call ends on one of the two modules, and gives what that one gives."""
    host = PluginHost()
    host.load("a", 1, ONE)
    stop = threading.Event()
    seen: list[bytes] = []

    def work() -> None:
        while not stop.is_set():
            seen.append(host.call(host.get("a", 1), b"", host=AmbientHost()).output)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(100):
        host.load("a", 1, TWO if number % 2 else ONE)
    stop.set()
    for thread in threads:
        thread.join()
    assert seen
    assert set(seen) <= {b"one", b"two"}
    assert len(host._table) == 1
