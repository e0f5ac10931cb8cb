"""`playbook`: children found, run on both engines, and their results; `wasm`: plug-ins."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from noetlc import api
from noetlc.host.tools.playbook import child_id
from noetlc.host.tools.setup import granted_tools

Json = Any

CHILD = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: child, path: jobs/child}
workload: {n: 1}
workflow:
  - step: start
    tool: {kind: noop, result: {doubled: "{{ n * 2 }}", id: "{{ execution_id }}"}}
    next: [{step: end}]
  - step: end
    tool: {kind: noop, result: {value: "{{ start.doubled }}"}}
"""

FAILING = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: failing, path: jobs/failing}
workflow:
  - step: start
    tool: {kind: http, url: "http://127.0.0.1:1/"}
"""

RECURSIVE = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: deep, path: jobs/deep}
workload: {depth: 0}
workflow:
  - step: start
    tool:
      kind: playbook
      path: jobs/deep
      payload: {depth: "{{ depth + 1 }}"}
      return_result: true
"""

PARENT = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: parent, path: parent}
workflow:
  - step: start
    tool: {kind: playbook, path: jobs/child, payload: {n: 4}, return_result: true}
    next: [{step: each}]
  - step: each
    loop: {in: "{{ [1, 2] }}", iterator: item}
    tool: {kind: playbook, path: jobs/child, input: {n: "{{ iter.item }}"}, return_step: end}
    next: [{step: end}]
  - step: end
    tool: {kind: noop, result: {child: "{{ start.value }}", states: "{{ each.results }}"}}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    jobs = tmp_path / "jobs"
    jobs.mkdir()
    (jobs / "child.yaml").write_text(CHILD)
    (jobs / "bad.yaml").write_text("apiVersion: noetl.io/v2\nkind: Playbook\n")
    (tmp_path / "elsewhere.yml").write_text(FAILING)
    (tmp_path / "deep.yaml").write_text(RECURSIVE)
    return tmp_path


def test_results(tools: Any, tree: Path) -> None:
    first = child_id("0", "s//", 1)
    assert first.isdigit()
    assert 0 < int(first) < 2**63
    facts = {"status": "completed", "path": "jobs/child"}
    assert tools.ok("playbook", {"path": "jobs/child"}) == {**facts, "execution_id": first, "async": True}
    assert tools.ok("playbook", {"path": "jobs/child", "return_result": True, "payload": {"n": 5}}) == {"value": 10}
    assert tools.ok("playbook", {"path": "jobs/child.yaml", "return_result": "true", "payload": {"n": 5}}, {"n": 6}) == {"value": 12}
    step = tools.ok("playbook", {"path": "jobs/child", "return_result": True, "result_step": "start", "payload": '{"n": 2}'})
    assert step == {"doubled": 4, "id": child_id("0", "s//", 4)}
    assert tools.ok("playbook", {"path": "jobs/child", "return_step": "end"}) == {**facts, "execution_id": child_id("0", "s//", 5)}
    assert tools.error("playbook", {"path": "jobs/child", "return_step": "absent"}) == "not_found"


@pytest.mark.parametrize(
    ("config", "kind"),
    [
        ({}, "config"),
        ({"path": "../x"}, "config"),
        ({"path": "/"}, "config"),
        ({"path": "jobs/absent"}, "not_found"),
        ({"path": "jobs/bad"}, "config"),
        ({"path": "jobs/child", "payload": [1]}, "config"),
        ({"path": "jobs/child", "payload": "text"}, "config"),
    ],
)
def test_errors(tools: Any, tree: Path, config: Json, kind: str) -> None:
    assert tools.error("playbook", config) == kind


def test_found_by_declared_path_and_name(tools: Any, tree: Path) -> None:
    tools.host.session.grants = frozenset()
    answer = tools("playbook", {"path": "jobs/failing"})
    # The child has no grant here, so its http step is refused.
    assert (answer["error"]["kind"], answer["data"]["status"]) == ("unsupported", "failed")
    assert "failed in step start" in answer["error"]["message"]
    assert tools.host.session.refused == [("tool_http", "start")]
    assert tools("playbook", {"catalog_id": "failing"})["error"]["kind"] == "unsupported"


@pytest.mark.parametrize("engine", ["wasm", "interpreted"])
def test_nesting_is_limited(tree: Path, engine: Any) -> None:
    with granted_tools(frozenset({"tool_playbook"}), root=tree, engine=engine) as (host, _):
        envelope = api.interpret(RECURSIVE, host=host)
    assert envelope["status"] == "failed"
    assert envelope["errors"][0]["kind"] == "limit"
    assert envelope["errors"][0]["message"].count("playbook jobs/deep failed") == 32


@pytest.mark.parametrize("engine", ["wasm", "interpreted"])
def test_a_parent_on_both_engines(tree: Path, engine: Any) -> None:
    with granted_tools(frozenset({"tool_playbook"}), root=tree, engine=engine, execution_id="77") as (host, _):
        if engine == "interpreted":
            envelope = api.interpret(PARENT, execution_id="77", host=host)
        else:
            envelope = api.run(api.build(PARENT, verify=False).wasm, execution_id="77", host=host)
    assert envelope["status"] == "completed", envelope
    states = [{"status": "completed", "execution_id": child_id("77", f"each//{n}", 1), "path": "jobs/child"} for n in (0, 1)]
    assert envelope["result"] == {"child": 8, "states": states}


def test_timeout(tools: Any, tree: Path) -> None:
    slow = CHILD.replace("name: child, path: jobs/child", "name: slow")
    slow = slow.replace("kind: noop, result: {doubled", "kind: shell, command: sleep 1, x: {d")
    (tree / "slow.yaml").write_text(slow)
    tools.host.session.grants = frozenset({"tool_shell"})
    assert tools.error("playbook", {"path": "slow", "timeout": 0.3}) == "timeout"


def test_plugins(tools: Any, tmp_path: Path) -> None:
    wat = """(module (import "noetl" "object_put" (func $put (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1) (data (i32.const 8) "k/1")
      (func (export "alloc") (param i32) (result i32) (i32.const 64))
      (func (export "run") (param i32 i32) (result i64)
        (drop (call $put (i32.const 8) (i32.const 3) (local.get 0) (local.get 1)))
        (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1)))))"""
    (tmp_path / "echo.wat").write_text(wat)
    data = tools.ok("wasm", {"plugin": {"path": "echo"}}, {"b": 1, "a": "ü"})
    assert json.loads(base64.b64decode(data["output_b64"])) == {"a": "ü", "b": 1}
    assert data["flush"] == {"results_stored": 0, "objects_stored": 1, "events_published": 0, "errors": []}
    assert (tmp_path / "store" / "k" / "1").read_bytes() == '{"a":"ü","b":1}'.encode()
    assert tools.error("wasm", {"plugin": {"path": "absent"}}) == "config"
    assert tools.error("wasm", {"plugin": {"path": "../echo"}}) == "config"
    assert tools.error("wasm", {}) == "config"
