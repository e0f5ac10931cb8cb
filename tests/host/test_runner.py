"""Payloads and envelopes as bytes."""

from __future__ import annotations

import json

import pytest

from noetlc.host.wire import Invocation, decode, encode


def test_invocation_bytes() -> None:
    data = Invocation({"n": 2**63, "t": "ä"}, "77", {"strict": True}).encode()
    assert data == '{"payload":{"n":9223372036854775808,"t":"ä"},"execution_id":"77","options":{"strict":true}}'.encode()
    assert json.loads(Invocation({}).encode()) == {"payload": {}, "execution_id": "0"}


def test_lone_surrogates_travel_as_escapes() -> None:
    assert encode({"a": "\ud800"}) == b'{"a":"\\ud800"}'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_non_finite_numbers_are_refused(value: float) -> None:
    with pytest.raises(ValueError):
        encode({"a": value})


def test_ints_are_exact_up_to_the_digits_that_python_converts() -> None:
    digits = "1234567890" * 430
    assert decode(f"[-{digits}]".encode()) == [-int(digits)]
    with pytest.raises(ValueError, match="4300 digits"):
        decode(f"[-{digits}1]".encode())
    with pytest.raises(ValueError, match="nested too deep"):
        decode(b"[" * 200_000 + b"]" * 200_000)
    assert decode(b"[1, 9007199254740993, 1.0]") == [1, 9007199254740993, 1.0]
    with pytest.raises(ValueError):
        decode(b"{")
