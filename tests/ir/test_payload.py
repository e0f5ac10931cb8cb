"""Constants with structure: their names, their text form, and what nesting costs."""

from __future__ import annotations

import pytest

from noetlc.ir.nodes import Expr, Function, Return
from noetlc.ir.parser import parse_function
from noetlc.ir.payload import (
    LONGEST,
    Builtin,
    Bytes,
    Class,
    ClassFunction,
    Constant,
    Display,
    Hole,
    List,
    Map,
    Method,
    NativeFunction,
    Payload,
    PluginFunction,
    Signature,
    Tuple,
    symbol_of,
)
from noetlc.ir.printer import print_function
from noetlc.lower.python.dispatch.data import Pool

SHAPE = Display(Map(("a", "b c"), (Hole(), List((1, None, Tuple(()))))))


@pytest.mark.parametrize(
    ("constant", "text"),
    [
        (Class("ValueError"), 'cls("ValueError")'),
        (Builtin("math.sqrt"), 'builtin("math.sqrt")'),
        (ClassFunction("isoformat", "datetime.date"), 'class_function("isoformat", "datetime.date")'),
        (Method("lower"), 'method("lower")'),
        (PluginFunction("encode", "noetl.plugins.feather"), 'plugin_function("encode", "noetl.plugins.feather")'),
        (Bytes(b"\0\xff"), 'bytes("00ff")'),
        (Signature("f.<locals>.g", (2, 1, 0), ("x", "y")), 'sig("f.<locals>.g", [2, 1, 0], ["x", "y"])'),
        (Tuple((1, 1.0, True, None, "true", "nan", Tuple(("x",)))), 'tuple(1, 1.0, true, none, "true", "nan", tuple("x"))'),
        (SHAPE, 'display(map(["a", "b c"], [hole(), list(1, none, tuple())]))'),
    ],
)
def test_text_form_reads_back(constant: Payload, text: str) -> None:
    function = Function("f", (), "val", {}, [Return(Expr("const", (), constant, "val"))])
    printed = print_function(function)
    assert printed == f"func @f() -> val {{\n  return const[{text}]:val\n}}\n"
    (back,) = parse_function(printed).body
    assert isinstance(back, Return)
    assert back.value is not None
    assert back.value.imm == constant
    assert isinstance(back.value.imm, Payload)
    assert back.value.imm.symbol == constant.symbol


@pytest.mark.parametrize(
    ("function", "shown"),
    [
        (Builtin("os.path.join"), "join"),
        (ClassFunction("isoformat", "datetime.date"), "date.isoformat"),
        (ClassFunction("lower", "str"), "str.lower"),
        (Method("lower"), "lower"),
        (PluginFunction("encode", "noetl.plugins.feather"), "encode"),
    ],
)
def test_native_functions_are_shown_without_their_module(function: NativeFunction, shown: str) -> None:
    assert function.shown == shown
    assert len({made.entry for made in (function, Builtin("lower"), Method("join"))}) == 3


def test_equal_constants_have_one_name_and_others_another() -> None:
    items: list[Constant] = [None, 1, True, 1.0, "1", "None", 0.0, -0.0, Tuple(()), Tuple((Tuple(()),)), Bytes(b"1"), "a,b"]
    constants = [Tuple((item,)) for item in items] + [Tuple(("a", "b")), Tuple((Tuple(("a",)), "b")), Tuple(("x" * 300,)), Tuple(("x" * 301,))]
    assert len({c.symbol for c in constants}) == len(constants)
    assert Tuple((1, Tuple(("x" * 300,)))).symbol == Tuple((1, Tuple(("x" * 300,)))).symbol
    assert List((1,)).symbol != Tuple((1,)).symbol != Display(List((1,))).symbol
    assert symbol_of(1 << 40) == "int:1099511627776"
    assert symbol_of("x") == "str:x"


def test_shared_constants_cost_a_step_each() -> None:
    """A pair of pairs of pairs …: 2 to the 60 leaves, 60 items."""
    made = Tuple((1, 2))
    for _ in range(59):
        made = Tuple((made, made))
    pool = Pool()
    name = pool.word(made)
    assert isinstance(name, str)
    assert len(name) <= LONGEST + len("tuple:")
    found: set[str] = set()
    pending = [name]
    while pending:
        item = pool.data(pending.pop())
        assert item is not None
        found.add(item.name)
        pending += {target for _, target in item.refs} - found
    assert len(found) == 60
