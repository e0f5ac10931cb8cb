"""State materialiser: shards over several batches, against a service in plain Python that keeps its shards in memory."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import strategies as st

import noetlc
from benchmarks.events import batch as generated

from .cases import BATCHES, EDGES, EID, FEW, OTHER, TRIALS, batch, event, referring, sample, tried
from .shards import COLUMNS, Service
from .test_results import PLACE, read
from .worker import FOLDER, Answer, worker

OPEN, SEALED = (f"{PLACE}execution={EID}/state/{seal}.feather" for seal in ("open", "sealed"))
INTERPRETED = FOLDER / "state_materializer.yaml"


class Both:
    """The module, whose state goes in and out, beside the service."""

    def __init__(self, **limits: int) -> None:
        self.service = Service(**limits)
        names = {"rewrite": "rewrite_ms", "idle": "idle_ms", "most": "most_open", "remember": "sealed_ms", "with_rows": "most_sealed"}
        self.limits = {names[name]: value for name, value in limits.items()}
        self.state: Any = None
        self.objects: dict[str, bytes] = {}

    def call(self, payload: dict[str, Any], now: int = 0, existing: list[str] | None = None, cell: dict[str, Any] | None = None) -> Answer:
        asked = {**copy.deepcopy(payload), **self.limits, "state": self.state, "now_ms": now, "existing": existing or []}
        if cell is not None:
            asked["cell"] = cell
        answer = worker("state_materializer").call(asked)
        wanted = self.service.batch(copy.deepcopy(payload.get("messages") or []), now, existing or [], cell or {})
        assert {key: rows(data) for key, data in answer.objects.items()} == {key: [list(row) for row in lines] for key, lines in wanted.items()}
        report = answer.value
        assert report["skipped"] == self.service.skipped
        assert report["count"] == len(payload.get("messages") or []) - self.service.skipped
        assert [one["execution_id"] for one in report["held"]] == self.service.held
        assert report["evicted"] == self.service.evicted
        assert [(one["key"], one["rows"], one["bytes"]) for one in report["objects"]] == [
            (key, len(rows(data)), len(data)) for key, data in answer.objects.items()
        ]
        self.state = report["state"]
        assert sorted(map(int, self.state["open"])) == sorted(self.service.open)
        assert {int(eid): one["rows"] is None for eid, one in self.state["sealed"].items()} == {
            eid: one.rows is None for eid, one in self.service.sealed.items()
        }
        self.objects.update(answer.objects)
        return answer


def rows(data: bytes) -> list[list[Any]]:
    """The rows of a shard, as pyarrow reads them; its columns have the types of the contract."""
    columns = read(data)
    assert tuple(name for name, _, _ in columns) == COLUMNS
    kinds = [kind for _, kind, _ in columns]
    all_null = all(value is None for value in columns[1][2])
    assert kinds == ["int64", "string" if all_null else "int64", *["string"] * 6]
    found = [list(row) for row in zip(*(values for _, _, values in columns), strict=True)]
    assert [row[0] for row in found] == sorted(row[0] for row in found)
    return found


def ids(data: bytes) -> list[int]:
    return [row[0] for row in rows(data)]


def test_needs_the_object_store_and_nothing_else() -> None:
    assert worker("state_materializer").imports == ["noetl.object_put"]


def test_sample_of_the_contract() -> None:
    answer = Both().call(sample())
    assert list(answer.objects) == [OPEN]
    found = rows(answer.objects[OPEN])
    assert [kind for _, kind, _ in read(answer.objects[OPEN])] == ["int64", "int64", *["string"] * 6]
    assert [len(row[7].encode()) for row in found] == [377, 294, 760]
    assert found[2][6] == '{"data":{"columns":["id"],"rows":[{"id":1}]}}'
    assert answer.value["count"] == 3
    assert answer.value["skipped"] == 2


def test_only_the_root() -> None:
    answer = Both().call(batch(event(1, event_type="playbook_started", prev_event_id=None)))
    assert read(answer.objects[OPEN])[1] == ("prev_event_id", "string", [None])


def test_repeated_ids_keep_the_last() -> None:
    both = Both()
    both.call(batch(event(7, status="a"), event(5), event(7, status="b")))
    both.call(batch(event(5, status="c"), event(6)), 30_000)
    assert [(row[0], row[4]) for row in rows(both.objects[OPEN])] == [(5, "c"), (6, "PENDING"), (7, "b")]


def test_straggler_in_the_batch_of_the_end() -> None:
    both = Both()
    answer = both.call(batch(event(1), event(3, event_type="playbook.completed"), event(2)))
    assert list(answer.objects) == [SEALED]
    assert ids(answer.objects[SEALED]) == [1, 2, 3]
    assert both.state["open"] == {}


def test_straggler_in_a_later_batch() -> None:
    both = Both()
    both.call(batch(event(1), event(3, event_type="playbook_failed")))
    answer = both.call(batch(event(2)), 1000)
    assert list(answer.objects) == [OPEN]
    assert ids(answer.objects[OPEN]) == [2]
    assert ids(both.objects[SEALED]) == [1, 3]


def test_end_delivered_again_merges() -> None:
    both = Both()
    both.call(batch(event(1), event(2)))
    both.call(batch(event(3, event_type="playbook.cancelled")), 10)
    both.call(batch(event(4)), 20)
    answer = both.call(batch(event(3, event_type="playbook.cancelled", status="again")), 30)
    assert list(answer.objects) == [SEALED]
    assert [(row[0], row[4]) for row in rows(answer.objects[SEALED])] == [(1, "PENDING"), (2, "PENDING"), (3, "again"), (4, "PENDING")]
    again = both.call(batch(event(3, event_type="playbook.cancelled", status="again")), 40)
    assert again.objects == answer.objects


@pytest.mark.parametrize("event_type", ["playbook.completed", "playbook_completed", "playbook.failed", "playbook_failed", "playbook.cancelled", "playbook_cancelled"])
def test_terminal_types(event_type: str) -> None:
    assert list(Both().call(batch(event(1, event_type=event_type))).objects) == [SEALED]


@pytest.mark.parametrize("event_type", ["playbook-completed", "playbook.done", "command.completed", "PLAYBOOK.COMPLETED", None, 5])
def test_other_types(event_type: Any) -> None:
    answer = Both().call(batch(event(1, event_type=event_type)))
    assert list(answer.objects) == [OPEN]
    assert rows(answer.objects[OPEN])[0][2] == (event_type if isinstance(event_type, str) else "")


def test_a_seal_never_loses_rows_that_the_state_does_not_know() -> None:
    """After a loss of the state: the caller knows that the sealed shard is there."""
    both = Both()
    answer = both.call(batch(event(9, event_type="playbook.completed")), existing=[SEALED])
    assert list(answer.objects) == [OPEN]
    assert answer.value["held"] == [{"execution_id": EID, "key": SEALED}]
    assert both.call({}, 1, existing=[]).objects.keys() == {SEALED}


def test_a_caller_that_does_not_know_yet_is_asked() -> None:
    payload = {**batch(event(9, event_type="playbook.completed"), event(1, OTHER)), "existing": None, "now_ms": 5}
    answer = worker("state_materializer").call(payload)
    assert [one["key"] for one in answer.value["held"]] == [SEALED]
    assert SEALED not in answer.objects
    sealed = worker("state_materializer").call({"messages": [], "existing": [], "now_ms": 6, "state": answer.value["state"]})
    assert list(sealed.objects) == [SEALED]
    assert sealed.value["held"] == []
    held = worker("state_materializer").call({"messages": [], "existing": [SEALED], "now_ms": 6, "state": answer.value["state"]})
    assert held.objects == {}
    assert [one["key"] for one in held.value["held"]] == [SEALED]


def test_forgotten_rows_are_not_overwritten() -> None:
    both = Both(with_rows=1)
    both.call(batch(event(1), event(2, event_type="playbook.completed")), 0)
    both.call(batch(event(3, OTHER, event_type="playbook.completed")), 1)
    assert both.state["sealed"][str(EID)]["rows"] is None
    answer = both.call(batch(event(2, event_type="playbook.completed")), 2)
    assert [one["execution_id"] for one in answer.value["held"]] == [EID]
    assert SEALED not in answer.objects
    both.call(batch(event(2, event_type="playbook.completed")), 86_400_000)
    assert ids(both.objects[SEALED]) == [1, 2]


def test_open_shards_are_put_off() -> None:
    both = Both()
    assert list(both.call(batch(event(1)), 1000).objects) == [OPEN]
    assert both.call(batch(event(2)), 30_999).objects == {}
    assert ids(both.call({}, 31_000).objects[OPEN]) == [1, 2]
    assert both.call({}, 100_000).objects == {}
    answer = both.call(batch(event(3, event_type="playbook.completed")), 100_001)
    assert list(answer.objects) == [SEALED]


def test_idle_and_too_many() -> None:
    both = Both(most=2)
    both.call(batch(event(1, 101), event(2, 102)), 0)
    answer = both.call(batch(event(3, 101), event(4, 103)), 10)
    assert answer.value["evicted"] == [102]
    answer = both.call(batch(event(5, 104)), 20)
    assert answer.value["evicted"] == [101]
    assert [ids(data) for key, data in answer.objects.items() if "execution=101/" in key] == [[1, 3]]  # not yet written
    assert both.call({}, 3_600_010).value["evicted"] == [103]
    assert both.call({}, 3_600_020).value["evicted"] == [104]
    assert both.state == {"open": {}, "sealed": {}}


def test_without_a_clock_nothing_waits() -> None:
    first = worker("state_materializer").call(batch(event(1)))
    second = worker("state_materializer").call({**batch(event(2)), "state": first.value["state"]})
    assert ids(second.objects[OPEN]) == [1, 2]
    assert worker("state_materializer").call({"state": second.value["state"]}).objects == {}


def test_tenant_and_project_of_the_first_uri() -> None:
    both = Both()
    answer = both.call(batch(event(1, 325), event(2, 325, result=referring("noetl://t_acme/p_gen/results/325/load/0/0/1")), event(3, 325, result=referring())))
    (key,) = answer.objects
    assert key == "noetl/env=dev/region=local/cell=local-0/shard=s0235/tenant=t_acme/project=p_gen/date=2024-01-01/execution=325/state/open.feather"
    sealed = both.call(batch(event(4, 325, event_type="playbook.failed")), 1)
    again = both.call(batch(event(4, 325, event_type="playbook.failed", result=referring())), 2)
    assert list(sealed.objects) == list(again.objects) == [key.replace("open", "sealed")]


def test_cell_is_input() -> None:
    cell = {"env": "prod", "region": "usc1", "cell": "usc1-a", "shards": 16}
    (key,) = Both().call(batch(event(1)), cell=cell).objects
    assert key.startswith("noetl/env=prod/region=usc1/cell=usc1-a/shard=s00")


EXTRACTS: dict[str, Any] = {
    "null": None,
    "sorted": {"b": 1, "a": [1.5, True, None]},
    "as long as may be": "x" * 4094,
    "a byte too long": "x" * 4095,
    "in the middle of a character": "x" + "ü" * 3000,
    "wide characters": "😀" * 1100,
    "wide characters, shifted": "xy" + "😀" * 1100,
}


@pytest.mark.parametrize("name", EXTRACTS)
def test_extracts(name: str) -> None:
    answer = Both().call(batch(event(1, result=referring(extracted=EXTRACTS[name]))))
    found = rows(answer.objects[OPEN])[0][6]
    assert len(found.encode()) <= 4096
    if len(json.dumps(EXTRACTS[name], ensure_ascii=False).encode()) > 4096:
        assert len(found.encode()) > 4092


def test_extracted_absent() -> None:
    answer = Both().call(batch(event(1, result=referring()), event(2, extracted=5)))
    assert [row[6] for row in rows(answer.objects[OPEN])] == [None, None]


def test_ids_of_other_kinds() -> None:
    data = [event(1, prev_event_id=one) for one in ("5", 2**63, 1.0, True, -(2**63))]
    both = Both()
    both.call(batch(*({**one, "event_id": n} for n, one in enumerate(data))))
    assert [row[1] for row in rows(both.objects[OPEN])] == [None, None, None, None, -(2**63)]
    skipped = both.call(batch(*(event(one) for one in ("1", 1.0, True, None, 2**63, [])), *(event(1, one) for one in ("1", None, 2**63, False))))
    assert skipped.value["count"] == 0
    assert skipped.value["skipped"] == 10


@pytest.mark.parametrize("case", EDGES)
def test_edge_case(case: str) -> None:
    Both().call(EDGES[case])


@pytest.mark.parametrize("case", ["two executions", "large ids", "unicode", "texts"])
def test_edge_case_interpreted(case: str) -> None:
    compiled = worker("state_materializer").call(EDGES[case])
    envelope = noetlc.interpret(INTERPRETED, EDGES[case])
    assert json.dumps(envelope["result"], sort_keys=True) == json.dumps(compiled.value, sort_keys=True)


def test_realistic_stream() -> None:
    """A stream in batches, with pieces delivered twice; at the end every ended execution has all its rows in its seal."""
    messages = generated(1500, 4, texts=0.1)["messages"]
    both = Both()
    now = 0
    for start in range(0, 1500, 150):
        both.call({"messages": messages[max(0, start - 40) : start + 150]}, now)
        now += 7_000
    both.call({}, now + 60_000)
    wanted = Service()
    wanted.batch(messages, 0, [])
    for eid, one in wanted.sealed.items():
        assert one.rows is not None
        (data,) = (data for key, data in both.objects.items() if f"execution={eid}/state/sealed" in key)
        assert set(ids(data)) == set(one.rows)
    assert len(wanted.sealed) > 10


def test_redelivery_of_everything_changes_no_seal() -> None:
    messages = generated(400, 8)["messages"]
    both = Both()
    both.call({"messages": messages}, 0)
    before = {key: data for key, data in both.objects.items() if "/sealed." in key}
    both.call({"messages": messages}, 60_000)
    assert before
    assert {key: data for key, data in both.objects.items() if "/sealed." in key} == before


STREAMS = st.lists(st.tuples(BATCHES, st.sampled_from([0, 1, 10_000, 30_000, 4_000_000, 90_000_000])), min_size=1, max_size=5)


LIMITS = st.sampled_from([{}, {"most": 1}, {"with_rows": 0}, {"with_rows": 1, "remember": 1000}])


@TRIALS
def test_random_streams(trials: int) -> None:
    def check(stream: list[tuple[dict[str, Any], int]], limits: dict[str, int]) -> None:
        both = Both(**limits)
        now = 0
        seals: dict[str, set[int]] = {}
        for payload, pause in stream:
            now += pause
            for key, data in both.call(payload, now).objects.items():
                if "/sealed." in key:
                    forgetful = "remember" in limits or pause > 80_000_000
                    assert forgetful or seals.get(key, set()) <= set(ids(data))  # a seal never shrinks
                    seals[key] = set(ids(data))

    tried(trials, check, STREAMS, LIMITS)


@FEW
def test_random_batches_interpreted(trials: int) -> None:
    def check(payload: dict[str, Any]) -> None:
        compiled = worker("state_materializer").call(payload).value
        assert json.dumps(noetlc.interpret(INTERPRETED, payload)["result"], sort_keys=True) == json.dumps(compiled, sort_keys=True)

    tried(trials, check, BATCHES)
