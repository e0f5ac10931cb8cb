"""One call of a module: sequence, bounds, statuses, limits, aborts, capabilities, on hand-written modules."""

from __future__ import annotations

import json
import threading
import time

import pytest
from wasmtime import wat2wasm

from noetlc.host import fast
from noetlc.host.binding import Bindings
from noetlc.host.cache import ModuleCache
from noetlc.host.capability import CapabilityCall, CapabilityHost, RecordingHost
from noetlc.host.errors import Aborted, HostError, Origin
from noetlc.host.invoke import CallResult, call_module
from noetlc.host.limits import DEFAULT_LIMITS, RunLimits

ALLOC = """
  (memory (export "memory") 1)
  (global $top (mut i32) (i32.const 4096))
  (func $alloc (export "alloc") (param $n i32) (result i32)
    (local $p i32)
    (local.set $p (global.get $top))
    (global.set $top (i32.add (global.get $top) (local.get $n)))
    (block $done (loop $more
      (br_if $done (i32.le_u (global.get $top) (i32.mul (memory.size) (i32.const 65536))))
      (br_if $done (i32.eq (memory.grow (i32.const 1)) (i32.const -1)))
      (br $more)))
    (local.get $p))
"""
PACK = "(i64.or (i64.shl (i64.extend_i32_u {p}) (i64.const 32)) (i64.extend_i32_u {n}))"
ECHO = f'(func (export "run") (param $p i32) (param $n i32) (result i64) {PACK.format(p="(local.get $p)", n="(local.get $n)")})'


class FakeHost:
    """Answers tools with a fixed text and counts what was asked."""

    def __init__(self, answer: bytes = b'{"status":"ok","data":1,"error":null}') -> None:
        self.answer = answer
        self.requests: list[tuple[str, bytes]] = []
        self.lines: list[tuple[int, str]] = []
        self.slept = 0

    def call(self, name: str, request: bytes) -> bytes:
        self.requests.append((name, request))
        return self.answer

    def now(self) -> int:
        return 1_700_000_000_000_000_000

    def monotonic(self) -> int:
        return 5

    def random(self, size: int) -> bytes:
        return bytes(range(size))

    def sleep(self, nanoseconds: int) -> None:
        self.slept += nanoseconds

    def env(self, name: str) -> str | None:
        return {"HOME": "/x"}.get(name)

    def log(self, level: int, line: str) -> None:
        self.lines.append((level, line))


CACHE = ModuleCache()


