"""Integers beyond 64 bits: division, shifts and operators on bits. Linked where they are used."""

from __future__ import annotations

from noetlc.kernel.lang import (
    clz,
    div_s,
    div_u,
    gt_u,
    i32,
    i64,
    load8,
    load32,
    load64,
    memory_copy,
    noinline,
    popcnt,
    shr_u,
    store8,
    store32,
    store64,
    u64,
    val,
)
from noetlc.layout.objects import BIG_LIMBS, NEGATIVE, Big
from noetlc.runtime.numbers.big import big_add, big_bit_length, big_done, big_new, big_sign, widened
from noetlc.runtime.numbers.limbs import mag_clear, mag_order, mag_times
from noetlc.runtime.values.buffer import buf_byte
from noetlc.runtime.values.memory import from_int, hp, take

big_rest: val = 0  # the modulo that `big_floordiv` leaves

AND = 0  # operators on bits
OR = 1
XOR = 2


# ---- division


def mag_shift(o: i32, a: i32, n: i32, by: i32) -> i32:
    """o = a << by for n limbs and by < 32; what is carried out. `o` may be `a`."""
    carry: i64 = 0
    i: i32 = 0
    n = n << 2
    while i < n - 4:  # two at a time
        two: i64 = load64(a + i)
        store64(o + i, carry | (two << i64(by)))
        carry = shr_u(shr_u(two, i64(1)), i64(63 - by))
        i += 8
    if i < n:
        carry = carry | (u64(load32(a + i)) << i64(by))
        store32(o + i, i32(carry))
        carry = shr_u(carry, i64(32))
    return i32(carry)


@noinline
def mag_divide_small(q: i32, a: i32, n: i32, by: i64) -> i64:
    """q = a // by for n limbs and by < 2**32; the remainder."""
    rest: i64 = 0
    i: i32 = n << 2
    while i > 0:
        i -= 4
        rest = (rest << i64(32)) | u64(load32(a + i))
        quotient: i64 = div_u(rest, by)
        store32(q + i, i32(quotient))
        rest = rest - quotient * by
    return rest


@noinline
def mag_divide(q: i32, u: i32, n: i32, v: i32, m: i32) -> None:
    """q = u // v, n - m limbs, and u = u % v, for n > m >= 2, where the top limb of v has its top bit set and that of u is below it
    (Knuth's algorithm D)."""
    top: i64 = u64(load32(v + (m << 2) - 4))
    second: i64 = u64(load32(v + (m << 2) - 8))
    j: i32 = n - m
    while j > 0:
        j -= 1
        p: i32 = u + (j << 2)
        end: i32 = p + (m << 2)
        head: i64 = (u64(load32(end)) << i64(32)) | u64(load32(end - 4))
        guess: i64 = div_u(head, top)
        rest: i64 = head - guess * top
        while shr_u(guess, i64(32)) != 0 or gt_u(guess * second, (rest << i64(32)) | u64(load32(end - 8))):
            guess = guess - 1
            rest = rest + top
            if shr_u(rest, i64(32)) != 0:
                break
        carry: i64 = 0
        borrow: i64 = 0
        at: i32 = v - p
        while p < end - 4:  # two at a time
            carry = carry + guess * u64(load32(at + p))
            borrow = borrow + (u64(load32(p)) - (carry & 0xFFFFFFFF))
            store32(p, i32(borrow))
            carry = shr_u(carry, i64(32)) + guess * u64(load32(at + p, 4))
            borrow = (borrow >> i64(32)) + (u64(load32(p, 4)) - (carry & 0xFFFFFFFF))
            store32(p, i32(borrow), 4)
            borrow = borrow >> i64(32)
            carry = shr_u(carry, i64(32))
            p += 8
        if p < end:
            carry = carry + guess * u64(load32(at + p))
            borrow = borrow + (u64(load32(p)) - (carry & 0xFFFFFFFF))
            store32(p, i32(borrow))
            borrow = borrow >> i64(32)
            carry = shr_u(carry, i64(32))
        borrow = borrow + u64(load32(end)) - carry
        store32(end, i32(borrow))
        if borrow < 0:  # one too many: v comes back
            guess = guess - 1
            carry = 0
            p = u + (j << 2)
            while p < end:
                carry = carry + u64(load32(p)) + u64(load32(at + p))
                store32(p, i32(carry))
                carry = shr_u(carry, i64(32))
                p += 4
            store32(end, load32(end) + i32(carry))
        store32(q + (j << 2), i32(guess))


