"""`noetl test` as a command: examples pass, what is wrong is said, reports are what other programs read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from noetlc.cli.group import group

ROOT = Path(__file__).parents[2]
FLOW = """apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: greet}
workload: {who: world}
workflow:
  - step: start
    tool: {kind: http, url: "http://x/{{ who }}"}
    next:
      arcs:
        - step: loud
          when: "{{ who == 'Ada' }}"
        - step: done
  - step: loud
    tool: {kind: noop, result: "{{ (start.data | string) | upper }}"}
  - step: done
    tool:
      kind: python
      input: {text: "{{ start.data }}"}
      code: |
        import random, time, os
        print("hello", text)
        result = {"n": random.randint(1, 10**9), "at": int(time.time()), "region": os.environ.get("REGION")}
"""
CASES = """defaults: {tools: {start: {data: {data: hi}}}}
cases:
  - {name: loud, payload: {who: Ada}, expect: {result: HI}}
  - name: done
    seed: 5
    now: 2024-01-31T12:00:00Z
    env: {REGION: eu}
    expect: {envelope: {result: {at: 1706702400, region: eu}}, stdout: "hello hi\\n"}
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(group, ["test", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "greet.yaml").write_text(FLOW)
    (tmp_path / "greet.test.yaml").write_text(CASES)
    return tmp_path


def test_the_examples_of_the_project() -> None:
    result = run(ROOT / "examples/tests", "--coverage", "--fail-under", 100)
    assert result.exit_code == 0, result.output
    assert "FAILED" not in result.output
    assert "left to the interpreter" not in result.output


def test_cases_pass_on_both_engines(folder: Path) -> None:
    for path in (folder, folder / "greet.yaml", folder / "greet.test.yaml"):
        result = run(path)
        assert result.exit_code == 0, result.output
        assert result.output.splitlines()[-1] == "2 cases: 2 passed, 0 failed; 2 compared on both engines"


def test_failures_are_said_with_their_place(folder: Path) -> None:
    file = folder / "greet.test.yaml"
    file.write_text(
        "cases:\n  - {name: odd, payload: {who: Ada}, expect: {result: HI}}\n  - {name: b, tools: {start: {data: {data: x}}}}\n"
    )
    result = run(folder, "--fail-fast")
    assert result.exit_code == 1
    assert result.output.splitlines()[1:] == [
        f"  FAILED  odd ({file}:2)",
        "            no outcome for start, call 1 (tool_http)",
        '            result: expected "HI", got ""',
        "1 case: 0 passed, 1 failed; 1 compared on both engines",
    ]
    assert run(folder).output.splitlines()[-1] == "2 cases: 1 passed, 1 failed; 2 compared on both engines"
    assert run(folder, "-k", "b").exit_code == 0


def test_an_endless_case_fails_and_the_next_one_runs(folder: Path) -> None:
    flow = FLOW.partition("workflow:")[0] + "workflow: [{step: start, tool: {kind: python, code: 'while True: pass'}}]\n"
    (folder / "greet.yaml").write_text(flow)
    (folder / "greet.test.yaml").write_text("cases: [{name: a}, {name: b}]")
    result = run(folder, "--timeout", 0.5)
    assert result.exit_code == 1
    assert result.output.count("the step ran longer than 0.5 s") == 2
    assert result.output.splitlines()[-1] == "2 cases: 0 passed, 2 failed; 0 compared on both engines"


def test_usage(folder: Path) -> None:
    assert run(folder, "-k", "nothing like it").exit_code == 2
    assert run(folder / "other.yaml").exit_code == 2
    (folder / "empty").mkdir()
    assert run(folder / "empty").exit_code == 2
    (folder / "greet.test.yaml").write_text("cases: [{pay: 1}]")
    result = run(folder)
    assert result.exit_code == 2
    assert "E02" in result.output
    assert "payload" in result.output
    (folder / "greet.test.yaml").write_text("cases: [{}]")
    (folder / "greet.yaml").write_text("kind: Playbook")
    assert run(folder).exit_code == 1


def test_reports(folder: Path) -> None:
    (folder / "greet.test.yaml").write_text(CASES + "  - {name: 'a & <b>', expect: {status: failed}}\n")
    junit, lcov = folder / "out.xml", folder / "out.info"
    result = run(folder, "--junit", junit, "--lcov", lcov, "--format", "json")
    assert result.exit_code == 1
    suite: dict[str, Any] = json.loads(result.stdout)["suites"][0]
    assert [case["passed"] for case in suite["cases"]] == [True, True, False]
    assert suite["coverage"]["counts"]["steps"] == [3, 3]
    root = ElementTree.parse(junit).getroot()
    assert [case.get("name") for case in root.iter("testcase")] == ["loud", "done", "a & <b>"]
    assert [f.get("message") for f in root.iter("failure")] == ['status: expected "failed", got "completed"']
    lines = lcov.read_text().splitlines()
    assert lines[0] == f"SF:{folder / 'greet.yaml'}"
    assert lines[-1] == "end_of_record"
    assert "DA:13,1" in lines
    body = FLOW.split("\n").index("        import random, time, os") + 1
    assert [line for line in lines if line.startswith(f"DA:{body}") or line.startswith(f"DA:{body + 1}")] == [f"DA:{body},2", f"DA:{body + 1},2"]
    assert suite["coverage"]["counts"]["body lines"] == [3, 3]
    assert suite["coverage"]["lines"] == {str(body + n): 2 for n in range(3)}


def test_lines_of_bodies_that_did_not_run(folder: Path) -> None:
    flow = FLOW.replace("        result = {", "        if text == 'no':\n            a = 1\n            b = 2\n        result = {")
    (folder / "greet.yaml").write_text(flow)
    first = flow.split("\n").index("            a = 1") + 1
    lines = run(folder, "--coverage").output.splitlines()
    assert f"  {folder / 'greet.yaml'}:{first}-{first + 1}: not reached: lines of a body" in lines
    assert any("4/6 body lines" in line for line in lines)


def test_too_little_coverage_fails(folder: Path) -> None:
    result = run(folder, "-k", "loud", "--fail-under", 90)
    assert result.exit_code == 1
    assert "not reached: step done" in result.output


def test_a_case_from_a_recording(folder: Path) -> None:
    (folder / "in.json").write_text('{"who": "Ada"}')
    recorded = CliRunner().invoke(
        group, ["run", str(folder / "greet.yaml"), "--input", str(folder / "in.json"), "--record", str(folder / "r.jsonl")]
    )
    assert recorded.exit_code == 0
    file = folder / "greet.test.yaml"
    file.write_text("cases: [{recording: r.jsonl, expect: {error: {step: start, kind: unsupported}}}]")
    assert run(folder).exit_code == 0
    file.write_text("cases: [{recording: r.jsonl, payload: {who: Bob}}]")
    result = run(folder)
    assert result.exit_code == 1
    assert "replay differs at recorded call 1" in result.output
    file.write_text("cases: [{recording: none.jsonl}]")
    assert run(folder).exit_code == 2


def test_what_is_hidden_and_virtual_environments_are_not_looked_through(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / ".hidden", tmp_path / "environment" / "lib", tmp_path / "flows"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "flow.yaml").write_text(FLOW)
        (folder / "flow.test.yaml").write_text("cases: [{name: one, tools: {start: {data: {}}}}]\n")
    (tmp_path / "environment" / "pyvenv.cfg").touch()
    done = CliRunner().invoke(group, ["test", str(tmp_path), "--format", "json"])
    assert len(json.loads(done.stdout)["suites"]) == 2
    checked = CliRunner().invoke(group, ["check", str(tmp_path), "--format", "json"])
    assert len(json.loads(checked.stdout)["playbooks"]) == 2
