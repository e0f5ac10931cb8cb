"""What operations do to the containers among their operands, for `containers.py`: what has no rule here may do anything with them.

Example: the rule of `list_push` says that its second operand is put into the first one; that of `py_len_int`, that nothing happens.
"""

from __future__ import annotations

from collections.abc import Mapping

from noetlc.ir.depth import deep_recursion
from noetlc.ir.nodes import Expr, Function
from noetlc.layout.objects import FUNCTION_CELLS
from noetlc.lower.passes.attribute_rules import ATTRIBUTE_FORMS, ATTRIBUTE_RULES
from noetlc.lower.passes.call_rules import CALL_FORMS, CALL_RULES, defining
from noetlc.lower.passes.container_facts import CELL_VALUE, HOLDING, Call, Found, Read, Said, Store, Talking
from noetlc.lower.passes.container_methods import Nodes, extended, place
from noetlc.lower.passes.container_nodes import Node, field_of, find, item_of, keys_of, share, union
from noetlc.lower.passes.containers import Rule, Walk
from noetlc.lower.passes.talking_rules import talked, talking_form, talking_rules

CELL_VALUES = -1  # no offset: where `_held` is
MOST_ITEMS = (1 << 30) - 1  # of a list: each takes a word of the memory


def _nothing(_walk: Walk, expr: Expr, _nodes: Nodes) -> Node | None:
    """Looks only; what it gives is new, or was not known before."""
    return Node(shared=True) if expr.type in HOLDING else None


def _first(_walk: Walk, _expr: Expr, nodes: Nodes) -> Node | None:
    return nodes[0]


def _second(_walk: Walk, _expr: Expr, nodes: Nodes) -> Node | None:
    return nodes[1]


def _joined(_walk: Walk, _expr: Expr, nodes: Nodes) -> Node | None:
    """Gives an operand, or a container of what is in the operands."""
    made = Node()
    for node in nodes:
        if node is not None:
            union(made, node)
    return made


