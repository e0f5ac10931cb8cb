"""Body code that runtime code calls makes more garbage than there is memory: keys, special methods, generators that a builtin drives."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bodies import difference, in_cpython, playbook, programs

import noetlc

MEMORY_MB = 8
WORK = """
def work():
    t = 0
    for a in range(1500):
        t += len("y" * 5000 + str(a))
    return t
"""  # 7.5 MB
TEXT = (Path(__file__).parent / "held" / "programs.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "code"), [pytest.param(*p, id=p[0]) for p in programs(TEXT)])
def test_garbage_of_calls_from_runtime_code(name: str, code: str) -> None:
    limits = f"\nexecutor: {{wasm: {{limits: {{memory_mb: {MEMORY_MB}}}}}}}\n"
    built = noetlc.build(playbook(WORK + code) + limits, verify=False)
    assert built.steps[0].lowered == "native", name
    assert difference(in_cpython(WORK + code), bytes(built.wasm), {}) == ""
