"""Ctrl-C, SIGTERM and --timeout end a command at once, with one line and nothing left behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pty
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import noetlc

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="needs /proc to see processes and signal masks")

EXAMPLE = Path(__file__).parents[2] / "examples" / "scoring.yaml"
ENDLESS = """apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: endless}
executor: {wasm: {limits: {steps: 1000000000000}}}
workflow:
- step: start
  tool:
    kind: python
    code: |
      n = 0
      while True:
          n = (n * 3 + 1) % 1000003
"""
PR_SET_CHILD_SUBREAPER = 36


@pytest.fixture(autouse=True)
def orphans_come_to_us() -> Iterator[None]:
    """Processes that a command leaves behind become children of this one."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    yield
    libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def living_children() -> set[int]:
    found = set()
    for task in os.listdir("/proc/self/task"):
        for word in Path(f"/proc/self/task/{task}/children").read_text().split():
            if Path(f"/proc/{word}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                found.add(int(word))
    return found


def assert_no_more_than(before: set[int]) -> None:
    """Killed processes take a moment to end."""
    for _ in range(500):
        if living_children() <= before:
            return
        time.sleep(0.01)
    assert living_children() <= before


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """A command that has taken over its signals."""
    process = subprocess.Popen(
        [sys.executable, "-m", "noetlc.cli", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A test run in the background ignores Ctrl-C, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    status = Path(f"/proc/{process.pid}/status")
    while True:
        caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
        if int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1:
            return process
        assert process.poll() is None
        time.sleep(0.002)


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    stdout, stderr = process.communicate(timeout=30)
    return process.returncode, stdout, stderr


@pytest.mark.parametrize("times", [3, pytest.param(13, marks=pytest.mark.slow)])
def test_interrupts_of_a_build(times: int, tmp_path: Path) -> None:
    moments = random.Random(times)
    before = living_children()
    for _ in range(times):
        process = started(tmp_path, "build", str(EXAMPLE), "-o", "out.wasm", "--examples", "400")
        time.sleep(moments.uniform(0, 1.4))
        process.send_signal(signal.SIGINT)
        assert ended(process) == (130, "", "noetl: interrupted\n")
        assert not list(tmp_path.iterdir())
    assert_no_more_than(before)


@pytest.mark.parametrize("engine", ["wasm", "interpreted"])
def test_interrupts_of_a_run(engine: str, tmp_path: Path) -> None:
    (tmp_path / "endless.yaml").write_text(ENDLESS)
    moments = random.Random(engine)
    before = living_children()
    for _ in range(4):
        process = started(tmp_path, "run", "endless.yaml", "--engine", engine)
        time.sleep(moments.uniform(0, 0.7))
        process.send_signal(signal.SIGINT)
        assert ended(process) == (130, "", "noetl: interrupted\n")
    assert_no_more_than(before)
    assert [path.name for path in tmp_path.iterdir()] == ["endless.yaml"]


def test_termination(tmp_path: Path) -> None:
    (tmp_path / "endless.yaml").write_text(ENDLESS)
    process = started(tmp_path, "run", "endless.yaml")
    time.sleep(0.3)
    process.terminate()
    assert ended(process) == (143, "", "noetl: terminated\n")


def test_a_tool_ends_with_the_command(tmp_path: Path) -> None:
    text = ENDLESS.split("  tool:")[0] + "  tool: {kind: shell, command: 'touch began; sleep 1000 & sleep 1000'}\n"
    (tmp_path / "shell.yaml").write_text(text.replace("touch began", f"touch {tmp_path}/began"))
    before = living_children()
    process = started(tmp_path, "run", "shell.yaml", "--allow", "tool_shell:files", "--record", "calls")
    while not (tmp_path / "began").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    code, _, stderr = ended(process)
    assert (code, stderr.splitlines()[-1]) == (130, "noetl: interrupted")
    assert_no_more_than(before)
    # What the run did before is in the recording: here only what was run.
    assert sorted(path.name for path in tmp_path.iterdir()) == ["began", "calls", "shell.yaml"]
    assert (tmp_path / "calls").read_text().startswith('{"recording":1,')


@pytest.mark.parametrize("engine", ["wasm", "interpreted"])
def test_timeout(engine: str, tmp_path: Path) -> None:
    (tmp_path / "endless.yaml").write_text(ENDLESS)
    before = living_children()
    code, stdout, stderr = ended(started(tmp_path, "run", "endless.yaml", "--engine", engine, "--timeout", "0.3"))
    assert (code, stdout) == (5, "")
    assert len(stderr.splitlines()) == 1
    assert "aborted: timeout" in stderr
    assert "(the run took longer than 0.3 s)" in stderr
    assert engine == "interpreted" or "step start, line" in stderr, "a module says where it was"
    assert_no_more_than(before)


def test_timeout_of_a_tool(tmp_path: Path) -> None:
    (tmp_path / "shell.yaml").write_text(ENDLESS.split("  tool:")[0] + "  tool: {kind: shell, command: sleep 1000}\n")
    code, _, stderr = ended(started(tmp_path, "run", "shell.yaml", "--allow", "tool_shell", "--timeout", "0.3"))
    assert (code, stderr.splitlines()[-1]) == (5, "noetl: aborted: timeout (the run took longer than 0.3 s)")


def test_signals_that_the_shell_ignores_stay_ignored(tmp_path: Path) -> None:
    code = (
        "import os, signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nfrom noetlc.cli.interrupt import watch\nwatch()\n"
        "os.kill(os.getpid(), signal.SIGINT)\nprint('alive')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "alive\n", "")


def test_progress_on_a_terminal(tmp_path: Path) -> None:
    """One line on stderr that is erased; Ctrl-C erases it too."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "noetlc.cli", "build", str(EXAMPLE), "-o", "out.wasm", "--examples", "400"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=theirs, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    os.close(theirs)
    shown = b""
    while shown.count(b"examples") < 2:
        shown += os.read(ours, 4096)
    process.send_signal(signal.SIGINT)
    while not shown.endswith(b"noetl: interrupted\r\n"):
        shown += os.read(ours, 4096)
    os.close(ours)
    assert process.wait() == 130
    lines = shown.split(b"\r\x1b[K")
    assert lines[0] == b""
    assert lines[1].startswith(b"verifying ")
    assert re.search(rb"/\d+ examples$", lines[1])
    assert lines[-1] == b"noetl: interrupted\r\n"


def on_terminal(folder: Path, *arguments: str) -> bytes:
    """What a command that ends by itself writes on a terminal that is its stderr."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, "-m", "noetlc.cli", *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the terminal ends with the process
        while part := os.read(ours, 4096):
            shown += part
    os.close(ours)
    assert process.wait() == 0
    return shown


def test_seconds_on_a_terminal(tmp_path: Path) -> None:
    shown = on_terminal(tmp_path, "bench", str(EXAMPLE), "--seconds", "3", "--repeat", "100000", "--first", "0", "--engine", "interpreted")
    lines = shown.split(b"\r\x1b[K")
    assert re.fullmatch(rb"measuring \S+: \d+ s", lines[1])
    assert lines[-1] == b""


def test_what_is_done_soon_shows_nothing(tmp_path: Path) -> None:
    assert b"checking" not in on_terminal(tmp_path, "check", str(EXAMPLE))
    (tmp_path / "flows").mkdir()
    for number in range(500):
        (tmp_path / "flows" / f"{number}.yaml").write_text(EXAMPLE.read_text())
    lines = on_terminal(tmp_path, "check", "flows").split(b"\r\x1b[K")
    assert re.fullmatch(rb"checking: \d+/500 playbooks", lines[1])
    assert lines[-1] == b"500 playbooks: 0 errors, 0 warnings\r\n"


def test_progress_is_told_to_the_caller() -> None:
    seen: list[tuple[int, int]] = []
    noetlc.build(EXAMPLE, examples=3, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(number, 4) for number in range(4)]
