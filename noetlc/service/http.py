"""Requests and answers: bodies within limits, errors as one line, JSON."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from noetlc.json_text import read_json

Json = Any

DRAIN_BYTES, DRAIN_SECONDS = 16 << 20, 5.0
"""What is read and thrown away of a body that is too long, so that its sender gets to read the answer."""


class Problem(Exception):
    """A request that is not served: status, one line, and what else its JSON says."""

    def __init__(self, status: int, message: str, *, headers: dict[str, str] | None = None, more: dict[str, Json] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers or {}
        self.more = more or {}

    def answer(self, *, text: bool) -> Response:
        """As text where the platform has text, else as JSON with the line under `error`."""
        if text:
            return Response(self.message + "\n", self.status, self.headers, "text/plain; charset=utf-8")
        return json_answer({"error": self.message, **self.more}, self.status, self.headers)


def json_answer(value: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON document, in ASCII: so it holds every text."""
    try:
        text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    except RecursionError:
        raise Problem(500, "the answer is nested too deep to be written as JSON") from None
    return Response(text, status, headers, "application/json")


async def read_body(request: Request, limit: int, *, seconds: float, idle: float) -> bytes:
    """The whole body. Raises Problem: 413 for more than `limit` bytes, before they are read where their number is told, 408 for one that
    takes longer than `seconds`, or than `idle` for its next piece."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > limit:
        await _too_long(request, limit)
    body = bytearray()
    end = time.monotonic() + seconds
    pieces = request.stream().__aiter__()
    while True:
        try:
            async with asyncio.timeout(min(idle, end - time.monotonic())):
                body += await anext(pieces)
        except StopAsyncIteration:
            return bytes(body)
        except TimeoutError:
            raise Problem(408, "the body did not come in time", headers={"connection": "close"}) from None
        if len(body) > limit:
            body.clear()
            await _too_long(request, limit)


async def _too_long(request: Request, limit: int) -> None:
    if "expect" not in request.headers:  # who asks first has sent nothing yet
        left = DRAIN_BYTES
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                while left > 0:
                    message = await request.receive()
                    left -= len(message.get("body", b""))
                    if not message.get("more_body", False):
                        break
        except TimeoutError:
            pass
    raise Problem(413, f"the body is longer than {limit} bytes", headers={"connection": "close"})


def parse_json(body: bytes) -> Json:
    """The value of a body. Raises Problem (400) with what is wrong and where."""
    try:
        return read_json(body)
    except UnicodeDecodeError as error:
        raise Problem(400, f"the body is not UTF-8: byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise Problem(400, f"the body is not JSON: {error.msg} at line {error.lineno} column {error.colno}") from None
    except ValueError as error:
        raise Problem(400, f"the body is not JSON that can be read: {error}") from None


def parse_object(body: bytes, known: tuple[str, ...] = ()) -> dict[str, Json]:
    """As `parse_json`, for a body that must be an object; keys other than `known` may be there and mean nothing."""
    value = parse_json(body)
    if not isinstance(value, dict):
        raise Problem(400, "the body must be a JSON object" + (f" with {', '.join(known)}" if known else ""))
    return value


def query(request: Request, name: str) -> str | None:
    """A parameter of the query, None if it is absent. Raises Problem (400) if it is there twice."""
    found = request.query_params.getlist(name)
    if len(found) > 1:
        raise Problem(400, f"the parameter {name} is there {len(found)} times")
    return found[0] if found else None


def whole_number(text: str | None, name: str, least: int, most: int, default: int | None = None) -> int:
    """A parameter as a number. Raises Problem (400) if it is missing, none, or out of range."""
    if text is None and default is not None:
        return default
    if text is None or not re.fullmatch("[0-9]{1,19}", text) or not least <= int(text) <= most:
        what = "is required" if text is None else f"is {text[:40]!r}"
        raise Problem(400, f"the parameter {name} {what}: it must be a whole number from {least} to {most}")
    return int(text)
