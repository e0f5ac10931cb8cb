"""The types of what is in containers that only the code at hand changes (`containers.py`), for the inference of types.

Example

    %xs = dyn[list_new](0):list
    dyn[list_push](%xs, const[1.5]:float)
    %y = item[0](dyn[py_getitem](%xs, %i):val):float

Every value that is put into the list is a float, so what is read is one. Where a container has different things, the read stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from noetlc.ir.nodes import Expr, Function
from noetlc.ir.types import DYN
from noetlc.lower.passes.container_facts import ITEM, Found, Read, Said, Store
from noetlc.lower.passes.container_nodes import Node, Place, find, item_of, keys_of
from noetlc.lower.passes.container_rules import containers
from noetlc.lower.passes.infer import Type, merge

Bounds = tuple[int, int]
ENDLESS = 1 << 70  # as a bound: there is none
ANY: Bounds = (-ENDLESS, ENDLESS)
KNOWN = frozenset(("int", "long", "float", "bool", "str", "list", "dict", "tuple"))


class ItemTypes:
    """`types` are those of what is in containers, as far as they are known; `readers` and `stores` say which functions ask and tell."""

    def __init__(self, functions: list[Function], fixed: frozenset[str], said: Mapping[str, Said]) -> None:
        found = containers(functions, fixed, said)
        self.types: list[Type] = []
        self.told: list[Type] = []  # what no function decides
        self.bounds: list[Bounds | None] = []  # of the numbers among them
        self.stores: dict[str, list[tuple[int, Expr]]] = {}
        self.readers: list[dict[str, None]] = []
        self.flows: list[list[int]] = []  # of each container, those that get what it has
        self.reads: list[tuple[Read, Expr]] = []
        sure = (read for read in found.reads if read.sure or read.function not in found.unsure)
        read = [read for read in sure if _readable(_source(read.container, read.keyed), read.keyed)]
        if read:
            self.wrap(read)
            self.gather(found)
        self.forget()

    def wrap(self, reads: list[Read]) -> None:
        """Makes of each expression that reads one that says what it reads."""
        seen: set[int] = set()
        for read in reads:
            expr = read.expr
            if id(expr) in seen:
                continue  # one expression that stands in several places
            seen.add(id(expr))
            root = _source(read.container, read.keyed)
            number = self.number(root, _place(root, read.at))
            self.tell_text(read.container, number)
            inner = Expr(expr.op, expr.args, expr.imm, expr.type, expr.site)
            expr.op, expr.args, expr.imm, expr.site = ITEM, (inner,), number, 0
            expr.type = "val" if expr.type == DYN else expr.type
            self.readers[number][read.function] = None
            self.reads.append((read, inner))

    def number(self, node: Node, at: Place = None) -> int:
        """The number of what is in a container at a place."""
        if node.numbers is None:
            node.numbers = {}
        number = node.numbers.get(at)
        if number is None:
            number = node.numbers[at] = len(self.told)
            self.told.append("val" if find(item_of(node)).told_apart else None)
            self.bounds.append(None)
            self.readers.append({})
            self.flows.append([])
        return number

    def tell_text(self, container: Node, number: int) -> None:
        """What is in a container that may be a text may be one."""
        if find(container).text:
            self.told[number] = merge(self.told[number], "str")

    def gather(self, found: Found) -> None:
        """Notes what is put where: at a place that is not known, it is put at all."""
        flowing = [(store, _source(store.source, store.values)) for store in found.stores if store.source is not None]
        flowing = [(store, source) for store, source in flowing if _readable(source, store.values) or _is_empty(source)]
        sources = {id(store): self.number(source) for store, source in flowing}
        for store, _ in flowing:
            assert store.source is not None
            self.tell_text(store.source, sources[id(store)])
        for store in found.stores:
            target = find(store.container)
            if target.numbers is None:
                continue  # nobody asks
            at = _place(target, store.at)
            for place, number in target.numbers.items():
                if place == at or place is None or at is None:
                    self.note(store, number, sources)

    def note(self, store: Store, number: int, sources: dict[int, int]) -> None:
        if store.value is not None:
            self.stores.setdefault(store.function, []).append((number, store.value))
        elif store.source is None:
            self.told[number] = merge(self.told[number], store.type)
            self.bounds[number] = join(self.bounds[number], store.bounds or ANY)
        elif id(store) in sources:
            self.flows[sources[id(store)]].append(number)
        else:
            self.told[number] = "val"

    def forget(self) -> None:
        """Starts anew."""
        self.types = [None] * len(self.told)
        for number, type_ in enumerate(self.told):
            if type_ is not None:
                self.put(number, type_)

    def put(self, number: int, type_: Type) -> dict[str, None]:
        """Something of a type is put into a container: the functions for which that changes something."""
        again: dict[str, None] = {}
        pending = [(number, type_)]
        while pending:
            at, more = pending.pop()
            joined = merge(self.types[at], more if more is None or more in KNOWN else "val")
            if joined != self.types[at]:
                self.types[at] = joined
                again |= self.readers[at]
                pending += [(target, joined) for target in self.flows[at]]
        return again

    def carry(self, function: str, type_of: Callable[[Expr], Type]) -> dict[str, None]:
        """What a function puts into containers, under the types of its locals: the functions for which that changes something."""
        again: dict[str, None] = {}
        for number, value in self.stores.get(function, ()):
            again |= self.put(number, type_of(value))
        return again

    def close(self) -> dict[str, None]:
        """What nothing decides is a value."""
        again: dict[str, None] = {}
        for number, type_ in enumerate(self.types):
            if type_ is None:
                again |= self.put(number, "val")
        return again

    def readers_of_types(self) -> Iterable[str]:
        return {read.function: None for read, _ in self.reads}

    def settle(self) -> None:
        """Writes types into expressions; what is not known is read as before."""
        for read, inner in self.reads:
            expr = read.expr
            assert isinstance(expr.imm, int)
            type_ = self.types[expr.imm]
            if type_ is None or type_ == "val":
                expr.op, expr.args, expr.imm, expr.type, expr.site = inner.op, inner.args, inner.imm, inner.type, inner.site
            else:
                expr.type = type_


def _source(node: Node, keyed: bool) -> Node:
    """What is read: of a dict, one after the other, its keys."""
    found = find(node)
    return keys_of(found) if found.mapping and not (keyed or found.sequence or found.shared or found.odd) else found


def _readable(node: Node, keyed: bool) -> bool:
    """Whether what is read can only be what was put in."""
    if node.shared or node.odd or node.sequence == node.mapping:
        return False
    return keyed or node.sequence


def _place(node: Node, at: Place) -> Place:
    """The place, where what was put at it stays there: in tuples by number, in dicts by a text."""
    kind = str if node.mapping else int
    return at if isinstance(at, kind) and not node.loose and node.mapping != node.sequence else None


def join(a: Bounds | None, b: Bounds | None) -> Bounds | None:
    """The bounds of what lies between the ones or the others."""
    if a is None or b is None:
        return b if a is None else a
    return min(a[0], b[0]), max(a[1], b[1])


def _is_empty(node: Node) -> bool:
    """Whether nothing can be there."""
    return not (node.shared or node.odd or node.sequence or node.mapping)
