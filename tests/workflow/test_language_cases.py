"""The conformance cases of the shared language document, on compiled modules."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from wasm_run import Instance, compiled, playbook_text

from noetlc.frontend import load

DOCUMENT = Path(__file__).resolve().parents[3] / "shared" / "design" / "dsl.md"


def cases() -> list[dict[str, Any]]:
    if not DOCUMENT.exists():
        return []
    text = DOCUMENT.read_text(encoding="utf-8")
    block = re.search(r"## 11 .*?```yaml\n(.*?)```", text, re.S)
    assert block is not None
    found: list[dict[str, Any]] = yaml.load(block.group(1), yaml.BaseLoader)
    typed: list[dict[str, Any]] = yaml.safe_load(block.group(1))
    assert len(found) == len(typed)
    return typed


CASES = cases()


@pytest.mark.skipif(not CASES, reason="the shared language document is not there")
def test_document_found() -> None:
    assert len(CASES) > 50


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    parts = {k: case[k] for k in ("workload", "workflow", "executor") if k in case}
    text = playbook_text(**parts)
    if "invalid" in case["want"]:
        playbook, diagnostics = load(text)
        assert playbook is None
        assert case["want"]["invalid"] in [d.code for d in diagnostics]
        return
    for want, strict in ((case["want"], False), (case.get("want_strict"), True)):
        if want is not None:
            check(text, case, want, strict)


def check(text: str, case: dict[str, Any], want: dict[str, Any], strict: bool) -> None:
    request = {"payload": case.get("payload", {}), "execution_id": case.get("execution_id", "0"), "options": {"strict": strict}}
    module = compiled(text, verify_ir="python" not in text)
    instance = Instance(module.wasm)
    run = json.loads(instance.call("invoke", json.dumps(request).encode()))
    assert run["status"] == want.get("status", "completed"), run
    assert [f"{e['step']} {e['kind']} {'handled' if e['handled'] else 'unhandled'}" for e in run["errors"]] == want.get("errors", [])
    assert [f"{w['step']} {w['field']}" for w in run["warnings"]] == want.get("warnings", [])
    if "ran" in want:
        assert list(run["steps"]) == want["ran"]
    for key in ("ctx", "result"):
        if key in want:
            assert same(run[key], want[key]), run[key]
    for step, data in want.get("data", {}).items():
        assert same(run["steps"][step], data), (step, run["steps"][step])


def same(a: object, b: object) -> bool:
    """Equal in value, type and key order."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b
