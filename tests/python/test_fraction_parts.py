"""Arithmetic of subclasses of Fraction asks the properties in 3.11; newer versions read the parts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bodies import compare

from noetlc.interp.pybody import versions

PROGRAM = """
from fractions import Fraction as F
import operator as o
class H(F):
    @property
    def numerator(self):
        return 7
for f in (o.add, o.sub, o.mul, o.truediv, o.eq, o.lt, o.ge):
    print(f.__name__, f(H(1, 2), F(1, 3)), f(F(1, 3), H(1, 2)), f(H(1, 2), H(1, 5)), f(H(1, 2), 3), f(3, H(1, 2)))
"""


@pytest.mark.skipif(not versions.is_reference(), reason="newer versions read the parts")
def test_a_property_of_a_subclass_is_asked() -> None:
    assert compare(PROGRAM) == ""
