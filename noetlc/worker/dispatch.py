"""One claimed command to its outcome: the module where there is one, the interpreter where there is none or where it bails out."""

from __future__ import annotations

import codecs
import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from noetlc.catalog.model import BytesLost, DigestMismatch, NotFound
from noetlc.frontend import load
from noetlc.host.binding import Intent
from noetlc.host.cache import DiskCache
from noetlc.host.capability import LimitReached
from noetlc.host.errors import FALLBACK_KINDS, Aborted, HostError, ReplayMismatch
from noetlc.host.limits import DEFAULT_LIMITS, RunLimits
from noetlc.host.plugins import Plugin, PluginHost
from noetlc.host.python_tool import ModuleBodies, PurePythonHost
from noetlc.host.tools.facts import RunFacts
from noetlc.host.tools.grants import expand
from noetlc.host.tools.setup import granted_tools
from noetlc.host.wire import decode, encode
from noetlc.late import late
from noetlc.loading import plugins_of
from noetlc.worker.handles import SecretHandles
from noetlc.worker.interpreting import InterpreterPool, NotInterpreted, Program
from noetlc.worker.journal import Journal
from noetlc.worker.journal_host import JournalHost
from noetlc.worker.model import Claim, Finished, InDoubt, failure
from noetlc.worker.patience import patiently

if TYPE_CHECKING:
    from noetlc.catalog import Catalog
    from noetlc.host.tools.keychain import Keychain
    from noetlc.plugins import bind
else:
    bind = late("noetlc.plugins.bind")

Json = Any
T = TypeVar("T")

RING = frozenset({"emit", "event_publish", "result_put", "object_put"})
KEPT_PROGRAMS = 64
KEPT_VERSIONS = 2

COMPLETED = b'{"status":"completed",'
"""How the envelope of a run that completed begins: the compiler writes its keys in this order."""

JSON_ESCAPES = "noetlc.json"
"""The error handler of codecs that writes characters as JSON escapes: they are in strings alone."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What runs of a worker may do and where they find things, as the options of `noetl run` with the same names say.

    `idempotent` are tools whose calls may be repeated when it is not known whether they took place; `linked` allows modules with code of
    plug-ins that this compiler did not make.
    """

    allow: frozenset[str] = frozenset()
    env: tuple[str, ...] = ()
    keychain: Keychain | None = None
    playbooks: Path | None = None
    store: Path | None = None
    plugin_path: tuple[Path, ...] = ()
    idempotent: frozenset[str] = frozenset()
    linked: bool = False


class _NoModule(Exception):
    """The module cannot be used; `reason` is what is counted."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class _CannotRun(Exception):
    """The command fails before it runs."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)


@dataclass(slots=True)
class _Run:
    """A run under way: its host, which has the log, and how it came to be."""

    claim: Claim
    host: JournalHost
    fallback: str | None = None
    engine: Any = None


