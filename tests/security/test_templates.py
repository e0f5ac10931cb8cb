"""Templates: behind the wall they mean the same, they reach nothing, and who got out of one would find nothing either."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from noetlc.confine import processes
from noetlc.confine.trees import Tree
from noetlc.frontend import load
from noetlc.frontend.playbook import Playbook
from noetlc.host.capability import RecordingHost
from noetlc.interp.interpreter import interpret_run
from noetlc.interp.pybody.runner import BodyLimits
from noetlc.verify import process as verify_process
from noetlc.verify.differential import LimitReached
from noetlc.verify.process import InterpreterLimits, InterpreterProcess
from noetlc.verify.stubs import StubHost
from tests.interp import test_interp_expressions, test_interp_filters, test_interp_statements
from tests.security.template_attacks import GREEDY, MARKS, REACHING

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has the wall")

LEVELS = pytest.mark.parametrize("without", [(), ("namespaces",)], ids=["full", "contained"])


def chain(templates: list[str], **workload: Any) -> str:
    """A playbook that renders all of them, one by one, and notes what went wrong."""
    steps: list[dict[str, Any]] = []
    for index, template in enumerate(templates):
        noted = {f"ctx.e{index}": "{{ output.error.message | default('') }}"}
        task = {"kind": "noop", "result": template, "spec": {"policy": {"rules": [{"else": {"then": {"do": "continue", "set": noted}}}]}}}
        steps.append({"step": f"s{index}", "tool": task})
        if index + 1 < len(templates):
            steps[-1]["next"] = {"arcs": [{"step": f"s{index + 1}"}]}
    return json.dumps({"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "p"}, "workload": workload, "workflow": steps})


def checked(text: str) -> Playbook:
    """Mistakes that a run only meets when it gets there are left to the run."""
    found, diagnostics = load(text, lenient=True)
    assert found is not None, diagnostics[:3]
    return found


def in_tree(text: str, without: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, limits: InterpreterLimits) -> dict[str, Any]:
    """The envelope that the confined interpreter gives."""

    def lower(role: str, settings: dict[str, object], hash_seed: int = 0, unconfined: bool = False) -> Tree:
        return processes.plant(role, settings | {"without": list(without)}, hash_seed, unconfined)

    with monkeypatch.context() as patch:
        patch.setattr(verify_process, "plant", lower)
        interpreter = InterpreterProcess(checked(text), 0, limits=limits)
        try:
            done = interpreter.begin({}, "1")()
            assert interpreter.wall is not None
            assert interpreter.wall.level == ("contained" if without else interpreter.wall.level) != "none"
            return done.envelope
        finally:
            interpreter.close()


PATIENT = InterpreterLimits(seconds=60.0)


@LEVELS
def test_templates_mean_the_same_behind_the_wall(without: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    for cases in (test_interp_filters, test_interp_expressions):
        text = chain(["{{ " + case[0] + " }}" for case in cases.CASES], **cases.NAMES)
        compare(text, without, monkeypatch)
    compare(chain([case[0] for case in test_interp_statements.CASES], tree=test_interp_statements.TREE), without, monkeypatch)


def compare(text: str, without: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    behind = in_tree(text, without, monkeypatch, PATIENT)
    outside = interpret_run(checked(text), {}, execution_id="1", host=RecordingHost(StubHost(0, {}))).envelope
    assert json.loads(json.dumps(behind)) == json.loads(json.dumps(outside))
    assert len(behind["steps"]) > 40, "values and errors of many kinds"
    assert len(set(behind["ctx"].values())) > 5, "values and errors of many kinds"


@LEVELS
def test_templates_reach_nothing(without: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(REACHING) + len(GREEDY) >= 15
    text = chain(list(REACHING))
    for envelope in (interpret_run(checked(text)).envelope, in_tree(text, without, monkeypatch, PATIENT)):
        steps = envelope["steps"]
        assert isinstance(steps, dict)
        assert len(steps) == len(REACHING)
        for name, value in steps.items():
            shown = json.dumps(value)
            source = REACHING[int(name[1:])]
            assert not [mark for mark in MARKS if mark in shown], (source, shown[:200])


@LEVELS
def test_greedy_templates_end(without: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    quick = InterpreterLimits(seconds=1.0, memory_mb=256, body=BodyLimits(timeout_s=1.0, memory_mb=256))
    for template in GREEDY:
        try:
            envelope = in_tree(chain([template]), without, monkeypatch, quick)
        except LimitReached:
            continue
        assert len(json.dumps(envelope)) < 1 << 20, template
