"""Random playbooks whose tools are plug-ins: the same envelope, host calls and intents on both engines, or the same abort."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import plugin_wats as wats
import pytest
import yaml
from plugin_support import folder

import noetlc
from noetlc.host.python_tool import ModuleBodies, PurePythonHost
from noetlc.host.runner import Invocation, invoke_module
from noetlc.interp import LocalHost
from noetlc.interp.interpreter import interpret_run
from noetlc.plugins.bind import bind
from noetlc.plugins.calling import PluginRunner
from noetlc.plugins.finder import PluginFinder

sys.path.append(str(Path(__file__).parents[1] / "workflow"))
from random_playbooks import answer, make

PLUGINS = ("echo", "puts", "bytes", "json", "state", "ifempty", "empty", "statuses")
READS = (
    "{{ (s0.output_b64 | b64decode | fromjson).x }}", "{{ s1.output_b64 | b64decode }}", "{{ s0.flush }}", "{{ s1.data.output_b64 }}",
    "{{ s0.output_b64 is defined }}", "{{ output.data }}", "{{ output.output_b64 | b64decode }}", "{{ _prev.output_b64 }}",
)  # fmt: skip


class ScriptedHost(LocalHost):
    """Answers host tools from a seed and keeps the requests."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.calls: list[tuple[str, Any]] = []

    def call(self, name: str, request: bytes) -> bytes:
        self.calls.append((name, json.loads(request)))
        return answer(self.seed, len(self.calls), {})


def playbook(seed: int) -> str:
    """The random playbook of a seed with its host tools made plug-ins, but for some, and templates that read their output."""
    chance = random.Random(seed)

    def change(node: Any) -> Any:
        if isinstance(node, list):
            return [change(item) for item in node]
        if not isinstance(node, dict):
            return (
                chance.choice(READS) if isinstance(node, str) and "{{" in node and "ctx.c" not in node and chance.random() < 0.1 else node
            )
        node = {key: change(value) for key, value in node.items()}
        if node.get("kind") in ("http", "shell") and chance.random() < 0.9:
            node = {key: value for key, value in node.items() if key not in ("url", "command", "headers", "auth")}
            node |= {"kind": "wasm", "plugin": {"path": chance.choice(PLUGINS)}}
        return node

    book = make(seed, bodies=seed % 3 == 0)
    book["workflow"] = [change(step) for step in book["workflow"]]
    return yaml.safe_dump(book, sort_keys=False)


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = {name.replace("_", ""): getattr(wats, name.upper()) for name in (*PLUGINS[:5], "if_empty", *PLUGINS[6:])}
    return folder(tmp_path_factory.mktemp("plugins"), **names)


def run(action: Any) -> Any:
    try:
        return action()
    except noetlc.Aborted as error:
        return error.kind


def differences(seed: int, plugins: Path) -> tuple[str, int]:
    """What differs, and how many steps ran in plug-ins."""
    text = playbook(seed)
    built = noetlc.build(text, verify=False, lenient=True, plugin_path=[plugins])
    hosts = ScriptedHost(seed), ScriptedHost(seed)
    with ModuleBodies(built.wasm) as bodies:
        compiled = run(lambda: invoke_module(built.wasm, Invocation({"n": 2}, "7"), PurePythonHost(hosts[0], "7", bodies)))
    found, _ = bind(built.compiled.playbook, PluginFinder([plugins], shipped=False))
    done = run(lambda: interpret_run(built.compiled.playbook, {"n": 2}, execution_id="7", host=hosts[1], plugins=PluginRunner(found)))
    used = sum(one.lowered == "plugin" for one in built.steps)
    if isinstance(compiled, str) or isinstance(done, str):
        return ("" if compiled == done else f"{compiled} / {done}"), used
    envelope, intents = compiled
    left = [(one.name, *([one.key.encode()] if one.name != "event_publish" else []), one.data) for one in intents]
    if json.dumps(envelope) != json.dumps(done.envelope):
        return f"{json.dumps(envelope)}\n{json.dumps(done.envelope)}\n{text}", used
    if left != list(done.intents) or hosts[0].calls != hosts[1].calls:
        return f"{left}\n{done.intents}\n{hosts[0].calls}\n{hosts[1].calls}\n{text}", used
    return "", used


@pytest.mark.parametrize("block", [0, *(pytest.param(block, marks=pytest.mark.slow) for block in range(1, 12))])
def test_same_runs(block: int, plugins: Path) -> None:
    used = 0
    for seed in range(5000 + block * 8, 5000 + block * 8 + (8 if block else 3)):
        difference, plug_in_steps = differences(seed, plugins)
        assert difference == "", seed
        used += plug_in_steps
    assert used > 0
