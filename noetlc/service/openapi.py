"""The OpenAPI document of the routes."""

from __future__ import annotations

from functools import cache
from typing import Any

from noetlc import __version__
from noetlc.service.shapes import Route
from noetlc.service.table import ROUTES

Json = Any

ERROR = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}


@cache
def document() -> dict[str, Json]:
    """OpenAPI 3.1."""
    paths: dict[str, Json] = {}
    for route in ROUTES:
        paths.setdefault(route.template, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "noetlc registry", "version": __version__, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "paths": paths,
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}, "schemas": {"Error": ERROR}},
    }


def _operation(route: Route) -> dict[str, Json]:
    found: dict[str, Json] = {
        "operationId": f"{route.method.lower()} {route.template}",
        "summary": route.summary,
        "responses": {str(status): _answer(answer.text, answer.media, answer.schema, route) for status, answer in route.answers},
    }
    found["responses"]["default"] = _answer("An error, in one line.", None, None, route)
    if route.parameters:
        found["parameters"] = [
            {"name": one.name, "in": one.place, "required": one.required, "schema": one.schema, "description": one.text}
            for one in route.parameters
        ]
    if route.body is not None:
        media, schema = route.body
        found["requestBody"] = {"required": True, "content": {media: {"schema": schema}}}
    if route.admission != "open":
        found["security"] = [{"token": []}]
        for status, text in (("401", "There is no token."), ("403", "The token is another.")):
            found["responses"][status] = _answer(text, None, None, route)
    return found


def _answer(text: str, media: str | None, schema: Json, route: Route) -> dict[str, Json]:
    if media == "":
        return {"description": text}
    if media is None and route.text_errors:
        media, schema = "text/plain", {"type": "string"}
    elif media is None:
        media, schema = "application/json", {"$ref": "#/components/schemas/Error"}
    return {"description": text, "content": {media: {"schema": schema}}}
