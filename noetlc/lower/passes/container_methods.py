"""What methods do to the containers among their receiver and arguments, for `containers.py`.

A body may have a method of any of these names: what it gets and gives is known to nobody. Its receiver is shared then, as instances
are, and with it the arguments (`Walk.keys`) and what the method gives, which is a part of the receiver's node.
"""

from __future__ import annotations

from noetlc.ir.nodes import Expr
from noetlc.lower.passes.container_facts import Store
from noetlc.lower.passes.container_nodes import (
    ITEM_VIEW,
    KEY_VIEW,
    PARTS,
    VALUE_VIEW,
    Node,
    Place,
    item_of,
    keys_of,
    text_of,
    union,
    view_of,
)
from noetlc.lower.passes.containers import Rule, Walk

Nodes = list[Node | None]


def place(expr: Expr) -> Place:
    """The place or key that an index is, if that is known."""
    value = expr.imm if expr.op in ("const", "i32.const") else None
    if isinstance(value, str):
        return value
    return value if type(value) is int and value >= 0 else None


def method(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    assert isinstance(expr.imm, tuple)
    name, keywords = expr.imm
    rule = None if keywords else METHODS.get(str(name))
    if rule is None:
        return walk.unknown(expr, nodes)
    receiver = nodes[0] or Node(odd=True)  # a number or a text keeps nothing
    walk.keys += [(receiver, node, True) for node in nodes[1:] if node is not None]  # an object may have a method of that name
    return rule(walk, expr, [receiver, *nodes[1:]])


def extended(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """Puts what the second operand gives into the first one."""
    if nodes[0] is None or nodes[1] is None:
        return walk.unknown(expr, nodes)
    walk.flow(nodes[1], nodes[0])
    return None


def _append(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    if len(nodes) < 2:
        return None
    walk.store(nodes[0], expr.args[-1], nodes[-1])
    return None


def _extend(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    if len(nodes) != 2:
        return walk.unknown(expr, nodes)
    return extended(walk, expr, nodes)


def _pop(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    return walk.read(expr, nodes[0], keyed=True) if len(nodes) <= 2 else _got(walk, expr, nodes)


def _got(_walk: Walk, _expr: Expr, nodes: Nodes) -> Node | None:
    """The value of a key, or a default."""
    assert nodes[0] is not None
    for node in nodes[2:]:
        if node is not None:
            union(item_of(nodes[0]), node)
    return item_of(nodes[0])


def _get(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """The value of a key, or the default that is given."""
    found = _got(walk, expr, nodes)
    if len(nodes) == 3 and expr.op == "method":
        either = Node(sequence=True, loose=True)
        walk.found.stores += [Store(either, source=nodes[0], values=True), Store(either, walk.here, expr.args[2])]
        walk.read(expr, either, keyed=False)
    return found


def _set_default(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """The value of a key, which has one afterwards: the default, None where there is no other one."""
    assert nodes[0] is not None
    if len(nodes) > 1:
        walk.found.stores.append(Store(keys_of(nodes[0]), walk.here, expr.args[1]))
    if len(nodes) > 2:
        walk.store(nodes[0], expr.args[2], nodes[2], place(expr.args[1]))
    else:
        walk.found.stores.append(Store(nodes[0], type="val", at=place(expr.args[1]) if len(nodes) > 1 else None))
    return _got(walk, expr, nodes)


def _keys(walk: Walk, _expr: Expr, nodes: Nodes) -> Node | None:
    assert nodes[0] is not None
    return _view(walk, nodes[0], KEY_VIEW, item_of(keys_of(nodes[0])), values=False)


def _values(walk: Walk, _expr: Expr, nodes: Nodes) -> Node | None:
    assert nodes[0] is not None
    return _view(walk, nodes[0], VALUE_VIEW, item_of(nodes[0]), values=True)


def _view(walk: Walk, mapping: Node, view: int, inside: Node, values: bool) -> Node:
    """What gives what is in a dict."""
    made = view_of(mapping, view)
    union(item_of(made), inside)
    walk.found.stores.append(Store(made, source=mapping, values=values))
    return made


def _items(walk: Walk, _expr: Expr, nodes: Nodes) -> Node | None:
    """Pairs of what is in a dict."""
    assert nodes[0] is not None
    made, row = view_of(nodes[0], ITEM_VIEW), Node(sequence=True)
    union(item_of(made), row)
    union(item_of(row), item_of(nodes[0]))
    union(item_of(row), item_of(keys_of(nodes[0])))
    walk.found.stores += [
        Store(made, type="tuple"),
        Store(row, source=nodes[0], at=0),
        Store(row, source=nodes[0], at=1, values=True),
    ]
    return made


def _alike(_walk: Walk, _expr: Expr, nodes: Nodes) -> Node | None:
    """Another container of the same, or nothing."""
    return nodes[0]


def _parts(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """The parts of a text are texts, as what is left of one without blanks is. Those of bytes are bytes."""
    assert nodes[0] is not None
    made = view_of(nodes[0], PARTS)
    union(item_of(made), walk.text())
    walk.found.stores.append(Store(made, walk.here, Expr("method", expr.args[:1], ("strip", ()), "val")))
    return made


def _new(walk: Walk, _expr: Expr, nodes: Nodes) -> Node | None:
    """Something new without containers, of what only looks at its receiver and arguments."""
    assert nodes[0] is not None
    made = text_of(nodes[0])
    walk.texts.append(made)
    return made


METHODS: dict[str, Rule] = {
    "append": _append,
    "insert": _append,
    "extend": _extend,
    "appendleft": _append,
    "add": _append,
    "extendleft": _extend,
    "pop": _pop,
    "popleft": _pop,
    "copy": _alike,
    "get": _get,
    "setdefault": _set_default,
    "values": _values,
    "keys": _keys,
    "items": _items,
    **dict.fromkeys("index count remove reverse sort clear join rotate discard".split(), _got),
    **dict.fromkeys("split rsplit splitlines partition rpartition".split(), _parts),
    **dict.fromkeys(
        """capitalize casefold center endswith expandtabs find format isalnum isalpha isascii isdecimal isdigit isidentifier islower
        isnumeric isprintable isspace istitle isupper ljust lower lstrip removeprefix removesuffix replace rfind rindex rjust rstrip
        startswith strip swapcase title upper zfill""".split(),
        _new,
    ),
}
