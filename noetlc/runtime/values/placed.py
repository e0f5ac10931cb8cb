"""Instances that have their attributes in places of their own instead of in a dict.

The names of the places are a constant of the class, in the order in which `__init__` most likely sets them. Attributes fill places from
the first on, so that a dict of them has the order in which they were set; a place that is not filled is 0. One that is set in another
order gives the instance, and its class, the names in that order; by another name that stands in the text, its class for instances to come.
Whatever does not fit, such as another name, `del` or a look at `__dict__`, *unfolds* the instance: it gets a dict, for good.

The names of a class may have a *shape* in their flags, its number. Instances with these very names have it in theirs, so that one look at
the first word of an instance says its class, and where its attributes lie.
"""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, inline, live, load32, loadv, noinline, store32, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import CLASS_PLACES, ORDERED, PLACED, PLACES, SHAPE_BITS, TUPLE_ITEMS, UNFOLDED, Class, Instance, Obj, Tuple
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.values.blocks import str_hash
from noetlc.runtime.values.dict import dict_append, dict_sized
from noetlc.runtime.values.list import tuple_new
from noetlc.runtime.values.lookups import KEY, entry_matches
from noetlc.runtime.values.memory import clear, new_object, new_raw

FIRST_REFERENCE = 12  # of an instance: its class
PLACED_HEADER = T_INSTANCE | PLACED << 8 | FIRST_REFERENCE << 16
MOST_NOTED = 32  # places of an instance, the last of which its class did not name
FOUND_SHIFT = 4  # the names of places, a name, where its place lies in an instance
FOUND_BYTES = 256 << FOUND_SHIFT

places_found: i32 = 0  # what `place_of` keeps of the places it has found, 0 for nothing; the collector forgets it


@inline
def has_places(v: val) -> i32:
    """Whether any value is an instance that has places."""
    return not v & 1 and load32(v) & ~(SHAPE_BITS << 8) == PLACED_HEADER


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
    name_places(val(p), names)
    clear(p + PLACES, p + Obj(p).size)
    return p


@inline
def name_places(v: val, names: val) -> None:
    """Gives an instance the names of its places, and their shape."""
    Obj(v).flags = PLACED | Obj(names).flags
    Instance(v).attributes = names


@noinline
def place_of(v: val, name: val) -> i32:
    """Where in an instance the place of an attribute is, 0 if there is none."""
    return place_near(v, name)


@inline
def place_near(v: val, name: val) -> i32:
    """The same where it is asked for often; places are kept by the addresses of both names."""
    global places_found
    names: val = Instance(v).attributes
    if places_found == 0:
        places_found = new_raw(FOUND_BYTES)
        clear(places_found + 8, places_found + 8 + FOUND_BYTES)
    p: i32 = places_found + (((i32(names) >> 2) + i32(name) * 5 << 1) & (FOUND_BYTES - 1 & -16))
    if loadv(p, 8) != names or loadv(p, 12) != name:
        storev(p, names, 8)
        storev(p, name, 12)
        store32(p, place_search(names, name), 16)
    return load32(p, 16)


@inline
def forget_places() -> None:
    """Names may move, and others lie where they were."""
    global places_found
    if live(Feature.PLACES):
        places_found = 0


@noinline
def place_search(names: val, name: val) -> i32:
    """`place_of` by comparing names."""
    n: i32 = Tuple(names).length << 2
    i: i32 = 0
    while i < n:
        e: i32 = names + i + (TUPLE_ITEMS - KEY)
        own: val = loadv(e, KEY)
        if own == name or (str_hash(own) == str_hash(name) and entry_matches(e, name)):
            return PLACES + i
        i += 4
    return 0


@inline
def placed_value(v: val, name: val) -> val:
    """The attribute of an instance that has places, 0 if absent."""
    at: i32 = place_of(v, name)
    return loadv(v + at) if at != 0 else 0


def set_placed(v: val, name: val, x: val) -> i32:
    """Sets an attribute in its place; 0, and a dict instead of places, if it does not fit."""
    at: i32 = place_of(v, name)
    if at == 0:
        unfold(v)
        return 0
    set_at(v, at, x)
    return 1


@inline
def set_at(v: val, at: i32, x: val) -> None:
    """Sets the attribute of a place, which may be a later one than the first that is empty."""
    if loadv(v + at - 4) == 0:  # in front of the first place are the names
        at = reordered(v, at)
    storev(v + at, x)


@noinline
def reordered(v: val, at: i32) -> i32:
    """The first empty place, for the attribute of a later one: its name comes first from now on, also in new instances of the class."""
    names: val = Instance(v).attributes
    empty: i32 = filled_to(v)
    name: val = loadv(names + at - PLACES, TUPLE_ITEMS)
    others: val = places_of(Instance(v).cls)
    if others == 0 or Tuple(others).length != Tuple(names).length or not continues(others, names, empty, name):
        others = names_with(names, empty, name, Tuple(names).length)
        if places_of(Instance(v).cls) != 0:
            storev(Instance(v).cls, others, CLASS_PLACES)
    name_places(v, others)
    return PLACES + empty


def filled_to(v: val) -> i32:
    """Four times the number of places that are filled."""
    end: i32 = Tuple(Instance(v).attributes).length << 2
    i: i32 = 0
    while i < end and loadv(v + i, PLACES) != 0:
        i += 4
    return i


@inline
def continues(others: val, names: val, empty: i32, name: val) -> i32:
    """Whether names begin as those of places that are filled do, and a certain one comes next."""
    i: i32 = 0
    while i < empty and loadv(others + i, TUPLE_ITEMS) == loadv(names + i, TUPLE_ITEMS):
        i += 4
    return i == empty and loadv(others + i, TUPLE_ITEMS) == name


def names_with(names: val, empty: i32, name: val, count: i32) -> val:
    """As many names, where one that may be among them already follows those of the places that are filled."""
    made: val = tuple_new(count)
    to: i32 = made + TUPLE_ITEMS
    i: i32 = 0
    while i <= Tuple(names).length << 2:
        if i == empty:
            storev(to, name)
            to += 4
        own: val = loadv(names + i, TUPLE_ITEMS) if i < Tuple(names).length << 2 else name
        if own != name:
            storev(to, own)
            to += 4
        i += 4
    return made


@noinline
def note_place(v: val, name: val) -> None:
    """New instances of a class get a place for an attribute that one of its instances gets, by a name that stands in the text."""
    names: val = Instance(v).attributes
    if places_of(Instance(v).cls) == names and Tuple(names).length < MOST_NOTED:
        filled: i32 = filled_to(v)
        others: val = names_with(names, filled, name, Tuple(names).length + 1)
        if filled == Tuple(names).length << 2:  # all that had places have them still
            Obj(others).flags = Obj(names).flags
        storev(Instance(v).cls, others, CLASS_PLACES)


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
    Obj(v).flags = (Obj(v).flags & ~(PLACED | SHAPE_BITS)) | UNFOLDED


def instance_attributes(v: val) -> val:
    """The dict of an instance's attributes, 0 if there is none."""
    if live(Feature.PLACES) and is_placed(v):
        unfold(v)
    return Instance(v).attributes
