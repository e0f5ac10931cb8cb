"""Diverging payloads become small."""

from __future__ import annotations

from typing import Any

import pytest

from noetlc.verify.shrink import shrink

LARGE: dict[str, Any] = {
    "rows": [{"id": i, "name": f"name {i}", "tags": ["a", "b"]} for i in range(12)],
    "mode": "strict",
    "limit": 500,
    "deep": {"a": {"b": ["xyz", {"c": 12345}], "d": 1.25}, "on": True},
}


@pytest.mark.parametrize(
    ("payload", "diverges", "expected"),
    [
        ({"a": 1, "b": 2}, lambda p: True, {}),
        ({"y": "text", "xs": [500, 7, 9, 12, 4]}, lambda p: len(p.get("xs", [])) >= 3 and p["xs"][0] > 10, {"xs": [11, 0, 0]}),
        ({"n": 2**63}, lambda p: p.get("n", 0) > 2**53, {"n": 2**53 + 1}),
        ({"n": -70}, lambda p: p.get("n", 0) < -3, {"n": -4}),
        ({"n": 123456}, lambda p: p.get("n") == 123456, {"n": 123456}),
        ({"x": 12.75}, lambda p: p.get("x", 0) > 2, {"x": 3.0}),
        ({"s": "a long text"}, lambda p: len(p.get("s", "")) > 2, {"s": "aaa"}),
        ({"s": "one, two, three"}, lambda p: "two" in p.get("s", ""), {"s": "two"}),
        (LARGE, lambda p: p.get("limit") == 500 and len(p.get("rows", [])) > 1, {"rows": [{}, {}], "limit": 500}),
        (
            LARGE,
            lambda p: p.get("deep", {}).get("a", {}).get("b") and p.get("mode") == "strict",
            {"mode": "strict", "deep": {"a": {"b": [{}]}}},
        ),
        ({"none": None, "on": True}, lambda p: "none" in p and "on" in p, {"none": None, "on": False}),
    ],
)
def test_the_smallest_is_found(payload: dict[str, Any], diverges: Any, expected: dict[str, Any]) -> None:
    assert diverges(payload)
    assert shrink(payload, lambda p: bool(diverges(p))) == expected


def test_no_time_gives_the_payload_and_nothing_is_asked_twice() -> None:
    asked: list[str] = []

    def diverges(payload: dict[str, Any]) -> bool:
        asked.append(repr(payload))
        return "limit" in payload

    assert shrink(LARGE, diverges, seconds=0) == LARGE
    assert not asked
    assert shrink(LARGE, diverges) == {"limit": 0}
    assert len(asked) == len(set(asked))


def test_a_large_payload_is_shrunk_in_parts() -> None:
    rows = [{"id": i, "parts": [{"n": j} for j in range(10)]} for i in range(30)]
    assert shrink({"rows": rows, "x": 1}, lambda p: len(p.get("rows", [])) > 3)["rows"] == [{}] * 4
