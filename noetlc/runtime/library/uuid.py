"""`uuid`: identifiers of 16 bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import (
    div_u,
    enable,
    i32,
    i64,
    lit,
    lit_class,
    live,
    load8,
    load64,
    memory_copy,
    noinline,
    rem_u,
    shr_u,
    store8,
    store64,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, NONE, STR_BYTES, Bytearray, Bytes, Str
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_STR, T_UUID
from noetlc.runtime.library.hashing.objects import MD5, SHA1
from noetlc.runtime.library.hashing.rounds import hash_swap64
from noetlc.runtime.library.host import host_now, host_random
from noetlc.runtime.python.numbers.ints import int_below, ints_bit_length, is_wide
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind
from noetlc.runtime.python.numbers.wide_bytes import wide_put_bytes
from noetlc.runtime.python.strings.bytes_data import mod_bytes_end
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values.blocks import bytes_equal
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_str
from noetlc.runtime.values.memory import from_int, has_tag, new_object, reserve

if TYPE_CHECKING:
    from noetlc.runtime.library.base64 import b64_nibble
    from noetlc.runtime.library.hashing.objects import hash_add, hash_finish, hash_new
    from noetlc.runtime.library.random.generator import random_bits, random_global
    from noetlc.runtime.numbers.text import int_parse
    from noetlc.runtime.python.classes.lookup import raise_no_attribute
    from noetlc.runtime.python.exceptions.errors import raise_assertion_with, raise_type_error, raise_value_error, raise_with
    from noetlc.runtime.python.objects.repr import py_repr
    from noetlc.runtime.text.quote import put_hex
    from noetlc.runtime.values.bytes import bytes_like

UUID_DATA = 8
UUID_SIZE = 24
GREGORIAN = 0x01B21DD213814000  # 100 ns steps from 1582-10-15 to 1970


def uuid_new() -> val:
    enable(Feature.LIBRARY_OBJECTS)
    return val(new_object(T_UUID, UUID_SIZE, 0))


def uuid_version(v: val, version: i32) -> val:
    """Sets the variant and version bits."""
    store8(v, load8(v, UUID_DATA + 8) & 0x3F | 0x80, UUID_DATA + 8)
    store8(v, load8(v, UUID_DATA + 6) & 0x0F | version << 4, UUID_DATA + 6)
    return v


def uuid_uuid4() -> val:
    v: val = uuid_new()
    host_random(v + UUID_DATA, 16)
    return uuid_version(v, 4)


def uuid_uuid1(node: val, clock_seq: val) -> val:
    """`uuid1(node, clock_seq)`; None = from the host."""
    stamp: i64 = div_u(host_now(), i64(100)) + GREGORIAN
    sequence: i64 = int_of(clock_seq) if clock_seq != NONE else random_bits(random_global(), 14)
    place: i64 = i64(0)
    if node != NONE:
        place = int_of(node)
    else:
        p: i32 = reserve(8)
        store64(p, i64(0))
        host_random(p, 6)
        place = load64(p) & 0xFFFFFFFFFFFF | (i64(1) << 40)
    v: val = uuid_new()
    high: i64 = stamp << 32 | shr_u(stamp, i64(16)) & 0xFFFF0000 | shr_u(stamp, i64(48))
    store64(v, hash_swap64(high), UUID_DATA)
    store64(v, hash_swap64(sequence << 48 | place & 0xFFFFFFFFFFFF), UUID_DATA + 8)
    return uuid_version(v, 1)


def uuid_named(space: val, name: val, version: i32, kind: i32) -> val:
    """uuid3 and uuid5: the hash of a namespace and a name."""
    if not (live(T_UUID) and has_tag(space, T_UUID)):
        return raise_no_attribute(space, lit("bytes"))
    if not has_tag(name, T_STR):
        return raise_type_error(lit("encoding without a string argument"))
    h: val = hash_new(kind)
    hash_add(h, space + UUID_DATA, 16)
    hash_add(h, name + STR_BYTES, Str(name).nbytes)
    v: val = uuid_new()
    memory_copy(v + UUID_DATA, hash_finish(h), 16)
    return uuid_version(v, version)


def uuid_uuid3(space: val, name: val) -> val:
    enable(Feature.MD5)
    return uuid_named(space, name, 3, MD5)


def uuid_uuid5(space: val, name: val) -> val:
    enable(Feature.SHA1)
    return uuid_named(space, name, 5, SHA1)


def uuid_make(text: val, octets: val, number: val, version: val) -> val:
    """`UUID(hex, bytes=…, int=…, version=…)`; what is not given is None."""
    if (text != NONE) + (octets != NONE) + (number != NONE) != 1:
        return raise_type_error(lit("one of the hex, bytes, bytes_le, fields, or int arguments must be given"))
    v: val = uuid_new()
    if text != NONE:
        v = uuid_from_text(text)
    elif octets != NONE:
        if live(T_BYTEARRAY) and has_tag(octets, T_BYTEARRAY) and Bytes(Bytearray(octets).held).nbytes == 16:
            return raise_assertion_with(py_repr(octets))
        if not (live(T_BYTES) and has_tag(octets, T_BYTES)) or Bytes(octets).nbytes != 16:
            return raise_value_error(lit("bytes is not a 16-char string"))
        memory_copy(v + UUID_DATA, octets + BYTES_DATA, 16)
    else:
        if not uuid_by_number(v, number if num_kind(number) == NUM_INT else from_int(i64(0))):
            return raise_value_error(lit("int is out of range (need a 128-bit value)"))
    if v != 0 and version != NONE:
        n: i64 = int_of(version)
        if n < 1 or n > 5:
            return raise_value_error(lit("illegal version number"))
        return uuid_version(v, i32(n))
    return v


def uuid_by_number(v: val, n: val) -> i32:
    """Sets the bytes; 0 if the int has more than 128 bits or a sign."""
    if int_below(n) or ints_bit_length(n) > 128:
        return 0
    if is_wide(n):
        wide_put_bytes(v + UUID_DATA, 16, n, 0)
        return 1
    store64(v, i64(0), UUID_DATA)
    store64(v, hash_swap64(int_of(n)), UUID_DATA + 8)
    return 1


@noinline
def uuid_from_text(text: val) -> val:
    """The UUID that 32 digits spell, among them `-`, `{`, `}`, `urn:` and `uuid:`."""
    if live(T_BYTES) and bytes_like(text) != 0:
        return raise_type_error(lit("a bytes-like object is required, not 'str'"))
    if not has_tag(text, T_STR):
        return raise_no_attribute(text, lit("replace"))
    mark: i32 = buf_begin()
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    while p < end:
        c: i32 = load8(p)
        if end - p >= 4 and bytes_equal(p, lit("urn:") + STR_BYTES, 4):
            p += 4
        elif end - p >= 5 and bytes_equal(p, lit("uuid:") + STR_BYTES, 5):
            p += 5
        else:
            if c != 45:
                buf_byte(c)
            p += 1
    digits: val = buf_end(mark)
    p = digits + STR_BYTES
    end = p + Str(digits).nbytes
    while p < end and (load8(p) == 123 or load8(p) == 125):
        p += 1
    while p < end and (load8(end - 1) == 123 or load8(end - 1) == 125):
        end -= 1
    if end - p != 32:
        return raise_value_error(lit("badly formed hexadecimal UUID string"))
    v: val = uuid_new()
    i: i32 = 0
    while i < 16:
        high: i32 = b64_nibble(load8(p + (i << 1)))
        low: i32 = b64_nibble(load8(p + (i << 1), 1))
        if (high | low) < 0:
            return raise_with(lit_class("ValueError"), lit("invalid literal for int() with base 16: $"), py_repr(digits), 0)
        store8(v + i, high << 4 | low, UUID_DATA)
        i += 1
    return v


def uuid_put(v: val, dashes: i32) -> None:
    """Appends the digits of a UUID."""
    i: i32 = 0
    while i < 16:
        if dashes and (i == 4 or i == 6 or i == 8 or i == 10):
            buf_byte(45)
        put_hex(load8(v + i, UUID_DATA), 2)
        i += 1


def uuid_str(v: val) -> val:
    mark: i32 = buf_begin()
    uuid_put(v, 1)
    return buf_end(mark)


def uuid_put_repr(v: val) -> None:
    """Appends `UUID('…')`."""
    buf_str(lit("UUID('"))
    uuid_put(v, 1)
    buf_str(lit("')"))


def uuid_hex(v: val) -> val:
    mark: i32 = buf_begin()
    uuid_put(v, 0)
    return buf_end(mark)


def uuid_urn(v: val) -> val:
    mark: i32 = buf_begin()
    buf_str(lit("urn:uuid:"))
    uuid_put(v, 1)
    return buf_end(mark)


def uuid_bytes(v: val) -> val:
    mark: i32 = buf_begin()
    buf_bytes(v + UUID_DATA, 16)
    return mod_bytes_end(mark)


def uuid_int(v: val) -> val:
    """`u.int`: mostly beyond 64 bits."""
    p: i32 = reserve(64)
    high: i64 = hash_swap64(load64(v, UUID_DATA))
    low: i64 = hash_swap64(load64(v, UUID_DATA + 8))
    a: i64 = shr_u(high, i64(32))
    b: i64 = high & 0xFFFFFFFF
    c: i64 = shr_u(low, i64(32))
    d: i64 = low & 0xFFFFFFFF
    at: i32 = p + 48
    while at == p + 48 or (a | b | c | d) != 0:  # long division by ten
        b = b | rem_u(a, i64(10)) << 32
        a = div_u(a, i64(10))
        c = c | rem_u(b, i64(10)) << 32
        b = div_u(b, i64(10))
        d = d | rem_u(c, i64(10)) << 32
        c = div_u(c, i64(10))
        at -= 1
        store8(at, 48 + i32(rem_u(d, i64(10))))
        d = div_u(d, i64(10))
    mark: i32 = buf_begin()
    size: i32 = p + 48 - at
    buf_bytes(at, size)
    digits: val = buf_end(mark)
    return int_parse(digits + STR_BYTES, size)


def uuid_variant(v: val) -> val:
    c: i32 = load8(v, UUID_DATA + 8)
    if c < 0x80:
        return lit("reserved for NCS compatibility")
    if c < 0xC0:
        return lit("specified in RFC 4122")
    return lit("reserved for Microsoft compatibility") if c < 0xE0 else lit("reserved for future definition")


def uuid_get_version(v: val) -> val:
    if load8(v, UUID_DATA + 8) & 0xC0 != 0x80:
        return NONE
    return from_int(i64(load8(v, UUID_DATA + 6) >> 4))


def uuid_eq(a: val, b: val) -> i32:
    return bytes_equal(a + UUID_DATA, b + UUID_DATA, 16)


def uuid_hash(v: val) -> i64:
    return load64(v, UUID_DATA) ^ load64(v, UUID_DATA + 8) & 0x7FFFFFFFFFFFFFFF


def uuid_namespace(which: i32) -> val:
    """One of the four well-known namespaces: they differ in one byte."""
    v: val = uuid_new()
    store64(v, hash_swap64(i64(0x6BA7B8009DAD11D1)), UUID_DATA)
    store64(v, hash_swap64(i64(0x80B400C04FD430C8)), UUID_DATA + 8)
    store8(v, 0x10 + which, UUID_DATA + 3)
    return v


def uuid_dns() -> val:
    return uuid_namespace(0)


def uuid_url() -> val:
    return uuid_namespace(1)


def uuid_oid() -> val:
    return uuid_namespace(2)


def uuid_x500() -> val:
    return uuid_namespace(4)


def uuid_order(a: val, b: val) -> i32:
    """-1, 0 or 1 as numbers."""
    i: i32 = 0
    while i < 16:
        x: i32 = load8(a + i, UUID_DATA)
        y: i32 = load8(b + i, UUID_DATA)
        if x != y:
            return -1 if x < y else 1
        i += 1
    return 0
