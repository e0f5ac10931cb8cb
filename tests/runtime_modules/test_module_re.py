
"""re against CPython."""

from __future__ import annotations

import re
import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from module_guest import CALLED, Emulated, Guest, Handle, Raised, attribute, call, method, outcome, raised_error, same, wasm

from noetlc.layout.tags import T_MATCH, T_PATTERN
from noetlc.primitives.modules import LIBRARY_ATTRIBUTES, LIBRARY_METHODS

warnings.simplefilter("ignore")
NAMES = [n for n in CALLED if n.startswith("re.")]
MORE = tuple(
    [rows[t].runtime for rows in LIBRARY_METHODS.values() for t in rows if t in (T_PATTERN, T_MATCH)]
    + [rows[t] for rows in LIBRARY_ATTRIBUTES.values() for t in rows if t in (T_PATTERN, T_MATCH)]
    + ["re_sub_matches", "re_sub_join", "re_match_item", "re_put_match", "re_put_pattern", "buf_end"]
)


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    return Emulated() if request.param == "emulated" else wasm(NAMES, MORE)


def described(m: re.Match[str] | None) -> Any:
    if m is None:
        return None
    return [m.span(g) for g in range(len(m.groups()) + 1)], m.groups(), m.lastindex, m.groupdict()


def described_guest(guest: Guest, found: Any) -> Any:
    if not isinstance(found, Handle):
        return found
    if found.address == 24:
        return None
    groups = method(guest, found, "groups")
    spans = [method(guest, found, "span", g) for g in range(len(groups) + 1)]
    return spans, groups, attribute(guest, found, "lastindex"), method(guest, found, "groupdict")


def check(guest: Guest, pattern: str, text: str, flags: int = 0) -> None:
    for name in ("search", "match", "fullmatch"):
        expected = outcome(lambda n=name: described(getattr(re, n)(pattern, text, flags)))
        found = outcome(call, guest, f"re.{name}", pattern, text, flags, raw=True)
        assert described_guest(guest, found) == expected, (name, pattern, text)
    for name in ("findall", "split"):
        kwargs = {"flags": flags}
        expected = outcome(getattr(re, name), pattern, text, **kwargs)
        assert same(outcome(call, guest, f"re.{name}", pattern, text, **kwargs), expected), (name, pattern, text)
    expected = outcome(re.subn, pattern, "<\\g<0>>", text, flags=flags)
    assert same(outcome(call, guest, "re.subn", pattern, "<\\g<0>>", text, flags=flags), expected), (pattern, text)


