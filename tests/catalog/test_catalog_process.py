"""The process that checks and compiles: what it gives, its limits, and its ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from catalog_support import playbook

import noetlc
from noetlc.catalog import BuildSettings, Catalog, CompileLimits, Refused, compile, hook
from noetlc.catalog.compile import CompiledModule, CompileProcess, NotCompiled
from noetlc.catalog.facts import Facts
from noetlc.plugins.finder import PluginFinder

FEW = BuildSettings(examples=2)
BOOT = compile.BOOT

# Instead of compiling, the process does this; everything around it is as always.
DEEDS = {
    "sleeps": "__import__('time').sleep(600)",
    "plants and sleeps": "[plant('bodies', {'memory': 1 << 28, 'frame': 1 << 20}), __import__('time').sleep(600)]",
    "eats": "[bytearray(1 << 24) for _ in range(1 << 20)]",
    "dies": "__import__('os')._exit(7)",
    "talks": "({'refused': 'x' * (1 << 20), 'final': True, 'diagnostics': []}, None)",
    "lies": "({'manifest': {'abi': 2}, 'verification': {}, 'confinement': 'full', 'digest': '0', 'diagnostics': [], 'ours': True}, b'x')",
    "babbles": "([1], None)",
    "is not confined": "({'manifest': {'abi': 2}, 'verification': {}, 'confinement': 'none', 'digest': __import__('hashlib').sha256(b'x').hexdigest(), 'diagnostics': [], 'ours': True}, b'x')",
    "fails": "[][0]",
    "shows": "({'refused': ' '.join(__import__('os').environ), 'final': False, 'diagnostics': []}, None)",
}

UNCONFINED = """
from noetlc.verify import process
def plant(*arguments, **more):
    raise Unconfined("namespaces: no")
from noetlc.confine.processes import Unconfined
process.plant = plant
"""


def booted(monkeypatch: pytest.MonkeyPatch, before: str) -> None:
    """The process runs this first."""
    head, tail = BOOT.split("; from noetlc.catalog.child", 1)
    monkeypatch.setattr(compile, "BOOT", f"{head}\n{before}\nfrom noetlc.catalog.child{tail}")


def instead(monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    booted(monkeypatch, f"from noetlc.catalog import child\nfrom noetlc.confine.processes import plant\nchild._build = lambda *_: {DEEDS[deed]}")


@contextmanager
def checked(content: str, limits: CompileLimits | None = None) -> Iterator[CompileProcess]:
    """A process that has found the content valid."""
    given = limits or CompileLimits()
    with CompileProcess(content.encode(), FEW, PluginFinder(), given, "f.yaml") as process:
        assert isinstance(process.check(), Facts)
        yield process


def children(pid: int) -> list[int]:
    """All processes below one."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *children(int(child))]
    return found


