"""JSON text of values, as Python's json.dumps writes it with separators=(",", ":") and ensure_ascii=False.

Writers take the address to write at and return the address after the text, or 0 with `json_reason` set if a value is not
JSON. They have at least BUF_SLACK bytes of room beyond `buf_limit`.
"""

from __future__ import annotations

from noetlc.kernel.lang import (
    copy16,
    ctz,
    enable,
    f64,
    gt_u,
    i32,
    i64,
    inline,
    live,
    load8,
    load32,
    load64,
    loadv,
    lt_u,
    noinline,
    quote_mask16,
    reason,
    static_bytes,
    store8,
    store32,
    store64,
    storev,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import ENTRY, ITEMS_DATA, STR_BYTES, TRUE, TUPLE_ITEMS, Dict, Float, Int, List, Obj, Str, Tuple, Unread
from noetlc.layout.tags import T_BOOL, T_DICT, T_FLOAT, T_INT, T_LIST, T_NONE, T_STR, T_TUPLE, T_UNREAD, T_WIDE
from noetlc.runtime.json.parse import div_entry
from noetlc.runtime.numbers.text import put_float, put_int
from noetlc.runtime.numbers.wide import wide_put
from noetlc.runtime.text.strings import REPLACEMENT, code_at, halves, put_code, str_compare
from noetlc.runtime.values.blocks import copy_over
from noetlc.runtime.values.buffer import buf_begin, buf_drop, buf_grow, buf_limit, buf_pos, buf_room
from noetlc.runtime.values.collect import stack_limit, stack_ptr
from noetlc.runtime.values.dict import dict_copy
from noetlc.runtime.values.hooks import unread_value
from noetlc.runtime.values.lookups import KEY, VALUE, dict_entries
from noetlc.runtime.values.memory import SLACK, has_tag, leave, new_raw, tag_of

JSON_DEPTH = 128
HALF = 0xED  # the first byte of half a character, and of some whole ones
FEW_SORTED = 32  # so many entries are sorted by insertion: mostly one was added to those that were in order

# reasons
JSON_NOT_FINITE = 1
JSON_TOO_DEEP = 2  # or cyclic
JSON_NOT_DATA = 3  # a kind of value that JSON does not have
JSON_BAD_KEY = 4

ORDERED = 32  # entries of a dict whose order is noted
ORDER_BYTES = 8 + ORDERED * 8
ORDERS_BYTES = ORDER_BYTES * 4

json_reason: i32 = 0
json_orders: i32 = 0  # while a result is written: what is known of the order of its dicts, each with its size, keys and places; else 0
json_sorted: i32 = 0  # sort keys by code point


def json_dump(v: val) -> i32:
    """Appends the JSON text of a value to the text buffer; -1 with `json_reason` set, and nothing appended, if it has none."""
    global buf_pos
    mark: i32 = buf_begin()
    buf_room(32)
    o: i32 = dump_value(v, buf_pos, JSON_DEPTH)
    if o == 0:
        buf_drop(mark)
        return -1
    buf_pos = o
    return 0


def json_dump_sorted(v: val) -> i32:
    """`json/dump.py` with the keys of every dict in code point order."""
    global json_sorted
    enable(Feature.SORTED_KEYS)
    json_sorted = 1
    result: i32 = json_dump(v)
    json_sorted = 0
    return result


@noinline
def not_json(reason: i32) -> i32:
    """Keeps the reason; 0."""
    global json_reason
    json_reason = reason
    return 0


@noinline
def dump_grow(o: i32, n: i32) -> i32:
    """Makes room for n bytes at o; the new place of o."""
    global buf_pos
    buf_pos = o
    buf_grow(n)
    return buf_pos


def dump_value(v: val, o: i32, depth: i32) -> i32:
    """Writes a value; containers may nest `depth` deep. There is room for 32 bytes at o, as there is at the result."""
    tag: i32 = tag_of(v)
    if tag == T_STR:
        o = dump_str(v, o)
    elif v & 1:
        o = put_int(o, i64(v >> 1))
    elif tag == T_DICT:
        o = dump_dict(v, o, depth - 1)
    elif tag == T_LIST:
        o = dump_items(List(v).items + ITEMS_DATA, List(v).length, o, depth - 1)
    elif live(T_FLOAT) and tag == T_FLOAT:
        o = dump_float(Float(v).value, o)
    elif tag == T_INT:
        o = put_int(o, Int(v).value)
    elif tag <= T_NONE:
        store32(o, 0x6C6C756E)
        o += 4
    elif tag == T_BOOL:
        if v == TRUE:
            store32(o, 0x65757274)
            o += 4
        else:
            store64(o, 0x65736C6166)
            o += 5
    else:
        o = dump_rare(v, tag, o, depth - 1)
    if gt_u(o, buf_limit - 32):
        if o != 0:
            return dump_grow(o, 32)
    return o


@noinline
def dump_rare(v: val, tag: i32, o: i32, depth: i32) -> i32:
    """Writes a tuple or a wide integer."""
    global buf_pos
    if live(T_WIDE) and tag == T_WIDE:
        buf_pos = o
        wide_put(v)
        return buf_pos
    if live(Feature.UNREAD) and tag == T_UNREAD:
        return dump_unread(v, o, depth)
    if live(T_TUPLE) and tag == T_TUPLE:
        return dump_items(v + TUPLE_ITEMS, Tuple(v).length, o, depth)
    return not_json(JSON_NOT_DATA)


def dump_unread(v: val, o: i32, depth: i32) -> i32:
    """Writes what is still text, unless somebody has asked for it."""
    n: i32 = Unread(v).nbytes
    if Unread(v).value or (live(Feature.SORTED_OUTPUT) and Obj(v).flags and not json_sorted):
        return dump_value(unread_value(v), o, depth + 1)
    if gt_u(o + n, buf_limit):
        o = dump_grow(o, n)
    copy_over(o, Unread(v).text + ITEMS_DATA, n)
    return o + n


def dump_float(x: f64, o: i32) -> i32:
    if x - x != 0.0:
        return not_json(JSON_NOT_FINITE)
    return put_float(o, x, 0)


def dump_str(v: val, o: i32) -> i32:
    """Writes a string; unlike `dump_value` without leaving room."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    if live(Feature.HALF_TEXTS):
        return dump_whole(p, end, o)
    if live(Feature.HALVES) and halves:
        leave_halves(p, end)
    if gt_u(o + (end - p), buf_limit):
        o = dump_grow(o, end - p)
    store8(o, 34)
    o += 1
    while lt_u(p, end):
        copy16(o, p)
        mask: i32 = quote_mask16(p)
        step: i32 = ctz(mask | 0x10000)
        p += step
        o += step
        if step < 16 and lt_u(p, end):
            o = dump_escape(load8(p), o)
            p += 1
            if gt_u(o + (end - p), buf_limit):
                o = dump_grow(o, end - p)
    o -= p - end
    store8(o, 34)
    return o + 1


@noinline
def dump_escape(c: i32, o: i32) -> i32:
    """Writes the escape of a quote, backslash or control character."""
    store32(o, 0x3030755C)  # \u00
    if c < 32:
        if ((1 << c) & ESCAPE_CODES) == 0:
            store8(o, 48 + (c >> 4), 4)
            c = c & 15
            store8(o, c + (87 if c > 9 else 48), 5)
            return o + 6
        c = load8(ESCAPE_LETTERS + c - 8)
    store8(o, c, 1)
    return o + 2


@inline
def is_half(p: i32) -> i32:
    """Whether half a character stands at p."""
    return load8(p) == HALF and load8(p, 1) >= 0xA0


@noinline
def leave_halves(p: i32, end: i32) -> None:
    """Leaves a run that would write half a character, which no text of the playbook says."""
    while lt_u(p, end):
        if is_half(p):
            leave(reason("half a character"))
        p += 1


@noinline
def dump_whole(p: i32, end: i32, o: i32) -> i32:
    """Writes a string of which some characters may be halves: two halves of one as that, others as U+FFFD."""
    store8(o, 34)
    o += 1
    while lt_u(p, end):
        if gt_u(o + (end - p), buf_limit):
            o = dump_grow(o, end - p)
        c: i32 = load8(p)
        if is_half(p):
            code: i32 = code_at(p) << 10
            p += 3
            low: i32 = code_at(p) - 0xDC00 if lt_u(p, end) else -1
            if code < 0xDC00 << 10 and low >= 0 and low < 0x400:
                o = put_code(o, code - (0xD800 << 10) + low + 0x10000)
                p += 3
            else:
                o = put_code(o, REPLACEMENT)
        else:
            store8(o, c)
            o += 1
            if c < 32 or c == 34 or c == 92:
                o = dump_escape(c, o - 1)
            p += 1
    store8(o, 34)
    return o + 1


ESCAPE_CODES = 0b11011100000000  # 8, 9, 10, 12, 13
ESCAPE_LETTERS = static_bytes(b"btn.fr")


def dump_items(p: i32, n: i32, o: i32, depth: i32) -> i32:
    """Writes n value words as an array."""
    if depth < 0:
        return not_json(JSON_TOO_DEEP)
    store8(o, 91)
    o += 1
    end: i32 = p + (n << 2)
    while lt_u(p, end):
        o = dump_value(loadv(p), o, depth)
        if o == 0:
            return 0
        p += 4
        if p != end:
            store8(o, 44)
            o += 1
    store8(o, 93)
    return o + 1


def dump_dict(d: val, o: i32, depth: i32) -> i32:
    if depth < 0:
        return not_json(JSON_TOO_DEEP)
    e: i32 = dict_entries(d)
    end: i32 = e + Dict(d).fill * ENTRY
    if live(Feature.SORTED_KEYS) and json_sorted:
        misplaced: i32 = out_of_order(e, end)
        if misplaced != 0:
            return dump_sorted(e, end, misplaced, o, depth)
    return dump_entries(e, end, o, depth)


def dump_entries(e: i32, end: i32, o: i32, depth: i32) -> i32:
    """Writes the entries from e to end as an object."""
    store8(o, 123)
    o += 1
    first: i32 = 1
    while lt_u(e, end):
        if load32(e) != 0:
            if first == 0:
                store8(o, 44)
                o += 1
            first = 0
            o = dump_key(loadv(e, KEY), o)
            if o == 0:
                return 0
            store8(o, 58)
            o += 1
            if gt_u(o, buf_limit - 32):
                o = dump_grow(o, 32)
            o = dump_value(loadv(e, VALUE), o, depth)
            if o == 0:
                return 0
        e += ENTRY
    store8(o, 125)
    return o + 1


@noinline
def dump_sorted(e: i32, end: i32, misplaced: i32, o: i32, depth: i32) -> i32:
    """Writes the entries from e to end in order of their keys. What is sorted is a copy on the shadow stack, if there is room: what
    lies on the heap is in the way of the text buffer, which grows in place while it is the last there."""
    global stack_ptr
    size: i32 = end - e
    base: i32 = stack_ptr
    p: i32 = base
    if gt_u(base + size + SLACK, stack_limit):
        p = new_raw(size + SLACK) + 8
    else:
        stack_ptr = base + size
    last: i32 = p + size
    noted: i32 = live(Feature.SORTED_OUTPUT) and live(Feature.UNREAD)
    if not (noted and as_before(p, e, size)):
        last = sorted_entries(p, e, end, misplaced)
        if noted and json_orders and size <= ORDERED * ENTRY and size - (last - p) <= ENTRY:
            note_order(p, last, e, size)
    o = dump_entries(p, last, o, depth)
    stack_ptr = base
    return o


def as_before(p: i32, e: i32, size: i32) -> i32:
    """Copies `size` bytes of entries to p in the order that was found for the same keys before; 0 if there is none."""
    q: i32 = order_slot(size)
    if json_orders == 0 or load32(q) != size:
        return 0
    last: i32 = p + size
    touched: i32 = 0  # the values are fetched into the cache side by side
    while p != last:
        from_: i32 = e + load32(q, 8)
        if loadv(from_, KEY) != loadv(q, 4):
            return 0
        store64(p, load64(from_))
        value: i32 = load32(from_, VALUE)
        store32(p, value, VALUE)
        if value & 1 == 0:
            touched = touched | load32(value)
        p += ENTRY
        q += 8
    return touched | 1


def note_order(p: i32, last: i32, e: i32, size: i32) -> None:
    """Notes in which order the entries at e came to lie from p to `last`, deleted ones behind them."""
    q: i32 = order_slot(size)
    store32(q, size)
    while size > 0:
        key: val = loadv(p, KEY) if lt_u(p, last) else 0
        at: i32 = 0
        while loadv(e + at, KEY) != key:
            at += ENTRY
        storev(q, key, 4)
        store32(q, at, 8)
        q += 8
        p += ENTRY
        size -= ENTRY


@inline
def order_slot(size: i32) -> i32:
    """Where the order of dicts of a size is noted."""
    return json_orders + ((size >> 2) & 3) * ORDER_BYTES


@inline
def dump_key(k: val, o: i32) -> i32:
    if live(Feature.ANY_KEYS) and not has_tag(k, T_STR):
        return dump_other_key(k, o)
    return dump_str(k, o)


@noinline
def dump_other_key(k: val, o: i32) -> i32:
    """Writes a number, bool or None as a key: its text in quotes."""
    if tag_of(k) > T_FLOAT:
        return not_json(JSON_BAD_KEY)
    store8(o, 34)
    o = dump_value(k, o + 1, 0)
    if o != 0:
        store8(o, 34)
        o += 1
    return o


@noinline
def dict_sorted(d: val) -> val:
    """A dict of string keys with its entries in code point order of the keys, a copy if need be; fit for reading in order only."""
    e: i32 = dict_entries(d)
    end: i32 = e + Dict(d).fill * ENTRY
    misplaced: i32 = out_of_order(e, end)
    if misplaced == 0:
        return d
    d = dict_copy(d)
    sorted_entries(dict_entries(d), e, end, misplaced)
    Dict(d).fill = Dict(d).used
    return d


@noinline
def out_of_order(e: i32, end: i32) -> i32:
    """The first entry whose key sorts below the one before it; 0 for none."""
    last: val = 0
    while lt_u(e, end):
        key: val = loadv(e, KEY)
        if key != 0:
            if last != 0 and str_compare(last, key) > 0:
                return e
            last = key
        e += ENTRY
    return 0


@noinline
def sorted_entries(start: i32, e: i32, end: i32, misplaced: i32) -> i32:
    """Copies the entries from e to end, but for deleted ones, to `start` in code point order of their keys; the end of the copy. Those
    before `misplaced` are in order: few go from there to their places."""
    p: i32 = start
    ordered: i32 = start
    while lt_u(e, end):
        if e == misplaced:
            ordered = p
        if load32(e) != 0:
            store64(p, load64(e))
            store32(p, load32(e, VALUE), VALUE)
            p += ENTRY
        e += ENTRY
    gap: i32 = 1
    if gt_u(p - start, FEW_SORTED * ENTRY):
        gap = div_entry(p - start) >> 1
        ordered = start + gap * ENTRY
    while gap > 0:
        while lt_u(ordered, p):
            sift_entry(start, ordered, gap * ENTRY)
            ordered += ENTRY
        gap = gap >> 1
        ordered = start + gap * ENTRY
    return p


def sift_entry(start: i32, e: i32, step: i32) -> None:
    """Moves the entry at e down by steps while the one below it is larger."""
    head: i64 = load64(e)
    value: val = loadv(e, VALUE)
    key: val = loadv(e, KEY)
    while e - step >= start and str_compare(loadv(e - step, KEY), key) > 0:
        store64(e, load64(e - step))
        store32(e, load32(e - step, VALUE), VALUE)
        e -= step
    store64(e, head)
    storev(e, value, VALUE)
