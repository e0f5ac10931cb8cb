"""Each example gives its code, the mended one does not and has no error; pages, `noetl explain` and links agree with the table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import noetlc
from noetlc.cli.group import group
from noetlc.diagnostics.codes import CODES
from noetlc.diagnostics.examples import EXAMPLES
from noetlc.diagnostics.formats import page
from noetlc.testing.document import SuiteError, load_suite

ROOT = Path(__file__).parents[2]

LONG = {"V30", "V31", "V32", "V33", "V34", "V35", "V36", "V37", "V38", "V39", "L09", "T04"}
"""Codes of sizes."""

BESIDE = {"V00", "L08", "T05", "W19", "C01", "C02", *(code for code in CODES if code[0] == "P")}
"""Codes of other files, of the machine, and of defects."""


def codes(code: str, text: str, folder: Path) -> dict[str, str]:
    """Codes with severities of a document, found in the way of the example of `code`."""
    one = EXAMPLES[code]
    if one.way == "test":
        (folder / "flow.yaml").write_text(EXAMPLES["V01"].mended)
        file = folder / "flow.test.yaml"
        file.write_text(text)
        try:
            load_suite(file, file.read_bytes())
        except SuiteError as error:
            return {d.code: d.severity for d in error.diagnostics}
        return {}
    file = folder / "flow.yaml"
    file.write_text(text)
    if one.way == "check":
        return {d.code: d.severity for d in noetlc.check(file)}
    result = CliRunner().invoke(group, ["build", str(file), "--allow-unconfined", "--format", "json", *one.options.split()])
    return {d["code"]: d["severity"] for d in json.loads(result.stdout)["diagnostics"]}


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_example_gives_its_code_and_the_mended_one_does_not(code: str, tmp_path: Path) -> None:
    one = EXAMPLES[code]
    assert codes(code, one.wrong, tmp_path).get(code) == CODES[code].severity
    mended = codes(code, one.mended, tmp_path)
    assert code not in mended
    assert "error" not in mended.values(), mended


def test_every_code_that_a_short_document_gives_has_an_example() -> None:
    assert not LONG & BESIDE
    assert EXAMPLES.keys() | LONG | BESIDE == CODES.keys()
    assert not EXAMPLES.keys() & (LONG | BESIDE)


def test_there_is_a_page_for_each_code_and_no_other() -> None:
    assert {path.name for path in (ROOT / "docs" / "errors").iterdir()} == {f"{code}.md" for code in CODES}
    table = (ROOT / "docs" / "errors.md").read_text("utf-8")
    for code in CODES:
        assert f"[{code}](errors/{code}.md)" in table
        assert (ROOT / page(code)).is_file()


@pytest.mark.parametrize("code", CODES)
def test_explain(code: str) -> None:
    result = CliRunner().invoke(group, ["explain", code.lower()])
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{code}: {CODES[code].title} ({CODES[code].severity})\n")
    assert CODES[code].explanation in result.stdout
    if code in EXAMPLES:
        assert "    " + EXAMPLES[code].mended.splitlines()[-1] in result.stdout
    (data,) = json.loads(CliRunner().invoke(group, ["explain", code, "--format", "json"]).stdout)
    assert (data["code"], data["page"], data["example"] is None) == (code, page(code), code not in EXAMPLES)


def test_explain_lists_all_and_suggests_the_nearest() -> None:
    listed = CliRunner().invoke(group, ["explain"])
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(CODES)
    assert len(json.loads(CliRunner().invoke(group, ["explain", "--format", "json"]).stdout)) == len(CODES)
    wrong = CliRunner().invoke(group, ["explain", "V199"])
    assert (wrong.exit_code, wrong.stderr) == (2, "noetl: there is no code V199; did you mean V19?\n")
