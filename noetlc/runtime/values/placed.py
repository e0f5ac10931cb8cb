"""Instances that have their attributes in places of their own instead of in a dict.

The names of the places are a constant of the class, in the order in which `__init__` most likely sets them. Attributes fill places from
the first on, so that a dict of them has the order in which they were set; a place that is not filled is 0. Whatever does not fit,
such as another order, another name, `del` or a look at `__dict__`, *unfolds* the instance: it gets a dict, for good.
"""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, inline, live, loadv, noinline, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import CLASS_PLACES, ORDERED, PLACED, PLACES, TUPLE_ITEMS, UNFOLDED, Class, Instance, Obj, Tuple
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.values.blocks import str_hash
from noetlc.runtime.values.dict import KEY, dict_append, dict_sized, entry_matches
from noetlc.runtime.values.memory import clear, new_object

FIRST_REFERENCE = 12  # of an instance: its class
PLACED_HEADER = T_INSTANCE | PLACED << 8 | FIRST_REFERENCE << 16


@inline
def is_placed(v: val) -> i32:
    """Not 0 for an instance that has places; `v` is one that may have them or not."""
    return Obj(v).flags & PLACED


def class_places(cls: val, names: val) -> None:
    """Gives a new class the names of the places that its instances are to have; one with a search order of its own has none."""
    enable(Feature.PLACES)
    if Obj(cls).flags & ORDERED == 0:
        storev(cls, names, CLASS_PLACES)


@inline
def places_of(cls: val) -> val:
    """The names of the places that a new instance of a class gets, 0 for none."""
    return 0 if Class(cls).members == 0 or Obj(cls).flags & ORDERED else loadv(cls, CLASS_PLACES)


def placed_new(names: val) -> i32:
    """An instance with empty places; the caller sets its class and number."""
    p: i32 = new_object(T_INSTANCE, PLACES + (Tuple(names).length << 2), FIRST_REFERENCE)
    Obj(p).flags = PLACED
    Instance(p).attributes = names
    clear(p + PLACES, p + Obj(p).size)
    return p


@noinline
def place_of(v: val, name: val) -> i32:
    """The place of an attribute, 0 if there is none."""
    names: i32 = Instance(v).attributes + (TUPLE_ITEMS - KEY)
    n: i32 = Tuple(Instance(v).attributes).length << 2
    i: i32 = 0
    while i < n:
        own: val = loadv(names + i, KEY)
        if own == name or (str_hash(own) == str_hash(name) and entry_matches(names + i, name)):
            return v + PLACES + i
        i += 4
    return 0


@inline
def placed_value(v: val, name: val) -> val:
    """The attribute of an instance that has places, 0 if absent."""
    at: i32 = place_of(v, name)
    return loadv(at) if at != 0 else 0


def set_placed(v: val, name: val, x: val) -> i32:
    """Sets an attribute in its place; 0, and a dict instead of places, if it does not fit."""
    at: i32 = place_of(v, name)
    if at != 0 and loadv(at - 4) != 0:  # in front of the first place are the names
        storev(at, x)
        return 1
    unfold(v)
    return 0


@noinline
def unfold(v: val) -> None:
    """Gives an instance that has places a dict of its attributes."""
    names: val = Instance(v).attributes
    n: i32 = Tuple(names).length
    own: val = dict_sized(n)
    i: i32 = 0
    while i < n:
        x: val = loadv(v + (i << 2), PLACES)
        if x != 0:
            name: val = loadv(names + (i << 2), TUPLE_ITEMS)
            dict_append(own, name, str_hash(name), x)
            storev(v + (i << 2), 0, PLACES)
        i += 1
    Instance(v).attributes = own
    Obj(v).flags = (Obj(v).flags & ~PLACED) | UNFOLDED


def instance_attributes(v: val) -> val:
    """The dict of an instance's attributes, 0 if there is none."""
    if live(Feature.PLACES) and is_placed(v):
        unfold(v)
    return Instance(v).attributes
