"""What `noetl run` shows of a run that failed: the line, what raised, and what the names on it were, on both engines."""

from __future__ import annotations

from collections import OrderedDict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import noetlc
from noetlc import running
from noetlc.cli import run_engines
from noetlc.cli.group import group
from noetlc.cli.run_report import colored
from noetlc.host.capability import AmbientHost
from noetlc.host.recording import ReplayDifference
from noetlc.interp.mentioned import excerpt, extent, values
from noetlc.interp.pybody.explain import in_short
from noetlc.interp.templates import MISSING
from noetlc.interp.values import UNDEFINED
from noetlc.tracing.watching import Enough, Watch

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\nworkload: {zero: 0, word: é1}\nworkflow:\n"
BODY = """- step: start
  tool:
    kind: python
    input: {word: "{{ word }}", rows: "{{ [1, 2] }}"}
    code: |
      import math
      class Own:
          def __repr__(self): return "never asked"
      def number(x, own):
          é = x; return (é, own, math.pi, number, len) and int(x) + 1
      result = number(word, Own())
"""
TEMPLATE = """- step: start
  tool: {kind: noop, result: {n: 3, list: [1]}}
  next: share
- step: share
  tool: {kind: noop, result: "{{ start['n'] / zero + start.list[0] if zero is defined else word }}"}
"""
RULE = """- step: start
  loop: {in: "{{ [4, 5] }}", iterator: x}
  tool:
  - t: {kind: noop}
  - u:
      kind: noop
      spec: {policy: {rules: [{when: "{{ x > 4 }}", then: {do: fail, message: too much}}]}}
"""
ENGINES = pytest.mark.parametrize("engine", ["wasm", "interpreted"])


