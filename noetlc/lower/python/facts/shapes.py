"""The *shapes* of a body: numbers of its classes, by which their instances say in their first word where their attributes lie and which
methods they have (`runtime/values/placed.py`).

Example: of `class A: def __init__(self): self.x = 0` and `class B(A): …`, in a module whose bodies before have two classes, instances of A
have shape 3 and those of B shape 4. Both have `x` in place 0: one test of a range says so.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from noetlc.layout.objects import MOST_SHAPES, shape_flags
from noetlc.layout.tags import T_INSTANCE
from noetlc.lower.python.facts.full_names import library_of
from noetlc.lower.python.facts.instances import ABC, ANNOTATING, Instances
from noetlc.lower.python.facts.scope import Scope, Scopes

_SECOND = 8  # the first shape whose flags do not follow those of the one before


def header(shape: int) -> int:
    """The first half word of an instance of a shape."""
    return T_INSTANCE | shape_flags(shape) << 8


def rows(numbers: Iterable[int]) -> list[range]:
    """Shapes as such that follow each other, also in headers."""
    found: list[range] = []
    for number in sorted(numbers):
        if found and found[-1].stop == number != _SECOND:
            found[-1] = range(found[-1].start, number + 1)
        else:
            found.append(range(number, number + 1))
    return found


@dataclass(frozen=True)
class Shapes:
    """The numbers of classes, bases before what derives from them; `above` are the only bases of classes that surely have one or none."""

    numbers: Mapping[ast.ClassDef, int] = field(default_factory=dict)
    above: Mapping[ast.ClassDef, ast.ClassDef | None] = field(default_factory=dict)

    def of(self, cls: ast.AST | None) -> int:
        """The shape of instances of a class, 0 for none."""
        return self.numbers.get(cls, 0) if isinstance(cls, ast.ClassDef) else 0

    def having(self, places: Mapping[ast.AST, Mapping[str, int]], name: str, at: int, cls: ast.AST | None) -> tuple[int, int]:
        """The first of the most shapes in a row whose instances have an attribute at a place, and how many these are; 0, 0 for none. A row
        with the shape of a class comes first."""
        found = rows(number for one, number in self.numbers.items() if places[one].get(name) == at)
        best = max(found, key=lambda row: (self.of(cls) in row, len(row)), default=range(0))
        return best.start, len(best)


def shapes(instances: Instances, scopes: Scopes, taken: int) -> Shapes:
    """Those of the classes of a body that have places; `taken` is the last number that another body has."""
    classes = [node for node in instances.of_class if isinstance(node, ast.ClassDef)]
    above = {node: base[0] for node in classes if (base := _base(node, scopes))}
    below: dict[ast.ClassDef | None, list[ast.ClassDef]] = {}
    for node in reversed(classes):
        below.setdefault(above.get(node), []).append(node)
    order: list[ast.ClassDef] = []
    next_ = below.get(None, [])
    while next_:
        order.append(next_.pop())
        next_ += below.get(order[-1], ())
    placed = [node for node in order if node in instances.placed and not library_of(node.name)]
    return Shapes({node: number for number, node in enumerate(placed, taken + 1) if number <= MOST_SHAPES}, above)


def _base(node: ast.ClassDef, scopes: Scopes) -> tuple[ast.ClassDef | None] | None:
    """The class of the body that a class surely has as its only base, (None,) if that is `object`, or `ABC`, which has no methods; None if
    that is not known."""
    scope = scopes.by_node[node].parent
    assert scope is not None
    bases = [b for b in node.bases if not _annotates(b, scope, scopes)]
    if not bases and not node.keywords:
        return (None,)
    found = scopes.bound_by(scope, bases[0]) if len(bases) == 1 and not node.keywords else None
    if not isinstance(found, ast.ClassDef) or found.decorator_list:
        return None
    return (None if found.name == ABC else found,)


def _annotates(base: ast.expr, scope: Scope, scopes: Scopes) -> bool:
    """Whether a base is `object` or one of `typing` that classes have nothing from."""
    if not isinstance(base, ast.Name) or base.id not in ANNOTATING:
        return False
    around = scopes.resolve(scope, base.id).scope
    return around is None or around.imports(base.id)


def reached(shapes: Shapes, function: ast.FunctionDef, scopes: Scopes) -> tuple[int, ...]:
    """The shapes of the instances that surely have a function of a class body as the member of its name, as long as nothing sets members of
    classes by that name."""
    return tuple(sorted(number for cls, number in shapes.numbers.items() if has(shapes, cls, function, scopes)))


def has(shapes: Shapes, cls: ast.ClassDef, function: ast.FunctionDef, scopes: Scopes) -> bool:
    """The same of the instances of one class."""
    binding = next((c for c in _chain(shapes, cls) if function.name in scopes.by_node[c].assigned), None)
    return binding is not None and function in binding.body and scopes.only_binding(scopes.by_node[binding], function.name) is function


def makes(shapes: Shapes, cls: ast.ClassDef, init: ast.FunctionDef, scopes: Scopes, abstract: bool) -> bool:
    """Whether a class with a shape surely has a certain `__init__` and nothing else that makes or forbids instances; `abstract`: some
    class of the body has abstract methods."""
    chain = _chain(shapes, cls)
    if chain[-1] not in shapes.above or any("__new__" in scopes.by_node[c].assigned for c in chain):
        return False
    return cls in shapes.numbers and has(shapes, cls, init, scopes) and not (abstract and _may_be_abstract(chain))


def _chain(shapes: Shapes, cls: ast.ClassDef) -> list[ast.ClassDef]:
    """A class and those above it, as far as they are known: to the end if the last one is in `above`."""
    found = [cls]
    while (above := shapes.above.get(found[-1])) is not None:
        found.append(above)
    return found


_CONCRETE = frozenset(("classmethod", "property", "staticmethod"))  # of functions without another decorator


def _may_be_abstract(chain: list[ast.ClassDef]) -> bool:
    """Whether a class may have an abstract member: one that is more than a function, a method of another kind, or a constant."""
    seen: set[str] = set()
    for stmt in (s for cls in chain for s in cls.body):
        if isinstance(stmt, ast.FunctionDef):
            if stmt.name not in seen and not all(isinstance(d, ast.Name) and d.id in _CONCRETE for d in stmt.decorator_list):
                return True
            seen.add(stmt.name)
        elif not isinstance(stmt, ast.Pass) and not isinstance(getattr(stmt, "value", stmt), ast.Constant | None):
            return True
    return False
