"""What the text of a body says about values at run time: it decides which rare runtime code is linked."""

from __future__ import annotations

import ast

from noetlc.runtime.tags import T_CONSTRUCT, T_OBJECTS, T_OPERATORS, T_VIEW_OPERAND

# modules whose values have no operators of their own
_PLAIN_MODULES = frozenset(
    "__future__ ast base64 binascii hashlib hmac html json math os random re string sys textwrap time typing urllib uuid".split()
)

# calls that only iterate their arguments
_ITERATING = frozenset(
    "list sorted len tuple set dict enumerate zip any all min max sum map filter frozenset reversed join extend update".split()
)


def pseudo_tags(tree: ast.Module) -> frozenset[int]:
    """The pseudo tags a body makes live."""
    found: set[int] = set()
    if any(isinstance(n, ast.ClassDef) for n in ast.walk(tree)):
        found |= {T_CONSTRUCT, T_OBJECTS, T_OPERATORS}
    if any(name.split(".")[0] not in _PLAIN_MODULES for name in _imported(tree)):
        found.add(T_OPERATORS)
    if _views_are_operands(tree):
        found.add(T_VIEW_OPERAND)
    return frozenset(found)


def _imported(tree: ast.Module) -> set[str]:
    """The modules a body imports."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def _views_are_operands(tree: ast.Module) -> bool:
    """True if the result of some `.keys()` or `.items()` could reach an operator or comparison."""
    harmless: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension):
            harmless.add(id(node.iter))
        elif isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if name in _ITERATING:
                harmless.update(id(a) for a in node.args)
        elif isinstance(node, ast.Compare) and all(isinstance(o, ast.In | ast.NotIn) for o in node.ops):
            harmless.update(id(c) for c in node.comparators)
        elif isinstance(node, ast.Starred):
            harmless.add(id(node.value))
    return any(
        isinstance(n, ast.Attribute) and n.attr in ("keys", "items") and not _called_harmlessly(n, harmless, tree) for n in ast.walk(tree)
    )


def _called_harmlessly(attribute: ast.Attribute, harmless: set[int], tree: ast.Module) -> bool:
    return any(isinstance(n, ast.Call) and n.func is attribute and id(n) in harmless for n in ast.walk(tree))


# methods and functions that change a value in place
_CHANGING = frozenset(
    """append extend insert remove pop clear sort reverse update setdefault popitem add discard appendleft popleft extendleft rotate
    move_to_end subtract intersection_update difference_update symmetric_difference_update shuffle heappush heappop heapify
    heapreplace heappushpop insort insort_left insort_right setitem delitem iadd setattr __setitem__ __delitem__ __iadd__""".split()
)


def may_change_values(tree: ast.Module) -> bool:
    """True if some statement could change a value in place: then inputs, which are received by value, must be copied."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign | ast.Delete | ast.ClassDef):
            return True
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            return True
        if (isinstance(node, ast.Attribute) and node.attr in _CHANGING) or (isinstance(node, ast.Name) and node.id in _CHANGING):
            return True
    return False
