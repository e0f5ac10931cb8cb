"""Attributes of instances whose names nothing but the instance decides, looked for where the compiler expects them.

An attribute that is there is found by the address of its name, which is a constant: no class is asked, nothing is hashed. One that is
set again stays where it is; what is deleted or was set in another order is looked for, at last as any attribute is. An instance
without attributes has 0 for a dict, whose `fill` reads as 0: nothing is written below the first fixed address.

Where instances have places (`values/placed.py`), those are looked at first, and instances with dicts take the longer way. `header` is
the first half word of instances of a class that has the attribute at that place, `shapes` how many classes with following numbers have; 0
where the names have to be compared.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, lit, lit_class, live, load16, loadv, lt_u, noinline, rotr, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ENTRIES_DATA, ENTRY, PLACES, SHAPE_STEP, TUPLE_ITEMS, Dict, Instance, Tuple
from noetlc.layout.tags import T_CLASS, T_INSTANCE
from noetlc.runtime.python.classes.lookup import class_find, class_find_near, is_value
from noetlc.runtime.python.objects.set_attribute import py_setattr, set_own_value
from noetlc.runtime.python.protocol import py_getattr
from noetlc.runtime.values.classed import classed_attributes, is_classed
from noetlc.runtime.values.dict import dict_get_str
from noetlc.runtime.values.lookups import KEY, VALUE, dict_entries
from noetlc.runtime.values.memory import has_tag
from noetlc.runtime.values.placed import has_places, is_placed, note_place, place_near, place_of, set_at


@inline
def has_place(v: val, name: val, at: i32, least: i32, header: i32, shapes: i32) -> i32:
    """Whether an instance has place number `at` for an attribute; all that have places have `least` of them."""
    if shapes == 1:
        return not v & 1 and load16(v) == header
    if shapes != 0:
        return not v & 1 and lt_u(rotr(load16(v) - header, SHAPE_STEP), shapes)
    if not has_places(v) or (at >= least and at >= Tuple(Instance(v).attributes).length):
        return 0
    return loadv(Instance(v).attributes + at * 4, TUPLE_ITEMS) == name


@inline
def follows(v: val, at: i32) -> i32:
    """Whether the place before one is filled, so that the order stays."""
    return at == 0 or loadv(v + at * 4, PLACES - 4) != 0


@inline
def attribute_at(v: val, name: val, at: i32, least: i32, header: i32, shapes: i32) -> val:
    """`v.name`; of an instance most likely attribute number `at`."""
    if live(Feature.PLACES):
        if has_place(v, name, at, least, header, shapes):
            x: val = loadv(v + at * 4, PLACES)
            if x != 0:
                return x
    elif has_tag(v, T_INSTANCE):
        own: val = Instance(v).attributes
        if at < Dict(own).fill:
            e: i32 = Dict(own).entries + at * ENTRY
            if loadv(e, ENTRIES_DATA + KEY) == name:
                return loadv(e, ENTRIES_DATA + VALUE)
    return attribute_elsewhere(v, name)


@inline
def own_attribute_at(v: val, name: val, at: i32, least: i32, header: i32, shapes: i32) -> val:
    """The same where the class may say otherwise, or v is no instance: 0 if it has no such attribute of its own."""
    if live(Feature.PLACES) and has_place(v, name, at, least, header, shapes):
        x: val = loadv(v + at * 4, PLACES)
        if x != 0:
            return x
    return own_attribute_elsewhere(v, name)


@noinline
def own_attribute_elsewhere(v: val, name: val) -> val:
    """An attribute of an instance, at any place; 0 if it has none, or is none."""
    if has_tag(v, T_INSTANCE):
        word: i32 = word_of_name(v, name)
        if word != 0:
            return loadv(word)
    elif live(Feature.BUILTIN_SUBCLASSES) and is_classed(v) and not has_tag(v, T_CLASS):
        own: val = classed_attributes(v)
        return dict_get_str(own, name) if own != 0 else 0
    return 0


@inline
def set_attribute_at(v: val, name: val, at: i32, least: i32, header: i32, shapes: i32, x: val) -> val:
    """`v.name = x`; of an instance most likely attribute number `at`; returns x, 0 when raised."""
    if live(Feature.PLACES):
        if has_place(v, name, at, least, header, shapes) and follows(v, at):
            storev(v + at * 4, x, PLACES)
            return x
    elif has_tag(v, T_INSTANCE):
        own: val = Instance(v).attributes
        if at < Dict(own).fill:
            e: i32 = Dict(own).entries + at * ENTRY
            if loadv(e, ENTRIES_DATA + KEY) == name:
                storev(e, x, ENTRIES_DATA + VALUE)
                return x
    return set_attribute_elsewhere(v, name, x)


@inline
def set_unless_hooked_at(v: val, name: val, at: i32, least: i32, header: i32, shapes: i32, x: val) -> val:
    """The same where some classes have a `__setattr__`."""
    if live(Feature.PLACES) and has_place(v, name, at, least, header, shapes) and follows(v, at):
        if class_find(Instance(v).cls, lit("__setattr__")) == 0:
            storev(v + at * 4, x, PLACES)
            return x
    return py_setattr(v, name, x)


@noinline
def attribute_near(v: val, name: val, at: i32) -> val:
    """`attribute_at` for code that is kept short."""
    return attribute_at(v, name, at, 0, 0, 0)


@noinline
def set_attribute_near(v: val, name: val, at: i32, x: val) -> val:
    """`set_attribute_at` for code that is kept short."""
    return set_attribute_at(v, name, at, 0, 0, 0, x)


def word_of_name(v: val, name: val) -> i32:
    """The address of the value of an instance's attribute whose name is that very object, 0 if there is none."""
    if live(Feature.PLACES) and is_placed(v):
        at: i32 = place_of(v, name)
        return v + at if at != 0 and loadv(v + at) != 0 else 0
    own: val = Instance(v).attributes
    if own == 0:
        return 0
    e: i32 = dict_entries(own)
    end: i32 = e + Dict(own).fill * ENTRY
    while lt_u(e, end):
        if loadv(e, KEY) == name:
            return e + VALUE
        e += ENTRY
    return 0


