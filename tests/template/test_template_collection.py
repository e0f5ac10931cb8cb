"""Template loops on both engines: memory stays bounded, values survive collections, runaway loops end by the step budget."""

from __future__ import annotations

import json
from typing import Any

import pytest

import noetlc

# `f(a)` gives its argument; each call allocates more than is collected after, so that the collector runs inside it
F = "{% macro f(a, b='') %}{% for i in range(4) %}{% set junk = 'z' * 1000000 ~ i %}{% endfor %}{{ a }}{{ b }}{% endmacro %}"
WORKLOAD = {
    "xs": [3, 1, 2],
    "m": {"a": 1, "b": {"c": [1, 2, {"d": "é"}]}},
    "deep": [[1, [2, [3]]], [4]],
    "tree": [{"n": "a", "kids": [{"n": "b", "kids": []}, {"n": "c", "kids": [{"n": "d"}]}]}, {"n": "e"}],
}
BOUNDED = [
    "{% set ns = namespace(s='') %}{% for i in range(20000) %}{% set ns.s = ns.s ~ i %}{% endfor %}{{ ns.s|length }}",
    "{% for i in range(100000) %}{% set a = 'abc' ~ i %}{% set l = [a, a|upper, {'k': a}] %}{% if i % 9999 == 0 %}{{ l }}{% endif %}{% endfor %}",
    "{% for i in range(1000) %}{% for j in range(50) %}{% set l = range(j)|map('string')|join('-') %}{% endfor %}{{ i }},{% endfor %}",
    "{% macro g(x) %}{{ x }}-{{ 'y' * 100 }}{% endmacro %}{% for i in range(50000) %}{% set t = g(i)|upper %}{% endfor %}{{ 1 }}",
    "{% set ns = namespace(l=[]) %}{% for i in range(3000) %}{% set ns.l = ns.l + [i ~ 'x'] %}{% endfor %}{{ ns.l[2999] }}{{ ns.l|length }}",
    "{% macro g(n) %}{% if n > 0 %}{% set junk = 'z' * 100000 %}{{ g(n - 1) }}{{ n }}{% endif %}{% endmacro %}{{ g(190) }}",
    "{% for i in range(60000) if (i ~ 'x' * 300)|length > 304 %}{{ i }},{% endfor %}",
]
SURVIVING = [
    "{{ f(3) }}",
    "{{ f(3) ~ f(2) ~ 'x' }}",
    "{{ xs ~ f(m) ~ xs }}",
    "{{ [f(1), f(2), {'k': f(3)}] }}",
    "{{ {'a': [1, 'b' ~ 2], 'c': f(1), f('k'): [f(2)]}|tojson }}",
    "{{ f(2)|upper|length + f(3)|length }}",
    "{{ 'y' if f(2) == '2' else 'n' }}",
    "{{ f(1) if f('') else f(2) }}",
    "{{ f('') or f(2) }}{{ f(1) and f(2) }}",
    "{{ f(f(2) ~ f(3)) }}",
    "{{ f(b=f(1), a=[2, 'q' ~ 1]) }}",
    "{% set x = f(2)|int %}{{ x + 1 }}{{ f(x) }}{{ x }}",
    "{% if f(1) and not f('') %}a{% else %}b{% endif %}",
    "{% for c in f(123) if f(c) != '2' %}{{ c }}{{ loop.index }}{{ loop.previtem }}{{ loop.nextitem }};{% endfor %}",
    "{% set ns = namespace(s=f(2), l=[]) %}{% for i in range(5) %}{% set ns.s = ns.s ~ f(i) %}{% set ns.l = [ns.l, f(i)] %}{% endfor %}{{ ns.s }}{{ ns.l }}",
    "{{ f(2) in ['1', f(1) ~ 'q', f(2)] }}{{ f(1) < f(2) <= f(3) < f(1) }}",
    "{{ 'abcdef'[f(1)|int:f(3)|int] }}{{ xs[f(1)|int] }}{{ m['a' ~ f('')] }}{{ m.b.c[f(2)|int].d }}",
    "{{ [f(2), 1 / 0] }}",
    "{{ 'lost' ~ f('x' / f(1)) }}",
    "{% filter upper %}{{ f('e') }}{% set q = f('u') %}z{{ q }}{% endfilter %}",
    "{% set z %}{{ f(2) }}!{{ f(1) }}{% endset %}{{ z }}{{ f(z) }}{{ z }}",
    "{% for i in xs %}{{ loop.cycle(f('a'), f('b')) }}{{ loop.changed(f(i // 3)) }}{% endfor %}",
    "{% with a = f([1]), b = f(2) %}{{ a }}{{ b }}{{ f(a ~ b) }}{{ a }}{% endwith %}",
    "{% for t in tree recursive %}{{ t.n }}{{ f(t.n) }}{{ [loop(t.kids), loop(t.nokids), f(t.n)] }}{{ loop.index }}{% endfor %}",
    "{% macro o(x) %}{% for i in x %}{% if i is iterable %}[{{ o(i) ~ f(i) }}]{% else %}{{ i }},{% endif %}{% endfor %}{% endmacro %}{{ o(deep) }}",
    "{% if xs %}{% macro q(x) %}A{{ x }}{{ f(x) }}{% endmacro %}{% else %}{% macro q(x) %}B{% endmacro %}{% endif %}{{ q(1)|lower ~ q('Q') }}",
    "{% set v = ['o'] %}{% macro r() %}{{ v }}{{ f(v) }}{{ v }}{% endmacro %}{% for i in range(2) %}{{ r() ~ r()|lower }}{% endfor %}",
]


