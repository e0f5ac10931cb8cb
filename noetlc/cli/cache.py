"""`noetl cache`: where files are kept between runs, and how to be rid of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from noetlc import cache_files
from noetlc.cache_files import contents, folder_fault
from noetlc.cli.codes import DIAGNOSTICS
from noetlc.cli.common import stop
from noetlc.diagnostics.counts import counted
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.kernel import runtime
else:
    runtime = late("noetlc.kernel.runtime")


@click.group(name="cache", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Show where caches are, or remove them. Without a verb: show."""
    if context.invoked_subcommand is None:
        context.invoke(show)


@command.command()
def show() -> None:
    """Print every folder of caches with the number of files and bytes, or why it is not used."""
    for folder in _folders():
        fault, found = folder_fault(folder), contents(folder)
        size = sum(size for _, size in found)
        click.echo(f"{folder}: " + (f"not used: {fault}" if fault else f"{counted(len(found), 'file')}, {counted(size, 'byte')}"))


@command.command()
def clear() -> None:
    """Remove all cache files; the next build is slower."""
    failed = 0
    for folder in _folders():
        before = len(cache_files.contents(folder))
        left = cache_files.clear(folder)
        failed += left
        click.echo(f"{folder}: {counted(before - left, 'file')} removed" + (f", {left} cannot be removed" if left else ""))
    if failed:
        stop("some cache files belong to another user", DIAGNOSTICS)


def _folders() -> list[Path]:
    return [folder.path for folder in runtime.folders()]
