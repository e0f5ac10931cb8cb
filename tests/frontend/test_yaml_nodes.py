"""YAML values, positions and limits."""


import time

import pytest

from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence, plain
from noetlc.frontend.text_source import TextSource, decode
from noetlc.frontend.yaml_errors import Problem
from noetlc.frontend.yaml_reader import read


def parse(text: str) -> tuple[Node | None, list[Problem]]:
    return read(TextSource("t", text))


def value(text: str) -> object:
    root, problems = parse(f"v: {text}\n")
    assert not problems
    assert isinstance(root, Mapping)
    return plain(root)["v"]  # type: ignore[index]


def codes(text: str) -> list[tuple[str, int]]:
    return [(problem.code, problem.span.line) for problem in parse(text)[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((word, word.lower() == "true") for word in ("true", "True", "TRUE", "false", "False", "FALSE")),
        *((word, word) for word in ("yes", "no", "on", "off", "y", "n", "tRUE", "nULL", "007", "010", "-01", "1_000", "0o8", "0b1")),
        *((word, None) for word in ("null", "Null", "NULL", "~", "")),
        ("12", 12), ("-5", -5), ("+5", 5), ("0", 0), ("-0", 0), ("0o10", 8), ("0x1F", 31), ("-0x1F", "-0x1F"), ("2020-01-01", "2020-01-01"),
        ("1.5", 1.5), ("1e3", 1000.0), (".5", 0.5), ("1.", 1.0), ("-1.5E-2", -0.015), ("1e", "1e"), (".", "."), ("12:30:00", "12:30:00"),
        ('"12"', "12"), ("'true'", "true"), ("!!str 12", "12"), ("!!int '12'", 12), ("!!float 1", 1.0), ("! 12", "12"), ("1" * 30, int("1" * 30)),
    ],
)  # fmt: skip
def test_core_schema(text: str, expected: object) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".inf", "-.INF", "1e999"])
def test_non_finite_numbers(text: str) -> None:
    assert codes(f"a:\n- {text}") == [("V23", 2)]
    assert codes(f"a: '{text}'") == []


@pytest.mark.parametrize("text", ["9" * 5000, "0x" + "f" * 5000, "!!int x", "!!binary aGk=", "!custom 1"])
def test_values_that_cannot_be_read(text: str) -> None:
    assert codes(f"a: {text}") == [("V01", 1)]


def test_keys_are_source_text() -> None:
    root, problems = parse("1: a\ntrue: b\n~: c\n1.0: d\n'': e\n? x\n: f\n<<: {g: 1}\n")
    assert not problems
    assert isinstance(root, Mapping)
    assert [key.text for key, _ in root.entries] == ["1", "true", "~", "1.0", "", "x", "<<"]
    assert all(isinstance(key.value, str) for key, _ in root.entries)


def test_duplicate_and_complex_keys() -> None:
    assert codes("a: 1\nb: 2\na: 3\n") == [("V02", 3)]
    assert codes("1: 1\n'1': 2\n") == [("V02", 2)]
    assert codes("a: 1\nwhen: {{ x }}\n") == [("V01", 2)]
    assert codes("? [a]\n: 1\n") == [("V01", 1)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 'x\nb: 1\n", 1),
        ('a: 1\nb: "x\nc: "y"\n', 2),
        ("a: 1\nb: [1, 2\nc: 3\n", 2),
        ("a: {b: 1\n", 1),
        ("a:\n\t- b\n", 2),
        ("a: b: c\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
        ("a: *x\n", 1),
        ("a: ]\n", 1),
        ("- a\nb: c\n", 2),
        ("a: 1\nb: \x01\n", 2),
        ('a: 1\nb: "\\q"\n', 2),
    ],
)
def test_syntax_errors_point_at_the_mistake(text: str, line: int) -> None:
    assert codes(text) == [("V01", line)]


def test_anchors() -> None:
    assert plain(parse("a: &x [1, {b: 2}]\nc: *x\n")[0]) == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}  # type: ignore[arg-type]
    assert plain(parse("&k 5: a\nb: *k\n")[0]) == {"5": "a", "b": 5}  # type: ignore[arg-type]
    assert codes("a: &x\n  - *x\n") == [("V01", 2)]


def test_limits_are_reached_quickly() -> None:
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30))
    started = time.monotonic()
    assert codes(bomb)[0][0] == "V01"
    for opened in ("[", "{a: ", "- ", "[{a: "):
        assert [code for code, _ in codes(opened * 20_000)] == ["V01"]
    chain = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 400))
    assert [code for code, _ in codes(chain)] == ["V01"]
    assert time.monotonic() - started < 5


def test_a_large_document_without_aliases_is_no_bomb() -> None:
    root, problems = parse("a:\n" + "- 1\n" * 150_000)
    assert not problems
    assert isinstance(root, Mapping)


def test_bytes() -> None:
    assert decode(b"\xef\xbb\xbfa: 1") == "a: 1"
    assert plain(parse(decode("\ufeffa: é".encode()))[0]) == {"a": "é"}  # type: ignore[arg-type]


SCALARS = [
    "v: plain text",
    "v: plain\n  folded  over\n\n  lines",
    "v: 'it''s\n  a\n\n\n  fold '",
    'v: "a\\tb \\u00e9\\x41\\\n   joined\n  fold\n\n  end"',
    "v: |\n  a\n    b\n\n  c\n",
    "v: |2-\n    a\n   b\n",
    "v: |+ # comment\n\n  a\n\n\n",
    "v: >\n  a\n  b\n\n  c\n    more\n    indented\n  d\n\n\n",
    "v: >-2\n   x\n  y\n",
    "v:\n  - - |\n      deep\n      er\n",
    "v: {k: [a, 'b c', \"d\"]}",
    "v: |\r\n  a\r\n  b\r\n",
]


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Sequence):
        return [scalar for item in node.items for scalar in scalars(item)]
    return [scalar for key, item in node.entries for scalar in (key, *scalars(item))]


@pytest.mark.parametrize("text", SCALARS)
def test_every_character_of_a_scalar_is_located(text: str) -> None:
    root, problems = parse(text)
    assert root is not None
    assert not problems
    lines = text.replace("\r\n", "\n").split("\n")
    for scalar in scalars(root):
        previous = (0, 0)
        for offset, char in enumerate(scalar.text):
            span = scalar.locate(offset)
            assert span.inner_line == scalar.text.count("\n", 0, offset) + 1
            assert (span.line, span.column) > previous
            previous = (span.line, span.column)
            source = lines[span.line - 1][span.column - 1 : span.column]
            assert source == char or source in ("\\", "") or char in " \n", (scalar.text, offset)
        end = scalar.locate(len(scalar.text))
        assert (end.line, end.column) >= previous


def test_places_in_blocks() -> None:
    root, _ = parse("a:\n  code: |\n    x = 1\n      y\n  t: >\n    one\n    two {{ z }}\n")
    code, folded = (scalar for scalar in scalars(root) if "\n" in scalar.text)  # type: ignore[arg-type]
    at_y = code.locate(code.text.index("y"))
    assert (at_y.line, at_y.column, at_y.inner_line) == (4, 7, 2)
    at_z = folded.locate(folded.text.index("z"))
    assert (at_z.line, at_z.column, at_z.inner_line) == (7, 12, 1)
