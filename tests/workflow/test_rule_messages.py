"""The message of a rule that fails a task is in the error, on both engines."""

from __future__ import annotations

from typing import Any

import pytest
from wasm_run import playbook_text

import noetlc

BAD = {"kind": "python", "code": "raise ValueError('bad')"}
OK: dict[str, Any] = {"kind": "noop"}


@pytest.mark.parametrize(
    ("tool", "then", "message"),
    [
        (OK, {"message": "order rejected"}, "order rejected"),
        (OK, {"message": "{{ output.status }} is {{ 1 + 1 }}"}, "ok is 2"),
        (OK, {"message": "{{ 1 / 0 }}"}, "failed by policy rule (its message raised)"),
        (OK, {}, "failed by policy rule"),
        (BAD, {"message": "order rejected"}, "ValueError: bad (order rejected)"),
        (BAD, {"message": "{{ output.error.kind }}"}, "ValueError: bad (exception)"),
        (BAD, {"message": "{{ 1 / 0 }}"}, "ValueError: bad (failed by policy rule (its message raised))"),
        (BAD, {}, "ValueError: bad"),
    ],
)
@pytest.mark.parametrize("many", [False, True])
def test_message(tool: dict[str, Any], then: dict[str, Any], message: str, many: bool) -> None:
    task = {**tool, "spec": {"policy": {"rules": [{"then": {"do": "fail", **then}}]}}}
    source = playbook_text(workflow=[{"step": "start", "tool": [{"t": task}] if many else task}])
    compiled = noetlc.run(noetlc.build(source, verify=False).wasm)
    assert compiled == noetlc.interpret(source)
    (error,) = compiled["errors"]
    assert (error["message"], error["kind"]) == (message, "policy" if tool is OK else "exception")
    assert ("at" in error) == (tool is BAD)


@pytest.mark.parametrize(("attempts", "text"), [(1, "no success after 1 attempt"), (2, "no success after 2 attempts")])
def test_attempts(attempts: int, text: str) -> None:
    task = {**OK, "spec": {"policy": {"rules": [{"then": {"do": "retry", "attempts": attempts}}]}}}
    source = playbook_text(workflow=[{"step": "start", "tool": task}])
    for envelope in (noetlc.run(noetlc.build(source, verify=False).wasm), noetlc.interpret(source)):
        assert [e["message"] for e in envelope["errors"]] == [text]
