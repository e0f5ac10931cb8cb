"""Test files: what they mean, and one diagnostic for each way to get them wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from noetlc.testing.document import DEFAULT_NOW, Suite, SuiteError, load_suite

PATH = Path("flows/order.test.yaml")


def suite(text: str) -> Suite:
    return load_suite(PATH, text.encode())


def wrong(text: str | bytes) -> tuple[str, int, int, str]:
    with pytest.raises(SuiteError) as caught:
        load_suite(PATH, text.encode() if isinstance(text, str) else text)
    (found,) = caught.value.diagnostics
    assert found.hint
    assert found.file == str(PATH)
    return found.code, found.line, found.column, found.message


def test_defaults_and_the_playbook_next_to_the_file() -> None:
    read = suite("cases: [{}]")
    assert read.playbook == Path("flows/order.yaml")
    (case,) = read.cases
    assert (case.name, case.now, case.seed, case.execution_id, case.expect) == ("case 1", DEFAULT_NOW, 0, "0", {})


def test_maps_of_defaults_are_merged_and_rows_are_cases() -> None:
    read = suite(
        "playbook: ../other.yaml\n"
        "defaults: {payload: {a: 1, b: 2}, env: {REGION: eu}}\n"
        "cases:\n"
        "  - {name: t, payload: {b: 3}, table: [{payload: {c: 4}}, {name: second, execution_id: 7, now: '2024-01-01T00:00:01.5Z'}]}\n"
    )
    first, second = read.cases
    assert read.playbook == Path("other.yaml")
    assert (first.name, first.payload, first.env) == ("t / 1", {"a": 1, "b": 3, "c": 4}, {"REGION": "eu"})
    assert (second.name, second.execution_id, second.now) == ("t / second", "7", DEFAULT_NOW + 1_500_000_000)
    assert first.line == 4


def test_ids_stay_exact() -> None:
    (case,) = suite("cases: [{payload: {id: 9007199254740993}, expect: {result: 9007199254740993}}]").cases
    assert case.payload["id"] == case.expect["result"] == 9007199254740993


WRONG = {
    "cases: [": ("E01", 1, 9),
    "cases: [{name: a, name: b}]": ("E01", 1, 19),
    "": ("E02", 1, 1),
    "[]": ("E02", 1, 1),
    "cases: []": ("E02", 1, 8),
    "cases: [1]": ("E02", 1, 9),
    "case: [{}]": ("E02", 1, 1),
    "cases: [{nmae: a}]": ("E02", 1, 10),
    "cases: [{payload: 1}]": ("E02", 1, 19),
    "cases: [{name: a}, {name: a}]": ("E02", 1, 20),
    "cases: [{now: yesterday}]": ("E02", 1, 15),
    "cases: [{seed: x}]": ("E02", 1, 16),
    "cases: [{env: {A: 1}}]": ("E02", 1, 19),
    "cases: [{options: {strict: maybe}}]": ("E02", 1, 28),
    "cases: [{tools: {a: {dta: 1}}}]": ("E02", 1, 22),
    "cases: [{tools: {a: {error: {kind: 1}}}}]": ("E02", 1, 36),
    "cases: [{expect: {status: done}}]": ("E02", 1, 27),
    "cases: [{expect: {steps: a}}]": ("E02", 1, 26),
    "cases: [{expect: {calls: {a: many}}}]": ("E02", 1, 30),
    "cases: [{table: []}]": ("E02", 1, 17),
    "cases: [{table: [{recording: r}]}]": ("E02", 1, 19),
}


@pytest.mark.parametrize("text", WRONG, ids=lambda text: text or "empty")
def test_one_diagnostic_at_its_place(text: str) -> None:
    code, line, column, message = wrong(text)
    assert (code, line, column) == WRONG[text], message


def test_bytes_that_are_no_text() -> None:
    assert wrong(b"cases: \xff")[:3] == ("E01", 1, 8)
    assert wrong(b"a: " + b"[" * 5000)[0] == "E01"


def test_the_nearest_key_is_named() -> None:
    with pytest.raises(SuiteError) as caught:
        suite("cases: [{expect: {reslt: 1}}]")
    assert "result" in caught.value.diagnostics[0].hint
