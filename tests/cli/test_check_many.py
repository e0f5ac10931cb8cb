"""`noetl check` of files, folders, patterns and stdin, with its filters and formats."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest
from click.testing import CliRunner, Result

import noetlc
from noetlc.cli.color import colored
from noetlc.cli.group import group
from noetlc.diagnostics import Diagnostic, Span
from noetlc.diagnostics.codes import CODES
from noetlc.diagnostics.examples import EXAMPLES
from noetlc.diagnostics.formats import as_json, github, page, sarif

FINE = EXAMPLES["V19"].mended
WRONG = EXAMPLES["V19"].wrong
WARNED = EXAMPLES["W09"].wrong
SCHEMA = json.loads((Path(__file__).parents[1] / "diagnostics" / "sarif_essentials.json").read_text("utf-8"))


def noetl(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, ["check", *map(str, arguments)], input=stdin)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of playbooks in which the command runs; `broken.test.yaml` and what is hidden are no playbooks."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "flows/a.yaml": FINE, "flows/deep/b.yml": WRONG, "flows/deep/c.yaml": WARNED, "flows/d.test.yaml": "no playbook", "flows/.git/e.yaml": "hidden", "flows/f.txt": "text",
    }.items():  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def checked(*arguments: object) -> list[str]:
    """The playbooks of a JSON report."""
    return [part["playbook"] for part in json.loads(noetl(*arguments, "--format", "json").stdout)["playbooks"]]


def test_folders_and_patterns_leave_out_test_files(folder: Path) -> None:
    every = ["flows/a.yaml", "flows/deep/b.yml", "flows/deep/c.yaml"]
    assert checked("flows") == every
    assert checked("flows/**/*.y*ml") == every
    assert checked("flows/deep/c.yaml", "flows") == ["flows/deep/c.yaml", "flows/a.yaml", "flows/deep/b.yml"]
    assert checked("flows/a.yaml", "flows/d.test.yaml", "./flows/a.yaml", "flows/*.yaml", "flows/deep/b.yml") == ["flows/a.yaml", "flows/deep/b.yml"]


def test_one_summary_line_and_exit_code(folder: Path) -> None:
    result = noetl("flows")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-2:] == ["more about them: noetl explain V19 W09", "3 playbooks: 1 error, 1 warning"]
    assert noetl("flows/a.yaml").stderr == "flows/a.yaml: 0 errors, 0 warnings\n"
    assert noetl("flows/a.yaml", "flows/deep/c.yaml").exit_code == 0
    denied = noetl("flows/a.yaml", "flows/deep/c.yaml", "--deny-warnings")
    assert (denied.exit_code, denied.stderr.splitlines()[-1]) == (1, "noetl: 1 warning denied")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing/*.yaml"], "nothing matches nothing/*.yaml"), (["flows/.git"], None), (["flows/d.test.yaml"], "flows/d.test.yaml is a test file, which noetl test runs"),
        (["missing.yaml"], "playbook missing.yaml does not exist"), (["empty"], "folder empty holds no playbook (*.yaml, *.yml)"),
    ],
)  # fmt: skip
def test_nothing_to_check_is_a_usage_error(folder: Path, arguments: list[str], said: str | None) -> None:
    (folder / "empty").mkdir()
    result = noetl(*arguments)
    if said is None:  # a hidden folder that is named is looked through
        assert "flows/.git/e.yaml:1:1: error[V03]" in result.stderr
    else:
        assert (result.exit_code, result.stderr) == (2, f"noetl: {said}\n")


def test_stdin(folder: Path) -> None:
    result = noetl("-", stdin=WRONG)
    assert result.exit_code == 1
    assert result.stderr.startswith("<stdin>:7:11: error[V19]")
    assert result.stderr.endswith("<stdin>: 1 error, 0 warnings\n")
    assert noetl("-", "flows/a.yaml", "-", stdin=FINE).stderr == "2 playbooks: 0 errors, 0 warnings\n"


def test_select_and_ignore(folder: Path) -> None:
    def codes(*options: str) -> list[str]:
        parts = json.loads(noetl("flows", "--format", "json", *options).stdout)["playbooks"]
        return [d["code"] for part in parts for d in part["diagnostics"]]

    assert codes() == ["V19", "W09"]
    assert codes("--select", "W") == ["W09"]
    assert codes("--select", "V1,w09") == ["V19", "W09"]
    assert codes("--select", "L", "--select", "W09") == ["W09"]
    assert codes("--ignore", "V19") == ["W09"]
    assert codes("--select", "V", "--ignore", "V19,W") == []
    assert noetl("flows", "--ignore", "V19").exit_code == 0
    assert noetl("flows", "--ignore", "V19", "--deny-warnings").exit_code == 1
    assert noetl("flows", "--ignore", "V19,W09", "--deny-warnings").exit_code == 0
    wrong = noetl("flows", "--select", "W99")
    assert wrong.exit_code == 2
    assert "there is no code that is or begins with W99" in wrong.stderr


def test_sarif(folder: Path) -> None:
    result = noetl("flows", "--format", "sarif")
    assert (result.exit_code, result.stderr) == (1, "")
    log = json.loads(result.stdout)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(log, SCHEMA)
    run = log["runs"][0]
    assert run["tool"]["driver"]["version"] == noetlc.__version__
    assert [r["ruleId"] for r in run["results"]] == ["V19", "W09"]
    for found in run["results"]:
        rule = run["tool"]["driver"]["rules"][found["ruleIndex"]]
        assert (rule["id"], page(rule["id"]) in rule["help"]["text"]) == (found["ruleId"], True)
    place = run["results"][0]["locations"][0]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "flows/deep/b.yml"},
        "region": {"startLine": 7, "startColumn": 11, "endLine": 7, "endColumn": 17},
    }
    assert place["logicalLocations"] == [{"fullyQualifiedName": "workflow[0].next"}]


def test_sarif_of_odd_names_and_nothing(tmp_path: Path) -> None:
    jsonschema.validate(sarif([], "1"), SCHEMA)
    absolute = str(tmp_path / "a b.yaml")
    for name in (absolute, "<stdin>", "a b/ü#.yaml"):
        log = sarif([Diagnostic("V01", "error", "m", name, 1, 1)], "1")
        jsonschema.validate(log, SCHEMA)
        uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert unquote(urlsplit(uri).path) == name
        assert uri.isascii()


@pytest.mark.parametrize("spoilt", [{"version": "2.0"}, {"more": 1}, {"runs": [{"results": []}]}, {"runs": [{"tool": {"driver": {"name": "n"}}, "results": [{}]}]}])
def test_the_sarif_schema_refuses(spoilt: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(sarif([], "1") | spoilt, SCHEMA)


def test_github(folder: Path) -> None:
    result = noetl("flows/deep/b.yml", "--format", "github")
    assert result.stdout == (
        "::error file=flows/deep/b.yml,line=7,endLine=7,col=11,endColumn=17,title=V19%3A next target does not exist"
        "::step start: next target reprot does not exist%0Adid you mean report?%0Adocs/errors/V19.md\n"
    )
    assert result.stderr == "flows/deep/b.yml: 1 error, 0 warnings\n"


def test_github_escapes() -> None:
    several = Diagnostic("V01", "error", "100% ::error::\r\nx", "a,b:c.yaml", 2, 3, span=Span(2, 3, 4, 1))
    assert github(several) == f"::error file=a%2Cb%3Ac.yaml,line=2,endLine=4,title=V01%3A {CODES['V01'].title}::100%25 ::error::%0D%0Ax%0Adocs/errors/V01.md"


def test_json_of_a_diagnostic_without_span() -> None:
    found = as_json(Diagnostic("V00", "error", "m", "f", 1, 2))
    assert (found["end_line"], found["end_column"], found["page"]) == (1, 2, "docs/errors/V00.md")


def test_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert colored()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colored()
    monkeypatch.setenv("NO_COLOR", "")  # no-color.org: only when it is not empty
    assert colored()
