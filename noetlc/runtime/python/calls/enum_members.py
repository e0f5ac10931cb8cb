"""Members of enums whose values are constants (`library/enum/constants.py`)."""

from __future__ import annotations

from noetlc.kernel.lang import lit, val
from noetlc.layout.objects import Class
from noetlc.runtime.python.calls.instances import instance_made
from noetlc.runtime.python.classes.lookup import members_changed
from noetlc.runtime.python.objects.set_attribute import set_own_value
from noetlc.runtime.values.dict import dict_set


def enum_instance(cls: val) -> val:
    """What a member is of an enum that derives from no other type."""
    return instance_made(cls)


def enum_member(member: val, cls: val, name: val, value: val, order: val) -> val:
    """Gives a new member what all have."""
    set_own_value(member, lit("_value_"), value)
    set_own_value(member, lit("_name_"), name)
    set_own_value(member, lit("__objclass__"), cls)
    set_own_value(member, lit("_sort_order_"), order)
    return member


def enum_keep(cls: val, name: val, value: val) -> val:
    """Gives an enum class an attribute without asking what that may be."""
    dict_set(Class(cls).members, name, value)
    members_changed()
    return value
