"""What the general runtime asks about objects of library modules.

Every branch stands behind `live`, so that a module without such objects carries none of it. A new kind of object adds its
branches here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, live, noinline, val
from noetlc.runtime.memory import has_tag
from noetlc.runtime.tags import T_DATE, T_TEMPORAL, T_TIMEDELTA, T_TIMEZONE

if TYPE_CHECKING:
    from noetlc.runtime.module_datetime import dt_class, dt_class_name
    from noetlc.runtime.module_datetime_delta import dt_delta_abs, dt_delta_neg, dt_delta_truth
    from noetlc.runtime.module_datetime_ops import dt_compare, dt_eq, dt_hash, dt_is_temporal, dt_operator
    from noetlc.runtime.module_datetime_strftime import dt_format
    from noetlc.runtime.module_datetime_text import dt_put_repr, dt_put_str

POSITIVE = 0  # unary operators
NEGATIVE = 1
ABSOLUTE = 2

UNDECIDED = -2  # not for these kinds to say


@noinline
def library_class(v: val, tag: i32) -> val:
    """The class of an object, 0 for other kinds."""
    if live(T_TEMPORAL) and tag >= T_DATE and tag <= T_TIMEZONE:
        return dt_class(v)
    return 0


@noinline
def library_type_name(v: val) -> val:
    """The name of an object's class as messages show it, 0 for other kinds and where it is the class's own."""
    if live(T_TEMPORAL) and dt_is_temporal(v):
        return dt_class_name(v)
    return 0


@noinline
def library_put_repr(v: val, tag: i32) -> i32:
    """Appends `repr(v)`; 0 for other kinds."""
    if live(T_TEMPORAL) and dt_is_temporal(v):
        dt_put_repr(v)
        return 1
    return 0


@noinline
def library_put_str(v: val) -> i32:
    """Appends `str(v)` where it is not `repr(v)`; 0 for other kinds."""
    if live(T_TEMPORAL) and dt_is_temporal(v):
        dt_put_str(v)
        return 1
    return 0


@noinline
def library_truth(v: val, tag: i32) -> i32:
    """`bool(v)`."""
    if live(T_TIMEDELTA) and tag == T_TIMEDELTA:
        return dt_delta_truth(v)
    return 1


@noinline
def library_eq(a: val, b: val, tag: i32) -> i32:
    """Equality of two objects of one tag that are not identical; -1 when raised."""
    if live(T_TEMPORAL) and dt_is_temporal(a):
        return dt_eq(a, b, tag)
    return 0


@noinline
def library_compare(a: val, b: val, op: i32) -> i32:
    """`a < b` and its kind (op LT …); -1 when raised, UNDECIDED for other kinds."""
    if live(T_TEMPORAL):
        return dt_compare(a, b, op)
    return UNDECIDED


@noinline
def library_hash(v: val, tag: i32) -> i64:
    """`hash(v)` of a hashable object, 0 for other kinds."""
    if live(T_TEMPORAL) and dt_is_temporal(v):
        return dt_hash(v, tag)
    return i64(0)


@noinline
def library_operator(name: val, a: val, b: val) -> val:
    """A binary operator, by its name in messages; 0 without an exception if it is not defined."""
    if live(T_TEMPORAL) and (dt_is_temporal(a) or dt_is_temporal(b)):
        return dt_operator(name, a, b)
    return 0


@noinline
def library_unary(v: val, which: i32) -> val:
    """`+v`, `-v`, `abs(v)` (POSITIVE …); 0 without an exception if it is not defined."""
    if live(T_TIMEDELTA) and has_tag(v, T_TIMEDELTA):
        if which == POSITIVE:
            return v
        return dt_delta_neg(v) if which == NEGATIVE else dt_delta_abs(v)
    return 0


@noinline
def library_format(v: val, spec: val) -> val:
    """`format(v, spec)` with a specification that is not empty; 0 without an exception for other kinds."""
    if live(T_TEMPORAL) and dt_is_temporal(v):
        return dt_format(v, spec)
    return 0
