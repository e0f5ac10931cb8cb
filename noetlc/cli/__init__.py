"""The command line, one file per verb."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from noetlc.cli.interrupt import watch
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.cli import group
else:
    group = late("noetlc.cli.group")


# New objects between collections: importing and compiling make many that stay, and hardly any cycles. A build ends before the second.
SELDOM = 100_000
HARDLY = 1_000_000


def main() -> None:
    """The console script: parses arguments, runs a verb, exits with its code and never shows a traceback."""
    gc.set_threshold(HARDLY if sys.argv[1:2] == ["build"] else SELDOM)
    watch()
    group.run_command_line()
