"""The Python API: build, run, interpret and check playbooks. Re-exported by `noetlc`.

Heavy parts (compiler, wasmtime, the interpreter, Hypothesis) are imported by the function that needs them.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from noetlc.diagnostics import Diagnostic
from noetlc.envelope import Envelope, ErrorEntry, WarningEntry
from noetlc.errors import NoetlcError
from noetlc.frontend import load
from noetlc.granting import tools
from noetlc.host.capability import AmbientHost, CapabilityHost, GrantedHost, RecordingHost, ReplayHost
from noetlc.host.errors import FALLBACK_KINDS, Aborted, HostError
from noetlc.host.limits import DEFAULT_LIMITS, Limits, RunLimits
from noetlc.host.ours import built
from noetlc.interp.options import RunOptions
from noetlc.json_text import read_json
from noetlc.verify.differential import Divergence
from noetlc.verify.outcome import Verification

if TYPE_CHECKING:
    from noetlc.compiler import Compiled
    from noetlc.frontend.playbook import Playbook
    from noetlc.lower.workflow.module import StepReport
    from noetlc.plugins.bind import Bound
    from noetlc.stages import Watch
    from noetlc.verify.differential import Example
    from noetlc.verify.engines import Interpreters

__all__ = [
    "Aborted",
    "BuildError",
    "BuildResult",
    "Diagnostic",
    "Divergence",
    "Envelope",
    "ErrorEntry",
    "HostError",
    "Limits",
    "NoetlcError",
    "RunLimits",
    "RunOptions",
    "WarningEntry",
    "build",
    "check",
    "interpret",
    "run",
    "tools",
]

Json = Any
Source = str | bytes | Path
Progress = Callable[[int, int], None]

TARGETS = ("noetlc", "noetl-worker")
OUTPUTS = ("envelope", "result")


class BuildError(NoetlcError):
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
    playbook, diagnostics, bound = _load(source, path, lenient, allow, plugin_path, check=False)
    if verify:
        _check_python(playbook, diagnostics)
    started = _lap(timings, "frontend", started)
    with _interpreters(playbook, seed, allow_unconfined, bound) if verify else nullcontext() as interpreters:
        try:
            compiled = _compile(playbook, bound, diagnostics, target, output, sort_keys, strip, verify_ir)
        except BuildError as error:
            if any(d.code.startswith("P") for d in error.diagnostics if d.severity == "error"):
                _load(source, path, lenient, allow, plugin_path)  # which says where, and raises
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
    allow: str | Iterable[str] = (),
    lenient: bool = False,
    plugin_path: Iterable[str | Path] = (),
) -> tuple[str, list[Diagnostic]]:
    """What a stage of compilation (`noetlc.stages`) makes, as text, with what was found until then; nothing after it is done.

    Parameters are those of `build`. Raises BuildError on any error diagnostic, ValueError for an unknown stage.
    """
    from noetlc.stages import STAGES, Stopped, Watch

    if stage not in {known.name for known in STAGES}:
        raise ValueError(f"unknown stage {stage!r}; known are {', '.join(known.name for known in STAGES)}")
    playbook, diagnostics, bound = _load(source, path, lenient, allow, tuple(plugin_path), check=False)
    chosen = output or ("result" if target == "noetl-worker" else "envelope")
    try:
        _compile(playbook, bound, diagnostics, target, chosen, sort_keys, strip, verify_ir, Watch(stage))
    except Stopped as stopped:
        return stopped.text, diagnostics
    raise AssertionError(f"the compiler has no stage {stage}")


def _lap(timings: dict[str, float], name: str, started: float) -> float:
    now = time.perf_counter()
    timings[name] = (now - started) * 1000
    return now


def _load(
    source: Source,
    path: str | None,
    lenient: bool,
    allow: str | Iterable[str] = (),
    plugin_path: Iterable[str | Path] = (),
    *,
    check: bool = True,
) -> tuple[Playbook, list[Diagnostic], Bound | None]:
    """The checked playbook with what was found, and its plug-ins, whose code is looked at with `check`. Raises BuildError."""
    playbook, diagnostics = load(source, name=path, lenient=lenient, granted=_names(allow))
    if playbook is None or any(d.severity == "error" for d in diagnostics):
        raise BuildError(diagnostics)
    bound, found = _bind(playbook, source, path, plugin_path, check)
    if any(d.severity == "error" for d in found):
        raise BuildError(sorted([*diagnostics, *found], key=lambda d: (d.line, d.column)))
    return playbook, found + _needed(playbook, bound, diagnostics), bound


def _bind(
    playbook: Playbook, source: Source, path: str | None, plugin_path: Iterable[str | Path], check: bool = True
) -> tuple[Bound | None, list[Diagnostic]]:
    """The plug-ins of a playbook, None if it cannot have any, and what is wrong with those that were found."""
    from noetlc.frontend.body_plugins import plugin_bodies
    from noetlc.frontend.plugins import wasm_tasks

    if not any(wasm_tasks(playbook)) and not any(plugin_bodies(playbook)):
        return None, []
    from noetlc.plugins.bind import bind
    from noetlc.plugins.finder import PluginFinder

    file = source if isinstance(source, Path) else None if path is None else Path(path)
    return bind(playbook, PluginFinder.beside(file, map(Path, plugin_path)), check=check)


def _needed(playbook: Playbook, bound: Bound | None, diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """What was found, without what binding has settled."""
    if bound is None:
        return list(diagnostics)
    from noetlc.plugins.bind import without_needless

    return without_needless(playbook, bound, diagnostics)


def _check_python(playbook: Playbook, diagnostics: list[Diagnostic]) -> None:
    """Raises BuildError (T05) where the interpreter does not know how this Python differs from the one that bodies mean."""
    from noetlc.interp.pybody.versions import verification_refusal

    refusal = verification_refusal()
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
    watch: Watch | None = None,
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
    compiled = compile_playbook(playbook, options, bound) if watch is None else compile_playbook(playbook, options, bound, watch)
    diagnostics += compiled.diagnostics
    if any(d.severity == "error" for d in diagnostics):
        raise BuildError(diagnostics)
    return compiled


def _with_manifest(wasm: bytes, manifest: dict[str, Json]) -> bytes:
    from noetlc.host.sections import replace_custom

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
def _interpreters(playbook: Playbook, seed: int, unconfined: bool, bound: Bound | None) -> Iterator[Interpreters]:
    """The interpreter's processes, started before they are needed: they read the playbook while it is compiled."""
    from noetlc.verify.engines import Interpreters

    with closing(Interpreters(playbook, seed, unconfined, bound)) as interpreters:
        yield interpreters


