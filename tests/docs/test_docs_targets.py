"""What docs/cli.md and docs/errors.md say about targets and declared capabilities."""

from __future__ import annotations

from typing import Any

import docs_claims
import pytest

import noetlc

HTTP = {"step": "start", "tool": {"kind": "http", "url": "http://localhost"}}
SOCKET = {"step": "start", "tool": {"kind": "python", "code": "import socket\nresult = 1"}}
CLOCK = {"step": "start", "tool": {"kind": "python", "code": "import time\nresult = time.time() > 0"}}


def codes(step: dict[str, Any], target: str, **keys: Any) -> list[tuple[str, int]]:
    """(code, line) of the errors of a build."""
    try:
        noetlc.build(docs_claims.document([step], **keys), verify=False, target=target)
    except noetlc.BuildError as error:
        return [(d.code, d.line) for d in error.diagnostics if d.severity == "error"]
    return []


@pytest.mark.parametrize(("step", "code"), [(HTTP, "T01"), (SOCKET, "T02")])
def test_worker_target_refuses_step_by_step(step: dict[str, Any], code: str) -> None:
    assert codes(step, "noetlc") == []
    found = codes(step, "noetl-worker")
    assert [name for name, _ in found] == [code]
    assert found[0][1] > 5


def test_worker_target_refuses_the_clock() -> None:
    assert codes(CLOCK, "noetlc") == []
    assert {name for name, _ in codes(CLOCK, "noetl-worker")} <= {"T01", "T02"} != set()


def test_needed_capabilities_are_declared() -> None:
    def wasm(*names: str) -> dict[str, Any]:
        return {"wasm": {"capabilities": list(names)}}

    assert [name for name, _ in codes(HTTP, "noetlc", executor=wasm("tool_postgres"))] == ["T03"]
    assert codes(HTTP, "noetlc", executor=wasm("tool_http")) == []


def test_worker_target_skips_waits() -> None:
    rule = {"when": "{{ output.status == 'error' }}", "then": {"do": "retry", "attempts": 2, "backoff": "linear", "delay": 5}}
    task = {"name": "t", "kind": "python", "code": "raise ValueError('x')", "spec": {"policy": {"rules": [rule]}}}
    source = docs_claims.document([{"step": "start", "tool": [task]}])
    assert noetlc.build(source, verify=False).manifest["capabilities"] == ["sleep"]
    worker = noetlc.build(source, verify=False, target="noetl-worker", output="envelope")
    assert worker.manifest["capabilities"] == []
    assert noetlc.run(worker.wasm) == noetlc.interpret(source)
