"""Statements, white space, lone and mixed text, typing, conditions, and where errors are placed."""

from __future__ import annotations

from typing import Any

import pytest

from noetlc.interp.templates import MISSING, parse
from noetlc.interp.typing_rules import condition_truth, rule_truth, type_text
from noetlc.interp.values import UNDEFINED, TemplateError

R = "raises"
TREE = [{"n": 1, "c": [{"n": 2, "c": []}, {"n": 3}]}]

CASES: list[tuple[str, Any]] = [
    ("{% if x %}a{% elif y %}b{% else %}c{% endif %}", "b"),
    ("{% for i in [1, 2] %}{{ i }},{% endfor %}", "1,2,"),
    ("{% for k, v in m|items %}{{ k }}={{ v }};{% endfor %}", "b=1;a=2;"),
    ("{% for k in m %}{{ k }}{% endfor %}", "ba"),
    ("{% for c in 'ab' %}{{ loop.index }}{{ c }}{% endfor %}", "1a2b"),
    ("{% for i in missing %}x{% else %}none{% endfor %}", "none"),
    ("{% for i in 5 %}{% endfor %}", R),
    ("{% for a, b in [1] %}{% endfor %}", R),
    ("{% for i in [1, 2, 3, 4] if i is even %}{{ loop.index }}/{{ loop.length }}:{{ i }} {% endfor %}", "1/2:2 2/2:4 "),
    (
        "{% for i in [1, 1, 2] %}{{ loop.changed(i) }}{{ loop.cycle('a', 'b') }}{{ loop.first }}{{ loop.last }} {% endfor %}",
        "TrueaTrueFalse FalsebFalseFalse TrueaFalseTrue ",
    ),
    ("{% for i in [1, 2] %}[{{ loop.previtem }}|{{ loop.nextitem }}|{{ loop.revindex0 }}]{% endfor %}", "[|2|1][1||0]"),
    ("{% for i in tree recursive %}{{ i.n }}{{ loop.depth }}({{ loop(i.c) }}){% endfor %}", "11(22()32())"),
    ("{% set a = 1 %}{% for i in [1] %}{% set a = 2 %}{% endfor %}{{ a }}", "1"),
    ("{% if true %}{% set a = 2 %}{% endif %}{{ a }}", "2"),
    ("{% set a, b = [1, 2] %}{{ a }}{{ b }}", "12"),
    ("{% set y | upper %}x{{ 1 }}{% endset %}{{ y }}", "X1"),
    ("{% set ns = namespace(n=0) %}{% for i in [1, 2] %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}", "3"),
    ("{% set q = 1 %}{% set q.n = 2 %}", R),
    ("{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a }}", "3"),
    ("{% filter upper %}a{{ 'b' }}{% endfilter %}", "AB"),
    ("{% filter length %}abc{% endfilter %}", "3"),
    ("{% macro f(a, b='d') %}<{{ a }}{{ b }}>{% endmacro %}{{ f(1) }}{{ f(1, b=2) }}", "<1d><12>"),
    ("{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, 2) }}", R),
    ("{% macro f(a) %}{{ a }}{% endmacro %}{{ f(z=2) }}", R),
    ("{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}", "3210"),
    ("{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(3) }}", R),
    ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
    ("{% autoescape true %}{{ '<' }}{% endautoescape %}", "<"),
    ("a {%- if true -%} b {%- endif %} c", "ab c"),
    ("{% include 'x' %}", R),
    ("{% import 'x' as y %}", R),
    ("{% extends 'x' %}", R),
    ("{% block b %}{% endblock %}", R),
    ("{% for i in [1] %}{% break %}{% endfor %}", R),
    ("{% do m %}", R),
    ("{% call f() %}{% endcall %}", R),
    ("{% if false %}{% include 'x' %}{% do 1 %}{% endif %}ok", "ok"),
    ("{{ 1 }}{#", R),
    ("{% nope %}", R),
    ("{{ 1 + }}", R),
    ("{% if x %}", R),
    ("{{ f(*[1]) }}", R),
    ("{{ self }}{{ caller }}{{ varargs }}", ""),
    ("a\r\nb{{ 1 }}\r\n", "a\r\nb1\r"),
    ("x{{ 1 }}\n\n", "x1\n"),
]


