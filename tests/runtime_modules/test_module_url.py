
"""urllib.parse against CPython."""

from __future__ import annotations

import urllib.parse as up
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from module_guest import CALLED, Emulated, Guest, Raised, attribute, call, method, outcome, same, wasm

from noetlc.layout.tags import T_URL
from noetlc.primitives.modules import LIBRARY_ATTRIBUTES

NAMES = [n for n in CALLED if n.startswith("urllib.parse.")]
MORE = (*(rows[T_URL] for rows in LIBRARY_ATTRIBUTES.values() if T_URL in rows), "url_geturl", "url_put_repr", "buf_end")


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    return Emulated() if request.param == "emulated" else wasm(NAMES, MORE)


def compare(guest: Guest, name: str, *args: Any, **kwargs: Any) -> None:
    assert same(outcome(call, guest, "urllib.parse." + name, *args, **kwargs), outcome(getattr(up, name), *args, **kwargs)), (name, args)


TEXT = st.text(st.sampled_from("ab %+&=/?#:;é€😀\x00~_.-4F"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(text=TEXT, safe=st.sampled_from(["", "/", " %", "é"]))
def test_quoting(guest: Guest, text: str, safe: str) -> None:
    for name in ("quote", "quote_plus"):
        compare(guest, name, text, safe)
        compare(guest, name, text.encode(), safe)
    for name in ("unquote", "unquote_plus"):
        compare(guest, name, text)
        compare(guest, name, up.quote(text))
    compare(guest, "unquote_to_bytes", text)
    for keep in (False, True):
        compare(guest, "parse_qsl", text, keep)
        compare(guest, "parse_qs", text, keep_blank_values=keep)


CASES: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("quote", (5,), {}),
    ("quote", (None,), {}),
    ("unquote", ("%e9%C3%A9%zz%",), {}),
    ("unquote", (b"a%20b",), {}),
    ("unquote", (5,), {}),
    ("urlencode", ({"a": 1, "b c": "d&e", "é": None, "f": 1.5, "g": True},), {}),
    ("urlencode", ([("a", 1), ("b", [1, 2])],), {}),
    ("urlencode", ([("a", 1), ("b", [1, 2]), ("c", "xy"), ("d", 5), ("e", ())],), {"doseq": True}),
    ("urlencode", ({"a": b"x y"},), {}),
    ("urlencode", ({"a": "/"},), {"safe": "/"}),
    ("urlencode", ([1, 2],), {}),
    ("urlencode", ("abc",), {}),
    ("urlencode", (5,), {}),
    ("urlencode", ({},), {}),
    ("urlencode", ([],), {}),
    ("urlencode", ([("a",)],), {}),
    ("parse_qsl", ("a=1&b=2&&c&d=",), {}),
    ("parse_qsl", ("a=1&b=2&&c&d=",), {"keep_blank_values": True}),
    ("parse_qsl", ("a=1&b",), {"strict_parsing": True}),
    ("parse_qsl", ("a=1;b=2",), {"separator": ";"}),
    ("parse_qs", ("a=1&a=2&b=x+y%21",), {}),
    ("parse_qs", ("",), {}),
    ("urlunsplit", (("http", "h", "p", "q", "f"),), {}),
    ("urlunsplit", (("", "", "//x", "", ""),), {}),
    ("urlunsplit", (("http", "", "/x", "", ""),), {}),
    ("urlunsplit", (("mailto", "", "x@y", "", ""),), {}),
    ("urlunsplit", (["a", "b"],), {}),
    ("urlunparse", (("http", "h", "/p", "r", "q", "f"),), {}),
    ("urlunparse", (("", "", "", "", "", "", ""),), {}),
]


@pytest.mark.parametrize(("name", "args", "kwargs"), CASES)
def test_cases(guest: Guest, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    compare(guest, name, *args, **kwargs)


URLS = [
    "", "http://example.com", "https://user:pa%20ss@Example.COM:8080/a/b;p=1?x=1&y=2#frag", "/a/b", "a/b?c#d", "//host/path", "mailto:x@y.z", "file:///etc/x", "http://[::1]:80/x", "http://[::1/x", "http://h:99999/", "http://h:ab/", "http://h:/", "HTTP://H", "1http://x", "a:b:c", "http:", "://x", "http://a@b@c/", "http://u@h", " http://x ", "ht\ntp://x/\ty", "http://h?q", "http://h#f", "x?y?z#a#b", "tel:+1;ext=2", "s3://bucket/key;v", "http://h/a;b/c;d", "#f", "?q", "http://u:@h", "http://:p@h", "é://x", "http://é/ü?ß",
]


def described(guest: Guest, found: Any, size: int) -> Any:
    if isinstance(found, Raised):
        return found
    names = ("scheme", "netloc", "path", "params", "query", "fragment") if size == 6 else ("scheme", "netloc", "path", "query", "fragment")
    more = tuple(outcome(lambda n=n: attribute(guest, found, n)) for n in ("username", "password", "hostname", "port"))
    mark = guest.get_global("buf_pos") - guest.get_global("buf_base")
    guest.call("url_put_repr", found.address)
    return tuple(attribute(guest, found, n) for n in names), more, method(guest, found, "geturl"), guest.text(guest.call("buf_end", mark))


def expected(function: Any, *args: Any) -> Any:
    found = outcome(function, *args)
    if isinstance(found, Raised):
        return found
    more = tuple(outcome(lambda n=n: getattr(found, n)) for n in ("username", "password", "hostname", "port"))
    return tuple(found), more, found.geturl(), repr(found)


@pytest.mark.parametrize("url", URLS)
def test_parts(guest: Guest, url: str) -> None:
    for args in ((url,), (url, "ftp"), (url, "", False)):
        for name, size in (("urlsplit", 5), ("urlparse", 6)):
            found = outcome(call, guest, f"urllib.parse.{name}", *args, raw=True)
            assert described(guest, found, size) == expected(getattr(up, name), *args)


def test_join(guest: Guest) -> None:
    bases = ["http://a/b/c/d;p?q", "http://a", "/x/y/z", "", "mailto:a", "http://a/b/../c/", "x/y"]
    for base in bases:
        for url in ["g:h", "g", "./g", "g/", "/g", "//g", "?y", "g?y", "#s", "g#s", ";x", "g;x", "", ".", "./", "..", "../", "../g", "../..", "../../g", "../../../g", "/./g", "/../g", "g.", "..g", "./../g", "g/./h", "g/../h", "http:g", "https://z/q", "a//b"]:
            compare(guest, "urljoin", base, url)
