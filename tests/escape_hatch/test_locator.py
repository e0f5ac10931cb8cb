"""`locator`: locked vectors, malformed addresses, the way there and back, and the rules in plain Python."""

from __future__ import annotations

from typing import Any

import pytest
import rules
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SLOW = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

EID = 333298747507216384
URI = f"noetl://default/default/results/{EID}/load/0/0/1"
WHERE = "noetl/env=dev/region=local/cell=local-0"
KEY = f"{WHERE}/shard=s0235/tenant=default/project=default/date=2026-07-08/execution={EID}/results/load/0/0/1.feather"


def test_locked_key(guest: Any) -> None:
    assert guest("locator.key", URI, None, "feather") == KEY == rules.key(URI, None, "feather")
    assert guest("locator.uri", KEY) == URI
    assert guest("locator.parse", URI) == {
        "tenant": "default", "project": "default", "execution_id": EID, "step": "load", "frame": 0, "row": 0, "attempt": 1,
    }  # fmt: skip


def test_locked_dates(guest: Any) -> None:
    assert "/date=2026-07-08/" in guest("locator.prefix", "default", "default", EID, None)
    assert guest("locator.prefix", "t_acme", "p_gen", 325, {}) == (
        f"{WHERE}/shard=s0235/tenant=t_acme/project=p_gen/date=2024-01-01/execution=325/"
    )


def test_cells(guest: Any) -> None:
    cell = {"env": "prod", "region": "eu", "cell": "c-7", "shards": 100000}
    key = guest("locator.key", URI, cell, "json")
    assert key == rules.key(URI, cell, "json")
    assert key.startswith("noetl/env=prod/region=eu/cell=c-7/shard=s")
    assert key.endswith("/results/load/0/0/1.json")
    assert guest("locator.uri", key) == URI
    for odd in (
        [], "x", 5, {"env": ""}, {"env": 5, "shards": 0}, {"shards": -1}, {"shards": "16"}, {"shards": "016"}, {"shards": "x"}, {"shards": ""},
        {"shards": True}, {"shards": 1 << 31}, {"shards": (1 << 31) - 1}, {"shards": 1 << 40}, {"shards": 1 << 70}, {"shards": 2.0}, {"shards": 1},
    ):  # fmt: skip
        assert guest("locator.key", URI, odd, "feather") == rules.key(URI, odd, "feather"), odd


STEPS = ["load", "a/b", "a/b/c/0/0/1", "/", "//", "0", "0/0", "é ü/😀", "results", ".."]


@pytest.mark.parametrize("step", STEPS)
def test_steps(guest: Any, step: str) -> None:
    uri = f"noetl://t/p/results/1/{step}/2/3/4"
    assert guest("locator.parse", uri) == {"tenant": "t", "project": "p", "execution_id": 1, "step": step, "frame": 2, "row": 3, "attempt": 4}
    assert guest("locator.uri", guest("locator.key", uri, {}, "json")) == uri


NO_URIS = [
    "", "noetl://", "noetl:/", "http://t/p/results/1/s/0/0/1", "noetl://t/p/results/1/s/0/0", "noetl://t/p/results/1/0/0/1", "noetl://t/p/results/1//0/0/1",
    "noetl://t/p/result/1/s/0/0/1", "noetl://t/p/resultsx/1/s/0/0/1", "noetl:///p/results/1/s/0/0/1", "noetl://t//results/1/s/0/0/1", "noetl://t/p/results//s/0/0/1",
    "noetl://t/p/results/x/s/0/0/1", "noetl://t/p/results/1/s/x/0/1", "noetl://t/p/results/1/s/0/x/1", "noetl://t/p/results/1/s/0/0/x", "noetl://t/p/results/1/s/0/0/",
    "noetl://t/p/results/1/s/0//1", "noetl://t/p/results/1/s//0/1", "noetl://t/p/results/1/s/0/0/1/", "noetl://t/p/results/1/s/0/0/1 ", " noetl://t/p/results/1/s/0/0/1",
    "noetl://t/p/results/-1/s/0/0/1", "noetl://t/p/results/+1/s/0/0/1", "noetl://t/p/results/1/s/0/0/-1", "noetl://t/p/results/1.0/s/0/0/1", "noetl://t/p/results/1/s/0/0/1.0",
    "noetl://t/p/results/9223372036854775808/s/0/0/1", "noetl://t/p/results/1/s/0/0/99999999999999999999", "noetl://t/p/results/1/s/0/0/٣",
    "noetl://execution/333298747507216384/result/load/333298747520000001", "NOETL://t/p/results/1/s/0/0/1",
]  # fmt: skip


