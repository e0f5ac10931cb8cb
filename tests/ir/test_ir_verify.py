"""The verifier accepts well-typed modules and names function and fault of others."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from ir_random import Maker

from noetlc.ir.errors import IRError
from noetlc.ir.parser import parse_module
from noetlc.ir.verify import verify


def test_random_modules_are_accepted() -> None:
    for seed in range(150):
        verify(Maker(seed).module())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("func @f() -> i32 {\n  $x = 1\n}\n", "@f: global $x is not in the module"),
        ("func @f() -> i32 {\n}\n", "@f: control can reach the end, but it returns i32"),
        ("func @f() -> i32 {\n  return 1:i64\n}\n", "@f: return is i64, i32 is wanted in 1:i64"),
        ("func @f() -> void {\n  return 1\n}\n", "@f: return gives i32, nothing is wanted in 1"),
        ("func @f() -> void {\n  %x = 1\n}\n", "@f: local %x is not declared"),
        ("func @f(%x: i64) -> void {\n  %x = i32.add(1, 2)\n}\n", "@f: value of %x is i32, i64 is wanted in i32.add(1, 2)"),
        ("func @f(%x: i64) -> i32 {\n  return i32.add(%x, 1)\n}\n", "@f: operand 0 is i64, i32 is wanted in i32.add(%x, 1)"),
        ("func @f(%x: i64) -> i32 {\n  return i64.eqz(%x, %x)\n}\n", "@f: i64.eqz takes 1 operands, not 2 in i64.eqz(%x, %x)"),
        ("func @f(%x: i64) -> void {\n  if %x {\n  }\n}\n", "@f: a condition cannot be i64 in %x"),
        ("func @f() -> void {\n  br l\n}\n", "@f: label l is not a block or loop in scope"),
        ("func @f() -> void {\n  block l {\n    leave l\n  }\n}\n", "@f: label l is not a block expression in scope"),
        ("func @f() -> void {\n  @g()\n}\n", "@f: function @g is not in the module in @g()"),
        ("func @f(%x: i32) -> void {\n  @f()\n}\n", "@f: @f takes"),
        ("func @f() -> void {\n  dyn.add(1, 2):i32\n}\n", "@f: dyn.add is not a machine operation in dyn.add(1, 2):i32"),
        ("func @f() -> void {\n  try {\n  } except {\n  }\n}\n", "@f: Try is not a machine-level statement"),
        ("func @f() -> f64 {\n  return do l:f64 {\n    leave l 1.0\n    br m\n  }\n}\n", "@f: label m is not a block or loop in scope"),
        ("func @f() -> f64 {\n  return do l:f64 {\n  }\n}\n", "@f: control can reach the end of block expression l"),
        ("func @f() -> i32 {\n  return i32.load[-1](0)\n}\n", "@f: offset -1 is not an unsigned 32-bit number in i32.load[-1](0)"),
    ],
)
def test_faults_are_named(text: str, message: str) -> None:
    with pytest.raises(IRError) as caught:
        verify(parse_module(text))
    assert str(caught.value).replace("call takes", "@f takes").startswith(message)


@pytest.mark.parametrize(
    "body",
    [
        "block l {\nreturn 1\nbr l\n}",
        "block l {\nif %x {\nreturn 1\n} else {\nreturn 2\n}\nbr l\n}",
        "block l {\nblock m {\nbr m\nbr l\n}\nreturn 1\n}",
        "block l {\nreturn 1\n%x = check[l](%x)\n}",
        "loop l {\nbr l\n}",
        "return do l:i32 {\nblock m {\nleave l 1\nbr m\n}\n}",
    ],
)
def test_jumps_that_nothing_arrives_at_do_not_count(body: str) -> None:
    """Lowering leaves jumps behind what never continues."""
    verify(parse_module(f"func @f(%x: i32) -> i32 {{\n{body}\n}}\n"))


@pytest.mark.parametrize(
    "body",
    [
        "block l {\nbr l if %x\nreturn 1\n}",
        "block l {\nif %x {\nreturn 1\n}\nbr l\n}",
        "block l {\n%x = check[l](%x)\nreturn 1\n}",
        "block l {\nblock m {\nbr l\n}\n}",
        "block l {\nblock m {\nbr m if %x\nreturn 1\n}\n}",
    ],
)
def test_jumps_that_something_arrives_at_count(body: str) -> None:
    with pytest.raises(IRError, match="control can reach the end"):
        verify(parse_module(f"func @f(%x: i32) -> i32 {{\n{body}\n}}\n"))


def test_values_and_addresses_are_interchangeable_references_are_checked() -> None:
    verify(parse_module("func @f(%x: str) -> val {\n  return %x\n}\n"))
    verify(parse_module("func @f(%x: val) -> str {\n  return %x\n}\n"))
    with pytest.raises(IRError, match="return is list, str is wanted"):
        verify(parse_module("func @f(%x: list) -> str {\n  return %x\n}\n"))
