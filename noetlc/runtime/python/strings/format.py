"""`format(value, spec)`: the format specification mini-language for str, int, bool and float."""

from __future__ import annotations

from noetlc.kernel.lang import bits, enable, f64, fabs, gt_u, i32, i64, lit, lit_class, live, load8, noinline, reason, store8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, UNDEFINED, Float, Str
from noetlc.layout.tags import T_FLOAT, T_INSTANCE, T_INT, T_STR
from noetlc.runtime.numbers.text import buf_int
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.special_texts import special_format
from noetlc.runtime.python.exceptions.errors import argument_kind, message_of, raise_overflow, raise_type, raise_value_error, raise_with
from noetlc.runtime.python.hooks import library_format
from noetlc.runtime.python.numbers.int import put_radix
from noetlc.runtime.python.numbers.ints import int_below, put_magnitude
from noetlc.runtime.python.numbers.number import NUM_INT, float_of, int_of, num_kind
from noetlc.runtime.python.protocol import float_by_method, py_str, py_type_name
from noetlc.runtime.python.strings.case import ascii_case
from noetlc.runtime.python.strings.float_text import put_float_text
from noetlc.runtime.python.strings.format_put import put_simple
from noetlc.runtime.python.strings.wide_numbers import too_wide, wide_number
from noetlc.runtime.text.strings import buf_code, buf_end, code_at, code_width, str_from, str_from_code, str_slice
from noetlc.runtime.text.unicode import is_ascii_digit
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.memory import has_tag, leave, raised, tag_of

# the parsed specification
fmt_fill: i32 = 32
fmt_align: i32 = 62  # < > = ^
fmt_sign: i32 = 45  # + - or space
fmt_positive: i32 = 0  # z: no negative zero
fmt_alternate: i32 = 0  # #
fmt_width: i32 = 0
fmt_group: i32 = 0  # the separator, 0 for none
fmt_precision: i32 = -1
fmt_type: i32 = 0

LESS = 60
GREATER = 62
EQUALS = 61
CARET = 94
ZERO = 48
COMMA = 44
UNDERSCORE = 95


def format_method(v: val, spec: val) -> val:
    """`v.__format__(spec)`."""
    if not has_tag(spec, T_STR):
        return raise_with(lit_class("TypeError"), lit("__format__() argument must be str, not $"), argument_kind(spec), 0)
    return py_format(v, spec)


@noinline
def py_format(v: val, spec: val) -> val:
    """`format(v, spec)`."""
    if not has_tag(spec, T_STR):
        return raise_with(lit_class("TypeError"), lit("format() argument 2 must be str, not $"), argument_kind(spec), 0)
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        text: val = special_format(v, spec)
        if text != UNDEFINED:
            return text
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__format__")):
        return special_format(v, spec)
    if Str(spec).nbytes == 0:
        return py_str(v)
    mark: i32 = buf_begin()
    if put_simple(v, spec + STR_BYTES, spec + STR_BYTES + Str(spec).nbytes, 0):
        return buf_end(mark)
    tag: i32 = tag_of(v)
    if tag == T_STR:
        return format_str(v, spec)
    if tag == T_FLOAT:
        return format_float(v, Float(v).value, spec)
    if num_kind(v) == NUM_INT:
        return format_int(v, spec)
    if live(Feature.LIBRARY_OBJECTS):
        found: val = library_format(v, spec)
        if found != 0 or raised != 0:
            return found
    return raise_type(lit("unsupported format string passed to $.__format__"), v)


def fmt_reset() -> None:
    """Everything as if the specification were empty."""
    global fmt_sign, fmt_positive, fmt_alternate, fmt_width, fmt_group, fmt_precision
    fmt_place(32, GREATER)
    fmt_sign = 0
    fmt_positive = 0
    fmt_alternate = 0
    fmt_width = 0
    fmt_group = 0
    fmt_precision = -1


def fmt_place(fill: i32, align: i32) -> None:
    """Sets fill and alignment."""
    global fmt_fill, fmt_align
    fmt_fill = fill
    fmt_align = align


def fmt_flags(sign: i32, alternate: i32) -> None:
    global fmt_sign, fmt_alternate
    fmt_sign = sign
    fmt_alternate = alternate


def fmt_sizes(width: i32, precision: i32) -> None:
    global fmt_width, fmt_precision
    fmt_width = width
    fmt_precision = precision


def fmt_kind(kind: i32) -> None:
    global fmt_type
    fmt_type = kind


def is_align(code: i32) -> i32:
    return code == LESS or code == GREATER or code == EQUALS or code == CARET


