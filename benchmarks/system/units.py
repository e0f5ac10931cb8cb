"""What is measured: the six units, the batches they get, and the same rules in plain Python where that is natural."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.common import ROOT
from benchmarks.events import EPOCH_MS, FIRST_MS, batch, outbox, payloads, wire
from noetlc.bench.contestants import Call
from tests.system import rules

Payload = dict[str, Any]
FOLDER = ROOT / "playbooks" / "system"
RUST = "event_materializer"  # the unit that is also written in Rust


@dataclass(frozen=True, slots=True)
class Unit:
    """A playbook. `payload` makes that of so many events; `plain` is the same on decoded JSON, None where it needs more than Python has.

    A unit that is not `batched` takes no events and is measured once.
    """

    name: str
    payload: Callable[[int], Payload]
    plain: Callable[[Payload], Any] | None = None
    batched: bool = True


@dataclass(frozen=True, slots=True)
class Plain:
    """A contestant: a Python function between the C code of `json.loads` and `json.dumps`, as one would write the service."""

    function: Callable[[Payload], Any]

    def ready(self, _payload: Payload, data: bytes) -> Call:
        return lambda: wire(self.function(json.loads(data)))


def _results(count: int) -> Payload:
    drained = batch(count)
    return {**drained, "payloads": payloads(drained)}


def _states(count: int) -> Payload:
    return {**batch(count), "now_ms": FIRST_MS + EPOCH_MS}


def _published(payload: Payload) -> Any:
    messages = rules.outbox_messages(payload["rows"])
    return {"count": len(messages), "messages": messages, "mark_published": {"outbox_ids": []}, "mark_failed": []}


UNITS = (
    Unit("event_materializer", batch, lambda payload: rules.materialized(payload["messages"])),
    Unit("projector", batch, lambda payload: rules.projected(payload["messages"])),
    Unit("result_materializer", _results),
    Unit("state_materializer", _states),
    Unit("outbox_publisher", outbox, _published),
    Unit("scheduled_cleanup", lambda _: {}, batched=False),
)
