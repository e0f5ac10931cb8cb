"""Attributes that objects of library modules have in CPython and lack here: refused, but where they may be those of something else.

Example: a body that uses `decimal` may call `rotate` of a deque, or `shift` of its own class; only a Decimal's leaves the run.
One that uses `warnings` may have objects with a `lineno`; only that of a warning leaves it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from noetlc.frontend import syntax
from noetlc.lower.python.facts.full_names import full_name
from noetlc.lower.python.facts.refused import RefusedCall
from noetlc.lower.python.rewrite.library_source import BY_TEXT
from noetlc.primitives.inner_parts import INNER_PARTS
from noetlc.primitives.modules import LACKING

_METHOD = "def {}(self, *args, **kwargs):\n    from sys import _leave\n    _leave('method of a Decimal')"
_LEAVING = {
    full_name("decimal", "Decimal"): ("decimal", _METHOD),
    full_name("decimal", "Context"): ("decimal", _METHOD),
    full_name("warnings", "WarningMessage"): (
        "warnings",
        "@property\ndef {}(self):\n    from sys import _leave\n    _leave('place of a warning')",
    ),
}
_MODULES = {module for module, _ in _LEAVING.values()}
_APART = frozenset(("math", "cmath"))  # modules whose functions have such names
_HELP = "Use a tool step, or leave the step interpreted."


def refuse_lacking(tree: ast.Module, used: set[str]) -> set[str]:
    """Raises Refused; returns the lacking attributes that are named and may be those of something else."""
    lacking = frozenset[str]().union(*(LACKING.get(module, frozenset()) for module in used))
    if not lacking:
        return set()
    nodes = list(syntax.walk(tree))
    named = {n.id if isinstance(n, ast.Name) else n.attr for n in nodes if isinstance(n, ast.Name | ast.Attribute)}
    modules = {a.asname or a.name for n in nodes if isinstance(n, ast.Import) for a in n.names if a.name in _APART}
    elsewhere = frozenset[str]().union(*(LACKING.get(module, frozenset()) for module in used - _MODULES))
    others = {name for name in _defined(nodes) | ({"rotate"} if "deque" in named else set()) if not name.startswith("__")} - elsewhere
    found = set()
    for node in nodes:
        name, spelled = "", not named.isdisjoint(BY_TEXT)
        if isinstance(node, ast.Attribute) and not (isinstance(node.value, ast.Name) and node.value.id in modules):
            name = node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and spelled:
            name = node.value
        if name in lacking and name not in others:
            raise RefusedCall(node, f"the method {name}", _HELP)
        if name in lacking:
            found.add(name)
    return found


def refuse_inner_parts(tree: ast.Module, needed: Iterable[tuple[str, str]]) -> None:
    """Raises Refused where a class of the body replaces an inner part of a library class that is made otherwise here, or asks for one."""
    parts = {full_name(*key): INNER_PARTS[key] for key in needed if key in INNER_PARTS}
    if not parts:
        return
    nodes = list(syntax.walk(tree))
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            inner = frozenset[str]().union(*(parts.get(base.id, ()) for base in node.bases if isinstance(base, ast.Name)))
            for stmt in node.body if inner else ():
                if name := next((name for name in sorted(_defined([stmt, *_assigned(stmt)])) if name in inner), ""):
                    raise RefusedCall(stmt, f"a {name} of its own", _HELP)
            if inner:
                parts[node.name] = inner
    inner = frozenset[str]().union(*parts.values()) - _defined(nodes)
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in inner:
            raise RefusedCall(node, f"the method {node.attr}", _HELP)


def _assigned(stmt: ast.stmt) -> list[ast.AST]:
    """A statement of a class as a class of its own, whose assignments define attributes."""
    return [ast.ClassDef("", [], [], [stmt], [])]


def _defined(nodes: list[ast.AST]) -> set[str]:
    """The attributes that classes and objects of a body may have."""
    found = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
    found |= {n.attr for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)}
    statements = [s for n in nodes if isinstance(n, ast.ClassDef) for s in n.body if isinstance(s, ast.Assign | ast.AnnAssign)]
    return found | {n.id for s in statements for n in syntax.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def leave_lacking(definitions: list[ast.stmt], names: set[str]) -> None:
    """Gives classes of the library attributes that leave the run, in place."""
    for cls in definitions if names else ():
        if isinstance(cls, ast.ClassDef) and cls.name in _LEAVING:
            module, template = _LEAVING[cls.name]
            for name in sorted(names & LACKING[module]):
                method = ast.parse(template.format(name)).body[0]
                for node in syntax.walk(method):
                    if hasattr(node, "lineno"):
                        node.lineno = 0  # as library code
                cls.body.append(method)
