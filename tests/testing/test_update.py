"""`noetl test --update`: expectations become what happened, and nothing else of the file changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from noetlc.cli.group import group
from noetlc.frontend.nodes import Mapping, plain
from noetlc.frontend.text_source import TextSource
from noetlc.frontend.yaml_reader import read
from noetlc.testing.writing import Edits, NotWritten, block, flow
from noetlc.verify.compare import difference

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\nworkload: {n: 1, wide: false}\nworkflow:\n"
FLOW = HEAD + """- step: start
  tool: {kind: http, url: "http://x/{{ n }}"}
  next: body
- step: body
  tool:
    kind: python
    input: {n: "{{ n }}", wide: "{{ wide }}"}
    code: |
      print("n is", n)
      if n < 0:
          raise ValueError("below zero")
      result = {"double": n * 2, "name": "yes", "items": [{"number": i, "text": "x" * 20} for i in range(4)] if wide else []}
"""
TESTS = """# about this file
defaults:
  tools: {start: {data: 1}}   # each call

cases:
  - name: as it was   # a comment
    expect:
      # why
      result: {double: 3, name: "yes",  items: []}   # tail
      stdout: |
        n is 0

      # behind

  - {name: new, payload: {n: 2}}   # flow
  - name: block   # no expectation

    payload: {n: 3}  # three

  - name: wide
    payload: {wide: true}
    expect: {steps: [start]}
  - name: fails
    payload: {n: -1}
    expect: {result: 1}
  - name: rows
    expect: {envelope: {result: {double: 1, gone: 2}, status: failed}, calls: {start: [{config: {url: a}}, {}]}}
    table:
      - {payload: {n: 7}}
      - name: own
        payload: {n: 8}
        expect: {envelope: {result: {double: 16, gone: 3}, status: completed}}
"""
UPDATED = """# about this file
defaults:
  tools: {start: {data: 1}}   # each call

