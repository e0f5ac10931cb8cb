"""`noetl graph`: the steps and arcs of a playbook as a picture, or as text that becomes one."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from noetlc.cli.codes import DIAGNOSTICS, USAGE
from noetlc.cli.common import has_errors, read_bytes, refuse_same, show_diagnostics, stop, write_bytes
from noetlc.frontend import load
from noetlc.graph.model import graph_of
from noetlc.graph.svg import NoLayout, svg
from noetlc.graph.text import dot, mermaid

FORMATS = {"mermaid": mermaid, "dot": dot, "svg": svg}


@click.command(name="graph")
@click.argument("playbook", type=click.Path(path_type=Path))
@click.option("--format", "output_format", type=click.Choice(list(FORMATS)), default="mermaid", help="Form of the graph.")
@click.option("-o", "out", metavar="FILE", type=click.Path(path_type=Path), help="Write it to this file.")
def command(playbook: Path, output_format: str, out: Path | None) -> None:
    """Print the graph of PLAYBOOK: its steps with their tools, and its arcs with their conditions."""
    refuse_same(out, "-o", [playbook])
    data = read_bytes(playbook, "playbook")
    checked, found = load(data, name=str(playbook), lenient=True)
    if checked is None or has_errors(found):
        show_diagnostics(found, str(playbook), data)
        sys.exit(DIAGNOSTICS)
    try:
        text = FORMATS[output_format](graph_of(checked))
    except NoLayout as error:
        stop(str(error), USAGE)
    if out is None:
        click.echo(text.encode(), nl=False)
    else:
        write_bytes(out, text.encode())
