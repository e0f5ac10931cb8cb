"""Pure bodies of `tool_python` run confined and need no grant; all others go to the host."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from noetlc.host.capability import AmbientHost, CapabilityHost, GrantedHost, RecordingHost
from noetlc.host.local import local_host
from noetlc.host.python_process import run_granted
from noetlc.host.python_tool import ModuleBodies, PurePythonHost
from noetlc.interp.host import unsupported

BODIES = ModuleBodies(b"these tests")


@pytest.fixture(scope="module", autouse=True)
def processes() -> Iterator[None]:
    with BODIES:
        yield


def pure(inner: CapabilityHost, execution_id: str = "0") -> PurePythonHost:
    return PurePythonHost(inner, execution_id, BODIES)


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
    host = pure(log, "77")
    answer = ask(host, "result = {'n': n + 2**53, 'e': execution_id, 's': step}", n=1)
    assert answer == {"status": "ok", "data": {"n": 2**53 + 1, "e": "77", "s": "s"}, "error": None}
    assert ask(host, "result = j.dumps(a)", {"j": "json"}, a=[1]) == {"status": "ok", "data": "[1]", "error": None}
    assert log.calls == []


def test_ambient_values_of_a_pure_body_come_from_the_host() -> None:
    log = RecordingHost(Fixed())
    answer = ask(pure(log), "import time\nresult = int(time.time())")
    assert answer["data"] == 1_700_000_000
    assert {c.name for c in log.calls} == {"now"}


def test_an_exception_carries_its_place_in_the_body() -> None:
    answer = ask(pure(Fixed()), "x = 1\nraise ValueError('no')")
    assert answer["status"] == "error"
    assert answer["data"] == {"stdout": "", "stderr": "ValueError: no\n"}
    assert answer["error"] | {"column": 0} == {"kind": "exception", "message": "ValueError: no", "retryable": False, "line": 2, "column": 0}


@pytest.mark.parametrize(("code", "libs"), [("import socket\nresult = 1", None), ("open('x')", None), ("result = 1", {"np": "numpy"})])
def test_other_bodies_need_the_grant(code: str, libs: Any) -> None:
    assert ask(pure(Fixed()), code, libs) == "asked"
    refused = ask(pure(GrantedHost(Fixed(), frozenset())), code, libs)
    assert refused == json.loads(unsupported("tool_python"))


@pytest.mark.parametrize("request_bytes", [b"", b"[]", b"{}", b'{"config":{"code":1}}', b'{"config":{"code":"1","libs":[1]}}'])
def test_malformed_requests_go_to_the_host(request_bytes: bytes) -> None:
    assert pure(Fixed()).call("tool_python", request_bytes) == b'"asked"'
    assert pure(Fixed()).call("tool_http", b"{}") == b'"asked"'


def granted(code: str, grant: str = "tool_python", **inputs: Any) -> Any:
    host = local_host(frozenset({grant}), "9")
    request = {"step": "s", "attempt": 1, "config": {"code": code}, "input": inputs}
    return json.loads(host.call("tool_python", json.dumps(request).encode()))


def test_a_body_that_is_granted_files_has_those_of_this_process(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    answer = granted("open(path, 'w').write('ä')\nprint('seen')\nresult = [open(path).read(), execution_id]", "tool_python:files", path=str(file))
    assert answer == {"status": "ok", "data": ["ä", "9"], "error": None}
    assert file.read_text() == "ä"
    assert granted("import os\nos.write(1, b'raw')\nprint('x')")["data"] == {"stdout": "x\n", "stderr": ""}


def test_failures_of_a_granted_body() -> None:
    answer = granted("import socket\nraise OSError('no')")
    assert answer["error"] == {"kind": "exception", "message": "OSError: no", "retryable": False}
    assert granted("import os\nos._exit(3)")["error"]["message"].endswith("exit code 3")
    assert json.loads(run_granted(b'{"config":{}}'))["error"]["kind"] == "config"
    request = b'{"config":{"code":"while True: pass"}}'
    assert json.loads(run_granted(request, timeout=0.5))["error"]["kind"] == "timeout"
