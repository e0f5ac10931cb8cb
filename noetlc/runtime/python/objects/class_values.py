"""Attributes where their kind is most likely known: values of a class read by its name, and attributes of instances by a name that is a
property elsewhere, such as `value`, which every module with an enum has as one.

That a class shows a member as it is, is kept with its members (`classes/lookup.py`), under the address of the name that no name has:
`Kind.NUM` then asks neither for `Kind` being a class nor for a `__get__` of what it has there.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, live, loadv, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import PLACES, Instance
from noetlc.layout.tags import T_CLASS
from noetlc.runtime.python.classes.lookup import class_find_near, class_keep, class_keeps, class_kept, is_value
from noetlc.runtime.python.objects.instance_attribute import attribute_elsewhere, has_place
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.memory import has_tag

SHOWN = 2  # behind the address of a name, which is a multiple of 4


@noinline
def class_value_at(v: val, name: val) -> val:
    """`v.name`, v being most likely a class."""
    return class_kept(v, val(name + SHOWN)) if class_keeps(v, val(name + SHOWN)) else class_value(v, name)


@noinline
def class_value(v: val, name: val) -> val:
    """The same, found out."""
    if live(T_CLASS) and not live(Feature.ATTRIBUTE_HOOKS) and has_tag(v, T_CLASS) and not (live(Feature.METACLASSES) and is_classed(v)):
        found: val = class_find_near(v, name)
        if found != 0 and is_value(found):
            return class_keep(v, val(name + SHOWN), found)
    return attribute_elsewhere(v, name)


@noinline
def own_described_at(v: val, name: val, at: i32, least: i32, header: i32, shapes: i32) -> val:
    """An attribute that an instance has at place number `at`, where its class is known to define nothing by that name; else 0."""
    if live(Feature.PLACES) and not live(Feature.ATTRIBUTE_HOOKS) and has_place(v, name, at, least, header, shapes):
        if class_keeps(Instance(v).cls, name) and class_kept(Instance(v).cls, name) == 0:
            return loadv(v + at * 4, PLACES)
    return 0
