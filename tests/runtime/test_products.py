"""Halves of large factors are multiplied apart only where factors may grow; products are the same either way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import noetlc

CALLS = 5  # of a product by those of halves, in the text of a module: two, or three
DIGITS = 2000  # of the factors: beyond the size from which on halves are multiplied apart

GROWING = (
    "result = 1\nfor i in range(n):\n    result = result * n",
    "result = 1\nwhile n > 0:\n    result *= n\n    n -= 1",
    "def f(k):\n    return k * f(k - 1) if k else 1\nresult = f(n)",
    "result = (lambda a, b: a * b)(n, n)",
    "result = n ** n",
    "result = (n << n) * n",
    "import math\nresult = math.factorial(n)",
    "import math\nresult = math.prod([n, n])",
    "result = int.from_bytes(bytes(n), 'big') * n",
)
PLAIN = (
    "result = n * n",
    "result = {k: k * n for k in [n]}",
    "x = 1.0\nfor i in range(n):\n    x = x * 0.7\nresult = n * n",
    "result = n + n",
)


def module(code: str) -> Any:
    step = {"step": "start", "tool": {"kind": "python", "input": {"n": "{{ n }}"}, "code": code}}
    book = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "products"}, "workload": {"n": 3}, "workflow": [step]}
    return noetlc.build(json.dumps(book), verify=False)


@pytest.mark.parametrize(("code", "halves"), [*((c, True) for c in GROWING), *((c, False) for c in PLAIN)])
def test_what_is_linked(code: str, halves: bool) -> None:
    assert (module(code).compiled.ir_text().count("@mag_mul(") >= CALLS) == halves


@pytest.mark.parametrize("code", ["result = n * n % 1000007", "def f(k):\n    return k * k % 1000007\nresult = f(n)"])
def test_large_factors(code: str, tmp_path: Path) -> None:
    n = int("7" * DIGITS)
    path = tmp_path / "products.wasm"
    path.write_bytes(module(code).wasm)
    assert noetlc.run(path, {"n": n})["result"] == n * n % 1000007
