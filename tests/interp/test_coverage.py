"""Which points of a playbook runs reach; noting them changes nothing that a body does."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from workflow_texts import playbook

from noetlc.interp.coverage import Coverage, body_lines, points
from noetlc.interp.host import LocalHost
from noetlc.interp.interpreter import checked, interpret_run
from noetlc.interp.pybody.purity import is_pure
from noetlc.interp.pybody.request import BodyRequest
from noetlc.interp.pybody.runner import BodyRunner

PROGRAMS = Path(__file__).parent.parent / "python" / "edges" / "programs"


def missed(workflow: list[dict[str, Any]], *payloads: dict[str, Any], kind: str, workload: dict[str, Any] | None = None) -> list[str]:
    """Labels of the points of a kind that no payload reaches. Every run is checked to be the run without coverage."""
    document = checked(playbook(workflow, workload=workload or {"n": 0}))
    reached = Coverage(document)
    for payload in payloads:
        assert interpret_run(document, payload, coverage=reached) == interpret_run(document, payload)
    return [point.label for number, point in enumerate(points(document)) if point.kind == kind and number not in reached.hit]


def body(code: str, *values: int) -> list[str]:
    step = {"step": "start", "tool": {"kind": "python", "input": {"n": "{{ n }}"}, "code": code}}
    return missed([step], *({"n": value} for value in values), kind="body")


def template(text: str, *values: int) -> list[str]:
    labels = missed([{"step": "start", "tool": {"kind": "noop", "result": text}}], *({"n": value} for value in values), kind="template")
    return [label.partition(" in ")[0] for label in labels]


@pytest.mark.parametrize(
    ("code", "values", "expected"),
    [
        ("if n > 1:\n    x = 1", (0,), ["body of if"]),
        ("if n > 1:\n    x = 1", (2,), ["else of if (absent)"]),
        ("if n > 1:\n    x = 1\nelif n:\n    x = 2\nelse:\n    x = 3", (2, 0), ["body of if"]),
        ("x = 1 if n else 2", (0,), ["value of if … else"]),
        ("for i in range(n):\n    pass", (3,), ["no round of for"]),
        ("for i in range(n):\n    pass", (0,), ["body of for"]),
        ("for i in range(n):\n    break\nelse:\n    x = 1", (2,), ["no round of for"]),
        ("while n:\n    n -= 1", (2, 0), []),
        ("while True:\n    break", (1,), []),
        ("for i in range(n):\n    for j in range(i):\n        pass", (1,), ["no round of for", "body of for"]),
        ("try:\n    1 / n\nexcept ZeroDivisionError:\n    pass\nexcept TypeError:\n    pass", (0,), ["except"]),
        ("match n:\n    case 1:\n        x = 1\n    case 2 | 3:\n        x = 2", (3,), ["case 1 of match", "no case of match"]),
        ("match n:\n    case 1:\n        x = 1\n    case _:\n        x = 2", (3,), ["case 1 of match"]),
        ('def f():\n    """doc"""\n    return f.__doc__\ndef g(): pass\nresult = f()', (0,), ["function g"]),
        ("f = lambda: 1\nresult = f() if n else 0", (0, 1), []),
        ("if __name__ == '__main__':\n    result = 1", (0,), []),
    ],
)
def test_branches_of_bodies(code: str, values: tuple[int, ...], expected: list[str]) -> None:
    assert body(code, *values) == expected


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("{{ 1 if n else 2 }}", (0,), ["value of if … else"]),
        ("{{ 'x' if n }}", (1,), ["else of if … else"]),
        ("{{ n and 1 or 2 }}", (1,), ["right side of or"]),
        ("{% if n == 1 %}a{% elif n == 2 %}b{% else %}c{% endif %}", (1, 3), ["body of elif"]),
        ("{% if n %}a{% endif %}", (1,), ["else of if (absent)"]),
        ("{% for i in range(n) %}a{% else %}{{ n }}{% endfor %}", (1,), ["else of for"]),
        ("{% macro f(x) %}{{ 1 if x else 2 }}{% endmacro %}{{ f(n) if n else 'none' }}", (1,), ["else of if … else"] * 2),
    ],
)
def test_branches_of_templates(text: str, values: tuple[int, ...], expected: list[str]) -> None:
    assert template(text, *values) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('"""doc"""\nfrom __future__ import annotations\nx = [\n  1,\n]\ny = 2; z = 3', {3: 1, 6: 2}),
        ("for i in range(n):\n    if i == 1:\n        x = 1\n    elif i == 2:\n        x = 2\n    else:\n        x = 3", {1: 1, 2: 3, 3: 1, 4: 2, 5: 1, 7: 1}),
        ("def f():\n    global g\n    return 1\ndef h():\n    'doc'\n    return 2\nresult = f() + f()", {1: 1, 3: 2, 4: 1, 6: 0, 7: 1}),
        ("try:\n    1 / 0\nexcept ZeroDivisionError:\n    pass\nelse:\n    x = 1\nfinally:\n    y = 1", {1: 1, 2: 1, 4: 1, 6: 0, 8: 1}),
        ("match n:\n    case 1:\n        x = 1\n    case _:\n        x = 2", {1: 1, 3: 0, 5: 1}),
        ("if n:\n    return 5\nx = 1", {1: 1, 2: 1, 3: 0}),
        ("while n:\n    n -= 1\nelse:\n    x = 1", {1: 1, 2: 3, 4: 1}),
    ],
)
def test_lines_of_bodies(code: str, expected: dict[int, int]) -> None:
    head = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\nworkflow:\n- step: start\n  input: {n: 3}\n  tool:\n    kind: python\n    code: |-\n"
    document = checked(head + "".join(f"      {line}\n" for line in code.split("\n")))
    reached = Coverage(document, counted=True)
    interpret_run(document, {}, coverage=reached)
    assert {line - 9: reached.lines.get(line, 0) for line in body_lines(document)} == expected


def test_steps_arcs_and_rules() -> None:
    rules = [{"when": "{{ n == 1 }}", "then": {"do": "continue"}}, {"else": {"then": {"do": "continue"}}}]
    workflow = [
        {
            "step": "start",
            "tool": {"kind": "noop", "result": "{{ n }}", "spec": {"policy": {"rules": rules}}},
            "next": {"spec": {"mode": "exclusive"}, "arcs": [{"step": "a", "when": "{{ n == 1 }}"}, {"step": "end"}]},
        },
        {"step": "a", "tool": {"kind": "noop"}},
        {"step": "end", "tool": {"kind": "noop"}},
    ]
    assert missed(workflow, {"n": 0}, kind="step") == ["step a"]
    assert missed(workflow, {"n": 0}, kind="arc") == ["arc start -> a"]
    assert missed(workflow, {"n": 0}, kind="rule") == ["rule 1 of start"]
    assert missed(workflow, {"n": 1}, {"n": 2}, kind="rule") == []


def test_points_stand_in_the_file() -> None:
    text = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: m}
workflow:
  - step: start
    tool:
      kind: python
      code: |
        def f(x):
            "doc"
            return 'ä' if x else 1
        result = f(1)
    next: [{step: end, when: "workload.n and 1"}]
  - step: end
    tool: {kind: noop}
"""
    found = [(point.label, point.line, point.column) for point in points(checked(text))]
    assert found == [
        ("step start", 6, 5),
        ("function f", 12, 13),
        ("value of if … else", 12, 20),
        ("else of if … else", 12, 34),
        ("arc start -> end", 14, 12),
        ("right side of and in workload.n and 1", 14, 46),
        ("step end", 15, 5),
    ]


