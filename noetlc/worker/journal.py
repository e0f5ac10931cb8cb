"""Leases, fences and logs of commands in the database.

Every write of a worker is one transaction that first locks the rows of its commands and looks whether each still has the fence of its
claim. A claim raises the fence, so from then on the worker before can write nothing, however late it notices.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, bindparam, case, cast, delete, func, select, update

from noetlc.catalog.database import Database, now
from noetlc.catalog.model import ModuleRef
from noetlc.catalog.schema import PLAYBOOK, VERSION
from noetlc.catalog.writes import insert
from noetlc.host.capability import Answer
from noetlc.runs.commands import Command, milliseconds, row_of
from noetlc.runs.schema import CALL, COMMAND
from noetlc.worker.model import Claim, Finished, Hook, LoggedCall, unnoticed

Json = Any

LEASE_SECONDS = 30.0
MAX_ATTEMPTS = 20
OPEN_STATES = ("claimed", "ready")
OVER_STATES = ("done", "dead")


class Journal:
    """What one worker, `owner`, writes of commands. Threads may share it; on SQLite they write one after the other."""

    def __init__(
        self,
        database: Database,
        owner: str,
        *,
        lease: float = LEASE_SECONDS,
        max_attempts: int = MAX_ATTEMPTS,
        hook: Hook = unnoticed,
    ) -> None:
        self.database = database
        self.owner = owner
        self.lease = lease
        self.max_attempts = max_attempts
        self.hook = hook

    # ---- claims

    def waiting(self, pool: str) -> bool:
        """Whether something is due. Reads only, so that an idle worker writes nothing."""
        with self.database.reading() as connection:
            due = COMMAND.c.due_at <= self._clock(connection)
            for state in ("queued", *OPEN_STATES):
                mine = (COMMAND.c.state == state) & (COMMAND.c.pool == pool)
                if connection.execute(select(COMMAND.c.seq).where(mine & due).limit(1)).first() is not None:
                    return True
        return False

    def claim_due(self, pool: str, most: int) -> list[Claim]:
        """Takes up to `most` commands: those whose worker is gone, then those that wait longest. One transaction."""
        with self.database.writing() as connection:
            clock = self._clock(connection)
            found: list[int] = []
            for state in (*OPEN_STATES, "queued"):
                if len(found) < most:
                    due = (COMMAND.c.state == state) & (COMMAND.c.pool == pool) & (COMMAND.c.due_at <= clock)
                    wanted = select(COMMAND.c.seq).where(due).order_by(COMMAND.c.due_at, COMMAND.c.seq).limit(most - len(found))
                    found += connection.execute(wanted.with_for_update(skip_locked=True)).scalars()
            return self._lease(connection, found)

    def claim_these(self, commands: Sequence[Command]) -> tuple[list[Claim], dict[str, float]]:
        """Takes commands that a queue delivered, which come into the table with that: the claims, and of those that cannot be had for how
        many seconds another worker holds them at least; 0 for what is over already."""
        with self.database.writing() as connection:
            ordered = sorted({one.id: one for one in commands}.values(), key=lambda one: one.id)
            if not ordered:
                return [], {}
            rows = [row_of(one, milliseconds()) for one in ordered]
            connection.execute(insert(connection, COMMAND).on_conflict_do_nothing(index_elements=["id"]), rows)
            names = COMMAND.c.seq, COMMAND.c.id, COMMAND.c.state, COMMAND.c.due_at
            wanted = select(*names, self._clock(connection).label("clock")).where(COMMAND.c.id.in_([one.id for one in ordered]))
            free: list[int] = []
            others: dict[str, float] = {}
            for row in connection.execute(wanted.order_by(COMMAND.c.id).with_for_update()):
                if row.state in OVER_STATES:
                    others[row.id] = 0.0
                elif row.state in OPEN_STATES and row.due_at > row.clock:
                    others[row.id] = (row.due_at - row.clock) / 1000
                else:
                    free.append(row.seq)
            return self._lease(connection, free), others

    def _lease(self, connection: Connection, found: Sequence[int]) -> list[Claim]:
        if not found:
            return []
        until = self._clock(connection) + int(self.lease * 1000)
        values: dict[str, Any] = {
            "state": case((COMMAND.c.state == "ready", "ready"), else_="claimed"),
            "owner": self.owner,
            "fence": COMMAND.c.fence + 1,
            "attempts": COMMAND.c.attempts + 1,
            "lease_until": until,
            "due_at": until,
        }
        taken = update(COMMAND).where(COMMAND.c.seq.in_(found)).values(values).returning(COMMAND)
        rows = sorted(connection.execute(taken).all(), key=lambda row: int(row.seq))
        claims = [self._claim(row) for row in rows]
        self._resolve(connection, [(row.seq, claim) for row, claim in zip(rows, claims, strict=True) if claim.version is None])
        self._calls(connection, [claim for claim in claims if claim.attempts > 1])
        return claims

    def _claim(self, row: Row[Any]) -> Claim:
        module = None if row.module_version is None else ModuleRef(row.path, row.module_version, row.module_digest)
        return Claim(
            row.id,
            row.execution_id,
            row.path,
            row.asked_version,
            row.step,
            row.pool,
            row.body,
            row.fence,
            row.attempts,
            row.state,
            row.version,
            module,
            ready=row.ready,
            renew_at=time.monotonic() + self.lease / 3,
            exhausted=row.attempts > self.max_attempts,
        )

    def _resolve(self, connection: Connection, claims: list[tuple[int, Claim]]) -> None:
        """The version that is current now: a register that is under way is waited for, a later one waits for this claim."""
        if not claims:
            return
        paths = sorted({claim.path for _, claim in claims})
        # SQLite has one writer at a time anyway; on PostgreSQL the row is the lock of its path, and readers of it share it.
        connection.execute(select(PLAYBOOK.c.path).where(PLAYBOOK.c.path.in_(paths)).order_by(PLAYBOOK.c.path).with_for_update(read=True))
        moment = now()
        wanted = {(claim.path, claim.asked_version) for _, claim in claims}
        known = {key: _version(connection, *key) for key in sorted(wanted, key=lambda key: (key[0], key[1] or 0))}
        rows = []
        for seq, claim in claims:
            found = known[claim.path, claim.asked_version]
            row = {"b_seq": seq, "version": None, "module_version": None, "module_digest": None, "claimed_at": moment}
            if found is not None:
                claim.version = found.version
                row["version"] = found.version
                if found.module_version is not None:
                    claim.module = ModuleRef(claim.path, found.module_version, found.module_digest)
                    row |= {"module_version": found.module_version, "module_digest": found.module_digest}
            rows.append(row)
        names = ("version", "module_version", "module_digest", "claimed_at")
        statement = update(COMMAND).where(COMMAND.c.seq == bindparam("b_seq")).values({name: bindparam(name) for name in names})
        connection.execute(statement, rows)

    def _calls(self, connection: Connection, claims: list[Claim]) -> None:
        if not claims:
            return
        by_id = {claim.id: claim for claim in claims}
        rows = connection.execute(select(CALL).where(CALL.c.command.in_(by_id)).order_by(CALL.c.command, CALL.c.n))
        for row in rows:
            claim = by_id[row.command]
            claim.logged = True
            claim.calls.append(LoggedCall(row.n, row.name, bytes(row.request), _answer(row.name, row.answer), row.made_by))

    # ---- what a holder writes

    def renew(self, claims: Sequence[Claim]) -> None:
        """Holds commands for another lease. Those that another worker has are marked as lost."""

        def write(connection: Connection, held: list[Claim]) -> None:
            until = self._clock(connection) + int(self.lease * 1000)
            mine = COMMAND.c.id.in_([claim.id for claim in held])
            connection.execute(update(COMMAND).where(mine).values(lease_until=until, due_at=until))

        for claim in self._write(claims, write):
            claim.renew_at = time.monotonic() + self.lease / 3

    def release(self, claims: Sequence[Claim], delay: float = 0.0, *, untried: bool = False) -> None:
        """Gives commands back, to be claimed again after `delay` seconds; with `untried` the attempt does not count."""

        def write(connection: Connection, held: list[Claim]) -> None:
            values: dict[str, Any] = {
                "state": case((COMMAND.c.state == "ready", "ready"), else_="queued"),
                "owner": None,
                "lease_until": None,
                "due_at": self._clock(connection) + int(delay * 1000),
            }
            if untried:
                values["attempts"] = COMMAND.c.attempts - 1
            connection.execute(update(COMMAND).where(COMMAND.c.id.in_([claim.id for claim in held])).values(values))

        self._write(claims, write)
        for claim in claims:
            claim.lost = True

    def log_calls(self, claim: Claim, calls: Sequence[LoggedCall]) -> None:
        """Writes calls down, the last of which is about to be made. Raises Fenced."""
        rows = [
            {"command": claim.id, "n": call.n, "name": call.name, "request": call.request, "answer": _stored(call), "made_by": claim.fence}
            for call in calls
        ]

        def write(connection: Connection, _held: list[Claim]) -> None:
            put = insert(connection, CALL).values()
            same = {"answer": put.excluded.answer, "made_by": put.excluded.made_by}
            connection.execute(put.on_conflict_do_update(index_elements=["command", "n"], set_=same), rows)

        claim.logged = True
        self._only(claim, write)

    def answer_call(self, claim: Claim, call: LoggedCall) -> None:
        """Writes the answer of a call down. Raises Fenced."""

        def write(connection: Connection, _held: list[Claim]) -> None:
            this = (CALL.c.command == claim.id) & (CALL.c.n == call.n)
            connection.execute(update(CALL).where(this).values(answer=_stored(call)))

        self._only(claim, write)

    def mark_ready(self, claim: Claim, ready: bytes) -> None:
        """Writes down what a run gave, before the first of its intents takes place elsewhere. Raises Fenced."""

        def write(connection: Connection, _held: list[Claim]) -> None:
            connection.execute(update(COMMAND).where(COMMAND.c.id == claim.id).values(state="ready", ready=ready))

        self._only(claim, write)
        claim.state, claim.ready = "ready", ready

    def finish(self, finished: Sequence[Finished], effects: Callable[[Connection, Finished], Finished]) -> list[Finished]:
        """Writes outcomes, with what `effects` stores of each, in one transaction; those that counted. Others are marked as lost.

        What was written before by the same claim, whose answer never came, counts again.
        """
        by_id = {one.claim.id: one for one in finished}
        counted: list[Finished] = []

        def write(connection: Connection, held: list[Claim]) -> None:
            counted.clear()
            moment, rows, logged = now(), [], []
            for claim in held:
                done = effects(connection, by_id[claim.id])
                counted.append(done)
                rows.append(_outcome_row(done, moment))
                if claim.logged:
                    logged.append(claim.id)
            names = [name for name in rows[0] if name != "b_id"]
            values: dict[str, Any] = {name: bindparam(name) for name in names}
            values |= {"ready": None, "owner": None, "lease_until": None}
            connection.execute(update(COMMAND).where(COMMAND.c.id == bindparam("b_id")).values(values), rows)
            if logged:
                connection.execute(delete(CALL).where(CALL.c.command.in_(logged)))

        self._write([one.claim for one in finished], write)
        written = {one.claim.id for one in counted}
        return counted + [one for one in finished if one.claim.id not in written and not one.claim.lost]

    # ---- transactions under the fence

    def _only(self, claim: Claim, write: Callable[[Connection, list[Claim]], None]) -> None:
        claim.check()
        if not self._write([claim], write):
            claim.lost = True
            claim.check()

    def _write(self, claims: Sequence[Claim], write: Callable[[Connection, list[Claim]], None]) -> list[Claim]:
        """Runs `write` on the commands that are still held, in one transaction; those. The others are marked as lost, but for what this
        claim has finished already."""
        with self.database.writing() as connection:
            held, gone = self._held(connection, [claim for claim in claims if not claim.lost])
            if held:
                write(connection, held)
        for claim in gone:
            claim.lost = True
        return held

    def _held(self, connection: Connection, claims: list[Claim]) -> tuple[list[Claim], list[Claim]]:
        by_id = {claim.id: claim for claim in claims}
        names = COMMAND.c.id, COMMAND.c.fence, COMMAND.c.state, COMMAND.c.owner
        wanted = select(*names).where(COMMAND.c.id.in_(sorted(by_id))).order_by(COMMAND.c.id).with_for_update()
        held, over = [], set()
        for row in connection.execute(wanted):
            claim = by_id[row.id]
            if row.fence == claim.fence and row.state in OVER_STATES:
                over.add(claim.id)
            elif row.fence == claim.fence and row.owner == self.owner:
                held.append(claim)
        kept = over | {claim.id for claim in held}
        return held, [claim for claim in claims if claim.id not in kept]

    def _clock(self, connection: Connection) -> Any:
        """Milliseconds since 1970 by the clock that all workers of this database share."""
        if connection.dialect.name == "postgresql":
            return cast(func.date_part("epoch", func.clock_timestamp()) * 1000, BigInteger)
        return cast(milliseconds(), BigInteger)


def _version(connection: Connection, path: str, asked: int | None) -> Any:
    """The row of the newest version that is live, or of that with the number asked for; None if there is none."""
    wanted = select(VERSION.c.version, VERSION.c.module_version, VERSION.c.module_digest).where(VERSION.c.path == path)
    wanted = wanted.where(VERSION.c.deleted_at.is_(None)).order_by(VERSION.c.version.desc()).limit(1)
    return connection.execute(wanted if asked is None else wanted.where(VERSION.c.version == asked)).first()


def _outcome_row(done: Finished, moment: str) -> dict[str, Json]:
    return {
        "b_id": done.claim.id,
        "state": done.state,
        "engine": done.engine,
        "fallback": done.fallback,
        "status": done.status,
        "error_kind": done.error_kind,
        "outcome": done.text(),
        "duration_us": done.duration_us,
        "done_at": moment,
    }


_NUMBERS = ("now", "monotonic")


def _stored(call: LoggedCall) -> bytes | None:
    if isinstance(call.answer, int):
        return str(call.answer).encode()
    return call.answer.encode("utf-8", "surrogateescape") if isinstance(call.answer, str) else call.answer


def _answer(name: str, stored: bytes | None) -> Answer:
    if stored is None:
        return None
    if name in _NUMBERS:
        return int(stored)
    return bytes(stored).decode("utf-8", "surrogateescape") if name == "env" else bytes(stored)
