"""Effects take place once per idempotency key; bad ones are refused with one line. On both databases."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import Any

import pytest
from sqlalchemy import func, select

from noetlc.runs.effects import EVENT_FIELDS, EffectConflict, EffectRefused, Effects, result_data
from noetlc.runs.schema import EFFECT, EVENT, OBJECT, RESULT

Json = Any

ENVELOPE: dict[str, Json] = {
    "execution_id": 333298747507216384,
    "event_type": "call.done",
    "step": "load",
    "status": "COMPLETED",
    "created_at": "2026-07-08T17:30:15.250Z",
    "context": {"rows": 3},
}
FEATHER = "application/vnd.apache.arrow.feather"


def count(effects: Effects, table: Json) -> int:
    with effects.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_results(effects: Effects) -> None:
    data = {"rows": [1, 2.5, None], "name": "größer"}
    with effects.database.writing() as connection:
        first = effects.put_result(connection, "7", "load", data, source_step="start")
        second = effects.put_result(connection, "7", "load", data)
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    assert first | {"ref": ""} == {
        "ref": "", "store": "db", "scope": "execution", "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest(), "expires_at": None,
    }  # fmt: skip
    assert first["ref"].startswith("noetl://execution/7/result/load/"), "each put has a reference of its own"
    assert first["ref"] != second["ref"], "each put has a reference of its own"
    assert effects.result(first["ref"]) == body
    assert effects.result(first["ref"] + "0") is None
    assert effects.result("\0") is None
    with effects.database.writing() as connection:
        half = effects.put_result(connection, "7", "half", "\ud800")
    assert effects.result(half["ref"]) == b'"\\ud800"', "JSON can say it, so it comes back"
    assert result_data(b'{"a": 1}') == {"a": 1}
    assert result_data(b"\xff") == {"_bytes_b64": "/w=="}
    assert result_data(b"NaN") == {"_bytes_b64": "TmFO"}


def test_objects(effects: Effects) -> None:
    with effects.database.writing() as connection:
        assert effects.put_object(connection, "noetl/a=b/1.feather", b"one", FEATHER)["bytes"] == 3
        done = effects.put_object(connection, "noetl/a=b/1.feather", b"\0\xff", "application/octet-stream")
    assert done == {"key": "noetl/a=b/1.feather", "digest": hashlib.sha256(b"\0\xff").hexdigest(), "bytes": 2}
    found = effects.object("noetl/a=b/1.feather")
    assert found is not None
    assert (found.data, found.digest, found.media_type) == (b"\0\xff", done["digest"], "application/octet-stream")
    assert effects.object("noetl") is None
    assert count(effects, OBJECT) == 1


def test_events(effects: Effects) -> None:
    with effects.database.writing() as connection:
        second = effects.publish_event(connection, ENVELOPE | {"event_id": 20, "meta": {"attempt": 1, "api-key": "x"}, "worker_id": "w1"})
        first = effects.publish_event(connection, ENVELOPE | {"event_id": "10", "context": [1], "created_at": "2026-07-08T17:30:14.001"})
        again = effects.publish_event(connection, ENVELOPE | {"event_id": 20, "context": {"rows": 4}})
        minted = effects.publish_event(connection, ENVELOPE)
        effects.publish_event(connection, ENVELOPE | {"execution_id": 5, "event_id": 20})
    assert second == again == {"status": "ok", "event_id": 20, "commands_generated": 0}
    assert first["event_id"] == 10
    rows = effects.events(333298747507216384)
    assert [(row["event_id"], row["prev_event_id"]) for row in rows] == [(10, None), (20, 10), (minted["event_id"], 20)]
    assert list(rows[1]) == list(EVENT_FIELDS), "every field of the platform's rows, nulls too"
    assert rows[1]["result"] == {"status": "COMPLETED", "context": {"rows": 3}}, "the redelivery changed nothing"
    assert rows[1]["meta"] == {"attempt": 1, "api-key": "[REDACTED]", "actionable": True, "informative": True, "worker_id": "w1"}
    assert (rows[0]["context"], rows[0]["result"], rows[0]["node_name"]) == ([1], None, "load")
    assert effects.events(333298747507216384, after=10, most=1) == rows[1:2]
    assert effects.events(6) == effects.events(2**70) == []
    with effects.database.reading() as connection:
        stored = connection.execute(select(EVENT.c.created_at).order_by(EVENT.c.execution_id, EVENT.c.event_id)).scalars().all()
    assert stored[1] == "2026-07-08T17:30:14.001000Z", "a time without a zone is UTC"


@pytest.mark.parametrize(
    "hidden",
    [{"password": "x"}, {"X-Api-Key": [1]}, {"author": "it is hit"}, "Bearer abcdefgh12", "eyJhbGciOi.eyJzdWIiOi.abc", "-----BEGIN RSA PRIVATE KEY-----", "ghp_" + "a" * 36],
    ids=["password", "key", "author", "bearer", "jwt", "pem", "vendor"],
)
def test_events_hold_no_secrets(effects: Effects, hidden: Json) -> None:
    with effects.database.writing() as connection:
        effects.publish_event(connection, ENVELOPE | {"event_id": 1, "context": {"deep": [hidden, {"authentic": "bearer of news"}, "basic"]}})
    [row] = effects.events(ENVELOPE["execution_id"])
    stored = row["result"]["context"]["deep"]
    assert stored[0] == "[REDACTED]" or list(stored[0].values()) == ["[REDACTED]"]
    assert stored[1:] == [{"authentic": "[REDACTED]"}, "basic"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"execution_id": True}, "execution_id of an event is an integer"),
        ({"execution_id": 2**63}, "64 bits"),
        ({"execution_id": 1.0}, "64 bits"),
        ({"event_id": 0}, "positive"),
        ({"event_id": "x"}, "event_id"),
        ({"event_type": ""}, "event_type"),
        ({"step": "a\0b"}, "step"),
        ({"status": None}, "status"),
        ({"created_at": "yesterday"}, "created_at of an event is a time of RFC 3339, not 'yesterday'"),
        ({"created_at": "2026-02-30T00:00:00Z"}, "created_at"),
        ({"created_at": "9999-12-31T23:59:59-23:00"}, "created_at"),
        ({"meta": [1]}, "meta"),
        ({"actionable": 1}, "booleans"),
        ({"worker_id": 3}, "worker_id"),
        ({"context": float("nan")}, "no JSON"),
    ],
)
def test_bad_events(effects: Effects, change: dict[str, Json], told: str) -> None:
    with pytest.raises(EffectRefused, match=told) as failed, effects.database.writing() as connection:
        effects.publish_event(connection, ENVELOPE | change)
    assert "\n" not in str(failed.value)
    assert count(effects, EVENT) == 0


def test_other_bad_effects(effects: Effects) -> None:
    deep: Json = []
    for _ in range(100_000):
        deep = [deep]
    with effects.database.writing() as connection:
        for execution, name, data in (("", "n", 1), ("a/b", "n", 1), ("1", "", 1), ("1", "a\nb", 1), ("1", "n", float("inf")), ("1", "n", deep), ("1", "n" * 501, 1)):
            with pytest.raises(EffectRefused):
                effects.put_result(connection, execution, name, data)
        for key, media in (("../x", "a/b"), ("/x", "a/b"), ("", "a/b"), ("a\\b", "a/b"), ("x" * 1001, "a/b"), ("x", "text"), ("x", "a/b\r\nset-cookie: x")):
            with pytest.raises(EffectRefused):
                effects.put_object(connection, key, b"", media)
        for envelope in ([], None, ENVELOPE | {"context": deep}, {name: value for name, value in ENVELOPE.items() if name != "context"}):
            with pytest.raises(EffectRefused):
                effects.publish_event(connection, envelope)
        for idempotency in ("", "x" * 1001, "a\nb"):
            with pytest.raises(EffectRefused, match="idempotency key"):
                effects.put_object(connection, "x", b"", "a/b", key=idempotency)
        effects.put_object(connection, "x", b"", "a/b")
    assert (count(effects, RESULT), count(effects, OBJECT), count(effects, EVENT), count(effects, EFFECT)) == (0, 1, 0, 0)


def test_a_key_is_used_once(effects: Effects) -> None:
    for _ in range(3):
        with effects.database.writing() as connection:
            ref = effects.put_result(connection, "1", "n", {"a": 1}, key="c/0")["ref"]
            number = effects.publish_event(connection, ENVELOPE, key="c/1")["event_id"]
            effects.put_object(connection, "o", b"first", "a/b", key="c/2")
    with effects.database.writing() as connection:
        effects.put_object(connection, "o", b"later", "a/b")
        effects.put_object(connection, "o", b"first", "a/b", key="c/2")
    assert (count(effects, RESULT), count(effects, EVENT), count(effects, EFFECT)) == (1, 1, 3)
    found = effects.object("o")
    assert found is not None, "a repetition does not undo what came after it"
    assert found.data == b"later", "a repetition does not undo what came after it"
    assert effects.result(ref) == b'{"a":1}'
    assert [row["event_id"] for row in effects.events(ENVELOPE["execution_id"])] == [number]
    with effects.database.writing() as connection:
        with pytest.raises(EffectConflict, match="c/0"):
            effects.put_result(connection, "1", "n", {"a": 2}, key="c/0")
        with pytest.raises(EffectConflict):
            effects.put_object(connection, "o", b"first", "a/b", key="c/0")
        with pytest.raises(EffectConflict):
            effects.publish_event(connection, ENVELOPE | {"status": "FAILED"}, key="c/1")


def test_what_was_not_committed_may_be_asked_again(effects: Effects) -> None:
    with pytest.raises(ZeroDivisionError), effects.database.writing() as connection:
        effects.put_result(connection, "1", "n", 1, key="k")
        raise ZeroDivisionError
    assert count(effects, RESULT) == count(effects, EFFECT) == 0
    with effects.database.writing() as connection:
        effects.put_result(connection, "1", "n", 2, key="k")
    assert count(effects, RESULT) == 1


def test_many_at_once(effects: Effects) -> None:
    answers: list[Json] = []
    start = threading.Barrier(8)

    def work(number: int) -> None:
        start.wait()
        for turn in range(10):
            with effects.database.writing() as connection:
                same = effects.put_result(connection, "1", "n", turn, key=f"shared/{turn}")
                effects.publish_event(connection, ENVELOPE, key=f"{number}/{turn}")
            answers.append((turn, same["ref"]))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 80, "one answer per key"
    assert len(set(answers)) == 10, "one answer per key"
    rows = effects.events(ENVELOPE["execution_id"])
    assert count(effects, RESULT) == 10
    assert len(rows) == 80
    assert [row["prev_event_id"] for row in rows] == [None, *[row["event_id"] for row in rows[:-1]]], "one root, one chain"
