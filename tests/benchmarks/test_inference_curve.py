"""Type inference is linear in the assignments of a body, however they hang together. Steps are counted, no clock."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.inference import SHAPES, lowered
from noetlc.lower.passes import infer as inference


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_steps_grow_with_the_assignments(shape: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    plain = inference.result_of

    def counted(*arguments: Any) -> Any:
        nonlocal steps
        steps += 1
        return plain(*arguments)

    monkeypatch.setattr(inference, "result_of", counted)
    found = []
    for n in (500, 1_000, 4_000):
        steps = 0
        for function in lowered(shape(n)):
            inference.infer(function)
        found.append(steps)
    assert 0 < found[0] < 8 * 500
    assert found[1] <= 2.1 * found[0]
    assert found[2] <= 4.1 * found[1]
