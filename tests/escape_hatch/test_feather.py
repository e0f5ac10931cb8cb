"""`feather.encode`: read back by pyarrow, compared with the rules in plain Python."""

from __future__ import annotations

import hashlib
import io
import json
import struct
from typing import Any

import pytest
import rules
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_strategies import MAX, data, tables

pa = pytest.importorskip("pyarrow", reason="pyarrow reads what feather writes")

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def read(stream: bytes) -> list[tuple[str, str, list[Any]]]:
    """(name, type, cells) of each column of a stream with one record batch."""
    with pa.ipc.open_stream(io.BytesIO(stream)) as reader:
        batches = list(reader)
        assert len(batches) == 1
        table = batches[0]
        table.validate(full=True)
        assert all(field.nullable for field in reader.schema)
        for i in range(table.num_columns):
            assert table.column(i).null_count == table.column(i).to_pylist().count(None)
        return [(f.name, str(f.type), table.column(i).to_pylist()) for i, f in enumerate(reader.schema)]


def check(guest: Any, payload: Any) -> bytes:
    """The stream of a payload, which is what the rules say."""
    stream: bytes = guest("feather.encode", payload)
    expected = rules.columns(payload)
    if expected is None:
        assert stream == b""
    else:
        assert repr(read(stream)) == repr(expected)
        framing(stream)
    return stream


def framing(stream: bytes) -> None:
    """Two messages of aligned metadata and bodies, then the end marker."""
    at = 0
    for _ in range(2):
        marker, size = struct.unpack_from("<iI", stream, at)
        assert marker == -1
        assert size % 8 == 0
        body = struct.unpack_from("<q", stream, at + 8 + 24)[0]  # where our messages have it
        assert body % 8 == 0
        at += 8 + size + body
    assert stream[at:] == b"\xff\xff\xff\xff\0\0\0\0"


TABLES: dict[str, Any] = {
    "types": {"rows": [{"i": 1, "f": 2.5, "b": True, "t": "x", "n": None}, {"i": -5, "f": None, "b": False, "t": ""}]},
    "names sorted": {"rows": [{"b": 1, "a": 2, "é": 3, "Z": 4, "": 5}, {"c": 9}]},
    "columns given": {"columns": ["b", "a", "missing"], "rows": [{"a": 1, "b": 2, "c": 3}]},
    "columns that are no strings": {"columns": ["a", 7, None], "rows": [{"a": 1, "": 2}, [1, 2, 3, 4]]},
    "the same column twice": {"columns": ["a", "a"], "rows": [{"a": 1}, [2, "x"]]},
    "columns that is no list": {"columns": "ab", "rows": [{"a": 1}]},
    "columns null": {"columns": None, "rows": [{"a": 1}]},
    "rows of arrays": {"columns": ["a", "b"], "rows": [[1], [2, "x"], [3, "y", "ignored"], []]},
    "ints and floats": {"rows": [{"a": 1}, {"a": 2.5}, {"a": None}, {"a": (1 << 53) + 1}]},
    "floats and ints": {"rows": [{"a": 2.5}, {"a": 1}]},
    "int, float, bool": {"rows": [{"a": 1}, {"a": 2.5}, {"a": True}, {"a": 3}]},
    "bool and int": {"rows": [{"a": True}, {"a": 1}, {"a": 2.5}]},
    "text and numbers": {"rows": [{"a": "x"}, {"a": 1}, {"a": 2.5}, {"a": False}, {"a": None}]},
    "number, then text, then number": {"rows": [{"a": 1}, {"a": "x"}, {"a": 2}]},
    "containers": {"rows": [{"a": {"z": [1, None, {"b": 1, "a": 2}], "é": "\"\\\n"}}, {"a": []}, {"a": {}}]},
    "all null": {"rows": [{"a": None}, {"a": None}]},
    "exact ints": {"rows": [{"a": x} for x in (MAX, -MAX - 1, (1 << 53) + 1, 0, 1 << 30, -(1 << 30) - 1)]},
    "above i64 in ints": {"rows": [{"a": 1}, {"a": MAX + 1}, {"a": (1 << 64) - 1}, {"a": MAX}]},
    "only above i64": {"rows": [{"a": MAX + 1}]},
    "u64 among floats": {"rows": [{"a": (1 << 64) - 1}, {"a": 0.5}, {"a": (1 << 63) + 1025}]},
    "u64 among texts": {"rows": [{"a": (1 << 64) - 1}, {"a": "x"}]},
    "above u64": {"rows": [{"a": 1 << 64}, {"a": 1}]},
    "below i64": {"rows": [{"a": -(1 << 63) - 1}]},
    "20 digits": {"rows": [{"a": 18446744073709551614}, {"a": 18446744073709551616}, {"a": 28446744073709551615}]},
    "huge": {"rows": [{"a": 10**308}, {"a": 10**309}, {"a": -(10**400)}, {"a": None}]},
    "huge in text": {"rows": [{"a": 10**400}, {"a": "x"}]},
    "negative zero": {"rows": [{"a": -0.0}, {"a": 5e-324}, {"a": 1.7976931348623157e308}]},
    "unicode": {"rows": [{"ключ": "значение"}, {"ключ": "😀" * 100}, {"ключ": "\0"}]},
    "nine booleans": {"rows": [{"a": x} for x in (True, False, None, True, True, False, True, True, True)]},
    "one column of nine rows": {"rows": [{"a": i} for i in range(9)]},
    "nested rows": {"rows": [{"rows": [{"a": 1}]}]},
    "long name": {"rows": [{"n" * 1000: 1}]},
    "data rows": {"columns": ["a"], "data": {"rows": [{"a": 1}]}},
    "an empty array": {"rows": []},
    "no columns": {"columns": [], "rows": [{"a": 1}]},
    "rows without keys": {"rows": [{}, {"a": 1}]},
    "arrays without names": {"rows": [[1, 2]]},
    "a scalar row": {"rows": [{"a": 1}, 5]},
    "a null row": {"rows": [None]},
    "rows no array": {"rows": {"a": 1}},
    "no rows": {"a": 1},
    "a list": [{"a": 1}],
    "text": "rows",
    "null": None,
    "a number": 5,
}


