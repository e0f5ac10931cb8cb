"""JSON against Python's json module."""

from __future__ import annotations

import json
import math
import random
from typing import Any

import pytest
from harness import Emulated, Guest, Wasm
from hypothesis import given, settings
from hypothesis import strategies as st

from noetlc.layout.objects import ITEMS_DATA, List

FUNCTIONS = ["json_parse", "json_parse_lax", "json_dump", "json_dump_sorted", "buf_end", "dict_delete", "dict_set"]
EXAMPLES = settings(max_examples=25, deadline=None)
KINDS = {
    "Expecting value": 1, "Extra data": 2, "Expecting property name enclosed in double quotes": 3, "Expecting ':' delimiter": 4,
    "Expecting ',' delimiter": 5, "Unterminated string starting at": 6, "Invalid control character at": 7, "Invalid \\escape": 8,
    "Invalid \\escape: ": 8, "Invalid \\uXXXX escape": 9,
}  # fmt: skip
UTF8, DEPTH, RANGE = 10, 11, 12
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=12),
    max_leaves=15,
)

ACCEPTED = [
    "0", "-0", "-0.0", "1.5e+3", "1E400"[:3], "123456789012345678", "-9223372036854775808", "9223372036854775808", "1" * 60,
    '"\\u0041\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\"\\\\"', ' { "a" : [ 1 , { } , [ ] ] }\r\n\t', '{"a":1,"a":2,"b":3,"a":4}', "[[[]]]",
    '[{"a":1,"b":2},{"b":1,"a":2},{"a":1},{"a":1,"b":2,"c":3},{"a":2,"a":3},{},{"a":[1]},{"a":{"x":1}},{"a":{"x":2,"y":3}}]',
    '[{"a\\\\":1},{"a\\\\":2}]', '[{"a\\"b":1},{"a\\"b":2}]',
]  # fmt: skip
REFUSED = [
    "", " ", "-", "01", "1.", ".5", "+1", "1e", "1e+", "1.5e", "[1.]", "[1,]", "[1 2]", "[", "[1,", "[,1]", "{", '{"a"', '{"a":', '{"a":1',
    '{"a":1,', '{"a":1,}', '{"a" 1}', '{a:1}', "{1:2}", '{"a":1 "b":2}', "tru", "truex", "nul", "nan", "NaN", "Infinity", "-Infinity",
    '"a', '"a\n"', '"a\x00"', '"\\x"', '"\\', '"\\"', '"\\u12"', '"\\u12g4"', '"\\u', "1 2", "[1]]", "'a'", "[1,\x002]", "\ufeff1",
    '[{"a\\\\":1},{"a\\":1}]', '[{"a\\"b":1},{"a"b":2}]', '[{"abc":1},{"abc:1}]',
]  # fmt: skip
BAD_UTF8 = [
    b"\xff", b"\x80", b"\xc0\x80", b"\xc1\xbf", b"\xe0\x9f\xbf", b"\xed\xa0\x80", b"\xf0\x8f\xbf\xbf", b"\xf4\x90\x80\x80",
    b"\xf8\x88\x80\x80\x80", b"\xe2\x82", b"\xe2\x28\xa1",
]  # fmt: skip


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    return Emulated() if request.param == "emulated" else Wasm(FUNCTIONS)


def parse(guest: Guest, text: bytes, function: str = "json_parse") -> Any:
    """The value, or (error kind, byte offset)."""
    v = guest.call(function, guest.put(text), len(text))
    return (guest.get_global("json_error"), guest.get_global("json_error_at")) if v == 0 else guest.from_val(v)


def dump(guest: Guest, v: int, function: str = "json_dump") -> str | int:
    """The text, or the reason why there is none."""
    mark = int(guest.get_global("buf_pos")) - int(guest.get_global("buf_base"))
    if guest.call(function, v) < 0:
        assert int(guest.get_global("buf_pos")) - int(guest.get_global("buf_base")) == mark
        return int(guest.get_global("json_reason"))
    return guest.text(guest.call("buf_end", mark))


def compact(x: Any, **options: Any) -> str:
    return json.dumps(x, ensure_ascii=False, separators=(",", ":"), **options)


