"""`noetl check`: diagnostics only."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from noetlc.cli.codes import DIAGNOSTICS, FINE
from noetlc.cli.common import FORMAT, LENIENT, diagnostic_json, has_errors, print_json, read_bytes, show_diagnostics


@click.command(name="check")
@click.argument("playbook", type=click.Path(path_type=Path))
@LENIENT
@FORMAT
def command(playbook: Path, lenient: bool, output_format: str) -> None:
    """Print the diagnostics of PLAYBOOK. Exit code 1 if any is an error."""
    data = read_bytes(playbook, "playbook")
    from noetlc.api import check

    found = check(data, path=str(playbook), lenient=lenient)
    if output_format == "json":
        print_json({"playbook": str(playbook), "diagnostics": [diagnostic_json(d) for d in found]})
    else:
        show_diagnostics(found, str(playbook), data)
        errors = sum(1 for d in found if d.severity == "error")
        click.echo(f"{playbook}: {errors} errors, {len(found) - errors} warnings", err=True)
    sys.exit(DIAGNOSTICS if has_errors(found) else FINE)
