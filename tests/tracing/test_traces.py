"""What a trace says of a run, on both engines and in each format; and what is said where a module's steps are not known."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import noetlc
from noetlc import running
from noetlc.cli.group import group
from noetlc.host.capability import AmbientHost, GrantedHost
from noetlc.host.limits import RunLimits
from noetlc.interp.options import RunOptions
from noetlc.interp.trace import Event
from noetlc.tracing.module import Call, Repetition, TimedHost, tell_again
from noetlc.tracing.profile import Profile
from noetlc.tracing.watching import Watch

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\nworkload: {amount: 5}\nworkflow:\n"
FLOW = HEAD + """- step: start
  tool: {kind: noop, result: {n: 3}}
  set: {ctx.n: "{{ start.n + 1 }}", bad: "{{ 1 / 0 }}"}
  next:
    arcs:
    - {step: pay, when: "{{ start.n > 2 and amount }}", set: {k: "{{ ctx.n }}"}}
    - {step: other}
- step: other
  tool: {kind: noop}
  next: later
- step: later
  tool: {kind: noop}
- step: pay
  loop: {in: "{{ [1, 2] }}", iterator: x}
  tool:
  - a:
      kind: http
      url: "http://x/{{ x }}"
      spec: {policy: {rules: [{when: "{{ _attempt < 2 and x == 1 }}", then: {do: retry, backoff: linear, delay: 0.001}}, {else: {then: {do: continue}}}]}}
  - b:
      kind: python
      input: {n: "{{ x }}"}
      code: |
        print("hello")
        result = n
      set: {iter.z: 1, y: "{{ x }}"}
  next:
    arcs:
    - {step: start, when: "{{ output.status == 'error' }}"}
    - {step: end}
- step: end
  when: "{{ amount > 10 }}"
  tool: {kind: noop}
"""
TEXT = """run of FILE, execution id 0
  step start (FILE:6)
    noop
      ok, T
    warning: set.bad: division by zero
    ctx.n = 4
    ctx.bad = "{{ 1 / 0 }}"
    next.arcs[0].when {{ start.n > 2 and amount }}: true (start.n = 3, amount = 5)
    ✗ other: an arc before it matched
    ctx.k = 4
    → pay
    ok, T
  step pay (FILE:18)
    item 0
      task a: http
        call tool_http {"url": "http://x/1"}: error[unsupported]: tool http is not available, T
        error[unsupported]: tool http is not available, T
      tool.a.rules[0].when {{ _attempt < 2 and x == 1 }}: true (_attempt = 1, x = 1)
      rule 1 (line 24): retry
      waited for 1.00 ms, T
      task a: http, attempt 2
        call tool_http {"url": "http://x/1"}: error[unsupported]: tool http is not available, T
        error[unsupported]: tool http is not available, T
      tool.a.rules[0].when {{ _attempt < 2 and x == 1 }}: false (_attempt = 2, x = 1)
      rule 2 (line 24): continue
      task b: python
        print: hello
        ok, T
      iter.z = 1
      y = 1
      ok, T
    item 1
      task a: http
        call tool_http {"url": "http://x/2"}: error[unsupported]: tool http is not available, T
        error[unsupported]: tool http is not available, T
      tool.a.rules[0].when {{ _attempt < 2 and x == 1 }}: false (_attempt = 1, x = 2)
      rule 2 (line 24): continue
      task b: python
        print: hello
        ok, T
      iter.z = 1
      y = 2
      ok, T
    next.arcs[0].when {{ output.status == 'error' }}: false (output.status = "ok")
    ✗ start: its condition is false
    → end
    ok, T
  when {{ amount > 10 }}: false (amount = 5)
  step end is skipped: its condition is false
  step other did not run (start: an arc before it matched)
  step later did not run (other: other did not run)
  completed, T
