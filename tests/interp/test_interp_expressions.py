"""Expressions: operators, comparison, look-up, printing, methods and tests, rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from noetlc.interp.values import UNDEFINED

NAMES: dict[str, Any] = {
    "m": {"a": 1, "0": "zero", "items": 5, "n": {"b": [1, 2]}},
    "l": [3, 1, 2],
    "s": "héllo",
    "none_value": None,
    "t": True,
}
R = "raises"

CASES: list[tuple[str, Any]] = [
    # arithmetic
    ("1 + 2 * 3", 7),
    ("true + 1", 2),
    ("'a' + 'b'", "ab"),
    ("[1] + [2]", [1, 2]),
    ("'a' + 1", R),
    ("none + 1", R),
    ("missing + 1", R),
    ("[1] + 'a'", R),
    ("3 * 'ab'", "ababab"),
    ("'ab' * -1", ""),
    ("[0] * 2", [0, 0]),
    ("'a' * true", R),
    ("'a' * 1.0", R),
    ("6 / 3", 2.0),
    ("7 // 2", 3),
    ("-7 // 2", -4),
    ("7 % -3", -2),
    ("7.5 // 2", 3.0),
    ("1 / 0", R),
    ("1 // 0", R),
    ("1 % 0", R),
    ("2 ** 3", 8),
    ("2 ** -1", 0.5),
    ("2 ** 3 ** 2", 64),
    ("-2 ** 2", 4),
    ("(-8) ** 0.5", R),
    ("1e308 * 10", R),
    ("2.0 ** 5000", R),
    ("10 ** 400 / 1", R),
    ("-true", R),
    ("-'a'", R),
    ("+5", 5),
    ("+true", R),
    ("1 ~ none ~ true ~ missing", "1NoneTrue"),
    ("2 ** 100", 2**100),
    ("0b101 + 0x1F + 0o7 + 1_000", 1043),
    ("'a' 'b'", "ab"),
    ("'\\u00e9\\n'", "é\n"),
    ("(1, 2)", [1, 2]),
    ("()", []),
    ("{'a': 1}", {"a": 1}),
    ("{1: 2}", R),
    ("1e999", R),
    ("2 ** 10000000", R),
    # comparison
    ("1 == 1.0", True),
    ("true == 1", True),
    ("'1' == 1", False),
    ("none == false", False),
    ("missing == none", False),
    ("missing == other", True),
    ("{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", True),
    ("{'a': 1, 'b': 2} < {'b': 2, 'a': 1}", True),
    ("[1, 2] < [1, 3]", True),
    ("[1] < [1, 0]", True),
    ("missing < none < true < 'a' < [] < {}", True),
    ("1 < 2 < 3", True),
    ("1 < 2 > 5", False),
    ("1 < 0 < (1 / 0)", False),
    ("'b' > 'a'", True),
    ("2 in [1, 2.0]", True),
    ("'a' in m", True),
    ("1 in '012'", True),
    ("'x' in missing", False),
    ("1 in 5", R),
    ("1 in none", R),
    ("none in [none]", True),
    ("missing in [none]", False),
    ("'a' not in m", False),
    ("[1] == [true]", True),
    # logic
    ("0 or 'x'", "x"),
    ("'' or []", []),
    ("1 and 2", 2),
    ("not []", True),
    ("none and 1 / 0", None),
    ("'a' if false", UNDEFINED),
    ("1 if 0 else 2", 2),
    ("missing or 3", 3),
    ("1 or 2 and 1 / 0", 1),
    # look-up
    ("m.a", 1),
    ("m['a']", 1),
    ("m.zz", UNDEFINED),
    ("m.0", "zero"),
    ("m[0]", UNDEFINED),
    ("l[0]", 3),
    ("l.0", 3),
    ("l[-1]", 2),
    ("l[3]", UNDEFINED),
    ("l['0']", UNDEFINED),
    ("l[true]", UNDEFINED),
    ("l[0.0]", UNDEFINED),
    ("s[1]", "é"),
    ("m.n.b[1]", 2),
    ("missing.a.b", UNDEFINED),
    ("none_value.a", UNDEFINED),
    ("t.x", UNDEFINED),
    ("m.items", 5),
    ("m.keys()", ["a", "0", "items", "n"]),
    ("m.items()", R),
    ("s.upper", UNDEFINED),
    ("s.upper()", "HÉLLO"),
    ("s[1:3]", "él"),
    ("l[::-1]", [2, 1, 3]),
    ("missing[1:]", []),
    ("none[:]", []),
    ("m[1:]", R),
    ("5[1:]", R),
    ("l[::0]", R),
    ("l['a':]", R),
    ("m['n']['b'][0]", 1),
    ("(1).__class__", UNDEFINED),
    ("''.__class__", UNDEFINED),
    ("m.__len__()", R),
    # methods
    ("m.get('a')", 1),
    ("m.get('q')", None),
    ("m.get('q', 7)", 7),
    ("m.n.items()", [["b", [1, 2]]]),
    ("m.n.values()", [[1, 2]]),
    ("'a b  c'.split()", ["a", "b", "c"]),
    ("'a,b'.split(',')", ["a", "b"]),
    ("'a'.split('')", R),
    ("' x '.strip()", "x"),
    ("'xax'.strip('x')", "a"),
    ("'abc'.startswith('ab')", True),
    ("'abc'.endswith('bc')", True),
    ("'aa'.replace('a', 'b')", "bb"),
    ("'aa'.replace('a', 'b', 1)", R),
    ("'a'.title()", R),
    ("l.append(1)", R),
    ("'a'.split(sep=',')", R),
    ("5.upper()", R),
    # functions
    ("range(3)", [0, 1, 2]),
    ("range(5, 0, -2)", [5, 3, 1]),
    ("range('3')", R),
    ("range(1, 2, 0)", R),
    ("range(true)", R),
    ("range(10 ** 12)", R),
    ("dict(a=1)", {"a": 1}),
    ("dict([1])", R),
    ("namespace(a=1).a", 1),
    ("now()", R),
    ("env", UNDEFINED),
    ("range", UNDEFINED),
    ("l(1)", R),
    ("lipsum()", R),
    ("cycler(1)", R),
    # tests
    ("none is defined", True),
    ("missing is undefined", True),
    ("none is none", True),
    ("true is boolean", True),
    ("1 is true", False),
    ("true is number", False),
    ("1.0 is number", True),
    ("1 is integer", True),
    ("1 is float", False),
    ("'a' is string", True),
    ("l is sequence", True),
    ("s is sequence", False),
    ("m is mapping", True),
    ("s is iterable", True),
    ("5 is iterable", False),
    ("4 is even", True),
    ("'x' is odd", False),
    ("true is odd", False),
    ("6 is divisibleby 3", True),
    ("6 is divisibleby(0)", R),
    ("'a' is in ['a']", True),
    ("1 is eq(1.0)", True),
    ("1 is sameas(1.0)", False),
    ("2 is ge 2", True),
    ("'abc' is startingwith('a')", True),
    ("'AB' is upper", True),
    ("'' is lower", False),
    ("'lower' is filter", True),
    ("'nope' is filter", False),
    ("'even' is test", True),
    ("1 is safe", False),
    ("1 is nope", R),
    ("1 is not none", True),
    ("1 is defined(2)", R),
    # printing
    ("[1, 'a\"', none, true, 1.0, missing] ~ ''", '[1, "a\\"", None, True, 1.0, undefined]'),
    ("{'k': 1e20} ~ ''", '{"k": 100000000000000000000.0}'),
    ("1e-7 ~ ''", "0.0000001"),
    ("2.0 ~ ''", "2.0"),
    ("1.5e300 ~ '' | length", "1.5e300"),
]


@pytest.mark.parametrize(("source", "want"), CASES, ids=[source for source, _ in CASES])
def test_expression(evaluate: Any, source: str, want: Any) -> None:
    if source == "1.5e300 ~ '' | length":  # `~` binds weaker than a filter
        assert evaluate("{{ " + source + " }}") == evaluate("{{ 1.5e300 ~ ('' | length) }}")
        return
    got = evaluate("{{ " + source + " }}", **NAMES)
    assert (got, type(got)) == (want, type(want))


def test_word_equivalence(evaluate: Any) -> None:
    names = {"output": {"status": "ok", "data": "success"}, "event": {"name": "call.error"}}
    assert evaluate("{{ output.status == 'success' }}", **names) is True
    assert evaluate("{{ 'completed' == output['status'] }}", **names) is True
    assert evaluate("{{ output.status in ['error', 'success'] }}", **names) is True
    assert evaluate("{{ output.status != 'error' }}", **names) is True
    assert evaluate("{{ event.name == 'step.failed' }}", **names) is True
    assert evaluate("{{ output.data == 'ok' }}", **names) is False


def test_long_and_deep_expressions(evaluate: Any) -> None:
    assert evaluate("{{ " + "+".join(["1"] * 1500) + " }}") == 1500
    assert evaluate("{{ " + " or ".join(["0"] * 1500) + " or 7 }}") == 7
    assert evaluate("{{ " + "[" * 90 + "]" * 90 + " }}") is not None
    assert evaluate("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}") == "raises"
