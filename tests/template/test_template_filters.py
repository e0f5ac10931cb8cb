"""Filters, tests, methods and operators over values of every kind: the compiled form equals the reference interpreter."""

from __future__ import annotations

import itertools

import pytest
from template_oracle import differences

from noetlc.primitives.template import FILTERS, TESTS

VALUES = ["a", "b", "f", "t", "n", "s", "e", "xs", "m", "em", "missing", "rows", "h", "big", "u", "step", "stepl", "nested"]
PLAIN_FILTERS = [name for name, row in FILTERS.items() if not any(param.required for param in row.params)]
PLAIN_TESTS = [name for name, row in TESTS.items() if not row.params]
LOOKUPS = ["[0]", "['k']", ".k", ".0", "[-1]", "[1:]", "[::-1]", "[:-1]", "[true]", "[1.0]", "[missing]", ".data", ".items()", ".upper()"]
OPERATORS = ["+", "-", "*", "/", "//", "%", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "~", "and", "or"]

ARGUMENTS = [
    "{{ xs | join(', ') }}", "{{ rows | join('-', attribute='n') }}", "{{ xs | join(missing) }}", "{{ ss | sort(case_sensitive=true) }}",
    "{{ ss | sort(reverse=true) }}", "{{ rows | sort(attribute='v') | map(attribute='v') | list }}",
    "{{ rows | sort(attribute='n,v') | map(attribute='v') | list }}", "{{ rows | sort(attribute='o.d') | map(attribute='v') | list }}",
    "{{ rows | map(attribute='o.d') | list }}", "{{ rows | map(attribute='o.d', default=9) | list }}", "{{ xs | map('string') | list }}",
    "{{ xs | map('round', 1) | list }}", "{{ ss | map('replace', 'a', 'z') | list }}", "{{ xs | map('nope') | list }}", "{{ xs | map }}",
    "{{ el | map('nope') | list }}", "{{ nested | map('map', 'string') | list }}", "{{ xs | select('odd') | list }}",
    "{{ xs | reject('odd') | list }}", "{{ [0, 1, '', none] | select | list }}", "{{ xs | select('gt', 1) | list }}",
    "{{ xs | select('in', [1, 2]) | list }}", "{{ xs | select('nope') | list }}", "{{ el | select('nope') | list }}",
    "{{ rows | selectattr('o') | list }}", "{{ rows | selectattr('v', 'ge', 2) | map(attribute='v') | list }}", "{{ rows | selectattr }}",
    "{{ rows | rejectattr('n', 'equalto', 'x') | list | length }}", "{{ rows | groupby('n') }}", "{{ rows | groupby }}",
    "{{ rows | groupby('n', case_sensitive=true) | map(attribute='grouper') | list }}",
    "{{ rows | groupby('o.d', default=7) | map('first') | list }}", "{{ xs | batch(2, 'f') | list }}", "{{ xs | batch(0) }}",
    "{{ [1, 2, 3, 4, 5, 6, 7] | slice(3, 'x') | list }}", "{{ xs | slice(0) }}", "{{ xs | slice(5) | list }}",
    "{{ {'b': 1, 'A': 2} | dictsort(true) }}",
    "{{ {'b': 1, 'A': 2} | dictsort(by='value', reverse=true) }}", "{{ m | dictsort(by='q') }}",
    "{{ dupes | unique | list }}", "{{ rows | unique(attribute='n') | map(attribute='v') | list }}", "{{ rows | sum(attribute='v') }}",
    "{{ xs | sum(start=10) }}", "{{ [true] | sum }}", "{{ [0.1, 0.2, 0.3] | sum }}", "{{ 2.5 | round }}", "{{ -2.5 | round }}",
    "{{ 2.675 | round(2) }}", "{{ 1250 | round(-2) }}", "{{ 1.5 | round(400) }}", "{{ 1.5 | round(-400) }}", "{{ -0.4 | round }}",
    "{{ 0.49999999999999994 | round }}", "{{ 1 | round(-30) }}", "{{ ' 12.7 ' | int }}", "{{ '1e3' | int }}", "{{ 'x' | int(9) }}",
    "{{ '1_000' | int }}",
    "{{ '0x1F' | int }}", "{{ '99999999999999999999' | int }}", "{{ 'nan' | float }}", "{{ 'inf' | float(1) }}",
    "{{ '-.5e-3' | float }}", "{{ '1e400' | float(2) }}", "{{ 'x' | int(1, 2) }}", "{{ 'x' | int(foo=2) }}",
    "{{ 'abc' | replace('', '-') }}",
    "{{ 123 | replace(2, 'x') }}", "{{ 'abc' | replace('b') }}", "{{ 'a,b,,c' | split(',') }}", "{{ 'abc' | split('') }}",
    "{{ js | fromjson }}", "{{ '[1' | fromjson }}", "{{ 'NaN' | fromjson }}", "{{ [missing, {'a': missing}] | tojson }}",
    "{{ 1e20 | tojson }}",
    "x{{ 1e20 }}", "x{{ 1e-7 }}", "x{{ 5e-324 }}", "x{{ {'é': none, 'b': missing} }}", "x{{ wide }}", "{{ 'x' | center(8) }}|",
    "{{ lines | indent(2, true) }}", "{{ lines | indent('> ', blank=true) }}", "{{ 'hello big world' | truncate(9) }}",
    "{{ 'hello big world' | truncate(9, leeway=0) }}", "{{ 'hello big world' | truncate(9, true, '!', 0) }}", "{{ s | truncate(2) }}",
    "{{ 'well-known -- thing--here e-mail co-op x-1' | wordwrap(6) }}", "{{ 'a  b   c  d e' | wordwrap(3, wrapstring='|') }}",
    "{{ 'foo bar-baz quxquxqux' | wordwrap(5, false) }}", "{{ 'foo bar-baz quxquxqux' | wordwrap(5, break_on_hyphens=false) }}",
    "{{ html | striptags }}", "{{ '<!-- c --> a <b\n>x</b> < y' | striptags }}", "{{ 'a b/c?d=é&' | urlencode }}",
    "{{ {'a b': 'c/d', 'é': 1} | urlencode }}", "{{ [['a', 1], ['b', none]] | urlencode }}", "{{ [1] | urlencode }}",
    "{{ 'aGk=' | b64decode }}", "{{ 'aGk' | b64decode }}", "{{ '/w==' | b64decode }}", "{{ 1536 | filesizeformat(true) }}",
    "{{ 1350 | filesizeformat }}", "{{ 1e25 | filesizeformat }}", "{{ e | default('q', true) }}", "{{ a | default(1 / 0) }}",
    "{{ m | attr('k') }}", "{{ m.get('zz', 4) }}", "{{ m.items }}", "{{ m.items() }}", "{{ s.split('o') }}", "{{ s.split('o', 1) }}",
    "{{ s.strip('Hd') }}", "{{ s.startswith(['x', 'He']) }}", "{{ s.title() }}", "{{ range(5, 0, -2) }}", "{{ range(1.0) }}",
    "{{ dict(a=1, b=xs) }}", "{{ dict({'a': 1}) }}", "{{ now() }}", "{{ a() }}", "{{ output.v }}", "{{ output.l[1] }}", "{{ output }}",
    "{{ output.status == 'success' }}", "{{ output.status in ['completed', 'x'] }}", "{{ 'success' == output['status'] }}",
    "{{ output.status is eq('success') }}", "{{ step.data.v }}", "{{ step.result.w[1] }}", "{{ stepd.data }}", "{{ stepl.data }}",
    "{{ (step | default({})).data.v }}", "{{ [step][0].data.v }}", "{{ step | tojson }}", "{{ [step] }}", "{{ step.data }}",
]  # fmt: skip


def check(templates: list[str]) -> None:
    assert differences(templates) == []


def test_filters_on_every_kind() -> None:
    check([f"{{{{ {value} | {name} }}}}" for name, value in itertools.product(PLAIN_FILTERS, VALUES)])


def test_tests_on_every_kind() -> None:
    check([f"{{{{ {value} is {name} }}}}" for name, value in itertools.product(PLAIN_TESTS, VALUES)])


def test_members_on_every_kind() -> None:
    check([f"{{{{ {found} in {value} }}}}" for found, value in itertools.product(["'k'", "''", "s", "1", "none", "missing"], VALUES)])


def test_lookups_on_every_kind() -> None:
    check([f"{{{{ {value}{path} }}}}" for path, value in itertools.product(LOOKUPS, VALUES)])


@pytest.mark.parametrize("operator", OPERATORS)
def test_operators_on_every_kind(operator: str) -> None:
    values = ["a", "b", "f", "t", "n", "s", "e", "xs", "m", "em", "missing", "z", "big"]
    check([f"{{{{ {left} {operator} {right} }}}}" for left, right in itertools.product(values, values)])


def test_arguments() -> None:
    check(ARGUMENTS)
