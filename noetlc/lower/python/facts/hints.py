"""What a body most likely does often: it decides which quicker code is linked beside what does the same."""

from __future__ import annotations

import ast

from noetlc.lower.python.facts.mentions import Mentions
from noetlc.lower.python.facts.nodes import Nodes

# what is asked of characters, and modules that take texts apart
_OF_CHARACTERS = frozenset("chr ord isalnum isalpha isdigit islower isspace isupper".split())
_CHARACTERS = frozenset("c ch char character digit letter".split())  # what loops over texts call them
_TAKING_APART = frozenset("collections itertools string".split())
_OF_TEXTS = frozenset("set frozenset sorted list tuple".split())


def takes_letters(nodes: Nodes, mentions: Mentions, imported: set[str]) -> bool:
    """Whether many characters of texts are most likely taken, which are then made once: only a hint."""
    if not nodes.has(ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp):
        return False
    if not _OF_CHARACTERS.isdisjoint(mentions.names | mentions.attributes) or not _TAKING_APART.isdisjoint(imported):
        return True
    if any(isinstance(n.value, str) and len(n.value) == 1 for n in nodes.of(ast.Constant)):
        return True
    if any(isinstance(n.left, ast.Subscript) and isinstance(n.comparators[0], ast.Subscript) for n in nodes.of(ast.Compare)):
        return True  # `s[i] == s[j]`
    loops: list[ast.For | ast.comprehension] = [*nodes.of(ast.For), *nodes.of(ast.comprehension)]
    if any(isinstance(n.target, ast.Name) and n.target.id in _CHARACTERS for n in loops):
        return True
    # `c in "aeiou"` and `set("aeiou")`
    asked = [n for n in nodes.of(ast.Compare) if isinstance(n.left, ast.Name) and isinstance(n.ops[0], ast.In | ast.NotIn)]
    places = [n.comparators[0] for n in asked]
    places += [a for n in nodes.of(ast.Call) if getattr(n.func, "id", "") in _OF_TEXTS for a in n.args]
    return any(isinstance(p, ast.Constant) and isinstance(p.value, str) for p in places)


def fills_dicts(nodes: Nodes, mentions: Mentions) -> bool:
    """Whether dicts most likely get many items one by one, so that growing should be quick: only a hint."""
    if nodes.has(ast.DictComp) or "dict" in mentions.names:
        return True
    stored = (n.slice for n in nodes.of(ast.Subscript) if isinstance(n.ctx, ast.Store))
    return any(not isinstance(key, ast.Constant | ast.Slice) for key in stored)


def calculates(nodes: Nodes, imported: set[str]) -> bool:
    """Whether functions most likely calculate with floats whose types nothing tells: only a hint."""
    if not nodes.has(ast.FunctionDef, ast.Lambda):
        return False
    divides = any(isinstance(n.op, ast.Div) for n in nodes.of(ast.BinOp))
    return divides or "math" in imported or any(isinstance(n.value, float) for n in nodes.of(ast.Constant))
