"""`secrets`: looks credentials up and answers handles, so that no secret reaches the run; other tools take the handles."""

from __future__ import annotations

from collections.abc import Mapping

from noetlc.host.tools.base import Json, Request, ToolError
from noetlc.host.tools.session import Session


def run(request: Request, session: Session) -> Json:
    """`{status, provider, <name>: handle…}` for `map` (name to secret), or one `value` for `key`/`name`/`path`. Raises ToolError `auth`."""
    provider = request.optional_text("provider") or "local"
    names = request.map("map")
    if not names:
        single = request.text("key", "secret", "path", "secret_name", "credential")
        return {"status": "success", "provider": provider, "value": session.handle(_secret(session, single, None))}
    values: dict[str, Json] = {}
    for field, name in names.items():
        if not isinstance(name, str) or not name:
            raise ToolError("config", f"secrets: map.{field} must be the name of a secret")
        values[field] = session.handle(_secret(session, name, field))
    return {"status": "success", "provider": provider, **values}


def _secret(session: Session, name: str, field: str | None) -> str:
    """The text of a secret. A path such as `projects/p/secrets/s/versions/latest` is also known by its name `s`."""
    parts = name.split("/")
    spellings = [name]
    if "secrets" in parts[:-1]:
        spellings.append(parts[parts.index("secrets") + 1])
    found = next((value for value in map(session.keychain.find, spellings) if value is not None), None)
    if found is None:
        raise ToolError("auth", f"secrets: no secret named {name!r} in the keychain")
    session.credential(next(text for text in spellings if session.keychain.find(text) is not None))
    if isinstance(found, Mapping):
        found = found.get(field) if field is not None and field in found else found.get("value")
        if found is None:
            raise ToolError("auth", f"secrets: the credential {name!r} has several fields; map one of its field names")
    return str(found)
