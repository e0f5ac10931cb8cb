"""Template values (language.md 6.5): errors, truth, equality, the total order, `in`, iteration, and the way out of a template.

A template error is pending when a function returns 0: `raised` then holds its message, a string (a Python exception is
never a string), and `site` its place. Maps and lists with look-up aliases carry a flag in their header (see
`template/lookup.py`); here they are plain maps and lists.
"""

from __future__ import annotations

from noetlc.kernel.lang import f64, i32, i64, inline, lit, live, load8, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, STR_BYTES, TRUE, UNDEFINED, Dict, Float, Int, Obj, Str
from noetlc.layout.tags import T_BOOL, T_DICT, T_FLOAT, T_INT, T_LIST, T_NONE, T_STR, T_WIDE
from noetlc.runtime.numbers.wide import wide_float, wide_same
from noetlc.runtime.python.numbers.float import int_float_order
from noetlc.runtime.python.numbers.ints import wide_order
from noetlc.runtime.text.strings import code_width, str_compare, str_eq, str_from
from noetlc.runtime.values import memory
from noetlc.runtime.values.dict import dict_copy, dict_get_str, dict_key_at, dict_len, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.list import list_copy, list_get, list_len, list_new, list_push, list_set
from noetlc.runtime.values.memory import has_tag, int_overflow, tag_of

VIEW_STEP = 16  # header flags of maps: the aliases of step and task data
VIEW_OUTPUT = 32  # keys that are missing go to the `data` key
NAMESPACE = 64  # made by namespace(): fields may be set
GROUP = 16  # header flag of lists: an item of `groupby`
VIEWS = VIEW_STEP | VIEW_OUTPUT

raised = memory.raised  # mutable globals are shared by name across the runtime


class View(Dict):
    """A map header over the entries of `origin`, the plain map; `results` and `prev` are what those aliases give, or 0."""

    origin: val
    results: val
    prev: val


@noinline
def t_raise(message: val) -> val:
    """Makes a template error pending; returns 0."""
    global raised
    raised = message
    return 0


@inline
def t_is_number(tag: i32) -> i32:
    """1 for the tags of bools, ints and floats."""
    return tag >= T_BOOL and tag <= T_FLOAT


def t_int64(v: val) -> i64:
    """The value of a bool or an int within 64 bits; aborts for a wide int."""
    if v & 1:
        return i64(v >> 1)
    if Obj(v).tag == T_INT:
        return Int(v).value
    if live(T_WIDE) and Obj(v).tag == T_WIDE:
        int_overflow()
    return i64(v == TRUE)


def t_float64(v: val) -> f64:
    """The value of a bool, int or float as a float; an infinity for an int beyond the range."""
    if has_tag(v, T_FLOAT):
        return Float(v).value
    if live(Feature.BIGINT) and has_tag(v, T_WIDE):
        return wide_float(v)
    return f64(t_int64(v))


def t_truth(v: val) -> i32:
    """Truth inside expressions: 0 for undefined, null, false, zero and empty strings, lists, maps."""
    if v & 1:
        return v != 1
    tag: i32 = Obj(v).tag
    if tag <= T_NONE:
        return 0
    if tag == T_BOOL:
        return v == TRUE
    if tag == T_STR:
        return Str(v).nbytes != 0
    if tag == T_LIST:
        return list_len(v) != 0
    if tag == T_DICT:
        return dict_len(v) != 0
    if tag == T_FLOAT:
        return Float(v).value != 0.0
    return 1


def t_compare_int64(x: i64, y: i64) -> i32:
    return (x > y) - (x < y)


def t_compare_numbers(a: val, b: val) -> i32:
    """-1, 0 or 1 for two bools, ints or floats by value; a wide int aborts where the module does not compute with them."""
    if live(Feature.BIGINT) and (has_tag(a, T_WIDE) or has_tag(b, T_WIDE)):
        return wide_order(a, b)
    if has_tag(a, T_FLOAT):
        if has_tag(b, T_FLOAT):
            return (Float(a).value > Float(b).value) - (Float(a).value < Float(b).value)
        return 0 - int_float_order(t_int64(b), Float(a).value)
    if has_tag(b, T_FLOAT):
        return int_float_order(t_int64(a), Float(b).value)
    return t_compare_int64(t_int64(a), t_int64(b))


