"""`artifact`: `action: get` fetches the payload a result reference names, from the object store of this host."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping

from noetlc.host.tools.base import Json, Request, ToolError, json_or_text
from noetlc.host.tools.session import Session
from noetlc.host.tools.store import Store, open_store

_LIMIT_KEYS = ("uri", "ref", "_ref", "reference", "result_ref", "key")
_SCHEME = re.compile(r"([a-z][a-z0-9+.:-]*)://", re.IGNORECASE)


def run(request: Request, session: Session) -> Json:
    """The stored payload, JSON or text. Raises ToolError `not_found`, `config`."""
    action = request.optional_text("action") or "get"
    if action != "get":
        raise ToolError("config", f"artifact: {action} is not supported")
    value = request.inputs.get("result_ref")
    location = _location(value if value is not None else request.first("result_ref", "uri", "key"))
    store, key = locate(location, session)
    data = store.get(key)
    if data is None:
        raise ToolError("not_found", f"artifact: nothing is stored under {location}")
    try:
        return json_or_text(data.decode("utf-8"))
    except UnicodeDecodeError:
        return {"_bytes_b64": base64.b64encode(data).decode("ascii")}


def _location(reference: Json) -> str:
    """The place a reference names: a text, or a map with one of the usual keys."""
    if isinstance(reference, str) and reference.strip():
        if reference.lstrip().startswith("{"):
            try:
                return _location(json.loads(reference))
            except ValueError:
                return reference
        return reference.strip()
    if isinstance(reference, Mapping):
        for key in _LIMIT_KEYS:
            if reference.get(key):
                return _location(reference[key])
    raise ToolError("config", "artifact: input.result_ref is required")


def locate(location: str, session: Session) -> tuple[Store, str]:
    """The store and key of a location: `noetl://…` and plain keys are in the local folder. Raises ToolError."""
    match = _SCHEME.match(location)
    scheme = match.group(1).lower() if match else "noetl"
    key = location[match.end() :] if match else location
    if scheme == "noetl":
        return open_store(session), key
    # `a::b` chains file systems, and the inner one may be this machine's.
    if "::" in location or "\0" in location or ".." in key.split("/"):
        raise ToolError("config", f"artifact: {location!r} is not the place of an object")
    return open_store(session, scheme), location
