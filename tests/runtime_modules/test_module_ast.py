
"""ast.literal_eval against CPython."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from module_guest import Emulated, Guest, Raised, call, outcome, same, wasm

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=3) | st.integers(-9, 9), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    return Emulated() if request.param == "emulated" else wasm(["ast.literal_eval"])


@settings(max_examples=80, deadline=None)
@given(v=VALUES)
def test_round_trip(guest: Guest, v: object) -> None:
    assert same(call(guest, "ast.literal_eval", repr(v)), v)


GOOD = [
    "1", " 1", "\t1 ", "1_000", "0x1F", "0b101", "0o17", "1.5e3", ".5", "5.", "1e-3", "-1", "+1.5", "- 1", "()", "(1)", "(1,)", "1,", "1, 2", "[1, 2,]",
    "[]", "{}", "{1}", "{1, 2,}", "{1: 2, 'a': [None]}", "set()", "set( )", "True", "None", "'a' \"b\"", "b'a' b'\\xff'", "r'\\n'", "'\\n\\t\\x41\\u00e9\\101\\q\\\\'",
    "'''a\nb'''", '"""x"y"""', "u'x'", "[\n1,\n2\n]", "[1, # comment\n 2]", "1 # end", "{'a': (1, 2), 'b': {'c': {1, 2}}}", "\n1", "1\n\n", "((1))", "'é€'", "00",
    "{'a':1,'a':2}", "{True: 1, 1: 2}", "[1,\\\n2]", "br'\\x'", "rb'x'", "'a'\\\n'b'", "('a'\n'b')",
]  # fmt: skip
BAD = [
    "", " ", "[", "[1", "{'a': 1", "(1", "'abc", "'''abc", "1 2", "[1 2]", "hello world", "]", "[1)", "{1: 2, 3}", "{1, 2: 3}", "012", "1abc", "a b", "1 +", "@", "a =", "[1,,2]",
    "{,}", "'a' b'b'", "b'é'", "$x", "hello!", "[1, 2", "{'a'", "{'a':", "2024-01-01", "0_7",
]  # fmt: skip
ODD = ["x", "foo(1)", "a.b", "a[1]", "1 + 2", "[x]", "{'a': x}", "f'x'", "not x", "a and b", "1 < 2", "-x", "nan", "true", "foo(a=1)", "x, y", "[1, x, [2]]", "'a' % 1", "--1", "-'a'", "-True"]


@pytest.mark.parametrize("text", GOOD)
def test_literals(guest: Guest, text: str) -> None:
    assert same(call(guest, "ast.literal_eval", text), ast.literal_eval(text))


@pytest.mark.parametrize("text", BAD)
def test_syntax_errors(guest: Guest, text: str) -> None:
    found = outcome(call, guest, "ast.literal_eval", text)
    assert isinstance(found, Raised)
    assert found == outcome(ast.literal_eval, text)


@pytest.mark.parametrize("text", ODD)
def test_not_literals(guest: Guest, text: str) -> None:
    found = outcome(call, guest, "ast.literal_eval", text)
    expected = outcome(ast.literal_eval, text)
    assert found.args[0] == expected.args[0] == "ValueError"
    assert re.sub(" object at.*", "", found.args[1]) == re.sub(" object at.*", "", expected.args[1])


@pytest.mark.parametrize("v", [5, None, [1], {"a": 1}, b"x"])
def test_other_arguments(guest: Guest, v: Any) -> None:
    assert outcome(call, guest, "ast.literal_eval", v) == outcome(ast.literal_eval, v)


def test_unhashable(guest: Guest) -> None:
    for text in ("{[]: 1}", "{[]}", "{{}: x}"):
        assert outcome(call, guest, "ast.literal_eval", text).args[0] == outcome(ast.literal_eval, text).args[0]