@noinline
def big_floordiv(a: val, b: val) -> val:
    """`a // b` for b != 0; leaves `a % b` in `big_rest`."""
    global big_rest, hp
    x: i32 = widened(a)
    y: i32 = widened(b)
    n: i32 = Big(x).count
    m: i32 = Big(y).count
    apart: i32 = big_sign(val(x)) ^ big_sign(val(y))
    if mag_order(x + BIG_LIMBS, n, y + BIG_LIMBS, m) < 0:
        quotient: val = from_int(i64(0))
        big_rest = a
    else:
        q: i32 = big_new(n - m + 1)
        r: i32 = big_new(n + 1)
        if m == 1:
            store32(r, i32(mag_divide_small(q + BIG_LIMBS, x + BIG_LIMBS, n, u64(load32(y, BIG_LIMBS)))), BIG_LIMBS)
            Big(r).count = 1
        else:
            shift: i32 = i32(clz(load32(y + (m << 2), BIG_LIMBS - 4)))
            mark: i32 = hp
            v: i32 = take(m << 2)
            mag_shift(v, y + BIG_LIMBS, m, shift)
            store32(r + (n << 2), mag_shift(r + BIG_LIMBS, x + BIG_LIMBS, n, shift), BIG_LIMBS)
            mag_divide(q + BIG_LIMBS, r + BIG_LIMBS, n + 1, v, m)
            hp = mark
            mag_unshift(r + BIG_LIMBS, m, shift)
            Big(r).count = m
        big_rest = big_done(r, big_sign(val(x)))
        quotient = big_done(q, apart)
    if apart and big_rest != 1:  # 1 is the value 0
        big_rest = big_add(big_rest, b, 0)
        quotient = big_add(quotient, 3, 1)  # 3 is the value 1
    return quotient


def mag_unshift(o: i32, n: i32, by: i32) -> None:
    """o = o >> by for n limbs and by < 32."""
    rest: i64 = 0
    i: i32 = n << 2
    while i > 0:
        i -= 4
        rest = (rest << i64(32)) | u64(load32(o + i))
        store32(o + i, i32(shr_u(rest, i64(by))))


# ---- shifts


@noinline
def big_lshift(a: val, by: i64) -> val:
    """`a << by` for a != 0 and by >= 0."""
    x: i32 = widened(a)
    n: i32 = Big(x).count
    limbs: i32 = i32(by >> i64(5))
    o: i32 = big_new(n + limbs + 1)
    mag_clear(o + BIG_LIMBS, limbs)
    p: i32 = o + (limbs << 2)
    store32(p + (n << 2), mag_shift(p + BIG_LIMBS, x + BIG_LIMBS, n, i32(by) & 31), BIG_LIMBS)
    return big_done(o, big_sign(val(x)))


@noinline
def big_rshift(a: val, by: i64) -> val:
    """`a >> by` for by >= 0: rounds down."""
    x: i32 = widened(a)
    n: i32 = Big(x).count
    negative: i32 = big_sign(val(x))
    if by >= u64(n) << i64(5):
        return from_int(i64(-negative))
    limbs: i32 = i32(by >> i64(5))
    bit: i32 = i32(by) & 31
    o: i32 = big_new(n - limbs)
    lost: i32 = 0
    i: i32 = 0
    while i < n << 2:
        word: i32 = load32(x + i, BIG_LIMBS)
        if i < limbs << 2:
            lost = lost | word
        else:
            if i == limbs << 2:
                lost = lost | (word & ((1 << bit) - 1))
            store32(o + i - (limbs << 2), word, BIG_LIMBS)
        i += 4
    mag_unshift(o + BIG_LIMBS, n - limbs, bit)
    made: val = big_done(o, negative)
    return big_add(made, 3, 1) if negative and lost else made


# ---- bits


def limb_of(x: i32, i: i32) -> i32:
    """Limb i of the magnitude, 0 beyond the last."""
    return load32(x + (i << 2), BIG_LIMBS) if i < Big(x).count else 0


def low_word(x: i32) -> i64:
    """The lowest 64 bits, of a number below 0 in two's complement."""
    low: i64 = u64(load32(x, BIG_LIMBS)) if Big(x).count == 1 else load64(x, BIG_LIMBS)
    return -low if big_sign(val(x)) else low


def big_of_word(low: i64) -> val:
    """The int of 64 bits without a sign."""
    if low >= 0:
        return from_int(low)
    o: i32 = big_new(2)
    store64(o, low, BIG_LIMBS)
    return val(o)


@noinline
def big_bits(a: val, b: val, which: i32) -> val:
    """`a & b`, `a | b` or `a ^ b` (AND, OR, XOR), negative numbers as endless two's complement."""
    x: i32 = widened(a)
    y: i32 = widened(b)
    words: i32 = (Big(x).count <= 2 and big_sign(val(x)) == 0) + (Big(y).count <= 2 and big_sign(val(y)) == 0)
    if words > (which != AND):  # 64 bits, or a mask of such, as hashes and generators use them
        low: i64 = low_word(x)
        high: i64 = low_word(y)
        return big_of_word(low & high if which == AND else (low | high if which == OR else low ^ high))
    if big_sign(val(x)) == 0 and big_sign(val(y)) == 0:
        return big_bits_plain(x, y, which) if Big(x).count >= Big(y).count else big_bits_plain(y, x, which)
    n: i32 = (Big(x).count if Big(x).count > Big(y).count else Big(y).count) + 1
    o: i32 = big_new(n)
    left: i32 = -big_sign(val(x))  # what complements limbs: all ones for a number below 0
    right: i32 = -big_sign(val(y))
    sign: i32 = left & right if which == AND else (left | right if which == OR else left ^ right)
    carry_x: i64 = i64(left & 1)
    carry_y: i64 = i64(right & 1)
    carry: i64 = i64(sign & 1)
    i: i32 = 0
    while i < n:
        carry_x = carry_x + u64(limb_of(x, i) ^ left)
        carry_y = carry_y + u64(limb_of(y, i) ^ right)
        p: i32 = i32(carry_x)
        q: i32 = i32(carry_y)
        carry = carry + u64((p & q if which == AND else (p | q if which == OR else p ^ q)) ^ sign)
        store32(o + (i << 2), i32(carry), BIG_LIMBS)
        carry_x = shr_u(carry_x, i64(32))
        carry_y = shr_u(carry_y, i64(32))
        carry = shr_u(carry, i64(32))
        i += 1
    return big_done(o, sign & NEGATIVE)


