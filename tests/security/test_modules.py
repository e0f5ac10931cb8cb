"""Hostile modules: each ends in an error of its kind, takes bounded time and memory, and leaves the host as it was."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest
from wasmtime import wat2wasm

from noetlc import api
from noetlc.bench.clock import peak_memory
from noetlc.host.binding import Bindings
from noetlc.host.capability import AmbientHost, GrantedHost, RecordingHost
from noetlc.host.compiling import CompilationFailed, compile_apart
from noetlc.host.errors import Aborted, HostError
from noetlc.host.invoke import call_module
from noetlc.host.limits import MIB, RunLimits
from noetlc.host.module import LoadedModule, to_binary
from noetlc.host.python_tool import ModuleBodies, PurePythonHost
from noetlc.host.runner import Invocation, invoke_module
from noetlc.host.sections import MalformedModule, read_module
from noetlc.host.shape import MODULE_LIMITS, check_shape
from tests.security import hostile_modules as hostile

GOOD = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: good, path: good}
workflow:
  - step: start
    tool: {kind: noop, result: fine}
"""
LIMITS = RunLimits(timeout=0.3, kept=16 * MIB)
SLOW = RunLimits(timeout=60.0, kept=16 * MIB)


@pytest.fixture(scope="module")
def good() -> api.BuildResult:
    return api.build(GOOD, verify=False)


def end_of(data: bytes, limits: RunLimits = LIMITS) -> str:
    """How loading and calling a module ends: `completed`, a category, or a kind of abort. Its message is one that may be shown."""
    host = RecordingHost(GrantedHost(AmbientHost(), frozenset()))
    try:
        module = LoadedModule(to_binary(data), epochs=True)
        module.check_entry("invoke", module.origin("invoke"))
        invoke_module(data, Invocation({}), host, limits=limits)
    except Aborted as error:
        assert_shown(str(error))
        return error.kind
    except HostError as error:
        assert_shown(str(error))
        return error.category
    return "completed"


def assert_shown(text: str) -> None:
    assert len(text) < 5_000, ascii(text)
    assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c == "\u202e" for c in text), ascii(text)
    text.encode("utf-8")


def still_fine(good: api.BuildResult) -> None:
    assert api.run(good.wasm)["result"] == "fine"


FLOODS = ("flood", "exponential", "compile", "without end", "large", "nested", "deep")
CASES = [
    *hostile.loops(), *hostile.memory(), *hostile.recursion(), *hostile.pointers(), *hostile.capabilities(), *hostile.exports(),
    *hostile.shapes(), *hostile.outputs(), *hostile.lying(bytes(wat2wasm(hostile.aborting(1).decode()))),
    *hostile.binaries(bytes(wat2wasm(hostile.answering(b'{"status":"completed"}').decode()))),
]  # fmt: skip


def test_there_are_many() -> None:
    assert len(CASES) >= 200
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_ends_in_its_kind(case: hostile.Hostile, good: api.BuildResult) -> None:
    limits = SLOW if any(word in case.name for word in FLOODS) and "timeout" not in case.ends else LIMITS
    found = end_of(case.data, limits)
    assert found in case.ends, found
    still_fine(good)


@pytest.mark.parametrize("record", list(hostile.records()), ids=str)
def test_records_that_no_compiler_writes(record: tuple[int, int, int]) -> None:
    binary = bytes(wat2wasm(hostile.aborting(*record).decode()))
    manifest = hostile.custom(b"noetlc.manifest", b'{"abi":2,"abort_record":0,"reasons":["r"]}')
    assert end_of(binary + manifest) in {"defect", "int_overflow", "left", "stopped"}


def test_memory_is_bounded_together() -> None:
    """Four memories and their tables together stay within the limit."""
    grow = "".join(f"(loop $l{n} (br_if $l{n} (i32.ne (memory.grow {n} (i32.const 16)) (i32.const -1))))" for n in range(4))
    total = "".join(f"(i32.add (memory.size {n}) " for n in range(4)) + "(i32.const 0)" + ")" * 4
    text = hostile.wat(f"{grow} (i64.extend_i32_u {total})", top="(memory 1) (memory 1) (memory 1) (table 1 funcref)").decode()
    module = LoadedModule(to_binary(text.encode()))
    result = call_module(module, b"", Bindings(AmbientHost(), limits=RunLimits(memory=64 * MIB)), module.origin("run"))
    assert len(result.output) <= 64 * MIB // 65536