TEXTS = ["", "a", "abc", "aaa", "xaby", "foo bar baz", "2024-01-15", "user@example.com", "aXbX", "ab\ncd\n", "é€ ñandú", "a1b22c333", "__x__", "tel: +1 (555) 123-4567", "AbC", "((a)b)", "aabb", "abab", "a.b", "\t x \n", "ſK", "ÀÉ", "key=value; k2 = v2"]
PATTERNS = [
    "", "a", "abc", ".", ".*", "a*", "a+", "a?", "a*?", "a+?", "a??", "[abc]", "[^abc]", "[a-z]+", r"\d+", r"\D+", r"\w+", r"\W+", r"\s+", r"\S+", r"\bfoo\b", r"\Bo", "^a", "a$", r"\Aa", r"a\Z", "a|b", "foo|bar|baz", "(a)(b)?", "(a|b)+", "(?:ab)+", "(a*)*", "(a*)+", "(a|ab)(c|bcd)*", r"(\w)\1", r"(?P<x>a)(?P=x)?", "(?P<y>\\d{4})-(?P<m>\\d\\d)", "a{2}", "a{1,2}", "a{2,}", "a{,2}", "a{,2}?", "a{x", "a{}", "a{1", "x*", "(?i)ABC", "(?i:A)b", "(?s)a.*", "(?m)^c", "(?m)b$", "(?x) a  # comment\n b", "a(?=b)", "a(?!b)", "(?<=a)b", "(?<!a)b", "(?<=aa)b", r"(?<=\w)(?=\W)", "(a)?(?(1)b|c)", "(?P<n>a)?(?(n)b)", "(?>a+)b", "a++b", "a*+a", "(?:a|b)*?c", "(a+)+b", r"[\w.+-]+@[\w-]+\.[\w.]+", r"\(?\d{3}\)?[ -]?\d{3}-\d{4}", r"(\w+)\s*=\s*(\w+)", "[]a]", "[^]a]", "[a-]", r"[\d-]", r"[\]]", r"[\w\s]", r"\.", r"\x61", r"\u0061", r"\141", r"[\x61-\x63]", "é", "[à-ü]", r"(?a)\w+", "(?i)é", "(?i)[a-c]+", "(?i)[À-É]", "(a)|(b)|c", "((a)(b))", "(?:(a)|b)*", "(?:(a)|(b))+", "a(?#comment)b", "(|a)+", "(?:a?)*?$", "(?:x|(y))?z", "(.)(.)?", r"\n", r"^\s*|\s*$", "(?=(a+))", "b(?<=ab)", r"(?i)(A)\1", "k", r"(?<=(?<!x)a)b", "a{0}", "(ab){2,3}?", "(?:){3}", "(?m:^)c", "(?-i:a)", "(?i)a(?-i:B)", "\\d{2,4}", "[^\\n]+", "(?P<a>.)(?P<b>.)", r"\Z", "$", "^", "(?s).", r"[^\W\d_]+", "a.c", "(a?)??b",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns(guest: Guest, pattern: str) -> None:
    for text in TEXTS[:: 4 if isinstance(guest, Emulated) else 1]:
        check(guest, pattern, text)


@pytest.mark.parametrize("flags", [re.I, re.M, re.S, re.X, re.A, re.I | re.A, re.M | re.S])
def test_flags(guest: Guest, flags: int) -> None:
    for pattern in ("^a.c$", "[a-z]+", r"\w+", "a b # c", "É", r"\d\s\w"):
        for text in ("AB\nabc\nC", "éÉ1 _", "ab", "٣ x"):
            check(guest, pattern, text, int(flags))


BAD = [
    "(", ")", "a)", "(a", "[", "[a", "[z-a]", "*", "a**", "a*??", "+a", "?", "{1}", "^*", "a{2,1}", "(?", "(?P", "(?P<", "(?P<a", "(?P<>a)", "(?P<1>a)", "(?P<a>x)(?P<a>y)", "(?P=a)", "(?P=", "(?Px)", "(?Q)", "(?<a)", "(?<", "(?#a", "(?i", "(?i-", "(?ii", "(?z)", "(?-", "(?-i", "(?-z:a)", "(?i-i:a)", "(?L)a", "(?au)a", "a(?i)b", "(?:a", "(?=a", "(?<=a+)b", "(?<=a|bc)d", "(?(1)a)", "(?(a)b)", "(?(0)a)", "(?(", "(?(1a)b)", "(a)(?(1)b|c|d)", r"\1", r"(a\1)", r"\8", r"\q", r"\x1", r"\u12", r"\U0011", r"[\q]", r"[\x1]", r"\400", r"[\400]", "\\", "a\\", "[\\", r"[\d-z]", r"[a-\d]", "(?P<é >a)", "a\n(", "ab\n\n*c\n*)", "a{99999999999}", "(?i)(?z)", "a||*", "(*)", "(?P<a>a)(?P=b)", "(?>a", "(?-a:x)", "x(?P<a.b>c)",
]


@pytest.mark.parametrize("pattern", BAD)
def test_errors(guest: Guest, pattern: str) -> None:
    expected = outcome(re.compile, pattern)
    assert isinstance(expected, Raised)
    assert outcome(call, guest, "re.compile", pattern, raw=True) == expected


SUBS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("a", "x", "banana"), {}),
    (("a", "x", "banana", 2), {}),
    (("(a)(n)", r"\2\1", "banana"), {}),
    (("(?P<x>a)", r"[\g<x>\g<1>\g<0>]", "banana"), {}),
    (("a", r"\n\t\\", "banana"), {}),
    (("(a)|b", r"<\1>", "ab"), {}),
    (("a", r"\1", "b"), {}),
    (("a", r"\g<1>", "b"), {}),
    (("a", r"\g<x>", "b"), {}),
    (("a", r"\g<", "b"), {}),
    (("a", r"\g", "b"), {}),
    (("a", r"\g<>", "b"), {}),
    (("a", r"\g<1a>", "b"), {}),
    (("a", r"\q", "b"), {}),
    (("a", r"\-\é", "a"), {}),
    (("a", "\\", "b"), {}),
    (("a", r"\0\07\101", "a"), {}),
    (("", "-", "abc"), {}),
    (("x*", "-", "axxb"), {}),
    ((r"\b", "|", "a bc"), {}),
    (("A", "x", "aA"), {"flags": re.I.value}),
    (("a", 5, "a"), {}),
    (("a", "b", 5), {}),
    ((5, "b", "a"), {}),
    (("a", "x", "aaa"), {"count": 1}),
]


