"""JSON strings: scanned 16 bytes at a time while being copied into the new object, validated as UTF-8, unescaped."""

from __future__ import annotations

from noetlc.kernel.lang import (
    copy16,
    ctz,
    gt_u,
    high_mask16,
    i32,
    i64,
    live,
    load8,
    load16,
    load64,
    lt_u,
    noinline,
    quote_mask16,
    static_bytes,
    store8,
    store64,
    u64,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import ASCII, STR_BYTES, Str
from noetlc.layout.tags import T_STR
from noetlc.runtime.json.state import (
    JSON_CONTROL,
    JSON_ESCAPE,
    JSON_UNICODE,
    JSON_UNTERMINATED,
    JSON_UTF8,
    json_at,  # noqa: F401 - assigned
    json_end,
    json_fail,
    json_lax,
)
from noetlc.runtime.text.strings import put_code
from noetlc.runtime.values.memory import grow_to, hp, limit


def parse_string(p: i32) -> val:
    """The string whose first byte after the quote is at p, built at `hp`."""
    global json_at, hp
    start: i32 = p
    o: i32 = hp + STR_BYTES
    high: i32 = 0
    copy16(o, p)
    mask: i32 = quote_mask16(p)
    while mask == 0:
        high = high | high_mask16(p)
        p += 16
        o += 16
        if gt_u(o, limit):
            grow_to(o)
        copy16(o, p)
        mask = quote_mask16(p)
    step: i32 = ctz(mask)
    high = high | high_mask16(p) & ((1 << step) - 1)
    p += step
    o += step
    json_at = p + 1
    if load8(p) != 34:
        o = parse_escaped(start, p, o)
        if o == 0:
            return 0
        high = 1
    v: i32 = hp
    n: i32 = o - v - STR_BYTES
    length: i32 = n
    if high != 0:
        length = utf8_length(v + STR_BYTES, n)
        if length < 0:
            return json_fail(JSON_UTF8, start - 1)
    size: i32 = (o + 7 & -8) - v
    head: i32 = T_STR | (ASCII << 8) if n == length else T_STR
    store64(v, i64(head) | (u64(size) << 32))
    Str(v).nbytes = n
    Str(v).length = length
    Str(v).hash = 0
    hp = v + size
    if gt_u(hp, limit):
        grow_to(hp)
    return val(v)


@noinline
def parse_escaped(start: i32, p: i32, o: i32) -> i32:
    """Goes on copying a string to o at a byte that is not plain; the end of the copy, or 0 with an error kept."""
    global json_at
    while 1:
        c: i32 = load8(p)
        if c == 34:
            json_at = p + 1
            return o
        if c == 92:
            c = load8(p, 1)
            if c == 117:
                code: i32 = parse_unicode(p + 2)
                if code < 0:
                    return i32(json_fail(JSON_UNICODE, p + 1))
                o = put_code(o, code)
                p = json_at
            else:
                if c < 32:
                    return i32(unfinished(start, p + 1, JSON_ESCAPE, p))
                c = escaped_letter(c)
                if c < 0:
                    return i32(json_fail(JSON_ESCAPE, p))
                store8(o, c)
                o += 1
                p += 2
        elif c < 32:
            return i32(unfinished(start, p, JSON_CONTROL, p))
        if gt_u(o, limit):
            grow_to(o)
        copy16(o, p)
        step: i32 = ctz(quote_mask16(p) | 0x10000)
        p += step
        o += step
    return 0


def unfinished(start: i32, p: i32, kind: i32, at: i32) -> val:
    """The error for a control character at p: the end of the text or of that kind."""
    ends: i32 = p == json_end
    return json_fail(JSON_UNTERMINATED if ends else kind, start - 1 if ends else at)


def escaped_letter(c: i32) -> i32:
    """The character that a backslash and c mean, -1 if none."""
    at: i32 = 16
    while at > 0:
        at -= 2
        if load8(ESCAPES + at) == c:
            return load8(ESCAPES + at, 1)
    return -1


ESCAPES = static_bytes(b'""\\\\//b\bf\fn\nr\rt\t')


def parse_unicode(p: i32) -> i32:
    """The code point of the four digits after `\\u` and, if it is a high surrogate, of the low one that follows; -1 = error."""
    global json_at
    code: i32 = hex4(p)
    if code < 0:
        return -1
    json_at = p + 4
    if (code & 0xF800) != 0xD800:
        return code
    if code < 0xDC00 and load16(p, 4) == 0x755C:
        low: i32 = hex4(p + 6)
        if (low & -1024) == 0xDC00:
            json_at = p + 10
            return ((code & 0x3FF) << 10) + (low & 0x3FF) + 0x10000
    if live(Feature.JSON_LAX) and json_lax:
        return code
    return 0xFFFD


def hex4(p: i32) -> i32:
    """The value of four hexadecimal digits, -1 if they are not."""
    x: i32 = 0
    end: i32 = p + 4
    while p < end:
        c: i32 = load8(p)
        digit: i32 = c - 48
        if gt_u(digit, 9):
            digit = (c | 32) - 87
            if digit < 10 or digit > 15:
                return -1
        x = x << 4 | digit
        p += 1
    return x


@noinline
def utf8_length(p: i32, n: i32) -> i32:
    """The code points of n bytes, -1 if they are not UTF-8 (with `json_lax`: WTF-8)."""
    end: i32 = p + n
    length: i32 = 0
    while lt_u(p, end):
        if p + 8 <= end and (load64(p) & 0x8080808080808080) == 0:
            p += 8
            length += 8
            continue
        width: i32 = utf8_width(p)
        if width == 0:
            return -1
        p += width
        length += 1
    return length if p == end else -1


def utf8_width(p: i32) -> i32:
    """The bytes of the code point at p, 0 if it is malformed."""
    c: i32 = load8(p)
    if c < 0x80:
        return 1
    more: i32 = (c >= 0xC0) + (c >= 0xE0) + (c >= 0xF0)  # continuation bytes; 0 if c is one
    code: i32 = c & (0x7F >> more)
    at: i32 = 0
    while at < more:
        at += 1
        c = load8(p + at)
        if (c & 0xC0) != 0x80:
            return 0
        code = code << 6 | c & 0x3F
    # 2, 3 and 4 bytes start at 2**7, 2**11 and 2**16
    if code < 1 << (more * 5 + 1 + (more == 1)) or code > 0x10FFFF or more == 0:
        return 0
    if (code & 0xFFFFF800) == 0xD800 and not (live(Feature.JSON_LAX) and json_lax):
        return 0
    return more + 1
