"""Look-up (language.md 6.6, 5): keys, indexes, slices, and the views that give step data and `output` their aliases.

A view is a map header over the same entries as the plain map, with a flag and the aliases behind it; look-ups go to views,
everything else sees a plain map.
"""

from __future__ import annotations

from noetlc.kernel.lang import copy16, enable, i32, i64, lit, live, load8, noinline, store32, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, STR_BYTES, UNDEFINED, Dict, Obj, Str
from noetlc.layout.tags import T_DICT, T_INT, T_LIST, T_NONE, T_STR, T_WIDE
from noetlc.runtime.template.print import t_text
from noetlc.runtime.template.value import GROUP, VIEW_OUTPUT, VIEW_STEP, VIEWS, View, t_absent, t_int64, t_raise
from noetlc.runtime.text.strings import buf_end, str_at, str_eq, str_from, str_slice
from noetlc.runtime.values.buffer import buf_begin, buf_str
from noetlc.runtime.values.dict import dict_get_str
from noetlc.runtime.values.list import list_get, list_len, list_new, list_push
from noetlc.runtime.values.memory import has_tag, new_object

DICT_REFS = Dict.FIELDS["entries"][1]  # offset of a map's first reference
ALL = 0x7FFFFFFF  # an absent slice bound


def t_view(data: val, flags: i32, results: val, prev: val) -> val:
    p: i32 = new_object(T_DICT, View.SIZE, DICT_REFS)
    Obj(p).flags = flags
    copy16(p + 8, data + 8)  # all that a dict has
    copy16(p + 24, data + 24)
    View(p).origin = data
    View(p).results = results
    View(p).prev = prev
    store32(p, 0, View.SIZE)  # padding, which the collector reads
    return val(p)


def t_step_view(data: val, results: val, prev: val) -> val:
    """What look-ups on step or task data go to; data itself unless it is a map. `results`, `prev`: behind `.results` and
    `._prev` of a successful pipeline, 0 for none. The map must not change while the view is in use."""
    if has_tag(data, T_DICT):
        return t_view(data, VIEW_STEP, results, prev)
    return data


def t_output_view(envelope: val) -> val:
    """What look-ups on the `output` envelope (a map) go to."""
    enable(Feature.OUTPUT_VIEWS)
    return t_view(envelope, VIEW_OUTPUT, 0, 0)


@noinline
def t_alias(v: val, key: val) -> val:
    """The look-up of a string key that the map v, which has flags, does not have."""
    flags: i32 = Obj(v).flags
    if live(Feature.OUTPUT_VIEWS) and flags & VIEW_OUTPUT:
        data: val = dict_get_str(v, lit("data"))
        return UNDEFINED if data == 0 else t_attr(data, key)
    if not live(Feature.OUTPUT_VIEWS) or flags & VIEW_STEP:
        if str_eq(key, lit("data")) or str_eq(key, lit("result")):
            return v
        if live(Feature.ALIASES):
            found: val = 0
            if str_eq(key, lit("results")):
                found = View(v).results
            if str_eq(key, lit("_prev")):
                found = View(v).prev
            if found != 0:
                return found
    return UNDEFINED


@noinline
def t_group_field(v: val, key: val) -> val:
    """`.grouper` and `.list` of a pair made by `groupby`."""
    if str_eq(key, lit("grouper")):
        return list_get(v, 0)
    if str_eq(key, lit("list")):
        return list_get(v, 1)
    return UNDEFINED


def t_attr(v: val, key: val) -> val:
    """`v.key` for a string key; undefined if there is nothing."""
    if has_tag(v, T_DICT):
        found: val = dict_get_str(v, key)
        if found != 0:
            return found
        if Obj(v).flags & VIEWS:
            return t_alias(v, key)
        return UNDEFINED
    if live(Feature.GROUPS) and has_tag(v, T_LIST) and Obj(v).flags & GROUP:
        return t_group_field(v, key)
    return UNDEFINED


def t_index(v: val, i: i32) -> val:
    """The item of a list or the character of a string at i, negative from the end; undefined out of range."""
    if has_tag(v, T_LIST):
        n: i32 = list_len(v)
        at: i32 = i + n if i < 0 else i
        return list_get(v, at) if at >= 0 and at < n else UNDEFINED
    if has_tag(v, T_STR):
        size: i32 = Str(v).length
        place: i32 = i + size if i < 0 else i
        return str_at(v, place) if place >= 0 and place < size else UNDEFINED
    return UNDEFINED


