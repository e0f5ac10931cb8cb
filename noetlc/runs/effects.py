"""Effects of runs: named results, objects and events. With an idempotency key a write takes place once, however often it is asked for.

Every write happens inside a transaction of the caller, who may so store several effects, and what became of the run, all or nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from noetlc.catalog.database import Database, now, stamp
from noetlc.catalog.writes import insert
from noetlc.errors import NoetlcError
from noetlc.json_text import read_json
from noetlc.paths import path_fault
from noetlc.runs.ids import new_id
from noetlc.runs.redact import redact
from noetlc.runs.schema import EFFECT, EVENT, OBJECT, RESULT

Json = Any

MAX_BYTES = 64 << 20
"""Of a result or an object."""

MAX_EVENT_BYTES = 2 << 20
MAX_NAME = 500
MAX_KEY = 1000
"""Characters of an object's key, and of an idempotency key."""

EVENT_FIELDS = (
    "event_id execution_id catalog_id event_type status created_at node_id node_name node_type parent_event_id prev_event_id "
    "parent_execution_id context result meta error worker_id"
).split()
"""What the row of an event has; nulls are present."""

_I64 = 2**63 - 1
_WRONG = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_MEDIA = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,100}/[A-Za-z0-9!#$&^_.+-]{1,100}(\s*;\s*[A-Za-z0-9_.+-]+=[A-Za-z0-9_.+-]+)*")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)?")


class EffectRefused(NoetlcError):
    """What was asked is none of the writes; one line says why."""


class EffectConflict(NoetlcError):
    """The idempotency key belongs to another write."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """The bytes of an object; `digest` is their SHA-256 in hex."""

    key: str
    digest: str
    media_type: str
    data: bytes = field(repr=False)


class Effects:
    """The effects in one database, whose tables are there (`Catalog.open` makes them). Threads may share it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # ---- writes, in a transaction of `Database.writing`

    def put_result(
        self,
        connection: Connection,
        execution_id: str,
        name: str,
        data: Json,
        *,
        scope: str = "execution",
        source_step: str | None = None,
        key: str | None = None,
    ) -> dict[str, Json]:
        """Stores JSON under a new reference: `{ref, store, scope, bytes, sha256, expires_at}`.

        Raises EffectRefused; EffectConflict if `key` belongs to another write.
        """
        _text(execution_id, "the id of an execution", slash=False)
        _text(name, "the name of a result")
        _text(scope, "the scope of a result")
        if source_step is not None:
            _text(source_step, "the source step of a result")
        body = _compact(data)
        if len(body) > MAX_BYTES:
            raise EffectRefused(f"a result has at most {MAX_BYTES} bytes, this one {len(body)}")
        sha256 = hashlib.sha256(body).hexdigest()

        def write() -> dict[str, Json]:
            row: dict[str, Json] = {"execution_id": execution_id, "name": name, "scope": scope, "source_step": source_step, "data": body}
            row |= {"bytes": len(body), "sha256": sha256, "created_at": now()}
            while True:
                ref = f"noetl://execution/{execution_id}/result/{name}/{new_id()}"
                if _inserted(connection, RESULT, ref=ref, **row):
                    return {"ref": ref, "store": "db", "scope": scope, "bytes": len(body), "sha256": sha256, "expires_at": None}

        return self._once(connection, key, ["result", execution_id, name, sha256, scope, source_step], write)

    def put_object(
        self, connection: Connection, object_key: str, data: bytes, media_type: str, *, key: str | None = None
    ) -> dict[str, Json]:
        """Stores bytes under a key, in the place of what is there: `{key, digest, bytes}`. Raises EffectRefused, EffectConflict."""
        fault = path_fault(object_key, MAX_KEY)
        if fault is not None:
            raise EffectRefused(f"no object can lie under the key {object_key[:100]!r}: {fault}")
        if not _MEDIA.fullmatch(media_type):
            raise EffectRefused(f"{media_type[:100]!r} is no media type")
        if len(data) > MAX_BYTES:
            raise EffectRefused(f"an object has at most {MAX_BYTES} bytes, this one {len(data)}")
        digest = hashlib.sha256(data).hexdigest()

        def write() -> dict[str, Json]:
            values = {"digest": digest, "media_type": media_type, "data": data, "bytes": len(data), "created_at": now()}
            put = insert(connection, OBJECT).values(object_key=object_key, **values)
            connection.execute(put.on_conflict_do_update(index_elements=["object_key"], set_=values))
            return {"key": object_key, "digest": digest, "bytes": len(data)}

        return self._once(connection, key, ["object", object_key, digest, media_type], write)

    def publish_event(self, connection: Connection, envelope: Json, *, key: str | None = None) -> dict[str, Json]:
        """Stores an event: `{status, event_id, commands_generated}`. Without `event_id` one is minted; one that is there is a redelivery
        and changes nothing. Raises EffectRefused, EffectConflict."""
        row = event_row(envelope)
        columns = {name: row[name] for name in ("execution_id", "event_type", "status")}
        columns |= {"step": row["node_name"], "created_at": stamp(_moment(envelope["created_at"]))}
        asked = _compact(envelope)
        if len(asked) > MAX_EVENT_BYTES:
            raise EffectRefused(f"an event has at most {MAX_EVENT_BYTES} bytes, this one {len(asked)}")

        def write() -> dict[str, Json]:
            number = row["event_id"]
            while True:
                found = number or new_id()
                body = json.dumps(row | {"event_id": found})
                if _inserted(connection, EVENT, event_id=found, body=body, **columns) or number is not None:
                    return {"status": "ok", "event_id": found, "commands_generated": 0}

        return self._once(connection, key, ["event", hashlib.sha256(asked).hexdigest()], write)

    def _once(self, connection: Connection, key: str | None, asked: Json, write: Callable[[], dict[str, Json]]) -> dict[str, Json]:
        """What `write` answers, or answered when the key was new."""
        if key is None:
            return write()
        if not 0 < len(key) <= MAX_KEY or _WRONG.search(key):
            raise EffectRefused(f"an idempotency key has 1 to {MAX_KEY} characters, no control characters")
        digest = hashlib.sha256(json.dumps(asked).encode()).hexdigest()
        # The row comes first: whoever uses the same key at the same time waits here, and then finds the answer.
        if _inserted(connection, EFFECT, key=key, digest=digest, answer="", created_at=now()):
            answer = write()
            connection.execute(EFFECT.update().where(EFFECT.c.key == key).values(answer=json.dumps(answer)))
            return answer
        known = connection.execute(select(EFFECT.c.digest, EFFECT.c.answer).where(EFFECT.c.key == key)).one()
        if known.digest != digest:
            raise EffectConflict(f"the idempotency key {key[:100]!r} belongs to another request")
        stored: dict[str, Json] = json.loads(known.answer)
        return stored

    # ---- reads

    def result(self, ref: str) -> bytes | None:
        """The JSON text of a result, None if there is none."""
        with self.database.reading() as connection:
            found = connection.execute(select(RESULT.c.data).where(RESULT.c.ref == _asked(ref))).scalar()
        return None if found is None else bytes(found)

    def object(self, object_key: str) -> StoredObject | None:
        """An object, None if there is none."""
        with self.database.reading() as connection:
            row = connection.execute(select(OBJECT).where(OBJECT.c.object_key == _asked(object_key))).first()
        return None if row is None else StoredObject(row.object_key, row.digest, row.media_type, bytes(row.data))

    def events(self, execution_id: int, *, after: int = 0, most: int = 1000) -> list[dict[str, Json]]:
        """At most `most` events of an execution with ids above `after`, in their order. `prev_event_id` is the id before, null of
        the first."""
        if not -_I64 <= execution_id <= _I64 or not 0 <= after <= _I64:
            return []
        mine = EVENT.c.execution_id == execution_id
        before = select(EVENT.c.event_id).where(mine & (EVENT.c.event_id <= after)).order_by(EVENT.c.event_id.desc()).limit(1)
        wanted = select(EVENT.c.body).where(mine & (EVENT.c.event_id > after)).order_by(EVENT.c.event_id).limit(most)
        with self.database.reading() as connection:
            previous: int | None = connection.execute(before).scalar() if after else None
            bodies = connection.execute(wanted).scalars().all()
        rows: list[dict[str, Json]] = []
        for body in bodies:
            rows.append(json.loads(body) | {"prev_event_id": previous})
            previous = rows[-1]["event_id"]
        return rows


def event_row(envelope: Json) -> dict[str, Json]:
    """The row of an envelope, as the platform stores it; `event_id` is None if it is to be minted. Raises EffectRefused."""
    if not isinstance(envelope, dict):
        raise EffectRefused("an event is a JSON object")
    for name in ("event_type", "step", "status"):
        _text(envelope.get(name), f"{name} of an event")
    moment = envelope.get("created_at")
    _moment(moment)
    if "context" not in envelope and "payload" not in envelope:
        raise EffectRefused("an event has a context")
    context = envelope["context"] if "context" in envelope else envelope["payload"]
    meta, worker = envelope.get("meta"), envelope.get("worker_id")
    if not isinstance(meta, dict | None):
        raise EffectRefused("meta of an event is an object")
    if worker is not None:
        _text(worker, "worker_id of an event")
    flags = {name: envelope.get(name, True) for name in ("actionable", "informative")}
    if not all(isinstance(flag, bool) for flag in flags.values()):
        raise EffectRefused("actionable and informative of an event are booleans")
    execution, number = _integer(envelope.get("execution_id"), "execution_id"), envelope.get("event_id")
    if number is not None and (number := _integer(number, "event_id")) <= 0:
        raise EffectRefused(f"event_id of an event is positive, not {number}")
    status = envelope["status"]
    try:
        shown, marks = redact(context), redact(meta or {})
    except RecursionError:
        raise EffectRefused("the context of an event is nested too deep") from None
    row: dict[str, Json] = dict.fromkeys(EVENT_FIELDS)
    row |= {"event_id": number, "execution_id": execution, "event_type": envelope["event_type"], "status": status, "created_at": moment}
    row |= {"node_id": envelope["step"], "node_name": envelope["step"], "worker_id": worker, "meta": marks | flags | {"worker_id": worker}}
    return row | ({"result": {"status": status, "context": shown}} if isinstance(context, dict) else {"context": shown})


def result_data(payload: bytes) -> Json:
    """What the platform stores for the bytes of a `result_put`: their JSON value, else `{"_bytes_b64": …}`."""
    try:
        return read_json(payload)
    except ValueError:
        return {"_bytes_b64": base64.b64encode(payload).decode()}


def _inserted(connection: Connection, table: Table, **values: Json) -> bool:
    """Inserts a row; False if its key was there."""
    statement = insert(connection, table).values(**values).on_conflict_do_nothing().returning(*table.primary_key.columns)
    return connection.execute(statement).first() is not None


def _compact(value: Json) -> bytes:
    """Compact JSON in UTF-8. Raises EffectRefused for what JSON does not have."""
    try:
        try:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        except UnicodeEncodeError:  # half a surrogate pair, which only an escape can write
            return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise EffectRefused(f"this is no JSON value: {'nested too deep' if isinstance(error, RecursionError) else error}") from None


def _text(value: Json, what: str, *, slash: bool = True) -> None:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_NAME or _WRONG.search(value) or (not slash and "/" in value):
        more = "" if slash else " and no slash"
        raise EffectRefused(f"{what} is a text of 1 to {MAX_NAME} characters, no control characters{more}")


def _integer(value: Json, what: str) -> int:
    if isinstance(value, str) and re.fullmatch("-?[0-9]{1,19}", value):  # browsers cannot hold such ids as numbers
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not -_I64 <= value <= _I64:
        raise EffectRefused(f"{what} of an event is an integer of 64 bits, not {str(value)[:100]!r}")
    return value


def _moment(value: Json) -> datetime:
    """A time of RFC 3339; one without a zone is UTC."""
    try:
        if not isinstance(value, str) or not _STAMP.fullmatch(value):
            raise ValueError
        found = datetime.fromisoformat(value.upper())
        return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise EffectRefused(f"created_at of an event is a time of RFC 3339, not {str(value)[:100]!r}") from None


def _asked(text: str) -> str:
    """A key as a query may ask for it; none lies under the empty one."""
    return "" if _WRONG.search(text) else text
