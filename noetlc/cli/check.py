"""`noetl check`: diagnostics only, of files, folders and patterns."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from noetlc import __version__
from noetlc.cli.codes import DIAGNOSTICS, FINE
from noetlc.cli.common import (
    ALLOW,
    DENY_WARNINGS,
    LENIENT,
    PLUGIN_PATH,
    grants,
    has_errors,
    print_json,
    read_bytes,
    show_diagnostics,
    show_pages,
    warnings_denied,
)
from noetlc.cli.completing import code_names
from noetlc.cli.finding import STDIN, is_one, playbooks_of
from noetlc.cli.progress import progress_line
from noetlc.diagnostics import Diagnostic
from noetlc.diagnostics.codes import CODES
from noetlc.diagnostics.counts import counted
from noetlc.diagnostics.formats import as_json, github, sarif
from noetlc.diagnostics.terminal import shown
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc import api
else:
    api = late("noetlc.api")

Checked = list[tuple[str, bytes, list[Diagnostic]]]


def _codes(_context: click.Context, param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """The codes, or beginnings of codes, of an option that takes lists of them."""
    names = tuple(name.strip().upper() for text in given for name in text.split(",") if name.strip())
    for name in names:
        if not any(code.startswith(name) for code in CODES):
            raise click.BadParameter(f"there is no code that is or begins with {name}", param=param)
    return names


@click.command(name="check")
@click.argument("playbooks", nargs=-1, required=True, metavar="PLAYBOOK|FOLDER|PATTERN|-…", type=click.Path(allow_dash=True))
@ALLOW
@PLUGIN_PATH
@DENY_WARNINGS
@LENIENT
@click.option(
    "--select",
    multiple=True,
    metavar="CODE,…",
    callback=_codes,
    shell_complete=code_names,
    help="Only codes that are or begin so: W, V2, L03; repeatable.",
)
@click.option(
    "--ignore", multiple=True, metavar="CODE,…", callback=_codes, shell_complete=code_names, help="Not these codes; repeatable."
)
@click.option(
    "--format", "output_format", type=click.Choice(["text", "json", "sarif", "github"]), default="text", help="Form of the diagnostics."
)
def command(
    playbooks: tuple[str, ...],
    allow: tuple[str, ...],
    plugin_path: tuple[Path, ...],
    deny_warnings: bool,
    lenient: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    output_format: str,
) -> None:
    """Print the diagnostics of playbooks. Exit code 1 if any is an error.

    Folders are looked through for *.yaml and *.yml; patterns may hold ** (quote them). Test files (*.test.yaml) are left out.
    """
    granted = grants(allow)
    checked: Checked = []
    names = playbooks_of(playbooks)
    with progress_line("checking", "playbooks") as progress:
        for name in names:
            if progress is not None:
                progress(len(checked), len(names))
            data = sys.stdin.buffer.read() if name == STDIN else read_bytes(Path(name), "playbook")
            found = api.check(data, path=name, allow=granted, lenient=lenient, plugin_path=plugin_path)
            checked.append((name, data, [d for d in found if _wanted(d.code, select, ignore)]))
    every = [d for _, _, found in checked for d in found]
    if output_format == "json":
        parts = [{"playbook": name, "diagnostics": [as_json(d) for d in found]} for name, _, found in checked]
        print_json(parts[0] if is_one(playbooks) else {"playbooks": parts})
    elif output_format == "sarif":
        print_json(sarif(every, __version__))
    elif output_format == "github":
        for one in every:
            click.echo(shown(github(one)))
    else:
        for name, data, found in checked:
            show_diagnostics(found, name, data, pages=False)
        show_pages(every)
    if output_format in ("text", "github"):
        errors = sum(1 for d in every if d.severity == "error")
        what = shown(checked[0][0]) if is_one(playbooks) else counted(len(checked), "playbook")
        click.echo(f"{what}: {counted(errors, 'error')}, {counted(len(every) - errors, 'warning')}", err=True)
    denied = deny_warnings and warnings_denied(every)
    sys.exit(DIAGNOSTICS if has_errors(every) or denied else FINE)


def _wanted(code: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    return (not select or code.startswith(select)) and not (ignore and code.startswith(ignore))
