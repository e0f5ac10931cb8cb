"""Host tools, their requests and answers, impure bodies, intents, and playbooks that start from odd inputs."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from noetlc.interp import interpret_run
from noetlc.interp.host import LocalHost

Answer = Callable[[str, dict[str, Any]], Any]


class ToolHost(LocalHost):
    """Answers every tool call through a function and keeps the requests."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.calls: list[tuple[str, bytes]] = []

    def call(self, name: str, request: bytes) -> bytes:
        self.calls.append((name, request))
        answer = self.answer(name, json.loads(request))
        return answer if isinstance(answer, bytes) else json.dumps(answer).encode()


def ok(data: Any) -> Answer:
    return lambda name, request: {"status": "ok", "data": data, "error": None}


def test_request_bytes(run: Any) -> None:
    host = ToolHost(ok({"status_code": 200, "headers": {"a": "b"}, "data": 1, "body": "1"}))
    tool = {"kind": "http", "url": "http://x/{{ n }}", "headers": {"h": "{{ n }}"}, "input": {"q": "é{{ n }}"}, "auth": {"t": "{{ n }}"}}
    flow = [{"step": "start", "tool": tool, "set": {"code": "{{ output.http.status }}", "d": "{{ output.data.data }}"}}]
    env = run(flow, host=host, workload={"n": 5})
    request = '{"step":"start","attempt":1,"config":{"url":"http://x/5","headers":{"h":5},"auth":{"t":"{{ n }}"}},"input":{"q":"é5"}}'
    assert host.calls == [("tool_http", request.encode())]
    assert env["ctx"] == {"code": 200, "d": 1}


def test_task_index_and_attempt(run: Any) -> None:
    def answer(name: str, request: dict[str, Any]) -> Any:
        failing = request["attempt"] == 1
        error = {"kind": "timeout", "message": "slow", "retryable": True}
        return {"status": "error" if failing else "ok", "data": None, "error": error if failing else None}

    host = ToolHost(answer)
    rules = [{"when": "{{ output.error.retryable }}", "then": {"do": "retry"}}]
    task = {"name": "t", "kind": "postgres", "query": "select {{ x }}", "spec": {"policy": {"rules": rules}}}
    flow = [{"step": "start", "loop": {"in": "{{ [7] }}", "iterator": "x"}, "tool": [task]}]
    env = run(flow, host=host)
    assert [list(json.loads(request)) for _, request in host.calls] == [["step", "task", "index", "attempt", "config", "input"]] * 2
    assert [json.loads(request)["attempt"] for _, request in host.calls] == [1, 2]
    assert env["status"] == "completed"


def test_secrets_stay_unrendered(run: Any) -> None:
    host = ToolHost(ok(1))
    tool = {"kind": "http", "url": "{{ keychain.a.token }}", "headers": {"x": "{{ my_api.token }}", "y": "{{ 1 }}"}}
    run([{"step": "start", "tool": tool}], host=host, keychain=[{"name": "my_api"}])
    assert json.loads(host.calls[0][1])["config"] == {"url": "{{ keychain.a.token }}", "headers": {"x": "{{ my_api.token }}", "y": 1}}


@pytest.mark.parametrize(
    "answer",
    [
        b"not json",
        b"\xff",
        b"[]",
        b'{"status": "maybe"}',
        b'{"status": "ok", "data": NaN}',
        b'{"status": "error", "error": null}',
        b'{"status": "error", "error": {"kind": 5, "message": "m"}}',
        b'{"status": "ok", "data": ' + b"[" * 129 + b"]" * 129 + b"}",
    ],
)
def test_malformed_answers(run: Any, answer: bytes) -> None:
    env = run([{"step": "start", "tool": {"kind": "http", "url": "x"}}], host=ToolHost(lambda name, request: answer))
    assert env["errors"][0]["kind"] == "value"
    assert env["steps"]["start"] is None


def test_without_a_host_every_tool_is_unsupported(run: Any) -> None:
    env = run([{"step": "start", "tool": {"kind": "shell", "command": "ls"}, "next": "a"}, {"step": "a", "tool": {"kind": "noop"}}])
    assert env["errors"][0]["kind"] == "unsupported"
    assert env["errors"][0]["handled"] is True
    assert "at" not in env["errors"][0]


