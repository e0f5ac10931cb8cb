"""The repository holds sources only, and stays clean when somebody follows the README."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IDENTITY = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"]


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    return [name for name in git(ROOT, "ls-files", "-z").split("\0") if name and (ROOT / name).exists()]


def test_no_build_output_is_tracked(tracked: list[str]) -> None:
    made = (".wasm", ".pyc", ".so", ".pickle", ".cwasm", ".tmp")
    assert [name for name in tracked if name.endswith(made) or "__pycache__" in name or ".hypothesis" in name] == []


@pytest.mark.slow
def test_the_commands_of_the_readme_leave_the_repository_clean(tracked: list[str], tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    for name in tracked:
        if not name.startswith("tests/"):
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, clone / name)
    git(clone, "init", "-q")
    git(clone, "add", "-A")
    git(clone, "commit", "-q", "-m", "all")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"\.venv/bin/noetl ([^&\n]+)", readme)
    assert [command.split()[0] for command in commands] == ["build", "run"]
    environment = {**os.environ, "PYTHONPATH": str(clone), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", "noetlc", *command.split()], cwd=clone, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert (clone / "examples" / "scoring.wasm").exists()
    assert git(clone, "status", "--porcelain") == ""
