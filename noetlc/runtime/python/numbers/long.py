"""Ints of any size in one 64-bit word, the IR's type `long`: what the arithmetic of unboxed ints gives.

A word from -2**61 up to 2**61 is the int itself. Any other int is the address of its object (a boxed int or a wide one) on top of
ABOVE if it is positive, of BELOW if it is negative. So words of different ints differ but for two objects of one value, refer to
an object exactly if they lie outside, and have the order of their ints unless both refer to objects. ABOVE and BELOW are such that
no sum of two words lies inside unless both do, and no difference unless the left one does: one test of the result is enough.

Example: 2**60 + 2**60 leaves the inside, so that `long_add_rare` makes an object of 2**61 at 4096: the word ABOVE + 4096.

The collector finds these objects because compiled code keeps `long_kept` of a word on the shadow stack, and takes `long_moved` back.
"""

from __future__ import annotations

from noetlc.kernel.lang import f64, ge_u, gt_u, i32, i64, inline, noinline, u64, val
from noetlc.layout.objects import Float, Int
from noetlc.layout.tags import T_INT
from noetlc.runtime.numbers.wide import wide_negative
from noetlc.runtime.python.numbers.int import int_div_by, int_fits_mul, int_floordiv, int_mod, int_mod_by, int_truediv
from noetlc.runtime.python.numbers.ints import (
    ints_abs,
    ints_add,
    ints_and,
    ints_floordiv,
    ints_lshift,
    ints_mod,
    ints_mul,
    ints_or,
    ints_order,
    ints_rshift,
    ints_sub,
    ints_truediv,
    ints_xor,
)  # fmt: skip
from noetlc.runtime.python.numbers.number import int_of, py_index
from noetlc.runtime.values.memory import box_int, from_int, has_tag, int_overflow, raised

INSIDE = 1 << 61
SPAN = 1 << 62  # of the words that are ints themselves
ABOVE = (2 << 61) + (1 << 33)
BELOW = -(3 << 61) - (1 << 34)
ADDRESS = 0xFFFFFFFF
MOST_BOUND = 1 << 59  # beyond it ints of `range` are left to the interpreter


@inline
def long_refers(x: i64) -> i32:
    """Whether a word refers to an object."""
    return gt_u((x >> i64(61)) + 1, i64(1))


def from_long(x: i64) -> val:
    """The int as a value."""
    return val(i32(x)) if long_refers(x) else from_int(x)


@noinline
def to_long(v: val) -> i64:
    """The word of an int that is a value; 0 for no value, which is what the answer of a function that raised becomes."""
    if v & 1:
        return i64(v >> 1)
    if v == 0:
        return i64(0)
    negative: i32 = 0
    if has_tag(v, T_INT):
        x: i64 = Int(v).value
        if not long_refers(x):
            return x
        negative = x < 0
    else:
        negative = wide_negative(v)
    return u64(i32(v)) + (i64(BELOW) if negative else i64(ABOVE))


@inline
def int_inside(v: val) -> i64:
    """What an int of at most 64 bits is."""
    return i64(v >> 1) if v & 1 else Int(v).value


@inline
def small_inside(v: val) -> i64:
    """What an int of at most 31 bits is."""
    return i64(v >> 1)


@inline
def long_inside(v: val) -> i64:
    """The word of an int."""
    return i64(v >> 1) if v & 1 else to_long(v)


def long_of(x: i64) -> i64:
    """The word of a 64-bit int."""
    return to_long(box_int(x)) if long_refers(x) else x


def long_small(x: i64) -> i64:
    """The int, if it has at most 64 bits; else it aborts: who asks has no place for it."""
    return int_of(val(i32(x))) if long_refers(x) else x


def long_kept(x: i64) -> val:
    """What the shadow stack holds for a word: the object it refers to, or 0."""
    return val(i32(x)) if long_refers(x) else 0


def long_moved(x: i64, v: val) -> i64:
    """The word after a collection has left its object at v."""
    return (x & (ADDRESS ^ -1)) | u64(i32(v)) if v else x


# ---- arithmetic


@inline
def long_add(a: i64, b: i64) -> i64:
    r: i64 = a + b
    if long_refers(r):
        r = long_add_rare(a, b)
    return r


@noinline
def long_add_rare(a: i64, b: i64) -> i64:
    return to_long(ints_add(from_long(a), from_long(b)))


@inline
def long_add_bool(a: i64, b: i32) -> i64:
    return long_add(a, i64(b))


@inline
def long_sub(a: i64, b: i64) -> i64:
    """Where an operand surely lies inside; `long_sub_both` for others."""
    r: i64 = a - b
    if long_refers(r):
        r = long_sub_rare(a, b)
    return r


@inline
def long_sub_both(a: i64, b: i64) -> i64:
    r: i64 = a - b
    if ge_u((a + INSIDE) | (r + INSIDE), i64(SPAN)):
        r = long_sub_rare(a, b)
    return r


@noinline
def long_sub_rare(a: i64, b: i64) -> i64:
    return to_long(ints_sub(from_long(a), from_long(b)))


