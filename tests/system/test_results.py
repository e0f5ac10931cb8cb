"""Result materialiser: keys, tiers and bytes. Tables are read back by pyarrow, everything is compared with the rules in plain Python."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import strategies as st

import noetlc
from benchmarks.events import batch as generated
from benchmarks.events import payloads as behind

from . import rules
from .cases import EDGES, EID, FEW, REFERENCES, TEXTS, TRIALS, VALUES, batch, event, referring, sample, tried
from .worker import FOLDER, Answer, worker

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: tables cannot be read by another reader")

REF = f"noetl://execution/{EID}/result/load/1"
PLACE = "noetl/env=dev/region=local/cell=local-0/shard=s0235/tenant=default/project=default/date=2026-07-08/"
KEY = f"{PLACE}execution={EID}/results/load/0/0/1"


def read(data: bytes) -> list[tuple[str, str, list[Any]]]:
    """The columns of a stream, as pyarrow reads it."""
    assert data[:4] == b"\xff\xff\xff\xff"
    with pa.ipc.open_stream(data) as reader:
        batches = list(reader)
        assert len(batches) == 1
        for one in batches:
            one.validate(full=True)
        assert all(field.nullable for field in reader.schema)
        return [(field.name, str(field.type), batches[0].column(n).to_pylist()) for n, field in enumerate(reader.schema)]


def expected(payload: dict[str, Any]) -> dict[str, Any]:
    """What a call writes and reports."""
    cell = payload.get("cell") or {}
    found: dict[str, Any] = {"objects": {}, "unresolved": {}, "skipped": 0, "staged": 0}
    for one in rules.events_in(payload.get("messages") or []):
        reference = rules.reference(one) or {}
        ref = reference.get("ref")
        keys = [rules.result_key(reference.get("uri"), extension, cell) for extension in ("feather", "json")]
        if keys[0] is None or not isinstance(ref, str) or not ref.startswith("noetl://"):
            found["skipped"] += 1
        elif set(keys) & set(payload.get("existing") or []):
            found["staged"] += 1
        elif ref not in (payload.get("payloads") or {}):
            found["unresolved"][ref] = keys
        else:
            content = rules.stored(payload["payloads"][ref])
            found["objects"][keys[isinstance(content, bytes)]] = content
    return found


def agree(answer: Answer, payload: dict[str, Any]) -> None:
    wanted = expected(payload)
    assert set(answer.objects) == set(wanted["objects"])
    for key, data in answer.objects.items():
        content = wanted["objects"][key]
        if isinstance(content, bytes):
            assert data == content
            assert key.endswith(".json")
        else:
            assert json.dumps(read(data)) == json.dumps([list(column) for column in content]), key
    report = answer.value
    assert report["count"] == len(wanted["objects"])
    assert {one["key"]: one["bytes"] for one in report["objects"]} == {key: len(data) for key, data in answer.objects.items()}
    assert {one["ref"]: one["keys"] for one in report["unresolved"]} == wanted["unresolved"]
    assert (report["skipped"], report["staged"]) == (wanted["skipped"], wanted["staged"])


def put(payload: Any, uri: str = f"noetl://default/default/results/{EID}/load/0/0/1", **more: Any) -> dict[str, bytes]:
    """The objects written for one result."""
    asked = {**batch(event(1, result=referring(uri, REF))), "payloads": {REF: payload}, **more}
    answer = worker("result_materializer").call(asked)
    agree(answer, asked)
    return answer.objects


def test_needs_the_object_store_and_nothing_else() -> None:
    assert worker("result_materializer").imports == ["noetl.object_put"]


def test_sample_of_the_contract() -> None:
    asked = sample()
    first = worker("result_materializer").call(asked)
    agree(first, asked)
    (wanted,) = first.value["unresolved"]
    assert first.objects == {}
    assert wanted["ref"] == "noetl://execution/333298747507216384/result/load/333298747520000001"
    second = worker("result_materializer").call({**asked, "payloads": {wanted["ref"]: {"columns": ["id", "x"], "rows": [[1, "a"], [2, None]]}}})
    assert list(second.objects) == [f"{KEY}.feather"]
    assert read(second.objects[f"{KEY}.feather"]) == [("id", "int64", [1, 2]), ("x", "string", ["a", None])]


TIERS: dict[str, Any] = {
    "rows as objects": {"rows": [{"b": 1, "a": "x"}, {"a": None, "c": 9}]},
    "rows as arrays": {"columns": ["a", "b"], "rows": [[1, 2.5], [3], [None, 1, 9]]},
    "rows as arrays without names": {"rows": [[1, 2]]},
    "mixed rows": {"columns": ["a"], "rows": [[1], {"a": 2}, {"b": 3}]},
    "columns that are no text": {"columns": ["a", 5, None], "rows": [{"a": 1, "": 2}]},
    "rowset in data": {"status": "ok", "data": {"rows": [{"a": True}, {"a": None}]}},
    "rowset of a tool": {"data": {"z": {"rows": [{"z": 1}]}, "run": {"rows": []}, "a": {"x": 1}, "query": {"columns": ["q"], "rows": [[1]]}}},
    "rowset in the data of a tool": {"data": {"run": {"data": {"rows": [{"deep": 1}]}}}},
    "rows hide those of data": {"rows": 5, "data": {"rows": [{"a": 1}]}},
    "empty rows hide them": {"rows": [], "data": {"rows": [{"a": 1}]}},
    "null rows hide them": {"data": {"rows": [{"a": 1}]}, "rows": None},
    "bad rows beside a tool's": {"rows": [], "data": {"t": {"rows": [{"a": 1}]}}},
    "empty rows": {"rows": []},
    "a scalar row": {"rows": [{"a": 1}, 5]},
    "no columns": {"columns": [], "rows": [{"a": 1}]},
    "empty objects": {"rows": [{}]},
    "integers, floats, nulls": {"rows": [{"v": 1}, {"v": 2.5}, {"v": None}]},
    "floats": {"rows": [{"v": -0.0}, {"v": 1e300}, {"v": 5e-324}, {"v": 1e16}]},
    "booleans and integers": {"rows": [{"v": True}, {"v": 1}]},
    "integers at the edges": {"rows": [{"v": 2**53 + 1}, {"v": 2**63 - 1}, {"v": -(2**63)}, {"v": 2**63}, {"v": 2**64 - 1}]},
    "integers beyond all": {"rows": [{"v": 2**64}, {"v": 1}]},
    "all null": {"rows": [{"v": None}, {}]},
    "other cells": {"rows": [{"v": {"b": [1, None], "a": "ü"}}, {"v": "text"}, {"v": 1.5}, {"v": [2.0]}]},
    "long texts": {"rows": [{"v": "x" * 70000}, {"v": "東京" * 5000}]},
    "no table": {"stdout": "ü", "b": {"z": 1, "a": [1.5, None, True]}},
    "a text": "just text",
    "nothing": None,
    "a list": [{"rows": [{"a": 1}]}],
    "many": {"rows": [{"n": n, "half": n / 2, "even": n % 2 == 0, "name": f"row {n}"} for n in range(3000)]},
}


@pytest.mark.parametrize("name", TIERS)
def test_tiers(name: str) -> None:
    objects = put(TIERS[name])
    assert [key.rpartition(".")[0] for key in objects] == [KEY]
    assert put(TIERS[name]) == objects


def test_key_order_of_a_payload_does_not_matter() -> None:
    assert put({"a": 1, "b": {"x": 1, "y": 2}}) == put({"b": {"y": 2, "x": 1}, "a": 1}) == {f"{KEY}.json": b'{"a":1,"b":{"x":1,"y":2}}'}


URIS = {
    f"noetl://default/default/results/{EID}/a/b/c/3/7/2": f"{PLACE}execution={EID}/results/a/b/c/3/7/2.json",
    "noetl://t_acme/p_gen/results/325/load/0/0/1": "noetl/env=dev/region=local/cell=local-0/shard=s0235/tenant=t_acme/project=p_gen/"
    "date=2024-01-01/execution=325/results/load/0/0/1.json",
    "noetl://default/default/results/325/load/2/4/1": "noetl/env=dev/region=local/cell=local-0/shard=s0091/tenant=default/project=default/"
    "date=2024-01-01/execution=325/results/load/2/4/1.json",
}


@pytest.mark.parametrize("uri", URIS)
def test_keys(uri: str) -> None:
    assert list(put({}, uri)) == [URIS[uri]]


def test_cell_is_input() -> None:
    (key,) = put({}, cell={"env": "prod", "region": "usc1", "cell": "usc1-a", "shards": 16})
    assert key.startswith("noetl/env=prod/region=usc1/cell=usc1-a/shard=s")
    assert "shard=s0235" not in key
    assert list(put({}, cell={"env": "prod"})) == [f"{KEY}.json".replace("env=dev", "env=prod")]


def test_what_is_there_already_is_left_alone() -> None:
    asked = {**batch(event(1, result=referring())), "payloads": {REF: {"rows": [{"a": 1}]}}}
    for key in (f"{KEY}.json", f"{KEY}.feather"):
        answer = worker("result_materializer").call({**asked, "existing": [key]})
        assert answer.objects == {}
        assert answer.value["staged"] == 1
    assert worker("result_materializer").call({**asked, "existing": ["other"]}).value["count"] == 1


REFERRING = {
    "in an array": event(1, result=[1, [{"x": referring()}]]),
    "the first counts, keys sorted": event(1, b=referring("noetl://default/default/results/9/b/0/0/1"), a=[referring()]),
    "the first is incomplete": event(1, a={"kind": "result_ref"}, b=referring()),
    "the first has no uri": event(1, a=referring(None), b=referring()),
    "the first has another ref": event(1, a=referring(ref="http://x"), b=referring()),
    "outer before inner": event(1, a=referring(f"noetl://default/default/results/{EID}/outer/0/0/1", a=referring())),
    "the event itself": {"kind": "result_ref", "ref": REF, "uri": f"noetl://default/default/results/{EID}/load/0/0/1"},
    "none": event(1, a={"kind": "result"}),
    "text": json.dumps(event(1, result=referring())),
}


@pytest.mark.parametrize("name", REFERRING)
def test_which_reference(name: str) -> None:
    asked = {**batch(REFERRING[name]), "payloads": {REF: {"rows": [{"a": 1}]}}}
    answer = worker("result_materializer").call(asked)
    agree(answer, asked)
    first = rules.reference(rules.events_in(asked["messages"])[0]) or {}
    good = first.get("uri") is not None and str(first.get("ref")).startswith("noetl://")
    assert len(answer.objects) == good


def test_two_events_with_one_uri_write_one_object_the_last() -> None:
    asked: dict[str, Any] = {**batch(event(1, a=referring()), event(2, a=referring(ref=REF + "1"))), "payloads": {REF: {"rows": [{"a": 1}]}, REF + "1": {"rows": [{"a": 2}]}}}
    answer = worker("result_materializer").call(asked)
    agree(answer, asked)
    assert read(answer.objects[f"{KEY}.feather"]) == [("a", "int64", [2])]


@pytest.mark.parametrize("case", EDGES)
def test_edge_case(case: str) -> None:
    agree(worker("result_materializer").call(EDGES[case]), EDGES[case])


def test_realistic_batch_both_engines() -> None:
    drained = generated(600, 2, texts=0.3)
    asked = {**drained, "payloads": behind(drained)}
    answer = worker("result_materializer").call(asked)
    agree(answer, asked)
    assert len(answer.objects) > 15
    assert {key.rpartition(".")[2] for key in answer.objects} == {"feather", "json"}
    small = {"messages": drained["messages"][:60], "payloads": asked["payloads"]}
    interpreted = noetlc.interpret(FOLDER / "result_materializer.yaml", small)
    assert json.dumps(interpreted["result"], sort_keys=True) == json.dumps(worker("result_materializer").call(small).value, sort_keys=True)


PAYLOADS = st.one_of(
    VALUES,
    st.fixed_dictionaries(
        {"rows": st.lists(st.one_of(st.dictionaries(st.sampled_from("abü"), VALUES, max_size=3), st.lists(VALUES, max_size=3)), max_size=5)},
        optional={"columns": st.lists(st.one_of(TEXTS, st.sampled_from("abü"), st.none()), max_size=3)},
    ),
    st.fixed_dictionaries(
        {"rows": st.lists(st.fixed_dictionaries({"n": st.integers(-(2**65), 2**65) | st.none(), "f": st.floats(allow_nan=False, allow_infinity=False) | st.integers(), "b": st.booleans()}), max_size=9)}
    ).map(lambda rowset: {"status": "ok", "data": {"tool": rowset}}),
)


REFS = st.sampled_from(["noetl://execution/1/result/load/1", "noetl://execution/1/result/load/2"])


@TRIALS
def test_random_results(trials: int) -> None:
    def check(references: list[Any], payloads: dict[str, Any]) -> None:
        asked = {**batch(*(event(n, result=[one]) for n, one in enumerate(references))), "payloads": payloads}
        agree(worker("result_materializer").call(asked), asked)

    tried(trials, check, st.lists(REFERENCES, max_size=5), st.dictionaries(REFS, PAYLOADS))


@FEW
def test_random_results_interpreted(trials: int) -> None:
    def check(references: list[Any], payloads: dict[str, Any]) -> None:
        asked = {**batch(*(event(n, result=[one]) for n, one in enumerate(references))), "payloads": payloads}
        compiled = worker("result_materializer").call(asked).value
        interpreted = noetlc.interpret(FOLDER / "result_materializer.yaml", asked)["result"]
        assert json.dumps(interpreted, sort_keys=True) == json.dumps(compiled, sort_keys=True)

    tried(trials, check, st.lists(REFERENCES, min_size=1, max_size=3), st.dictionaries(REFS, PAYLOADS))
