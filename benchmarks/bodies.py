"""Python bodies, compiled against CPython, building excluded."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import noetlc
from benchmarks.common import ROOT, Row, interleaved, invoke, playbook

NUMERIC = """\
total = 0
x = 0.5
for i in range({n}):
    total += (i * 7) % 13
    if total > 1000000:
        total -= 1000000
    x = x * 0.999 + 0.25
result = [total, x]
"""
STRINGS = """\
counts = {{}}
for i in range({n}):
    key = "user-" + str(i % 97)
    entry = counts.get(key)
    if entry is None:
        entry = {{"seen": 0, "names": []}}
        counts[key] = entry
    entry["seen"] += 1
    if i % 10 == 0:
        entry["names"].append(key.upper().replace("-", "_"))
result = {{key: [entry["seen"], len(entry["names"])] for key, entry in sorted(counts.items())}}
"""
CORPUS = ROOT.parent / "shared" / "corpus" / "step_cases.json"
LONGEST = 10
ITEMS = 300


def rows(quick: bool) -> Iterator[Row]:
    """The numeric loop, a dict and string loop, and the longest bodies of the corpus where it is present."""
    n = 10**6 if quick else 10**7
    yield _loop(f"numeric loop, {n:,} rounds", NUMERIC.format(n=n), "≥ 20")
    yield _loop(f"dict and string loop, {n // 10:,} rounds", STRINGS.format(n=n // 10), "≥ 3")
    if CORPUS.exists():
        for case in _longest():
            yield _corpus(case)


def _loop(name: str, code: str, target: str) -> Row:
    wasm = noetlc.build(playbook([{"step": "start", "tool": {"kind": "python", "code": code}}]), verify=False).wasm
    compiled = compile(code, "body", "exec")
    names: dict[str, Any] = {}
    assert invoke(wasm)["result"] == _executed(compiled, names)
    ours, theirs = interleaved(lambda: invoke(wasm), lambda: _executed(compiled, {}), 3)
    return Row(name, ours * 1e3, "ms", theirs * 1e3, target)


def _executed(compiled: Any, names: dict[str, Any]) -> Any:
    exec(compiled, names)
    return names.get("result")


def _longest() -> list[dict[str, Any]]:
    """The longest distinct bodies that compile, run to an end and set `result`."""
    cases = json.loads(CORPUS.read_bytes())
    distinct: dict[str, dict[str, Any]] = {}
    for case in cases:
        plain = not set(case["host"]) - {"stdout"} and "{{" not in case["code"] and "{%" not in case["code"]
        if case["status"] == "ok" and case["runnable"] and case["differential_ok"] and plain and "return" not in _top(case["code"]):
            distinct.setdefault(case["code"], case)
    found = []
    for case in sorted(distinct.values(), key=lambda c: -len(c["code"])):
        built = noetlc.build(_in_loop(case), verify=False)
        names = {**copy.deepcopy(case["input"]), "args": case["input"], "input_data": case["input"]}
        if built.steps[0].lowered == "native" and _executed(compile(case["prelude"] + case["code"], "body", "exec"), names) is not None:
            found.append({**case, "wasm": built.wasm})
        if len(found) == LONGEST:
            break
    return found


def _top(code: str) -> list[str]:
    """First words of the lines that are not indented."""
    return [line.split()[0] for line in code.splitlines() if line.strip() and not line[0].isspace()]


def _in_loop(case: dict[str, Any]) -> str:
    """The body once per item of a loop step, so that one call measures many runs."""
    inputs = {name: f"{{{{ workload.args['{name}'] }}}}" for name in case["input"]}
    tool = {"kind": "python", "input": inputs, "code": case["prelude"] + case["code"]}
    loop = {"in": "{{ workload.items }}", "iterator": "benchmark_item"}
    return playbook([{"step": "start", "loop": loop, "tool": tool}], workload={"args": {}, "items": 0})


def _corpus(case: dict[str, Any]) -> Row:
    compiled = compile(case["prelude"] + case["code"], "body", "exec")
    inputs = [copy.deepcopy(case["input"]) for _ in range(ITEMS)]

    def theirs() -> None:
        import contextlib
        import io

        with contextlib.redirect_stdout(io.StringIO()):
            for given in inputs:
                exec(compiled, {**given, "args": given, "input_data": given})

    payload = {"args": case["input"], "items": ITEMS}
    empty = {"args": case["input"], "items": 0}
    base, _ = interleaved(lambda: invoke(case["wasm"], empty), lambda: None)
    ours, reference = interleaved(lambda: invoke(case["wasm"], payload), theirs)
    name = f"corpus {case['id']}, {len(case['code']):,} characters"
    return Row(name, (ours - base) / ITEMS * 1e6, "µs", reference / ITEMS * 1e6, "≥ 3")
