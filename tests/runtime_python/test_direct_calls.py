"""Lambdas that are only called, functions with *args, and keys that are not strings, in whole bodies."""

from __future__ import annotations

import json
from typing import Any

import pytest

import noetlc

BODIES = {
    "keys": """
d = {}
for k in [1, True, 1.0, 0.5, -1, 2**31, 2.0**31, -0.0, 0, False, None, "1", 1e300, 2.0**62, 2**62, 1e18, 10**18, -(2**62)]:
    d[k] = d.get(k, 0) + 1
result = [[str(k), v] for k, v in d.items()] + [0.0 in d, 3 in d, 0.25 in d, (1, 2) in d]
""",
    "lambdas": """
xs = [{"a": 3, "b": "x"}, {"a": 1, "b": "y"}]
name = "a"
def by(sign):
    return sorted(xs, key=lambda o: o[name] * sign)
result = [by(1), by(-1), max(xs, key=lambda o: o["b"]), list(map(lambda v: v + 1, [1, 2])), sorted([3, 1], key=lambda x, y=2: x * y)]
try:
    sorted([1], key=lambda: 0)
except TypeError as e:
    result.append(str(e))
""",
    "variadic": """
def pick(first, *rest, sep="-"):
    return [first, sep.join(str(r) for r in rest)]
result = [pick(1), pick(1, 2, 3), pick(1, 2, sep="+"), pick(*[1, 2])]
try:
    pick()
except TypeError as e:
    result.append(str(e))
""",
    "iterators": """
view = {"a": 1}.values()
result = [str(view), type(view).__name__, type(iter([1])).__name__, next(iter({"k": 1}))]
""",
}


@pytest.mark.parametrize("name", BODIES)
def test_as_cpython(name: str) -> None:
    code = BODIES[name].strip()
    document = {
        "apiVersion": "noetl.io/v2",
        "kind": "Playbook",
        "metadata": {"name": "direct"},
        "workflow": [{"step": "start", "tool": {"kind": "python", "code": code}}],
    }
    names: dict[str, Any] = {}
    exec(code, names)
    run = noetlc.run(noetlc.build(json.dumps(document), verify=False).wasm, {})
    assert run["result"] == json.loads(json.dumps(names["result"]))
