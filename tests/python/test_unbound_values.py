"""Which callables of the library are no functions in CPython: known from the library itself, so that every version of Python says the same."""

from __future__ import annotations

import cmath
import itertools
import operator

import pytest

from noetlc.lower.python.rewrite.library_members import exported
from noetlc.lower.python.rewrite.unbound_values import unbound
from noetlc.primitives.absent import MEMBERS


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("itertools", {n for n in vars(itertools) if not n.startswith("_")}),
        ("operator", set(operator.__all__)),
        ("cmath", {n for n, v in vars(cmath).items() if callable(v)} & exported("cmath")),
    ],
)
def test_all_of_a_module(module: str, names: set[str]) -> None:
    assert names - MEMBERS.get(module, frozenset()) <= unbound(module)
    assert unbound(module).isdisjoint(MEMBERS.get(module, ()))


def test_some_of_functools() -> None:
    assert unbound("functools") == {"cmp_to_key", "partial", "reduce"}
    assert unbound("json") == frozenset()
