"""`noetl run` with tools: options, notices, modules, recordings of ambient values and of runs that fall back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from noetlc import api
from noetlc.cli.group import group
from noetlc.host.recording import read_recording

Json = Any

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: t, path: t}\n"

SHELL = HEAD + """
workload: {word: hello, n: 9223372036854775807}
workflow:
  - step: start
    tool: {kind: shell, command: "echo {{ word }}"}
    next: [{step: end}]
  - step: end
    tool: {kind: noop, result: {out: "{{ start.stdout | trim }}", over: "{{ n + 1 }}"}}
"""

AMBIENT = HEAD + """
workflow:
  - step: start
    tool:
      kind: python
      code: |
        import random, time, os
        time.sleep(0.001)
        result = {"r": random.random(), "t": time.time(), "e": os.environ.get("NOETLC_TEST"), "k": os.environ.get("NOETL_KEYCHAIN")}
    next: [{step: end}]
  - step: end
    tool:
      kind: python
      code: |
        import random
        result = {"again": random.randint(1, 10**9)}
"""


def noetl(*arguments: object) -> Result:
    return CliRunner().invoke(group, ["run", *map(str, arguments)])


@pytest.fixture
def playbook(tmp_path: Path) -> Path:
    path = tmp_path / "t.yaml"
    path.write_text(SHELL)
    return path


@pytest.mark.parametrize("engine", ["interpreted", "wasm"])
def test_a_run_that_falls_back_is_recorded_once(playbook: Path, tmp_path: Path, engine: str) -> None:
    file = tmp_path / "r.jsonl"
    done = noetl(playbook, "--engine", engine, "--allow", "tool_shell", "--record", file)
    assert (done.exit_code, json.loads(done.stdout)["result"]) == (0, {"out": "hello", "over": 9223372036854775808})
    assert [call.name for call in read_recording(file).calls] == ["tool_shell"]
    for other in ("interpreted", "wasm"):
        again = noetl(playbook, "--engine", other, "--replay", file)
        assert (again.exit_code, again.stdout) == (0, done.stdout), again.output


def test_recordings_keep_payload_id_and_options(playbook: Path, tmp_path: Path) -> None:
    file, payload = tmp_path / "r.jsonl", tmp_path / "p.json"
    payload.write_text('{"word": "other", "n": 1}')
    noetl(playbook, "--allow", "tool_shell", "--record", file, "--input", payload, "--execution-id", "42", "--strict")
    header = read_recording(file).header
    assert header.payload == {"word": "other", "n": 1}
    assert (header.execution_id, header.options, header.playbook) == ("42", {"strict": True}, {"path": "t", "name": "t"})
    assert header.source_digest == api.build(SHELL, verify=False).manifest["source_digest"]
    assert json.loads(noetl(playbook, "--replay", file).stdout)["result"] == {"out": "other", "over": 2}
    changed = noetl(playbook, "--replay", file, "--input", _file(tmp_path, {"word": "third"}))
    assert changed.exit_code == 5
    assert "echo other" in changed.stderr
    assert "echo third" in changed.stderr


def _file(folder: Path, value: Json) -> Path:
    path = folder / "other.json"
    path.write_text(json.dumps(value))
    return path


@pytest.mark.parametrize("first", ["interpreted", "wasm"])
def test_ambient_values_replay_on_both_engines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str) -> None:
    monkeypatch.setenv("NOETLC_TEST", "wert")
    monkeypatch.setenv("NOETL_KEYCHAIN", str(_file(tmp_path, {})))
    path, file = tmp_path / "a.yaml", tmp_path / "r.jsonl"
    path.write_text(AMBIENT)
    done = noetl(path, "--engine", first, "--record", file, "--env", "NOETLC_TEST", "--env", "NOETL_KEYCHAIN")
    start = json.loads(done.stdout)["steps"]["start"]
    assert (start["e"], start["k"]) == ("wert", None)
    monkeypatch.delenv("NOETLC_TEST")
    for other in ("interpreted", "wasm"):
        again = noetl(path, "--engine", other, "--replay", file)
        assert (again.exit_code, again.stdout) == (0, done.stdout), again.output


def test_notices(playbook: Path) -> None:
    refused = noetl(playbook)
    assert "step start needs tool_shell, which is not granted" in refused.stderr
    assert "this host has no tool_teleport" in noetl(playbook, "--allow", "tool_teleport").stderr
    playbook.write_text(SHELL.replace("kind: shell, command:", "kind: container, image:"))
    missing = noetl(playbook, "--allow", "tool_container")
    assert "step start: tool container needs a Kubernetes cluster" in missing.stderr
    assert json.loads(missing.stdout)["errors"][0]["kind"] == "unsupported"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--allow", "shell"], "--allow takes names such as tool_python"),
        (["--record", "r", "--replay", "{self}"], "exclude each other"),
        (["--replay", "absent"], "cannot read recording"),
        (["--replay", "{self}"], "not JSON"),
        (["--allow", "tool_shell", "--keychain", "absent"], "cannot read the keychain"),
        (["--record", "no/where/r"], "cannot write"),
    ],
)
def test_usage_errors(playbook: Path, options: list[str], message: str) -> None:
    done = noetl(playbook, *(option.format(self=playbook) for option in options))
    assert (done.exit_code, message in done.stderr) == (2, True), done.output


def test_a_module_with_tools(playbook: Path, tmp_path: Path) -> None:
    module, file = tmp_path / "t.wasm", tmp_path / "r.jsonl"
    playbook.write_text(SHELL.replace('over: "{{ n + 1 }}"', "over: 1"))
    built = api.build(playbook, verify=False)
    module.write_bytes(built.wasm)
    done = noetl(module, "--allow", "tool_shell", "--record", file)
    assert json.loads(done.stdout)["result"] == {"out": "hello", "over": 1}
    assert read_recording(file).header.source_digest == built.manifest["source_digest"]
    again = noetl(playbook, "--engine", "interpreted", "--replay", file)
    assert (again.exit_code, again.stdout, again.stderr) == (0, done.stdout, "")


def test_children_and_store(tmp_path: Path) -> None:
    parent = HEAD + """
workflow:
  - step: start
    tool: {kind: playbook, path: child, payload: {word: hi, n: 1}, return_result: true}
    next: [{step: load}]
  - step: load
    tool: {kind: artifact, action: get, input: {result_ref: "noetl://a/b"}}
    next: [{step: end}]
  - step: end
    tool: {kind: noop, result: ["{{ start.out }}", "{{ load.x }}"]}
"""
    for folder in ("books", "store/a"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "books" / "child.yaml").write_text(SHELL)
    (tmp_path / "store" / "a" / "b").write_text('{"x": 5}')
    (tmp_path / "parent.yaml").write_text(parent)
    grants = "tool_playbook,tool_shell,tool_artifact"
    done = noetl(tmp_path / "parent.yaml", "--allow", grants, "--playbooks", tmp_path / "books", "--store", tmp_path / "store")
    assert json.loads(done.stdout)["result"] == ["hi", 5], done.output
    partly = noetl(tmp_path / "parent.yaml", "--allow", "tool_playbook", "--playbooks", tmp_path / "books")
    assert "step start needs tool_shell" in partly.stderr
    assert "step load needs tool_artifact" in partly.stderr
