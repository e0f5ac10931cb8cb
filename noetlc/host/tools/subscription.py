"""`subscription`: a bounded poll of a message source, and the end of its messages by ack id; the source here is NATS JetStream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from noetlc.host.tools import nats
from noetlc.host.tools.base import Json, Request, ToolError, Unavailable
from noetlc.host.tools.session import Session

if TYPE_CHECKING:
    from nats.aio.client import Client

SOURCES = ("nats",)
KNOWN_SOURCES = ("nats", "pubsub", "kafka")
ACK_MODES = ("on_success", "auto", "manual", "none")
DISPOSALS = {"ack": b"+ACK", "nack": b"-NAK", "term": b"+TERM"}


def run(request: Request, session: Session) -> Json:
    """Polls, or acknowledges. Raises ToolError."""
    source = request.text("source")
    if source not in SOURCES:
        if source in KNOWN_SOURCES:
            raise Unavailable(f"tool subscription: the source {source} needs a service this host does not talk to")
        raise ToolError("config", f"subscription: unknown source {source}")
    operation = request.optional_text("operation") or "poll"
    if operation == "poll":
        mode = _ack_mode(request.first("ack"))
        request.text("stream")
        request.text("consumer", "durable")
        return nats.perform(nats.link(request, session), lambda client: _poll(client, request, mode), request)
    if operation in DISPOSALS:
        return nats.perform(nats.link(request, session), lambda client: _dispose(client, request, operation), request)
    raise ToolError("config", f"subscription: operation must be poll, {', '.join(DISPOSALS)}, not {operation}")


def _ack_mode(value: Json) -> str:
    if value is None:
        return "on_success"
    if isinstance(value, bool):
        return "auto" if value else "manual"
    if value in ACK_MODES:
        return str(value)
    raise ToolError("config", f"subscription: ack must be one of {', '.join(ACK_MODES)}")


async def _poll(client: Client, request: Request, mode: str) -> dict[str, Json]:
    """`auto` and `on_success` acknowledge what was fetched; `manual` leaves that to a later step, by `ack_ids`."""
    messages = await nats.fetch(client, request)
    acked = 0
    if mode in ("auto", "on_success"):
        for message in messages:
            await message.ack()
            acked += 1
        await client.flush()
    ack_ids = [message.reply for message in messages] if mode == "manual" else []
    found = [nats.message_data(message) for message in messages]
    metrics = {"noetl_subscription_messages_fetched_total": len(found), "source": "nats"}
    return {
        "status": "success",
        "source": "nats",
        "operation": "poll",
        "count": len(found),
        "messages": found,
        "acked": acked,
        "ack_mode": mode,
        "ack_ids": ack_ids,
        "metrics": metrics,
    }


async def _dispose(client: Client, request: Request, operation: str) -> dict[str, Json]:
    """Ends messages by their ack ids; one that cannot be ended is an entry of `errors`."""
    given: Any = request.first("ack_ids")
    ids = given if given is not None else request.inputs.get("ack_ids")
    if not isinstance(ids, list):
        raise ToolError("config", "subscription: ack_ids must be a list")
    errors: list[Json] = []
    disposed = 0
    for ack_id in ids:
        # Anything else would publish to a subject of the caller's choice.
        if not isinstance(ack_id, str) or not ack_id.startswith("$JS.ACK."):
            errors.append({"ack_id": ack_id, "error": "not an ack id"})
            continue
        await client.publish(ack_id, DISPOSALS[operation])
        disposed += 1
    await client.flush()
    return {"status": "success" if not errors else "partial", "requested": len(ids), "disposed": disposed, "errors": errors}
