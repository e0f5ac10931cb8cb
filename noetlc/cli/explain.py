"""`noetl explain`: what a diagnostic code means, with an example and the mended example."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from noetlc.cli.codes import USAGE
from noetlc.cli.common import print_json, stop
from noetlc.diagnostics import SourceFile
from noetlc.diagnostics.codes import CODES
from noetlc.diagnostics.examples import EXAMPLES
from noetlc.diagnostics.pages import as_json, as_text
from noetlc.diagnostics.render import render
from noetlc.frontend.checks.nearest import did_you_mean
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc import api
else:
    api = late("noetlc.api")


@click.command(name="explain")
@click.argument("codes", nargs=-1, metavar="CODE…")
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="Form of the explanation.")
def command(codes: tuple[str, ...], output_format: str) -> None:
    """Explain diagnostic codes such as V19; without one, list them all."""
    names = [code.upper() for code in codes]
    for name in names:
        if name not in CODES:
            stop(f"there is no code {name}; {did_you_mean(name, CODES, 'noetl explain lists them all')}", USAGE)
    if output_format == "json":
        print_json([as_json(name) for name in names or CODES])
    elif names:
        click.echo("\n\n\n".join(as_text(name, said(name)) for name in names))
    else:
        for code in CODES.values():
            click.echo(f"{code.code}  {code.severity:7}  {code.title}")


def said(code: str) -> str:
    """What `noetl check` prints for the example of a code; empty where another command finds it."""
    one = EXAMPLES.get(code)
    if one is None or one.way != "check":
        return ""
    return render(api.check(one.wrong, path="flow.yaml"), [SourceFile("flow.yaml", one.wrong)])
