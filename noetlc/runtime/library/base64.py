"""`base64` and the encoders of `binascii`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import (
    div_s,
    i32,
    i64,
    inline,
    lit,
    lit_class,
    live,
    load8,
    lt_u,
    noinline,
    rem_s,
    static_bytes,
    store32,
    val,
)
from noetlc.layout.objects import BYTES_DATA, NONE, Bytes
from noetlc.layout.tags import T_BYTES, T_STR
from noetlc.runtime.python.strings.bytes_data import mod_bytes_end, mod_data, mod_size
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_byte, buf_drop, buf_pos, buf_room
from noetlc.runtime.values.bytes import bytes_seen
from noetlc.runtime.values.memory import from_int, has_tag

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import message_of, raise_error, raise_type, raise_type_error, raise_value_error
    from noetlc.runtime.python.numbers.number import py_index
    from noetlc.runtime.python.objects.contents import py_len
    from noetlc.runtime.python.objects.repr import py_repr
    from noetlc.runtime.python.objects.truth import py_truth
    from noetlc.runtime.python.strings.bytes_data import mod_buffer, mod_encoded

ALPHABET_32 = static_bytes(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
ALPHABET_HEX = static_bytes(b"0123456789ABCDEFGHIJKLMNOPQRSTUV")
PAD = 61
__LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
ALPHABET = static_bytes(__LETTERS)
VALUES = static_bytes(bytes(__LETTERS.index(c) if c in __LETTERS else 64 for c in range(128)))

b64_plus: i32 = 43  # the characters for 62 and 63
b64_slash: i32 = 47


@noinline
def b64_error(message: val) -> val:
    return raise_error(lit_class("binascii.Error"), message)


def b64_alternatives(altchars: val, text_too: i32) -> i32:
    """Sets the two last characters; 0 when raised."""
    global b64_plus, b64_slash
    b64_plus = 43
    b64_slash = 47
    if altchars == NONE:
        return 1
    if (mod_encoded(altchars) if text_too else mod_buffer(altchars)) == 0:
        return 0
    if mod_size != 2:
        raise_error(lit_class("AssertionError"), py_repr(altchars))
        return 0
    b64_plus = load8(mod_data)
    b64_slash = load8(mod_data, 1)
    return 1


@inline
def b64_letter(x: i32) -> i32:
    x = x & 63
    if x >= 62:
        return b64_plus if x == 62 else b64_slash
    return load8(ALPHABET + x)


def b64_put(p: i32, n: i32) -> None:
    """Appends the base64 of n bytes at p."""
    global buf_pos
    buf_room(n + div_s(n, 3) + 8)
    o: i32 = buf_pos
    while n >= 3:
        group: i32 = load8(p) << 16 | load8(p, 1) << 8 | load8(p, 2)
        letters: i32 = b64_letter(group >> 18) | b64_letter(group >> 12) << 8
        store32(o, letters | b64_letter(group >> 6) << 16 | b64_letter(group) << 24)
        o += 4
        p += 3
        n -= 3
    buf_pos = o
    if n > 0:
        second: i32 = load8(p, 1) if n > 1 else 0
        group = load8(p) << 16 | second << 8
        buf_byte(b64_letter(group >> 18))
        buf_byte(b64_letter(group >> 12))
        buf_byte(b64_letter(group >> 6) if n > 1 else PAD)
        buf_byte(PAD)


def b64_encode(v: val, altchars: val) -> val:
    """`b64encode(v, altchars)`."""
    if b64_alternatives(altchars, 0) == 0 or mod_buffer(v) == 0:
        return 0
    mark: i32 = buf_begin()
    b64_put(mod_data, mod_size)
    return mod_bytes_end(mark)


def b64_encode_plain(v: val) -> val:
    """`standard_b64encode(v)`."""
    return b64_encode(v, NONE)


def b64_encode_url(v: val) -> val:
    """`urlsafe_b64encode(v)`."""
    global b64_plus, b64_slash
    if mod_buffer(v) == 0:
        return 0
    b64_plus = 45
    b64_slash = 95
    mark: i32 = buf_begin()
    b64_put(mod_data, mod_size)
    return mod_bytes_end(mark)


def b64_encode_line(v: val, newline: val) -> val:
    """`binascii.b2a_base64(v, newline=…)`."""
    if b64_alternatives(NONE, 0) == 0 or mod_buffer(v) == 0:
        return 0
    mark: i32 = buf_begin()
    b64_put(mod_data, mod_size)
    if py_truth(newline):
        buf_byte(10)
    return mod_bytes_end(mark)


def b64_encode_lines(v: val) -> val:
    """`base64.encodebytes(v)`: lines of 76 characters."""
    v = bytes_seen(v)
    if not (live(T_BYTES) and has_tag(v, T_BYTES)):
        return raise_type(lit("expected bytes-like object, not $"), v)
    b64_alternatives(NONE, 0)
    mark: i32 = buf_begin()
    p: i32 = v + BYTES_DATA
    n: i32 = Bytes(v).nbytes
    while n > 0:
        b64_put(p, 57 if n > 57 else n)
        buf_byte(10)
        p += 57
        n -= 57
    return mod_bytes_end(mark)


def b64_value(c: i32) -> i32:
    """The value of a character, 64 if it has none."""
    if c == b64_plus:
        return 62
    if c == b64_slash:
        return 63
    if c >= 97 and c <= 122:
        return c - 71
    if c >= 65 and c <= 90:
        return c - 65
    if c >= 48 and c <= 57:
        return c + 4
    if c == 43:
        return 62
    return 63 if c == 47 else 64


def b64_decode(v: val, altchars: val, validate: val) -> val:
    """`b64decode(v, altchars, validate)`."""
    if mod_encoded(v) == 0:
        return 0
    p: i32 = mod_data
    n: i32 = mod_size
    if b64_alternatives(altchars, 1) == 0:
        return 0
    return b64_decoded(p, n, py_truth(validate))


def b64_decode_plain(v: val) -> val:
    """`standard_b64decode(v)`."""
    return b64_decode(v, NONE, NONE)


def b64_decode_url(v: val) -> val:
    """`urlsafe_b64decode(v)`."""
    global b64_plus, b64_slash
    if mod_encoded(v) == 0:
        return 0
    b64_plus = 45
    b64_slash = 95
    return b64_decoded(mod_data, mod_size, 0)


def b64_decode_binary(v: val, strict: val) -> val:
    """`binascii.a2b_base64(v, strict_mode=…)`."""
    global b64_plus, b64_slash
    v = bytes_seen(v)
    if has_tag(v, T_STR) or (live(T_BYTES) and has_tag(v, T_BYTES)):
        if mod_encoded(v) == 0:
            return 0
        b64_plus = 43
        b64_slash = 47
        return b64_decoded(mod_data, mod_size, py_truth(strict))
    return raise_type(lit("argument should be bytes, buffer or ASCII string, not '$'"), v)


def b64_decode_lines(v: val) -> val:
    """`base64.decodebytes(v)`."""
    v = bytes_seen(v)
    if not (live(T_BYTES) and has_tag(v, T_BYTES)):
        return raise_type(lit("expected bytes-like object, not $"), v)
    return b64_decode_binary(v, NONE)


def b64_groups(p: i32, n: i32) -> i32:
    """Decodes groups of four characters while these are in the alphabet; returns how many characters were read."""
    global buf_pos
    start: i32 = p
    end: i32 = p + n - 3
    buf_room(n)
    o: i32 = buf_pos
    while p < end:
        first: i32 = b64_known(load8(p))
        second: i32 = b64_known(load8(p, 1))
        third: i32 = b64_known(load8(p, 2))
        fourth: i32 = b64_known(load8(p, 3))
        if (first | second | third | fourth) & 64:
            break
        group: i32 = first << 18 | second << 12 | third << 6 | fourth
        store32(o, group >> 16 | group & 0xFF00 | (group & 0xFF) << 16)
        o += 3
        p += 4
    buf_pos = o
    return p - start


@inline
def b64_known(c: i32) -> i32:
    """The value of a character of the usual alphabet, 64 for any other."""
    return load8(VALUES + c) if lt_u(c, 128) else 64


def b64_decoded(p: i32, n: i32, strict: i32) -> val:
    """Decodes as CPython's a2b_base64: skips foreign characters unless strict, stops at complete padding."""
    if strict and n > 0 and load8(p) == PAD:
        return b64_error(lit("Leading padding not allowed"))
    mark: i32 = buf_begin()
    position: i32 = 0  # in a group of four
    pads: i32 = 0
    padding: i32 = 0
    left: i32 = 0
    i: i32 = 0
    grouped: i32 = (b64_plus == 43 and b64_slash == 47) or (b64_plus == 45 and b64_slash == 95)
    while i < n:
        if position == 0 and grouped and padding == 0:
            i += b64_groups(p + i, n - i)
            if i >= n:
                break
        c: i32 = load8(p + i)
        i += 1
        if c == PAD:
            padding = 1
            if position >= 2:
                pads += 1
                if position + pads >= 4:
                    if strict and i < n:
                        buf_drop(mark)
                        return b64_error(lit("Excess data after padding"))
                    return mod_bytes_end(mark)
            continue
        x: i32 = b64_value(c)
        if x == 64:
            if strict:
                buf_drop(mark)
                return b64_error(lit("Only base64 data is allowed"))
            continue
        if strict and padding:
            buf_drop(mark)
            return b64_error(lit("Discontinuous padding not allowed"))
        pads = 0
        left = left << 6 | x
        position = position + 1 & 3
        if position != 1:
            buf_byte(left >> (6 - (position + 3 & 3) * 2) & 255)
    if position == 0:
        return mod_bytes_end(mark)
    whole: i32 = buf_pos - buf_base - mark
    buf_drop(mark)
    if position == 1:
        template: val = lit("Invalid base64-encoded string: number of data characters ($) cannot be 1 more than a multiple of 4")
        return b64_error(message_of(template, from_int(i64(div_s(whole, 3) * 4 + 1)), 0, 0))
    return b64_error(lit("Incorrect padding"))


