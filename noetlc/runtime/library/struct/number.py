"""Numbers as `struct` stores them: integers by byte order, and binary floats of 16 and 32 bits."""

from __future__ import annotations

from noetlc.kernel.lang import bits, f64, from_bits, i32, i64, live, load8, noinline, shr_u, store8
from noetlc.layout.features import Feature
from noetlc.runtime.python.numbers.float import NUMBERED_NAN


def struct_put_number(n: i64, to: i32, width: i32, little: i32) -> None:
    """Stores the low `width` bytes."""
    i: i32 = 0
    while i < width:
        store8(to + (i if little else width - 1 - i), i32(n))
        n = shr_u(n, i64(8))
        i += 1


def struct_take_number(p: i32, width: i32, little: i32) -> i64:
    """The unsigned number of `width` bytes; one of 8 bytes may come out negative."""
    n: i64 = 0
    i: i32 = 0
    while i < width:
        n = (n << 8) | i64(load8(p + (width - 1 - i if little else i)))
        i += 1
    return n


def struct_double(x: f64) -> i64:
    """The bits of a float; the number that a NaN has stays here."""
    b: i64 = bits(x)
    return b & ~0xFFFFFFFF if live(Feature.NANS) and (b ^ NUMBERED_NAN) & 0x7FFFFFFFFFFF0000 == 0 else b


@noinline
def struct_narrow(x: f64, ebits: i32, mbits: i32) -> i64:
    """The bits of a float with that many bits of exponent and mantissa, rounded to even; -1 if only x is finite."""
    b: i64 = bits(x)
    sign: i64 = shr_u(b, i64(63)) << i64(ebits + mbits)
    exponent: i32 = i32(shr_u(b, i64(52))) & 0x7FF
    mantissa: i64 = b & 0xFFFFFFFFFFFFF
    dropped: i32 = 52 - mbits
    infinite: i64 = i64((1 << ebits) - 1) << i64(mbits)
    if exponent == 0x7FF:
        if mantissa == 0:
            return sign | infinite
        # of the payload, CPython keeps what the machine's conversion to 32 bits keeps
        payload: i64 = shr_u(mantissa, i64(dropped)) if ebits == 8 else i64(0)
        return sign | infinite | (i64(1) << i64(mbits - 1)) | payload
    lifted: i32 = exponent - 1023 + (1 << (ebits - 1)) - 1
    if lifted < 1:
        dropped += 1 - lifted
    if exponent == 0 or dropped > 53:
        return sign
    whole: i64 = mantissa | 0x10000000000000
    kept: i64 = shr_u(whole, i64(dropped))
    rest: i64 = whole & ((i64(1) << i64(dropped)) - 1)
    half: i64 = i64(1) << i64(dropped - 1)
    if rest > half or (rest == half and (kept & 1) != 0):
        kept += 1
    if lifted > 1:
        kept += i64(lifted - 1) << i64(mbits)  # `kept` has the leading one, which counts as an exponent of one
    return sign | kept if kept < infinite else i64(-1)


@noinline
def struct_widen(n: i64, ebits: i32, mbits: i32) -> f64:
    """The float that bits with that many of exponent and mantissa stand for."""
    sign: i64 = shr_u(n, i64(ebits + mbits)) << 63
    bias: i32 = (1 << (ebits - 1)) - 1
    exponent: i32 = i32(shr_u(n, i64(mbits))) & ((1 << ebits) - 1)
    mantissa: i64 = n & ((i64(1) << i64(mbits)) - 1)
    if exponent == 0:
        size: f64 = f64(mantissa) * from_bits(i64(1024 - bias - mbits) << 52)
        return from_bits(bits(size) | sign)
    widened: i64 = mantissa << i64(52 - mbits)
    if exponent == (1 << ebits) - 1:
        if mantissa != 0:
            widened = (widened if ebits == 8 else i64(0)) | 0x8000000000000
        return from_bits(sign | 0x7FF0000000000000 | widened)
    return from_bits(sign | (i64(exponent - bias + 1023) << 52) | widened)
