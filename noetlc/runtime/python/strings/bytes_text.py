"""Methods that treat bytes and bytearrays as ASCII text: classes, case, padding, tabs, translation."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, load8, lt_u, memory_fill, noinline, rem_s, store8, val
from noetlc.layout.objects import BYTES_DATA, NONE, Bytes
from noetlc.runtime.python.exceptions.errors import argument_kind, message_of, raise_type_error, raise_value_error
from noetlc.runtime.python.exceptions.sizes import refuse_memory
from noetlc.runtime.python.numbers.number import py_int_c, py_ssize
from noetlc.runtime.python.strings.bytes import bytes_result
from noetlc.runtime.python.strings.bytes_data import mod_bytes_end
from noetlc.runtime.python.strings.bytes_methods import need_bytes, strips_byte
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_pos, buf_room
from noetlc.runtime.values.bytes import bytes_from, bytes_held, bytes_like, bytes_new
from noetlc.runtime.values.memory import raised

# classes of bytes
UPPER = 1
LOWER = 2
DIGIT = 4
SPACE = 8
ASCII_RANGE = 16


def byte_class(c: i32) -> i32:
    """The classes of a byte as a set of bits."""
    found: i32 = ASCII_RANGE if c < 128 else 0
    if lt_u(c - 65, 26):
        return found | UPPER
    if lt_u(c - 97, 26):
        return found | LOWER
    if lt_u(c - 48, 10):
        return found | DIGIT
    return found | SPACE if strips_byte(0, c) else found


def all_bytes(o: val, wanted: i32) -> i32:
    """Whether there are bytes and each has one of the classes."""
    v: val = bytes_held(o)
    i: i32 = 0
    while i < Bytes(v).nbytes:
        if byte_class(load8(v + BYTES_DATA + i)) & wanted == 0:
            return 0
        i += 1
    return i != 0


def py_bytes_isalnum(v: val) -> i32:
    return all_bytes(v, UPPER | LOWER | DIGIT)


def py_bytes_isalpha(v: val) -> i32:
    return all_bytes(v, UPPER | LOWER)


def py_bytes_isdigit(v: val) -> i32:
    return all_bytes(v, DIGIT)


def py_bytes_isspace(v: val) -> i32:
    return all_bytes(v, SPACE)


def py_bytes_isascii(v: val) -> i32:
    return Bytes(bytes_held(v)).nbytes == 0 or all_bytes(v, ASCII_RANGE)


def all_cased(o: val, wanted: i32) -> i32:
    """Whether there are letters, all of one case."""
    v: val = bytes_held(o)
    found: i32 = 0
    i: i32 = 0
    while i < Bytes(v).nbytes:
        case: i32 = byte_class(load8(v + BYTES_DATA + i)) & (UPPER | LOWER)
        if case != 0:
            if case != wanted:
                return 0
            found = 1
        i += 1
    return found


def py_bytes_islower(v: val) -> i32:
    return all_cased(v, LOWER)


def py_bytes_isupper(v: val) -> i32:
    return all_cased(v, UPPER)


def py_bytes_istitle(o: val) -> i32:
    v: val = bytes_held(o)
    found: i32 = 0
    within: i32 = 0  # after a letter
    i: i32 = 0
    while i < Bytes(v).nbytes:
        case: i32 = byte_class(load8(v + BYTES_DATA + i)) & (UPPER | LOWER)
        if case != 0:
            if (case == UPPER) == within:
                return 0
            found = 1
        within = case != 0
        i += 1
    return found


# ---- case

SWAP = 0  # each letter in the other case
FIRST_UPPER = 1  # the first byte in upper case, the others in lower
WORDS_UPPER = 2  # the first letter of each word in upper case


@noinline
def recased(o: val, how: i32) -> val:
    v: val = bytes_held(o)
    n: i32 = Bytes(v).nbytes
    made: val = bytes_from(v + BYTES_DATA, n)
    within: i32 = 0
    i: i32 = 0
    while i < n:
        p: i32 = made + BYTES_DATA + i
        c: i32 = load8(p)
        case: i32 = byte_class(c) & (UPPER | LOWER)
        if case != 0 and (how == SWAP or (case == UPPER) == within):
            store8(p, c ^ 32)
        within = how == FIRST_UPPER or case != 0
        i += 1
    return bytes_result(o, made)


def py_bytes_swapcase(v: val) -> val:
    return recased(v, SWAP)


def py_bytes_capitalize(v: val) -> val:
    return recased(v, FIRST_UPPER)


def py_bytes_title(v: val) -> val:
    return recased(v, WORDS_UPPER)


# ---- padding


def fill_byte(fill: val, name: val) -> i32:
    """The byte to pad with, a blank if absent (0); -1 when raised."""
    if fill == 0:
        return 32
    b: val = bytes_like(fill)
    if b != 0 and Bytes(b).nbytes == 1:
        return load8(b + BYTES_DATA)
    template: val = lit("$() argument 2 must be a byte string of length 1, not $")
    raise_type_error(message_of(template, name, argument_kind(fill), 0))
    return -1


def padded_bytes(o: val, left: i64, right: i64, c: i32) -> val:
    """The content between copies of a byte, or alone."""
    v: val = bytes_held(o)
    if left + right <= 0:
        return bytes_result(o, v)
    n: i32 = Bytes(v).nbytes
    if left > 0x7FF00000 or right > 0x7FF00000 or i64(n) + left + right > 0x7FF00000:
        return refuse_memory(left if left > right else right)
    made: val = bytes_new(n + i32(left + right))
    p: i32 = made + BYTES_DATA
    memory_fill(p, c, n + i32(left + right))
    i: i32 = 0
    while i < n:
        store8(p + i32(left) + i, load8(v + BYTES_DATA + i))
        i += 1
    return bytes_result(o, made)


def missing_width(o: val, width: val) -> i64:
    """How many bytes there are fewer than `width`, at least 0; TypeError and `raised` set if that is no int."""
    n: i64 = py_ssize(width) - i64(Bytes(bytes_held(o)).nbytes)
    return i64(0) if n < 0 else n


def py_bytes_ljust(o: val, width: val, fill: val) -> val:
    n: i64 = missing_width(o, width)
    c: i32 = fill_byte(fill, lit("ljust")) if raised == 0 else -1
    return padded_bytes(o, i64(0), n, c) if c >= 0 else 0


def py_bytes_rjust(o: val, width: val, fill: val) -> val:
    n: i64 = missing_width(o, width)
    c: i32 = fill_byte(fill, lit("rjust")) if raised == 0 else -1
    return padded_bytes(o, n, i64(0), c) if c >= 0 else 0


def py_bytes_center(o: val, width: val, fill: val) -> val:
    n: i64 = missing_width(o, width)
    c: i32 = fill_byte(fill, lit("center")) if raised == 0 else -1
    left: i64 = (n >> 1) + (n & (n + i64(Bytes(bytes_held(o)).nbytes)) & 1)
    return padded_bytes(o, left, n - left, c) if c >= 0 else 0


def py_bytes_zfill(o: val, width: val) -> val:
    """Zeros after the sign."""
    n: i64 = missing_width(o, width)
    if raised != 0:
        return 0
    made: val = padded_bytes(o, n, i64(0), 48)
    if made != 0 and n != 0 and Bytes(bytes_held(o)).nbytes != 0:
        start: i32 = bytes_held(made) + BYTES_DATA
        sign: i32 = load8(start + i32(n))
        if sign == 43 or sign == 45:
            store8(start + i32(n), 48)
            store8(start, sign)
    return made


def py_bytes_expandtabs(o: val, size: val) -> val:
    """`o.expandtabs(tabsize)`; 0 = absent."""
    v: val = bytes_held(o)
    every: i64 = py_int_c(size) if size else i64(8)
    if raised != 0:
        return 0
    p: i32 = v + BYTES_DATA
    end: i32 = p + Bytes(v).nbytes
    mark: i32 = buf_begin()
    column: i64 = 0
    while p < end:
        c: i32 = load8(p)
        if c == 9:
            blanks: i64 = every - rem_s(column, every) if every > 0 else i64(0)
            column += blanks
            while blanks > 0:
                buf_byte(32)
                blanks -= 1
        else:
            buf_byte(c)
            column = i64(0) if c == 10 or c == 13 else column + 1
        p += 1
    return bytes_result(o, mod_bytes_end(mark))


# ---- translation


def py_bytes_translate(o: val, table: val, delete: val) -> val:
    """`o.translate(table, delete)`; delete 0 = absent."""
    global buf_pos
    v: val = bytes_held(o)
    mapped: val = 0 if table == NONE else need_bytes(table)
    if raised != 0:
        return 0
    if mapped != 0 and Bytes(mapped).nbytes != 256:
        return raise_value_error(lit("translation table must be 256 characters long"))
    without: val = need_bytes(delete) if delete != 0 else 0
    if raised != 0:
        return 0
    p: i32 = v + BYTES_DATA
    end: i32 = p + Bytes(v).nbytes
    mark: i32 = buf_begin()
    buf_room(end - p)
    at: i32 = buf_pos
    while p < end:
        c: i32 = load8(p)
        if without == 0 or not strips_byte(without, c):
            store8(at, c if mapped == 0 else load8(mapped + BYTES_DATA + c))
            at += 1
        p += 1
    buf_pos = at
    return bytes_result(o, mod_bytes_end(mark))


def py_bytes_maketrans(x: val, y: val) -> val:
    """`bytes.maketrans(x, y)`: 256 bytes, for bytearray too."""
    source: val = need_bytes(x)
    target: val = need_bytes(y) if source != 0 else 0
    if target == 0:
        return 0
    if Bytes(source).nbytes != Bytes(target).nbytes:
        return raise_value_error(lit("maketrans arguments must have same length"))
    made: val = bytes_new(256)
    i: i32 = 0
    while i < 256:
        store8(made + BYTES_DATA + i, i)
        i += 1
    i = 0
    while i < Bytes(source).nbytes:
        store8(made + BYTES_DATA + load8(source + BYTES_DATA + i), load8(target + BYTES_DATA + i))
        i += 1
    return made


def py_bytes_maketrans_of(_v: val, x: val, y: val) -> val:
    return py_bytes_maketrans(x, y)
