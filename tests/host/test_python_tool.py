"""Pure bodies of `tool_python` run confined and need no grant; all others go to the host."""

from __future__ import annotations

import json
from typing import Any

import pytest

from noetlc.host.capability import AmbientHost, GrantedHost, RecordingHost, unsupported
from noetlc.host.python_tool import PurePythonHost


class Fixed(AmbientHost):
    def now(self) -> int:
        return 1_700_000_000_000_000_000

    def call(self, name: str, request: bytes) -> bytes:
        return b'"asked"'


def ask(host: PurePythonHost, code: str, libs: Any = None, **inputs: Any) -> Any:
    config = {"code": code} | ({"libs": libs} if libs is not None else {})
    return json.loads(host.call("tool_python", json.dumps({"step": "s", "attempt": 1, "config": config, "input": inputs}).encode()))


def test_a_pure_body_runs_without_a_grant_and_is_no_call() -> None:
    log = RecordingHost(GrantedHost(Fixed(), frozenset()))
    host = PurePythonHost(log, "77")
    answer = ask(host, "result = {'n': n + 2**53, 'e': execution_id, 's': step}", n=1)
    assert answer == {"status": "ok", "data": {"n": 2**53 + 1, "e": "77", "s": "s"}, "error": None}
    assert ask(host, "result = j.dumps(a)", {"j": "json"}, a=[1]) == {"status": "ok", "data": "[1]", "error": None}
    assert log.calls == []


def test_ambient_values_of_a_pure_body_come_from_the_host() -> None:
    log = RecordingHost(Fixed())
    answer = ask(PurePythonHost(log), "import time\nresult = int(time.time())")
    assert answer["data"] == 1_700_000_000 and {c.name for c in log.calls} == {"now"}


def test_an_exception_carries_its_place_in_the_body() -> None:
    answer = ask(PurePythonHost(Fixed()), "x = 1\nraise ValueError('no')")
    assert answer["status"] == "error" and answer["data"] == {"stdout": "", "stderr": "ValueError: no\n"}
    assert answer["error"] | {"column": 0} == {"kind": "exception", "message": "ValueError: no", "retryable": False, "line": 2, "column": 0}


@pytest.mark.parametrize(("code", "libs"), [("import socket\nresult = 1", None), ("open('x')", None), ("result = 1", {"np": "numpy"})])
def test_other_bodies_need_the_grant(code: str, libs: Any) -> None:
    assert ask(PurePythonHost(Fixed()), code, libs) == "asked"
    refused = ask(PurePythonHost(GrantedHost(Fixed(), frozenset())), code, libs)
    assert refused == json.loads(unsupported("tool_python"))


@pytest.mark.parametrize("request_bytes", [b"", b"[]", b"{}", b'{"config":{"code":1}}', b'{"config":{"code":"1","libs":[1]}}'])
def test_malformed_requests_go_to_the_host(request_bytes: bytes) -> None:
    assert PurePythonHost(Fixed()).call("tool_python", request_bytes) == b'"asked"'
    assert PurePythonHost(Fixed()).call("tool_http", b"{}") == b'"asked"'
