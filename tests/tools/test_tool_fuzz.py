"""Whatever the configuration: an answer in the right shape, never an exception, and quickly."""

from __future__ import annotations

import json
import random
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from noetlc.host.capability import AmbientHost
from noetlc.host.tools.session import Session
from noetlc.host.tools.toolbox import KINDS, ToolHost

Json = Any

KEYS = {
    "http": ["url", "method", "headers", "params", "json", "form", "body", "timeout_seconds", "follow_redirects", "response_type", "auth"],
    "postgres": ["query", "command", "params", "host", "port", "database", "user", "password", "connection_string", "schema", "as_objects"],
    "duckdb": ["query", "params", "as_objects", "auth"],
    "nats": ["operation", "url", "bucket", "key", "value", "subject", "data", "stream", "consumer", "batch", "timeout_ms", "seq"],
    "subscription": ["source", "operation", "url", "stream", "consumer", "ack", "ack_ids"],
    "artifact": ["action", "result_ref", "uri"],
    "transfer": ["source", "target", "mode", "chunk_size"],
    "playbook": ["path", "catalog_id", "payload", "return_result", "return_step", "result_step", "timeout"],
    "secrets": ["provider", "map", "key", "auth"],
    "wasm": ["plugin", "input"],
    "ducklake": ["command", "catalog_connection", "catalog_name", "data_path", "params"],
}

VALUES: list[Json] = [
    *(None, True, False, 0, -1, 7, 2.5, 1e400, -1e15, 10**30, "", " ", "x", "a\0b", "../x", "/", "\ud800"),
    *("SELECT 1", "SELECT $1", "SELECT ?", "SELECT 'ü\ud800'", "kv_get", "publish", "js_consume", "poll", "get", "nats", "post", "json"),
    *("{{ keychain.x }}", "{{", "secret:" + "0" * 32, "file:///etc/passwd", [], [1], ["a", None], [[1]], {}, {"a": 1}, {"": None}),
    *({"type": "csv", "path": "/no"}, {"type": "duckdb", "query": "SELECT 1 AS a"}, {"path": "x", "version": 3}, {"credential": "x"}),
    *({"type": "basic"}, {"a": {"b": {"c": [None]}}}),
]

# Only this machine, and texts that name no machine at all.
PLACES: list[Json] = [
    *(None, "", 5, {}, [], "http://127.0.0.1:1/", "http://[::1", "http://127.0.0.1:99999", "//", "http:///x", "http://127.0.0.1:1/\n"),
    *("nats://127.0.0.1:1", "127.0.0.1", "postgresql://u:p@127.0.0.1:1/d", "postgresql://[", ["nats://127.0.0.1:1"]),
]
PLACE_KEYS = ("url", "host", "connection_string")


@pytest.mark.parametrize("kind", sorted(KEYS))
def test_any_configuration(kind: str, tmp_path: Path) -> None:
    lines: list[str] = []
    ambient = AmbientHost()
    ambient.log = lambda level, line: lines.append(line)  # type: ignore[method-assign]
    host = ToolHost(ambient, session=Session(ambient, root=tmp_path, store=tmp_path / "store"))
    chance = random.Random(kind)
    for _ in range(150):
        config = {key: chance.choice(PLACES if key in PLACE_KEYS else VALUES) for key in KEYS[kind] if chance.random() < 0.7}
        inputs = chance.choice(VALUES)
        request = json.dumps({"step": "s", "attempt": 1, "config": config, "input": inputs}, ensure_ascii=True).encode()
        answer = json.loads(host.call(f"tool_{kind}", request))
        assert set(answer) == {"status", "data", "error"}
        if answer["status"] == "ok":
            assert answer["error"] is None
        else:
            assert answer["status"] == "error"
            assert set(answer["error"]) == {"kind", "message", "retryable"}
            assert isinstance(answer["error"]["kind"], str)
            assert isinstance(answer["error"]["message"], str)
    host.close()
    assert lines == []


def test_a_library_that_fails_is_an_outcome(tools: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    tools.host.inner.log = lambda level, line: lines.append(line)
    tools.host.session.redactor.add("hush-hush")
    monkeypatch.setattr("noetlc.host.tools.shell.run", lambda request, session: 1 / 0 if request.first("zero") else {}["hush-hush"])
    answer = tools("shell", {"zero": True})
    assert answer["error"] == {"kind": "unknown", "message": "shell: ZeroDivisionError: division by zero", "retryable": False}
    assert "hush" not in json.dumps(tools("shell", {}))
    assert len(lines) == 2
    assert "hush" not in "".join(lines)


def test_every_kind_has_its_module() -> None:
    for module in set(KINDS.values()):
        assert callable(import_module(f"noetlc.host.tools.{module}").run)
