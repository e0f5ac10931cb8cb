"""No operation of the growth table grows faster than its input (or n log n). Instructions are counted, no clock."""

from __future__ import annotations

import pytest

import noetlc
from benchmarks.common import playbook
from benchmarks.growth import MOVING, OPERATIONS, Counted, together

MOST = 5.5  # times the instructions of n that 4n may take: n log n takes 5 at these sizes, tables that double at other times some more
MOST_MOVING = 18.0


@pytest.mark.slow
def test_instructions_grow_with_the_input() -> None:
    tool = {"kind": "python", "input": {"n": "{{ workload.n }}", "which": "{{ workload.which }}"}, "code": together()}
    built = noetlc.build(playbook([{"step": "start", "tool": tool}], workload={"n": 1, "which": 0}), verify=False)
    assert built.steps[0].lowered == "native"
    counted = Counted(built.wasm)
    grown = {}
    for which, (name, (n, _)) in enumerate(OPERATIONS.items()):
        least, once, more = (counted.instructions({"n": size, "which": which}) for size in (2, n // 8, n // 2))
        grown[name] = (more - least) / (once - least)
    assert {name for name, ratio in grown.items() if not 2 < ratio < (MOST_MOVING if name in MOVING else MOST)} == set(), grown
