"""Inputs are received by value: what a body does to them, however it spells the method, nobody else sees."""

from __future__ import annotations

import builtins
import json
import keyword
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


HIDING = sorted(name for name in vars(builtins) if name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("__"))


@pytest.mark.parametrize("start", range(0, len(HIDING), 40))
def test_inputs_called_as_builtins(start: int) -> None:
    """Each as a value, where a rewrite may take the name for the builtin."""
    names = HIDING[start : start + 40]
    code = "result = [" + ", ".join(f"{name}, {name} + 1, f'{{{name}}}'" for name in names) + "]\n"
    inputs = {name: f"{{{{ workload['{name}'] }}}}" for name in names}
    tool = {"kind": "python", "input": inputs, "code": code}
    head = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "t", "path": "t"}}
    text = json.dumps({**head, "workload": {name: 5 for name in names}, "workflow": [{"step": "start", "tool": tool}]})
    built = noetlc.build(text, verify=False, lenient=True)
    assert built.steps[0].lowered == "native", built.steps[0].reason
    assert noetlc.run(built.wasm, {})["result"] == [5, 6, "5"] * len(names) == noetlc.interpret(text, {})["result"]


@pytest.mark.parametrize(
    "code",
    [
        "result = [open, high - open, max(open, 3)]",
        "result = compile[0]",
        "def first():\n    return eval + 1\nresult = first()",
        "result = 1\ntry:\n    exec('x = 1')\nexcept TypeError as e:\n    result = str(e)",
        "del open\nresult = 1",
        "result = [n for n in compile if n > open]",
        "try:\n    open('x')\nexcept TypeError as e:\n    result = str(e)",
        "try:\n    globals()['x'] = 1\nexcept TypeError as e:\n    result = str(e)",
    ],
)
def test_inputs_called_as_what_bodies_may_not_use(code: str) -> None:
    """They are data, which needs no grant."""
    given = {"open": 2, "high": 7, "compile": [4, 2, 1], "eval": 5, "exec": 6, "globals": 8}
    tool = {"kind": "python", "input": {name: f"{{{{ workload['{name}'] }}}}" for name in given}, "code": code}
    head = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "t", "path": "t"}}
    text = json.dumps({**head, "workload": given, "workflow": [{"step": "start", "tool": tool}]})
    built = noetlc.build(text, verify=False, lenient=True)
    assert built.steps[0].lowered == "native", built.steps[0].reason
    compiled = noetlc.run(built.wasm, {})
    assert not compiled["errors"]
    assert compiled["result"] == noetlc.interpret(text, {})["result"]


@pytest.mark.parametrize("name", ["__builtins__", "__import__", "__loader__"])
def test_inputs_with_names_of_the_machinery_hide_nothing(name: str) -> None:
    tool = {"kind": "python", "input": {name: "{{ workload.given }}"}, "code": f"result = {name}"}
    head = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "t", "path": "t"}}
    text = json.dumps({**head, "workload": {"given": 5}, "workflow": [{"step": "start", "tool": tool}]})
    assert noetlc.build(text, verify=False, lenient=True).steps[0].lowered == "interpreted"
    assert [e["kind"] for e in noetlc.interpret(text, {})["errors"]] == ["unsupported"]
