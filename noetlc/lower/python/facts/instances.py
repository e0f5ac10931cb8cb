"""What the text of a body says about the attributes of its instances: where they lie, and which ones nothing but a dict decides.

Example: of `class P: def __init__(self, x): self.x = x; self.y = 0`, `x` is attribute 0 and `y` attribute 1 of an instance, as long as
nothing else is set first: whoever looks there compares the name. A *data descriptor*, such as a property, comes before what the
instance has under its name; names that may be one are not plain.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property

from noetlc.frontend import syntax
from noetlc.lower.python.facts.bindings import bindings_at
from noetlc.lower.python.facts.full_names import full_name, library_of
from noetlc.lower.python.facts.mentions import Mentions
from noetlc.lower.python.facts.nodes import Nodes
from noetlc.lower.python.facts.scope import FunctionNode

_HOOKS_OF_READS = frozenset(("__getattribute__", "__set__", "__delete__"))
_HOOKS_OF_WRITES = frozenset(("__setattr__",))
_PLAIN_DECORATORS = frozenset(("staticmethod", "classmethod"))
_SETS_BY_NAME = frozenset(("setattr", "vars", "locals", "delattr"))
_COMPLEX_CLASS = full_name("cmath", "complex")
_COMPLEX = ("1_real", "1_imag")  # the attributes of complex numbers, which the runtime makes
_PLACED_OF_LIBRARY = {
    "array": "array",
    "cmath": "complex",
    "fractions": "Fraction",
    "functools": "KeyWrapper",
    "io": "BytesIO Memory StringIO",
    "logging.records": "Filter Filterer Formatter Handler HostHandler LogRecord Logger Manager NullHandler StreamHandler",
}
_PLACED = frozenset(full_name(module, name) for module, names in _PLACED_OF_LIBRARY.items() for name in names.split())
ANNOTATING = frozenset(("object", "Generic", "Protocol"))  # bases that classes have nothing from, where nothing of the body has the name
ABC = full_name("abc", "ABC")
_MEMBERS = "_enum_members_"  # what makes the members in the body of an enum
_MOST_PLACES = 64  # attributes of an instance that are not in a dict
_DEFINED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_CHECKED = full_name("dataclasses", "_checked")  # gives the default of a field
_MAKING_PLAIN = frozenset("bool bytes dict float frozenset int len list range set str tuple".split())
_LITERALS = (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.JoinedStr, ast.Lambda, ast.ListComp, ast.DictComp, ast.SetComp)


@dataclass(frozen=True)
class Instances:
    """`described` are names that may be data descriptors, `properties` those of them that decorators make so, `members` those that class
    bodies define functions by, `changed` the names of attributes that are set or deleted, `stored` also those that instances may get from
    descriptors, None where any may be; `places` where they mostly lie, by name alone, `of_class` in instances of a class. Those of the
    classes in `placed` get places for them. `likely` are the classes of what methods of a class are called with: itself, where it is called
    by its name, and those below."""

    described: frozenset[str] = frozenset()
    properties: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    changed: frozenset[str] | None = None
    stored: frozenset[str] | None = None
    reads: bool = False  # whether the attributes of instances that have them are read without hooks
    writes: bool = False
    places: dict[str, int] = field(default_factory=dict)
    of_class: dict[ast.AST, dict[str, int]] = field(default_factory=dict)
    placed: frozenset[ast.AST] = frozenset()
    assigned: frozenset[str] = frozenset()  # the names of attributes in assignments
    likely: dict[ast.AST, tuple[ast.AST, ...]] = field(default_factory=dict)

    @cached_property
    def least_places(self) -> int:
        """The least number of places that an instance has, if it has places."""
        return min((len(self.of_class[node]) for node in self.placed), default=0)

    @cached_property
    def classes(self) -> frozenset[str]:
        """The names of the classes of a body."""
        return frozenset(node.name for node in self.of_class if isinstance(node, ast.ClassDef))

    @cached_property
    def placed_names(self) -> frozenset[str]:
        """The names by which some instance may have a place."""
        return self.assigned.union(*(self.of_class[node] for node in self.placed))

    def reads_plainly(self, name: str) -> bool:
        """Whether an attribute that an instance has is what reading it gives."""
        return self.reads and name not in self.described and not name.startswith("__")


    def writes_plainly(self, name: str) -> bool:
        """Whether setting an attribute of an instance sets its own."""
        return self.writes and self.reads_plainly(name)

    def place(self, name: str, cls: ast.AST | None) -> int:
        """Which attribute of an instance has the name, most likely; `cls` is the definition of its class if that is known."""
        if cls not in self.of_class:
            return self.places.get(name, 0)
        counted = Counter(self.of_class[one][name] for one in self.likely[cls] if name in self.of_class[one])
        return counted.most_common(1)[0][0] if counted else self.of_class[cls].get(name, self.places.get(name, 0))

    def may_be_own(self, name: str) -> bool:
        """Whether an instance may have an attribute of its own by that name."""
        return self.stored is None or name in self.stored


def instances(nodes: Nodes, found: Mentions) -> Instances:
    classes = nodes.of(ast.ClassDef)
    if not classes:
        return Instances()
    said = found.names | found.texts | found.definitions | {n.attr for n in nodes.of(ast.Attribute) if isinstance(n.ctx, ast.Store)}
    plain = _PlainValues(nodes, said)
    described = frozenset(name for node in classes for name in _described(node, plain))
    reads = said.isdisjoint(_HOOKS_OF_READS) and not _property_is_value(nodes, found)
    by_name = {node.name: node for node in classes}
    orders: dict[ast.AST, dict[str, int]] = {}
    for node in classes:
        names = _COMPLEX if _is_complex(node) else _order(node, by_name, 8)
        orders[node] = {name: i for i, name in enumerate(dict.fromkeys(names))}
    for owner, name in _given(nodes, orders, by_name):
        orders[owner].setdefault(name, len(orders[owner]))
    votes: dict[str, Counter[int]] = {}
    for order in orders.values():
        for name, at in order.items():
            votes.setdefault(name, Counter())[at] += 1
    places = {name: min(counted, key=lambda at: (-counted[at], at)) for name, counted in votes.items()}
    members = frozenset(s.name for node in classes for s in node.body if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef))
    placed = frozenset(node for node in classes if 0 < len(orders[node]) <= _MOST_PLACES and _is_plain(node, by_name, 8))
    properties = frozenset() if "__getattr__" in said else frozenset(name for node in classes for name in _properties(node))
    writes = said.isdisjoint(_HOOKS_OF_WRITES)
    changed = _changed(nodes, found, described)
    stored = None if changed is None else changed | described  # `cached_property` sets its name
    assigned = frozenset(n.attr for n in nodes.of(ast.Attribute) if isinstance(n.ctx, ast.Store))
    likely = _likely(nodes, classes, by_name)
    return Instances(described, properties, members, changed, stored, reads, writes, places, orders, placed, assigned, likely)


def _given(nodes: Nodes, orders: dict[ast.AST, dict[str, int]], by_name: dict[str, ast.ClassDef]) -> Iterator[tuple[ast.AST, str]]:
    """Attributes that code around a class sets, where all others that it uses of the same variable are those of the class.

    Example: `def mark(square): square.seen = square.pos` gives instances of a class that have `pos` a place for `seen`.
    """
    named = {name for order in orders.values() for name in order}
    if all(n.attr in named for n in nodes.of(ast.Attribute) if isinstance(n.ctx, ast.Store)):
        return
    known = {node: {*order, *_functions_of(node, by_name, 8)} for node, order in orders.items() if getattr(node, "lineno", 1) and order}
    for function in (f for f in nodes.functions() if getattr(f, "lineno", 1)):
        used: dict[str, set[str]] = {}
        set_: dict[str, set[str]] = {}
        for part in syntax.walk(function):
            if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                foreign = isinstance(part.ctx, ast.Store) and part.attr not in named
                (set_ if foreign else used).setdefault(part.value.id, set()).add(part.attr)
        for variable, names in sorted(set_.items()):
            others = used.get(variable, set()) - names
            for node, its in known.items():
                if others and others <= its:
                    yield from ((node, name) for name in sorted(names))


def _functions_of(node: ast.AST, classes: dict[str, ast.ClassDef], depth: int) -> Iterator[str]:
    """The names of the functions that a class defines, or one above it."""
    if isinstance(node, ast.ClassDef) and depth:
        yield from (s.name for s in node.body if isinstance(s, _DEFINED))
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id in classes:
                yield from _functions_of(classes[base.id], classes, depth - 1)


def _likely(nodes: Nodes, classes: list[ast.ClassDef], by_name: dict[str, ast.ClassDef]) -> dict[ast.AST, tuple[ast.AST, ...]]:
    """The classes that instances with a class above them most likely have."""
    called = {n.func.id for n in nodes.of(ast.Call) if isinstance(n.func, ast.Name)}
    found: dict[ast.AST, list[ast.AST]] = {node: [] for node in classes}
    for node in classes:
        above: ast.ClassDef | None = node
        seen: set[ast.AST] = set()
        while above is not None and above not in seen:
            seen.add(above)
            if node.name in called:
                found[above].append(node)
            above = by_name.get(getattr(above.bases[0], "id", "")) if above.bases else None
    return {node: tuple(likely) for node, likely in found.items()}


def _is_plain(node: ast.ClassDef, classes: dict[str, ast.ClassDef], depth: int) -> bool:
    """Whether a class of the body itself most likely has nothing but such classes above it, or `ABC`."""
    above = [b.id if isinstance(b, ast.Name) else "" for b in node.bases]
    above = [name for name in above if name in classes or name not in ANNOTATING]
    own = (getattr(node, "lineno", 1) or node.name in _PLACED) and not node.keywords and len(above) < 2 and depth > 0
    return bool(own) and all(name == ABC or (name in classes and _is_plain(classes[name], classes, depth - 1)) for name in above)


def _is_complex(node: ast.ClassDef) -> bool:
    return node.name == _COMPLEX_CLASS


def _properties(node: ast.ClassDef) -> Iterator[str]:
    for stmt in node.body:
        if isinstance(stmt, ast.FunctionDef) and stmt.decorator_list and getattr(stmt.decorator_list[0], "id", "") == "property":
            yield stmt.name


class _PlainValues:
    """What the expressions of class bodies give: `said` are names that a body defines."""

    def __init__(self, nodes: Nodes, said: Set[str]) -> None:
        stored = Counter(n.id for n in nodes.of(ast.Name) if not isinstance(n.ctx, ast.Load))
        stored.update(n.name for n in (*nodes.functions(), *nodes.of(ast.ClassDef)))
        self.bound = stored.keys() | {n.arg for n in nodes.of(ast.arg)} | {(n.asname or n.name) for n in nodes.of(ast.alias)}
        enums = (n for n in nodes.of(ast.ClassDef) if stored[n.name] == 1 and any(_is_enum(base) for base in n.bases))
        self.enums = frozenset() if said & {"__get__", "__set__", "__delete__"} else frozenset(n.name for n in enums)
        top = [(s.targets[0], s.value) for s in nodes.tree.body if isinstance(s, ast.Assign) and len(s.targets) == 1]
        self.constants: set[str] = set()  # variables that are only ever set once, to such a value
        for target, value in top:
            if isinstance(target, ast.Name) and stored[target.id] == 1 and self.holds(value):
                self.constants.add(target.id)

    def holds(self, node: ast.expr) -> bool:
        """Whether an expression surely gives a value of a built-in type that is no descriptor, or a member of an enum."""
        match node:
            case ast.Name(id=name):
                return name in self.constants
            case ast.Attribute(value=ast.Name(id=name)):
                return name in self.enums
            case ast.IfExp(body=body, orelse=otherwise):
                return self.holds(body) and self.holds(otherwise)
            case ast.UnaryOp(operand=operand):
                return self.holds(operand)
            case ast.BinOp(left=left, right=right):
                return self.holds(left) and self.holds(right)
            case ast.BoolOp(values=values):
                return all(map(self.holds, values))
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="add")):  # a member
                return name == _MEMBERS
            case ast.Call(func=ast.Name(id=name), args=[_, value]) if name == _CHECKED:
                return self.holds(value)
            case ast.Call(func=ast.Name(id=name)):
                return name in _MAKING_PLAIN and name not in self.bound
        return isinstance(node, _LITERALS)


def _is_enum(base: ast.expr) -> bool:
    return isinstance(base, ast.Name) and library_of(base.id) == "enum"


def _described(node: ast.ClassDef, plain: _PlainValues) -> Iterator[str]:
    """The names of a class body that may be bound to a data descriptor."""
    for stmt in node.body:
        match stmt:
            case ast.FunctionDef(name=name, decorator_list=decorators):
                if not all(map(_is_plain_decorator, decorators)):
                    yield name
            case ast.ClassDef() | ast.Pass() | ast.Expr(value=ast.Constant()):
                pass
            case ast.Assign(targets=targets, value=value) if plain.holds(value) and all(isinstance(t, ast.Name) for t in targets):
                pass
            case ast.AnnAssign(value=value) if value is None or plain.holds(value):
                pass
            case _:
                yield from (name for node in syntax.walk(stmt) for name in bindings_at(node))


def _property_is_value(nodes: Nodes, found: Mentions) -> bool:
    """Whether a property may be had otherwise than by decorating or by assigning it in a class body, so that any class attribute could be
    set to one: by its name, or from a class that has one, which those of enums do not give."""
    classes = nodes.of(ast.ClassDef)
    made = {id(d) for n in (*nodes.functions(), *classes) for d in n.decorator_list}
    made |= {id(s.value.func) for n in classes for s in n.body if isinstance(s, ast.Assign) and isinstance(s.value, ast.Call)}
    if any(n.id == "property" and id(n) not in made for n in nodes.of(ast.Name)):
        return True
    plain = _PlainValues(nodes, found.definitions)
    own = (node for node in classes if library_of(node.name) != "enum")
    described = {name for node in own for name in _described(node, plain)} - {_MEMBERS}
    if not described or not (found.names & _SETS_BY_NAME or any(isinstance(n.ctx, ast.Store) for n in nodes.of(ast.Attribute))):
        return False
    names = {n.name for n in classes} | {"cls"}
    taken = (n for n in nodes.of(ast.Attribute) if isinstance(n.ctx, ast.Load) and id(n) not in made)
    return any(n.attr in described | {"__dict__"} and _may_be_class(n.value, names) for n in taken)


def _is_plain_decorator(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in _PLAIN_DECORATORS


def _may_be_class(node: ast.expr, classes: set[str]) -> bool:
    return not isinstance(node, ast.Name) or node.id in classes


_COPYING = frozenset(("functools", "contextlib", "enum", "collections.abc"))
"""Library modules that set attributes of instances only by names that a body stores or decorates, and special ones, or those of classes."""


def _changed(nodes: Nodes, found: Mentions, described: frozenset[str]) -> frozenset[str] | None:
    """The names of all attributes that the text sets or deletes, None where they may be any; `described` are those of descriptors."""
    changed = {n.attr for n in nodes.of(ast.Attribute) if not isinstance(n.ctx, ast.Load)}
    if found.names & _SETS_BY_NAME or "__dict__" in found.attributes | found.texts | changed | described:
        copying = {id(part) for node in _definitions(nodes) for part in syntax.walk(node)}
        if any(_sets_any(n) and id(n) not in copying for kind in (ast.Name, ast.Attribute, ast.Constant) for n in nodes.of(kind)):
            return None
    for call in nodes.of(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "__setattr__":
            name = call.args[1] if len(call.args) == 3 else None
            if not isinstance(name, ast.Constant):
                return None
            changed.add(str(name.value))
    return frozenset(changed)


def _definitions(nodes: Nodes) -> list[ast.stmt]:
    """The statements at the top of a body that come from `_COPYING`."""
    named = [(s, s.name if isinstance(s, _DEFINED) else getattr(getattr(s, "targets", [None])[0], "id", "")) for s in nodes.tree.body]
    return [stmt for stmt, name in named if library_of(name) in _COPYING]


def _sets_any(node: ast.AST) -> bool:
    """Whether attributes may be set by names that the text does not tell."""
    if isinstance(node, ast.Name):
        return node.id in _SETS_BY_NAME
    return (node.attr if isinstance(node, ast.Attribute) else getattr(node, "value", None)) == "__dict__"


def _order(node: ast.ClassDef, classes: dict[str, ast.ClassDef], depth: int) -> Iterator[str]:
    """The attributes of an instance in the order in which `__new__` and `__init__` most likely set them, then those that other methods set.

    `__new__` sets them on what `object.__new__(cls)` gave it.
    """
    above = [classes[b.id] for b in node.bases if isinstance(b, ast.Name) and b.id in classes]
    inits = [s for s in node.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"]
    if not depth:
        return
    if not inits and above:
        yield from _order(above[0], classes, depth - 1)
    makers = [s for s in node.body if isinstance(s, ast.FunctionDef) and s.name == "__new__"]
    for method in (*makers, *inits, *(s for s in node.body if isinstance(s, ast.FunctionDef) and s.name not in ("__init__", "__new__"))):
        me = _made_by(method) if method.name == "__new__" else {first_parameter(method)}
        for part in _in_order(method):
            if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store) and getattr(part.value, "id", None) in me:
                yield part.attr
            elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
                if part.func.attr == "__init__" and above:
                    yield from _order(above[0], classes, depth - 1)
                elif part.func.attr == "__setattr__" and len(part.args) == 3 and isinstance(part.args[1], ast.Constant):
                    yield str(part.args[1].value)


def _made_by(method: ast.FunctionDef) -> set[str]:
    """The variables of a `__new__` that get what the `__new__` of a class above makes."""
    found: set[str] = set()
    for part in _in_order(method):
        match part:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr="__new__"))):
                found.add(name)
    return found


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    for child in syntax.children(node):
        yield child
        yield from _in_order(child)


def first_parameter(node: FunctionNode) -> str:
    """The name of the first positional parameter, empty if there is none."""
    positional = [*node.args.posonlyargs, *node.args.args]
    return positional[0].arg if positional else ""
