"""The methods of the body's classes, as far as calls reach them without a function object's entry."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace

from noetlc.ir.build import op
from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Br, Expr, If
from noetlc.layout.features import Feature
from noetlc.lower.passes.container_facts import Said
from noetlc.lower.passes.containers import type_of_constant
from noetlc.lower.passes.known_methods import Method
from noetlc.lower.python.classes.bases import class_named
from noetlc.lower.python.dispatch.direct import BodyMethod
from noetlc.lower.python.facts.closed_names import given_names
from noetlc.lower.python.facts.mentions import ABSTRACT_METHODS
from noetlc.lower.python.facts.shapes import makes, reached
from noetlc.lower.python.frame.attributes import in_library
from noetlc.lower.python.frame.context import Body, Frame, local
from noetlc.lower.python.frame.evaluation import expression, expressions
from noetlc.lower.python.functions.definitions import compiled, takes_all
from noetlc.primitives.python_methods import METHODS

_KINDS = {"staticmethod": "static", "classmethod": "class", "property": "property"}
MOST_BASES = 16  # classes above one that are looked at


def body_methods(body: Body) -> tuple[BodyMethod, ...]:
    """Those that a body has lowered, and the functions that it uses as values."""
    found: list[BodyMethod] = []
    keeps_defaults = Feature.FUNCTION_PARTS not in body.facts.features
    for made in body.compiled.values():
        node, around = made.node, made.scope.parent
        if not made.entry or around is None:
            continue
        args = node.args
        name, kind = (node.name, _kind(node)) if around.kind == "class" and isinstance(node, ast.FunctionDef) else ("", "value")
        named = {a.arg: value is not None for a, value in zip(args.kwonlyargs, args.kw_defaults, strict=True)}
        if not keeps_defaults and (args.defaults or any(named.values())):
            continue
        found.append(
            BodyMethod(
                name,
                made.name,
                made.entry_name,
                tuple(a.arg for a in (*args.posonlyargs, *args.args)),
                positional_only=len(args.posonlyargs),
                defaults=len(args.defaults),
                attributes=len(body.facts.instances.of_class.get(around.node, ())) if kind != "value" else 0,
                named=tuple(named),
                named_defaults=frozenset(name for name, has in named.items() if has),
                star=args.vararg is not None,
                starstar=args.kwarg is not None,
                all_named=takes_all(made),
                kind=kind,
                shapes=_shapes(body, node, kind) if name and isinstance(node, ast.FunctionDef) else (),
            )
        )
    return tuple(found)


def _shapes(body: Body, method: ast.FunctionDef, kind: str) -> tuple[int, ...]:
    """The shapes of instances that surely have a method, or a property with it as its getter."""
    facts = body.facts
    changed = facts.instances.changed
    if changed is None or "__bases__" in changed or facts.has_metaclasses or "__getattribute__" in facts.mentions.definitions:
        return ()
    if method.name in changed or method.name.startswith("__"):
        return ()
    around = body.scopes.by_node[method].parent
    assert around is not None
    match method.decorator_list:
        case [] if not kind:
            return reached(body.facts.shapes, method, body.scopes)
        case [ast.Name(id="property")] if kind == "property" and body.scopes.resolve(around, "property").scope is None:
            return reached(body.facts.shapes, method, body.scopes)
    return ()


def _kind(node: ast.FunctionDef) -> str:
    """What its decorators most likely make of a function in a class."""
    first = node.decorator_list[0] if node.decorator_list else None
    return _KINDS.get(first.id, "") if isinstance(first, ast.Name) else ""


def said_of_methods(body: Body, methods: tuple[BodyMethod, ...]) -> Said:
    """What is said of a body (`facts/closed_names.py`), with its methods, as far as nothing but calls by their names reaches them."""
    facts = body.facts
    said, classes = facts.said, [node for node in facts.instances.of_class if isinstance(node, ast.ClassDef)]
    if not said.seen or facts.has_metaclasses:
        return said
    by_direct = {made.name: made for made in body.compiled.values()}
    listed: dict[str, list[Method]] = {}
    others = set(facts.instances.stored or ()) | _otherwise_bound(classes)
    opened = not facts.mentions.definitions.isdisjoint(_GETTING_CLASSES)
    for one in methods:
        made = by_direct[one.direct]
        if made.scope.parent is None or made.scope.parent.kind != "class" or not isinstance(made.node, ast.FunctionDef):
            continue
        parent = made.scope.parent.node
        decorators = [d for d in made.node.decorator_list if not (isinstance(d, ast.Name) and d.id in ABSTRACT_METHODS)]
        plain = len(decorators) == int(one.kind in ("static", "class")) and one.kind != "property"
        may_be_called = one.name in CALLED_BY_RUNTIME or (one.name.startswith("__") and one.name != "__init__")
        if plain and not may_be_called and not (one.star or one.starstar or one.named):
            defaults = tuple(_type_of_default(parent, d) for d in made.node.args.defaults)
            listed.setdefault(one.name, []).append(Method(one.direct, one.entry, one.params, defaults, one.kind, _is_plain(body, parent)))
        else:
            others.add(one.name)
            opened |= one.kind == "class"
    defined = Counter(s.name for cls in classes for s in cls.body if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef))
    own = {n for n, found in listed.items() if len(found) == defined[n] and n not in others}
    sure = all(len(cls.bases) < 2 and not (cls.decorator_list and not in_library(cls)) for cls in classes)
    methods_by_name = {n: tuple(found) for n, found in listed.items()}
    whole, common = frozenset(own - METHODS.keys()), frozenset(own & METHODS.keys())
    return replace(said, methods=methods_by_name, whole=whole, own=common, sure=sure, open_classes=opened)


def _is_plain(body: Body, cls: ast.AST, depth: int = MOST_BASES) -> bool:
    """Whether a class has only classes of the body above it."""
    if not isinstance(cls, ast.ClassDef) or not depth or len(cls.bases) > 1:
        return False
    scope = body.facts.scopes.by_node[cls].parent
    scopes = body.facts.scopes
    for base in cls.bases:
        above = scopes.bound_by(scope, base) if scope is not None else None
        if above is None and isinstance(base, ast.Name) and base.id == "object" and scope is not None:
            return scopes.resolve(scope, base.id).scope is None
        if above is None or not _is_plain(body, above, depth - 1):
            return False
    return True


def _otherwise_bound(classes: list[ast.ClassDef]) -> set[str]:
    """What bodies of classes bind otherwise than by `def`."""
    stmts = [s for cls in classes for s in cls.body if not isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {name for stmt in stmts for name, _ in given_names(stmt)}


def _type_of_default(cls: ast.AST, node: ast.expr) -> str:
    """The type of a default that is a constant, or one of the class around."""
    if isinstance(node, ast.Name) and isinstance(cls, ast.ClassDef):
        given = [type_ for stmt in cls.body for name, type_ in given_names(stmt) if name == node.id]
        return given[0] if len(given) == 1 and given[0] else "val"
    return type_of_constant(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float | str) else "val"


CALLED_BY_RUNTIME = frozenset(
    """append close decode default dst encode flush fromutc get isoformat items iterencode keys most_common mro read readline send throw
    tzname update utcoffset values write""".split()
)
"""The methods that functions of the runtime, or builtins, call by their names."""


_GETTING_CLASSES = frozenset(
    "__new__ __init_subclass__ __set_name__ __get__ __class_getitem__ __prepare__ __mro_entries__ __subclasshook__".split()
)
"""The methods that get classes from Python itself."""


def constructed(frame: Frame, node: ast.Call) -> Expr | None:
    """A call of a class of the body by its name, with plain arguments; None if its `__init__` is not seen."""
    init = _init_of(frame, class_named(frame, node.func), MOST_BASES)
    if init is None or frame.body.facts.has_metaclasses:
        return None
    made = compiled(frame, init)
    callee = frame.keep(expression(frame, node.func))
    values = expressions(frame, [*node.args, *(k.value for k in node.keywords)])
    keywords = tuple(str(k.arg) for k in node.keywords)
    result = frame.temp("val")
    form = "construct.known" if _makes_plainly(frame, class_named(frame, node.func), init) else "construct"
    frame.emit(Assign(result, Expr(form, (callee, *values), (made.name, keywords), "val", frame.body.site(node))))
    frame.emit(If(op("i32.eqz", local(result, "i32")), [Br(RAISE)], []))
    return local(result, "val")


def _makes_plainly(frame: Frame, cls: ast.AST | None, init: ast.FunctionDef) -> bool:
    """Whether a class surely makes an instance with places, and then calls a certain `__init__`."""
    facts = frame.body.facts
    changed = facts.instances.changed
    if changed is None or not changed.isdisjoint(("__bases__", "__init__", "__new__")) or facts.has_metaclasses:
        return False
    if not isinstance(cls, ast.ClassDef) or cls.decorator_list:
        return False
    return makes(facts.shapes, cls, init, frame.body.scopes, facts.has_abstract)


def _init_of(frame: Frame, cls: ast.AST | None, depth: int) -> ast.FunctionDef | None:
    """The `__init__` of a class of the body, its own or that of its first base."""
    if not isinstance(cls, ast.ClassDef) or not depth:
        return None
    own = [s for s in cls.body if isinstance(s, ast.FunctionDef) and s.name == "__init__" and not s.decorator_list]
    if own:
        return own[-1]
    return _init_of(frame, class_named(frame, cls.bases[0]), depth - 1) if cls.bases else None
