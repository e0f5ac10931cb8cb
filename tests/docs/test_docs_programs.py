"""Every program in Python of the documentation is run: here, or by the test that is named. Those of docs/errors are files of its examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAMS = {
    str(page.relative_to(ROOT)): programs
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "howto").glob("*.md")]
    if (programs := re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL))
}
ELSEWHERE = {
    "docs/api.md": "tests/api/test_api_docs.py",
    "docs/catalog.md": "tests/catalog/test_catalog_cli.py",
    "docs/tracing.md": "tests/tracing/test_traces.py",
}


@pytest.mark.parametrize("page", sorted(set(PROGRAMS) - set(ELSEWHERE)))
def test_program(page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    for program in PROGRAMS[page]:
        exec(compile(program, page, "exec"), {})
    assert capsys.readouterr().out != ""


def test_what_runs_elsewhere_is_there() -> None:
    assert set(ELSEWHERE) <= set(PROGRAMS)
    assert [test for test in ELSEWHERE.values() if not (ROOT / test).exists()] == []
