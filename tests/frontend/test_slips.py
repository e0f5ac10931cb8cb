"""A misspelt key, step, label or word: one diagnostic that names the nearest one, and no follow-up noise."""

from __future__ import annotations

import pytest

from noetlc.frontend import check
from noetlc.frontend.checks.nearest import nearest

TEXT = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: m}
workflow:
- step: start
  loop: {in: "{{ [1] }}", iterator: i}
  tool: {kind: noop}
  next:
    spec: {mode: exclusive}
    arcs:
    - step: middle
      set: {a: 1}
- step: middle
  tool:
  - {name: first, kind: noop}
  - {name: second, kind: noop, spec: {policy: {rules: [{then: {do: jump, to: first}}, {then: {do: retry, backoff: linear}}]}}}
  next: end
- step: end
  tool: {kind: noop}
executor: {spec: {entry_step: start}}
"""

SLIPS = [
    ("workflow:", "workflw:", "V07", 4, "workflow"), ("apiVersion", "apiversion", "V04", 1, "apiVersion"), ("kind: Playbook", "knd: Playbook", "V05", 2, "kind"),
    ("metadata:", "metdata:", "V06", 3, "metadata"), ("{name: m}", "{nme: m}", "V06", 3, "name"), ("- step: start", "- stpe: start", "V08", 5, "step"),
    ("loop: {in", "lop: {in", "W01", 6, "loop"), ("iterator: i", "iteratr: i", "V16", 6, "iterator"), ("  tool: {kind: noop}\n  next", "  tol: {kind: noop}\n  next", "V10", 7, "tool"),
    ("tool: {kind: noop}\n  next", "tool: {knd: noop}\n  next", "V12", 7, "kind"), ("tool: {kind: noop}\n  next", "tool: {kind: nop}\n  next", "V12", 7, "noop"),
    ("  next:\n", "  nxt:\n", "W01", 8, "next"), ("mode: exclusive", "mode: exclusiv", "W12", 9, "exclusive"), ("    arcs:", "    arc:", "V18", 10, "arcs"),
    ("- step: middle\n      set", "- stpe: middle\n      set", "V18", 11, "step"), ("- step: middle\n      set", "- step: midle\n      set", "V19", 11, "middle"),
    ("set: {a", "sett: {a", "W01", 12, "set"), ("to: first", "to: frst", "W05", 16, "first"), ("do: jump", "do: jmp", "W03", 16, "jump"),
    ("backoff: linear", "backoff: liner", "W03", 16, "linear"), ("next: end", "nxt: end", "W01", 17, "next"), ("next: end", "next: edn", "V19", 17, "end"),
    ("entry_step: start", "entry_step: strat", "V21", 20, "start"), ("executor:", "exeutor:", "W01", 20, "executor"),
]  # fmt: skip


def test_the_playbook_itself_is_clean() -> None:
    assert check(TEXT) == []


@pytest.mark.parametrize(("right", "wrong", "code", "line", "meant"), SLIPS)
def test_one_diagnostic_with_the_nearest(right: str, wrong: str, code: str, line: int, meant: str) -> None:
    assert TEXT.count(right) == 1
    (found,) = check(TEXT.replace(right, wrong))
    assert (found.code, found.line, found.hint) == (code, line, f"did you mean {meant}?")
    assert found.span is not None
    assert found.span.line == found.span.end_line


def test_what_looks_like_nothing_gets_the_general_hint() -> None:
    (found,) = check(TEXT.replace("next: end", "next: end\n  colour: red"))
    assert (found.code, found.hint) == ("W01", "remove it")
    (found,) = check(TEXT.replace("next: end", "next: elsewhere"))
    assert (found.code, found.hint) == ("V19", "add the step, or remove the arc")


def test_a_key_of_another_place_is_no_slip() -> None:
    (found, *_) = check(TEXT.replace("    arcs:\n    - step: middle\n      set: {a: 1}", "    args: {a: 1}"))
    assert "did you mean" not in found.hint


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [("nxt", ["next", "tool"], "next"), ("Total", ["total"], "total"), ("x", ["y", "xyz"], None), ("a" * 61, ["a" * 60], None), ("end", ["end"], None), ("b", [], None)],
)
def test_nearest(word: str, known: list[str], expected: str | None) -> None:
    assert nearest(word, known) == expected
