"""A worker that ends at any point: what the next one finds, and that everything took place once. On both databases, queues and sinks."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import nats
import pytest
from sqlalchemy import update
from worker_support import NO_EFFECTS, PURE, TOOLS, Died, World, dies_at, effects_of, one_step

from noetlc.runs.schema import CALL
from noetlc.worker.model import POINTS

Json = Any

AFTER_CALLS = {"answered": 1, "ran": 2, "ready": 2, "flushed": 2, "finished": 2, "acked": 2}
OUTSIDE_ONLY = ("ready", "flushed")


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("wasm", [True, False], ids=["wasm", "interpreted"])
def test_a_worker_that_ends_at_a_point(any_sink: World, point: str, wasm: bool) -> None:
    world = any_sink
    if not wasm and (world.queue != "database" or world.sink == "store"):
        pytest.skip("the engine changes nothing about queues and sinks: one combination of them will do")
    world.catalog.register(TOOLS, wasm=wasm)
    (id,) = world.submit("tools", input={"url": world.server.url})
    reached = world.dies(point)
    assert reached == (point not in OUTSIDE_ONLY or world.sink != "store")
    if point == "ran":
        assert world.effects() == NO_EFFECTS, "intents exist only in memory until the run is over"
    world.works()
    done = world.status(id)
    if point in ("journaled", "called"):
        assert (done["status"], done["error_kind"]) == ("failed", "in doubt")
        assert world.server.calls == ({} if point == "journaled" else {"first?n=0": 1})
        assert world.effects() == NO_EFFECTS
    else:
        assert done["status"] == "completed", done
        assert world.server.calls == {"first?n=0": 1, "second?n=0": 1}
        assert world.effects() == effects_of(1)
    assert done["attempts"] == (1 if point in ("finished", "acked") or not reached else 2)
    assert world.logged() == []


@pytest.mark.parametrize("way", ["option", "config"])
@pytest.mark.parametrize(("point", "calls"), [("journaled", 1), ("called", 2)])
def test_an_idempotent_call_in_doubt_is_repeated(world: World, way: str, point: str, calls: int) -> None:
    world.register(TOOLS)
    (id,) = world.submit("tools", input={"url": world.server.url, "idempotent": way == "config"})
    assert world.dies(point)
    if way == "option":
        world.rights = replace(world.rights, idempotent=frozenset({"tool_http"}))
    world.works()
    assert world.status(id)["status"] == "completed", world.status(id)
    assert world.server.calls == {"first?n=0": calls, "second?n=0": 1}
    assert world.effects() == effects_of(1)


def test_ends_after_each_flushed_intent(world: World) -> None:
    world.sink = world.server.url
    world.register(PURE)
    names = []
    for turn in (1, 2, 3):
        (name,) = world.submit(f"pure{turn}" if turn > 1 else "pure")
        names.append(name)
        if turn > 1:
            world.register(PURE.replace("name: pure", f"name: pure{turn}").replace("tests/", f"tests/{turn}/"))
        assert world.dies("flushed", turn)
        assert world.row(name).state == "ready"
        with world.worker() as other:
            other.dispatcher.run = None  # type: ignore[method-assign, assignment]  # what is ready is not run again
            world._turns(other)
        assert world.status(name)["status"] == "completed"
    assert world.effects() == effects_of(3)
    assert len(world.server.keys) > 9, "some were sent twice, with the same keys"


def test_a_batch_that_is_not_written_is_written_by_the_next(world: World) -> None:
    world.register(PURE)
    world.submit("pure", 20)
    assert world.dies("ran", 7)
    assert world.effects() == NO_EFFECTS
    assert world.dies("finished")
    world.works()
    assert world.effects() == effects_of(20)
    assert {world.status(f"pure-{n}")["status"] for n in range(20)} == {"completed"}


def test_another_request_than_logged_fails_without_effects(world: World) -> None:
    """The log knows a call that this run does not make: the version is another one than the first attempt's, which nobody can arrange but
    by writing into the table."""
    world.register(TOOLS)
    (id,) = world.submit("tools", input={"url": world.server.url})
    assert world.dies("answered", 2)
    with world.catalog.database.writing() as connection:
        connection.execute(update(CALL).where(CALL.c.n == 1).values(request=b"{}"))
    world.works()
    done = world.status(id)
    assert (done["status"], done["error_kind"]) == ("failed", "replay")
    assert world.effects() == NO_EFFECTS
    assert world.server.calls == {"first?n=0": 1, "second?n=0": 1}


def test_ambient_values_are_those_of_the_first_attempt(world: World) -> None:
    body = "import random, time\nresult = [random.random(), time.time_ns()]"
    content = TOOLS.replace("name: tools", "name: chance").replace(
        "  - step: start\n",
        "  - step: start\n    tool:\n      kind: python\n      code: |\n"
        + "".join(f"        {line}\n" for line in body.splitlines())
        + "    next: {arcs: [{step: ask}]}\n  - step: ask\n",
        1,
    )
    content = content.replace("/call/first?n={{ n }}", "/call/first?n={{ start[0] }}-{{ start[1] }}")
    world.register(content)
    (id,) = world.submit("chance", input={"url": world.server.url})
    assert world.dies("answered")
    world.works()
    assert world.status(id)["status"] == "completed", world.status(id)
    assert list(world.server.calls.values()) == [1, 1], "the second attempt asked with the same numbers"


def test_a_command_that_kills_its_workers_is_given_up(world: World) -> None:
    world.register(PURE)
    (id,) = world.submit("pure")
    for _ in range(3):
        assert world.dies("claimed", max_attempts=3)
    world.works(max_attempts=3)
    done = world.status(id)
    assert (done["state"], done["status"], done["error_kind"]) == ("dead", "failed", "dead")
    assert world.effects() == NO_EFFECTS
    if world.queue != "database":
        dead = _dead_letters(world)
        assert dead
        assert b'"pure"' in dead[0]


def _dead_letters(world: World) -> list[bytes]:
    async def read() -> list[bytes]:
        connection = await nats.connect(world.queue)
        try:
            context = connection.jetstream()
            pulling = await context.pull_subscribe(f"noetl.dead.{world.pool}")
            return [message.data for message in await pulling.fetch(1, timeout=5)]
        finally:
            await connection.close()

    return asyncio.run(read())


@pytest.mark.slow
def test_a_process_that_is_killed_at_a_point(any_sink: World, url: str) -> None:
    """The same with a real process and a real signal, for some of the points."""
    world = any_sink
    if world.queue != "database":
        pytest.skip("with --once a worker on a stream ends before its messages come again; tests.worker.kills kills those")
    world.register(TOOLS)
    for number, point in enumerate(("claimed", "answered", "ran", "finished")):
        name = f"tools{number}"
        world.register(TOOLS.replace("name: tools", f"name: {name}").replace("tests/", f"tests/{number}/"))
        world.submit(name, input={"url": world.server.url})
        settings = {"catalog": url, "queue": world.queue, "sink": world.sink, "pool": world.pool, "points": {point: 1}}
        settings |= {"allow": ["tool_http"], "once": True, "concurrency": 1}
        ended = subprocess.run([sys.executable, str(Path(__file__).with_name("killing.py")), json.dumps(settings)], timeout=60)
        assert ended.returncode == -signal.SIGKILL
        world.expire()
        world.works()
        assert world.status(f"{name}-0")["status"] == "completed"
    assert set(world.server.calls.values()) == {4}
    assert world.effects() == effects_of(4)


def test_hooks_end_a_worker_with_threads_too(world: World) -> None:
    world.register(one_step("quick", "result = n"))
    world.submit("quick", 5)
    with pytest.raises(Died), world.worker(dies_at("ran", 3)) as worker:
        worker.run(once=True)
    world.expire()
    world.works()
    assert [world.status(f"quick-{n}")["outcome"]["envelope"]["result"] for n in range(5)] == list(range(5))