def test_host_error_keeps_its_data(run: Any) -> None:
    error = {"kind": "client_error", "message": "404", "retryable": False}
    host = ToolHost(lambda name, request: {"status": "error", "data": {"status_code": 404, "headers": {}}, "error": error})
    env = run([{"step": "start", "tool": {"kind": "http", "url": "x"}, "set": {"k": "{{ output.http.status }}"}}], host=host)
    assert env["steps"]["start"]["status_code"] == 404
    assert env["ctx"] == {"k": 404}
    assert env["errors"][0]["kind"] == "client_error"


def test_impure_bodies_become_host_calls(run: Any) -> None:
    host = ToolHost(ok(9))
    tool = {"kind": "python", "libs": {"np": "numpy"}, "input": {"a": 1}, "code": "result = np.array(a)"}
    env = run([{"step": "start", "tool": tool}], host=host)
    assert env["result"] == 9
    name, request = host.calls[0]
    assert name == "tool_python"
    assert json.loads(request)["config"] == {"code": "result = np.array(a)", "libs": {"np": "numpy"}}
    env = run([{"step": "start", "tool": {"kind": "python", "code": "import socket"}}])
    assert env["errors"][0]["kind"] == "unsupported"


def test_a_host_may_say_where_a_body_raised(run: Any) -> None:
    error = {"kind": "exception", "message": "OSError: x", "retryable": False, "line": 2, "column": 1}
    host = ToolHost(lambda name, request: {"status": "error", "data": None, "error": error})
    env = run([{"step": "start", "tool": {"kind": "python", "code": "import socket\nsocket.socket()"}}], host=host)
    assert env["errors"][0]["at"]["line"] == 1
    assert env["errors"][0]["at"]["column"] > 100


def test_script_sources(run: Any) -> None:
    host = ToolHost(ok(3))
    external = {"kind": "python", "script": {"uri": "a/{{ 1 }}.py", "source": {"type": "file"}}}
    assert run([{"step": "start", "tool": external}], host=host)["result"] == 3
    assert json.loads(host.calls[0][1])["config"] == {"script": {"uri": "a/1.py", "source": {"type": "file"}}}
    inline = {"kind": "python", "script": {"source": {"type": "inline", "code": "result = {{ n }}"}}}
    assert run([{"step": "start", "tool": inline}], workload={"n": 4})["result"] == 4


def test_wasm_and_artifact_configuration(run: Any) -> None:
    for tool in ({"kind": "wasm", "plugin": {}}, {"kind": "wasm"}, {"kind": "artifact", "action": "put"}):
        assert run([{"step": "start", "tool": tool}])["errors"][0]["kind"] == "config"


def test_intents_are_buffered() -> None:
    def put(path: str, **inputs: Any) -> dict[str, Any]:
        return {"kind": "wasm", "plugin": {"path": path}, "input": inputs}

    flow = [
        {"step": "start", "tool": put("noetl/event_publish", event={"k": 1}), "next": "a"},
        {"step": "a", "tool": put("noetl/result_put", key="k", data={"v": "{{ 1 }}"}), "next": "b"},
        {"step": "b", "tool": put("noetl/object_put", key="o", data_b64=base64.b64encode(b"\x00\xff").decode()), "next": "c"},
        {"step": "c", "tool": put("noetl/result_put", key=5, data=1)},
    ]
    document = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "m"}, "workflow": flow}
    done = interpret_run(json.dumps(document))
    assert done.intents == (("event_publish", b'{"k":1}'), ("result_put", b"k", b'{"v":1}'), ("object_put", b"o", b"\x00\xff"))
    assert done.envelope["steps"]["a"] == {"status": "ok"}
    assert done.envelope["errors"][0]["kind"] == "config"


def test_cursor_loop(run: Any) -> None:
    frames = [[{"id": 1}, {"id": 2}], [{"id": 3}], []]
    host = ToolHost(lambda name, request: {"status": "ok", "data": {"rows": frames.pop(0)}, "error": None})
    loop = {"iterator": "row", "spec": {"mode": "cursor"}, "cursor": {"kind": "postgres", "auth": "pg", "claim": "select 1"}}
    flow = [{"step": "start", "loop": loop, "tool": [{"name": "t", "kind": "noop", "set": {"ctx.last": "{{ row.id }}"}}]}]
    env = run(flow, host=host)
    assert env["result"] == {"cursor": "drained", "frames": 2}
    assert env["ctx"] == {"last": 3}
    assert run(flow)["errors"][0]["kind"] == "unsupported"
