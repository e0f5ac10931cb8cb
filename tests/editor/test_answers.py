"""What an editor is told about a playbook: completion, hover, go to step, references, rename."""

from __future__ import annotations

import pytest

from noetlc import api, body_types, building
from noetlc.editor import answers
from noetlc.editor.steps import Outline, outline
from noetlc.frontend import check
from noetlc.lower.workflow import python_tool

TEXT = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: m}
workload:
  limit: 3
  user: {id: 1}
executor: {spec: {entry_step: start}}
workflow:
  - step: start
    tool: {kind: noop, result: {n: 1}}
    next:
      arcs:
        - step: report
          when: start.n > limit and steps.start.status == 'ok'
        - {step: "end"}
  - step: report
    loop: {in: "{{ [1] }}", iterator: start}
    tool: {kind: noop, result: "{{ report }} {{ start | round }}"}
    next: [end]
  - step: end
    tool:
    - {name: a, kind: noop, result: "é😋 {{ report | length }}"}
    - b: {kind: python, code: "result = 1"}
"""
FREE = TEXT.replace("iterator: start", "iterator: one").replace("start | round", "start.n | round")


def known(text: str) -> Outline:
    found = outline(text)
    assert found is not None
    return found


def at(text: str, mark: str, offset: int = 0, nth: int = 0) -> tuple[int, int]:
    """Line and column of the nth occurrence of a text."""
    place = -1
    for _ in range(nth + 1):
        place = text.index(mark, place + 1)
    before = text[: place + offset]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def labels(text: str, typed: str) -> set[str]:
    """Proposals at the end of `typed`, which is put at the end of the file."""
    whole = text + typed
    return {item.label for item in answers.completion(whole, whole.count("\n"), len(whole) - whole.rfind("\n") - 1, outline(text))}


def test_outline() -> None:
    found = known(FREE)
    assert check(FREE) == []
    assert found.kinds == {"start": ("noop",), "report": ("noop",), "end": ("noop", "python")}
    assert found.workload == {"limit": "int: 3", "user": "map with id"}
    assert [(one.name, one.kind, one.span.line) for one in sorted(found.mentions, key=lambda one: (one.span.line, one.span.column))] == [
        ("start", "arc", 7), ("start", "definition", 9), ("report", "arc", 13), ("start", "template", 14), ("start", "template", 14), ("end", "arc", 15),
        ("report", "definition", 16), ("report", "template", 18), ("start", "template", 18), ("end", "arc", 19), ("end", "definition", 20), ("report", "template", 22),
    ]  # fmt: skip
    for one in found.mentions:
        line = FREE.split("\n")[one.span.line - 1]
        assert line[one.span.column - 1 : one.span.end_column - 1] == one.name
    assert outline("- a") is None
    assert outline("a: [") is None


def test_a_name_that_is_bound_otherwise_is_no_mention() -> None:
    places = [one.span.line for one in known(TEXT).mentions if (one.name, one.kind) == ("start", "template")]
    assert places == [14], "the iterator hides the flat name everywhere, steps.start it does not"


@pytest.mark.parametrize(
    ("typed", "some", "none"),
    [
        ("    next: ", {"start", "report", "end"}, {"http"}), ("    next: [start, re", {"report"}, {"limit"}), ("    next:\n      arcs:\n        - step: ", {"report"}, set()),
        ("  - step: ", set(), {"start"}), ("    loop: {in: '{{ x }}', iterator: one}\n    tool: {input: {two: 1}}\n    x: \"{{ o", {"limit", "start"}, {"round"}), ("    tool: {kind: no", {"noop", "python", "http"}, {"Playbook"}), ("    x: \"{{ start | ro", {"round", "length"}, {"start"}),
        ("    x: \"{{ start is def", {"defined"}, {"round"}), ("    x: \"{{ li", {"limit", "start", "ctx", "range"}, {"round"}), ("    x: \"{{ 'a'.up", {"upper"}, {"start"}),
        ("    x: \"{{ start }} re", set(), {"report"}), ("  - step: x\n    to", {"tool", "next", "loop"}, {"case", "arcs"}), ("  - step: x\n    loop:\n      it", {"iterator", "in"}, {"tool"}),
        ("  - step: x\n    next:\n      arcs:\n        - step: end\n          wh", {"when", "set"}, {"tool"}), ("exec", {"executor", "workload"}, {"step"}),
        ("  - step: x\n    loop:\n      spec: {mode: ", {"parallel"}, {"inclusive"}), ("  - step: x\n    tool:\n      kind: http\n      u", set(), {"step"}),
    ],
)  # fmt: skip
def test_completion(typed: str, some: set[str], none: set[str]) -> None:
    found = labels(TEXT, typed)
    assert some <= found
    assert not none & found
    assert some or not found


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("length", "filter `length`"), ("round", "filter `round(p=…)`: "), ("report }}", "step `report`: noop"), ("limit and", None), ("end]", "step `end`: noop → python"),
        ("apiVersion", None), ("😋", None),
    ],
)  # fmt: skip
def test_hover(mark: str, expected: str | None) -> None:
    found = answers.hover(FREE, *at(FREE, mark), known(FREE))
    assert found == expected if expected is None else (found or "").startswith(expected)


SCOPED = TEXT.replace("python, code: \"result = 1\"}", "python, input: {amount: 1, rate: 2}, code: \"result = 1\"}") + """\
  - step: last
    loop: {in: "{{ [1] }}", iterator: one}
    tool:
      kind: python
      input: {two: "{{ one }}"}
      code: |
        if two:
            result = tw
