"""DEFLATE, decoded: blocks of literal bytes and of copies of what came before, written with Huffman codes.

The output grows in the text buffer, which may move while it does: what was written is found from its mark. Messages are those of zlib.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, load8, load16, memory_fill, noinline, shr_u, static_bytes, store8, store16, val
from noetlc.runtime.values.buffer import buf_base, buf_byte, buf_bytes, buf_pos
from noetlc.runtime.values.memory import new_raw

TRUNCATED = -1  # results of a step: the input ends; what is wrong is said by `inflate_why`
WRONG = -2
DONE = 0

LONGEST = 15  # bits of a code
LITERALS = 0  # offsets in the work memory: counts of lengths and symbols in order, of both codes; lengths while they are read
LITERAL_SYMBOLS = 32
DISTANCES = 608
DISTANCE_SYMBOLS = 640
LENGTHS = 704
WORK = 1024

ORDER = static_bytes(bytes((16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)))
LENGTH_EXTRA = static_bytes(bytes((0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0)))
LENGTH_BASE = static_bytes(bytes(b - 3 for b in (
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
)))  # fmt: skip

inflate_at: i32 = 0  # address of the next byte
inflate_end: i32 = 0
inflate_held: i32 = 0  # bits that were read and not used, the first one lowest
inflate_bits: i32 = 0  # how many these are
inflate_why: val = 0  # what is wrong
inflate_work: i32 = 0  # address of the work memory


def inflate_wrong(why: val) -> i32:
    global inflate_why
    inflate_why = why
    return WRONG


def inflate_take(count: i32) -> i32:
    """The number of so many bits, at most 16; TRUNCATED where the input ends."""
    global inflate_at, inflate_held, inflate_bits
    while inflate_bits < count:
        if inflate_at >= inflate_end:
            return TRUNCATED
        inflate_held = inflate_held | load8(inflate_at) << inflate_bits
        inflate_bits += 8
        inflate_at += 1
    taken: i32 = inflate_held & ((1 << count) - 1)
    inflate_held = shr_u(inflate_held, count)
    inflate_bits -= count
    return taken


def inflate_code(counts: i32) -> i32:
    """The symbol of the code that comes next; TRUNCATED, or WRONG if it is none."""
    code: i32 = 0
    first: i32 = 0
    index: i32 = 0
    length: i32 = 1
    while length <= LONGEST:
        bit: i32 = inflate_take(1)
        if bit < 0:
            return bit
        code |= bit
        count: i32 = load16(counts + (length << 1))
        if code - count < first:
            return load16(counts + 32 + ((index + code - first) << 1))
        index += count
        first = first + count << 1
        code = code << 1
        length += 1
    return WRONG


def inflate_table(counts: i32, lengths: i32, n: i32) -> i32:
    """Makes a code of the lengths of n symbols; how many codes are left unused, negative if there are too many."""
    memory_fill(counts, 0, 32)
    i: i32 = 0
    while i < n:
        at: i32 = counts + (load8(lengths + i) << 1)
        store16(at, load16(at) + 1)
        i += 1
    left: i32 = 1
    length: i32 = 1
    while length <= LONGEST:
        left = (left << 1) - load16(counts + (length << 1))
        if left < 0:
            return left
        length += 1
    symbol: i32 = 0
    length = 1
    while length <= LONGEST:
        i = 0
        while i < n:
            if load8(lengths + i) == length:
                store16(counts + 32 + (symbol << 1), i)
                symbol += 1
            i += 1
        length += 1
    return left


@noinline
def inflate_fixed() -> None:
    """The codes that need no description."""
    lengths: i32 = inflate_work + LENGTHS
    memory_fill(lengths, 8, 144)
    memory_fill(lengths + 144, 9, 112)
    memory_fill(lengths + 256, 7, 24)
    memory_fill(lengths + 280, 8, 8)
    inflate_table(inflate_work + LITERALS, lengths, 288)
    memory_fill(lengths, 5, 30)
    inflate_table(inflate_work + DISTANCES, lengths, 30)


@noinline
def inflate_described() -> i32:
    """Reads the codes of a block."""
    literals: i32 = inflate_take(5)
    distances: i32 = inflate_take(5)
    count: i32 = inflate_take(4)
    if literals < 0 or distances < 0 or count < 0:
        return TRUNCATED
    literals += 257
    distances += 1
    if literals > 286 or distances > 30:
        return inflate_wrong(lit("too many length or distance symbols"))
    lengths: i32 = inflate_work + LENGTHS
    memory_fill(lengths, 0, 320)
    i: i32 = 0
    while i < count + 4:
        n: i32 = inflate_take(3)
        if n < 0:
            return n
        store8(lengths + load8(ORDER + i), n)
        i += 1
    if inflate_table(inflate_work + LITERALS, lengths, 19) != 0:
        return inflate_wrong(lit("invalid code lengths set"))
    memory_fill(lengths, 0, 320)
    i = 0
    while i < literals + distances:
        symbol: i32 = inflate_code(inflate_work + LITERALS)
        if symbol < 0:
            return symbol
        if symbol < 16:
            store8(lengths + i, symbol)
            i += 1
        else:
            again: i32 = inflate_take(2 if symbol == 16 else (3 if symbol == 17 else 7))
            if again < 0:
                return again
            if symbol == 16 and i == 0:
                return inflate_wrong(lit("invalid bit length repeat"))
            same: i32 = load8(lengths + i - 1) if symbol == 16 else 0
            again += 11 if symbol == 18 else 3
            if i + again > literals + distances:
                return inflate_wrong(lit("invalid bit length repeat"))
            memory_fill(lengths + i, same, again)
            i += again
    if load8(lengths + 256) == 0:
        return inflate_wrong(lit("invalid code -- missing end-of-block"))
    return inflate_codes(lengths, literals, distances)


def inflate_codes(lengths: i32, literals: i32, distances: i32) -> i32:
    """Makes the codes of a block: only a code of one length of one bit may leave codes unused."""
    left: i32 = inflate_table(inflate_work + LITERALS, lengths, literals)
    single: i32 = load16(inflate_work + LITERALS) + load16(inflate_work + LITERALS + 2) == literals
    if left < 0 or (left > 0 and not single):
        return inflate_wrong(lit("invalid literal/lengths set"))
    left = inflate_table(inflate_work + DISTANCES, lengths + literals, distances)
    single = load16(inflate_work + DISTANCES) + load16(inflate_work + DISTANCES + 2) == distances
    if left < 0 or (left > 0 and not single):
        return inflate_wrong(lit("invalid distances set"))
    return DONE


@noinline
def inflate_data(mark: i32) -> i32:
    """Decodes the symbols of a block."""
    while 1:
        symbol: i32 = inflate_code(inflate_work + LITERALS)
        if symbol < 256:
            if symbol < 0:
                return symbol if symbol == TRUNCATED else inflate_wrong(lit("invalid literal/length code"))
            buf_byte(symbol)
        elif symbol == 256:
            return DONE
        else:
            symbol -= 257
            if symbol > 28:
                return inflate_wrong(lit("invalid literal/length code"))
            more: i32 = inflate_take(load8(LENGTH_EXTRA + symbol))
            if more < 0:
                return more
            length: i32 = load8(LENGTH_BASE + symbol) + 3 + more
            symbol = inflate_code(inflate_work + DISTANCES)
            if symbol < 0:
                return symbol if symbol == TRUNCATED else inflate_wrong(lit("invalid distance code"))
            if symbol > 29:
                return inflate_wrong(lit("invalid distance code"))
            bits: i32 = (symbol >> 1) - 1 if symbol > 3 else 0
            more = inflate_take(bits)
            if more < 0:
                return more
            distance: i32 = 1 + more + (symbol if symbol < 4 else (2 + (symbol & 1)) << bits)
            if distance > buf_pos - buf_base - mark:
                return inflate_wrong(lit("invalid distance too far back"))
            while length > 0:
                buf_byte(load8(buf_pos - distance))
                length -= 1
    return DONE


def inflate_stored() -> i32:
    """Copies a block of plain bytes."""
    global inflate_at, inflate_held, inflate_bits
    inflate_at -= inflate_bits >> 3  # whole bytes that were read ahead
    inflate_held = 0
    inflate_bits = 0
    if inflate_end - inflate_at < 4:
        return TRUNCATED
    count: i32 = load16(inflate_at)
    if count != load16(inflate_at + 2) ^ 0xFFFF:
        return inflate_wrong(lit("invalid stored block lengths"))
    inflate_at += 4
    there: i32 = inflate_end - inflate_at
    if there < count:
        return TRUNCATED
    buf_bytes(inflate_at, count)
    inflate_at += count
    return DONE


@noinline
def inflate(p: i32, end: i32, mark: i32) -> i32:
    """Decodes what stands at p into the text buffer, whose text began at `mark`; DONE, then `inflate_at` is the address after it."""
    global inflate_at, inflate_end, inflate_held, inflate_bits, inflate_work
    inflate_at = p
    inflate_end = end
    inflate_held = 0
    inflate_bits = 0
    inflate_work = new_raw(WORK) + 8
    while 1:
        last: i32 = inflate_take(1)
        kind: i32 = inflate_take(2)
        if last < 0 or kind < 0:
            return TRUNCATED
        found: i32 = DONE
        if kind == 0:
            found = inflate_stored()
        elif kind == 3:
            return inflate_wrong(lit("invalid block type"))
        else:
            if kind == 1:
                inflate_fixed()
            else:
                found = inflate_described()
            if found == DONE:
                found = inflate_data(mark)
        if found != DONE:
            return found
        if last:
            inflate_at -= inflate_bits >> 3
            return DONE
    return DONE