"""
ENGINES = pytest.mark.parametrize("engine", ["wasm", "interpreted"])


def run(file: Path, *arguments: object) -> Result:
    return CliRunner().invoke(group, ["run", str(file), *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "flow.yaml"
    path.write_text(FLOW)
    return path


def without_times(text: str) -> str:
    return re.sub(r", [\d.]+ m?s$", ", T", text, flags=re.MULTILINE)


@ENGINES
def test_text(engine: str, file: Path) -> None:
    out = file.with_suffix(".txt")
    result = run(file, "--engine", engine, "--trace-out", out)
    assert result.exit_code == 0
    found = without_times(out.read_text())
    if engine == "wasm":
        first, _, found = found.partition("\n")
        assert re.fullmatch(r"the module ran for [\d.]+ m?s; the interpreter tells of it by a run with the same answers, in its own time but for calls", first)
    assert found == TEXT.replace("FILE", str(file))
    assert json.loads(result.stdout) == json.loads(run(file, "--engine", engine).stdout)


@ENGINES
def test_on_stderr(engine: str, file: Path) -> None:
    lines = run(file, "--engine", engine, "--trace").stderr.splitlines()
    assert "  step end is skipped: its condition is false" in lines
    assert lines.count("hello") == 2  # printed once each, however often the run is repeated


def json_events(file: Path, engine: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    out = file.with_suffix(".jsonl")
    assert run(file, "--engine", engine, "--trace-format", "json", "--trace-out", out).exit_code == 0
    head, *events = map(json.loads, out.read_text().splitlines())
    return head, events


def test_json_lines_are_the_same_on_both_engines(file: Path) -> None:
    found = {}
    for engine in ("wasm", "interpreted"):
        head, events = json_events(file, engine)
        assert head == {"trace": 1, "playbook": str(file), "engine": engine}
        assert [e["t_us"] for e in events] == sorted(e["t_us"] for e in events)
        found[engine] = [{k: v for k, v in e.items() if k != "t_us"} for e in events if e["what"] != "module"]
    assert found["wasm"] == found["interpreted"]
    (condition,) = [e for e in found["wasm"] if e["what"] == "condition" and e["step"] == "start"]
    assert (condition["value"], condition["names"], condition["line"]) == (5, {"start.n": "3", "amount": "5"}, 11)
    calls = [e for e in found["wasm"] if e["what"] == "call" and e["phase"] == "end"]
    assert [c["request"]["config"]["url"] for c in calls] == ["http://x/1", "http://x/1", "http://x/2"]
    assert calls[0]["answer"]["error"]["kind"] == "unsupported"
    depth = 0
    for event in found["wasm"]:
        depth -= event["phase"] == "end"
        assert event["depth"] == depth
        depth += event["phase"] == "begin"
    assert depth == 0


@ENGINES
def test_chrome(engine: str, file: Path) -> None:
    out = file.with_suffix(".json")
    assert run(file, "--engine", engine, "--trace-format", "chrome", "--trace-out", out).exit_code == 0
    trace = json.loads(out.read_text())
    assert trace["otherData"] == {"playbook": str(file), "engine": engine}
    stack: list[str] = []
    inside: dict[str, set[str]] = {}
    last = 0.0
    for event in (e for e in trace["traceEvents"] if e["ph"] != "M"):
        assert event["ts"] >= last
        last = event["ts"]
        assert (event["pid"], event["tid"]) == (1, 1)
        if event["ph"] == "E":
            assert stack.pop() == event["name"]
            continue
        inside.setdefault(event["cat"], set()).add(stack[-1].split()[0] if stack else "")
        if event["ph"] == "B":
            stack.append(event["name"])
    assert stack == []
    assert inside["step"] == {"run"}
    assert inside["item"] == {"step"}
    assert inside["task"] == {"item", "step"}
    assert inside["call"] == {"http"}
    assert inside["body"] == {"python"}
    assert inside["print"] == {"body"}


def test_a_failed_run_is_told_once(file: Path) -> None:
    file.write_text(HEAD + "- {step: start, tool: {kind: noop, result: '{{ amount / 0 }}'}}\n")
    result = run(file, "--trace")
    assert result.exit_code == 4
    assert "    unhandled error[template]: division by zero" in result.stderr
    assert result.stderr.splitlines()[-1] == "  amount = 5"


def test_a_run_that_the_module_leaves(file: Path) -> None:
    file.write_text(HEAD + "- step: start\n  tool:\n    kind: python\n    code: |\n      x = -8\n      result = str(x ** 0.5)\n")
    lines = without_times(run(file, "--trace").stderr).splitlines()
    assert lines[0].startswith("the module left this run to the interpreter, which tells of it: ")
    assert lines[1:] == [f"run of {file}, execution id 0", f"  step start ({file}:6)", "    python", "      ok, T", "    ok, T", "  completed, T"]


def test_a_module_that_aborts(file: Path) -> None:
    file.write_text(
        HEAD.replace("workflow:", "executor: {wasm: {limits: {steps: 5000}}}\nworkflow:")
        + "- {step: start, tool: {kind: http, url: x}, next: loop}\n- {step: loop, tool: {kind: python, code: 'while True: pass'}}\n"
    )
    result = run(file, "--trace")
    assert result.exit_code == 5
    lines = without_times(result.stderr).splitlines()
    assert 'call tool_http {"url": "x"}, T' in lines
    assert any(line.startswith("aborted: ") and line.endswith("of a module that aborts, only its calls are known") for line in lines)


def test_usage(file: Path) -> None:
    assert run(file, "--trace-format", "json").exit_code == 2
    assert run(file, "--trace-out", file).exit_code == 2
    assert file.read_text() == FLOW
    assert run(file, "--trace-out", file.parent / "none" / "x").exit_code == 2
    module = file.with_suffix(".wasm")
    assert CliRunner().invoke(group, ["build", str(file), "--no-verify"]).exit_code == 0
    for option in ("--trace", "--profile"):
        result = run(module, option)
        assert result.exit_code == 2
        assert "give the playbook" in result.stderr


def test_why_steps_do_not_run(file: Path) -> None:
    file.write_text(HEAD + """- step: start
  tool: {kind: noop}
  next: [a, b]
