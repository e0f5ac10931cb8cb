"""Strings: bytes, code points, hashing, comparison, slicing.

A string is one object, header and UTF-8 bytes (see `layout.objects.Str`). Positions are code points in the functions that take
values and bytes in those that take addresses. Reading up to 8 bytes and writing up to 16 bytes past the end of the newest
object is allowed: `memory.SLACK` covers it.
"""

from __future__ import annotations

from noetlc.kernel.lang import (
    copy16,
    ctz,
    enable,
    gt_u,
    high_mask16,
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
    popcnt,
    shr_u,
    store8,
    store32,
    storev,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import ASCII, ITEMS_DATA, STR_BYTES, Obj, Str
from noetlc.layout.tags import T_ITEMS, T_STR
from noetlc.runtime.values.blocks import bytes_equal, copy_over
from noetlc.runtime.values.buffer import buf_base, buf_drop, buf_pos, buf_room
from noetlc.runtime.values.memory import (
    clear,
    hp,
    indexed,
    indexed_before,
    indexed_before_table,
    indexed_table,
    letters,
    limit,
    new_object,
    new_raw,
    take,
)

REPLACEMENT = 0xFFFD
TABLE_SHIFT = 5  # a table of byte offsets has an entry for so many code points
NEAR = 64  # code points that are counted without a table
HALVES = 0xD800 >> 11  # what half characters begin with

halves: i32 = 0  # 1 if half a character, a lone surrogate, was written: Python's texts may have some, data has none


@noinline
def str_room(nbytes: i32) -> i32:
    """`new_object` of a string of that many bytes, without the flags."""
    global hp
    enable(T_STR)
    n: i32 = (STR_BYTES + nbytes + 7) & -8
    v: i32 = hp
    if gt_u(n, limit - v):
        v = take(n)
    else:
        hp = v + n
    Obj(v).size = n
    return v


def str_new(nbytes: i32, length: i32) -> val:
    """A string of that many bytes and code points; the caller fills in the bytes at STR_BYTES."""
    v: i32 = str_room(nbytes)
    store32(v, T_STR | ASCII << 8 if nbytes == length else T_STR)
    Str(v).nbytes = nbytes
    Str(v).length = length
    Str(v).hash = 0
    return val(v)


def count_codes(p: i32, n: i32) -> i32:
    """The number of code points in n bytes: those that are not continuation bytes (10xxxxxx)."""
    count: i32 = 0
    while n > 0:
        x: i64 = load64(p)
        if n < 8:
            x = x & ((i64(1) << i64(n << 3)) - 1)
        count += i32(popcnt((shr_u(~x, 7) | shr_u(x, 6)) & 0x0101010101010101))
        p += 8
        n -= 8
    return count + n  # without the zeros behind the last bytes


def str_from(p: i32, n: i32) -> val:
    """A string of the n UTF-8 bytes at p, which are copied."""
    v: i32 = str_room(n)
    d: i32 = v + STR_BYTES
    high: i32 = 0
    left: i32 = n
    while left > 0:
        copy16(d, p)
        mask: i32 = high_mask16(p)
        high = high | (mask if left >= 16 else mask & ((1 << left) - 1))
        p += 16
        d += 16
        left -= 16
    store32(v, T_STR if high else T_STR | ASCII << 8)
    Str(v).nbytes = n
    Str(v).length = n if high == 0 else count_codes(v + STR_BYTES, n)
    Str(v).hash = 0
    return val(v)


def str_eq(a: val, b: val) -> i32:
    """1 if two strings are equal."""
    if a == b:
        return 1
    n: i32 = Str(a).nbytes
    if Str(b).nbytes != n:
        return 0
    return bytes_equal(a + STR_BYTES, b + STR_BYTES, n)


def str_compare(a: val, b: val) -> i32:
    """-1, 0 or 1: the order by code points, which is that of the UTF-8 bytes."""
    return text_order(a + STR_BYTES, Str(a).nbytes, b + STR_BYTES, Str(b).nbytes)


def text_order(p: i32, n: i32, q: i32, m: i32) -> i32:
    """-1, 0 or 1: the order of n bytes at p and m bytes at q."""
    end: i32 = p + (n if n < m else m)
    while p < end:
        x: i32 = load32(p) ^ load32(q)
        if x != 0:
            at: i32 = ctz(x) >> 3
            if p + at >= end:
                break
            return -1 if load8(p + at) < load8(q + at) else 1
        p += 4
        q += 4
    return (n > m) - (n < m)


def str_concat(a: val, b: val) -> val:
    n: i32 = Str(a).nbytes
    m: i32 = Str(b).nbytes
    if n == 0:
        return b
    if m == 0:
        return a
    v: val = str_new(n + m, Str(a).length + Str(b).length)
    copy_over(v + STR_BYTES, a + STR_BYTES, n)
    copy_over(v + STR_BYTES + n, b + STR_BYTES, m)
    return v


@inline
def code_width(first: i32) -> i32:
    """The bytes of the code point that starts with this byte."""
    return 1 if first < 0x80 else 2 + (first >= 0xE0) + (first >= 0xF0)


def code_at(p: i32) -> i32:
    """The code point whose bytes start at p."""
    c: i32 = load8(p)
    if c < 0x80:
        return c
    second: i32 = load8(p, 1) & 0x3F
    if c < 0xE0:
        return (c & 0x1F) << 6 | second
    third: i32 = load8(p, 2) & 0x3F
    if c < 0xF0:
        return (c & 0x0F) << 12 | second << 6 | third
    return (c & 7) << 18 | second << 12 | third << 6 | load8(p, 3) & 0x3F


def put_code(p: i32, code: i32) -> i32:
    """Writes the UTF-8 (a surrogate: WTF-8) bytes of a code point; the address after them."""
    global halves
    if code < 0x80:
        store8(p, code)
        return p + 1
    if code < 0x800:
        store8(p, 0xC0 | code >> 6)
    else:
        if code < 0x10000:
            if live(Feature.HALVES) and not live(Feature.HALF_TEXTS) and code >> 11 == HALVES:
                halves = 1
            store8(p, 0xE0 | code >> 12)
        else:
            store8(p, 0xF0 | code >> 18)
            store8(p, 0x80 | code >> 12 & 0x3F, 1)
            p += 1
        store8(p, 0x80 | code >> 6 & 0x3F, 1)
        p += 1
    store8(p, 0x80 | code & 0x3F, 1)
    return p + 2


def str_from_code(code: i32) -> val:
    """The string of one code point. Those of ASCII are made once where a body most likely takes many."""
    if live(Feature.LETTERS) and code < 0x80 and letters != 0:
        known: val = loadv(letters + (code << 2), ITEMS_DATA)
        if known != 0:
            return known
    return letter_new(code)


def letter_new(code: i32) -> val:
    global letters
    n: i32 = 1 if code < 0x80 else (2 if code < 0x800 else (3 if code < 0x10000 else 4))
    if live(Feature.LETTERS) and letters == 0:
        letters = new_object(T_ITEMS, ITEMS_DATA + (0x80 << 2), ITEMS_DATA)
        clear(letters + ITEMS_DATA, hp)
    v: val = str_new(n, 1)
    put_code(v + STR_BYTES, code)
    if live(Feature.LETTERS) and n == 1:
        storev(letters + (code << 2), v, ITEMS_DATA)
    return v


def skip_codes(p: i32, count: i32) -> i32:
    """The address of the code point `count` after the one at p."""
    while count >= 8:
        x: i64 = load64(p)
        count -= i32(popcnt((shr_u(~x, 7) | shr_u(x, 6)) & 0x0101010101010101))
        p += 8
    while count > 0 or (load8(p) & 0xC0) == 0x80:
        # a block may have ended inside a code point: its other bytes belong to what was counted
        if (load8(p) & 0xC0) == 0x80:
            p += 1
        else:
            p += code_width(load8(p))
            count -= 1
    return p


@noinline
def code_table(v: val) -> i32:
    """The byte offsets of every 32nd code point of a string, 4 bytes each: made when the string is indexed first, then kept until
    two others were or a collection comes."""
    global indexed, indexed_table, indexed_before, indexed_before_table
    if i32(v) != indexed:
        before: i32 = indexed_before
        table: i32 = indexed_before_table
        indexed_before = indexed
        indexed_before_table = indexed_table
        indexed = i32(v)
        indexed_table = table if before == i32(v) else new_table(v)
    return indexed_table


def new_table(v: val) -> i32:
    last: i32 = Str(v).length >> TABLE_SHIFT
    table: i32 = new_raw((last << 2) + 4) + 8
    start: i32 = v + STR_BYTES
    p: i32 = start
    i: i32 = 0
    while True:
        store32(table + (i << 2), p - start)
        i += 1
        if i > last:
            return table
        p = skip_codes(p, 1 << TABLE_SHIFT)


def str_offset(v: val, index: i32) -> i32:
    """The byte offset of a code point, 0 <= index <= length."""
    if Str(v).flags & ASCII:
        return index
    if index == Str(v).length:
        return Str(v).nbytes
    start: i32 = v + STR_BYTES
    p: i32 = start
    if index >= NEAR:
        p += load32(code_table(v) + (index >> TABLE_SHIFT << 2))
        index &= (1 << TABLE_SHIFT) - 1
    return skip_codes(p, index) - start


def str_index(v: val, offset: i32) -> i32:
    """The code points before a byte offset at which one starts."""
    if Str(v).flags & ASCII:
        return offset
    low: i32 = 0
    near: i32 = 0
    if offset >= 4 * NEAR:
        table: i32 = code_table(v)
        high: i32 = (Str(v).length >> TABLE_SHIFT) + 1
        while high - low > 1:
            middle: i32 = (low + high) >> 1
            if load32(table + (middle << 2)) > offset:
                high = middle
            else:
                low = middle
        near = load32(table + (low << 2))
    return (low << TABLE_SHIFT) + count_codes(v + STR_BYTES + near, offset - near)


def str_slice(v: val, start: i32, stop: i32) -> val:
    """Code points from start up to stop, which lie in order within the string."""
    length: i32 = stop - start
    if length == Str(v).length:
        return v
    first: i32 = str_offset(v, start)
    last: i32 = first + length
    if (Str(v).flags & ASCII) == 0:
        last = str_offset(v, stop)
    result: val = str_new(last - first, length)
    copy_over(result + STR_BYTES, v + STR_BYTES + first, last - first)
    return result


def str_at(v: val, i: i32) -> val:
    """The one-character string at a code point index within the string."""
    if live(Feature.LETTERS) and Str(v).flags & ASCII and letters != 0:
        known: val = loadv(letters + (load8(v + STR_BYTES + i) << 2), ITEMS_DATA)
        if known != 0:
            return known
    return str_at_first(v, i) if live(Feature.LETTERS) else str_from_code(code_at(v + STR_BYTES + str_offset(v, i)))


@noinline
def str_at_first(v: val, i: i32) -> val:
    """The same of what is not ASCII, or was not taken before."""
    return str_from_code(code_at(v + STR_BYTES + str_offset(v, i)))


def find_byte(p: i32, end: i32, c: i32) -> i32:
    """The address of the first byte `c` from p on, `end` if there is none before it."""
    pattern: i64 = i64(c) * 0x0101010101010101
    while lt_u(p, end):
        x: i64 = load64(p) ^ pattern
        found: i64 = (x - 0x0101010101010101) & ~x & 0x8080808080808080
        if found != 0:
            p += i32(ctz(found)) >> 3
            return p if lt_u(p, end) else end
        p += 8
    return end


def str_find(hay: val, needle: val, from_byte: i32) -> i32:
    """The byte offset of the first occurrence at or after a byte offset, -1 if none."""
    n: i32 = Str(needle).nbytes
    p: i32 = hay + STR_BYTES + from_byte
    last: i32 = hay + STR_BYTES + Str(hay).nbytes - n
    if n == 0:
        return from_byte if p <= last else -1
    q: i32 = needle + STR_BYTES
    ends: i32 = n - 1
    first: i64 = i64(load8(q)) * 0x0101010101010101
    final: i64 = i64(load8(q + ends)) * 0x0101010101010101
    while p <= last:
        x: i64 = (load64(p) ^ first) | (load64(p + ends) ^ final)  # 0 in bytes where a match may begin
        found: i64 = (x - 0x0101010101010101) & ~x & 0x8080808080808080
        while found != 0:
            at: i32 = p + (i32(ctz(found)) >> 3)
            if at > last:
                return -1
            if bytes_equal(at, q, n):
                return at - i32(hay) - STR_BYTES
            found = found & (found - 1)
        p += 8
    return -1


@inline
def is_ascii(v: val) -> i32:
    return Str(v).flags & ASCII


@inline
def str_bytes(v: val) -> i32:
    """The address of the first byte."""
    return v + STR_BYTES


# ---- strings and the text buffer


def buf_end(mark: i32) -> val:
    """The text written since `mark` as a string; its bytes leave the buffer."""
    v: val = str_from(buf_base + mark, buf_pos - buf_base - mark)
    buf_drop(mark)
    return v


def buf_code(code: i32) -> None:
    """Appends the UTF-8 bytes of a code point."""
    global buf_pos
    buf_room(4)
    buf_pos = put_code(buf_pos, code)


@inline
def str_has(v: val, piece: val) -> i32:
    """`piece in v` of strings."""
    return str_find(v, piece, 0) >= 0


@noinline
def is_word(words: val, name: val) -> i32:
    """Whether a text with spaces around its words has a word. Where both are constant, so is the answer (`lower/passes/fold_texts.py`)."""
    n: i32 = Str(name).nbytes
    at: i32 = str_find(words, name, 0)
    while at > 0:
        p: i32 = words + STR_BYTES + at
        if load8(p - 1) == 32 and load8(p + n) == 32:
            return 1
        at = str_find(words, name, at + 1)
    return 0


def before(p: i32) -> i32:
    """The address of the code point that ends before p."""
    p -= 1
    while (load8(p) & 0xC0) == 0x80:
        p -= 1
    return p