def sampled_requests() -> Iterator[BodyRequest]:
    """Programs of our own, then bodies collected from playbooks where those are present."""
    for file in sorted(PROGRAMS.glob("*.txt")):
        for program in file.read_text(encoding="utf-8").split("# --- ")[1:]:
            code = program.partition("\n")[2]
            yield BodyRequest(code, (), {}, None, "s", "0")


def compare(requests: list[BodyRequest]) -> None:
    noted = 0
    with BodyRunner() as runner:
        for request in requests:
            plain = runner.run(request, LocalHost())
            covered = runner.run(replace(request, covered=True, counted=True, explained=True), LocalHost())
            assert replace(covered, hits=(), lines=(), values=()) == plain, request.code
            noted += len(covered.hits)
    assert noted


def test_programs_do_the_same_when_covered() -> None:
    compare(random.Random(0).sample(list(sampled_requests()), 80))


def test_collected_bodies_do_the_same_when_covered(shared: Path) -> None:
    cases = [case for case in json.loads((shared / "corpus" / "step_cases.json").read_text()) if case.get("differential_ok")]
    requests = []
    for case in random.Random(0).sample(cases, 60):
        inputs = case["input"] if isinstance(case["input"], dict) else {}
        if is_pure(case["code"], ()):
            requests.append(BodyRequest(case["prelude"] + "\n" + case["code"], (), inputs, None, "s", "0"))
    compare(requests)


TRACES = """
import traceback
def f(n):
    '''doc'''
    if n:
        for i in range(1):
            return f(n - 1)
    return (lambda q: 1 if q // n else [])(1)
try:
    f(3)
except ZeroDivisionError:
    result = traceback.format_exc()
"""
DEPTH = """
def f(n):
    global deepest
    if n:
        deepest = n
    g = lambda: f(n + 1) if n else 0
    return g()
try:
    f(1)
except RecursionError as error:
    result = [deepest, str(error)]
"""
NAMES = """
class A:
    for x in [1]:
        pass
    def f(self):
        y = 2
        while y: y -= 1
        return sorted(locals())
result = [A().f(), sorted(vars(A)), sorted(k for k in globals() if k != '__builtins__'), f() if False else 1]
"""
DEEP = "result = " + "(1 if args else " * 90 + "2" + ")" * 90


@pytest.mark.parametrize(
    "code", [TRACES, DEPTH, NAMES, DEEP, "x = 1\nif x:\n    raise ValueError(f'{x}')", "return 1 if args else {}['k']"]
)
def test_tracebacks_depth_and_names_stay(code: str) -> None:
    with BodyRunner() as runner:
        plain = runner.run(BodyRequest(code, (), {}, None, "s", "0"), LocalHost())
        covered = runner.run(BodyRequest(code, (), {}, None, "s", "0", True), LocalHost())
        again = runner.run(BodyRequest(code, (), {}, None, "s", "0"), LocalHost())
    assert replace(covered, hits=()) == plain == again
