"""Constructors and builtins whose argument may be absent, and other small builtins."""

from __future__ import annotations

from noetlc.kernel.lang import i64, lit, noinline, val
from noetlc.runtime.layout import Tuple
from noetlc.runtime.list import list_new, tuple_new
from noetlc.runtime.memory import from_int, raised
from noetlc.runtime.python_errors import message_of, raise_type_error
from noetlc.runtime.python_hash import py_hash
from noetlc.runtime.python_iterate import list_of
from noetlc.runtime.python_list import tuple_of
from noetlc.runtime.python_repr import py_str


def list_or_empty(v: val) -> val:
    """`list(v)`, `list()` for 0."""
    return list_of(v) if v != 0 else list_new(0)


def tuple_or_empty(v: val) -> val:
    return tuple_of(v) if v != 0 else tuple_new(0)


def str_or_empty(v: val) -> val:
    return py_str(v) if v != 0 else lit("")


def py_hash_value(v: val) -> val:
    """`hash(v)`."""
    h: i64 = py_hash(v)
    return from_int(h) if raised == 0 else 0


def py_id(v: val) -> val:
    """`id(v)`: the address, which the language leaves unspecified."""
    return from_int(i64(v))


@noinline
def raise_argument_count(template: val, args: val) -> val:
    """TypeError with `$` replaced by the number of arguments."""
    return raise_type_error(message_of(template, from_int(i64(Tuple(args).length)), 0, 0))