@pytest.mark.parametrize("name", TABLES)
def test_tables(guest: Any, name: str) -> None:
    payload = TABLES[name]
    assert check(guest, payload) == check(guest, payload) == guest("feather.run", payload)


def test_key_order_of_payloads_does_not_matter(guest: Any) -> None:
    one = {"rows": [{"a": 1, "b": {"x": 1, "y": [{"p": 1, "q": 2}]}}, {"b": {"y": 1, "x": 2}, "a": 5}]}
    other = {"rows": [{"b": {"y": [{"q": 2, "p": 1}], "x": 1}, "a": 1}, {"a": 5, "b": {"x": 2, "y": 1}}]}
    assert guest("feather.encode", one) == guest("feather.encode", other)


def test_rows_whose_keys_move(guest: Any) -> None:
    """The place of a cell in the row before is only a hint."""
    rows = [{"a": 1, "b": 2, "c": 3}, {"c": 4, "a": 5}, {}, {"x": 1, "b": 6}, {"b": 7}, {"a": 8, "b": 9, "c": 10}]
    rows += [{f"k{i}": i for i in range(20)} | {"b": 11}, {"b": 12} | {f"k{i}": i for i in range(20)}]
    check(guest, {"columns": ["a", "b", "c", "k3"], "rows": rows})


def test_many_rows_and_columns(guest: Any) -> None:
    count = guest.many
    rows: list[Any] = [{"id": (1 << 60) + i, "x": i / 7, "even": i % 2 == 0, "name": f"näme {i}", "o": {"i": i}} for i in range(count)]
    for i in range(0, count, 7):
        rows[i]["x"] = None
        if i:
            del rows[i]["name"]
    assert len(check(guest, {"rows": rows})) > 35 * count
    check(guest, {"rows": [{f"c{i:03}": i for i in range(count // 50)}]})


def test_fixed_bytes(guest: Any) -> None:
    """The bytes of a small table never change: results are stored under keys that do not depend on the version."""
    stream = guest("feather.encode", {"rows": [{"id": 1, "name": "a"}]})
    assert (len(stream), hashlib.sha256(stream).hexdigest()) == FIXED


FIXED = (432, "84f1e83c95c4e123d060f1db1e86cf20cf7485d82d6146fb17c1c6a7da845d81")


@SLOW
@given(payload=tables())
def test_random_tables(guest: Any, payload: Any) -> None:
    check(guest, payload)


@SLOW
@given(payload=data | st.fixed_dictionaries({"rows": data}, optional={"columns": data}))
def test_random_data(guest: Any, payload: Any) -> None:
    check(guest, json.loads(json.dumps(payload)))
