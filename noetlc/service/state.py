"""What the service says of itself: health, metrics, its own description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from starlette.requests import Request
from starlette.responses import Response

from noetlc.late import late
from noetlc.service.http import Problem, json_answer
from noetlc.service.metrics import CONTENT_TYPE
from noetlc.service.service import Service

if TYPE_CHECKING:
    from noetlc.service import openapi as description
else:
    description = late("noetlc.service.openapi")

READY_SECONDS = 5.0


async def healthy(_service: Service, _request: Request) -> Response:
    """The process answers."""
    return json_answer({"status": "ok"})


async def ready(service: Service, _request: Request) -> Response:
    """The database answers, too."""
    with anyio.move_on_after(READY_SECONDS) as scope:
        await service.unhurried(service.catalog.database.ping)
    if scope.cancelled_caught:
        raise Problem(503, "the database does not answer in time")
    return json_answer({"status": "ready"})


async def metrics(service: Service, _request: Request) -> Response:
    """The counters."""
    return Response(await service.blocking(service.metrics.text), media_type=CONTENT_TYPE)


async def openapi(_service: Service, _request: Request) -> Response:
    """The description of all routes."""
    return json_answer(description.document())