def gone(pids: list[int], seconds: float = 20) -> bool:
    """Whether processes end within some time; one that nobody reaps has ended, too."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(_alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


# ---- what it gives


def test_a_module_as_a_build_gives_it(tmp_path: Path) -> None:
    text = playbook(body='"{{ 1 + 1 }}"')
    with Catalog.open(str(tmp_path / "c")) as catalog:
        done = catalog.register(text, settings=FEW)
        assert done.state == "compiled"
        assert done.module is not None
        stored = catalog.playbook("flow")
        assert stored.confinement in ("full", "contained")
        assert stored.verification is not None
        assert stored.verification["compared"] >= 1
        assert stored.verification["divergences"] == 0
        module = catalog.module("flow", 1, done.module.digest)
        assert noetlc.run(module.data)["result"] == 2
    assert noetlc.build(text, examples=2).digest == done.module.digest


def test_it_sees_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOETLC_UNCONFINED", "1")
    monkeypatch.setenv("PGPASSWORD", "secret")
    instead(monkeypatch, "shows")
    with checked(playbook()) as process:
        found = process.build("noetlc", "envelope")
    assert isinstance(found, NotCompiled)
    assert set(found.reason.split()) <= {*compile._KEPT, "LC_CTYPE"}


# ---- its ends


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("eats", "compiling takes more memory than 700 MiB"),
        ("dies", "compiling failed: its process ended with exit code 7"),
        ("talks", "compiling failed: its process answered with more than 100000 bytes"),
        ("lies", "compiling failed: the process gave an answer that is none"),
        ("babbles", "compiling failed: the process gave an answer that is none"),
        ("is not confined", "verification was not confined (noetl doctor says what is missing)"),
        ("fails", "compiling failed: its process ended with exit code 1"),
    ],
)
def test_every_end_has_a_reason(monkeypatch: pytest.MonkeyPatch, deed: str, reason: str) -> None:
    if deed == "talks":
        monkeypatch.setattr("subprocess.Popen.wait", _impatient(subprocess.Popen.wait))
    instead(monkeypatch, deed)
    with checked(playbook(), CompileLimits(memory_mb=700, answer_bytes=100_000)) as process:
        found = process.build("noetlc", "envelope")
        assert isinstance(found, NotCompiled)
        assert (found.reason, found.final) == (reason, False)
    assert process.pid is not None
    assert gone([process.pid])


def _impatient(wait: object) -> object:
    def shorter(self: object, timeout: float | None = None) -> object:
        return wait(self, None if timeout is None else min(timeout, 0.2))  # type: ignore[operator]

    return shorter


def test_it_ends_at_its_deadline_with_all_that_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    below: list[int] = []

    class Watched(CompileProcess):
        def build(self, target: str, output: str) -> CompiledModule | NotCompiled:
            monkeypatch.setattr(self, "_receive", self.late)
            return super().build(target, output)

        def late(self, deadline: float) -> dict[str, object]:
            """The deadline comes when the process has a tree below it, as verification has."""
            assert self.pid is not None
            while len(below) < 2 and time.monotonic() < deadline:
                time.sleep(0.02)
                below[:] = children(self.pid)
            return super()._receive(time.monotonic() + 0.1)

    instead(monkeypatch, "plants and sleeps")
    with Watched(playbook().encode(), FEW, PluginFinder(), CompileLimits(), "f.yaml") as process:
        assert isinstance(process.check(), Facts)
        found = process.build("noetlc", "envelope")
        assert isinstance(found, NotCompiled)
        assert (found.reason, found.final) == ("compiling takes longer than 120 s", False)
    assert process.pid is not None
    assert len(below) >= 2
    assert gone([process.pid, *below])


def test_killed_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    instead(monkeypatch, "sleeps")
    seen: list[CompileProcess] = []

    class Watched(CompileProcess):
        def build(self, target: str, output: str) -> CompiledModule | NotCompiled:
            seen.append(self)
            assert self.pid is not None
            threading.Timer(0.2, os.kill, (self.pid, signal.SIGKILL)).start()
            return super().build(target, output)

    monkeypatch.setattr(hook, "CompileProcess", Watched)
    with Catalog.open(str(tmp_path / "c")) as catalog:
        done = catalog.register(playbook())
        assert (done.version, done.state, done.reason) == (1, "interpreted", "compiling failed: its process ended with signal 9")
        monkeypatch.setattr(compile, "BOOT", BOOT)
        monkeypatch.setattr(hook, "CompileProcess", CompileProcess)
        again = catalog.register(playbook(), settings=FEW)
        assert (again.version, again.state, again.reused) == (2, "compiled", False), "an accident is not remembered"


def test_no_wall_no_module(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    booted(monkeypatch, UNCONFINED)
    with Catalog.open(str(tmp_path / "c")) as catalog:
        done = catalog.register(playbook(), settings=FEW)
        assert done.state == "interpreted"
        assert done.reason is not None
        assert done.reason.startswith("W19 verification runs this playbook")
        assert "namespaces: no" in done.reason
        monkeypatch.setattr(compile, "BOOT", BOOT)
        assert catalog.register(playbook(), settings=FEW).state == "compiled"


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (CompileLimits(check_seconds=0.001), r"C02 .* takes longer than 0.001 s"),
        (CompileLimits(memory_mb=64), r"C02 .* takes more memory than 64 MiB"),
    ],
)
def test_a_document_that_cannot_be_checked_is_refused(tmp_path: Path, limits: CompileLimits, message: str) -> None:
    large = playbook(extra="workload: {" + ", ".join(f"k{n}: [1, 2, 3]" for n in range(40_000)) + "}\n")
    with Catalog.open(str(tmp_path / "c")) as catalog:
        with pytest.raises(Refused, match=message):
            catalog.register(large, limits=limits)
        assert catalog.playbooks() == []


def test_it_ends_with_the_process_that_registers(tmp_path: Path) -> None:
    script = (
        "import sys; from noetlc.catalog import Catalog, compile\n"
        "compile.BOOT = sys.argv[2]\n"
        "Catalog.open(sys.argv[1]).register(sys.stdin.read())\n"
    )
    head, tail = BOOT.split("; from noetlc.catalog.child", 1)
    boot = f"{head}\nfrom noetlc.catalog import child\nchild._build = lambda *_: {DEEDS['sleeps']}\nfrom noetlc.catalog.child{tail}"
    registering = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "c"), boot], stdin=subprocess.PIPE)
    assert registering.stdin is not None
    registering.stdin.write(playbook().encode())
    registering.stdin.close()
    end = time.monotonic() + 60
    below: list[int] = []
    while not below and time.monotonic() < end:
        time.sleep(0.05)
        below = children(registering.pid)
    registering.kill()
    registering.wait()
    assert below
    assert gone(below)
    with Catalog.open(str(tmp_path / "c")) as catalog:
        assert catalog.playbooks() == []
