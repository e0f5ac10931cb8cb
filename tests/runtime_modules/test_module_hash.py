"""hashlib, hmac, base64, binascii and zlib checksums against CPython."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import random
import zlib
from typing import Any

import pytest
from module_guest import CALLED, Emulated, Guest, attribute, call, method, outcome, same, wasm

from noetlc.primitives.modules import LIBRARY_ATTRIBUTES, LIBRARY_METHODS

MODULES = {"hashlib": hashlib, "hmac": hmac, "base64": base64, "binascii": binascii, "zlib": zlib}
NAMES = [n for n in CALLED if n.split(".")[0] in MODULES]
METHODS = tuple(p.runtime for rows in LIBRARY_METHODS.values() for p in rows.values() if p.runtime[:4] in ("hash", "hmac"))
ATTRIBUTES = tuple(f for rows in LIBRARY_ATTRIBUTES.values() for f in rows.values() if f[:4] in ("hash", "hmac"))
HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512")


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    return Emulated() if request.param == "emulated" else wasm(NAMES, METHODS + ATTRIBUTES)


def sizes(guest: Guest) -> list[int]:
    return [0, 3, 55, 56, 64, 200] if isinstance(guest, Emulated) else [*range(0, 140), 240, 255, 256, 1000]


@pytest.mark.parametrize("name", HASHES)
def test_digests(guest: Guest, name: str) -> None:
    rng = random.Random(5)
    for size in sizes(guest):
        data = rng.randbytes(size)
        h = call(guest, f"hashlib.{name}", data, raw=True)
        reference = hashlib.new(name, data)
        assert method(guest, h, "hexdigest") == reference.hexdigest()
        assert method(guest, h, "digest") == reference.digest()
        assert method(guest, h, "update", data[::-1]) is None
        reference.update(data[::-1])
        copied = method(guest, h, "copy", raw=True)
        assert method(guest, h, "update", b"x") is None
        assert method(guest, copied, "hexdigest") == reference.hexdigest()
    for key in ("name", "digest_size", "block_size"):
        assert attribute(guest, h, key) == getattr(reference, key)


def test_hash_errors(guest: Guest) -> None:
    for name in ("md5", "sha256"):
        for wrong in ("text", 5, None):
            assert outcome(call, guest, f"hashlib.{name}", wrong) == outcome(getattr(hashlib, name), wrong)
    assert method(guest, call(guest, "hashlib.new", "SHA256", b"a", raw=True), "hexdigest") == hashlib.sha256(b"a").hexdigest()
    assert outcome(call, guest, "hashlib.new", "foo") == outcome(hashlib.new, "foo")


def test_hmac(guest: Guest) -> None:
    for name in HASHES:
        for size in (0, 10, 64, 128, 129):
            key = bytes(range(size))
            h = call(guest, "hmac.new", key, b"message", name, raw=True)
            reference = hmac.new(key, b"message", name)
            method(guest, h, "update", b" more")
            reference.update(b" more")
            assert method(guest, method(guest, h, "copy", raw=True), "hexdigest") == reference.hexdigest()
            assert call(guest, "hmac.digest", key, b"m", name) == hmac.digest(key, b"m", name)
        for key_name in ("name", "digest_size", "block_size"):
            assert attribute(guest, h, key_name) == getattr(reference, key_name)
    for args in (("k", b"m", "md5"), (b"k", "m", "md5"), (b"k", b"m"), (b"k", b"m", "foo")):
        assert outcome(call, guest, "hmac.new", *args) == outcome(hmac.new, *args)
    for pair in (("a", "a"), ("a", "b"), ("a", "ab"), (b"a", b"a"), (b"a", "a"), ("é", "é"), (1, 2)):
        assert outcome(call, guest, "hmac.compare_digest", *pair) == outcome(hmac.compare_digest, *pair)


CASES: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *((f"base64.{f}", (b"\xfb\xff\x00hello"[:n],), {}) for f in ("b64encode", "urlsafe_b64encode", "b32encode", "b32hexencode",
    "b16encode") for n in range(9)),
    ("base64.b64encode", ("text",), {}),
    ("base64.b64encode", (b"\xfb\xff", b"-_"), {}),
    ("base64.b64encode", (b"\xfb\xff", b"-"), {}),
    ("base64.b64encode", (5,), {}),
    ("base64.encodebytes", (b"x" * 100,), {}),
    ("base64.encodebytes", ("x",), {}),
    ("base64.decodebytes", (b"eHh4\neHh4\n",), {}),
    *((f"base64.{f}", (text,), {}) for f in ("b64decode", "urlsafe_b64decode", "standard_b64decode") for text in (
        "", "YQ==", "YWI=", "YWJj", "YQ", "YQ=", "Y", "YWJjZ", "Y!Q==", "=YQ==", "YQ==x", "YQ=x=", "-_-_", "+/+/", b"YWJj", "é",
        "YQ\n==", "Y===", "YWJjYW==", "YWJj====",
    )),
    *(("base64.b64decode", (text,), {"validate": True}) for text in ("YQ==", "Y!Q==", "=YQ==", "YQ==x", "YQ=x=", "YQ=", "YWJj=",
    "YWJj", "Y===", "YQ", "YQ===")),
    ("base64.b64decode", ("-_-_", "-_"), {}),
    ("base64.b64decode", ("-_-_", b"-_"), {"validate": True}),
    ("base64.b64decode", (5,), {}),
    *(("base64.b32decode", (text,), {}) for text in ("", "ME======", "MFRA====", "MFRGG===", "MFRGGZA=", "MFRGGZDF", "mfrggzdf",
    "M", "M1RGGZDF", "========", "ME=====", "MF======", "MFRG====", "MFR=====")),
    ("base64.b32decode", ("mfrggzdf",), {"casefold": True}),
    ("base64.b32decode", ("M0RGGZ1F",), {"map01": b"L"}),
    ("base64.b32hexdecode", ("C5H66===",), {}),
    ("base64.b16decode", ("00FF",), {}),
    ("base64.b16decode", ("00ff",), {}),
    ("base64.b16decode", ("00ff", True), {}),
    ("base64.b16decode", ("00F",), {}),
    ("binascii.hexlify", (b"\x00\xff",), {}),
    ("binascii.hexlify", (b"\x00\xff\x10", ":"), {}),
    ("binascii.hexlify", (b"\x00\xff\x10\x11\x12", b"-", 2), {}),
    ("binascii.hexlify", (b"\x00\xff\x10\x11\x12", "-", -2), {}),
    ("binascii.hexlify", (b"\x00", "--"), {}),
    ("binascii.hexlify", ("x",), {}),
    ("binascii.unhexlify", ("00fF",), {}),
    ("binascii.unhexlify", (b"0g",), {}),
    ("binascii.unhexlify", ("0",), {}),
    ("binascii.unhexlify", (5,), {}),
    ("binascii.b2a_base64", (b"abc",), {}),
    ("binascii.b2a_base64", (b"abc",), {"newline": False}),
    ("binascii.a2b_base64", ("YWJj",), {"strict_mode": True}),
    ("binascii.crc32", (b"hello",), {}),
    ("zlib.crc32", (b"hello", 77), {}),
    ("zlib.adler32", (b"hello" * 50,), {}),
]


@pytest.mark.parametrize(("name", "args", "kwargs"), CASES)
def test_cases(guest: Guest, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    module, _, function = name.partition(".")
    assert same(outcome(call, guest, name, *args, **kwargs), outcome(getattr(MODULES[module], function), *args, **kwargs))
