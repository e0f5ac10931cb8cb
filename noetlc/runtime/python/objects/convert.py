"""Conversions: `int`, `float`, `chr`, `ord`, `hex` and their kind."""

from __future__ import annotations

from noetlc.kernel.lang import (
    div_u,
    enable,
    f64,
    from_bits,
    gt_u,
    i32,
    i64,
    implements,
    inline,
    lit,
    lit_class,
    live,
    load8,
    lt_u,
    noinline,
    store8,
    val,
)
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, STR_BYTES, UNDEFINED, Bytearray, Bytes, Float, Str
from noetlc.layout.tags import T_BOOL, T_BYTEARRAY, T_BYTES, T_FLOAT, T_INSTANCE, T_INT, T_STR, T_UUID, T_WIDE
from noetlc.runtime.numbers.big_parts import big_parse_base
from noetlc.runtime.numbers.parse import float_parse
from noetlc.runtime.numbers.text import digits_limit, int_parse
from noetlc.runtime.python import protocol
from noetlc.runtime.python.classes.builtin_subclass import defines, plain
from noetlc.runtime.python.classes.special import special_index, special_method, special_unary
from noetlc.runtime.python.exceptions.errors import message_of, raise_overflow, raise_type, raise_type_error, raise_value_error, raise_with
from noetlc.runtime.python.hooks import INTEGER, library_unary
from noetlc.runtime.python.numbers.float import INFINITY, NUMBERED_NAN
from noetlc.runtime.python.numbers.int import digit_value
from noetlc.runtime.python.numbers.ints import int_below, int_from_float, ints_plus, put_magnitude
from noetlc.runtime.python.numbers.number import NUM_INT, float_of, int_of, num_kind, py_index_clamped, py_index_value
from noetlc.runtime.python.protocol import py_repr, py_type_name
from noetlc.runtime.text.strings import buf_end, code_at, code_width, str_from_code
from noetlc.runtime.text.unicode import decimal_value, is_ascii_digit, is_space
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_byte, buf_drop
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.hooks import view_content
from noetlc.runtime.values.memory import from_bool, from_float, from_int, has_tag, int_overflow, raised, tag_of

# the trimmed text that number_text leaves
number_at: i32 = 0
number_size: i32 = 0


@noinline
def py_int(v: val, base: val) -> val:
    """`int(v, base)`; base 0 = absent."""
    tag: i32 = tag_of(v)
    if base:
        return int_with_base(v, base, tag)
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        if defines(v, lit("__int__")):
            return int_by_method(v)
        v = plain(v) if num_kind(v) == NUM_INT else v
    if tag == T_INT:
        return v
    if tag == T_STR:
        return int_from_text(v, 10)
    if tag == T_FLOAT:
        return int_from_float(Float(v).value)
    if tag == T_BOOL:
        return from_int(int_of(v))
    return int_from_rare(v, tag)


@inline
def int_of_bool(x: i32, base: val) -> i64:
    """`int(x)` of a condition; base 0 = absent, which is all that there can be."""
    if base:
        py_int(from_bool(x), base)
    return i64(x)


def int_value(v: val, base: val) -> val:
    """`int(v, base)`; absent arguments 0."""
    if v == 0:
        return from_int(i64(0)) if base == 0 else raise_type_error(lit("int() missing string argument"))
    return py_int(v, base)


@noinline
def int_from_rare(v: val, tag: i32) -> val:
    if live(T_BYTES) and tag == T_BYTES:
        return int_from_text(v, 10)
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return int_from_text(Bytearray(v).held, 10)
    if live(T_WIDE) and tag == T_WIDE:
        return v
    if live(T_INSTANCE) and tag == T_INSTANCE:
        if live(Feature.MEMORY_VIEWS) and view_content(v) != 0:
            return int_from_text(view_content(v), 10)
        answer: val = int_by_method(v)
        if answer != UNDEFINED:
            return answer
        answer = special_unary(v, lit("__trunc__"))
        if answer != UNDEFINED:
            return int_from_trunc(answer) if answer != 0 else 0
    if live(T_UUID) and tag == T_UUID:
        return library_unary(v, INTEGER)
    return raise_type(lit("int() argument must be a string, a bytes-like object or a real number, not '$'"), v)


