"""Commands as they are submitted, and what became of them: what queues, service and command line share."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, select

from noetlc.catalog.database import Database, now, stamp
from noetlc.catalog.model import MAX_VERSION
from noetlc.catalog.writes import insert
from noetlc.errors import NoetlcError
from noetlc.paths import path_fault
from noetlc.runs.schema import CALL, COMMAND

Json = Any

MAX_INPUT = 16 << 20
"""Bytes of a command's input as JSON."""

MAX_TEXT = 200
"""Characters of an id, execution id or step."""

DEFAULT_POOL = "shared"

_KEYS = ("id", "execution_id", "path", "version", "input", "step", "pool")
_POOL = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ID = re.compile(r"[!-~]{1,200}")
_PER_STATEMENT = 500


class CommandRefused(NoetlcError):
    """What was submitted is no command. One line."""


@dataclass(frozen=True, slots=True)
class Command:
    """One run that is to take place: of the playbook `path`, in the newest live version unless one is named.

    `id` makes it unique: it is run once however often it is submitted. `execution_id` is what the run sees, `step` the source of its
    results, `pool` which workers take it.
    """

    id: str
    execution_id: str
    path: str
    version: int | None = None
    input: dict[str, Json] = field(default_factory=dict, repr=False)
    step: str | None = None
    pool: str = DEFAULT_POOL

    @classmethod
    def parse(cls, value: Json) -> Command:
        """A command from JSON: `execution_id` (integer or text) and `path`, and optionally `id`, `version`, `input`, `step`, `pool`.

        Raises CommandRefused.
        """
        if not isinstance(value, dict):
            raise CommandRefused("a command is an object")
        more = next((str(key) for key in value if key not in _KEYS), None)
        if more is not None:
            raise CommandRefused(f"a command has no key {more[:50]!r}; its keys are {', '.join(_KEYS)}")
        path = value.get("path")
        if not isinstance(path, str) or not path or path_fault(path) is not None:
            raise CommandRefused(f"path must be that of a playbook, not {_short(path)}")
        return cls(
            _id(value.get("id")),
            _execution_id(value.get("execution_id")),
            path,
            _version(value.get("version")),
            _input(value.get("input")),
            _step(value.get("step")),
            _pool(value.get("pool")),
        )

    def json(self) -> dict[str, Json]:
        """What `parse` takes, without keys that say nothing."""
        whole = {name: getattr(self, name) for name in _KEYS}
        return {name: value for name, value in whole.items() if value is not None}


def _id(value: Json) -> str:
    if value is None:
        return uuid.uuid4().hex
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise CommandRefused(f"id must be 1 to {MAX_TEXT} visible ASCII characters, not {_short(value)}")
    return value


def _execution_id(value: Json) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63:
        return str(value)
    if isinstance(value, str) and _is_text(value):
        return value
    raise CommandRefused(f"execution_id must be an integer or a text of 1 to {MAX_TEXT} characters, not {_short(value)}")


def _version(value: Json) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_VERSION):
        return value
    raise CommandRefused(f"version must be an integer from 1 to {MAX_VERSION}, not {_short(value)}")


def _input(value: Json) -> dict[str, Json]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise CommandRefused(f"input must be an object, not {_short(value)}")
    try:
        size = len(input_text(value))
    except (TypeError, ValueError, RecursionError) as error:
        raise CommandRefused(f"input is not JSON: {error}") from None
    if size > MAX_INPUT:
        raise CommandRefused(f"input has {size} bytes, more than {MAX_INPUT}")
    return value


def _step(value: Json) -> str | None:
    if value is None or (isinstance(value, str) and _is_text(value)):
        return value
    raise CommandRefused(f"step must be a text of 1 to {MAX_TEXT} characters, not {_short(value)}")


def _pool(value: Json) -> str:
    if value is None:
        return DEFAULT_POOL
    if not isinstance(value, str) or not _POOL.fullmatch(value):
        raise CommandRefused(f"pool must be 1 to 64 letters, digits, '-' or '_', not {_short(value)}")
    return value


def _is_text(value: str) -> bool:
    return 1 <= len(value) <= MAX_TEXT and value.isprintable()


def _short(value: Json) -> str:
    text = ascii(value)
    return text if len(text) <= 60 else text[:59] + "…"


def input_text(value: dict[str, Json]) -> str:
    """An input as the table and messages hold it: compact JSON in ASCII."""
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def row_of(command: Command, due_at: int) -> dict[str, Json]:
    """The row of a command that nobody has taken yet."""
    return {
        "id": command.id,
        "execution_id": command.execution_id,
        "path": command.path,
        "asked_version": command.version,
        "step": command.step,
        "pool": command.pool,
        "body": input_text(command.input),
        "state": "queued",
        "due_at": due_at,
        "fence": 0,
        "attempts": 0,
        "created_at": now(),
    }


