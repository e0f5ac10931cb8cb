"""Arithmetic on complex numbers of the class in `library/cmath`, floats and small ints; None for anything else and for divisors of 0.

A complex number is an instance with two floats, `1_real` and `1_imag`, in this order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import enable, f64, fabs, i32, i64, implements, inline, lit, live, loadv, sqrt, store64, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import FALSE, NONE, PLACES, TRUE, Float, Instance, Tuple
from noetlc.layout.tags import T_FLOAT
from noetlc.runtime.library.numbers.records import is_record, record_field, record_new, record_put
from noetlc.runtime.numbers.text import INFINITY
from noetlc.runtime.python import hooks
from noetlc.runtime.python.calls.instances import instance_numbered
from noetlc.runtime.python.hooks import ABSOLUTE, NEGATIVE, OVER, PLUS, TIMES
from noetlc.runtime.python.numbers.number import float_of
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.memory import from_float, from_int, has_tag, take
from noetlc.runtime.values.placed import PLACED_HEADER, is_placed, placed_new, places_of
from noetlc.runtime.values.state import STATE_COMPLEX, state_get, state_set

if TYPE_CHECKING:
    from noetlc.runtime.python.objects.hash import float_hash

REAL = 0
IMAG = 1
NUMBER_BYTES = 32  # of a complex number in places
FLOAT_BYTES = 16
PIECE = NUMBER_BYTES + FLOAT_BYTES + FLOAT_BYTES
LARGE = float.fromhex("0x1p511")  # above, squares may be beyond the doubles, and below SMALL lose bits: both are scaled
SMALL = float.fromhex("0x1p-459")
SCALE = float.fromhex("0x1p-600")
NOTHING = float.fromhex("0x1p-54")  # of the longer part: a part that does not change the length


def complex_made(cls: val, real: f64, imag: f64) -> val:
    """The complex number of two parts. Most lie on the heap in one piece with them, for one question after room."""
    names: val = places_of(cls) if live(Feature.PLACES) else 0
    if names == 0 or Tuple(names).length != 2:
        return complex_of(cls, from_float(real), from_float(imag))
    p: i32 = take(PIECE)
    store64(p, i64(PLACED_HEADER) | (i64(NUMBER_BYTES) << 32))
    Instance(p).cls = cls
    Instance(p).attributes = names
    storev(p, val(p + NUMBER_BYTES), PLACES + 4 * REAL)
    storev(p, val(p + NUMBER_BYTES + FLOAT_BYTES), PLACES + 4 * IMAG)
    storev(p, 0, PLACES + 8)
    float_at(p + NUMBER_BYTES, real)
    float_at(p + NUMBER_BYTES + FLOAT_BYTES, imag)
    return instance_numbered(val(p))


@inline
def float_at(p: i32, x: f64) -> None:
    store64(p, i64(T_FLOAT) | (i64(FLOAT_BYTES) << 32))
    Float(p).value = x


def complex_of(cls: val, real: val, imag: val) -> val:
    """The complex number of two floats."""
    names: val = places_of(cls) if live(Feature.PLACES) else 0
    if names == 0:
        made: val = record_new(cls, 2)
        record_put(made, REAL, lit("1_real"), real)
        record_put(made, IMAG, lit("1_imag"), imag)
        return made
    p: i32 = placed_new(names)
    Instance(p).cls = cls
    storev(p, real, PLACES + 4 * REAL)
    storev(p, imag, PLACES + 4 * IMAG)
    return instance_numbered(val(p))


def complex_new(cls: val, real: val, imag: val) -> val:
    """The complex number of two floats or small ints, None of anything else."""
    return complex_made(cls, real_of(real), real_of(imag)) if is_plain_part(real) and is_plain_part(imag) else val(NONE)


def is_plain_part(v: val) -> i32:
    return v & 1 or (has_tag(v, T_FLOAT) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)))


def are_parts(cls: val, a: val, b: val) -> i32:
    """Whether both have parts without asking a class. The operators know the class from then on."""
    if not has_parts(cls, a) or not has_parts(cls, b):
        return 0
    enable(Feature.COMPLEX_NUMBERS)
    state_set(STATE_COMPLEX, cls)
    return 1


@implements(hooks.complex_operator)
def complex_operator(which: i32, a: val, b: val) -> val:
    """What the methods below do, without them: most of their time is the call."""
    cls: val = state_get(STATE_COMPLEX)
    if cls == 0 or not has_parts(cls, a) or not has_parts(cls, b):
        return 0
    if live(Feature.BUILTIN_SUBCLASSES) and (is_classed(a) or is_classed(b)):
        return 0
    if which == OVER:
        made: val = quotient(cls, a, b)
        return made if made != NONE else 0
    p: f64 = real_of(a)
    q: f64 = imag_of(a)
    r: f64 = real_of(b)
    s: f64 = imag_of(b)
    if which == TIMES:
        return complex_made(cls, p * r - q * s, p * s + q * r)
    return complex_made(cls, p + r, q + s) if which == PLUS else complex_made(cls, p - r, q - s)


@implements(hooks.complex_unary)
def complex_unary(v: val, which: i32) -> val:
    cls: val = state_get(STATE_COMPLEX)
    if cls == 0 or not is_record(v, cls):
        return 0
    if which == NEGATIVE:
        return complex_made(cls, -real_of(v), -imag_of(v))
    if which != ABSOLUTE:
        return 0
    found: f64 = length_of(real_of(v), imag_of(v))
    return from_float(found) if found < INFINITY else 0


@inline
def has_parts(cls: val, v: val) -> i32:
    return v & 1 or has_tag(v, T_FLOAT) or is_record(v, cls)


@inline
def real_of(v: val) -> f64:
    if v & 1:
        return f64(v >> 1)
    return Float(v).value if has_tag(v, T_FLOAT) else Float(complex_part(v, REAL)).value


@inline
def imag_of(v: val) -> f64:
    if v & 1 or has_tag(v, T_FLOAT):
        return f64(0.0)
    return Float(complex_part(v, IMAG)).value


@inline
def complex_part(v: val, number: i32) -> val:
    return loadv(v + 4 * number, PLACES) if live(Feature.PLACES) and is_placed(v) else record_field(v, number)


def complex_equal(cls: val, a: val, b: val) -> val:
    if not are_parts(cls, a, b):
        return NONE
    return val(TRUE) if real_of(a) == real_of(b) and imag_of(a) == imag_of(b) else val(FALSE)


def complex_hash(x: val, y: val) -> val:
    """CPython's hash of the two parts."""
    made: i64 = float_hash(float_of(x)) + float_hash(float_of(y)) * 1000003
    return from_int(i64(-2) if made == -1 else made)


