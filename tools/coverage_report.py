"""What verification's examples reach in a corpus: `python tools/coverage_report.py [FOLDER] [--missed] [--write]`.

The folder is laid out as for `corpus_report.py`; playbooks of classes a, b and c are interpreted with generated payloads and stub
answers: by the types of the workload alone, and with what the playbook looks at. `--missed` lists the points nobody
reached, `--write` puts the table into docs/coverage.md.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from noetlc.frontend import load
from noetlc.frontend.playbook import Playbook
from noetlc.interp.coverage import Point, points
from noetlc.verify.differential import LimitReached
from noetlc.verify.engines import execution_id_of, workload_of
from noetlc.verify.harvest import Facts, harvest
from noetlc.verify.payloads import generate
from noetlc.verify.process import InterpreterProcess

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
PAGE = ROOT / "docs" / "coverage.md"
BEGIN, END = "<!-- coverage table -->", "<!-- end -->"
KINDS = ("step", "arc", "rule", "template", "body")


def reached(playbook: Playbook, examples: int, seed: int, facts: Facts | None) -> set[int]:
    """The ids of the points that the workload and the generated payloads reach; a run that a limit ends reaches none."""
    found: set[int] = set()
    interpreter = InterpreterProcess(playbook, seed, facts=facts)
    with contextlib.closing(interpreter):
        payloads = generate(workload_of(playbook), examples, seed, facts)
        for number, payload in enumerate(({}, *payloads)):
            plain = number == 0 and facts is not None
            with contextlib.suppress(LimitReached):
                found.update(interpreter.begin(payload, execution_id_of(payload), plain=plain, coverage=True)().reached)
    return found


def table(total: Counter[str], found: Sequence[Counter[str]]) -> str:
    """Rows of a Markdown table: points reached per kind, and all."""
    lines = ["| points | all | by the types of the workload | by what the playbook looks at |", "|---|---:|---:|---:|"]
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
    found: tuple[Counter[str], ...] = (Counter(), Counter())
    seconds = [0.0, 0.0]
    playbooks = 0
    for entry in json.loads((options.folder / "manifest.json").read_text()):
        playbook, _ = load(options.folder / "playbooks" / entry["file"]) if entry["cls"] in "abc" else (None, ())
        if playbook is None:
            continue
        playbooks += 1
        known = points(playbook)
        count(total, known, set(range(len(known))))
        facts = harvest(playbook)
        for index, known_facts in enumerate((None, facts)):
            started = time.perf_counter()
            hit = reached(playbook, options.examples, options.seed, known_facts)
            seconds[index] += time.perf_counter() - started
            count(found[index], known, hit)
        if options.missed:
            for number in sorted(set(range(len(known))) - hit):
                point = known[number]
                print(f"{entry['file']}:{point.line}:{point.column}: {point.kind} {point.label}")
    text = table(total, found)
    print(f"{playbooks} playbooks, {options.examples} examples, seed {options.seed}\n\n{text}", file=sys.stderr)
    print(f"\nseconds: {seconds[0]:.1f} before, {seconds[1]:.1f} after", file=sys.stderr)
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
