"""Outbox publisher and clean-up, against the rules."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

import noetlc
from benchmarks.events import outbox as claimed

from . import rules
from .cases import TRIALS, tried
from .test_messages import same
from .worker import FOLDER, worker

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "outbox_id": st.integers(1, 2**63 - 1),
            "event_id": st.integers(1, 2**63 - 1),
            "payload": st.one_of(st.text(max_size=5), st.dictionaries(st.text(max_size=3), st.integers(), max_size=2), st.none()),
            "payload_codec": st.just("json"),
            "attempts": st.integers(1, 25),
        },
        optional={"subject": st.sampled_from(["noetl.events.a.b.325.5", "", None]), "execution_id": st.integers(1, 9)},
    ),
    max_size=7,
    unique_by=lambda row: row["outbox_id"],
)


def check(rows: list[dict[str, Any]], errors: dict[int, str | None] | None, most: int, answer: dict[str, Any]) -> None:
    if errors is None:
        same(answer["messages"], rules.outbox_messages(rows))
        assert answer["count"] == len(rows)
        assert not answer["mark_failed"]
        assert not answer["mark_published"]["outbox_ids"]
        return
    settled = rules.outbox_settled(rows, errors, most)
    same(answer["mark_published"], {"outbox_ids": settled["published"]})
    same(answer["mark_failed"], settled["failed"])
    assert answer["messages"] == []


def payload_of(rows: list[dict[str, Any]], errors: dict[int, str | None] | None, most: int) -> dict[str, Any]:
    payload: dict[str, Any] = {"rows": rows, "max_delay_seconds": most}
    if errors is not None:
        payload["results"] = [{"outbox_id": one, "error": error} for one, error in errors.items()]
    return payload


@TRIALS
def test_random_claims(trials: int) -> None:
    def one(rows: list[dict[str, Any]], data: st.DataObject, most: int) -> None:
        tries = data.draw(st.none() | st.sets(st.sampled_from([row["outbox_id"] for row in rows]))) if rows else None
        errors = None if tries is None else {row: data.draw(st.none() | st.text(max_size=4)) for row in sorted(tries)}
        check(rows, errors, most, worker("outbox_publisher").call(payload_of(rows, errors, most)).value)

    tried(trials, one, ROWS, st.data(), st.sampled_from([300, 1, 64, 1000]))


def test_claim_of_a_thousand_rows_both_engines() -> None:
    rows = claimed(1000)["rows"]
    errors = {row["outbox_id"]: ("timeout" if row["outbox_id"] % 7 == 0 else None) for row in rows if row["outbox_id"] % 11}
    for answers in (None, errors):
        payload = payload_of(rows, answers, 300)
        check(rows, answers, 300, worker("outbox_publisher").call(payload).value)
        small = payload_of(rows[:40], answers and {row["outbox_id"]: answers.get(row["outbox_id"]) for row in rows[:40]}, 300)
        same(worker("outbox_publisher").call(small).value, noetlc.interpret(FOLDER / "outbox_publisher.yaml", small)["result"])


@pytest.mark.parametrize(("attempts", "delay"), [(1, 1), (2, 2), (5, 16), (9, 256), (20, 256)])
def test_locked_delays(attempts: int, delay: int) -> None:
    row = {"outbox_id": 1, "event_id": 2, "payload": {}, "attempts": attempts}
    answer = worker("outbox_publisher").call({"rows": [row], "results": [{"outbox_id": 1, "error": "no"}]}).value
    assert answer["mark_failed"][0]["available_at_in"] == delay


def test_subjects_and_long_errors() -> None:
    rows = [{"outbox_id": n, "event_id": 2**63 - n, "payload": "{}", "attempts": 1, **more} for n, more in ((3, {"subject": "s"}), (1, {}), (2, {"subject": None}))]
    answer = worker("outbox_publisher").call({"rows": rows}).value
    assert [one["subject"] for one in answer["messages"]] == ["noetl.events.none.none.none.0"] * 2 + ["s"]
    assert answer["messages"][0]["headers"] == {"Nats-Msg-Id": "9223372036854775807"}
    long = "ü" * 3000
    failed = worker("outbox_publisher").call({"rows": rows[:1], "results": [{"outbox_id": 3, "error": long}]}).value["mark_failed"]
    assert failed[0]["request"]["error"] == "ü" * 2000
    assert worker("outbox_publisher").call({"rows": []}).value["count"] == 0


def test_a_claimed_row_without_an_answer_is_marked_failed() -> None:
    rows = [{"outbox_id": n, "event_id": n, "payload": {}, "attempts": 1} for n in (2, 1)]
    answer = worker("outbox_publisher").call({"rows": rows, "results": [{"outbox_id": 1, "error": None}]}).value
    assert answer["mark_published"] == {"outbox_ids": [1]}
    assert [one["request"]["outbox_id"] for one in answer["mark_failed"]] == [2]


def test_clean_up_has_the_defaults_and_takes_a_policy() -> None:
    purge = {"command_retention_days": 7, "runtime_stale_minutes": 60, "event_retention_days": 0}
    collect = {"dry_run": True, "grace_seconds": 86400, "limit": 1000, "prefix": "noetl/"}
    for more in ({}, {"command_retention_days": -1, "event_retention_days": 30, "dry_run": False, "prefix": "noetl/env=dev/", "limit": 5}):
        wanted = [
            {"method": "POST", "path": "/api/internal/cleanup/purge", "body": {name: more.get(name, value) for name, value in purge.items()}},
            {"method": "POST", "path": "/api/internal/result-tier/gc", "body": {name: more.get(name, value) for name, value in collect.items()}},
        ]
        same(worker("scheduled_cleanup").call(more).value, {"requests": wanted})
        same(noetlc.interpret(FOLDER / "scheduled_cleanup.yaml", more)["result"], {"requests": wanted})
    assert worker("scheduled_cleanup").imports == worker("outbox_publisher").imports == []
