"""The command line, one file per verb."""

from __future__ import annotations


def main() -> None:
    """The console script: parses arguments, runs a verb, exits with its code and never shows a traceback."""
    from noetlc.cli.interrupt import watch

    watch()
    from noetlc.cli.group import run_command_line

    run_command_line()