def _verify(interpreters: Interpreters, wasm: bytes, request: Request) -> tuple[Verification, list[Diagnostic]]:
    """The counts, and what the runs showed beside them. Raises Divergence."""
    from noetlc.confine.processes import Unconfined
    from noetlc.verify.differential import Example, verify
    from noetlc.verify.engines import engines_for, workload_of
    from noetlc.verify.findings import Findings, unconfined
    from noetlc.verify.payloads import generate

    playbook, seed = interpreters.playbook, interpreters.seed
    given = [Example({}, "the playbook's own workload"), *(_example(item, number) for number, item in enumerate(request.inputs, 1))]
    generated = [Example(payload) for payload in generate(workload_of(playbook), request.examples, seed, interpreters.facts)]
    findings = Findings(playbook)
    try:
        confinement = interpreters.confinement()
    except Unconfined as error:
        raise BuildError([unconfined(playbook, str(error))]) from None
    with engines_for(interpreters, wasm, output=request.output, sort_keys=request.sort_keys) as engines:
        verification = verify(engines, given, seed, optional=generated, seen=findings.seen, progress=request.progress or _quiet)
    verification.confinement = confinement
    return verification, findings.finish(verification, request.require_verified)


def _quiet(done: int, total: int) -> None:
    """Nobody wants to know."""


