"""The registry of plug-in modules: `/api/internal/plugins/{path}`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from noetlc.catalog.model import MAX_VERSION, DigestMismatch, ModuleRef, NotFound, StoredModule
from noetlc.catalog.store import MEDIA_TYPES
from noetlc.paths import path_fault
from noetlc.service.http import Problem, json_answer, query, whole_number
from noetlc.service.service import Service
from noetlc.service.settings import SMALL_BODY


def _asked(request: Request) -> tuple[str, int]:
    """Path and version. Raises Problem (400)."""
    path: str = request.path_params["path"]
    fault = path_fault(path)
    if fault is not None:
        raise Problem(400, f"no module lies under the path {path[:100]!r}: {fault}")
    return path, whole_number(query(request, "version"), "version", 1, MAX_VERSION)


async def put(service: Service, request: Request) -> Response:
    """Stores the bytes of the body, in the place of what is there."""
    path, version = _asked(request)
    media_type = query(request, "media_type") or MEDIA_TYPES[0]
    if media_type not in MEDIA_TYPES:
        raise Problem(400, f"media_type is {' or '.join(MEDIA_TYPES)}, not {media_type[:100]!r}")

    def store(body: bytes) -> StoredModule:
        if not body:
            raise Problem(400, "the body is empty: it must be the bytes of a module")
        return service.catalog.put_module(path, version, body, media_type)

    done = await service.with_body(request, SMALL_BODY, store)
    return json_answer({"path": done.path, "version": done.version, "digest": done.digest, "bytes": len(done.data)})


async def get(service: Service, request: Request) -> Response:
    """The bytes of a module with their digest as tag; 304 for a caller who has them."""
    path, version = _asked(request)
    digest, known = query(request, "digest"), _tags(request)
    fetches = service.metrics.fetches

    def find() -> StoredModule | ModuleRef:
        if known:
            there = service.catalog.module_ref(path, version)
            if there is not None and (there.digest in known or "*" in known) and (digest is None or digest.lower() == there.digest):
                return there
        return service.catalog.module(path, version, digest)

    try:
        found = await service.blocking(find)
    except NotFound:
        fetches.labels("missing").inc()
        raise
    except DigestMismatch:
        fetches.labels("mismatch").inc()
        raise
    headers = {"etag": f'"{found.digest}"', "cache-control": "no-cache"}
    if isinstance(found, ModuleRef):
        fetches.labels("not_modified").inc()
        return Response(status_code=304, headers=headers)
    fetches.labels("sent").inc()
    return Response(found.data, 200, headers, found.media_type)


def _tags(request: Request) -> frozenset[str]:
    """The digests in `If-None-Match`."""
    words = ",".join(request.headers.getlist("if-none-match")).split(",")
    return frozenset(word.strip().removeprefix("W/").strip('"').lower() for word in words if word.strip())
