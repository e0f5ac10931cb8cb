"""The six mistakes of a beginner: each gives one diagnostic at the very place, with a suggestion that mends it, and nothing else.

Each case is a clean playbook in which one text is replaced; what is underlined and what the suggestion says are expected. Where the
suggestion can be carried out by a program it is, and the result is clean.
"""

from __future__ import annotations

import re

import pytest

import noetlc
from noetlc.diagnostics import Diagnostic
from noetlc.frontend import mending, python_hints, template_hints
from noetlc.frontend.checks.nearest import nearest

TEXT = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata:
  name: greet
workload:
  name: Ada
  items: [1, 2, 3]
workflow:
  - step: start
    tool:
      kind: python
      input:
        items: "{{ workload['items'] }}"
        name: "{{ name }}"
      code: |
        total = 0
        for item in items:
            total += item
        result = {"total": total, "name": name.upper()}
    next:
      arcs:
        - step: report
          when: "{{ start.total > 3 }}"
  - step: report
    tool:
      kind: noop
      result: "{{ start.name | upper }}: {{ start.total }}"
"""

Case = tuple[str, str, str, str, str]  # right, wrong, code, what is underlined, what the suggestion holds

INDENTATION: list[Case] = [
    ("      kind: python\n", "       kind: python\n", "V01", "kind", "by 6 spaces, not 7"),
    ("      input:\n", "     input:\n", "V01", "input", "by 6 spaces, not 5"),
    ("  - step: report\n    tool", "   - step: report\n     tool", "V01", "step", "by 2 spaces, not 3, like line 9; those below"),
    ("  - step: report\n    tool", " - step: report\n   tool", "V01", "step", "by 2 spaces, not 1"),
    ("      kind: noop\n", "    kind: noop\n", "V01", "kind", "by 6 spaces, not 4"),
    ("    tool:\n      kind: python", "  tool:\n      kind: python", "V01", "tool", "by 4 spaces, not 2"),
    ("    next:\n      arcs", "  next:\n    arcs", "V01", "next", "by 4 spaces, not 2"),
    ("    next:\n      arcs:\n        - step: report\n          when", "      next:\n        arcs:\n          - step: report\n            when", "W01", "next", "by 4 spaces, not 6"),
    ("    next:\n      arcs:", "    next:\n    arcs:", "W01", "arcs", "by 6 spaces, not 4"),
    ("          when:", "        when:", "V01", "when", "by 10 spaces, not 8"),
    ("          when:", "            when:", "V01", "when", "by 10 spaces, not 12"),
    ("      code: |\n", "        code: |\n", "V01", "code", "by 6 spaces, not 8"),
    ("        total = 0\n", "      total = 0\n", "V01", "total", "by 8 spaces, not 6"),
    ("total += item\n        result", "total += item\n       result", "V01", "result", "by 8 spaces, not 7"),
    ("        result = {", "      result = {", "V01", "result", "by 8 spaces, not 6"),
    ("metadata:\n  name", "metadata:\nname", "V06", "name", "by 2 spaces, not 0"),
    ("  name: Ada\n  items", "  name: Ada\nitems", "W01", "items", "by 2 spaces, not 0"),
    ("  name: Ada\n  items", "  name: Ada\n   items", "V01", "items", "by 2 spaces, not 3"),
    ("      kind: python\n", "\tkind: python\n", "V01", "kind", "by 6 spaces, not with tabs"),
    ("        name: \"{{", "\t\tname: \"{{", "V01", "name", "by 8 spaces, not with tabs"),
    ("kind: noop", "kind:noop", "V01", "kind", "put a space behind the colon: `kind: noop`"),
    ("    next:\n", "    next\n", "V01", "next", "end the key with a colon: `next:`"),
    ("  - step: report\n    tool", "    step: report\n    tool", "V02", "step", "begin the item with a dash: `- step: report`"),
    ("        - step: report\n          when", "          step: report\n          when", "V18", "step", "begin the item with a dash: `- step: report`"),
    ("  - step: start\n", "    step: start\n", "V01", "step", "begin the item with a dash: `- step: start`"),
    ("  - step: report\n    tool", "  -step: report\n    tool", "V01", "-step", "put a space behind the dash: `- step: report`"),
]  # fmt: skip

STEPS: list[Case] = [
    ("        - step: report\n", "        - step: reprot\n", "V19", "reprot", "did you mean report?"),
    ("        - step: report\n", "        - step: Report\n", "V19", "Report", "did you mean report?"),
    ("  - step: report\n    tool", "  - step: reprt\n    tool", "V19", "report", "did you mean reprt?"),
    ("        - step: report\n", "        - step: finish\n", "V19", "finish", "add the step, or remove the arc"),
    ("    next:\n      arcs:\n        - step: report\n          when: \"{{ start.total > 3 }}\"\n", "    next: rport\n", "V19", "rport", "did you mean report?"),
    ("    next:\n      arcs:\n        - step: report\n          when: \"{{ start.total > 3 }}\"\n", "    next: [rport]\n", "V19", "rport", "did you mean report?"),
    ("{{ start.total > 3 }}", "{{ strat.total > 3 }}", "W15", "strat", "did you mean start?"),
]  # fmt: skip

TEMPLATE_NAMES: list[Case] = [
    ("{{ name }}", "{{ nmae }}", "W15", "nmae", "did you mean name?"),
    ("workload['items']", "workload.item", "W15", "item", "did you mean items?"),
    ("workload['items']", "wrkload['items']", "W15", "wrkload", "did you mean workload?"),
    ("start.total > 3", "start.totl > 3", "W15", "totl", "did you mean total?"),
    ("{{ start.total }}", "{{ strat.total }}", "W15", "strat", "did you mean start?"),
    ("{{ name }}", "{{ rnage(3) }}", "W06", "rnage", "did you mean range?"),
    ("{{ name }}", "{{ len(name) }}", "W06", "len", "write it as a filter: `value | length`"),
    ("start.name | upper", "start.name.uper()", "W06", "uper", "did you mean upper?"),
]

BODY_NAMES: list[Case] = [
    ("total += item\n", "total += itm\n", "W15", "itm", "did you mean item?"),
    ("total += item\n", "total += itm + itm\n", "W15", "itm", "did you mean item?"),
    ("name.upper()", "nmae.upper()", "W15", "nmae", "did you mean name?"),
    ("total += item\n", "total += itn(item)\n", "W15", "itn", "did you mean int?"),
    ("name.upper()", "name.uper()", "W15", "uper", "did you mean upper?"),
    ('"name": name.upper()', '"ñ": 1, "name": name.uper()', "W15", "uper", "did you mean upper?"),
    ("        items: \"{{", "        itms: \"{{", "W15", "items", "did you mean itms?"),
    ("        total = 0\n", "        import jsn\n        total = 0\n", "L02", "import jsn", "did you mean json?"),
    ("total = 0\n", "import math\n        total = math.sqr(0)\n", "L03", "math.sqr(0)", "did you mean sqrt?"),
    ("total = 0\n", "total = math.sqrt(0)\n", "W15", "math", "write import math at the top of the code"),
    ("total = 0\n", "total = 0 or null\n", "W15", "null", "did you mean None?"),
]

SYNTAX: list[Case] = [
    ("            total += item", "        total += item", "V26", "total += item", "indent this line by 4 spaces more"),
    ("total += item\n        result = {}", "total += item\n          result = {}", "V26", "result = {}", "indent this line by 2 spaces more"),
    ("total = 0\n", "total = 0\n          x = 1\n", "V26", "x = 1", "indent this line by 2 spaces less"),
    ("            total += item", "        \ttotal += item\n            total += 1", "V26", "total += 1", "indent the line above with spaces, not with tabs"),
    ("for item in items:", "for item in items", "V26", "", "end the line with a colon"),
    ("name.upper()}", "name.upper(}", "V26", "}", "put `)` before this `}`"),
    ("name.upper()}", "name.upper()", "V26", "{", "`}` is missing in this line"),
    ("total = 0\n", "total = int(3))\n", "V26", ")", "take out this `)`"),
    ('{"total": total', '{"total: total', "V26", None, "close the text"),
    ("total = 0\n", "if total = 0:\n            pass\n", "V26", None, "write `==` to compare"),
    ("total = 0\n", "total = sum([1 2])\n", "V26", None, "a comma is missing in this line"),
    ("total += item\n", "total++\n", "V26", None, "write `+= 1` for `++`"),
    ("total += item\n", "if item && total:\n                total += item\n", "V26", None, "write `and` for `&&`"),
    ("total += item\n", "if item:\n                total += item\n            else if total:\n                pass\n", "V26", "if", "write elif"),
    ("for item in items:", "fro item in items:", "V26", "item", "did you mean for?"),
    ("total = 0\n", "total = 0\n        whle True:\n            break\n", "V26", "True", "did you mean while?"),
    ("total = 0\n", "print 'x'\n        total = 0\n", "V26", "print 'x'", "put the arguments of print in parentheses"),
    ("total = 0\n", "total = 0\n        break\n", "V26", "break", "put it into a for or while loop"),
    ("total = 0\n", "var total = 0\n", "V26", "total", "assign without a word before the name"),
]  # fmt: skip

FILTERS: list[Case] = [
    ("| upper", "| uppr", "V25", "uppr", "did you mean upper?"),
    ("| upper", "| to_upper", "V25", "to_upper", "did you mean upper?"),
    ("start.total > 3", "start.total is defind", "V25", "defind", "did you mean defined?"),
    ("{{ start.name | upper }}", "{{ start.name | }}", "V24", "}}", "name a filter behind `|`"),
    ("{{ start.name | upper }}", "{{ start.name | upper }", "V24", "}", "close the expression with `}}`"),
    ("{{ start.total > 3 }}", "{{ start.total && name }}", "V24", "&", "write `and` for `&&`"),
    ("{{ start.total > 3 }}", "{{ start.total ? 1 : 2 }}", "V24", "?", "write `a if condition else b`"),
    ("{{ start.total > 3 }}", "{ start.total > 3 }", "V24", "}", "write templates with two braces"),
    ("start.name | upper", "start.name | join(', '", "V24", "}", "`)` is missing at the end of the expression"),
    ("{{ start.name | upper }}", "{% if start %}x", "V24", "{", "end the block with `{% endif %}`"),
    ("{{ start.name | upper }}", "{% fro x in [1] %}{{ x }}{% endfor %}", "V24", "fro", "did you mean for?"),
    ("{{ start.name | upper }}", "{% for x of [1] %}{{ x }}{% endfor %}", "V24", "of", "write `in` for `of`"),
]

UNSUPPORTED: list[Case] = [
    ("total += item\n", "try:\n                total += item\n            except* ValueError as e:\n                total = e.__context__\n", "L01", "try:", "Catch the group with except"),
    ("total = 0\n", "import requests\n        total = 0\n", "L02", "import requests", "grant tool_python, or use a module"),
    ("total = 0\n", "total = aiter(b'')\n", "L03", "aiter(b'')", ""),
    ("total = 0\n", "total = eval(str(1))\n", "L04", "eval", "write the code out"),
    ("total = 0\n", "total = {{ name }}\n", "L04", "{{ name }}", "as input instead"),
    ("total = 0\n", "open('x')\n        total = 0\n", "L07", "open", "use a tool of the playbook for it"),
    ("kind: noop", "kind: pyhton", "V12", "pyhton", "did you mean python?"),
    ("    next:\n", "    case: []\n    next:\n", "V11", "case", "move its conditions to next.arcs"),
]  # fmt: skip

CASES = [*INDENTATION, *STEPS, *TEMPLATE_NAMES, *BODY_NAMES, *SYNTAX, *FILTERS, *UNSUPPORTED]


def underlined(text: str, found: Diagnostic) -> str:
    span = found.span
    assert span is not None
    assert (span.line, span.column) == (found.line, found.column)
    line = text.split("\n")[span.line - 1]
    return line[span.column - 1 : span.end_column - 1 if span.end_line == span.line else None].rstrip()


def test_the_playbook_itself_is_clean() -> None:
    assert noetlc.check(TEXT) == []
    assert noetlc.build(TEXT, verify=False).diagnostics == []


@pytest.mark.parametrize(("right", "wrong", "code", "marked", "hint"), CASES)
def test_one_diagnostic_at_the_place_with_a_suggestion(right: str, wrong: str, code: str, marked: str | None, hint: str) -> None:
    base = TEXT.replace('{"total": total, "name": name.upper()}', "{}") if right.endswith("{}") else TEXT
    assert base.count(right) == 1
    text = base.replace(right, wrong)
    (found,) = noetlc.check(text)
    assert (found.code, hint in found.hint) == (code, True), found.hint
    if marked is not None:  # what CPython marks of some errors depends on its version
        assert underlined(text, found) == marked


@pytest.mark.parametrize(("right", "wrong", "code", "marked", "hint"), [case for case in INDENTATION if "space" in case[4]])
def test_the_indentation_that_is_suggested_mends_it(right: str, wrong: str, code: str, marked: str, hint: str) -> None:
    text = TEXT.replace(right, wrong)
    (found,) = noetlc.check(text)
    lines = text.split("\n")
    at = found.line - 1
    amount = re.search(r"by (\d+) spaces", found.hint)
    if amount is None:
        return  # a colon or dash, in the case above
    old = len(lines[at]) - len(lines[at].lstrip(" \t"))
    move = int(amount[1]) - old
    stop = at + 1
    while "those below" in found.hint and stop < len(lines) and len(lines[stop]) - len(lines[stop].lstrip()) > old:
        lines[stop] = " " * move + lines[stop] if move > 0 else lines[stop][-move:]
        stop += 1
    lines[at] = " " * int(amount[1]) + lines[at].lstrip(" \t")
    assert noetlc.check("\n".join(lines)) == []


WORDS = [
    (right, wrong, code, marked, hint)
    for right, wrong, code, marked, hint in CASES
    if marked and wrong.count(marked) == 1 and nearest(marked, [hint.removeprefix("did you mean ").removesuffix("?")])
]


@pytest.mark.parametrize(("right", "wrong", "code", "marked", "hint"), WORDS)
def test_the_word_that_is_suggested_mends_it(right: str, wrong: str, code: str, marked: str, hint: str) -> None:
    lines = TEXT.replace(right, wrong).split("\n")
    (found,) = noetlc.check("\n".join(lines))
    word = found.hint.removeprefix("did you mean ").removesuffix("?")
    line = lines[found.line - 1]
    lines[found.line - 1] = line[: found.column - 1] + word + line[found.column - 1 + len(marked) :]
    assert noetlc.check("\n".join(lines)) == []


def test_all_causes_in_one_body_are_listed() -> None:
    body = "import requests\n        total = anext(b'')\n        {}\n        open('x')\n        total = math.sqrt(totl)\n"
    found = noetlc.check(TEXT.replace("total = 0\n", body.format("import pandas")))
    assert [(d.code, d.line) for d in found] == [("L02", 16), ("L03", 17), ("L02", 18), ("L07", 19), ("W15", 20), ("W15", 20)]
    found = noetlc.check(TEXT.replace("total = 0\n", body.format("eval(str(1))")))  # which may bind any name
    assert [(d.code, d.line) for d in found] == [("L02", 16), ("L03", 17), ("L04", 18), ("L07", 19)]


def test_two_mistakes_are_two_diagnostics() -> None:
    text = TEXT.replace("        - step: report\n", "        - step: reprot\n").replace("| upper", "| uppr").replace("metadata:\n  name", "metadata:\nname")
    assert [(d.code, d.line) for d in noetlc.check(text)] == [("V06", 4), ("V19", 22), ("V25", 27)]


def test_what_no_small_edit_mends_gets_the_general_hint() -> None:
    (found,) = noetlc.check("a: [1, 2\nb: {c: d\n")
    assert (found.code, found.hint) == ("V01", "close the bracket, and quote texts that contain brackets, commas or colons")
    (found,) = noetlc.check(TEXT.replace("{{ start.name | upper }}", "{{ start name }}"))
    assert (found.code, found.hint) == ("V24", "correct the template; with --lenient evaluating it raises")


@pytest.mark.parametrize(("right", "wrong"), [("    tool:\n      kind: noop\n", "    tool: noop\n    x:\n"), ("  - step: report\n    tool", "  - step: report\n    loop:\n      pages: 3\n      iterator: i\n    tool")])
def test_nothing_is_hidden_where_anything_may_stand(right: str, wrong: str) -> None:
    found = noetlc.check(TEXT.replace(right, wrong))
    assert {d.severity for d in found} >= {"error"}
    assert not any(d.hint.startswith("indent") for d in found if d.severity == "error")


def test_long_documents_bodies_and_templates_are_left_alone() -> None:
    filler = "# " + "x" * mending.LONGEST + "\n"
    (found,) = noetlc.check(TEXT.replace("          when:", "        when:") + filler)
    assert (found.code, found.hint) == ("V01", "check the indentation, and quote texts that contain : # [ ] { } , & * or quotes")
    (found,) = noetlc.check(TEXT.replace("for item in items:", "for item in items # " + "x" * python_hints.LONGEST))
    assert found.hint.startswith("correct the body")
    (found,) = noetlc.check(TEXT.replace("| upper }}", "| upper && " + "x" * template_hints.LONGEST + " }}"))
    assert found.hint.startswith("correct the template")
