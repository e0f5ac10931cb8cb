"""The special methods of built-in types as values: `object.__hash__`, and who has a method that a class inherits.

METHODS has those that values answer by their kind; here are the ones of `object` and of exceptions, which take any of their instances.
"""

from __future__ import annotations

import builtins
import types
from dataclasses import replace
from functools import cache

from noetlc.primitives.model import Primitive
from noetlc.primitives.python_methods import METHODS, RECEIVERS
from noetlc.primitives.signatures import parse_rows

_ROWS = """
object.__delattr__(name, /) -> val: object_delattr
object.__eq__(other, /) -> val: object_eq
object.__format__(format_spec, /) -> val: object_format
object.__ge__|__gt__|__le__|__lt__(other, /) -> val: object_order
object.__getattribute__(name, /) -> val: object_getattribute
object.__hash__() -> val: object_hash
object.__init__(*args, **kwargs) -> val: base_init
object.__ne__(other, /) -> val: object_ne
object.__repr__() -> val: object_repr
object.__setattr__(name, value, /) -> val: set_by_object
object.__str__() -> val: py_repr
bytearray|dict|list|set.__init__(*args, **kwargs) -> val: builtin_init
BaseException.__init__(*args, **kwargs) -> val: base_init
BaseException.__repr__() -> val: exc_repr
BaseException.__str__() -> val: exc_plain_text
KeyError.__str__() -> val: exc_text
OSError.__str__() -> val: exc_text
"""
SPECIAL: dict[tuple[str, str], Primitive] = {
    (cls, row.name): replace(row, module="") for row in parse_rows(_ROWS).values() for cls in row.module.split("|")
}
"""(class, name) of those that are no rows of METHODS."""

OF_SUPER = "super"
"""Stands for a class where a special method is the one that `super()` finds, whatever built-in class has it."""

KNOWN_BY_NAME = frozenset(
    """__abs__ __add__ __and__ __bool__ __contains__ __delattr__ __delitem__ __eq__ __float__ __floordiv__ __getitem__ __hash__ __iadd__
    __index__ __init__ __init_subclass__ __int__ __ior__ __iter__ __len__ __missing__ __mod__ __mul__ __neg__ __new__ __or__ __pow__
    __radd__ __repr__ __rmul__ __rsub__ __setattr__ __setitem__ __str__ __sub__ __truediv__ __xor__""".split()
)
"""Special methods that `runtime/python/calls/builtin_methods.py` finds by name; others of built-in types are values."""

OF_OBJECT = frozenset(name for cls, name in SPECIAL if cls == "object")


_ONLY_IN_REFERENCE = {
    "BaseException": ("__setattr__", "__delattr__"),
    "float": ("__getattribute__",),
    "frozenset": ("__getattribute__",),
    "str": ("__getattribute__",),
}
"""Members, all slots, that the classes of 3.13 have from `object`."""

_NEWER = {
    "AttributeError": ("__getstate__", "__reduce__"),
    "bool": ("__invert__",),
    "bytearray": ("__buffer__", "__release_buffer__"),
    "bytes": ("__buffer__",),
    "ImportError": ("name_from",),
    "int": ("is_integer",),
    "memoryview": ("__buffer__", "__release_buffer__", "_from_flags"),
    "property": ("__name__",),
    "type": ("__type_params__",),
}
"""Members that 3.11 does not have."""


@cache
def members(cls: type) -> dict[str, object]:
    """What a built-in class defines in 3.11, whatever Python compiles: which class has a method decides what the module does."""
    found = dict(vars(cls))
    for name in _NEWER.get(cls.__name__, ()):
        found.pop(name, None)
    for name in _ONLY_IN_REFERENCE.get(cls.__name__, ()):
        found.setdefault(name, vars(object)[name])
    if cls is slice:
        found["__hash__"] = None
    return found


def owner_of(cls: str, name: str) -> str:
    """The built-in class that defines what a built-in class shows under a name; "" if it shows nothing there."""
    made = getattr(builtins, cls, None)
    line = made.__mro__ if isinstance(made, type) else ()
    return next((above.__name__ for above in line if name in members(above)), "")


def is_none(cls: str, name: str) -> bool:
    """Whether a built-in class shows None under a name: it takes back what `object` has."""
    owner = owner_of(cls, name)
    return owner != "" and members(getattr(builtins, owner))[name] is None


def special_of(cls: str, name: str) -> str:
    """The class whose special method a built-in class shows, if that can be a value; else ""."""
    owner = owner_of(cls, name) if name.startswith("__") else ""
    known = (owner, name) in SPECIAL or RECEIVERS.get(owner) in METHODS.get(name, {})
    return owner if known and not is_none(cls, name) else ""


@cache
def is_slot(cls: str, name: str) -> bool:
    """Whether CPython shows a method of a built-in class as a slot wrapper: those behind operators and builtins mostly."""
    return isinstance(members(getattr(builtins, cls, object)).get(name), types.WrapperDescriptorType)


@cache
def is_slot_of_all(name: str) -> bool:
    """Whether a special method is a slot wrapper in all built-in classes that define it."""
    found = [members(cls)[name] for cls in vars(builtins).values() if isinstance(cls, type) and name in members(cls)]
    return bool(found) and all(part is None or isinstance(part, types.WrapperDescriptorType) for part in found)
