"""`noetl schema`: the JSON Schema of a playbook, for editors and other programs."""

from __future__ import annotations

import click

from noetlc.cli.common import print_json
from noetlc.frontend.schema import playbook_schema


@click.command(name="schema")
def command() -> None:
    """Print the JSON Schema (2020-12) of a playbook: it accepts what noetl check accepts."""
    print_json(playbook_schema())
