"""The register hook: from content to a stored version, compiled where the playbook asks for it and that is possible.

Checking and compiling happen before anything is written and outside of any transaction; what they found is then stored together with the
new version in one. So a crash leaves the catalog as it was or with all of the new version.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from noetlc.catalog.compile import CompiledModule, CompileProcess, Invalid, NotChecked, NotCompiled
from noetlc.catalog.database import Database, lock_shared, now
from noetlc.catalog.facts import Facts, decode
from noetlc.catalog.keys import build_key, compiler_name, facts_key
from noetlc.catalog.model import BuildSettings, CompileLimits, Refused, Registered, State, diagnostic_of, diagnostic_row
from noetlc.catalog.schema import BUILD, FACTS, VERSION
from noetlc.catalog.writes import Blobs, compiled_module, insert_once, next_version, put_build, put_source
from noetlc.diagnostics import Diagnostic
from noetlc.frontend.limits import DOCUMENT
from noetlc.host import ours
from noetlc.paths import path_fault
from noetlc.plugins.finder import PluginFinder

Json = Any

NOT_ASKED = "executor.runtime is not wasm"
NOT_WANTED = "registered as interpreted"


class _Collected(Exception):
    """A remembered build was collected before it could be used."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What is to be stored for a version. `key` is that of the build, `remembered` whether its row is there already."""

    reason: str | None
    diagnostics: tuple[Diagnostic, ...]
    key: str | None = None
    remembered: bool = False
    built: CompiledModule | NotCompiled | None = None


def on_register(
    content: str | bytes,
    *,
    database: Database,
    blobs: Blobs,
    wasm: bool | None = None,
    plugins: PluginFinder | None = None,
    limits: CompileLimits = CompileLimits(),
    settings: BuildSettings = BuildSettings(),
    name: str | None = None,
) -> Registered:
    """Stores content as the next version of its playbook.

    `wasm` True or False overrides `executor.runtime`; `plugins` are the folders of plug-ins, by default those of this package; `name` is
    the file name in diagnostics. Whatever keeps a module from being made leaves the version interpreted, with the reason. Raises Refused,
    with nothing stored, for content that is no valid playbook; CatalogError if the catalog cannot be used.
    """
    shown = name or "<playbook>"
    data = _bytes(content, shown)
    digest = hashlib.sha256(data).hexdigest()
    with CompileProcess(data, settings, plugins or PluginFinder(), limits, shown) as process:
        facts = _known_facts(database, facts_key(digest, settings), shown)
        remember = facts is None
        if facts is None:
            facts = _checked(process, shown)
        outcome = _compile(database, process, facts, digest, wasm, settings, checked=remember)
    try:
        with database.writing() as connection:
            return _store(connection, blobs, facts, outcome, data, remember and not facts.plugins, settings, shown)
    except _Collected:  # once it is gone it cannot go again: the next try compiles
        return on_register(content, database=database, blobs=blobs, wasm=wasm, plugins=plugins, limits=limits, settings=settings, name=name)


def _bytes(content: str | bytes, name: str) -> bytes:
    """Content as it is stored. Raises Refused for what is too long or has no UTF-8."""
    if len(content) > DOCUMENT.most:
        raise Refused([Diagnostic(DOCUMENT.code, "error", DOCUMENT.message(len(content)), name, 1, 1, DOCUMENT.remedy)])
    try:
        return content.encode() if isinstance(content, str) else bytes(content)
    except UnicodeEncodeError as error:
        message = f"invalid YAML: character U+{ord(error.object[error.start]):04X} is not allowed"
        raise Refused([Diagnostic("V01", "error", message, name, 1, 1)]) from error


def _known_facts(database: Database, key: str, name: str) -> Facts | None:
    """What an earlier check of the same content found. Of playbooks that name plug-ins nothing is kept: theirs may have changed."""
    with database.reading() as connection:
        found = connection.execute(select(FACTS.c.facts).where(FACTS.c.key == key)).scalar()
    return None if found is None else decode(found, name)


