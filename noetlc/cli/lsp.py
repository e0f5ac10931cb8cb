"""`noetl lsp`: the language server for editors."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import click

from noetlc.cli.codes import USAGE
from noetlc.cli.common import stop
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.editor import server
else:
    server = late("noetlc.editor.server")


@click.command(name="lsp")
def command() -> None:
    """Serve an editor over stdin and stdout: diagnostics, completion, hover, go to step, rename step."""
    if not importlib.util.find_spec("pygls"):
        stop("the language server needs pygls: pip install 'noetlc[lsp]'", USAGE)
    server.serve()
