"""The template grammar against jinja2's own parser, and what the tree adds to it."""


import json
import warnings
from typing import Any

import jinja2
import jinja2.nodes as j
import pytest

from noetlc.frontend.jinja import TemplateError, parse_expression, parse_template, tables
from noetlc.frontend.jinja import nodes as n

ENV = jinja2.Environment()

_JINJA_BINARY = {
    "Add": "+", "Sub": "-", "Mul": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**", "And": "and", "Or": "or",
}  # fmt: skip
_JINJA_COMPARE = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=", "in": "in", "notin": "not in"}


def theirs(node: Any) -> Any:
    """A jinja2 tree as nested tuples."""
    kind = type(node).__name__
    if kind in _JINJA_BINARY:
        return ("bin", _JINJA_BINARY[kind], theirs(node.left), theirs(node.right))
    match node:
        case None:
            return None
        case j.Const():
            return ("const", node.value)
        case j.Name():
            return ("name", node.name)
        case j.Concat():
            tree = theirs(node.nodes[0])
            for item in node.nodes[1:]:
                tree = ("bin", "~", tree, theirs(item))
            return tree
        case j.Not() if isinstance(node.node, j.Test):
            return ("not-or-negated-test", theirs(node.node))
        case j.Not():
            return ("un", "not", theirs(node.node))
        case j.Neg():
            return ("un", "-", theirs(node.node))
        case j.Pos():
            return ("un", "+", theirs(node.node))
        case j.Compare():
            return ("cmp", theirs(node.expr), [(_JINJA_COMPARE[op.op], theirs(op.expr)) for op in node.ops])
        case j.List() | j.Tuple():
            return ("list", [theirs(item) for item in node.items])
        case j.Dict():
            return ("map", [(theirs(pair.key), theirs(pair.value)) for pair in node.items])
        case j.Getattr():
            return ("attr", theirs(node.node), node.attr)
        case j.Getitem() if isinstance(node.arg, j.Slice):
            return ("slice", theirs(node.node), theirs(node.arg.start), theirs(node.arg.stop), theirs(node.arg.step))
        case j.Getitem():
            return ("item", theirs(node.node), theirs(node.arg))
        case j.Call():
            return ("call", theirs(node.node), *their_args(node))
        case j.Filter():
            return ("filter", theirs(node.node), node.name, *their_args(node))
        case j.Test():
            return ("test", theirs(node.node), node.name, *their_args(node))
        case j.CondExpr():
            return ("cond", theirs(node.test), theirs(node.expr1), theirs(node.expr2))
    raise AssertionError(kind)


def their_args(node: Any) -> tuple[Any, Any]:
    return [theirs(item) for item in node.args], [(pair.key, theirs(pair.value)) for pair in node.kwargs]


def ours(node: Any) -> Any:
    match node:
        case None:
            return None
        case n.Const():
            return ("const", node.value)
        case n.Name():
            return ("name", node.name)
        case n.Binary():
            return ("bin", node.op, ours(node.left), ours(node.right))
        case n.Unary(op="not") if isinstance(node.operand, n.Test) and not node.operand.negated:
            return ("not-or-negated-test", ours(node.operand))
        case n.Unary():
            return ("un", node.op, ours(node.operand))
        case n.Compare():
            return ("cmp", ours(node.first), [(op, ours(item)) for op, item in node.rest])
        case n.ListExpr():
            return ("list", [ours(item) for item in node.items])
        case n.MapExpr():
            return ("map", [(ours(key), ours(item)) for key, item in node.items])
        case n.Getattr() if node.name.isdigit():
            return ("item", ours(node.obj), ("const", int(node.name)))
        case n.Getattr():
            return ("attr", ours(node.obj), node.name)
        case n.Getitem():
            return ("item", ours(node.obj), ours(node.index))
        case n.SliceExpr():
            return ("slice", ours(node.obj), ours(node.start), ours(node.stop), ours(node.step))
        case n.Call():
            return ("call", ours(node.func), *our_args(node))
        case n.Filter():
            return ("filter", ours(node.obj), node.name, *our_args(node))
        case n.Test():
            tree = ("test", ours(node.obj), node.name, *our_args(node))
            return ("not-or-negated-test", tree) if node.negated else tree
        case n.Cond():
            return ("cond", ours(node.test), ours(node.then), ours(node.other))
    raise AssertionError(node)


def our_args(node: Any) -> tuple[Any, Any]:
    return [ours(item) for item in node.args], [(name, ours(item)) for name, item in node.kwargs]