def expected(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return KINDS[error.msg], len(text[: error.pos].encode())


@EXAMPLES
@given(x=DATA)
def test_round_trip(guest: Guest, x: Any) -> None:
    for text in (compact(x), json.dumps(x, indent=1)):
        assert repr(parse(guest, text.encode())) == repr(x)
    v = guest.to_val(x)
    assert dump(guest, v) == compact(x)
    assert dump(guest, v, "json_dump_sorted") == compact(x, sort_keys=True)


@EXAMPLES
@given(rows=st.lists(st.dictionaries(st.sampled_from([f"key{i}" for i in range(14)]), DATA, max_size=14), max_size=5))
def test_rows_of_like_maps(guest: Guest, rows: list[dict[str, Any]]) -> None:
    """Each map is parsed with the one before it as its model."""
    rows = [*rows, *rows]
    assert repr(parse(guest, compact(rows).encode())) == repr(rows)


KEYS = st.sampled_from([f"key{i:02}" for i in range(50)] + ["", "k", "ké", "key0", "key01x"])


@EXAMPLES
@given(
    keys=st.lists(KEYS, max_size=45, unique=True),
    ordered=st.booleans(),
    changes=st.lists(st.tuples(st.booleans(), KEYS), max_size=8),
    again=st.booleans(),
)
def test_sorted_after_changes(guest: Guest, keys: list[str], ordered: bool, changes: list[tuple[bool, str]], again: bool) -> None:
    """Keys are taken out of a parsed map and put in, and its text has them in order; the map parsed after it stays as it was."""
    first = {key: n for n, key in enumerate(sorted(keys) if ordered else keys)}
    text = compact([first, first]).encode()
    rows = guest.call("json_parse", guest.put(text), len(text))
    items = guest.word(rows + List.FIELDS["items"][1]) + ITEMS_DATA
    changed = dict(first)
    v = guest.word(items + 4 * again)
    for put, key in changes:
        if put:
            changed[key] = -1
            guest.call("dict_set", v, guest.string(key), guest.to_val(-1))
        else:
            assert guest.call("dict_delete", v, guest.string(key)) == (changed.pop(key, None) is not None)
    expected = [first, changed] if again else [changed, first]
    assert guest.from_val(rows) == expected
    assert dump(guest, rows) == compact(expected)
    assert dump(guest, rows, "json_dump_sorted") == compact(expected, sort_keys=True)
    assert dump(guest, rows) == compact(expected)


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(guest: Guest, text: str) -> None:
    assert repr(parse(guest, text.encode())) == repr(json.loads(text))


@pytest.mark.parametrize("text", REFUSED)
def test_refused(guest: Guest, text: str) -> None:
    found = parse(guest, text.encode())
    assert isinstance(found, tuple)
    if "NaN" not in text and "Infinity" not in text and "\ufeff" not in text:
        assert found == expected(text)


@EXAMPLES
@given(x=DATA, data=st.data())
def test_damaged_text(guest: Guest, x: Any, data: st.DataObject) -> None:
    """One byte changed, added or removed: the same outcome as Python's, error position included."""
    text = compact(x).encode()
    at = data.draw(st.integers(0, len(text)))
    junk = data.draw(st.sampled_from([b"", b'"', b"\\", b"{", b"]", b",", b":", b"0", b"-", b".", b"e", b" ", b"\n", b"u"]))
    damaged = text[:at] + junk + text[at + data.draw(st.integers(0, 1)) :]
    try:
        decoded = damaged.decode()
    except UnicodeDecodeError:
        assert isinstance(parse(guest, damaged), tuple)
        return
    found = parse(guest, damaged)
    if found != (RANGE, found[1] if isinstance(found, tuple) else 0):
        assert repr(found) == repr(expected(decoded))


@pytest.mark.parametrize("bad", BAD_UTF8)
@pytest.mark.parametrize("before", [0, 7, 15, 16, 31])
def test_malformed_utf8(guest: Guest, bad: bytes, before: int) -> None:
    text = b'["ok","' + b"x" * before + bad + b'"]'
    assert parse(guest, text) == (UTF8, 6)
    assert isinstance(parse(guest, b'{"' + bad + b'":1}'), tuple)


@pytest.mark.parametrize("length", range(0, 50))
def test_strings_of_each_length(guest: Guest, length: int) -> None:
    for tail in ("", "\n", '"', "é", "😀"):
        text = "x" * length + tail
        assert parse(guest, compact([text, text]).encode()) == [text, text]
        assert dump(guest, guest.string(text)) == compact(text)


def test_nesting(guest: Guest) -> None:
    assert parse(guest, b"[" * 128 + b"]" * 128) == json.loads("[" * 128 + "]" * 128)
    assert parse(guest, b"[" * 129 + b"]" * 129) == (DEPTH, 128)
    assert parse(guest, b'{"a":' * 129 + b"1" + b"}" * 129) == (DEPTH, 128 * 5)
    deep: list[Any] = []
    for _ in range(127):
        deep = [deep]
    assert dump(guest, guest.to_val(deep)) == "[" * 128 + "]" * 128
    assert dump(guest, guest.to_val([deep])) == 2


def test_surrogates(guest: Guest) -> None:
    for text in ('"\\ud800x"', '"x\\udc00"', '"\\ud83d\\u0041"', '"\\udc00\\ud83d\\ude00\\ud83d"'):
        kept = json.loads(text)
        assert parse(guest, text.encode(), "json_parse_lax") == kept
        assert parse(guest, text.encode()) == "".join("\ufffd" if 0xD800 <= ord(c) < 0xE000 else c for c in kept)


def test_numbers_beyond_json(guest: Guest) -> None:
    assert parse(guest, b"[1e400]") == (RANGE, 1)
    for text in ("NaN", "Infinity", "-Infinity", "[1e400]", "[-1e999]"):
        assert repr(parse(guest, text.encode(), "json_parse_lax")) == repr(json.loads(text))
    assert isinstance(parse(guest, b"-NaN", "json_parse_lax"), tuple)
    for x in (math.nan, math.inf, [1, {"a": -math.inf}]):
        assert dump(guest, guest.to_val(x)) == 1


def test_text_in_a_string_is_left_unchanged(guest: Guest) -> None:
    for padding in range(8):
        source = '[1,{"a":"b"}]' + " " * padding
        v = guest.string(source)
        after = guest.string("after")
        parsed = guest.call("json_parse", v + 20, len(source))
        assert guest.from_val(parsed) == [1, {"a": "b"}]
        assert guest.text(v) == source
        assert guest.text(after) == "after"
        newest = guest.string(source)
        assert guest.from_val(guest.call("json_parse", newest + 20, len(source))) == [1, {"a": "b"}]


def test_many_items(guest: Guest) -> None:
    r = random.Random(5)
    x = {f"key {i}": [r.random(), r.randint(-(10**12), 10**12), "t" * r.randint(0, 40)] for i in range(60)}
    v = guest.call("json_parse", guest.put(compact(x).encode()), len(compact(x)))
    assert guest.from_val(v) == x
    assert dump(guest, v) == compact(x)
    assert dump(guest, v, "json_dump_sorted") == compact(x, sort_keys=True)
