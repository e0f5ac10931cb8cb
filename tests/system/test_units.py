"""What all system playbooks have in common: no diagnostics, native steps, imports among the platform's four, a build that is verified."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

import noetlc
from benchmarks.events import batch as generated
from benchmarks.events import payloads as behind

from .cases import batch, event
from .worker import FOLDER, FOUR, NAMES, kept, worker

TOOLS = ["tool_http", "tool_nats", "tool_subscription", "tool_wasm"]


@pytest.mark.parametrize("name", NAMES)
def test_unit(name: str) -> None:
    assert noetlc.check(FOLDER / f"{name}.yaml") == []
    made = worker(name)
    assert {one.removeprefix("noetl.") for one in made.imports} <= set(FOUR)
    assert made.size <= 100_000


SLOW = {"event_materializer", "result_materializer", "state_materializer"}  # to build once more


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in NAMES])
def test_unit_for_our_own_host(name: str) -> None:
    module = kept(FOLDER / f"{name}.yaml", target="noetlc")
    compiled, interpreted = noetlc.run(module), noetlc.interpret(FOLDER / f"{name}.yaml")
    assert compiled == interpreted
    assert compiled["status"] == "completed"


@pytest.mark.parametrize("name", NAMES)
def test_service_has_no_diagnostics(name: str) -> None:
    assert noetlc.check(FOLDER / f"{name}_service.yaml", allow=TOOLS) == []


def test_there_are_no_others() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == sorted([*NAMES, *(f"{name}_service" for name in NAMES)])


def test_units_read_messages_alike() -> None:
    """The function that parses a message is the same text in all that have one."""
    found = set()
    for name in ("event_materializer", "projector", "result_materializer", "state_materializer"):
        code = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))["workflow"][0]["tool"]["code"]
        found.add(code[code.index("def check(") : code.index("\n\n", code.index("return data if"))].replace("in the result", ""))
    assert len(found) == 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["unit", "service"])
@pytest.mark.parametrize("name", NAMES)
def test_verified(name: str, kind: str, tmp_path: Path) -> None:
    drained = generated(60, 1, texts=0.4, bad=0.2)
    ended = batch(event(1), event(2, event_type="playbook.completed"), event(3, 5))
    inputs = []
    for n, payload in enumerate(({**drained, "payloads": behind(drained)}, {**ended, "now_ms": 5}, {**ended, "existing": None})):
        inputs.append(tmp_path / f"{n}.json")
        inputs[-1].write_text(json.dumps(payload))
    if kind == "service":
        result = noetlc.build(FOLDER / f"{name}_service.yaml", require_verified=True, allow=TOOLS)
    else:
        result = noetlc.build(FOLDER / f"{name}.yaml", target="noetl-worker", sort_keys=True, inputs=inputs, require_verified=True)
        assert {step.lowered for step in result.steps} == {"native"}
        assert result.diagnostics == []
    assert result.verification is not None
    assert result.verification.divergences == 0
    assert result.verification.compared > 2
