"""Functions that are kept between builds (`ir/kept.py`): the same bytes with and without them, and what counts as equal."""

from __future__ import annotations

import pytest

import noetlc
from noetlc.ir.kept import KEPT, Kept, content, derived
from noetlc.ir.nodes import Expr, Function, Imm, Return

TEXT = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: kept}
workload: {n: 4}
workflow:
  - step: start
    tool:
      kind: python
      input: {n: "{{ n }}"}
      code: |
        names = sorted({str(i): i for i in range(n)}, reverse=True)
        result = ",".join(names).upper()
"""


def of(op: str, imm: Imm, name: str = "f") -> Function:
    return Function(name, (), "i32", {}, [Return(Expr(op, (), imm, "i32"))])


def test_modules_have_the_same_bytes_with_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    other = TEXT.replace("reverse=True", "key=len").replace("upper()", "title()")
    monkeypatch.setattr("noetlc.lower.passes.pipeline.KEPT", Kept(0))
    alone = [noetlc.build(text, verify=False).wasm for text in (TEXT, other)]
    monkeypatch.setattr("noetlc.lower.passes.pipeline.KEPT", KEPT)
    assert [noetlc.build(text, verify=False).wasm for text in (TEXT, other, TEXT)] == [*alone, alone[0]]


def test_one_pass_after_the_other_makes_the_same_bytes() -> None:
    assert noetlc.build(TEXT, verify=False, verify_ir=True).wasm == noetlc.build(TEXT, verify=False).wasm


@pytest.mark.parametrize(("one", "other"), [((1, "i32.const"), (True, "i32.const")), ((0.0, "f64.const"), (-0.0, "f64.const"))])
def test_different_constants_are_different_contents(one: tuple[Imm, str], other: tuple[Imm, str]) -> None:
    assert content(of(one[1], one[0])) != content(of(other[1], other[0]))
    assert content(of(one[1], one[0])) == content(of(one[1], one[0]))


def test_the_least_recently_used_are_dropped() -> None:
    functions = [of("i32.const", number, f"f{number}") for number in range(3)]
    contents = [content(function) for function in functions]
    kept = Kept(len(contents[0]) * 2)
    made = [kept.put(contents[0], functions[0]), kept.put(contents[1], functions[1])]
    assert [function.name for function in made] == ["f0", "f1"]
    assert kept.get(contents[0]) is made[0]
    made.append(kept.put(contents[2], functions[2]))
    assert [kept.get(one) for one in contents] == [made[0], None, made[2]]


def test_what_is_derived_is_made_once_of_what_is_kept() -> None:
    other = of("i32.const", 2)
    function = Kept(0).put(content(of("i32.const", 1)), of("i32.const", 1))  # which drops it at once: here it is still in use

    def one(_: Function) -> list[str]:
        return ["one"]

    def two(_: Function) -> list[str]:
        return ["two"]

    assert derived(function, one) is derived(function, one)
    assert derived(function, two) == ["two"]
    assert derived(other, one) is not derived(other, one)
