"""What docs/cli.md says that a verb takes is what it takes: each option, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from noetlc.cli.group import VERBS, VerbGroup

TEXT = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")
USAGES = "\n".join([*re.findall(r"```usage\n(.*?)```", TEXT, re.DOTALL), *re.findall(r"`(noetl [^`]+)`(?= )", TEXT)])
_OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


def usages() -> dict[str, set[str]]:
    """By command, the options that its usages name."""
    found: dict[str, set[str]] = {}
    for usage in re.split(r"(?m)^(?=noetl )", USAGES):
        words = usage.split()
        for name in names(words):
            found.setdefault(name, set()).update(_OPTION.findall(usage))
    return found


def names(words: list[str]) -> list[str]:
    """`catalog delete`, `catalog restore` of `noetl catalog delete|restore …`."""
    if len(words) < 2 or words[1] not in VERBS:
        return []
    nested = isinstance(VerbGroup().get_command(click.Context(click.Command("noetl")), words[1]), click.Group)
    return [f"{words[1]} {one}" for one in words[2].strip("[]").split("|")] if nested and len(words) > 2 else [words[1]]


def command(name: str) -> click.Command:
    verb, _, rest = name.partition(" ")
    found = VerbGroup().get_command(click.Context(click.Command("noetl")), verb)
    return found.commands[rest] if rest and isinstance(found, click.Group) else found  # type: ignore[return-value]


@pytest.mark.parametrize("name", sorted(usages()))
def test_options(name: str) -> None:
    options = [param for param in command(name).params if isinstance(param, click.Option) and not param.hidden]
    known = {spelling for option in options for spelling in [*option.opts, *option.secondary_opts]} | {"--help", "-h"}
    shown = usages()[name]
    assert shown <= known, "the page names what is not there"
    assert [option.name for option in options if not shown & {*option.opts, *option.secondary_opts}] == [], "the page leaves out"


def test_every_verb_is_there() -> None:
    assert {name.partition(" ")[0] for name in usages()} == set(VERBS)
    first = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert [verb for verb in VERBS if f"`noetl {verb}" not in first] == []
