"""Bodies that change their inputs: without a copy where nobody else sees the values, and nobody ever sees a change."""

from __future__ import annotations

import json
from typing import Any

import pytest

import noetlc
from noetlc.frontend import load
from noetlc.lower.workflow.owned import owns_inputs

CODE = "xs.append(4)\nxs[0]['a'] = 'changed'\nxs[0].pop('b', None)\nxs[0]['b'] = len(xs)\nresult = {'xs': xs, 'n': n}"
TOOL = {"kind": "python", "input": {"xs": "{{ items }}", "n": "{{ count }}"}, "code": CODE}
WORKLOAD = {"items": [{"a": 1, "b": [2]}, 3], "count": 5, "other": [1]}
END = {"step": "end", "tool": {"kind": "noop", "result": "{{ start.xs }}"}}


def book(tool: Any = TOOL, *steps: Any, workload: Any = WORKLOAD, **keys: Any) -> str:
    workflow = [{"step": "start", "tool": tool, "next": "end", **keys}, *(steps or (END,))]
    return json.dumps({"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "own"}, "workload": workload, "workflow": workflow})


def tool(**keys: Any) -> dict[str, Any]:
    return {**TOOL, **keys}


def noop(result: Any, **keys: Any) -> dict[str, Any]:
    return {"step": "end", "tool": {"kind": "noop", "result": result}, **keys}


OWN = {
    "variables": book(),
    "of the step": book({"kind": "python", "code": CODE}, input={"xs": "{{ items }}", "n": "{{count}}"}),
    "a constant beside": book(tool(input={"xs": "{{ items }}", "n": 7})),
    "another variable elsewhere": book(TOOL, noop("{{ [other, start.xs] }}")),
    "main": book(tool(code="def main(xs, n):\n    xs.append(n)\n    return xs[::-1]")),
    "all inputs at once": book(tool(code="args['xs'].append(args['n'])\nresult = {'xs': args, 'again': input_data}")),
    "fails after a change": book(tool(code="xs.append(1)\nraise ValueError(str(xs))"), noop("{{ other }}")),
}
NOT_OWN = {
    "seen by another template": book(TOOL, noop("{{ [items, start.xs] }}")),
    "seen by a condition": book(TOOL, noop("yes", when="{{ items | length == 2 }}")),
    "seen through the workload": book(TOOL, noop("{{ [workload, start.xs] }}")),
    "seen by an arc": book(TOOL, END, next={"arcs": [{"step": "end", "when": "{{ xs | length == 2 }}"}]}),
    "seen by a later body": book(TOOL, {"step": "end", "tool": {"kind": "python", "input": {"xs": "{{ items }}"}, "code": "result = xs"}}),
    "given twice": book(tool(input={"xs": "{{ items }}", "n": "{{ items }}"})),
    "given twice, in a list": book(tool(input={"xs": "{{ items }}", "n": ["{{ items }}"]})),
    "a part": book(tool(input={"xs": "{{ [items[0], 3] }}", "n": 1})),
    "a constant list": book(tool(input={"xs": [{"a": 1, "b": 2}, 3], "n": 1})),
    "all of the workload": book(tool(input={"xs": "{{ items }}", "n": "{{ workload }}"})),
    "a body that sees all": book(tool(code=CODE + "\nresult['all'] = variables['items']")),
    "a loop": book(TOOL, loop={"in": "{{ other }}", "iterator": "one"}),
    "a pipeline": book([{"first": TOOL}]),
    "tried again": book(tool(spec={"policy": {"rules": [{"when": "{{ output.status == 'error' }}", "then": {"do": "retry", "attempts": 2}}]}})),
    "comes back": book(
        TOOL,
        {"step": "end", "tool": {"kind": "noop", "result": "{{ start.xs }}"}, "next": {"arcs": [{"step": "start", "when": "{{ again is not defined }}", "set": {"again": 1}}]}},
    ),
    "not declared": book(tool(input={"xs": "{{ items }}", "n": "{{ more }}"})),
    "another tool": book(TOOL, {"step": "end", "tool": {"kind": "python", "code": "import os\nresult = 1"}}, {"step": "x", "tool": {"kind": "http", "url": "http://localhost"}}),
}


def owns(text: str) -> bool:
    playbook, diagnostics = load(text)
    assert playbook is not None, diagnostics
    return owns_inputs(playbook, playbook.steps[playbook.entry].tasks[0])


@pytest.mark.parametrize("name", OWN)
def test_own(name: str) -> None:
    assert owns(OWN[name])


@pytest.mark.parametrize("name", NOT_OWN)
def test_not_own(name: str) -> None:
    assert not owns(NOT_OWN[name])


@pytest.mark.parametrize("name", [name for name in (*OWN, *NOT_OWN) if name != "another tool"])
def test_both_engines_agree(name: str) -> None:
    text = {**OWN, **NOT_OWN}[name]
    module = noetlc.build(text, verify=False, lenient=True).wasm
    for payload in ({}, {"items": [{"a": {"b": 1}}], "count": None}):
        compiled, interpreted = noetlc.run(module, payload), noetlc.interpret(text, payload, lenient=True)
        assert json.dumps(compiled) == json.dumps(interpreted)
        assert noetlc.run(module, payload) == compiled


SORTED = """
d = {}
for i in range(n):
    d[str(i * 7919 % n)] = {"b": i, "a": {"y": [i], "x": None}}
for i in range(0, n, 3):
    v = d.pop(str(i))
    if i % 2:
        d[str(i)] = v
result = d
"""


@pytest.mark.parametrize("count", [0, 1, 2, 9, 31, 32, 33, 1000, 60_000])
def test_sorted_output_of_any_size(count: int) -> None:
    """Entries are sorted on the shadow stack, and on the heap where there are too many."""
    steps = [{"step": "start", "tool": {"kind": "python", "input": {"n": "{{ n }}"}, "code": SORTED}}]
    text = json.dumps({"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "own"}, "workload": {"n": 0}, "workflow": steps})
    output = json.dumps(noetlc.run(noetlc.build(text, verify=False, sort_keys=True, output="result").wasm, {"n": count}))
    space: dict[str, Any] = {"n": count}
    exec(SORTED, space)
    found = json.loads(output)["result"]
    assert found == space["result"]
    assert list(found) == sorted(found)
    assert all(list(one) == ["a", "b"] and list(one["a"]) == ["x", "y"] for one in found.values())


GAPS = """
import random
r = random.Random(seed)
seen = []
d = {}
for turn in range(600):
    k = "k%d" % r.randrange(40)
    if r.randrange(3):
        d[k] = turn
    else:
        d.pop(k, None)
    if turn % 20 == 0:
        seen.append(list(d.items()))
        seen.append([d.get("k%d" % i) for i in range(40)])
result = seen
"""


@pytest.mark.parametrize("seed", range(5))
def test_deleted_and_set_again(seed: int) -> None:
    steps = [{"step": "start", "tool": {"kind": "python", "input": {"seed": "{{ seed }}"}, "code": GAPS}}]
    text = json.dumps({"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "own"}, "workload": {"seed": seed}, "workflow": steps})
    assert noetlc.run(noetlc.build(text, verify=False).wasm) == noetlc.interpret(text)


SAME_OBJECTS = {
    "a variable changes": "xs.append(9)\nresult = [args, xs is args['xs']]",
    "args changes": "args['xs'].append(9)\nresult = [xs, input_data]",
    "main sees a change": "xs.append(9)\ndef main(xs, /): return xs",
    "main sees another value": "args['n'] = 7\nn = 8\ndef main(n, xs): return [n, xs]",
    "main changes": "def main(xs, **others):\n    xs.append(9)\n    return [args, others]",
}


@pytest.mark.parametrize("code", SAME_OBJECTS.values(), ids=SAME_OBJECTS)
@pytest.mark.parametrize("owned", [True, False])
def test_an_input_is_the_object_in_args(code: str, owned: bool) -> None:
    text = book(tool(code=code), noop("{{ start }}" if owned else "{{ [start, items] }}"))
    assert owns(text) == owned
    assert noetlc.run(noetlc.build(text, verify=False).wasm) == noetlc.interpret(text)
