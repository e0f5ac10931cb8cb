"""Builtins about attributes and identity of objects."""

from __future__ import annotations

from noetlc.primitives.signatures import parse_rows

OBJECT_BUILTINS = parse_rows(
    """
    classmethod(function, /) -> val: classmethod_new
    delattr(object, name, /) -> val: py_delattr
    getattr(object, name, default=..., /) -> val: py_getattr_or
    hasattr(object, name, /) -> bool: py_hasattr
    id(object, /) -> val: py_id
    property(fget=None, fset=None, fdel=None, doc=None) -> val: property_of
    setattr(object, name, value, /) -> val: py_setattr_builtin
    staticmethod(function, /) -> val: staticmethod_new
    """
)
