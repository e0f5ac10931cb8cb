"""Python bodies, compiled against CPython, building excluded."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import textwrap
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
ROUNDS = 20_000


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
    ours, theirs = interleaved(lambda: invoke(wasm), lambda: _executed(compiled, {}), 5)
    return Row(name, ours * 1e3, "ms", theirs * 1e3, target)


def _executed(compiled: Any, names: dict[str, Any]) -> Any:
    exec(compiled, names)
    return names.get("result")


def _longest() -> list[dict[str, Any]]:
    """The longest distinct bodies that need no host, set `result`, compile, and still do so as a function called many times."""
    distinct: dict[str, dict[str, Any]] = {}
    for case in json.loads(CORPUS.read_bytes()):
        if case.get("code") and case.get("status") == "ok" and case.get("differential_ok") and _plain(case):
            distinct.setdefault(case["code"], case)
    found: list[dict[str, Any]] = []
    for case in sorted(distinct.values(), key=lambda c: -len(c["code"])):
        code = _repeated(case)
        built = noetlc.build(_playbook(case, code), verify=False)
        if built.steps[0].lowered == "native":
            found.append({**case, "repeated": code, "wasm": built.wasm})
        if len(found) == LONGEST:
            break
    return found


def _plain(case: dict[str, Any]) -> bool:
    """Whether the body needs no host, is no template, and sets `result` rather than returning."""
    code: str = case["code"]
    tops = [line.split()[0] for line in code.splitlines() if line.strip() and not line[0].isspace()]
    templated = "{{" in code or "{%" in code
    return not templated and "result" in tops and "return" not in tops and not set(case.get("host", ())) - {"stdout"}


def _repeated(case: dict[str, Any]) -> str:
    """The body as a function of its inputs, called ROUNDS times, so that one run measures the body and not the call of the module."""
    prelude = f"{case['prelude']}\n" if case["prelude"] else ""
    names = ", ".join(case["input"])
    body = textwrap.indent(prelude + case["code"], "    ")
    return f"def body({names}):\n{body}\n    return result\nfor _ in range({ROUNDS}):\n    last = body({names})\nresult = last\n"


def _playbook(case: dict[str, Any], code: str) -> str:
    inputs = {name: f"{{{{ workload.args['{name}'] }}}}" for name in case["input"]}
    tool = {"kind": "python", "input": inputs, "code": code}
    return playbook([{"step": "start", "tool": tool}], workload={"args": {}})


def _corpus(case: dict[str, Any]) -> Row:
    compiled = compile(case["repeated"], "body", "exec")
    payload = {"args": case["input"]}

    def theirs() -> object:
        with contextlib.redirect_stdout(io.StringIO()):
            return _executed(compiled, copy.deepcopy(case["input"]))

    assert invoke(case["wasm"], payload)["result"] == json.loads(json.dumps(theirs()))
    ours, reference = interleaved(lambda: invoke(case["wasm"], payload), theirs, 9)
    name = f"corpus {case['id']}, {len(case['code']):,} characters"
    return Row(name, ours / ROUNDS * 1e6, "µs", reference / ROUNDS * 1e6, "≥ 3")
