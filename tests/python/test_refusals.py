"""Bodies that are not lowered: every construct is named, at its place, by `check` and `build` alike."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

import noetlc
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.refusals import MOST_WORK, refusals

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\nworkflow:\n- step: start\n  tool:\n    kind: python\n"


def playbook(body: str, more: str = "") -> str:
    lines = "".join(f"      {line}\n" for line in body.splitlines())
    return f"{HEAD}{more}    code: |\n{lines}"


def found(text: str) -> list[tuple[str, int, int]]:
    """Code, line and column in the body of every L diagnostic; `check` and `build` must agree."""
    built = [d for d in noetlc.build(text, verify=False).diagnostics if d.code[0] == "L"]
    checked = [d for d in noetlc.check(text) if d.code[0] == "L"]
    assert checked == built
    offset = text[: text.index("code: |")].count("\n") + 1
    return [(d.code, d.line - offset, d.column - 6) for d in checked]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = anext(b'a') + anext(b'b')", [("L03", 1, 5), ("L03", 1, 19)]),
        ("import tarfile, json, pandas as pd, socket\nresult = pd.x(tarfile.y)", [("L02", 1, 8), ("L02", 1, 23), ("L02", 1, 37)]),
        ("from os import listdir, path\nresult = path.join('a', str(anext))", [("L07", 1, 16), ("L03", 2, 29)]),
        ("é = 'é'; x = eval(str(1))", [("L04", 1, 14)]),
        ("from time import time\ndef f():\n    return time()\nx = f()\nimport time\nresult = time.time()", [("L01", 5, 1)]),
        ("from time import time\ndef f():\n    global time\n    import time\nimport time\nresult = time.time()", [("L01", 5, 1)]),
        ("from time import time\nimport time\nresult = globals()['time'].time()", [("L01", 2, 1), ("L03", 3, 10)]),
        ("import typing\nresult = issubclass(int, (str, typing.SupportsInt))", [("L03", 2, 32)]),
        ("from collections import ChainMap\nresult = str(list(ChainMap({}).__class__.__mro__))", [("L01", 2, 19)]),
        ("def f(x):\n  if x:\n    return aiter(1)\n  for y in anext(x):\n    del y[aiter(2)]\nresult = f(1)",
         [("L03", 3, 12), ("L03", 4, 12), ("L03", 5, 11)]),
        ("class M(range):\n  pass\nclass A(metaclass=M):\n  def f(self):\n    return super().f(aiter(1))\nresult = 1",
         [("L01", 1, 9), ("L03", 5, 22)]),
        ("try:\n  x = aiter(1)\nexcept* ValueError as e:\n  x = aiter(e.__context__)\nresult = x", [("L01", 1, 1), ("L03", 2, 7), ("L03", 4, 7)]),
        ("result = f'{aiter(1)} {anext(b\"\")}'", [("L03", 1, 13), ("L03", 1, 24)]),
        ("result = [aiter(i) for i in range(3)]\nresult = 1", [("L03", 1, 11)]),
        ("result = 1", []),
    ],
)  # fmt: skip
def test_all_causes(body: str, expected: list[tuple[str, int, int]]) -> None:
    assert found(playbook(body)) == expected


def test_libs_are_causes_too() -> None:
    text = playbook("result = n.x(aiter(1))", "    libs:\n      n: numpy\n      d: difflib\n")
    codes = [(d.code, d.line, d.message.rpartition(": ")[2]) for d in noetlc.check(text)]
    assert codes[0][:2] == ("L02", 9)
    assert codes[-1] == ("L03", 12, "the builtin aiter")


def test_steps_and_their_reports_name_the_first_cause() -> None:
    built = noetlc.build(playbook("x = 1\ny = aiter(1)\nz = anext(b'')"), verify=False)
    assert [(s.lowered, s.reason) for s in built.steps] == [("interpreted", "the builtin aiter")]


def test_a_template_is_one_cause() -> None:
    assert [c for c, *_ in found(playbook("x = {{ n }}\ny = eval(str(1))"))] == ["L04"]


def test_a_defect_of_lowering_is_a_diagnostic_of_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("noetlc.lower.python.functions.root.block", fail)
    (only,) = noetlc.check(playbook("result = 'met for the first time'"))
    assert only.code == "L08"


def test_check_without_a_file() -> None:
    assert [d.code for d in noetlc.check(Path("no such file"))] == ["V00"]


def test_looking_for_refusals_ends() -> None:
    """A construct that is refused again after it was cut, and one that has no place."""

    def always(tree: ast.Module) -> None:
        raise Refused(tree.body[0] if tree.body else tree, "everything")

    assert [r.construct for r in refusals(ast.parse("x = 1\ny = 2"), [], always)] == ["everything"]

    def nowhere(tree: ast.Module) -> None:
        raise Refused(ast.Name("x", ast.Load(), lineno=0, col_offset=0), "library code")

    assert [r.construct for r in refusals(ast.parse("x = 1"), [], nowhere)] == ["library code"]


def test_looking_for_refusals_is_bounded_by_the_size_of_what_is_lowered() -> None:
    lowered = []

    def always(tree: ast.Module) -> None:
        lowered.append(tree)
        raise Refused(tree.body[len(lowered)], f"number {len(lowered)}")

    tree = ast.parse("x = 1\n" * (MOST_WORK // 20))
    assert [r.construct for r in refusals(tree, [], always)] == [f"number {n + 1}" for n in range(len(lowered))]
    assert 1 < len(lowered) < 10


def test_a_long_body_in_one_line_of_a_file_is_named() -> None:
    """Columns that do not fit behind thousands of lines are cut in the search for causes as in the lowering itself."""
    body = "import sys\n" + "x = 1\n" * 900 + "try:\n    x = 1 / 0\nexcept ZeroDivisionError:\n    result = sys.exc_info()[2].tb_lineno\nx = 2\nx = 3\n"
    built = noetlc.build(f"{'#' + chr(10)}" * 4200 + f"{HEAD}    code: {json.dumps(body)}\n", verify=False)
    causes = [d for d in built.diagnostics if d.code[0] == "L"]
    assert causes
    assert all("lines are not apart" in d.message for d in causes), causes