@dataclass
class Dispatcher:
    """Runs commands of one catalog. Threads may share it."""

    catalog: Catalog
    journal: Journal
    rights: Rights = Rights()
    limits: RunLimits = DEFAULT_LIMITS
    on_abort: Callable[[str], None] = lambda _kind: None
    _pool: InterpreterPool = field(default_factory=InterpreterPool)
    _programs: OrderedDict[tuple[str, int], Program] = field(default_factory=OrderedDict)
    _versions: dict[str, list[int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._allow = expand(self.rights.allow)
        self._plugins = PluginHost(self.limits, disk=DiskCache(), grants=lambda _path: self._allow | RING)

    def close(self) -> None:
        """Ends the processes of interpreted runs."""
        self._pool.close()

    def run(self, claim: Claim) -> Finished:
        """What became of a command, with its intents, which have not taken place yet.

        Raises Fenced when another worker has it, Abandoned when it is to be tried again later.
        """
        started = time.perf_counter_ns()
        done = self._run(claim)
        return replace(done, duration_us=(time.perf_counter_ns() - started) // 1000)

    def _run(self, claim: Claim) -> Finished:
        if claim.version is None:
            what = claim.path if claim.asked_version is None else f"{claim.path} version {claim.asked_version}"
            return failure(claim, "not_found", f"there is no playbook {what}")
        plugin, reason = None, None
        try:
            plugin = self._module(claim)
        except _NoModule as error:
            reason = error.reason
        try:
            with self._host(claim, plugin) as host:
                run = _Run(claim, host, reason)
                envelope, intents = self._by_either(run, plugin)
        except _CannotRun as error:
            return failure(claim, error.kind, str(error), fallback=reason)
        return _finished(run, envelope, intents)

    def _by_either(self, run: _Run, plugin: Plugin | None) -> tuple[dict[str, Json] | str, tuple[Intent, ...]]:
        """The envelope and intents of a run, or `{"error"}` for one that was ended. A text is the envelope of a run that completed."""
        try:
            if plugin is not None:
                try:
                    run.engine = "wasm"
                    return self._compiled(run, plugin)
                except Aborted as aborted:
                    self.on_abort(aborted.kind)
                    if aborted.kind not in FALLBACK_KINDS:
                        raise
                    run.fallback = aborted.kind
                run.host.rewind()
            run.engine = "interpreted"
            return self._interpreted(run, plugin)
        except InDoubt as error:
            return _ended("in doubt", str(error))
        except ReplayMismatch as error:
            return _ended("replay", error.detail)
        except Aborted as error:
            return _ended(error.kind, str(error))
        except HostError as error:
            return _ended(error.category.lower(), str(error))
        except NotInterpreted as error:
            return _ended(error.kind, str(error))
        except LimitReached as error:
            return _ended("limit", str(error))

    def _compiled(self, run: _Run, plugin: Plugin) -> tuple[dict[str, Json] | str, tuple[Intent, ...]]:
        # The input is JSON already, and so is the output: reading and writing them again takes longer than most runs.
        data = b'{"payload":%s,"execution_id":%s}' % (run.claim.body.encode("ascii"), encode(run.claim.execution_id))
        with ModuleBodies(plugin.module.wasm) as bodies:
            host = PurePythonHost(run.host, run.claim.execution_id, bodies)
            result = self._plugins.call(plugin, data, "invoke", host=host)
        try:
            if result.output.startswith(COMPLETED):
                return result.output.decode("utf-8").encode("ascii", JSON_ESCAPES).decode("ascii"), result.intents
            envelope = decode(result.output)
        except ValueError as error:
            raise HostError("Invoke", f"the output is not JSON: {error}", plugin.module.origin("invoke")) from error
        if not isinstance(envelope, dict) or envelope.get("status") not in ("completed", "failed"):
            raise HostError("Invoke", "the output is not a run envelope", plugin.module.origin("invoke"))
        return envelope, result.intents

    def _interpreted(self, run: _Run, plugin: Plugin | None) -> tuple[dict[str, Json], tuple[Intent, ...]]:
        program = self._program(run.claim)
        if plugin is not None:
            _same_plugins(plugin, program)
        done = self._pool.run(program, run.claim.input, run.claim.execution_id, run.host, self.limits)
        if done.abort is not None:
            raise done.abort
        assert done.envelope is not None
        return done.envelope, done.intents

    # ---- what is needed for a run

    def _module(self, claim: Claim) -> Plugin | None:
        """The module of the claimed version, None for a version without one. Raises _NoModule."""
        ref = claim.module
        if ref is None:
            return None
        plugin = self._plugins.loaded(ref.path, ref.version, ref.digest)
        if plugin is not None:
            return plugin
        try:
            stored = patiently(lambda: _there(lambda: self.catalog.module(ref.path, ref.version, ref.digest)))
            if stored.origin != "compiled":
                raise _NoModule("foreign")
            plugin = self._plugins.load(ref.path, ref.version, stored.data, ref.digest, compiled_here=True)
        except HostError as error:
            raise _NoModule({"Instantiate": "refused", "Source": "digest"}.get(error.category, "load")) from error
        linked = any(isinstance(row, dict) and row.get("mode") == "linked" for row in plugin.module.manifest.get("plugins") or ())
        if linked and not self.rights.linked:
            raise _NoModule("linked")
        self._forget_older(claim.path, ref.version)
        return plugin

    def _forget_older(self, path: str, version: int) -> None:
        """Keeps the newest modules of a path: with every new version the oldest one goes."""
        with self._lock:
            known = self._versions.setdefault(path, [])
            if version not in known:
                known.append(version)
            old = [known.pop(0) for _ in range(len(known) - KEPT_VERSIONS)]
        for number in old:
            self._plugins.drop(path, number)

    def _program(self, claim: Claim) -> Program:
        """The playbook to interpret. Raises _CannotRun."""
        assert claim.version is not None
        key = claim.path, claim.version
        known = self._programs.get(key)
        if known is not None:
            return known

        try:
            content = patiently(lambda: _there(lambda: self.catalog.playbook(claim.path, claim.version or 0, deleted=True))).content
        except _NoModule as error:
            raise _CannotRun("not_found", f"{claim.path} version {claim.version} is {error.reason}") from None
        playbook, diagnostics = load(content, lenient=True)
        if playbook is None or any(found.severity == "error" for found in diagnostics):
            first = next((found for found in diagnostics if found.severity == "error"), None)
            raise _CannotRun("config", "the playbook has errors" if first is None else f"{first.code}: {first.message}")
        bound, found = plugins_of(playbook, content, None, self.rights.plugin_path)
        wrong = next((one for one in found if one.severity == "error"), None)
        if wrong is not None:
            raise _CannotRun("config", f"{wrong.code}: {wrong.message}")
        plugins = [] if bound is None else [row["digest"] for row in bound.manifest()]
        program = Program(hashlib.sha256("\0".join([content, *map(str, plugins)]).encode()).hexdigest(), playbook, bound)
        self._programs[key] = program
        while len(self._programs) > KEPT_PROGRAMS:
            self._programs.pop(next(iter(self._programs)), None)
        return program

    @contextmanager
    def _host(self, claim: Claim, plugin: Plugin | None) -> Iterator[JournalHost]:
        """The host of one run: tools behind grants behind the log. Connections are closed at its end."""
        rights = self.rights
        tools = plugin is None or any(name.startswith("tool_") and name in self._allow for name in plugin.capabilities)
        facts = RunFacts(self._program(claim).playbook, claim.input) if tools and self._allow else RunFacts()
        with ExitStack() as stack:
            granted, toolbox = stack.enter_context(
                granted_tools(
                    self._allow,
                    facts=facts,
                    keychain=rights.keychain,
                    root=rights.playbooks,
                    store=rights.store,
                    engine="wasm",
                    execution_id=claim.execution_id,
                    environment=rights.env,
                    quiet=True,
                    plugin_path=rights.plugin_path,
                )
            )
            resume = SecretHandles(toolbox).resume
            yield JournalHost(granted, self.journal, claim, self._allow, self.rights.idempotent, resume=resume)


def _there(read: Callable[[], T]) -> T:
    """What a catalog reads, or why it is not there for good. Raises _NoModule; CatalogError while the catalog is away."""
    try:
        return read()
    except NotFound:
        raise _NoModule("absent") from None
    except DigestMismatch:
        raise _NoModule("digest") from None
    except BytesLost:
        raise _NoModule("lost") from None


def _same_plugins(plugin: Plugin, program: Program) -> None:
    """Raises _CannotRun if a module was not built with the plug-ins that the interpreter would call."""
    listed = plugin.module.manifest.get("plugins")
    if listed or program.bound is not None:
        wrong = bind.other_plugins(listed, program.bound)
        if wrong:
            raise _CannotRun("plugins", f"the run cannot be interpreted: {wrong[0]}")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return _escape_of(error.object[error.start : error.end]), error.end


@lru_cache(maxsize=4096)
def _escape_of(text: str) -> str:
    return json.dumps(text)[1:-1]


codecs.register_error(JSON_ESCAPES, _escaped)


def _ended(kind: str, message: str) -> tuple[dict[str, Json], tuple[Intent, ...]]:
    return {"error": {"kind": kind, "message": message}}, ()


def _finished(run: _Run, envelope: dict[str, Json] | str, intents: tuple[Intent, ...]) -> Finished:
    """A run that failed leaves no intents, whichever engine it was and whatever the module's output is."""
    given: dict[str, Any] = {"engine": run.engine, "fallback": run.fallback}
    if isinstance(envelope, str):
        return Finished(run.claim, "completed", {}, intents=intents, envelope=envelope, **given)
    if envelope.get("status") == "completed":
        return Finished(run.claim, "completed", {"envelope": envelope}, intents=intents, **given)
    if "error" in envelope:
        return Finished(run.claim, "failed", envelope, envelope["error"]["kind"], **given)
    errors = envelope.get("errors") or [{}]
    entry = next((one for one in errors if not one.get("handled")), errors[-1])
    return Finished(run.claim, "failed", {"envelope": envelope}, str(entry.get("kind") or "failed"), **given)
