"""Where a value of a subclass of a built-in type has its class and its attributes; see `python/classes/builtin_subclass.py`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, loadv, storev, val
from noetlc.layout.objects import CLASSED, Obj


@inline
def is_classed(v: val) -> i32:
    """Not 0 for an instance of a subclass of a built-in type."""
    return 0 if v & 1 else Obj(v).flags & CLASSED


@inline
def class_word(v: val) -> val:
    """The class of a classed value."""
    return loadv(v + Obj(v).size - 8)


@inline
def classed_attributes(v: val) -> val:
    """The dict of a classed value's attributes, 0 if it has none."""
    return loadv(v + Obj(v).size - 4)


def set_classed_attributes(v: val, attributes: val) -> None:
    storev(v + Obj(v).size - 4, attributes)
