"""Test files in pytest: cases are collected, pass, fail with what is wrong, and bad files are errors of collection."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from .test_command import CASES, FLOW

ROOT = Path(__file__).parents[2]
PLUGIN = "noetlc.testing.pytest_plugin"


def pytest_in(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # an installation made before this plug-in lacks its entry point
    command = [sys.executable, "-m", "pytest", "-p", PLUGIN, "--no-header", "-rA", "-c", os.devnull, f"--rootdir={folder}", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, check=False).stdout


def test_cases_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "greet.yaml").write_text(FLOW)
    (tmp_path / "greet.test.yaml").write_text(CASES + "  - {name: wrong, expect: {result: 1, steps: [start]}}\n")
    (tmp_path / "odd.yaml").write_text("kind: Playbook\n")
    (tmp_path / "odd.test.yaml").write_text("cases: [{name: never}]")
    (tmp_path / "bad.test.yaml").write_text("cases: [{pay: 1}]")
    (tmp_path / "test_other.py").write_text("def test_it(): pass\n")
    output = pytest_in(tmp_path, "--continue-on-collection-errors")
    lines = output.splitlines()
    assert "PASSED greet.test.yaml::loud" in lines
    assert "PASSED greet.test.yaml::done" in lines
    assert "PASSED test_other.py::test_it" in lines
    assert f"{tmp_path / 'greet.test.yaml'}:9: wrong" in lines
    assert 'steps: expected ["start"], got ["start", "done"]' in lines
    assert any(line.startswith("ERROR odd.test.yaml::never") for line in lines)
    assert "V04" in output
    assert any(line.startswith("ERROR bad.test.yaml") for line in lines)
    assert "E02" in output
    assert "a case has no key pay" in output
    assert "1 failed, 3 passed, 2 errors" in lines[-1]


def test_one_case_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "greet.yaml").write_text(FLOW)
    (tmp_path / "greet.test.yaml").write_text(CASES)
    assert "1 passed, 1 deselected" in pytest_in(tmp_path, "-k", "loud").splitlines()[-1]


def test_it_is_an_entry_point_and_imports_little() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"noetlc": PLUGIN}
    code = f"import sys, pytest; before = set(sys.modules); import {PLUGIN}; print(sorted(m for m in set(sys.modules) - before if m.startswith('noetlc')))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "noetlc.lower" not in found
    assert "noetlc.interp" not in found
    assert "wasmtime" not in found
