"""Runtime functions of templates against models in Python, under the emulator and in wasm."""

from __future__ import annotations

import base64
import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import quote

import pytest
import template_guest  # noqa: F401  # puts the runtime harness on the path
from harness import Emulated, Guest, Wasm
from hypothesis import given, settings
from hypothesis import strategies as st

FUNCTIONS = [
    "t_eq", "t_compare", "t_truth", "t_round", "t_filter_int", "t_filter_float", "t_text", "t_sort", "t_typed", "t_slice", "t_replace",
    "t_urlencode", "t_b64encode", "t_b64decode", "wide_from",
]  # fmt: skip
INTS = st.integers(-(1 << 40), 1 << 40)
SCALARS = st.none() | st.booleans() | INTS | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6)
VALUES = st.recursive(
    SCALARS, lambda v: st.lists(v, max_size=4) | st.dictionaries(st.text(max_size=3), v, max_size=3), max_leaves=8
)
EXAMPLES = settings(max_examples=60, deadline=None)


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    return Emulated() if request.param == "emulated" else Wasm(FUNCTIONS)


def rank(value: Any) -> tuple[int, Any]:
    """A sort key of the total order."""
    if value is None:
        return (1, 0)
    if isinstance(value, bool | int | float):
        return (2, value)
    if isinstance(value, str):
        return (3, value)
    if isinstance(value, list):
        return (4, [rank(v) for v in value])
    return (5, [[rank(k), rank(v)] for k, v in value.items()])


@EXAMPLES
@given(VALUES, VALUES)
def test_order_and_equality(guest: Guest, a: Any, b: Any) -> None:
    x, y = guest.to_val(a), guest.to_val(b)
    assert guest.call("t_compare", x, y) == (rank(a) > rank(b)) - (rank(a) < rank(b))
    assert bool(guest.call("t_eq", x, y)) == (a == b)
    assert guest.call("t_compare", x, guest.to_val(a)) == 0
    assert bool(guest.call("t_truth", x)) == bool(a)


@EXAMPLES
@given(st.floats(-1e15, 1e15), st.integers(-5, 8))
def test_round(guest: Guest, x: float, places: int) -> None:
    got = guest.from_val(guest.call("t_round", guest.to_val(x), guest.to_val(places)))
    scale = 10.0 ** abs(places)
    scaled = x * scale if places >= 0 else x / scale
    whole = float(Decimal(scaled).quantize(Decimal(1), ROUND_HALF_UP)) if abs(scaled) < 2.0**52 else scaled
    want = whole / scale if places >= 0 else whole * scale
    assert got == want
    assert math.copysign(1, got) == math.copysign(1, x)


@EXAMPLES
@given(st.from_regex(r"\A\s?[+-]?[0-9]{0,12}(\.[0-9]{0,4})?(e[+-]?[0-9]{1,2})?x?\s?\Z"))
def test_numbers_in_text(guest: Guest, text: str) -> None:
    trimmed = text.strip()
    try:
        number = None if "_" in trimmed else float(trimmed)
    except ValueError:
        number = None
    if not trimmed.isascii() or (number is not None and math.isinf(number)):
        number = None
    want = -1.5 if number is None else number
    assert guest.from_val(guest.call("t_filter_float", guest.to_val(text), guest.to_val(-1.5))) == want
    if number is None or abs(number) < 1e18:
        exact = 7 if number is None else int(trimmed) if trimmed.lstrip("+-").isdigit() else int(number)
        assert guest.from_val(guest.call("t_filter_int", guest.to_val(text), guest.to_val(7))) == exact


@EXAMPLES
@given(st.lists(st.integers(-3, 3) | st.sampled_from(["a", "B", "b"]), max_size=12), st.booleans())
def test_sort_is_stable(guest: Guest, items: list[Any], reverse: bool) -> None:
    pairs = [{"k": item, "i": i} for i, item in enumerate(items)]
    args = (guest.to_val(pairs), guest.to_val(reverse), guest.to_val(False), guest.to_val("k"))
    want = sorted(pairs, key=lambda p: rank(p["k"].lower() if isinstance(p["k"], str) else p["k"]), reverse=reverse)
    assert guest.from_val(guest.call("t_sort", *args)) == want


@EXAMPLES
@given(st.text(max_size=12) | st.lists(st.integers(0, 9), max_size=8), *[st.none() | st.integers(-9, 9)] * 2, st.integers(-4, 4))
def test_slices(guest: Guest, value: Any, start: int | None, stop: int | None, step: int) -> None:
    args = [guest.to_val(v) for v in (value, start, stop, step or 1)]
    assert guest.from_val(guest.call("t_slice", *args)) == value[start : stop : step or 1]


@EXAMPLES
@given(st.text(max_size=20), st.text(max_size=2), st.text(max_size=2))
def test_text_filters(guest: Guest, text: str, old: str, new: str) -> None:
    v = guest.to_val(text)
    assert guest.from_val(guest.call("t_replace", v, guest.to_val(old), guest.to_val(new))) == text.replace(old, new)
    assert guest.from_val(guest.call("t_urlencode", v)) == quote(text)
    encoded = base64.b64encode(text.encode()).decode()
    assert guest.from_val(guest.call("t_b64encode", v)) == encoded
    assert guest.from_val(guest.call("t_b64decode", guest.to_val(encoded))) == text