# ---- hexadecimal


def b64_put_hex(p: i32, n: i32, letters: i32, separator: i32, every: i32) -> None:
    """Appends n bytes in hexadecimal, a separator after every so many bytes counted from the end (negative: the start)."""
    i: i32 = 0
    while i < n:
        if i != 0 and every != 0 and rem_s(n - i if every > 0 else i, every) == 0:
            buf_byte(separator)
        c: i32 = load8(p + i)
        buf_byte(load8(letters + (c >> 4)))
        buf_byte(load8(letters + (c & 15)))
        i += 1


LOWER_HEX = static_bytes(b"0123456789abcdef")


def b64_hexlify(v: val, separator: val, every: val) -> val:
    """`binascii.hexlify(v, sep, bytes_per_sep)`; sep 0 = absent."""
    if mod_buffer(v) == 0:
        return 0
    p: i32 = mod_data
    n: i32 = mod_size
    between: i32 = 0
    step: i32 = 0
    if separator != 0:
        step = i32(py_index(every))
        if has_tag(separator, T_STR) or (live(T_BYTES) and has_tag(separator, T_BYTES)):
            if mod_encoded(separator) == 0:
                return 0
        else:
            size: i32 = py_len(separator)
            if size == 1:
                raise_type_error(lit("sep must be str or bytes."))
            elif size >= 0:
                raise_value_error(lit("sep must be length 1."))
            return 0
        if mod_size != 1:
            return raise_value_error(lit("sep must be length 1."))
        between = load8(mod_data)
    mark: i32 = buf_begin()
    b64_put_hex(p, n, LOWER_HEX, between, step)
    return mod_bytes_end(mark)


