"""Classes whose call is a new instance and a function `__init__`, which bodies call themselves."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BUILTIN, NONE, Class, Obj
from noetlc.layout.tags import T_CLASS, T_FUNCTION, T_INSTANCE
from noetlc.runtime.python.classes.abstract import left_abstract
from noetlc.runtime.python.classes.lookup import class_find, class_keep, class_keeps, class_kept, enum_kind
from noetlc.runtime.python.exceptions.errors import raise_type
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.list import list_len
from noetlc.runtime.values.memory import has_tag


def plain_init(cls: val) -> val:
    """The function `__init__` of a class of the body whose call is a new instance and that function; 0 for other values."""
    return class_kept(cls, lit("__init__ alone")) if class_keeps(cls, lit("__init__ alone")) else plain_init_found(cls)


@noinline
def plain_init_found(cls: val) -> val:
    if not has_tag(cls, T_CLASS) or Class(cls).instance != T_INSTANCE or (live(Feature.METACLASSES) and is_classed(cls)):
        return 0
    if (live(Feature.ENUMS) and enum_kind(cls) != 0) or class_find(cls, lit("__new__")) != 0:
        return 0
    if live(Feature.ABSTRACT):
        names: val = left_abstract(cls) if Class(cls).members != 0 else 0
        if names != 0 and list_len(names) != 0:
            return 0
    init: val = class_find(cls, lit("__init__"))
    plain: i32 = init != 0 and has_tag(init, T_FUNCTION) and Obj(init).flags & BUILTIN == 0
    return class_keep(cls, lit("__init__ alone"), init) if plain else 0


def initialized(made: val, given: val) -> val:
    """A new instance, whose `__init__` gave a value or, 0, raised."""
    if given == 0 or given == NONE:
        return made if given != 0 else 0
    return raise_type(lit("__init__() should return None, not '$'"), given)
