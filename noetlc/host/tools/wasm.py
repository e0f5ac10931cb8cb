"""`wasm`: a plug-in module found by path and version below the folder of this run; `{output_b64, flush}`."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from noetlc.host.capability import GrantedHost
from noetlc.host.errors import Aborted, HostError
from noetlc.host.python_tool import ModuleBodies, PurePythonHost
from noetlc.host.tools.base import Json, Request, ToolError
from noetlc.host.tools.below import read_below
from noetlc.host.tools.session import Session
from noetlc.host.tools.store import open_store
from noetlc.host.wire import encode
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.host import runner
    from noetlc.host.binding import Intent
else:
    runner = late("noetlc.host.runner")  # wasmtime

MAX_PLUGIN = 64 << 20  # what is read; what may be compiled is less (`host.limits`)
SUFFIXES = (".wasm", ".wat")


def run(request: Request, session: Session) -> Json:
    """Runs the plug-in's entry on the input as JSON and stores its intents. Raises ToolError; intents that fail are `flush.errors`."""
    plugin = request.map("plugin")
    path, version, entry = (plugin.get(key) for key in ("path", "version", "entry"))
    if not isinstance(path, str) or not path:
        raise ToolError("config", "wasm: plugin.path is required")
    data = _module(path, None if version is None else str(version), session)
    payload = encode(dict(sorted(request.inputs.items()))) if request.inputs else b""
    # A plug-in has no more rights than the run that calls it.
    granted = GrantedHost(session.ambient, session.grants, session.refused)
    try:
        with ModuleBodies(data) as bodies:
            host = PurePythonHost(granted, session.execution_id, bodies)
            output, intents = runner.call_entry(data, payload, host, entry=str(entry or "run"))
    except Aborted as error:
        raise ToolError("unknown", f"wasm: {path} aborted: {error.kind}") from error
    except HostError as error:
        kind = "config" if error.category in ("Compile", "Instantiate", "MissingExport") else "unknown"
        raise ToolError(kind, f"wasm: {error.detail}") from error
    return {"output_b64": base64.b64encode(output).decode("ascii"), "flush": _flushed(intents, session)}


def _flushed(intents: tuple[Intent, ...], session: Session) -> dict[str, Json]:
    """Stores results and objects in the folder of this run, in order and as far as it goes; there is no event server here."""
    stored = {"result_put": 0, "object_put": 0}
    errors: list[Json] = []
    for intent in intents:
        key = intent.key if intent.name == "object_put" else f"execution/{session.execution_id}/result/{intent.key}"
        try:
            if intent.name not in stored:
                raise ToolError("config", "this host has no event server")
            open_store(session).put(key, intent.data)
            stored[intent.name] += 1
        except ToolError as error:
            errors.append(f"{intent.name}: {error.message}")
    return {"results_stored": stored["result_put"], "objects_stored": stored["object_put"], "events_published": 0, "errors": errors}


def _module(path: str, version: str | None, session: Session) -> bytes:
    """The bytes of `path@version.wasm`, or of `path.wasm` where the version is not given."""
    parts = path.strip("/").split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in parts) or (version is not None and "/" in version):
        raise ToolError("config", f"wasm: {path!r} is not a plug-in path")
    if session.root is not None:
        root = session.root.resolve()
        base = root.joinpath(*parts)
        names = [base.name] if version is None else [f"{base.name}@{version}", base.name]
        for name in names:
            for suffix in SUFFIXES:
                file: Path = base.parent / (name + suffix)
                found = read_below(file, root, MAX_PLUGIN)
                if found is not None:
                    return found
    raise ToolError("config", f"wasm: no plug-in {path}{'@' + version if version else ''} below the folder of this run")
