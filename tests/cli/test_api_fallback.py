"""Falling back to the interpreter: calls of the aborted run happen once, and a different run stops."""

from __future__ import annotations

import pytest
from wasmtime import wat2wasm

import noetlc
from noetlc.host.capability import AmbientHost, RecordingHost
from noetlc.host.errors import ReplayMismatch
from noetlc.host.sections import replace_custom

PLAYBOOK = """apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: demo}
workload: {n: 1}
workflow:
- step: first
  tool: {kind: http, url: "http://a/{{ n }}"}
  next: second
- step: second
  tool: {kind: http, url: "http://b"}
  next: end
- step: end
  tool: {kind: noop, result: ["{{ first }}", "{{ second }}"]}
"""


class Http(AmbientHost):
    """Answers with a running number."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []

    def call(self, name: str, request: bytes) -> bytes:
        self.asked.append(request)
        return f'{{"status":"ok","data":{len(self.asked)},"error":null}}'.encode()


def calls_then_overflows(request: bytes) -> bytes:
    """A module that makes one http call and then leaves 64 bits."""
    text = "".join(f"\\{byte:02x}" for byte in request)
    entry = (
        f"(param i32 i32) (result i64) (drop (call $http (i32.const 1024) (i32.const {len(request)})))"
        f"(i32.store (i32.const 64) (i32.const {int.from_bytes(b'NOEA', 'little')})) (i32.store (i32.const 68) (i32.const 1)) unreachable"
    )
    wat = (
        '(module (import "noetl_x1" "tool_http" (func $http (param i32 i32) (result i64))) (memory (export "memory") 4)'
        f' (data (i32.const 1024) "{text}") (func (export "alloc") (param i32) (result i32) (i32.const 65536))'
        f' (func (export "run") {entry}) (func (export "invoke") {entry}))'
    )
    return replace_custom(bytes(wat2wasm(wat)), "noetlc.manifest", b'{"abort_record":64}')


def first_request(payload: dict[str, int]) -> bytes:
    log = RecordingHost(Http())
    assert noetlc.interpret(PLAYBOOK, payload, host=log)["result"] == [1, 2]
    return log.calls[0].request


def test_calls_of_the_aborted_run_are_not_repeated() -> None:
    host = Http()
    envelope = noetlc.run(calls_then_overflows(first_request({"n": 7})), {"n": 7}, source=PLAYBOOK, host=host)
    assert envelope["status"] == "completed"
    assert envelope["result"] == [1, 2]
    assert len(host.asked) == 2


def test_a_run_that_would_call_otherwise_stops() -> None:
    host = Http()
    with pytest.raises(ReplayMismatch):
        noetlc.run(calls_then_overflows(first_request({"n": 7})), {"n": 8}, source=PLAYBOOK, host=host)
    assert len(host.asked) == 1


def test_without_a_host_tools_are_unsupported_on_both_engines() -> None:
    envelope = noetlc.run(calls_then_overflows(first_request({"n": 1})), source=PLAYBOOK)
    assert [e["kind"] for e in envelope["errors"]] == ["unsupported", "unsupported"]
    assert envelope == noetlc.interpret(PLAYBOOK)
