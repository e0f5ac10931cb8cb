"""Inputs are received by value: what a body does to them, however it spells the method, nobody else sees."""

from __future__ import annotations

import textwrap

import pytest

import noetlc

BODIES = [
    "xs.append(5)",
    "xs += [5]",
    "xs[0] = 5",
    "add = xs.append\nadd(5)",
    "getattr(xs, 'append')(5)",
    "for n in ('append',):\n    getattr(xs, n)(5)",
    "from operator import methodcaller\nmethodcaller('append', 5)(xs)",
    "{'a': list.append}['a'](xs, 5)",
    "list(map(getattr(xs, 'append'), [1]))",
    "from functools import partial\npartial(getattr(xs, 'extend'), [1])()",
    "import random\nrandom.Random(1).shuffle(xs)",
]


@pytest.mark.parametrize("code", BODIES)
def test_inputs_are_copied(code: str) -> None:
    text = f"""\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {{name: case, path: case}}
workload: {{xs: [1, 2, 3]}}
workflow:
- step: start
  tool:
    kind: python
    input: {{xs: "{{{{ workload.xs }}}}"}}
    code: |
{textwrap.indent(code, " " * 6)}
      result = xs
  next:
  - step: end
- step: end
  tool: {{kind: noop, result: "{{{{ workload.xs }}}}"}}
"""
    built = noetlc.build(text, verify=False, lenient=True)
    assert [s.reason for s in built.steps] == [None, None]
    compiled, interpreted = noetlc.run(built.wasm, {}), noetlc.interpret(text, {})
    assert interpreted["result"] == [1, 2, 3]
    assert compiled == interpreted
