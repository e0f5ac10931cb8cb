"""Built-in functions and classes used as values: `map(str, xs)`, `defaultdict(list)`, `f = len`.

A builtin used as a value becomes a static function object whose entry counts arguments and calls the runtime; classes share one
function, `construct_builtin`, which knows only those the module uses that way.
"""

from __future__ import annotations

from noetlc.ir.build import op
from noetlc.ir.nodes import Effect, Expr, Function, If, Return, Stmt
from noetlc.lower.python.binding import Given, Variadic, match
from noetlc.lower.python.context import const, local
from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.model import ABSENT, VARIADIC, Primitive
from noetlc.primitives.python_builtins import BUILTINS
from noetlc.primitives.python_classes import CONSTRUCTORS
from noetlc.primitives.python_modules import FUNCTIONS
from noetlc.runtime.layout import TUPLE_ITEMS, Tuple
from noetlc.runtime.tags import T_CONSTRUCT

LENGTH = Tuple.FIELDS["length"][1]


def construct_builtin(names: list[str]) -> Function:
    """`construct_builtin(cls, args, kwargs)` for the classes a module uses as values."""
    body: list[Stmt] = []
    constructors = {**BUILTINS, **CONSTRUCTORS}
    for name in sorted(n for n in names if n in constructors and n not in EXCEPTIONS):
        same = op("i32.eq", local("cls", "i32"), Expr("data", (), "cls:" + name, "i32"))
        body.append(If(same, call_with_tuple(constructors[name], name), []))
    body.append(Return(Expr("dyn", (local("cls", "val"),), "raise_not_callable", "val")))
    types = dict.fromkeys(("cls", "args", "kwargs"), "val")
    provides = frozenset((T_CONSTRUCT,)) if names else frozenset()
    return Function("construct_builtin", ("cls", "args", "kwargs"), "val", types, body, provides=provides)


def builtin_entry(name: str) -> Function:
    """The entry `(self, args, kwargs)` of a builtin function used as a value."""
    types = dict.fromkeys(("self", "args", "kwargs"), "val")
    primitive = BUILTINS.get(name) or FUNCTIONS[name]
    return Function(f"builtin.{name}", ("self", "args", "kwargs"), "val", types, call_with_tuple(primitive, primitive.name))


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
