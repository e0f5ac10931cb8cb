"""The service playbooks around the modules, against a platform in memory: nothing is acked before it is stored, nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import noetlc
from benchmarks.events import batch as generated
from benchmarks.events import outbox as claimed
from benchmarks.events import payloads as behind

from .cases import EID, event, referring
from .platform import Platform
from .test_results import read
from .worker import FOLDER, built, kept

CATALOG = 326111222333444555


def run(name: str, platform: Platform, **workload: Any) -> Any:
    """One run of a compiled service; its module is a plug-in of the worker."""
    envelope = noetlc.run(kept(FOLDER / f"{name}_service.yaml"), workload, host=platform)
    assert envelope["status"] == "completed", envelope["errors"]
    return envelope["result"]


def run_linked(name: str, platform: Platform, folder: Path, **workload: Any) -> Any:
    """The same, service and plug-in linked to one module."""
    plugin = folder / "system" / f"{name}.wasm"
    plugin.parent.mkdir(exist_ok=True)
    plugin.write_bytes(built(name))
    made = noetlc.build(FOLDER / f"{name}_service.yaml", verify=False, plugin_path=[folder])
    assert "tool_wasm" not in str(made.manifest["capabilities"])
    return noetlc.run(made.wasm, workload, host=platform)["result"]


@pytest.mark.parametrize("how", ["compiled", "linked", "interpreted"])
def test_event_round(how: str, tmp_path: Path) -> None:
    platform = Platform()
    platform.feed(*(message["data"] for message in generated(100, texts=0.3, bad=0.1)["messages"]))
    asked = {"batch": 200}
    if how == "compiled":
        result = run("event_materializer", platform, **asked)
    elif how == "linked":
        result = run_linked("event_materializer", platform, tmp_path, **asked)
    else:
        result = noetlc.interpret(FOLDER / "event_materializer_service.yaml", asked, host=platform)["result"]
    assert result["drained"] == 100
    assert result["picked"] + result["skipped"] == 100
    assert 80 < result["picked"] < 100
    assert len(platform.events) == result["picked"]
    assert len(platform.acked) == 100
    assert result["acked"] is True
    assert result["dead"] == 0
    assert all("created_at" not in row and "timestamp" in row for row in platform.events.values())


def test_a_store_that_is_down_loses_nothing() -> None:
    platform = Platform(down={"/api/internal/events/project"})
    platform.feed(event(5, catalog_id=CATALOG), event(6, catalog_id=CATALOG))
    result = run("event_materializer", platform)
    assert result["acked"] is False
    assert platform.acked == []
    assert platform.pending == {}
    assert len(platform.waiting) == 2
    assert sum(path.endswith("project") for path, _ in platform.requests) == 3  # tries
    platform.down.clear()
    assert run("event_materializer", platform)["acked"] is True
    assert len(platform.events) == 2
    assert platform.waiting == []


def test_one_bad_row_is_buried_alone() -> None:
    platform = Platform()
    platform.feed(event(5, catalog_id=CATALOG), event("6", catalog_id=CATALOG), event(7), event(8, catalog_id=CATALOG))
    result = run("event_materializer", platform)
    assert result["acked"] is True
    assert result["dead"] == 2
    assert sorted(key[1] for key in platform.events) == [5, 8]
    assert [(subject, letter["status"], letter["event"]["event_id"]) for subject, letter in platform.published] == [
        ("noetl.dead.event_materializer", 422, "6"),
        ("noetl.dead.event_materializer", 409, 7),
    ]


def test_a_dead_letter_that_cannot_be_sent_is_not_acked() -> None:
    platform = Platform(no_publish={"noetl.dead.event_materializer"})
    platform.feed(event("6", catalog_id=CATALOG))
    assert run("event_materializer", platform)["acked"] is False
    assert len(platform.waiting) == 1


def test_batches_without_events_are_acked_and_nothing_is_sent() -> None:
    platform = Platform()
    platform.feed(None, "x", {})
    assert run("event_materializer", platform) == {"drained": 3, "picked": 0, "skipped": 3, "duplicates": 0, "dead": 0, "acked": True}
    assert platform.requests == []
    assert len(platform.acked) == 3
    assert run("event_materializer", Platform())["drained"] == 0


def test_redelivery_is_counted_as_duplicates() -> None:
    platform = Platform()
    rows = [event(n, catalog_id=CATALOG) for n in (5, 6, 5)]
    platform.feed(*rows)
    assert run("event_materializer", platform)["duplicates"] == 1
    platform.feed(*rows)
    assert run("event_materializer", platform)["duplicates"] == 3
    assert len(platform.events) == 2


def test_a_batch_that_the_module_cannot_take_is_released() -> None:
    platform = Platform(broken={"system/event_materializer"})
    platform.feed(event(5, catalog_id=CATALOG))
    assert run("event_materializer", platform)["acked"] is False
    assert len(platform.waiting) == 1
    assert platform.events == {}


def test_projector_round() -> None:
    platform = Platform()
    platform.feed(event(1), event(2, str(EID)), event(3, 7), event(4, "x"), None)
    result = run("projector", platform)
    assert (result["executions"], result["advanced"], result["acked"]) == (2, 2, True)
    assert platform.requests == [("/api/internal/projection/advance", {"execution_ids": [EID, 7]})]
    platform.down = {"/api/internal/projection/advance"}
    platform.feed(event(1))
    assert run("projector", platform)["acked"] is False
    assert len(platform.waiting) == 1


def test_outbox_round() -> None:
    platform = Platform()
    for row in claimed(30)["rows"]:
        platform.outbox[row["outbox_id"]] = {**row, "attempts": 0, "state": "PENDING", "subject": f"s.{row['outbox_id']}"}
    platform.no_publish = {"s.5003", "s.5007"}
    assert run("outbox_publisher", platform) == {"claimed": 30, "published": 28, "failed": 2}
    assert [subject for subject, _ in platform.published] == sorted(f"s.{n}" for n in range(5000, 5030) if n not in (5003, 5007))
    assert {n: row["state"] for n, row in platform.outbox.items() if row["state"] != "PUBLISHED"} == {5003: "FAILED", 5007: "FAILED"}
    platform.no_publish = set()
    assert run("outbox_publisher", platform) == {"claimed": 2, "published": 2, "failed": 0}
    assert run("outbox_publisher", platform) == {"claimed": 0, "published": 0, "failed": 0}


def test_clean_up() -> None:
    platform = Platform()
    result = run("scheduled_cleanup", platform, event_retention_days=30)
    assert result == {"purged": {"commands_purged": 3, "runtime_purged": 1, "events_purged": 0}, "collected": {"removed": 0}, "failed": 0}
    assert [path for path, _ in platform.requests] == ["/api/internal/cleanup/purge", "/api/internal/result-tier/gc"]
    assert platform.requests[0][1]["event_retention_days"] == 30
    platform.down = {"/api/internal/cleanup/purge"}
    assert run("scheduled_cleanup", platform)["failed"] == 1


def test_result_round() -> None:
    platform = Platform()
    drained = generated(300, 3)
    platform.payloads = behind(drained)
    platform.feed(*(message["data"] for message in drained["messages"]))
    gone, *_ = platform.payloads
    del platform.payloads[gone]
    result = run("result_materializer", platform, batch=300)
    assert result["written"] == len(platform.payloads) == len(platform.objects) > 5
    assert result["unresolved"] == [gone]
    assert result["errors"] == []
    assert len(platform.acked) == 300
    assert all(read(data) for key, data in platform.objects.items() if key.endswith(".feather"))
    before = dict(platform.objects)
    platform.requests.clear()
    platform.feed(*(message["data"] for message in drained["messages"]))
    again = run("result_materializer", platform, batch=300)
    assert (again["written"], again["staged"]) == (0, len(before))
    assert platform.objects == before
    assert [path for path, _ in platform.requests].count("/api/result/resolve") == 1  # of the one that is gone


def test_result_round_acks_whatever_happens() -> None:
    platform = Platform(down={"/api/result/resolve"})
    platform.feed(event(1, result=referring()), None)
    result = run("result_materializer", platform)
    assert len(platform.acked) == 2
    assert result["written"] == 0
    assert len(result["unresolved"]) == 1
    platform = Platform(broken={"system/result_materializer"})
    platform.feed(event(1, result=referring()))
    run("result_materializer", platform)
    assert len(platform.acked) == 1


def test_state_rounds() -> None:
    platform = Platform()
    messages = [message["data"] for message in generated(700, 6)["messages"]]
    platform.feed(*messages[:400])
    first = run("state_materializer", platform, batch=100)
    platform.clock += 60_000
    platform.feed(*messages[300:])
    second = run("state_materializer", platform, batch=100)
    assert (first["rounds"], second["rounds"]) == (5, 5)
    assert len(platform.acked) == 800
    seals = [key for key in platform.objects if "/sealed." in key]
    assert len(seals) > 5
    ended = [row for row in messages if isinstance(row, dict) and str(row.get("event_type")).startswith("playbook") and row["event_type"] != "playbook_started"]
    for row in ended:
        (key,) = (key for key in seals if f"execution={row['execution_id']}/" in key)
        wanted = {one["event_id"] for one in messages if isinstance(one, dict) and one.get("execution_id") == row["execution_id"]}
        assert set(read(platform.objects[key])[0][2]) >= wanted - {one for one in wanted if one > row["event_id"]}


def test_a_lost_state_shrinks_no_seal() -> None:
    platform = Platform()
    platform.feed(event(1), event(2, prev_event_id=1), event(3, event_type="playbook.completed", prev_event_id=2))
    run("state_materializer", platform)
    (seal,) = (key for key in platform.objects if "/sealed." in key)
    before = platform.objects[seal]
    platform.bucket.clear()
    platform.feed(event(3, event_type="playbook.completed", prev_event_id=2))
    run("state_materializer", platform)
    assert platform.objects[seal] == before
    assert read(before)[0][2] == [1, 2, 3]
    (rest,) = (data for key, data in platform.objects.items() if "/open." in key)
    assert read(rest)[0][2] == [3]
