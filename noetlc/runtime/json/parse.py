"""JSON text to values: RFC 8259, strictly, with valid UTF-8 and finite numbers.

Objects of an array mostly have the keys of the object before them. So every value is parsed with a *model*, the value that
stood in the same place of the previous array item, or 0: as long as an object's keys are those of its model, in order, they
are compared with the text in place and neither scanned, hashed nor checked for duplicates.

Items and entries of an open container are kept on the text buffer until their number is known. `json_at` is where the text
continues after what was just parsed. Error kinds and positions are those of CPython's json module where it has them.
"""

from __future__ import annotations

from noetlc.kernel.lang import (
    data_address,
    enable,
    i32,
    i64,
    inline,
    live,
    load8,
    load32,
    loadv,
    lt_u,
    memory_fill,
    noinline,
    store8,
    store32,
    store64,
    storev,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import ENTRIES_DATA, ENTRY, FALSE, ITEMS_DATA, NONE, STR_BYTES, TRUE, Dict, List, Str
from noetlc.layout.tags import T_DICT, T_ENTRIES, T_LIST
from noetlc.runtime.json.number import parse_constant, parse_number
from noetlc.runtime.json.state import (
    JSON_COLON,
    JSON_COMMA,
    JSON_DEPTH,
    JSON_EXTRA,
    JSON_NAME,
    json_at,
    json_deepest,
    json_end,  # noqa: F401 - assigned
    json_fail,
    json_lax,  # noqa: F401 - assigned
    json_start,  # noqa: F401 - assigned
    json_unread,
    skip_space,
)
from noetlc.runtime.json.string import parse_string
from noetlc.runtime.values.blocks import bytes_equal, copy_over, str_hash
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_drop, buf_pos, buf_room
from noetlc.runtime.values.dict import UNINDEXED, clone, dict_index, dict_put, dict_sized
from noetlc.runtime.values.hooks import unread_at
from noetlc.runtime.values.list import list_from_items
from noetlc.runtime.values.lookups import KEY, VALUE, dict_entries, index_add
from noetlc.runtime.values.memory import has_tag, hp, json_keys, new_object, new_raw

MAX_DEPTH = 128
PLAIN_KEYS = 4  # flag of a dict: its keys were spelled without escapes, so it can be a model
CACHE_SLOTS = 64  # of `json_keys`: a raw object of strings seen as keys, by hash


def json_parse(p: i32, n: i32) -> val:
    """The value of n bytes of JSON; 0 with `json_error` and `json_error_at` set if they are not JSON. No exception.

    The text may lie in a string. The byte after it is 0 in the meantime; up to 64 bytes after it may be read.
    """
    enable(Feature.PARSED)
    return json_parse_deep(p, n, MAX_DEPTH)


def json_parse_deep(p: i32, n: i32, depth: i32) -> val:
    """`json/parse.py` with another limit of nesting: for text that wraps data. Who looks at the value enables `PARSED`."""
    global json_start, json_end
    if p + n == hp:
        new_raw(0)  # values must not overwrite the byte after the text
    json_start = p
    json_end = p + n
    saved: i32 = load8(p + n)
    store8(p + n, 0)
    mark: i32 = buf_begin()
    v: val = parse_value(p, 0, depth)
    if v != 0 and json_at != json_end:
        v = json_fail(JSON_EXTRA, json_at)
    buf_drop(mark)
    store8(p + n, saved)
    return v


def json_parse_lax(p: i32, n: i32) -> val:
    """`json/parse.py` as Python's json.loads reads: NaN and infinities are numbers, lone surrogates are kept."""
    global json_lax
    enable(Feature.JSON_LAX)
    enable(Feature.HALVES)
    json_lax = 1
    v: val = json_parse(p, n)
    json_lax = 0
    return v


def parse_value(p: i32, model: val, depth: i32) -> val:
    """The value that starts after white space at p; `json_at` is at the next byte after it that is not white space."""
    global json_at
    v: val = parse_bare(skip_space(p), model, depth)
    json_at = skip_space(json_at)
    return v


def parse_bare(p: i32, model: val, depth: i32) -> val:
    """The value that starts at p."""
    global json_at
    c: i32 = load8(p)
    if c == 34:
        return parse_string(p + 1)
    if c == 123:
        return parse_object(p + 1, model, depth - 1)
    if c == 91:
        return parse_array(p + 1, model, depth - 1)
    if lt_u(c - 48, 10) or c == 45:
        return parse_number(p)
    word: i32 = load32(p)
    v: val = NONE
    json_at = p + 4
    if word == 0x65757274:
        v = TRUE
    elif c == 102 and load32(p, 1) == 0x65736C61:
        v = FALSE
        json_at += 1
    elif word != 0x6C6C756E:
        v = parse_constant(p)
    return v


def parse_array(p: i32, model: val, depth: i32) -> val:
    global json_at, json_deepest, buf_pos
    if depth < 0:
        return json_fail(JSON_DEPTH, p - 1)
    if live(Feature.GIVEN) and depth < json_deepest:
        json_deepest = depth
    item: val = 0
    if live(Feature.PARSED) and model != 0 and has_tag(model, T_LIST) and List(model).length > 0:
        item = loadv(List(model).items, ITEMS_DATA)
    mark: i32 = buf_begin()
    p = skip_space(p)
    if load8(p) != 93:
        while 1:
            item = parse_value(p, item, depth)
            if item == 0:
                return 0
            buf_room(4)
            storev(buf_pos, item)
            buf_pos += 4
            p = json_at
            if load8(p) != 44:
                break
            p += 1
        if load8(p) != 93:
            return json_fail(JSON_COMMA, p)
    json_at = p + 1
    start: i32 = buf_base + mark
    v: val = list_from_items(start, (buf_pos - start) >> 2)
    buf_pos = start
    return v


def parse_object(p: i32, model: val, depth: i32) -> val:
    global json_at, json_deepest, buf_pos
    if depth < 0:
        return json_fail(JSON_DEPTH, p - 1)
    if live(Feature.GIVEN) and depth < json_deepest:
        json_deepest = depth
    like: i32 = 0  # the entry of the model that the next key should equal
    like_end: i32 = 0
    if live(Feature.PARSED) and model != 0 and has_tag(model, T_DICT) and Dict(model).flags & PLAIN_KEYS:
        like = dict_entries(model)
        like_end = like + Dict(model).fill * ENTRY
    mark: i32 = buf_begin()
    same: i32 = 0  # bytes of entries whose keys are those of the model
    plain: i32 = PLAIN_KEYS
    p = skip_space(p)
    if load8(p) == 125:
        json_at = p + 1
        return dict_sized(0)
    while 1:
        if load8(p) != 34:
            return json_fail(JSON_NAME, p)
        p += 1
        item: val = 0
        buf_room(ENTRY)
        if live(Feature.PARSED) and like != like_end and key_here(p, loadv(like, KEY)):
            key: val = loadv(like, KEY)
            p += Str(key).nbytes + 1
            store32(buf_pos, load32(like))
            item = loadv(like, VALUE)
            like += ENTRY
            same += ENTRY
        else:
            like = like_end
            key = parse_string(p)
            if key == 0:
                return 0
            if Str(key).nbytes != json_at - p - 1:
                plain = 0
            p = json_at
            if live(Feature.PARSED):
                key = cached_key(key)
                store32(buf_pos, Str(key).hash)
            else:
                store32(buf_pos, str_hash(key))
        storev(buf_pos, key, KEY)
        buf_pos += ENTRY
        p = skip_space(p)
        if load8(p) != 58:
            return json_fail(JSON_COLON, p)
        item = parse_under(key, p + 1, item, depth) if live(Feature.UNREAD) and json_unread else parse_value(p + 1, item, depth)
        if item == 0:
            return 0
        storev(buf_pos - ENTRY, item, VALUE)
        p = json_at
        if load8(p) != 44:
            break
        p = skip_space(p + 1)
    if load8(p) != 125:
        return json_fail(JSON_COMMA, p)
    json_at = p + 1
    start: i32 = buf_base + mark
    d: val = dict_from_entries(start, buf_pos - start, same, model)
    Dict(d).flags = plain
    buf_pos = start
    return d


def parse_under(key: val, p: i32, model: val, depth: i32) -> val:
    """`parse_value` of what stands under a key, left as text if nothing looks up that key, nor one like it. What has a part that cannot
    stay text has no other one that stays, so that nothing is gone over again and again."""
    global json_unread
    h: i32 = Str(key).hash
    if (load8(data_address("wf_looked_up") + ((h >> 3) & 31)) >> (h & 7)) & 1:
        return parse_value(p, model, depth)
    v: val = unread_at(p, depth)
    if v == 0:
        json_unread = 0
        v = parse_value(p, model, depth)
        json_unread = 1
    return v


@inline
def key_here(p: i32, key: val) -> i32:
    """1 if the text at p is a plain key and its closing quote."""
    n: i32 = Str(key).nbytes
    return load8(p + n) == 34 and bytes_equal(p, key + STR_BYTES, n)


def dict_from_entries(p: i32, size: i32, same: i32, model: val) -> val:
    """A dict of `size` bytes of entries, of which the first `same` bytes have distinct keys, those of the model."""
    count: i32 = div_entry(size)
    d: val = dict_sized(0)
    spare: i32 = ENTRY if count > UNINDEXED else 0  # what takes out a key and puts in another does not move the entries
    entries: i32 = new_object(T_ENTRIES, ENTRIES_DATA + size + spare, 0)
    e: i32 = entries + ENTRIES_DATA
    if live(Feature.PARSED):
        copy_over(e, p, same)
    Dict(d).entries = entries
    Dict(d).capacity = count
    fill: i32 = div_entry(same) if live(Feature.PARSED) else 0
    Dict(d).fill = fill
    Dict(d).used = fill
    if spare:
        Dict(d).capacity = count + 1
        store32(e + size, 0)
        store64(e + size, i64(0), KEY)
        if live(Feature.PARSED) and fill == count and fill == Dict(model).fill:
            Dict(d).index = clone(Dict(model).index)
            return d
        dict_index(d, count)
        i: i32 = 0
        while i < fill:
            i += 1
            index_add(Dict(d).index, load32(e), i)
            e += ENTRY
    end: i32 = p + size
    p += same
    while lt_u(p, end):
        dict_put(d, loadv(p, KEY), load32(p), loadv(p, VALUE))
        p += ENTRY
    size -= Dict(d).fill * ENTRY
    if size > 0:
        memory_fill(dict_entries(d) + Dict(d).fill * ENTRY, 0, size)  # a key came twice
    return d


@inline
def div_entry(size: i32) -> i32:
    """size // ENTRY of a multiple of ENTRY (12): times the inverse of 3, over 4."""
    return (size >> 2) * 0xAAAAAAAB


@noinline
def cached_key(key: val) -> val:
    """An equal key seen before, or this one, now with its hash."""
    global json_keys
    if json_keys == 0:
        json_keys = new_raw(CACHE_SLOTS << 2)
        memory_fill(json_keys + 8, 0, CACHE_SLOTS << 2)
    h: i32 = str_hash(key)
    slot: i32 = json_keys + ((h & (CACHE_SLOTS - 1)) << 2)
    seen: val = loadv(slot, 8)
    if seen != 0 and Str(seen).hash == h and Str(seen).nbytes == Str(key).nbytes:
        if bytes_equal(seen + STR_BYTES, key + STR_BYTES, Str(key).nbytes):
            return seen
    storev(slot, key, 8)
    return key
