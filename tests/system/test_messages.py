"""Event materialiser and projector: the contract's sample, every edge case, random batches; compiled under a foreign host, and interpreted."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

import pytest

import noetlc
from benchmarks.events import batch as generated
from benchmarks.events import wire

from . import rules
from .cases import BATCHES, EDGES, FEW, OTHER, TRIALS, batch, event, sample, tried
from .worker import FOLDER, worker

RULES = {"event_materializer": rules.materialized, "projector": rules.projected}
SERVICES = sorted(RULES)


def same(ours: object, theirs: object) -> None:
    """Equal in value and type, whatever the order of keys."""
    assert json.dumps(ours, sort_keys=True) == json.dumps(theirs, sort_keys=True)


def expected(service: str, payload: dict[str, Any]) -> dict[str, Any]:
    return RULES[service](copy.deepcopy(payload.get("messages") or []))


@pytest.mark.parametrize("service", SERVICES)
def test_needs_nothing_of_the_host(service: str) -> None:
    assert worker(service).imports == []


def test_sample_of_the_contract() -> None:
    output = worker("event_materializer").call(sample()).output
    assert len(output) == 1544
    assert hashlib.sha256(output).hexdigest() == "f063cdb935c8a78ee9f2d0fa0063b3a217e1880c3db2de3232d5b46d244e906a"
    assert worker("projector").call(sample()).output == b'{"count":1,"execution_ids":[333298747507216384]}'


@pytest.mark.parametrize("case", EDGES)
@pytest.mark.parametrize("service", SERVICES)
def test_edge_case(service: str, case: str) -> None:
    payload = EDGES[case]
    same(worker(service).call(payload).value, expected(service, payload))
    envelope = noetlc.interpret(FOLDER / f"{service}.yaml", payload)
    assert envelope["status"] == "completed"
    same(envelope["result"], expected(service, payload))


@TRIALS
@pytest.mark.parametrize("service", SERVICES)
def test_random_batches(service: str, trials: int) -> None:
    def check(payload: dict[str, Any]) -> None:
        same(worker(service).call(payload).value, expected(service, payload))

    tried(trials, check, BATCHES)


@FEW
@pytest.mark.parametrize("service", SERVICES)
def test_random_batches_interpreted(service: str, trials: int) -> None:
    def check(payload: dict[str, Any]) -> None:
        same(noetlc.interpret(FOLDER / f"{service}.yaml", payload)["result"], expected(service, payload))

    tried(trials, check, BATCHES)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("count", [1, 100, 1000])
def test_realistic_batches(service: str, count: int) -> None:
    payload = generated(count, texts=0.2, bad=0.05)
    same(worker(service).call(payload).value, expected(service, payload))


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_skipped_is_counted(service: str) -> None:
    """The sink's body is exact, so the count stands in the step that made it."""
    payload = batch(event(1), None, "x", event(None, None), event(2, OTHER))
    steps: dict[str, Any] = noetlc.interpret(FOLDER / f"{service}.yaml", payload)["steps"]
    assert steps["start"]["skipped"] == 3


@pytest.mark.parametrize("service", SERVICES)
def test_redelivery_gives_the_same_bytes(service: str) -> None:
    payload = generated(200, 7)
    assert worker(service).call(payload).output == worker(service).call(payload).output


def test_duplicate_keys_of_an_object_message() -> None:
    data = b'{"messages":[{"data":{"event_id":1,"event_id":2,"x":1,"x":{"a":1,"a":2}},"data":{"event_id":3,"event_id":4,"execution_id":9}}]}'
    assert worker("event_materializer").call_bytes(data).value == {"count": 1, "events": [{"event_id": 4, "execution_id": 9}]}


def test_as_the_platform_writes_it() -> None:
    payload = generated(100)
    output = worker("event_materializer").call_bytes(wire(payload)).output
    assert output == worker("event_materializer").call(payload).output == wire(json.loads(output))


def test_any_order_and_white_space_of_the_input() -> None:
    data = b' { "x" : 1 ,\n"messages":\t[ {"data" : {"created_at":"a", "event_id" : 1e0} } ]\r\n}\n'
    assert worker("event_materializer").call_bytes(data).value == {"count": 1, "events": [{"event_id": 1.0, "timestamp": "a"}]}
    assert worker("event_materializer").call_bytes(b"").value == {"count": 0, "events": []}


def test_a_batch_that_is_no_payload_is_an_error_and_no_trap() -> None:
    assert set(worker("event_materializer").call_bytes(b"[]").value) == {"error"}
    deep = b'{"messages":[{"data":' + b"[" * 200 + b"]" * 200 + b"}]}"
    assert set(worker("projector").call_bytes(deep).value) == {"error"}


def test_module_is_small() -> None:
    assert worker("event_materializer").size <= 40_000
