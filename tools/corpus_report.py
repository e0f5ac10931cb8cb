"""Builds and verifies every playbook of a corpus and prints counts per class: `python tools/corpus_report.py [FOLDER] [--list]`.

The folder holds `playbooks/*.yaml` and `manifest.json`, a list of `{"file", "cls"}`: class a is pure compute, b compute plus tools,
c shells and containers, d what no subset covers. Exit code 0 if no accepted playbook fails to build or diverges, also when the folder
is absent (then nothing is checked, and the report says so); else 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from noetlc.api import BuildError, BuildResult, Divergence, build
from noetlc.diagnostics import Diagnostic

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"


@dataclass
class ClassReport:
    """Counts of one class. `steps` counts steps by how they were lowered, `reasons` why steps are not native."""

    files: int = 0
    rejected: int = 0
    built: int = 0
    verified: int = 0
    bytes: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    not_compared: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, result: BuildResult) -> None:
        """Counts a module."""
        self.built += 1
        self.bytes += len(result.wasm)
        for step in result.steps:
            self.steps[step.lowered] += 1
            if step.reason is not None:
                self.reasons[f"{step.lowered}: {step.reason}"] += 1
        if result.verification is not None:
            found = result.verification
            self.verified += found.compared > 0
            self.counts.update({"examples": found.examples, "compared": found.compared, "host": found.host})
            self.counts["left"] += found.left.total()
            self.not_compared.update(found.not_compared)
            self.left.update(leave.reason for leave in found.left.elements())


@dataclass(frozen=True)
class Options:
    """What to build and how to verify it."""

    target: str
    verify: bool
    examples: int
    seed: int
    verify_ir: bool


def corpus_files(folder: Path, names: Iterable[str], classes: str) -> list[tuple[Path, str]]:
    """Playbooks of the corpus with their class; `names` keeps those whose file name contains one of them."""
    wanted = list(names)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    found = [(folder / "playbooks" / entry["file"], str(entry["cls"])) for entry in manifest]
    return sorted((path, cls) for path, cls in found if cls in classes and (not wanted or any(name in path.name for name in wanted)))


def examine(path: Path, report: ClassReport, options: Options) -> None:
    """Builds one playbook and counts the outcome."""
    report.files += 1
    try:
        result = build(
            path,
            target=options.target,
            verify=options.verify,
            examples=options.examples,
            seed=options.seed,
            verify_ir=options.verify_ir,
            lenient=True,
        )
    except BuildError as error:
        _refused(path, report, error.diagnostics)
    except Divergence as error:
        report.built += 1
        report.failures.append(f"{path.name}: {error}")
    except Exception as error:
        report.failures.append(f"{path.name}: {type(error).__name__}: {error}")
    else:
        report.add(result)


def _refused(path: Path, report: ClassReport, diagnostics: list[Diagnostic]) -> None:
    """A document error (V..) is a rejected playbook; any other error is a construct the target does not take."""
    errors = [d for d in diagnostics if d.severity == "error"]
    report.refusals.update({d.code for d in errors})
    if any(d.code.startswith("V") for d in errors):
        report.rejected += 1
    elif any(not d.code.startswith("T") for d in errors):
        report.failures.append(f"{path.name}: {errors[0].code} {errors[0].message}")


def show(reports: dict[str, ClassReport], verbose: bool) -> None:
    """Prints the table, then the lists."""
    print("class  files  rejected  built  verified  examples  compared  host  left  KB/module", end="")
    print("  native  host  plugin  interpreted")
    for name, report in sorted(reports.items()):
        size = report.bytes / report.built / 1000 if report.built else 0.0
        steps, counts = report.steps, report.counts
        print(
            f"{name:5}  {report.files:5}  {report.rejected:8}  {report.built:5}  {report.verified:8}  {counts['examples']:8}"
            f"  {counts['compared']:8}  {counts['host']:4}  {counts['left']:4}  {size:9.1f}"
            f"  {steps['native']:6}  {steps['host']:4}  {steps['plugin']:6}  {steps['interpreted']:11}"
        )
    for name, report in sorted(reports.items()):
        _show_counts(f"{name}: refused because of", report.refusals)
        _show_counts(f"{name}: examples not compared:", report.not_compared)
        _show_counts(f"{name}: examples left to the interpreter:", report.left)
        if verbose:
            _show_counts(f"{name}: steps not native", report.reasons)
        for failure in report.failures:
            print(f"{name}: FAILED {failure}")


def _show_counts(title: str, counts: Counter[str]) -> None:
    for what, count in counts.most_common():
        print(f"{title} {what}: {count}")


def arguments(given: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--only", action="append", default=[], metavar="TEXT", help="only files whose name contains TEXT; repeatable")
    parser.add_argument("--classes", default="abcd")
    parser.add_argument("--target", default="noetlc", choices=["noetlc", "noetl-worker"])
    parser.add_argument("--no-verify", action="store_true")
    parser.add_argument("--verify-ir", action="store_true")
    parser.add_argument("--examples", type=int, default=25)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--list", action="store_true", help="also why steps are not native")
    parser.add_argument("--progress", action="store_true", help="name every file and its seconds on stderr")
    return parser.parse_args(given)


def main(given: list[str]) -> int:
    """Runs the report. 1 if an accepted playbook did not build or diverged."""
    chosen = arguments(given)
    if not (chosen.folder / "manifest.json").exists():
        print(f"no corpus at {chosen.folder}: nothing checked")
        return 0
    options = Options(chosen.target, not chosen.no_verify, chosen.examples, chosen.seed, chosen.verify_ir)
    reports: dict[str, ClassReport] = {}
    for path, cls in corpus_files(chosen.folder, chosen.only, chosen.classes):
        report = reports.setdefault(cls, ClassReport())
        started, failures = time.perf_counter(), len(report.failures)
        examine(path, report, options)
        if chosen.progress:
            outcome = report.failures[-1] if len(report.failures) > failures else "fine"
            print(f"{time.perf_counter() - started:6.1f} s  {path.name}: {outcome}", file=sys.stderr, flush=True)
    show(reports, chosen.list)
    return 1 if any(report.failures for report in reports.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
