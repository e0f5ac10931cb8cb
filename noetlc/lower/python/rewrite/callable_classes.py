"""Whether a body sees that `partial`, `itemgetter` and their kind are classes: functions that do the same are smaller and faster.

What is only called or given to what only calls it, as in `sorted(rows, key=attrgetter("age"))`, may be a function.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax

_GETTERS = frozenset(("attrgetter", "itemgetter", "methodcaller"))
CLASSES_OF = {"functools": "functools.classes", "operator": "operator.classes"}
"""Modules, and the parts of the library that have such classes of theirs."""

_OF_FUNCTIONS = frozenset("__name__ __qualname__ __module__ __dict__ __wrapped__ vars".split())
_OF_ORDERS = frozenset("__name__ __qualname__ __doc__ getdoc getmembers".split())
_BY_KEY = frozenset(
    "bisect bisect_left bisect_right groupby insort insort_left insort_right max merge min nlargest nsmallest sort sorted".split()
)
_BY_PLACE = dict.fromkeys("dropwhile filter filterfalse map takewhile".split(), 0) | {"groupby": 1, "nlargest": 2, "nsmallest": 2}


def seen_classes(tree: ast.Module) -> dict[tuple[str, str], str]:
    """The members of modules that are to be classes in a body, and the part of the library that has each as one."""
    seen = {("functools", "partial"): CLASSES_OF["functools"]} if _keeps_partial(tree) else {}
    if names_orders(tree):
        seen["functools", "total_ordering"] = CLASSES_OF["functools"]
    return seen | ({("operator", name): CLASSES_OF["operator"] for name in _GETTERS} if _keeps_getters(tree) else {})


def names_orders(tree: ast.Module) -> bool:
    """Whether a body that names `total_ordering` asks functions for their names and texts."""
    nodes = list(syntax.walk(tree))
    named = {n.name for n in nodes if isinstance(n, ast.alias)} | {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    asked = named | {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return "total_ordering" in named and not _OF_ORDERS.isdisjoint(asked)


def _keeps_partial(tree: ast.Module) -> bool:
    """Whether `partial` is named otherwise than to be called, as its class is, or what functions have beside calls is looked for."""
    called = {id(n.func) for n in syntax.walk(tree) if isinstance(n, ast.Call)}
    names = [(n, n.id if isinstance(n, ast.Name) else n.attr) for n in syntax.walk(tree) if isinstance(n, ast.Name | ast.Attribute)]
    if any(name == "partial" and id(n) not in called for n, name in names):
        return True
    asked = {name for _, name in names} | {n.value for n in syntax.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return any(name == "partial" for _, name in names) and (not _OF_FUNCTIONS.isdisjoint(asked) or _asks_types(tree))


def _asks_types(tree: ast.Module) -> bool:
    """Whether a body asks for the class of something that is not just an exception it handles."""
    calls = [n for n in syntax.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "type"]
    handled = {n.name for n in syntax.walk(tree) if isinstance(n, ast.ExceptHandler)}
    return any(len(n.args) == 1 and getattr(n.args[0], "id", None) not in handled for n in calls)


def _keeps_getters(tree: ast.Module) -> bool:
    """Whether a getter is named otherwise than to be made and called, by the body or by what calls its keys."""
    nodes = list(syntax.walk(tree))
    imported = {a.asname or a.name for n in nodes if isinstance(n, ast.ImportFrom) for a in n.names if a.name in _GETTERS}
    if not imported and not any(isinstance(n, ast.Attribute) and n.attr in _GETTERS for n in nodes):
        return False
    calling = {id(place) for n in nodes if isinstance(n, ast.Call) for place in called_by(n)}
    held = [(n.targets[0], n.value) for n in nodes if isinstance(n, ast.Assign) and len(n.targets) == 1]
    read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and id(n) not in calling}
    calling |= {id(value) for target, value in held if isinstance(target, ast.Name) and target.id not in read}
    made = {id(n.func) for n in nodes if isinstance(n, ast.Call) and id(n) in calling and _is_plain(n)}
    named = [n for n in nodes if (isinstance(n, ast.Name) and n.id in imported) or (isinstance(n, ast.Attribute) and n.attr in _GETTERS)]
    return any(id(n) not in made for n in named)


def _is_plain(node: ast.Call) -> bool:
    """Whether a call that makes a getter may give it what it takes."""
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if not node.args or any(isinstance(a, ast.Starred) for a in node.args) or (node.keywords and name != "methodcaller"):
        return False
    names = node.args if name == "attrgetter" else node.args[:1] if name == "methodcaller" else []
    return not any(isinstance(a, ast.Constant) and not isinstance(a.value, str) for a in names)


def called_by(node: ast.Call) -> list[ast.expr]:
    """The functions that a call calls with one argument: its own, its key, what a builtin maps with."""
    if any(isinstance(a, ast.Starred) for a in node.args):
        return []
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    found = [node.func] if len(node.args) == 1 and not node.keywords else []
    found += [k.value for k in node.keywords if k.arg == "key" and name in _BY_KEY]
    place = _BY_PLACE.get(name, len(node.args))
    return found + (node.args[place : place + 1] if len(node.args) == max(place + 1, 2) else [])
