"""Which subscripts are keys of a map that the playbook writes out, and so shown as they are: a KeyError of them needs no escapes.

Example, with `parts: {capacity: "{{ a }}", history: "{{ b }}"}` as input

    {name: score * weights[name] for name, score in parts.items()}

has `weights[name]`, whose key is `capacity` or `history`.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from noetlc.frontend import syntax
from noetlc.lower.python.facts.mentions import Mentions
from noetlc.lower.python.facts.nodes import Nodes

_READING = frozenset(("items", "keys", "values", "get"))
_OTHER_WAYS = frozenset(("args", "input_data", "context", "variables", "globals", "locals", "vars", "eval", "exec"))
"""Names by which a body may reach an input without its name."""
_BINDING_NOTHING = (ast.Name, ast.Attribute, ast.Constant, ast.keyword)  # nodes with texts that are no names of variables they bind


def plain_subscripts(nodes: Nodes, found: Mentions, maps: frozenset[str], taken: frozenset[str]) -> frozenset[ast.Subscript]:
    """The subscripts by a variable that only ever is a key of one of these inputs, which the body goes through and never changes.

    Names that are `taken` have a value before the first line.
    """
    maps &= found.names
    if not maps or not _OTHER_WAYS.isdisjoint(found.names):
        return frozenset()
    bound = _bound(nodes)
    looked_at = set(map(id, _looking(nodes)))
    maps -= {n.id for n in nodes.of(ast.Name) if id(n) not in looked_at or bound[n.id]}
    keys = {key for target, source in _loops(nodes) if (key := _key(target, source, maps)) is not None and bound[key] == 1} - taken
    return frozenset(n for n in nodes.of(ast.Subscript) if isinstance(n.slice, ast.Name) and n.slice.id in keys)


def _looking(nodes: Nodes) -> Iterator[ast.expr]:
    """What stands where it is only looked at: gone through, asked for an item or by a method."""
    for call in nodes.of(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr in _READING:
            yield call.func.value
    for subscript in nodes.of(ast.Subscript):
        if isinstance(subscript.ctx, ast.Load):
            yield subscript.value
    for _, source in _loops(nodes):
        yield source


def _loops(nodes: Nodes) -> Iterator[tuple[ast.expr, ast.expr]]:
    for loop in nodes.of(ast.For):
        yield loop.target, loop.iter
    for part in nodes.of(ast.comprehension):
        yield part.target, part.iter


def _bound(nodes: Nodes) -> Counter[str]:
    """How often each name is bound or deleted, whatever the scope."""
    found = Counter(n.id for n in nodes.of(ast.Name) if not isinstance(n.ctx, ast.Load))
    for node in syntax.walk(nodes.tree):
        if not isinstance(node, _BINDING_NOTHING):
            for _, part in ast.iter_fields(node):
                texts = part if isinstance(part, list) else [part]
                found.update(text.partition(".")[0] for text in texts if isinstance(text, str))
    return found


def _key(target: ast.expr, source: ast.expr, maps: frozenset[str]) -> str | None:
    """The variable that is a key of a map in a loop."""
    method = ""
    if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and not source.args and not source.keywords:
        method, source = source.func.attr, source.func.value
    if not isinstance(source, ast.Name) or source.id not in maps or method not in ("", "keys", "items"):
        return None
    if method == "items":
        if not isinstance(target, ast.Tuple | ast.List) or len(target.elts) != 2:
            return None
        target = target.elts[0]
    return target.id if isinstance(target, ast.Name) else None
