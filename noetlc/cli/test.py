"""`noetl test`: the cases of test files on both engines."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from noetlc.cli import watching
from noetlc.cli.codes import DIAGNOSTICS, FINE, USAGE
from noetlc.cli.color import difference
from noetlc.cli.common import FORMAT, PLUGIN_PATH, print_json, read_bytes, show_diagnostics, stop, write_bytes
from noetlc.cli.finding import below
from noetlc.cli.interrupt import time_limit
from noetlc.cli.progress import elapsed_line
from noetlc.diagnostics.counts import counted
from noetlc.diagnostics.terminal import shown
from noetlc.host.recording import RecordingError
from noetlc.late import late
from noetlc.loading import BuildError
from noetlc.paths import TEST_SUFFIX

if TYPE_CHECKING:
    from noetlc.testing import document, report, run
    from noetlc.testing import update as updating
    from noetlc.testing.document import Case, Suite
    from noetlc.testing.report import Ended
    from noetlc.testing.run import Outcome
else:
    document = late("noetlc.testing.document")
    report = late("noetlc.testing.report")
    run = late("noetlc.testing.run")
    updating = late("noetlc.testing.update")


@click.command(name="test")
@click.argument("paths", metavar="[PATH]…", nargs=-1, type=click.Path(path_type=Path))
@click.option("-k", "only", metavar="TEXT", default="", help="Only cases whose name has this text in it.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first case that fails.")
@click.option("--update", is_flag=True, help="Write what happened as what is expected, and show the difference.")
@click.option("--watch", is_flag=True, help="Run again whenever a file changes (needs watchfiles).")
@click.option("--coverage", is_flag=True, help="Show what of the playbooks no case reached.")
@click.option("--fail-under", type=click.FloatRange(0, 100), metavar="PERCENT", help="Fail where less of a playbook's points is reached.")
@click.option("--lcov", type=click.Path(path_type=Path), metavar="FILE", help="Write the coverage for editors and CI.")
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write the results as JUnit XML.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="Longest run of a case.",
)
@PLUGIN_PATH
@FORMAT
def command(
    paths: tuple[Path, ...],
    only: str,
    fail_fast: bool,
    update: bool,
    watch: bool,
    coverage: bool,
    fail_under: float | None,
    lcov: Path | None,
    junit: Path | None,
    timeout: float,
    plugin_path: tuple[Path, ...],
    output_format: str,
) -> None:
    """Run the cases of X.test.yaml files: on the module and in the interpreter, which must agree.

    PATH is a test file, a playbook with a test file next to it, or a folder that is searched (default: the current one). Tool calls are
    answered by the case alone, nothing waits, and clock, entropy and environment are the case's. Exit code 1 if a case fails, 2 for a
    test file that cannot be used. With --watch it goes on until it is interrupted.

    With --update the expectations of cases that fail, and of those without any, become what happened, where all calls were answered and
    both engines agree.
    """
    if watch and update:
        stop("--watch and --update exclude each other", USAGE)

    def once() -> int:
        session = _Session(only, fail_fast, timeout, plugin_path, output_format == "text", update)
        for path in _files(paths):
            session.suite(path)
            if session.stopped:
                break
        if not session.ended or not session.count:
            stop(f"no case has {only!r} in its name" if only else "no cases found", USAGE)
        return _report(session, output_format, coverage, fail_under, junit, lcov)

    if watch:
        watching.again_and_again(once, [*paths, *plugin_path] or [Path()], "--watch")
    sys.exit(once())


def _report(
    session: _Session, output_format: str, coverage: bool, fail_under: float | None, junit: Path | None, lcov: Path | None
) -> int:
    """Shows and writes what came out; the exit code."""
    low = [e for e in session.ended if fail_under is not None and _percent(e) < fail_under]
    if output_format == "json":
        print_json({"suites": report.as_json(session.ended)})
    else:
        _summary(session, coverage or fail_under is not None, low, fail_under)
    if junit is not None:
        write_bytes(junit, report.as_junit(session.ended))
    if lcov is not None:
        write_bytes(lcov, report.as_lcov(session.ended).encode())
    return DIAGNOSTICS if session.failed or low else FINE


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    """The test files that are meant, each once."""
    seen: set[Path] = set()
    for path in paths or (Path(),):
        found = [path]
        if path.is_dir():
            found = sorted(file for file in below(path) if file.name.endswith(TEST_SUFFIX))
            if not found:
                stop(f"{path} holds no *{TEST_SUFFIX}", USAGE)
        elif not path.name.endswith(TEST_SUFFIX):
            found = [path.with_name(path.stem + TEST_SUFFIX)]
            if not found[0].is_file():
                stop(f"{path} has no test file {found[0].name} next to it", USAGE)
        for file in found:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


@dataclass(slots=True)
class _Session:
    """The suites that ran."""

    only: str
    fail_fast: bool
    timeout: float
    plugin_path: tuple[Path, ...]
    talks: bool
    update: bool
    ended: list[Ended] = field(default_factory=list)
    count: int = 0
    failed: int = 0
    compared: int = 0
    left: int = 0
    updated: int = 0
    stopped: bool = False

    def suite(self, path: Path) -> None:
        """Runs one file. A file that cannot be used ends the command."""
        data = read_bytes(path, "test file")
        try:
            suite = document.load_suite(path, data)
        except document.SuiteError as error:
            show_diagnostics(error.diagnostics, str(path), data)
            sys.exit(USAGE)
        cases = [case for case in suite.cases if self.only in case.name]
        if not cases:
            return
        source = read_bytes(suite.playbook, "playbook")
        try:
            with elapsed_line(f"building {suite.playbook}"):
                prepared = run.Prepared(suite, source, self.plugin_path, self.timeout)
        except BuildError as error:
            show_diagnostics(error.diagnostics, str(suite.playbook), source)
            sys.exit(DIAGNOSTICS)
        if self.talks:
            click.echo(f"{path}: {counted(len(cases), 'case')}")
        outcomes: list[Outcome] = []
        try:
            for outcome in prepared.run(cases, self._limit):
                outcomes.append(outcome)
                self._note(suite, outcome)
                if self.stopped:
                    break
        except (RecordingError, OSError) as error:
            stop(f"{path}: {error}", USAGE)
        if self.update:
            outcomes = self._update(suite, path, data, outcomes)
        self.ended.append((suite, outcomes, prepared.reach()))

    def _update(self, suite: Suite, path: Path, data: bytes, outcomes: list[Outcome]) -> list[Outcome]:
        """Writes what these cases gave into their file; they are then as they should be."""
        text, refused = updating.rewritten(suite, data, outcomes)
        made: list[Outcome] = []
        for outcome in outcomes:
            why = refused.get(outcome.case.name)
            if why is not None:
                self.failed += not outcome.failures
                outcome = replace(outcome, failures=(*outcome.failures, f"not updated: {why}"))
                click.echo(f"{path}:{outcome.case.line}: {shown(outcome.case.name)}: not updated: {shown(why)}", err=True)
            elif updating.needs_update(outcome):
                self.updated += 1
                self.failed -= bool(outcome.failures)
                outcome = replace(outcome, failures=())
            made.append(outcome)
        if text != data:
            if self.talks:
                before, after = (part.decode("utf-8", "replace").splitlines(keepends=True) for part in (data, text))
                for line in difflib.unified_diff(before, after, str(path), f"{path} (updated)"):
                    click.echo(difference(shown(line.rstrip("\r\n"), breaks=True)))
            write_bytes(path, text)
        return made

    def _limit(self, case: Case) -> AbstractContextManager[None]:
        # Beyond the limit of the module, which ends by itself: the interpreter does not.
        return time_limit(3 * self.timeout + 5, f"the case {case.name} took too long", DIAGNOSTICS)

    def _note(self, suite: Suite, outcome: Outcome) -> None:
        self.count += 1
        self.failed += bool(outcome.failures)
        self.compared += outcome.compared
        self.left += bool(outcome.left)
        pending = self.update and updating.needs_update(outcome)
        self.stopped = self.fail_fast and bool(outcome.failures) and not pending
        if not self.talks:
            return
        name = shown(outcome.case.name, breaks=True)
        click.echo(
            f"  {'differs' if pending else 'FAILED' if outcome.failures else 'passed'}  {name}"
            + (f" ({suite.path}:{outcome.case.line})" if outcome.failures else "")
        )
        for failure in outcome.failures:
            click.echo(f"            {shown(failure, breaks=True)}")
        if outcome.left:
            click.echo(f"            not compared: {shown(outcome.left, breaks=True)}")


def _percent(ended: Ended) -> float:
    """How much of a playbook was reached; 100 where there is nothing to reach."""
    reach = ended[2]
    return 100 * len(reach.hit) / len(reach.points) if reach.points else 100.0


def _summary(session: _Session, coverage: bool, low: list[Ended], wanted: float | None) -> None:
    if coverage:
        for ended in session.ended:
            suite, _, reach = ended
            click.echo(f"{suite.playbook}: {_percent(ended):.0f} % reached: {reach.text()}")
            for line in reach.lines(str(suite.playbook)):
                click.echo(f"  {line}")
    for ended in low:
        click.echo(f"{ended[0].playbook}: less than {wanted:g} % reached", err=True)
    click.echo(
        f"{counted(session.count, 'case')}: {session.count - session.failed} passed, {session.failed} failed;"
        f" {session.compared} compared on both engines"
        + (f", {session.left} left to the interpreter" if session.left else "")
        + (f"; {session.updated} updated" if session.updated else "")
    )
