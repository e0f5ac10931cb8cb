"""What a worker makes of commands: engines, fallbacks, failures. On both databases and queues."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update
from worker_support import ENDLESS, FAILS, NO_EFFECTS, OVERFLOW, PURE, TOOLS, World, effects_of, one_step

from noetlc.catalog.schema import BLOB
from noetlc.host.tools.keychain import Keychain
from noetlc.runs.commands import Command
from noetlc.worker.dispatch import Rights

Json = Any


def test_a_compiled_run_and_its_effects(any_sink: World) -> None:
    any_sink.register(PURE)
    ids = any_sink.submit("pure", 3, step="load")
    any_sink.works()
    for n, id in enumerate(ids):
        done = any_sink.status(id)
        assert (done["state"], done["status"], done["engine"], done["fallback"], done["version"]) == ("done", "completed", "wasm", None, 1)
        assert done["outcome"]["envelope"]["result"] == sum(range(n))
        assert done["attempts"] == 1
        assert done["outcome"]["flush"] == {"results_stored": 1, "objects_stored": 1, "events_published": 1}
    assert any_sink.effects() == effects_of(3)
    assert any_sink.logged() == []
    assert any_sink.row(ids[0]).owner is None
    assert any_sink.row(ids[0]).ready is None


def test_an_interpreted_run_has_the_same_effects(any_sink: World) -> None:
    any_sink.catalog.register(PURE, wasm=False)
    ids = any_sink.submit("pure", 2)
    any_sink.works()
    done = any_sink.status(ids[1])
    assert (done["status"], done["engine"], done["fallback"]) == ("completed", "interpreted", None)
    assert done["outcome"]["flush"] == {"results_stored": 1, "objects_stored": 1, "events_published": 1}
    assert any_sink.effects() == effects_of(2)


@pytest.mark.parametrize("wasm", [True, False])
def test_tool_calls_are_made_once_and_their_log_goes(world: World, wasm: bool) -> None:
    world.catalog.register(TOOLS, wasm=wasm)
    (id,) = world.submit("tools", input={"url": world.server.url})
    world.works()
    done = world.status(id)
    assert (done["status"], done["engine"]) == ("completed", "wasm" if wasm else "interpreted")
    assert world.server.calls == {"first?n=0": 1, "second?n=0": 1}
    assert world.logged() == []


def test_an_overflow_is_interpreted(world: World) -> None:
    world.register(OVERFLOW)
    (id,) = world.submit("overflow", input={"n": 2**40})
    world.works()
    done = world.status(id)
    assert (done["status"], done["engine"], done["fallback"]) == ("completed", "interpreted", "int_overflow")
    assert done["outcome"]["envelope"]["result"] == 2**120
    assert world.commands.counts()["fallback"] == {"int_overflow": 1}


def test_a_fallback_makes_no_call_again(world: World) -> None:
    content = TOOLS.replace('"{{ second.data.count }}"', '"{{ [second.data.count][:2 ** 70] | first }}"').replace("name: tools", "name: late")
    world.register(content)
    (id,) = world.submit("late", input={"url": world.server.url})
    world.works()
    done = world.status(id)
    assert (done["status"], done["engine"], done["fallback"]) == ("completed", "interpreted", "int_overflow"), done
    assert world.server.calls == {"first?n=0": 1, "second?n=0": 1}
    assert world.effects() == effects_of(1)


def test_a_failed_run_leaves_no_effects(any_sink: World) -> None:
    content = PURE.replace('result: "{{ ctx.last }}"', 'result: "{{ 1 / 0 }}"')
    assert content != PURE
    for name, wasm in (("spoilt", True), ("rotten", False)):
        any_sink.catalog.register(content.replace("name: pure", f"name: {name}"), wasm=wasm)
        any_sink.submit(name)
    any_sink.works()
    assert any_sink.effects() == NO_EFFECTS
    for name, engine in (("spoilt", "wasm"), ("rotten", "interpreted")):
        done = any_sink.status(f"{name}-0")
        assert (done["status"], done["error_kind"], done["engine"]) == ("failed", "template", engine)


def test_errors_of_the_playbook(world: World) -> None:
    world.register(FAILS)
    (id,) = world.submit("fails")
    world.works()
    done = world.status(id)
    assert (done["state"], done["status"], done["error_kind"], done["engine"]) == ("done", "failed", "exception", "wasm")
    assert done["outcome"]["envelope"]["errors"][0]["message"].startswith("ZeroDivisionError")


@pytest.mark.parametrize("wasm", [True, False])
def test_a_run_that_does_not_end(world: World, wasm: bool) -> None:
    world.catalog.register(ENDLESS, wasm=wasm)
    (id,) = world.submit("endless", input={"n": 1})
    world.works(timeout=1.0, lease=20.0)
    done = world.status(id)
    assert (done["status"], done["error_kind"], done["engine"]) == ("failed", "timeout", "wasm" if wasm else "interpreted"), done


def test_what_is_not_there(world: World) -> None:
    world.register(PURE)
    world.submit("nowhere")
    world.submit("pure", version=7)
    world.works()
    for id in ("nowhere-0", "pure-0"):
        done = world.status(id)
        assert (done["status"], done["error_kind"], done["version"], done["engine"]) == ("failed", "not_found", None, None)


def test_versions(world: World) -> None:
    for factor in (1, 2, 3):
        world.register(one_step("multi", f"result = n * {factor}"))
    world.catalog.delete("multi", 3)
    world.submit("multi", 5)
    world.put(Command.parse({"id": world.id("one"), "execution_id": 1, "path": "multi", "version": 1, "input": {"n": 10}, "pool": world.pool}))
    world.works()
    assert [world.status(f"multi-{n}")["outcome"]["envelope"]["result"] for n in range(5)] == [0, 2, 4, 6, 8]
    assert world.status("multi-0")["version"] == 2
    assert world.status("one")["outcome"]["envelope"]["result"] == 10


def test_a_module_that_wants_too_much_is_interpreted(world: World) -> None:
    world.register(TOOLS)
    (id,) = world.submit("tools", input={"url": world.server.url})
    world.works(rights=Rights())
    done = world.status(id)
    assert (done["engine"], done["fallback"], done["status"]) == ("interpreted", "refused", "completed")
    assert done["outcome"]["envelope"]["errors"][0]["kind"] == "unsupported"
    assert not world.server.calls


def test_modules_that_cannot_be_used_are_not(world: World) -> None:
    world.register(PURE)
    module = world.catalog.playbook("pure").module
    assert module is not None
    world.submit("pure", 1)
    world.catalog.put_module("pure", 1, b"(module)", "text/wat")
    world.works()
    assert world.status("pure-0")["fallback"] == "digest"
    assert world.status("pure-0")["status"] == "completed"

    other = one_step("lost", "result = n")
    world.register(other)
    with world.catalog.database.writing() as connection:
        digest = world.catalog.playbook("lost").module
        assert digest is not None
        connection.execute(update(BLOB).where(BLOB.c.digest == digest.digest).values(data=b"\0asm broken"))
    world.submit("lost", 1)
    world.works()
    assert world.status("lost-0")["fallback"] == "lost"
    assert world.status("lost-0")["outcome"]["envelope"]["result"] == 0


def test_submitting_twice_runs_once(world: World) -> None:
    world.register(PURE)
    world.submit("pure", 2)
    world.submit("pure", 2)
    world.works()
    world.submit("pure", 2)
    with world.worker() as worker:
        while worker.turn(wait=0.3):
            pass
    assert world.effects() == effects_of(2)
    assert world.status("pure-0")["attempts"] == 1


def test_pools_are_apart(world: World) -> None:
    world.register(PURE)
    world.submit("pure")
    with world.worker(pool=world.pool + "-other") as other:
        assert other.turn(wait=0.3) == 0
    world.works()
    assert world.status("pure-0")["state"] == "done"


def test_a_secret_of_an_earlier_attempt_still_means_the_secret(world: World) -> None:
    content = TOOLS.replace("name: tools", "name: sealed").replace(
        "  - step: start\n", "  - step: start\n    tool: {kind: secrets, map: {pass: mine}}\n    next: {arcs: [{step: ask}]}\n  - step: ask\n", 1
    ).replace("method: POST, url: \"{{ url }}/call/second", "method: POST, headers: {X-Token: \"{{ start.pass }}\"}, url: \"{{ url }}/call/second")
    world.register(content)
    world.rights = replace(world.rights, allow=frozenset({"tool_http", "tool_secrets"}), keychain=Keychain({"mine": "hidden-word"}))
    seen: list[str] = []
    world.server.headers = seen.append
    (id,) = world.submit("sealed", input={"url": world.server.url})
    assert world.dies("answered", 2)
    world.works()
    assert world.status(id)["status"] == "completed", world.status(id)
    assert seen == ["hidden-word"]


def test_characters_come_through_as_they_are(world: World) -> None:
    """Inputs and outputs are passed on as JSON text, not read and written again."""
    world.register(one_step("words", 'result = {n: [n, n[::-1]], "é": "\\0 😀\\u2028"}'))
    (id,) = world.submit("words", input={"n": "ä\0\"\\ 😀ß" + "x" * 5})
    world.works()
    done = world.status(id)
    text = "ä\0\"\\ 😀ß" + "x" * 5
    assert done["engine"] == "wasm"
    assert done["outcome"]["envelope"]["result"] == {text: [text, text[::-1]], "é": "\0 😀\u2028"}
    assert world.row(id).outcome.isascii()
