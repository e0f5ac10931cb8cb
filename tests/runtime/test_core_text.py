"""Strings and the text buffer against Python's str."""

from __future__ import annotations

import pytest
from harness import Emulated, Guest, Wasm
from hypothesis import given, settings
from hypothesis import strategies as st

from noetlc.layout.objects import STR_BYTES
from noetlc.layout.static import str_hash

FUNCTIONS = [
    "str_eq", "str_compare", "str_concat", "str_slice", "str_at", "str_find", "str_offset", "str_from_code", "code_at", "put_code",
    "hash_bytes", "buf_str", "buf_byte", "buf_code", "buf_end", "buf_grow", "buf_bytes",
]  # fmt: skip
TEXT = st.text(st.sampled_from("ab\x00 é€\u07ff\u0800\uffff\U00010000\U0010ffff"), max_size=40) | st.text(max_size=80)
EXAMPLES = settings(max_examples=30, deadline=None)


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    return Emulated() if request.param == "emulated" else Wasm(FUNCTIONS)


def sign(a: str, b: str) -> int:
    return (a > b) - (a < b)


@EXAMPLES
@given(a=TEXT, b=TEXT)
def test_pairs(guest: Guest, a: str, b: str) -> None:
    va, vb = guest.string(a), guest.string(b)
    assert guest.text(va) == a
    assert guest.call("str_eq", va, vb) == (a == b)
    assert guest.call("str_eq", va, guest.string(a)) == 1
    assert guest.call("str_compare", va, vb) == sign(a, b)
    assert guest.text(guest.call("str_concat", va, vb)) == a + b
    assert guest.call("str_find", guest.call("str_concat", va, vb), vb, 0) == (a + b).encode().find(b.encode())
    data = a.encode()
    assert guest.call("hash_bytes", va + STR_BYTES, len(data)) & 0xFFFFFFFF == str_hash(data)


@EXAMPLES
@given(a=TEXT, data=st.data())
def test_positions(guest: Guest, a: str, data: st.DataObject) -> None:
    v = guest.string(a)
    start = data.draw(st.integers(0, len(a)))
    stop = data.draw(st.integers(start, len(a)))
    assert guest.call("str_offset", v, start) == len(a[:start].encode())
    assert guest.text(guest.call("str_slice", v, start, stop)) == a[start:stop]
    if start < len(a):
        assert guest.text(guest.call("str_at", v, start)) == a[start]


@EXAMPLES
@given(code=st.integers(0, 0x10FFFF))
def test_code_points(guest: Guest, code: int) -> None:
    v = guest.call("str_from_code", code)
    assert guest.text(v) == chr(code)
    assert guest.call("code_at", v + STR_BYTES) == code


@EXAMPLES
@given(parts=st.lists(TEXT, max_size=12))
def test_nested_texts(guest: Guest, parts: list[str]) -> None:
    """Each part opens an inner text that the outer one then takes in."""
    outer = guest.get_global("buf_pos") - guest.get_global("buf_base")
    for part in parts:
        guest.call("buf_byte", ord("<"))
        inner = guest.get_global("buf_pos") - guest.get_global("buf_base")
        guest.call("buf_str", guest.string(part))
        guest.call("buf_code", 0x20AC)
        guest.call("buf_str", guest.call("buf_end", inner))
    assert guest.text(guest.call("buf_end", outer)) == "".join(f"<{p}€" for p in parts)
