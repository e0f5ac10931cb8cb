"""json.dumps and json.loads against CPython."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from module_guest import Emulated, Guest, call, outcome, raised_error, same, wasm

from noetlc.interp.pybody import versions

FUNCTIONS = ["json.dumps", "json.loads"]
EXAMPLES = settings(max_examples=60, deadline=None)
TEXT = st.text(max_size=12) | st.sampled_from(['"\\\n\x7f\x01é€😀'])
SCALARS = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | TEXT


def nested(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=4), inner, max_size=3)


VALUES = st.recursive(SCALARS, nested, max_leaves=8)


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    more = ("py_range", "json_py_begin", "json_py_next", "json_py_put", "json_py_dumps_with")
    return Emulated() if request.param == "emulated" else wasm(FUNCTIONS, more)


@EXAMPLES
@given(
    v=VALUES,
    ensure_ascii=st.booleans(),
    allow_nan=st.booleans(),
    indent=st.sampled_from([None, 0, 2, "\t", True, -1]),
    separators=st.sampled_from([None, (",", ":"), ["; ", " = "]]),
    sort_keys=st.booleans(),
)
def test_dumps(guest: Guest, v: object, **options: object) -> None:
    expected = outcome(json.dumps, v, **options)
    assert outcome(call, guest, "json.dumps", v, **options) == expected


@pytest.mark.parametrize(
    ("v", "options"),
    [
        ({0: 2, None: 3, True: 4, 1.5: 5, math.inf: 6}, {}),
        ({math.nan: 6}, {"allow_nan": False}),
        ({(1, 2): 3}, {}),
        ({(1, 2): 3, "a": 1}, {"skipkeys": True}),
        *([({(1, 2): 3}, {"skipkeys": True, "indent": 2})] if versions.is_reference() else []),  # a gap of newer versions
        ({"b": 1, 2: 3}, {"sort_keys": True}),
        ({3: 1, 2: 3}, {"sort_keys": True}),
        ([1], {"indent": 1.5}),
        ([1], {"separators": (1,)}),
        ([1], {"separators": (1, 2, 3)}),
        ([1], {"separators": 5}),
        ([], {"indent": 2}),
        ({}, {"indent": 2}),
        ([math.nan], {"indent": 2, "allow_nan": False}),
        ([-math.inf], {"indent": 2, "allow_nan": False}),
        ({"a": [[], {}, ()]}, {"indent": 2}),
        (["\ud800 \U0001f600"], {"ensure_ascii": False}),
        (["\ud800 \U0001f600"], {}),
    ],
)
def test_dumps_cases(guest: Guest, v: object, options: dict[str, object]) -> None:
    assert outcome(call, guest, "json.dumps", v, **options) == outcome(json.dumps, v, **options)


def test_not_serializable() -> None:
    guest = Emulated()
    for options in ({}, {"default": 3}):
        assert outcome(call, guest, "json.dumps", [b"x"], **options) == outcome(json.dumps, [b"x"], **options)


def test_circular(guest: Guest) -> None:
    v = guest.call("list_new", 0)
    guest.call("list_push", v, v)
    guest.call("json_py_dumps", v, *(guest.to_val(x) for x in (False, True, True, True, None, None, None, False)))
    assert raised_error(guest).args == ("ValueError", "Circular reference detected")


BAD = [
    "", " ", "{", "[", "[1,]", '{"a"}', '{"a":}', '{"a":1,}', '{"a":1 "b"}', "{1:2}", "[1 2]", "nul",
    "truex", "01", "-", "1.", "1.e5", "1e", "+1",
    '"abc', '"a\nb"', '"\\x"', '"\\u12"', '"\\u12G4"', '"\\', "[1]]", "\n\n  x", "é€x", '["é", x]',
    '{"é€":1,\n "b" 2}', "NaN", "-Infinity", "Infinity",
    "-Inf", "NaNx", "[NaN, -Infinity]", '"\\ud83d\\ude00"', '"\\ud83d"', '"\\ud83dx"', '"\\ude00\\ud83d"',
    "\ufeff1", "1e400", "-1e400", "1" * 30,
    "[" * 127 + "]" * 127, "'a'", '{"a":1,"a":2}', "\t[1 , 2\r]\n", "[1,\x0b2]", '{"a" : 1 , }', '"\x7f"', '"\ud800"', '"\\u00e9\ud800"',
    "-0", "-0.0", "1E5", "1E+5", "0.1e-7", "123456789012345678901234567890.5", '{"a":1', '{"a":', '{"a"',
    '{"', "[1", "[1,", '"a\tb"', '"\\/\\b\\f"',
    '[1, "', '["a', '["\\', '["\\u', '["\\u1', '{,}', "[,]", ",", ":", "]", "}", '"\x00"', "1\x00", "\x00",
    '"\\u0001', '["\\ud83d\\ude00', '"\\\\u0001', '"\\ud83d\\u0001',
]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_loads_cases(guest: Guest, text: str) -> None:
    assert same(outcome(call, guest, "json.loads", text), outcome(json.loads, text))


@EXAMPLES
@given(v=VALUES, cut=st.integers(0, 60))
def test_loads(guest: Guest, v: object, cut: int) -> None:
    text = json.dumps(v, ensure_ascii=cut % 2 == 0)
    for source in (text, text[:cut], text[:cut] + "x" + text[cut:]):
        assert same(outcome(call, guest, "json.loads", source), outcome(json.loads, source))


@pytest.mark.parametrize("v", [5, None, [1], 1.5])
def test_loads_types(guest: Guest, v: object) -> None:
    assert outcome(call, guest, "json.loads", v) == outcome(json.loads, v)


def test_too_deep(guest: Guest) -> None:
    for text, kind in (("[" * 129, "array"), ('{"a":' * 129, "object")):
        error = outcome(call, guest, "json.loads", text)
        assert error.args == ("RecursionError", f"maximum recursion depth exceeded while decoding a JSON {kind} from a unicode string")


class Thing:
    """Serialized by `default`."""

    def __init__(self, made: object) -> None:
        self.made = made


def test_default(guest: Guest) -> None:
    """The protocol of `default`: values come in the order of CPython's calls, replacements may hold more of them."""
    things = {"a": Thing([1, Thing("x"), {"k": Thing(2)}]), "b": [Thing({"z": Thing(None), "y": 3})]}
    seen: list[int] = []
    numbers: dict[int, Thing] = {}

    def place(v: object) -> int:
        if isinstance(v, Thing):
            handle = int(guest.call("py_range", guest.to_val(0), guest.to_val(1), 0))
            numbers[handle] = v
            return handle
        if isinstance(v, list):
            made = guest.call("list_new", 0)
            for item in v:
                guest.call("list_push", made, place(item))
            return int(made)
        if isinstance(v, dict):
            made = guest.call("dict_new")
            for key, item in v.items():
                guest.call("dict_set", made, guest.to_val(key), place(item))
            return int(made)
        return guest.to_val(v)

    expected_order: list[Thing] = []

    def default(thing: Thing) -> object:
        expected_order.append(thing)
        return thing.made

    expected = json.dumps(things, default=default)
    root = place(things)
    state = guest.call("json_py_begin", root, guest.to_val(False))
    while unknown := guest.call("json_py_next", state):
        seen.append(unknown)
        assert guest.call("json_py_put", state, place(numbers[unknown].made))
    assert [numbers[s] for s in seen] == expected_order
    options = [guest.to_val(x) for x in (False, True, True, True, None, None)]
    assert guest.text(guest.call("json_py_dumps_with", root, *options, state, guest.to_val(False))) == expected


def test_default_cycle(guest: Guest) -> None:
    thing = guest.call("py_range", guest.to_val(0), guest.to_val(1), 0)
    state = guest.call("json_py_begin", thing, guest.to_val(False))
    assert guest.call("json_py_next", state) == thing
    assert guest.call("json_py_put", state, thing) == 0
    assert raised_error(guest).args == ("ValueError", "Circular reference detected")
