"""What a user hears of mistakes: denied warnings, granted tools, errors of a run, prints, counts, bytes that are no text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import noetlc
from noetlc.cli.group import group
from noetlc.diagnostics.counts import counted

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\nworkflow:\n"
FINE = HEAD + "- {step: start, tool: {kind: noop}}\n"
HOSTED = HEAD + "- {step: start, tool: {kind: http, url: x}}\n"
UNREACHED = FINE + "- {step: a, tool: {kind: noop}}\n"
HANDLED = HEAD + """\
- step: start
  tool:
    kind: python
    code: |
      print("seen")
      result = 1
  next: bad
- step: bad
  tool:
    kind: python
    code: |
      x = 1
      raise ValueError("a\\nb")
  next: last
- step: last
  tool:
  - t: {kind: noop, spec: {policy: {rules: [{then: {do: fail, message: no}}]}}}
"""


def noetl(*arguments: object) -> Result:
    return CliRunner().invoke(group, [str(a) for a in arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "flow.yaml"


# ---- warnings


def test_denied_warnings(file: Path) -> None:
    file.write_text(UNREACHED)
    module = file.with_suffix(".wasm")
    assert noetl("check", file).exit_code == 0
    for verb in (("check",), ("build", "--no-verify")):
        result = noetl(*verb, file, "--deny-warnings")
        assert result.exit_code == 1
        assert result.stderr.splitlines()[-1] == "noetl: 1 warning denied"
        assert "W09" in result.stderr
        assert not module.exists()
    assert noetl("build", "--no-verify", file, "--deny-warnings", "--emit", "wat").stdout == ""
    report = json.loads(noetl("build", "--no-verify", file, "--deny-warnings", "--format", "json").stdout)
    assert report["module"] is None
    assert [d["code"] for d in report["diagnostics"]] == ["W09"]
    file.write_text(FINE)
    assert noetl("check", file, "--deny-warnings").exit_code == 0
    assert noetl("build", "--no-verify", file, "--deny-warnings").exit_code == 0
    assert module.exists()


def test_granted_tools_need_no_warning(file: Path) -> None:
    file.write_text(HOSTED)
    hint = "help: grant it with --allow tool_http, or expect an error outcome"
    assert hint in noetl("check", file).stderr
    assert hint in noetl("build", "--no-verify", file).stderr
    for arguments in (["check", file], ["build", "--no-verify", file]):
        assert "W10" in noetl(*arguments, "--allow", "tool_shell").stderr
        assert "W10" not in noetl(*arguments, "--allow", "tool_shell,tool_http", "--deny-warnings").stderr
    assert "W10" in noetl("run", file).stderr
    assert "W10" not in noetl("run", file, "--allow", "tool_http").stderr
    assert noetl("check", file, "--allow", "http").exit_code == 2
    assert [d.code for d in noetlc.check(HOSTED)] == ["W10"]
    assert noetlc.check(HOSTED, allow=["tool_http"]) == []
    assert noetlc.build(HOSTED, verify=False, allow=["tool_http"]).diagnostics == []


def test_check_says_what_is_not_compiled(file: Path) -> None:
    file.write_text(HEAD + "- {step: start, tool: {kind: python, code: 'x = aiter(1)\n\n    result = anext(x)'}}\n")
    result = noetl("check", file)
    assert result.exit_code == 0
    assert result.stderr.count("warning[L03]") == 2
    assert result.stderr.endswith("0 errors, 2 warnings\n")


# ---- counts and places


def test_counts(file: Path) -> None:
    assert [counted(n, "byte") for n in (0, 1, 2)] == ["0 bytes", "1 byte", "2 bytes"]
    file.write_text(UNREACHED)
    assert noetl("check", file).stderr.endswith("0 errors, 1 warning\n")
    file.write_text(UNREACHED.replace("noop", "nope", 1))
    assert noetl("check", file).stderr.endswith("1 error, 1 warning\n")


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"\xff\xfea\0", 1, 1),
        (b"\xef\xbb\xbfab: \xe9", 1, 5),
        ("a: é ".encode() + b"\xe9\n", 1, 6),
        (b"a: 1\r\nb: 2\rc: 3\n  \xc3(", 4, 3),
        (FINE.encode() + b"# \xe4", 6, 3),
    ],
)
def test_bytes_that_are_not_utf8(data: bytes, line: int, column: int, file: Path) -> None:
    file.write_bytes(data)
    (only,) = noetlc.check(file)
    assert (only.code, only.line, only.column) == ("V01", line, column)
    assert "is not UTF-8" in only.message
    assert only.hint == "save the file as UTF-8"
    assert f"flow.yaml:{line}:{column}: error[V01]" in noetl("check", file).stderr


# ---- runs


@pytest.mark.parametrize("engine", ["wasm", "interpreted"])
def test_errors_and_prints_of_a_run(engine: str, file: Path) -> None:
    file.write_text(HANDLED)
    result = noetl("run", file, "--engine", engine)
    assert result.exit_code == 4
    assert json.loads(result.stdout)["status"] == "failed"
    assert result.stderr.splitlines() == [
        "seen",
        f"{file}:17:7: handled error[exception]: step bad: ValueError: a\\nb",
        f"{file}:21:45: error[policy]: step last, task t: no",
        "  21 |   - t: {kind: noop, spec: {policy: {rules: [{then: {do: fail, message: no}}]}}}",
        "     |" + " " * 45 + "^" * len("{then: {do: fail, message: no}}"),
    ]
    quiet = noetl("run", file, "--engine", engine, "--quiet")
    assert quiet.exit_code == 4
    assert quiet.stderr == ""
    assert quiet.stdout == result.stdout


def test_handled_errors_can_fail_a_run(file: Path) -> None:
    file.write_text(HANDLED.replace("{do: fail, message: no}", "{do: break}"))
    result = noetl("run", file)
    assert result.exit_code == 0
    assert "handled error[exception]" in result.stderr
    assert noetl("run", file, "--fail-on-error").exit_code == 4
    file.write_text(FINE)
    assert noetl("run", file, "--fail-on-error").exit_code == 0


def test_errors_of_a_module_and_of_no_step(file: Path) -> None:
    file.write_text(HANDLED)
    assert noetl("build", "--no-verify", file).exit_code == 0
    module = file.with_suffix(".wasm")
    assert noetl("run", module).stderr.splitlines() == [
        "seen",
        f"{module}: line 17 column 7 of the playbook: handled error[exception]: step bad: ValueError: a\\nb",
        f"{module}: error[policy]: step last, task t: no",
    ]
    payload = file.with_suffix(".json")
    payload.write_text("[]")
    assert f"{file}: error[config]: the run: " in noetl("run", file, "--input", payload).stderr


def test_prints_of_a_body_with_effects(file: Path) -> None:
    file.write_text(HEAD + "- {step: start, tool: {kind: python, code: \"import glob\\nprint('seen')\\nresult = 1\"}}\n")
    result = noetl("run", file, "--allow", "tool_python")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1] == "seen"


def test_prints_of_a_replay(file: Path) -> None:
    file.write_text(HANDLED)
    record = file.with_suffix(".jsonl")
    assert "seen" in noetl("run", file, "--record", record).stderr
    assert noetl("run", file, "--replay", record).stderr.splitlines()[0] == "seen"


def test_an_abort_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "loop.yaml"
    head = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: t}\nexecutor: {wasm: {limits: {steps: 1000}}}\n"
    file.write_text(head + 'workflow:\n- step: start\n  tool: {kind: python, code: "while True:\\n    pass"}\n')
    done = CliRunner().invoke(group, ["run", str(file)])
    assert done.exit_code == 5
    assert f"aborted: budget at {file}:7:" in done.output
