"""What calls of methods and classes of bodies do to containers, for `containers.py`: arguments go to the methods they may reach
(`known_methods.py`), and to nobody else where no other thing has a method of the name.

Example: the rule of `method.unchecked[(move, ())](%p, const[1]:int)` puts the int into what `dx` of `def move(self, dx)` is given.
"""

from __future__ import annotations

from noetlc.ir.dynamic import call_of
from noetlc.ir.nodes import Expr
from noetlc.lower.passes.container_facts import HOLDING, Store
from noetlc.lower.passes.container_methods import Nodes
from noetlc.lower.passes.container_methods import method as of_builtin
from noetlc.lower.passes.container_nodes import Node, share, share_all
from noetlc.lower.passes.containers import OTHERS, Rule, Walk
from noetlc.lower.passes.known_methods import BOUND, UNBOUND, Given, Method

INIT = "__init__"


def _pass(walk: Walk, method: Method, given: Given, expr: Expr, nodes: Nodes) -> None:
    """Puts operands, and defaults, into what the parameters of a method are given."""
    for at, (container, what) in enumerate(zip(walk.methods.taken[method.direct], given, strict=True)):
        if at == 0 and method.kind != "static":
            if what != 0 and expr.op != "call_value":  # the class gets it as an argument; `super()` asks for an instance
                walk.methods.unsure.add(method.direct)
            share_all([nodes[what]] if isinstance(what, int) and what else [])
        elif isinstance(what, int):
            walk.store(container, expr.args[what], nodes[what])
        else:
            walk.found.stores.append(Store(container, type=what))
            if what == "val":
                share(container)


def method(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """A method of whatever the receiver is."""
    name, keywords = call_of(expr)
    key = walk.key(name)
    reached = list(walk.methods.reached(key, len(nodes), keywords))
    for one, given in reached:
        _pass(walk, one, given, expr, nodes)
    if key not in walk.methods.whole:
        found = of_builtin(walk, expr, nodes)
        if reached and key in walk.methods.own and is_receiver(walk, expr):
            walk.read(expr, walk.methods.gives[reached[0][0].direct], keyed=True, sure=False)
        return found
    return _given(walk, expr, reached)


def is_receiver(walk: Walk, expr: Expr) -> bool:
    """Whether the first operand is what the method around was found in."""
    first = expr.args[0]
    return first.op == "local" and first.imm in walk.receivers


def _given(walk: Walk, expr: Expr, reached: list[tuple[Method, Given]]) -> Node | None:
    """What a call gives that can only reach known methods; where it reaches none it raises."""
    if not reached:
        return Node(shared=True)
    return walk.read(expr, walk.methods.gives[reached[0][0].direct], keyed=True)


def call_value(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """A call of a function that a class has under a name, or of any value, such as a class."""
    name, keywords = call_of(expr)
    key = walk.key(name or INIT)
    reached = list(walk.methods.reached(key, len(nodes), keywords, UNBOUND if name else BOUND))
    for one, given in reached:
        _pass(walk, one, given, expr, nodes)
    if name and key in walk.methods.whole:
        return _given(walk, expr, reached)
    for one, _ in reached if name else ():
        share(walk.methods.gives[one.direct])
    share_all(nodes[1:])
    return Node(shared=True)


def construct(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """A call of a class of the body by its name."""
    init, keywords = call_of(expr)
    key = walk.key(INIT)
    reached = list(walk.methods.reached(key, len(nodes), keywords, BOUND))
    if walk.said.sure:
        reached = [(one, given) for one, given in reached if one.direct == init]
    for one, given in reached:
        _pass(walk, one, given, expr, nodes)
    if not (walk.said.sure and init in walk.methods.taken):
        share_all(nodes[1:])
    return Node(shared=True)


def class_new(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """A class, which nobody but the code at hand calls as long as it does not get elsewhere."""
    made = Node(odd=True, classes=OTHERS)
    share_all(nodes[3:])
    members = expr.args[3]
    inits = walk.inits.get(str(members.imm), []) if members.op == "local" else []
    walk.classes.append((made, nodes[2], inits))
    return made


def defining(rule: Rule) -> Rule:
    """The rule of what puts members into the dict of a class, too."""

    def put(walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
        target, name, member = expr.args
        direct = walk.members.get(str(member.imm)) if member.op == "local" else None
        if direct is not None and name.imm == INIT:
            walk.inits.setdefault(str(target.imm), []).append(direct)
        return rule(walk, expr, nodes)

    return put


def _looking_above(_walk: Walk, expr: Expr, nodes: Nodes) -> Node | None:
    """Finds something by a name above a class, which `call_value` calls, or which is no known method."""
    share_all(nodes[1:])
    return Node(shared=True) if expr.type in HOLDING else None


def _for_class(_walk: Walk, _expr: Expr, _nodes: Nodes) -> Node | None:
    """Notes something of a class."""
    return None


def _class_of(walk: Walk, _expr: Expr, _nodes: Nodes) -> Node | None:
    """Gives the class of an instance."""
    return walk.class_asked()


CALL_FORMS: dict[str, Rule] = {
    "method": method,
    "method.unchecked": method,
    "call_value": call_value,
    "construct": construct,
    "construct.known": construct,
}
CALL_RULES: dict[str, Rule] = {
    "class_new": class_new,
    "py_type": _class_of,
    **dict.fromkeys("class_places slotted_places class_abstract".split(), _for_class),
    **dict.fromkeys("super_function super_other builtin_method native_by raise_no_attribute".split(), _looking_above),
}
