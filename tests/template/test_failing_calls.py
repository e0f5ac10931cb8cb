"""What cannot be called fails after what is called and the arguments were evaluated: an error in them comes first, on both engines."""

from __future__ import annotations

import pytest

import noetlc

PLAYBOOK = 'apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\nworkflow: [{step: start, tool: {kind: noop, result: "%s"}}]'

FAILING = [
    ("{{ f(x)() }}", "unknown function f"),
    ("{{ f(g()) }}", "unknown function g"),
    ("{{ f(a=g()) }}", "unknown function g"),
    ("{{ 'a'.nope(g()) }}", "unknown function g"),
    ("{{ g().nope() }}", "unknown function g"),
    ("{{ 'a'.nope(1) }}", "unknown method nope"),
    ("{{ 'a'.upper(1 / 0) }}", "division by zero"),
    ("{{ 1(g()) }}", "unknown function g"),
    ("{{ [1](2) }}", "this value cannot be called"),
    ("{{ range(g(), 1, 2, 3) }}", "unknown function g"),
    ("{{ dict(1 / 0) }}", "division by zero"),
    ("{% macro m(a) %}{% endmacro %}{{ m(1 / 0, 2) }}", "division by zero"),
    ("{% for i in [1] recursive %}{{ loop(1 / 0, 2) }}{% endfor %}", "division by zero"),
    ("{% for i in [1] %}{{ loop.cycle(a=1 / 0) }}{% endfor %}", "division by zero"),
    ("{{ (1 / 0) | nope(2) }}", "division by zero"),
    ("{{ 1 | nope(1 / 0) }}", "division by zero"),
    ("{{ 1 | upper(1 / 0, 2, 3) }}", "division by zero"),
    ("{{ 'a' | format(1 / 0, a=2) }}", "division by zero"),
    ("{{ 1 is nope(1 / 0) }}", "division by zero"),
    ("{{ 1 is odd(1 / 0) }}", "division by zero"),
]


@pytest.mark.parametrize(("template", "message"), FAILING, ids=[template for template, _ in FAILING])
def test_failing_call(template: str, message: str) -> None:
    built = noetlc.build(PLAYBOOK % template, examples=0, lenient=True)  # compares the engines
    assert noetlc.run(built.wasm)["errors"][0]["message"] == message
