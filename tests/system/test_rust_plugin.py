"""The event materialiser by hand in Rust (benchmarks/rust_event_materializer): the same answers, on the platform's host and linked into a playbook."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

import noetlc
from benchmarks.common import playbook
from benchmarks.events import batch as generated
from benchmarks.system.rust import NoRust, build

from .cases import EDGES
from .test_messages import same
from .worker import Worker, worker

pytestmark = pytest.mark.slow

# Its numbers have 64 bits: larger integers become doubles, and those that are no doubles an error.
BEYOND = {"large ids", "large ids in texts", "large ids as texts", "digits without end"}
STEP = {"kind": "wasm", "plugin": {"path": "rust_event_materializer"}, "input": {"messages": "{{ messages }}"}}
BOOK = playbook([{"step": "start", "tool": STEP}], workload={"messages": []})


@pytest.fixture(scope="module")
def wasm() -> bytes:
    made = build()
    if isinstance(made, NoRust):
        pytest.skip(made.reason)
    return made.wasm


def test_needs_nothing_of_the_host(wasm: bytes) -> None:
    assert Worker(wasm).imports == []


def test_edge_cases(wasm: bytes) -> None:
    hand = Worker(wasm)
    different = set()
    for name, payload in EDGES.items():
        ours, theirs = (json.dumps(one.call(payload).value, sort_keys=True) for one in (worker("event_materializer"), hand))
        if ours != theirs:
            different.add(name)
    assert different == BEYOND


@pytest.mark.parametrize("count", [1, 100, 1000])
def test_realistic_batches(wasm: bytes, count: int) -> None:
    payload = generated(count, texts=0.2, bad=0.05)
    same(Worker(wasm).call(payload).value, worker("event_materializer").call(payload).value)


def test_no_bytes_and_no_payload(wasm: bytes) -> None:
    assert Worker(wasm).call_bytes(b"").value == {"count": 0, "events": []}
    assert set(Worker(wasm).call_bytes(b"[]").value) == {"error"}


def test_linked_into_a_playbook(wasm: bytes, tmp_path: Path) -> None:
    """A module of another toolchain, with its own memory and data, bound as a plug-in: the same run on both engines."""
    (tmp_path / "rust_event_materializer.wasm").write_bytes(wasm)
    built = noetlc.build(BOOK, plugin_path=[tmp_path], verify=False)
    for payload in (generated(200, 3, texts=0.3, bad=0.1), *(EDGES[name] for name in ("texts", "nesting", "lone surrogates", "timestamps"))):
        given = {"messages": payload["messages"]}
        compiled = noetlc.run(built.wasm, given)
        interpreted = noetlc.interpret(BOOK, given, plugin_path=[tmp_path])
        assert compiled == interpreted
        assert compiled["status"] == "completed"
        found: dict[str, Any] = compiled["steps"]["start"]
        same(json.loads(base64.b64decode(found["output_b64"])), worker("event_materializer").call(payload).value)
