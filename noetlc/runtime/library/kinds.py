"""What the general runtime asks about objects of library modules.

Every branch stands behind `live`, so that a module without such objects carries none of it. A new kind of object adds its
branches here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, implements, lit, lit_class, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import COUNTER_DICT, Dict, Iter
from noetlc.layout.tags import (
    T_DATE,
    T_DEQUE,
    T_DICT,
    T_ENVIRON,
    T_HASH,
    T_HMAC,
    T_ITERATOR,
    T_LOGGER,
    T_MATCH,
    T_PATTERN,
    T_RANDOM,
    T_TIMEDELTA,
    T_TIMEZONE,
    T_TRACEBACK,
    T_TUPLE,
    T_URL,
    T_UUID,
)  # fmt: skip
from noetlc.runtime.library.deque import Deque
from noetlc.runtime.library.re.state import Pattern
from noetlc.runtime.python import hooks
from noetlc.runtime.python.hooks import ABSOLUTE, INTEGER, NEGATIVE, POSITIVE, UNDECIDED
from noetlc.runtime.values.iterator import UNPACK
from noetlc.runtime.values.memory import has_tag

if TYPE_CHECKING:
    from noetlc.runtime.library.datetime.delta import dt_delta_abs, dt_delta_neg, dt_delta_truth
    from noetlc.runtime.library.datetime.objects import dt_class, dt_class_name
    from noetlc.runtime.library.datetime.operators import dt_compare, dt_eq, dt_hash, dt_is_temporal, dt_operator
    from noetlc.runtime.library.datetime.strftime import dt_format
    from noetlc.runtime.library.datetime.text import dt_put_repr, dt_put_str
    from noetlc.runtime.library.deque import (
        deque_del_item,
        deque_eq,
        deque_item,
        deque_list,
        deque_operator,
        deque_put,
        deque_set_item,
    )  # fmt: skip
    from noetlc.runtime.library.deque_search import deque_contains
    from noetlc.runtime.library.hashing.objects import hash_class, hash_type_name
    from noetlc.runtime.library.logging import log_put
    from noetlc.runtime.library.os import os_env_contains, os_env_delitem, os_env_dict, os_env_getitem, os_env_setitem, os_put_environ
    from noetlc.runtime.library.re.objects import re_match_item, re_pattern_eq, re_put_match, re_put_pattern
    from noetlc.runtime.library.url.results import url_class, url_put_repr, url_tuple
    from noetlc.runtime.library.uuid import uuid_eq, uuid_hash, uuid_int, uuid_order, uuid_put, uuid_put_repr
    from noetlc.runtime.python.classes.enum import enum_contains, enum_item, enum_list
    from noetlc.runtime.python.classes.lookup import enum_kind
    from noetlc.runtime.python.containers.counter import counter_compare, counter_signed, kinds_operator
    from noetlc.runtime.python.containers.dict_kinds import dict_class_name
    from noetlc.runtime.python.objects.compare import holds, py_compare, py_eq
    from noetlc.runtime.python.objects.hash import tuple_hash
    from noetlc.runtime.python.objects.subscripts import py_getitem
    from noetlc.runtime.values.blocks import str_hash
    from noetlc.runtime.values.dict import dict_kind


@implements(hooks.library_class)
@noinline
def library_class(v: val, tag: i32) -> val:
    if live(Feature.TEMPORAL) and tag >= T_DATE and tag <= T_TIMEZONE:
        return dt_class(v)
    if live(T_DEQUE) and tag == T_DEQUE:
        return lit_class("collections.deque")
    if live(T_LOGGER) and tag == T_LOGGER:
        return lit_class("logging.Logger")
    if live(T_UUID) and tag == T_UUID:
        return lit_class("uuid.UUID")
    if live(T_PATTERN) and tag == T_PATTERN:
        return lit_class("re.Pattern")
    if live(T_MATCH) and tag == T_MATCH:
        return lit_class("re.Match")
    if live(T_HASH) and tag == T_HASH:
        return hash_class(v)
    if live(T_HMAC) and tag == T_HMAC:
        return lit_class("hmac.HMAC")
    if live(T_RANDOM) and tag == T_RANDOM:
        return lit_class("random.Random")
    if live(T_ENVIRON) and tag == T_ENVIRON:
        return lit_class("os._Environ")
    if live(T_URL) and tag == T_URL:
        return url_class(v)
    if live(T_TRACEBACK) and tag == T_TRACEBACK:
        return lit_class("traceback")
    return 0


@implements(hooks.library_type_name)
@noinline
def library_type_name(v: val) -> val:
    if live(Feature.TEMPORAL) and dt_is_temporal(v):
        return dt_class_name(v)
    if live(T_DEQUE) and has_tag(v, T_DEQUE):
        return lit("collections.deque")
    if live(Feature.DICT_KINDS) and has_tag(v, T_DICT):
        return dict_class_name(v)
    if live(Feature.UNPACKING) and has_tag(v, T_ITERATOR) and Iter(v).kind == UNPACK:
        return lit("_struct.unpack_iterator")
    if live(T_PATTERN) and has_tag(v, T_PATTERN):
        return lit("re.Pattern")
    if live(T_MATCH) and has_tag(v, T_MATCH):
        return lit("re.Match")
    if live(T_HASH) and has_tag(v, T_HASH):
        return hash_type_name(v)
    return 0


@implements(hooks.library_put_repr)
@noinline
def library_put_repr(v: val, tag: i32) -> i32:
    if live(Feature.TEMPORAL) and dt_is_temporal(v):
        dt_put_repr(v)
        return 1
    if live(T_DEQUE) and tag == T_DEQUE:
        deque_put(v)
        return 1
    if live(T_LOGGER) and tag == T_LOGGER:
        log_put(v)
        return 1
    if live(T_UUID) and tag == T_UUID:
        uuid_put_repr(v)
        return 1
    if live(T_PATTERN) and tag == T_PATTERN:
        re_put_pattern(v)
        return 1
    if live(T_MATCH) and tag == T_MATCH:
        re_put_match(v)
        return 1
    if live(T_URL) and tag == T_URL:
        url_put_repr(v)
        return 1
    if live(T_ENVIRON) and tag == T_ENVIRON:
        os_put_environ(v)
        return 1
    return 0


@implements(hooks.library_put_str)
@noinline
def library_put_str(v: val) -> i32:
    if live(Feature.TEMPORAL) and dt_is_temporal(v):
        dt_put_str(v)
        return 1
    if live(T_UUID) and has_tag(v, T_UUID):
        uuid_put(v, 1)
        return 1
    return 0


@implements(hooks.library_truth)
@noinline
def library_truth(v: val, tag: i32) -> i32:
    if live(T_TIMEDELTA) and tag == T_TIMEDELTA:
        return dt_delta_truth(v)
    if live(T_DEQUE) and tag == T_DEQUE:
        return Deque(v).length != 0
    if live(T_ENVIRON) and tag == T_ENVIRON:
        return Dict(os_env_dict(v)).used != 0
    return 1


@implements(hooks.library_eq)
@noinline
def library_eq(a: val, b: val, tag: i32) -> i32:
    if live(Feature.TEMPORAL) and dt_is_temporal(a):
        return dt_eq(a, b, tag)
    if live(T_DEQUE) and tag == T_DEQUE:
        return deque_eq(a, b)
    if live(T_UUID) and tag == T_UUID:
        return uuid_eq(a, b)
    if live(T_PATTERN) and tag == T_PATTERN:
        return re_pattern_eq(a, b)
    if live(T_URL) and tag == T_URL:
        return py_eq(as_tuple(a), as_tuple(b))
    return 0


def as_tuple(v: val) -> val:
    """Parts of a URL as the tuple that they are, other values as they are."""
    return url_tuple(v) if has_tag(v, T_URL) else v


@implements(hooks.library_compare)
@noinline
def library_compare(a: val, b: val, op: i32) -> i32:
    if live(T_UUID) and has_tag(a, T_UUID) and has_tag(b, T_UUID):
        return holds(uuid_order(a, b), op)
    if live(Feature.COUNTERS) and has_tag(a, T_DICT) and has_tag(b, T_DICT):
        return counter_compare(a, b, op) if dict_kind(a) == COUNTER_DICT and dict_kind(b) == COUNTER_DICT else UNDECIDED
    if live(T_DEQUE) and has_tag(a, T_DEQUE) and has_tag(b, T_DEQUE):
        return py_compare(deque_list(a), deque_list(b), op)
    if live(T_URL) and (has_tag(a, T_URL) or has_tag(b, T_URL)):
        one: val = as_tuple(a)
        other: val = as_tuple(b)
        return py_compare(one, other, op) if has_tag(one, T_TUPLE) and has_tag(other, T_TUPLE) else UNDECIDED
    if live(Feature.TEMPORAL):
        return dt_compare(a, b, op)
    return UNDECIDED


@implements(hooks.library_hash)
@noinline
def library_hash(v: val, tag: i32) -> i64:
    if live(Feature.TEMPORAL) and dt_is_temporal(v):
        return dt_hash(v, tag)
    if live(T_UUID) and tag == T_UUID:
        return uuid_hash(v)
    if live(T_URL) and tag == T_URL:
        return tuple_hash(url_tuple(v))
    if live(T_PATTERN) and tag == T_PATTERN:
        return i64(str_hash(Pattern(v).source))
    return i64(0)


@implements(hooks.library_operator)
@noinline
def library_operator(name: val, a: val, b: val) -> val:
    if live(Feature.TEMPORAL) and (dt_is_temporal(a) or dt_is_temporal(b)):
        return dt_operator(name, a, b)
    if live(T_DEQUE) and (has_tag(a, T_DEQUE) or has_tag(b, T_DEQUE)):
        return deque_operator(name, a, b)
    return kinds_operator(name, a, b) if live(Feature.COUNTERS) else 0


@implements(hooks.library_unary)
@noinline
def library_unary(v: val, which: i32) -> val:
    if which == INTEGER:
        return uuid_int(v) if live(T_UUID) and has_tag(v, T_UUID) else 0
    if live(T_TIMEDELTA) and has_tag(v, T_TIMEDELTA):
        if which == POSITIVE:
            return v
        return dt_delta_neg(v) if which == NEGATIVE else dt_delta_abs(v)
    if live(Feature.COUNTERS) and has_tag(v, T_DICT) and dict_kind(v) == COUNTER_DICT and which != ABSOLUTE:
        return counter_signed(v, which == NEGATIVE)
    return 0


@implements(hooks.library_format)
@noinline
def library_format(v: val, spec: val) -> val:
    if live(Feature.TEMPORAL) and dt_is_temporal(v):
        return dt_format(v, spec)
    return 0


@implements(hooks.library_container)
@noinline
def library_container(v: val) -> val:
    if live(T_URL) and has_tag(v, T_URL):
        return url_tuple(v)
    if live(T_ENVIRON) and has_tag(v, T_ENVIRON):
        return os_env_dict(v)
    if live(Feature.ENUMS) and enum_kind(v) != 0:
        return enum_list(v)
    return deque_list(v) if live(T_DEQUE) and has_tag(v, T_DEQUE) else 0


@implements(hooks.library_getitem)
@noinline
def library_getitem(o: val, k: val) -> val:
    if live(T_MATCH) and has_tag(o, T_MATCH):
        return re_match_item(o, k)
    if live(T_ENVIRON) and has_tag(o, T_ENVIRON):
        return os_env_getitem(o, k)
    if live(T_URL) and has_tag(o, T_URL):
        return py_getitem(url_tuple(o), k)
    if live(T_DEQUE) and has_tag(o, T_DEQUE):
        return deque_item(o, k)
    if live(Feature.ENUMS) and enum_kind(o) != 0:
        return enum_item(o, k)
    return 0


@implements(hooks.library_setitem)
@noinline
def library_setitem(o: val, k: val, v: val) -> i32:
    if live(T_ENVIRON) and has_tag(o, T_ENVIRON):
        return os_env_setitem(o, k, v) if v != 0 else os_env_delitem(o, k)
    if live(T_DEQUE) and has_tag(o, T_DEQUE):
        return deque_set_item(o, k, v) if v != 0 else deque_del_item(o, k)
    return UNDECIDED


@implements(hooks.library_contains)
@noinline
def library_contains(o: val, v: val) -> i32:
    if live(T_ENVIRON) and has_tag(o, T_ENVIRON):
        return os_env_contains(o, v)
    if live(T_DEQUE) and has_tag(o, T_DEQUE):
        return deque_contains(o, v)
    if live(Feature.ENUMS) and enum_kind(o) != 0:
        return enum_contains(o, v)
    return UNDECIDED