def t_wide_eq(a: val, b: val) -> i32:
    """Equality where at least one number is a wide int; only a float of that size makes it abort."""
    if has_tag(a, T_FLOAT) or has_tag(b, T_FLOAT):
        if not live(Feature.BIGINT):
            int_overflow()
        return wide_order(a, b) == 0
    if not has_tag(a, T_WIDE) or not has_tag(b, T_WIDE):
        return 0
    return wide_same(a, b)


def t_eq(a: val, b: val) -> i32:
    """`==`: numbers and bools by value, lists and maps deeply, map order ignored; different kinds are unequal."""
    if a == b:
        return 1
    tag: i32 = tag_of(a)
    other: i32 = tag_of(b)
    if t_is_number(tag) and t_is_number(other):
        if live(T_WIDE) and (tag == T_WIDE or other == T_WIDE):
            return t_wide_eq(a, b)
        return t_compare_numbers(a, b) == 0
    if tag != other:
        return 0
    if tag == T_STR:
        return str_eq(a, b)
    if tag == T_LIST:
        return t_eq_lists(a, b)
    if tag == T_DICT:
        return t_eq_maps(a, b)
    return 0


def t_eq_str(v: val, text: val) -> i32:
    """`==` with a string on the right."""
    return has_tag(v, T_STR) and str_eq(v, text)


def t_eq_number(v: val, number: val) -> i32:
    """`==` with a number on the right that is not a wide int."""
    if v == number:
        return 1
    tag: i32 = tag_of(v)
    if live(T_WIDE) and tag == T_WIDE:
        return t_wide_eq(v, number)
    return t_is_number(tag) and t_compare_numbers(v, number) == 0


def t_eq_lists(a: val, b: val) -> i32:
    n: i32 = list_len(a)
    if n != list_len(b):
        return 0
    i: i32 = 0
    while i < n:
        if not t_eq(list_get(a, i), list_get(b, i)):
            return 0
        i += 1
    return 1


def t_eq_maps(a: val, b: val) -> i32:
    if dict_len(a) != dict_len(b):
        return 0
    i: i32 = dict_next(a, 0)
    while i >= 0:
        other: val = dict_get_str(b, dict_key_at(a, i))
        if other == 0 or not t_eq(dict_value_at(a, i), other):
            return 0
        i = dict_next(a, i + 1)
    return 1


def t_rank(tag: i32) -> i32:
    """The place of a kind in the order: undefined, null, numbers, strings, lists, maps."""
    if tag <= T_BOOL:
        return tag
    if tag <= T_FLOAT:
        return T_BOOL
    return tag


def t_compare_number(v: val, number: val) -> i32:
    """The order of a value and a number: what `t_compare` answers."""
    if v & number & 1:
        return (i32(v) > i32(number)) - (i32(v) < i32(number))
    tag: i32 = tag_of(v)
    if t_is_number(tag):
        return t_compare_numbers(v, number)
    return -1 if tag < T_BOOL else 1


def t_compare_str(v: val, text: val) -> i32:
    """The order of a value and a string: what `t_compare` answers."""
    tag: i32 = tag_of(v)
    if tag == T_STR:
        return str_compare(v, text)
    return -1 if tag < T_STR else 1


def t_compare(a: val, b: val) -> i32:
    """-1, 0 or 1 in the total order of values; never raises."""
    if a & b & 1:
        return (i32(a) > i32(b)) - (i32(a) < i32(b))
    tag: i32 = t_rank(tag_of(a))
    other: i32 = t_rank(tag_of(b))
    if tag != other:
        return -1 if tag < other else 1
    if tag == T_BOOL:
        return t_compare_numbers(a, b)
    if tag == T_STR:
        return str_compare(a, b)
    if tag == T_LIST:
        return t_compare_lists(a, b)
    if tag == T_DICT:
        return t_compare_maps(a, b)
    return 0


