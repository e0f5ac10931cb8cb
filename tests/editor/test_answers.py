"""What an editor is told about a playbook: completion, hover, go to step, references, rename."""

from __future__ import annotations

import pytest

from noetlc.editor import answers
from noetlc.editor.steps import Outline, outline
from noetlc.frontend import check

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
        ("  - step: ", set(), {"start"}), ("    tool: {kind: no", {"noop", "python", "http"}, {"Playbook"}), ("    x: \"{{ start | ro", {"round", "length"}, {"start"}),
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