def long_mul(a: i64, b: i64) -> i64:
    if i64(i32(a)) == a and i64(i32(b)) == b:
        r: i64 = a * b
        if not long_refers(r):
            return r
    return long_mul_rare(a, b)


@noinline
def long_mul_rare(a: i64, b: i64) -> i64:
    if long_both(a, b) and int_fits_mul(a, b):
        return long_of(a * b)
    return to_long(ints_mul(from_long(a), from_long(b)))


@inline
def long_both(a: i64, b: i64) -> i32:
    """Whether neither word refers to an object."""
    return not ge_u((a + INSIDE) | (b + INSIDE), i64(SPAN))


def long_floordiv(a: i64, b: i64) -> i64:
    return long_of(int_floordiv(a, b)) if long_both(a, b) else to_long(ints_floordiv(from_long(a), from_long(b)))


@inline
def long_div_by(a: i64, b: i64) -> i64:
    """`a // b` for an int b > 0 inside."""
    return long_div_rare(a, b) if long_refers(a) else int_div_by(a, b)


@noinline
def long_div_rare(a: i64, b: i64) -> i64:
    return to_long(ints_floordiv(from_long(a), from_int(b)))


def long_mod(a: i64, b: i64) -> i64:
    return int_mod(a, b) if long_both(a, b) else long_mod_rare(a, b)


@inline
def long_mod_by(a: i64, b: i64) -> i64:
    """`a % b` for an int b > 0 inside."""
    return long_mod_rare(a, b) if long_refers(a) else int_mod_by(a, b)


def long_mul_mod_by(a: i64, b: i64, m: i64) -> i64:
    """`a * b % m` for an int m > 0 inside."""
    if i64(i32(a)) == a and i64(i32(b)) == b:
        return int_mod_by(a * b, m)
    return long_mod_rare(long_mul_rare(a, b), m)


@inline
def long_add_mod_by(a: i64, b: i64, m: i64) -> i64:
    """`(a + b) % m` for an int m > 0 inside."""
    r: i64 = a + b
    return long_mod_rare(long_add_rare(a, b), m) if long_refers(r) else int_mod_by(r, m)


@noinline
def long_mod_rare(a: i64, b: i64) -> i64:
    return to_long(ints_mod(from_long(a), from_long(b)))


def long_truediv(a: i64, b: i64) -> f64:
    if long_both(a, b):
        return int_truediv(a, b)
    x: val = ints_truediv(from_long(a), from_long(b))
    return Float(x).value if raised == 0 else 0.0


def long_neg(a: i64) -> i64:
    return long_sub(i64(0), a)


def long_invert(a: i64) -> i64:
    return long_sub(i64(-1), a)


def long_abs(a: i64) -> i64:
    if long_refers(a):
        return to_long(ints_abs(from_long(a)))
    return long_neg(a) if a < 0 else a


def long_and(a: i64, b: i64) -> i64:
    return a & b if long_both(a, b) else to_long(ints_and(from_long(a), from_long(b)))


def long_or(a: i64, b: i64) -> i64:
    return a | b if long_both(a, b) else to_long(ints_or(from_long(a), from_long(b)))


def long_xor(a: i64, b: i64) -> i64:
    return a ^ b if long_both(a, b) else to_long(ints_xor(from_long(a), from_long(b)))


def long_lshift(a: i64, n: i64) -> i64:
    if ge_u(i64(59), n) and long_both(a, n):
        r: i64 = a << n
        if r >> n == a and not long_refers(r):
            return r
    return to_long(ints_lshift(from_long(a), from_long(n)))


def long_rshift(a: i64, n: i64) -> i64:
    if n >= 0 and long_both(a, n):
        return a >> (i64(63) if n > 63 else n)
    return to_long(ints_rshift(from_long(a), from_long(n)))


# ---- order


@noinline
def long_order(a: i64, b: i64) -> i32:
    """-1, 0 or 1 as a <, ==, > b, where a refers to an object."""
    return ints_order(from_long(a), from_long(b))


@inline
def long_lt(a: i64, b: i64) -> i32:
    return long_order(a, b) < 0 if long_refers(a) else a < b


@inline
def long_le(a: i64, b: i64) -> i32:
    return long_order(a, b) <= 0 if long_refers(a) else a <= b


@inline
def long_gt(a: i64, b: i64) -> i32:
    return long_order(a, b) > 0 if long_refers(a) else a > b


@inline
def long_ge(a: i64, b: i64) -> i32:
    return long_order(a, b) >= 0 if long_refers(a) else a >= b


@inline
def long_eq(a: i64, b: i64) -> i32:
    return long_order(a, b) == 0 if long_refers(a) else a == b


@inline
def long_ne(a: i64, b: i64) -> i32:
    return long_order(a, b) != 0 if long_refers(a) else a != b


@noinline
def range_bound(v: val) -> i64:
    """`operator.index(v)` for what bounds a `range`; an int so large that counting could leave what an int may be aborts."""
    x: i64 = py_index(v)
    if x >= MOST_BOUND or x < -MOST_BOUND:
        int_overflow()
    return x
