"""The Python API: build, run, interpret and check playbooks. Re-exported by `noetlc`.

Heavy parts (compiler, wasmtime, the interpreter, Hypothesis) are imported by the function that needs them.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noetlc.diagnostics import Diagnostic
from noetlc.frontend import load
from noetlc.host.capability import AmbientHost, CapabilityHost, GrantedHost, RecordingHost, ReplayHost
from noetlc.host.errors import FALLBACK_KINDS, Aborted
from noetlc.interp.options import RunOptions
from noetlc.verify.differential import Divergence, Verification

if TYPE_CHECKING:
    from noetlc.compiler import Compiled
    from noetlc.frontend.playbook import Playbook
    from noetlc.lower.workflow.module import StepReport

__all__ = [
    "Aborted",
    "BuildError",
    "BuildResult",
    "Divergence",
    "RunOptions",
    "build",
    "check",
    "interpret",
    "run",
]

Json = Any
Source = str | bytes | Path

TARGETS = ("noetlc", "noetl-worker")
OUTPUTS = ("envelope", "result")


class BuildError(Exception):
    """A playbook that cannot be built; `diagnostics` holds all findings, at least one of them an error."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics
        errors = [d for d in diagnostics if d.severity == "error"]
        first = f"{errors[0].file}:{errors[0].line}:{errors[0].column}: {errors[0].code} {errors[0].message}" if errors else "no error"
        super().__init__(first + (f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""))


@dataclass(frozen=True)
class BuildResult:
    """A built module.

    `digest` is the SHA-256 of `wasm` in hex; `manifest` the decoded manifest section; `steps` one report per step with `step`,
    `lowered` (`native`, `host`, `plugin`, `interpreted`) and `reason`; `verification` None if the build did not verify.
    """

    wasm: bytes = field(repr=False)
    digest: str
    manifest: dict[str, Json] = field(repr=False)
    diagnostics: list[Diagnostic]
    steps: list[StepReport]
    verification: Verification | None
    timings_ms: dict[str, float] = field(repr=False)
    compiled: Compiled = field(repr=False)

    def ir_text(self) -> str:
        """The final intermediate form as text."""
        return self.compiled.ir_text()

    def wat_text(self) -> str:
        """The module as WAT text."""
        return self.compiled.wat_text()


def build(
    source: Source,
    *,
    path: str | None = None,
    target: str = "noetlc",
    output: str | None = None,
    verify: bool = True,
    inputs: Sequence[Json] = (),
    examples: int = 25,
    seed: int = 0,
    sort_keys: bool = False,
    strip: bool = False,
    verify_ir: bool = False,
) -> BuildResult:
    """Compiles a playbook and, with `verify`, compares the module with the interpreter.

    `source` is YAML text, bytes or the Path of a file; `path` the file name diagnostics show. `inputs` are payloads, or Paths of
    JSON files with one, to verify with besides the workload and `examples` generated ones. `output` defaults to `result` for
    target `noetl-worker` and to `envelope` otherwise. Raises BuildError on any error diagnostic, Divergence when the engines differ,
    ValueError for an unknown target or output.
    """
    if target not in TARGETS:
        raise ValueError(f"unknown target {target!r}; known are {', '.join(TARGETS)}")
    if output is None:
        output = "result" if target == "noetl-worker" else "envelope"
    if output not in OUTPUTS:
        raise ValueError(f"unknown output {output!r}; known are {', '.join(OUTPUTS)}")
    timings: dict[str, float] = {}
    started = time.perf_counter()
    playbook, diagnostics = _load(source, path)
    started = _lap(timings, "frontend", started)
    compiled = _compile(playbook, diagnostics, target, output, sort_keys, strip, verify_ir)
    timings.update(compiled.timings_ms)
    started = time.perf_counter()
    wasm, manifest = compiled.wasm, compiled.manifest
    verification = None
    if verify:
        verification = _verify(playbook, wasm, output, sort_keys, inputs, examples, seed)
        diagnostics += _unordered_warnings(playbook, verification)
        manifest = {**manifest, "verification": {"examples": verification.tried, "seed": seed, "engine": "wasmtime"}}
        wasm = _with_manifest(wasm, manifest)
        _lap(timings, "verify", started)
    digest = hashlib.sha256(wasm).hexdigest()
    return BuildResult(wasm, digest, manifest, diagnostics, list(compiled.steps), verification, timings, compiled)


def _lap(timings: dict[str, float], name: str, started: float) -> float:
    now = time.perf_counter()
    timings[name] = (now - started) * 1000
    return now


def _load(source: Source, path: str | None) -> tuple[Playbook, list[Diagnostic]]:
    playbook, diagnostics = load(source, name=path)
    if playbook is None or any(d.severity == "error" for d in diagnostics):
        raise BuildError(diagnostics)
    return playbook, list(diagnostics)


def _compile(
    playbook: Playbook, diagnostics: list[Diagnostic], target: str, output: str, sort_keys: bool, strip: bool, verify_ir: bool
) -> Compiled:
    """Compiles; adds the compiler's findings to `diagnostics`. Raises BuildError if one is an error."""
    from noetlc.compiler import CompileOptions, compile_playbook

    limits = {name: value for name, value in playbook.executor.limits if name in ("memory_mb", "steps")}
    options = CompileOptions(
        target="noetl-worker" if target == "noetl-worker" else "noetlc",
        output="result" if output == "result" else "envelope",
        sort_keys=sort_keys,
        strip=strip,
        verify_ir=verify_ir,
        **limits,
    )
    compiled = compile_playbook(playbook, options)
    diagnostics += compiled.diagnostics
    if any(d.severity == "error" for d in diagnostics):
        raise BuildError(diagnostics)
    return compiled


