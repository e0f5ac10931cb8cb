"""Arithmetic on complex numbers of the class in `library/cmath`, floats and small ints; None for anything else and for divisors of 0.

A complex number is an instance with two floats, `1_real` and `1_imag`, in this order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import enable, f64, fabs, i32, i64, implements, inline, lit, live, loadv, sqrt, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import FALSE, NONE, PLACES, TRUE, Float
from noetlc.layout.tags import T_FLOAT
from noetlc.runtime.library.numbers.records import is_record, record_field, record_new, record_put
from noetlc.runtime.numbers.text import INFINITY
from noetlc.runtime.python import hooks
from noetlc.runtime.python.calls.instances import instance_made
from noetlc.runtime.python.numbers.number import float_of
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.memory import from_float, from_int, has_tag
from noetlc.runtime.values.placed import is_placed
from noetlc.runtime.values.state import STATE_COMPLEX, state_get, state_set

if TYPE_CHECKING:
    from noetlc.runtime.python.objects.hash import float_hash

REAL = 0
IMAG = 1
LARGE = float.fromhex("0x1p511")  # above, squares may be beyond the doubles, and below SMALL lose bits: both are scaled
SMALL = float.fromhex("0x1p-459")
SCALE = float.fromhex("0x1p-600")
NOTHING = float.fromhex("0x1p-54")  # of the longer part: a part that does not change the length


def complex_made(cls: val, real: f64, imag: f64) -> val:
    return complex_of(cls, from_float(real), from_float(imag))


def complex_new(cls: val, real: val, imag: val) -> val:
    """The complex number of two floats or small ints, None of anything else."""
    return complex_made(cls, real_of(real), real_of(imag)) if is_plain_part(real) and is_plain_part(imag) else val(NONE)


def is_plain_part(v: val) -> i32:
    return v & 1 or (has_tag(v, T_FLOAT) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)))


def complex_of(cls: val, real: val, imag: val) -> val:
    """The complex number of two floats."""
    made: val = instance_made(cls)
    if live(Feature.PLACES) and is_placed(made):
        storev(made, real, PLACES + 4 * REAL)
        storev(made, imag, PLACES + 4 * IMAG)
        return made
    made = record_new(cls, 2)
    record_put(made, REAL, lit("1_real"), real)
    record_put(made, IMAG, lit("1_imag"), imag)
    return made


def are_parts(cls: val, a: val, b: val) -> i32:
    """Whether both have parts without asking a class. The operators know the class from then on."""
    if not has_parts(cls, a) or not has_parts(cls, b):
        return 0
    enable(Feature.COMPLEX_NUMBERS)
    state_set(STATE_COMPLEX, cls)
    return 1


@implements(hooks.complex_operator)
def complex_operator(op: val, a: val, b: val) -> val:
    cls: val = state_get(STATE_COMPLEX)
    made: val = NONE
    if cls != 0 and has_parts(cls, a) and has_parts(cls, b):
        if op == lit("*"):
            made = product(cls, a, b)
        elif op == lit("+"):
            made = complex_made(cls, real_of(a) + real_of(b), imag_of(a) + imag_of(b))
        elif op == lit("-"):
            made = complex_made(cls, real_of(a) - real_of(b), imag_of(a) - imag_of(b))
        elif op == lit("/"):
            made = quotient(cls, a, b)
    return made if made != NONE else 0


def has_parts(cls: val, v: val) -> i32:
    return v & 1 or has_tag(v, T_FLOAT) or is_record(v, cls)


def real_of(v: val) -> f64:
    if v & 1:
        return f64(v >> 1)
    return Float(v).value if has_tag(v, T_FLOAT) else Float(complex_part(v, REAL)).value


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
    """The length of a vector of two floats as the C library's `hypot` rounds it, which `abs` of complex numbers shows."""
    p: f64 = fabs(float_of(x))
    q: f64 = fabs(float_of(y))
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
