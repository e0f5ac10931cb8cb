"""Whether output is painted."""

from __future__ import annotations

import os
import sys

import click

_OF_DIFF = {"+": "green", "-": "red", "@": "cyan"}


def colored() -> bool:
    """Whether stderr shows colours, and nobody said that they are not wanted (NO_COLOR)."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def difference(line: str) -> str:
    """A line of a unified diff, painted where stdout is a terminal and nobody said that it is not wanted."""
    color = _OF_DIFF.get(line[:1])
    return click.style(line, fg=color) if color and sys.stdout.isatty() and not os.environ.get("NO_COLOR") else line
