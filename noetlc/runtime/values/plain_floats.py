"""Floats as objects and as machine numbers."""

from __future__ import annotations

from noetlc.kernel.lang import f64, i32, inline, live, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import Float
from noetlc.layout.tags import T_FLOAT
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.memory import from_float, has_tag


@inline
def is_plain_float(v: val) -> i32:
    """Whether a value is a float, of no subclass."""
    return live(T_FLOAT) and has_tag(v, T_FLOAT) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v))


@inline
def float_inside(v: val) -> f64:
    """What a float is."""
    return Float(v).value


@inline
def boxed_float(x: f64) -> val:
    """A float as an object, where floats that are objects were met."""
    return from_float(x) if live(T_FLOAT) else 0
