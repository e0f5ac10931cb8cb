"""Metaclasses: a class that a subclass of `type` made is an instance of it.

Such a class object is classed like other instances of subclasses of built-in types (`builtin_subclass.py`): its class word is
its metaclass, so that operators and builtins find methods there. Its attributes are its members.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, lit_class, live, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import Ordered, Tuple
from noetlc.layout.tags import T_CLASS
from noetlc.runtime.python.classes.builtin_subclass import classed_of
from noetlc.runtime.python.classes.lookup import bound_new, class_find, enum_kind
from noetlc.runtime.python.classes.order import is_ordered
from noetlc.runtime.python.exceptions.errors import is_subclass, raise_type_error
from noetlc.runtime.python.protocol import type_of
from noetlc.runtime.values.classed import class_word, is_classed
from noetlc.runtime.values.list import tuple_get, tuple_set
from noetlc.runtime.values.memory import has_tag


def class_made_by(meta: val, cls: val) -> val:
    """A new class as instance of a metaclass; before anything refers to it but its own search order."""
    if meta == lit_class("type"):
        return cls
    made: val = classed_of(meta, cls)
    if is_ordered(made):
        tuple_set(Ordered(made).order, 0, made)
    return made


def winner_of(meta: val, bases: val) -> val:
    """The most derived of a metaclass and those of the bases, a tuple; 0 with TypeError pending if none derives from all."""
    best: val = meta
    enums: i32 = 0
    i: i32 = 0
    while i < Tuple(bases).length:
        other: val = type_of(tuple_get(bases, i))
        if enum_kind(tuple_get(bases, i)) != 0:
            enums = 1
        elif not is_subclass(best, other):
            if not is_subclass(other, best):
                return raise_conflict()
            best = other
        i += 1
    if (live(Feature.ABSTRACT) or live(Feature.ABSTRACT_KINDS)) and best == lit_class("abc.ABCMeta"):
        best = lit_class("type")  # nothing of a body stands for it, and `type` makes the same
    return raise_conflict() if enums and best != lit_class("type") else best


def raise_conflict() -> val:
    return raise_type_error(
        lit("metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases")
    )


def of_metaclass(cls: val, name: val) -> val:
    """What the metaclass of a class defines under a name, bound to the class; 0 if there is nothing."""
    if not has_tag(cls, T_CLASS) or not is_classed(cls):
        return 0
    found: val = class_find(class_word(cls), name)
    return bound_new(found, cls) if found != 0 else 0
