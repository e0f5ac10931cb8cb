"""`json.dumps` with a `default` function.

The function makes its replacements first, then the text is written:

    state = json_py_begin(obj, sort_keys)
    while unknown := json_py_next(state):
        json_py_put(state, default(unknown))
    json_py_dumps_with(obj, …, default=state)

The compiler writes this out for a function that it sees; `json_py_replaced` does it for any other.
Values are handed out in the order in which CPython would ask for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, live, val
from noetlc.layout.objects import BUSY, NONE, UNDEFINED, Dict, List, Obj
from noetlc.layout.tags import T_DICT, T_LIST, T_STR, T_TUPLE
from noetlc.runtime.values.dict import dict_key_at, dict_next, dict_value_at
from noetlc.runtime.values.list import list_get, list_new, list_push
from noetlc.runtime.values.memory import from_int, tag_of

if TYPE_CHECKING:
    from noetlc.runtime.python.calls.body_calls import call_one
    from noetlc.runtime.python.containers.iterate import list_of
    from noetlc.runtime.python.containers.sort import sort_lists
    from noetlc.runtime.python.exceptions.errors import clear_raised, raise_recursion, raise_value_error
    from noetlc.runtime.python.objects.truth import py_truth

MAX_NESTED = 990  # containers, as in the dump

# a state: a list of UNDEFINED, sort_keys, replacements, pending values with their depths, the path to the last value
SORTING = 1
REPLACED = 2
PENDING = 3
PATH = 4


def json_py_begin(v: val, sort_keys: val) -> val:
    """The state of a dump with `default`."""
    state: val = list_new(5)
    list_push(state, UNDEFINED)
    list_push(state, sort_keys)
    list_push(state, list_new(0))
    list_push(state, list_new(0))
    list_push(state, list_new(0))
    json_py_scan(state, v)
    return state


def json_py_next(state: val) -> val:
    """The next value to give to `default`, 0 if there is none."""
    pending: val = list_get(state, PENDING)
    n: i32 = List(pending).length
    if n == 0:
        return 0
    depth: i32 = list_get(pending, n - 1) >> 1
    v: val = list_get(pending, n - 2)
    List(pending).length = n - 2
    path: val = list_get(state, PATH)
    List(path).length = depth
    list_push(path, v)
    return v


def json_py_replaced(v: val, default: val, sort_keys: val) -> val:
    """The state with all replacements made; 0 when raised."""
    state: val = json_py_begin(v, sort_keys)
    unknown: val = json_py_next(state)
    while unknown != 0:
        made: val = call_one(default, unknown)
        if made == 0 or json_py_put(state, made) == 0:
            return 0
        unknown = json_py_next(state)
    return state


def json_py_put(state: val, made: val) -> val:
    """What `default` made of the last value; None, or 0 when raised."""
    list_push(list_get(state, REPLACED), made)
    if List(list_get(state, PATH)).length > MAX_NESTED:
        return raise_recursion(lit("maximum recursion depth exceeded"))
    return json_py_scan(state, made)


def json_py_scan(state: val, v: val) -> val:
    """Notes the values in v that need `default`, the first on top; None, or 0 when raised (a cycle)."""
    found: val = list_new(0)
    json_py_find(found, v, py_truth(list_get(state, SORTING)), 0)
    path: val = list_get(state, PATH)
    pending: val = list_get(state, PENDING)
    i: i32 = List(found).length
    while i > 0:
        i -= 1
        unknown: val = list_get(found, i)
        k: i32 = 0
        while k < List(path).length:
            if list_get(path, k) == unknown:
                return raise_value_error(lit("Circular reference detected"))
            k += 1
        list_push(pending, unknown)
        list_push(pending, from_int(i64(List(path).length)))
    return NONE


def json_py_find(found: val, v: val, sorting: i32, level: i32) -> None:
    """Adds to a list what JSON does not have, in the order it would be written."""
    tag: i32 = tag_of(v)
    if tag <= T_STR or level > MAX_NESTED:
        return
    items: val = v
    if tag == T_DICT:
        items = json_py_dict_values(v, sorting)
    elif live(T_TUPLE) and tag == T_TUPLE:
        items = list_of(v)
    elif tag != T_LIST:
        list_push(found, v)
        return
    if Obj(v).flags & BUSY:
        return
    Obj(v).flags = Obj(v).flags | BUSY
    i: i32 = 0
    while i < List(items).length:
        json_py_find(found, list_get(items, i), sorting, level + 1)
        i += 1
    Obj(v).flags = Obj(v).flags & ~BUSY


def json_py_dict_values(d: val, sorting: i32) -> val:
    """The values of a dict in the order they are written, without those of keys that JSON does not have."""
    keys: val = list_new(Dict(d).used)
    values: val = list_new(Dict(d).used)
    e: i32 = dict_next(d, 0)
    while e >= 0:
        list_push(keys, dict_key_at(d, e))
        list_push(values, dict_value_at(d, e) if tag_of(dict_key_at(d, e)) <= T_STR else NONE)
        e = dict_next(d, e + 1)
    if sorting and sort_lists(keys, values, 0) == 0:
        clear_raised()  # the dump itself will raise this
    return values
