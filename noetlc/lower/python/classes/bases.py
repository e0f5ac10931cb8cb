"""What the text says of classes of a body and those above them."""

from __future__ import annotations

import ast
from collections.abc import Callable

from noetlc.frontend import syntax
from noetlc.lower.python.facts.full_names import full_name, library_of
from noetlc.lower.python.facts.instances import ABC
from noetlc.lower.python.facts.native_bases import PLAIN_BASES
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.frame.context import Frame
from noetlc.lower.python.modules.imports import only_value
from noetlc.primitives.exceptions import EXCEPTIONS

_FINAL = {
    full_name("array", "memoryview"): "memoryview",
    full_name("types", "UnionType"): "types.UnionType",
    full_name("types", "MappingProxyType"): "mappingproxy",
    full_name("types", "mappingproxy"): "mappingproxy",
    full_name("typing.values", "UnionType"): "types.UnionType",
    **{full_name("contextvars", name): f"_contextvars.{name}" for name in ("Context", "ContextVar", "Token")},
    **{full_name("operator.classes", name): f"operator.{name}" for name in ("attrgetter", "itemgetter", "methodcaller")},
}
"""Classes of the library that none may derive from, with their names in messages."""


def final_base(frame: Frame, node: ast.ClassDef) -> str:
    """The name of such a class among the bases of a class of the body, "" if there is none."""
    if library_of(node.name):
        return ""
    names = [b.id for b in bases_of(frame, node) if isinstance(b, ast.Name)]
    return next((_FINAL[n] for n in names if n in _FINAL), "")


def all_defined(frame: Frame, base: ast.expr) -> set[str]:
    """The names that a class of the body, given by its name, and those above it define."""
    found = class_named(frame, base)
    if not isinstance(found, ast.ClassDef):
        return set()
    return set().union(*(defined_in(c) for c in ancestry(frame, found, lambda c: not library_of(c.name))))


MAX_ANCESTRY = 100
"""Most classes of a body above one, itself included."""


def ancestry(frame: Frame, node: ast.ClassDef, among: Callable[[ast.ClassDef], bool] = lambda _: True) -> list[ast.ClassDef]:
    """A class and those of the body above it, each once; only what is `among` these, and only through them."""
    found: dict[ast.ClassDef, None] = {}
    pending = [node]
    while pending:
        here = pending.pop()
        if here in found or not among(here):
            continue
        found[here] = None
        if len(found) > MAX_ANCESTRY:
            raise Refused(node, f"a class with more than {MAX_ANCESTRY} classes above it", "Use fewer base classes.")
        pending += [above for b in here.bases if isinstance(above := class_named(frame, b), ast.ClassDef)]
    return list(found)


def is_exception(frame: Frame, node: ast.ClassDef) -> bool:
    """Whether a class surely derives from a built-in exception."""
    names_ = [b.id for c in ancestry(frame, node) for b in c.bases if isinstance(b, ast.Name)]
    resolve = frame.body.scopes.resolve
    return any(name in EXCEPTIONS and name != "object" and resolve(frame.scope, name).scope is None for name in names_)


def is_typed_dict(node: ast.ClassDef) -> bool:
    return any(base_name(b) == "TypedDict" for b in node.bases)


def has_abc_meta(node: ast.ClassDef) -> bool:
    """`class A(metaclass=ABCMeta)`."""
    return [k.arg for k in node.keywords] == ["metaclass"] and base_name(node.keywords[0].value).endswith("ABCMeta")


def is_abstract_base(node: ast.ClassDef) -> bool:
    return has_abc_meta(node) or any(base_name(b) == ABC for b in node.bases)


def is_library_base(node: ast.ClassDef) -> bool:
    """Whether a class is `abc.ABC` itself."""
    return node.name == ABC


def passes_keywords(frame: Frame, node: ast.ClassDef) -> bool:
    """Whether the named arguments of a class statement go to `__init_subclass__`."""
    return frame.body.facts.has_class_hooks and all(k.arg not in (None, "metaclass") for k in node.keywords)


def bases_of(frame: Frame, node: ast.ClassDef) -> list[ast.expr]:
    """The base classes, without those that only annotate."""
    if frame.body.facts.has_metaclasses:
        return [b for b in node.bases if base_name(b) == "object" or not _only_annotates(frame, b)]
    if node.keywords and not is_typed_dict(node) and not has_abc_meta(node) and not passes_keywords(frame, node):
        raise Refused(node, "a class with keyword arguments", "Leave metaclasses out.")
    return [b for b in node.bases if not _only_annotates(frame, b)]


def _only_annotates(frame: Frame, base: ast.expr) -> bool:
    """Whether a base is `object` or one of `typing`, and nothing of the body has its name."""
    if base_name(base) not in PLAIN_BASES:
        return False
    scope = frame.body.scopes.resolve(frame.scope, base.id).scope if isinstance(base, ast.Name) else None
    return scope is None or scope.imports(base_name(base))


# built-in types that a class may derive from
NATIVE_BASES = frozenset(
    "bytes dict float frozenset int list set str tuple type".split()
    + [f"collections.{kind}" for kind in ("Counter", "OrderedDict", "defaultdict", "deque")]
)


def has_native_methods(frame: Frame, node: ast.AST) -> bool:
    """Whether the instances of a class could have methods of a built-in type."""
    if not isinstance(node, ast.ClassDef):
        return True
    for cls in ancestry(frame, node):
        for base in bases_of(frame, cls):
            found = class_named(frame, base)
            plain = isinstance(base, ast.Name) and (base.id in EXCEPTIONS or base.id == "object") and found is None
            if not plain and (found is cls or not isinstance(found, ast.ClassDef)):
                return True
    return False


def class_named(frame: Frame, base: ast.expr) -> ast.AST | None:
    """The one statement that binds the name of a base class."""
    return frame.body.scopes.bound_by(frame.scope, base)


def is_namedtuple(frame: Frame, base: ast.expr) -> bool:
    """`namedtuple(…)`, or a variable with its result."""
    if isinstance(base, ast.Name):
        scope = frame.body.scopes.resolve(frame.scope, base.id).scope
        base = (only_value(frame, scope, base.id) if scope is not None else None) or base
    return isinstance(base, ast.Call) and base_name(base.func) == "namedtuple"


def derives_from_tuple(frame: Frame, base: ast.expr) -> bool:
    """Whether a class is one of named tuples or derives from one."""
    found = class_named(frame, base)
    bases = [b for c in ancestry(frame, found) for b in c.bases] if isinstance(found, ast.ClassDef) else [base]
    is_class = [isinstance(class_named(frame, b), ast.ClassDef) for b in bases]
    return any(base_name(b) == "NamedTuple" or (not known and is_namedtuple(frame, b)) for b, known in zip(bases, is_class, strict=True))


def base_name(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def defined_in(node: ast.ClassDef) -> set[str]:
    """The names that statements of a class body bind."""
    bound = {n.id for s in node.body for n in syntax.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return bound | {s.name for s in node.body if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
