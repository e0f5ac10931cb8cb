"""`playbook`: a child playbook, found by path below a folder, compiled and run as a module of its own."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noetlc.envelope import Envelope
from noetlc.frontend import load
from noetlc.host.capability import GrantedHost
from noetlc.host.errors import Aborted, HostError
from noetlc.host.tools.base import Json, Request, ToolError, parse_json
from noetlc.host.tools.below import inside, read_below
from noetlc.host.tools.facts import RunFacts
from noetlc.host.tools.session import Session
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc import api
    from noetlc.host.tools import toolbox
else:
    api = late("noetlc.api")
    toolbox = late("noetlc.host.tools.toolbox")

MAX_DEPTH = 32
MAX_FILES = 10_000  # files below the root that are looked at for `metadata.path`
MAX_FILE_BYTES = 4 * 1024 * 1024
SUFFIXES = (".yaml", ".yml")
PLUGINS = "escape_hatch"  # beside a playbook


def run(request: Request, session: Session) -> Json:
    """Runs the child to its end. Raises ToolError; a failed child is one with the kind of its own error."""
    if session.depth >= MAX_DEPTH:
        raise ToolError("limit", f"playbook: playbooks are nested deeper than {MAX_DEPTH}")
    path = request.text("path", "catalog_id", "name")
    payload = _payload(request)
    file = find(path, _root(session), request.optional_text("path") is not None)
    place = f"{request.step}/{request.task or ''}/{'' if request.index is None else request.index}"
    execution_id = child_id(session.execution_id, place, session.ordinal(place))
    timeout = request.number(0, "timeout", "timeout_seconds")
    envelope = _run_child(file, payload, execution_id, session, timeout or None)
    facts = {"status": envelope["status"], "execution_id": execution_id, "path": path}
    if envelope["status"] != "completed":
        raise _failure(path, envelope, facts)
    return _result(request, envelope, facts)


def child_id(parent: str, place: str, ordinal: int) -> str:
    """The execution id of a child: decimal, positive, within 63 bits; the same when the same step, task and iteration runs again."""
    digest = hashlib.sha256(f"{parent}/{place}/{ordinal}".encode()).digest()
    return str(int.from_bytes(digest[:8], "big") >> 1 or 1)


def _payload(request: Request) -> Mapping[str, Json]:
    """A non-empty `input`, else `payload`. Raises ToolError `config`."""
    if request.inputs:
        return request.inputs
    value = request.first("payload", "args")
    if isinstance(value, str) and value.strip():
        try:
            value = parse_json(value)
        except ValueError as error:
            raise ToolError("config", "playbook: payload must be a map") from error
    if value is None or value == "":
        return {}
    if not isinstance(value, Mapping):
        raise ToolError("config", "playbook: payload must be a map")
    return value


def _result(request: Request, envelope: Mapping[str, Json], facts: dict[str, Json]) -> Json:
    """The data of a child that completed."""
    steps = envelope["steps"]
    if _wanted(request.first("return_result")):
        step = request.optional_text("result_step")
        if step is None:
            return envelope["result"]
        if step not in steps:
            raise ToolError("not_found", f"playbook: step {step} of the child did not run", data=facts)
        return steps[step]
    step = request.optional_text("return_step")
    if step:
        if step not in steps:
            raise ToolError("not_found", f"playbook: step {step} of the child did not run", data=facts)
        return facts
    return {**facts, "async": True}


def _wanted(value: Json) -> bool:
    return value.strip().lower() == "true" if isinstance(value, str) else bool(value)


def _failure(path: str, envelope: Envelope, facts: dict[str, Json]) -> ToolError:
    """The error of a failed child: that of its first unhandled error."""
    error: Any = next((entry for entry in envelope["errors"] if not entry.get("handled")), {})
    where = f" in step {error['step']}" if error.get("step") else ""
    kind, message = str(error.get("kind") or "unknown"), error.get("message") or "no error"
    return ToolError(kind, f"playbook {path} failed{where}: {message}", retryable=error.get("retryable") is True, data=facts)


# ---- finding


def _root(session: Session) -> Path:
    if session.root is None:
        raise ToolError("config", "playbook: this run has no folder to find playbooks in (noetl run --playbooks FOLDER)")
    return session.root.resolve()


def find(path: str, root: Path, is_path: bool = True) -> Path:
    """The file of a child: `path` below the root, with or without suffix or as a folder's `playbook.yaml`, else the file whose
    `metadata` has that path (or name, for a `catalog_id`). Raises ToolError `not_found`, `config`.
    """
    relative = path.strip().strip("/")
    parts = relative.split("/")
    if not relative or "\0" in relative or any(part in ("", ".", "..") for part in parts):
        raise ToolError("config", f"playbook: {path!r} is not a playbook path")
    base = root.joinpath(*parts)
    candidates = [base] if base.suffix in SUFFIXES else []
    candidates += [base.parent / (base.name + suffix) for suffix in SUFFIXES] + [base / ("playbook" + suffix) for suffix in SUFFIXES]
    for candidate in candidates:
        if inside(candidate, root) is not None:
            return candidate
    named = _index(root, _stamp(root))
    found = named.get(("path", relative)) or (None if is_path and "/" in relative else named.get(("name", relative)))
    if found is None:
        raise ToolError("not_found", f"playbook: no playbook {path!r} below the folder of this run")
    return found


def _files(root: Path) -> list[Path]:
    """The YAML files below the root in path order, without following links or entering hidden folders."""
    found: list[Path] = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        named = [Path(folder, name) for name in sorted(names) if name.endswith(SUFFIXES)]
        found += [file for file in named if file.is_file() and not file.is_symlink()]
        if len(found) > MAX_FILES:
            raise ToolError("limit", f"playbook: more than {MAX_FILES} YAML files below the folder of this run")
    return found


def _stamp(root: Path) -> tuple[int, float]:
    """What changes when a file is added, removed or written."""
    times = [file.stat().st_mtime for file in _files(root)]
    return len(times), max(times, default=0.0)


@lru_cache(maxsize=8)
def _index(root: Path, _stamp: tuple[int, float]) -> dict[tuple[str, str], Path]:
    """Files by `metadata.path` and `metadata.name`; of equal ones the first in path order."""
    index: dict[tuple[str, str], Path] = {}
    for file in _files(root):
        data = read_below(file, root, MAX_FILE_BYTES)
        if data is None or len(data) > MAX_FILE_BYTES:
            continue
        playbook = load(data, lenient=True)[0]
        if playbook is None:
            continue
        for key, value in (("path", playbook.path), ("name", playbook.name)):
            if value:
                index.setdefault((key, value.strip("/")), file)
    return index


# ---- running


def _run_child(file: Path, payload: Mapping[str, Json], execution_id: str, session: Session, timeout: float | None) -> Envelope:
    """The envelope of the child. It runs in a thread of its own, whose stack is not the rest of the parent's."""
    child = Session(
        session.ambient,
        session.grants,
        session.keychain,
        session.redactor,
        execution_id,
        session.root,
        session.store,
        session.engine,
        session.plugin_path,
        session.depth + 1,
        refused=session.refused,
        handles=session.handles,
    )
    outcome: list[Envelope | BaseException] = []

    def work() -> None:
        try:
            outcome.append(_execute(file, payload, child))
        except BaseException as error:
            outcome.append(error)
        finally:
            child.close()

    thread = threading.Thread(target=work, name=f"playbook {execution_id}", daemon=True)
    thread.start()
    thread.join(timeout)
    if thread.is_alive():
        child.stopped = True
        raise ToolError("timeout", f"playbook: not finished within {timeout:g} s", retryable=True)
    result = outcome[0]
    if isinstance(result, BaseException):
        raise result
    return result


