"""Runs the benchmarks: `python -m benchmarks [NAME…] [--quick]`, from the root of the repository.

Names: bodies, documents, builds, dispatch, editor, growth, inference, linking, routing, scale, wall. `suite` and `system` stand alone:
they have options and reports of their own, see benchmarks/README.md. Ratios against CPython are taken side by side in one run. The
target of a row with a ratio is one for the ratio if it has no unit, else one for the value.
"""

from __future__ import annotations

import importlib
import sys

NAMES = ("bodies", "documents", "builds", "dispatch", "editor", "growth", "inference", "linking", "routing", "scale", "wall")
ALONE = ("suite", "system")


def main(arguments: list[str]) -> int:
    """0, or 2 for an unknown name."""
    if arguments[:1] and arguments[0] in ALONE:
        return int(importlib.import_module(f"benchmarks.{arguments[0]}.command").main(arguments[1:]))
    quick = "--quick" in arguments
    names = [a for a in arguments if a != "--quick"] or list(NAMES)
    if unknown := [name for name in names if name not in NAMES]:
        print(f"unknown benchmark {', '.join(unknown)}; known are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    print("| measured | time or size | CPython | times faster | target |\n|---|---|---|---|---|")
    for name in names:
        for row in importlib.import_module(f"benchmarks.{name}").rows(quick):
            reference = "" if row.reference is None else f"{row.reference:,.1f} {row.unit}"
            ratio = "" if row.ratio is None else f"{row.ratio:.1f}"
            print(f"| {row.name} | {row.value:,.1f} {row.unit} | {reference} | {ratio} | {row.target} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
