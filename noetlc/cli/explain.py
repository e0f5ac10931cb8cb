"""`noetl explain`: what a diagnostic code means, with an example and the mended example."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from noetlc.cli.codes import USAGE
from noetlc.cli.common import print_json, stop
from noetlc.cli.completing import code_names
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
@click.argument("codes", nargs=-1, metavar="CODE…", shell_complete=code_names)
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


def said(code: str, large: bool = False) -> str:
    """What `noetl check` prints for the example of a code; empty where another command finds it.

    Examples of sizes take seconds: they are looked at only with `large`, and of what is found in them only the code itself is shown.
    """
    one = EXAMPLES.get(code)
    if one is None or one.way != "check" or (one.times and not large):
        return ""
    with TemporaryDirectory() as folder:  # plug-ins are looked for beside the document
        for name, text in one.beside.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        found = api.check(one.whole, path=str(Path(folder, "flow.yaml")))
    shown = [replace(d, file="flow.yaml") for d in found if d.code == code or not one.times]
    return render(shown, [SourceFile("flow.yaml", one.whole)])
