"""Methods of ints beyond 64 bits that look at their bytes. Linked where they are used."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, i64, lit, live, load64, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BIG_LIMBS, BYTES_DATA
from noetlc.runtime.numbers.big_parts import big_bit_count, big_of_bytes, big_put_bytes
from noetlc.runtime.python.exceptions.errors import raise_overflow
from noetlc.runtime.python.numbers.ints import int_below, ints_bit_length, ints_invert
from noetlc.runtime.values.bytes import bytes_new
from noetlc.runtime.values.memory import int_overflow


@noinline
def wide_bit_count(v: val) -> i64:
    enable(Feature.BIGINT)
    if live(Feature.BIGINT):
        return big_bit_count(v)
    int_overflow()
    return i64(0)


@noinline
def wide_to_bytes(v: val, size: i64, little: i32, signed: i32) -> val:
    """Bytes of a wide int, in two's complement if `signed`; OverflowError."""
    if ints_bit_length(ints_invert(v) if signed and int_below(v) else v) > size * 8 - i64(signed):
        return raise_overflow(lit("int too big to convert"))
    made: val = bytes_new(i32(size))
    wide_put_bytes(made + BYTES_DATA, i32(size), v, little)
    return made


@noinline
def wide_put_bytes(p: i32, size: i32, v: val, little: i32) -> None:
    """Writes so many bytes of a wide int that has no more."""
    enable(Feature.BIGINT)
    if live(Feature.BIGINT):
        big_put_bytes(p, size, v, little)
    else:
        int_overflow()


@noinline
def wide_from_bytes(p: i32, size: i32, little: i32, signed: i32) -> val:
    """The int of so many bytes."""
    enable(Feature.BIGINT)
    enable(Feature.LARGE_PRODUCTS)
    return big_of_bytes(p, size, little, signed) if live(Feature.BIGINT) else int_overflow()


@noinline
def wide_low(v: val) -> i64:
    """The lowest 64 bits of the magnitude of a wide int."""
    enable(Feature.BIGINT)
    if not live(Feature.BIGINT):
        int_overflow()
    return load64(v, BIG_LIMBS)
