"""Calls end at their deadline and at Ctrl-C, wherever they are."""

from __future__ import annotations

import _thread
import ctypes
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from wasmtime import wat2wasm

import noetlc
from noetlc.host import fast, ours
from noetlc.host.cache import ModuleCache
from noetlc.host.capability import AmbientHost
from noetlc.host.engine import memory_stays
from noetlc.host.errors import Aborted
from noetlc.host.limits import RunLimits
from noetlc.host.module import LoadedModule
from noetlc.host.runner import MODULES, Invocation, invoke_module

STEP = """apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: endless}
executor: {wasm: {limits: {steps: 1000000000000}}}
workflow:
- step: start
  tool:
    kind: python
    code: |
"""
BODIES = {
    "loop": "n = 0\nwhile True:\n    n = (n * 3 + 1) % 1000003",
    "recursion": "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nresult = fib(60)",
    "generator": "def forever():\n    while True:\n        yield 1\nresult = max(x for x in forever())",
    "range": "result = max(range(10 ** 12))",
    "pattern": "import re\nwhile True:\n    re.match('(a|a)*b', 'a' * 25)",
    "clock": "import time\nwhile True:\n    time.time()",
}


def playbook(body: str) -> str:
    return STEP + "".join(f"      {line}\n" for line in body.splitlines())


TEMPLATE = """apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: endless}
executor: {wasm: {limits: {steps: 1000000000000}}}
workflow:
- step: start
  tool: {kind: noop, result: "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}"}
"""
ROUTES = """apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: endless}
executor: {wasm: {limits: {steps: 1000000000000}}}
workflow:
- step: start
  tool: {kind: noop, result: 1}
  next: start
"""
ENDLESS = {**{name: playbook(body) for name, body in BODIES.items()}, "template": TEMPLATE, "routes": ROUTES}


@pytest.fixture(scope="module")
def modules() -> dict[str, bytes]:
    return {name: noetlc.build(text, verify=False).wasm for name, text in ENDLESS.items()}


def foreign(wasm: bytes) -> bytes:
    """The same module with a custom section more: its manifest is ours, its digest is not."""
    return wasm + b"\0\x02\x01x"


