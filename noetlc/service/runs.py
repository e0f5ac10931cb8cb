"""What runs leave: results, objects and events; and the commands that start runs."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from noetlc.paths import path_fault
from noetlc.runs.commands import Command
from noetlc.runs.effects import MAX_KEY
from noetlc.service.http import Problem, json_answer, parse_json, parse_object, query, whole_number
from noetlc.service.service import Service
from noetlc.service.settings import LARGE_BODY, SMALL_BODY

Json = Any

MOST_EVENTS = 1000
MOST_COMMANDS = 1000
DEFAULT_MEDIA_TYPE = "application/octet-stream"


async def put_result(service: Service, request: Request) -> Response:
    """Stores a named result of an execution."""
    key = _key(request)

    def store(body: bytes) -> dict[str, Json]:
        asked = parse_object(body, ("name", "data"))
        if "data" not in asked:
            raise Problem(400, "data is required: any JSON value")
        name: Json = asked.get("name")
        more = {"scope": asked.get("scope", "execution"), "source_step": asked.get("source_step")}
        with service.effects.database.writing() as connection:
            return service.effects.put_result(connection, request.path_params["execution_id"], name, asked["data"], **more, key=key)

    answer = await service.with_body(request, LARGE_BODY, store)
    service.metrics.effects.labels("result").inc()
    return json_answer(answer)


async def resolve(service: Service, request: Request) -> Response:
    """The JSON that was stored under a reference."""
    ref = query(request, "ref")
    if not ref or not ref.startswith("noetl://"):
        raise Problem(400, "the parameter ref is required: noetl://execution/ID/result/NAME/ID")
    found = await service.blocking(lambda: service.effects.result(ref))
    if found is None:
        raise Problem(404, "there is no such result")
    return Response(found, media_type="application/json")


def _object_key(request: Request) -> str:
    key: str = request.path_params["key"]
    fault = path_fault(key, MAX_KEY)
    if fault is not None:
        raise Problem(400, f"no object lies under the key {key[:100]!r}: {fault}")
    return key


async def put_object(service: Service, request: Request) -> Response:
    """Stores the bytes of the body, in the place of what is there."""
    key, object_key = _key(request), _object_key(request)
    media_type = query(request, "media_type") or request.headers.get("content-type") or DEFAULT_MEDIA_TYPE

    def store(body: bytes) -> dict[str, Json]:
        with service.effects.database.writing() as connection:
            return service.effects.put_object(connection, object_key, body, media_type, key=key)

    answer = await service.with_body(request, LARGE_BODY, store)
    service.metrics.effects.labels("object").inc()
    return json_answer(answer)


async def get_object(service: Service, request: Request) -> Response:
    """The bytes of an object. Their media type was chosen by whoever wrote them, so a browser is told to save and not to show them."""
    object_key = _object_key(request)
    found = await service.blocking(lambda: service.effects.object(object_key))
    if found is None:
        raise Problem(404, "there is no such object")
    headers = {"etag": f'"{found.digest}"', "content-disposition": "attachment"}
    return Response(found.data, 200, headers, found.media_type)


async def post_event(service: Service, request: Request) -> Response:
    """Stores one event."""
    key = _key(request)

    def store(body: bytes) -> dict[str, Json]:
        envelope = parse_object(body)
        with service.effects.database.writing() as connection:
            return service.effects.publish_event(connection, envelope, key=key)

    answer = await service.with_body(request, SMALL_BODY, store)
    service.metrics.effects.labels("event").inc()
    return json_answer(answer)


async def events(service: Service, request: Request) -> Response:
    """Events of an execution in the order of their ids."""
    execution = whole_number(request.path_params["execution_id"], "execution_id", 0, 2**63 - 1)
    after = whole_number(query(request, "after"), "after", 0, 2**63 - 1, 0)
    most = whole_number(query(request, "limit"), "limit", 1, MOST_EVENTS, MOST_EVENTS)
    rows = await service.blocking(lambda: service.effects.events(execution, after=after, most=most))
    return json_answer({"events": rows})


def _key(request: Request) -> str | None:
    """The idempotency key. Raises Problem (400) for more than one."""
    found = request.headers.getlist("idempotency-key")
    if len(found) > 1:
        raise Problem(400, "Idempotency-Key is there more than once")
    return found[0] if found else None


# ---- commands


async def submit(service: Service, request: Request) -> Response:
    """Queues one command, or a list of them."""

    def store(body: bytes) -> tuple[list[str], int]:
        value = parse_json(body)
        rows = value if isinstance(value, list) else [value]
        if not 0 < len(rows) <= MOST_COMMANDS:
            raise Problem(400, f"a list has 1 to {MOST_COMMANDS} commands, not {len(rows)}")
        commands = [Command.parse(row) for row in rows]
        return [one.id for one in commands], service.commands.submit(commands)

    ids, new = await service.with_body(request, SMALL_BODY, store)
    return json_answer({"commands": [{"id": one} for one in ids], "new": new}, 202)


async def command(service: Service, request: Request) -> Response:
    """What became of a command."""
    id = request.path_params["id"]
    found = await service.blocking(lambda: service.commands.status(id))
    if found is None:
        raise Problem(404, "there is no such command")
    return json_answer(found)
