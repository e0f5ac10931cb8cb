"""The tables of commands and effects, as the newest migration leaves them (`noetlc/catalog/migrations.py`).

As in the catalog: JSON lies in text columns with all that is not ASCII escaped, times are RFC 3339 in UTC.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from noetlc.catalog.schema import METADATA

EFFECT = Table(
    "noetlc_effect",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("created_at", Text, nullable=False),
)
"""Writes that came with an idempotency key: `digest` is that of what was asked, `answer` the JSON that was and will be answered."""

RESULT = Table(
    "noetlc_result",
    METADATA,
    Column("ref", Text, primary_key=True),
    Column("execution_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("source_step", Text),
    Column("data", LargeBinary, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Index("noetlc_result_execution", "execution_id", "name"),
)
"""Named results. `data` is compact JSON in UTF-8."""

OBJECT = Table(
    "noetlc_object",
    METADATA,
    Column("object_key", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("created_at", Text, nullable=False),
)
"""Objects by key; the last write counts."""

EVENT = Table(
    "noetlc_event",
    METADATA,
    Column("execution_id", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", BigInteger, primary_key=True, autoincrement=False),
    Column("event_type", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""Events. An id that is there already is a redelivery and changes nothing. `body` is the row as JSON."""

COMMAND = Table(
    "noetlc_command",
    METADATA,
    Column("seq", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False),
    Column("execution_id", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("asked_version", Integer),
    Column("step", Text),
    Column("pool", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("owner", Text),
    Column("fence", Integer, nullable=False),
    Column("lease_until", BigInteger),
    Column("attempts", Integer, nullable=False),
    Column("version", Integer),
    Column("module_version", Integer),
    Column("module_digest", Text),
    Column("engine", Text),
    Column("fallback", Text),
    Column("ready", LargeBinary),
    Column("status", Text),
    Column("error_kind", Text),
    Column("outcome", Text),
    Column("duration_us", BigInteger),
    Column("created_at", Text, nullable=False),
    Column("claimed_at", Text),
    Column("done_at", Text),
    UniqueConstraint("id", name="noetlc_command_id"),
    Index("noetlc_command_due", "state", "pool", "due_at"),
    Index("noetlc_command_path", "path", "seq"),
    Index("noetlc_command_done", "done_at"),
    sqlite_autoincrement=True,
)
"""Commands and what became of them.

`state` is `queued`, `claimed`, `ready` (ran; `ready` holds outcome and intents, which are being flushed), `done`, or `dead` (given up after
too many attempts). `due_at` and `lease_until` are milliseconds since 1970; `owner` holds the command until `lease_until`, and every write
of it names `fence`, which each claim raises. `version` and the module are those that were current at the first claim and stay. `engine` is
`wasm` or `interpreted`, `fallback` why it was interpreted though there is a module. `status` is `completed` or `failed`, with `error_kind`.
"""

CALL = Table(
    "noetlc_call",
    METADATA,
    Column("command", Text, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("request", LargeBinary, nullable=False),
    Column("answer", LargeBinary),
    Column("made_by", Integer, nullable=False),
)
"""Capability calls of commands that are not done yet, in call order. A tool call is written before it is made, without `answer`, and again
with it; `made_by` is the fence it was made under. Without an answer and with its maker gone it is in doubt."""
