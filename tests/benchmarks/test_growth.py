"""No operation of the growth table grows faster than its input (or n log n). Instructions are counted, no clock."""

from __future__ import annotations

import noetlc
from benchmarks.common import playbook
from benchmarks.growth import OPERATIONS, Counted, together

MOST = 2.3  # times the instructions of n that 2n may take: n log n takes 2.2 at these sizes


def test_instructions_grow_with_the_input() -> None:
    tool = {"kind": "python", "input": {"n": "{{ workload.n }}", "which": "{{ workload.which }}"}, "code": together()}
    built = noetlc.build(playbook([{"step": "start", "tool": tool}], workload={"n": 1, "which": 0}), verify=False)
    assert built.steps[0].lowered == "native"
    counted = Counted(built.wasm)
    grown = {}
    for which, (name, (n, _)) in enumerate(OPERATIONS.items()):
        least, once, twice = (counted.instructions({"n": size, "which": which}) for size in (2, n // 4, n // 2))
        grown[name] = (twice - least) / (once - least)
    assert {name: ratio for name, ratio in grown.items() if not 1.2 < ratio < MOST} == {}