def milliseconds() -> int:
    """The time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Commands:
    """The commands of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def submit(self, commands: Sequence[Command]) -> int:
        """Queues commands; how many were new. An id that is there already changes nothing. Raises CatalogError."""
        new, due = 0, milliseconds()
        # In the order of ids, so that two who submit the same ones wait for each other and never deadlock; seq then follows that order.
        ordered = sorted(commands, key=lambda one: one.id)
        with self.database.writing() as connection:
            for start in range(0, len(ordered), _PER_STATEMENT):
                rows = [row_of(command, due) for command in ordered[start : start + _PER_STATEMENT]]
                added = insert(connection, COMMAND).on_conflict_do_nothing(index_elements=["id"]).returning(COMMAND.c.id)
                new += len(connection.execute(added, rows).all())
        return new

    def status(self, id: str) -> dict[str, Json] | None:
        """What is known of a command: its keys but `input`, `state`, who ran it and how, its outcome; None if it is not there."""
        with self.database.reading() as connection:
            row = connection.execute(_shown(outcome=True).where(COMMAND.c.id == id)).first()
        return None if row is None else _status(row, outcome=True)

    def recent(self, limit: int, path: str | None = None) -> list[dict[str, Json]]:
        """The commands submitted last, of one path or of all, newest first, as `status` gives them but without `outcome`."""
        wanted = _shown(outcome=False)
        if path is not None:
            wanted = wanted.where(COMMAND.c.path == path)
        with self.database.reading() as connection:
            rows = connection.execute(wanted.order_by(COMMAND.c.seq.desc()).limit(limit)).all()
        return [_status(row, outcome=False) for row in rows]

    def counts(self) -> dict[str, dict[str, int]]:
        """How many commands there are by `state`, `engine`, `fallback`, `status` and `error_kind`; by `pool` those that wait."""
        names = ("state", "engine", "fallback", "status", "error_kind", "pool")
        wanted = select(*(COMMAND.c[name] for name in names), func.count().label("many")).group_by(*(COMMAND.c[name] for name in names))
        found: dict[str, dict[str, int]] = {name: {} for name in names}
        with self.database.reading() as connection:
            for row in connection.execute(wanted).mappings():
                for name in names:
                    if row[name] is not None and (name != "pool" or row["state"] == "queued"):
                        found[name][row[name]] = found[name].get(row[name], 0) + row["many"]
        return found

    def depth(self, pool: str) -> int:
        """How many commands of a pool nobody has taken yet."""
        waiting = (COMMAND.c.state == "queued") & (COMMAND.c.pool == pool)
        with self.database.reading() as connection:
            return int(connection.execute(select(func.count()).where(waiting).select_from(COMMAND)).scalar_one())

    def fallbacks(self) -> dict[str, dict[str, int]]:
        """Path to how many of its commands were interpreted though there is a module, by reason."""
        wanted = select(COMMAND.c.path, COMMAND.c.fallback, func.count()).where(COMMAND.c.fallback.is_not(None))
        found: dict[str, dict[str, int]] = {}
        with self.database.reading() as connection:
            for path, reason, many in connection.execute(wanted.group_by(COMMAND.c.path, COMMAND.c.fallback)):
                found.setdefault(path, {})[reason] = many
        return found

    def forget(self, seconds: float) -> int:
        """Removes commands that ended more than this long ago; how many. Their ids can be submitted anew from then on."""
        before = stamp(datetime.now(UTC) - timedelta(seconds=seconds))
        old = COMMAND.c.state.in_(("done", "dead")) & (COMMAND.c.done_at < before)
        with self.database.writing() as connection:
            connection.execute(delete(CALL).where(CALL.c.command.in_(select(COMMAND.c.id).where(old))))
            return connection.execute(delete(COMMAND).where(old)).rowcount


_FIELDS = (
    "id",
    "execution_id",
    "path",
    "asked_version",
    "step",
    "pool",
    "state",
    "version",
    "module_version",
    "module_digest",
    "engine",
    "fallback",
    "attempts",
    "status",
    "error_kind",
    "duration_us",
    "created_at",
    "claimed_at",
    "done_at",
)


def _shown(*, outcome: bool) -> Any:
    names = (*_FIELDS, "outcome") if outcome else _FIELDS
    return select(*(COMMAND.c[name] for name in names))


def _status(row: Row[Any], *, outcome: bool) -> dict[str, Json]:
    shown: dict[str, Json] = {name: getattr(row, name) for name in _FIELDS}
    if outcome:
        shown["outcome"] = None if row.outcome is None else json.loads(row.outcome)
    return shown