def peak_of_the_large() -> int:
    for case in [*hostile.capabilities(), *hostile.memory()]:
        end_of(case.data, SLOW if "flood" in case.name else LIMITS)
    assert api.run(api.build(GOOD, verify=False).wasm)["result"] == "fine"
    return peak_memory(os.getpid()) or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS, which has no /proc


def test_the_process_stays_small() -> None:
    """In a process of its own: what other tests took is not these modules'."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
        peak = apart.submit(peak_of_the_large).result()
    assert peak < 500 * MIB  # 141 here


def test_our_modules_are_far_from_the_limits(good: api.BuildResult) -> None:
    shape = check_shape(read_module(good.wasm))
    assert shape.size * 10 < MODULE_LIMITS.size
    assert shape.functions * 10 < MODULE_LIMITS.functions
    assert shape.code * 10 < MODULE_LIMITS.code


def test_slow_compilation_is_ended_and_the_next_is_fine() -> None:
    data = hostile.slow_code()
    shape = check_shape(read_module(data))
    assert not shape.quick
    with pytest.raises(CompilationFailed, match=r"longer than 0\.5 s"):
        compile_apart(data, epochs=True, seconds=0.5)
    large = hostile.wat(top="(func " + "(drop (i32.const 1))" * 5_000 + ")")
    assert compile_apart(to_binary(large), epochs=False) is not None
    with pytest.raises(CompilationFailed):
        compile_apart(to_binary(large)[:-3], epochs=False)


def test_intents_and_calls_are_counted_apart() -> None:
    text = hostile.wat(
        hostile.times(20_000, "(drop (call $f (i32.const 0) (i32.const 8)))"),
        imports='(import "noetl" "event_publish" (func $f (param i32 i32) (result i32)))',
    )
    module = LoadedModule(to_binary(text))
    result = call_module(module, b"", Bindings(AmbientHost(), limits=SLOW), module.origin("run"))
    assert len(result.intents) == SLOW.intents


@pytest.mark.parametrize("at", range(0, 60, 3))
def test_the_section_reader_never_fails_otherwise(at: int, good: api.BuildResult) -> None:
    data = bytearray(good.wasm)
    for offset in range(at, len(data), 997):
        data[offset] ^= 0x55
    try:
        info = read_module(bytes(data))
        _ = (
            info.types,
            info.imports,
            info.exports,
            info.function_types,
            info.function_names,
            info.code_sizes,
            info.data_sizes,
            info.tables,
        )
        check_shape(info)
    except (MalformedModule, ValueError):
        pass


def asked_for(request: bytes) -> dict[str, Any]:
    """The answer to a module without grants."""
    with ModuleBodies(b"these tests") as bodies:
        host = PurePythonHost(GrantedHost(AmbientHost(), frozenset()), "0", bodies)
        answer: dict[str, Any] = json.loads(host.call("tool_python", request))
        return answer


BODIES = [
    "(" * 5_000, "-" * 90_000 + "1", "x" + ".a" * 50_000, "\0", "\ud800", "lambda: " * 3_000 + "1", "[" * 150 + "]" * 150, "f'" + "{" * 200 + "}" * 200 + "'", "result = " + "9" * 9_000,
    "result = 10 ** 5000", "def f(:", "import os", "yield 1", "return", "x = x\n" * 5_000, "if 1:\n" + " pass\n" * 9_000, "\t" * 200 + "x", "# coding: utf-7\n+AAA-", "result = ...",
]  # fmt: skip


@pytest.mark.parametrize("code", BODIES, ids=lambda code: ascii(code[:20]))
def test_bodies_that_a_module_asks_for(code: str) -> None:
    """A module may ask for any body: it gets an answer."""
    request = json.dumps({"step": "s", "config": {"code": code}, "input": {}}).encode()
    assert asked_for(request)["status"] in ("ok", "error")


@pytest.mark.parametrize(
    "request_bytes",
    [b"[" * 90_000, b'{"config":{"code":"result=1"},"input":' + b'{"a":' * 900 + b"1" + b"}" * 901, b'{"config":{"code":"result=1","libs":{"a":{"from":"os","import":5}}}}', b'{"config":{"code":"1"},"step":[]}',
     b'{"config":{"code":"result = x"},"input":{"x":' + b"9" * 6_000 + b"}}", b"\xff", b'{"config":{"code":"result = x"},"input":{"x":"\\ud800"}}'],
    ids=lambda data: ascii(data[:30]),
)  # fmt: skip
def test_requests_that_a_module_makes_up(request_bytes: bytes) -> None:
    assert asked_for(request_bytes)["status"] in ("ok", "error")
