"""The closed list of filters, with their wrong inputs."""

from __future__ import annotations

from typing import Any

import pytest

from noetlc.interp.values import UNDEFINED

NAMES: dict[str, Any] = {
    "people": [{"n": "Bo", "age": 3, "t": ["x"]}, {"n": "al", "age": 1, "t": ["y"]}, {"n": "Al", "age": 3}],
    "l": [3, 1, 2],
    "m": {"b": 1, "a": 2},
    "pairs": [["k 1", "v&"], ["z", 2]],
}
R = "raises"

CASES: list[tuple[str, Any]] = [
    ("-5 | abs", 5), ("true | abs", R), ("'x' | abs", R), ("'é' | b64encode", "w6k="), ("'w6k=' | b64decode", "é"), ("'w6k' | b64decode", R), ("'/w==' | b64decode", R),
    ("missing | default('d')", "d"), ("none | d('d')", "d"), ("'' | default('d')", ""), ("'' | default('d', true)", "d"), ("0 | default(1, boolean=true)", 1), ("missing | default", ""),
    ("l | first", 3), ("'ab' | last", "b"), ("m | first", "b"), ("[] | first", UNDEFINED), ("none | last", UNDEFINED), ("5 | first", R), ("true | last", R),
    ("'1.5' | float", 1.5), ("' -2 ' | float", -2.0), ("'nan' | float", 0.0), ("'x' | float(3)", 3), ("true | float", 1.0), ("none | float", 0.0), ("'1_0' | float", 0.0),
    ("'[1, 2]' | fromjson", [1, 2]), ("none | fromjson", None), ("'{' | fromjson", R), ("'NaN' | fromjson", R), ("('[' * 129 ~ ']' * 129) | fromjson", R),
    ("m | get('a')", 2), ("m | get('q')", UNDEFINED), ("5 | get('q')", UNDEFINED), ("m | get", R),
    ("'12.9' | int", 12), ("-2.9 | int", -2), ("'x' | int", 0), ("'x' | int(7)", 7), ("none | int(5)", 5), ("'0x1F' | int", 0), ("' 42 ' | int", 42), ("'1e3' | int", 1000), ("[] | int", 0),
    ("m | items", [["b", 1], ["a", 2]]), ("missing | items", []), ("l | items", R), ("m | keys", ["b", "a"]), ("m | values", [1, 2]), ("'a' | keys", R),
    ("l | join('-')", "3-1-2"), ("'ab' | join('.')", "a.b"), ("none | join", ""), ("[1, none, 'x'] | join(sep=',')", "1,None,x"), ("5 | join", R), ("people | join(',', attribute='n')", "Bo,al,Al"),
    ("'é' | length", 1), ("m | count", 2), ("none | len", 0), ("true | length", R), ("5 | length", R), ("'ab' | list", ["a", "b"]), ("m | list", ["b", "a"]), ("missing | list", []), ("1 | list", R),
    ("'ÀB' | lower", "àb"), ("'ß' | upper", "SS"), ("true | lower", "true"), ("people | map(attribute='age') | list", [3, 1, 3]), ("people | map(attribute='t.0', default='?')", ["x", "y", "?"]),
    ("people | map(attribute='zz')", [UNDEFINED] * 3), ("['a'] | map('upper')", ["A"]), ("l | map('nope')", R), ("[] | map('nope')", R), ("5 | map('upper')", R), ("none | map('upper')", []),
    ("['1', 'x'] | map('int', 9)", [1, 9]), ("l | map(attribute='a', foo=1)", R), ("l | max", 3), ("[1, true] | max", 1), ("[] | min", UNDEFINED), ("['b', 'B'] | max", "b"), ("5 | max", R),
    ("[none, 'a', 1] | min", None), ("'aXbX' | replace('X', '-')", "a-b-"), ("'ab' | replace('', '.')", ".a.b."), ("112 | replace(1, 2)", "222"), ("'a' | replace('a')", R),
    ("l | reverse", [2, 1, 3]), ("'ab' | reverse", "ba"), ("none | reverse", []), ("m | reverse", R), ("2.5 | round", 3.0), ("-2.5 | round", -3.0), ("2.345 | round(2)", 2.35), ("5 | round", 5),
    ("1250 | round(-2)", 1300), ("-1250 | round(-2)", -1300), ("1250.0 | round(-2)", 1300.0), ("true | round", R), ("'1' | round", R), ("0.1 | round(400)", 0.1), ("5 | round(-5)", 0),
    ("'x' | safe", "x"), ("people | selectattr('t') | map(attribute='n')", ["Bo", "al"]), ("people | selectattr('age', 'eq', 3) | map(attribute='n')", ["Bo", "Al"]), ("people | selectattr('age', '==', 1) | length", 1),
    ("people | selectattr", R), ("5 | selectattr('a')", R), ("people | rejectattr('t') | map(attribute='n')", ["Al"]), ("l | select('odd')", [3, 1]), ("l | reject('odd')", [2]), ("[0, 1, ''] | select", [1]),
    ("['b', 'A', 'c'] | sort", ["A", "b", "c"]), ("['b', 'A'] | sort(case_sensitive=true)", ["A", "b"]), ("l | sort(reverse=true)", [3, 2, 1]), ("[1, 'a', none] | sort", [None, 1, "a"]), ("5 | sort", R),
    ("people | sort(attribute='age') | map(attribute='n')", ["al", "Bo", "Al"]), ("people | sort(attribute='n') | map(attribute='n')", ["al", "Al", "Bo"]), ("l | sort(foo=1)", R),
    ("'a b  c' | split", ["a", "b", "", "c"]), ("'a,b' | split(',')", ["a", "b"]), ("'a' | split('')", R), ("1.0 | string", "1.0"), ("l | sum", 6), ("[] | sum", 0), ("[0.1, 0.2, 0.3] | sum", 0.1 + 0.2 + 0.3), ("[true] | sum", R),
    ("['a'] | sum", R), ("people | sum(attribute='age')", 7), ("{'a': [1, 1.0, none, missing, 'é']} | tojson", '{"a":[1,1.0,null,null,"é"]}'), ("1e20 | tojson", "1e+20"), ("missing | tojson", "null"), ("' x\\n' | trim", "x"), ("5 | trim", "5"),
    ("[1, true, 1.0, 'a', 'A'] | unique", [1, True, "a"]), ("['a', 'A'] | unique(case_sensitive=true)", ["a", "A"]), ("people | unique(attribute='age') | map(attribute='n')", ["Bo", "al"]), ("[[1], [1.0], [true]] | unique", [[1], [True]]),
    # as in jinja2
    ("'hELLO wORLD' | capitalize", "Hello world"), ("\"it's a-b (c)\" | title", "It's A-B (C)"), ("'ab' | center(6)", "  ab  "), ("'a\\nb\\n\\nc' | indent(2)", "a\n  b\n\n  c"), ("'a\\nb' | indent('>', true)", ">a\n>b"),
    ("'a\\n\\nb' | indent(1, blank=true)", "a\n \n b"), ("'foo bar baz qux' | truncate(9)", "foo..."), ("'foo bar baz qux' | truncate(9, true)", "foo ba..."), ("'foo bar baz qux' | truncate(11)", "foo bar baz qux"),
    ("'foo bar baz qux' | truncate(11, false, '...', 0)", "foo bar..."), ("'abc' | truncate(1)", R), ("'a b, c' | wordcount", 3), ("'aaa bbb ccc' | wordwrap(7)", "aaa bbb\nccc"), ("'abcdef' | wordwrap(3, wrapstring='|')", "abc|def"),
    ("'<p>a <b>x</b><!-- c --> &amp;</p>' | striptags", "a x &"), ("'<a href=\"x\">' | e", "&lt;a href=&#34;x&#34;&gt;"), ("\"&'\" | escape", "&amp;&#39;"), ("'a b/ü' | urlencode", "a%20b/%C3%BC"), ("{'a b': 'c&d', 'n': 1} | urlencode", "a+b=c%26d&n=1"),
    ("pairs | urlencode", "k+1=v%26&z=2"), ("[1] | urlencode", R), ("'%s-%03d' | format('a', 7)", "a-007"), ("'%(x)s' | format(x=[1])", "[1]"), ("'%d' | format('a')", R), ("'%999999999d' | format(1)", R), ("1 | filesizeformat", "1 Byte"),
    ("999 | filesizeformat", "999 Bytes"), ("13000 | filesizeformat", "13.0 kB"), ("1048576 | filesizeformat(true)", "1.0 MiB"), ("4100000 | filesizeformat", "4.1 MB"), ("'x' | filesizeformat", R), ("l | batch(2, 0)", [[3, 1], [2, 0]]),
    ("l | slice(2)", [[3, 1], [2]]), ("[1, 2, 3, 4, 5] | slice(3, 0)", [[1, 2], [3, 4], [5, 0]]), ("m | dictsort", [["a", 2], ["b", 1]]), ("m | dictsort(by='value')", [["b", 1], ["a", 2]]), ("m | dictsort(false, 'key', true)", [["b", 1], ["a", 2]]),
    ("l | dictsort", R), ("(people | groupby('age'))[1].list | map(attribute='n')", ["Bo", "Al"]), ("(people | groupby('age'))[0].grouper", 1), ("(people | groupby('n', case_sensitive=true)) | length", 3), ("people | groupby('n') | map('first')", ["al", "Bo"]),
    ("people | groupby('t.0', default='?') | map('first')", ["?", "x", "y"]), ("m | attr('a')", 2), ("'' | bool", False), ("'a\\nb\\r\\nc' | lines", ["a", "b", "c"]), ("l | random", R), ("l | pprint", R), ("m | xmlattr", R), ("'a' | urlize", R),
    ("'a' | forceescape", R), ("'a' | upper(1)", R), ("'a' | upper(x=1)", R), ("l | join('a', 'b', 'c')", R),
]  # fmt: skip


@pytest.mark.parametrize(("source", "want"), CASES, ids=[source for source, _ in CASES])
def test_filter(evaluate: Any, source: str, want: Any) -> None:
    got = evaluate("{{ " + source + " }}", **NAMES)
    assert got == want
    assert repr(got) == repr(want)  # 1, 1.0 and True apart


def test_branches_not_taken_do_not_raise(evaluate: Any) -> None:
    assert evaluate("{{ 'ok' if true else (1 | nope) }}") == "ok"
    assert evaluate("{% if false %}{{ 1 | nope }}{{ 1 is nope }}{% endif %}ok") == "ok"
