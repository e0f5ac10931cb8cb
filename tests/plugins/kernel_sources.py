"""A plug-in in kernel Python for tests, and calls of its module in a fresh host instance."""

from __future__ import annotations

import base64
import functools
import json
from pathlib import Path
from typing import Any

from noetlc.host.binding import Bindings
from noetlc.host.capability import AmbientHost
from noetlc.host.errors import Origin
from noetlc.host.invoke import CallResult, call_module
from noetlc.host.module import LoadedModule
from noetlc.plugins.model import SECTION, parse_manifest

HEAD = """
from noetlc.kernel.lang import f64, i32, i64, lit, load8, static_bytes, store8, trap, val
from noetlc.plugins.sdk import function
"""

# one function per type, and some that compute
KINDS = (
    HEAD
    + '''
from noetlc.runtime.values.dict import dict_get, dict_keys, dict_new, dict_set
from noetlc.runtime.engine.host import wf_dumped, wf_host_event_publish, wf_host_object_put, wf_host_result_put
from noetlc.layout.objects import BYTES_DATA, Bytes, NONE, STR_BYTES, Str
from noetlc.runtime.values.list import list_new, list_push
from noetlc.runtime.values.memory import from_bool, from_float, from_int
from noetlc.runtime.engine.plugin_wire import plugin_take_int
from noetlc.runtime.python.operators.operators import py_mul

calls: i32 = 0


@function("json", result="json")
def echo(x: val) -> val:
    """Gives back what it got.

    More that is no doc.
    """
    return x


@function("bytes", result="bytes")
def raw(x: val) -> val:
    return x


@function("str", result="str")
def text(x: val) -> val:
    return x


@function("int", result="int")
def whole(x: i64) -> i64:
    return x


@function("float", result="float")
def real(x: f64) -> f64:
    return x


@function("bool", result="bool")
def truth(x: i32) -> i32:
    return x


@function(result="int")
def count() -> i64:
    """How often this instance was called, as far as it can tell: globals start anew."""
    global calls
    calls += 1
    return i64(calls)


@function("json", "bytes", "str", "int", "float", "bool", result="json")
def all(a: val, b: val, c: val, d: i64, e: f64, f: i32) -> val:
    out: val = list_new(6)
    list_push(out, a)
    list_push(out, from_int(i64(Bytes(b).nbytes)))
    list_push(out, c)
    list_push(out, from_int(d))
    list_push(out, from_float(e))
    list_push(out, from_bool(f))
    return out


@function("bytes", result="int")
def total(data: val) -> i64:
    """The sum of the bytes."""
    p: i32 = data + BYTES_DATA
    end: i32 = p + Bytes(data).nbytes
    sum: i64 = 0
    while p < end:
        sum += i64(load8(p))
        p += 1
    return sum


@function("json", "json", result="json")
def times(a: val, b: val) -> val:
    """A product of two numbers; a pending exception is a trap."""
    return py_mul(a, b)


@function("str", "str", result="int")
def keep(key: val, text: val) -> i64:
    """Stores an object and a result, and publishes an event; the sum of the statuses."""
    status: i32 = wf_host_object_put(key + STR_BYTES, Str(key).nbytes, text + STR_BYTES, Str(text).nbytes)
    status += wf_host_result_put(key + STR_BYTES, Str(key).nbytes, text + STR_BYTES, Str(text).nbytes)
    return i64(status + wf_host_event_publish(text + STR_BYTES, Str(text).nbytes))


@function("json", result="json")
def store(x: val) -> val:
    """Stores an object under its key `key`, and publishes it, as often as `times` says; gives the keys of its argument in their order."""
    text: val = wf_dumped(x)
    left: i64 = plugin_take_int(dict_get(x, lit("times")))
    while left > 0:
        key: val = dict_get(x, lit("key"))
        wf_host_object_put(key + STR_BYTES, Str(key).nbytes, text + STR_BYTES, Str(text).nbytes)
        wf_host_event_publish(text + STR_BYTES, Str(text).nbytes)
        left -= 1
    return dict_keys(x)


@function("bool", result="str")
def wrong(as_none: i32) -> val:
    """Its result is never text."""
    return NONE if as_none else 0


@function("int", result="int")
def rounds(n: i64) -> i64:
    """Goes round n times, for ever if n is negative."""
    i: i64 = 0
    while i != n:
        i += 1
    return i
'''
)


def write(folder: Path, name: str, source: str) -> Path:
    file = folder / f"{name}.py"
    file.write_text(source)
    return file


@functools.cache
def loaded(wasm: bytes) -> LoadedModule:
    return LoadedModule(wasm)


def run(wasm: bytes, name: str, data: bytes) -> CallResult:
    """One call in a fresh instance."""
    return call_module(loaded(wasm), data, Bindings(AmbientHost()), Origin("test", "1", name))


def call(wasm: bytes, name: str, *args: Any) -> Any:
    """One call with values, by the wire form of what the module declares."""
    section = loaded(wasm).info.custom(SECTION)
    assert section is not None
    function = parse_manifest(section).functions[name]
    output = run(wasm, name, given(function.params, args)).output
    return output if function.result == "bytes" else json.loads(output)


def given(params: tuple[str, ...], args: tuple[Any, ...]) -> bytes:
    if params == ("bytes",):
        return bytes(args[0])
    wire = [base64.b64encode(arg).decode() if kind == "bytes" else arg for kind, arg in zip(params, args, strict=True)]
    return json.dumps(wire[0] if len(wire) == 1 else wire, ensure_ascii=False, separators=(",", ":")).encode()
