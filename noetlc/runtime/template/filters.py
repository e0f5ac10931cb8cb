"""The filters of language.md 6.8 on single values: defaults, parts of maps and lists, JSON, text."""

from __future__ import annotations

from noetlc.kernel.lang import fabs, i32, i64, lit, load8, rem_u, val
from noetlc.layout.objects import NONE, STR_BYTES, UNDEFINED, Float, Obj, Str
from noetlc.layout.tags import T_DICT, T_FLOAT, T_INT, T_LIST, T_STR, T_WIDE
from noetlc.runtime.json.dump import json_dump
from noetlc.runtime.json.parse import json_parse
from noetlc.runtime.python.numbers.ints import ints_abs
from noetlc.runtime.template.lookup import t_path
from noetlc.runtime.template.print import t_put, t_text
from noetlc.runtime.template.strings import t_replace, t_split, t_trim
from noetlc.runtime.template.value import NAMESPACE, t_absent, t_int64, t_iterate, t_leave, t_map_keys, t_raise, t_truth
from noetlc.runtime.text.strings import before, buf_end, code_width
from noetlc.runtime.values.buffer import buf_begin, buf_bytes, buf_str
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_len, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.list import list_get, list_len, list_new, list_push
from noetlc.runtime.values.memory import from_bool, from_float, from_int, has_tag, tag_of


def t_default(v: val, other: val) -> val:
    """`other` for undefined and null."""
    return other if t_absent(v) else v


def t_default_falsy(v: val, other: val) -> val:
    """`other` for whatever is falsy."""
    return v if t_truth(v) else other


def t_default_if(v: val, other: val, falsy: val) -> val:
    if t_truth(falsy):
        return t_default_falsy(v, other)
    return t_default(v, other)


def t_or(v: val, other: val) -> val:
    """`other` for undefined only."""
    return other if v == UNDEFINED else v


def t_bool(v: val) -> val:
    return from_bool(t_truth(v))


def t_abs(v: val) -> val:
    tag: i32 = tag_of(v)
    if tag == T_FLOAT:
        return from_float(fabs(Float(v).value))
    if tag == T_INT or tag == T_WIDE:
        return ints_abs(v)
    return t_raise(lit("abs needs a number"))


def t_first(v: val) -> val:
    """The first item, character or key; undefined if there is none."""
    items: val = t_iterate(v)
    if items == 0:
        return 0
    return list_get(items, 0) if list_len(items) > 0 else UNDEFINED


def t_last(v: val) -> val:
    items: val = t_iterate(v)
    if items == 0:
        return 0
    n: i32 = list_len(items)
    return list_get(items, n - 1) if n > 0 else UNDEFINED


def t_length(v: val) -> val:
    """Code points, items or keys."""
    n: i32 = 0
    if has_tag(v, T_STR):
        n = Str(v).length
    elif has_tag(v, T_LIST):
        n = list_len(v)
    elif has_tag(v, T_DICT):
        n = dict_len(v)
    elif not t_absent(v):
        return t_raise(lit("a number, bool or function has no length"))
    return from_int(i64(n))


def t_get(v: val, key: val) -> val:
    """The value of a key of a map, else undefined; no aliases."""
    if has_tag(v, T_DICT) and has_tag(key, T_STR):
        found: val = dict_get_str(v, key)
        if found != 0:
            return found
    return UNDEFINED


def t_pair_list(a: val, b: val) -> val:
    out: val = list_new(2)
    list_push(out, a)
    list_push(out, b)
    return out


def t_need_map(v: val) -> i32:
    """1 for a map, 0 for undefined and null; -1 with an error pending for other values."""
    if has_tag(v, T_DICT):
        return 1
    if t_absent(v):
        return 0
    t_raise(lit("this filter needs a map"))
    return -1


def t_items(v: val) -> val:
    """A list of [key, value]."""
    kind: i32 = t_need_map(v)
    if kind < 0:
        return 0
    out: val = list_new(0)
    i: i32 = dict_next(v, 0) if kind > 0 else -1
    while i >= 0:
        list_push(out, t_pair_list(dict_key_at(v, i), dict_value_at(v, i)))
        i = dict_next(v, i + 1)
    return out


def t_keys(v: val) -> val:
    kind: i32 = t_need_map(v)
    if kind < 0:
        return 0
    return t_map_keys(v) if kind > 0 else list_new(0)