def _example(item: Json, number: int) -> Example:
    from noetlc.verify.differential import Example

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
    playbook, diagnostics, bound = _load(source, path, lenient, plugin_path=plugin_path)
    _check_python(playbook, diagnostics)
    with _interpreters(playbook, seed, allow_unconfined, bound) as interpreters:
        output, sort_keys = "envelope", None
        if wasm is None:
            compiled = _compile(playbook, bound, diagnostics, "noetlc", output, False, False, False)
            wasm, sort_keys = compiled.wasm, False
        else:
            from noetlc.host.runner import MODULES

            output = str(MODULES.get(wasm).manifest.get("output", output))
            _same_plugins(wasm, bound, "it cannot be verified")
        verification, found = _verify(interpreters, wasm, Request(output, sort_keys, inputs, examples, progress=progress))
    return verification, diagnostics + found


def run(
    wasm: bytes | Path,
    payload: Json = None,
    *,
    source: Source | None = None,
    execution_id: str = "0",
    options: RunOptions = RunOptions(),
    host: CapabilityHost | None = None,
    allow: str | Iterable[str] = (),
    env: Iterable[str] = (),
    timeout: float | None = None,
    limits: RunLimits = DEFAULT_LIMITS,
    plugin_path: Iterable[str | Path] = (),
) -> Envelope:
    """Runs a module (bytes, or the Path of a file) and returns the run envelope; a payload of None is `{}`.

    `allow` grants host tools by name for this run; `tools` makes a `host` where they need more than a name, such as credentials.
    Without either no tool is granted; both are a ValueError. Of the environment the run sees the variables named in `env`, which is
    not for runs with a `host` either. `limits` bound the call; `timeout` in seconds takes the place of theirs, which is 60, and
    `RunLimits(timeout=None)` has none. When it has passed, `Aborted` of kind `timeout` is raised; Ctrl-C on the main thread ends the
    run with KeyboardInterrupt. On `int_overflow`, `left` and `defect` the playbook `source` is interpreted instead, if given, with
    the capability calls that were already made answered from the log; its plug-ins, found as for `build`, must be those of the module.
    Raises `Aborted` otherwise, HostError if the module cannot be loaded, or has other plug-ins.
    """
    from noetlc.host.python_tool import ModuleBodies, PurePythonHost
    from noetlc.host.runner import Invocation, invoke_module

    if isinstance(wasm, str):
        raise TypeError(f"wasm is bytes or a Path, not str; did you mean Path({wasm[:80]!r})?")
    if allow:
        with _tools(host, allow, env, source, payload, execution_id, "wasm", plugin_path) as granted:
            given: dict[str, Any] = {"execution_id": execution_id, "options": options, "limits": limits, "plugin_path": plugin_path}
            return run(wasm, payload, source=source, host=granted, **given)
    data = wasm.read_bytes() if isinstance(wasm, Path) else wasm
    body = {} if payload is None else payload
    inner = _host(host, env)
    recorder = RecordingHost(inner)
    if timeout is not None:
        limits = replace(limits, timeout=timeout)
    invocation = Invocation(body, execution_id, _option_map(options))
    try:
        with ModuleBodies(data) as bodies:
            python = PurePythonHost(recorder, execution_id, bodies)
            return cast(Envelope, invoke_module(data, invocation, python, limits=limits)[0])
    except Aborted as aborted:
        if source is None or aborted.kind not in FALLBACK_KINDS:
            if isinstance(source, Path):
                raise aborted.in_file(source) from aborted
            raise
    playbook, _, bound = _load(source, None, True, plugin_path=plugin_path)
    _same_plugins(data, bound, "the run cannot be interpreted")
    log = ReplayHost(inner, recorder.settled())
    return _interpreted(playbook, bound, body, execution_id, options, log, limits)


def _same_plugins(wasm: bytes, bound: Bound | None, else_: str) -> None:
    """Raises HostError if a module was not built with these plug-ins."""
    from noetlc.host.runner import MODULES

    listed = MODULES.get(wasm).manifest.get("plugins")
    if not listed and bound is None:
        return
    from noetlc.plugins.bind import other_plugins

    wrong = other_plugins(listed, bound)
    if wrong:
        raise HostError("Source", f"{else_}: {wrong[0]}")


