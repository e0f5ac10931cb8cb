"""The command `python -m benchmarks system [--json FILE] [--quick] [--events N,N…]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.system.measure import EVENTS, measured
from benchmarks.system.report import text, write


def main(arguments: list[str]) -> int:
    """0; 1 if an answer differed. Ends with 2 for wrong arguments."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks system", description="Measures the system playbooks.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there, too")
    parser.add_argument("--quick", action="store_true", help="few rounds, and no batch above 1,000 events unless --events says so")
    parser.add_argument("--events", type=_counts, metavar="N,N…", help=f"batch sizes ({','.join(map(str, EVENTS))})")
    given = parser.parse_args(arguments)
    events = given.events or (EVENTS[:-1] if given.quick else EVENTS)
    report = measured(events, given.quick, lambda line: print(line, file=sys.stderr, flush=True))
    print(text(report))
    if given.json is not None:
        write(report, given.json)
    return int(any(row["errors"] for unit in report["units"] for row in unit["batches"]))


def _counts(words: str) -> tuple[int, ...]:
    counts = tuple(sorted({int(word) for word in words.split(",")}))
    if counts[0] < 1:
        raise ValueError(words)
    return counts
