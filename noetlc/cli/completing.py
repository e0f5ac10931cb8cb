"""What a shell proposes, beside files and options, which click knows."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from noetlc.diagnostics.codes import CODES


def code_names(_context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Diagnostic codes; of a list of them, the last."""
    before, comma, last = incomplete.rpartition(",")
    found = [code for code in CODES.values() if code.code.startswith(last.upper())]
    return [CompletionItem(before + comma + code.code, help=code.title) for code in found]
