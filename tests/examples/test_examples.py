"""Every example builds, is verified, and runs; the small ones stay small."""

from __future__ import annotations

from pathlib import Path

import pytest

import noetlc

EXAMPLES = Path(__file__).parents[2] / "examples"
PLAYBOOKS = sorted(EXAMPLES.glob("*.yaml"))
NEEDS_TOOLS = {"orders_sync"}
LIMITS = {"smallest": 16 * 1024, "scoring": 36 * 1024}  # stripped, in bytes, without ints beyond 64 bits
BIGINT = {"smallest": 0, "scoring": 3 * 1024}  # what these may add


def test_there_are_examples() -> None:
    assert len(PLAYBOOKS) >= 10


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=lambda path: path.stem)
def test_example_is_verified(playbook: Path) -> None:
    assert [d for d in noetlc.check(playbook) if d.code not in ("W10",)] == []
    result = noetlc.build(playbook, examples=10)
    assert result.verification is not None
    assert result.verification.divergences == 0
    assert {step.lowered for step in result.steps} <= ({"native", "host"} if playbook.stem in NEEDS_TOOLS else {"native"})


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=lambda path: path.stem)
def test_example_runs_as_interpreted(playbook: Path) -> None:
    module = noetlc.build(playbook, verify=False)
    compiled, interpreted = noetlc.run(module.wasm, source=playbook), noetlc.interpret(playbook)
    assert compiled == interpreted
    assert compiled["status"] == "completed"


@pytest.mark.parametrize("name", LIMITS)
def test_example_is_small(name: str) -> None:
    size, without = (len(noetlc.build(EXAMPLES / f"{name}.yaml", verify=False, strip=True, bigint=on).wasm) for on in (True, False))
    assert without <= LIMITS[name]
    assert size <= LIMITS[name] + BIGINT[name]


def test_scoring_example_has_ten_steps() -> None:
    assert len(noetlc.build(EXAMPLES / "scoring.yaml", verify=False).steps) == 10
