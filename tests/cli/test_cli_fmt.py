"""`noetl fmt` of files, folders and stdin: what it writes, what it only shows, and its exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from noetlc import formatting
from noetlc.cli.group import group

ODD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: x}\nworkflow:\n- step: a   # first\n  tool: {kind: noop}\n"
FORM = ODD.replace("- step", "  - step").replace("  tool", "    tool")
CASES = "cases:\n- payload: {}\n"


def noetl(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, ["fmt", *map(str, arguments)], input=stdin)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {"a.yaml": ODD, "deep/b.yml": FORM, "deep/b.test.yaml": CASES, "compose.yaml": "services:\n- x\n", ".git/c.yaml": ODD}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_a_folder(folder: Path) -> None:
    checked = noetl("--check")
    assert (checked.exit_code, checked.stdout) == (1, "")
    assert checked.stderr.splitlines() == [
        "a.yaml: would be formatted",
        "deep/b.test.yaml: would be formatted",
        "4 files: 2 would be formatted, 1 unchanged, 1 left out as no playbook",
    ]
    assert (folder / "a.yaml").read_text() == ODD
    done = noetl()
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (0, "4 files: 2 formatted, 1 unchanged, 1 left out as no playbook")
    assert (folder / "a.yaml").read_text() == FORM
    assert (folder / "deep" / "b.test.yaml").read_text() == CASES.replace("- ", "  - ")
    assert (folder / "compose.yaml").read_text() == "services:\n- x\n"
    assert (folder / ".git" / "c.yaml").read_text() == ODD
    again = noetl(".", "--check")
    assert (again.exit_code, again.stderr) == (0, "4 files: 0 would be formatted, 3 unchanged, 1 left out as no playbook\n")


def test_a_difference_is_shown_and_not_written(folder: Path) -> None:
    result = noetl("a.yaml", "--diff")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:3] == ["--- a.yaml", "+++ a.yaml (formatted)", "@@ -2,5 +2,5 @@"]
    assert "-- step: a   # first\n" in result.stdout
    assert "+  - step: a   # first\n" in result.stdout
    assert (folder / "a.yaml").read_text() == ODD
    assert noetl("a.yaml", "--diff", "--check").exit_code == 1


def test_standard_input() -> None:
    result = noetl("-", stdin=ODD)
    assert (result.exit_code, result.stdout, result.stderr) == (0, FORM, "")
    assert noetl("-", stdin=FORM).stdout == FORM
    result = noetl("-", "--check", stdin=ODD)
    assert (result.exit_code, result.stdout) == (1, "")


def test_what_cannot_be_read_is_one_diagnostic(folder: Path) -> None:
    broken = folder / "broken.yaml"
    broken.write_text(FORM.replace("    tool", "   tool"))
    result = noetl("a.yaml", broken)
    assert result.exit_code == 1
    assert result.stderr.count("error[") == 1
    assert f"{broken}:6:4: error[V01]" in result.stderr
    assert "2 files: 1 formatted, 0 unchanged, 1 not formatted" in result.stderr
    assert (folder / "a.yaml").read_text() == FORM, "the others are formatted"
    assert noetl("none.yaml").exit_code == 2
    (folder / "empty").mkdir()
    assert noetl("empty").exit_code == 2


def test_what_would_mean_something_else_is_not_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "laid_out", lambda text: text.replace("noop", "http"))
    result = noetl("a.yaml")
    assert result.exit_code == 1
    assert result.stderr.startswith("noetl: a.yaml is left as it is: formatted, its lines would change")
    assert (folder / "a.yaml").read_text() == ODD
