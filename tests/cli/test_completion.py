"""Completion in shells: what click's own scripts ask the command for, and what bash does with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from noetlc.cli.group import VERBS

COMMAND = [sys.executable, "-m", "noetlc.cli"]


def asked(line: str, *before: str) -> list[tuple[str, str]]:
    """Kinds and values that the command proposes for a line, whose last word is being typed."""
    words = line.split(" ")
    given = {"_NOETL_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run(COMMAND, env={**os.environ, **given}, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return [(kind, value) for kind, _, value in (row.partition(",") for row in done.stdout.splitlines())]


def test_verbs_and_options() -> None:
    assert asked("noetl re") == [("plain", verb) for verb in VERBS if verb.startswith("re")]
    assert [value for _, value in asked("noetl ")] == list(VERBS)
    assert ("plain", "--trace-format") in asked("noetl run --trace")
    assert asked("noetl build flow.yaml --target noetl-") == [("plain", "noetl-worker")]
    assert asked("noetl plugin b") == [("plain", "build")]
    assert ("plain", "--version") in asked("noetl --v")


@pytest.mark.parametrize("verb", ["build", "run", "check", "fmt", "report", "test", "dev", "graph", "verify", "bench", "register"])
def test_files(verb: str) -> None:
    assert asked(f"noetl {verb} fl") == [("file", "fl")]


@pytest.mark.parametrize("verb", ["build", "run", "dev", "report", "verify", "bench", "submit"])
def test_files_of_payloads(verb: str) -> None:
    assert asked(f"noetl {verb} flow.yaml --input pay") == [("file", "pay")]


def test_codes() -> None:
    assert asked("noetl explain v1")[:2] == [("plain", "V10"), ("plain", "V11")]
    assert asked("noetl check --select W01,v39") == [("plain", "W01,V39")]


def test_verbs_are_proposed_without_importing_them() -> None:
    code = "import sys; from noetlc.cli.group import group; import click\nfound = group.shell_complete(click.Context(group), '')\nassert len(found) > 20\nassert not [name for name in sys.modules if name in ('noetlc.cli.build', 'noetlc.compiler')]"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash(tmp_path: Path) -> None:
    script = tmp_path / "complete"
    script.write_bytes(subprocess.run(COMMAND, env={**os.environ, "_NOETL_COMPLETE": "bash_source"}, capture_output=True, check=True).stdout)
    runner = tmp_path / "noetl"
    runner.write_text(f'#!/bin/sh\nexec {sys.executable} -m noetlc.cli "$@"\n')
    runner.chmod(0o755)
    typed = f"source {script}; complete -p noetl; COMP_WORDS=(noetl reg); COMP_CWORD=1; _noetl_completion noetl; echo ${{COMPREPLY[@]}}"
    done = subprocess.run(["bash", "--norc", "-c", typed], env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["complete -o nosort -F _noetl_completion noetl", "register"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_have_a_script(shell: str) -> None:
    done = subprocess.run(COMMAND, env={**os.environ, "_NOETL_COMPLETE": f"{shell}_source"}, capture_output=True, text=True, check=True)
    assert f"_NOETL_COMPLETE={shell}_complete" in done.stdout
