"""The generator of batches: the same bytes everywhere, events as the platform makes them."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from typing import Any

from benchmarks.events import batch, outbox, payloads, wire


def rows_of(drained: dict[str, Any]) -> list[dict[str, Any]]:
    """The events of a batch, those in texts too."""
    found = []
    for message in drained["messages"]:
        data = message["data"]
        if isinstance(data, str):
            try:
                data = json.loads(data)
            except ValueError:
                continue
        if isinstance(data, dict) and data.get("event_id") is not None:
            found.append(data)
    return found


def test_same_arguments_give_the_same_bytes() -> None:
    made = wire(batch(1000))
    assert made == wire(batch(1000))
    assert made != wire(batch(1000, 1))
    assert hashlib.sha256(made).hexdigest() == PINNED
    assert 860_000 < len(made) < 880_000


PINNED = "408e1cc650fb072986f5aa30ae23e8ae524cde1adc643e0292d1d570854bda13"  # of 1,000 events, seed 0: benchmarks of different versions read the same batch


def test_every_execution_has_one_root_and_a_chain() -> None:
    rows = rows_of(batch(2000, 3))
    chains: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        chains.setdefault(row["execution_id"], []).append(row)
    assert len(chains) > 20
    assert len({row["event_id"] for row in rows}) == len(rows)
    for eid, chain in chains.items():
        assert chain[0]["prev_event_id"] is None
        assert all(before["event_id"] == after["prev_event_id"] > eid for before, after in pairwise(chain))
        assert all(before["event_id"] < after["event_id"] for before, after in pairwise(chain))


def test_shares() -> None:
    drained = batch(1000, 5, texts=0.5, bad=0.1)
    assert drained["count"] == len(drained["messages"]) == 1000
    texts = sum(isinstance(message["data"], str) for message in drained["messages"])
    assert 400 < texts < 600
    assert 860 < len(rows_of(drained)) < 940
    assert len(rows_of(batch(1000, 5, texts=0.0, bad=0.0))) == 1000


def test_payloads_and_claims() -> None:
    drained = batch(500)
    found = payloads(drained)
    assert len(found) > 10
    assert all(ref.startswith("noetl://execution/") for ref in found)
    claim = outbox(50)
    assert sorted(row["outbox_id"] for row in claim["rows"]) == list(range(5000, 5050))
    assert [row["outbox_id"] for row in claim["rows"]] != list(range(5000, 5050))
