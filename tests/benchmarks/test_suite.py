"""The programs of `benchmarks/suite` give the same on CPython and as modules, and its report says what it should. No clock."""

from __future__ import annotations

import json
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import Any

import pytest

from benchmarks.suite.cases import Program, programs
from benchmarks.suite.command import main
from benchmarks.suite.engines import Modules, Python, engines
from benchmarks.suite.measure import measured
from benchmarks.suite.report import WIDTH, chart, geometric_mean, summary, table, text

PROGRAMS = programs()


def test_there_are_enough_programs() -> None:
    assert len(PROGRAMS) >= 20
    assert all(program.title and program.tiny < program.full for program in PROGRAMS)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_module_and_cpython_are_equal(program: Program) -> None:
    answers = []
    for engine in (Modules("noetlc", ""), _cpython()):
        with engine.started(program) as run:
            answers.append(run(program.tiny)[1])
    assert answers[0] == answers[1]
    assert len(answers[0]) > 4


def _cpython() -> Python:
    with ExitStack() as stack:
        (found,) = (engine for engine in engines(None, Path(), stack) if engine.name == "CPython")
    assert isinstance(found, Python)
    return found


class Fake:
    """An engine with an answer and times of its own."""

    missing = ""
    warm = 2

    def __init__(self, name: str, answer: str, seconds: float) -> None:
        self.name, self.version, self.answer, self.seconds = name, f"{name} 1", answer, seconds

    def started(self, program: Program) -> Any:
        if self.answer == "refused":
            raise RuntimeError(f"knows no {program.name}")
        return nullcontext(lambda _: (self.seconds, self.answer))


def test_report_names_the_mean_the_worst_and_what_did_not_run() -> None:
    absent = Fake("absent", "1", 1.0)
    absent.missing = "not installed"
    found = [Fake("noetlc", "1", 0.01), Fake("CPython", "1", 0.04), Fake("PyPy", "2", 0.02), Fake("mypyc", "refused", 0.02), absent]
    report = measured(PROGRAMS[:2], found, 3, lambda _: None)
    assert report["missing"] == {"absent": "not installed"}
    assert report["programs"][0]["ms"] == {"noetlc": 10.0, "CPython": 40.0}
    said = "\n".join(summary(report))
    assert "4.00 times as fast as CPython in the geometric mean of 2 programs" in said
    assert f"{PROGRAMS[0].name} is not in it for PyPy: answers something else than CPython." in said
    assert f"{PROGRAMS[1].name} is not in it for mypyc: knows no {PROGRAMS[1].name}." in said
    assert "absent was not measured: not installed." in text(report)
    assert table(report)[2].startswith(f"| {PROGRAMS[0].name} | 10.0 ms | 40.0 ms | failed | failed | 4.00 |")


def test_chart_fits_and_places_engines() -> None:
    rows = [{"name": "one", "ms": {"noetlc": 1.0, "CPython": 10.0, "PyPy": 1.0, "mypyc": 1e9}, "failed": {}}]
    report = {"engines": dict.fromkeys(("noetlc", "CPython", "PyPy", "mypyc"), "1"), "programs": rows}
    lines = chart(report)
    assert all(len(line) <= WIDTH for line in lines)
    drawn = lines[-1]
    assert drawn.index("*") == lines[1].index("10")  # two engines at ten times
    assert drawn.index("m") == len("one ")  # what is off the chart stands at its end
    assert drawn.index("|") == lines[1].index("1", lines[1].index("0.1") + 3)


def test_geometric_mean() -> None:
    assert geometric_mean([2.0, 8.0]) == pytest.approx(4.0)


def test_picture_is_drawn_twice_the_same(tmp_path: Path) -> None:
    picture = pytest.importorskip("benchmarks.suite.picture", reason="matplotlib is not installed")
    rows = [{"name": "one", "ms": {"noetlc": 1.0, "CPython": 10.0, "PyPy": 2.0}, "failed": {}}]
    report = {"engines": dict.fromkeys(("noetlc", "CPython", "PyPy"), "1"), "programs": rows}
    for name in ("a.svg", "b.svg", "c.png"):
        picture.draw(report, tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")


def test_wrong_names_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--only", "nothing"], ["--without", "nothing"], ["--against", "no-such-revision"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
        assert arguments[1] in capsys.readouterr().err


def test_a_run_is_written_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    small = Program("recursion", PROGRAMS[0].path.with_name("recursion.py"), PROGRAMS[0].path.with_name("recursion.py").read_text("utf-8"), 3, 4)
    monkeypatch.setattr("benchmarks.suite.command.programs", lambda _: [small])
    assert main(["--quick", "--without", "mypyc,PyPy", "--json", str(tmp_path / "report.json")]) == 0
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report["programs"][0]["ms"].keys() == {"noetlc", "CPython"}
    assert "recursion" in capsys.readouterr().out
