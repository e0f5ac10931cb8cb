"""Batches for the edge cases of the platform's contract, and random ones."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CONTRACT = Path(__file__).parents[3] / "shared" / "design" / "platform.md"

EID = 333298747507216384
OTHER = 333298747507220480


def sample() -> dict[str, Any]:
    """The contract's sample batch, as it stands there; skips where the contract is not at hand."""
    if not CONTRACT.exists():
        pytest.skip("the platform's contract is not beside the repository")
    found = re.search(r"### 6\.7.*?```json\n(.*?)\n```", CONTRACT.read_text("utf-8"), re.DOTALL)
    assert found is not None
    batch: dict[str, Any] = json.loads(found[1])
    return batch


def event(event_id: Any, execution_id: Any = EID, event_type: Any = "command.issued", **more: Any) -> dict[str, Any]:
    return {"event_id": event_id, "execution_id": execution_id, "event_type": event_type, "status": "PENDING", **more}


def batch(*data: Any) -> dict[str, Any]:
    return {"messages": [{"id": str(n), "data": one} for n, one in enumerate(data)]}


def referring(uri: Any = f"noetl://default/default/results/{EID}/load/0/0/1", ref: Any = f"noetl://execution/{EID}/result/load/1", **more: Any) -> dict[str, Any]:
    return {"kind": "result_ref", "ref": ref, "uri": uri, **more}


def text_of(levels: int, leaf: str = "") -> str:
    """The text of an event with so many levels of nesting."""
    return '{"event_id":1,"execution_id":2,"x":' + "[" * (levels - 1) + leaf + "]" * (levels - 1) + "}"


EDGES: dict[str, dict[str, Any]] = {
    "duplicate event ids": batch(event(5, status="a"), event(6), event(5, status="b")),
    "ids as text": batch(event("5", "325"), event("6", " 326 "), event("x", "y")),
    "other ids": batch(*(event(7, one) for one in (True, 1.9, -1.9, "1_000", "", None, [], {}, "1e3", "٣", -5, 0))),
    "id is null or absent": batch(event(None), {"execution_id": EID}, {"event_id": 0, "execution_id": 0}, event(False), event("")),
    "large ids": batch(*(event(one, one) for one in (2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, 2**64, 10**30, -(2**63), -(2**63) - 1))),
    "large ids in texts": batch(*(json.dumps(event(one, one)) for one in (2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, 10**30))),
    "large ids as texts": batch(*(event(one, str(one)) for one in (2**63, 10**30)), event(1, "9" * 4301), event(2, 1e300)),
    "timestamps": batch(
        event(1, created_at="2026-07-08T17:30:14.001"),
        event(2, created_at="2026-07-08T17:30:14.001Z", timestamp=None),
        event(3, created_at="a", timestamp="b"),
        event(4, created_at=None),
        event(5),
    ),
    "texts": batch(*(json.dumps(event(n)) for n in range(3)), " " + json.dumps(event(4)) + "\n", '{"event_id":9,"execution_id":9,"n":"\\ud83d\\ude00"}'),
    "texts that are none": batch(
        "not json", "", "[]", "17", "null", '"x"', "{", '{"event_id":1}x', "{'event_id':1}", '{"event_id":01}', '{"event_id":1,}', "\ufeff" + '{"event_id":1}',
    ),
    "not a number": batch('{"event_id":1,"x":NaN}', '{"event_id":1,"x":Infinity}', '{"event_id":1,"x":-Infinity}', '{"event_id":1,"x":1e999}', '{"event_id":1,"x":[-1e999]}'),
    "lone surrogates": batch('{"event_id":1,"x":"\\ud800"}', '{"event_id":1,"\\udfff":1}', '{"event_id":1,"x":{"y":["a\\uDC00"]}}', '{"event_id":1,"x":"a\tb"}'),
    "nesting": batch(text_of(126), text_of(126, "1"), text_of(127), text_of(127, "1"), text_of(128), text_of(129), "[" * 3000),
    "data of other kinds": {"messages": [{"data": [event(1)]}, {"data": 5}, {"data": None}, {"data": True}, {}, {"data": {}}, None, 5, "x", [], {"payload": event(1)}]},
    "duplicate keys": batch('{"event_id":1,"event_id":2,"execution_id":3,"execution_id":4,"x":{"a":1,"a":2}}'),
    "digits without end": batch('{"event_id":' + "9" * 4300 + ',"execution_id":1}', '{"event_id":' + "9" * 4301 + ',"execution_id":1}'),
    "two executions": batch(event(1), event(2, OTHER), event(3, prev_event_id=1), event(4, OTHER, prev_event_id=2), event(5, prev_event_id=3)),
    "empty": {"messages": []},
    "absent": {},
    "null": {"messages": None},
    "all skipped": batch(None, "x", {}, event(None, None)),
    "unicode": batch(event(1, note="Zürich 東京 \u2028 \x7f \x00 😀"), event(2, **{"größe": 1, "\ue000": 2, "😀": 3})),
    "floats": batch(event(1, a=1.0, b=1e16, c=1e-7, d=-0.0, e=5e-324, f=1.7976931348623157e308, g=0.1)),
}  # fmt: skip


