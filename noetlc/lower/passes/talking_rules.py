"""What operations do to containers in bodies whose classes have operators of their own, for `containers.py`: the methods behind them
get what is beside their instances.

Example: where a class has an `__eq__`, `x in xs` gives it the items of `xs`, and `x`; nothing is said of what is in those. The list
itself nobody gets. A method of another class than those of the body gives its operands to nobody, and instances are never known, so
that it is enough to give up what is beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from noetlc.ir.nodes import Expr
from noetlc.lower.passes.container_methods import Nodes
from noetlc.lower.passes.container_nodes import Node, item_of, keys_of, share, share_all
from noetlc.lower.passes.containers import Rule, Walk

_BINARY = "add sub mul mod truediv floordiv pow matmul and or xor lshift rshift"
ARITHMETIC = frozenset(f"__{kind}{name}__" for name in _BINARY.split() for kind in ("", "r", "i")) | {"__divmod__", "__rdivmod__"}
COMPARISON = frozenset("__eq__ __ne__ __lt__ __le__ __gt__ __ge__ total_ordering".split())
INDEXING = frozenset("__getitem__ __setitem__ __delitem__ __contains__".split())

_OPERATORS = ("py_divmod", *(f"py_{kind}{name}" for name in _BINARY.split() for kind in ("", "i")))
_COMPARISONS = (*(f"py_{name}" for name in "eq ne lt le gt ge".split()), "item_eq")
_OF_ITEMS = """py_contains extreme_or py_minimum py_maximum py_sorted sorted_by list_sort_by heap_push heap_pop heap_replace heap_pushpop
heap_heapify py_set py_frozenset py_set_add set_update_from""".split()
_OF_KEYS = "dict_set py_dict_set py_setitem py_getitem item_of_name py_delitem py_contains".split()
_METHODS_OF_ITEMS = frozenset("index count remove sort add discard".split())
_METHODS_OF_KEYS = frozenset("get setdefault pop".split())
_INDEXED = "py_getitem py_setitem py_delitem py_contains item_of_name py_getslice py_setslice py_delslice".split()


def talked(names: Iterable[str]) -> frozenset[str]:
    """Those of the names in `TALKING` that the rules here are for."""
    return (ARITHMETIC | COMPARISON | INDEXING).intersection(names)


def talking_rules(talking: frozenset[str], rules: Mapping[str, Rule], joined: Rule) -> dict[str, Rule]:
    """The rules that take the place of `rules` where methods of these names are defined. `joined` is that of operators whose outcome may
    be any of their operands: what stands beside an instance is not known then, and neither is what they give."""
    made: dict[str, Rule] = {}
    if talking & ARITHMETIC:
        made |= dict.fromkeys(_OPERATORS, joined)
    if talking & COMPARISON:
        made |= dict.fromkeys(_COMPARISONS, Walk.unknown)
        made |= {name: _giving(rules[name], _items) for name in _OF_ITEMS}
        made |= {name: _giving(made.get(name, rules.get(name, Walk.unknown)), _keys) for name in _OF_KEYS}
    if talking & INDEXING:
        made |= {name: _giving(made.get(name, rules.get(name, Walk.unknown)), _indexes) for name in _INDEXED}
    return made


def talking_form(talking: frozenset[str], method: Rule) -> Rule:
    """The same for calls of methods."""
    return _giving(method, _by_method) if talking & COMPARISON else method


def _giving(rule: Rule, given: Rule) -> Rule:
    """A rule, and before it what methods of the body get."""

    def both(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
        given(walk, expr, nodes)
        return rule(walk, expr, nodes)

    return both


def _items(_walk: Walk, _expr: Expr, nodes: Nodes) -> None:
    """Items are compared with each other, or with an operand; which one that is is not asked."""
    share_all(item_of(node) for node in nodes if node is not None)
    share_all(nodes[1:])


def _keys(_walk: Walk, _expr: Expr, nodes: Nodes) -> None:
    """Keys of a dict are compared with the operand behind it; of `in` that stands before."""
    share_all(item_of(keys_of(node)) for node in nodes if node is not None)
    share_all(nodes[1:2])


def _indexes(walk: Walk, _expr: Expr, nodes: Nodes) -> None:
    """An instance gets the operands beside it."""
    if nodes[0] is not None:
        walk.keys += [(nodes[0], node, True) for node in nodes[1:] if node is not None]


def _by_method(_walk: Walk, expr: Expr, nodes: Nodes) -> None:
    assert isinstance(expr.imm, tuple)
    name = expr.imm[0]
    if name in _METHODS_OF_ITEMS and nodes[0] is not None:
        share(item_of(nodes[0]))
    if name in _METHODS_OF_KEYS and nodes[0] is not None:
        share(item_of(keys_of(nodes[0])))
    if name in _METHODS_OF_ITEMS | _METHODS_OF_KEYS:
        share_all(nodes[1:2])
