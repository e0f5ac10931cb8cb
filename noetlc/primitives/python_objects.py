"""Builtins about attributes and identity of objects."""

from __future__ import annotations

from noetlc.primitives.signatures import parse_rows

OBJECT_BUILTINS = parse_rows(
    """
    classmethod(function, /) -> val: classmethod_new
    delattr(object, name, /) -> val: builtin_delattr
    getattr(object, name, default=..., /) -> val: builtin_getattr
    hasattr(object, name, /) -> bool: builtin_hasattr
    id(object, /) -> val: py_id
    property(fget=None, fset=None, fdel=None, doc=None) -> val: property_of
    setattr(object, name, value, /) -> val: builtin_setattr
    staticmethod(function, /) -> val: staticmethod_new
    """
)
