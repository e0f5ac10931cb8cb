"""What operations do with the attributes of instances, for `containers.py`: attributes of one name are one container of a body, whatever
instance has them, where all that may set them stands in the body (`Said.closed`).

Example: after

    dyn[set_attribute_at](%self, const[count]:str, 0, 1, const[0]:int)
    dyn[set_attribute_at](%self, const[count]:str, 0, 1, dyn[py_add](%t, const[1]:int))

what `dyn[attribute_at](%x, const[count]:str, 0, 1)` reads is an int, if it reads anything: no object of a module or of Python itself has
an attribute of that name.
"""

from __future__ import annotations

from noetlc.ir.nodes import Expr
from noetlc.lower.passes.call_rules import is_receiver
from noetlc.lower.passes.container_facts import HOLDING
from noetlc.lower.passes.container_methods import Nodes
from noetlc.lower.passes.container_nodes import Node, item_of, share, share_all
from noetlc.lower.passes.containers import Rule, Walk

_DICT = frozenset(("__dict__", "1attributes"))  # the attributes that have all others in them
_LOOKS = frozenset("__name__ __qualname__ __module__ __doc__ __class__".split())
_SEPARATORS = str.maketrans(",", " ")


def _name(expr: Expr) -> str | None:
    """The name of an attribute, the second operand, if it is known."""
    name = expr.args[1]
    return name.imm if name.op == "const" and isinstance(name.imm, str) else None


def _read(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """Gives an attribute, or raises."""
    if _name(expr) == "__class__":
        return walk.class_asked()
    held, sure = _held(walk, expr, nodes)
    if expr.type not in HOLDING:
        return None  # nobody wants it
    return Node(shared=True) if held is None else walk.read(expr, held, keyed=True, sure=sure)


def _read_if_there(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """Gives an attribute, or something else where there is none."""
    held, _ = _held(walk, expr, nodes)
    share_all(nodes[2:])
    if held is None:
        return Node(shared=True)
    share(item_of(held))  # what is given may also be something else
    return item_of(held)


def _held(walk: Walk, expr: Expr, nodes: Nodes) -> tuple[Node | None, bool]:
    """The container of an attribute that is read, None where that is not known, and whether it is surely that."""
    name = _name(expr)
    if name is None or name in _DICT:
        walk.open_attributes()
    if name is None:
        return None, False
    if nodes[0] is not None and name.startswith("__") and name not in _LOOKS:
        share(nodes[0])  # by its own method it may be changed
    walk.methods.mention(walk.key(name))
    held = walk.attribute(name)
    if held is None or name not in walk.said.common:
        return held, True
    if is_receiver(walk, expr):
        return held, False
    share(item_of(held))  # it may be what is read, but is not seen to be
    return None, False


def _set(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """Sets an attribute to the last operand."""
    name = _name(expr)
    if name is None:
        walk.open_attributes()
    else:
        walk.methods.mention(walk.key(name))
    walk.store(None if name is None else walk.attribute(name), expr.args[-1], nodes[-1])
    return Node(shared=True) if expr.type in HOLDING else None


def _of_kind(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """An attribute by the name in the operation itself, such as may be a property."""
    if expr.imm in _DICT:
        walk.open_attributes()
    walk.methods.mention(walk.key(str(expr.imm)))
    held = walk.attribute(str(expr.imm))
    if held is not None:
        share(item_of(held))
    return walk.unknown(expr, nodes)


def _all(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """Gives all attributes of an instance."""
    walk.open_attributes()
    return walk.unknown(expr, nodes)


def _named_tuple(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """Named tuples have their fields as attributes."""
    name = _name(expr)
    if name is None:
        walk.open_attributes()
    else:
        for field in name.translate(_SEPARATORS).split():
            walk.open_attribute(field)
    return walk.unknown(expr, nodes)


ATTRIBUTE_RULES: dict[str, Rule] = {
    **dict.fromkeys("attribute_at attribute_near attribute_elsewhere class_value_at py_getattr".split(), _read),
    **dict.fromkeys("own_attribute_at own_described_at optional_attribute builtin_getattr".split(), _read_if_there),
    **dict.fromkeys(
        """set_attribute_at set_attribute_near set_attribute_elsewhere set_unless_hooked_at set_plainly set_plainly_at py_setattr
        builtin_setattr""".split(),
        _set,
    ),
    **dict.fromkeys("py_vars py_vars_of dynamic_attribute".split(), _all),
    "namedtuple_new": _named_tuple,
}

ATTRIBUTE_FORMS: dict[str, Rule] = dict.fromkeys("attribute attribute.optional attribute.unchecked".split(), _of_kind)
