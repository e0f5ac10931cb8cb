"""Commands: what is one, and that an id is there once. On both databases."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import update

from noetlc.catalog import Catalog
from noetlc.runs.commands import MAX_INPUT, Command, CommandRefused, Commands
from noetlc.runs.schema import COMMAND

Json = Any


def test_parse_fills_in_what_is_not_said() -> None:
    one = Command.parse({"execution_id": 325, "path": "system/flow"})
    assert (one.execution_id, one.path, one.version, one.input, one.step, one.pool) == ("325", "system/flow", None, {}, None, "shared")
    assert len(one.id) == 32
    assert one.id != Command.parse({"execution_id": 325, "path": "system/flow"}).id
    assert Command.parse(one.json()) == one


def test_parse_takes_everything() -> None:
    value = {"id": "a:1", "execution_id": "x", "path": "p", "version": 3, "input": {"n": 2**70, "ü": "\0"}, "step": "load", "pool": "gpu_1"}
    assert Command.parse(value).json() == value


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": ""}, "id must"),
        ({"id": "a b"}, "id must"),
        ({"id": 3}, "id must"),
        ({"execution_id": None}, "execution_id must"),
        ({"execution_id": True}, "execution_id must"),
        ({"execution_id": 2**63}, "execution_id must"),
        ({"execution_id": "a\0"}, "execution_id must"),
        ({"path": ""}, "path must"),
        ({"path": "../x"}, "path must"),
        ({"path": None}, "path must"),
        ({"version": 0}, "version must"),
        ({"version": "1"}, "version must"),
        ({"version": True}, "version must"),
        ({"input": []}, "input must"),
        ({"input": {"x": float("nan")}}, "input is not JSON"),
        ({"input": {"x": "y" * MAX_INPUT}}, "input has"),
        ({"step": ""}, "step must"),
        ({"step": "\ud800"}, "step must"),
        ({"pool": "a.b"}, "pool must"),
        ({"pool": "*"}, "pool must"),
        ({"payload": {}}, "no key 'payload'"),
    ],
)
def test_parse_refuses_in_one_line(change: dict[str, Json], said: str) -> None:
    with pytest.raises(CommandRefused, match=said) as caught:
        Command.parse({"execution_id": 1, "path": "p", **change})
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_list_is_no_command() -> None:
    with pytest.raises(CommandRefused, match="an object"):
        Command.parse([])


def _some(count: int) -> list[Command]:
    return [Command(f"c{number:04}", "7", "flow", input={"n": number}) for number in range(count)]


def test_an_id_is_there_once(catalog: Catalog) -> None:
    commands = Commands(catalog.database)
    assert commands.submit(_some(1200)) == 1200
    assert commands.submit(_some(1201)) == 1
    assert commands.submit([Command("c0000", "8", "other")]) == 0
    known = commands.status("c0000")
    assert known is not None
    assert (known["execution_id"], known["path"], known["state"]) == ("7", "flow", "queued")
    assert commands.status("none") is None
    assert commands.counts()["state"] == {"queued": 1201}
    assert commands.counts()["pool"] == {"shared": 1201}


def test_many_submit_the_same(catalog: Catalog) -> None:
    commands = Commands(catalog.database)
    new: list[int] = []
    threads = [threading.Thread(target=lambda: new.append(commands.submit(_some(300)[::-1]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(new) == 4
    assert sum(new) == 300


def test_recent_counts_fallbacks_and_forget(catalog: Catalog) -> None:
    commands = Commands(catalog.database)
    commands.submit(_some(3))
    commands.submit([Command("other", "7", "else")])
    assert [row["id"] for row in commands.recent(2)] == ["other", "c0002"]
    assert [row["id"] for row in commands.recent(9, "flow")] == ["c0002", "c0001", "c0000"]
    done = {"state": "done", "status": "failed", "error_kind": "trap", "engine": "interpreted", "fallback": "left", "outcome": '{"a": 1}'}
    with catalog.database.writing() as connection:
        connection.execute(update(COMMAND).where(COMMAND.c.id == "c0001").values(done_at="2020-01-01T00:00:00.000000Z", **done))
    found = commands.counts()
    assert found["state"] == {"queued": 3, "done": 1}
    assert found["pool"] == {"shared": 3}
    assert found["engine"] == {"interpreted": 1}
    assert found["fallback"] == {"left": 1}
    assert found["error_kind"] == {"trap": 1}
    assert commands.fallbacks() == {"flow": {"left": 1}}
    known = commands.status("c0001")
    assert known is not None
    assert known["outcome"] == {"a": 1}
    assert commands.forget(3600) == 1
    assert commands.status("c0001") is None
    assert commands.forget(3600) == 0
