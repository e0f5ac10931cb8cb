"""`noetl test --watch`: runs again when what it reads changes, whatever state that is in, and says what it needs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from noetlc.cli import watching

from .test_command import CASES, FLOW, folder, run

__all__ = ["folder"]


def test_without_the_package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    monkeypatch.setattr(watching, "watchfiles", watching.late("watchfiles"))
    result = run(folder, "--watch")
    assert result.exit_code == 2
    assert "pip install 'noetlc[watch]'" in result.stderr


def test_each_change_is_a_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder / "greet.test.yaml"

    def changes(*folders: Path, watch_filter: Any, yield_on_timeout: bool, rust_timeout: int) -> Any:
        assert folders == (folder,)
        yield set()
        yield set()
        for text in ("cases: [{pay: 1}]", "cases: [{expect: {result: HI}}]", CASES):
            file.write_text(text)
            yield {(2, str(file))}

    monkeypatch.setattr(watching, "watchfiles", type("Fake", (), {"watch": staticmethod(changes)}))
    result = run(file, "--watch")
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if line.endswith("engines")] == [
        "2 cases: 2 passed, 0 failed; 2 compared on both engines",
        "1 case: 0 passed, 1 failed; 1 compared on both engines",
        "2 cases: 2 passed, 0 failed; 2 compared on both engines",
    ]
    assert result.stderr.count("greet.test.yaml changed") == 3
    assert result.stderr.count("waiting for changes") == 4
    assert "E02" in result.stderr


@pytest.mark.parametrize(("name", "read"), [("a/b.yaml", True), ("a/x.jsonl", True), ("a/.git/b.yaml", False), ("out.info", False), ("a/b.py", True)])
def test_what_counts_as_a_change(name: str, read: bool) -> None:
    assert watching.may_be_read(Path(name)) is read


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert run(tmp_path / "none" / "x.yaml", "--watch").exit_code == 2


@pytest.mark.slow
def test_a_real_file(tmp_path: Path) -> None:
    (tmp_path / "greet.yaml").write_text(FLOW)
    file = tmp_path / "greet.test.yaml"
    file.write_text(CASES)
    command = [sys.executable, "-m", "noetlc.cli", "test", str(tmp_path), "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        next(line for line in lines if line.startswith("2 cases: 2 passed"))
        next(line for line in lines if "waiting for changes" in line)
        file.write_text(CASES.replace("result: HI", "result: NO"))
        next(line for line in lines if line.startswith("2 cases: 1 passed, 1 failed"))
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
