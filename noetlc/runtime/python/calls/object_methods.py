"""The special methods of `object`, and of exceptions, for any of their instances: what `object.__hash__` and its kind are as values."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, lit_class, live, reason, val
from noetlc.layout.objects import TRUE, Class, Exc, Tuple
from noetlc.layout.tags import T_CLASS, T_EXCEPTION, T_FUNCTION, T_INSTANCE
from noetlc.runtime.python.calls.instances import plain_attribute
from noetlc.runtime.python.calls.operator_methods import compared, not_implemented
from noetlc.runtime.python.classes.lookup import dunder, has_class
from noetlc.runtime.python.classes.special import is_instance
from noetlc.runtime.python.exceptions.errors import exc_shown, is_subclass
from noetlc.runtime.python.objects.name import class_qualified_name, is_renamed, put_module
from noetlc.runtime.python.objects.set_attribute import delete_own
from noetlc.runtime.python.protocol import call_two, py_hash, py_str, py_truth, type_of
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import from_bool, from_int, has_tag, leave, raised, tag_of


def object_hash(v: val) -> val:
    """`object.__hash__(v)`: that of one object, whatever its class says; kinds that move share one."""
    if has_tag(v, T_INSTANCE) or (live(T_EXCEPTION) and has_tag(v, T_EXCEPTION)):
        return from_int(i64(Exc(v).site) * 16)
    if (live(T_CLASS) and has_tag(v, T_CLASS)) or (live(T_FUNCTION) and has_tag(v, T_FUNCTION)):
        return from_int(py_hash(v))
    return from_int(i64(tag_of(v)))


def object_eq(v: val, other: val) -> val:
    return TRUE if v == other else not_implemented()


def object_ne(v: val, other: val) -> val:
    """The opposite of what the class of `v` says of `==`."""
    if not has_class(v):
        equal: val = compared(v, other, 4)
    else:
        method: val = dunder(v, lit("__eq__"))
        equal = call_two(method, v, other) if method != 0 else object_eq(v, other)
    return equal if equal == 0 or equal == lit_class("NotImplemented") else from_bool(py_truth(equal) == 0)


def object_order(_v: val, _other: val) -> val:
    return not_implemented()


def object_repr(v: val) -> val:
    """`<module.C object at 0x…>` of any value."""
    cls: val = type_of(v)
    mark: i32 = buf_begin()
    buf_byte(60)
    put_module(cls)
    buf_str(class_qualified_name(cls) if is_renamed(cls) else Class(cls).name)
    buf_str(lit(" object at 0x7f0000000000>"))
    return buf_end(mark)


def object_delattr(v: val, name: val) -> val:
    if not is_instance(v):
        leave(reason("special method of a built-in type"))
    return delete_own(v, name)


def object_getattribute(v: val, name: val) -> val:
    """`object.__getattribute__(v, name)`; methods of built-in values are found by compiled code alone."""
    found: val = plain_attribute(v, name) if has_class(v) else 0
    if found == 0 and raised == 0:
        leave(reason("special method of a built-in type"))
    return found


def is_exception_of(v: val, cls: val) -> i32:
    """Whether a value is an exception of a class."""
    return has_tag(v, T_EXCEPTION) and is_subclass(Exc(v).cls, cls)


def exc_plain_text(v: val) -> val:
    """`BaseException.__str__(v)`: the text of the arguments, also of exceptions whose class makes another of them."""
    args: val = exc_shown(v)
    if Tuple(args).length == 0:
        return lit("")
    return py_str(tuple_get(args, 0) if Tuple(args).length == 1 else args)
