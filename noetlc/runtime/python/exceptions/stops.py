"""How iterators end: a StopIteration is no longer pending then, and is looked at again where its arguments matter."""

from __future__ import annotations

from noetlc.kernel.lang import inline, lit_class, live, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import Exc
from noetlc.runtime.python.exceptions.errors import clear_raised, is_subclass
from noetlc.runtime.values.memory import last_stop, raised


def stopped_by(item: val) -> val:
    """The item; 0 with nothing pending if a StopIteration is, which is kept for who asks at once."""
    global last_stop
    stop: val = raised
    ended_by(item, lit_class("StopIteration"))
    if live(Feature.STOP_VALUES):
        last_stop = stop if item == 0 and raised == 0 else 0
    return item


def ended_by(item: val, cls: val) -> val:
    """The item; 0 with nothing pending if the method raised `cls`."""
    if item == 0 and is_subclass(Exc(raised).cls, cls):
        clear_raised()
    return item


@inline
def forget_stop() -> None:
    """What ends now has no StopIteration to show."""
    global last_stop
    if live(Feature.STOP_VALUES) and last_stop != 0:
        last_stop = 0
