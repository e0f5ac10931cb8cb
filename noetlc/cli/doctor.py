"""`noetl doctor`: what this machine gives to confine what is not trusted, tried out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from noetlc.cli.codes import DIAGNOSTICS, FINE
from noetlc.cli.common import FORMAT, print_json
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.confine import processes
else:
    processes = late("noetlc.confine.processes")

MEMORY = 256 << 20


@click.command(name="doctor")
@FORMAT
def command(output_format: str) -> None:
    """Plant a tree of processes behind the wall, and say which mechanisms it was given. Exit code 1 if there is no wall."""
    tree = processes.plant("bodies", {"memory": MEMORY, "frame": MEMORY, "tree_memory": MEMORY}, unconfined=True)
    wall = tree.wall
    tree.end(kill=True)
    if output_format == "json":
        print_json({"confinement": wall.level, "mechanisms": {name: reason or "given" for name, reason in wall.missing.items()}})
    else:
        click.echo(f"confinement: {wall.level}")
        for name, reason in wall.missing.items():
            click.echo(f"  {name:16} {'given' if reason is None else f'missing: {reason}'}")
    sys.exit(DIAGNOSTICS if wall.level == "none" else FINE)