def _checked(process: CompileProcess, name: str) -> Facts:
    try:
        facts = process.check()
    except NotChecked as error:
        message = f"the document cannot be checked: {error}"
        raise Refused([Diagnostic("C02", "error", message, name, 1, 1, "make it smaller, or raise the limits of the catalog")]) from None
    if isinstance(facts, Invalid):
        raise Refused(facts.diagnostics)
    fault = path_fault(facts.path)
    if fault is not None:
        message = f"no catalog can hold a playbook under the path {facts.path!r}: {fault}"
        raise Refused([*facts.diagnostics, Diagnostic("C01", "error", message, name, 1, 1, "change metadata.path or metadata.name")])
    return facts


def _compile(
    database: Database, process: CompileProcess, facts: Facts, digest: str, wasm: bool | None, settings: BuildSettings, *, checked: bool
) -> _Outcome:
    if wasm is False or (wasm is None and facts.runtime != "wasm"):
        return _Outcome(NOT_WANTED if wasm is False else NOT_ASKED, facts.diagnostics)
    target = settings.target or facts.target or "noetlc"
    output = settings.output or ("result" if target == "noetl-worker" else "envelope")
    key = build_key(digest, settings, target, output, facts.capabilities, facts.plugins)
    with database.reading() as connection:
        if connection.execute(select(BUILD.c.key).where(BUILD.c.key == key)).first() is not None:
            return _Outcome(None, facts.diagnostics, key, True)
    if not checked:
        try:
            process.check()
        except NotChecked as error:
            return _Outcome(f"compiling failed: {error}", facts.diagnostics)
    built = process.build(target, output)
    if isinstance(built, CompiledModule):
        if built.ours:
            ours.built(built.digest)
            ours.note(built.digest)
        return _Outcome(None, built.diagnostics, key, False, built)
    return _Outcome(built.reason, built.diagnostics or facts.diagnostics, key if built.final else None, False, built)


def _store(
    connection: Connection,
    blobs: Blobs,
    facts: Facts,
    outcome: _Outcome,
    content: bytes,
    remember: bool,
    settings: BuildSettings,
    name: str,
) -> Registered:
    """All of one register, in the transaction of `connection`; with `remember` what checking found, too. Raises _Collected."""
    digest = hashlib.sha256(content).hexdigest()
    lock_shared(connection)
    put_source(connection, digest, content)
    if remember:
        insert_once(connection, FACTS, key=facts_key(digest, settings), facts=facts.encode())
    version = next_version(connection, facts.path)
    reason, diagnostics, module = outcome.reason, outcome.diagnostics, None
    if outcome.key is not None:
        build = _build_row(connection, blobs, outcome, outcome.key)
        reason, diagnostics = build.reason, tuple(diagnostic_of(row, name) for row in json.loads(build.diagnostics))
        if build.digest is not None:
            module = compiled_module(connection, facts.path, build.digest)
    state: State = "interpreted" if module is None else "compiled"
    row = {
        "path": facts.path,
        "version": version,
        "kind": facts.kind,
        "state": state,
        "reason": reason,
        "source": digest,
        "diagnostics": json.dumps([diagnostic_row(one) for one in diagnostics]),
        "build": outcome.key,
        "module_version": None if module is None else module.version,
        "module_digest": None if module is None else module.digest,
        "created_at": now(),
    }
    number: int = connection.execute(VERSION.insert().values(**row).returning(VERSION.c.id)).scalar_one()
    return Registered(facts.path, version, number, facts.kind, state, reason, diagnostics, module, outcome.remembered)


def _build_row(connection: Connection, blobs: Blobs, outcome: _Outcome, key: str) -> Any:
    """The row of the build, written unless it is there. Raises _Collected."""
    built = outcome.built
    if built is None:
        found = connection.execute(select(BUILD).where(BUILD.c.key == key)).first()
        if found is None:
            raise _Collected
        return found
    values: dict[str, Json] = {"diagnostics": json.dumps([diagnostic_row(one) for one in outcome.diagnostics])}
    if isinstance(built, NotCompiled):
        values |= {"state": "interpreted", "reason": built.reason, "compiler": compiler_name()}
        return put_build(connection, key, values)
    blobs.put(connection, built.wasm, built.digest)
    values |= {
        "state": "compiled",
        "digest": built.digest,
        "manifest": json.dumps(built.manifest),
        "verification": json.dumps(built.verification),
        "compiler": built.compiler,
        "abi": built.abi,
        "confinement": built.confinement,
    }
    return put_build(connection, key, values)
