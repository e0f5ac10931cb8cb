"""Plug-ins that do not want to end, want everything, or answer nonsense: every run ends in its kind, alike on both engines."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import plugin_wats as wats
import pytest
from click.testing import CliRunner
from plugin_support import book, bound, call, data_of, folder, noop, step

import noetlc
from noetlc.building import verify_module
from noetlc.cli.group import group
from noetlc.confine.frames import ChannelClosed
from noetlc.frontend.plugins import PluginUse
from noetlc.host import ours
from noetlc.host.capability import AmbientHost
from noetlc.host.invoke import _share
from noetlc.host.runner import MODULES, call_entry
from noetlc.plugins.calling import run_plugin
from noetlc.verify import asking
from noetlc.verify.differential import LimitReached
from noetlc.verify.process import InterpreterProcess

ECHO = "(call $pack (local.get $p) (local.get $n))"
BAD_ALLOC = wats.ECHO.replace(b"(local.get $p))\n  (func $pack", b"(drop (local.get $p)) (i32.const %d))\n  (func $pack")
DEEP = '(func $f (param i64 i64 i64) (result i64) (i64.add (i64.const 1) (call $f (local.get 0) (local.get 1) (local.get 2))))'

TRAPS = {
    "unreachable": wats.TRAP,
    "output beyond the memory": wats.plugin("(i64.const 0x0000fff000000020)"),
    "output of all there is": wats.plugin("(i64.const -1)"),
    "output at the end, one too long": wats.plugin("(call $pack (i32.const 65535) (i32.const 2))"),
    "alloc gives a negative address": BAD_ALLOC % -8,
    "alloc gives the last byte": BAD_ALLOC % 65535,
    "alloc traps": BAD_ALLOC.replace(b"(i32.const %d)", b"(unreachable)"),
    "recursion": wats.plugin("(call $f (i64.const 1) (i64.const 2) (i64.const 3))", top=DEEP),
    "a wild load": wats.plugin("(i64.load (i32.const -8))"),
    "a wild call": wats.plugin("(call_indirect (type $t) (i32.const 99))", top="(type $t (func (result i64))) (table 1 funcref)"),
    "a start function that traps": wats.plugin(ECHO, top="(func $s unreachable) (start $s)"),
    "a start function that publishes": wats.plugin(ECHO, imports=wats.RING, top="(func $s (drop (call $event (i32.const 0) (i32.const 1)))) (start $s)"),
    "a data segment out of bounds": wats.plugin(ECHO, top='(data (i32.const 65535) "ab")'),
    "an element segment out of bounds": wats.plugin(ECHO, top="(table 1 funcref) (elem (i32.const 1) $alloc)"),
    "memory that does not grow": wats.plugin(ECHO, memory="1 1").replace(b"(i32.const 4096)", b"(i32.const 65532)"),
}

FINE = {
    "memory at its own maximum": (wats.plugin("(i32.store8 (i32.const 32) (i32.add (i32.const 50) (memory.grow (i32.const 2)))) (call $pack (i32.const 32) (i32.const 1))", memory="1 2"), b"1"),
    "memory at the cap": (
        wats.plugin("(loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) (i32.store (i32.const 32) (memory.size)) (call $pack (i32.const 32) (i32.const 2))"),
        (1024).to_bytes(2, "little"),
    ),
    "the last byte": (wats.plugin("(i32.store8 (i32.const 65535) (i32.const 33)) (call $pack (i32.const 65535) (i32.const 1))"), b"!"),
    "emit from start": (wats.plugin(ECHO, imports='(import "noetl" "emit" (func $emit (param i32)))', top="(func $s (call $emit (i32.const 1))) (start $s)"), b'{"n":1}'),
    "a second memory": (wats.plugin("(i32.store $m (i32.const 0) (i32.const 7)) (i32.store8 (i32.const 32) (i32.add (i32.const 48) (i32.load $m (i32.const 0)))) (call $pack (i32.const 32) (i32.const 1))", top="(memory $m 1)"), b"7"),
    "a table that it changes": (
        wats.plugin(
            "(i32.store8 (i32.const 32) (i32.add (i32.const 48) (call_indirect (type $t) (i32.const 0)))) (table.set (i32.const 0) (ref.func $two)) (call $pack (i32.const 32) (i32.const 1))",
            top="(type $t (func (result i32))) (table 1 funcref) (elem (i32.const 0) $one) (func $one (result i32) (i32.const 1)) (func $two (result i32) (i32.const 2)) (elem declare func $two)",
        ),
        b"1",
    ),
}


def ends(wasm: bytes, text: str, plugins: Path, payload: Any = None, **limits: Any) -> list[Any]:
    """How a run ends, compiled and interpreted: the kind of the abort, or the envelope."""
    given: dict[str, Any] = {"limits": noetlc.RunLimits(**limits)} if limits else {}
    found: list[Any] = []
    for action in (lambda: noetlc.run(wasm, payload, **given), lambda: noetlc.interpret(text, payload, plugin_path=[plugins], **given)):
        try:
            found.append(action())
        except noetlc.Aborted as error:
            found.append(error.kind)
    return found


def built(text: str, plugins: Path) -> bytes:
    return noetlc.build(text, plugin_path=[plugins], verify=False).wasm


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plugins = {f"t{n}": content for n, content in enumerate(TRAPS.values())} | {f"f{n}": content for n, (content, _) in enumerate(FINE.values())}
    return folder(tmp_path_factory.mktemp("hostile"), **plugins, loop=wats.LOOP, echo=wats.ECHO, bytes=wats.BYTES)


@pytest.mark.parametrize("prefix", ["t", "f"])
def test_each_ends_in_its_kind(prefix: str, hostile: Path) -> None:
    names = list(TRAPS if prefix == "t" else FINE)
    for some in filter(None, [names[:8], names[8:]]):  # no more plug-ins than a module may have
        which = [names.index(name) for name in some]
        text = book(
            step("start", noop(0), next={"arcs": [{"step": f"s{n}", "when": f"{{{{ which == {n} }}}}"} for n in which]}),
            *(step(f"s{n}", call(f"{prefix}{n}", {"n": 1}), next="end") for n in which),
            step("end", noop("{{ which }}")),
            workload={"which": -1},
            executor={"wasm": {"limits": {"memory_mb": 1024}}},
        )
        wasm = built(text, hostile)
        for n in which:
            found = ends(wasm, text, hostile, {"which": n}, memory=4 << 30)
            if prefix == "f":
                found = [envelope if envelope == "trap" else envelope["steps"][f"s{n}"] for envelope in found]
            assert (names[n], found) == (names[n], ["trap"] * 2 if prefix == "t" else [data_of(FINE[names[n]][1])] * 2)


# ---- time


def test_a_loop_ends_at_the_deadline(hostile: Path) -> None:
    text = book(step("start", call("loop")))
    assert ends(built(text, hostile), text, hostile, timeout=0.3) == ["timeout", "timeout"]
    spin = {"kind": "python", "code": "n = 0\nwhile True:\n    n = (n * 3 + 1) % 1000003"}
    own = book(step("start", call("echo"), next="t"), step("t", spin), executor={"wasm": {"limits": {"steps": 10**12}}})
    wasm = built(own, hostile)
    with pytest.raises(noetlc.Aborted) as caught:
        noetlc.run(wasm, timeout=0.3)
    assert caught.value.kind == "timeout"
    assert not MODULES.get(wasm, deadline=True).ours


def test_modules_with_plug_ins_are_not_ours(hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    for path, own in (("echo", False), ("absent", True)):
        file = tmp_path / "p.yaml"
        file.write_text(book(step("start", call(path))))
        done = CliRunner().invoke(group, ["build", str(file), "--no-verify", "--plugin-path", str(hostile)])
        assert done.exit_code == 0, done.output
        digest = noetlc.build(file, verify=False, plugin_path=[hostile]).digest
        assert ours.is_ours(digest) is own


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["wasm", "interpreted"])
def test_a_timeout_ends_a_command(engine: str, hostile: Path, tmp_path: Path) -> None:
    done = subprocess.run(looping(engine, "0.5", hostile, tmp_path), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 5
    assert "timeout" in done.stderr
    assert done.stdout == ""


def looping(engine: str, timeout: str, hostile: Path, tmp_path: Path) -> list[str]:
    file = tmp_path / "loop.yaml"
    file.write_text(book(step("start", call("loop"))))
    command = [sys.executable, "-m", "noetlc.cli", "run", str(file), "--engine", engine]
    return [*command, "--plugin-path", str(hostile), "--timeout", timeout]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs signals")
@pytest.mark.parametrize("engine", ["wasm", pytest.param("interpreted", marks=pytest.mark.slow)])
def test_ctrl_c_ends_a_command(engine: str, hostile: Path, tmp_path: Path) -> None:
    command = looping(engine, "0", hostile, tmp_path)
    # Whoever runs the tests in the background may have them ignore the signal.
    listen = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=listen)
    try:
        time.sleep(1.5)  # for the loop to begin
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    finally:
        running.kill()
    assert (running.returncode, out) == (130, "")
    assert "interrupted" in err


# ---- verification


def test_an_endless_plug_in_ends_a_verification(hostile: Path) -> None:
    text = book(step("start", call("loop")), workload={})
    verification = noetlc.build(text, plugin_path=[hostile], examples=0).verification
    assert verification is not None
    assert verification.not_compared == {"the module's limit: timeout": 1}


def interpreter(text: str, plugins: Path, **limits: Any) -> InterpreterProcess:
    playbook, found = bound(text, plugins)
    return InterpreterProcess(playbook, 0, bound=found, plugin_limits=noetlc.RunLimits(**limits))


def test_the_confined_interpreter_asks_its_parent(hostile: Path) -> None:
    text = book(step("start", call("echo", {"n": "{{ n if m == 1 else n ~ n ~ n ~ n ~ n ~ n }}"}), next="b"), step("b", call("bytes")), workload={"n": 0, "m": 1})
    running = interpreter(text, hostile, timeout=5.0)
    try:
        for n in (1, 2**70, "ä"):
            done = running.begin({"n": n}, "0")()
            assert done.envelope is not None
            assert done.envelope["steps"]["b"] == data_of(b"\xff\0\x80a\xc3")
        big = running.begin({"n": "x" * (3 << 20)}, "0")()
        assert big.envelope is not None
        assert len(big.envelope["steps"]["start"]["output_b64"]) > 4 << 20
        with pytest.raises(LimitReached, match="size of a plug-in"):
            running.begin({"n": "x" * (3 << 20), "m": 6}, "0")()
        again = running.begin({"n": 5}, "0")()
        assert again.envelope is not None
        assert again.envelope["status"] == "completed"
    finally:
        running.close()


def test_an_endless_plug_in_ends_the_example(hostile: Path) -> None:
    running = interpreter(book(step("start", call("loop"))), hostile, timeout=0.3)
    try:
        for _ in range(2):
            with pytest.raises(LimitReached, match="the time of a plug-in"):
                running.begin({}, "0")()
    finally:
        running.close()


QUESTION = b'{"path":"echo","version":null,"entry":"run","intents":0,"bytes":0}\nabc'


def test_questions_are_read_by_who_does_not_believe_them() -> None:
    assert asking.read_question(QUESTION) == (PluginUse("echo", None, "run"), b"abc", (0, 0))
    wrong = [
        b"", b"\n", b"{}\n", b"[]\n", b"1", b"{", b'"' + b"[" * 100_000,
        QUESTION.replace(b'"echo"', b"5"), QUESTION.replace(b"null", b"5"), QUESTION.replace(b'"run"', b"[]"),
        QUESTION.replace(b'"intents":0', b'"intents":-1'), QUESTION.replace(b'"intents":0', b'"intents":true'),
        QUESTION.replace(b'"bytes":0', b'"bytes":1.0'), QUESTION.replace(b'"bytes":0', b'"bytes":9007199254740993'),
    ]  # fmt: skip
    for frame in wrong:
        with pytest.raises(ChannelClosed):
            asking.read_question(frame)


# ---- memory


def test_memories_share_what_there_is() -> None:
    page = 1 << 16
    assert _share(512, [256, 16]) == 256
    assert _share(512, [256, 64, 64, 64, 64]) == 256
    assert _share(100, [256, 16]) == 84
    assert _share(100, [1000, 1000, 1000]) == 33
    assert _share(90, [10, 1000, 1000]) == 40
    assert _share(100, []) == 100
    assert _share(-5, [10]) == 0
    assert _share(0, [0, 0]) == 0
    for total in (page, 10 * page, 1000 * page):
        for wanted in ([page] * 5, [page, 100 * page], [4 << 30] * 3, [7 * page, 4 << 30, page]):
            share = _share(total, wanted)
            assert sum(min(one, share) for one in wanted) <= total
            assert share == max(wanted) or sum(min(one, share + len(wanted)) for one in wanted) > total - len(wanted)


def test_a_playbook_with_plug_ins_has_its_memory(hostile: Path) -> None:
    """Twelve MB, which collecting doubles, of the 32 that the playbook has, beside four plug-ins."""
    text = book(
        *(step("start" if n == 0 else f"s{n}", call(f"f{n}", {"n": 1}), next=[f"s{n + 1}"] if n < 3 else ["end"]) for n in range(4)),
        step("end", {"kind": "python", "code": "x = ['a' * 1000000 + str(n) for n in range(12)]\nresult = len(x)"}),
        executor={"wasm": {"limits": {"memory_mb": 32}}},
    )
    wasm = built(text, hostile)
    assert [envelope["result"] for envelope in ends(wasm, text, hostile)] == [12, 12]
    with pytest.raises(noetlc.Aborted) as caught:
        noetlc.run(wasm, limits=noetlc.RunLimits(memory=16 << 20))
    assert caught.value.kind == "memory"


def test_a_plug_in_by_itself_has_the_same_memory(hostile: Path) -> None:
    _, found = bound(book(step("start", call("f1"))), hostile)
    plugin = found.plugins[0]
    for limits in (noetlc.RunLimits(), noetlc.RunLimits(memory=1 << 20)):
        assert run_plugin(plugin, "run", b"", limits).output == (1024).to_bytes(2, "little")


# ---- the same bytes


def test_a_module_is_interpreted_with_its_own_plug_ins_only(tmp_path: Path) -> None:
    folder(tmp_path, echo=wats.ECHO)
    text = book(step("start", call("echo", {"n": "{{ n }}"}), next="end"), step("end", {"kind": "python", "input": {"n": "{{ n }}"}, "code": "result = range(n * 2 ** 58, n * 2 ** 58 + 1)[0]"}), workload={"n": 1})
    wasm = built(text, tmp_path)
    assert noetlc.run(wasm, {"n": 64}, source=text, plugin_path=[tmp_path])["result"] == 2**64
    with pytest.raises(noetlc.Aborted) as aborted:
        noetlc.run(wasm, {"n": 64})
    assert aborted.value.kind == "int_overflow"
    for plugins, words in (([], "echo of the module is not in a plug-in folder"), ([tmp_path], "echo is not the one")):
        with pytest.raises(noetlc.HostError, match=words):
            noetlc.run(wasm, {"n": 64}, source=text, plugin_path=plugins)
        folder(tmp_path, echo=wats.EMPTY)

    with pytest.raises(noetlc.HostError, match="it cannot be verified: plug-in echo is not the one"):
        verify_module(text, wasm, plugin_path=[tmp_path], examples=0)
    folder(tmp_path, echo=wats.ECHO)
    assert verify_module(text, wasm, plugin_path=[tmp_path], examples=0)[0].compared == 1


def test_a_plug_in_cannot_reach_capabilities(hostile: Path) -> None:
    """Linked into a playbook that has host tools, a plug-in has the four imports all the same."""
    text = book(step("start", {"kind": "shell", "command": "ls"}, next="e"), step("e", call("echo", {"n": 1})))
    wasm = built(text, hostile)
    assert b"tool_shell" in wasm
    assert call_entry(wasm, b"", AmbientHost())[1] == ()
