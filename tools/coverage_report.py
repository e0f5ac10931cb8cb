"""What verification's examples reach in a corpus: `python tools/coverage_report.py [FOLDER] [--missed] [--write]`.

The folder is laid out as for `corpus_report.py`; playbooks of classes a, b and c are interpreted with generated payloads and stub
answers: by the types of the workload alone, with what the playbook looks at, and the best of twice as many of those. `--missed`
lists the points nobody reached, `--write` puts the table into docs/coverage.md.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from noetlc.frontend import load
from noetlc.frontend.playbook import Playbook
from noetlc.interp.coverage import Coverage, Point, points
from noetlc.interp.interpreter import interpret_run
from noetlc.interp.pybody.runner import BodyLimits, BodyRunner
from noetlc.verify.engines import execution_id_of, workload_of
from noetlc.verify.harvest import Facts, harvest
from noetlc.verify.payloads import Payload, choose, generate
from noetlc.verify.stubs import StubHost

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
PAGE = ROOT / "docs" / "coverage.md"
BEGIN, END = "<!-- coverage table -->", "<!-- end -->"
KINDS = ("step", "arc", "rule", "template", "body")
SECONDS = 5.0
TIMES = 2  # candidates per chosen payload


def reached(playbook: Playbook, examples: int, seed: int, facts: Facts | None, bodies: BodyRunner, times: int = 1) -> set[int]:
    """The ids of the points that the workload and the generated payloads reach; those chosen from `times` as many."""
    coverage = Coverage(playbook)
    new: dict[int, set[int]] = {}

    def reach(payload: Payload, plain: bool = False) -> set[int]:
        before = coverage.hit
        host = StubHost(seed, payload, facts, plain)
        with contextlib.suppress(_Late), _limited(SECONDS):
            interpret_run(playbook, payload, execution_id=execution_id_of(payload), host=host, bodies=bodies, coverage=coverage)
        new[id(payload)] = coverage.hit - before
        return coverage.hit

    found = reach({}, plain=facts is not None)
    chosen = choose(generate(workload_of(playbook), times * examples, seed, facts), reach, examples)
    return found.union(*(new[id(payload)] for payload in chosen))


class _Late(BaseException):
    """No Exception, because handlers of errors in the run must not take it for one."""


@contextlib.contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raises _Late in the block when it takes longer."""

    def late(_signal: int, _frame: object) -> None:
        raise _Late

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def table(total: Counter[str], found: Sequence[Counter[str]]) -> str:
    """Rows of a Markdown table: points reached per kind, and all."""
    lines = ["| points | all | by the types of the workload | by what the playbook looks at | chosen |", "|---|---:|---:|---:|---:|"]
    for kind in (*KINDS, "all"):
        count = total[kind]
        shares = (f"{one[kind]} ({one[kind] / count:.1%})" if count else "0" for one in found)
        lines.append(f"| {kind} | {count} | {' | '.join(shares)} |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--examples", type=int, default=25)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if not (options.folder / "manifest.json").is_file():
        print(f"no corpus at {options.folder}: nothing is measured")
        return 0
    total: Counter[str] = Counter()
    found: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
    seconds = [0.0, 0.0, 0.0]
    playbooks = 0
    with BodyRunner(BodyLimits(timeout_s=2.0)) as bodies:
        for entry in json.loads((options.folder / "manifest.json").read_text()):
            playbook, _ = load(options.folder / "playbooks" / entry["file"]) if entry["cls"] in "abc" else (None, ())
            if playbook is None:
                continue
            playbooks += 1
            known = points(playbook)
            count(total, known, set(range(len(known))))
            facts = harvest(playbook)
            for index, (known_facts, times) in enumerate(((None, 1), (facts, 1), (facts, TIMES))):
                started = time.perf_counter()
                hit = reached(playbook, options.examples, options.seed, known_facts, bodies, times)
                seconds[index] += time.perf_counter() - started
                count(found[index], known, hit)
            if options.missed:
                for number in sorted(set(range(len(known))) - hit):
                    point = known[number]
                    print(f"{entry['file']}:{point.line}:{point.column}: {point.kind} {point.label}")
    text = table(total, found)
    print(f"{playbooks} playbooks, {options.examples} examples, seed {options.seed}\n\n{text}", file=sys.stderr)
    print(f"\nseconds: {seconds[0]:.1f} before, {seconds[1]:.1f} after, {seconds[2]:.1f} chosen", file=sys.stderr)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        head, rest = page.split(BEGIN)[0], page.split(END, 1)[1]
        note = f"{playbooks} playbooks, {options.examples} generated payloads each, seed {options.seed}:"
        PAGE.write_text(f"{head}{BEGIN}\n{note}\n\n{text}\n{END}{rest}", encoding="utf-8")
    return 0


def count(counter: Counter[str], known: tuple[Point, ...], hit: set[int]) -> None:
    """Adds the points with these ids, per kind and together."""
    for number in hit:
        counter[known[number].kind] += 1
    counter["all"] += len(hit)


if __name__ == "__main__":
    sys.exit(main())
