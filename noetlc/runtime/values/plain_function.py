"""Functions that take their arguments as they are, without a tuple; see `python/calls/function.py`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, live, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import Obj
from noetlc.layout.tags import T_FUNCTION
from noetlc.runtime.values.memory import has_tag


@inline
def takes_plainly(f: val, takes: i32) -> i32:
    """Whether a value is a function that takes as many arguments as they are (TAKES_ONE …)."""
    return live(Feature.PLAIN_METHODS) and has_tag(f, T_FUNCTION) and Obj(f).flags & takes
