"""A compiler stand-in, so that divergences, aborts and reports can be provoked at will."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest
from wasmtime import wat2wasm

from noetlc.compiler import CompileOptions
from noetlc.diagnostics import Diagnostic
from noetlc.host.sections import replace_custom

ABORT_ADDRESS = 64
ABORT_TAG_WORD = int.from_bytes(b"NOEA", "little")
ENVELOPE = {"status": "completed", "result": 1, "steps": {"start": 1}, "ctx": {}, "errors": [], "warnings": []}


@dataclass
class Step:
    step: str
    lowered: str
    reason: str | None = None


@dataclass
class Compiled:
    wasm: bytes
    manifest: dict[str, Any]
    steps: list[Step]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    timings_ms: dict[str, float] = field(default_factory=lambda: {"lower": 1.0})

    def ir_text(self) -> str:
        return "ir text\n"

    def wat_text(self) -> str:
        return "(module)\n"


def escaped(data: bytes) -> str:
    return "".join(f"\\{byte:02x}" for byte in data)


def answering(output: bytes, manifest: dict[str, Any]) -> bytes:
    """A module whose entries return `output` whatever the input."""
    entry = f"(param i32 i32) (result i64) (i64.const {(1024 << 32) | len(output)})"
    wat = (
        f'(module (memory (export "memory") 4) (data (i32.const 1024) "{escaped(output)}")'
        f' (func (export "alloc") (param i32) (result i32) (i32.const 65536))'
        f' (func (export "run") {entry}) (func (export "invoke") {entry}))'
    )
    return with_manifest(wat, manifest)


def aborting(kind: int, manifest: dict[str, Any]) -> bytes:
    """A module whose entries write an abort record for site 1 and stop."""
    entry = (
        f"(param i32 i32) (result i64) (i32.store (i32.const {ABORT_ADDRESS}) (i32.const {ABORT_TAG_WORD}))"
        f"(i32.store (i32.const {ABORT_ADDRESS + 4}) (i32.const {kind}))"
        f"(i32.store (i32.const {ABORT_ADDRESS + 8}) (i32.const 1)) unreachable"
    )
    wat = (
        f'(module (memory (export "memory") 4) (func (export "alloc") (param i32) (result i32) (i32.const 65536))'
        f' (func (export "run") {entry}) (func (export "invoke") {entry}))'
    )
    return replace_custom(with_manifest(wat, manifest), "noetlc.sites", b'{"1": [6, 9, "start", null]}')


def with_manifest(wat: str, manifest: dict[str, Any]) -> bytes:
    return replace_custom(bytes(wat2wasm(wat)), "noetlc.manifest", json.dumps(manifest).encode())


@pytest.fixture
def compiler(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`compiler(envelope)` or `compiler(abort=1)` replaces the compiler by one that gives that module for every playbook."""

    def install(envelope: dict[str, Any] | None = None, *, abort: int | None = None, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        def compile_playbook(playbook: Any, options: CompileOptions, bound: object = None) -> Compiled:
            capabilities = ["noetl_x1.tool_http"]
            manifest = {
                "target": options.target,
                "output": options.output,
                "abort_record": ABORT_ADDRESS,
                "capabilities": capabilities,
                "verification": None,
            }
            data = json.dumps(ENVELOPE if envelope is None else envelope, ensure_ascii=False, separators=(",", ":")).encode()
            wasm = answering(data, manifest) if abort is None else aborting(abort, manifest)
            steps = [Step(s.name, "native") for s in playbook.steps]
            return Compiled(wasm, manifest, steps, list(diagnostics))

        module = ModuleType("noetlc.compiler")
        vars(module).update(compile_playbook=compile_playbook, CompileOptions=CompileOptions)
        monkeypatch.setitem(sys.modules, "noetlc.compiler", module)

    return install
