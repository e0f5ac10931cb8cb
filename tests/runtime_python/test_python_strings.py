"""String methods, codecs, `%` and `str.format` against CPython."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from typing import Any

import pytest
from guest_python import ABSENT, PythonGuest, expected
from hypothesis import given, settings
from hypothesis import strategies as st

from noetlc.interp.pybody import versions
from noetlc.layout.tags import T_BYTES, T_STR
from noetlc.primitives.python_methods import METHODS

GUEST = PythonGuest()

TEXTS = [
    "",
    "a",
    "abc",
    "  a b  ",
    "Hello World",
    "a,b,,c",
    "aXbXc",
    "ABC",
    "äöü ß",
    "ΑΣ ΣΑΣ",
    "ǆ Ǆ ǅ",
    "\U0001f600x\U0001f601",
    "1234",
    "²½٣",
    "x\ty\n\r\nz",
    "\x85a\u2028b",
    "_id1",
    "ŉİı",
    "tItLe cAsE",
    "-12",
    "+3",
    "aaaa",
    "\ud800",
]


def method(name: str) -> Callable[..., Any]:
    return lambda text, *args: getattr(text, name)(*args)


def primitive(name: str, tag: int = T_STR) -> str:
    return METHODS[name][tag].runtime


def compare(name: str, text: object, *args: object, tag: int = T_STR) -> None:
    padded = [*args, *[ABSENT] * (len(METHODS[name][tag].params) - len(args))]
    want = expected(method(name), text, *args)
    found = GUEST.outcome(primitive(name, tag), text, *padded)
    if isinstance(found, int):
        found = repr(bool(found)) if METHODS[name][tag].result == "bool" else repr(found)
    assert found == want, (name, text, args)


_APART = ("encode", "__hash__")  # compared elsewhere; CPython's hashes of strings are random
NO_ARGUMENTS = [n for n, rows in METHODS.items() if T_STR in rows and not any(p.required for p in rows[T_STR].params) and n not in _APART]


UNICODE_14 = pytest.mark.skipif(not versions.is_reference(), reason="reference Python only: newer versions have another Unicode")


@pytest.mark.parametrize("name", NO_ARGUMENTS)
def test_without_arguments(name: str) -> None:
    for text in TEXTS:
        compare(name, text)


@pytest.mark.parametrize("name", ["find", "rfind", "index", "rindex", "count", "startswith", "endswith"])
def test_searching(name: str) -> None:
    for text in TEXTS:
        for sub in ["", "a", "b", "\U0001f600", "aa", "Σ", 1, None, ("a", "x"), ("a", 1), ()]:
            compare(name, text, sub)
        for start, stop in itertools.product([None, 0, 1, -1, 5, -9, "x"], [None, 0, 2, -1, 99]):
            compare(name, text, "a", start, stop)
            compare(name, text, "", start, stop)


@pytest.mark.parametrize("name", ["split", "rsplit"])
def test_splitting(name: str) -> None:
    for text in TEXTS:
        for sep in [None, ",", "X", "aa", "", 5, " "]:
            for times in [-1, 0, 1, 2, "x"]:
                compare(name, text, sep, times)


@pytest.mark.parametrize("name", ["strip", "lstrip", "rstrip"])
def test_stripping(name: str) -> None:
    for text in TEXTS:
        for chars in [None, "a", "a ", "äüß", 3]:
            compare(name, text, chars)


@pytest.mark.parametrize("name", ["partition", "rpartition", "removeprefix", "removesuffix"])
def test_parts(name: str) -> None:
    for text in TEXTS:
        for sub in ["a", ",", "", "c", "\U0001f600", 3]:
            compare(name, text, sub)


@pytest.mark.parametrize("name", ["center", "ljust", "rjust"])
def test_padding(name: str) -> None:
    for text in TEXTS:
        for width in [0, 3, 4, 9, 10, -1, "x"]:
            compare(name, text, width)
            for fill in ["*", "é", "", "ab", 1]:
                compare(name, text, width, fill)


def test_others() -> None:
    for text in TEXTS:
        for width in [0, 1, 5, 9, "x"]:
            compare("zfill", text, width)
        for keep in [True, False, 0, *(["yes"] if versions.is_reference() else [])]:
            compare("splitlines", text, keep)
        for size in [0, 1, 4, 8, -1]:
            compare("expandtabs", text, size)
        for old, new in itertools.product(["a", "", "b", "Σ", 1], ["", "xy", "\U0001f600", None]):
            compare("replace", text, old, new)
            for count in [0, 1, 2, -1, "x"]:
                compare("replace", text, old, new, count)
        for items in [[], ["x"], ["x", "y"], ("p", "q"), "abc", [1], ["a", None], 5, {"k": 1}, [b"x"]]:
            compare("join", text, items)
        for table in [{}, {97: "x"}, {97: None, 98: 99}, {97: 1.5}, "abc", {97: -1}, 5]:
            compare("translate", text, table)


def test_maketrans() -> None:
    cases = [
        ({"a": 1, 98: "x"},),
        ({"ab": 1},),
        ({1.5: 1},),
        ("ab", "xy"),
        ("ab", "x"),
        ("ab", "xy", "z"),
        (1, "a"),
        ("a", 1),
        ("a", "b", 1),
        (5,),
    ]
    for args in cases:
        padded = [*args, *[ABSENT] * (3 - len(args))]
        assert GUEST.outcome("py_maketrans", *padded) == expected(str.maketrans, *args), args


CODECS = ["utf-8", "UTF8", "utf_8", "ascii", "us-ascii", "latin-1", "ISO-8859-1", "nope"]
HANDLERS = ["strict", "ignore", "replace", "backslashreplace", "unknown"]


def test_encode() -> None:
    for text in [*TEXTS, "a\ud800\udc00b", "éé", "aé€"]:
        compare("encode", text)
        for codec in CODECS:
            compare("encode", text, codec)
            for handler in [*HANDLERS, "xmlcharrefreplace"]:
                compare("encode", text, codec, handler)
    compare("encode", "a", 1)
    compare("encode", "a", "utf-8", 1)


BROKEN = [
    b"",
    b"abc",
    b"\xff",
    b"\xc3",
    b"\xc3\xa9",
    b"\xe2\x82",
    b"\xe2\x82\xac",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x98\x80",
    b"\xf0\x9f\x98",
    b"a\x80b",
    b"\xc0\x80",
    b"\xf5\x80\x80\x80",
    b"\xe0\x80\x80",
    b"\xf4\x90\x80\x80",
    b"\xe2(\xa1",
    b"ok\xe2\x28",
]


def test_decode() -> None:
    for data in BROKEN:
        compare("decode", data, tag=T_BYTES)
        for codec in CODECS:
            compare("decode", data, codec, tag=T_BYTES)
            for handler in HANDLERS:
                compare("decode", data, codec, handler, tag=T_BYTES)


@given(st.binary(max_size=8))
@settings(max_examples=200, deadline=None)
def test_decode_random(data: bytes) -> None:
    for handler in ("strict", "replace"):
        compare("decode", data, "utf-8", handler, tag=T_BYTES)


@pytest.mark.parametrize("name", ["lower", "upper", "title", "swapcase", "casefold", "capitalize"])
@UNICODE_14
def test_case_of_every_character(name: str) -> None:
    changing = [chr(c) for c in range(128, sys.maxunicode) if getattr(chr(c), name)() != chr(c)]
    for ch in changing[::7]:
        compare(name, ch)


@pytest.mark.parametrize("name", [n for n in NO_ARGUMENTS if n.startswith("is")])
@UNICODE_14
def test_class_of_characters(name: str) -> None:
    edges = [c for c in range(1, 0x20000) if getattr(chr(c), name)() != getattr(chr(c - 1), name)()]
    for c in edges[::17]:
        compare(name, chr(c))
        compare(name, chr(c - 1))


TEXT = st.text(st.sampled_from("aAbß Σσ\u0301ǆ1,\n\t\U0001f600İ"), max_size=12)


@given(TEXT, st.sampled_from(NO_ARGUMENTS))
@settings(max_examples=400, deadline=None)
def test_random_texts(text: str, name: str) -> None:
    compare(name, text)


@given(TEXT, TEXT, TEXT)
@settings(max_examples=200, deadline=None)
def test_random_searches(text: str, sub: str, new: str) -> None:
    for name in ("find", "rfind", "count", "strip", "partition", "split", "rsplit", "startswith", "endswith", "removeprefix"):
        compare(name, text, sub)
    compare("replace", text, sub, new)
    compare("replace", text, sub, new, 2)


PERCENT = """%d %x %o %i %u %c %s %r %a %e %E %f %F %g %G %X %5d %-5d| %05d %+d %#x %#o %#X %.3d %8.5d %.2f %10.3f %-10s| %010.3f %+.2e %.0f %#.0f %.3s %.2r %5c| %-5c| %05s
%%% % %z %5 %é %#05x %-05d| %ld %hs %hhd %qd %05f %+s %.0d %b %.g %#g %500d""".split(" ")