def complex_plus(cls: val, a: val, b: val) -> val:
    if not are_parts(cls, a, b):
        return NONE
    return complex_made(cls, real_of(a) + real_of(b), imag_of(a) + imag_of(b))


def complex_minus(cls: val, a: val, b: val) -> val:
    if not are_parts(cls, a, b):
        return NONE
    return complex_made(cls, real_of(a) - real_of(b), imag_of(a) - imag_of(b))


def complex_times(cls: val, a: val, b: val) -> val:
    return product(cls, a, b) if are_parts(cls, a, b) else NONE


def product(cls: val, a: val, b: val) -> val:
    p: f64 = real_of(a)
    q: f64 = imag_of(a)
    r: f64 = real_of(b)
    s: f64 = imag_of(b)
    return complex_made(cls, p * r - q * s, p * s + q * r)


def complex_over(cls: val, a: val, b: val) -> val:
    return quotient(cls, a, b) if are_parts(cls, a, b) else NONE


def quotient(cls: val, a: val, b: val) -> val:
    """The quotient, scaled by the greater part of the divisor as in CPython; None by zero."""
    p: f64 = real_of(a)
    q: f64 = imag_of(a)
    r: f64 = real_of(b)
    s: f64 = imag_of(b)
    across: f64 = fabs(r)
    up: f64 = fabs(s)
    if across >= up:
        if across == 0.0:
            return NONE
        ratio: f64 = s / r
        below: f64 = r + s * ratio
        return complex_made(cls, (p + q * ratio) / below, (q - p * ratio) / below)
    if up >= across:
        ratio = r / s
        below = r * ratio + s
        return complex_made(cls, (p * ratio + q) / below, (q * ratio - p) / below)
    return NONE


def complex_power(cls: val, z: val, n: val) -> val:
    """`z ** n` by squaring, as CPython computes it for an int n from 1 to 100; None too if that overflows."""
    left: i32 = n >> 1
    if not has_parts(cls, z) or not n & 1 or left < 1 or left > 100:
        return NONE
    real: f64 = f64(1.0)
    imag: f64 = f64(0.0)
    p: f64 = real_of(z)
    q: f64 = imag_of(z)
    while left:
        if left & 1:
            made: f64 = real * p - imag * q
            imag = real * q + imag * p
            real = made
        left = left >> 1
        square: f64 = p * p - q * q
        q = p * q + q * p
        p = square
    if fabs(real) == INFINITY or fabs(imag) == INFINITY:
        return NONE
    return complex_made(cls, real, imag)


def complex_length(x: val, y: val) -> f64:
    """The length of a vector of two floats, which `abs` of complex numbers shows."""
    return length_of(float_of(x), float_of(y))


def length_of(x: f64, y: f64) -> f64:
    """It as the C library's `hypot` rounds it."""
    p: f64 = fabs(x)
    q: f64 = fabs(y)
    if p == INFINITY or q == INFINITY:
        return INFINITY
    longer: f64 = q if p < q else p
    shorter: f64 = p if p < q else q
    if shorter <= longer * NOTHING:
        return longer + shorter
    if longer > LARGE:
        return complex_root(longer * SCALE, shorter * SCALE) / SCALE
    if shorter < SMALL:
        return complex_root(longer / SCALE, shorter / SCALE) * SCALE
    return complex_root(longer, shorter)


def complex_root(x: f64, y: f64) -> f64:
    """The root of the sum of squares, corrected by what its square is off; x is the longer one."""
    h: f64 = sqrt(x * x + y * y)
    if h <= 2.0 * y:
        off: f64 = h - y
        return h - (x * (2.0 * off - x) + (off - 2.0 * (x - y)) * off) / (2.0 * h)
    off = h - x
    return h - (2.0 * off * (x - 2.0 * y) + ((4.0 * off - y) * y + off * off)) / (2.0 * h)
