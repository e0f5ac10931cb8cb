"""The catalog of playbooks: `/api/catalog/…`."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from noetlc.catalog.model import MAX_VERSION, BuildSettings, PlaybookVersion, Refused, Registered, diagnostic_row
from noetlc.catalog.rows import registered_row, version_row
from noetlc.frontend.nodes import plain
from noetlc.frontend.text_source import TextSource, decode
from noetlc.frontend.yaml_reader import read
from noetlc.service.http import Problem, json_answer, parse_object
from noetlc.service.service import Service
from noetlc.service.settings import SMALL_BODY

Json = Any

TARGETS = ("noetlc", "noetl-worker")
OUTPUTS = ("envelope", "result")
KIND = "playbook"


async def register(service: Service, request: Request) -> Response:
    """Stores a playbook as the next version of its path, compiled if it asks for that."""
    asked = await service.with_body(request, SMALL_BODY, lambda body: parse_object(body, ("content",)))
    content = asked.get("content")
    if not isinstance(content, str):
        raise Problem(400, "content must be a text: YAML, or base64 of it")
    kind = asked.get("resource_type", "Playbook")
    if not isinstance(kind, str) or kind.lower() != KIND:
        raise Problem(400, f"resource_type must be Playbook, not {str(kind)[:100]!r}")
    wasm, target, output = (asked.get(name) for name in ("wasm", "target", "output"))
    if not isinstance(wasm, bool | None):
        raise Problem(400, "wasm must be true, false or null")
    if target not in (None, *TARGETS) or output not in (None, *OUTPUTS):
        raise Problem(400, f"target must be one of {', '.join(TARGETS)}, output one of {', '.join(OUTPUTS)}, or null")
    data = _decoded(content)

    def work() -> tuple[Registered, PlaybookVersion]:
        settings = BuildSettings(target, output)
        done = service.catalog.register(data, wasm=wasm, settings=settings, limits=service.settings.limits)
        return done, service.catalog.by_id(done.catalog_id)

    try:
        done, stored = await service.registering(work)
    except Refused as error:
        service.metrics.registers.labels("refused").inc()
        more = {"status": "error", "diagnostics": [diagnostic_row(one) for one in error.diagnostics]}
        raise Problem(422, str(error), more=more) from None
    service.metrics.registers.labels(done.state).inc()
    message = f"Resource '{done.path}' version '{done.version}' registered."
    told = {"diagnostics": [diagnostic_row(one) for one in done.diagnostics]}
    return json_answer({"status": "success", "message": message} | registered_row(done, stored) | told)


def _decoded(content: str) -> bytes | str:
    """Content as the platform takes it: base64 of UTF-8 if it is that, else the text itself."""
    try:
        data = base64.b64decode(content, validate=True)
        data.decode()
    except (binascii.Error, ValueError):
        return content
    return data


async def list_(service: Service, request: Request) -> Response:
    """The newest version of each playbook; with `include_archived` also of those that were deleted altogether, and all deleted versions."""
    asked = await service.with_body(request, SMALL_BODY, lambda body: parse_object(body) if body else {})
    kind, archived = asked.get("resource_type"), asked.get("include_archived", False)
    if not isinstance(kind, str | None) or not isinstance(archived, bool):
        raise Problem(400, "resource_type must be a text, include_archived true or false")

    def work() -> list[PlaybookVersion]:
        found = service.catalog.playbooks()
        return found + service.catalog.deleted() if archived else found

    found = [one for one in await service.blocking(work) if kind is None or one.kind == kind.lower()]
    return json_answer({"entries": [_entry(one) for one in found]})


async def resource(service: Service, request: Request) -> Response:
    """One version, by its id, or by path and version."""
    asked = await service.with_body(request, SMALL_BODY, lambda body: parse_object(body, ("catalog_id", "path", "version")))

    def work() -> dict[str, Json]:
        one = _find(service, asked)
        return _entry(one, content=True) | {"diagnostics": [diagnostic_row(found) for found in one.diagnostics]}

    return json_answer(await service.blocking(work))


def _find(service: Service, asked: dict[str, Json]) -> PlaybookVersion:
    number, path, version = (asked.get(name) for name in ("catalog_id", "path", "version"))
    if number is not None:
        text = str(number)
        if isinstance(number, bool) or not isinstance(number, int | str) or not text.isascii() or not text.isdecimal() or len(text) > 19:
            raise Problem(400, f"catalog_id must be a whole number, not {text[:40]!r}")
        return service.catalog.by_id(int(text))
    if not isinstance(path, str):
        raise Problem(400, "give catalog_id, or path and version")
    if version is None or version == "latest":
        return service.catalog.playbook(path)
    return service.catalog.playbook(path, _version(version))


def _version(value: Json) -> int:
    """A version as number or text. Raises Problem (400)."""
    text = str(value)
    if isinstance(value, bool) or not isinstance(value, int | str) or not (text.isascii() and text.isdecimal() and len(text) <= 10):
        raise Problem(400, f"version must be a whole number or latest, not {text[:40]!r}")
    if not 1 <= int(text) <= MAX_VERSION:
        raise Problem(400, f"version must be a whole number from 1 to {MAX_VERSION}")
    return int(text)


async def delete(service: Service, request: Request) -> Response:
    """Deletes a version, or all of a path: they stay in the history."""
    return await _mark(service, request, restored=False)


async def restore(service: Service, request: Request) -> Response:
    """Takes deletions back."""
    return await _mark(service, request, restored=True)


async def _mark(service: Service, request: Request, *, restored: bool) -> Response:
    asked = await service.with_body(request, SMALL_BODY, lambda body: parse_object(body, ("path", "version")))
    path = asked.get("path")
    if not isinstance(path, str) or not path:
        raise Problem(400, "path must be that of a playbook")
    version = None if asked.get("version") is None else _version(asked["version"])
    marked = await service.blocking(lambda: service.catalog.mark(path, version, deleted=not restored))
    what = "restored" if restored else "deleted"
    rows = [{"catalog_id": str(number), "version": one} for number, one in marked]
    message = f"{len(rows)} of '{path}' {what}." if rows else f"Nothing of '{path}' is to be {what}."
    return json_answer({"status": "success", "message": message, "path": path, "deleted": rows, "count": len(rows)})


def _entry(one: PlaybookVersion, *, content: bool = False) -> dict[str, Json]:
    """A version as the platform shows it, and more; without `content` what is made of it is null."""
    row = version_row(one) | {"content": None, "layout": None, "payload": None, "meta": None}
    if content:
        row |= {"content": one.content, **_parts(one.content), "manifest": one.manifest, "verification": one.verification}
    return row


def _parts(content: str) -> dict[str, Json]:
    """`workflow`, `workload` and `metadata.labels` under the names that the platform has for them."""
    node, _ = read(TextSource("<playbook>", decode(content)))
    book: Json = None if node is None else plain(node)
    if not isinstance(book, dict):
        return {}
    metadata = book.get("metadata")
    labels = metadata.get("labels") if isinstance(metadata, dict) else None
    return {"layout": book.get("workflow"), "payload": book.get("workload"), "meta": labels}