@pytest.fixture(params=["fast", "public"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs both ways."""
    monkeypatch.setattr(fast, "ENABLED", request.param == "fast")


def custom_section(name: str, content: bytes) -> bytes:
    def leb(value: int) -> bytes:
        out = bytearray()
        while True:
            byte, value = value & 0x7F, value >> 7
            out.append(byte | (0x80 if value else 0))
            if not value:
                return bytes(out)

    body = leb(len(name)) + name.encode() + content
    return b"\0" + leb(len(body)) + body


def module(body: str, imports: str = "", **sections: object) -> bytes:
    wasm = bytes(wat2wasm(f"(module {imports} {ALLOC} {body})"))
    for name, value in sections.items():
        wasm += custom_section(f"noetlc.{name}", json.dumps(value).encode())
    return wasm


def call(
    wasm: bytes, data: bytes = b"", *, host: CapabilityHost | None = None, limits: RunLimits = DEFAULT_LIMITS, **kw: object
) -> CallResult:
    loaded = CACHE.get(wasm, deadline=limits.timeout is not None)
    bindings = Bindings(host or FakeHost(), limits=limits, **kw)  # type: ignore[arg-type]
    return call_module(loaded, data, bindings, Origin("demo/flow", "3", "run"))


@pytest.mark.parametrize("size", [0, 1, 5, 70_000])
def test_echo(size: int) -> None:
    data = bytes(i % 251 for i in range(size))
    assert call(module(ECHO), data).output == data


def test_text_modules_are_accepted() -> None:
    assert call(f"(module {ALLOC} {ECHO})".encode(), b"abc").output == b"abc"


def test_state_does_not_survive_a_call() -> None:
    wasm = module(
        '(func (export "run") (param i32 i32) (result i64)'
        "(i32.store8 (i32.const 16) (i32.add (i32.load8_u (i32.const 16)) (i32.const 65)))"
        f"{PACK.format(p='(i32.const 16)', n='(i32.const 1)')})"
    )
    assert [call(wasm).output for _ in range(3)] == [b"A"] * 3


@pytest.mark.parametrize(("pointer", "length"), [("0x7fffffff", "16"), ("65530", "7"), ("-1", "1"), ("0", "-1"), ("-1", "0")])
def test_output_range_is_checked_before_reading(pointer: str, length: str) -> None:
    packed = PACK.format(p=f"(i32.const {pointer})", n=f"(i32.const {length})")
    wasm = module(f'(func (export "run") (param i32 i32) (result i64) {packed})')
    with pytest.raises(HostError) as caught:
        call(wasm)
    assert caught.value.category == "Memory"


def test_sign_extended_alloc_pointer_is_a_memory_error() -> None:
    wasm = bytes(wat2wasm(f'(module (memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const -8)) {ECHO})'))
    with pytest.raises(HostError) as caught:
        call(wasm, b"x")
    assert caught.value.category == "Memory"


@pytest.mark.parametrize(
    "text",
    [
        f"(module (memory 1) {ECHO})",
        '(module (memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const 8)))',
        f'(module (memory (export "memory") 1) (func (export "alloc") (param i64) (result i32) (i32.const 8)) {ECHO})',
        f'(module (memory (export "memory") 1) (global (export "alloc") i32 (i32.const 1)) {ECHO})',
    ],
)
def test_missing_and_mistyped_exports(text: str) -> None:
    with pytest.raises(HostError) as caught:
        call(text.encode())
    assert caught.value.category == "MissingExport"
    assert str(caught.value).startswith("wasm dispatch demo/flow@3 (run): ")


@pytest.mark.parametrize(
    "imports",
    [
        '(import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))',
        '(import "env" "abort" (func))',
        '(import "noetl" "result_get" (func (param i32 i32) (result i64)))',
        '(import "noetl" "emit" (func (param i64)))',
        '(import "noetl_x2" "now" (func (result i64)))',
        '(import "noetl" "memory" (memory 1))',
    ],
)
def test_ungranted_imports_fail_instantiation(imports: str) -> None:
    text = f"(module {imports} {ALLOC} {ECHO})" if "memory 1" not in imports else f"(module {imports} {ECHO})"
    with pytest.raises(HostError) as caught:
        call(text.encode())
    assert caught.value.category == "Instantiate"


@pytest.mark.parametrize("data", [b"", b"junk", b"(module (bad))", b"\0asm\x01\0\0\0\x01\xff", b"\0asm\x02\0\0\0", b"\xff\xfe"])
def test_bytes_that_are_no_module(data: bytes) -> None:
    with pytest.raises(HostError) as caught:
        call(data)
    assert caught.value.category in ("Compile", "MissingExport")


@pytest.mark.parametrize(
    "text",
    [
        '(module (memory (export "memory") i64 1))',
        "(module (tag $t) (func (throw $t)))",
        "(module (type $s (struct (field i32))) (func (drop (struct.new $s (i32.const 1)))))",
        "(module (type $f (func)) (func (param (ref $f)) (call_ref $f (local.get 0))))",
        "(module (func (param i32) (result i32) (i31.get_s (ref.i31 (local.get 0)))))",
        "(module (memory 1 1 shared))",
        "(module (func (param v128 v128 v128) (result v128) (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2))))",
        "(module (func (param i64 i64 i64 i64) (result i64 i64) (i64.add128 (local.get 0) (local.get 1) (local.get 2) (local.get 3))))",
        "(module (memory 1 (pagesize 1)))",
    ],
)
def test_features_beyond_the_contract_are_refused(text: str) -> None:
    with pytest.raises(HostError) as caught:
        CACHE.get(text.encode())
    assert caught.value.category == "Compile"


@pytest.mark.parametrize(
    "text",
    [
        "(module (func (result v128) (i8x16.splat (i32.const 1))))",
        "(module (memory 1) (memory 1) (func (memory.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 1))))",
        "(module (func $f (result i32) (return_call $f)))",
        "(module (func (result i32 i32) (i32.const 1) (i32.const 2)))",
        "(module (func (param f64) (result i32) (i32.trunc_sat_f64_s (local.get 0))))",
        "(module (global i32 (i32.add (i32.const 1) (i32.const 2))))",
        "(module (table 1 externref))",
    ],
)
def test_features_of_the_contract_validate(text: str) -> None:
    CACHE.get(text.encode())


RING_IMPORTS = """
 (import "noetl" "emit" (func $emit (param i32)))
 (import "noetl" "event_publish" (func $event (param i32 i32) (result i32)))
 (import "noetl" "result_put" (func $result (param i32 i32 i32 i32) (result i32)))
 (import "noetl" "object_put" (func $object (param i32 i32 i32 i32) (result i32)))
"""


def ring_module(*calls: str, tail: str = "") -> bytes:
    """Stores the status of every call as a digit at 1024."""
    code = "".join(f"(i32.store8 (i32.const {1024 + i}) (i32.add (i32.const 48) {c}))" for i, c in enumerate(calls))
    return module(
        f'(data (i32.const 0) "keydata\\ff") (func (export "run") (param i32 i32) (result i64) (call $emit (i32.const 1)) {code} {tail}'
        f"{PACK.format(p='(i32.const 1024)', n=f'(i32.const {len(calls)})')})",
        RING_IMPORTS,
    )


def test_ring_buffers_intents_in_order_and_answers_statuses() -> None:
    wasm = ring_module(
        "(call $result (i32.const 0) (i32.const 3) (i32.const 3) (i32.const 4))",
        "(call $event (i32.const 3) (i32.const 4))",
        "(call $object (i32.const 0) (i32.const 3) (i32.const 0) (i32.const 0))",
        "(call $result (i32.const 7) (i32.const 1) (i32.const 0) (i32.const 0))",
        "(call $event (i32.const 65536) (i32.const 1))",
        "(call $event (i32.const -1) (i32.const 0))",
        "(call $event (i32.const 0) (i32.const -1))",
        "(call $event (i32.const 65536) (i32.const 0))",
    )
    done = call(wasm)
    assert done.output == b"00022220"
    assert [(i.name, i.key, i.data) for i in done.intents] == [
        ("result_put", "key", b"data"),
        ("event_publish", "", b"data"),
        ("object_put", "key", b""),
        ("event_publish", "", b""),
    ]


def test_denied_and_limited_intents() -> None:
    one = "(call $event (i32.const 3) (i32.const 4))"
    assert call(ring_module(one), ring=frozenset()).output == b"3"
    assert call(ring_module(one, one, one), limits=RunLimits(intents=2)).output == b"003"
    assert call(ring_module(one, one), limits=RunLimits(intent_bytes=7)).output == b"03"


def test_a_trap_drops_intents_and_names_the_function() -> None:
    wasm = ring_module("(call $event (i32.const 3) (i32.const 4))", tail="(unreachable)")
    with pytest.raises(Aborted) as caught:
        call(wasm)
    assert (caught.value.kind, caught.value.site, caught.value.at) == ("trap", 0, None)
    assert not hasattr(caught.value, "intents")
    overflow = module('(func $deep (export "run") (param i32 i32) (result i64) (call $deep (local.get 0) (local.get 1)))')
    with pytest.raises(Aborted) as caught:
        call(overflow)
    assert (caught.value.kind, caught.value.function) == ("trap", "deep")
    assert "stack overflow" in str(caught.value)


def aborting(kind: int, site: int, reason: int = 0, **manifest: object) -> bytes:
    code = (
        f"(i32.store (i32.const 64) (i32.const {int.from_bytes(b'NOEA', 'little')})) (i32.store (i32.const 68) (i32.const {kind}))"
        f"(i32.store (i32.const 72) (i32.const {site})) (i32.store (i32.const 76) (i32.const {reason})) (unreachable)"
    )
    return module(
        f'(func $stop {code}) (func (export "run") (param i32 i32) (result i64) (call $stop) (i64.const 0))',
        manifest={"abi": 2, "abort_record": 64, **manifest},
        sites={"7": [12, 5, "fetch", 3], "8": [1, 1, None, None]},
    )


@pytest.mark.parametrize(("number", "kind"), [*enumerate(["int_overflow", "budget", "memory", "intent", "failed", "defect", "left"], 1)])
def test_abort_record(number: int, kind: str) -> None:
    with pytest.raises(Aborted) as caught:
        call(aborting(number, 7))
    at = caught.value.at
    assert caught.value.kind == kind
    assert caught.value.site == 7
    assert at is not None
    assert (at.line, at.column, at.step, at.inner_line) == (12, 5, "fetch", 3)
    assert caught.value.category == "Invoke"
    assert "12:5" in str(caught.value)


def test_reason_of_an_abort() -> None:
    with pytest.raises(Aborted) as caught:
        call(aborting(7, 7, 2, reasons=["pattern of bytes", "complex number"]))
    assert (caught.value.kind, caught.value.reason) == ("left", "complex number")
    assert str(caught.value).endswith("aborted: left at <playbook>:12:5, step fetch, line 3 of its text (complex number)")


# what a module says of its reasons is not trusted
@pytest.mark.parametrize(
    ("number", "reasons", "shown"),
    [
        (0, ["a"], ""), (2, ["a"], ""), (0xFFFFFFFF, ["a"], ""), (1, None, ""), (1, {"1": "a"}, ""), (1, [7], ""), (1, [["a"]], ""),
        (1, ["x" * 10**5], "x" * 200), (1, ["a\x1b[31m\nb"], "a [31m b"),
    ],
)  # fmt: skip
def test_reasons_are_checked(number: int, reasons: object, shown: str) -> None:
    with pytest.raises(Aborted) as caught:
        call(aborting(7, 7, number, reasons=reasons))
    assert (caught.value.kind, caught.value.reason) == ("left", shown)


@pytest.mark.parametrize("abi", [1, None, True, "2"])
def test_records_of_older_modules_have_no_reason(abi: object) -> None:
    with pytest.raises(Aborted) as caught:
        call(aborting(1, 7, 1, reasons=["not a reason"], abi=abi))
    assert (caught.value.kind, caught.value.site, caught.value.reason) == ("int_overflow", 7, "")
    end_of_memory = module(
        '(func (export "run") (param i32 i32) (result i64) '
        f"(i32.store (i32.const 65524) (i32.const {int.from_bytes(b'NOEA', 'little')})) (i32.store (i32.const 65528) (i32.const 2)) (unreachable))",
        manifest={"abi": abi, "abort_record": 65524},
    )
    with pytest.raises(Aborted) as caught:
        call(end_of_memory)
    assert caught.value.kind == "budget"


@pytest.mark.parametrize(("site", "line"), [(0, None), (8, 1), (99, None)])
def test_abort_site_may_be_unknown(site: int, line: int | None) -> None:
    with pytest.raises(Aborted) as caught:
        call(aborting(1, site))
    assert (caught.value.at.line if caught.value.at else None) == line


def test_deadline_interrupts_a_loop() -> None:
    wasm = module('(func (export "run") (param i32 i32) (result i64) (loop $l (br $l)) (i64.const 0))')
    started = time.monotonic()
    with pytest.raises(Aborted) as caught:
        call(wasm, limits=RunLimits(timeout=0.1))
    assert caught.value.kind == "timeout"
    assert time.monotonic() - started < 5
    assert not [t for t in threading.enumerate() if t.name == "noetlc-epochs" and not t.join(1) and t.is_alive()]
    assert call(module(ECHO), b"x", limits=RunLimits(timeout=5)).output == b"x"


def test_memory_input_and_output_limits() -> None:
    with pytest.raises(HostError) as caught:
        call(module(ECHO), bytes(300_000), limits=RunLimits(memory=200_000))
    assert caught.value.category == "Memory"
    with pytest.raises(HostError, match="input of 9 bytes"):
        call(module(ECHO), bytes(9), limits=RunLimits(input=8))
    with pytest.raises(HostError, match="output of 9 bytes"):
        call(module(ECHO), bytes(9), limits=RunLimits(output=8))
    with pytest.raises(HostError) as caught:
        call(module(ECHO), limits=RunLimits(memory=1000))
    assert caught.value.category == "Instantiate"


X1 = """
 (import "noetl_x1" "tool_http" (func $http (param i32 i32) (result i64)))
 (import "noetl_x1" "submit_http" (func $submit (param i32 i32) (result i32)))
 (import "noetl_x1" "await" (func $await (param i32) (result i64)))
 (import "noetl_x1" "now" (func $now (result i64)))
 (import "noetl_x1" "monotonic" (func $mono (result i64)))
 (import "noetl_x1" "sleep" (func $sleep (param i64)))
 (import "noetl_x1" "random" (func $random (param i32 i32)))
 (import "noetl_x1" "env" (func $env (param i32 i32) (result i64)))
 (import "noetl_x1" "log" (func $log (param i32 i32 i32)))
"""


def x1_module(code: str) -> bytes:
    return module(f'(data (i32.const 0) "HOME{{}}") (func (export "run") (param $p i32) (param $n i32) (result i64) {code})', X1)


def test_tool_call_answers_in_guest_memory_and_is_logged() -> None:
    host = FakeHost()
    log = RecordingHost(host)
    done = call(x1_module("(call $http (local.get $p) (local.get $n))"), b'{"step":"s"}', host=log)
    assert done.output == host.answer
    assert host.requests == [("tool_http", b'{"step":"s"}')]
    assert log.calls == [CapabilityCall("tool_http", b'{"step":"s"}', host.answer)]


def test_submit_and_await() -> None:
    host = FakeHost(b"[1]")
    wasm = x1_module("(drop (call $submit (i32.const 0) (i32.const 4))) (call $await (call $submit (local.get $p) (local.get $n)))")
    done = call(wasm, b"{}", host=host)
    assert done.output == b"[1]"
    assert [r for _, r in host.requests] == [b"HOME", b"{}"]
    with pytest.raises(HostError, match="handle 9 is not open"):
        call(x1_module("(call $await (i32.const 9))"))


def test_ambient_capabilities() -> None:
    host = FakeHost()
    wasm = x1_module(
        "(call $random (i32.const 1024) (i32.const 4)) (call $sleep (i64.const 7)) (call $log (i32.const 2) (i32.const 0) (i32.const 4))"
        "(i64.store (i32.const 1028) (i64.add (call $now) (call $mono))) " + PACK.format(p="(i32.const 1024)", n="(i32.const 12)")
    )
    log = RecordingHost(host)
    done = call(wasm, host=log)
    assert done.output == bytes(range(4)) + (1_700_000_000_000_000_005).to_bytes(8, "little")
    assert host.slept == 7
    assert host.lines == [(2, "HOME")]
    assert [c.name for c in log.calls] == ["random", "sleep", "log", "now", "monotonic"]
    assert call(x1_module("(call $env (i32.const 0) (i32.const 4))")).output == b"/x"
    assert call(x1_module("(call $env (i32.const 4) (i32.const 2))")).output == b""


def test_printed_lines_come_in_one_call_and_are_told_apart() -> None:
    said = "(i32.store (i32.const 1024) (i32.const 0x620a0a61))"  # "a\n\nb"
    host = FakeHost()
    shown = f"{said} (call $log (i32.const 0) (i32.const 1024) (i32.const 4)) (call $log (i32.const 0) (i32.const 1024) (i32.const 0))"
    call(x1_module(shown + "(call $log (i32.const 20) (i32.const 1024) (i32.const 4)) (i64.const 0)"), host=host)
    assert host.lines == [(0, "a"), (0, ""), (0, "b"), (0, ""), (20, "a\n\nb")]


def test_wild_ranges_given_to_capabilities() -> None:
    for code in ("(call $http (i32.const 65530) (i32.const 9))", "(call $random (i32.const -1) (i32.const 4)) (i64.const 0)"):
        with pytest.raises(HostError) as caught:
            call(x1_module(code))
        assert caught.value.category == "Memory"


def test_an_error_of_the_host_object_comes_through_unchanged() -> None:
    class Broken(FakeHost):
        def call(self, name: str, request: bytes) -> bytes:
            raise LookupError("broken host")

    with pytest.raises(LookupError, match="broken host"):
        call(x1_module("(call $http (i32.const 0) (i32.const 4))"), host=Broken())
    assert call(x1_module("(call $http (i32.const 0) (i32.const 4))")).output


def test_a_tool_may_run_another_module() -> None:
    class Nesting(FakeHost):
        def call(self, name: str, request: bytes) -> bytes:
            return call(module(ECHO), b"inner " + request).output

    assert call(x1_module("(call $http (local.get $p) (local.get $n))"), b"x", host=Nesting()).output == b"inner x"


def test_calls_in_threads_do_not_mix() -> None:
    wasm = x1_module("(call $http (local.get $p) (local.get $n))")
    wrong: list[bytes] = []

    def work(tag: int) -> None:
        answer = str(tag).encode()
        for _ in range(50):
            output = call(wasm, b"q", host=FakeHost(answer)).output
            if output != answer:
                wrong.append(output)

    threads = [threading.Thread(target=work, args=(tag,)) for tag in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
