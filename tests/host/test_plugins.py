"""The table of plug-ins."""

from __future__ import annotations

import hashlib

import pytest

from noetlc.host.errors import HostError
from noetlc.host.plugins import Plugins


def constant(text: str) -> bytes:
    packed = (1024 << 32) | len(text)
    return (
        f'(module (memory (export "memory") 1) (data (i32.const 1024) "{text}")'
        ' (func (export "alloc") (param i32) (result i32) (i32.const 4096))'
        f' (func (export "run") (param i32 i32) (result i64) (i64.const {packed})))'
    ).encode()


def test_load_call_and_replace() -> None:
    plugins = Plugins()
    first = plugins.load("a/b", "1", constant("one"), digest=hashlib.sha256(constant("one")).hexdigest())
    assert plugins.load("a/b", "1", constant("one")) is first
    assert plugins.call("a/b", "1", b"{}").output == b"one"
    plugins.load("a/b", "1", constant("two"))
    plugins.load("a/b", "2", constant("three"))
    assert [plugins.call("a/b", v, b"").output for v in ("1", "2")] == [b"two", b"three"]


@pytest.mark.parametrize(
    ("category", "action"),
    [
        ("NotLoaded", lambda p: p.call("x/y", "1", b"")),
        ("Source", lambda p: p.load("x/y", "1", constant("a"), digest="00")),
        ("Compile", lambda p: p.load("x/y", "1", b"junk")),
        ("Instantiate", lambda p: p.load("x/y", "1", b'(module (import "wasi" "x" (func)))')),
    ],
)
def test_errors_name_the_plugin(category: str, action: object) -> None:
    with pytest.raises(HostError) as caught:
        action(Plugins())  # type: ignore[operator]
    assert caught.value.category == category and str(caught.value).startswith("wasm dispatch x/y@1 (run): ")


def test_the_table_is_bounded() -> None:
    plugins = Plugins(capacity=2)
    for number in range(3):
        plugins.load("p", str(number), constant(str(number)))
    with pytest.raises(HostError):
        plugins.call("p", "0", b"")
    assert plugins.call("p", "2", b"").output == b"2"
