"""`python -m noetlc` is the console script."""

from noetlc.cli import main

main()