def document(templates: list[str], **limits: int) -> str:
    """A playbook with one step per template, one per line."""
    steps = [{"step": f"s{i}", "tool": {"kind": "noop", "result": {"v": t}}} for i, t in enumerate(templates)]
    start = {"step": "start", "tool": {"kind": "noop"}, "next": [s["step"] for s in steps]}
    lines = [
        "apiVersion: noetl.io/v2",
        "kind: Playbook",
        "metadata: {name: loops, path: loops}",
        "executor: " + json.dumps({"wasm": {"limits": limits}}),
        "workload: " + json.dumps(WORKLOAD),
        "workflow:",
        *("- " + json.dumps(step, ensure_ascii=False) for step in [start, *steps]),
    ]
    return "\n".join(lines) + "\n"


def without_columns(envelope: dict[str, Any]) -> dict[str, Any]:
    for entry in envelope["errors"]:
        entry.get("at", {}).pop("column", None)
    return envelope


def differences(templates: list[str], **limits: int) -> list[str]:
    """What differs between the engines, per step, then whatever else differs."""
    source = document(templates, **limits)
    compiled = without_columns(noetlc.run(noetlc.build(source, verify=False, lenient=True).wasm))
    interpreted = without_columns(noetlc.interpret(source))
    found = [
        f"{t}: {compiled['steps'].get(f's{i}')} instead of {interpreted['steps'].get(f's{i}')}"
        for i, t in enumerate(templates)
        if compiled["steps"].get(f"s{i}") != interpreted["steps"].get(f"s{i}")
    ]
    return found or ([] if compiled == interpreted else [f"{compiled} instead of {interpreted}"])


def test_memory_of_loops_is_bounded() -> None:
    assert differences(BOUNDED, memory_mb=16) == []


def test_values_survive_collections() -> None:
    assert differences([F + t for t in SURVIVING], memory_mb=32) == []


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in range(10000000) %}{% for j in range(10000000) %}{% endfor %}{% endfor %}",
        "{% macro h(n) %}{% if n > 0 %}{{ h(n - 1) }}{{ h(n - 1) }}{% endif %}{% endmacro %}\n{{ h(150) }}",
        "{% macro a(n) %}{{ b(n - 1) ~ b(n - 1) if n > 0 }}{% endmacro %}{% macro b(n) %}{{ a(n) }}{{ a(n) }}{% endmacro %}{{ a(90) }}",
        "{% for i in range(9000000) if i < 0 %}{% endfor %}",
        "{% for x in [1, 2] recursive %}{{ loop([1, 2]) if loop.depth < 100 }}{% endfor %}",
    ],
)
def test_runaway_loops_end_by_the_step_budget(template: str) -> None:
    wasm = noetlc.build(document(["", template], steps=100_000), verify=False).wasm
    with pytest.raises(noetlc.Aborted) as caught:
        noetlc.run(wasm)
    assert caught.value.kind == "budget"
    assert "step s1" in str(caught.value)


def test_templates_without_loops_have_no_collector() -> None:
    macros = "{% macro g(x) %}{{ x }}{% endmacro %}{% macro h(x) %}{{ g(x) }}{{ g(2) }}{% endmacro %}{{ h(1) }}"
    assert "young" not in noetlc.build(document([macros, "{{ xs|map('string')|join }}"]), verify=False).ir_text()
    assert "young" in noetlc.build(document(["{% for x in xs %}{{ x }}{% endfor %}"]), verify=False).ir_text()
