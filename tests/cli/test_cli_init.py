"""`noetl init`: each template is a playbook without diagnostics whose tests pass and reach all of it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import noetlc
from noetlc.cli.group import group
from noetlc.cli.init import STARTERS, TEMPLATES
from noetlc.frontend import load


def noetl(*arguments: object) -> Result:
    return CliRunner().invoke(group, [str(a) for a in arguments])


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_works_from_the_start(template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = noetl("init", template, "--name", "my-flow")
    assert (result.exit_code, result.stdout) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my-flow.test.yaml", "my-flow.yaml"]
    playbook = tmp_path / "my-flow.yaml"
    assert noetlc.check(playbook, allow="tool_http") == []
    checked, _ = load(playbook)
    assert checked is not None
    assert checked.name == "my-flow"
    test, run, build = (shlex.split(line)[1:] for line in result.stderr.splitlines()[1:])
    tested = noetl(*test, "--fail-under", 100)
    assert tested.exit_code == 0, tested.output
    assert "100 % reached" in tested.output
    assert "0 failed" in tested.output
    assert (run[:2], build[:2]) == (["run", "my-flow.yaml"], ["build", "my-flow.yaml"])
    assert noetl(*build, "--no-verify", "--deny-warnings").exit_code == 0
    if template != "http":  # which asks a service
        assert noetl(*run).exit_code == 0


def test_there_is_a_folder_for_each_template() -> None:
    assert {path.name for path in STARTERS.iterdir() if path.is_dir() and path.name != "__pycache__"} == set(TEMPLATES)
    assert [line.split()[0] for line in noetl("init", "--list").stdout.splitlines()] == list(TEMPLATES)


def test_where_and_what_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    assert noetl("init", "-o", folder).exit_code == 0
    before = (folder / "flow.yaml").read_text()
    again = noetl("init", "loop", "-o", folder)
    assert (again.exit_code, again.stderr) == (2, f"noetl: {folder / 'flow.yaml'} is there already; choose another --name\n")
    assert (folder / "flow.yaml").read_text() == before
    assert noetl("init", "-o", folder, "--name", "7").exit_code == 0
    assert noetlc.check(folder / "7.yaml") == []
    (folder / "one.test.yaml").write_text("mine")
    assert noetl("init", "-o", folder, "--name", "one").exit_code == 2
    assert not (folder / "one.yaml").exists()


@pytest.mark.parametrize("arguments", [["nope"], ["--name", "../x"], ["--name", ""], ["--name", "a b"], ["-o", "/dev/null/x"]])
def test_usage(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert noetl("init", *arguments).exit_code == 2
    assert list(tmp_path.iterdir()) == []
