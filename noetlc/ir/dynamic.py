"""The dynamic dialect: every operation that may stand in a Python body, a template or what renders a node before selection, declared.

Example: what is known of three operations

    dyn[py_getitem](%xs, %i)      primitive   (val, val) -> val, may raise, reads a position
    method[(get, ())](%d, "k")    form        (val, val…) -> val, may raise, reads a position
    yield(%x)                     form        (val) -> val, may collect
    call_own[macro_row.1](1, %x)  form        (val…) -> val, may raise, may collect, reads a position

*Forms* are the operations of the language itself, listed here with the level at which they are gone. *Primitives* are the functions
of the runtime, called by name with `dyn` (the result is checked: a raise goes to the handler) or `dyn.unchecked` (whoever wrote
the operation looks at the result). Operands are converted to what a primitive takes: numbers are boxed, an int becomes a float.
Plain calls, checks and positions are made by selection: before it there are none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from noetlc.ir.nodes import Expr
from noetlc.ir.payload import Payload
from noetlc.ir.types import DYN, NEVER, REFERENCES, UNBOXED, VOID, compatible
from noetlc.primitives.overloads import NEVER_RAISE

RAISE = "@raise"  # the label of whatever handles what is raised; selection knows which
LEVELS = ("dynamic", "inferred", "selected", "resumable", "rooted", "machine")
"""What the IR has been through: lowering, inference, selection, generators, roots, linking."""

PRIMITIVES = frozenset(("dyn", "dyn.unchecked"))
COLLECTING = frozenset(("py_call",))  # primitives that run functions of bodies
RAISING = frozenset(("raise_value", "raise_from"))  # primitives that always raise, of the statement `raise`
ABORTING = frozenset(("leave",))  # primitives that end the run, which names a position too


@dataclass(frozen=True, slots=True)
class Operation:
    """`operands` are kinds, `more` the kind of any further ones. `result` is a kind, "any" that of the place it stands in.

    `raises`: a raise may be pending after it. `collects`: it may reach a safepoint. `positioned`: it reads the position in the file.
    Without `returns` it always raises. `until`: the level at which it no longer occurs.
    """

    name: str
    operands: tuple[str, ...]
    result: str
    raises: bool = False
    collects: bool = False
    positioned: bool = False
    more: str | None = None
    returns: bool = True
    until: str = "selected"

    def takes(self, count: int) -> bool:
        return count == len(self.operands) or (self.more is not None and count > len(self.operands))

    def kind(self, index: int) -> str:
        """What an operand has to be."""
        if index < len(self.operands):
            return self.operands[index]
        assert self.more is not None
        return self.more


_FORMS = (
    Operation("const", (), "any"),  # imm: the constant
    Operation("function", (), "val"),  # imm: a function that no body defines, used as a value
    Operation("class", (), "val"),  # imm: the name of a class used as a value
    Operation("method", ("val",), "val", raises=True, positioned=True, more="val"),  # imm: (name, names of the last arguments)
    Operation("method.unchecked", ("val",), "val", collects=True, positioned=True, more="val"),
    Operation("construct", ("val",), "val", collects=True, positioned=True, more="val"),  # imm: (`__init__`, names of the last arguments)
    Operation("construct.known", ("val",), "val", collects=True, positioned=True, more="val"),  # the same of a class that surely has it
    Operation("call_value", ("val",), "val", collects=True, positioned=True, more="val"),  # imm: (a method, names of last arguments)
    Operation("attribute", ("val",), "val", raises=True, positioned=True),  # imm: the name
    Operation("attribute.unchecked", ("val",), "val", collects=True, positioned=True),  # the same, of what may be a property
    Operation("attribute.optional", ("val",), "val", positioned=True),  # imm: the name; whoever wrote it looks for what is raised
    Operation("attribute.exists", ("val",), "val", raises=True, positioned=True),
    Operation("method.exists", ("val",), "val", raises=True, positioned=True),
    Operation("receiver", ("val",), "void"),  # imm: a method; what follows is needed unless the receiver surely has it
    Operation("call_own", (), "val", raises=True, collects=True, positioned=True, more="val"),  # imm: a function of the playbook
    Operation("call_user", (), "any", collects=True, positioned=True, more="val"),  # the same; whoever wrote it asks `failed`
    Operation("item", ("val",), "any"),  # imm: the number of a container; what is read from it
    Operation("item.small", ("val",), "int"),  # the same, of an int that has no object
    Operation("failed", ("val",), "i32"),  # of the result of a call: whether it raised
    Operation("store.val", ("i32", "val"), "void"),  # imm: an offset; stores a value in an object
    Operation("yield", ("val",), "val", collects=True, until="resumable"),  # imm: for `yield from` the local with what gives the item
    Operation("safepoint", (), "void", collects=True, positioned=True, until="rooted"),
    Operation("live", (), "i32", until="machine"),  # imm: a tag; whether such objects can exist in the module
)
FORMS: dict[str, Operation] = {form.name: form for form in _FORMS}


class Dialect:
    """The forms, and the primitives of a runtime: `signature` gives parameters and result of a function (KeyError for none), `raises`
    whether it may leave an exception pending."""

    def __init__(self, signature: Callable[[str], tuple[tuple[str, ...], str]], raises: Callable[[str], bool]) -> None:
        self._signature = signature
        self._raises = raises
        self._known: dict[str, Operation | None] = {}

    def primitive(self, name: str) -> Operation | None:
        """The operation of that name, None if there is none. Kinds of operands and result are machine types or `val`."""
        if name not in self._known:
            self._known[name] = self._declared(name)
        return self._known[name]

    def _declared(self, name: str) -> Operation | None:
        try:
            params, result = self._signature(name)
        except KeyError:
            return None
        raises = name not in NEVER_RAISE and self._raises(name)
        positioned = raises or name in ABORTING
        return Operation(
            name, tuple(map(_kind, params)), _kind(result), raises, name in COLLECTING, positioned, returns=name not in RAISING
        )

    def operation(self, expr: Expr) -> Operation | None:
        """The declaration of an expression's operation; None if it is not one of the dialect's."""
        return self.primitive(str(expr.imm)) if expr.op in PRIMITIVES else FORMS.get(expr.op)


def _kind(type_: str) -> str:
    """A type of a runtime function; records are values here."""
    return type_ if type_ in ("i32", "i64", "f64", VOID) else "val"


def converts(expr: Expr, have: str, want: str) -> bool:
    """Whether selection can turn a value of type `have` into what a place of type `want` holds."""
    if have == VOID or want == VOID:
        return want == VOID
    if have == NEVER:
        return True
    if expr.op == "const" and have != DYN:
        return _constant_converts(expr.imm, want)
    if have == DYN:
        return want in REFERENCES or want == DYN
    if want == DYN or compatible(have, want):
        return True
    if want in REFERENCES:
        return have in UNBOXED or have in ("i64", "f64")
    if have == "long" or want == "long":
        return have in ("long", "i64") and want in ("int", "i64", "long")
    return want in ("float", "f64") and have == "int"


def _constant_converts(value: object, want: str) -> bool:
    if isinstance(value, Payload):
        return want == "i32" or want in REFERENCES or want == DYN  # as an i32 its address
    if want in ("float", "f64"):
        return isinstance(value, int | float)
    if want in ("int", "i64", "bool", "i32"):
        return isinstance(value, int)
    return True


def gives(result: str, want: str) -> bool:
    """Whether an operation with that result may be taken to give `want`: what lowering knows of it besides."""
    if result == "any":
        return True
    if result == VOID or want == VOID:
        return result == want or want == VOID
    if result == "val":
        return want in REFERENCES or want in (DYN, "long")
    return compatible(result, want)


def call_of(expr: Expr) -> tuple[str, tuple[str, ...]]:
    """The name of a call (`method`, `construct`, `construct.known`, `call_value`) and those of its last arguments."""
    assert isinstance(expr.imm, tuple)
    name, keywords = expr.imm
    assert isinstance(keywords, tuple)
    return str(name), tuple(map(str, keywords))