# ---- random batches

IDS = st.one_of(
    st.integers(1, 40),
    st.integers(-(2**70), 2**70),
    st.sampled_from([EID, OTHER, 2**63 - 1, 2**63, 2**64 - 1, -(2**63)]),
    st.sampled_from(["5", " 7 ", "1_0", "x", "", None, True, False, 1.5, [], {}]),
)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-(2**66), 2**66), st.floats(allow_nan=False, allow_infinity=False), TEXTS)
REFERENCES = st.builds(
    referring,
    st.one_of(
        st.builds(
            lambda tenant, eid, step, tail: f"noetl://{tenant}/results/{eid}/{step}/{tail}",
            st.sampled_from(["default/default", "t_acme/p_gen", "ü/x", "/", "a"]),
            st.sampled_from(["325", str(EID), "-5", "x", "9223372036854775807", "9223372036854775808"]),
            st.sampled_from(["load", "a/b", "a/results/b", ""]),
            st.sampled_from(["0/0/1", "2/4/1", "0/0/x", "0/0", "007/0/1", "0/0/-1"]),
        ),
        st.none(),
        TEXTS,
    ),
    st.sampled_from(["noetl://execution/1/result/load/1", "noetl://execution/1/result/load/2", "http://x", None]),
    extracted=st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6),
)
VALUES = st.recursive(
    LEAVES | REFERENCES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "data", "rows", "ref", "uri", "a", "ü"]) | TEXTS, inner, max_size=4),
    max_leaves=8,
)
TYPES = st.sampled_from(["command.issued", "call.done", "playbook.completed", "playbook_failed", "playbook.cancelled", "playbook.done", "", None, 5])
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "event_id": IDS,
        "execution_id": IDS,
        "prev_event_id": IDS,
        "event_type": TYPES,
        "node_name": st.one_of(TEXTS, st.none(), st.integers()),
        "status": st.sampled_from(["PENDING", "FAILED", None, 3]),
        "created_at": st.sampled_from(["2026-07-08T17:30:14.001", None]),
        "timestamp": st.sampled_from(["2026-07-08T17:30:15Z", None]),
        "result": VALUES,
        "context": VALUES,
        "extra": VALUES,
    },
)
DATA = st.one_of(
    EVENTS,
    EVENTS.map(lambda one: json.dumps(one, ensure_ascii=len(one) % 2 == 0)),
    EVENTS.map(lambda one: json.dumps(one)[:-1]),
    VALUES,
    st.sampled_from(['{"event_id":1,"x":NaN}', '{"event_id":1,"x":"\\ud800"}', text_of(126), text_of(127)]),
)
BATCHES = st.fixed_dictionaries({"messages": st.lists(st.one_of(DATA.map(lambda one: {"data": one}), LEAVES), max_size=8)})


# ---- how many

TRIALS = pytest.mark.parametrize("trials", [40, pytest.param(600, marks=pytest.mark.slow)])
FEW = pytest.mark.parametrize("trials", [6, pytest.param(80, marks=pytest.mark.slow)])


def tried(trials: int, check: Callable[..., None], *strategies: st.SearchStrategy[Any]) -> None:
    """Calls a check with so many random values."""
    settings(max_examples=trials, deadline=None, database=None, suppress_health_check=list(HealthCheck))(given(*strategies)(check))()
