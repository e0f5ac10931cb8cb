"""Playbooks at the edges of the language on both engines: equal envelopes, messages included, and equal host calls."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import noetlc
from noetlc.host.capability import AmbientHost
from noetlc.interp.options import RunOptions

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "tricky.yaml").read_text("utf-8"))
KEYS = ("workload", "workflow", "executor", "keychain")


class Scripted(AmbientHost):
    """Answers every tool by its ordinal and keeps the calls; pauses are kept too."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any]] = []

    def call(self, name: str, request: bytes) -> bytes:
        self.calls.append((name, json.loads(request)))
        number = len(self.calls)
        data: object = {"n": number, "status_code": 200, "headers": {"h": "v"}, "data": [number]}
        if number % 3:
            return json.dumps({"status": "ok", "data": data, "error": None}).encode()
        error = {"kind": "timeout", "message": f"late {number}", "retryable": number % 2 == 1}
        return json.dumps({"status": "error", "data": data, "error": error}).encode()

    def sleep(self, nanoseconds: int) -> None:
        self.calls.append(("sleep", nanoseconds))


def without_columns(envelope: dict[str, Any]) -> dict[str, Any]:
    for entry in envelope["errors"]:
        if "at" in entry:
            entry["at"].pop("column", None)
    return envelope


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_tricky(case: dict[str, Any]) -> None:
    head = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "m", **case.get("metadata", {})}}
    text = yaml.safe_dump({**head, **{k: case[k] for k in KEYS if k in case}}, sort_keys=False, allow_unicode=True)
    wasm = noetlc.build(text, verify=False, lenient=True, verify_ir=True).wasm
    for number, run in enumerate(case.get("runs", [{}])):
        options = RunOptions(**run.get("options", {}))
        execution_id = run.get("execution_id", "0")
        hosts = Scripted(), Scripted()
        found = noetlc.run(wasm, run.get("payload"), source=text, execution_id=execution_id, options=options, host=hosts[0])
        wanted = noetlc.interpret(text, run.get("payload"), execution_id=execution_id, options=options, host=hosts[1])
        assert json.dumps(without_columns(found), indent=1) == json.dumps(without_columns(wanted), indent=1), run
        assert hosts[0].calls == hosts[1].calls
        for key, value in case.get("want", {}).items() if number == 0 else ():
            assert found[key] == value


RAISING: list[str] = yaml.safe_load((Path(__file__).parent / "cases" / "raising.yaml").read_text("utf-8"))


@pytest.mark.parametrize("part", range(6))
def test_messages_of_templates(part: int) -> None:
    """Alone and behind text: kind, message and line of each error, or the value."""
    steps: list[dict[str, Any]] = []
    for number, template in enumerate(RAISING[part::6]):
        for place, text in (("alone", template), ("behind", "z" + template)):
            steps.append({"step": f"s{number}_{place}", "tool": {"kind": "noop", "result": text}})
    for step, following in itertools.pairwise(steps):
        step["next"] = following["step"]
    head = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "m"}}
    source = yaml.safe_dump({**head, "workload": {"x": [{"a": 1}], "m": {"a": 1}}, "workflow": steps}, sort_keys=False, width=10000)
    found = without_columns(noetlc.run(noetlc.build(source, verify=False, lenient=True).wasm, source=source))
    wanted = without_columns(noetlc.interpret(source))
    assert found["errors"] == wanted["errors"]
    assert found["steps"] == wanted["steps"]