def _with_manifest(wasm: bytes, manifest: dict[str, Json]) -> bytes:
    from noetlc.host.sections import replace_custom

    content = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    return replace_custom(wasm, "noetlc.manifest", content)


def _verify(
    playbook: Playbook, wasm: bytes, output: str, sort_keys: bool | None, inputs: Sequence[Json], examples: int, seed: int
) -> Verification:
    from noetlc.verify.differential import verify
    from noetlc.verify.engines import engines_for, workload_of
    from noetlc.verify.payloads import generate

    given: list[Json] = [{}, *(_payload(item) for item in inputs)]
    generated = generate(workload_of(playbook), examples, seed)
    engines = engines_for(playbook, wasm, output=output, sort_keys=sort_keys)
    return verify(engines, given, seed, optional=generated)


def _payload(item: Json) -> Json:
    return json.loads(item.read_bytes()) if isinstance(item, Path) else item


def _unordered_warnings(playbook: Playbook, verification: Verification) -> list[Diagnostic]:
    """W13 for every step whose data depended on the hash seed."""
    lines = {step.name: step.span for step in playbook.steps}
    found = []
    for name in verification.unordered_steps:
        span = lines.get(name)
        where = f"step {name}: the" if name else "the"
        found.append(
            Diagnostic(
                "W13",
                "warning",
                f"{where} result depends on the order of a set",
                playbook.source.name,
                span.line if span else 1,
                span.column if span else 1,
                hint="sort the set before it becomes part of a result",
                span=span,
            )
        )
    return found


def verify_module(
    source: Source,
    wasm: bytes | None,
    *,
    path: str | None = None,
    inputs: Sequence[Json] = (),
    examples: int = 25,
    seed: int = 0,
) -> tuple[Verification, list[Diagnostic]]:
    """Compares a module (None: a fresh build for target noetlc) with the interpreter; the counts and all diagnostics.

    Raises BuildError, Divergence, and HostError if the module cannot be loaded.
    """
    playbook, diagnostics = _load(source, path)
    output, sort_keys = "envelope", None
    if wasm is None:
        compiled = _compile(playbook, diagnostics, "noetlc", output, False, False, False)
        wasm, sort_keys = compiled.wasm, False
    else:
        from noetlc.host.runner import MODULES

        output = str(MODULES.get(wasm).manifest.get("output", output))
    verification = _verify(playbook, wasm, output, sort_keys, inputs, examples, seed)
    return verification, diagnostics + _unordered_warnings(playbook, verification)


def run(
    wasm: bytes | Path,
    payload: Json = None,
    *,
    source: Source | None = None,
    execution_id: str = "0",
    options: RunOptions = RunOptions(),
    host: CapabilityHost | None = None,
) -> dict[str, Json]:
    """Runs a module (bytes, or the Path of a file) and returns the run envelope; a payload of None is `{}`.

    Without `host` no tool is granted. On `int_overflow` and `defect` the playbook `source` is interpreted instead, if given,
    with the capability calls that were already made answered from the log. Raises `Aborted` otherwise, HostError if the module
    cannot be loaded.
    """
    from noetlc.host.python_tool import PurePythonHost
    from noetlc.host.runner import Invocation, invoke_module

    data = wasm.read_bytes() if isinstance(wasm, Path) else wasm
    body = {} if payload is None else payload
    inner = GrantedHost(AmbientHost(), frozenset()) if host is None else host
    recorder = RecordingHost(inner)
    try:
        return invoke_module(data, Invocation(body, execution_id, _option_map(options)), PurePythonHost(recorder, execution_id))[0]
    except Aborted as aborted:
        if source is None or aborted.kind not in FALLBACK_KINDS:
            if isinstance(source, Path):
                raise aborted.in_file(source) from aborted
            raise
    return interpret(source, body, execution_id=execution_id, options=options, host=ReplayHost(inner, recorder.settled()))


def _option_map(options: RunOptions) -> dict[str, bool | str]:
    """The options that differ from their defaults, as `invoke` takes them."""
    default = RunOptions()
    names = ("strict", "error_mode", "strict_strings")
    return {name: getattr(options, name) for name in names if getattr(options, name) != getattr(default, name)}


def interpret(
    source: Source,
    payload: Json = None,
    *,
    path: str | None = None,
    execution_id: str = "0",
    options: RunOptions = RunOptions(),
    host: CapabilityHost | None = None,
) -> dict[str, Json]:
    """Runs a playbook in the reference interpreter and returns the run envelope. Raises BuildError if it is rejected."""
    from noetlc.interp.interpreter import interpret as run_interpreted

    playbook, _ = _load(source, path)
    return run_interpreted(playbook, payload, execution_id=execution_id, options=options, host=host)


def check(source: Source) -> list[Diagnostic]:
    """All diagnostics of a playbook, sorted by position; never raises, whatever the bytes."""
    return load(source)[1]


def check_named(source: Source, name: str) -> list[Diagnostic]:
    """`check` with the file name to show."""
    return load(source, name=name)[1]