- step: a
  spec: {policy: {admit: {rules: [{when: "{{ amount > 9 }}", then: {allow: true}}, {else: {then: {allow: false}}}]}}}
  tool: {kind: noop}
- step: b
  tool: {kind: noop, result: "{{ 1 / 0 }}"}
  next: [{step: c}]
- step: c
  tool: {kind: noop}
- step: d
  tool: {kind: noop}
""")
    lines = run(file, "--trace", "--error-mode", "spec").stderr.splitlines()
    assert "  step a is skipped: rule 2 of admit refuses it" in lines
    assert "    ✗ c: after an error only arcs with a condition match (error_mode spec)" in lines
    assert "  step c did not run (b: after an error only arcs with a condition match (error_mode spec))" in lines
    assert "  step d did not run (no arc leads to it)" in lines


def test_the_example_of_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "tracing.md").read_text()
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(compile(example, "docs/tracing.md", "exec"), {})
    assert capsys.readouterr().out == "step greet\n"


# ---- repeated runs


class Slow(AmbientHost):
    def call(self, name: str, request: bytes) -> bytes:
        return b'{"status": "ok", "data": 1, "error": null}'


def told(events: list[Event], seconds: float | None = None, cut: int | None = None) -> bool:
    class Sink:
        level = "events"
        take = events.append

    source = FLOW
    host = TimedHost(GrantedHost(Slow(), frozenset({"tool_http"})))
    ran = running.ran(noetlc.build(source, verify=False).wasm, {}, host=host, source=source)
    calls = [Call(call.name, call.request, 0, 10**9) for call in host.calls]
    repetition = Repetition(source, {"amount": 6} if cut else {}, "0", RunOptions(), RunLimits())
    return tell_again(Watch([Sink()], seconds), repetition, ran, calls)


def test_calls_take_the_time_of_the_module() -> None:
    events: list[Event] = []
    assert told(events)
    began = 0
    for event in events:
        if event.what in ("call", "sleep"):
            began = event.time if event.phase == "begin" else began
            assert event.phase == "begin" or event.time - began >= 10**9
    assert sum(e.what == "call" and e.phase == "end" for e in events) == 3


def test_a_repetition_that_comes_out_otherwise_or_takes_long() -> None:
    events: list[Event] = []
    assert not told(events, seconds=-1.0)
    assert "takes longer" in str(events[-1].fields["message"])
    source = HEAD + "- {step: start, tool: {kind: noop, result: '{{ amount }}'}}\n"
    ran = running.ran(noetlc.build(source, verify=False).wasm, {"amount": 1}, host=AmbientHost(), source=source)
    watch = Watch()
    assert not tell_again(watch, Repetition(source, {"amount": 2}, "0", RunOptions(), RunLimits()), ran, [])


# ---- profiles


def test_a_profile(file: Path) -> None:
    file.write_text(HEAD + """- step: start
  loop: {in: "{{ range(3) }}", iterator: x}
  tool:
    kind: python
    code: |
      total = 0
      for i in range(10):
          total += i
      result = total
""")
    for engine in ("wasm", "interpreted"):
        lines = run(file, "--profile", "--engine", engine).stderr.splitlines()
        assert lines[0].startswith(f"profile of {file}, interpreted: ")
        assert ("the module ran" in lines[1]) is (engine == "wasm")
        text = "\n".join(lines)
        assert re.search(rf" 1 +[\d.]+ ms +[\d.]+ ms  start \({file}:6\)", text)
        assert re.search(rf" 3 +[\d.]+ m?s +[\d.]+ m?s  {file}:11, step start", text)
        assert lines[-4:] == [f"{n:>12}  {file}:{line}  {code}" for n, line, code in ((30, 13, "total += i"), (3, 11, "total = 0"), (3, 12, "for i in range(10):"), (3, 14, "result = total"))]


def test_own_time_is_without_what_is_inside() -> None:
    profile = Profile("f", [])
    step = {"step": "a", "line": 1}
    for what, phase, time, fields in (
        ("step", "begin", 0, step), ("call", "begin", 10, {"tool": "t"}), ("call", "end", 40, {"tool": "t"}), ("step", "end", 100, step),
        ("step", "begin", 200, step), ("step", "end", 205, step),
    ):  # fmt: skip
        profile.take(Event(what, phase, time, fields))
    spent = profile.spent["step"]["a (f:1)"]
    assert (spent.runs, spent.whole, spent.own) == (2, 105, 75)
