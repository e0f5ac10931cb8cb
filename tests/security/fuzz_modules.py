"""Fuzzes loading and calling of modules: `python -m tests.security.fuzz_modules --count 20000 --seed 0`."""

from __future__ import annotations

import random
from functools import lru_cache

from wasmtime import wat2wasm

from noetlc import api
from noetlc.host.cache import ModuleCache
from noetlc.host.capability import AmbientHost, GrantedHost, RecordingHost
from noetlc.host.errors import Aborted, HostError
from noetlc.host.limits import MIB, RunLimits
from noetlc.host.runner import Invocation, invoke_module
from noetlc.host.sections import MalformedModule, read_module
from tests.security import fuzzing
from tests.security import hostile_modules as hostile

LIMITS = RunLimits(memory=64 * MIB, kept=4 * MIB, timeout=0.2)
BOOK = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: f, path: f}
workload: {n: 3}
workflow:
  - step: start
    tool: {kind: python, input: {n: "{{ n }}"}, code: "result = [str(i) for i in range(n)]"}
    next: [{step: end}]
  - step: end
    tool: {kind: http, url: "http://x/{{ start|length }}"}
"""


@lru_cache(maxsize=1)
def seeds() -> tuple[bytes, ...]:
    """Binary modules to start from: hostile ones that assemble, and one of the compiler."""
    slow = ("flood", "without end", "slow", "exponential", "nested", "3 MiB", "large")
    cases = [*hostile.memory(), *hostile.recursion(), *hostile.pointers(), *hostile.capabilities(), *hostile.exports(), *hostile.outputs()]
    cases += hostile.lying(bytes(wat2wasm(hostile.aborting(1).decode())))
    found = [
        bytes(wat2wasm(case.data.decode()))
        for case in cases
        if case.data[:1] == b"(" and not any(word in case.name for word in slow) and len(case.data) < 20_000
    ]
    found += [case.data for case in cases if case.data[:1] != b"(" and len(case.data) < 20_000]
    return (*found, api.build(BOOK, verify=False).wasm)


NUMBERS = (0, 1, -1, 4, 8, 1023, 1024, 4096, 65535, 65536, 65537, 2**31 - 1, -(2**31), 20, 200)
IMPORTS = {
    "tool": ('(import "noetl_x1" "tool_python" (func $tool (param i32 i32) (result i64)))', "(drop (call $tool {i} {i}))"),
    "submit": ('(import "noetl_x1" "submit_x" (func $submit (param i32 i32) (result i32)))', "(drop (call $submit {i} {i}))"),
    "await": ('(import "noetl_x1" "await" (func $await (param i32) (result i64)))', "(drop (call $await {i}))"),
    "env": ('(import "noetl_x1" "env" (func $env (param i32 i32) (result i64)))', "(drop (call $env {i} {i}))"),
    "random": ('(import "noetl_x1" "random" (func $random (param i32 i32)))', "(call $random {i} {i})"),
    "log": ('(import "noetl_x1" "log" (func $log (param i32 i32 i32)))', "(call $log {i} {i} {i})"),
    "sleep": ('(import "noetl_x1" "sleep" (func $sleep (param i64)))', "(call $sleep (i64.const {n}))"),
    "now": ('(import "noetl_x1" "now" (func $now (result i64)))', "(drop (call $now))"),
    "publish": ('(import "noetl" "event_publish" (func $publish (param i32 i32) (result i32)))', "(drop (call $publish {i} {i}))"),
    "put": ('(import "noetl" "object_put" (func $put (param i32 i32 i32 i32) (result i32)))', "(drop (call $put {i} {i} {i} {i}))"),
}
CODE = (
    "(i32.store {i} {i})", "(drop (i64.load {i}))", "(drop (memory.grow {i}))", "(memory.fill {i} {i} {i})", "(memory.copy {i} {i} {i})", "(global.set $g {i})",
    "(if (global.get $g) (then unreachable))", "(drop (i32.div_u {i} {i}))", "(drop (i32.trunc_f64_s (f64.const 1e99)))", "(drop (call $f {i}))", "(global.set $g (i32.add (global.get $g) (i32.const 1)))",
    "(i32.store (i32.const 0) (i32.const 0x41454f4e))",
)  # fmt: skip


def composed(chance: random.Random) -> bytes:
    """A valid module of random parts."""
    names = chance.sample(list(IMPORTS), chance.randrange(4))

    def number() -> str:
        return chance.choice(("(global.get $g)", f"(i32.const {chance.choice(NUMBERS)})", f"(i32.const {chance.randrange(70_000)})"))

    def code() -> str:
        text = chance.choice((*CODE, *(IMPORTS[name][1] for name in names), *(IMPORTS[name][1] for name in names)))
        while "{i}" in text:
            text = text.replace("{i}", number(), 1)
        text = text.replace("{n}", str(chance.choice(NUMBERS)))
        return f"(loop $l {text} (br_if $l {number()}))" if chance.random() < 0.03 else text

    def block(most: int) -> str:
        return " ".join(code() for _ in range(chance.randrange(most)))

    output = f"(i64.const {hostile._signed(chance.choice((4096 << 32 | 22, 0, (1 << 64) - 1, chance.randrange(1 << 64), 65530 << 32 | chance.randrange(30))))})"
    top = '(global $g (mut i32) (i32.const 0)) (func $f (param i32) (result i32) (local.get 0)) (data (i32.const 4096) "{\\22status\\22:\\22completed\\22}")'
    text = hostile.wat(
        f"{block(5)} {output}", top=top, alloc=f"{block(3)} {chance.choice((number(), '(i32.const 1024)', '(i32.const 1024)'))}",
        imports=" ".join(IMPORTS[name][0] for name in names), start=block(3) if chance.random() < 0.1 else "", memory=chance.choice(("1", "1", "1 4", "0", "3")),
    )  # fmt: skip
    data = bytes(wat2wasm(text.decode()))
    if chance.random() < 0.5:
        data += hostile.custom(b"noetlc.manifest", chance.choice(list(hostile.MANIFESTS.values())))
    if chance.random() < 0.3:
        data += hostile.custom(b"noetlc.sites", chance.choice(list(hostile.SITES.values())))
    return data


def trial(chance: random.Random) -> str:
    data = (
        composed(chance)
        if chance.random() < 0.6
        else fuzzing.mutated(chance, chance.choice(seeds()) if chance.random() < 0.9 else seeds()[-1])
    )
    inspect(data)
    host = RecordingHost(GrantedHost(AmbientHost(), frozenset()))
    try:
        invoke_module(data, Invocation({}), host, limits=LIMITS, cache=ModuleCache(1))
    except Aborted as error:
        str(error).encode("utf-8")
        return f"aborted: {error.kind}"
    except HostError as error:
        str(error).encode("utf-8")
        return f"error: {error.category}"
    return "completed"


def inspect(data: bytes) -> None:
    """Reads everything that `noetl inspect` reads."""
    try:
        info = read_module(data)
        _ = (
            info.types,
            info.imports,
            info.exports,
            info.function_types,
            info.function_names,
            info.code_sizes,
            info.data_sizes,
            info.tables,
            info.code_shape(),
        )
    except MalformedModule:
        return


if __name__ == "__main__":
    fuzzing.run("fuzz_modules", trial, 20_000)
