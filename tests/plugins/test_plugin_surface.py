"""Plug-ins on the command line and in Python: folders, reports, children."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import plugin_wats as wats
import pytest
from click.testing import CliRunner, Result
from plugin_support import book, call, data_of, folder, noop, step

import noetlc
from noetlc.cli.group import group

TEXT = book(step("start", call("user/echo", {"n": "{{ n }}"}, version=2), next="end"), step("end", noop("{{ start.output_b64 | b64decode }}")), workload={"n": 1})


def noetl(*arguments: object) -> Result:
    return CliRunner().invoke(group, [str(a) for a in arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder(tmp_path / "escape_hatch", user__echo_2=wats.EMPTY)
    folder(tmp_path / "other", user__echo=wats.ECHO)
    path = tmp_path / "flow.yaml"
    path.write_text(TEXT)
    return path


def test_run_takes_folders_in_order(file: Path) -> None:
    for engine in ("wasm", "interpreted"):
        done = noetl("run", file, "--engine", engine)
        assert (done.exit_code, json.loads(done.stdout)["result"]) == (0, "")
        done = noetl("run", file, "--engine", engine, "--plugin-path", file.parent / "absent", "--plugin-path", file.parent / "other")
        assert (done.exit_code, json.loads(done.stdout)["result"]) == (0, '{"n":1}')


def test_a_trap_is_an_abort(file: Path) -> None:
    folder(file.parent / "escape_hatch", user__echo_2=wats.TRAP)
    for engine in ("wasm", "interpreted"):
        done = noetl("run", file, "--engine", engine)
        assert (done.exit_code, done.stdout) == (5, "")
        assert "aborted: trap" in done.stderr


def test_build_inspect_verify_check(file: Path) -> None:
    module = file.with_suffix(".wasm")
    done = noetl("build", file, "--examples", 2, "--format", "json", "--plugin-path", file.parent / "other")
    report = json.loads(done.stdout)
    assert done.exit_code == 0
    assert report["verify"]["compared"] == 3
    assert report["verify"]["aborted"] == {}
    digest = report["plugins"][0]["digest"]
    assert report["plugins"] == [{"digest": digest, "mode": "linked", "path": "user/echo", "version": 2}]
    assert report["steps"][0] == {"step": "start", "lowered": "plugin", "reason": "user/echo@2"}
    shown = noetl("inspect", module).stdout
    assert f"  plugin user/echo@2: linked, sha256 {digest}" in shown
    assert "step \"start\": plugin (user/echo@2)" in shown
    causes = json.loads(noetl("inspect", module, "--format", "json").stdout)["causes"]
    assert causes["plug-ins"] > 50
    assert sum(causes.values()) == report["bytes"]
    assert noetl("verify", file, module, "--examples", 1, "--plugin-path", file.parent / "other").exit_code == 0
    other = noetl("verify", file, module, "--examples", 1)
    assert other.exit_code == 1
    assert "plug-in user/echo@2 is not the one that the module was built with" in other.stderr
    assert noetl("check", file, "--plugin-path", file.parent / "other").exit_code == 0
    folder(file.parent / "escape_hatch", user__echo_2=b"(module")
    wrong = noetl("check", file)
    assert wrong.exit_code == 1
    assert "error[P01]: plug-in user/echo@2: this is no wasm module" in wrong.stderr
    assert "plugin" in wrong.stderr
    assert noetl("run", file).exit_code == noetl("run", file, "--engine", "interpreted").exit_code == 1


def test_a_divergence_names_the_folder(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plug-in that says that it is reentrant, and is not."""
    liar = wats.STATE.replace(b"(module ", b'(module (@custom "noetlc.plugin" "{\\"plugin\\":1,\\"reentrant\\":true,\\"functions\\":{}}") ')
    folder(file.parent / "other", user__echo=liar)
    file.write_text(book(step("start", call("user/echo"), next="end"), step("end", call("user/echo"))))
    monkeypatch.chdir(file.parent)
    done = noetl("build", file, "--examples", 0, "--plugin-path", "other")
    assert done.exit_code == 3
    assert "--plugin-path other" in done.stderr
    assert "result.output_b64" in done.stderr


@pytest.mark.parametrize("engine", ["wasm", "interpreted"])
def test_children_have_plug_ins_of_their_own(engine: Any, tmp_path: Path) -> None:
    folder(tmp_path / "jobs" / "escape_hatch", own=wats.ECHO)
    folder(tmp_path / "shared", common=wats.JSON)
    child = book(step("start", call("own", {"n": "{{ n }}"}), next="end"), step("end", call("common")), workload={"n": 0})
    (tmp_path / "jobs" / "child.yaml").write_text(child)
    text = book(step("start", {"kind": "playbook", "path": "jobs/child", "payload": {"n": 5}, "return_result": True, "result_step": "start"}))
    with noetlc.tools("tool_playbook", playbooks=tmp_path, engine=engine, plugin_path=[tmp_path / "shared"]) as host:
        for content in (b'{"n":5}', b""):
            envelope = noetlc.run(noetlc.build(text, verify=False).wasm, host=host)
            assert envelope["result"] == data_of(content)
            folder(tmp_path / "jobs" / "escape_hatch", own=wats.EMPTY)
        folder(tmp_path / "jobs" / "escape_hatch", own=wats.TRAP)
        failed = noetlc.run(noetlc.build(text, verify=False).wasm, host=host)
        assert [e["kind"] for e in failed["errors"]] == ["unknown"]
        assert "aborted: trap" in failed["errors"][0]["message"]
        folder(tmp_path / "jobs" / "escape_hatch", own=b"(module")
        broken = noetlc.run(noetlc.build(text, verify=False).wasm, host=host)
        assert [e["kind"] for e in broken["errors"]] == ["config"]


def test_shipped_plug_ins_are_found_without_a_folder() -> None:
    text = book(step("start", call("fnv", {"x": 1}, entry="fnv1a64")))
    built = noetlc.build(text, examples=1)
    assert built.verification is not None
    assert built.verification.compared == 2
    expected = 0xCBF29CE484222325
    for byte in b'{"x":1}':
        expected = (expected ^ byte) * 0x100000001B3 % 2**64
    assert noetlc.run(built.wasm)["result"] == data_of(f'"{expected:016x}"'.encode())
