"""Where the intents of a run take place: in the database of the commands, or at a service.

The idempotency key of an intent is `<command id>/<number>`, so it takes place once however often it is flushed.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from sqlalchemy import Connection

from noetlc.host.binding import Intent
from noetlc.json_text import read_json
from noetlc.late import late
from noetlc.runs.effects import EffectConflict, EffectRefused, Effects, result_data
from noetlc.worker.model import Abandoned, Claim, Finished, Hook, unnoticed
from noetlc.worker.patience import PATIENCE_SECONDS, pauses

if TYPE_CHECKING:
    import httpx
else:
    httpx = late("httpx")

Json = Any

OBJECT_MEDIA = "application/vnd.apache.arrow.feather"
"""What platforms label objects with; the extension of the key is the authority."""

CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
_TRANSIENT = frozenset({408, 425, 429})


class FlushFailed(Exception):
    """An intent cannot take place, now or later; the command fails with kind `flush`."""


class Sink(Protocol):
    """Makes intents take place. One of both ways is taken: `store` inside the transaction of the outcome, or `flush` before it."""

    outside: bool
    """Whether intents are flushed before the outcome is written, to somewhere else."""

    def store(self, connection: Connection, done: Finished) -> Finished:
        """Writes intents with the outcome; the outcome that counts."""
        ...

    def flush(self, claim: Claim, intents: tuple[Intent, ...]) -> None:
        """Makes intents take place, each once. Raises FlushFailed; Abandoned when it is to be tried again later."""
        ...

    def close(self) -> None: ...


def flushed(intents: tuple[Intent, ...]) -> dict[str, int]:
    """The report of a flush, as platforms give it."""
    names = [intent.name for intent in intents]
    return {
        "results_stored": names.count("result_put"),
        "objects_stored": names.count("object_put"),
        "events_published": names.count("event_publish"),
    }


def with_report(done: Finished) -> Finished:
    """The outcome with what was flushed."""
    return replace(done, outcome={**done.outcome, "flush": flushed(done.intents)}) if done.intents else done


class StoreSink:
    """Effects and outcome in one transaction of one database."""

    outside = False

    def __init__(self, effects: Effects) -> None:
        self._effects = effects

    def store(self, connection: Connection, done: Finished) -> Finished:
        if not done.intents:
            return done
        claim = done.claim
        try:
            with connection.begin_nested():  # one that is refused leaves nothing of its command, and nothing else undone
                for number, intent in enumerate(done.intents):
                    self._put(connection, claim, intent, f"{claim.id}/{number}")
        except (EffectRefused, EffectConflict, FlushFailed) as error:
            return done.failed("flush", str(error))
        return with_report(done)

    def _put(self, connection: Connection, claim: Claim, intent: Intent, key: str) -> None:
        if intent.name == "event_publish":
            self._effects.publish_event(connection, _event(intent), key=key)
        elif intent.name == "result_put":
            data = result_data(intent.data)
            self._effects.put_result(connection, claim.execution_id, intent.key, data, source_step=claim.step, key=key)
        else:
            self._effects.put_object(connection, intent.key, intent.data, OBJECT_MEDIA, key=key)

    def flush(self, claim: Claim, intents: tuple[Intent, ...]) -> None:
        """Nothing goes out before the outcome: `store` writes all of it."""

    def close(self) -> None:
        """Nothing is open."""


class HttpSink:
    """A service or server with the platform's routes. Calls go in order, each until it is answered: again after a pause while the service
    is away or says that it cannot now, with the same idempotency key."""

    outside = True

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        patience: float = PATIENCE_SECONDS,
        hook: Hook = unnoticed,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`patience` are the seconds that one flush waits for a service that is away. Raises ValueError for what is no URL."""
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"a sink is `store` or a URL with http:// or https://, not {url[:100]!r}")
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        self._client = httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=timeout, transport=transport)
        self._patience = patience
        self._hook = hook

    def store(self, _connection: Connection, done: Finished) -> Finished:
        return with_report(done)

    def flush(self, claim: Claim, intents: tuple[Intent, ...]) -> None:
        for number, intent in enumerate(intents):
            claim.check()
            self._put(claim, intent, f"{claim.id}/{number}")
            self._hook("flushed")

    def _put(self, claim: Claim, intent: Intent, key: str) -> None:
        if intent.name == "event_publish":
            self._send("POST", "/api/events", key, json=_event(intent))
        elif intent.name == "result_put":
            body = {"name": intent.key, "data": result_data(intent.data), "scope": "execution", "source_step": claim.step}
            self._send("PUT", f"/api/result/{quote(claim.execution_id, safe='')}", key, json=body)
        else:
            path = f"/api/internal/objects/{quote(intent.key)}"
            self._send("PUT", path, key, content=intent.data, params={"media_type": OBJECT_MEDIA})

    def _send(self, method: str, path: str, key: str, **body: Any) -> None:
        again = pauses(self._patience)
        while True:
            try:
                answer = self._client.request(method, path, headers={"Idempotency-Key": key}, **body)
                if answer.is_success:
                    return
                said = f"{method} {path} answered {answer.status_code}: {answer.text[:200]}"
                if answer.status_code < 500 and answer.status_code not in _TRANSIENT:
                    raise FlushFailed(said)
                asked = answer.headers.get("Retry-After", "")
            except httpx.TransportError as error:
                said, asked = f"{method} {path}: {type(error).__name__}: {error}", ""
            except httpx.InvalidURL as error:
                raise FlushFailed(f"{method} {path[:100]}: {error}") from error
            pause = next(again, None)
            if pause is None:
                raise Abandoned(said)
            time.sleep(max(pause, min(float(asked), 30.0)) if asked.isascii() and asked.isdigit() else pause)

    def close(self) -> None:
        self._client.close()


def _event(intent: Intent) -> Json:
    try:
        return read_json(intent.data)
    except ValueError as error:
        raise FlushFailed(f"event_publish parse: {error}") from None


# ---- what is ready to be flushed, as it is written down before


def encode_ready(done: Finished) -> bytes:
    """Outcome and intents of a run, for whoever goes on with them."""
    value = {
        "status": done.status,
        "outcome": done.outcome,
        "envelope": done.envelope,
        "error_kind": done.error_kind,
        "engine": done.engine,
        "fallback": done.fallback,
        "duration_us": done.duration_us,
        "intents": [[one.name, one.key, base64.b64encode(one.data).decode("ascii")] for one in done.intents],
    }
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def decode_ready(claim: Claim) -> Finished:
    """What an earlier claim of this command wrote down."""
    value = json.loads(claim.ready or b"{}")
    intents = tuple(Intent(name, key, base64.b64decode(data)) for name, key, data in value.pop("intents"))
    return Finished(claim, intents=intents, **value)


def sink_of(text: str, effects: Callable[[], Effects], token: str | None, *, hook: Hook = unnoticed) -> Sink:
    """The sink that a command line names: `store` or a URL. Raises ValueError."""
    return StoreSink(effects()) if text == "store" else HttpSink(text, token, hook=hook)


__all__ = ["FlushFailed", "HttpSink", "Sink", "StoreSink", "decode_ready", "encode_ready", "sink_of"]
