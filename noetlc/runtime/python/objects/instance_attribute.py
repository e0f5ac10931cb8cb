"""Attributes of instances whose names nothing but their dicts decides, looked for where the compiler expects them.

An attribute that is there is found by the address of its name, which is a constant: no class is asked, nothing is hashed. One that is
set again stays where it is; what is deleted or was set in another order is looked for, at last as any attribute is. An instance
without attributes has 0 for a dict, whose `fill` reads as 0: nothing is written below the first fixed address.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, lit_class, live, loadv, lt_u, noinline, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ENTRIES_DATA, ENTRY, Dict, Instance
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.python.objects.attribute import own_attributes
from noetlc.runtime.python.objects.set_attribute import py_setattr
from noetlc.runtime.python.protocol import py_getattr
from noetlc.runtime.values.dict import KEY, VALUE, dict_entries, dict_set
from noetlc.runtime.values.memory import has_tag


@inline
def attribute_at(v: val, name: val, at: i32) -> val:
    """`v.name`; of an instance most likely attribute number `at`."""
    if has_tag(v, T_INSTANCE):
        own: val = Instance(v).attributes
        if at < Dict(own).fill:
            e: i32 = Dict(own).entries + at * ENTRY
            if loadv(e, ENTRIES_DATA + KEY) == name:
                return loadv(e, ENTRIES_DATA + VALUE)
    return attribute_elsewhere(v, name)


@inline
def set_attribute_at(v: val, name: val, at: i32, x: val) -> val:
    """`v.name = x`; of an instance most likely attribute number `at`; returns x, 0 when raised."""
    if has_tag(v, T_INSTANCE):
        own: val = Instance(v).attributes
        if at < Dict(own).fill:
            e: i32 = Dict(own).entries + at * ENTRY
            if loadv(e, ENTRIES_DATA + KEY) == name:
                storev(e, x, ENTRIES_DATA + VALUE)
                return x
    return set_attribute_elsewhere(v, name, x)


def entry_of_name(v: val, name: val) -> i32:
    """The address of the entry of an instance's attribute whose name is that very object, 0 if there is none."""
    own: val = Instance(v).attributes
    if own == 0:
        return 0
    e: i32 = dict_entries(own)
    end: i32 = e + Dict(own).fill * ENTRY
    while lt_u(e, end):
        if loadv(e, KEY) == name:
            return e
        e += ENTRY
    return 0


def set_own_attribute(v: val, name: val, x: val) -> i32:
    """Sets an attribute of an instance; 0 if that is not for its dict alone to decide."""
    if has_tag(v, T_INSTANCE) == 0:
        return 0
    e: i32 = entry_of_name(v, name)
    if e != 0:
        storev(e, x, VALUE)
        return 1
    if live(Feature.SLOTS) or live(Feature.METACLASSES) or Instance(v).cls == lit_class("object"):
        return 0
    dict_set(own_attributes(v), name, x)
    return 1


@noinline
def attribute_elsewhere(v: val, name: val) -> val:
    """`v.name`, at any place."""
    if has_tag(v, T_INSTANCE):
        e: i32 = entry_of_name(v, name)
        if e != 0:
            return loadv(e, VALUE)
    return py_getattr(v, name)


@noinline
def set_attribute_elsewhere(v: val, name: val, x: val) -> val:
    """`v.name = x`, at any place."""
    return x if set_own_attribute(v, name, x) else py_setattr(v, name, x)