def _interpreted(
    playbook: Playbook,
    bound: Bound | None,
    payload: Json,
    execution_id: str,
    options: RunOptions,
    host: CapabilityHost,
    limits: RunLimits,
) -> Envelope:
    from noetlc.interp.interpreter import interpret as run_interpreted
    from noetlc.interp.plugins import NoPlugins, Plugins

    plugins: Plugins = NoPlugins()
    if bound is not None:
        from noetlc.plugins.calling import PluginRunner

        plugins = PluginRunner(bound, limits)
    return cast(Envelope, run_interpreted(playbook, payload, execution_id=execution_id, options=options, host=host, plugins=plugins))


def _tools(
    host: CapabilityHost | None,
    allow: str | Iterable[str],
    env: Iterable[str],
    source: Source | None,
    payload: Json,
    execution_id: str,
    engine: Literal["wasm", "interpreted"],
    plugin_path: Iterable[str | Path],
) -> AbstractContextManager[CapabilityHost]:
    if host is not None:
        raise ValueError("give either host or allow; noetlc.tools makes a host that grants")
    given: dict[str, Any] = {"source": source, "payload": payload, "execution_id": execution_id, "plugin_path": plugin_path}
    return tools(allow, env=env, engine=engine, **given)


def _host(host: CapabilityHost | None, env: Iterable[str]) -> CapabilityHost:
    """The given host, else one without tools that shows these variables. Raises ValueError for both."""
    if host is None:
        return GrantedHost(AmbientHost(env), frozenset())
    if tuple(env):
        raise ValueError("env is for runs without a host: a host decides itself what it shows of the environment")
    return host


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
    allow: str | Iterable[str] = (),
    env: Iterable[str] = (),
    lenient: bool = True,
    plugin_path: Iterable[str | Path] = (),
    limits: RunLimits = DEFAULT_LIMITS,
) -> Envelope:
    """Runs a playbook in the reference interpreter and returns the run envelope; `host`, `allow` and `env` are as for `run`.

    The interpreter says what NoETL does, so it takes mistakes as NoETL takes them: `lenient`, as for `build`, is on by default.
    `plugin_path` is as for `build`; `limits` are those of the plug-ins, which run for no longer than its timeout together.
    Raises BuildError if the playbook is rejected, `Aborted` where a plug-in traps or takes too long.
    """
    if allow:
        with _tools(host, allow, env, source, payload, execution_id, "interpreted", plugin_path) as granted:
            given: dict[str, Any] = {"execution_id": execution_id, "options": options, "limits": limits, "plugin_path": plugin_path}
            return interpret(source, payload, path=path, host=granted, lenient=lenient, **given)
    playbook, _, bound = _load(source, path, lenient, plugin_path=plugin_path)
    return _interpreted(playbook, bound, payload, execution_id, options, _host(host, env), limits)


def check(
    source: Source,
    *,
    path: str | None = None,
    allow: str | Iterable[str] = (),
    lenient: bool = False,
    plugin_path: Iterable[str | Path] = (),
) -> list[Diagnostic]:
    """All diagnostics of a playbook, sorted by position: errors and warnings, and what is not compiled.

    `path`, `allow`, `lenient` and `plugin_path` are as for `build`. Never raises, whatever the bytes.
    """
    from noetlc.lower.workflow.not_lowered import not_lowered

    playbook, found = load(source, name=path, lenient=lenient, granted=_names(allow))
    more: list[Diagnostic] = []
    if playbook is not None:
        bound, more = _bind(playbook, source, path, plugin_path)
        found, more = _needed(playbook, bound, found), more + not_lowered(playbook, bound)
    return sorted([*found, *more], key=lambda d: (d.line, d.column)) if more else found


def _names(allow: str | Iterable[str]) -> frozenset[str]:
    from noetlc.host.tools.grants import expand

    return expand([allow] if isinstance(allow, str) else allow)