def big_bits_plain(x: i32, y: i32, which: i32) -> val:
    """The same of magnitudes of which the first is not shorter."""
    n: i32 = Big(x).count
    m: i32 = Big(y).count
    o: i32 = big_new(m if which == AND else n)
    i: i32 = 0
    while i < (m << 2) - 4:  # two at a time
        a: i64 = load64(x + i, BIG_LIMBS)
        b: i64 = load64(y + i, BIG_LIMBS)
        store64(o + i, a & b if which == AND else (a | b if which == OR else a ^ b), BIG_LIMBS)
        i += 8
    if i < m << 2:
        p: i32 = load32(x + i, BIG_LIMBS)
        q: i32 = load32(y + i, BIG_LIMBS)
        store32(o + i, p & q if which == AND else (p | q if which == OR else p ^ q), BIG_LIMBS)
    if which != AND:
        memory_copy(o + BIG_LIMBS + (m << 2), x + BIG_LIMBS + (m << 2), n - m << 2)
    return big_done(o, 0)


# ---- bytes


@noinline
def big_bit_count(v: val) -> i64:
    """The bits that are set in the magnitude."""
    count: i64 = 0
    i: i32 = Big(v).count
    while i > 0:
        i -= 1
        count += popcnt(u64(load32(v + (i << 2), BIG_LIMBS)))
    return count


def big_complement(v: val, size: i32) -> val:
    """2**(8 * size) + v, where v is below 0."""
    return big_add(big_lshift(3, i64(size) << i64(3)), v, 0)  # 3 is the value 1


@noinline
def big_put_bytes(o: i32, size: i32, v: val, little: i32) -> None:
    """Writes so many bytes of an int, of one below 0 in two's complement."""
    x: i32 = widened(big_complement(v, size) if big_sign(v) else v)
    i: i32 = 0
    while i < size:
        at: i32 = i if little else size - 1 - i
        store8(o + at, load8(x + i, BIG_LIMBS) if i < Big(x).count << 2 else 0)
        i += 1


@noinline
def big_of_bytes(p: i32, size: i32, little: i32, signed: i32) -> val:
    """The int of so many bytes, in two's complement if `signed`."""
    limbs: i32 = (size + 3) >> 2
    o: i32 = big_new(limbs)
    mag_clear(o + BIG_LIMBS, limbs)
    i: i32 = 0
    while i < size:
        store8(o + i, load8(p + (i if little else size - 1 - i)), BIG_LIMBS)
        i += 1
    top: i32 = load8(p + (size - 1 if little else 0))
    made: val = big_done(o, 0)
    return big_add(made, big_lshift(3, i64(size) << i64(3)), 1) if signed and top > 127 else made


# ---- text


@noinline
def big_put_bits(v: val, by: i32) -> None:
    """Appends the digits of the magnitude, base 2, 8 or 16."""
    width: i32 = 1 if by == 2 else (3 if by == 8 else 4)
    at: i32 = div_s(i32(big_bit_length(v)) + width - 1, width) * width
    while at > 0:
        at -= width
        limb: i32 = at >> 5
        both: i64 = u64(limb_of(i32(v), limb)) | (u64(limb_of(i32(v), limb + 1)) << i64(32))
        digit: i32 = i32(shr_u(both, i64(at & 31))) & (by - 1)
        buf_byte(digit + (48 if digit < 10 else 87))


@noinline
def big_parse_base(p: i32, end: i32, by: i32, negative: i32) -> val:
    """The int that digits of a base up to 36 spell, with underscores between them."""
    o: i32 = big_new(((end - p) * 6 >> 5) + 1)
    used: i32 = 0
    while p < end:
        c: i32 = load8(p)
        if c != 95:
            carry: i32 = mag_times(o + BIG_LIMBS, o + BIG_LIMBS, used, i64(by), i64(c - 48 if c < 58 else (c | 32) - 87))
            if carry:
                store32(o + (used << 2), carry, BIG_LIMBS)
                used += 1
        p += 1
    Big(o).count = used
    return big_done(o, negative)