@noinline
def int_from_trunc(answer: val) -> val:
    """The int that `__trunc__` gave, or that stands for what it gave (`__index__`)."""
    made: val = answer
    if num_kind(answer) != NUM_INT:
        made = special_unary(answer, lit("__index__")) if has_tag(answer, T_INSTANCE) else UNDEFINED
    if made == UNDEFINED:
        return raise_type(lit("__trunc__ returned non-Integral (type $)"), answer)
    return ints_plus(made) if made != 0 else 0


@noinline
def int_by_method(v: val) -> val:
    """What `__int__`, else `__index__` of a class of the body gives; UNDEFINED if there is neither, 0 when raised."""
    asked: val = lit("__int__")
    answer: val = special_unary(v, asked)
    if answer == UNDEFINED:
        asked = lit("__index__")
        answer = special_unary(v, asked)
    if answer == UNDEFINED or answer == 0:
        return answer
    if num_kind(answer) != NUM_INT:
        return raise_type_error(message_of(lit("$ returned non-int (type $)"), asked, py_type_name(answer), 0))
    if live(T_WIDE) and has_tag(answer, T_WIDE):
        return answer
    return from_int(int_of(answer))


@implements(protocol.float_by_method)
@noinline
def float_by_method(v: val) -> val:
    answer: val = special_unary(v, lit("__float__"))
    if answer == UNDEFINED or answer == 0:
        return answer
    if not has_tag(answer, T_FLOAT):
        return raise_type_error(message_of(lit("$.__float__ returned non-float (type $)"), py_type_name(v), py_type_name(answer), 0))
    return plain(answer) if live(Feature.BUILTIN_SUBCLASSES) else answer


@noinline
def int_with_base(v: val, base: val, tag: i32) -> val:
    n: i64 = py_index_clamped(base)
    if raised != 0:
        return 0
    if n != 0 and (n < 2 or n > 36):
        return raise_value_error(lit("int() base must be >= 2 and <= 36, or 0"))
    if tag == T_STR:
        return int_from_text(v, i32(n))
    if live(T_BYTES) and tag == T_BYTES:
        return int_from_text(v, i32(n))
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return int_from_text(Bytearray(v).held, i32(n))
    return raise_type_error(lit("int() can't convert non-string with explicit base"))


def number_text(v: val) -> i32:
    """The text of a str or bytes without white space around it, digits of any script as ASCII, into the text buffer.

    The address and size go to `number_at` and `number_size`; returns the mark to drop. Digits, points and signs stay where they are.
    """
    global number_at, number_size
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    if has_tag(v, T_STR):
        number_at = p
        number_size = end - p
        while p < end and lt_u(load8(p) - 43, 15):
            p += 1
        if p == end:
            return buf_begin()
        p = number_at
    if live(T_BYTES) and has_tag(v, T_BYTES):
        p = v + BYTES_DATA
        end = p + Bytes(v).nbytes
    if live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY):
        p = Bytearray(v).held + BYTES_DATA
        end = p + Bytes(Bytearray(v).held).nbytes
    mark: i32 = buf_begin()
    used: i32 = 0
    while p < end:
        code: i32 = load8(p)
        width: i32 = 1
        if code >= 128 and has_tag(v, T_STR):
            width = code_width(code)
            code = code_at(p)
            digit: i32 = decimal_value(code)
            code = digit + 48 if digit >= 0 else (32 if is_space(code) else 63)
        if code == 32 or (code >= 9 and code <= 13) or (code >= 28 and code <= 31):
            if buf_begin() != mark:
                buf_byte(32)
        else:
            buf_byte(code)
            used = buf_begin()
        p += width
    number_at = buf_base + mark
    number_size = used - mark if used != 0 else 0
    return mark


@noinline
def short_number(v: val) -> i32:
    """The number a text of one to eight digits spells, -1 for another text."""
    size: i32 = Str(v).nbytes
    if size == 0 or size > 8:
        return -1
    p: i32 = v + STR_BYTES
    end: i32 = p + size
    n: i32 = 0
    while p < end:
        d: i32 = load8(p) - 48
        if gt_u(d, 9):
            return -1
        n = n * 10 + d
        p += 1
    return n


