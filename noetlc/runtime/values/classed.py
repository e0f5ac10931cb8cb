"""Where a value of a subclass of a built-in type has its class and its attributes; see `python/classes/builtin_subclass.py`.

Exceptions have room for both in any case.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, live, loadv, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import CLASSED, Exc, Obj
from noetlc.layout.tags import T_EXCEPTION
from noetlc.runtime.values.memory import has_tag


@inline
def is_classed(v: val) -> i32:
    """Not 0 for an instance of a subclass of a built-in type."""
    return 0 if v & 1 else Obj(v).flags & CLASSED


@inline
def is_operated(v: val) -> i32:
    """Whether a classed value is an exception, whose methods but those of its class are those of `object`."""
    return live(Feature.EXCEPTION_METHODS) and has_tag(v, T_EXCEPTION)


@inline
def class_word(v: val) -> val:
    """The class of a classed value."""
    if is_operated(v):
        return Exc(v).cls
    return loadv(v + Obj(v).size - 8)


@inline
def classed_attributes(v: val) -> val:
    """The dict of a classed value's attributes, 0 if it has none."""
    if is_operated(v):
        return Exc(v).extra
    return loadv(v + Obj(v).size - 4)


def set_classed_attributes(v: val, attributes: val) -> None:
    if is_operated(v):
        Exc(v).extra = attributes
        return
    storev(v + Obj(v).size - 4, attributes)
