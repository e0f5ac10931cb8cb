"""What methods of a body's classes take and give, for `containers.py`: the arguments of all calls by a name are containers of their own,
one for each parameter, where nothing but calls that stand in the body gets there.

Example: of `class P: def move(self, dx): return dx * 2`, whose only calls are `p.move(1)` and `q.move(2)`, `%p.dx` is an int, and so is
what the calls give. A method that is also read as a value, or whose name stands in a text, is *open*: nothing is said of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from noetlc.ir.nodes import Assign, Function, walk_stmts
from noetlc.lower.passes.container_nodes import Node, item_of, share
from noetlc.lower.passes.generators import is_generator

BOUND, UNBOUND = 0, 1  # the first operand that becomes an argument: what a method is found in is its receiver, or it is not
Given = list[int | str]  # for every parameter the operand it gets, by number, or the type of its default


@dataclass(frozen=True, slots=True)
class Method:
    """A function in the body of a class: its direct form and its entry, the names of its parameters, the types of the defaults that the
    last of them have, its `kind`, as `BodyMethod` has it, and whether its class is `plain`: instances have nothing of built-in types."""

    direct: str
    entry: str
    params: tuple[str, ...]
    defaults: tuple[str, ...]
    kind: str
    plain: bool

    @property
    def ways(self) -> tuple[int, ...]:
        """How a call by its name may get there: also from a class, which a method of instances is not bound to."""
        return {"static": (UNBOUND,), "class": (BOUND,)}.get(self.kind, (BOUND, UNBOUND))

    def given(self, operands: range, keywords: tuple[str, ...]) -> Given | None:
        """What the parameters get of operands, the last of which have names; None where they do not fit."""
        count = len(operands) - len(keywords)
        named = dict(zip(keywords, operands[count:], strict=True))
        if count < 0 or count > len(self.params) or not named.keys() <= set(self.params[count:]):
            return None
        first = len(self.params) - len(self.defaults)
        found: Given = list(operands[:count])
        for at, param in enumerate(self.params[count:], count):
            if param not in named and at < first:
                return None
            found.append(named[param] if param in named else self.defaults[at - first])
        return found


Methods = Mapping[str, tuple[Method, ...]]
Key = tuple[str, str]  # the names of a body and a method


@dataclass(slots=True)
class KnownMethods:
    """Those of all bodies, by body and name, with containers for what they take, by direct forms and parameters, and give."""

    by_name: dict[Key, tuple[Method, ...]] = field(default_factory=dict)
    whole: set[Key] = field(default_factory=set)  # those by which nothing else can be called
    own: set[Key] = field(default_factory=set)  # those by which nothing else of an instance of the body can be called
    entries: dict[str, str] = field(default_factory=dict)  # with the direct forms they call
    taken: dict[str, list[Node]] = field(default_factory=dict)
    gives: dict[str, Node] = field(default_factory=dict)  # by direct forms: those of one name have one
    opened: set[str] = field(default_factory=set)  # direct forms
    of_classes: set[str] = field(default_factory=set)  # those that get a class as their first argument
    unsure: set[str] = field(default_factory=set)  # those whose receiver may be no instance of a class of the body

    def add(self, body: str, methods: Methods, whole: Set[str], own: Set[str], functions: Mapping[str, Function]) -> None:
        """Those of a body. `whole` are the names by which nothing else can be called, `own` those by which built-in types have methods."""
        for name, listed in methods.items():
            known = tuple(m for m in listed if m.direct in functions and not is_generator(functions[m.direct]))
            gives = Node(sequence=True, loose=True)
            self.by_name[body, name] = known
            if name in whole and len(known) == len(listed):
                self.whole.add((body, name))
            elif name in own and len(known) == len(listed):
                self.own.add((body, name))
            if (body, name) not in self.whole:
                share(item_of(gives))  # what a call gives is not surely seen to come from here
            for method in known:
                if not method.plain or method.kind:
                    self.unsure.add(method.direct)
                self.entries[method.entry] = method.direct
                self.gives[method.direct] = gives
                if method.kind == "class":
                    self.of_classes.add(method.direct)
                # of an instance that a first parameter gets nothing is known
                self.taken[method.direct] = [
                    Node(sequence=True, loose=True, shared=not at and not method.kind) for at in range(len(method.params))
                ]

    def received(self, function: Function) -> dict[str, Node]:
        """What the parameters of a direct form are given, by its locals."""
        taken = self.taken.get(function.name)
        return {} if taken is None else dict(zip(function.params[1:], taken, strict=True))

    def receivers(self, function: Function) -> set[str]:
        """The locals of a direct form that have what the method was found in, as its first parameter has."""
        if function.name not in self.taken or function.name in self.unsure:
            return set()
        assigns = [stmt for stmt in walk_stmts(function.body) if isinstance(stmt, Assign)]
        count = Counter(stmt.name for stmt in assigns)
        found = set(function.params[1:2])
        for stmt in assigns:
            if stmt.value.op == "local" and stmt.value.imm in found and count[stmt.name] == 1:
                found.add(stmt.name)
        return found - count.keys() | {name for name in found if count[name] == 1 and name not in function.params}

    def mention(self, key: Key) -> None:
        """Something may be read by a name."""
        self.open(self.by_name.get(key, ()))

    def open(self, methods: Sequence[Method]) -> None:
        """Something else may call them."""
        self.opened.update(m.direct for m in methods)

    def close(self) -> None:
        """Nothing is said of what open methods take and give."""
        self.unsure |= self.opened
        for direct in self.opened & self.taken.keys():  # of generators, and of functions that nothing calls, nothing is said
            for container in (*self.taken[direct], self.gives[direct]):
                share(container)

    def is_known(self, direct: str) -> bool:
        return direct in self.taken and direct not in self.opened

    def reached(
        self, key: Key, count: int, keywords: tuple[str, ...], way: int | None = None
    ) -> Iterator[tuple[Method, Given]]:
        """The methods that a call by a name with so many operands may reach, and what their parameters get: in a certain `way`, or in
        all there are."""
        for method in self.by_name.get(key, ()):
            for first in method.ways if way is None else (way,):
                fitting = method.given(range(first, count), keywords)
                if fitting is not None:
                    yield method, fitting
