"""`getattr`, `hasattr`, `setattr` and `delattr`: attributes whose names are values."""

from __future__ import annotations

from noetlc.kernel.lang import extern, i32, lit, lit_class, live, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, TRUE, Class, Exc, Tuple
from noetlc.layout.tags import T_BOOL, T_CLASS, T_INSTANCE, T_INT, T_STR, T_WIDE
from noetlc.runtime.python.classes.builtin_subclass import native_base
from noetlc.runtime.python.classes.classes import exc_keeps, set_class
from noetlc.runtime.python.exceptions.errors import is_subclass, raise_type
from noetlc.runtime.python.objects.attribute import attribute_or_hook, forgive_missing, own_attribute
from noetlc.runtime.python.objects.set_attribute import py_delattr, py_setattr, set_dict
from noetlc.runtime.python.protocol import py_getattr, py_hasattr
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import from_bool, has_tag, leave, raised, tag_of


@noinline
def is_attribute_name(name: val) -> i32:
    """Whether a value can name an attribute; 0 when raised."""
    if has_tag(name, T_STR):
        return 1
    raise_type(lit("attribute name must be string, not '$'"), name)
    return 0


def builtin_getattr(v: val, name: val, default: val) -> val:
    """`getattr(v, name[, default])`; 0 when raised."""
    if not is_attribute_name(name):
        return 0
    found: val = py_getattr(v, name) if default == 0 else optional_attribute(v, name)
    if live(Feature.COMPUTED_NAMES) and found == 0:
        leave_built_in_name(v, name)
    return found if found != 0 or raised != 0 else default


@extern
def built_in_name(tag: i32, name: val) -> i32:
    """Whether values of a built-in kind have an attribute; defined by the compiled code."""
    raise NotImplementedError


@noinline
def leave_built_in_name(v: val, name: val) -> None:
    """Leaves the run if a value of a built-in kind, or a class of such values, has an attribute by a name that no text of the body is."""
    tag: i32 = tag_of(v)
    if live(T_CLASS) and tag == T_CLASS:
        base: val = native_base(v)
        if base == 0:
            return
        tag = Class(base).instance
    if tag == T_BOOL or tag == T_WIDE:
        tag = T_INT
    if built_in_name(tag, name):
        leave(reason("built-in method by a computed name"))


def optional_attribute(v: val, name: val) -> val:
    """An attribute; 0 if it is missing, or when raised."""
    found: val = attribute_or_hook(v, name)
    if raised != 0:
        forgive_missing()
    return found


def exc_has_part(e: val, name: val) -> i32:
    """Whether an attribute of OSErrors, or of SyntaxErrors, is what an exception has under a name, and nothing of the body's."""
    if own_attribute(e, name) != 0 or not exc_keeps(e, name):
        return 0
    if is_subclass(Exc(e).cls, lit_class("OSError")):
        return 1
    return str_eq(name, lit("filename")) and is_subclass(Exc(e).cls, lit_class("SyntaxError"))


def builtin_hasattr(v: val, name: val) -> i32:
    """`hasattr(v, name)`; leaves an exception in `raised`."""
    found: i32 = py_hasattr(v, name) if is_attribute_name(name) else 0
    if live(Feature.COMPUTED_NAMES) and found == 0 and raised == 0:
        leave_built_in_name(v, name)
    return found


def builtin_setattr(v: val, name: val, x: val) -> val:
    """`setattr(v, name, x)`: None, 0 when raised."""
    if not is_attribute_name(name):
        return 0
    if str_eq(name, lit("__dict__")):
        done: val = set_dict(v, x)
    elif live(T_INSTANCE) and str_eq(name, lit("__class__")):
        done = set_class(v, x)
    else:
        done = py_setattr(v, name, x)
    return NONE if done != 0 else 0


def builtin_delattr(v: val, name: val) -> val:
    """`delattr(v, name)`: None, 0 when raised."""
    return py_delattr(v, name) if is_attribute_name(name) else 0


def dynamic_attribute(args: val, test: val) -> val:
    """`getattr(*args)`, or `hasattr(*args)` if `test` is True, for what is no built-in method; 0 when raised."""
    v: val = tuple_get(args, 0)
    name: val = tuple_get(args, 1)
    if test == TRUE:
        found: i32 = builtin_hasattr(v, name)
        return from_bool(found) if raised == 0 else 0
    return builtin_getattr(v, name, tuple_get(args, 2) if Tuple(args).length > 2 else 0)
