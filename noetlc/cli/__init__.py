"""The command line, one file per verb."""

from __future__ import annotations

import atexit
import gc
import os
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
    builds = sys.argv[1:2] == ["build"]
    gc.set_threshold(HARDLY if builds else SELDOM)
    watch()
    try:
        group.run_command_line()
    except SystemExit as end:
        if builds and isinstance(end.code, int):
            _end(end.code)
        raise


def _end(code: int) -> None:
    """Ends the process as Python does, but for taking apart what a build has in memory, which takes long. Returns where nobody reads
    what was printed: Python itself has words for that."""
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return
    os._exit(code)
