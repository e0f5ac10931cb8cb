"""Instances of library classes whose first attributes are the same ones in the same order, read and made without a search."""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, lit, loadv, store32, storev, val
from noetlc.layout.objects import ENTRY, Dict, Instance
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.python.calls.instances import instance_new
from noetlc.runtime.values.blocks import str_hash
from noetlc.runtime.values.dict import dict_sized
from noetlc.runtime.values.lookups import KEY, VALUE, dict_entries
from noetlc.runtime.values.memory import has_tag


def record_new(cls: val, fields: i32) -> val:
    """An instance with that many attributes, which are to be put there."""
    made: val = instance_new(cls)
    own: val = dict_sized(fields)
    Instance(made).attributes = own
    Dict(own).fill = fields
    Dict(own).used = fields
    return made


def record_attributes(v: val, sign: val, digits: val, exp: val) -> None:
    """Gives an instance of `Decimal` its attributes."""
    own: val = dict_sized(3)
    Instance(v).attributes = own
    Dict(own).fill = 3
    Dict(own).used = 3
    record_put(v, 0, lit("1_sign"), sign)
    record_put(v, 1, lit("1_digits"), digits)
    record_put(v, 2, lit("1_exp"), exp)


@inline
def record_put(v: val, number: i32, name: val, x: val) -> None:
    """Puts an attribute in its place."""
    e: i32 = dict_entries(Instance(v).attributes) + number * ENTRY
    store32(e, str_hash(name))
    storev(e, name, KEY)
    storev(e, x, VALUE)


def is_record(v: val, cls: val) -> i32:
    """Whether a value is an instance of a library class itself, with attributes."""
    return has_tag(v, T_INSTANCE) and Instance(v).cls == cls and Instance(v).attributes != 0


@inline
def record_field(v: val, number: i32) -> val:
    """An attribute by its place."""
    return loadv(dict_entries(Instance(v).attributes) + number * ENTRY, VALUE)


def record_length(v: val) -> i32:
    """How many attributes a record has; one of many, or with some deleted, has none here."""
    own: val = Instance(v).attributes
    return Dict(own).fill if Dict(own).index == 0 and Dict(own).used == Dict(own).fill else 0


def record_name(v: val, number: i32) -> val:
    """The name of an attribute by its place."""
    return loadv(dict_entries(Instance(v).attributes) + number * ENTRY, KEY)


def record_set(v: val, number: i32, x: val) -> None:
    """Sets an attribute by its place."""
    storev(dict_entries(Instance(v).attributes) + number * ENTRY, x, VALUE)
