"""The request of a hosted Python body, as docs/abi.md describes it, from both engines."""

from __future__ import annotations

import json
from typing import Any

import pytest

import noetlc
from noetlc.host.capability import AmbientHost

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m, path: p}\nworkload: {n: 4}\nworkflow:\n- step: start\n  tool: "
CASES: dict[str, dict[str, Any]] = {
    "kind: python, libs: {a: json}, script: {uri: 'x{{ 1 }}', source: {type: file, code: '{{ 1 / 0 }}'}}": {
        "script": {"uri": "x1", "source": {"type": "file"}},
        "libs": {"a": "json"},
    },
    "kind: python, libs: {x: {from: a, import: b}}, other: '{{ n }}', code: 'import socket'": {
        "code": "import socket",
        "libs": {"x": {"from": "a", "import": "b"}},
    },
    "kind: python, libs: null, code: 'import socket'": {"code": "import socket"},
    "kind: python, input: {q: [1.0]}, code: \"import socket\\nresult = variables\"": {
        "code": "import socket\nresult = variables",
        "context": {
            "path": "p",
            "n": 4,
            "q": [1.0],
            "workload": {"n": 4},
            "ctx": {},
            "execution_id": "0",
            "job": {"uuid": "0", "execution_id": "0", "id": "0"},
        },
    },
}


class Keeping(AmbientHost):
    def __init__(self) -> None:
        self.requests: list[tuple[str, str]] = []

    def call(self, name: str, request: bytes) -> bytes:
        self.requests.append((name, request.decode()))
        return b'{"status": "ok", "data": 1}'


@pytest.mark.parametrize("tool", CASES)
def test_request(tool: str) -> None:
    source = HEAD + "{" + tool + "}\n"
    hosts = Keeping(), Keeping()
    found = noetlc.run(noetlc.build(source, verify=False, lenient=True).wasm, host=hosts[0])
    assert found == noetlc.interpret(source, host=hosts[1])
    assert hosts[0].requests == hosts[1].requests
    ((name, text),) = hosts[0].requests
    inputs = {"q": [1.0]} if "input" in tool else {}
    want = {"step": "start", "attempt": 1, "config": CASES[tool], "input": inputs}
    assert (name, text) == ("tool_python", json.dumps(want, separators=(",", ":")))