def test_percent_single() -> None:
    for spec in PERCENT:
        for value in [
            0,
            5,
            -42,
            255,
            True,
            1.5,
            -2.25,
            1e20,
            float("inf"),
            "a",
            "ab",
            "",
            None,
            [],
            [1, 2],
            {"a": 1},
            (1,),
            (1, 2),
            (),
            b"x",
            300000000,
        ]:
            if value == 1e20 and any(c in spec for c in "diu"):
                continue
            assert GUEST.outcome("py_mod", spec, value) == expected(lambda a, b: a % b, spec, value), (spec, value)


def test_percent_many() -> None:
    cases = [
        ("%s %s", (1,)),
        ("%s-%s", (1, "x")),
        ("%*d", (5, 1)),
        ("%*d", ("a", 1)),
        ("%-*d|", (-5, 1)),
        ("%.*f", (2, 3.14159)),
        ("%.*d", ("a", 3)),
        ("%.*d", (-3, 3)),
        ("%(a)s", {"a": 1}),
        ("%(a)s", {}),
        ("%(a)s", 1),
        ("%(a)s", (1,)),
        ("%(a", {"a": 1}),
        ("%(a)s %(b)05.1f", {"a": 1, "b": 2.0}),
        ("%(a)s %s", {"a": 1}),
        ("%(a)s%%", {"a": 1}),
        ("%((a))s", {"(a)": 1}),
        ("%(a)s", [1]),
        ("%(a)s", "str"),
        ("%(a)*d", {"a": 1}),
        ("%d %s", (1,)),
        ("%()s", {"": 1}),
        ("%(a)", {"a": 1}),
        ("abc", 1),
        ("abc", ()),
        ("abc", []),
        ("abc", {}),
        ("abc", "x"),
        ("abc", {1}),
        ("abc", range(2)),
        ("%s", range(2)),
        ("%99999999999999999999d", 1),
        ("%.99999999999999999999d", 1),
        ("%0*d", (5, 3)),
        ("%5.", 1),
        ("%.-3d", 3),
        ("é %s é", ("ü",)),
        ("%(k)s", {"k": None}),
        ("%5%", 1),
        ("%*%", (5, 1)),
    ]
    for spec, values in cases:
        assert GUEST.outcome("py_mod", spec, values) == expected(lambda a, b: a % b, spec, values), (spec, values)