def t_values(v: val) -> val:
    kind: i32 = t_need_map(v)
    if kind < 0:
        return 0
    out: val = list_new(0)
    i: i32 = dict_next(v, 0) if kind > 0 else -1
    while i >= 0:
        list_push(out, dict_value_at(v, i))
        i = dict_next(v, i + 1)
    return out


def t_filter_trim(v: val) -> val:
    return t_trim(t_text(v))


def t_filter_replace(v: val, old: val, new: val) -> val:
    return t_replace(t_text(v), t_text(old), t_text(new))


def t_filter_split(v: val, sep: val) -> val:
    return t_split(t_text(v), t_text(sep))


def t_reverse(v: val) -> val:
    """A list or string from its end; the empty list for undefined and null."""
    if has_tag(v, T_STR):
        return t_reverse_text(v)
    if has_tag(v, T_LIST) or t_absent(v):
        items: val = t_iterate(v)
        i: i32 = list_len(items)
        out: val = list_new(i)
        while i > 0:
            i -= 1
            list_push(out, list_get(items, i))
        return out
    return t_raise(lit("reverse needs a list or a string"))


def t_reverse_text(v: val) -> val:
    mark: i32 = buf_begin()
    start: i32 = v + STR_BYTES
    p: i32 = start + Str(v).nbytes
    while p > start:
        p = before(p)
        buf_bytes(p, code_width(load8(p)))
    return buf_end(mark)


def t_join(v: val, sep: val, attribute: val) -> val:
    """The texts of the items (of an attribute of each), with `sep` between."""
    items: val = t_iterate(v)
    if items == 0:
        return 0
    between: val = t_text(sep)
    n: i32 = list_len(items)
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < n:
        if i > 0:
            buf_str(between)
        t_put(t_path(list_get(items, i), attribute))
        i += 1
    return buf_end(mark)


def t_tojson(v: val) -> val:
    """Canonical JSON text; undefined is null."""
    mark: i32 = buf_begin()
    if json_dump(t_leave(v)) < 0:
        return t_raise(lit("this value is not JSON: it nests too deep"))
    return buf_end(mark)


def t_fromjson(v: val) -> val:
    """The value of JSON text; null for undefined and null."""
    if t_absent(v):
        return NONE
    text: val = t_text(v)
    parsed: val = json_parse(text + STR_BYTES, Str(text).nbytes)
    if parsed == 0:
        return t_raise(lit("the text is not valid JSON"))
    return parsed


# ---- containers of templates


def t_map_put(map_: val, key: val, v: val) -> val:
    """Adds to a map literal; 0 if the key is not a string."""
    if not has_tag(key, T_STR):
        return t_raise(lit("a map key must be a string"))
    dict_set(map_, key, v)
    return NONE


def t_namespace(fields: val) -> val:
    """The map as a namespace, whose fields may be set."""
    Obj(fields).flags = NAMESPACE
    return fields


def t_set_field(space: val, key: val, v: val) -> val:
    """`set space.key = v`."""
    if has_tag(space, T_DICT) and Obj(space).flags & NAMESPACE:
        dict_set(space, key, v)
        return NONE
    return t_raise(lit("only the fields of a namespace can be set"))


def t_unpack(v: val, count: i32) -> val:
    """The items of v as a list, of which there must be `count`."""
    items: val = t_iterate(v)
    if items != 0 and list_len(items) != count:
        return t_raise(lit("the number of values to unpack does not fit"))
    return items


def t_cycle(values: val, index: i32) -> val:
    """`loop.cycle`: the values in turn."""
    return list_get(values, rem_u(index, list_len(values)))


def t_range(start: val, stop: val, step: val) -> val:
    """`range` as a list of ints."""
    if tag_of(start) != T_INT or tag_of(stop) != T_INT or tag_of(step) != T_INT:
        return t_raise(lit("range takes ints"))
    by: i64 = t_int64(step)
    at: i64 = t_int64(start)
    end: i64 = t_int64(stop)
    if by == 0:
        return t_raise(lit("the step of range cannot be zero"))
    out: val = list_new(0)
    while (at < end) if by > 0 else (at > end):
        if list_len(out) >= 10000000:
            return t_raise(lit("the range is too large"))
        list_push(out, from_int(at))
        next_: i64 = at + by
        if (next_ < at) == (by > 0):
            return out
        at = next_
    return out
