"""`super().method(…)` and `Base.method(self, …)` where the base is a built-in type: special methods of built-in values by name."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, lit_class, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BUSY, CLASSED, COUNTER_DICT, DEFAULT_DICT, NONE, TRUE, UNDEFINED, Obj, Str, Tuple
from noetlc.layout.tags import T_BYTES, T_DICT, T_STR
from noetlc.runtime.python.calls.builtin_call import has_named
from noetlc.runtime.python.calls.builtin_instances import classed_init
from noetlc.runtime.python.calls.operator_methods import compared, fits
from noetlc.runtime.python.classes.builtin_subclass import is_value_kind, plain
from noetlc.runtime.python.classes.lookup import class_find, dunder
from noetlc.runtime.python.containers.dict_kinds import dict_missing
from noetlc.runtime.python.exceptions.errors import raise_type, raise_type_error
from noetlc.runtime.python.numbers.number import num_kind
from noetlc.runtime.python.objects.convert import py_float, py_int
from noetlc.runtime.python.objects.repr import native_repr
from noetlc.runtime.python.objects.subscripts import dict_item
from noetlc.runtime.python.operators.bits import py_and, py_or, py_xor
from noetlc.runtime.python.operators.in_place import py_iadd, py_ior
from noetlc.runtime.python.operators.operators import py_floordiv, py_mod, py_mul, py_pow, py_truediv
from noetlc.runtime.python.operators.unary import py_abs
from noetlc.runtime.python.protocol import (
    call_held,
    call_two,
    py_add,
    py_contains,
    py_delitem,
    py_getitem,
    py_hash,
    py_iter,
    py_len,
    py_neg,
    py_repr,
    py_setitem,
    py_str,
    py_sub,
    py_truth,
)
from noetlc.runtime.text.strings import is_word, str_eq
from noetlc.runtime.values.classed import class_word, is_classed
from noetlc.runtime.values.dict import dict_kind
from noetlc.runtime.values.list import tuple_get, with_first
from noetlc.runtime.values.memory import from_bool, from_int, has_tag, raised, tag_of


@noinline
def native_method(v: val, name: val, args: val, kwargs: val) -> val:
    """A special method of the built-in base of a classed value."""
    n: i32 = Tuple(args).length
    if str_eq(name, lit("__init__")):
        given: i32 = n != 0 or has_named(kwargs)
        if given and is_value_kind(tag_of(v)) and class_find(class_word(v), name) != 0:  # whose `__init__` is that of `object`
            return raise_type_error(lit("object.__init__() takes exactly one argument (the instance to initialize)"))
        return classed_init(v, args, kwargs)
    first: val = tuple_get(args, 0) if n != 0 else 0
    if n == 1 and str_eq(name, lit("__getitem__")) and has_tag(v, T_DICT):
        return dict_item(v, first)  # which asks `__missing__`
    if live(Feature.DICT_KINDS) and n == 1 and str_eq(name, lit("__missing__")) and has_tag(v, T_DICT):
        if dict_kind(v) == COUNTER_DICT or dict_kind(v) == DEFAULT_DICT:
            return dict_missing(v, first)
    if n == 1 and str_eq(name, lit("__setattr__")):
        return UNDEFINED
    if str_eq(name, lit("__repr__")):
        return native_repr(v)
    if str_eq(name, lit("__str__")) and tag_of(v) != T_STR and tag_of(v) != T_BYTES:
        return py_repr(v)  # that of `object`, which asks the class
    return as_native(v, name, 0, args)


def object_format(v: val, spec: val) -> val:
    if not has_tag(spec, T_STR):
        return raise_type(lit("__format__() argument must be str, not $"), spec)
    return py_str(v) if Str(spec).nbytes == 0 else raise_type(lit("unsupported format string passed to $.__format__"), v)


def as_native(v: val, name: val, method: val, args: val) -> val:
    """What a method gives whose receiver and single argument are taken as of their built-in type: it is found by name if `method` is 0."""
    n: i32 = Tuple(args).length
    first: val = tuple_get(args, 0) if n != 0 else 0
    if n == 1 and str_eq(name, lit("__format__")) and has_tag(first, T_STR):
        if Str(first).nbytes == 0 or (tag_of(v) != T_STR and num_kind(v) == 0):
            return object_format(v, first)
    was: i32 = Obj(v).flags
    other: val = first if n == 1 and is_classed(first) else v
    before: i32 = Obj(other).flags
    Obj(v).flags = was & ~CLASSED
    Obj(other).flags = before & ~CLASSED
    result: val = plain_method(v, name, args, n) if method == 0 else call_held(method, with_first(v, args), 0)
    Obj(other).flags = before | (Obj(other).flags & BUSY)
    Obj(v).flags = was
    return plain(v) if result == v and is_value_kind(tag_of(v)) else result  # as `str.__str__` gives it


def object_method(v: val, name: val, args: val) -> val:
    """A special method with one argument that an instance has from `object`; UNDEFINED if that has none of that name."""
    if Tuple(args).length != 1:
        return UNDEFINED
    a: val = tuple_get(args, 0)
    if str_eq(name, lit("__ne__")):  # the opposite of what its class says
        method: val = dunder(v, lit("__eq__"))
        equal: val = call_two(method, v, a) if method != 0 else 0
        if equal == 0 and raised == 0:
            equal = TRUE if a == v else lit_class("NotImplemented")
        return equal if equal == 0 or equal == lit_class("NotImplemented") else from_bool(py_truth(equal) == 0)
    if str_eq(name, lit("__format__")):
        return object_format(v, a)
    return lit_class("NotImplemented") if is_word(lit(" __lt__ __le__ __gt__ __ge__ "), name) else UNDEFINED


def plain_method(v: val, name: val, args: val, n: i32) -> val:
    """A special method of a value of a built-in type; UNDEFINED if it has none of that name."""
    if n == 0:
        return method_alone(v, name)
    a: val = tuple_get(args, 0)
    if n == 2 and str_eq(name, lit("__setitem__")):
        return NONE if py_setitem(v, a, tuple_get(args, 1)) else 0
    if n != 1:
        return UNDEFINED
    if str_eq(name, lit("__eq__")):
        return compared(v, a, 4)
    if is_word(lit(" __add__ __sub__ __mul__ __truediv__ __floordiv__ __mod__ __pow__ __and__ __or__ __xor__ "), name):
        return operation(name, v, a) if fits(v, a) else lit_class("NotImplemented")
    if is_word(lit(" __radd__ __rsub__ __rmul__ "), name):
        return operation(name, a, v) if fits(v, a) else lit_class("NotImplemented")
    return method_with(v, name, a)


def operation(name: val, a: val, b: val) -> val:
    """The operator behind a method, whichever side it is a method of."""
    if str_eq(name, lit("__add__")) or str_eq(name, lit("__radd__")):
        return py_add(a, b)
    if str_eq(name, lit("__sub__")) or str_eq(name, lit("__rsub__")):
        return py_sub(a, b)
    if str_eq(name, lit("__mul__")) or str_eq(name, lit("__rmul__")):
        return py_mul(a, b)
    if str_eq(name, lit("__truediv__")):
        return py_truediv(a, b)
    if str_eq(name, lit("__floordiv__")):
        return py_floordiv(a, b)
    if str_eq(name, lit("__mod__")):
        return py_mod(a, b)
    if str_eq(name, lit("__pow__")):
        return py_pow(a, b)
    if str_eq(name, lit("__and__")):
        return py_and(a, b)
    return py_or(a, b) if str_eq(name, lit("__or__")) else py_xor(a, b)


def method_with(v: val, name: val, a: val) -> val:
    """Another special method with one argument; UNDEFINED if there is none of that name."""
    if str_eq(name, lit("__getitem__")):
        return py_getitem(v, a)
    if str_eq(name, lit("__delitem__")):
        return NONE if py_delitem(v, a) else 0
    if str_eq(name, lit("__contains__")):
        found: i32 = py_contains(v, a)
        return from_bool(found) if found >= 0 else 0
    if str_eq(name, lit("__iadd__")):
        return py_iadd(v, a)
    return py_ior(v, a) if str_eq(name, lit("__ior__")) else UNDEFINED


def method_alone(v: val, name: val) -> val:
    """A special method without arguments; UNDEFINED if there is none of that name."""
    if str_eq(name, lit("__len__")):
        size: i32 = py_len(v)
        return from_int(i64(size)) if size >= 0 else 0
    if str_eq(name, lit("__iter__")):
        return py_iter(v)
    if str_eq(name, lit("__str__")):
        return py_str(v)
    if str_eq(name, lit("__hash__")):
        h: i64 = py_hash(v)
        return from_int(h) if raised == 0 else 0
    if str_eq(name, lit("__bool__")):
        return from_bool(py_truth(v))
    if str_eq(name, lit("__neg__")):
        return py_neg(v)
    if str_eq(name, lit("__abs__")):
        return py_abs(v)
    if str_eq(name, lit("__int__")) or str_eq(name, lit("__index__")):
        return py_int(v, 0)
    if str_eq(name, lit("__float__")):
        return py_float(v)
    return UNDEFINED
