"""Methods of int and float."""

from __future__ import annotations

from noetlc.kernel.lang import (
    bits,
    clz,
    f64,
    fabs,
    floor,
    from_bits,
    i32,
    i64,
    lit,
    live,
    load8,
    noinline,
    popcnt,
    shr_u,
    store8,
    val,
)  # fmt: skip
from noetlc.layout.objects import BYTES_DATA, STR_BYTES, UNDEFINED, Bytes, Float, Str
from noetlc.layout.tags import T_INSTANCE, T_STR
from noetlc.runtime.numbers.text import buf_float, buf_int
from noetlc.runtime.python.exceptions.errors import raise_argument, raise_overflow, raise_type_error, raise_value_error
from noetlc.runtime.python.numbers.float import INFINITY, float_is_integer
from noetlc.runtime.python.numbers.ints import ONE, int_below, int_from_float, ints_bit_length, ints_lshift, ints_plus, is_wide
from noetlc.runtime.python.numbers.number import int_of, py_index
from noetlc.runtime.python.numbers.wide_bytes import wide_bit_count, wide_from_bytes, wide_to_bytes
from noetlc.runtime.python.objects.convert import word_is
from noetlc.runtime.python.protocol import py_pos, py_truth
from noetlc.runtime.python.strings.bytes import bytes_content, own_bytes
from noetlc.runtime.python.strings.bytes_methods import hex_value
from noetlc.runtime.python.strings.format import spec_number
from noetlc.runtime.python.strings.methods import str_strip
from noetlc.runtime.text.quote import put_hex
from noetlc.runtime.text.strings import buf_end, str_eq
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str
from noetlc.runtime.values.bytes import bytes_new
from noetlc.runtime.values.list import pair_new
from noetlc.runtime.values.memory import from_bool, from_int, has_tag, raised


def py_bit_length(v: val) -> i64:
    return ints_bit_length(v)


def py_bit_count(v: val) -> i64:
    if is_wide(v):
        return wide_bit_count(v)
    n: i64 = int_of(v)
    return popcnt(-n if n < 0 else n)


def py_conjugate(v: val) -> val:
    return py_pos(v)


def py_int_ratio(v: val) -> val:
    """`int.as_integer_ratio()`."""
    return pair_new(ints_plus(v), from_int(i64(1)))


def py_is_integer(v: val) -> i32:
    return float_is_integer(Float(v).value)


def py_float_ratio(v: val) -> val:
    """`float.as_integer_ratio()`."""
    x: f64 = Float(v).value
    if x != x:
        return raise_value_error(lit("cannot convert NaN to integer ratio"))
    if fabs(x) == INFINITY:
        return raise_overflow(lit("cannot convert Infinity to integer ratio"))
    places: i64 = 0
    while floor(x) != x:
        x = x * 2.0
        places += 1
    return pair_new(int_from_float(x), ints_lshift(val(ONE), from_int(places)))


def py_float_hex(v: val) -> val:
    """`float.hex()`."""
    x: f64 = Float(v).value
    mark: i32 = buf_begin()
    if x != x or fabs(x) == INFINITY:
        buf_float(x)
        return buf_end(mark)
    b: i64 = bits(x)
    power: i32 = i32(shr_u(b, i64(52))) & 0x7FF
    if b < 0:
        buf_byte(45)
    buf_str(lit("0x0.") if power == 0 else lit("0x1."))
    if x == 0.0:
        buf_byte(48)
    else:
        put_hex(i32(shr_u(b, i64(32))) & 0xFFFFF, 5)
        put_hex(i32(b), 8)
    buf_byte(112)
    exponent: i32 = (0 if x == 0.0 else -1022) if power == 0 else power - 1023
    buf_byte(45 if exponent < 0 else 43)
    buf_int(i64(-exponent if exponent < 0 else exponent))
    return buf_end(mark)


def is_little(order: val, wrong: val) -> i32:
    """Whether a byte order is little (1) or big (0); -1 when raised: the TypeError `wrong` for what is no text."""
    if has_tag(order, T_STR):
        if str_eq(order, lit("little")):
            return 1
        if str_eq(order, lit("big")):
            return 0
    else:
        raise_argument(wrong, order)
        return -1
    raise_value_error(lit("byteorder must be either 'little' or 'big'"))
    return -1


def py_to_bytes(v: val, length: val, order: val, signed: val) -> val:
    """`int.to_bytes(length, byteorder, signed=…)`; signed 0 = absent."""
    size: i64 = py_index(length)
    little: i32 = is_little(order, lit("to_bytes() argument 'byteorder' must be str, not $")) if raised == 0 else -1
    if little < 0:
        return 0
    two: i32 = 0
    if signed:
        two = py_truth(signed)
    if size < 0:
        return raise_value_error(lit("length argument must be non-negative"))
    if int_below(v) and not two:
        return raise_overflow(lit("can't convert negative int to unsigned"))
    if is_wide(v):
        return wide_to_bytes(v, size, little, two)
    n: i64 = int_of(v)
    if size < 8:
        room: i64 = size * 8 - i64(two)
        fits: i32 = (n >> room) == 0 or (two and (n >> room) == -1) if room >= 0 else n == 0 or n == -1
        if not fits:
            return raise_overflow(lit("int too big to convert"))
    made: val = bytes_new(i32(size))
    i: i32 = 0
    while i64(i) < size:
        at: i32 = i if little else i32(size) - 1 - i
        store8(made + BYTES_DATA + at, i32(n >> (i64(63) if i > 7 else i64(i << 3))))
        i += 1
    return made


