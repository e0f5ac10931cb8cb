"""Finds which lists, tuples and dicts of bodies only the code at hand changes, and what it puts into them.

Example

    %t = dyn[list_new](0):list
    dyn[list_push](%t, %x)
    return dyn[py_getitem](%t, %i):val

says that the list of `%t` has what `%x` had as its items, if nothing else gets the list. What is read from it is `item[0](…)` then, and
`types_of_items.py` finds its type.

This is unification: what may be one object is one node, and a node has one node for all that is in it. It takes time linear in the size of
the program, and asks for no types. Whatever is not known to leave a container alone (`container_rules.py`) makes it *shared*, and with it
all that is in it: nothing is said of those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from noetlc.ir.nodes import Assign, BlockExpr, Expr, Function, Leave, Return, Stmt, stmt_exprs, substatements
from noetlc.ir.payload import Class, Constant, Display, Global, Hole, List, Map, Payload, Tuple
from noetlc.layout.objects import FUNCTION_CELLS
from noetlc.lower.passes.container_facts import (
    HOLDING,
    MOST_ROUNDS,
    MOST_SMALL,
    NOTHING_SAID,
    TALKING,
    Call,
    Found,
    Read,
    Said,
    Store,
    Talking,
)
from noetlc.lower.passes.container_nodes import Node, Place, find, give, given_of, item_of, keys_of, share, share_all, spread_texts, union
from noetlc.lower.passes.generators import is_generator
from noetlc.lower.passes.known_methods import KnownMethods

_REFLECTING = frozenset("getattr setattr delattr vars locals globals dir".split())
Rule = Callable[["Walk", Expr, list[Node | None]], Node | None]


class Walk:
    """Goes through functions and joins what may be one object. `rules` are those of primitives, `forms` those of other operations;
    `fixed` are the functions that more calls are made of than stand in them, `said` is by the names of bodies."""

    def __init__(
        self,
        functions: list[Function],
        fixed: frozenset[str],
        rules: Mapping[str, Rule],
        forms: Mapping[str, Rule],
        said: Mapping[str, Said],
        talking: frozenset[str],
    ) -> None:
        self.rules = rules
        self.forms = forms
        self.all_said = said
        self.said = NOTHING_SAID  # by the body of the function
        self.silent = TALKING - talking
        self.globals: dict[Global, Node] = {}
        self.attributes: dict[tuple[str, str], Node] = {}  # by the name of the body and that of the attribute
        self.opened: set[tuple[str, str]] = set()  # those that something else may set, or read
        self.methods = KnownMethods()
        self.any_class: Node | None = None  # what asks an instance for its class gets
        self.classes: list[tuple[Node, Node | None, list[str]]] = []  # what classes derive from, and the direct forms of their `__init__`
        self.functions = {f.name: f for f in functions}
        self.fixed = fixed
        self.found = Found()
        self.locals: dict[str, dict[str, Node]] = {f.name: {} for f in functions}
        self.results: dict[str, Node] = {}
        self.called: set[str] = set()  # by calls that were met
        self.entered: dict[str, list[Node]] = {}  # function objects, by their entry
        self.keys: list[tuple[Node, Node, bool]] = []  # containers, what stands beside them, and whether in a call of a method
        self.giving: list[Node] = []  # containers that are asked for what they give
        self.texts: list[Node] = []  # what may be texts
        self.calls: list[Call] = []
        self.made: set[str] = set()  # locals that have a new list, and nothing else
        self.sizes: dict[str, int] = {}  # of new tuples, by the only local that has them
        for body, one in said.items():
            self.methods.add(body, one.methods, one.whole, one.own, self.functions)
        self.here = ""
        self.generates = False  # whether that function is a generator
        self.types: dict[str, str] = {}
        self.nodes: dict[str, Node] = {}
        self.taken: dict[str, Node] = {}  # locals that hold what a loop took, or an argument, and of what
        self.doubted: set[str] = set()  # those of them that hold it if the receiver is an instance
        self.members: dict[str, str] = {}  # locals that have a known method, by its direct form
        self.inits: dict[str, list[str]] = {}  # locals that have the members of a class, with its `__init__`
        self.receivers: set[str] = set()  # locals that have what the method was found in
        self.blocks: dict[str, Node] = {}
        self.holes: dict[str, Iterator[tuple[Node, Place]]] = {}  # by the local that has the copy of a display

    # ---- statements

    def function(self, function: Function) -> None:
        if function.name in self.methods.entries:
            return  # what gets there are arguments of calls that are seen, unless the method is open
        if any(part in self.silent for part in function.name.split(".")):
            raise Talking
        self.said = self.all_said.get(body_of(function.name), NOTHING_SAID)
        self.here, self.types, self.nodes = function.name, function.locals, self.locals[function.name]
        self.generates = is_generator(function)
        if self.generates:
            union(self.result(function.name), Node(sequence=True, loose=True))
        self.taken, self.blocks, self.holes, self.made, self.sizes = self.methods.received(function), {}, {}, set(), {}
        self.doubted = set()
        self.members, self.inits, self.receivers = {}, {}, self.methods.receivers(function) if self.said.sure else set()
        for param, container in self.taken.items():
            union(self.local(param), item_of(container))
        if function.name in self.methods.of_classes and len(function.params) > 1:  # else every call is an error
            union(self.local(function.params[1]), self.class_asked())
        self.body(function.body)

    def body(self, body: list[Stmt]) -> None:
        stack = [iter(body)]
        while stack:
            stmt = next(stack[-1], None)
            if stmt is None:
                stack.pop()
                continue
            self.statement(stmt)
            stack += [iter(sub) for sub in substatements(stmt)]

    def statement(self, stmt: Stmt) -> None:
        if isinstance(stmt, Assign):
            self.assign(stmt.name, stmt.value)
        elif isinstance(stmt, Return | Leave) and stmt.value is not None:
            node = self.visit(stmt.value)
            if isinstance(stmt, Leave):
                if node is not None:
                    union(self.blocks.setdefault(stmt.label, Node()), node)
                return
            if self.here in self.methods.gives:
                self.store(self.methods.gives[self.here], stmt.value, node)
            if node is not None and self.generates:
                share(node)  # who drives it may get that
            elif node is not None:
                union(self.result(self.here), node)
        else:
            for expr in stmt_exprs(stmt):
                self.visit(expr)

    def assign(self, name: str, value: Expr) -> None:
        if value.op.startswith("dyn") and value.imm == "display_copy":
            made, self.holes[name] = self.display(value.args[0])
            union(self.local(name), made)
            self.made.add(name)
            return
        self.note_member(name, value)
        if value.imm == "tuple_new" and isinstance(size := value.args[0].imm, int):
            self.sizes[name] = size
        node = self.visit(value)
        may_be_none = value.imm in ("loop_item", "py_next") or value.op == "method.unchecked"
        if may_be_none and self.found.reads and self.found.reads[-1].expr is value:
            read = self.found.reads.pop()  # the value may be 0: what reads the local is what is read
            self.taken[name] = read.container
            if not read.sure:
                self.doubted.add(name)
        if node is not None and self.types[name] in HOLDING:
            union(self.local(name), node)

    def note_member(self, name: str, value: Expr) -> None:
        """Notes that a local has a known method, as a function or wrapped as one of the class or of none."""
        if value.imm == "function_new" and value.args[0].op == "func" and value.args[0].imm in self.methods.entries:
            self.members[name] = self.methods.entries[str(value.args[0].imm)]
        elif value.imm in ("staticmethod_new", "classmethod_new") and (held := self.members.get(str(value.args[0].imm))):
            self.members[name] = held

    # ---- nodes

    def local(self, name: str) -> Node:
        node = self.nodes.get(name)
        if node is None:
            node = self.nodes[name] = Node()
        return node

    def result(self, name: str) -> Node:
        return self.results.setdefault(name, Node())

    def display(self, constant: Expr) -> tuple[Node, Iterator[tuple[Node, Place]]]:
        assert isinstance(constant.imm, Display)
        holes: list[tuple[Node, Place]] = []
        return self.constant(constant.imm.root, holes), iter(holes)

    def constant(self, value: Constant, holes: list[tuple[Node, Place]]) -> Node:
        """A list, dict or tuple with what is in it; the containers of what is filled in go to `holes`, in order."""
        if not isinstance(value, List | Map | Tuple):
            return Node(odd=True)
        mapping = isinstance(value, Map)
        node = Node(sequence=not mapping, mapping=mapping, loose=isinstance(value, List))
        places: Sequence[Place] = value.keys if isinstance(value, Map) else range(len(value.items))
        kinds: dict[tuple[Place, str], tuple[int, int] | None] = {}
        for place, item in zip(places, value.items, strict=True):
            at = None if node.loose else place
            if isinstance(item, Hole):
                holes.append((node, at))
                continue
            kind = at, type_of_constant(item)
            kinds[kind] = _bounds(kinds.get(kind), item)
            if isinstance(item, Payload):
                union(item_of(node), self.constant(item, holes))
        self.found.stores += [Store(node, type=kind, bounds=bounds, at=at) for (at, kind), bounds in kinds.items()]
        if any(type_ == "str" for _, type_ in kinds):
            union(item_of(node), self.text())
        if mapping and places:
            self.found.stores.append(Store(keys_of(node), type="str"))
            union(item_of(keys_of(node)), self.text())
        return node

    def store(self, container: Node | None, value: Expr, node: Node | None, at: Place = None) -> None:
        """Notes that a value is put into a container."""
        if container is None:
            if node is not None:
                share(node)
            return
        if node is not None:
            union(item_of(container), node)
        self.found.stores.append(Store(container, self.here, value, at=at))

    def flow(self, source: Node | None, target: Node) -> None:
        """Notes that what is in one container is in another one, too."""
        if source is None:
            share(target)
            return
        union(item_of(target), self.given(source))
        self.found.stores.append(Store(target, source=source))

    def read(self, expr: Expr, container: Node | None, keyed: bool, at: Place = None, sure: bool = True) -> Node | None:
        """Notes that an expression gives something of a container."""
        if container is None:
            return Node(shared=True)
        if expr.type != "void":  # somebody wants it
            self.found.reads.append(Read(self.here, expr, container, keyed, at, sure))
        return item_of(container) if keyed else self.given(container)

    def given(self, container: Node) -> Node:
        """What a container gives one after the other."""
        self.giving.append(container)
        return given_of(container)

    # ---- attributes and methods

    def key(self, name: str) -> tuple[str, str]:
        return body_of(self.here), name

    def attribute(self, name: str) -> Node | None:
        """What is in the attributes of a name, as a container; None where it may be anything."""
        types = self.said.closed.get(name)
        if types is None:
            return None
        key = self.key(name)
        node = self.attributes.get(key)
        if node is None:
            node = self.attributes[key] = Node(sequence=True, loose=True)
            self.found.stores += [Store(node, type=type_) for type_ in types]
        return node

    def class_asked(self) -> Node:
        """Some class of the body."""
        if self.any_class is None:
            self.any_class = Node(odd=True, classes=OTHERS)
        return self.any_class

    def open_attribute(self, name: str) -> None:
        """Something else may set, or read, the attributes of a name."""
        self.opened.add(self.key(name))

    def open_attributes(self) -> None:
        """The same of all names, and of methods."""
        for name in self.said.closed:
            self.open_attribute(name)
        for methods in self.said.methods.values():
            self.methods.open(methods)

    # ---- expressions

    def text(self) -> Node:
        """Something that may be a text."""
        made = Node(text=True)
        self.texts.append(made)
        return made

    def visit(self, expr: Expr) -> Node | None:
        """What an expression may give; None if that is and has no container, and is no text."""
        found = self.visited(expr)
        return self.text() if found is None and expr.type == "str" else found

    def visited(self, expr: Expr) -> Node | None:
        op = expr.op
        if op == "local":
            return self.visit_local(expr)
        if op == "const":
            return self.visit_constant(expr)
        if isinstance(expr, BlockExpr):
            self.body(expr.body)
            return self.blocks.setdefault(expr.label, Node())
        if not expr.args and op not in ("dyn", "dyn.unchecked", "call_user", "call_own"):
            return self.visit_leaf(expr)
        nodes = [self.visit(arg) for arg in expr.args]
        if op in ("dyn", "dyn.unchecked"):
            rule = self.rules.get(str(expr.imm))
            return self.unknown(expr, nodes) if rule is None else rule(self, expr, nodes)
        form = self.forms.get(op)
        if form is not None:
            return form(self, expr, nodes)
        return None if op.startswith(("i64.", "f64.", "i32.")) or op in ("not", "and", "or", "failed") else self.unknown(expr, nodes)

    def visit_local(self, expr: Expr) -> Node | None:
        name = str(expr.imm)
        if self.types[name] not in HOLDING or expr.type == "i32":
            return self.text() if self.types[name] == "str" else None
        container = self.taken.get(name)
        if container is not None:
            self.found.reads.append(Read(self.here, expr, container, keyed=False, sure=name not in self.doubted))
        return self.local(name)

    def visit_constant(self, expr: Expr) -> Node | None:
        value = expr.imm
        if isinstance(value, str):
            if value in self.silent:
                raise Talking
            return self.text()
        if isinstance(value, Tuple):
            return self.constant(value, [])
        if isinstance(value, Global):
            return self.globals.setdefault(value, Node(odd=True))
        if isinstance(value, Class):
            return self.class_(value.name)
        return Node(odd=True, classes=OTHERS) if isinstance(value, Payload) else None

    def class_(self, name: str) -> Node:
        if name in self.silent:
            raise Talking
        return Node(odd=True, classes=frozenset((name,)))

    def visit_leaf(self, expr: Expr) -> Node | None:
        if expr.op == "class":
            return self.class_(str(expr.imm))
        if expr.op == "function":
            if getattr(expr.imm, "name", "") in _REFLECTING:
                self.open_attributes()
            return Node(odd=True, classes=OTHERS)
        if expr.op in ("global.get", "data", "func") and expr.type in HOLDING:
            return Node(shared=True)
        return None

    def unknown(self, expr: Expr, nodes: list[Node | None]) -> Node | None:
        """What may do anything with its operands, and may read something by a name that is one of them."""
        for arg in expr.args:
            if arg.op == "const" and isinstance(arg.imm, str):
                self.methods.mention(self.key(arg.imm))
        share_all(nodes)
        return Node(shared=True) if expr.type in HOLDING else None

    # ---- the end

    def finish(self) -> None:
        """Says what is shared beyond the functions, once all calls are known."""
        self.open_said()
        for name, function in self.functions.items():
            if (name not in self.called or name in self.fixed) and not self.methods.is_known(name):
                for param in function.params:
                    if param in self.locals[name]:
                        share(self.locals[name][param])
                share(self.result(name))
        for entry, objects in self.entered.items():
            name = self.methods.entries.get(entry, entry)
            made = self.functions.get(name)
            for node in objects:
                if made is not None:
                    union(self.locals[name].setdefault(made.params[0], Node()), node)
                else:
                    share_cells(node)
        self.close()
        while self.open_escaped():
            self.close()
        spread_texts(self.texts)

    def open_said(self) -> None:
        """Opens what the texts of bodies, or operations that were met, say is open."""
        for key in self.opened & self.attributes.keys():
            share(self.attributes[key])
        if any(one.open_classes for one in self.all_said.values()):
            share(self.class_asked())
        if self.any_class is not None:
            for cls, _, _ in self.classes:
                union(self.any_class, cls)
        self.methods.close()

    def open_escaped(self) -> bool:
        """Opens the `__init__` of classes that something else may call; whether there are more of these."""
        before = len(self.methods.opened)
        for cls, base, inits in self.classes:
            if find(cls).shared:
                self.methods.opened.update(inits)
                if base is not None and not inits:
                    share(base)
        self.methods.close()
        self.found.unsure = self.methods.unsure
        return len(self.methods.opened) > before

    def close(self) -> None:
        """Joins keys with what is in dicts, and says what calls of values do, until nothing changes by that."""
        keys, calls, zips = self.keys, self.calls, list[Call]()
        for _ in range(MOST_ROUNDS):
            given = [give(container) for container in self.giving]
            later = [key for key in keys if not self.joined_key(*key)]
            others = [call for call in calls if _called(call) == ZIP]
            for call in (*(c for c in calls if _called(c) != ZIP), *(c for c in zips if _called(c) != ZIP)):
                self.share_call(call)
            for call in others:
                assert call.arguments is not None
                self.zipped(call.arguments, call.result)
            if len(later) == len(keys) and not calls and not any(given):
                break
            keys, calls, zips = later, [], zips + others
        else:
            for container, key, _ in keys:
                share(container)
                share(key)
            for container in self.giving:
                share(container)
        for call in zips:
            if _called(call) != ZIP:
                raise Talking

    def joined_key(self, container: Node, key: Node, method: bool) -> bool:
        """An index or key, or an argument of a method, beside its container; False while nothing follows."""
        container = find(container)
        if container.shared:
            if method:
                share(key)
            return True
        if container.mapping:
            union(item_of(keys_of(container)), key)
            return True
        return False

    def share_call(self, call: Call) -> None:
        share_all((call.function, call.arguments, call.result))

    def zipped(self, sources: Node, result: Node) -> Node:
        """`zip(*sources)`: tuples of what is in them."""
        row = Node(sequence=True, loose=True)
        self.flow(item_of(sources), row)
        union(result, Node(sequence=True, loose=True))
        union(item_of(result), row)
        self.found.stores.append(Store(result, type="tuple"))
        return result


def body_of(function: str) -> str:
    """The name of the body that a function is of."""
    return ".".join(function.split(".", 2)[:2])


ZIP = frozenset(("zip",))
OTHERS = frozenset("?")


def _called(call: Call) -> frozenset[str]:
    """The classes that a called value can only be, none if that is not known."""
    if call.function is None:
        return frozenset()
    node = find(call.function)
    return frozenset() if node.shared or node.sequence or node.mapping else node.classes


def share_cells(node: Node) -> None:
    """What a function captures is not known."""
    for offset, cell in (find(node).fields or {}).items():
        if offset >= FUNCTION_CELLS:
            share(cell)


def _bounds(known: tuple[int, int] | None, value: Constant) -> tuple[int, int] | None:
    """The bounds of a number and those known."""
    if not isinstance(value, int):
        return None
    return (value, value) if known is None else (min(known[0], value), max(known[1], value))


def type_of_constant(value: Constant) -> str:
    """The type of a constant in a display or tuple."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int" if abs(value) <= MOST_SMALL else "long"
    for class_, name in ((float, "float"), (str, "str"), (List, "list"), (Map, "dict"), (Tuple, "tuple")):
        if isinstance(value, class_):
            return name
    return "val"
