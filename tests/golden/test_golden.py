"""The golden files of this folder, through the command that a CI job would call."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from noetlc.cli import main

FOLDER = Path(__file__).parent


def test_golden_files_are_current() -> None:
    outcome = CliRunner().invoke(main, ["golden", str(FOLDER)])
    assert outcome.exit_code == 0, f"{outcome.output}\nif the change is meant: noetl golden tests/golden --update"
