"""Exact comparison."""

from __future__ import annotations

import pytest

from noetlc.host.capability import CapabilityCall
from noetlc.verify.compare import calls, difference, envelopes, is_prefix


@pytest.mark.parametrize(
    ("left", "right"),
    [(1, 1.0), (1, True), (0, False), (0.0, -0.0), (1.0, True), (None, False), ("1", 1), ([], {}), (2**53, 2**53 + 1), ([1], [1, None])],
)
def test_distinct(left: object, right: object) -> None:
    assert difference(left, right) is not None
    assert difference({"a": [left]}, {"a": [right]}) is not None


@pytest.mark.parametrize("value", [None, True, 2**70, 1.5, -0.0, "ä", [1, [2.0]], {"a": {"b": []}}])
def test_equal(value: object) -> None:
    assert difference(value, value) is None


def test_paths() -> None:
    found = difference({"a": {"b c": [1, {"d": 2}]}}, {"a": {"b c": [1, {"d": 3}]}})
    assert found is not None
    assert (found.path, found.compiled, found.interpreted) == ('a["b c"][1].d', "2", "3")
    order = difference({"x": 1, "y": 2}, {"y": 2, "x": 1})
    assert order is not None
    assert order.path == "key order"
    missing = difference({}, {"k": 1})
    assert missing is not None
    assert (missing.path, missing.compiled) == ("k", "nothing")
    extra = difference({"k": 1}, {})
    assert extra is not None
    assert extra.interpreted == "nothing"


def envelope(**changes: object) -> dict[str, object]:
    error = {"step": "s", "kind": "exception", "message": "E: m", "handled": False, "at": {"line": 3, "column": 4}}
    base = {"status": "failed", "result": None, "steps": {}, "ctx": {}, "errors": [error], "warnings": []}
    return {**base, **changes}


def test_envelopes_ignore_columns_only() -> None:
    error = envelope()["errors"][0]  # type: ignore[index]
    assert envelopes(envelope(), envelope(errors=[{**error, "at": {"line": 3, "column": 9}}])) is None
    warning = {"step": "s", "field": "when", "message": "a"}
    for change in ({"at": {"line": 4, "column": 4}}, {"message": "E: n"}, {"kind": "value"}, {"handled": True}):
        assert envelopes(envelope(), envelope(errors=[{**error, **change}])) is not None
    for other in ({"field": "set.x"}, {"message": "b"}):
        assert envelopes(envelope(warnings=[warning]), envelope(warnings=[{**warning, **other}])) is not None


def test_calls_compare_requests_as_json_and_prefixes_by_bytes() -> None:
    one, same, other = (CapabilityCall("tool_http", r, b"") for r in (b'{"a":1}', b'{ "a": 1 }', b'{"a":2}'))
    clock = CapabilityCall("now", b"", 1)
    assert calls([one, clock], [same]) is None
    assert calls([one], [other]) is not None
    assert calls([one], [one, one]) is not None
    assert is_prefix([one, clock], [one, other]) is None
    assert is_prefix([], [one]) is None
    assert is_prefix([one], [same]) is not None
    assert is_prefix([one], []) is not None
