"""What a route is, and the schemas of what routes take and give."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response

from noetlc.catalog.model import MAX_VERSION
from noetlc.service.service import Service

Json = Any
Handler = Callable[[Service, Request], Awaitable[Response]]
Admission = Literal["open", "token", "worker"]
"""Who may call: everybody, who bears the token, or who does unless worker routes are open."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a route, in its path, its query or its headers."""

    name: str
    place: Literal["path", "query", "header"]
    schema: dict[str, Json]
    text: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a status means, and what comes with it: `media` is None for an error in the form of the route, empty where nothing comes."""

    text: str
    media: str | None = None
    schema: dict[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path. `path` is as Starlette writes it; `text_errors`: errors are plain text, as the platform has them there."""

    method: str
    path: str
    handler: Handler
    summary: str
    admission: Admission = "open"
    parameters: tuple[Parameter, ...] = ()
    body: tuple[str, dict[str, Json]] | None = None
    answers: tuple[tuple[int, Answer], ...] = ()
    text_errors: bool = False

    @property
    def template(self) -> str:
        """The path as OpenAPI and metrics write it."""
        return self.path.replace(":path}", "}")


TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}
ID: Json = {"type": "integer", "format": "int64"}
FLAG: Json = {"type": "boolean"}
ANY: Json = {}
BYTES: Json = {"type": "string", "format": "binary"}
VERSION: Json = {"type": "integer", "minimum": 1, "maximum": MAX_VERSION}


def record(required: str = "", **members: Json) -> Json:
    """The schema of an object with these members."""
    shape: Json = {"type": "object", "properties": members}
    return shape | ({"required": required.split()} if required else {})


def rows(schema: Json) -> Json:
    """The schema of a list."""
    return {"type": "array", "items": schema}


def or_null(schema: Json) -> Json:
    """A schema that null fits, too."""
    return {"anyOf": [schema, {"type": "null"}]}


def ok(text: str, schema: Json, status: int = 200) -> tuple[int, Answer]:
    """An answer in JSON."""
    return status, Answer(text, "application/json", schema)


def fault(status: int, text: str) -> tuple[int, Answer]:
    """An error."""
    return status, Answer(text)


MODULE = or_null(record("path version digest", path=TEXT, version=VERSION, digest=TEXT))
DIAGNOSTICS = rows(record("code severity message line column", code=TEXT, severity=TEXT, message=TEXT, line=WHOLE, column=WHOLE, hint=TEXT))
OUTCOME: Json = {"state": {"enum": ["compiled", "interpreted"]}, "reason": or_null(TEXT), "module": MODULE}
NAMED: Json = {"path": TEXT, "version": VERSION, "catalog_id": TEXT, "kind": TEXT}
ENTRY = record(
    "path version catalog_id kind", **NAMED, **OUTCOME, content=or_null(TEXT), layout=ANY, payload=ANY, meta=ANY, created_at=TEXT
)
REGISTERED = record(
    "status message path version catalog_id kind", status=TEXT, message=TEXT, **NAMED, **OUTCOME, reused=FLAG, diagnostics=DIAGNOSTICS
)
MARKED = record(
    "status path deleted count", status=TEXT, message=TEXT, path=TEXT, deleted=rows(record(catalog_id=TEXT, version=VERSION)), count=WHOLE
)
CHOICE = record("path", path=TEXT, version=or_null(VERSION))
ENVELOPE = record(
    "execution_id event_type step status created_at",
    execution_id=ID,
    event_type=TEXT,
    step=TEXT,
    status=TEXT,
    created_at={"type": "string", "format": "date-time"},
    context=ANY,
    payload=ANY,
    event_id=or_null(ID),
    worker_id=or_null(TEXT),
    meta=or_null({"type": "object"}),
    actionable=FLAG,
    informative=FLAG,
)
COMMAND = record(
    "execution_id path",
    id=TEXT,
    execution_id={"anyOf": [ID, TEXT]},
    path=TEXT,
    version=or_null(VERSION),
    input={"type": "object"},
    step=or_null(TEXT),
    pool=TEXT,
)
