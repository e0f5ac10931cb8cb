"""Reference material next to the repository: the specification's cases and the collected playbooks, bodies and templates."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from noetlc.frontend.nodes import plain
from noetlc.frontend.text_source import TextSource
from noetlc.frontend.yaml_reader import read
from noetlc.interp import InvalidPlaybook, RunOptions, interpret
from noetlc.interp.typing_rules import type_text

RESERVED = {"workload", "ctx", "iter", "steps", "output", "event", "execution_id", "loop", "job", "path", "version", "catalog_id"}
TEXT_POSITIONS = ("code", "url", "method", "query", "command", "path", "keychain")


def document(workflow: Any, **keys: Any) -> str:
    return json.dumps({"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "m"}, "workflow": workflow, **keys})


def same(a: Any, b: Any) -> bool:
    return json.dumps(a) == json.dumps(b)


def differences(env: dict[str, Any], want: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    shown = {
        "status": env["status"],
        "errors": [f"{e['step']} {e['kind']} {'handled' if e['handled'] else 'unhandled'}" for e in env["errors"]],
        "warnings": [f"{w['step']} {w['field']}" for w in env["warnings"]],
        "ran": list(env["steps"]),
        "ctx": env["ctx"],
        "result": env["result"],
    }
    defaults = {"status": "completed", "errors": [], "warnings": []}
    for key, value in {**defaults, **{k: v for k, v in want.items() if k not in ("data", "invalid")}}.items():
        if not same(shown[key], value):
            found.append((key, shown[key], value))
    for name, value in want.get("data", {}).items():
        if not same(env["steps"].get(name), value):
            found.append((name, env["steps"].get(name), value))
    return found


def test_conformance_cases_of_the_specification(shared: Path) -> None:
    text = (shared / "design" / "dsl.md").read_text()
    block = re.search(r"## 11 .*?```yaml\n(.*?)```", text, re.S)
    assert block is not None
    root, _problems = read(TextSource("cases", block.group(1)))
    assert root is not None
    cases: Any = plain(root)
    assert len(cases) > 60
    problems = []
    for case in cases:
        source = document(**{key: case[key] for key in ("workload", "workflow", "executor") if key in case})
        for name in ("want", "want_strict"):
            if name not in case:
                continue
            options = RunOptions(strict=name == "want_strict")
            try:
                env = interpret(source, case.get("payload"), execution_id=case.get("execution_id", "0"), options=options)
                found = differences(env, case[name])
            except InvalidPlaybook as error:
                found = [] if case[name].get("invalid") in [d.code for d in error.diagnostics] else [str(error)]
            if found:
                problems.append((case["id"], name, found))
    assert problems == []


def body_playbook(case: dict[str, Any]) -> str:
    code = (case["prelude"] + "\n" if case["prelude"] else "") + case["code"]
    if "{{" in code or "{%" in code:
        code = "{% raw %}" + code + "{% endraw %}"
    inputs = {name: "{{ workload.args[" + json.dumps(name).replace('"', "'") + "] }}" for name in case["input"]}
    return document([{"step": "start", "tool": {"kind": "python", "input": inputs, "code": code}}], workload={"args": {}})


def body_problem(env: dict[str, Any], row: dict[str, Any]) -> str:
    messages = [f"{e['kind']}: {e['message']}" for e in env["errors"]]
    if "error" in row:
        error = row["error"]
        want = f"exception: {error['type'].split('.')[-1]}" + (f": {error['message']}" if error["message"] else "")
        if error["type"] == "SystemExit":
            want = f"exit: exit {error['message']}"
        return "" if messages[:1] == [want] else f"{messages[:1]} instead of {want}"
    if messages:
        return str(messages)
    output = row["output"]
    if "result_sha256" in output:
        return ""
    want_data = {"stdout": output["stdout"], "stderr": ""} if output["result"] is None else output["result"]
    return "" if same(env["result"], want_data) else f"{str(env['result'])[:80]} instead of {str(want_data)[:80]}"


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in (1, 2, 3))])
def test_recorded_bodies(part: int, shared: Path) -> None:
    cases = json.loads((shared / "corpus" / "step_cases.json").read_text())
    runs, problems = 0, []
    for case in cases[part::4]:
        if not case.get("differential_ok") or case["status"] not in ("ok", "error") or "input_data" in case["input"]:
            continue
        source = body_playbook(case)
        for row in [case, *(v for v in case.get("variants", [])[:1] if not v.get("nondeterministic"))]:
            env = interpret(source, {"args": row["input"]})
            if any(e["kind"] == "unsupported" for e in env["errors"]):
                continue  # not pure: the host's business
            runs += 1
            problem = body_problem(env, row)
            if problem:
                problems.append((case["id"], problem))
    assert runs > 130
    assert problems == []


def test_recorded_templates(shared: Path) -> None:
    cases = json.loads((shared / "corpus" / "template_cases.json").read_text())
    runs, problems = 0, []
    for case in cases:
        names = case.get("ctx", {})
        if not case.get("engines_agree", True) or case.get("undefined_used") or RESERVED & set(names) or case["loc"] in TEXT_POSITIONS:
            continue
        if not {"jinja2_value", "jinja2_text"} & set(case):
            continue
        lone = case.get("kind") == "single-expr" and "jinja2_value" in case
        want = case["jinja2_value"] if lone else type_text(case["jinja2_text"])
        env = interpret(document([{"step": "start", "tool": {"kind": "noop", "result": [case["template"]]}}]), names)
        runs += 1
        if env["errors"] or not same(env["result"], [want]):
            problems.append((case["template"], want, env["result"], env["errors"]))
    assert runs > 600, problems[:5]
    assert len(problems) <= runs * 0.005, problems[:5]


@pytest.mark.parametrize(
    ("file", "payload", "want"),
    [
        ("hello_world", None, {"end": {"status": "complete"}}),
        ("control_flow_workbook", {"temperature_c": 30}, {"hot_task_a": {"who": "A"}, "hot_task_b": {"who": "B"}}),
        ("control_flow_workbook", {"temperature_c": 20}, {"cold_task": {"who": "C"}}),
        ("test_keychain", None, {"start": {"status": "keychain test started"}, "end": {"status": "keychain test completed"}}),
        ("test_implicit_end_routing", None, {"step1": {"status": "step1_complete"}}),
        ("fanout_reduce_phase6", None, {"reduce_customer": {"reduced": True}}),
        ("atomic_item_context", None, {"consumer": {"consumed": "AAA_KEEP"}, "end": {"status": "completed"}}),
        ("loop_test", None, {"process": {"original_sum": 15, "doubled_sum": 30, "count": 5}}),
        ("test_vars_block", None, {}),
        ("heavy_loop_aggregation", None, {"end": {"all_passed": False}}),
        ("test_resolve_by_urn", None, {"done": {"row_count": 1200, "deep_id": 1100, "test_passed": True}}),
    ],
)
def test_real_playbooks(shared: Path, file: str, payload: Any, want: dict[str, Any]) -> None:
    paths = [path for path in sorted((shared / "corpus" / "playbooks").glob("*.yaml")) if path.stem.endswith("-" + file)]
    if not paths:
        pytest.skip(f"{file} is not in the collection")
    env: Any = interpret(paths[0], payload)
    assert env["status"] == "completed", env["errors"]
    for step, fields in want.items():
        data = env["steps"][step]
        inner = (
            next(iter(data.values())) if isinstance(data, dict) and len(data) == 1 and isinstance(next(iter(data.values())), dict) else data
        )
        assert any(all(item in (layer or {}).items() for item in fields.items()) for layer in (data, inner)), (step, data)
