"""Fetches, cuts, draws, judges and reports: `python -m benchmarks.sample [--half open|held|both] [--list]`.

The programs of a seed are drawn once and split into two halves by it: the open one is for looking at, of the held one only counts are
shown. Exit code 0 if nothing differs, aborts or crashes, 1 if something does, 2 if the packages are not to be had.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from benchmarks.sample import cut, fetch, oracle
from benchmarks.sample.cut import Program
from benchmarks.sample.judge import Verdict, judge
from benchmarks.sample.modules import Package

CACHE = Path.home() / ".cache" / "noetlc" / "sample"
MOST = 250  # programs of one package
MOST_OF_FILE = 40  # programs of one file of CPython's tests
Row = tuple[Program, str, float]
KINDS = ("equal", "differ", "abort", "crash", "left", "refused", "invalid")


def candidates(cache: Path, say: Callable[[str], None]) -> list[Row]:
    """All programs with what CPython prints and its seconds; made once for these pins, this cutter and this version of Python."""
    here = Path(__file__).parent
    parts = [here / name for name in ("packages.txt", "cpython_tests.txt", "fetch.py", "modules.py", "cut.py", "oracle.py")]
    limits = f"{sys.version} {MOST} {MOST_OF_FILE}".encode()
    digest = hashlib.sha256(limits + b"".join(p.read_bytes() for p in parts)).hexdigest()
    kept = cache / f"programs-{digest[:16]}.json"
    if kept.exists():
        return [(Program(*row[0]), row[1], row[2]) for row in json.loads(kept.read_text("utf-8"))]
    found: list[Program] = []
    for name, archives in fetch.archives(cache).items():
        package = Package(source for archive in archives for source in fetch.sources(archive))
        found += _some(list(cut.programs(name, package)), MOST)
        say(f"{name}: {len(found)} programs so far")
    files, lacking = fetch.cpython_tests()
    if lacking:
        say(f"not the pinned version of CPython's tests: {', '.join(lacking)}")
    for file in files:
        found += _some(list(cut.programs("cpython", Package([file]))), MOST_OF_FILE)
    say(f"CPython's tests: {len(found)} programs; asking CPython for what they print")
    rows = oracle.answers(found)
    cache.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps([[[p.name, p.source], out, seconds] for p, out, seconds in rows]), "utf-8")
    return rows


def _some(programs: list[Program], most: int) -> list[Program]:
    return sorted(random.Random(0).sample(programs, most), key=lambda p: p.name) if len(programs) > most else programs


def draw(rows: list[Row], size: int, seed: int) -> dict[str, list[Row]]:
    """Two halves of a sample. A program is in its half whatever the others are: now and then one is too slow for CPython's limit."""
    marks = {row[0].name: hashlib.sha256(f"{seed} {row[0].name}".encode()).digest() for row in rows}
    ordered = sorted(rows, key=lambda row: marks[row[0].name])
    halves = {name: [row for row in ordered if marks[row[0].name][-1] % 2 == odd] for odd, name in enumerate(("open", "held"))}
    return {name: half[: size // 2] for name, half in halves.items()}


def verdicts(rows: list[Row], jobs: int, say: Callable[[str], None], keep: Path | None = None) -> list[Verdict]:
    """The verdict of each row, in order, written to `keep` as they come. Raises BrokenProcessPool if the machine ends a process."""
    if keep:
        keep.write_text("", "utf-8")
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        found = []
        for at, verdict in enumerate(pool.map(judge, *zip(*rows, strict=True)), 1):
            found.append(verdict)
            if keep:
                with keep.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(verdict)) + "\n")
            if at % 50 == 0:
                say(f"{at} of {len(rows)}")
    return found


def report(half: str, found: list[Verdict], details: bool) -> None:
    """Prints counts, and of the open half what they are made of."""
    counts = Counter(v.kind for v in found)
    lowered = len(found) - counts["refused"] - counts["invalid"] - counts["crash"]
    print(f"{half}: {len(found)} programs, {lowered} lowered ({lowered / max(1, len(found)):.1%})")
    print("  " + ", ".join(f"{kind} {counts[kind]}" for kind in KINDS))
    ran = counts["equal"] + counts["differ"] + counts["abort"]
    print(f"  equal of what the module finished: {counts['equal'] / max(1, ran):.1%}; left {counts['left'] / max(1, lowered):.1%} of runs")
    for what in ("build", "run"):
        print(f"  slow {what}s: {sum(v.slow.startswith(what) for v in found)}")
    for kind in ("refused", "left"):
        for why, count in Counter(v.why for v in found if v.kind == kind).most_common():
            print(f"  {kind} {count}: {why}")
    if details:
        for v in found:
            if v.kind in ("differ", "abort", "crash", "invalid") or v.slow:
                print(f"  {v.kind} {v.program}: {v.why} {v.slow}")


def main(given: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sample", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--half", choices=["open", "held", "both"], default="both")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--size", type=int, default=1200, help="programs of both halves together")
    parser.add_argument("--only", default="1/1", metavar="K/N", help="the K-th of N parts of each half")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="of the open half, what differs")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="write the open half's verdicts and programs, one JSON a line")
    parser.add_argument("--name", metavar="TEXT", help="only programs of the open half whose name contains TEXT")
    parser.add_argument("--cache", type=Path, default=CACHE)
    chosen = parser.parse_args(given)
    begun = time.monotonic()

    def say(text: str) -> None:
        print(f"[{time.monotonic() - begun:.0f} s] {text}", file=sys.stderr, flush=True)

    try:
        halves = draw(candidates(chosen.cache, say), chosen.size, chosen.seed)
    except fetch.NotFetched as error:
        print(error, file=sys.stderr)
        return 2
    part, parts = map(int, chosen.only.split("/"))
    bad = 0
    for half in ("open",) if chosen.name else halves if chosen.half == "both" else (chosen.half,):
        rows = [r for r in halves[half][part - 1 :: parts] if not chosen.name or chosen.name in r[0].name]
        found = verdicts(rows, chosen.jobs, say, chosen.keep if half == "open" else None)
        report(half, found, half == "open" and chosen.list)
        bad += sum(v.kind in ("differ", "abort", "crash") for v in found)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
