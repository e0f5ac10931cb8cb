"""`noetl dev`: each round builds, verifies and runs, and shows what differs; whatever state the files are in, it goes on."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from noetlc.cli import watching
from noetlc.cli.group import group

FLOW = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: x}
workload: {n: 2}
workflow:
  - step: start
    tool:
      kind: python
      input: {n: "{{ n }}"}
      code: |
        result = 10 // n
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "flow.yaml"
    path.write_text(FLOW)
    return path


def rounds(monkeypatch: pytest.MonkeyPatch, file: Path, *changes: Callable[[], object], options: str = "") -> Result:
    """What the command prints; each change is made after a round, and is seen only if the command asks for it."""

    def watch(*folders: Path, watch_filter: Callable[[int, str], bool], **_: Any) -> Any:
        assert file.parent in folders
        yield set()
        for change in changes:
            before = {path: path.read_bytes() for path in file.parent.rglob("*.*")}
            change()
            after = {path: path.read_bytes() for path in file.parent.rglob("*.*")}
            changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
            yield {(2, str(path)) for path in changed if watch_filter(2, str(path))}

    monkeypatch.setattr(watching, "watchfiles", type("Fake", (), {"watch": staticmethod(watch)}))
    return CliRunner().invoke(group, ["dev", str(file), "--allow-unconfined", "--examples", "2", *options.split()])


def test_each_change_is_shown(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    payload = file.with_suffix(".input.json")
    result = rounds(
        monkeypatch,
        file,
        lambda: file.write_text(FLOW + "        # no other result\n"),
        lambda: payload.write_text('{"n": 5}'),
        lambda: payload.write_text('{"n": 0}'),
        lambda: payload.write_text("{"),
        lambda: payload.write_text('{"n": 5}'),
        lambda: file.write_text(FLOW.replace("10 //", "10 /// ")),
        lambda: file.write_text(FLOW.replace("10 //", "20 //")),
        lambda: (file.parent / "other.yaml").write_text("not read"),
        options="--no-verify",
    )
    assert result.exit_code == 0
    assert json.loads(result.stdout[: result.stdout.index("the result is as before")])["result"] == 5
    differences = result.stdout.split("--- last run\n+++ this run\n")[1:]
    for (was, now), difference in zip((("5", "2"), ("2", "null"), ("null", "2"), ("2", "4")), differences, strict=True):
        assert f'-  "result": {was},\n' in difference
        assert f'+  "result": {now},\n' in difference
    said = result.stderr
    assert said.count("flow.yaml: completed\n") == 5
    assert said.count("flow.yaml: failed\n") == 1
    assert said.count("1/1 steps native") == 6
    assert "error[exception]: step start: ZeroDivisionError" in said
    assert "flow.input.json is not JSON" in said
    assert "error[V26]" in said
    assert said.count("waiting for changes") == 8
    assert "other.yaml changed" not in said
    assert not file.with_suffix(".wasm").exists()


def test_a_file_that_is_not_there_now(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = rounds(monkeypatch, file, file.unlink, lambda: file.write_text(FLOW))
    assert "flow.yaml does not exist" in result.stderr
    assert len(re.findall(r"\d+ examples: \d+ compared;", result.stderr)) == 2
    assert "the result is as before" in result.stdout
    assert "input none.json does not exist" in rounds(monkeypatch, file, options="--input none.json").stderr


def test_a_run_that_does_not_end(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(FLOW.replace("result = 10 // n", "while n: pass"))
    result = rounds(monkeypatch, file, lambda: file.write_text(FLOW), options="--no-verify --timeout 0.2")
    assert "aborted: timeout" in result.stderr
    assert json.loads(result.stdout)["result"] == 5


def test_without_the_package(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    monkeypatch.setattr(watching, "watchfiles", watching.late("watchfiles"))
    result = CliRunner().invoke(group, ["dev", str(file)])
    assert (result.exit_code, result.stderr) == (2, "noetl: noetl dev needs the package watchfiles: pip install 'noetlc[watch]'\n")


def test_a_real_process(file: Path) -> None:
    command = [sys.executable, "-m", "noetlc.cli", "dev", str(file), "--no-verify"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        assert next(line for line in lines if '"result": ' in line) == '  "result": 5,\n'
        next(line for line in lines if "waiting for changes" in line)
        file.write_text(FLOW.replace("10", "30"))
        assert next(line for line in lines if line.startswith('+  "result"')) == '+  "result": 15,\n'
        next(line for line in lines if "waiting for changes" in line)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert [line for line in lines if line.strip()] == ["noetl: interrupted\n"]