def t_compare_lists(a: val, b: val) -> i32:
    n: i32 = list_len(a)
    m: i32 = list_len(b)
    i: i32 = 0
    while i < n and i < m:
        order: i32 = t_compare(list_get(a, i), list_get(b, i))
        if order != 0:
            return order
        i += 1
    return (n > m) - (n < m)


def t_compare_maps(a: val, b: val) -> i32:
    """Maps compare as lists of pairs in map order."""
    i: i32 = dict_next(a, 0)
    j: i32 = dict_next(b, 0)
    while i >= 0 and j >= 0:
        order: i32 = str_compare(dict_key_at(a, i), dict_key_at(b, j))
        if order == 0:
            order = t_compare(dict_value_at(a, i), dict_value_at(b, j))
        if order != 0:
            return order
        i = dict_next(a, i + 1)
        j = dict_next(b, j + 1)
    return (i >= 0) - (j >= 0)


def t_list_has(items: val, v: val) -> i32:
    """1 if an item of the list equals v."""
    n: i32 = list_len(items)
    i: i32 = 0
    while i < n:
        if t_eq(list_get(items, i), v):
            return 1
        i += 1
    return 0


def t_list_has_str(items: val, text: val) -> i32:
    """1 if an item of the list equals a string."""
    n: i32 = list_len(items)
    i: i32 = 0
    while i < n:
        if t_eq_str(list_get(items, i), text):
            return 1
        i += 1
    return 0


def t_absent(v: val) -> i32:
    """1 for undefined and null."""
    return v == UNDEFINED or v == NONE


def t_iterate(v: val) -> val:
    """The items a `for` sees, as a list (the list itself, if v is one); 0 if v cannot be iterated."""
    if has_tag(v, T_LIST):
        return v
    if has_tag(v, T_DICT):
        return t_map_keys(v)
    if has_tag(v, T_STR):
        return t_characters(v)
    if t_absent(v):
        return list_new(0)
    return t_raise(lit("a number, bool or function is not iterable"))


def t_map_keys(v: val) -> val:
    """The keys of a map as a list."""
    out: val = list_new(dict_len(v))
    i: i32 = dict_next(v, 0)
    while i >= 0:
        list_push(out, dict_key_at(v, i))
        i = dict_next(v, i + 1)
    return out


def t_characters(v: val) -> val:
    """The characters of a string as a list."""
    n: i32 = Str(v).length
    out: val = list_new(n)
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    while p < end:
        width: i32 = code_width(load8(p))
        list_push(out, str_from(p, width))
        p += width
    return out


def t_out(v: val) -> val:
    """A scalar, or data that is plain below its top, leaving a template: undefined becomes null, aliases are dropped."""
    if v == UNDEFINED:
        return NONE
    if has_tag(v, T_DICT) and Obj(v).flags & VIEWS:
        return View(v).origin
    return v


def t_leave(v: val) -> val:
    """A value leaving a template: undefined becomes null and aliases are dropped, at every level; shared where unchanged."""
    if v == UNDEFINED:
        return NONE
    if has_tag(v, T_LIST):
        return t_leave_list(v)
    if has_tag(v, T_DICT):
        return t_leave_map(v)
    return v


def t_leave_list(v: val) -> val:
    n: i32 = list_len(v)
    out: val = v
    if live(Feature.GROUPS) and Obj(v).flags & GROUP:
        out = list_copy(v)
    i: i32 = 0
    while i < n:
        item: val = list_get(v, i)
        plain: val = t_leave(item)
        if plain != item:
            if out == v:
                out = list_copy(v)
            list_set(out, i, plain)
        i += 1
    return out


def t_leave_map(v: val) -> val:
    out: val = v
    if Obj(v).flags & VIEWS:
        return View(v).origin
    if Obj(v).flags & NAMESPACE:
        out = dict_copy(v)
        Obj(out).flags = 0
    i: i32 = dict_next(v, 0)
    while i >= 0:
        item: val = dict_value_at(v, i)
        plain: val = t_leave(item)
        if plain != item:
            if out == v:
                out = dict_copy(v)
            dict_set(out, dict_key_at(v, i), plain)
        i = dict_next(v, i + 1)
    return out
