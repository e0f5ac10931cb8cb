"""The command line, one file per verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.cli.interrupt import watch
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.cli import group
else:
    group = late("noetlc.cli.group")


def main() -> None:
    """The console script: parses arguments, runs a verb, exits with its code and never shows a traceback."""
    watch()
    group.run_command_line()
