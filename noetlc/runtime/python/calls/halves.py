"""Half characters in what leaves a body: each becomes U+FFFD (language.md 7.3)."""

from __future__ import annotations

from noetlc.kernel.lang import i32, live, load32, loadv, noinline, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ENTRY, Dict, List, Unread
from noetlc.layout.tags import T_DICT, T_LIST, T_STR, T_UNREAD
from noetlc.runtime.text.halves import whole_text
from noetlc.runtime.values.dict import KEY, VALUE, dict_entries, dict_new, dict_set
from noetlc.runtime.values.hooks import unread_value
from noetlc.runtime.values.list import list_get, list_set
from noetlc.runtime.values.memory import tag_of


@noinline
def whole_data(v: val) -> val:
    """Data with whole characters only. Containers change in place, but for dicts whose keys do."""
    tag: i32 = tag_of(v)
    if tag == T_STR:
        return whole_text(v)
    if tag == T_LIST:
        i: i32 = 0
        while i < List(v).length:
            list_set(v, i, whole_data(list_get(v, i)))
            i += 1
    elif tag == T_DICT:
        return whole_dict(v)
    elif live(Feature.UNREAD) and tag == T_UNREAD and Unread(v).value:
        return whole_data(unread_value(v))
    return v


def whole_dict(v: val) -> val:
    odd: i32 = 0
    at: i32 = 0
    while at < Dict(v).fill * ENTRY:
        e: i32 = dict_entries(v) + at
        if load32(e) != 0:
            odd = odd | (whole_text(loadv(e, KEY)) != loadv(e, KEY))
            made: val = whole_data(loadv(e, VALUE))
            storev(dict_entries(v) + at, made, VALUE)
        at += ENTRY
    return with_whole_keys(v) if odd else v


def with_whole_keys(v: val) -> val:
    """A copy of a dict: the last of keys that become equal wins."""
    made: val = dict_new()
    at: i32 = 0
    while at < Dict(v).fill * ENTRY:
        e: i32 = dict_entries(v) + at
        if load32(e) != 0:
            key: val = whole_text(loadv(e, KEY))
            dict_set(made, key, loadv(dict_entries(v) + at, VALUE))
        at += ENTRY
    return made
