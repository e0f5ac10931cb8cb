"""Truth of Python values."""

from __future__ import annotations

from noetlc.kernel.lang import gt_u, i32, implements, inline_often, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import TRUE, Bytearray, Bytes, Dict, Float, Instance, Int, List, Obj, Set, Str, Tuple, View
from noetlc.layout.tags import (
    T_BYTEARRAY,
    T_BYTES,
    T_DICT,
    T_FLOAT,
    T_FROZENSET,
    T_INSTANCE,
    T_INT,
    T_LIST,
    T_RANGE,
    T_SET,
    T_STR,
    T_TUPLE,
    T_VIEW,
)  # fmt: skip
from noetlc.runtime.python import protocol
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.lookup import is_known_true
from noetlc.runtime.python.classes.special import special_truth
from noetlc.runtime.python.containers.range import range_truth
from noetlc.runtime.python.hooks import library_truth
from noetlc.runtime.values.memory import has_tag, raised


@implements(protocol.py_truth)
def py_truth(v: val) -> i32:
    """`bool(v)` as 0 or 1; never raises."""
    if v & 1:
        return v != 1
    return object_truth(v) if gt_u(i32(v), TRUE) else v == TRUE  # None and False lie below


@inline_often
def object_truth(v: val) -> i32:
    """The truth of what is neither a small int, a bool nor None. Lists of nodes are gone through by their truth."""
    if live(Feature.CLASSES) and live(T_INSTANCE) and not live(Feature.BUILTIN_SUBCLASSES) and has_tag(v, T_INSTANCE):
        if is_known_true(Instance(v).cls):
            return 1
    return other_truth(v)


@noinline
def other_truth(v: val) -> i32:
    """The same where that is not seen at once."""
    if live(Feature.BUILTIN_SUBCLASSES) and (defines(v, lit("__bool__")) or defines(v, lit("__len__"))):
        return special_truth(v)
    tag: i32 = Obj(v).tag
    if live(Feature.CLASSES) and live(T_INSTANCE) and tag == T_INSTANCE:
        return special_truth(v)
    if tag == T_STR:
        return Str(v).nbytes != 0
    if tag == T_LIST:
        return List(v).length != 0
    if tag == T_DICT:
        return Dict(v).used != 0
    if tag == T_FLOAT:
        return Float(v).value != 0.0
    if tag == T_INT:
        return Int(v).value != 0
    if live(T_TUPLE) and tag == T_TUPLE:
        return Tuple(v).length != 0
    return rare_truth(v, tag)


def py_bool_of(v: val) -> i32:
    """`bool(v)` where a class of the body may define it; -1 when raised."""
    if v & 1:
        return v != 1
    return object_bool(v) if gt_u(i32(v), TRUE) else v == TRUE


@noinline
def object_bool(v: val) -> i32:
    """The same of what is neither a small int, a bool nor None."""
    found: i32 = object_truth(v)
    return found if raised == 0 else -1


@noinline
def rare_truth(v: val, tag: i32) -> i32:
    if (live(T_SET) and tag == T_SET) or (live(T_FROZENSET) and tag == T_FROZENSET):
        return Set(v).used != 0
    if live(T_BYTES) and tag == T_BYTES:
        return Bytes(v).nbytes != 0
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return Bytes(Bytearray(v).held).nbytes != 0
    if live(T_VIEW) and tag == T_VIEW:
        return Dict(View(v).source).used != 0
    if live(T_RANGE) and tag == T_RANGE:
        return range_truth(v)
    if not live(Feature.CLASSES) and live(T_INSTANCE) and tag == T_INSTANCE:
        return special_truth(v)
    return library_truth(v, tag) if live(Feature.LIBRARY_OBJECTS) else 1
