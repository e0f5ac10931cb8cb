"""The IR's text form: what it looks like, and that it reads back to the same IR."""

from __future__ import annotations

import math
import struct
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from ir_random import Maker

from noetlc.ir.build import call, f64, get, global_set, i32, i64, op
from noetlc.ir.nodes import (
    Assign,
    BlockExpr,
    Data,
    Effect,
    Expr,
    Function,
    Global,
    If,
    Import,
    Leave,
    Module,
    Return,
    Stmt,
    TableIndex,
    Try,
)
from noetlc.ir.parser import ParseError, parse_function, parse_module
from noetlc.ir.printer import print_function, print_module
from noetlc.ir.types import ALL
from noetlc.layout.features import Feature
from noetlc.layout.tags import T_INSTANCE

NAMES = st.text(min_size=1, max_size=8) | st.sampled_from(["nan", "inf", "none", "if", "do", "return", "str:a b", "x.3", "inf.x", "e1"])
FLOATS = st.floats() | st.integers(0, 2**64 - 1).map(lambda bits: struct.unpack("<d", struct.pack("<Q", bits))[0])
IMMS = st.recursive(
    st.none() | st.integers() | FLOATS | st.text(max_size=6), lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=5
)
SITES = st.just(0) | st.integers(1, 1 << 24).filter(lambda s: s >> 12 > 0)


def same(a: Any, b: Any) -> bool:
    """Structural equality; floats by their bits."""
    if is_dataclass(a):
        return type(a) is type(b) and all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    if isinstance(a, float):
        return isinstance(b, float) and struct.pack("<d", a) == struct.pack("<d", b)
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    return bool(a == b)


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_random_modules_read_back(seed: int) -> None:
    module = Maker(seed).module()
    text = print_module(module)
    back = parse_module(text)
    assert same(module, back)
    assert print_module(back) == text


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_names_immediates_and_types_read_back(source: st.DataObject) -> None:
    types = st.sampled_from(sorted(ALL))
    draw = source.draw
    ops = st.sampled_from(
        ["local", "call", "data", "tee", "i32.const", "f64.const", "i64.load", "dyn.add", "str.format", "call_indirect", "do"]
    )
    exprs = st.recursive(
        st.builds(lambda o, i, t, s: Expr(o, (), i, t, s), ops, IMMS, types, SITES),
        lambda inner: st.builds(lambda o, a, i, t, s: Expr(o, tuple(a), i, t, s), ops, st.lists(inner, max_size=3), IMMS, types, SITES),
        max_leaves=6,
    )
    expr = draw(exprs)
    label = draw(NAMES)
    body: list[Stmt] = [
        Effect(expr),
        Assign(draw(NAMES), expr),
        Effect(BlockExpr("block", (), None, "val", 0, label, [Leave(label, expr)])),
    ]
    body += [Try([Return(None)], [Effect(expr)]), If(expr, [], [If(expr, [Leave(label, None)], [])]), Return(expr)]
    locals_ = {draw(NAMES): draw(types) for _ in range(3)}
    function = Function(draw(NAMES), tuple(locals_)[:1], draw(types), locals_, body, draw(st.none() | NAMES), "no", frozenset({3, 1}))
    assert same(function, parse_function(print_function(function)))


@given(st.binary(max_size=40), st.integers(0, 30), NAMES)
def test_data_reads_back(content: bytes, zeros: int, name: str) -> None:
    module = Module()
    module.data[name] = Data(name, content + bytes(zeros), 4, ((0, TableIndex("f")), (8, name)))
    module.imports["i"] = Import("i", name, "field", ("i32", "i64"), "void")
    module.globals["x"] = Global("x", "f64", -math.inf)
    module.globals["y"] = Global("y", "i32", -5)
    module.table = ["i", name]
    assert same(module, parse_module(print_module(module)))


def test_the_text_reads_like_an_explanation() -> None:
    x = get("x", "i64")
    body: list[Stmt] = [
        If(op("i64.lt_s", x, i64(0)), [Return(i64(0))], [Effect(global_set("last", i32(5)))]),
        Assign("y", op("f64.add", op("f64.load", get("p", "i32"), imm=8), f64(1.5))),
        Effect(call("note", "void", get("p", "i32"))),
        Return(Expr("call", (x,), "checked", "i64", 12 << 12 | 5)),
    ]
    function = Function("clamp", ("x", "p"), "i64", {"x": "i64", "p": "i32", "y": "f64"}, body, export="clamp")
    assert print_function(function) == (
        "func @clamp(%x: i64, %p: i32) -> i64 export clamp {\n"
        "  local %y: f64\n"
        "  if i64.lt_s(%x, 0:i64) {\n"
        "    return 0:i64\n"
        "  } else {\n"
        "    $last = 5\n"
        "  }\n"
        "  %y = f64.add(f64.load[8](%p), 1.5)\n"
        "  @note(%p)\n"
        "  return @checked(%x):i64!12:5\n"
        "}\n"
    )


def test_features_go_by_their_names_and_tags_by_their_numbers() -> None:
    text = "func @f() -> i32 provides 22, operators {\n  return and(live[22]:i32, live[operators]:i32)\n}\n"
    function = parse_function(text)
    assert function.provides == {T_INSTANCE, Feature.OPERATORS}
    assert T_INSTANCE == 22
    assert print_function(function) == text


def test_comments_and_blank_lines_are_skipped() -> None:
    function = parse_function("# first\n\nfunc @f() -> i32 { # head\n\n  return 5 # value\n\n}\n")
    assert same(function, Function("f", (), "i32", {}, [Return(i32(5))]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("func @f() -> i33 {\n}\n", "line 1: type expected, not 'i33'"),
        ("func @f() -> i32 {\n  return ]\n}\n", "line 2: name expected, not ']'"),
        ("fun @f() -> i32 {\n}\n", "line 1: import, global, data, table or func expected, not 'fun'"),
        ("func @f() -> i32 provides wings {\n}\n", "line 1: a feature or a tag expected, not 'wings'"),
        ("func @f() -> i32 {\n  ?\n}\n", "line 2: unexpected '?'"),
    ],
)
def test_errors_name_the_line(text: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_module(text)
    assert str(caught.value) == message


def test_deep_nesting() -> None:
    body: list[Stmt] = [Return(i32(1))]
    value = i32(0)
    for level in range(1000):
        body = [If(i32(1), body, [Assign("x", i32(level))])]
        value = BlockExpr("block", (), None, "i32", label=f"l{level}", body=[Leave(f"l{level}", value)])
    function = Function("f", (), "i32", {"x": "i32"}, [*body, Return(value)])
    text = print_function(function)
    assert print_function(parse_function(text)) == text
