"""What linking plug-ins costs: time of a build, and of calls from inside the module, of plug-ins that are reentrant or made fresh."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from wasmtime import Instance, Module, Store, wat2wasm

import noetlc
from benchmarks.common import Row, median_seconds, playbook
from benchmarks.routing import routing_chain
from noetlc.host.engine import engine
from noetlc.link import Linked, link

# Calls the entry so many times with input of so many bytes; returns the sum of the sizes of the answers.
MAIN = """(module
  (import "noetlc.plugin" "p.run" (func $run (param i32 i32) (result i64)))
  (memory (export "memory") 64)
  (func (export "alloc") (param i32) (result i32) (i32.const 2097152))
  (func (export "many") (param $calls i32) (param $n i32) (result i64) (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (i64.and (call $run (i32.const 65536) (local.get $n)) (i64.const 0xffffffff))))
      (br_if $next (local.tee $calls (i32.sub (local.get $calls) (i32.const 1)))))
    (local.get $sum)))"""

# Answers its input.
ECHO = """(module
  (memory (export "memory") {pages})
  {data}
  (func (export "alloc") (param i32) (result i32) (i32.const 262144))
  (func (export "run") (param $at i32) (param $n i32) (result i64) {code}
    (i64.or (i64.shl (i64.extend_i32_u (local.get $at)) (i64.const 32)) (i64.extend_i32_u (local.get $n)))))"""

# Grows once per call, as a heap does.
GROWING = "(drop (memory.grow (i32.const {pages})))"
DATA = '(data (i32.const 1024) "' + "x" * 30_000 + '")'


def rows(quick: bool) -> Iterator[Row]:
    """Linking a module of the compiler as the plug-in, in milliseconds; calls in microseconds."""
    main = bytes(wat2wasm(MAIN))
    body = noetlc.build(playbook(_body(quick), workload={"text": "1"}), verify=False).wasm
    for reentrant, kind in ((True, "reentrant"), (False, "made fresh")):
        yield _linking(f"linking a plug-in of {len(body) / 1024:.0f} KiB, {kind}", main, body, reentrant, target="≤ 50")
    chain = noetlc.build(playbook(routing_chain(30 if quick else 330), workload={"region": "eu", "amount": 120.5}), verify=False).wasm
    yield _linking(f"linking a plug-in of {len(chain) / 1024:.0f} KiB, of many small functions and segments", main, chain, False)
    calls = 1_000 if quick else 20_000
    for size in (16, 1024, 65536):
        cost = _call(main, ECHO.format(pages=6, data="", code=""), True, size, max(50, calls * 16 // (16 + size // 16)))
        target = "≤ 1,000 and the copy" if size == 16 else ""
        yield Row(f"call of a reentrant plug-in, {size:,} bytes in and out", cost * 1e3, "ns", target=target)
    for pages, data, code, kind in (
        (6, "", "", "6 pages, no data"),
        (17, DATA, "", "17 pages, 30 KB of data"),
        (17, DATA, GROWING.format(pages=16), "17 pages, 30 KB of data, grows by 16"),
        (17, DATA, GROWING.format(pages=160), "17 pages, 30 KB of data, grows by 160"),
    ):
        cost = _call(main, ECHO.format(pages=pages, data=data, code=code), False, 16, max(50, calls // pages))
        yield Row(f"call of a plug-in made fresh, {kind}", cost, "µs")


def _body(quick: bool) -> list[object]:
    """A step whose code needs much of the library."""
    code = "import decimal, re\nresult = [str(decimal.Decimal(text) / 3), re.findall(r'[a-z]+', text), f'{float(text):.2f}']"
    return [{"step": "start", "tool": {"kind": "python", "input": {"text": "{{ text }}"}, "code": "result = text" if quick else code}}]


def _linking(name: str, main: bytes, wasm: bytes, reentrant: bool, target: str = "") -> Row:
    plugin = Linked("p", wasm, ("run",), reentrant, 4096)
    times = []
    for _ in range(11):
        started = time.process_time()  # with that of wasmtime's threads
        link(main, [plugin])
        times.append(time.process_time() - started)
    return Row(f"{name}, processor time", statistics.median(times) * 1e3, "ms", target=target)


def _call(main: bytes, text: str, reentrant: bool, size: int, calls: int) -> float:
    """Microseconds of one call in a warm instance."""
    wasm = link(main, [Linked("p", bytes(wat2wasm(text)), ("run",), reentrant, 4096)])
    store = Store(engine())
    many = Instance(store, Module(engine(), wasm), []).exports(store)["many"]
    assert many(store, 3, size) == 3 * size
    return median_seconds(lambda: many(store, calls, size), 7) / calls * 1e6