def t_dotted(v: val, key: val, i: i32) -> val:
    """`v.0`: the key `"0"` of a map, else the index; on `output` a look-up in its data."""
    if has_tag(v, T_DICT):
        if live(Feature.OUTPUT_VIEWS) and Obj(v).flags & VIEW_OUTPUT:
            data: val = dict_get_str(v, lit("data"))
            return UNDEFINED if data == 0 else t_dotted(data, key, i)
        return t_attr(v, key)
    return t_index(v, i)


def t_item(v: val, key: val) -> val:
    """`v[key]`; undefined if there is nothing."""
    if has_tag(key, T_STR):
        return t_attr(v, key)
    if has_tag(v, T_DICT):
        if live(Feature.OUTPUT_VIEWS) and Obj(v).flags & VIEW_OUTPUT:
            data: val = dict_get_str(v, lit("data"))
            return UNDEFINED if data == 0 else t_item(data, key)
        return UNDEFINED
    if key & 1:
        return t_index(v, key >> 1)
    return UNDEFINED


def t_bound(v: val, absent: i32) -> i32:
    """A slice bound cut to 31 bits; `absent` for none and null. Only called for ints, bools and null."""
    if v == NONE:
        return absent
    x: i64 = t_int64(v)
    if x > ALL:
        return ALL
    if x < -ALL:
        return -ALL
    return i32(x)


def t_bound_ok(v: val) -> i32:
    """1 if v may bound a slice: an int, a bool or null."""
    tag: i32 = T_INT if v & 1 else Obj(v).tag
    return tag >= T_NONE and tag <= T_WIDE


def t_clip(i: i32, n: i32, low: i32, high: i32) -> i32:
    """A slice bound counted from the end if negative, then limited to low … high."""
    at: i32 = i + n if i < 0 else i
    if at < low:
        return low
    return high if at > high else at


def t_slice(v: val, start: val, stop: val, step: val) -> val:
    """`v[start:stop:step]` as in Python, bounds null when absent; 0 if v has no slices or a bound is not an int."""
    if t_absent(v):
        return list_new(0)
    text: i32 = has_tag(v, T_STR)
    if not text and not has_tag(v, T_LIST):
        return t_raise(lit("only lists and strings have slices"))
    if not t_bound_ok(start) or not t_bound_ok(stop) or not t_bound_ok(step):
        return t_raise(lit("slice bounds must be ints"))
    by: i32 = t_bound(step, 1)
    if by == 0:
        return t_raise(lit("slice step cannot be zero"))
    n: i32 = Str(v).length if text else list_len(v)
    if by > n or by < -n:  # one step then leaves the range; a larger one could wrap around
        by = n + 1 if by > 0 else -n - 1
    first: i32 = 0
    last: i32 = 0
    if by > 0:
        first = t_clip(t_bound(start, 0), n, 0, n)
        last = t_clip(t_bound(stop, ALL), n, 0, n)
    else:
        first = n - 1 if start == NONE else t_clip(t_bound(start, 0), n, -1, n - 1)
        last = -1 if stop == NONE else t_clip(t_bound(stop, 0), n, -1, n - 1)
    if text and by == 1:
        return str_slice(v, first, last if last > first else first)
    return t_slice_steps(v, text, first, last, by)


def t_slice_steps(v: val, text: i32, first: i32, last: i32, by: i32) -> val:
    """The items first, first + by, … before last of a list, or characters joined."""
    out: val = list_new(0)
    mark: i32 = buf_begin() if text else 0
    i: i32 = first
    while (i < last) if by > 0 else (i > last):
        if text:
            buf_str(str_at(v, i))
        else:
            list_push(out, list_get(v, i))
        i += by
    return buf_end(mark) if text else out


def t_path(v: val, attribute: val) -> val:
    """The look-up of a dotted attribute, digits being indexes; v itself for an attribute that is undefined or null."""
    if t_absent(attribute):
        return v
    text: val = t_text(attribute)
    start: i32 = text + STR_BYTES
    end: i32 = start + Str(text).nbytes
    p: i32 = start
    while True:
        index: i32 = 0
        digits: i32 = 1
        while p < end and load8(p) != 46:
            c: i32 = load8(p) - 48
            if c < 0 or c > 9 or index > 99999999:
                digits = 0
            index = index * 10 + c
            p += 1
        part: val = str_from(start, p - start)
        v = t_dotted(v, part, index) if digits and p > start else t_attr(v, part)
        if p == end:
            return v
        p += 1
        start = p
