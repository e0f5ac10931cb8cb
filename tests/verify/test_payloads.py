"""Generated payloads: deterministic, of the shape of the workload, with edge cases."""

from __future__ import annotations

import json
from typing import Any

import pytest

from noetlc.verify.payloads import generate

WORKLOAD: dict[str, Any] = {
    "n": 3,
    "rate": 1.5,
    "name": "x",
    "on": True,
    "none": None,
    "items": [{"id": 1, "tags": ["a"]}, {"id": 2, "tags": []}],
    "nested": {"a": {"b": 1}},
    "empty": [],
}


def test_same_seed_same_payloads() -> None:
    assert json.dumps(generate(WORKLOAD, 30, 7)) == json.dumps(generate(WORKLOAD, 30, 7))
    assert generate(WORKLOAD, 30, 7) != generate(WORKLOAD, 30, 8)


def test_types_are_kept_and_keys_are_sometimes_missing() -> None:
    payloads = generate(WORKLOAD, 120, 3)
    assert len(payloads) == 120
    for payload in payloads:
        assert set(payload) <= set(WORKLOAD)
        for key, value in payload.items():
            if key != "none":
                assert type(value) is type(WORKLOAD[key])
        assert all(isinstance(item, dict) for item in payload.get("items", []))
    assert any(len(p) < len(WORKLOAD) for p in payloads)
    assert any(len(p) == len(WORKLOAD) for p in payloads)
    assert any(abs(p.get("n", 0)) >= 2**53 for p in payloads)
    assert any(p.get("items") == [] for p in payloads)
    assert any(not p.get("name", "a").isascii() for p in payloads)
    for payload in payloads:
        json.dumps(payload, allow_nan=False).encode()


@pytest.mark.parametrize("workload", [{}, {"only": True}])
def test_small_shapes_give_few_payloads(workload: dict[str, Any]) -> None:
    assert len(generate(workload, 25, 0)) <= 25
    assert generate({"a": 1}, 0, 0) == []


def test_large_and_deep_workloads_are_bounded() -> None:
    deep: Any = 1
    for _ in range(100):
        deep = [deep]
    large = {"rows": [{"id": i, "v": str(i)} for i in range(5000)], "deep": deep, "wide": {str(i): i for i in range(1000)}}
    payloads = generate(large, 5, 0)
    assert payloads
    assert all(len(p.get("rows", [])) <= 8 for p in payloads)
