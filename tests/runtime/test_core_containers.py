"""Lists, tuples and dicts against Python's."""

from __future__ import annotations

from typing import Any

import pytest
from harness import Emulated, Guest, Wasm
from hypothesis import given, settings
from hypothesis import strategies as st

FUNCTIONS = [
    "list_copy", "list_slice", "list_insert", "list_delete", "list_delete_range", "list_concat", "list_extend", "dict_get",
    "dict_delete", "dict_next", "dict_copy", "dict_clear", "deep_copy",
]  # fmt: skip
EXAMPLES = settings(max_examples=20, deadline=None)
KEYS = st.text(st.sampled_from("abcdefgh"), max_size=2) | st.integers(0, 60).map("key{}".format)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=12) | st.tuples(inner, inner),
    max_leaves=12,
)


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    return Emulated() if request.param == "emulated" else Wasm(FUNCTIONS)


@EXAMPLES
@given(x=DATA)
def test_deep_copy_is_equal_and_separate(guest: Guest, x: Any) -> None:
    v = guest.to_val(x)
    copy = guest.call("deep_copy", v)
    assert guest.from_val(copy) == x
    if isinstance(x, list):
        guest.call("list_push", copy, 3)
    if isinstance(x, dict):
        guest.call("dict_set", copy, guest.string("new"), 3)
    assert guest.from_val(v) == x


LIST_STEPS = st.tuples(st.sampled_from(["push", "insert", "delete", "cut", "extend", "slice"]), st.integers(0, 99), st.integers(0, 99))
DICT_STEPS = st.tuples(st.sampled_from(["set", "set", "set", "get", "delete", "copy", "clear"]), KEYS, st.integers(0, 999))


@EXAMPLES
@given(steps=st.lists(LIST_STEPS, max_size=40))
def test_list_operations(guest: Guest, steps: list[tuple[str, int, int]]) -> None:
    model: list[int] = []
    v = guest.to_val([])
    for what, a, b in steps:
        low, high = sorted((a % (len(model) + 1), b % (len(model) + 1)))
        if what == "push":
            model.append(a)
            guest.call("list_push", v, guest.to_val(a))
        elif what == "insert":
            model.insert(low, a)
            guest.call("list_insert", v, low, guest.to_val(a))
        elif what == "delete" and model:
            del model[a % len(model)]
            guest.call("list_delete", v, a % (len(model) + 1))
        elif what == "cut":
            del model[low:high]
            guest.call("list_delete_range", v, low, high)
        elif what == "extend" and len(model) < 200:
            model.extend(model)
            guest.call("list_extend", v, v)
        elif what == "slice":
            assert guest.from_val(guest.call("list_slice", v, low, high)) == model[low:high]
        assert guest.from_val(v) == model
    assert guest.from_val(guest.call("list_concat", v, guest.call("list_copy", v))) == model + model


@EXAMPLES
@given(steps=st.lists(DICT_STEPS, max_size=120))
def test_dict_operations(guest: Guest, steps: list[tuple[str, str, int]]) -> None:
    model: dict[str, int] = {}
    d = guest.to_val({})
    for what, key, x in steps:
        k = guest.string(key)
        if what == "set":
            model[key] = x
            guest.call("dict_set", d, k, guest.to_val(x))
        elif what == "get":
            found = guest.call("dict_get", d, k)
            assert (guest.from_val(found) if found else None) == model.get(key)
        elif what == "delete":
            assert guest.call("dict_delete", d, k) == (model.pop(key, None) is not None)
        elif what == "copy":
            d = guest.call("dict_copy", d)
        elif x < 100:
            model.clear()
            guest.call("dict_clear", d)
    assert list(guest.from_val(d).items()) == list(model.items())
    assert (guest.call("dict_next", d, 0) >= 0) == bool(model)


def test_large_dict(guest: Guest) -> None:
    d = guest.to_val({f"k{i}": i for i in range(500)})
    for i in range(0, 500, 3):
        assert guest.call("dict_delete", d, guest.string(f"k{i}")) == 1
    for i in range(500):
        assert (guest.call("dict_get", d, guest.string(f"k{i}")) != 0) == (i % 3 != 0)
    assert list(guest.from_val(d)) == [f"k{i}" for i in range(500) if i % 3]


ANY_FLOATS = st.sampled_from([0.0, 1.0, 1.5, -2.0, 1e300])
ANY_KEYS = st.one_of(KEYS, st.integers(-(2**63), 2**63 - 1), st.booleans(), st.none(), ANY_FLOATS, st.tuples(st.integers(0, 3)))


@EXAMPLES
@given(steps=st.lists(st.tuples(st.sampled_from(["set", "set", "get", "delete"]), ANY_KEYS, st.integers(0, 999)), max_size=60))
def test_keys_of_any_kind(any_guest: Guest, steps: list[tuple[str, Any, int]]) -> None:
    """Keys that Python holds equal are one key; string look-ups stay right among them."""
    guest = any_guest
    model: dict[Any, int] = {}
    d = guest.to_val({})
    for what, key, x in steps:
        k = guest.to_val(key)
        if what == "set":
            model[key] = x
            guest.call("dict_set_any", d, k, guest.to_val(x))
        elif what == "get":
            found = guest.call("dict_get" if isinstance(key, str) else "dict_get_any", d, k)
            assert (guest.from_val(found) if found else None) == model.get(key)
        else:
            assert guest.call("dict_delete_any", d, k) == (model.pop(key, None) is not None)
    assert [repr(i) for i in guest.from_val(d).items()] == [repr(i) for i in model.items()]


def test_unhashable_key(any_guest: Guest) -> None:
    guest = any_guest
    d = guest.to_val({})
    guest.call("dict_set_any", d, guest.to_val([]), 3)
    assert guest.get_global("raised") != 0
    guest.set_global("raised", 0)
    assert guest.from_val(d) == {}


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def any_guest(request: pytest.FixtureRequest) -> Guest:
    return Emulated() if request.param == "emulated" else Wasm(["dict_get", "dict_get_any", "dict_set_any", "dict_delete_any"])
