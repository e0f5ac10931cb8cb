"""Classes that say themselves what is of them: protocols that can be tested for, and abstract classes with `__subclasshook__`.

Example: `@runtime_checkable class P(Protocol)` with a method `f` gets `metaclass=1Testing` of `library/abc.py` and
`_protocol_ = ("P", True, "f")`; one that is not marked so refuses to be tested for. No protocol makes instances.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.rewrite.ancestors import base_texts, with_ancestors
from noetlc.lower.python.rewrite.import_first import import_first

TESTING, HOOKED = "1Testing", "1Hooked"  # names no body can spell
_NAMES = {"_ProtocolMeta": TESTING, "Hooked": HOOKED}
_PROTOCOL = ("Protocol", "typing.Protocol")
_ABSTRACT = ("ABC", "abc.ABC", *_PROTOCOL)
_NO_MEMBERS = frozenset("_protocol_ __slots__ __module__ __doc__ __init__ __subclasshook__ __class_getitem__ __init_subclass__".split())


def ask_classes(tree: ast.Module) -> None:
    """Gives such classes their metaclass, in place, where they have no other."""
    classes = [n for n in syntax.walk(tree) if isinstance(n, ast.ClassDef)]
    by_name = {c.name: c for c in classes}
    used = _used(tree)
    found = False
    for node in classes:
        checked = any(ast.unparse(d) in ("runtime_checkable", "typing.runtime_checkable") for d in node.decorator_list)
        hooked = any(isinstance(s, ast.FunctionDef) and s.name == "__subclasshook__" for s in node.body)
        protocol = checked or any(b in _PROTOCOL for b in base_texts(node))
        if (not protocol and not hooked) or node.name not in used:
            continue
        others = [k for k in node.keywords if k.arg == "metaclass" and ast.unparse(k.value) not in ("ABCMeta", "abc.ABCMeta")]
        line = with_ancestors(node, by_name)
        if others or not any(map(_is_abstract, line)):
            continue
        found = True
        node.keywords = [k for k in node.keywords if k.arg != "metaclass"]
        node.keywords.append(ast.keyword("metaclass", ast.Name(HOOKED if hooked else TESTING, ast.Load())))
        if not hooked:
            parts: list[ast.expr] = [ast.Constant(node.name), ast.Constant(checked)]
            parts += [ast.Constant(name) for name in sorted(set().union(*map(_members, line)) - _NO_MEMBERS)]
            node.body.append(ast.Assign([ast.Name("_protocol_", ast.Store())], ast.Tuple(parts, ast.Load()), lineno=node.lineno))
        ast.fix_missing_locations(node)
    if found:
        import_first(tree, "abc", _NAMES)


def _used(tree: ast.Module) -> set[str]:
    """The names that are read elsewhere than in annotations and lists of bases, and attributes."""
    aside: set[int] = set()
    for node in syntax.walk(tree):
        parts = list(node.bases) if isinstance(node, ast.ClassDef) else []
        parts += [p for p in (getattr(node, "annotation", None), getattr(node, "returns", None)) if isinstance(p, ast.expr)]
        aside |= {id(inner) for part in parts for inner in syntax.walk(part)}
    names = {n.id for n in syntax.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and id(n) not in aside}
    return names | {n.attr for n in syntax.walk(tree) if isinstance(n, ast.Attribute)}


def _is_abstract(node: ast.ClassDef) -> bool:
    return any(k.arg == "metaclass" for k in node.keywords) or any(b in _ABSTRACT for b in base_texts(node))


def _members(node: ast.ClassDef) -> set[str]:
    """What a protocol defines or annotates."""
    found: set[str] = set()
    for stmt in node.body:
        if isinstance(stmt, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(stmt.name)
        targets = stmt.targets if isinstance(stmt, ast.Assign) else [stmt.target] if isinstance(stmt, ast.AnnAssign) else []
        found |= {t.id for t in targets if isinstance(t, ast.Name)}
    return found
