"""The reserved plug-ins: one call of the host each, as a module of their own and as the direct call of a compiled playbook."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from plugin_guest import Modules

from noetlc.api import build
from noetlc.host.binding import Bindings, Intent
from noetlc.host.capability import AmbientHost
from noetlc.host.errors import Aborted, Origin
from noetlc.host.invoke import call_module
from noetlc.host.module import LoadedModule

ALL_BYTES = bytes(range(256))
EVENT = {"execution_id": 333298747507216384, "event_type": "x", "context": {"a": [1, 2.5, None, True, "é\n"]}}
CASES: list[tuple[str, Any, Intent]] = [
    ("event_publish", {"event": EVENT}, Intent("event_publish", "", json.dumps(EVENT, ensure_ascii=False, separators=(",", ":")).encode())),
    ("event_publish", {"event": None, "more": 1}, Intent("event_publish", "", b"null")),
    ("event_publish", {"event": "text"}, Intent("event_publish", "", b'"text"')),
    ("result_put", {"key": "k", "data": "text é"}, Intent("result_put", "k", "text é".encode())),
    ("result_put", {"key": "", "data": ""}, Intent("result_put", "", b"")),
    ("result_put", {"key": "a/é", "data": {"b": 1, "a": [1.0, 1 << 60]}}, Intent("result_put", "a/é", b'{"b":1,"a":[1.0,1152921504606846976]}')),
    ("object_put", {"key": "k", "data": None}, Intent("object_put", "k", b"null")),
    ("object_put", {"key": "k", "data_b64": base64.b64encode(ALL_BYTES).decode()}, Intent("object_put", "k", ALL_BYTES)),
    ("object_put", {"key": "k", "data": "this", "data_b64": "AP8="}, Intent("object_put", "k", b"this")),
]
PLAYBOOK = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {{name: intents}}
workload: {{input: {{}}}}
workflow:
  - step: start
    tool: {{kind: wasm, plugin: {{path: noetl/{name}}}, input: {input}}}
"""


@pytest.mark.parametrize(("name", "given", "intent"), CASES)
def test_one_intent(modules: Modules, name: str, given: Any, intent: Intent) -> None:
    data = json.dumps(given, separators=(",", ":")).encode()
    result = modules.run(f"noetl/{name}", "run", data)
    assert (result.output, result.intents) == (b'{"status":"ok"}', (intent,))
    spaced = json.dumps(given, indent=1).encode()
    assert modules.run(f"noetl/{name}", "run", spaced).intents == (intent,)


@pytest.mark.parametrize(("name", "given", "intent"), [CASES[0], CASES[3], CASES[7]])
def test_the_direct_call_gives_the_same(modules: Modules, name: str, given: Any, intent: Intent) -> None:
    text = PLAYBOOK.format(name=name, input=json.dumps({key: f"{{{{ input.{key} }}}}" for key in given}))
    module = LoadedModule(build(text, verify=False).wasm)
    payload = json.dumps({"payload": {"input": given}}).encode()
    assert call_module(module, payload, Bindings(AmbientHost()), Origin("x", "1", "invoke")).intents == (intent,)


WRONG: list[tuple[str, bytes]] = [
    ("event_publish", b"{}"), ("event_publish", b""), ("event_publish", b"[]"), ("event_publish", b"5"), ("event_publish", b"not json"),
    ("event_publish", b'{"events":1}'), ("result_put", b"{}"), ("result_put", b""), ("result_put", b'{"key":"k"}'), ("result_put", b'{"data":"x"}'),
    ("result_put", b'{"key":5,"data":"x"}'), ("object_put", b'{"key":"k","data_b64":"AP8"}'), ("object_put", b'{"key":"k","data_b64":"A=P8"}'),
    ("object_put", b'{"key":"k","data_b64":5}'), ("object_put", b'{"key":"k","data_b64":"\xff\xff"}'), ("object_put", b"[1]"), ("object_put", b'"k"'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), WRONG)
def test_wrong_input_traps(modules: Modules, name: str, data: bytes) -> None:
    with pytest.raises(Aborted) as caught:
        modules.run(f"noetl/{name}", "run", data)
    assert caught.value.kind == "trap"


@pytest.mark.parametrize("name", ["event_publish", "result_put", "object_put"])
def test_a_host_that_denies_stops_the_module(modules: Modules, name: str) -> None:
    module = LoadedModule(modules.plugin(f"noetl/{name}").wasm)
    given = json.dumps({"event": 1, "key": "k", "data": 1}).encode()
    with pytest.raises(Aborted, match="trap"):
        call_module(module, given, Bindings(AmbientHost(), ring=frozenset()), Origin("x", "1", "run"))
