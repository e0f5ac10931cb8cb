"""A newcomer's hour: the wheel in a fresh virtual environment, and the whole tutorial from an empty folder, installation included."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import console
import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.once
def test_the_tutorial_from_the_wheel(tmp_path: Path) -> None:
    folder, programs, home = tmp_path / "empty", tmp_path / "bin", tmp_path / "home"
    for made in (folder, programs, home):
        made.mkdir()
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    done = subprocess.run(wheel, capture_output=True, text=True, timeout=300)
    if done.returncode != 0 and "No matching distribution found" in done.stderr:
        pytest.skip("no package index: the tutorial was not run from a wheel")
    assert done.returncode == 0, done.stderr[-2000:]
    assert [file.suffix for file in folder.iterdir()] == [".whl"]
    (programs / "python3").symlink_to(os.path.realpath(sys.executable))

    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "NOETL"))}
    environment = {**inherited, "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin", "HOME": str(home), "NO_COLOR": "1"}
    page = list(console.parts((ROOT / "docs" / "tutorial.md").read_text("utf-8")))
    assert console.run(page, folder, environment, seconds=300) > 20
    told = subprocess.run([folder / ".venv/bin/python", "-c", "import noetlc; print(noetlc.__file__)"], cwd=folder, capture_output=True, text=True)
    assert Path(told.stdout.strip()).is_relative_to(folder)  # it was the wheel, not this checkout
