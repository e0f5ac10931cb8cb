"""Type inference of bodies made to be slow to infer, from 500 to 8,000 assignments. Linear means that time per assignment stays level."""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Callable, Iterator

from benchmarks.common import Row, thread_seconds
from noetlc.ir.nodes import Function
from noetlc.lower.passes.infer import infer
from noetlc.lower.python.body import lower_body

SIZES = (500, 1_000, 2_000, 4_000, 8_000)


def rows(quick: bool) -> Iterator[Row]:
    """Per shape and number of assignments: microseconds of processor time per assignment, the least of some rounds."""
    for name, shape in SHAPES.items():
        for n in SIZES[:3] if quick else SIZES:
            functions = lowered(shape(n))
            spent = min(_seconds(functions) for _ in range(3 if quick else 7))
            yield Row(f"{name}, inference of {n:,} assignments, per assignment", spent / n * 1e6, "µs", target="level")


def _seconds(functions: tuple[Function, ...]) -> float:
    fresh = copy.deepcopy(functions)
    return thread_seconds(lambda: [infer(function) for function in fresh])


def lowered(code: str) -> tuple[Function, ...]:
    """The dynamic functions of a body."""
    return lower_body(ast.parse(code), (), "body", False, lambda _node: 0).functions


def widening(n: int) -> str:
    """Every round of the loop finds that one more variable may be a float, and one large expression reads them all."""
    names = [f"x{i}" for i in range(n // 2)]
    first = [f"{name} = 1" for name in names]
    chain = [f"    {a} = {b}" for a, b in itertools.pairwise(names)]
    return "\n".join((*first, "for i in range(9):", *chain, f"    {names[-1]} = {names[-1]} * 0.5", f"    total = {_sum(names)}", ""))


def _sum(names: list[str]) -> str:
    """The sum as a tree of equal sides, which is not deep."""
    half = len(names) // 2
    return f"({_sum(names[:half])} + {_sum(names[half:])})" if half else names[0]


def joins(n: int) -> str:
    """Two variables that every branch of a long row of ifs assigns and reads, the last of them a text."""
    rounds = [f"    if i == {k}:\n        a = b + {k}\n    else:\n        b = a - {k}" for k in range(n // 2)]
    return "\n".join(("a = b = 0", "for i in range(9):", *rounds, "    b = str(a)", ""))


SHAPES: dict[str, Callable[[int], str]] = {"one variable wider a round": widening, "two variables joined": joins}
