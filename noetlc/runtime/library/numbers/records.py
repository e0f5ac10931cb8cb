"""Instances of library classes whose first attributes are the same ones in the same order, read and made without a search."""

from __future__ import annotations

from noetlc.kernel.lang import i32, loadv, store32, storev, val
from noetlc.layout.objects import ENTRY, Dict, Instance
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.python.calls.instances import instance_new
from noetlc.runtime.values.blocks import str_hash
from noetlc.runtime.values.dict import KEY, VALUE, dict_entries, dict_sized
from noetlc.runtime.values.memory import has_tag


def record_new(cls: val, fields: i32) -> val:
    """An instance with room for that many attributes."""
    made: val = instance_new(cls)
    Instance(made).attributes = dict_sized(fields)
    return made


def record_put(v: val, name: val, x: val) -> None:
    """Gives a new record its next attribute."""
    own: val = Instance(v).attributes
    n: i32 = Dict(own).fill
    e: i32 = dict_entries(own) + n * ENTRY
    store32(e, str_hash(name))
    storev(e, name, KEY)
    storev(e, x, VALUE)
    Dict(own).fill = n + 1
    Dict(own).used = n + 1


def is_record(v: val, cls: val) -> i32:
    """Whether a value is an instance of a library class itself, with attributes."""
    return has_tag(v, T_INSTANCE) and Instance(v).cls == cls and Instance(v).attributes != 0


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
