"""Parts of a UUID by the names of its fields."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, load8, val
from noetlc.runtime.library.uuid import UUID_DATA
from noetlc.runtime.python.strings.bytes_data import mod_bytes_end
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes
from noetlc.runtime.values.list import tuple_new, tuple_set
from noetlc.runtime.values.memory import from_int


def uuid_number(v: val, start: i32, end: i32) -> i64:
    """The number that some of the bytes make."""
    found: i64 = i64(0)
    while start < end:
        found = found << 8 | i64(load8(v + start, UUID_DATA))
        start += 1
    return found


def uuid_time_low(v: val) -> val:
    return from_int(uuid_number(v, 0, 4))


def uuid_time_mid(v: val) -> val:
    return from_int(uuid_number(v, 4, 6))


def uuid_time_hi_version(v: val) -> val:
    return from_int(uuid_number(v, 6, 8))


def uuid_clock_seq_hi_variant(v: val) -> val:
    return from_int(uuid_number(v, 8, 9))


def uuid_clock_seq_low(v: val) -> val:
    return from_int(uuid_number(v, 9, 10))


def uuid_node(v: val) -> val:
    return from_int(uuid_number(v, 10, 16))


def uuid_time(v: val) -> val:
    high: i64 = uuid_number(v, 6, 8) & 0xFFF
    return from_int(high << 48 | uuid_number(v, 4, 6) << 32 | uuid_number(v, 0, 4))


def uuid_clock_seq(v: val) -> val:
    return from_int(uuid_number(v, 8, 10) & 0x3FFF)


def uuid_fields(v: val) -> val:
    made: val = tuple_new(6)
    tuple_set(made, 0, uuid_time_low(v))
    tuple_set(made, 1, uuid_time_mid(v))
    tuple_set(made, 2, uuid_time_hi_version(v))
    tuple_set(made, 3, uuid_clock_seq_hi_variant(v))
    tuple_set(made, 4, uuid_clock_seq_low(v))
    tuple_set(made, 5, uuid_node(v))
    return made


def uuid_bytes_le(v: val) -> val:
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < 8:  # three numbers, the other way round
        buf_byte(load8(v + (3 - i if i < 4 else 9 - i if i < 6 else 13 - i), UUID_DATA))
        i += 1
    buf_bytes(v + UUID_DATA + 8, 8)
    return mod_bytes_end(mark)
