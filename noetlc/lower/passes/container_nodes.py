"""Nodes of `containers.py`: each stands for the objects that an expression may give, and is joined with others."""

from __future__ import annotations

from collections.abc import Iterable

from noetlc.layout.objects import FUNCTION_CELLS

NONE: frozenset[str] = frozenset()
KEYS, GIVEN, KEY_VIEW, VALUE_VIEW, ITEM_VIEW, PARTS, TEXT = range(-8, -1)  # no offsets: where the functions below have what they give

Place = int | str | None  # of an item of a tuple, a key of a dict, or not known


class Node:
    """`shared`: code that is not known may change the objects, and all that is in them. `odd`: some are neither lists, tuples or dicts.
    `sequence`: some give their items one after the other, `mapping`: some are dicts. `loose`: some may have an item at another place than
    it was put at. `text`: some may be texts, which give texts (`spread_texts`). `classes`: the names of classes among them, "?" for
    other things that can be called. `item`: all that is in them, of dicts the values; `fields`: what lies in cells and functions,
    by offset. `numbers`: those of what is at a place or a key, of anything by None. `told_apart`: it is asked which object one is, so that
    none may be made anew."""

    __slots__ = (
        "classes", "fields", "item", "loose", "mapping", "numbers", "odd", "parent", "rank", "sequence", "shared", "text", "told_apart",
    )  # fmt: skip

    def __init__(
        self,
        *,
        shared: bool = False,
        odd: bool = False,
        sequence: bool = False,
        mapping: bool = False,
        loose: bool = False,
        text: bool = False,
        classes: frozenset[str] = NONE,
    ) -> None:
        self.parent: Node | None = None
        self.rank = 0
        self.shared = shared
        self.odd = odd
        self.sequence = sequence
        self.mapping = mapping
        self.loose = loose
        self.text = text
        self.classes = classes
        self.told_apart = False
        self.item: Node | None = None
        self.fields: dict[int, Node] | None = None
        self.numbers: dict[Place, int] | None = None


def find(node: Node) -> Node:
    """The node that stands for all that were joined with it."""
    while node.parent is not None:
        if node.parent.parent is not None:
            node.parent = node.parent.parent
        node = node.parent
    return node


def item_of(node: Node) -> Node:
    node = find(node)
    if node.item is None:
        node.item = Node(shared=node.shared)
    return node.item


def field_of(node: Node, offset: int) -> Node:
    """What lies at an offset. What a function captures is known however the function is called."""
    node = find(node)
    if node.fields is None:
        node.fields = {}
    found = node.fields.get(offset)
    if found is None:
        found = node.fields[offset] = Node(shared=node.shared and offset < FUNCTION_CELLS)
    return found


def keys_of(node: Node) -> Node:
    """The keys of a dict, as a container of their own."""
    return _sequence(field_of(node, KEYS))


def given_of(node: Node) -> Node:
    """What a container gives one after the other: what is in a sequence, the keys of a dict. `give` joins them, once it is known what the
    container is."""
    return field_of(node, GIVEN)


def give(node: Node) -> bool:
    """Joins what a container gives with what is in it, as far as that is known; whether that changed anything."""
    root = find(node)
    changed = False
    for held, inside in ((root.sequence, root), (root.mapping, keys_of(root))):
        if held and find(item_of(inside)) is not find(given_of(root)):
            union(item_of(inside), given_of(root))
            changed = True
    return changed


def view_of(node: Node, view: int) -> Node:
    """What a method gives that shows something of its receiver: whatever may change the one may change the other."""
    return _sequence(field_of(node, view))


def text_of(node: Node) -> Node:
    """What a method of texts gives: a text, but for receivers that have a method of that name themselves."""
    found = find(field_of(node, TEXT))
    found.odd = found.text = True
    return found


def _sequence(node: Node) -> Node:
    found = find(node)
    found.sequence = found.loose = True
    return found


def share(node: Node) -> None:
    pending = [node]
    while pending:
        here = find(pending.pop())
        if here.shared:
            continue
        here.shared = True
        if here.item is not None:
            pending.append(here.item)
        if here.fields:
            pending += [field for offset, field in here.fields.items() if offset < FUNCTION_CELLS]


def share_all(nodes: Iterable[Node | None]) -> None:
    """Shares those that there are."""
    for node in nodes:
        if node is not None:
            share(node)


def union(a: Node, b: Node) -> None:
    """Joins two nodes, and what is in them."""
    pending = [(a, b)]
    while pending:
        one, other = map(find, pending.pop())
        if one is other:
            continue
        if one.shared != other.shared:
            share(other if one.shared else one)
        if one.rank < other.rank:
            one, other = other, one
        one.rank += one.rank == other.rank
        other.parent = one
        one.odd |= other.odd
        one.sequence |= other.sequence
        one.mapping |= other.mapping
        one.loose |= other.loose
        one.text |= other.text
        one.told_apart |= other.told_apart
        if other.classes and other.classes != one.classes:
            one.classes |= other.classes
        if other.item is not None:
            if one.item is None:
                one.item = other.item
            else:
                pending.append((one.item, other.item))
        pending += _fields_joined(one, other)


def spread_texts(nodes: Iterable[Node]) -> None:
    """What texts give are texts, too."""
    pending, seen = [node for node in nodes], set[int]()
    while pending:
        here = find(pending.pop())
        if id(here) in seen:
            continue
        seen.add(id(here))
        here.text = True
        pending += [inside for inside in (here.item, (here.fields or {}).get(GIVEN)) if inside is not None]


def _fields_joined(one: Node, other: Node) -> list[tuple[Node, Node]]:
    """Gives a node the fields of another one, too: those that both have are to be joined."""
    if not other.fields:
        return []
    if one.fields is None:
        one.fields = other.fields
        return []
    both = [(field, other.fields[offset]) for offset, field in one.fields.items() if offset in other.fields]
    one.fields = {**other.fields, **one.fields}
    return both
