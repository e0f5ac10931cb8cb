"""Each example gives its code, the mended one does not and has no error; pages, `noetl explain` and links agree with the table."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import noetlc
from noetlc.cli.group import group
from noetlc.diagnostics.codes import CODES
from noetlc.diagnostics.examples import ARISES, EXAMPLES
from noetlc.diagnostics.formats import page
from noetlc.diagnostics.pages import files
from noetlc.testing.document import SuiteError, load_suite

ROOT = Path(__file__).parents[2]

def codes(code: str, mended: bool, folder: Path) -> dict[str, str]:
    """Codes with severities of the example of `code`, found in its way."""
    one = EXAMPLES[code]
    text = one.mended if mended else one.whole
    for name, content in (one.mended_beside if mended else one.beside).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)
    if one.way == "test":
        (folder / "flow.yaml").write_text(EXAMPLES["V01"].mended)
        file = folder / "flow.test.yaml"
        file.write_text(text)
        try:
            load_suite(file, file.read_bytes())
        except SuiteError as error:
            return {d.code: d.severity for d in error.diagnostics}
        return {}
    if one.way == "plugin test":
        (folder / "scale.cases.yaml").write_text(text)
        result = CliRunner().invoke(group, ["plugin", "test", str(folder / "scale.wat")])
        assert (result.exit_code == 0) == mended, result.output
        return {found: "error" for found in re.findall(r"error\[(\w+)\]", result.stderr)}
    file = folder / "flow.yaml"
    file.write_text(text)
    if one.way == "check":
        return {d.code: d.severity for d in noetlc.check(file)}
    if one.way == "register":
        result = CliRunner().invoke(group, ["register", str(file), "--interpreted", "--catalog", str(folder / "catalog.sqlite"), "--json"])
        return {d["code"]: d["severity"] for d in json.loads(result.stdout)[0]["diagnostics"]}
    result = CliRunner().invoke(group, ["build", str(file), "--allow-unconfined", "--format", "json", *one.options.split()])
    return {d["code"]: d["severity"] for d in json.loads(result.stdout)["diagnostics"]}


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_example_gives_its_code_and_the_mended_one_does_not(code: str, tmp_path: Path) -> None:
    (tmp_path / "wrong").mkdir()
    (tmp_path / "mended").mkdir()
    assert codes(code, False, tmp_path / "wrong").get(code) == CODES[code].severity
    mended = codes(code, True, tmp_path / "mended")
    assert code not in mended
    assert "error" not in mended.values(), mended


def test_every_code_has_an_example_or_says_how_it_arises() -> None:
    assert EXAMPLES.keys() | ARISES.keys() == CODES.keys()
    assert not EXAMPLES.keys() & ARISES.keys()


def test_what_is_left_out_of_an_example_is_said() -> None:
    for code, one in EXAMPLES.items():
        assert (one.times > 0) == (one.repeated != "") == (one.wrong.count("…") == 1), code
        assert len(one.wrong) < 1000
        text = CliRunner().invoke(group, ["explain", code]).stdout
        assert (f"… stands for {one.times:,} times" in text) == (one.times > 0)
        assert all(f"{name}:\n" in text for name in one.beside)


def test_how_v00_arises(tmp_path: Path) -> None:
    for source in ("flow.yaml", tmp_path / "missing.yaml"):
        assert [d.code for d in noetlc.check(source)] == ["V00"]


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
        shown = files(EXAMPLES[code], True)
        assert shown
        assert all("    " + text.splitlines()[-1] in result.stdout for text in shown.values())
    (data,) = json.loads(CliRunner().invoke(group, ["explain", code, "--format", "json"]).stdout)
    assert (data["code"], data["page"], data["example"] is None, data["arises"]) == (code, page(code), code not in EXAMPLES, ARISES.get(code))


def test_explain_lists_all_and_suggests_the_nearest() -> None:
    listed = CliRunner().invoke(group, ["explain"])
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(CODES)
    assert len(json.loads(CliRunner().invoke(group, ["explain", "--format", "json"]).stdout)) == len(CODES)
    wrong = CliRunner().invoke(group, ["explain", "V199"])
    assert (wrong.exit_code, wrong.stderr) == (2, "noetl: there is no code V199; did you mean V19?\n")
