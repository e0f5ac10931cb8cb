"""Bodies that look up by keys of maps the playbook writes out: what a missing key says has no escapes, and is what CPython says."""

from __future__ import annotations

import ast
import json

import pytest

import noetlc
from noetlc.frontend import load
from noetlc.lower.python.facts.mentions import mentions
from noetlc.lower.python.facts.nodes import Nodes
from noetlc.lower.python.facts.plain_keys import plain_subscripts
from noetlc.lower.workflow.written_out import plain_maps

SUM = "result = {k: parts[k] + other[k] for k in parts}"
PLAIN = {
    "items of a comprehension": "result = {k: v + other[k] for k, v in parts.items()}",
    "keys of a comprehension": "result = [other[k] for k in parts.keys()]",
    "the map itself": SUM,
    "a loop": "result = 0\nfor name, v in parts.items():\n    result += other[name] * v",
    "what it is after a loop": "for name in parts:\n    pass\nresult = other[name]",
    "a function": "def total(x):\n    return sum(x[k] for k in parts)\nresult = total(other)",
    "a loop in order of items": "result = []\nfor k, v in parts.items():\n    if parts.get(k) == v:\n        result.append([k, other[k]])",
}
OTHER = {
    "a changed map": "parts['it\\'s'] = 1\n" + SUM,
    "a map with another name": "same = parts\nsame['it\\'s'] = 1\n" + SUM,
    "another map": "parts = {'it\\'s': 1}\n" + SUM,
    "the map among all inputs": "n = len(args['parts'])\n" + SUM,
    "a changed key": "result = []\nfor k in parts:\n    k = 'it\\'s'\n    result.append(other[k])",
    "a key of two": "result = [other[k] for k in parts] + [other[k] for k in ['it\\'s']]",
    "a key that is an input": "found = other[n] if n == 'it\\'s' else 0\nfor n in parts:\n    found = other[n]\nresult = found",
    "a parameter": "def get(k):\n    return other[k]\nfor k in parts:\n    get(k + '\\'')\nresult = 1",
    "a value": "result = [other[v] for k, v in parts.items()]",
}
MAPS = [{"a": 1, "b": 2, "c": 3}, {"a": 1}, {"b": 1}, {}, [1], "text", None]


def book(code: str, key: str = "a") -> str:
    tool = {"kind": "python", "input": {"parts": {key: "{{ x }}", "b": 2}, "other": "{{ other }}", "n": "{{ n }}"}, "code": code}
    return json.dumps(
        {
            "apiVersion": "noetl.io/v2",
            "kind": "Playbook",
            "metadata": {"name": "written"},
            "workload": {"x": 1, "other": {}, "n": "n"},
            "workflow": [{"step": "start", "tool": tool}],
        }
    )


def plain(code: str, key: str = "a") -> bool:
    """Whether a body of that playbook looks up by keys that are known to be plain."""
    playbook, diagnostics = load(book(code, key))
    assert playbook is not None, diagnostics
    step = playbook.steps[0]
    nodes = Nodes(ast.parse(code))
    taken = frozenset(("parts", "other", "n", "len"))
    return bool(plain_subscripts(nodes, mentions(nodes), plain_maps(step, step.tasks[0]), taken))


@pytest.mark.parametrize("name", PLAIN)
def test_plain(name: str) -> None:
    assert plain(PLAIN[name])
    assert not plain(PLAIN[name], "it's")
    assert not plain(PLAIN[name], "\n")
    assert not plain(PLAIN[name], "{{ n }}")


@pytest.mark.parametrize("name", OTHER)
def test_not_plain(name: str) -> None:
    assert not plain(OTHER[name])


def test_bytes() -> None:
    """What makes reprs is not in a module that needs none."""
    sizes = [len(noetlc.build(book(SUM, key), verify=False, strip=True).wasm) for key in ("a", "it's")]
    assert sizes[0] + 100 < sizes[1]


@pytest.mark.parametrize("name", [*PLAIN, *OTHER])
def test_says_what_it_should(name: str) -> None:
    text = book({**PLAIN, **OTHER}[name])
    wasm = noetlc.build(text, verify=False).wasm
    for other in MAPS:
        for n in ("n", "it's"):
            payload = {"other": other, "n": n}
            assert noetlc.run(wasm, payload) == noetlc.interpret(text, payload), payload