def run(file: Path, *arguments: str) -> Result:
    return CliRunner().invoke(group, ["run", str(file), *arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "flow.yaml"


@ENGINES
def test_a_body(engine: str, file: Path) -> None:
    file.write_text(HEAD + BODY)
    result = run(file, "--engine", engine)
    assert result.exit_code == 4
    line = '          é = x; return (é, own, math.pi, number, len) and int(x) + 1'
    caret = line.index("int(x)")
    assert result.stderr.splitlines() == [
        f"{file}:15:{caret + 1}: error[exception]: step start: ValueError: invalid literal for int() with base 10: 'é1'",
        f"  15 | {line}",
        "     | " + " " * caret + "^^^^^^",
        "  é = 'é1'",
        "  x = 'é1'",
        "  own = <Own>",
    ]


@ENGINES
def test_a_template(engine: str, file: Path) -> None:
    file.write_text(HEAD + TEMPLATE)
    assert run(file, "--engine", engine).stderr.splitlines() == [
        f"{file}:10:34: error[template]: step share: division by zero",
        """  10 |   tool: {kind: noop, result: "{{ start['n'] / zero + start.list[0] if zero is defined else word }}"}""",
        "     | " + " " * 33 + "^" * len("start['n'] / zero + start.list[0]"),
        "  start.n = 3",
        "  zero = 0",
        "  start.list[0] = 1",
        '  word = "é1"',
    ]


@ENGINES
def test_a_task_of_a_loop(engine: str, file: Path) -> None:
    file.write_text(HEAD + RULE)
    assert run(file, "--engine", engine).stderr.splitlines() == [
        f"{file}:12:31: error[policy]: step start, task u, iteration 1: too much",
        """  12 |       spec: {policy: {rules: [{when: "{{ x > 4 }}", then: {do: fail, message: too much}}]}}""",
        "     | " + " " * 30 + "^" * len("""{when: "{{ x > 4 }}", then: {do: fail, message: too much}}"""),
        "  x = 5",
    ]


def test_what_takes_long_is_not_repeated(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(HEAD + TEMPLATE)
    shown = run(file).stderr.splitlines()
    for name in ("SHORT_RUN", "SHORT_LOOK"):
        with monkeypatch.context() as patch:
            patch.setattr(run_engines, name, -1.0)
            lines = run(file).stderr.splitlines()
        assert len(lines) == 3
        assert lines[:2] == shown[:2]


class Counting(AmbientHost):
    calls = 0

    def call(self, name: str, request: bytes) -> bytes:
        self.calls += 1
        return b'{"status": "ok", "data": {"n": %d}, "error": null}' % self.calls


def test_tools_are_not_called_again() -> None:
    source = HEAD + TEMPLATE.replace("kind: noop, result: {n: 3, list: [1]}", "kind: http, url: x")
    host, watch = Counting(), Watch()
    ran = running.ran(noetlc.build(source, verify=False).wasm, {}, host=host, source=source)
    envelope = running.repeat(source, {}, ran.calls, tracer=watch)
    assert envelope == ran.envelope
    assert host.calls == 1
    assert watch.errors[0]["values"] == {"start.n": "1", "zero": "0", "start.list[0]": "undefined", "word": '"é1"'}
    with pytest.raises(ReplayDifference):
        running.repeat(source, {}, (), tracer=watch)
    with pytest.raises(Enough):
        running.repeat(source, {}, ran.calls, tracer=Watch(seconds=-1.0))


def test_quiet(file: Path) -> None:
    file.write_text(HEAD + BODY)
    result = run(file, "--quiet")
    assert (result.exit_code, result.stderr) == (4, "")


def test_a_module_has_places_alone(file: Path) -> None:
    file.write_text(HEAD + BODY)
    assert CliRunner().invoke(group, ["build", str(file), "--no-verify"]).exit_code == 0
    module = file.with_suffix(".wasm")
    error = "error[exception]: step start: ValueError: invalid literal for int() with base 10: 'é1'"
    column = "          é = x; return (é, own, math.pi, number, len) and int(x)".index("int(x)") + 1
    assert run(module).stderr.splitlines() == [f"{module}: line 15 column {column} of the playbook: {error}"]


def test_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert colored()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colored()


class Hostile(dict):
    """Whose every method is an error."""

    def __getattribute__(self, name: str) -> object:
        raise AssertionError(name)

    __repr__ = __iter__ = __hash__ = __eq__ = __bool__ = __len__ = items = None


def cyclic() -> list[object]:
    found: list[object] = [1]
    found.append(found)
    return found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (10**30, "1" + "0" * 30),
        (-(10**5000), f"<int of {(10**5000).bit_length()} bits>"),
        ([1, (2.5, None), {"a": b"x"}], "[1, (2.5, None), {'a': b'x'}]"),
        (["x" * 70, "y" * 70], "['" + "x" * 70 + "', 'yyy…"),
        (Hostile(a=1), "<Hostile>"),
        (OrderedDict(a=[Hostile()]), "{'a': [<Hostile>]}"),
        (range(3), "range(0, 3)"),
        (cyclic(), "[1, " * 19 + "[1,…"),
        (Decimal("1.50"), "Decimal('1.50')"),
        (Fraction(1, 10**5000), "<Fraction>"),
        (type("Meta", (type,), {"__name__": property(lambda self: 1 / 0)})("C", (), {})(), "<C>"),
    ],
    ids=range(11),
)
def test_values_are_not_asked(value: object, expected: str) -> None:
    assert in_short(value) == expected


def test_large_values_of_templates() -> None:
    assert excerpt([[1] * 3] * 10**6) == ("[" + "[1, 1, 1], " * 8)[:79] + "…"
    assert excerpt({"k": "x" * 10**6}) == '{"k": "' + "x" * 72 + "…"
    assert [excerpt(value) for value in ({}, [], None, True, 1.0, UNDEFINED, 2**80)] == ["{}", "[]", "None", "True", "1.0", "undefined", str(2**80)]


class Bound:
    def find(self, name: str) -> object:
        return {"a": {"b": [7, "x"], "c d": 1}, "long": "y" * 200}.get(name, MISSING)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ a.b[0] + a['c d'] }}", {"a.b[0]": "7", "a['c d']": "1"}),
        ("{% for i in a.b %}{{ i.x }}{{ a.b[i] }}{% endfor %}", {"a.b": '[7, "x"]'}),
        ("{{ a.get('b') | join(nope) }}{{ range(2) }}", {"a": '{"b": [7, "x"], "c d": 1}', "nope": "undefined"}),
        ("{{ long }}", {"long": '"' + "y" * 78 + "…"}),
        ("{{ unclosed", {}),
        ("{{ a.q.r }}\n{{ long.x }}", {"a.q.r": "undefined", "long.x": "undefined"}),
    ],
)
def test_names_of_a_template(source: str, expected: dict[str, str]) -> None:
    assert dict(values(source, Bound())) == expected


def test_names_of_a_line() -> None:
    source = "{{ a }}\n{{ b +\n c }}\n{{ d }}"
    assert [name for name, _ in values(source, Bound(), source.index("b"))] == ["b"]
    assert [name for name, _ in values(source, Bound(), source.index("d"))] == ["d"]


@pytest.mark.parametrize(
    ("source", "at", "expected"),
    [
        ("{{ a + b | upper }}", "a", "a + b"),
        ("{{ f(a / 0, 1) }}", "a", "a / 0"),
        ("{{ x['}}'] + 1 }} more", "x", "x['}}'] + 1"),
        ("{{ {'a': 1}[b] -}}", "{'a", "{'a': 1}[b]"),
        ("{% if a / 0 and b %}", "a", "a / 0"),
        ("{{ a", "a", "a"),
        ("", "", ""),
    ],
)
def test_how_far_an_expression_reaches(source: str, at: str, expected: str) -> None:
    start = source.index(at)
    assert source[start : start + extent(source, start)] == expected
