"""Every code of the table is emitted for some playbook, and nothing emits a code that is not in the table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import noetlc
from noetlc.diagnostics.codes import CODES
from noetlc.frontend import load
from noetlc.verify.findings import Findings
from noetlc.verify.outcome import Verification

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\n"
NOOP = "tool: {kind: noop}"


def flow(*steps: str, head: str = HEAD) -> str:
    return head + "workflow:\n" + "".join(f"- {{step: {name}, {rest}}}\n" for name, rest in (s.split(": ", 1) for s in steps))


def rule(then: str) -> str:
    return flow("start: tool: {kind: noop, spec: {policy: {rules: [{then: " + then + "}]}}}")


def body(*lines: str) -> str:
    code = "".join(f"      {line}\n" for line in lines)
    return HEAD + f"workflow:\n- step: start\n  tool:\n    kind: python\n    code: |\n{code}"


CHECKED: dict[str, str | bytes | Path] = {
    "V00": Path("no such file"),
    "V01": b"a: \xff",
    "V02": flow("start: " + NOOP, head=HEAD + "workload: {a: 1, a: 2}\n"),
    "V03": "[]",
    "V04": flow("start: " + NOOP, head=HEAD.replace("v2", "v1")),
    "V05": flow("start: " + NOOP, head=HEAD.replace("Playbook", "Book")),
    "V06": flow("start: " + NOOP, head=HEAD.replace("name: m", "")),
    "V07": HEAD,
    "V08": HEAD + "workflow: [{tool: {kind: noop}}]",
    "V09": flow("start: " + NOOP, "start: " + NOOP),
    "V10": flow("start: desc: d"),
    "V11": flow("start: case: [], " + NOOP),
    "V12": flow("start: tool: {kind: nope}"),
    "V13": flow("start: tool: {kind: noop, input: {}, args: {}}"),
    "V14": flow("start: tool: []"),
    "V15": flow("start: tool: {kind: workbook, name: x}"),
    "V16": flow("start: loop: {in: '{{ x }}'}, " + NOOP),
    "V17": flow("start: when: '', " + NOOP),
    "V18": flow("start: next: {step: start}, " + NOOP),
    "V19": flow("start: next: b, " + NOOP),
    "V20": flow("start: tool: {kind: noop, eval: [{do: nope}]}"),
    "V21": flow("start: " + NOOP, head=HEAD + "executor: {spec: {entry_step: x}}\n"),
    "V22": flow("start: desc: [], " + NOOP),
    "V23": flow("start: tool: {kind: noop, result: .nan}"),
    "W01": flow("start: odd: 1, " + NOOP),
    "W02": flow("start: tool: {kind: noop, spec: {policy: {rules: [{when: x}]}}}"),
    "W03": rule("{do: nope}"),
    "W04": flow("start: tool: [{name: t, kind: noop}, {name: t, kind: noop}]"),
    "W05": rule("{do: jump, to: x}"),
    "V24": flow("start: tool: {kind: noop, result: '{{ 1 + }}'}"),
    "V25": flow("start: tool: {kind: noop, result: '{{ 1 | nope }}'}"),
    "V26": body("x ="),
    "W06": flow("start: tool: {kind: noop, result: '{{ 1 | int(base=99) }}'}"),
    "W07": flow("loop: " + NOOP),
    "W08": flow("start: when: x, " + NOOP),
    "W09": flow("start: " + NOOP, "b: " + NOOP),
    "W10": flow("start: tool: {kind: http, url: x}"),
    "W11": flow("start: loop: {in: x, iterator: i, spec: {mode: parallel}}, tool: [{kind: noop, set: {ctx.a: 1}}]"),
    "W12": flow("start: spec: {next_mode: odd}, " + NOOP),
    "W15": body("if step:", "    pritn(1)"),
    "L01": body("class A:", "    def __del__(self):", "        pass"),
    "L02": body("import socketserver"),
    "L03": body("result = anext(b'')"),
    "L04": body("result = eval(str(1))"),
    "L07": body("result = open('x')"),
}
"""Documents by the code that `check` finds in them."""

BUILT: dict[str, tuple[str, dict[str, Any]]] = {
    "W13": (body("result = list({'a', 'b', 'c', 'd'})"), {"examples": 0}),
    "W16": (body("result = 2 ** 70"), {"examples": 0, "bigint": False}),
    "W17": (body("result = 2 ** 70"), {"examples": 0, "bigint": False}),
    "W18": (body("raise ValueError"), {"examples": 0}),
    "T01": (flow("start: tool: {kind: http, url: x}"), {"target": "noetl-worker"}),
    "T02": (body("result = anext(b'')"), {"target": "noetl-worker"}),
    "T03": (flow("start: tool: {kind: http, url: x}", head=HEAD + "executor: {wasm: {capabilities: []}}\n"), {}),
    "T04": (flow("start: " + NOOP), {}),
}
"""Documents by the code that only a build finds."""

ELSEWHERE = {
    "L08": "tests/python/test_defect.py",
    "L09": "tests/security/test_documents.py",
    **{f"P0{number}": "tests/plugins/test_bind.py" for number in (1, 2, 3, 4, 6, 7, 8, 9)},
    "P05": "tests/plugins/test_kernel_module.py",
    "P10": "tests/plugins/test_sdk.py", "P11": "tests/plugins/test_sdk.py", "P12": "tests/plugins/test_body_findings.py",
    "E01": "tests/testing/test_documents_of_tests.py", "E02": "tests/testing/test_documents_of_tests.py",
    "C01": "tests/catalog/test_register.py", "C02": "tests/catalog/test_catalog_process.py",
    "W19": "tests/security/test_levels.py", "T05": "tests/versions/test_python_versions.py"} | {
    f"V{number}": "tests/security/test_documents.py" for number in range(30, 40)
}
"""Codes whose cause no document has, and the tests that emit them."""


@pytest.mark.parametrize("code", CHECKED)
def test_check_emits(code: str) -> None:
    found = noetlc.check(CHECKED[code])
    assert code in {d.code for d in found}
    assert all(d.severity == CODES[d.code].severity for d in found)


@pytest.mark.parametrize("code", BUILT)
def test_build_emits(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, options = BUILT[code]
    if code == "T04":  # a module that large takes long to build
        monkeypatch.setattr("noetlc.compiler.MAX_BYTES", 1000)
    try:
        found = noetlc.build(text, **{"verify": "examples" in options, **options}).diagnostics
    except noetlc.BuildError as error:
        found = error.diagnostics
    assert code in {d.code for d in found}
    assert all(d.severity == CODES[d.code].severity for d in found)


def test_every_code_of_the_table_is_emitted_somewhere() -> None:
    assert sorted([*CHECKED, *BUILT, *ELSEWHERE]) == sorted(CODES)
    for code, tests in ELSEWHERE.items():
        assert re.search(rf"\b{code}\b", (Path(__file__).parents[2] / tests).read_text())


def test_no_other_code_is_in_the_source() -> None:
    package = Path(noetlc.__file__).parent
    written = {code for file in package.rglob("*.py") for code in re.findall(r'"([VWLTPCE]\d\d)"', file.read_text(encoding="utf-8"))}
    assert written == set(CODES)


def test_verification_without_a_wall() -> None:
    playbook, _ = load(flow("start: " + NOOP))
    assert playbook is not None
    found = Findings(playbook).finish(Verification(compared=1, confinement="none"), False)
    assert [(d.code, d.severity) for d in found] == [("W19", "warning")]
    assert Findings(playbook).finish(Verification(compared=1, confinement="full"), False) == []