def from_bytes_argument(data: val) -> val:
    """The bytes that `int.from_bytes` takes; 0 when raised."""
    if live(T_INSTANCE) and has_tag(data, T_INSTANCE):
        answer: val = own_bytes(data)
        if answer != UNDEFINED:
            return answer
    return bytes_content(data, lit("cannot convert '$' object to bytes"), lit("bytes must be in range(0, 256)"))


def py_bool_from_bytes(data: val, order: val, signed: val) -> val:
    """`bool.from_bytes(data, byteorder, signed=…)`."""
    n: val = py_from_bytes(data, order, signed)
    return from_bool(py_truth(n)) if n != 0 else 0


def py_from_bytes(data: val, order: val, signed: val) -> val:
    """`int.from_bytes(data, byteorder, signed=…)`."""
    little: i32 = is_little(order, lit("from_bytes() argument 'byteorder' must be str, not $"))
    if little < 0:
        return 0
    two: i32 = 0
    if signed:
        two = py_truth(signed)
    given: val = from_bytes_argument(data)
    if given == 0:
        return 0
    size: i32 = Bytes(given).nbytes
    n: i64 = 0
    i: i32 = 0
    while i < size:
        at: i32 = size - 1 - i if little else i
        c: i32 = load8(given + BYTES_DATA + at)
        if i == 0 and two and c > 127:
            n = i64(-1)
        if (n >> 55) != 0 and (n >> 55) != -1:
            return wide_from_bytes(given + BYTES_DATA, size, little, two)
        n = (n << 8) | i64(c)
        i += 1
    if n < 0 and not two:
        return wide_from_bytes(given + BYTES_DATA, size, little, two)
    return from_int(n)


@noinline
def hex_float_error() -> f64:
    raise_value_error(lit("invalid hexadecimal floating-point string"))
    return 0.0


def py_float_fromhex(text: val) -> f64:
    """`float.fromhex(text)`."""
    if not has_tag(text, T_STR):
        raise_type_error(lit("bad argument type for built-in operation"))
        return 0.0
    trimmed: val = str_strip(text, 0, 3)
    p: i32 = trimmed + STR_BYTES
    end: i32 = p + Str(trimmed).nbytes
    negative: i32 = 0
    if p < end and (load8(p) == 45 or load8(p) == 43):
        negative = load8(p) == 45
        p += 1
    if word_is(p, end - p, lit("inf")) or word_is(p, end - p, lit("infinity")):
        return -INFINITY if negative else INFINITY
    if word_is(p, end - p, lit("nan")):
        return from_bits(i64(0x7FF8) << 48)
    if p + 1 < end and load8(p) == 48 and (load8(p, 1) | 32) == 120:
        p += 2
    x: f64 = hex_digits(p, end)
    return -x if negative else x


def hex_digits(p: i32, end: i32) -> f64:
    """Hexadecimal digits with an optional point and binary exponent, rounded once to even."""
    n: i64 = 0
    power: i32 = 0
    digits: i32 = 0
    point: i32 = 0
    while p < end:
        c: i32 = load8(p)
        if c == 46 and point == 0:
            point = 1
        elif hex_value(c) < 16:
            digits += 1
            if (n >> 58) == 0:
                n = n << 4 | i64(hex_value(c))
                power -= point << 2
            else:
                n = n | i64(hex_value(c) != 0)
                power += 4 - (point << 2)
        else:
            break
        p += 1
    if digits == 0:
        return hex_float_error()
    if p < end and (load8(p) | 32) == 112:
        p += 1
        down: i32 = 0
        if p < end and (load8(p) == 45 or load8(p) == 43):
            down = load8(p) == 45
            p += 1
        stop: i32 = spec_number(p, end)
        if stop == p:
            return hex_float_error()
        given: i32 = 0
        while p < stop:
            given = given * 10 + load8(p) - 48 if given < 100000 else given
            p += 1
        power += -given if down else given
    if p != end:
        return hex_float_error()
    return scaled_bits(n, power)


def scaled_bits(n: i64, power: i32) -> f64:
    """n * 2**power, rounded once; OverflowError beyond the range."""
    if n == 0:
        return 0.0
    size: i32 = 64 - i32(clz(n))
    spare: i32 = size - 53
    if power + size < -1021:  # subnormal: fewer bits are kept
        spare = -1074 - power
    if spare > 0:
        if spare > 62:
            return 0.0
        rest: i64 = n & ((i64(1) << i64(spare)) - 1)
        half: i64 = i64(1) << i64(spare - 1)
        n = shr_u(n, i64(spare))
        if rest > half or (rest == half and (n & 1) != 0):
            n += 1
        power += spare
    x: f64 = f64(n)
    while power > 0 and x < INFINITY:
        x = x * 2.0
        power -= 1
    while power < 0 and x != 0.0:
        x = x * 0.5
        power += 1
    if x == INFINITY:
        raise_overflow(lit("hexadecimal value too large to represent as a float"))
        return 0.0
    return x