def spec_number(p: i32, end: i32) -> i32:
    """The end of the digits at p."""
    while p < end and is_ascii_digit(load8(p)):
        p += 1
    return p


def spec_value(p: i32, end: i32) -> i32:
    """The number those digits spell; -1 with ValueError pending if it is too large."""
    n: i64 = 0
    while p < end:
        n = n * 10 + i64(load8(p) - 48)
        if n > 0x7FFFFFFF:
            if live(Feature.LARGE_SIZES):
                return too_wide(p + 1, end, n, lit("Too many decimal digits in format string"))
            raise_value_error(lit("Too many decimal digits in format string"))
            return -1
        p += 1
    return i32(n)


@noinline
def long_precision(v: val, p: i32, end: i32) -> i32:
    """A precision of many digits; 0 with ValueError pending if it is none of 64 bits, or v is a float that takes none beyond 32."""
    global fmt_precision
    n: i64 = wide_number(p, end, i64(0), lit("Too many decimal digits in format string"))
    if n > 0x7FFFFFFF and has_tag(v, T_FLOAT):
        raise_value_error(lit("precision too big"))
        return 0
    fmt_precision = i32(n) if n < 0x7FFFFFFF else 0x7FFFFFFF
    return n >= 0


@noinline
def parse_spec(v: val, spec: val, align: i32) -> i32:
    """Reads a specification into the globals, `align` the default alignment; 0 when raised."""
    global fmt_fill, fmt_align, fmt_sign, fmt_positive, fmt_alternate, fmt_width, fmt_type
    p: i32 = spec + STR_BYTES
    end: i32 = p + Str(spec).nbytes
    fmt_reset()
    fmt_align = align
    fmt_type = 0
    aligned: i32 = 0
    second: i32 = p + code_width(load8(p))
    if second < end and is_align(load8(second)):
        fmt_fill = code_at(p)
        fmt_align = load8(second)
        aligned = 2
        p = second + 1
    elif is_align(load8(p)):
        fmt_align = load8(p)
        aligned = 1
        p += 1
    if p < end and (load8(p) == 43 or load8(p) == 45 or load8(p) == 32):
        fmt_sign = load8(p)
        p += 1
    if p < end and load8(p) == 122:
        fmt_positive = 1
        p += 1
    if p < end and load8(p) == 35:
        fmt_alternate = 1
        p += 1
    if aligned != 2 and p < end and load8(p) == ZERO:
        fmt_fill = ZERO
        if aligned == 0 and align == GREATER:
            fmt_align = EQUALS
        p += 1
    q: i32 = spec_number(p, end)
    if q > p:
        fmt_width = spec_value(p, q)
        if fmt_width < 0:
            return 0
    p = q
    return parse_rest(v, spec, p, end)


def parse_rest(v: val, spec: val, p: i32, end: i32) -> i32:
    """Grouping, precision and type; 0 when raised."""
    global fmt_group, fmt_precision, fmt_type
    if p < end and load8(p) == COMMA:
        fmt_group = COMMA
        p += 1
    if p < end and load8(p) == UNDERSCORE:
        if fmt_group:
            raise_value_error(lit("Cannot specify both ',' and '_'."))
            return 0
        fmt_group = UNDERSCORE
        p += 1
    if p < end and load8(p) == COMMA and fmt_group == UNDERSCORE:
        raise_value_error(lit("Cannot specify both ',' and '_'."))
        return 0
    if p < end and load8(p) == 46:
        p += 1
        q: i32 = spec_number(p, end)
        if q == p:
            raise_value_error(lit("Format specifier missing precision"))
            return 0
        if not live(Feature.LARGE_SIZES) or q - p < 10:
            fmt_precision = spec_value(p, q)
            if fmt_precision < 0:
                return 0
        elif not long_precision(v, p, q):
            return 0
        p = q
    if p < end:
        if p + code_width(load8(p)) != end:
            template: val = lit("Invalid format specifier '$' for object of type '$'")
            raise_value_error(message_of(template, spec, py_type_name(v), 0))
            return 0
        fmt_type = code_at(p)
    return check_group()


def is_one_of(code: i32, chars: val) -> i32:
    """Whether an ASCII character is in a short string."""
    p: i32 = chars + STR_BYTES
    end: i32 = p + Str(chars).nbytes
    while p < end:
        if load8(p) == code:
            return 1
        p += 1
    return 0


def check_group() -> i32:
    """Whether the separator fits the type; 0 when raised."""
    if fmt_group == 0 or fmt_type == 0 or is_one_of(fmt_type, lit("defgEG%F")):
        return 1
    if fmt_group == UNDERSCORE and is_one_of(fmt_type, lit("boxX")):
        return 1
    if not (fmt_type > 32 and fmt_type < 128):
        raise_value_error(message_of(lit("Cannot specify '$' with '$'."), str_from_code(fmt_group), escape_name(fmt_type), 0))
        return 0
    raise_value_error(message_of(lit("Cannot specify '$' with '$'."), str_from_code(fmt_group), str_from_code(fmt_type), 0))
    return 0


