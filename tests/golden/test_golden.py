"""The golden files of this folder, through the command that a CI job would call."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def test_golden_files_are_current() -> None:
    command = [sys.executable, "-m", "noetlc.cli", "golden", str(FOLDER)]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    report = outcome.stdout[-4000:] + outcome.stderr
    assert outcome.returncode == 0, f"{report}\nif the change is meant: noetl golden tests/golden --update"
