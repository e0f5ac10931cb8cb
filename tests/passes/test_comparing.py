"""Joined comparisons say what the two of them said, at every number where one of them changes its mind."""

from __future__ import annotations

import itertools

import pytest
import wasmtime

from noetlc.ir.build import get, i32, op
from noetlc.ir.nodes import Expr, Function, Module, Return
from noetlc.lower.passes.comparing import join_comparisons
from noetlc.wat_emit import emit

ENGINE = wasmtime.Engine()
LEAST, MOST = -(1 << 31), (1 << 31) - 1
BOUNDS = (LEAST, LEAST + 1, -2, -1, 0, 1, 2, 5, 6, MOST - 1, MOST)
OPS = ("eq", "ne", "lt_s", "le_s", "gt_s", "ge_s")


def modules(chain: str) -> tuple[Module, Module]:
    """Functions of all pairs of comparisons, twice."""
    found = []
    for _ in range(2):
        module = Module()
        for number, (one, other) in enumerate(itertools.product(itertools.product(OPS, BOUNDS), repeat=2)):
            x = get("x", "i32")
            first, second = (op(f"i32.{name}", get("x", "i32"), i32(bound)) for name, bound in (one, other))
            body = [Return(Expr("cond", (Expr(chain, (first, second), None, "i32"), i32(1), i32(0)), None, "i32"))]
            module.functions[f"f{number}"] = Function(f"f{number}", (str(x.imm),), "i32", {"x": "i32"}, body, export=f"f{number}")
        found.append(module)
    return found[0], found[1]


def returned(function: Function) -> Expr:
    (only,) = function.body
    assert isinstance(only, Return)
    assert only.value is not None
    return only.value


def answers(module: Module) -> list[list[int]]:
    store = wasmtime.Store(ENGINE)
    exports = wasmtime.Instance(store, wasmtime.Module(ENGINE, emit(module).binary()), []).exports(store)
    numbers = sorted({max(LEAST, min(MOST, bound + d)) for bound in BOUNDS for d in (-1, 0, 1)})
    return [[exports[name](store, number) for number in numbers] for name in module.functions]


@pytest.mark.parametrize("chain", ["and", "or"])
def test_pairs(chain: str) -> None:
    before, after = modules(chain)
    join_comparisons(after)
    joined = sum(returned(f).args[0].op != chain for f in after.functions.values())
    assert joined > len(after.functions) // 3
    assert answers(after) == answers(before)
