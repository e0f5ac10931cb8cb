"""The interpreter of verification in its own process: answers, limits, deaths, and builds under tracers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

from noetlc.confine import processes
from noetlc.confine.frames import ChannelClosed
from noetlc.confine.processes import Unconfined
from noetlc.confine.trees import ForkedTree
from noetlc.frontend import load
from noetlc.interp.pybody.runner import BodyLimits
from noetlc.verify import answers
from noetlc.verify.differential import LimitReached
from noetlc.verify.process import InterpreterLimits, InterpreterProcess

ROOT = Path(__file__).resolve().parents[2]
BODY = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: p}
workflow:
  - step: start
    tool:
      kind: python
      input: {n: "{{ workload.n | default(1) }}", how: "{{ workload.how | default('add') }}"}
      code: |
        if how == "spin":
            while True:
                pass
        result = n + 1
"""
SPIN = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: p}
workflow:
  - step: start
    tool: {kind: noop, result: "{% for a in range(n) %}{% for b in range(n) %}{% endfor %}{% endfor %}{{ n }}"}
"""
QUICK = InterpreterLimits(seconds=1.0, body=BodyLimits(timeout_s=0.4, memory_mb=512))


def interpreter(text: str, limits: InterpreterLimits | None = None, unconfined: bool = False) -> InterpreterProcess:
    playbook = load(text)[0]
    assert playbook is not None
    return InterpreterProcess(playbook, 0, 0, limits, unconfined)


def result(running: InterpreterProcess, payload: dict[str, Any]) -> Any:
    return running.begin(payload, "0")().envelope["result"]


def test_runs_of_one_process_and_after_its_death() -> None:
    running = interpreter(BODY, QUICK)
    assert [result(running, {"n": n}) for n in (1, 2**62, -5)] == [2, 2**62 + 1, -4]
    with pytest.raises(LimitReached, match="time of a Python body"):
        result(running, {"how": "spin"})
    assert result(running, {"n": 7}) == 8
    tree = running.start()
    assert isinstance(tree, ForkedTree)
    os.kill(tree.pid, signal.SIGKILL)
    time.sleep(0.05)
    with pytest.raises(LimitReached, match="process ended"):
        result(running, {"n": 7})
    assert result(running, {"n": 7}) == 8
    running.close()


def test_a_template_that_takes_too_long_is_ended() -> None:
    running = interpreter(SPIN, QUICK)
    with pytest.raises(LimitReached, match="the interpreter's 1 s"):
        result(running, {"n": 1_000_000})
    assert result(running, {"n": 2}) == 2
    running.close()


def test_where_nothing_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "CAN_FORK", False)
    with pytest.raises(Unconfined, match="seccomp"):
        interpreter(SPIN, QUICK).start()
    running = interpreter(SPIN, unconfined=True)
    assert result(running, {"n": 3}) == 3
    running.close()


ENVELOPE: dict[str, Any] = {"status": "completed", "result": None, "steps": {}, "ctx": {}, "errors": [], "warnings": []}
ERROR: dict[str, Any] = {"step": "s", "kind": "value", "message": "no", "handled": False}


def test_digits_beyond_conversion_are_equal_as_text() -> None:
    running = interpreter(SPIN)
    digits = "9" * 5000
    answer = {"envelope": ENVELOPE | {"result": 0}, "intents": [], "calls": [], "reached": []}
    found = answers.finished(json.dumps(answer).replace('"result": 0', f'"result": {digits}').encode())
    assert found.envelope["result"] == digits
    running.close()


GOOD: dict[str, Any] = {"envelope": ENVELOPE, "intents": [], "calls": [], "reached": []}
LIES: list[bytes] = [
    b"",
    b"[]",
    b"\xff",
    b"[" * 100_000,
    b'{"envelope": 1}',
    json.dumps({**GOOD, "envelope": {"status": 1}}).encode(),
    json.dumps({**GOOD, "envelope": {**GOOD["envelope"], "errors": [3]}}).encode(),
    *(
        json.dumps({**GOOD, "envelope": ENVELOPE | changed}).encode()
        for changed in (
            {"status": "left"}, {"status": None}, {"steps": []}, {"ctx": None}, {"warnings": [1]}, {"errors": [{}]}, {"result": float("nan")},
            {"result": "\ud800"}, {"result": {"\udc00": 1}}, {"errors": [ERROR | {"step": 1}]}, {"errors": [ERROR | {"message": None}]},
            {"errors": [ERROR | {"handled": 0}]}, {"errors": [ERROR | {"at": [1, 2]}]}, {"errors": [ERROR | {"at": {"line": "1", "column": 1}}]},
            {"errors": [ERROR | {"at": {"line": 2**40, "column": 1}}]},
        )
    ),
    json.dumps({**GOOD, "envelope": ENVELOPE | {"result": 0}}).replace('"result": 0', '"result": ' + "[" * 200 + "]" * 200).encode(),
    json.dumps({**GOOD, "calls": [["tool_http"]]}).encode(),
    json.dumps({**GOOD, "calls": [["tool_http", "\u20ac"]]}).encode(),
    json.dumps({**GOOD, "calls": [["tool_http", 5]]}).encode(),
    json.dumps({**GOOD, "intents": {"a": 1}}).encode(),
    json.dumps({**GOOD, "reached": ["1"]}).encode(),
]


@pytest.mark.parametrize("answer", LIES, ids=[str(number) for number in range(len(LIES))])
def test_an_answer_of_another_shape_is_no_answer(answer: bytes) -> None:
    assert answers.finished(json.dumps(GOOD).encode()).calls == ()
    with pytest.raises(ChannelClosed):
        answers.finished(answer)


@pytest.mark.parametrize("hook", ["sys.settrace", pytest.param("sys.setprofile", marks=pytest.mark.slow)])
def test_a_build_under_a_tracer_ends(hook: str) -> None:
    """A coverage tool or profiler must neither change nor stop verification."""
    code = f"""
    import sys, threading
    from pathlib import Path
    seen = 0
    def trace(frame, event, arg):
        global seen
        seen += 1
        return trace
    {hook}(trace)
    threading.{hook[4:]}(trace)
    import noetlc
    built = noetlc.build(Path("examples/hello.yaml"), examples=5)
    {hook}(None)
    print(seen > 1000, built.verification.compared == built.verification.examples > 1)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["True", "True"], done.stderr


def test_a_body_that_takes_too_much_memory_is_not_compared() -> None:
    text = BODY.replace("result = n + 1", "result = len('x' * (n * 2**20))")
    running = interpreter(text)
    assert result(running, {"n": 1}) == 2**20
    with pytest.raises(LimitReached, match="memory of a Python body"):
        result(running, {"n": 1000})
    running.close()
