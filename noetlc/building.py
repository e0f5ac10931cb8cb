"""Building and verifying: what `noetlc.build` does, and what the command line asks beside it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noetlc.diagnostics import Diagnostic
from noetlc.host.ours import built
from noetlc.host.sections import replace_custom
from noetlc.json_text import read_json
from noetlc.late import late
from noetlc.loading import BuildError, Source, checked
from noetlc.running import same_plugins
from noetlc.stages import STAGES, Stopped, Watch
from noetlc.verify.differential import Example, verify
from noetlc.verify.outcome import Verification

if TYPE_CHECKING:
    from noetlc import compiler
    from noetlc.compiler import Compiled
    from noetlc.confine import processes
    from noetlc.frontend.playbook import Playbook
    from noetlc.host import runner
    from noetlc.interp.pybody import tested
    from noetlc.lower.workflow.module import StepReport
    from noetlc.plugins.bind import Bound
    from noetlc.stages import Watch
    from noetlc.verify import engines as verify_engines
    from noetlc.verify import findings as verify_findings
    from noetlc.verify import payloads
    from noetlc.verify.differential import Example
    from noetlc.verify.engines import Interpreters
else:
    compiler = late("noetlc.compiler")
    payloads = late("noetlc.verify.payloads")
    processes = late("noetlc.confine.processes")
    runner = late("noetlc.host.runner")  # wasmtime
    verify_engines = late("noetlc.verify.engines")
    verify_findings = late("noetlc.verify.findings")
    tested = late("noetlc.interp.pybody.tested")

Json = Any
Progress = Callable[[int, int], None]

TARGETS = ("noetlc", "noetl-worker")
OUTPUTS = ("envelope", "result")


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

    @property
    def foreign(self) -> bool:
        """Whether the module holds code of plug-ins that this compiler did not make: its calls are ended by checks in compiled code."""
        return any(isinstance(row, dict) and row.get("mode") == "linked" for row in self.manifest.get("plugins", ()))

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
    bigint: bool = True,
    require_verified: bool = False,
    allow_unconfined: bool = False,
    progress: Progress | None = None,
    allow: str | Iterable[str] = (),
    lenient: bool = False,
    plugin_path: Iterable[str | Path] = (),
) -> BuildResult:
    """Compiles a playbook and, with `verify`, compares the module with the interpreter.

    `source` is YAML text, bytes or the Path of a file; `path` the file name diagnostics show. `inputs` are payloads, or Paths of
    JSON files with one, to verify with besides the workload and `examples` generated ones. `output` defaults to `result` for
    target `noetl-worker` and to `envelope` otherwise. With `require_verified` a build of which nothing was compared is an error.
    `allow_unconfined` lets verification run the playbook where the kernel gives no wall around it. `progress` is called with the
    number of examples done and of all.
    Without `bigint` the module leaves runs in which an int leaves 64 bits to the interpreter.
    `allow` names host tools that runs will be granted (`tool_http`): nobody has to be warned about those.
    With `lenient` mistakes that NoETL meets only when a run gets there (V24, V25, V26, some W15) are warnings.
    `plugin_path` are folders in which plug-ins are found, before `escape_hatch` beside the playbook's file and those of this package.
    Raises BuildError on any error diagnostic, Divergence when the engines differ, ValueError for an unknown target or output.
    """
    if target not in TARGETS:
        raise ValueError(f"unknown target {target!r}; known are {', '.join(TARGETS)}")
    if output is None:
        output = "result" if target == "noetl-worker" else "envelope"
    if output not in OUTPUTS:
        raise ValueError(f"unknown output {output!r}; known are {', '.join(OUTPUTS)}")
    timings: dict[str, float] = {}
    started = time.perf_counter()
    plugin_path = tuple(plugin_path)
    playbook, diagnostics, bound = checked(source, path, lenient, allow, plugin_path, check=False)
    if verify:
        _check_python(playbook, diagnostics)
    started = _lap(timings, "frontend", started)
    with _interpreters(playbook, seed, allow_unconfined, bound) if verify else nullcontext() as interpreters:
        try:
            compiled = _compile(playbook, bound, diagnostics, target, output, sort_keys, strip, verify_ir, bigint)
        except BuildError as error:
            if any(d.code.startswith("P") for d in error.diagnostics if d.severity == "error"):
                checked(source, path, lenient, allow, plugin_path)  # which says where, and raises
            raise
        timings.update(compiled.timings_ms)
        started = time.perf_counter()
        wasm, manifest = compiled.wasm, compiled.manifest
        verification = None
        if interpreters is not None:
            request = Request(output, sort_keys, inputs, examples, require_verified, progress)
            verification, found = _verify(interpreters, wasm, request)
            diagnostics += found
            if any(d.severity == "error" for d in found):
                raise BuildError(diagnostics)
            manifest = {**manifest, "verification": verification.record()}
            wasm = _with_manifest(wasm, manifest)
            _lap(timings, "verify", started)
    digest = hashlib.sha256(wasm).hexdigest()
    if bound is None or not bound.foreign:
        built(digest)
    return BuildResult(wasm, digest, manifest, diagnostics, list(compiled.steps), verification, timings, compiled)


def after_stage(
    source: Source,
    stage: str,
    *,
    path: str | None = None,
    target: str = "noetlc",
    output: str | None = None,
    sort_keys: bool = False,
    strip: bool = False,
    verify_ir: bool = False,
    bigint: bool = True,
    allow: str | Iterable[str] = (),
    lenient: bool = False,
    plugin_path: Iterable[str | Path] = (),
) -> tuple[str, list[Diagnostic]]:
    """What a stage of compilation (`noetlc.stages`) makes, as text, with what was found until then; nothing after it is done.

    Parameters are those of `build`. Raises BuildError on any error diagnostic, ValueError for an unknown stage.
    """
    if stage not in {known.name for known in STAGES}:
        raise ValueError(f"unknown stage {stage!r}; known are {', '.join(known.name for known in STAGES)}")
    playbook, diagnostics, bound = checked(source, path, lenient, allow, tuple(plugin_path), check=False)
    chosen = output or ("result" if target == "noetl-worker" else "envelope")
    try:
        _compile(playbook, bound, diagnostics, target, chosen, sort_keys, strip, verify_ir, bigint, Watch(stage))
    except Stopped as stopped:
        return stopped.text, diagnostics
    raise AssertionError(f"the compiler has no stage {stage}")


def compile_watched(source: Source, path: str | None, watch: Watch) -> None:
    """Compiles a playbook until a watch stops that. Raises BuildError."""
    playbook, diagnostics, bound = checked(source, path, True, check=False)
    with suppress(Stopped):
        _compile(playbook, bound, diagnostics, "noetlc", "envelope", False, False, False, True, watch)


def _lap(timings: dict[str, float], name: str, started: float) -> float:
    now = time.perf_counter()
    timings[name] = (now - started) * 1000
    return now


def _check_python(playbook: Playbook, diagnostics: list[Diagnostic]) -> None:
    """Raises BuildError (T05) where the interpreter does not know how this Python differs from the one that bodies mean."""
    refusal = tested.verification_refusal()
    if refusal is not None:
        hint = "use one of these, or build with --no-verify"
        raise BuildError([*diagnostics, Diagnostic("T05", "error", refusal, playbook.source.name, 1, 1, hint=hint)])


def _compile(
    playbook: Playbook,
    bound: Bound | None,
    diagnostics: list[Diagnostic],
    target: str,
    output: str,
    sort_keys: bool,
    strip: bool,
    verify_ir: bool,
    bigint: bool,
    watch: Watch | None = None,
) -> Compiled:
    """Compiles; adds the compiler's findings to `diagnostics`. Raises BuildError if one is an error."""
    limits = {name: value for name, value in playbook.executor.limits if name in ("memory_mb", "steps")}
    options = compiler.CompileOptions(
        target="noetl-worker" if target == "noetl-worker" else "noetlc",
        output="result" if output == "result" else "envelope",
        sort_keys=sort_keys,
        strip=strip,
        verify_ir=verify_ir,
        bigint=bigint,
        **limits,
    )
    compiled = compiler.compile_playbook(playbook, options, bound, *([] if watch is None else [watch]))
    diagnostics += compiled.diagnostics
    if any(d.severity == "error" for d in diagnostics):
        raise BuildError(diagnostics)
    return compiled


