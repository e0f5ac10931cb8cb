"""The app: routes around the table, and around them logs, metrics and headers."""

from __future__ import annotations

import re
import time
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route as StarletteRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from noetlc.catalog.model import CatalogError, DigestMismatch, NotFound, Unavailable
from noetlc.catalog.store import Catalog
from noetlc.runs.commands import CommandRefused
from noetlc.runs.effects import EffectConflict, EffectRefused, Effects
from noetlc.service.http import Problem
from noetlc.service.logs import log
from noetlc.service.service import Service
from noetlc.service.settings import HEADER_BYTES, Settings
from noetlc.service.shapes import Route
from noetlc.service.table import ROUTES

Json = Any

GONE = 499
"""The status in logs and metrics of a request whose caller went away."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox",
}
"""Of every answer that does not say otherwise: nothing that is stored here runs in a browser."""

_ESCAPED = re.compile(rb"%(2f|5c|00)", re.IGNORECASE)


def create(catalog: Catalog, effects: Effects, settings: Settings) -> Starlette:
    """The app of one catalog and the effects beside it."""
    service = Service(catalog, effects, settings)
    routes = [StarletteRoute(one.path, _endpoint(service, one), methods=[one.method], name=one.template) for one in ROUTES]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _no_route})
    app.router.redirect_slashes = False
    app.add_middleware(Around, service=service)
    app.state.service = service
    return app


def _endpoint(service: Service, route: Route) -> Any:
    async def endpoint(request: Request) -> Response:
        request.scope["noetl.route"] = route.template
        try:
            if _ESCAPED.search(request.scope.get("raw_path") or b""):
                raise Problem(400, "slashes in a path stand for themselves: %2F, %5C and %00 are refused")
            if route.admission != "open":
                service.admit(request, worker=route.admission == "worker")
            return await route.handler(service, request)
        except Exception as error:
            return _problem(error).answer(text=route.text_errors)

    return endpoint


def _problem(error: Exception) -> Problem:
    """What a caller is told of an error. Raises what is nobody's concern but the log's, and what is no error."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, NotFound):
        return Problem(404, str(error))
    if isinstance(error, DigestMismatch):
        return Problem(409, str(error))
    if isinstance(error, EffectRefused | CommandRefused):
        return Problem(400, str(error))
    if isinstance(error, EffectConflict):
        return Problem(422, str(error))
    if isinstance(error, Unavailable):
        log("the database is away", 40, detail=str(error)[:500])
        return Problem(503, "the database is away: try again", headers={"retry-after": "5"})
    if isinstance(error, CatalogError):
        log("the catalog failed", 40, detail=str(error)[:500])
        return Problem(500, str(error))
    if isinstance(error, ClientDisconnect):
        raise error
    log("internal error", 40, error)
    return Problem(500, "internal error: the log of the service says more")


async def _no_route(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    text = {404: "there is nothing under this path", 405: "this path does not know the method"}.get(status, "not served")
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return Problem(status, text, headers=headers).answer(text=False)


class Around:
    """Adds headers to every answer, counts and logs it."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._metrics = service.metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status, size = GONE, 0

        async def sending(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                there = {name.lower() for name, _ in message["headers"]}
                more = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in there]
                message = {**message, "headers": [*message["headers"], *more]}
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        try:
            address = len(scope.get("raw_path") or b"") + len(scope["query_string"])
            if address + sum(len(name) + len(value) for name, value in scope["headers"]) > HEADER_BYTES:
                refused = Problem(431, "address and headers are too long", headers={"connection": "close"})
                await refused.answer(text=False)(scope, receive, sending)
            else:
                await self._app(scope, receive, sending)
        except ClientDisconnect:
            pass
        finally:
            took = time.perf_counter() - began
            route = scope.get("noetl.route", "none")
            method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "PUT") else "other"
            self._metrics.requests.labels(method, route, str(status)).inc()
            self._metrics.seconds.labels(method, route).observe(took)
            what = {"method": scope["method"][:20], "path": scope["path"][:500], "route": route}
            log("request", **what, status=status, ms=round(took * 1000, 2), bytes=size)
