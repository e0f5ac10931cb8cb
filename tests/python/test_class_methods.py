"""`classmethod` around what is a descriptor itself, whose `__get__` it asks in 3.11 and no longer in 3.13."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bodies import compare

from noetlc.interp.pybody import versions

WRAPPED = """
class Wrapper:
    def __init__(self, wrapped):
        self.wrapped = wrapped
    def __get__(self, instance, owner):
        f = self.wrapped.__get__(instance, owner)
        return lambda *a: ('w', f(*a))
class Call:
    def __call__(self, *a):
        return [getattr(x, '__name__', x) for x in a]
class C:
    @classmethod
    @Wrapper
    def outer(cls, x=1):
        return cls.__name__, x
    @classmethod
    @property
    def prop(cls):
        return 'prop ' + cls.__name__
    @classmethod
    @staticmethod
    def static(x):
        return x
    @classmethod
    @classmethod
    def twice(cls, x):
        return cls.__name__, x
    called = classmethod(Call())
class D(C):
    pass
"""


@pytest.mark.skipif(not versions.is_reference(), reason="newer versions bind what is wrapped to the class")
@pytest.mark.parametrize("expression", "D.outer() D().outer(5) C.prop D().prop C.static(3) D().twice(4) D.called(2) C().called()".split())
def test_what_a_class_method_wraps_is_bound_as_a_descriptor(expression: str) -> None:
    assert compare(f"{WRAPPED}print({expression})\n") == ""
