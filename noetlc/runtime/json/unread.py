"""Values of the input that nothing looks at stay text: a map or list under a key that no text of the playbook looks up.

Such text is gone over once and copied as the serialiser would write it: keys in order, where it writes them so. What is spelled in
any other way than `json/dump.py` spells it is parsed as usual, errors among it, which so are those of the parser. Only entries of dicts
are text; who reads the value of one asks `value_in`, which parses after all what the host wrote.
"""

from __future__ import annotations

from noetlc.kernel.lang import (
    ctz,
    gt_u,
    high_mask16,
    i32,
    i64,
    implements,
    inline,
    live,
    load8,
    load32,
    load64,
    lt_u,
    noinline,
    quote_mask16,
    store8,
    store32,
    store64,
    u64,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import ENTRY, ITEMS_DATA, Float, Obj, Unread
from noetlc.layout.tags import T_FLOAT, T_RAW, T_UNREAD
from noetlc.runtime.json.number import parse_number
from noetlc.runtime.json.parse import json_parse, json_parse_deep
from noetlc.runtime.json.state import (
    json_at,
    json_deepest,
    json_end,
    json_unread,  # noqa: F401 - assigned
)
from noetlc.runtime.json.string import utf8_length
from noetlc.runtime.numbers.text import put_float
from noetlc.runtime.values import hooks
from noetlc.runtime.values.blocks import bytes_equal, copy_over
from noetlc.runtime.values.collect import stack_limit, stack_ptr
from noetlc.runtime.values.given import forget_given
from noetlc.runtime.values.memory import has_tag, hp, new_object, reserve

MOST_DIGITS = 100
MOST_MOVED = 64  # entries of a map that are put in order,
MOST_BYTES = 1 << 14  # and their text
STACK_ROOM = MOST_MOVED * ENTRY * 128 + MOST_BYTES + 64
UNREAD_REFS = Unread.FIELDS["value"][1]
# of the record of an entry: where its key begins, how many bytes that has, where the entry ends
SIZE = 4
END = 8

unread_by: i32 = 0  # how far the copy lies from the text
unread_copied: i32 = 0  # up to where the text is copied
unread_moved: i32 = 0  # 1 if keys were put in order


@noinline
def json_parse_unread(p: i32, n: i32, depth: i32) -> val:
    """`json/parse.py` of the input: what is not looked up stays text."""
    global json_unread
    json_unread = 1
    v: val = json_parse_deep(p, n, depth)
    json_unread = 0
    return v


@implements(hooks.unread_at)
@noinline
def unread_at(p: i32, depth: i32) -> val:
    """The map or list that starts at p as text, `json_at` behind it; 0 if it is none, empty, or not as it would be written."""
    global hp, json_at, json_deepest, stack_ptr, unread_by, unread_copied, unread_moved
    if load8(p) | 32 != 123 or load8(p, 1) | 32 == 125 or gt_u(stack_ptr + STACK_ROOM, stack_limit):
        return 0
    above: i32 = json_deepest
    base: i32 = stack_ptr
    json_deepest = depth
    text: i32 = reserve(json_end - p + 64)
    unread_by = text + ITEMS_DATA - p
    unread_copied = p
    unread_moved = 0
    end: i32 = skip_value(p, depth)
    stack_ptr = base
    levels: i32 = depth - json_deepest
    if above < json_deepest:
        json_deepest = above
    if end == 0:
        return 0
    copy_upto(end)
    n: i32 = end - p
    size: i32 = ITEMS_DATA + n + 7 & -8
    store64(text, i64(T_RAW) | (u64(size) << 32))
    hp = text + size
    v: i32 = new_object(T_UNREAD, Unread.SIZE, UNREAD_REFS)
    Obj(v).flags = unread_moved
    Unread(v).nbytes = n
    Unread(v).levels = levels
    Unread(v).source = p
    Unread(v).value = 0
    Unread(v).text = text
    json_at = end
    return val(v)


@implements(hooks.unread_value)
@noinline
def unread_value(v: val) -> val:
    """What an entry that is text stands for: parsed once, whatever dicts came to have that entry."""
    if Unread(v).value == 0:
        Unread(v).value = json_parse(Unread(v).source, Unread(v).nbytes)
        forget_given()
    return Unread(v).value


def copy_upto(end: i32) -> None:
    """Copies the text up to an address; 15 bytes more may be written."""
    global unread_copied
    copy_over(unread_copied + unread_by, unread_copied, end - unread_copied)
    unread_copied = end


def skip_value(p: i32, depth: i32) -> i32:
    """The address after the value at p, 0 if it would not be written that way."""
    c: i32 = load8(p)
    if c == 34:
        return skip_text(p + 1)
    if c | 32 == 123:
        return skip_items(p + 1, c + 2, depth - 1)
    if lt_u(c - 48, 10) or c == 45:
        return skip_number(p)
    word: i32 = load32(p)
    if word == 0x65757274 or word == 0x6C6C756E:
        return p + 4
    if c == 102 and load32(p, 1) == 0x65736C61:
        return p + 5
    return 0


def skip_items(p: i32, close: i32, depth: i32) -> i32:
    """The same for what is in a container whose last byte is `close`."""
    global json_deepest, stack_ptr
    if depth < 0:
        return 0
    if depth < json_deepest:
        json_deepest = depth
    if load8(p) == close:
        return p + 1
    base: i32 = stack_ptr
    e: i32 = base
    end: i32 = base + MOST_MOVED * ENTRY
    stack_ptr = end
    ordered: i32 = 1
    many: i32 = 0
    while 1:
        if close == 125:
            if e == end:
                e -= ENTRY
                store64(e - ENTRY, load64(e))  # of many the last two have records
                many = 1
            p = skip_key(p, e)
            if p == 0:
                return 0
            if e != base:
                ordered = ordered & sorts_below(e - ENTRY, e)
            if ordered < many:
                return 0
        p = skip_value(p, depth)
        if p == 0:
            return 0
        store32(e, p, END)
        c: i32 = load8(p)
        p += 1
        if c == close:
            break
        if c != 44:
            return 0
        if close == 125:
            e += ENTRY
    stack_ptr = base
    if ordered == 0:
        return p if put_in_order(base, e, p - 1) else 0
    return p


@inline
def skip_key(p: i32, e: i32) -> i32:
    """The address after the key at p and its colon, 0 if there is none; e gets its record."""
    key: i32 = p + 1
    end: i32 = skip_text(key) if load8(p) == 34 else 0
    if end == 0 or load8(end) != 58:
        return 0
    store32(e, key)
    store32(e, end - 1 - key, SIZE)
    return end + 1


@noinline
def put_in_order(base: i32, last: i32, end: i32) -> i32:
    """Puts the entries in order that have records from `base` to `last` and end at `end`; 0 if a key comes twice or they are too long."""
    global unread_moved
    start: i32 = load32(base) - 1
    if end - start > MOST_BYTES:
        return 0
    e: i32 = base
    while e != last:
        e += ENTRY
        pair: i64 = load64(e)
        behind: i32 = load32(e, END)
        at: i32 = e
        while at != base:
            store64(at, pair)
            if sorts_below(at - ENTRY, at):
                break
            store64(at, load64(at - ENTRY))
            store32(at, load32(at - ENTRY, END), END)
            at -= ENTRY
        store64(at, pair)
        store32(at, behind, END)
    copy_upto(end)
    o: i32 = last + ENTRY
    to: i32 = o
    e = base
    while 1:
        from_: i32 = load32(e) - 1
        n: i32 = load32(e, END) - from_
        copy_over(to, from_ + unread_by, n)
        to += n
        if e == last:
            break
        store8(to, 44)
        to += 1
        e += ENTRY
        if not sorts_below(e - ENTRY, e):
            return 0
    if live(Feature.SORTED_OUTPUT):
        copy_over(start + unread_by, o, to - o)
        unread_moved = 1
    return 1


def sorts_below(a: i32, b: i32) -> i32:
    """1 if the key of one record sorts before that of another. None has escapes."""
    p: i32 = load32(a)
    q: i32 = load32(b)
    n: i32 = load32(a, SIZE)
    m: i32 = load32(b, SIZE)
    end: i32 = p + (n if n < m else m)
    while lt_u(p, end):
        x: i32 = load32(p) ^ load32(q)
        if x != 0:
            at: i32 = ctz(x) >> 3
            if p + at >= end:
                break
            return load8(p + at) < load8(q + at)
        p += 4
        q += 4
    return n < m


def skip_text(p: i32) -> i32:
    """The address after the string whose first byte after the quote is at p, 0 if it is not UTF-8 or has escapes."""
    start: i32 = p
    high: i32 = 0
    mask: i32 = quote_mask16(p)
    while mask == 0:
        high = high | high_mask16(p)
        p += 16
        mask = quote_mask16(p)
    step: i32 = ctz(mask)
    high = high | high_mask16(p) & ((1 << step) - 1)
    p += step
    if load8(p) != 34 or (high != 0 and utf8_length(start, p - start) < 0):
        return 0
    return p + 1


def skip_number(p: i32) -> i32:
    """The same for a number."""
    first: i32 = p + (load8(p) == 45)
    end: i32 = first
    while lt_u(load8(end) - 48, 10):
        end += 1
    c: i32 = load8(end)
    if c == 46 or c | 32 == 101:
        return skip_float(p)
    if end == first or end - first > MOST_DIGITS or (load8(first) == 48 and end != p + 1):
        return 0
    return end


@noinline
def skip_float(p: i32) -> i32:
    """The same for a float: it is read and written."""
    global hp
    kept: i32 = hp
    hp = stack_ptr  # for the number, and its text
    v: val = parse_number(p)
    hp = kept
    if v == 0 or not has_tag(v, T_FLOAT):
        return 0
    o: i32 = stack_ptr
    n: i32 = json_at - p
    if put_float(o, Float(v).value, 0) - o != n or not bytes_equal(o, p, n):
        return 0
    return json_at
