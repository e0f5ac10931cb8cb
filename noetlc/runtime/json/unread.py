"""Values of the input that nothing looks at stay text: a map or list under a key that no text of the playbook looks up.

Such text is gone over once and copied as the serialiser would write it: keys in order, where it writes them so. What is spelled in
any other way than `json/dump.py` spells it is parsed as usual, errors among it, which so are those of the parser. Only entries of dicts
are text; who reads the value of one asks `value_in`, which parses after all what the host wrote.
"""

from __future__ import annotations

from noetlc.kernel.lang import (
    ctz,
    gt_u,
    i32,
    i64,
    implements,
    live,
    load8,
    load32,
    load64,
    noinline,
    quote_mask16,
    store8,
    store32,
    store64,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import ENTRY, ITEMS_DATA, Float, Int, Obj, Unread
from noetlc.layout.tags import T_FLOAT, T_INT, T_UNREAD, T_WIDE
from noetlc.runtime.json.parse import json_parse, json_parse_deep, parse_value
from noetlc.runtime.json.state import (
    json_at,
    json_deepest,
    json_end,
    json_unread,  # noqa: F401 - assigned
    skip_space,
)
from noetlc.runtime.json.string import utf8_length
from noetlc.runtime.numbers.text import put_float, put_int
from noetlc.runtime.text.strings import text_order
from noetlc.runtime.values import hooks
from noetlc.runtime.values.blocks import bytes_equal, copy_over
from noetlc.runtime.values.collect import stack_limit, stack_ptr
from noetlc.runtime.values.given import forget_given
from noetlc.runtime.values.memory import hp, new_object, new_raw, reserve, tag_of

MOST_ENTRIES = 256  # of a map
MOST_BYTES = 1 << 14  # of one that is put in order
STACK_ROOM = MOST_ENTRIES * ENTRY * 128 + MOST_BYTES + 64
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
    """The map or list that starts at p as text, `json_at` as after any value; 0 if it is none, empty, or not as it would be written."""
    global json_at, stack_ptr, unread_by, unread_copied, unread_moved
    if load8(p) | 32 != 123 or load8(p, 1) | 32 == 125 or gt_u(stack_ptr + STACK_ROOM, stack_limit):
        return 0
    base: i32 = stack_ptr
    text: i32 = reserve(json_end - p + 128)
    unread_by = text + ITEMS_DATA - p
    unread_copied = p
    if live(Feature.SORTED_OUTPUT):
        unread_moved = 0
    end: i32 = skip_value(p, depth)
    stack_ptr = base
    n: i32 = end - p
    if end == 0 or utf8_length(p, n) < 0:
        return 0
    copy_upto(end)
    new_raw(n)  # which is `text`
    v: i32 = new_object(T_UNREAD, Unread.SIZE, UNREAD_REFS)
    if live(Feature.SORTED_OUTPUT):
        Obj(v).flags = unread_moved
    Unread(v).nbytes = n
    Unread(v).source = p
    Unread(v).value = 0
    Unread(v).text = text
    json_at = skip_space(end)
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
    return skip_scalar(p)


def skip_items(p: i32, close: i32, depth: i32) -> i32:
    """The same for what is in a container whose last byte is `close`."""
    global json_deepest, stack_ptr
    if depth < 0:
        return 0
    if depth < json_deepest:
        json_deepest = depth
    start: i32 = p
    if load8(p) == close:
        return p + 1
    base: i32 = stack_ptr
    last: i32 = base
    stack_ptr = base + MOST_ENTRIES * ENTRY
    moved: i32 = 0
    while 1:
        e: i32 = last
        if close == 125:
            key: i32 = p + 1
            p = skip_text(key) if load8(p) == 34 and last != stack_ptr else 0
            if p == 0 or load8(p) != 58:
                return 0
            size: i32 = p - 1 - key
            while e != base:
                order: i32 = text_order(load32(e - ENTRY), load32(e - ENTRY, SIZE), key, size)
                if order == 0:
                    return 0
                if order < 0:
                    break
                e -= ENTRY
                store64(e + ENTRY, load64(e))
                store32(e + ENTRY, load32(e, END), END)
                moved = 1
            store32(e, key)
            store32(e, size, SIZE)
            last += ENTRY
            p += 1
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
    if live(Feature.SORTED_OUTPUT) and moved and not put_in_order(base, last, start, p - 1):
        return 0
    stack_ptr = base
    return p


@noinline
def put_in_order(e: i32, last: i32, start: i32, end: i32) -> i32:
    """Writes the entries in the order of the records from e to `last`, where they lie in the copy; 0 if they are too long."""
    global unread_moved
    if end - start > MOST_BYTES:
        return 0
    copy_upto(end)
    o: i32 = last
    while e != last:
        p: i32 = load32(e) - 1
        n: i32 = load32(e, END) - p
        copy_over(o, p + unread_by, n)
        o += n
        store8(o, 44)
        o += 1
        e += ENTRY
    copy_over(start + unread_by, last, end - start)
    unread_moved = 1
    return 1


def skip_text(p: i32) -> i32:
    """The address after the string whose first byte after the quote is at p, 0 if it has escapes."""
    mask: i32 = quote_mask16(p)
    while mask == 0:
        p += 16
        mask = quote_mask16(p)
    p += ctz(mask)
    return p + 1 if load8(p) == 34 else 0


@noinline
def skip_scalar(p: i32) -> i32:
    """The same for any other value: it is read, and a number written."""
    global hp
    kept: i32 = hp
    hp = json_end + unread_by + 64 & -8  # behind all that may be copied
    v: val = parse_value(p, 0, 0)
    hp = kept
    end: i32 = json_at
    tag: i32 = tag_of(v)
    o: i32 = stack_ptr
    n: i32 = end - p
    if v == 0 or tag == T_WIDE:
        return 0
    if tag == T_FLOAT:
        n = put_float(o, Float(v).value, 0) - o
    elif tag == T_INT:
        n = put_int(o, i64(v >> 1) if v & 1 else Int(v).value) - o
    elif load8(end - 1) <= 32:
        return 0
    return end if n == end - p and (tag < T_INT or bytes_equal(o, p, n)) else 0
