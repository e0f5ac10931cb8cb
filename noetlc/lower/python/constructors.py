"""Built-in functions and classes used as values: `map(str, xs)`, `defaultdict(list)`, `f = len`.

A builtin used as a value becomes a static function object whose entry counts arguments and calls the runtime; classes share one
function, `construct_builtin`, which knows only those the module uses that way.
"""

from __future__ import annotations

from noetlc.ir.build import op
from noetlc.ir.nodes import Effect, Expr, Function, If, Return, Stmt
from noetlc.lower.python.binding import Given, Variadic, match
from noetlc.lower.python.context import const, local
from noetlc.lower.python.dispatch import op_tag
from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.model import ABSENT, VARIADIC, Marker, Param, Primitive
from noetlc.primitives.python_builtins import BUILTINS
from noetlc.primitives.python_classes import CONSTRUCTORS
from noetlc.primitives.python_methods import METHODS
from noetlc.primitives.python_modules import FUNCTIONS
from noetlc.runtime.layout import T_BYTES, T_CLASS, T_DICT, T_FLOAT, T_FROZENSET, T_INT, T_LIST, T_SET, T_STR, T_TUPLE, TUPLE_ITEMS, Tuple
from noetlc.runtime.tags import T_CONSTRUCT

RECEIVERS = {
    "str": T_STR, "bytes": T_BYTES, "list": T_LIST, "tuple": T_TUPLE, "dict": T_DICT, "set": T_SET, "frozenset": T_FROZENSET,
    "int": T_INT, "float": T_FLOAT,
}  # fmt: skip
"""Classes whose methods can be values, and the tag of their instances."""

LENGTH = Tuple.FIELDS["length"][1]


def construct_builtin(names: list[str]) -> Function:
    """`construct_builtin(cls, args, kwargs)` for the classes a module uses as values."""
    body: list[Stmt] = []
    constructors = {**BUILTINS, **CONSTRUCTORS}
    for name in sorted(n for n in names if n in constructors and n not in EXCEPTIONS):
        same = op("i32.eq", local("cls", "i32"), Expr("data", (), "cls:" + name, "i32"))
        made = call_with_names(CONSTRUCTORS[name]) if name in CONSTRUCTORS else call_with_tuple(BUILTINS[name], name)
        body.append(If(same, made, []))
    body.append(Return(Expr("dyn", (local("cls", "val"),), "raise_not_callable", "val")))
    types = dict.fromkeys(("cls", "args", "kwargs"), "val")
    provides = frozenset((T_CONSTRUCT, T_CLASS)) if names else frozenset()
    return Function("construct_builtin", ("cls", "args", "kwargs"), "val", types, body, provides=provides)


def builtin_entry(name: str) -> Function:
    """The entry `(self, args, kwargs)` of a builtin function used as a value."""
    types = dict.fromkeys(("self", "args", "kwargs"), "val")
    cls, _, attribute = name.rpartition(".")
    if name.startswith("."):
        return Function(f"builtin.{name}", ("self", "args", "kwargs"), "val", types, _method_of_any(attribute))
    if cls in RECEIVERS:
        return Function(f"builtin.{name}", ("self", "args", "kwargs"), "val", types, _method_of(cls, attribute))
    primitive = BUILTINS.get(name) or FUNCTIONS[name]
    return Function(f"builtin.{name}", ("self", "args", "kwargs"), "val", types, call_with_tuple(primitive, primitive.name))


def _count_is(count: int) -> Expr:
    return op("i32.eq", op("i32.load", local("args", "i32"), imm=LENGTH), Expr("i32.const", (), count, "i32"))


def _method_of_any(name: str) -> list[Stmt]:
    """A method taken from a receiver: the first argument is the receiver, whatever kinds have the method."""
    most = max(len([p for p in primitive.params if not p.keyword_only]) for primitive in METHODS[name].values())
    body: list[Stmt] = []
    for count in range(most + 2):
        call = Expr("method.unchecked", tuple(_item(i) for i in range(count + 1)), (name, ()), "val")
        body.append(If(_count_is(count + 1), [Return(call)], []))
    text = const(f"{name}() got too many arguments ($ given)")
    return [*body, Return(Expr("dyn", (text, local("args", "val")), "raise_argument_count", "val"))]


def _method_of(cls: str, name: str) -> list[Stmt]:
    """A method taken from a class: the first argument must be one of its instances."""
    tag = RECEIVERS[cls]
    primitive = METHODS[name][tag]
    missing = Expr("dyn", (const(f"unbound method {cls}.{name}() needs an argument"),), "raise_type_error", "val")
    template = const(f"descriptor '{name}' for '{cls}' objects doesn't apply to a '$' object")
    other = Expr("dyn", (template, _item(0)), "raise_type", "val")
    body: list[Stmt] = [If(_count_is(0), [Return(missing)], []), If(op_tag(_item(0), tag), [], [Return(other)])]
    params = (Param("self", positional_only=True), *primitive.params)
    return body + call_with_tuple(Primitive(name, params, primitive.result, primitive.runtime), name)


def call_with_tuple(primitive: Primitive, name: str) -> list[Stmt]:
    """Calls a primitive with the arguments in the local `args`; none may be named."""
    body: list[Stmt] = []
    if any(p.default is VARIADIC for p in primitive.params):
        return [*body, *_call(primitive, [local("args", "val") if p.default is VARIADIC else p.default for p in primitive.params])]
    most = len([p for p in primitive.params if not p.keyword_only])
    for count in range(most + 1):
        matched = match(primitive, count, ())
        if isinstance(matched, str):
            continue
        values = [_item(at.index) if isinstance(at, Given) else at for at in matched if not isinstance(at, Variadic)]
        exact = op("i32.eq", op("i32.load", local("args", "i32"), imm=LENGTH), Expr("i32.const", (), count, "i32"))
        body.append(If(exact, _call(primitive, values), []))
    wrong = match(primitive, most + 1, ())
    text = str(wrong).replace("{name}", name).replace(f"({most + 1} given)", "($ given)").replace(f"got {most + 1}", "got $")
    body.append(Return(Expr("dyn", (const(text), local("args", "val")), "raise_argument_count", "val")))
    return body


def call_with_names(primitive: Primitive) -> list[Stmt]:
    """Calls a primitive with the locals `args` and `kwargs`; what does not fit is left out."""
    body: list[Stmt] = []
    values: list[object] = []
    for i, param in enumerate(primitive.params):
        if param.default is VARIADIC:
            values.append(local("args", "val"))
            continue
        position = -1 if param.keyword_only else i
        where = Expr("i32.const", (), position, "i32")
        taken = Expr("dyn.unchecked", (local("args", "val"), local("kwargs", "val"), where, const(param.name)), "call_argument", "val")
        if not isinstance(param.default, Marker):
            taken = Expr("dyn", (taken, const(param.default)), "or_default", "val")
        values.append(taken)
    return [*body, *_call(primitive, values)]


def _item(index: int) -> Expr:
    return Expr("i32.load", (local("args", "i32"),), TUPLE_ITEMS + 4 * index, "val")


def _call(primitive: Primitive, values: list[object]) -> list[Stmt]:
    args: list[Expr] = []
    for value in values:
        if isinstance(value, Expr):
            args.append(value)
        elif value is ABSENT:
            args.append(Expr("i32.const", (), 0, "val"))
        else:
            assert value is None or isinstance(value, bool | int | float | str)
            args.append(const(value))
    call = Expr("dyn", tuple(args), primitive.runtime, primitive.result)
    return [Effect(call), Return(const(None))] if primitive.result == "void" else [Return(call)]
