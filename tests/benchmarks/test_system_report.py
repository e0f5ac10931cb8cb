"""The report on the system playbooks: the page and the picture are those of the committed file. No clock here."""

from __future__ import annotations

import copy
import socket
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from benchmarks.system import command
from benchmarks.system.measure import EVENTS, exact
from benchmarks.system.report import BEGIN, PAGE, PICTURE, REPORT, page, read, text, times_faster, write
from benchmarks.system.units import RUST, UNITS

Json = Any


def small() -> dict[str, Json]:
    """A report of one unit with a batch and what goes with it."""
    row = {"events": 1000, "input_bytes": 9, "rounds": 3, "memory_bytes": {"compiled": 1 << 20}, "errors": {"rust": "its answer differs"}}
    row |= {"ms": {"compiled": 2.0, "interpreted": 50.0, "python": 3.0}, "wall_ms": {"compiled": 2.5, "interpreted": 50.0}}
    whole = {"events": 1000, "first_ms": {"interpreted": 80.0, "compiled": 8.0, "cached": 4.0}, "process_ms": {"interpreted": 900.0, "compiled": 300.0}}
    module = {"bytes": 40001, "build_ms": 200.0, "compile_ms": 30.0}
    unit = {"name": RUST, "module": module, "batches": [row], "break_even": {"events": 1, "calls": None}, "end_to_end": whole}
    machine = {"system": "Linux", "processors": 2, "python": "3.11", "wasmtime": "27"}
    return {"machine": machine, "rust": {"missing": "no compiler"}, "units": [unit]}


def test_the_page_has_the_tables_of_the_committed_report() -> None:
    content = PAGE.read_text("utf-8")
    assert page(content, read()) == content
    other = copy.deepcopy(read())
    other["units"][0]["batches"][0]["ms"]["compiled"] *= 2
    assert page(content, other) != content


def test_the_committed_report_is_whole_and_names_no_machine() -> None:
    report = read()
    assert [unit["name"] for unit in report["units"]] == [unit.name for unit in UNITS]
    for unit, made in zip(report["units"], UNITS, strict=True):
        assert [row["events"] for row in unit["batches"]] == list(EVENTS if made.batched else EVENTS[:1])
        assert all(row["errors"] == {} and row["ms"].keys() >= {"compiled", "interpreted"} for row in unit["batches"])
        assert all(("python" in row["ms"]) == (made.plain is not None) for row in unit["batches"])
    assert all("rust" in row["ms"] for row in report["units"][0]["batches"])
    said = REPORT.read_text("utf-8")
    assert socket.gethostname() not in said
    assert str(Path.home()) not in said
    assert "/" not in said


def test_tables_say_what_a_report_says() -> None:
    found = text(small())
    assert f"| {RUST} | 1,000 | 2.0 ms | 50.0 ms | 3.0 ms | error: its answer differs | 25.0 | 1.5 |  |" in found
    assert "no Rust: no compiler." in found
    assert "| 40,001 | ≤ 40,000 |" in found
    assert "than the Rust" not in found
    assert "bytes in to bytes out, wall clock | 20.0 | ≥ 10 |" in found
    assert "(900 ms to 300 ms) | 3.0 | |" in found
    assert "| 1 | never |" in found


def test_nothing_is_said_of_what_was_not_measured() -> None:
    report = small()
    report["units"][0] |= {"batches": [{"events": 1, "input_bytes": 9, "errors": {"compiled": "differs"}}], "end_to_end": None}
    assert f"| {RUST} | 1 | error: differs |  |  |  |  |  |  |" in text(report)
    assert times_faster(report["units"][0]["batches"][0], "rust") is None


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="marks"):
        page(BEGIN, small())


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    write(small(), tmp_path / "report.json")
    assert read(tmp_path / "report.json") == small()


@pytest.mark.parametrize(("one", "other", "same"), [(b'{"a":1,"b":2}', b'{"b":2, "a":1}', True), (b"[1]", b"[1.0]", False), (b"9007199254740993", b"9007199254740992", False)])
def test_answers_are_compared_exactly(one: bytes, other: bytes, same: bool) -> None:
    assert (exact(one) == exact(other)) == same


@pytest.mark.parametrize("words", [["--events", "0"], ["--events", "x"], ["--events", ""], ["--other"]])
def test_wrong_arguments(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(words)
    assert ended.value.code == 2
    assert "usage: python -m benchmarks system" in capsys.readouterr().err


def test_the_picture_can_be_drawn_and_is_always_the_same() -> None:
    picture = pytest.importorskip("benchmarks.picture", reason="matplotlib is not installed: the picture cannot be drawn")
    drawn = picture.svg(small())
    assert ET.fromstring(drawn).tag.endswith("svg")
    assert drawn == picture.svg(small())
    other = small()
    other["units"][0]["batches"][0]["ms"]["compiled"] = 4.0
    assert picture.svg(other) != drawn


def test_the_committed_picture_is_one() -> None:
    assert ET.parse(PICTURE).getroot().tag.endswith("svg")
    assert PICTURE.stat().st_size < 300_000
