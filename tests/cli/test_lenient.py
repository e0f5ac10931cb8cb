"""`--lenient` and `lenient=`: mistakes are errors that stop a build, or warnings of a playbook that fails when a run gets there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import noetlc
from noetlc.cli.group import group

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\nworkflow:\n"
FILTER = HEAD + "- step: start\n  tool: {kind: noop, result: \"{{ 1 if true else 'a' | uper }}\"}\n"
BODY = HEAD + "- step: start\n  tool: {kind: python, code: 'x = ='}\n"
NAME = HEAD + "- step: start\n  tool: {kind: python, code: 'result = lenght([1])'}\n"
CASES = [(FILTER, "V25", "completed"), (BODY, "V26", "failed"), (NAME, "W15", "failed")]


def command(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(group, list(words))
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(("text", "code", "status"), CASES)
def test_verbs(tmp_path: Path, text: str, code: str, status: str) -> None:
    playbook = tmp_path / "p.yaml"
    playbook.write_text(text)
    for verb in ("check", "build", "run", "verify"):
        exit_code, _, shown = command(verb, str(playbook))
        assert exit_code == 1, verb
        assert f"error[{code}]" in shown, verb
        assert not playbook.with_suffix(".wasm").exists()
    for verb in (["check"], ["build", "--no-verify"]):
        exit_code, _, shown = command(*verb, "--lenient", str(playbook))
        assert exit_code == 0, verb
        assert f"warning[{code}]" in shown, verb
    for engine in ("wasm", "interpreted"):
        exit_code, out, _ = command("run", "--lenient", "--engine", engine, str(playbook))
        assert json.loads(out)["status"] == status
        assert exit_code == (0 if status == "completed" else 4)


@pytest.mark.parametrize(("text", "code", "status"), CASES)
def test_api(text: str, code: str, status: str) -> None:
    with pytest.raises(noetlc.BuildError, match=code):
        noetlc.build(text, verify=False)
    with pytest.raises(noetlc.BuildError, match=code):
        noetlc.interpret(text, lenient=False)
    built = noetlc.build(text, verify=False, lenient=True)
    assert [d.code for d in built.diagnostics if d.severity == "warning"] == [code]
    assert noetlc.run(built.wasm, source=text)["status"] == noetlc.interpret(text)["status"] == status
    assert [d.severity for d in noetlc.check(text, lenient=True)] == ["warning"]
