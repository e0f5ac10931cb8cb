"""Whether a body passes parts of its inputs on without looking into them: then those stay text (`runtime/json/unread.py`).

It is a guess that costs time where it is wrong, nothing else: what is looked at after all is parsed then.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.mentions import Mentions
from noetlc.lower.python.facts.nodes import Nodes

_ALL_OF_IT = frozenset(("items", "values"))


def passes_on(nodes: Nodes, found: Mentions) -> bool:
    """Whether items of a loop are appended as they are, or as what a call makes of them, and nothing goes through all values of maps but
    for a function where the body reads JSON by itself."""
    kept = _items(nodes)
    added = [a for n in nodes.of(ast.Call) if isinstance(n.func, ast.Attribute) and n.func.attr == "append" for a in n.args]
    added += [n.elt for n in nodes.of(ast.ListComp)]
    if not any(isinstance(a, ast.Name) and a.id in kept for a in added):
        return False
    inside = {id(n) for f in nodes.functions() for n in syntax.walk(f)} if "loads" in found.attributes | found.names else set()
    return all(id(n) in inside for n in nodes.of(ast.Attribute) if n.attr in _ALL_OF_IT)


def _items(nodes: Nodes) -> set[str]:
    """The variables of loops, and those that are assigned a call or an item of these."""
    loops = [n.target for n in nodes.of(ast.For)] + [n.target for n in nodes.of(ast.comprehension)]
    kept = {t.id for t in loops if isinstance(t, ast.Name)}
    for n in nodes.of(ast.Assign):
        if isinstance(n.value, ast.Call | ast.Subscript) and any(isinstance(x, ast.Name) and x.id in kept for x in syntax.walk(n.value)):
            kept |= {t.id for t in n.targets if isinstance(t, ast.Name)}
    return kept
