"""`int(x)` of texts and floats beyond 64 bits: exact, without giving the run to the interpreter."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

import noetlc

BODY = """
result = []
for x in xs:
    try:
        result.append(int(x))
    except Exception as e:
        result.append(f"{type(e).__name__}: {e}")
"""
EDGES: list[Any] = [
    "9" * 4300, "9" * 4301, "0" * 4301, " -" + "1_0" * 30, "-9223372036854775808", "-9223372036854775809", "9223372036854775808",
    "1_8446744073709551615", "+18446744073709551616", "0" * 24 + "1", "-" + "0" * 28, "1__0" * 8, "9" * 20 + "x", "١" * 25, "1" * 20 + "_",
    "_" + "1" * 20, 2.0**63, -(2.0**63), -(2.0**63) - 4096, 1e300, -1e300, 1.7976931348623157e308, 1e22, 1e23, 9.2e18, 9.3e18, 2**64, -(2**63) - 1,
]  # fmt: skip


@pytest.fixture(scope="module")
def module() -> bytes:
    step = {"step": "start", "tool": {"kind": "python", "input": {"xs": "{{ xs }}"}, "code": BODY}}
    head = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "ints"}}
    return noetlc.build(json.dumps({**head, "workload": {"xs": []}, "workflow": [step]}), verify=False).wasm


def test_as_cpython(module: bytes) -> None:
    r = random.Random(5)
    values = list(EDGES)
    for _ in range(500):
        values.append(str(r.getrandbits(r.randint(60, 140)) * r.choice((1, -1))))
        values.append(r.uniform(-1, 1) * 10 ** r.uniform(17, 308))
    names: dict[str, Any] = {"xs": values}
    exec(BODY, names)
    found = noetlc.run(module, {"xs": values})["result"]
    for value, ours, expected in zip(values, found, names["result"], strict=True):
        assert ours == expected, value
        assert type(ours) is type(expected), value


ORDER = """
result = [[a < b, a <= b, a > b, a >= b, a == b, b < a] for a in xs for b in xs] + [sorted(xs), max(xs), min(xs)]
for a in xs:
    result.append([a < 5, 5 < a, a >= -3, 2.5 <= a, a <= 2.5, a < float("inf"), a < float("-inf"), a > float("nan"), a < 1e30, 1e30 < a])
"""


def test_order_as_cpython() -> None:
    step = {"step": "start", "tool": {"kind": "python", "input": {"xs": "{{ xs }}"}, "code": ORDER}}
    head = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "order"}}
    wasm = noetlc.build(json.dumps({**head, "workload": {"xs": []}, "workflow": [step]}), verify=False).wasm
    values = [0, -1, 1.5, True, 2**63, 2**63 + 1, -(2**63), -(2**63) - 1, 2**63 - 1, 2.0**63, -(2.0**63), 10**30, 1e30, 10**30 + 1, -(10**30), -1e30, 1e300, 10**400, 2**64]
    names: dict[str, Any] = {"xs": values}
    exec(ORDER, names)
    assert noetlc.run(wasm, {"xs": values})["result"] == names["result"]
