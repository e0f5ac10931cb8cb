"""The normal form of a document: where it stands says nothing, what it says stays, and it is its own form."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noetlc import formatting
from noetlc.formatting import FormatError, ensure_same, formatted

ROOT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("NOETL_CORPUS", ROOT.parent / "shared" / "corpus")) / "playbooks"

WRITTEN = """\
# head

apiVersion:   noetl.io/v2   # a gap before a comment stays \t
kind: Playbook
metadata: {name: x,   # inside
   path: a/b,
}


workload: &w
    hex: 0x1F
    list: [1, 2,
        # in brackets
        3]
    single: 'it''s {{ x }} # no comment'
    double: "\\u00e9 \\
       folded  \\ 
       {{ y }}"
    plain: over
      two lines
    folded: >-
       folded text

       more
    deep: |2
        leading spaces
      less
    kept: |+
     x

    "quoted key": !!str 12
    ? asked
    :   told
    empty:
workflow:
# before a step, at the column of its key
- step: start
  # in a step
  tool:
     kind: python
     code: |
        # in a body
        x = 1

        result = x   \n\
         \n\
     # after a body
     input: *w
  next:
  - a
  -   b   # to b

  # at the end of a step
- step: a
  tool:
    - - {kind: noop}
      # at the end of a list
-
  step: b
  tool: {kind: noop}
# last
"""

FORM = """\
# head

apiVersion: noetl.io/v2   # a gap before a comment stays
kind: Playbook
metadata: {name: x,   # inside
   path: a/b,
}


workload: &w
  hex: 0x1F
  list: [1, 2,
      # in brackets
      3]
  single: 'it''s {{ x }} # no comment'
  double: "\\u00e9 \\
     folded  \\ 
     {{ y }}"
  plain: over
    two lines
  folded: >-
    folded text

    more
  deep: |2
      leading spaces
    less
  kept: |+
    x

  "quoted key": !!str 12
  ? asked
  : told
  empty:
workflow:
  # before a step, at the column of its key
  - step: start
    # in a step
    tool:
      kind: python
      code: |
        # in a body
        x = 1

        result = x   \n\
         \n\
      # after a body
      input: *w
    next:
      - a
      - b   # to b

    # at the end of a step
  - step: a
    tool:
      - - {kind: noop}
        # at the end of a list
  -
    step: b
    tool: {kind: noop}
