"""What the text of a body says for what is in its containers (`lower/passes/containers.py`): the names of attributes that nothing but its
own statements set.

Example: of `class P: limit = 3` and `def __init__(self): self.items, self.name = [], ""`, `limit` has an int, from the class, besides
what statements give; `items` is closed, and `name` is not, as some objects of modules have a `name`.
"""

from __future__ import annotations

import ast
import builtins
import json
import types
from collections.abc import Iterator
from functools import cache

from noetlc.frontend import syntax
from noetlc.lower.passes.container_facts import TALKING, Said
from noetlc.lower.passes.containers import type_of_constant
from noetlc.lower.python.facts.bindings import bindings_at
from noetlc.lower.python.facts.full_names import library_of
from noetlc.lower.python.facts.instances import Instances
from noetlc.lower.python.facts.mentions import Mentions, makes_class
from noetlc.lower.python.facts.nodes import Nodes
from noetlc.primitives.modules import LIBRARY_ATTRIBUTES
from noetlc.primitives.python_methods import METHODS
from noetlc.primitives.special_methods import OF_OBJECT

OTHER = ""
_BY_RUNTIME = frozenset("_value_ _name_ _sort_order_".split())  # of members of enums
_PREFIXES = ("__", "1", "gi_", "cr_", "ag_", "tb_", "f_", "co_", "tm_")


def said(nodes: Nodes, found: Mentions, instances: Instances) -> Said:
    """`instances` is what is known of the attributes of a body's instances."""
    talking = TALKING & (found.names | found.attributes | found.texts | found.definitions)
    hooked = "__getattr__" in found.definitions | found.texts | found.names
    if instances.stored is None or hooked or not nodes.has(ast.ClassDef) or any(map(makes_class, nodes.of(ast.Call))):
        return Said(talking=talking)
    of_classes = _of_classes(nodes)
    others = _set_otherwise(nodes)
    if any(library_of(node.name) == "enum" for node in nodes.of(ast.ClassDef)):  # members have names that stand in texts
        others |= {word for text in found.texts for word in text.replace(",", " ").split()}
    names = {n for n in instances.stored if n not in others and instances.writes_plainly(n) and not _is_special(n)}
    common = {n for n in names if _of_others(n, nodes)}
    closed = {n: tuple(of_classes.get(n, ())) for n in sorted(names) if OTHER not in of_classes.get(n, ())}
    chosen = any(n.func.id == "super" and n.args for n in nodes.of(ast.Call) if isinstance(n.func, ast.Name))
    return Said(closed, frozenset(common), talking, seen=not chosen and "__getattribute__" not in found.definitions)


def _of_classes(nodes: Nodes) -> dict[str, list[str]]:
    """The types of the constants that bodies of classes give by name, `OTHER` for anything else."""
    given: dict[str, list[str]] = {}
    for cls in nodes.of(ast.ClassDef):
        for stmt in cls.body:
            for name, type_ in given_names(stmt):
                given.setdefault(name, []).append(type_)
    return given


def given_names(stmt: ast.stmt) -> Iterator[tuple[str, str]]:
    """The names that a statement of a class body binds, with the types of constants, `OTHER` for anything else."""
    match stmt:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=bool() | int() | float() | str() as value)):
            yield name, type_of_constant(value)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=bool() | int() | float() | str() as value)):
            yield name, type_of_constant(value)
        case ast.AnnAssign(target=ast.Name(), value=None) | ast.Expr(value=ast.Constant()) | ast.Pass():
            pass
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield stmt.name, OTHER
        case _:
            yield from ((name, OTHER) for node in syntax.walk(stmt) for name in bindings_at(node))


def _set_otherwise(nodes: Nodes) -> set[str]:
    """Names that are given to some `__setattr__` but that of `object`."""
    calls = (n for n in nodes.of(ast.Call) if isinstance(n.func, ast.Attribute) and n.func.attr == "__setattr__")
    others = (n for n in calls if not (isinstance(n.func, ast.Attribute) and getattr(n.func.value, "id", "") == "object"))
    return {arg.value for call in others for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}


def _is_special(name: str) -> bool:
    return name.startswith(_PREFIXES) or name in _BY_RUNTIME or name in OF_OBJECT


def _of_others(name: str, nodes: Nodes) -> bool:
    """Whether something else than an instance of the body may have an attribute of that name."""
    return name in LIBRARY_ATTRIBUTES or name in METHODS or name in _of_builtins() or _is_caught(name, nodes)


@cache
def _of_builtins() -> frozenset[str]:
    """The attributes of everything that Python has without imports but exceptions, and those that all of these have."""
    kinds = [kind for kind in (*vars(builtins).values(), *vars(types).values()) if isinstance(kind, type)]
    others = [kind for kind in kinds if not issubclass(kind, BaseException)]
    return frozenset(name for kind in (*others, BaseException) for name in dir(kind))


@cache
def _of_exceptions(name: str) -> tuple[type[BaseException], ...]:
    """The built-in exceptions that have an attribute."""
    kinds = [kind for kind in vars(builtins).values() if isinstance(kind, type) and issubclass(kind, BaseException)]
    return tuple(kind for kind in (*kinds, json.JSONDecodeError) if hasattr(kind, name) or name in _FIELDS.get(kind, ()))


_FIELDS: dict[type[BaseException], tuple[str, ...]] = {json.JSONDecodeError: ("msg", "doc", "pos", "lineno", "colno")}


def _is_caught(name: str, nodes: Nodes) -> bool:
    """Whether a body may have an exception at hand that has an attribute."""
    having = _of_exceptions(name)
    if not having:
        return False
    if any(n.attr in _EXCEPTIONS_ELSEWHERE for n in nodes.of(ast.Attribute)) or any(f.name == "__exit__" for f in nodes.functions()):
        return True
    if any(n.id in {kind.__name__ for kind in having} for n in nodes.of(ast.Name)):
        return True
    caught = [n.type for n in nodes.of(ast.ExceptHandler) if n.name and n.type is not None]
    names = [part for type_ in caught for part in (type_.elts if isinstance(type_, ast.Tuple) else [type_])]
    kinds = [getattr(builtins, part.id, BaseException) if isinstance(part, ast.Name) else BaseException for part in names]
    return any(issubclass(one, kind) for kind in kinds if isinstance(kind, type) for one in having)


_EXCEPTIONS_ELSEWHERE = frozenset("exc_info exception exceptions __cause__ __context__".split())
