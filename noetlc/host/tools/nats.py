"""`nats`: key-value and object buckets, JetStream, publish and request, with nats-py; every answer has a `status`."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import threading
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, TypeVar

from noetlc.host.tools.base import Json, Request, ToolError, json_or_text, missing_extra, scalar_text, text_map
from noetlc.host.tools.session import Session
from noetlc.late import late, load

if TYPE_CHECKING:
    import nats
    import nats.errors
    import nats.js.errors
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js.client import JetStreamContext
    from nats.js.kv import KeyValue
    from nats.js.object_store import ObjectStore
else:
    nats = late("nats", "nats.errors", "nats.js.errors")

T = TypeVar("T")

CONNECT_SECONDS = 5
TIMEOUT_SECONDS = 10.0
MAX_BATCH = 1000
MAX_WAIT_MS = 5000


class Link:
    """A connection and the event loop, in a thread of its own, that serves it."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="nats", daemon=True)
        self._thread.start()
        try:
            self.client: Client = self.run(_connect(options), CONNECT_SECONDS + 5)
        except BaseException:
            self._stop()
            raise

    def run(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        """The result of a coroutine. Raises TimeoutError after `seconds`."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(seconds)
        except TimeoutError:
            future.cancel()
            raise

    def close(self) -> None:
        """Delivers what was published and ends the connection."""
        try:
            if not self.client.is_closed:
                self.run(self.client.drain(), 5)
        finally:
            self._stop()

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        if not self._thread.is_alive():
            self._loop.close()


async def _connect(options: Mapping[str, Any]) -> Client:
    async def ignore(error: Exception) -> None:
        """Errors reach the operation that meets them; the client's own log line is not needed."""

    # Retrying is the playbook's decision; a server that refuses is tried twice at once.
    quick: dict[str, Any] = {"allow_reconnect": False, "max_reconnect_attempts": 1, "reconnect_time_wait": 0.05}
    return await nats.connect(connect_timeout=CONNECT_SECONDS, error_cb=ignore, **quick, **options)


def link(request: Request, session: Session) -> Link:
    """The kept connection of this run. Raises ToolError."""
    try:
        load(nats)
    except ImportError as error:
        raise missing_extra(request.kind, "nats-py", "nats") from error
    options = _options(request)
    key = ("nats", json.dumps(options, sort_keys=True))

    def open_link() -> tuple[Link, Callable[[], object]]:
        opened = Link(options)
        return opened, opened.close

    try:
        found = session.resource(key, open_link)
        if found.client.is_closed:
            session.drop(key)
            found = session.resource(key, open_link)
    except nats.errors.Error as error:
        text = str(error)
        if "authorization" in text.lower():
            raise ToolError("auth", f"{request.kind}: the server refused the credentials") from error
        raise ToolError("connection", f"{request.kind}: cannot connect: {text}", retryable=True) from error
    except (OSError, TimeoutError) as error:
        raise ToolError("connection", f"{request.kind}: cannot connect to the NATS server", retryable=True) from error
    except ValueError as error:
        raise ToolError("config", f"{request.kind}: the url cannot be read") from error
    return found


def _options(request: Request) -> dict[str, Any]:
    """The arguments of `nats.connect`."""
    auth: Mapping[str, Json] = request.auth if isinstance(request.auth, Mapping) else {}
    if isinstance(request.auth, str):
        auth = {"url": request.auth}

    def value(*names: str) -> Json:
        return next((layer[n] for layer in (request.config, auth) for n in names if layer.get(n) not in (None, "")), None)

    servers = value("url", "nats_url", "servers")
    if isinstance(servers, str):
        servers = [part.strip() for part in servers.split(",") if part.strip()]
    if not isinstance(servers, list) or not servers or not all(isinstance(server, str) for server in servers):
        raise ToolError("config", f"{request.kind}: url is required, or auth with a url")
    options: dict[str, Any] = {"servers": servers}
    for name, spellings in (("user", ("user", "username")), ("password", ("password",)), ("token", ("token",))):
        found = value(*spellings)
        if found is not None:
            options[name] = str(found)
    return options


def run(request: Request, session: Session) -> Json:
    """Runs one operation. Raises ToolError."""
    operation = request.text("operation")
    function = OPERATIONS.get(operation)
    if function is None:
        raise ToolError("config", f"nats: unknown operation {operation}; known are {', '.join(OPERATIONS)}")
    return perform(link(request, session), function(request), request)


def perform(connection: Link, operation: Callable[[Client], Coroutine[Any, Any, T]], request: Request) -> T:
    """Runs an operation; its failure as a ToolError."""
    seconds = request.number(TIMEOUT_SECONDS, "timeout_seconds")
    try:
        return connection.run(operation(connection.client), seconds + 1)
    except (nats.js.errors.NotFoundError, nats.js.errors.KeyNotFoundError) as error:
        raise ToolError("not_found", f"{request.kind}: {_message(error)}") from error
    except (nats.js.errors.NoStreamResponseError, nats.errors.NoRespondersError) as error:
        raise ToolError("not_found", f"{request.kind}: nothing listens on the subject") from error
    except (nats.errors.TimeoutError, TimeoutError) as error:
        raise ToolError("timeout", f"{request.kind}: no answer in time", retryable=True) from error
    except nats.js.errors.ServiceUnavailableError as error:
        raise ToolError("server_error", f"{request.kind}: {_message(error)}", retryable=True) from error
    except (nats.errors.ConnectionClosedError, nats.errors.StaleConnectionError, OSError) as error:
        raise ToolError("connection", f"{request.kind}: {_message(error)}", retryable=True) from error
    except (nats.errors.BadSubjectError, nats.errors.MaxPayloadError, ValueError) as error:
        raise ToolError("config", f"{request.kind}: {_message(error)}") from error
    except (nats.js.errors.APIError, nats.js.errors.Error, nats.errors.Error) as error:
        raise ToolError("client_error", f"{request.kind}: {_message(error)}") from error


def _message(error: Exception) -> str:
    return str(getattr(error, "description", None) or error or type(error).__name__)


Operation = Callable[["Client"], Coroutine[Any, Any, Json]]


def encoded(value: Json, encoding: Json = None) -> bytes:
    """The bytes of a value: a text as UTF-8 or base64, anything else as JSON. Raises ToolError `config`."""
    if encoding == "base64":
        try:
            return base64.b64decode(str(value), validate=True)
        except (binascii.Error, ValueError) as error:
            raise ToolError("config", "nats: the value is not base64") from error
    return b"" if value is None else scalar_text(value).encode("utf-8", "replace")


def decoded(data: bytes | None, encoding: Json = None) -> Json:
    """The value of bytes: JSON, else text; base64 if asked for or not UTF-8."""
    raw = data or b""
    if encoding != "base64":
        try:
            return json_or_text(raw.decode("utf-8"))
        except UnicodeDecodeError:
            pass
    return base64.b64encode(raw).decode("ascii")


# ---- key-value buckets


def _kv(work: Callable[[Request, KeyValue], Awaitable[dict[str, Json]]]) -> Callable[[Request], Operation]:
    def prepare(request: Request) -> Operation:
        bucket = request.text("bucket")

        async def operate(client: Client) -> Json:
            js = client.jetstream()
            store = await _kv_store(js, request, bucket)
            return {"status": "success", "bucket": bucket} | await work(request, store)

        return operate

    return prepare


async def _kv_store(js: JetStreamContext, request: Request, bucket: str) -> KeyValue:
    """The bucket; with `create: true` made if it does not exist."""
    try:
        return await js.key_value(bucket)
    except nats.js.errors.NotFoundError:
        if not request.flag(False, "create"):
            raise
        ttl = request.number(0, "ttl")
        return await js.create_key_value(bucket=bucket, ttl=ttl or None)


async def _kv_get(request: Request, store: KeyValue) -> dict[str, Json]:
    key = request.text("key")
    entry = await store.get(key)
    return {"key": key, "value": decoded(entry.value, request.first("encoding")), "revision": entry.revision}


async def _kv_put(request: Request, store: KeyValue) -> dict[str, Json]:
    key = request.text("key")
    value = request.config.get("value")
    revision = await store.put(key, encoded(value, request.first("encoding")))
    return {"key": key, "revision": revision}


async def _kv_delete(request: Request, store: KeyValue) -> dict[str, Json]:
    key = request.text("key")
    await store.delete(key)
    return {"key": key}


async def _kv_purge(request: Request, store: KeyValue) -> dict[str, Json]:
    key = request.text("key")
    await store.purge(key)
    return {"key": key}


async def _kv_keys(request: Request, store: KeyValue) -> dict[str, Json]:
    pattern = request.optional_text("pattern")
    try:
        keys = await store.keys()
    except nats.js.errors.NoKeysError:
        keys = []
    found = sorted(key for key in keys if pattern is None or fnmatchcase(key, pattern))
    return {"keys": found, "count": len(found)}


# ---- object buckets


def _object(work: Callable[[Request, ObjectStore], Awaitable[dict[str, Json]]]) -> Callable[[Request], Operation]:
    def prepare(request: Request) -> Operation:
        bucket = request.text("bucket")

        async def operate(client: Client) -> Json:
            js = client.jetstream()
            try:
                store = await js.object_store(bucket)
            except nats.js.errors.NotFoundError:
                if not request.flag(False, "create"):
                    raise
                store = await js.create_object_store(bucket)
            return {"status": "success", "bucket": bucket} | await work(request, store)

        return operate

    return prepare


def _object_name(request: Request) -> str:
    return request.text("name", "key", "object") if request.first("name", "key", "object") is not None else request.text("key")


async def _object_get(request: Request, store: ObjectStore) -> dict[str, Json]:
    name = _object_name(request)
    result = await store.get(name)
    data = result.data or b""
    return {"name": name, "data": decoded(data, request.first("encoding")), "size": len(data)}


async def _object_put(request: Request, store: ObjectStore) -> dict[str, Json]:
    name = _object_name(request)
    value = request.config.get("data") if request.config.get("data") is not None else request.config.get("value")
    data = encoded(value, request.first("encoding"))
    info = await store.put(name, data)
    return {"name": name, "size": len(data), "digest": info.digest}


async def _object_delete(request: Request, store: ObjectStore) -> dict[str, Json]:
    name = _object_name(request)
    await store.delete(name)
    return {"name": name}


async def _object_info(request: Request, store: ObjectStore) -> dict[str, Json]:
    info = await store.get_info(_object_name(request))
    return {"name": info.name, "size": info.size, "digest": info.digest}


async def _object_list(_request: Request, store: ObjectStore) -> dict[str, Json]:
    try:
        entries = await store.list(ignore_deletes=True)
    except nats.js.errors.NotFoundError:
        entries = []
    objects = sorted(({"name": entry.name, "size": entry.size} for entry in entries), key=lambda entry: str(entry["name"]))
    return {"objects": objects, "count": len(objects)}


# ---- JetStream


def message_data(message: Msg) -> dict[str, Json]:
    """A JetStream message as data."""
    meta = message.metadata
    return {
        "subject": message.subject,
        "data": decoded(message.data),
        "headers": dict(message.headers or {}),
        "seq": meta.sequence.stream,
        "delivered": meta.num_delivered,
    }


def _js_publish(request: Request) -> Operation:
    subject = request.text("subject")
    payload = encoded(_payload(request), request.first("encoding"))
    headers = text_map(request.map("headers")) or None

    async def operate(client: Client) -> Json:
        ack = await client.jetstream().publish(subject, payload, headers=headers, stream=request.optional_text("stream"))
        return {"status": "success", "subject": subject, "stream": ack.stream, "seq": ack.seq, "duplicate": bool(ack.duplicate)}

    return operate


def _payload(request: Request) -> Json:
    return request.first("data", "value", "payload", "message")


async def fetch(client: Client, request: Request) -> list[Msg]:
    """A bounded pull from a consumer that exists: up to `batch` messages within `timeout_ms`, an empty list if there are none."""
    stream, consumer = request.text("stream"), request.text("consumer", "durable")
    batch = request.count(100, MAX_BATCH, "batch")
    wait = min(request.number(1000, "timeout_ms"), MAX_WAIT_MS) / 1000
    js = client.jetstream()
    await js.consumer_info(stream, consumer)
    subscription = await js.pull_subscribe_bind(consumer, stream)
    try:
        return list(await subscription.fetch(batch, timeout=max(wait, 0.01)))
    except (nats.errors.TimeoutError, TimeoutError):
        return []
    finally:
        await subscription.unsubscribe()


def _js_consume(request: Request) -> Operation:
    ack = request.flag(True, "ack")

    async def operate(client: Client) -> Json:
        messages = await fetch(client, request)
        found = [message_data(message) for message in messages]
        if ack:
            for message in messages:
                await message.ack()
            await client.flush()
        return {"status": "success", "messages": found, "count": len(found), "acked": len(found) if ack else 0}

    return operate


def _js_get_msg(request: Request) -> Operation:
    stream = request.text("stream")
    seq = request.first("seq")
    subject = request.optional_text("subject")

    async def operate(client: Client) -> Json:
        js = client.jetstream()
        if seq is not None:
            message = await js.get_msg(stream, seq=request.count(1, 2**53, "seq"))
        elif subject is not None:
            message = await js.get_last_msg(stream, subject)
        else:
            info = await js.stream_info(stream)
            message = await js.get_msg(stream, seq=info.state.last_seq)
        headers = dict(message.headers or {})
        return {"status": "success", "stream": stream, "subject": message.subject, "seq": message.seq, "data": decoded(message.data),
                "headers": headers}  # fmt: skip

    return operate


def _js_stream_info(request: Request) -> Operation:
    stream = request.text("stream")

    async def operate(client: Client) -> Json:
        info = await client.jetstream().stream_info(stream)
        state = info.state
        numbers = {"messages": state.messages, "bytes": state.bytes, "first_seq": state.first_seq, "last_seq": state.last_seq}
        return {"status": "success", "stream": stream, "subjects": list(info.config.subjects or []), **numbers,
                "consumers": state.consumer_count}  # fmt: skip

    return operate


# ---- core messages


def _publish(request: Request) -> Operation:
    subject = request.text("subject")
    payload = encoded(_payload(request), request.first("encoding"))
    headers = text_map(request.map("headers")) or None

    async def operate(client: Client) -> Json:
        await client.publish(subject, payload, headers=headers)
        await client.flush()
        return {"status": "success", "subject": subject, "bytes": len(payload)}

    return operate


def _request(request: Request) -> Operation:
    subject = request.text("subject")
    payload = encoded(_payload(request), request.first("encoding"))
    headers = text_map(request.map("headers")) or None
    seconds = request.number(TIMEOUT_SECONDS, "timeout_seconds")

    async def operate(client: Client) -> Json:
        reply = await client.request(subject, payload, timeout=seconds, headers=headers)
        return {"status": "success", "subject": subject, "data": decoded(reply.data), "headers": dict(reply.headers or {})}

    return operate


OPERATIONS: dict[str, Callable[[Request], Operation]] = {
    "kv_get": _kv(_kv_get),
    "kv_put": _kv(_kv_put),
    "kv_delete": _kv(_kv_delete),
    "kv_purge": _kv(_kv_purge),
    "kv_keys": _kv(_kv_keys),
    "object_get": _object(_object_get),
    "object_put": _object(_object_put),
    "object_delete": _object(_object_delete),
    "object_info": _object(_object_info),
    "object_list": _object(_object_list),
    "js_publish": _js_publish,
    "js_consume": _js_consume,
    "js_get_msg": _js_get_msg,
    "js_stream_info": _js_stream_info,
    "publish": _publish,
    "request": _request,
}