@pytest.fixture
def plain_ctrl_c() -> Iterator[None]:
    """Python's own handler, whatever the test run was started from."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press_soon(seconds: float = 0.1) -> threading.Timer:
    timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    return timer


@pytest.mark.parametrize("name", ENDLESS)
def test_deadline(name: str, modules: dict[str, bytes]) -> None:
    with pytest.raises(Aborted, match=r"the run took longer than 0\.1 s") as caught:
        noetlc.run(modules[name], timeout=0.1)
    assert caught.value.kind == "timeout"


def test_deadline_names_the_line(modules: dict[str, bytes]) -> None:
    with pytest.raises(Aborted) as caught:
        noetlc.run(modules["loop"], timeout=0.1)
    at = caught.value.at
    assert at is not None
    assert (at.step, at.inner_line) == ("start", 2)


@pytest.mark.parametrize("name", ENDLESS)
def test_ctrl_c(name: str, modules: dict[str, bytes], plain_ctrl_c: None) -> None:
    press_soon()
    with pytest.raises(KeyboardInterrupt):
        noetlc.run(modules[name])
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("end", ["deadline", "ctrl-c"])
def test_foreign_code_ends_too(end: str, modules: dict[str, bytes], plain_ctrl_c: None) -> None:
    wasm = foreign(modules["recursion"])
    if end == "ctrl-c":
        press_soon()
        with pytest.raises(KeyboardInterrupt):
            noetlc.run(wasm)
        return
    with pytest.raises(Aborted) as caught:
        noetlc.run(wasm, timeout=0.1)
    assert caught.value.kind == "timeout"


def test_deadline_covers_the_start_function() -> None:
    wat = """(module (memory (export "memory") 1) (func $s (loop $l (br $l))) (start $s)
      (func (export "alloc") (param i32) (result i32) (i32.const 0))
      (func (export "invoke") (param i32 i32) (result i64) (i64.const 0)))"""
    with pytest.raises(Aborted) as caught:
        noetlc.run(bytes(wat2wasm(wat)), timeout=0.1)
    assert caught.value.kind == "timeout"


def test_what_counts_as_ours(modules: dict[str, bytes], tmp_path: Path) -> None:
    wasm = modules["range"]
    assert not MODULES.get(wasm, deadline=True).epochs
    assert MODULES.get(wasm, deadline=True).stop_word is not None
    assert MODULES.get(foreign(wasm), deadline=True).epochs
    assert MODULES.get(foreign(wasm), deadline=True).stop_word is None


def test_notes_of_builds(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    digest, other, third = "ab" * 32, "cd" * 32, "ef" * 32
    assert not ours.is_ours(digest, folder)
    ours.note(digest, folder)
    assert ours.is_ours(digest, folder)
    assert not ours.is_ours(other, folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    (folder / (other + ours.SUFFIX)).symlink_to(folder / (digest + ours.SUFFIX))
    assert not ours.is_ours(other, folder), "a link"
    ours.note(third, folder)
    (folder / (third + ours.SUFFIX)).chmod(0o666)
    assert not ours.is_ours(third, folder), "others can write the note"
    (folder / (third + ours.SUFFIX)).chmod(0o600)
    folder.chmod(0o777)
    assert not ours.is_ours(third, folder), "others can write the folder"
    moved = tmp_path / "moved"
    folder.chmod(0o700)
    moved.symlink_to(folder)
    assert not ours.is_ours(third, moved), "the folder is a link"
    assert ours.is_ours(third, folder)


def test_notes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "MAX_NOTES", 3)
    for number in range(9):
        ours.note(f"{number:064x}", tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


class Waiting(AmbientHost):
    """A host whose clock takes its time."""

    def __init__(self, wait: Callable[[], None]) -> None:
        self.wait = wait

    def now(self) -> int:
        self.wait()
        return super().now()


def test_ctrl_c_during_an_import(modules: dict[str, bytes], plain_ctrl_c: None) -> None:
    never = threading.Event()
    press_soon()
    with pytest.raises(KeyboardInterrupt):
        noetlc.run(modules["clock"], host=Waiting(lambda: void(never.wait())))


def void(_: object) -> None:
    return None


def test_deadline_passes_during_an_import(modules: dict[str, bytes]) -> None:
    with pytest.raises(Aborted) as caught:
        noetlc.run(modules["clock"], host=Waiting(lambda: void(threading.Event().wait(0.3))), timeout=0.1)
    assert caught.value.kind == "timeout"


def test_ctrl_c_during_a_run_inside_a_run(modules: dict[str, bytes], plain_ctrl_c: None) -> None:
    press_soon()
    with pytest.raises(KeyboardInterrupt):
        noetlc.run(modules["clock"], host=Waiting(lambda: void(noetlc.run(modules["loop"]))))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_many_interrupts_at_any_moment(modules: dict[str, bytes], plain_ctrl_c: None) -> None:
    """Imports by the thousand, so that many interrupts arrive between wasm and Python."""
    for number in range(40):
        again = press_soon(2)  # Python loses an interrupt that comes while it frees an object with a `__del__`, as wasmtime's modules have
        with pytest.raises(KeyboardInterrupt):
            press_soon(number * 0.0007)
            noetlc.run(modules["clock"], timeout=30)
        again.cancel()


def test_a_handler_of_the_program_stays(modules: dict[str, bytes], plain_ctrl_c: None) -> None:
    seen: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
    timer = press_soon(0.05)
    with pytest.raises(Aborted):
        noetlc.run(modules["loop"], timeout=0.2)
    timer.join()
    assert seen == [signal.SIGINT]


def test_other_threads_are_left_alone(modules: dict[str, bytes], plain_ctrl_c: None) -> None:
    kinds: list[str] = []

    def work() -> None:
        try:
            noetlc.run(modules["loop"], timeout=0.6)
        except Aborted as error:
            kinds.append(error.kind)

    thread = threading.Thread(target=work)
    thread.start()
    timer = threading.Timer(0.1, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        noetlc.run(modules["loop"])
    assert not kinds
    thread.join()
    assert kinds == ["timeout"]


def test_no_deadline(modules: dict[str, bytes]) -> None:
    wasm = noetlc.build(playbook("result = 6 * 7"), verify=False).wasm
    assert noetlc.run(wasm, limits=RunLimits(timeout=None))["result"] == 42
    assert noetlc.run(foreign(wasm), limits=RunLimits(timeout=None))["result"] == 42


def test_nobody_asked() -> None:
    """A module that says it was stopped, without having been asked, aborts with that kind."""
    tag = int.from_bytes(b"NOEA", "little")
    wat = f"""(module (memory (export "memory") 1) (@custom "noetlc.manifest" "{{\\"abort_record\\": 64}}")
      (func (export "alloc") (param i32) (result i32) (i32.const 1024))
      (func (export "invoke") (param i32 i32) (result i64)
        (i32.store (i32.const 64) (i32.const {tag})) (i32.store (i32.const 68) (i32.const 8)) unreachable))"""
    with pytest.raises(Aborted) as caught:
        invoke_module(bytes(wat2wasm(wat)), Invocation({}), AmbientHost(), cache=ModuleCache())
    assert caught.value.kind == "stopped"


def test_memory_stays_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stop word is written to an address that is taken once."""
    assert memory_stays()
    wat = """(module (memory (export "memory") 1 4096)
      (func (export "alloc") (param i32) (result i32) (memory.grow (local.get 0)))
      (func (export "run") (param i32 i32) (result i64) (i64.const 0)))"""
    for epochs in (False, True):
        for enabled in (False, True):
            monkeypatch.setattr(fast, "ENABLED", enabled)
            module = LoadedModule(bytes(wat2wasm(wat)), epochs=epochs)
            for _ in range(3):
                instance = fast.opener(module)(module, "run", (1 << 32, 0, 1, 0, 1), 1000 if epochs else None)
                base = instance.base()
                for pages in (1, 100, 2000, 1994):
                    assert instance.alloc(pages) > 0
                    assert instance.base() == base
                    assert module.opener is None or ctypes.string_at(base + instance.size() - 8, 8) == bytes(8)
                assert instance.size() == 4096 << 16
                instance.close()
