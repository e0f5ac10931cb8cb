"""Leases, fences, drains, and what happens while a service is away. On both databases and queues."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from typing import Any

import nats
import pytest
from sqlalchemy import select
from worker_support import NO_EFFECTS, PURE, TOOLS, World, effects_of, one_step

from noetlc.catalog import CatalogError
from noetlc.host.binding import Intent
from noetlc.runs.effects import Effects
from noetlc.runs.schema import COMMAND
from noetlc.worker.journal import Journal
from noetlc.worker.model import Fenced, Finished, LoggedCall
from noetlc.worker.sinks import StoreSink

Json = Any

INTENT = Intent("result_put", "late", b"1")


def claimed(world: World, owner: str, lease: float = 60.0) -> tuple[Journal, Any]:
    """A claim of the only command, taken from the table."""
    journal = Journal(world.catalog.database, owner, lease=lease)
    claims = journal.claim_due(world.pool, 1)
    return journal, claims[0] if claims else None


@pytest.fixture
def table(world: World) -> World:
    """The world with its queue in the table."""
    if world.queue != "database":
        pytest.skip("this is about the table, which all queues share")
    return world


def test_a_lease_keeps_others_away_until_it_ends(table: World) -> None:
    table.register(PURE)
    table.submit("pure")
    first, claim = claimed(table, "first")
    assert (claim.fence, claim.attempts, claim.version) == (1, 1, 1)
    assert claimed(table, "second")[1] is None
    first.renew([claim])
    assert claimed(table, "second")[1] is None
    assert not claim.lost
    table.expire()
    _, taken = claimed(table, "second")
    assert (taken.fence, taken.attempts, taken.version) == (2, 2, 1)


def test_who_lost_a_lease_can_write_nothing(table: World) -> None:
    table.register(PURE)
    table.submit("pure")
    first, claim = claimed(table, "first")
    table.expire()
    second, taken = claimed(table, "second")
    before = tuple(table.row("pure-0"))
    sink = StoreSink(Effects(table.catalog.database))
    done = Finished(claim, "completed", {"envelope": {}}, intents=(INTENT,))

    def attempts() -> list[Any]:
        return [
            lambda one: first.renew([one]),
            lambda one: first.release([one]),
            lambda one: first.log_calls(one, [LoggedCall(0, "tool_http", b"{}", None, one.fence)]),
            lambda one: first.answer_call(one, LoggedCall(0, "tool_http", b"{}", b"{}", one.fence)),
            lambda one: first.mark_ready(one, b"{}"),
        ]

    for attempt in attempts():
        claim.lost = False
        with suppress(Fenced):
            attempt(claim)
        assert claim.lost
        with pytest.raises(Fenced):
            claim.check()
    claim.lost = False
    assert first.finish([done], sink.store) == []
    assert claim.lost
    assert tuple(table.row("pure-0")) == before
    assert table.logged() == []
    assert table.effects() == NO_EFFECTS
    other = Finished(taken, "completed", {"envelope": {}}, intents=(INTENT,))
    assert [one.status for one in second.finish([other], sink.store)] == ["completed"]
    assert table.effects() == {**NO_EFFECTS, "results": 1, "keys": 1}


def test_an_outcome_whose_answer_never_came_counts_once(table: World) -> None:
    table.register(PURE)
    table.submit("pure")
    journal, claim = claimed(table, "first")
    sink = StoreSink(Effects(table.catalog.database))
    done = Finished(claim, "completed", {"envelope": {}}, intents=(INTENT,))
    assert journal.finish([done], sink.store)
    assert journal.finish([done], sink.store) == [done]
    assert not claim.lost
    assert table.effects() == {**NO_EFFECTS, "results": 1, "keys": 1}


def test_released_commands_wait(table: World) -> None:
    table.register(PURE)
    table.submit("pure")
    journal, claim = claimed(table, "first")
    journal.release([claim], 60.0)
    assert claimed(table, "second")[1] is None
    assert table.row("pure-0").attempts == 1
    table.expire()
    with table.catalog.database.writing() as connection:
        connection.execute(COMMAND.update().values(due_at=1))
    other, again = claimed(table, "second")
    other.release([again], untried=True)
    assert table.row("pure-0").attempts == 1
    assert table.row("pure-0").state == "queued"


def test_a_slow_run_keeps_its_lease(world: World) -> None:
    """The tool takes two leases, and another worker looks for work meanwhile."""
    world.lease = 2.5  # long enough for a machine that has much else to do
    world.register(TOOLS)
    world.server.before = lambda path: time.sleep(5.0) if "first" in path else None
    (id,) = world.submit("tools", input={"url": world.server.url})
    with world.worker() as one, world.worker() as other:
        threads = [threading.Thread(target=worker.run) for worker in (one, other)]
        for thread in threads:
            thread.start()
        while world.open_commands():
            time.sleep(0.05)
        for worker, thread in zip((one, other), threads, strict=True):
            worker.stop()
            thread.join()
    done = world.status(id)
    assert (done["status"], done["attempts"]) == ("completed", 1)
    assert world.server.calls == {"first?n=0": 1, "second?n=0": 1}


def test_a_drain_finishes_what_runs_and_gives_the_rest_back(world: World) -> None:
    world.lease = 5.0
    world.register(TOOLS)
    reached, go = threading.Event(), threading.Event()

    def before(path: str) -> None:
        reached.set()
        go.wait(20)

    world.server.before = before
    names = world.submit("tools", 6, input={"url": world.server.url})
    with world.worker(concurrency=1) as worker:
        thread = threading.Thread(target=worker.run)
        thread.start()
        assert reached.wait(20)
        worker.stop()
        go.set()
        thread.join(30)
        assert not thread.is_alive()
        assert worker.in_flight() == 0
    with world.catalog.database.reading() as connection:
        states = sorted(connection.execute(select(COMMAND.c.state)).scalars())
    assert states.count("done") == 1
    assert set(states) <= {"done", "queued"}
    world.works()
    assert {world.status(name)["status"] for name in names} == {"completed"}
    assert set(world.server.calls.values()) == {1}
    assert {world.status(name)["attempts"] for name in names} == {1}


def test_many_workers_double_nothing(world: World) -> None:
    world.lease = 10.0
    world.register(PURE)
    world.submit("pure", 120)
    workers = [world.worker() for _ in range(3)]
    opened = [worker.__enter__() for worker in workers]
    threads = [threading.Thread(target=worker.run) for worker in opened]
    for thread in threads:
        thread.start()
    while world.open_commands():
        time.sleep(0.05)
    for worker, thread in zip(opened, threads, strict=True):
        worker.stop()
        thread.join()
    for manager in workers:
        manager.__exit__(None, None, None)
    assert world.effects() == effects_of(120)
    assert {world.status(f"pure-{n}")["attempts"] for n in range(120)} == {1}


# ---- flushing to a service


@pytest.fixture
def http(world: World) -> World:
    world.sink = world.server.url
    world.register(PURE)
    return world


def test_a_service_that_is_busy_is_asked_again(http: World) -> None:
    http.server.refuse = [503, 429, 500]
    http.submit("pure")
    http.works()
    assert http.status("pure-0")["status"] == "completed"
    assert http.effects() == effects_of(1)


def test_a_lost_answer_is_asked_for_with_the_same_key(http: World) -> None:
    http.server.lose = 2
    http.submit("pure")
    http.works()
    assert http.status("pure-0")["status"] == "completed"
    assert http.effects() == effects_of(1)
    assert len(http.server.keys) == 5
    assert len(set(http.server.keys)) == 3


@pytest.mark.parametrize("status", [400, 401, 409, 413, 422])
def test_a_service_that_refuses_fails_the_command(http: World, status: int) -> None:
    http.server.refuse = [status]
    http.submit("pure")
    http.works()
    done = http.status("pure-0")
    assert (done["status"], done["error_kind"]) == ("failed", "flush")
    assert str(status) in done["outcome"]["error"]["message"]
    assert http.effects() == NO_EFFECTS


def test_a_service_that_stays_away_is_waited_for(http: World) -> None:
    """This flush is given up for now; the command is tried again, without a run."""
    http.submit("pure")
    http.server.close()
    with http.worker() as worker:
        worker.sink._patience = 0.3  # type: ignore[attr-defined]
        while not worker.turn(wait=0.3):
            pass
    row = http.row("pure-0")
    assert row.state == "ready"
    assert row.owner is None
    assert row.attempts == 1


def test_an_event_that_is_none_fails_the_command_and_nothing_else(world: World) -> None:
    world.register(PURE, PURE.replace("name: pure", "name: odd").replace("created_at: ", "created: "))
    world.submit("pure", 3)
    world.submit("odd", 1)
    world.works()
    done = world.status("odd-0")
    assert (done["status"], done["error_kind"]) == ("failed", "flush")
    assert "created_at" in done["outcome"]["error"]["message"]
    assert world.effects() == effects_of(3), "nothing of the command that failed, everything of the others in its batch"


def test_a_database_that_is_away_for_a_moment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.register(TOOLS)
    (id,) = world.submit("tools", input={"url": world.server.url})
    real = Journal._held
    fails = iter([True, True, False, True, False, True, True, False, False, True])

    def held(self: Journal, *arguments: Any) -> Any:
        if next(fails, False):
            raise CatalogError("the database is away")
        return real(self, *arguments)

    monkeypatch.setattr(Journal, "_held", held)
    world.works()
    assert world.status(id)["status"] == "completed"
    assert world.server.calls == {"first?n=0": 1, "second?n=0": 1}
    assert next(fails, None) is None


def test_a_queue_that_holds_what_is_no_command(world: World) -> None:
    if world.queue == "database":
        pytest.skip("the table holds commands alone")

    async def put() -> None:
        connection = await nats.connect(world.queue)
        for data in (b"no json", b"{}", b"[" * 9000):
            await connection.jetstream().publish(f"noetl.commands.{world.pool}.1", data)
        await connection.close()

    world.register(one_step("quick", "result = n"))
    world.submit("quick")
    asyncio.run(put())
    with world.worker() as worker:
        while worker.turn(wait=0.5) or world.open_commands():
            pass
        time.sleep(0.2)
        assert worker.queue.depth() == 0
    assert world.status("quick-0")["status"] == "completed"
