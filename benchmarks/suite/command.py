"""The command `python -m benchmarks suite [--only NAME,…] [--json FILE] [--against REV] [--picture FILE] [--quick]`."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.suite.cases import programs
from benchmarks.suite.engines import engines
from benchmarks.suite.measure import measured
from benchmarks.suite.report import OURS, text

ROUNDS, QUICK = 5, 1


def main(arguments: list[str]) -> int:
    """0; 1 if a module failed or answered something else than CPython. Ends with 2 for wrong arguments."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks suite", description="Measures ordinary programs on several engines.")
    parser.add_argument("--only", metavar="NAME,…", default="", help="these programs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there, too")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw it there, as .svg or .png; needs matplotlib")
    parser.add_argument("--against", metavar="REV", help="measure modules of the compiler of a git revision, too")
    parser.add_argument("--without", metavar="ENGINE,…", default="", help="leave engines out, such as mypyc, which compiles for minutes")
    parser.add_argument("--quick", action="store_true", help="one measured round instead of five")
    given = parser.parse_args(arguments)
    with ExitStack() as stack:
        work = Path(stack.enter_context(TemporaryDirectory()))
        try:
            chosen = programs(tuple(filter(None, given.only.split(","))))
            found = engines(given.against, work, stack)
        except ValueError as error:
            parser.error(str(error))
        left = set(filter(None, given.without.split(",")))
        if unknown := left - {engine.name for engine in found if engine.name != OURS}:
            parser.error(f"no engine to leave out is named {', '.join(sorted(unknown))}")
        wanted = [engine for engine in found if engine.name not in left]
        report = measured(chosen, wanted, QUICK if given.quick else ROUNDS, lambda line: print(line, file=sys.stderr, flush=True))
    print(text(report))
    if given.json is not None:
        given.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    if given.picture is not None:
        importlib.import_module("benchmarks.suite.picture").draw(report, given.picture)
    return int(any(OURS in row["failed"] for row in report["programs"]))