# last
"""


def test_each_kind_of_line() -> None:
    assert formatted(WRITTEN) == FORM
    ensure_same(WRITTEN, FORM)
    assert formatted(FORM) == FORM


@pytest.mark.parametrize("text", ["\ufeff\r\n\r\nkind: x\r\na:\r\n    - b: |\r\n        c\r\n\r\n", "kind: x\ra:\r- b: |\r   c"])
def test_ends_of_lines_and_of_the_document(text: str) -> None:
    assert formatted(text.encode()).strip() == "kind: x\na:\n  - b: |\n      c"
    ensure_same(text, formatted(text))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("a: |+\n x\n\n\n", "a: |+\n  x\n\n\n"), ("a: |\n x\n\n\n", "a: |\n  x\n"), ("a: |\n x", "a: |\n  x"), ("a: |-\n x\n \n ", "a: |-\n  x\n"), ("a: |-\n x\n\n  ", "a: |-\n  x\n\n   "),
        ("a: |+\n x\n\n    ", None), ("a: |+\n x\nb: 1\n\n", "a: |+\n  x\nb: 1\n"), ("a: |2+\n   x\n\n# c\n\n", "a: |2+\n   x\n\n# c\n"), ("a: x", "a: x\n"),
        ("a: >\n x\n\n y", "a: >\n  x\n\n  y"),
    ],
)  # fmt: skip
def test_the_end_of_a_document_is_part_of_its_last_text(text: str, form: str | None) -> None:
    made = formatted(text)
    ensure_same(text, made)
    assert form is None or made == form


@pytest.mark.parametrize(("text", "code"), [("a: 1\n b: 2\n", "V01"), ("a: 1\na: 2\n", "V02"), ("a: [.nan]\n", "V23"), (b"\xff", "V01"), ("a: \x01", "V01")])
def test_what_cannot_be_read_is_said(text: str | bytes, code: str) -> None:
    with pytest.raises(FormatError) as caught:
        formatted(text, "x.yaml")
    assert [d.code for d in caught.value.diagnostics] == [code]


PLAYBOOK = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: x}\nworkflow:\n- step: a\n  tool: {kind: python, code: 'result = 1'}\n"


@pytest.mark.parametrize(
    ("right", "wrong", "what"), [("name: x", "name: y", "lines"), ("'result = 1'", "'result =  1'", "values"), ("step: a\n", "step: a\n\n", "lines")]
)
def test_another_document_is_told_from_the_same(right: str, wrong: str, what: str) -> None:
    made = formatted(PLAYBOOK)
    assert right in made
    with pytest.raises(FormatError, match=f"its {what} would change"):
        ensure_same(PLAYBOOK, made.replace(right, wrong))


def test_code_is_compared_without_columns() -> None:
    code = formatting._code(PLAYBOOK, None)
    assert "func @body" in str(code)
    assert formatting._code(formatted(PLAYBOOK), None) == code
    assert formatting._code(PLAYBOOK.replace("result = 1", "result = 2"), None) != code
    assert formatting._code(PLAYBOOK.replace("result = 1", "result ="), None) != code


def test_a_form_that_is_none_is_told() -> None:
    with pytest.raises(FormatError, match="would not stay"):
        ensure_same(PLAYBOOK, PLAYBOOK)


# ---- any document

SCALARS = ["1_000", "~", '"{{ x }}  # no"', "'a: b'", "{a: [1,  2]}", "plain # a comment", "&a 1", "!!str 1", "-1", "[]"]
BODY = st.lists(st.sampled_from(["x = 1", "if x:", "    y", "# body", "", "  ", "{{ z }}"]), min_size=1, max_size=4).filter(lambda lines: lines[0][:1].strip())
VALUES = st.recursive(
    st.sampled_from(SCALARS) | st.tuples(st.sampled_from(["|", ">", "|-", "|+", ">2-", "|3"]), BODY),
    lambda inner: st.lists(st.tuples(st.booleans(), inner), min_size=1, max_size=3) | st.dictionaries(st.sampled_from("abcd"), st.tuples(st.booleans(), inner), min_size=1, max_size=3),
    max_leaves=12,
)  # fmt: skip


def written(value: object, widths: st.DataObject, column: int, in_map: bool) -> list[str]:
    """The lines of a value, the first one as it follows its dash or colon; depths are drawn."""
    if isinstance(value, str):
        return [f"{gap(widths)}{value}"]
    if isinstance(value, tuple):
        head, lines = value
        deep = int(head[1]) if head[1:2].isdigit() else widths.draw(st.integers(1, 5))
        return [f"{gap(widths)}{head}", *(" " * (column + deep) + line if line else "" for line in lines)]
    least = 2 if not in_map else 0 if isinstance(value, list) else 1
    inner = column + widths.draw(st.integers(least, 5)) if column >= 0 else 0
    spaces = "" if in_map else " " * (inner - column - 1)
    made: list[str] = []
    for key, (remark, item) in value.items() if isinstance(value, dict) else (("-", pair) for pair in value):
        if remark and (made or in_map):
            made.append(" " * inner + "# - remark: {")
        first, *rest = written(item, widths, inner, isinstance(value, dict))
        made += [" " * inner + (f"{key}:" if isinstance(value, dict) else "-") + first, *rest]
    if in_map or column < 0:
        return ["", *made] if in_map else made
    return [spaces + made[0].lstrip(" "), *made[1:]]


def gap(widths: st.DataObject) -> str:
    return " " * widths.draw(st.integers(1, 3))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from("abcd"), st.tuples(st.booleans(), VALUES), min_size=1, max_size=3), st.data(), st.data())
def test_two_layouts_of_a_document_have_one_form(value: dict[str, object], one: st.DataObject, other: st.DataObject) -> None:
    first, second = ("\n".join(written(value, widths, -1, False)) + "\n" for widths in (one, other))
    made = formatted(first)
    ensure_same(first, made)
    assert formatted(second) == made


@pytest.mark.parametrize("folder", ["examples", "playbooks", "noetlc/starters"])
def test_what_is_ours_has_its_form(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.yaml"))
    assert files
    for file in files:
        assert formatted(file.read_bytes()) == file.read_text("utf-8"), file


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"{CORPUS} is not there")
def test_real_playbooks() -> None:
    changed = 0
    for file in sorted(CORPUS.glob("*.yaml")):
        data = file.read_bytes()
        try:
            made = formatted(data)
        except FormatError as error:
            assert {d.code for d in error.diagnostics} == {"V02"}, file
            continue
        if made.encode() != data:
            changed += 1
            ensure_same(data, made, str(file))
    assert changed > 20