@pytest.mark.parametrize(("source", "want"), CASES, ids=[source for source, _ in CASES])
def test_statement(evaluate: Any, source: str, want: Any) -> None:
    assert evaluate(source, y=1, m={"b": 1, "a": 2}, tree=TREE) == want


@pytest.mark.parametrize(
    ("source", "lone"),
    [
        (" {{ 1 }} \n", True),
        ("{{- 1 -}}", True),
        ("{{ 1 }}{# c #}", False),
        ("{{ 1 }}{{ 2 }}", False),
        ("a{{ 1 }}", False),
        ("{% raw %} {% endraw %}{{ 1 }}", False),
        ("{{ '}}' }}", True),
        ("{% if true %}{{ 1 }}{% endif %}", False),
    ],
)
def test_lone(source: str, lone: bool) -> None:
    assert parse(source).lone is lone


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (" 30 ", 30),
        ("+5", 5),
        ("007", 7),
        ("1.50", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e5", 1e5),
        ("1e999", "1e999"),
        ("1_0", "1_0"),
        ("١", "١"),
        ("True", True),
        ("false", False),
        ("TRUE", "TRUE"),
        ("", None),
        (" null ", None),
        ("None", None),
        ("nan", "nan"),
        ("[1, 2]", [1, 2]),
        ("[1, None]", "[1, None]"),
        ('{"a": 1}', {"a": 1}),
        ("{a}", "{a}"),
        (" x ", " x "),
        ("9" * 30, int("9" * 30)),
        ("[NaN]", "[NaN]"),
    ],
)
def test_typing(text: str, want: Any) -> None:
    got = type_text(text)
    assert (got, type(got)) == (want, type(want))


def test_truth() -> None:
    false = [UNDEFINED, None, False, 0, 0.0, "", [], {}, " No ", "OFF", "{}", "[]", "None", "0"]
    true = ["0.0", "undefined", 1, [0], " x", "false!", {"a": 0}]
    assert [condition_truth(value) for value in false + true] == [False] * len(false) + [True] * len(true)
    assert [rule_truth(value) for value in [None, False, 0, "", "none", "False", UNDEFINED]] == [False] * 7
    assert [rule_truth(value) for value in [[], 0.0, "no", "off", "FALSE", " false", {}]] == [True] * 7


class _Nothing:
    def find(self, name: str) -> Any:
        return MISSING


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("{{ a\n + 1 }}", 1),
        ("x\n{{ 1 }}\n{{ none + 1 }}", 3),
        ("{{ [1,\n none + 1] }}", 2),
        ("{% if 1 %}\n{{ 1 / 0 }}{% endif %}", 2),
        ("a\n{{ 1 + }}", 2),
        ("{{ 'x'\n | nope }}", 2),
        ("{% for a, b in\n [1] %}{% endfor %}", 1),
        ("{#\n\n#}{%- if 1 -%}\n\n{{ 1 | upper(2) }}{% endif %}", 5),
        ("{% raw %}\n{% endraw %}\n{{ f() }}", 3),
    ],
)
def test_error_lines(source: str, line: int) -> None:
    with pytest.raises(TemplateError) as caught:
        parse(source).text(_Nothing())
    offset = caught.value.offset
    assert offset is not None
    assert source.count("\n", 0, offset) + 1 == line


def test_no_python_object_is_reachable(evaluate: Any) -> None:
    assert evaluate("{% macro f() %}{% endmacro %}{{ f.__globals__ }}{{ ''.__class__.__mro__ }}{{ range.__self__ }}") == ""
    assert evaluate("{% for i in [1] %}{{ loop._iterable }}{{ loop.__init__ }}{{ loop._recurse }}{% endfor %}") == ""
    assert evaluate("{{ '%s' | attr('__class__') }}") is UNDEFINED