def escape_name(code: i32) -> val:
    """`\\x` and the shortest hexadecimal of a code point."""
    mark: i32 = buf_begin()
    buf_byte(92)
    buf_byte(120)
    put_radix(i64(code), 16)
    return buf_end(mark)


@noinline
def unknown_type(v: val) -> val:
    """The ValueError of a type the value does not have."""
    shown: val = str_from_code(fmt_type) if fmt_type > 32 and fmt_type < 128 else escape_name(fmt_type)
    return raise_value_error(message_of(lit("Unknown format code '$' for object of type '$'"), shown, py_type_name(v), 0))


def put_fill(times: i32) -> None:
    left: i32 = times
    while left > 0:
        buf_code(fmt_fill)
        left -= 1


@noinline
def format_str(v: val, spec: val) -> val:
    if not parse_spec(v, spec, LESS):
        return 0
    if fmt_group and fmt_type == 0:
        return raise_value_error(message_of(lit("Cannot specify '$' with 's'."), str_from_code(fmt_group), 0, 0))
    if fmt_type != 0 and fmt_type != 115:
        return unknown_type(v)
    if fmt_sign:
        plain: val = lit("Space not allowed in string format specifier")
        return raise_value_error(plain if fmt_sign == 32 else lit("Sign not allowed in string format specifier"))
    if fmt_positive:
        return raise_value_error(lit("Negative zero coercion (z) not allowed in string format specifier"))
    if fmt_alternate:
        return raise_value_error(lit("Alternate form (#) not allowed in string format specifier"))
    if fmt_align == EQUALS:
        return raise_value_error(lit("'=' alignment not allowed in string format specifier"))
    text: val = v
    if fmt_precision >= 0 and fmt_precision < Str(v).length:
        text = str_slice(v, 0, fmt_precision) if fmt_precision > 0 else lit("")
    return aligned_text(text)


def aligned_text(text: val) -> val:
    """A text filled up to the width."""
    pad: i32 = fmt_width - Str(text).length
    if pad <= 0:
        return text
    left: i32 = pad if fmt_align == GREATER or fmt_align == EQUALS else (pad >> 1 if fmt_align == CARET else 0)
    mark: i32 = buf_begin()
    put_fill(left)
    buf_str(text)
    put_fill(pad - left)
    return buf_end(mark)


def grouped(digits: val, least: i32, size: i32) -> val:
    """Digits with separators every `size`, zeros in front up to `least` characters."""
    left: i32 = Str(digits).nbytes
    if left == 0 or (fmt_group == 0 and left >= least):
        return digits
    p: i32 = digits + STR_BYTES + left
    room: i32 = least
    backward: i32 = buf_begin()
    while 1:
        n: i32 = left if left > room else room
        n = n if n > 1 else 1
        if fmt_group and n > size:
            n = size
        room -= n
        while n > 0:
            if left > 0:
                p -= 1
                left -= 1
                buf_byte(load8(p))
            else:
                buf_byte(ZERO)
            n -= 1
        if left <= 0 and room <= 0:
            break
        buf_byte(fmt_group)
        room -= 1
    text: val = buf_end(backward)
    reverse_bytes(text + STR_BYTES, Str(text).nbytes)
    return text


def reverse_bytes(p: i32, n: i32) -> None:
    left: i32 = p
    right: i32 = p + n - 1
    while left < right:
        held: i32 = load8(left)
        store8(left, load8(right))
        store8(right, held)
        left += 1
        right -= 1


def laid_out(negative: i32, prefix: val, digits: val, rest: val, size: i32) -> val:
    """Sign, prefix, grouped digits and what follows them, filled up to the width."""
    sign: i32 = 45 if negative else (fmt_sign if fmt_sign == 43 or fmt_sign == 32 else 0)
    fixed: i32 = (sign != 0) + Str(prefix).nbytes + Str(rest).nbytes
    least: i32 = fmt_width - fixed if fmt_fill == ZERO and fmt_align == EQUALS else 0
    whole: val = grouped(digits, least, size)
    pad: i32 = fmt_width - fixed - Str(whole).nbytes
    pad = pad if pad > 0 else 0
    left: i32 = pad if fmt_align == GREATER else (pad >> 1 if fmt_align == CARET else 0)
    inner: i32 = pad if fmt_align == EQUALS else 0
    mark: i32 = buf_begin()
    put_fill(left)
    if sign:
        buf_byte(sign)
    buf_str(prefix)
    put_fill(inner)
    buf_str(whole)
    buf_str(rest)
    put_fill(pad - left - inner)
    return buf_end(mark)