cases:
  - name: as it was   # a comment
    expect:
      # why
      result: {double: 2, name: "yes", items: []}   # tail
      stdout: "n is 1\\n"

      # behind

  - {name: new, payload: {n: 2}, expect: {result: {double: 4, name: "yes", items: []}}}   # flow
  - name: block   # no expectation

    payload: {n: 3}  # three
    expect: {result: {double: 6, name: "yes", items: []}}

  - name: wide
    payload: {wide: true}
    expect: {steps: [start, body]}
  - name: fails
    payload: {n: -1}
    expect: {result: 1, error: {step: body, kind: exception, message: "ValueError: below zero"}}
  - name: rows
    expect: {envelope: {result: {double: 1, gone: 2}, status: failed}, calls: {start: [{config: {url: a}}, {}]}}
    table:
      - {payload: {n: 7}, expect: {envelope: {result: {double: 14}, status: completed}, calls: {start: [{config: {url: "http://x/7"}}]}}}
      - name: own
        payload: {n: 8}
        expect: {envelope: {result: {double: 16}, status: completed}, calls: {start: [{config: {url: "http://x/8"}}]}}
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(group, ["test", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "flow.yaml").write_text(FLOW)
    return tmp_path / "flow.test.yaml"


def test_all_that_a_case_expects(file: Path) -> None:
    file.write_text(TESTS)
    assert run(file).exit_code == 1
    result = run(file, "--update")
    assert result.exit_code == 0, result.output
    written = file.read_text()
    assert "-      result: {double: 3, name: \"yes\",  items: []}   # tail" in result.stdout.splitlines()
    assert result.stdout.splitlines()[-1] == "7 cases: 7 passed, 0 failed; 7 compared on both engines; 7 updated"
    assert written == UPDATED
    assert run(file).exit_code == 0
    again = run(file, "--update")
    assert file.read_text() == written
    assert "updated" not in again.stdout


def test_windows_lines_and_a_mark_stay(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + TESTS.replace("\n", "\r\n").encode())
    assert run(file, "--update").exit_code == 0
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf# about")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert run(file).exit_code == 0


def test_long_values_stand_on_lines_of_their_own(file: Path) -> None:
    file.write_text("cases:\n- name: wide\n  payload: {wide: true}\n  tools: {start: {data: 1}}\n")
    assert run(file, "--update").exit_code == 0
    assert file.read_text().splitlines()[4:] == [
        "  expect:",
        "    result:",
        "      double: 2",
        '      name: "yes"',
        "      items:",
        *(f"        - {{number: {n}, text: {'x' * 20}}}" for n in range(4)),
    ]
    assert run(file).exit_code == 0


def test_what_is_not_firm_stays(file: Path) -> None:
    text = "cases:\n- {name: unanswered, expect: {result: 1}}\n- {name: fine, tools: {start: {data: 1}}, expect: {result: 1}}\n"
    file.write_text(text)
    result = run(file, "--update")
    assert result.exit_code == 1
    assert file.read_text().splitlines()[1] == text.splitlines()[1]
    assert 'expect: {result: {double: 2, name: "yes", items: []}}}' in file.read_text()
    assert result.stdout.splitlines()[-1] == "2 cases: 1 passed, 1 failed; 2 compared on both engines; 1 updated"


def test_what_cannot_be_written(file: Path) -> None:
    text = """defaults: {tools: {start: {data: 1}}}
cases:
- {name: a, expect: {result: &r {double: 0}}}
- {name: b, expect: {result: *r}}
- {name: c, expect: {error: {kind: value}}}
"""
    file.write_text(text)
    result = run(file, "--update")
    assert result.exit_code == 1
    assert file.read_text() == text
    assert [line.partition("not updated: ")[2] for line in result.stderr.splitlines()] == [
        "it is written with an anchor or a tag",
        "it is written as an alias",
        "the run had no error: take `error` out of what is expected",
    ]


def test_it_is_not_for_watching(file: Path) -> None:
    file.write_text("cases: [{}]")
    assert run(file, "--update", "--watch").exit_code == 2


def parsed(text: str) -> Any:
    root, problems = read(TextSource("x", text))
    assert problems == [], (text, problems)
    assert root is not None
    return plain(root)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
    | st.sampled_from(["yes", "Null", "on", "1", "1e5", "0x1", "~", "a b", "a: b", "#", "- x", "", "a-b", "é", "\x85", "\ufeff"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)


@given(values)
def test_values_are_read_as_what_was_written(value: Any) -> None:
    for text in (f"- k: {flow(value)}\n", f"- k:{block(value, 4)}\n"):
        assert difference(parsed(text), [{"k": value}]) is None, text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1 # x\nb: 2\n", "a: 9 # x\nb: 2\nnew: 8\n"),
        ("{a: 1, b: {c: 2}}", "{a: 9, b: {c: 2}, new: 8}"),
        ("{a: [1,\n  2] , b: 1}\n", "{a: 9 , b: 1, new: 8}\n"),
        ("a:\n  - 1\n  - x: |\n      t\n\n# end\nb: 1", "a: 9\n\n# end\nb: 1\nnew: 8"),
        ("a:\nb:\n", "a: 9\nb:\nnew: 8\n"),
        ('"a" : \'x\'   # y\n', '"a" : 9   # y\nnew: 8\n'),
        ("? a\n: 1\n", "? a\n: 9\nnew: 8\n"),
    ],
)
def test_edits(before: str, after: str) -> None:
    root, _ = read(TextSource("x", before))
    assert isinstance(root, Mapping)
    edits = Edits(TextSource("x", before))
    edits.put(root, {"a": 9, "new": 8})
    assert edits.text() == after


def test_an_alias_is_not_written_to() -> None:
    text = "a: &x {b: 1}\nc: *x\n"
    root, _ = read(TextSource("x", text))
    assert isinstance(root, Mapping)
    for key in ("a", "c"):
        with pytest.raises(NotWritten):
            Edits(TextSource("x", text)).put(root, {key: 1})
