"""`noetl check`: diagnostics only."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from noetlc.cli.codes import DIAGNOSTICS, FINE
from noetlc.cli.common import (
    ALLOW,
    DENY_WARNINGS,
    FORMAT,
    LENIENT,
    PLUGIN_PATH,
    diagnostic_json,
    grants,
    has_errors,
    print_json,
    read_bytes,
    show_diagnostics,
    warnings_denied,
)
from noetlc.diagnostics.counts import counted
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc import api
else:
    api = late("noetlc.api")


@click.command(name="check")
@click.argument("playbook", type=click.Path(path_type=Path))
@ALLOW
@PLUGIN_PATH
@DENY_WARNINGS
@LENIENT
@FORMAT
def command(
    playbook: Path, allow: tuple[str, ...], plugin_path: tuple[Path, ...], deny_warnings: bool, lenient: bool, output_format: str
) -> None:
    """Print the diagnostics of PLAYBOOK. Exit code 1 if any is an error."""
    data = read_bytes(playbook, "playbook")

    found = api.check(data, path=str(playbook), allow=grants(allow), lenient=lenient, plugin_path=plugin_path)
    if output_format == "json":
        print_json({"playbook": str(playbook), "diagnostics": [diagnostic_json(d) for d in found]})
    else:
        show_diagnostics(found, str(playbook), data)
        errors = sum(1 for d in found if d.severity == "error")
        click.echo(f"{playbook}: {counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}", err=True)
    denied = deny_warnings and warnings_denied(found)
    sys.exit(DIAGNOSTICS if has_errors(found) or denied else FINE)