FORMATS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("{", (), {}),
    ("}", (), {}),
    ("{}}", (1,), {}),
    ("{{}}", (), {}),
    ("{0", (1,), {}),
    ("{0!", (1,), {}),
    ("{0!r", (1,), {}),
    ("{0!x}", (1,), {}),
    ("{0!rx}", (1,), {}),
    ("{0!}", (1,), {}),
    ("{0.}", (1,), {}),
    ("{0[}", ([1],), {}),
    ("{0[]}", ([1],), {}),
    ("{0[0]}", ([1],), {}),
    ("{0[a]}", ({"a": 5},), {}),
    ("{0[0]x}", ([1],), {}),
    ("{0[-1]}", ([1],), {}),
    ("{a}", (), {}),
    ("{}{}", (1,), {}),
    ("{0}{}", (1, 2), {}),
    ("{}{0}", (1, 2), {}),
    ("{:{}}", (1, 5), {}),
    ("{:{}{}}", (1, ">", 5), {}),
    ("{0:{1}}", (1, 5), {}),
    ("{:{:{}}}", (1, 2, 3), {}),
    ("{!r:>5}", ("a",), {}),
    ("{a[b][0]}", (), {"a": {"b": [7]}}),
    ("{:}", (1,), {}),
    ("{:d}", ("a",), {}),
    ("{ a}", (), {" a": 1}),
    ("{:{", (1,), {}),
    ("{0:{1}", (1, 2), {}),
    ("{a!s:{w}}", (), {"a": 1, "w": 3}),
    ("{1}", (1,), {}),
    ("{-1}", (1,), {}),
    ("{99999999999999999999}", (1,), {}),
    ("{a-b}", (), {"a-b": 3}),
    ("{{{0}}}", (1,), {}),
    ("a{0}b}c", (1,), {}),
    ("{0:}}", (1,), {}),
    ("{[0]}", ([4],), {}),
    ("{0!s}", ("é",), {}),
    ("{0!a}", ("é",), {}),
    ("{0:{{}}}", (1,), {}),
    ("{0::}", (1,), {}),
    ("{:!r}", (1,), {}),
    ("{0[a:b]}", ({"a:b": 1},), {}),
    ("{0[a]]}", ({"a]": 1},), {}),
    ("{!}", (1,), {}),
    ("{!:}", (1,), {}),
    ("{a]}", (), {"a]": 1}),
    ("{:%}", (1,), {}),
    ("{0 }", (1,), {}),
    ("{} and {} €", ("ä", 2.5), {}),
    ("{0:>{width}.{prec}f}", (3.14159,), {"width": 10, "prec": 2}),
    ("{x} {x!r} {0}", ("p",), {"x": "q"}),
    ("no fields", (), {}),
    ("{0[k]}", ({},), {}),
]


def test_str_format() -> None:
    for text, args, named in FORMATS:
        want = expected(lambda: text.format(*args, **named))  # noqa: B023 - called at once
        assert GUEST.outcome("py_str_format", text, args, named) == want, (text, args, named)
    assert GUEST.outcome("py_format_map", "{a}{}", {"a": 1}) == expected("{a}{}".format_map, {"a": 1})
    assert GUEST.outcome("py_format_map", "{a}{b}", {"a": 1}) == expected("{a}{b}".format_map, {"a": 1})