def their_outputs(text: str) -> list[Any] | None:
    """All printed expressions in order (text as constants), None if jinja2 rejects the template."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ENV.parse(text)
    except (jinja2.TemplateSyntaxError, ValueError):
        return None
    out: list[Any] = []
    for output in tree.find_all(j.Output):
        for item in output.nodes:
            out.append(("text", item.data) if isinstance(item, j.TemplateData) else theirs(item))
    return out


def our_outputs(text: str) -> list[Any] | None:
    try:
        tree = parse_template(text)
    except TemplateError as error:
        assert 0 <= error.pos <= len(text)
        return None
    out: list[Any] = []

    def walk(node: Any) -> None:
        if isinstance(node, tuple):
            for item in node:
                walk(item)
        elif isinstance(node, n.Text):
            out.append(("text", node.text))
        elif isinstance(node, n.Output):
            out.append(ours(node.expr))
        elif isinstance(node, (n.If, n.For, n.SetBlock, n.With, n.FilterBlock, n.Macro)):
            for name in node.__slots__:
                walk(getattr(node, name))

    walk(tree.body)
    return out


EXPRESSIONS = """
1 + 2 * 3 - 4 | 1 - 2 - 3 | 2 ** 3 ** 2 | -2 ** 2 | -x.y[0] | - - x | +x | 1 ~ 2 + 3 ~ 4 | 1 * 2 ~ 3 | 7 // 2 % 3 / 1
not a in b | not not a | not a is none | a not in b | a not  in b | a == not b | a is not none | a is not in b | a < b <= c != d | (not a) + b
a if b | a if b else c | a if b if c | a if b else c if d else e | (a if b) if c else d | a or b and not c or d
x is divisibleby 3 | x is divisibleby -3 | x is eq 1 + 2 | x is eq(1) + 2 | x is in [1] | x is string and y | x is sameas true | x is t.a
x is defined if b | x is defined else | x is defined is none | x is foo "x".upper() | x is foo y.z(1)[2] | 5 is divisibleby 5 . x
f(a, b=1,) | f(b=1, a) | f(,) | f() | f(x = not a) | f(x == 1) | f(y)(z).w[1](2) | f(a=1)(b=2)
a.b.c | a.0.1 | a.in | a.not | a[1:2:3] | a[:] | a[::2] | a[1:] | a[:-1] | a[1,2] | a[1,] | a[] | a[b[c]] | a["b"]
[1, 2,] | [,] | [] | {} | {"a": {}} | {1: 2,} | {"a" "b": 1} | () | (a) | (a,) | (a, b,) | (,) | a, b | a, | (a, b).c | "%}" | "}}"
"a" "b" | 'a\\'b' | "\\x41\\u00e9\\n" | "\\x" | "\\N{BULLET}" | "\\q" | 'a | 007 | 1. | .5 | 1_000 | 1__0 | 0x1F | 0b101 | 0b2 | 0o17 | 1e5 | 1.5e-3 | 1e
true | True | none | None | true.x | if | in | in in in | a in in | not | is | and | a! | é | a·b | a; b | a b | {{ a | a }} b | 1.5.x | (a=1) | {a=1}
""".replace(" | \\", "")


@pytest.mark.parametrize("expression", [e.strip() for line in EXPRESSIONS.strip().split("\n") for e in line.split(" | ")])
def test_expressions_as_jinja2_reads_them(expression: str) -> None:
    text = "{{ " + expression + " }}"
    assert our_outputs(text) == their_outputs(text)


@pytest.mark.parametrize(
    "text",
    [
        "{{ x|f|g }}", "{{ x|f.g(1)(2) }}", "{{ -x|abs }}", "{{ -x|abs ** 2 }}", "{{ a + b|f }}", "{{ x|f is t|g }}", "{{ a|in }}", "{{ a|d('x', true) and b }}",
        "{{ not a|f }}", "{{ a ~ b|f ~ c }}", "{{ x|f (1) }}", "{{ a.b|f(c=1)|g }}", "{{ 'a'|f == 'b'|g }}",
        "a {{- x -}} b", "a {{+ x }}", "a {%- if b -%} c {%- endif +%} d", "{%+ if a %}x{% endif %}\n", "a\n", "a\n\n", "a\r\nb\r\n", "\n", "", "{{-5}}",
        "{% raw %}{{ x }}{% endraw %}", "a {%- raw -%} {{ x }} {%- endraw -%} b", "{%raw%}{%endraw%}", "{# x #}y", "a {#- x -#} b", "{# x", "{% raw %}x",
        "{% if a %}1{% elif b %}2{% elif c %}3{% else %}4{% endif %}", "{% if a: %}1{% else: %}2{% endif %}", "{% if a, b %}{% endif %}",
        "{% for x in a if b %}{{ x }}{% else %}n{% endfor %}", "{% for a, b in c recursive %}{{ loop(a) }}{% endfor %}", "{% for x in a if b else c %}{% endfor %}",
        "{% for a, in c %}{% endfor %}", "{% for (a, b) in c %}{{ a }}{% endfor %}", "{% for a in b, c %}{{ a }}{% endfor %}", "{% for a.b in c %}{% endfor %}",
        "{% set a, b = 1, 2 %}{{ a }}", "{% set ns.x = 1 %}", "{% set x | upper | trim %}a{% endset %}", "{% set x %}a{% endset %}", "{% set x = y, %}", "{% set true = 1 %}",
        "{% with %}a{% endwith %}", "{% with a=1, b=a %}{{ b }}{% endwith %}", "{% filter upper|trim %}x{% endfilter %}", "{% filter f(1) %}x{% endfilter %}",
        "{% macro f(a, b=1) %}{{ a }}{% endmacro %}", "{% macro f(a=1, b) %}x{% endmacro %}", "{% macro f() %}x{% endmacro %}", "{% macro f(a,) %}x{% endmacro %}",
        "{% autoescape true %}x{% endautoescape %}", "{% if a %}", "{% endif %}", "{% foo %}", "{%%}", "{% 1 %}", "a{% endraw %}", "{{ x", "{{ x }", "{% if x", "{{ }}", "{{- }}",
        "{% if a %}{% for b in c %}{% endif %}{% endfor %}", "{% set x = 1 if y %}{{ x }}", "{{ a }}}", "{{ {} }}", "{{ {}}}", "{{{ a }}}", "{{ (a] }}", "{{ ) }}", "{{ a\n}}",
    ],
)  # fmt: skip
def test_templates_as_jinja2_reads_them(text: str) -> None:
    assert our_outputs(text) == their_outputs(text)


@pytest.mark.parametrize(
    ("text", "lone"),
    [
        ("{{ x }}", True), (" {{ x }} \n", True), ("{{- x -}}", True), ("{{ x }}{# c #}", False), ("{{ x }}{{ y }}", False), ("a{{ x }}", False),
        ("{% if a %}{% endif %}{{ x }}", False), ("{% raw %}{% endraw %}{{ x }}", False), ("{{ {'a': 1} }}", True), ("", False), ("a", False),
    ],
)  # fmt: skip
def test_lone(text: str, lone: bool) -> None:
    assert (parse_template(text).lone is not None) is lone


@pytest.mark.parametrize("keyword", ["include", "import", "from", "extends", "break", "continue", "do"])
def test_statements_that_raise(keyword: str) -> None:
    assert parse_template(f"{{% {keyword} 'x' as y %}}").body == (n.Unsupported(keyword, 0),)
    inside = parse_template("{% if a %}{% block b %}x{% endblock b %}{% call f() %}y{% endcall %}{% endif %}").body[0]
    assert isinstance(inside, n.If)
    assert [type(item) for item in inside.branches[0][1]] == [n.Unsupported, n.Unsupported]


@pytest.mark.parametrize(
    ("text", "pos"),
    [("ab {{ x", 3), ("{% if a %}\n{% for b in c %}{% endfor %}", 0), ("{{ a + }}", 7), ("{{ a $ }}", 5), ("{{ 'a }}", 3), ("{{ f(b=1, a) }}", 10), ("{{ }}", 3)],
)  # fmt: skip
def test_error_positions(text: str, pos: int) -> None:
    with pytest.raises(TemplateError) as caught:
        parse_template(text)
    assert caught.value.pos == pos


def test_bare_expressions() -> None:
    assert ours(parse_expression("a.b > 1")) == ("cmp", ("attr", ("name", "a"), "b"), [(">", ("const", 1))])
    for text in ("", "a }} b", "a b", "{{ a }}", "a -"):
        with pytest.raises(TemplateError):
            parse_expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "{{ " + "(" * 5000 + "a" + ")" * 5000 + " }}", "{{ " + "not " * 5000 + "a }}", "{{ " + "-" * 5000 + "a }}", "{{ " + "a + " * 5000 + "a }}",
        "{{ a" + ".b" * 5000 + " }}", "{% if a %}" * 5000 + "{% endif %}" * 5000, "{{ a" + "|f" * 5000 + " }}", "{{ " + "a if b else " * 5000 + "c }}",
    ],
)  # fmt: skip
def test_nesting_is_bounded(text: str) -> None:
    with pytest.raises(TemplateError):
        parse_template(text)


def test_long_flat_templates_are_fine() -> None:
    assert len(parse_template("{{ a }} " * 5000).body) == 10_000
    parse_template("{% if a %}1" + "{% elif b %}2" * 3000 + "{% endif %}")
    parse_template("{{ [" + "1," * 5000 + "] }}")


def test_the_shipped_tables_belong_to_the_grammar() -> None:
    built = tables.build(tables.GRAMMAR.read_text())
    assert json.loads(tables.TABLES.read_text()) == built
    assert tables.dump(built) == tables.TABLES.read_text()
