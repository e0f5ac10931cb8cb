"""`check` never raises and ends quickly, whatever the bytes."""


import time

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from noetlc.frontend import check
from noetlc.frontend.jinja import TemplateError, parse_expression, parse_template

SEEDS = [
    "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata:\n  name: m\nworkload: {n: 1, s: 'a b'}\nworkflow:\n"
    "- step: start\n  when: \"{{ n > 1 }}\"\n  tool:\n    kind: python\n    input: {a: '{{ n }}'}\n    code: |\n      x = a\n      return {'x': x}\n"
    "  set:\n    ctx.a: >-\n      {{ output.x }}\n      more\n  next:\n    spec: {mode: exclusive}\n    arcs:\n    - step: end\n      when: \"{{ start.x == 1 }}\"\n"
    "- step: end\n  loop: {in: '{{ xs }}', iterator: i, spec: {mode: parallel}}\n  tool:\n  - {name: t, kind: noop, spec: {policy: {rules: [{when: x, then: {do: retry}}]}}}\n"
    "  - l: {kind: workbook, name: w}\nworkbook:\n- name: w\n  tool: {kind: noop, result: &a [1, 2]}\nexecutor: {spec: {entry_step: start}}\n",
    "a: &x [1, {b: *y}]\nb: &y {c: 'd\n  e', f: \"g\\u0041\\\n h\"}\n? k\n: |+2\n    text\n\n",
]  # fmt: skip
BITS = [
    "{{", "}}", "{%", "%}", "{", "}", "[", "]", ":", ": ", "- ", "\n", "\n  ", "\t", "'", '"', "|", ">", "&a ", "*a", "!!str ", "!x", "<<: ", "? ", "#", "---\n", "...\n",
    "null", ".nan", "1e999", "0x", "9" * 50, "\0", "\x85", "\u2028", "\ufeff", "é", "😀", "%YAML 1.3\n", "\\", ",", "case: 1", "tool: [", "next: {arcs: [[]]}", "step: [a]",
]  # fmt: skip
TEMPLATE_BITS = [
    "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", " ", "a", "if", "else", "endif", "for", "in", "endfor", "set", "endset", "is", "not", "and", "|", ".", "(", ")", "[", "]",
    "{", "}", "'", '"', "\\", "1", "0x", "1e9", "=", "==", ",", ":", "**", "~", "raw", "endraw", "macro", "\n", "\r\n", "é", "\0", "\ud800", "block", "endblock", "with",
]  # fmt: skip

mutated = st.builds(
    lambda text, edits: edit(text, edits),
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 30), st.sampled_from(BITS)), min_size=1, max_size=8),
)
FUZZ = settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def edit(text: str, edits: list[tuple[int, int, str]]) -> str:
    """Replace a few stretches of the text."""
    for start, length, bit in edits:
        start %= len(text) + 1
        text = text[:start] + bit + text[start + length :]
    return text


def run(source: str | bytes) -> None:
    started = time.monotonic()
    diagnostics = check(source)
    assert time.monotonic() - started < 10
    assert all(d.line >= 1 and d.column >= 1 and d.code and d.message for d in diagnostics)
    assert diagnostics == sorted(diagnostics, key=lambda d: (d.line, d.column))


@seed(1)
@FUZZ
@given(st.binary(max_size=300))
def test_random_bytes(data: bytes) -> None:
    run(data)


@seed(2)
@FUZZ
@given(st.text(max_size=200))
def test_random_text(text: str) -> None:
    run(text)


@seed(3)
@FUZZ
@given(st.lists(st.sampled_from(BITS), max_size=60).map("".join))
def test_random_yaml(text: str) -> None:
    run(text)


@seed(4)
@FUZZ
@given(mutated)
def test_mutated_playbooks(text: str) -> None:
    run(text)
    run(text.encode("utf-8", "surrogatepass"))


@seed(5)
@FUZZ
@given(st.lists(st.sampled_from(TEMPLATE_BITS), max_size=40).map("".join))
def test_random_templates(text: str) -> None:
    for parse in (parse_template, parse_expression):
        try:
            parse(text)
        except TemplateError as error:
            assert 0 <= error.pos <= len(text)


def test_hostile_documents() -> None:
    head = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\nworkflow:\n- step: a\n  tool:\n    kind: python\n    code: "
    for text in (
        "[" * 100_000, "{" * 100_000, "- " * 100_000, "? " * 50_000, "a: " * 50_000, "!" * 100_000, "&a " * 50_000, '"' * 99_999, "\n" * 500_000, "a:\n- b\n" * 50_000,
        head + "(" * 100_000, head + "'" + "-" * 100_000 + "1'", head + '"{{ ' + "(" * 50_000 + '"', head + '"{{ ' + "not " * 50_000 + 'a }}"', head + "|\n" + "  " * 50_000 + "x",
        head + "|\n" + "".join("      " + " " * i + "if x:\n" for i in range(150)), "a: '" + "''" * 100_000 + "'", "a: |\n" + "  b\n" * 100_000, "# c\n" * 100_000,
    ):  # fmt: skip
        run(text)