def _with_manifest(wasm: bytes, manifest: dict[str, Json]) -> bytes:
    content = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    return replace_custom(wasm, "noetlc.manifest", content)


@dataclass(frozen=True, slots=True)
class Request:
    """What to compare: the output mode of the module, payloads beside the workload, and whether something must be compared."""

    output: str
    sort_keys: bool | None
    inputs: Sequence[Json] = ()
    examples: int = 25
    require_verified: bool = False
    progress: Progress | None = None


@contextmanager
def _interpreters(playbook: Playbook, seed: int, unconfined: bool, bound: Bound | None) -> Iterator[verify_engines.Interpreters]:
    """The interpreter's processes, started before they are needed: they read the playbook while it is compiled."""
    with closing(verify_engines.Interpreters(playbook, seed, unconfined, bound)) as interpreters:
        yield interpreters


def _verify(interpreters: Interpreters, wasm: bytes, request: Request) -> tuple[Verification, list[Diagnostic]]:
    """The counts, and what the runs showed beside them. Raises Divergence."""
    playbook, seed = interpreters.playbook, interpreters.seed
    given = [Example({}, "the playbook's own workload"), *(_example(item, number) for number, item in enumerate(request.inputs, 1))]
    workload = verify_engines.workload_of(playbook)
    generated = [Example(payload) for payload in payloads.generate(workload, request.examples, seed, interpreters.facts)]
    findings = verify_findings.Findings(playbook)
    try:
        confinement = interpreters.confinement()
    except processes.Unconfined as error:
        raise BuildError([verify_findings.unconfined(playbook, str(error))]) from None
    with verify_engines.engines_for(interpreters, wasm, output=request.output, sort_keys=request.sort_keys) as engines:
        verification = verify(engines, given, seed, optional=generated, seen=findings.seen, progress=request.progress or _quiet)
    verification.confinement = confinement
    return verification, findings.finish(verification, request.require_verified)


