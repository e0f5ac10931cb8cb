"""Running: a module, falling back to the interpreter where it may, or the interpreter by itself."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from noetlc.envelope import Envelope
from noetlc.granting import tools
from noetlc.host.capability import AmbientHost, CapabilityCall, CapabilityHost, GrantedHost, RecordingHost, ReplayHost
from noetlc.host.errors import FALLBACK_KINDS, Aborted, HostError
from noetlc.host.limits import DEFAULT_LIMITS, RunLimits
from noetlc.host.python_tool import ModuleBodies, PurePythonHost
from noetlc.host.recording import Replay
from noetlc.host.wire import Invocation
from noetlc.interp.options import RunOptions
from noetlc.interp.trace import Event, Tracer
from noetlc.late import late
from noetlc.loading import Source, checked

if TYPE_CHECKING:
    from noetlc.frontend.playbook import Playbook
    from noetlc.host import runner
    from noetlc.interp import interpreter
    from noetlc.interp import plugins as interp_plugins
    from noetlc.plugins import bind as plugin_binding
    from noetlc.plugins import calling
    from noetlc.plugins.bind import Bound
else:
    calling = late("noetlc.plugins.calling")
    interp_plugins = late("noetlc.interp.plugins")
    interpreter = late("noetlc.interp.interpreter")
    plugin_binding = late("noetlc.plugins.bind")
    runner = late("noetlc.host.runner")  # wasmtime

Json = Any


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
    if isinstance(wasm, str):
        raise TypeError(f"wasm is bytes or a Path, not str; did you mean Path({wasm[:80]!r})?")
    if allow:
        with _tools(host, allow, env, source, payload, execution_id, "wasm", plugin_path) as granted:
            given: dict[str, Any] = {"execution_id": execution_id, "options": options, "limits": limits, "plugin_path": plugin_path}
            return run(wasm, payload, source=source, host=granted, **given)
    if timeout is not None:
        limits = replace(limits, timeout=timeout)
    given = {"source": source, "execution_id": execution_id, "options": options, "limits": limits, "plugin_path": plugin_path}
    return ran(wasm, payload, host=_host(host, env), **given).envelope


@dataclass(frozen=True, slots=True)
class Ran:
    """A run of a module that ended: its envelope, the calls it made, and why it was left to the interpreter, None if it was not."""

    envelope: Envelope
    calls: tuple[CapabilityCall, ...]
    left: Aborted | None = None


def ran(
    wasm: bytes | Path,
    payload: Json,
    *,
    host: CapabilityHost,
    source: Source | None,
    execution_id: str = "0",
    options: RunOptions = RunOptions(),
    limits: RunLimits = DEFAULT_LIMITS,
    plugin_path: Iterable[str | Path] = (),
    tracer: Tracer | None = None,
) -> Ran:
    """Like `run`, with what is needed to tell more of it; `tracer` hears of a run that is left to the interpreter."""
    data = wasm.read_bytes() if isinstance(wasm, Path) else wasm
    body = {} if payload is None else payload
    recorder = RecordingHost(host)
    invocation = Invocation(body, execution_id, _option_map(options))
    try:
        with ModuleBodies(data) as bodies:
            python = PurePythonHost(recorder, execution_id, bodies)
            envelope = cast(Envelope, runner.invoke_module(data, invocation, python, limits=limits)[0])
        return Ran(envelope, tuple(recorder.settled()))
    except Aborted as aborted:
        if source is None or aborted.kind not in FALLBACK_KINDS:
            if isinstance(source, Path):
                raise aborted.in_file(source) from aborted
            raise
        left = aborted
    if tracer is not None:
        tracer.take(Event("left", "note", time.perf_counter_ns(), {"message": str(left)}))
    playbook, _, bound = checked(source, None, True, plugin_path=plugin_path)
    same_plugins(data, bound, "the run cannot be interpreted")
    log = ReplayHost(host, recorder.settled())
    return Ran(_interpreted(playbook, bound, body, execution_id, options, log, limits, tracer), (), left)


def repeat(
    source: Source,
    payload: Json,
    calls: Sequence[CapabilityCall],
    *,
    tracer: Tracer,
    execution_id: str = "0",
    options: RunOptions = RunOptions(),
    limits: RunLimits = DEFAULT_LIMITS,
    plugin_path: Iterable[str | Path] = (),
) -> Envelope:
    """The run of a module once more in the interpreter, where all calls are answered with what the module was answered, so that the
    tracer hears of it. Raises ReplayDifference where the interpreter calls anything else."""
    playbook, _, bound = checked(source, None, True, plugin_path=plugin_path)
    host = Replay(tuple(calls))
    envelope = _interpreted(playbook, bound, payload, execution_id, options, host, limits, tracer)
    host.finish()
    return envelope


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
    tracer: Tracer | None = None,
) -> Envelope:
    """Runs a playbook in the reference interpreter and returns the run envelope; `host`, `allow` and `env` are as for `run`.

    The interpreter says what NoETL does, so it takes mistakes as NoETL takes them: `lenient`, as for `build`, is on by default.
    `plugin_path` is as for `build`; `limits` are those of the plug-ins, which run for no longer than its timeout together. A `tracer`
    is told what happens ([tracing](tracing.md)).
    Raises BuildError if the playbook is rejected, `Aborted` where a plug-in traps or takes too long.
    """
    if allow:
        with _tools(host, allow, env, source, payload, execution_id, "interpreted", plugin_path) as granted:
            given: dict[str, Any] = {"execution_id": execution_id, "options": options, "limits": limits, "plugin_path": plugin_path}
            given["tracer"] = tracer
            return interpret(source, payload, path=path, host=granted, lenient=lenient, **given)
    playbook, _, bound = checked(source, path, lenient, plugin_path=plugin_path)
    return _interpreted(playbook, bound, payload, execution_id, options, _host(host, env), limits, tracer)


def same_plugins(wasm: bytes, bound: Bound | None, else_: str) -> None:
    """Raises HostError if a module was not built with these plug-ins."""
    listed = runner.MODULES.get(wasm).manifest.get("plugins")
    if not listed and bound is None:
        return

    wrong = plugin_binding.other_plugins(listed, bound)
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
    tracer: Tracer | None,
) -> Envelope:
    plugins: interp_plugins.Plugins = interp_plugins.NoPlugins()
    if bound is not None:
        plugins = calling.PluginRunner(bound, limits)
    given: dict[str, Any] = {"execution_id": execution_id, "options": options, "host": host, "plugins": plugins, "tracer": tracer}
    return cast(Envelope, interpreter.interpret_run(playbook, payload, **given).envelope)


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