@noinline
def format_int(v: val, spec: val) -> val:
    if not parse_spec(v, spec, GREATER):
        return 0
    kind: i32 = fmt_type if fmt_type else 100
    if is_one_of(kind, lit("eEfFgG%")):
        x: f64 = float_of(v)
        if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__float__")):
            said: val = float_by_method(v)  # which may have formatted something
            return float_laid_out(float_of(said)) if said != 0 and parse_spec(v, spec, GREATER) else 0
        return float_laid_out(x) if raised == 0 else 0
    if not is_one_of(kind, lit("dbcoxXn")):
        return unknown_type(v)
    if fmt_precision >= 0:
        return raise_value_error(lit("Precision not allowed in integer format specifier"))
    if fmt_positive:
        return raise_value_error(lit("Negative zero coercion (z) not allowed in integer format specifier"))
    if kind == 99:
        if live(Feature.NUMBERED_CHARACTERS):
            return format_char(int_of(v))
        leave(reason("character of a number"))
    base: i32 = 2 if kind == 98 else (8 if kind == 111 else (16 if (kind | 32) == 120 else 10))
    prefix: val = lit("")
    if fmt_alternate and base != 10:
        prefix = lit("0b") if base == 2 else (lit("0o") if base == 8 else (lit("0x") if kind == 120 else lit("0X")))
    mark: i32 = buf_begin()
    put_magnitude(v, base)
    digits: val = buf_end(mark)
    if raised != 0:
        return 0
    if kind == 88:
        digits = ascii_case(digits, 97)
    return laid_out(int_below(v), prefix, digits, lit(""), 3 if base == 10 else 4)


def format_char(n: i64) -> val:
    """Type c."""
    if fmt_sign:
        return raise_value_error(lit("Sign not allowed with integer format specifier 'c'"))
    if fmt_alternate:
        return raise_value_error(lit("Alternate form (#) not allowed with integer format specifier 'c'"))
    if not gt_u(i64(0x110000), n):
        return raise_overflow(lit("%c arg not in range(0x110000)"))
    enable(Feature.HALVES)
    return aligned_text(str_from_code(i32(n)))


@noinline
def format_float(v: val, x: f64, spec: val) -> val:
    if not parse_spec(v, spec, GREATER):
        return 0
    if fmt_type != 0 and not is_one_of(fmt_type, lit("eEfFgGn%")):
        return unknown_type(v)
    return float_laid_out(x)


def float_laid_out(x: f64) -> val:
    """A float by the parsed specification."""
    negative: i32 = bits(x) < 0 and x == x
    percent: i32 = fmt_type == 37
    size: f64 = fabs(x * 100.0 if percent else x)
    kind: i32 = fmt_type | 32
    if fmt_type == 0:
        kind = 0
    elif percent:
        kind = 102
    elif kind == 110:
        kind = 103
    upper: i32 = fmt_type >= 69 and fmt_type <= 71
    mark: i32 = buf_begin()
    put_float_text(size, kind, fmt_precision, fmt_alternate)
    if percent:
        buf_byte(37)
    text: val = buf_end(mark)
    if upper:
        text = ascii_case(text, 97)
    p: i32 = text + STR_BYTES
    n: i32 = spec_number(p, p + Str(text).nbytes) - p
    if fmt_positive and negative and is_zero_text(text):
        negative = 0
    return laid_out(negative, lit(""), str_from(p, n), str_from(p + n, Str(text).nbytes - n), 3)


def is_zero_text(text: val) -> i32:
    """Whether the digits before an exponent are all zero."""
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    start: i32 = p
    while p < end and (load8(p) == ZERO or load8(p) == 46):
        p += 1
    return p != start and (p == end or not is_ascii_digit(load8(p)))


def py_format_plain(v: val) -> val:
    """`format(v, "")`."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return py_format(v, lit(""))
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        return py_format(v, lit(""))
    return py_str(v)


def py_format_part(v: val) -> val:
    """`format(v, "")`, but a small int as it is: `buf_part` writes its digits where the text comes to be."""
    return v if v & 1 else py_format_plain(v)


@noinline
def buf_part(v: val) -> None:
    """Appends a string or an int, which is a large one where the compiler knows what is written to be an int."""
    if v & 1:
        buf_int(i64(v >> 1))
    elif live(T_INT) and has_tag(v, T_INT):
        buf_int(int_of(v))
    else:
        buf_str(v)