@pytest.mark.parametrize("uri", NO_URIS)
def test_what_is_no_result_uri(guest: Any, uri: str) -> None:
    assert rules.parse(uri) is None
    assert guest("locator.parse", uri) is None
    assert guest("locator.key", uri, {}, "feather") == ""


def test_limits(guest: Any) -> None:
    uri = "noetl://t/p/results/9223372036854775807/s/9223372036854775807/007/0"
    assert guest("locator.parse", uri) == rules.parse(uri)
    key = guest("locator.key", uri, {}, "json")
    assert key == rules.key(uri, {}, "json")
    assert key.endswith("/9223372036854775807/7/0.json")


NO_KEYS = [
    "", KEY[1:], KEY.replace(".feather", ""), KEY.replace("results/", "state/"), KEY.replace("execution=", "execution=x"), KEY.replace("load", ""),
    KEY.replace("shard=s", "shard="), KEY.replace("tenant=default", "tenant="), KEY.replace("project=default", "project="), KEY.replace("/env=dev", ""),
    KEY.replace("date=2026-07-08/", ""), KEY.replace("/0/0/1.", "/0/1."), KEY.replace("1.feather", ".feather"), KEY.replace("/0/0/1", "/0/x/1"),
    KEY.replace("env=dev", "env="), KEY.replace("region=", "regio="), f"x{KEY}", KEY.partition("results/")[0] + "state/open.feather",
]  # fmt: skip


@pytest.mark.parametrize("key", NO_KEYS)
def test_what_is_no_key(guest: Any, key: str) -> None:
    assert guest("locator.uri", key) == ""


names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1, max_size=8)
steps = st.lists(names | st.sampled_from(["", "0", "1"]), min_size=1, max_size=4).map("/".join).filter(bool)
counts = st.integers(0, (1 << 63) - 1) | st.integers(0, 3)


@SLOW
@given(names, names, counts, steps, counts, counts, counts, st.sampled_from(["feather", "json", "a.b"]), st.integers(1, 5000))
def test_there_and_back(
    guest: Any, tenant: str, project: str, eid: int, step: str, frame: int, row: int, attempt: int, extension: str, shards: int
) -> None:
    uri = f"noetl://{tenant}/{project}/results/{eid}/{step}/{frame}/{row}/{attempt}"
    expected = dict(zip(rules.FIELDS, (tenant, project, eid, step, frame, row, attempt), strict=True))
    assert guest("locator.parse", uri) == expected == rules.parse(uri)
    key = guest("locator.key", uri, {"shards": shards}, extension)
    assert key == rules.key(uri, {"shards": shards}, extension)
    assert guest("locator.uri", key) == uri


@SLOW
@given(st.lists(names | st.sampled_from(["", "results", "0", "1", "x", "noetl:"]), max_size=12).map("/".join), st.booleans())
def test_random_uris(guest: Any, text: str, scheme: bool) -> None:
    uri = "noetl://" + text if scheme else text
    assert guest("locator.parse", uri) == rules.parse(uri)
    assert guest("locator.key", uri, None, "feather") == rules.key(uri, None, "feather")


@SLOW
@given(names, names, st.integers(-(1 << 63), (1 << 63) - 1))
def test_prefix(guest: Any, tenant: str, project: str, eid: int) -> None:
    assert guest("locator.prefix", tenant, project, eid, None) == rules.prefix(tenant, project, eid, None)