def int_from_text(v: val, base: i32) -> val:
    """The int a str or bytes spells; ValueError otherwise."""
    if base == 10 and has_tag(v, T_STR):
        short: i32 = short_number(v)
        if short >= 0:
            return from_int(i64(short))
    mark: i32 = number_text(v)
    p: i32 = number_at
    end: i32 = p + number_size
    buf_drop(mark)  # the bytes stay readable: nothing is written before they are read
    first: i32 = p
    negative: i32 = 0
    if p < end and (load8(p) == 45 or load8(p) == 43):
        negative = load8(p) == 45
        p += 1
    by: i32 = base
    if p + 1 < end and load8(p) == 48:
        letter: i32 = load8(p, 1) | 32
        named: i32 = 16 if letter == 120 else (8 if letter == 111 else (2 if letter == 98 else 0))
        if named != 0 and (base == 0 or base == named):
            by = named
            p += 2
            if p < end and load8(p) == 95:
                p += 1
    octal: i32 = 0
    if by == 0:
        by = 10
        octal = p < end and load8(p) == 48  # a leading zero: only zeros may follow
    n: i64 = 0
    digits_at: i32 = p
    digits: i32 = 0
    too_large: i32 = 0
    most: i64 = div_u(i64(-1), i64(by)) - 1
    while p < end:
        c: i32 = load8(p)
        if c == 95 and digits != 0 and p + 1 < end:
            p += 1
            c = load8(p)
        d: i32 = digit_value(c)
        if d >= by or (octal and d != 0):
            return raise_literal(v, base)
        too_large = too_large or gt_u(n, most)
        n = n * i64(by) + i64(d)
        too_large = too_large or (n < 0 and not (negative and n == -(1 << 63)))
        digits += 1
        p += 1
    if digits == 0:
        return raise_literal(v, base)
    if by == 10 and digits > digits_limit() and digits_limit() != 0:
        return raise_digits(i64(digits))
    if too_large:
        if by == 10:
            return int_parse(first, plain_digits(first, end))
        enable(Feature.BIGINT)
        return big_parse_base(digits_at, end, by, negative) if live(Feature.BIGINT) else int_overflow()
    return from_int(-n if negative else n)


@noinline
def plain_digits(p: i32, end: i32) -> i32:
    """Removes underscores from a text, in place; the new size."""
    to: i32 = p
    at: i32 = p
    while at < end:
        c: i32 = load8(at)
        if c != 95:
            store8(to, c)
            to += 1
        at += 1
    return to - p


@noinline
def raise_digits(digits: i64) -> val:
    limit: val = lit("Exceeds the limit ($ digits) for integer string conversion: value has $ digits; $")
    advice: val = lit("use sys.set_int_max_str_digits() to increase the limit")
    return raise_value_error(message_of(limit, from_int(i64(digits_limit())), from_int(digits), advice))


@noinline
def raise_literal(v: val, base: i32) -> val:
    shown: val = py_repr(v)
    return raise_value_error(message_of(lit("invalid literal for int() with base $: $"), from_int(i64(base)), shown, 0))


def py_float(v: val) -> val:
    """`float(v)`."""
    tag: i32 = tag_of(v)
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__float__")):
        return float_by_method(v)
    if tag == T_FLOAT:
        return plain(v) if live(Feature.BUILTIN_SUBCLASSES) else v
    if tag == T_STR:
        return float_from_text(v)
    if num_kind(v) == NUM_INT:
        x: f64 = float_of(v)
        return from_float(x) if raised == 0 else 0
    if live(T_BYTES) and tag == T_BYTES:
        return float_from_text(v)
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return float_from_text(v)
    if live(T_INSTANCE) and tag == T_INSTANCE:
        if live(Feature.MEMORY_VIEWS) and view_content(v) != 0:
            return float_from_view(v)
        answer: val = float_by_method(v)
        if answer != UNDEFINED:
            return answer
        if special_method(v, lit("__index__")) != 0:
            whole: val = special_index(v)
            return py_float(whole) if whole != 0 else 0
    return raise_type(lit("float() argument must be a string or a real number, not '$'"), v)


def float_from_view(v: val) -> val:
    """The float that the bytes of a memoryview spell."""
    mark: i32 = number_text(view_content(v))
    made: val = float_spelled(number_at, number_size)
    buf_drop(mark)
    if made == 0:
        raise_with(lit_class("ValueError"), lit("could not convert string to float: $"), py_repr(v), 0)
    return made


@noinline
def float_from_text(v: val) -> val:
    """The float a str or bytes spells; ValueError otherwise."""
    mark: i32 = number_text(v)
    made: val = float_spelled(number_at, number_size)
    buf_drop(mark)
    if made == 0:
        raise_with(lit_class("ValueError"), lit("could not convert string to float: $"), py_repr(v), 0)
    return made