"""


def test_completion_of_names_of_the_step() -> None:
    known = outline(SCOPED)
    assert known is not None

    def found(mark: str, offset: int) -> set[str]:
        return {item.label for item in answers.completion(SCOPED, *at(SCOPED, mark, offset), known)}

    assert found("result = tw", 11) == {"one", "two"}
    assert {"one", "two", "limit"} <= found("{{ one", 6)
    assert not {"one", "two"} & found("{{ report | length", 5)
    assert "start" in found("{{ report }}", 5), "the iterator of its step"


def test_types_of_variables() -> None:
    code = "n = 1\n        s = 'n' + str(n)\n        d = {'n': s}\n        result = [n for x in d.values()]\n        o.n"
    text = f"apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {{name: m}}\nworkflow:\n  - step: s\n    tool:\n      kind: python\n      input: {{o: 1}}\n      code: |\n        {code}\n    next: n\n  - step: n\n    tool: {{kind: noop}}\n"
    bodies = body_types.types_of_bodies(text)
    assert [dict(body.types) for body in bodies] == [{"o": "any", "n": "int", "s": "str", "d": "dict", "x": "str", "result": "list"}]
    assert answers.variable(text, *at(text, "n = 1"), bodies) == "variable `n`: int"
    assert answers.variable(text, *at(text, "d = {"), bodies) == "variable `d`: dict"
    assert answers.variable(text, *at(text, "o.n", 2), bodies) is None, "an attribute"
    assert answers.variable(text, *at(text, "{'n'", 2), bodies) is None, "a text"
    assert answers.variable(text, *at(text, "next: n", 6), bodies) is None, "outside the body"
    tips = answers.tips(text, outline(text), bodies)
    assert (8, 9, "variable `n`: int") in tips[9]
    assert tips[4] == [(10, 11, "step `s`: python")]
    assert tips[14][0][2] == "step `n`: noop"


def test_bodies_are_not_lowered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXT.replace("result = 1", "result = 1 + 1  # seen for the first time")
    refused = text.replace("result = 1 + 1", "result = eval(str(1))")
    lowered: list[str] = []
    real = python_tool._lower
    monkeypatch.setattr(python_tool, "_lower", lambda tree, source, *more: lowered.append(source.text) or real(tree, source, *more))
    assert [api.check(text), api.check(text)] == [[], []]
    assert len(lowered) == 1
    assert [[d.code for d in api.check(refused)] for _ in range(2)] == [["L04"], ["L04"]]
    assert building.build(text, verify=False).steps[2].lowered == "native"
    assert len(lowered) == 2, "a build makes them"


def test_hover_of_a_workload_key() -> None:
    text = FREE.replace("{{ report }}", "{{ user.id }} {{ range(3) }}")
    assert answers.hover(text, *at(text, "user.id"), known(text)) == "workload key `user`, map with id"
    assert (answers.hover(text, *at(text, "range"), known(text)) or "").startswith("function `range")
    assert answers.hover(text, 999, 0, None) is None


def test_go_to_step_and_references() -> None:
    found = known(FREE)
    for mark in ("entry_step: start", "start.n >", "steps.start", "start.n | round"):
        offset = mark.index("start") + 2
        target = answers.definition(found, *at(FREE, mark, offset))
        assert target is not None
        assert (target.name, target.span.line) == ("start", 9)
    assert answers.definition(found, 0, 0) is None
    assert len(answers.references(found, "start")) == 5


def test_rename_gives_an_equal_playbook() -> None:
    found = known(FREE)
    lines = FREE.split("\n")
    for one in sorted(answers.references(found, "start"), key=lambda one: (one.span.line, -one.span.column)):
        line = lines[one.span.line - 1]
        lines[one.span.line - 1] = line[: one.span.column - 1] + "begin" + line[one.span.end_column - 1 :]
    renamed = "\n".join(lines)
    assert check(renamed) == []
    assert renamed == FREE.replace("start", "begin")


def test_names_that_a_step_cannot_have() -> None:
    found = known(FREE)
    assert answers.rename_fault(found, "start", "begin") is None
    assert answers.rename_fault(found, "end", "the-end") is None, "no template reads it"
    for old, new in (("start", "the-start"), ("start", "report"), ("start", "limit"), ("start", "ctx"), ("start", ""), ("none", "x"), ("end", "a b")):
        assert answers.rename_fault(found, old, new), (old, new)
