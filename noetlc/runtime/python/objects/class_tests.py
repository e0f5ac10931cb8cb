"""`isinstance` and `issubclass`: of classes, tuples of them, what has checks of its own, and what is like a class by its `__bases__`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import Tuple
from noetlc.layout.tags import T_CLASS, T_INSTANCE, T_TUPLE
from noetlc.runtime.python.classes.lookup import bind_member, class_find, class_of
from noetlc.runtime.python.classes.metaclass import of_metaclass
from noetlc.runtime.python.classes.special import truth_of
from noetlc.runtime.python.exceptions.errors import is_subclass, raise_recursion, raise_type_error
from noetlc.runtime.python.objects.attribute import attribute_or_hook, forgive_missing
from noetlc.runtime.python.objects.types import is_of
from noetlc.runtime.python.protocol import call_one, type_of
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import has_tag, raised


def py_isinstance(v: val, classes: val) -> i32:
    """`isinstance(v, classes)`; -1 (raised) if `classes` is neither a class nor a tuple of them."""
    if has_tag(classes, T_CLASS):
        if live(Feature.METACLASSES) and type_of(v) != classes:
            hook: val = of_metaclass(classes, lit("__instancecheck__"))
            if hook != 0:
                return truth_of(call_one(hook, v))
        return is_of(v, classes)
    if live(T_TUPLE) and has_tag(classes, T_TUPLE):
        i: i32 = 0
        while i < Tuple(classes).length:
            found: i32 = py_isinstance(v, tuple_get(classes, i))
            if found:
                return found
            i += 1
        return 0
    if live(Feature.CLASS_LIKES) and has_tag(classes, T_INSTANCE):
        return is_instance_of_like(v, classes)
    raise_type_error(lit("isinstance() arg 2 must be a type, a tuple of types, or a union"))
    return -1


def py_issubclass(cls: val, classes: val) -> i32:
    """`issubclass(cls, classes)`; -1 when raised."""
    if live(T_TUPLE) and has_tag(classes, T_TUPLE):
        i: i32 = 0
        while i < Tuple(classes).length:
            found: i32 = py_issubclass(cls, tuple_get(classes, i))
            if found:
                return found
            i += 1
        return 0
    if live(Feature.METACLASSES):
        hook: val = of_metaclass(classes, lit("__subclasscheck__"))
        if hook != 0:
            return truth_of(call_one(hook, cls))
    if live(Feature.CLASS_LIKES) and (has_tag(cls, T_INSTANCE) or has_tag(classes, T_INSTANCE)):
        return is_subclass_with_likes(cls, classes)
    if not has_tag(cls, T_CLASS):
        raise_type_error(lit("issubclass() arg 1 must be a class"))
        return -1
    if has_tag(classes, T_CLASS):
        return is_subclass(cls, classes)
    raise_type_error(lit("issubclass() arg 2 must be a class, a tuple of classes, or a union"))
    return -1


# ---- what is like a class


MAX_BASES = 900
bases_level: i32 = 0  # nesting of bases that are looked through


def attribute_or_none(v: val, name: val) -> val:
    """An attribute; 0 if there is none, or if looking it up raised something else."""
    found: val = attribute_or_hook(v, name)
    if found == 0 and raised != 0:
        forgive_missing()
    return found


def own_check(like: val, name: val) -> val:
    """The check that the class of an instance defines, bound to it; 0 if none, or raised."""
    found: val = class_find(class_of(like), name)
    return bind_member(found, class_of(like), like) if found != 0 else 0


@noinline
def is_instance_of_like(v: val, like: val) -> i32:
    """`isinstance` with an instance that has a check or bases; -1 when raised."""
    if type_of(v) == like:
        return 1
    check: val = own_check(like, lit("__instancecheck__"))
    if check != 0 or raised != 0:
        return truth_of(call_one(check, v)) if check != 0 else -1
    if bases_of_like(like) == 0:
        if raised == 0:
            raise_type_error(lit("isinstance() arg 2 must be a type, a tuple of types, or a union"))
        return -1
    shown: val = attribute_or_none(v, lit("__class__"))
    if shown == 0:
        return -1 if raised != 0 else 0
    return is_below(shown, like)


@noinline
def is_subclass_with_likes(cls: val, classes: val) -> i32:
    """`issubclass` where one of the two is an instance; -1 when raised."""
    if has_tag(classes, T_INSTANCE):
        check: val = own_check(classes, lit("__subclasscheck__"))
        if check != 0 or raised != 0:
            return truth_of(call_one(check, cls)) if check != 0 else -1
    if not has_tag(cls, T_CLASS) and bases_of_like(cls) == 0:
        if raised == 0:
            raise_type_error(lit("issubclass() arg 1 must be a class"))
        return -1
    if not has_tag(classes, T_CLASS) and bases_of_like(classes) == 0:
        if raised == 0:
            raise_type_error(lit("issubclass() arg 2 must be a class, a tuple of classes, or a union"))
        return -1
    return is_below(cls, classes)


def bases_of_like(v: val) -> val:
    """The tuple that an instance has as its `__bases__`; 0 if none, or raised."""
    if not has_tag(v, T_INSTANCE):
        return 0
    found: val = attribute_or_none(v, lit("__bases__"))
    return found if found != 0 and has_tag(found, T_TUPLE) else 0


def is_below(cls: val, like: val) -> i32:
    """Whether something is a class-like value or has it among its bases or theirs; -1 when raised."""
    global bases_level
    if cls == like:
        return 1
    if has_tag(cls, T_CLASS):  # whose bases are classes
        return has_tag(like, T_CLASS) and is_subclass(cls, like)
    bases: val = bases_of_like(cls)
    if bases == 0:
        return -1 if raised != 0 else 0
    if bases_level > MAX_BASES:
        raise_recursion(lit("maximum recursion depth exceeded in __issubclass__"))
        return -1
    bases_level += 1
    found: i32 = 0
    i: i32 = 0
    while found == 0 and i < Tuple(bases).length:
        found = is_below(tuple_get(bases, i), like)
        i += 1
    bases_level -= 1
    return found