@pytest.mark.parametrize(("args", "kwargs"), SUBS)
def test_sub(guest: Guest, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    assert same(outcome(call, guest, "re.sub", *args, **kwargs), outcome(re.sub, *args, **kwargs))


def test_sub_by_function(guest: Guest) -> None:
    for pattern, text, function in (("[ab]", "xaybz", str.upper), ("b*", "abba", lambda t: f"<{t}>"), ("a", "aa", lambda t: None), ("a", "ba", lambda t: 5)):
        string = guest.to_val(text)
        matches = guest.call("re_sub_matches", guest.to_val(pattern), string, guest.to_val(0), guest.to_val(0))
        texts = [guest.from_val(guest.call("re_match_item", m, guest.to_val(0))) for m in list_items(guest, matches)]
        pieces = guest.to_val([function(t) for t in texts])
        result = guest.call("re_sub_join", string, matches, pieces)
        expected = outcome(re.sub, pattern, lambda m, f=function: f(m.group()), text)
        assert outcome(lambda r=result: finished(guest, r)) == expected


def finished(guest: Guest, v: int) -> Any:
    if v == 0:
        raise raised_error(guest)
    return guest.from_val(v)


def list_items(guest: Guest, v: int) -> list[int]:
    return [guest.word(guest.word(v + 16) + 8 + 4 * i) for i in range(guest.word(v + 8))]


def test_split(guest: Guest) -> None:
    for args in ((r"[,;]\s*", "a, b;c"), (r"(\W)", "a,b"), ("x*", "axbc"), (",", "a,b,c", 1), ("(a)|,", "x,ya"), ("a", "")):
        assert call(guest, "re.split", *args) == re.split(*args)


def test_objects(guest: Guest) -> None:
    pattern = call(guest, "re.compile", r"(?P<word>\w+) (\d+)?", re.I.value, raw=True)
    reference = re.compile(r"(?P<word>\w+) (\d+)?", re.I)
    for name in ("pattern", "flags", "groups", "groupindex"):
        value = getattr(reference, name)
        assert attribute(guest, pattern, name) == (dict(value) if name == "groupindex" else value)
    text = "é héllo 12 wörld 345"
    for args in ((text,), (text, 2), (text, 2, 9), (text, 5, 3), (text, -5, 100)):
        for name in ("match", "search", "fullmatch"):
            found = method(guest, pattern, name, *args, raw=True)
            assert described_guest(guest, found) == described(getattr(reference, name)(*args))
        assert method(guest, pattern, "findall", *args) == reference.findall(*args)
    m = method(guest, pattern, "search", text, 2, raw=True)
    r = reference.search(text, 2)
    assert r is not None
    for name in ("string", "pos", "endpos", "lastindex", "lastgroup"):
        assert attribute(guest, m, name) == getattr(r, name)
    assert attribute(guest, m, "re", raw=True).address == pattern.address
    for args in ((), (0,), (1,), ("word",), (1, 2), (0, "word", 2), (3,), ("x",), (1.5,), (-1,), (True,)):
        assert same(outcome(method, guest, m, "group", *args), outcome(r.group, *args))
    for name in ("start", "end", "span"):
        for args in ((), (1,), (2,), ("word",), (7,)):
            assert outcome(method, guest, m, name, *args) == outcome(getattr(r, name), *args)
    assert method(guest, m, "groups", "-") == r.groups("-")
    assert method(guest, m, "groupdict", 5) == r.groupdict(5)
    assert method(guest, m, "expand", r"\1!\g<word>") == r.expand(r"\1!\g<word>")
    assert method(guest, pattern, "sub", r"\2", text, 1) == reference.sub(r"\2", text, 1)
    assert method(guest, pattern, "split", text) == reference.split(text)
    for put, handle, expected in (("re_put_match", m, repr(r)), ("re_put_pattern", pattern, repr(reference))):
        mark = guest.get_global("buf_pos") - guest.get_global("buf_base")
        guest.call(put, handle.address)
        assert guest.text(guest.call("buf_end", mark)) == expected


def test_types(guest: Guest) -> None:
    for args in (("a", 5), ("a", None), (5, "a"), ("a", b"x")):
        assert outcome(call, guest, "re.match", *args) == outcome(re.match, *args)
    pattern = call(guest, "re.compile", "a", raw=True)
    assert outcome(call, guest, "re.compile", pattern, 2) == outcome(re.compile, re.compile("a"), 2)
    assert call(guest, "re.compile", pattern, raw=True).address == pattern.address


def test_escape(guest: Guest) -> None:
    text = "".join(map(chr, range(1, 128))) + "é"
    assert call(guest, "re.escape", text) == re.escape(text)
    assert outcome(call, guest, "re.escape", 5) == outcome(re.escape, 5)


PIECES = st.sampled_from(["a", "b", "c", ".", r"\w", "[ab]", "[^a]", "(a)", "(b|c)", "(?:ab)", "(a*)", r"\b", "^", "$", "(?=b)", "(?!a)", "(?<=a)", "|"])
QUANTIFIERS = st.sampled_from(["", "", "", "*", "+", "?", "*?", "+?", "??", "{1,2}", "{2}", "{0,2}?", "*+"])


@settings(max_examples=150, deadline=None)
@given(parts=st.lists(st.tuples(PIECES, QUANTIFIERS), max_size=6), text=st.text("abc\n", max_size=8))
def test_random(guest: Guest, parts: list[tuple[str, str]], text: str) -> None:
    pattern = "".join(p + q for p, q in parts)
    check(guest, pattern, text)
