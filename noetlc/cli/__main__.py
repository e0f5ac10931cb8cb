"""`python -m noetlc.cli` is the console script."""

from noetlc.cli import main

main()
