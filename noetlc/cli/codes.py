"""Exit codes, the same for every verb. Warnings change them only with `--deny-warnings`."""

FINE = 0
DIAGNOSTICS = 1
USAGE = 2
DIVERGED = 3
RUN_FAILED = 4
RUN_ABORTED = 5