def _added(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """The same, with what was in the operands at other places."""
    return _joined(walk, expr, [*nodes, Node(loose=True)])


def _with_item(at: int) -> Rule:
    """A sum of a list and a display of one item, operand `at`, of which no list is made."""

    def rule(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
        made = Node(sequence=True, loose=True)
        walk.store(made, expr.args[at], nodes[at])
        return _added(walk, expr, [nodes[1 - at], made])

    return rule


def _is_plain(expr: Expr) -> bool:
    """Whether an expression surely gives no container: a number or a text."""
    if expr.op == "const":
        return isinstance(expr.imm, int | float | str)
    if expr.op != "dyn":
        return expr.type in PLAIN_TYPES
    return expr.imm in PLAIN or (expr.imm in SUMS and any(map(_is_plain, expr.args)))


def _sum(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """Beside a number or a text only numbers, texts and what has no containers can be added."""
    return _number_or_text(walk, expr) if _is_plain(expr) else _added(walk, expr, nodes)


def _number_or_text(walk: Walk, expr: Expr) -> Node | None:
    """What has no containers; a sum with a number is one."""
    return None if any(arg.op == "const" and isinstance(arg.imm, int | float) for arg in expr.args) else walk.text()


def _difference(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    return None if _is_plain(expr) else _nothing(walk, expr, nodes)


def _number(_walk: Walk, _expr: Expr, _nodes: Nodes) -> Node | None:
    """Looks only; what it gives is no container, and gives nothing one after the other."""
    return None


def _new_list(_walk: Walk, _expr: Expr, _nodes: Nodes) -> Node | None:
    return Node(sequence=True, loose=True)


def _new_tuple(_walk: Walk, _expr: Expr, _nodes: Nodes) -> Node | None:
    return Node(sequence=True)


def _new_dict(_walk: Walk, _expr: Expr, _nodes: Nodes) -> Node | None:
    return Node(mapping=True)


def _push(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    walk.store(nodes[0], expr.args[1], nodes[1])
    return None


def _put(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """Puts the last operand by an index or key; keys are in a dict, too."""
    if nodes[0] is not None and nodes[1] is not None:
        walk.keys.append((nodes[0], nodes[1], False))
    if nodes[0] is not None and expr.imm != "tuple_set":
        walk.found.stores.append(Store(keys_of(nodes[0]), walk.here, expr.args[1]))
    walk.store(nodes[0], expr.args[-1], nodes[-1], place(expr.args[1]))
    return None


def _fill(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """Fills in a display, whose places come in order."""
    container, at = next(walk.holes[str(expr.args[0].imm)])
    walk.store(container, expr.args[2], nodes[2], at)
    return None


def _keyed(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    return walk.read(expr, nodes[0], keyed=True, at=place(expr.args[1]))


def _unpacked(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    return walk.read(expr, nodes[0], keyed=False, at=place(expr.args[1]))


def _next_item(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    return walk.read(expr, nodes[0], keyed=False)


def _value(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """The value beside the key that a loop took of a dict."""
    return walk.read(expr, nodes[0], keyed=True)


def _item(_walk: Walk, _expr: Expr, nodes: Nodes) -> Node | None:
    return Node(shared=True) if nodes[0] is None else item_of(nodes[0])


def _copied(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """A new sequence of what the first operand gives."""
    made = Node(sequence=True, loose=True)
    (source, *_) = expr.args
    if source.op == "dyn" and source.imm == "py_range" and all(arg.op == "i32.const" for arg in source.args[1:]):
        walk.found.stores.append(Store(made, type="int", bounds=(0, MOST_ITEMS)))  # what has room for its items is small
    else:
        walk.flow(nodes[0], made)
    return made


def _new_queue(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """What is read and changed like a list, with what the first operand gives, if there is one."""
    made = Node(sequence=True, loose=True)
    if expr.args and expr.args[0].op != "i32.const":
        walk.flow(nodes[0], made)
    return made


def _taken(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """Puts the other operands into the first one, and gives something of it."""
    for arg, node in zip(expr.args[1:], nodes[1:], strict=True):
        walk.store(nodes[0], arg, node)
    return walk.read(expr, nodes[0], keyed=True)


def _bound(walk: Walk, _expr: Expr, nodes: Nodes) -> Node | None:
    """What came from a `*` argument."""
    made = Node(sequence=True, loose=True)
    walk.flow(nodes[1], made)
    return made


def _put_slice(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    return extended(walk, expr, [nodes[0], nodes[-1]])


def _range(walk: Walk, _expr: Expr, _nodes: Nodes) -> Node | None:
    made = Node(sequence=True, loose=True)
    walk.found.stores.append(Store(made, type="long"))
    return made


def _times(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """A list made where it stands is repeated: the other operand is a number then."""
    for arg, node in zip(expr.args, nodes, strict=True):
        if arg.op == "local" and arg.imm in walk.made:
            return node
    return _added(walk, expr, nodes)


def _summed(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    return _added(walk, expr, [Node(shared=True) if nodes[0] is None else walk.given(nodes[0]), nodes[1]])


def _extreme(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """The least or greatest argument of several, or of what is in the only one."""
    arguments = expr.args[0]
    if nodes[0] is None or arguments.op != "local" or str(arguments.imm) not in walk.sizes:
        return walk.unknown(expr, nodes)
    found = item_of(nodes[0])
    return _joined(walk, expr, [walk.given(found) if walk.sizes[str(arguments.imm)] == 1 else found, nodes[1]])


def _found(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    return _joined(walk, expr, nodes[:2])


def _enumerated(walk: Walk, _expr: Expr, nodes: Nodes) -> Node | None:
    row = Node(sequence=True, odd=True)
    made = Node(sequence=True, loose=True)
    if nodes[0] is not None:
        union(item_of(row), walk.given(nodes[0]))
    else:
        share(row)
    union(item_of(made), row)
    walk.found.stores.append(Store(made, type="tuple"))
    return made


def _zip(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    if nodes[0] is None:
        return walk.unknown(expr, nodes)
    return walk.zipped(nodes[0], Node())


def _identity(_walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """Which object it is: what may come out of a container has to stay the object it is then."""
    if not any(arg.op in ("const", "class", "function") or arg.type == "bool" for arg in expr.args):
        for node in nodes:
            if node is not None:
                find(node).told_apart = True
    return None


def _talks(_walk: Walk, _expr: Expr, _nodes: Nodes) -> Node | None:
    raise Talking


def _cell(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    made = Node(odd=True)
    if nodes[0] is not None:
        union(field_of(made, CELL_VALUE), nodes[0])
    _hold(walk, made, expr.args[0])
    return made


def _held(cell: Node) -> Node:
    """What a cell has been given, as a container of its own: its values are known like items."""
    values = find(field_of(cell, CELL_VALUES))
    values.sequence = values.loose = True
    return values


def _hold(walk: Walk, cell: Node, value: Expr) -> None:
    """Notes that a cell gets a value; 0 is none."""
    if value.op != "i32.const":
        walk.found.stores.append(Store(_held(cell), walk.here, value))


def _bound_value(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """The value of a variable that surely has one then: of one in a cell, what cells are given; nothing where it is only looked whether
    there is one."""
    variable = expr.args[0]
    in_cell = variable.op == "i32.load" and variable.imm == CELL_VALUE
    if in_cell and expr.type != "void" and (cell := walk.visit(variable.args[0])) is not None:
        walk.found.reads.append(Read(walk.here, expr, _held(cell), keyed=False))
    return nodes[0]


def _new_function(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """The function of an entry, if it has one; default values are not known."""
    for node in nodes[1:]:
        if node is not None:
            share(node)
    made = Node(odd=True, classes=frozenset("?"))
    entry = expr.args[0]
    if entry.op == "func":
        walk.entered.setdefault(str(entry.imm), []).append(made)
    return made


def _called(walk: Walk, _expr: Expr, nodes: Nodes) -> Node | None:
    call = Call(nodes[0], nodes[1], Node())
    if nodes[2] is not None:
        share(nodes[2])
    walk.calls.append(call)
    return call.result


def _spread(walk: Walk, _expr: Expr, nodes: Nodes) -> Node | None:
    """The arguments of `f(*items)`."""
    made = Node(sequence=True, loose=True)
    walk.flow(nodes[1], made)
    return made


# ---- forms


def _call_user(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    name = str(expr.imm)
    callee = walk.functions.get(name)
    if callee is None:
        return walk.unknown(expr, nodes)
    walk.called.add(name)
    params = walk.locals[name]
    taken = walk.methods.taken.get(name)
    if taken is not None:
        for container, arg, node in zip(taken, expr.args[1:], nodes[1:], strict=True):
            walk.store(container, arg, node)
        share(item_of(walk.methods.gives[name]))
        return Node(shared=True)
    for param, node in zip(callee.params, nodes, strict=True):
        if node is not None:
            union(params.setdefault(param, Node()), node)
    return walk.result(name)


def _yield(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """Gives an item of the generator to who drives it, and what that one sends to the function."""
    walk.store(walk.result(walk.here), expr.args[0], nodes[0])
    return Node(shared=True)


def _load(_walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    if expr.type not in HOLDING:
        return None
    offset = expr.imm
    assert isinstance(offset, int)
    if nodes[0] is None or (offset != CELL_VALUE and offset < FUNCTION_CELLS):
        return Node(shared=True)
    return field_of(nodes[0], offset)


def _save(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    offset = expr.imm
    if nodes[1] is None:
        return None
    if nodes[0] is None or not isinstance(offset, int) or (offset != CELL_VALUE and offset < FUNCTION_CELLS):
        return walk.unknown(expr, nodes)
    union(field_of(nodes[0], offset), nodes[1])
    return None


def _give(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """A value for what lies in an object: that of a cell may also be one that is no container."""
    if expr.imm == CELL_VALUE and nodes[0] is not None:
        _hold(walk, nodes[0], expr.args[1])
    return _save(walk, expr, nodes)


def _conditional(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    return _joined(walk, expr, nodes[1:])


LOOKING = frozenset(
    """py_print print_one py_repr py_str py_str_of
    py_format py_format_plain py_neg py_pos py_invert py_mod py_imod py_and py_iand py_xor py_ixor
    buf_begin buf_str buf_end range_bound range_rounds body_result body_passes_on forget_given enter_call
    leave_call str_concat py_delitem py_delslice py_any py_all
    deep_copy py_round py_round_fraction py_round_places py_divmod parameter_at is_instance
    plain_argument
    list_sort_by can_turn turn_slice spread_fits spread_arguments heap_heapify""".split()
)

NUMBERS = frozenset(
    """py_eq item_eq py_ne py_lt py_le py_gt py_ge py_contains py_truth py_len_int py_len py_bool_of py_isinstance py_hash py_int
    py_float_of py_abs py_truediv py_itruediv py_floordiv py_ifloordiv py_pow py_ipow py_lshift py_ilshift py_rshift py_irshift""".split()
)

PLAIN = NUMBERS | frozenset("py_mod py_imod py_str py_repr py_format py_format_plain".split())
PLAIN_TYPES = frozenset(("int", "long", "float", "bool", "str"))
SUMS = frozenset("py_add py_iadd py_sub py_isub".split())

RULES: dict[str, Rule] = {
    **dict.fromkeys(LOOKING, _nothing),
    **dict.fromkeys(NUMBERS, _number),
    "unpacked_at": _number,
    **dict.fromkeys("py_add py_iadd".split(), _sum),
    "item_and_list": _with_item(0),
    "list_and_item": _with_item(1),
    **dict.fromkeys("py_sub py_isub".split(), _difference),
    **dict.fromkeys("py_or py_ior".split(), _joined),
    "py_mul": _times,
    "py_imul": _times,
    "extreme_or": _found,
    "py_sum": _summed,
    "py_minimum": _extreme,
    "py_maximum": _extreme,
    "check_bound": _bound_value,
    **dict.fromkeys("loop_source py_iter check_list py_unpack iter_items".split(), _first),
    "sum_of": _second,
    "list_new": _new_list,
    "set_new": _new_list,
    **dict.fromkeys("deque_new py_set py_frozenset".split(), _new_queue),
    "heap_push": _push,
    "heap_pop": _taken,
    "heap_replace": _taken,
    "heap_pushpop": _taken,
    "py_set_add": _push,
    "set_update_from": extended,
    "tuple_new": _new_tuple,
    "dict_new": _new_dict,
    "list_push": _push,
    "tuple_set": _put,
    "dict_set": defining(_put),
    "py_setitem": _put,
    "py_dict_set": _put,
    "display_fill": _fill,
    "py_getitem": _keyed,
    "item_of_name": _keyed,
    "loop_item": _next_item,
    "unpacked_get": _unpacked,
    "py_next": _next_item,
    "iter_item_value": _value,
    "list_get": _item,
    "tuple_get": _item,
    **dict.fromkeys("py_list py_tuple list_of list_to_tuple py_reversed sorted_by py_sorted py_getslice".split(), _copied),
    "list_extend_star": extended,
    "list_extend_any": extended,
    "py_setslice": _put_slice,
    "py_range": _range,
    "py_enumerate": _enumerated,
    "py_zip": _zip,
    "py_is": _identity,
    "py_id": _talks,
    "cell_new": _cell,
    "function_new": _new_function,
    "py_call": _called,
    "star_arguments": _spread,
    "bind_spread": _bound,
    **ATTRIBUTE_RULES,
    **CALL_RULES,
}

FORMS: dict[str, Rule] = {
    "call_user": _call_user,
    "yield": _yield,
    "i32.load": _load,
    "i32.store": _save,
    "store.val": _give,
    "cond": _conditional,
    "attribute.exists": _nothing,
    "method.exists": _nothing,
    "receiver": _nothing,
    "failed": _nothing,
    **ATTRIBUTE_FORMS,
    **CALL_FORMS,
}


def containers(functions: list[Function], fixed: frozenset[str], said: Mapping[str, Said]) -> Found:
    """The reads and stores of all functions, none where nothing can be known. `said` is by the names of bodies."""
    talking = talked(name for one in said.values() for name in one.talking)
    rules, forms = RULES, FORMS
    if talking:
        rules = rules | talking_rules(talking, rules, _added)
        forms = forms | {form: talking_form(talking, forms[form]) for form in ("method", "method.unchecked")}
    walk = Walk(functions, fixed, rules, forms, said, talking)
    try:
        with deep_recursion():
            for function in functions:
                walk.function(function)
            walk.finish()
    except Talking:
        return Found()
    return walk.found
