"""Slices of iterators that are read where they are made need no object: the generator's code takes the place of the loop."""

from __future__ import annotations

import pytest

import noetlc
from noetlc.lower.passes import consumed

PLAYBOOK = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {{name: t}}\nworkflow:\n- step: start\n  tool:\n    kind: python\n    code: |\n{}\n"


@pytest.mark.parametrize(
    ("code", "loops"),
    [
        ("for v in islice(xs, 2): r += v", 1),
        ("for v in islice(xs, 1, 5, 2): r += v", 1),
        ("for v in islice(xs, k): r += v", 1),
        ("for v in islice(xs, k, None): r += v", 1),
        ("for v in islice(xs, k, 9, 2): r += v", 1),
        ("r = sum(islice(xs, k)) + sum(list(islice(xs, 1, k)))", 2),
        ("s = islice(xs, k)\nfor v in s: r += v", 0),
    ],
)
def test_loops_of_slices(code: str, loops: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[str] = []
    run = consumed._Consumption.run

    def noted(self: consumed._Consumption) -> None:
        found.append(self.place.generator.name)
        run(self)

    monkeypatch.setattr(consumed._Consumption, "run", noted)
    body = f"from itertools import islice\nxs = [3, 1, 4, 1, 5]\nk = len(xs) - 2\nr = 0\n{code}\nresult = r"
    built = noetlc.build(PLAYBOOK.format("\n".join("      " + line for line in body.split("\n"))), verify=False)
    assert built.steps[0].lowered == "native"
    assert len(found) == loops
