"""Attributes of built-in values: `n.real`, `r.start`, `e.errno`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, lit_class, val
from noetlc.runtime.layout import EXC_SINGLE, NONE, T_FLOAT, Exc, Range, Slice, Tuple
from noetlc.runtime.memory import from_float, from_int, has_tag

if TYPE_CHECKING:
    from noetlc.runtime.list import tuple_get
    from noetlc.runtime.python_errors import is_subclass, raise_no_attribute
    from noetlc.runtime.python_operators import py_pos


def py_number_real(v: val) -> val:
    return py_pos(v)


def py_number_imag(v: val) -> val:
    return from_float(0.0) if has_tag(v, T_FLOAT) else from_int(i64(0))


def py_number_denominator(v: val) -> val:
    """Of an int or bool."""
    return from_int(i64(1))


def py_range_start(v: val) -> val:
    return from_int(Range(v).start)


def py_range_stop(v: val) -> val:
    return from_int(Range(v).stop)


def py_range_step(v: val) -> val:
    return from_int(Range(v).step)


def py_slice_start(v: val) -> val:
    return Slice(v).start


def py_slice_stop(v: val) -> val:
    return Slice(v).stop


def py_slice_step(v: val) -> val:
    return Slice(v).step


def py_exc_errno(e: val) -> val:
    return os_error_part(e, lit("errno"), 0)


def py_exc_strerror(e: val) -> val:
    return os_error_part(e, lit("strerror"), 1)


def py_exc_filename(e: val) -> val:
    return os_error_part(e, lit("filename"), 2)


def os_error_part(e: val, name: val, index: i32) -> val:
    """Argument number `index` of an OSError that has at least two, else None; AttributeError for other exceptions."""
    if not is_subclass(Exc(e).cls, lit_class("OSError")):
        return raise_no_attribute(e, name)
    args: val = Exc(e).args
    if args == 0 or Exc(e).flags & EXC_SINGLE or index >= Tuple(args).length:
        return NONE
    return tuple_get(args, index)


def py_with_traceback(e: val, trace: val) -> val:
    """`e.with_traceback(tb)`: exceptions have no tracebacks."""
    return e