def set_own_attribute(v: val, name: val, x: val) -> i32:
    """Sets an attribute of an instance; 0 if that is not for the instance alone to decide."""
    if has_tag(v, T_INSTANCE) == 0:
        return 0
    word: i32 = word_of_name(v, name)
    if word != 0:
        storev(word, x)
        return 1
    if live(Feature.SLOTS) or live(Feature.METACLASSES) or Instance(v).cls == lit_class("object"):
        return 0
    set_own_value(v, name, x)
    return 1


@noinline
def attribute_elsewhere(v: val, name: val) -> val:
    """`v.name`, at any place. Most that an instance lacks, and all that a class has, are values of a class, shown as they are."""
    cls: val = 0
    if live(Feature.PLACES) and has_places(v):
        at: i32 = place_near(v, name)
        x: val = loadv(v + at) if at else 0
        if x != 0:
            return x
        cls = Instance(v).cls
    elif live(T_CLASS) and has_tag(v, T_CLASS) and not (live(Feature.METACLASSES) and is_classed(v)):
        cls = v
    else:
        own: val = own_attribute_elsewhere(v, name)
        if own != 0:
            return own
    if cls != 0 and not live(Feature.ATTRIBUTE_HOOKS):
        found: val = class_find_near(cls, name)
        if found != 0 and is_value(found):
            return found
    return py_getattr(v, name)


@noinline
def set_attribute_elsewhere(v: val, name: val, x: val) -> val:
    """`v.name = x`, at any place."""
    if live(Feature.PLACES) and has_places(v):
        at: i32 = place_near(v, name)
        if at:
            set_at(v, at, x)
            return x
        if not live(Feature.SLOTS):
            note_place(v, name)
    return x if set_own_attribute(v, name, x) else py_setattr(v, name, x)