def _execute(file: Path, payload: Mapping[str, Json], session: Session) -> Envelope:
    source = read_below(file, _root(session), MAX_FILE_BYTES)
    if source is None or len(source) > MAX_FILE_BYTES:
        raise ToolError("config", f"playbook: {file.name} is not a playbook of at most {MAX_FILE_BYTES >> 20} MiB")
    folders = (*session.plugin_path, file.parent / PLUGINS)
    playbook, wasm = _built(source, file.name, session.engine, folders, _plugins_stamp(folders))
    tools = toolbox.ToolHost(session.ambient, facts=RunFacts(playbook, payload), session=session)
    host = GrantedHost(tools, session.grants, session.refused)
    try:
        given: dict[str, Any] = {"execution_id": session.execution_id, "host": host, "plugin_path": folders}
        if wasm is None:
            return api.interpret(source, dict(payload), path=file.name, **given)
        return api.run(wasm, dict(payload), source=source, **given)
    except api.BuildError as error:
        raise ToolError("config", f"playbook: the child {file.name} has errors: {error}") from error
    except Aborted as error:
        kind = "limit" if error.kind in ("budget", "memory", "timeout") else "unknown"
        raise ToolError(kind, f"playbook: the child was aborted: {error.detail}") from error
    except HostError as error:
        raise ToolError("unknown", f"playbook: the child cannot run: {error.detail}") from error


def _plugins_stamp(folders: tuple[Path, ...]) -> tuple[tuple[str, int, int], ...]:
    """What changes when a plug-in is added, removed or written."""
    found = []
    for folder in folders:
        for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
            with contextlib.suppress(OSError):
                status = file.stat()
                found.append((str(file), status.st_mtime_ns, status.st_size))
            if len(found) > MAX_FILES:
                raise ToolError("limit", f"playbook: more than {MAX_FILES} files in the folders of plug-ins")
    return tuple(found)


@lru_cache(maxsize=64)
def _built(
    source: bytes, name: str, engine: str, folders: tuple[Path, ...], _stamp: tuple[tuple[str, int, int], ...]
) -> tuple[Any, bytes | None]:
    """The checked child and its module, None if it is to be interpreted. Raises ToolError `config` for a child with errors.

    Mistakes in parts of it that a run may not reach are taken as NoETL takes them. `stamp` is that of its plug-ins in `folders`.
    """
    playbook, diagnostics = load(source, name=name, lenient=True)
    errors = [found for found in diagnostics if found.severity == "error"]
    if playbook is None or errors:
        first = f": {errors[0].code} {errors[0].message}" if errors else ""
        raise ToolError("config", f"playbook: the child {name} has errors{first}")
    if engine == "interpreted":
        return playbook, None
    try:
        return playbook, api.build(source, path=name, verify=False, lenient=True, plugin_path=folders).wasm
    except api.BuildError:
        # What the compiler cannot do (yet) the interpreter can.
        return playbook, None
