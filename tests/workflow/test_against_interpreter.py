"""Random playbooks on compiled modules and on the interpreter: same envelope, same host calls."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from random_playbooks import answer, make
from wasm_run import Instance, compiled

import noetlc
from noetlc.interp import LocalHost, RunOptions, interpret


class ScriptedHost(LocalHost):
    """Answers host tools from a seed and keeps the requests."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.calls: list[tuple[str, Any]] = []

    def call(self, name: str, request: bytes) -> bytes:
        self.calls.append((name, json.loads(request)))
        return answer(self.seed, len(self.calls), {})

    def sleep(self, nanoseconds: int) -> None:
        self.calls.append(("sleep", nanoseconds))


def both(seed: int) -> tuple[dict[str, Any], dict[str, Any], list[Any], list[Any], str]:
    """Envelopes and calls of both engines, and the playbook."""
    text = yaml.safe_dump(make(seed), sort_keys=False)
    options = {"strict": seed % 4 == 1, "error_mode": "spec" if seed % 5 == 1 else "default", "strict_strings": seed % 7 == 1}
    payload = {"n": 2} if seed % 3 == 0 else {"new": 1, "s": "x"}
    host = ScriptedHost(seed)
    expected = interpret(text, payload, execution_id="7", options=RunOptions(**options), host=host)  # type: ignore[arg-type]
    instance: Instance

    def tool(_: dict[str, Any]) -> bytes:
        return answer(seed, len(instance.calls), {})

    module = compiled(text)
    instance = Instance(module.wasm, {"tool_http": tool, "tool_shell": tool})
    request = {"payload": payload, "execution_id": "7", "options": options}
    found = json.loads(instance.call("invoke", json.dumps(request).encode()))
    return found, expected, instance.calls, host.calls, text


@pytest.mark.parametrize("block", [0, *(pytest.param(block, marks=pytest.mark.slow) for block in (1, 2, 3))])
def test_same_runs(block: int) -> None:
    for seed in range(block * 10, block * 10 + 10):
        found, expected, calls, wanted_calls, text = both(seed)
        assert json.dumps(found) == json.dumps(expected), text
        assert calls == wanted_calls, text


@pytest.mark.parametrize("seed", [2097, *range(100, 112)])
def test_same_runs_with_bodies(seed: int) -> None:
    text = yaml.safe_dump(make(seed, bodies=seed != 2097), sort_keys=False)
    options = RunOptions(strict=seed % 4 == 1, error_mode="spec" if seed % 5 == 1 else "default")
    hosts = ScriptedHost(seed), ScriptedHost(seed)
    wasm = noetlc.build(text, verify=False, lenient=True).wasm
    found = noetlc.run(wasm, {"n": 2}, execution_id="7", options=options, host=hosts[0])
    expected = noetlc.interpret(text, {"n": 2}, execution_id="7", options=options, host=hosts[1])
    assert json.dumps(found) == json.dumps(expected), text
    assert hosts[0].calls == hosts[1].calls, text
