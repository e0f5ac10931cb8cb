"""Library objects in the general operations: str, repr, equality, hashing, type names, containers."""

from __future__ import annotations

import re
import urllib.parse
import uuid

import pytest
from module_guest import Emulated, Guest, Handle, call, raised_error, wasm

NAMES = ["uuid.UUID", "re.compile", "re.search", "urllib.parse.urlsplit", "hashlib.sha256", "random.Random"]
MORE = (
    "py_repr", "py_str", "py_eq", "py_hash", "py_type_name", "py_getitem", "py_setitem", "py_delitem", "py_contains", "py_len", "py_lt",
    "list_of", "py_truth", "os_environ", "library_reset",
)  # fmt: skip
TEXT = "12345678-1234-5678-1234-567812345678"


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    imports = {"env": lambda p, n: 0, "host_env": lambda p, n: 0, "random": lambda p, n: None, "host_random": lambda p, n: None}
    return Emulated(imports) if request.param == "emulated" else wasm(NAMES, MORE, imports)


def text(guest: Guest, function: str, v: Handle) -> str:
    return guest.text(guest.call(function, v.address))


def test_uuid(guest: Guest) -> None:
    a, b, c = (call(guest, "uuid.UUID", t, raw=True) for t in (TEXT, TEXT, TEXT.replace("8", "9")))
    assert text(guest, "py_str", a) == TEXT
    assert text(guest, "py_repr", a) == repr(uuid.UUID(TEXT))
    assert text(guest, "py_type_name", a) == "UUID"
    assert guest.call("py_eq", a.address, b.address) == 1
    assert guest.call("py_eq", a.address, c.address) == 0
    assert guest.call("py_lt", a.address, c.address) == 1
    assert guest.call("py_hash", a.address) == guest.call("py_hash", b.address)
    assert guest.call("py_truth", a.address) == 1


def test_re(guest: Guest) -> None:
    pattern = call(guest, "re.compile", "(a)b?", 2, raw=True)
    assert text(guest, "py_repr", pattern) == repr(re.compile("(a)b?", 2))
    m = call(guest, "re.search", "(a)b?", "xaby", raw=True)
    assert text(guest, "py_repr", m) == repr(re.search("(a)b?", "xaby"))
    assert text(guest, "py_type_name", m) == "re.Match"
    assert guest.from_val(guest.call("py_getitem", m.address, guest.to_val(1))) == "a"
    assert guest.call("py_getitem", m.address, guest.to_val(2)) == 0
    assert raised_error(guest).args == ("IndexError", "no such group")


def test_url(guest: Guest) -> None:
    v = call(guest, "urllib.parse.urlsplit", "http://h/p?q#f", raw=True)
    reference = urllib.parse.urlsplit("http://h/p?q#f")
    assert text(guest, "py_repr", v) == repr(reference)
    assert guest.from_val(guest.call("list_of", v.address)) == list(reference)
    assert guest.call("py_len", v.address) == 5
    assert guest.from_val(guest.call("py_getitem", v.address, guest.to_val(-2))) == "q"
    assert guest.call("py_contains", v.address, guest.to_val("h")) == 1
    assert guest.call("py_eq", v.address, call(guest, "urllib.parse.urlsplit", "http://h/p?q#f", raw=True).address) == 1


def test_environ(guest: Guest) -> None:
    guest.call("library_reset")
    environ = guest.call("os_environ")
    assert guest.call("py_contains", environ, guest.to_val("A")) == 0
    assert guest.call("py_setitem", environ, guest.to_val("A"), guest.to_val("x")) == 1
    assert guest.call("py_contains", environ, guest.to_val("A")) == 1
    assert guest.from_val(guest.call("py_getitem", environ, guest.to_val("A"))) == "x"
    assert guest.from_val(guest.call("list_of", environ)) == ["A"]
    assert guest.call("py_len", environ) == 1
    assert text(guest, "py_repr", Handle(environ)) == "environ({'A': 'x'})"
    assert guest.call("py_delitem", environ, guest.to_val("A")) == 1
    assert guest.call("py_getitem", environ, guest.to_val("A")) == 0
    assert raised_error(guest).args == ("KeyError", "'A'")


def test_others(guest: Guest) -> None:
    h = call(guest, "hashlib.sha256", b"", raw=True)
    assert text(guest, "py_type_name", h) == "_hashlib.HASH"
    assert text(guest, "py_type_name", call(guest, "random.Random", 1, raw=True)) == "Random"
    assert guest.call("py_getitem", h.address, guest.to_val(0)) == 0
    assert raised_error(guest).args == ("TypeError", "'_hashlib.HASH' object is not subscriptable")
    assert guest.call("py_len", h.address) == -1
    assert raised_error(guest).args == ("TypeError", "object of type '_hashlib.HASH' has no len()")