def _quiet(done: int, total: int) -> None:
    """Nobody wants to know."""


def _example(item: Json, number: int) -> Example:
    if isinstance(item, Path):
        return Example(read_json(item.read_bytes()), f"input {item}")
    return Example(item, f"input {number}")


def verify_module(
    source: Source,
    wasm: bytes | None,
    *,
    path: str | None = None,
    inputs: Sequence[Json] = (),
    examples: int = 25,
    seed: int = 0,
    allow_unconfined: bool = False,
    progress: Progress | None = None,
    lenient: bool = False,
    plugin_path: Iterable[str | Path] = (),
) -> tuple[Verification, list[Diagnostic]]:
    """Compares a module (None: a fresh build for target noetlc) with the interpreter; the counts and all diagnostics.

    Raises BuildError, Divergence, and HostError if the module cannot be loaded, or was built with other plug-ins than are found.
    """
    playbook, diagnostics, bound = checked(source, path, lenient, plugin_path=plugin_path)
    _check_python(playbook, diagnostics)
    with _interpreters(playbook, seed, allow_unconfined, bound) as interpreters:
        output, sort_keys = "envelope", None
        if wasm is None:
            compiled = _compile(playbook, bound, diagnostics, "noetlc", output, False, False, False, True)
            wasm, sort_keys = compiled.wasm, False
        else:
            output = str(runner.MODULES.get(wasm).manifest.get("output", output))
            same_plugins(wasm, bound, "it cannot be verified")
        verification, found = _verify(interpreters, wasm, Request(output, sort_keys, inputs, examples, progress=progress))
    return verification, diagnostics + found