def word_is(p: i32, n: i32, word: val) -> i32:
    """Whether n bytes spell a lower-case word, in any case."""
    if n != Str(word).nbytes:
        return 0
    i: i32 = 0
    while i < n:
        if (load8(p + i) | 32) != load8(word + STR_BYTES + i):
            return 0
        i += 1
    return 1


nans: i32 = 0  # made so far


def new_nan() -> val:
    """A NaN that is not identical to any other: its number is in bits that say nothing else, and that 32-bit floats do not have."""
    global nans
    enable(Feature.NANS)
    nans += 1
    return from_float(from_bits(NUMBERED_NAN | i64(nans & 0xFFFF)))


def float_spelled(p: i32, n: i32) -> val:
    """The float that n trimmed bytes in the text buffer spell, 0 if none; underscores are removed in place."""
    start: i32 = p
    end: i32 = p + n
    negative: i32 = 0
    if n != 0 and (load8(p) == 45 or load8(p) == 43):
        negative = load8(p) == 45
        start += 1
    if word_is(start, end - start, lit("inf")) or word_is(start, end - start, lit("infinity")):
        return from_float(-INFINITY if negative else INFINITY)
    if word_is(start, end - start, lit("nan")):
        return new_nan()
    to: i32 = start
    at: i32 = start
    last: i32 = 0
    digits: i32 = 0
    stage: i32 = 0  # 0 whole part, 1 fraction, 2 exponent sign allowed, 3 exponent
    while at < end:
        c: i32 = load8(at)
        digit: i32 = c >= 48 and c <= 57
        if c == 95:
            if not (last >= 48 and last <= 57) or at + 1 == end or not is_ascii_digit(load8(at, 1)):
                return 0
        else:
            if digit:
                digits += 1
                if stage == 2:
                    stage = 3
            elif c == 46 and stage == 0:
                stage = 1
            elif (c | 32) == 101 and stage < 2 and digits != 0:
                stage = 2
                digits = 0
            elif (c == 43 or c == 45) and stage == 2 and (last | 32) == 101:
                stage = 3
            else:
                return 0
            store8(to, c)
            to += 1
        last = c
        at += 1
    if digits == 0:
        return 0
    x: f64 = float_parse(start, to - start)
    return from_float(-x if negative else x)


def py_chr(v: val) -> val:
    """`chr(v)`."""
    n: i64 = py_index_clamped(v)
    return chr_of_int(n) if raised == 0 else 0


def chr_of_int(n: i64) -> val:
    """The same of a 64-bit int."""
    if not gt_u(i64(0x110000), n):
        if i64(i32(n)) != n:
            return raise_overflow(lit("Python int too large to convert to C int"))
        return raise_value_error(lit("chr() arg not in range(0x110000)"))
    enable(Feature.HALVES)
    return str_from_code(i32(n))


def py_ord(v: val) -> i64:
    """`ord(v)`; 0 when raised."""
    if has_tag(v, T_STR) and Str(v).length == 1:
        c: i32 = load8(v + STR_BYTES)
        return i64(c if c < 0x80 else code_at(v + STR_BYTES))
    return ord_other(v)


@noinline
def ord_other(v: val) -> i64:
    n: i32 = 0
    if has_tag(v, T_STR):
        n = Str(v).length
    elif live(T_BYTES) and has_tag(v, T_BYTES):
        n = Bytes(v).nbytes
        if n == 1:
            return i64(load8(v + BYTES_DATA))
    elif live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY):
        n = Bytes(Bytearray(v).held).nbytes
        if n == 1:
            return i64(load8(Bytearray(v).held + BYTES_DATA))
    else:
        raise_type(lit("ord() expected string of length 1, but $ found"), v)
        return i64(0)
    template: val = lit("ord() expected a character, but string of length $ found")
    raise_with(lit_class("TypeError"), template, from_int(i64(n)), 0)
    return i64(0)


def radix_text(v: val, by: i32, letter: i32) -> val:
    """`-0x1f` and its kind."""
    n: val = py_index_value(v)
    if n == 0:
        return 0
    mark: i32 = buf_begin()
    if int_below(n):
        buf_byte(45)
    buf_byte(48)
    buf_byte(letter)
    put_magnitude(n, by)
    return buf_end(mark)


def py_hex(v: val) -> val:
    return radix_text(v, 16, 120)


def py_oct(v: val) -> val:
    return radix_text(v, 8, 111)


def py_bin(v: val) -> val:
    return radix_text(v, 2, 98)
