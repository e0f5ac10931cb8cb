"""Methods of bytes, int and float against CPython."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
from guest_python import ABSENT, PythonGuest, expected
from hypothesis import given, settings
from hypothesis import strategies as st

from noetlc.layout.tags import T_BYTES, T_FLOAT, T_INT
from noetlc.primitives.python_methods import METHODS

GUEST = PythonGuest()

DATA = [b"", b"a", b"abc", b"a,b,,c", b"  a b \n", b"aXbXc", b"\xff\x00A", b"aaaa"]
PIECES = [b"", b"a", b",", b"aa", b"X", 97, 300, "a", None, (b"a", b"x"), (b"a", "x"), ()]


def compare(tag: int, name: str, receiver: Any, *args: Any) -> None:
    row = METHODS[name][tag]
    padded = [*args, *[ABSENT if p.required or not isinstance(p.default, int | str) else p.default for p in row.params[len(args) :]]]
    found = GUEST.outcome(row.runtime, receiver, *padded)
    if isinstance(found, int):
        found = repr(bool(found)) if row.result == "bool" else repr(found)
    want = expected(lambda: getattr(receiver, name)(*args))
    assert found == want, (name, receiver, args)


@pytest.mark.parametrize("name", ["find", "rfind", "index", "rindex", "count", "startswith", "endswith"])
def test_searching(name: str) -> None:
    for data, piece in itertools.product(DATA, PIECES):
        if isinstance(piece, tuple) and name not in ("startswith", "endswith"):
            continue
        if isinstance(piece, int) and name in ("startswith", "endswith"):
            continue
        compare(T_BYTES, name, data, piece)
        compare(T_BYTES, name, data, piece, 1, -1)
        compare(T_BYTES, name, data, piece, 9)


def test_taking_apart() -> None:
    for data in DATA:
        for name in ("strip", "lstrip", "rstrip"):
            for chars in (None, b"a", b" a\n"):
                compare(T_BYTES, name, data, chars)
        for sep, times in itertools.product([None, b",", b"X", b"aa", b""], [-1, 0, 1, 2]):
            compare(T_BYTES, "split", data, sep, times)
        for piece in (b"", b"a", b"c", b"abc"):
            compare(T_BYTES, "removeprefix", data, piece)
            compare(T_BYTES, "removesuffix", data, piece)
            for new, count in itertools.product([b"", b"xy"], [-1, 0, 1]):
                compare(T_BYTES, "replace", data, piece, new, count)
        for name in ("lower", "upper", "hex"):
            compare(T_BYTES, name, data)
        for items in ([], [b"x"], [b"x", b"y"], ["x"], 5, [b"x", 1], (b"p", b"q")):
            compare(T_BYTES, "join", data, items)
        for sep, every in itertools.product([":", " ", b"-", "", "ab", "é", b"\xff", 5, [1]], [1, 2, -2, 3, 0]):
            compare(T_BYTES, "hex", data, sep, every)


TEXTS = [*DATA, b"Ab Cd", b"ABC1", b"12", b" \t\x0b", b"-7", b"+", b"a\tb\n\tc", b"x\r\ny\rz\n\n", b"they're x1y", b"\xe9\x80"]


def test_as_text() -> None:
    for data in TEXTS:
        for name in ("isalnum", "isalpha", "isascii", "isdigit", "islower", "isspace", "istitle", "isupper"):
            compare(T_BYTES, name, data)
        for name in ("capitalize", "swapcase", "title", "expandtabs", "splitlines"):
            compare(T_BYTES, name, data)
        for size in (0, 1, 3, 8, -1, "x"):
            compare(T_BYTES, "expandtabs", data, size)
            compare(T_BYTES, "zfill", data, size)
            for name, fill in itertools.product(["center", "ljust", "rjust"], [b"-", b"", b"xy", "x", 5]):
                compare(T_BYTES, name, data, size, fill)
        compare(T_BYTES, "splitlines", data, True)
        for sep in (b",", b"X", b"aa", b"a", b"", "a", None):
            if sep is not None:
                compare(T_BYTES, "partition", data, sep)
                compare(T_BYTES, "rpartition", data, sep)
            for times in (-1, 0, 1, 2):
                compare(T_BYTES, "rsplit", data, sep, times)
        for table, delete in itertools.product([None, bytes(range(255, -1, -1)), b"a", 5], [b"", b"a\xff", "a"]):
            compare(T_BYTES, "translate", data, table, delete)
    for pair in ((b"ab", b"xy"), (b"", b""), (b"a", b"bc"), ("a", b"b"), (b"a", 5)):
        assert GUEST.outcome("py_bytes_maketrans", *pair) == expected(bytes.maketrans, *pair), pair


def test_construction() -> None:
    for args in [
        (),
        (3,),
        (-1,),
        ([1, 2],),
        ([256],),
        ([1.5],),
        ("a",),
        ("é", "utf-8"),
        ("é", "ascii", "replace"),
        (b"x",),
        (5, "utf-8"),
        (5, 5),
        ("a", None),
        ("a", "utf-8", 5),
        (None,),
        (1.5,),
        (range(3),),
    ]:
        padded = [*args, *[ABSENT] * (3 - len(args))]
        assert GUEST.outcome("py_bytes", *padded) == expected(bytes, *args), args
    assert GUEST.outcome("py_bytes", ABSENT, "utf-8", ABSENT) == expected(lambda: bytes(encoding="utf-8"))
    assert GUEST.outcome("py_bytes", ABSENT, ABSENT, "strict") == expected(lambda: bytes(errors="strict"))
    for text in ("", "00ff", "0 0", "aB cd", "a", "xx", "0g", "é", 5, None, " 12 34 "):
        assert GUEST.outcome("py_bytes_fromhex", text) == expected(bytes.fromhex, text), text


def test_int_methods() -> None:
    for n in (0, 1, -1, 5, 255, 256, -128, -129, (1 << 63) - 1, -(1 << 63), 1 << 40):
        for name in ("bit_length", "bit_count", "conjugate", "as_integer_ratio"):
            compare(T_INT, name, n)
        for size, order in itertools.product([0, 1, 2, 4, 8, 9, -1], ["big", "little", "x"]):
            assert GUEST.outcome("py_to_bytes", n, size, order, False) == expected(lambda: n.to_bytes(size, order)), (n, size, order)  # noqa: B023
            want = expected(lambda: n.to_bytes(size, order, signed=True))  # noqa: B023
            assert GUEST.outcome("py_to_bytes", n, size, order, True) == want, (n, size, order)


@given(st.binary(max_size=7), st.sampled_from(["big", "little"]), st.booleans())
@settings(max_examples=100, deadline=None)
def test_from_bytes(data: bytes, order: Any, signed: bool) -> None:
    assert GUEST.outcome("py_from_bytes", data, order, signed) == repr(int.from_bytes(data, order, signed=signed))


def test_float_methods() -> None:
    for x in (0.0, -0.0, 1.0, 0.5, -2.75, 1e300, 5e-324, 0.1, math.inf, -math.inf, math.nan):
        compare(T_FLOAT, "hex", x)
        compare(T_FLOAT, "is_integer", x)
        if not (math.isfinite(x) and (abs(x) > 1e18 or 0 < abs(x) < 1e-10)):
            compare(T_FLOAT, "as_integer_ratio", x)


@given(st.floats(allow_nan=False))
@settings(max_examples=100, deadline=None)
def test_float_from_hex(x: float) -> None:
    assert repr(GUEST.outcome("py_float_fromhex", x.hex())) == repr(x)


def test_float_from_hex_texts() -> None:
    for text in (
        "1",
        "0x1.8p3",
        " -0X1P-2 ",
        "a.8",
        "0x",
        "",
        "p1",
        "0x1p",
        "1.g",
        "inf",
        "-Infinity",
        "0x.8",
        "0x1p-1080",
        "0x1.fffffffffffff8p0",
        "0x1p2000",
        "1p5x",
        5,
    ):
        found = GUEST.outcome("py_float_fromhex", text)
        assert (found if isinstance(found, tuple) else repr(found)) == expected(float.fromhex, text), text
