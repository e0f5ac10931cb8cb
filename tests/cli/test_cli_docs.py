"""docs/cli.md names every verb, option and exit code, and no others."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import click
import pytest

from noetlc.cli import codes
from noetlc.cli.group import VERBS

TEXT = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", VERBS)
def test_options(verb: str) -> None:
    section = TEXT.split(f"## noetl {verb}\n", 1)[1].split("\n## ", 1)[0]
    command: click.Command = import_module(f"noetlc.cli.{verb}").command
    commands = [command, *(command.commands.values() if isinstance(command, click.Group) else ())]
    known = {name for one in commands for param in one.params if isinstance(param, click.Option) for name in (*param.opts, *param.secondary_opts)}
    mentioned = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*|(?<![\w-])-[kov]\b", section))
    assert known <= mentioned, known - mentioned
    assert mentioned <= known, mentioned - known


def test_exit_codes() -> None:
    rows = [int(code) for code in re.findall(r"^\| (\d) \|", TEXT, re.MULTILINE)]
    known = [codes.FINE, codes.DIAGNOSTICS, codes.USAGE, codes.DIVERGED, codes.RUN_FAILED, codes.RUN_ABORTED]
    assert rows == known == list(range(6))
