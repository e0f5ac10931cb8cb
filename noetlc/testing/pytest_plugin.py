"""The cases of `X.test.yaml` files as tests of pytest (entry point `pytest11`; `-p no:noetlc` turns it off).

It is loaded in every run of pytest in an environment with noetlc, so that it imports nothing before there is such a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from noetlc.diagnostics import Diagnostic, SourceFile
from noetlc.diagnostics.render import render
from noetlc.late import late
from noetlc.paths import TEST_SUFFIX

if TYPE_CHECKING:
    from noetlc import loading
    from noetlc.interp.pybody.runner import BodyRunner
    from noetlc.testing import document, run
    from noetlc.testing.document import Case, Suite
    from noetlc.testing.run import Prepared
else:
    document = late("noetlc.testing.document")
    loading = late("noetlc.loading")
    run = late("noetlc.testing.run")

TIMEOUT = 10.0
"""Seconds that a module and each body of a case may take."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of cases; no other file is looked at."""
    return SuiteFile.from_parent(parent, path=file_path) if file_path.name.endswith(TEST_SUFFIX) else None


class CaseFailed(Exception):
    """What of a case is not as expected."""


class SuiteFile(pytest.File):
    """A test file. Its playbook is built when its first case runs."""

    suite: Suite
    prepared: Prepared
    bodies: BodyRunner

    def collect(self) -> Iterator[pytest.Item]:
        data = self.path.read_bytes()
        try:
            self.suite = document.load_suite(self.path, data)
        except document.SuiteError as error:
            raise self.CollectError(_shown(error.diagnostics, data)) from None
        for case in self.suite.cases:
            yield CaseItem.from_parent(self, name=case.name, case=case)

    def setup(self) -> None:
        source = self.suite.playbook.read_bytes()
        try:
            self.prepared = run.Prepared(self.suite, source, (), TIMEOUT)
        except loading.BuildError as error:
            pytest.fail(_shown(error.diagnostics, source), pytrace=False)
        self.bodies = self.prepared.runner()

    def teardown(self) -> None:
        if hasattr(self, "bodies"):
            self.bodies.close()


class CaseItem(pytest.Item):
    """A case."""

    parent: SuiteFile

    def __init__(self, *, case: Case, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.case = case

    def runtest(self) -> None:
        outcome = self.parent.prepared.outcome(self.case, self.parent.bodies)
        if outcome.left:
            self.add_report_section("call", "noetl", f"not compared: {outcome.left}")
        if outcome.failures:
            raise CaseFailed("\n".join(outcome.failures))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, CaseFailed):
            return f"{self.path}:{self.case.line}: {self.name}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.case.line - 1, self.name


def _shown(diagnostics: list[Diagnostic], data: bytes) -> str:
    return render(diagnostics, [SourceFile(diagnostics[0].file, data.decode("utf-8-sig", "replace"))])