def b64_unhexlify(v: val) -> val:
    """`binascii.unhexlify(v)`."""
    v = bytes_seen(v)
    if not (has_tag(v, T_STR) or (live(T_BYTES) and has_tag(v, T_BYTES))):
        return raise_type(lit("argument should be bytes, buffer or ASCII string, not '$'"), v)
    if mod_encoded(v) == 0:
        return 0
    if mod_size & 1:
        return b64_error(lit("Odd-length string"))
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < mod_size:
        high: i32 = b64_nibble(load8(mod_data + i))
        low: i32 = b64_nibble(load8(mod_data + i, 1))
        if (high | low) < 0:
            buf_drop(mark)
            return b64_error(lit("Non-hexadecimal digit found"))
        buf_byte(high << 4 | low)
        i += 2
    return mod_bytes_end(mark)


def b64_nibble(c: i32) -> i32:
    """The value of a hexadecimal digit, -1 for another byte."""
    if c >= 48 and c <= 57:
        return c - 48
    c = c | 32
    return c - 87 if c >= 97 and c <= 102 else -1


def b64_encode16(v: val) -> val:
    """`b16encode(v)`."""
    if mod_buffer(v) == 0:
        return 0
    mark: i32 = buf_begin()
    b64_put_hex(mod_data, mod_size, ALPHABET_HEX, 0, 0)
    return mod_bytes_end(mark)


