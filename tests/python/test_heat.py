"""Which functions of bodies count as run often (`lower/python/dispatch/heat.py`)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import noetlc
from noetlc.ir.nodes import Function
from noetlc.lower.python.dispatch import finish
from noetlc.lower.python.dispatch.direct import BodyMethod
from noetlc.lower.python.dispatch.heat import bodies_often

CLASSES = """
class Base:
    def __init__(self, n):
        self.n = n
    def step(self):
        return self.inner() + self.half
    def inner(self):
        return self.n
    def once(self):
        return self.n
    @property
    def half(self):
        return self.n // 2
class Other:
    def inner(self):
        return 1
"""
PLAYBOOK = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {{name: t}}\nworkflow:\n- step: start\n  tool:\n    kind: python\n    code: |\n{}\n"


@pytest.mark.parametrize(
    ("code", "often"),
    [
        ("result = Base(1).once()", set()),
        ("result = Base(1).step()", set()),
        ("r = 0\nb = Base(2)\nfor i in range(9):\n    r += b.step()\nresult = r", {"step", "inner", "half"}),
        ("r = 0\nb = Base(2)\nfor i in range(9):\n    r += b.half\nresult = r + b.once()", {"half"}),
        ("result = sum([Base(i).once() for i in range(9)])", {"__init__", "once"}),
    ],
)
def test_methods_called_in_loops(code: str, often: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    found: set[str] = set()

    def noted(functions: Sequence[Function], methods: Sequence[BodyMethod]) -> set[str]:
        names = bodies_often(functions, methods)
        found.update(names)
        return names

    monkeypatch.setattr(finish, "bodies_often", noted)
    text = PLAYBOOK.format("\n".join("      " + line for line in (CLASSES + code).split("\n")))
    built = noetlc.build(text, verify=False)
    assert built.steps[0].lowered == "native"
    assert {name.rpartition(".")[2] for name in found} == often
