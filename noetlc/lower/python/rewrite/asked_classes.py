"""Classes that say themselves what is of them: protocols that can be tested for, and abstract classes with `__subclasshook__`.

Example: `@runtime_checkable class P(Protocol)` with a method `f` gets `metaclass=1Testing` of `library/abc.py` and
`_protocol_ = ("P", True, "f")`; one that is not marked so refuses to be tested for. No protocol makes instances.
"""

from __future__ import annotations

import ast
import keyword

from noetlc.frontend import syntax
from noetlc.lower.python.rewrite.ancestors import base_texts, with_ancestors
from noetlc.lower.python.rewrite.hidden_forms import HIDDEN
from noetlc.lower.python.rewrite.import_first import import_first

TESTING, HOOKED, FAMILY = "1Testing", "1Hooked", "1Family"  # names no body can spell
_NAMES = {"_ProtocolMeta": TESTING, "Hooked": HOOKED, "Family": FAMILY}
_PROTOCOL = frozenset(("Protocol", "typing.Protocol"))
_ABSTRACT = ("ABC", "abc.ABC", *_PROTOCOL)
_MARKS = ("runtime_checkable", "typing.runtime_checkable", f"{HIDDEN}runtime_checkable")
_META = ("ABCMeta", "abc.ABCMeta")
_NO_MEMBERS = frozenset("_protocol_ __slots__ __module__ __doc__ __init__ __subclasshook__ __class_getitem__ __init_subclass__".split())


def ask_classes(tree: ast.Module) -> None:
    """Gives such classes their metaclass, in place, where they have no other; metaclasses that derive from ABCMeta ask hooks themselves."""
    _write_classes(tree)
    classes = [n for n in syntax.walk(tree) if isinstance(n, ast.ClassDef)]
    by_name = {c.name: c for c in classes}
    used = _used(tree)
    found = any([_ask_hooks(node) for node in classes]) if any(map(_has_hook, classes)) else False
    lines = [with_ancestors(node, by_name)[1:] for node in classes if _has_hook(node)]
    families = {above.name for line in lines for above in line if _PROTOCOL.isdisjoint(base_texts(above))}
    for node in classes:
        checked = any(ast.unparse(d) in _MARKS for d in node.decorator_list)
        hooked = _has_hook(node) or node.name in families
        protocol = checked or not _PROTOCOL.isdisjoint(base_texts(node))
        if (not protocol and not hooked) or node.name not in used:
            continue
        line = with_ancestors(node, by_name)
        metas = [ast.unparse(k.value) for c in line for k in c.keywords if k.arg == "metaclass"]
        if any(m not in (*_META, HOOKED, FAMILY, TESTING) for m in metas) or not any(map(_is_abstract, line)):
            continue
        found = True
        node.keywords = [k for k in node.keywords if k.arg != "metaclass"]
        kind = FAMILY if node.name in families else HOOKED if hooked else TESTING
        node.keywords.append(ast.keyword("metaclass", ast.Name(kind, ast.Load())))
        if not hooked:
            parts: list[ast.expr] = [ast.Constant(node.name), ast.Constant(checked)]
            parts += [ast.Constant(name) for name in sorted(set().union(*map(_members, line)) - _NO_MEMBERS)]
            node.body.append(ast.Assign([ast.Name("_protocol_", ast.Store())], ast.Tuple(parts, ast.Load()), lineno=node.lineno))
        ast.fix_missing_locations(node)
    if found:
        import_first(tree, "abc", _NAMES)


def _write_classes(tree: ast.Module) -> None:
    """`A = ABCMeta("A", bases, {})` outside of functions as the class statement that does the same, in place: so the body has its name."""
    if any(isinstance(n, ast.Call) and ast.unparse(n.func) in _META for n in syntax.walk(tree)):
        _Writer().visit(tree)


class _Writer(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        match node.targets, node.value:
            case [ast.Name(id=name)], ast.Call(func=meta, args=[ast.Constant(value=said), ast.Tuple() as bases, ast.Dict() as members]):
                if said == name and ast.unparse(meta) in _META and all(map(_is_plain, members.values)) and all(map(_name_of, members.keys)):
                    return _statement(node, name, meta, bases.elts, members)
        return node


def _statement(node: ast.Assign, name: str, meta: ast.expr, bases: list[ast.expr], members: ast.Dict) -> ast.ClassDef:
    pairs = zip(map(_name_of, members.keys), members.values, strict=True)
    body: list[ast.stmt] = [ast.Assign([ast.Name(key, ast.Store())], value) for key, value in pairs]
    if not any(_name_of(key) == "__module__" for key in members.keys):
        body.append(ast.Assign([ast.Name("__module__", ast.Store())], ast.Constant("abc")))  # where CPython makes it
    bases = [b for b in bases if ast.unparse(b) != "object"]
    made = ast.ClassDef(name, bases, [ast.keyword("metaclass", meta)], body, [])
    for part in syntax.walk(made):
        ast.copy_location(part, node)
    return made


def _is_plain(node: ast.expr | None) -> bool:
    """A constant or a tuple of such."""
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Tuple) and all(map(_is_plain, node.elts)))


def _name_of(node: ast.expr | None) -> str:
    """The name that a constant text is, or nothing."""
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    return text if text.isidentifier() and not keyword.iskeyword(text) else ""


def _has_hook(node: ast.ClassDef) -> bool:
    return any(isinstance(s, ast.FunctionDef) and s.name == "__subclasshook__" for s in node.body)


def _ask_hooks(node: ast.ClassDef) -> bool:
    """Derives a class from `Hooked` instead of from ABCMeta, in place; returns whether it did."""
    at = [i for i, base in enumerate(node.bases) if ast.unparse(base) in _META]
    for i in at:
        node.bases[i] = ast.copy_location(ast.Name(HOOKED, ast.Load()), node.bases[i])
    return bool(at)


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