def b64_decode16(v: val, casefold: val) -> val:
    """`b16decode(v, casefold)`."""
    if mod_encoded(v) == 0:
        return 0
    fold: i32 = py_truth(casefold)
    i: i32 = 0
    while i < mod_size:
        c: i32 = load8(mod_data + i)
        if b64_nibble(c) < 0 or (c > 96 and fold == 0):
            return b64_error(lit("Non-base16 digit found"))
        i += 1
    return b64_unhexlify(v)


# ---- base 32


def b64_put32(p: i32, n: i32, alphabet: i32) -> None:
    while n > 0:
        group: i64 = i64(0)
        i: i32 = 0
        while i < 5:
            group = group << 8 | (i64(load8(p + i)) if i < n else i64(0))
            i += 1
        letters: i32 = 8 if n >= 5 else div_s(n * 8 + 4, 5)
        i = 0
        while i < 8:
            buf_byte(load8(alphabet + (i32(group >> i64(35 - i * 5)) & 31)) if i < letters else PAD)
            i += 1
        p += 5
        n -= 5


def b64_encode32(v: val) -> val:
    """`b32encode(v)`."""
    if mod_buffer(v) == 0:
        return 0
    mark: i32 = buf_begin()
    b64_put32(mod_data, mod_size, ALPHABET_32)
    return mod_bytes_end(mark)


def b64_encode32hex(v: val) -> val:
    """`b32hexencode(v)`."""
    if mod_buffer(v) == 0:
        return 0
    mark: i32 = buf_begin()
    b64_put32(mod_data, mod_size, ALPHABET_HEX)
    return mod_bytes_end(mark)


def b64_decode32(v: val, casefold: val, map01: val) -> val:
    """`b32decode(v, casefold, map01)`."""
    one: i32 = -1
    if map01 != NONE:
        if mod_encoded(map01) == 0:
            return 0
        if mod_size != 1:
            return raise_error(lit_class("AssertionError"), py_repr(map01))
        one = load8(mod_data)
    return b64_decoded32(v, py_truth(casefold), one, ALPHABET_32)


def b64_decode32hex(v: val, casefold: val) -> val:
    """`b32hexdecode(v, casefold)`."""
    return b64_decoded32(v, py_truth(casefold), -1, ALPHABET_HEX)


def b64_decoded32(v: val, fold: i32, one: i32, alphabet: i32) -> val:
    if mod_encoded(v) == 0:
        return 0
    if mod_size & 7:
        return b64_error(lit("Incorrect padding"))
    n: i32 = mod_size
    while n > 0 and load8(mod_data + n - 1) == PAD:
        n -= 1
    pads: i32 = mod_size - n
    mark: i32 = buf_begin()
    group: i64 = i64(0)
    i: i32 = 0
    while i < n:
        c: i32 = load8(mod_data + i)
        if one >= 0 and (c | 1) == 49:
            c = one if c == 49 else 79
        if fold and c >= 97 and c <= 122:
            c -= 32
        x: i32 = 31
        while x >= 0 and load8(alphabet + x) != c:
            x -= 1
        if x < 0:
            buf_drop(mark)
            return b64_error(lit("Non-base32 digit found"))
        group = group << 5 | i64(x)
        i += 1
        if (i & 7) == 0:
            b64_put40(group, 5)
            group = i64(0)
    if pads != 0 and pads != 1 and pads != 3 and pads != 4 and pads != 6:
        buf_drop(mark)
        return b64_error(lit("Incorrect padding"))
    if pads != 0 and n > 0:
        b64_put40(group << i64(5 * pads), (43 - 5 * pads) >> 3)
    return mod_bytes_end(mark)


def b64_put40(group: i64, n: i32) -> None:
    """Appends the first n of the five bytes of a group."""
    i: i32 = 0
    while i < n:
        buf_byte(i32(group >> i64(32 - 8 * i)) & 255)
        i += 1
