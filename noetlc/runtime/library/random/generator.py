"""`random`: CPython's Mersenne Twister and what is drawn from it.

Functions named `random_of_…` work on a generator; the module's functions work on the global one, which is seeded from the
host when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import (
    clz,
    enable,
    f64,
    fabs,
    i32,
    i64,
    lit,
    live,
    load8,
    load32,
    noinline,
    reason,
    shr_u,
    store8,
    store32,
    trunc,
    u64,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import BIG_LIMBS, BYTES_DATA, NONE, STR_BYTES, Big, Bytearray, Bytes, Float, Obj, Str
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_FLOAT, T_RANDOM, T_STR
from noetlc.runtime.library.hashing.objects import SHA512
from noetlc.runtime.library.host import host_random
from noetlc.runtime.numbers.big import big_done, big_new
from noetlc.runtime.python.numbers.float import INFINITY
from noetlc.runtime.python.numbers.ints import (
    ONE,
    int_below,
    int_from_float,
    ints_add,
    ints_bit_length,
    ints_floordiv,
    ints_mul,
    ints_order,
    ints_plus,
    ints_sub,
    is_wide,
    is_zero,
)
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind
from noetlc.runtime.values.memory import ABORT_MEMORY, abort, from_int, has_tag, int_overflow, leave, new_object, raised, reserve
from noetlc.runtime.values.state import STATE_RANDOM, state_get, state_set

if TYPE_CHECKING:
    from noetlc.runtime.library.hashing.objects import hash_add, hash_finish, hash_new
    from noetlc.runtime.python.exceptions.errors import message_of, raise_index, raise_type, raise_type_error, raise_value_error
    from noetlc.runtime.python.objects.contents import py_len
    from noetlc.runtime.python.objects.hash import float_hash
    from noetlc.runtime.python.objects.subscripts import py_getitem, py_setitem
    from noetlc.runtime.values.bytes import bytes_new

N = 624
MOST_BITS = 1 << 33
M = 397


class Random(Obj):
    """A generator: `index` of the next word, the second half of a pair from `gauss`, then N words from WORDS."""

    index: i32
    has_gauss: i32
    gauss: f64


WORDS = 24
RANDOM_SIZE = WORDS + 4 * N


def random_new() -> val:
    """A generator that is not seeded."""
    enable(Feature.LIBRARY_OBJECTS)
    s: i32 = new_object(T_RANDOM, RANDOM_SIZE, 0)
    Random(s).has_gauss = 0
    Random(s).gauss = 0.0
    return val(s)


def random_global() -> val:
    """The generator of the module."""
    s: val = state_get(STATE_RANDOM)
    if s == 0:
        s = random_new()
        random_from_host(s)
        state_set(STATE_RANDOM, s)
    return s


def random_from_host(s: val) -> None:
    """Seeds with 32 bytes of the host, a little-endian number."""
    p: i32 = reserve(32)
    host_random(p, 32)
    random_by_key(s, p, random_key_words(p, 8))


def random_key_words(p: i32, n: i32) -> i32:
    """How many of n words are left without zeros at the end; at least 1."""
    while n > 1 and load32(p + (n << 2) - 4) == 0:
        n -= 1
    return n


def random_by_number(s: val, x: i32) -> None:
    """init_genrand."""
    p: i32 = s + WORDS
    store32(p, x)
    i: i32 = 1
    while i < N:
        x = 1812433253 * (x ^ shr_u(x, 30)) + i
        p += 4
        store32(p, x)
        i += 1
    Random(s).index = N


@noinline
def random_by_key(s: val, key: i32, n: i32) -> None:
    """init_by_array with n words at `key`."""
    random_by_number(s, 19650218)
    p: i32 = s + WORDS
    i: i32 = 1
    j: i32 = 0
    k: i32 = N if n < N else n
    while k > 0:
        x: i32 = load32(p + (i << 2) - 4)
        store32(p + (i << 2), (load32(p + (i << 2)) ^ ((x ^ shr_u(x, 30)) * 1664525)) + load32(key + (j << 2)) + j)
        i += 1
        j += 1
        if i >= N:
            store32(p, load32(p + (N << 2) - 4))
            i = 1
        if j >= n:
            j = 0
        k -= 1
    k = N - 1
    while k > 0:
        x = load32(p + (i << 2) - 4)
        store32(p + (i << 2), (load32(p + (i << 2)) ^ ((x ^ shr_u(x, 30)) * 1566083941)) - i)
        i += 1
        if i >= N:
            store32(p, load32(p + (N << 2) - 4))
            i = 1
        k -= 1
    store32(p, 0x80000000)


@noinline
def random_refill(s: val) -> None:
    """The next N words."""
    p: i32 = s + WORDS
    k: i32 = 0
    while k < N:
        after: i32 = k + 1 if k < N - 1 else 0
        y: i32 = (load32(p + (k << 2)) & 0x80000000) | (load32(p + (after << 2)) & 0x7FFFFFFF)
        after = k + M if k < N - M else k + (M - N)
        x: i32 = load32(p + (after << 2)) ^ shr_u(y, 1)
        store32(p + (k << 2), x ^ (-(y & 1) & 0x9908B0DF))  # a jump would be foretold wrong half the time
        k += 1
    Random(s).index = 0


def random_word(s: val) -> i32:
    """The next 32 bits."""
    if Random(s).index >= N:
        random_refill(s)
    i: i32 = Random(s).index
    Random(s).index = i + 1
    y: i32 = load32(s + (i << 2), WORDS)
    y = y ^ shr_u(y, 11)
    y = y ^ (y << 7 & 0x9D2C5680)
    y = y ^ (y << 15 & 0xEFC60000)
    return y ^ shr_u(y, 18)


def random_unit(s: val) -> f64:
    """The next float in [0, 1)."""
    a: i32 = shr_u(random_word(s), 5)
    b: i32 = shr_u(random_word(s), 6)
    return (f64(a) * 67108864.0 + f64(b)) * (1.0 / 9007199254740992.0)


def random_bits(s: val, k: i32) -> i64:
    """The next k bits, 0 <= k <= 63."""
    if k == 0:
        return i64(0)
    if k <= 32:
        return u64(shr_u(random_word(s), 32 - k))
    low: i64 = u64(random_word(s))
    return u64(shr_u(random_word(s), 64 - k)) << 32 | low


def random_below(s: val, n: i64) -> i64:
    """The next int in [0, n) for n > 0."""
    k: i32 = 64 - i32(clz(n))
    r: i64 = random_bits(s, k)
    while r >= n:
        r = random_bits(s, k)
    return r


# ---- seeding


def random_of_seed(s: val, a: val, version: val) -> val:
    """`s.seed(a, version)`; None when done."""
    Random(s).has_gauss = 0
    if a == NONE:
        random_from_host(s)
        return NONE
    p: i32 = 0
    if live(T_BYTEARRAY) and has_tag(a, T_BYTEARRAY):
        a = Bytearray(a).held
    if has_tag(a, T_STR) or (live(T_BYTES) and has_tag(a, T_BYTES)):
        if version != 5:  # the small int 2
            leave(reason("seed of version 1"))
        random_by_text(s, a)
        return NONE
    n: i64 = i64(0)
    if has_tag(a, T_FLOAT):
        n = float_hash(Float(a).value)
    elif is_wide(a):
        enable(Feature.BIGINT)
        if not live(Feature.BIGINT):
            int_overflow()
        random_by_key(s, a + BIG_LIMBS, Big(a).count)
        return NONE
    elif num_kind(a) == NUM_INT:
        n = int_of(a)
        if n < 0:
            n = -n
    else:
        return raise_type_error(lit("The only supported seed types are: None,\nint, float, str, bytes, and bytearray."))
    p = reserve(16)
    store32(p, i32(n))
    store32(p, i32(shr_u(n, i64(32))), 4)
    random_by_key(s, p, random_key_words(p, 2))
    return NONE


@noinline
def random_by_text(s: val, a: val) -> None:
    """Seeds with the bytes of a text and their sha512, as a big-endian number."""
    enable(Feature.SHA512)
    p: i32 = a + BYTES_DATA
    n: i32 = 0
    if has_tag(a, T_STR):
        p = a + STR_BYTES
        n = Str(a).nbytes
    else:
        n = Bytes(a).nbytes
    h: val = hash_new(SHA512)
    hash_add(h, p, n)
    digest: i32 = hash_finish(h)
    key: i32 = reserve(n + 2048) + 1024
    store32(key + (n + 64 & -4), 0)
    i: i32 = 0
    while i < 64:
        store8(key + i, load8(digest + 63 - i))
        i += 1
    while i < n + 64:
        store8(key + i, load8(p + n + 63 - i))
        i += 1
    random_by_key(s, key, random_key_words(key, (n + 67) >> 2))


def random_seed(a: val, version: val) -> val:
    """`seed(a, version)`."""
    s: val = state_get(STATE_RANDOM)
    if s == 0:
        s = random_new()
    done: val = random_of_seed(s, a, version)
    if done != 0:
        state_set(STATE_RANDOM, s)
    return done


def random_make(seed: val) -> val:
    """`Random(seed)`."""
    s: val = random_new()
    return s if random_of_seed(s, seed, 5) != 0 else 0


# ---- integers


def random_of_bits(s: val, k: val) -> val:
    """`s.getrandbits(k)`."""
    n: i64 = random_index(k)
    if raised != 0:
        return 0
    if n < 0:
        return raise_value_error(lit("number of bits must be non-negative"))
    return random_bits_value(s, n)


def random_bits_value(s: val, k: i64) -> val:
    """The next k >= 0 bits as a value."""
    if k <= 63:
        return from_int(random_bits(s, i32(k)))
    enable(Feature.BIGINT)
    return random_bits_wide(s, k) if live(Feature.BIGINT) else int_overflow()


@noinline
def random_bits_wide(s: val, k: i64) -> val:
    """More than 63 bits: words from the lowest on, the last one cut."""
    if k > MOST_BITS:
        abort(ABORT_MEMORY)
    words: i32 = i32((k + 31) >> i64(5))
    made: i32 = big_new(words)
    p: i32 = made + BIG_LIMBS
    end: i32 = p + (words << 2)
    while p < end:
        word: i32 = random_word(s)
        p += 4
        store32(p - 4, shr_u(word, (words << 5) - i32(k)) if p == end else word)
    return big_done(made, 0)


def random_below_value(s: val, n: val) -> val:
    """The next int in [0, n) for n > 0."""
    return random_below_wide(s, n) if is_wide(n) else from_int(random_below(s, int_of(n)))


@noinline
def random_below_wide(s: val, n: val) -> val:
    k: i64 = ints_bit_length(n)
    r: val = random_bits_value(s, k)
    while ints_order(r, n) >= 0:
        r = random_bits_value(s, k)
    return r


def random_index(v: val) -> i64:
    """An int; TypeError pending otherwise."""
    if num_kind(v) == NUM_INT:
        return int_of(v)
    raise_type(lit("'$' object cannot be interpreted as an integer"), v)
    return i64(0)


@noinline
def random_whole(v: val, message: val) -> val:
    """An argument of randrange: an int, or a float that is one; ValueError, TypeError."""
    if num_kind(v) == NUM_INT:
        return ints_plus(v)
    if has_tag(v, T_FLOAT):
        x: f64 = Float(v).value
        return int_from_float(x) if trunc(x) == x and fabs(x) < INFINITY else raise_value_error(message)
    return raise_type(lit("int() argument must be a string, a bytes-like object or a real number, not '$'"), v)


def random_of_range(s: val, start: val, stop: val, step: val) -> val:
    """`s.randrange(start, stop, step)`; stop None, step 0 = absent."""
    first: val = random_whole(start, lit("non-integer arg 1 for randrange()"))
    if first == 0:
        return 0
    if stop == NONE:
        if step != 0:
            return raise_type_error(lit("Missing a non-None stop argument"))
        if not int_below(first) and not is_zero(first):
            return random_below_value(s, first)
        return raise_value_error(lit("empty range for randrange()"))
    last: val = random_whole(stop, lit("non-integer stop for randrange()"))
    by: val = val(ONE)
    if last != 0 and step != 0:
        by = random_whole(step, lit("non-integer step for randrange()"))
    if last == 0 or by == 0:
        return 0
    if by == ONE:
        return random_within(s, first, last)
    if is_zero(by):
        return raise_value_error(lit("zero step for randrange()"))
    width: val = ints_add(ints_sub(last, first), by)
    n: val = ints_floordiv(ints_add(width, val(ONE)) if int_below(by) else ints_sub(width, val(ONE)), by)
    if int_below(n) or is_zero(n):
        return raise_value_error(lit("empty range for randrange()"))
    return ints_add(first, ints_mul(by, random_below_value(s, n)))


def random_within(s: val, first: val, last: val) -> val:
    width: val = ints_sub(last, first)
    if not int_below(width) and not is_zero(width):
        return ints_add(first, random_below_value(s, width))
    return raise_value_error(message_of(lit("empty range for randrange() ($, $, $)"), first, last, width))


def random_of_int(s: val, a: val, b: val) -> val:
    """`s.randint(a, b)`."""
    first: val = random_whole(a, lit("non-integer arg 1 for randrange()"))
    if first == 0:
        return 0
    last: val = random_whole(b, lit("non-integer stop for randrange()"))
    return random_within(s, first, ints_add(last, val(ONE))) if last != 0 else 0


def random_of_bytes(s: val, n: val) -> val:
    """`s.randbytes(n)`."""
    size: i64 = random_index(n)
    if raised != 0:
        return 0
    if size < 0:
        return raise_value_error(lit("number of bits must be non-negative"))
    made: val = bytes_new(i32(size))
    p: i32 = made + BYTES_DATA
    left: i32 = i32(size)
    while left > 0:
        word: i32 = random_word(s)
        if left < 4:
            word = shr_u(word, 32 - (left << 3))
        i: i32 = 0
        while i < 4 and i < left:
            store8(p + i, shr_u(word, i << 3))
            i += 1
        p += 4
        left -= 4
    return made


# ---- sequences


def random_of_choice(s: val, items: val) -> val:
    """`s.choice(items)`."""
    n: i32 = py_len(items)
    if n < 0:
        return 0
    if n == 0:
        return raise_index(lit("Cannot choose from an empty sequence"))
    return py_getitem(items, from_int(random_below(s, i64(n))))


def random_of_shuffle(s: val, items: val) -> val:
    """`s.shuffle(items)`."""
    i: i32 = py_len(items) - 1
    if i < -1:
        return 0
    while i > 0:
        j: val = from_int(random_below(s, i64(i + 1)))
        at: val = from_int(i64(i))
        a: val = py_getitem(items, at)
        b: val = py_getitem(items, j) if a != 0 else 0
        if b == 0 or py_setitem(items, at, b) == 0 or py_setitem(items, j, a) == 0:
            return 0
        i -= 1
    return NONE
