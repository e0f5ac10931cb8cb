"""What is known of modules that are values: the names of CPython 3.11 that bodies cannot use."""

from __future__ import annotations

import importlib
import sys

import pytest
from bodies import NotLowered, compiled

from noetlc.lower.python.rewrite.module_objects import members, surely_lacks
from noetlc.primitives.modules import PURE_MODULES
from noetlc.primitives.unusable import MEMBERS


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the table is of CPython 3.11")
@pytest.mark.parametrize("module", sorted(MEMBERS))
def test_a_module_has_no_other_names(module: str) -> None:
    names = {n for n in dir(importlib.import_module(module)) if not n.startswith("_")}
    assert names - set(members(module, names)) - MEMBERS[module] - {n for n in names if f"{module}.{n}" in PURE_MODULES} == set()
    assert not any(surely_lacks(module, n) for n in names)


@pytest.mark.parametrize(
    ("body", "construct"),
    [
        ("import math\nvars(math)", "the variables of the module math"),
        ("import math\ndir(math)", "the variables of the module math"),
        ("import math\nmath.__dict__", "the variables of the module math"),
        ("import math\nmath.pi = 3", "binding math.pi anew"),
        ("import operator\nfor m in [operator]:\n    m.__eq__(1, 2)", "__eq__ of what may be the module operator"),
        ("import itertools\ndef f(m=itertools):\n    return m.chain.from_iterable([])\nf()", "from_iterable of what may be itertools.chain"),
        ("import enum\ndef f(lib=enum):\n    class A(lib.Enum):\n        B = 1\nf()", "Enum of what may be the module enum in a class"),
        ("import operator\ndef f(lib=operator):\n    class A:\n        add = lib.add\nf()", "add of what may be the module operator in a class"),
    ],
)
def test_refused(body: str, construct: str) -> None:
    with pytest.raises(NotLowered, match=construct):
        compiled(body + "\n")
