"""`text % values`: printf-style formatting."""

from __future__ import annotations

from noetlc.kernel.lang import enable, f64, gt_u, i32, i64, inline, lit, lit_class, live, load8, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, UNDEFINED, Float, Str, Tuple
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_DICT, T_FLOAT, T_INSTANCE, T_LIST, T_RANGE, T_STR, T_TUPLE
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.lookup import dunder
from noetlc.runtime.python.classes.special import special_index, special_unary
from noetlc.runtime.python.exceptions.errors import (
    clear_raised,
    exc_matches,
    message_of,
    raise_overflow,
    raise_type,
    raise_type_error,
    raise_value_error,
)
from noetlc.runtime.python.exceptions.sizes import refuse_memory
from noetlc.runtime.python.numbers.int import put_radix
from noetlc.runtime.python.numbers.ints import int_below, int_from_float, is_wide, put_magnitude
from noetlc.runtime.python.numbers.number import NUM_INT, float_of, num_kind, py_index_clamped
from noetlc.runtime.python.protocol import int_like, py_getitem, py_repr, py_str, py_type_name
from noetlc.runtime.python.strings.ascii import py_ascii
from noetlc.runtime.python.strings.bytes_percent import bytes_char, bytes_mode, bytes_text
from noetlc.runtime.python.strings.case import ascii_case
from noetlc.runtime.python.strings.codec import decode_as, encode_as
from noetlc.runtime.python.strings.codec_handlers import STRICT
from noetlc.runtime.python.strings.codec_names import LATIN1
from noetlc.runtime.python.strings.format import (
    aligned_text,
    float_laid_out,
    fmt_alternate,
    fmt_flags,
    fmt_kind,
    fmt_place,
    fmt_precision,
    fmt_reset,
    fmt_sign,
    fmt_sizes,
    fmt_type,
    fmt_width,
    is_one_of,
    laid_out,
    spec_number,
)  # fmt: skip
from noetlc.runtime.python.strings.format_put import put_simple
from noetlc.runtime.python.strings.methods import padded
from noetlc.runtime.python.strings.wide_numbers import too_wide
from noetlc.runtime.text.strings import buf_end, code_at, code_width, count_codes, str_from, str_from_code, str_slice
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_drop, buf_str
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import from_int, has_tag, leave, raised, tag_of

# arguments of the operation under way
percent_values: val = 0
percent_next: i32 = 0  # next item of a tuple; -1 a single value not used yet, -2 used
percent_dict: val = 0  # the mapping, or 0

# one conversion
percent_at: i32 = 0  # address after it
percent_left: i32 = 0  # flag -
percent_zero: i32 = 0  # flag 0


@inline
def next_value() -> val:
    """The next argument, which stays the next; 0 if there is none."""
    i: i32 = percent_next
    if i == -1:
        return percent_values
    return tuple_get(percent_values, i) if i >= 0 and i < Tuple(percent_values).length else 0


def take_value() -> val:
    """The next argument; 0 when raised."""
    global percent_next
    v: val = next_value()
    if v == 0:
        return raise_type_error(lit("not enough arguments for format string"))
    percent_next = -2 if percent_next == -1 else percent_next + 1
    return v


def is_mapping_like(v: val) -> i32:
    """What `%` accepts as one argument that need not be used: anything with subscripts but str and tuple."""
    tag: i32 = tag_of(v)
    if live(T_BYTES) and tag == T_BYTES:
        return 1 - bytes_mode
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        return 1 - bytes_mode
    if live(T_RANGE) and tag == T_RANGE:
        return 1
    if live(T_INSTANCE) and tag == T_INSTANCE:
        return dunder(v, lit("__getitem__")) != 0
    return tag == T_LIST or tag == T_DICT


@noinline
def str_percent(text: val, values: val) -> val:
    """`text % values`."""
    global percent_values, percent_next, percent_dict
    percent_values = values
    percent_dict = 0
    percent_next = -1
    if live(T_TUPLE) and has_tag(values, T_TUPLE):
        percent_next = 0
    elif is_mapping_like(values):
        percent_dict = values
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    mark: i32 = buf_begin()
    while p < end:
        start: i32 = p
        while p < end and load8(p) != 37:
            p += 1
        if p > start:
            buf_bytes(start, p - start)
            if p == end:
                break
        p += 1
        if p < end and load8(p) == 37:
            buf_byte(37)
            p += 1
            continue
        if p < end and load8(p) == 40:
            p = look_up(p + 1, end)
            if p == 0:
                buf_drop(mark)
                return 0
        v: val = next_value()
        after: i32 = 0 if v == 0 or (live(T_BYTES) and bytes_mode) else put_simple(v, p, end, 1)
        if after:
            take_value()
            p = after
            continue
        made: val = convert(text, p, end)
        if made == 0:
            buf_drop(mark)
            return 0
        buf_str(made)
        p = percent_at
    made_all: val = buf_end(mark)
    unused: i32 = percent_next == -1
    if percent_next >= 0:
        unused = percent_next < Tuple(values).length
    if unused and percent_dict == 0:
        if live(T_BYTES) and bytes_mode:
            return raise_type_error(lit("not all arguments converted during bytes formatting"))
        return raise_type_error(lit("not all arguments converted during string formatting"))
    return made_all


@inline
def percent_key(p: i32, n: i32) -> val:
    """The key of n bytes at p; the formats of bytes have keys that are bytes."""
    return encode_as(str_from(p, n), LATIN1, 0, STRICT) if live(T_BYTES) and bytes_mode else str_from(p, n)


def look_up(p: i32, end: i32) -> i32:
    """Takes the value of the key `(name)` at p as the only argument; the address after it, 0 when raised."""
    global percent_values, percent_next, percent_dict, bytes_mode
    if percent_dict == 0:
        raise_type_error(lit("format requires a mapping"))
        return 0
    level: i32 = 1
    q: i32 = p
    while q < end and level > 0:
        if load8(q) == 41:
            level -= 1
        elif load8(q) == 40:
            level += 1
        q += 1
    if level > 0:
        raise_value_error(lit("incomplete format key"))
        return 0
    names: val = percent_dict
    key: val = percent_key(p, q - p - 1)
    mode: i32 = bytes_mode
    bytes_mode = 0
    found: val = py_getitem(names, key)  # whose methods may format something themselves
    bytes_mode = mode
    percent_dict = names
    percent_values = found
    percent_next = -1
    return q if found else 0


def star_value(width: i32) -> i32:
    """The int argument of a `*`, for a width or a precision; `raised` is set if it is none, or too large."""
    v: val = take_value()
    if v == 0:
        return 0
    if num_kind(v) != NUM_INT:
        raise_type_error(lit("* wants int"))
        return 0
    n: i64 = py_index_clamped(v)
    if n > 0x7FFFFFFF or n < -0x7FFFFFFF:
        if width and not is_wide(v):
            refuse_memory(n if n > 0 else -n)
        else:
            place: val = lit("ssize_t") if width else lit("int")
            raise_overflow(message_of(lit("Python int too large to convert to C $"), place, 0, 0))
        return 0
    return i32(n)


def size_value(p: i32, q: i32, width: i32) -> i32:
    """The number the digits from p to q spell, a width or a precision; -1 with ValueError or MemoryError pending if it is too large."""
    n: i64 = 0
    while p < q:
        n = n * 10 + i64(load8(p) - 48)
        if n > 0x7FFFFFFF:
            if live(Feature.LARGE_SIZES) and width:
                return too_wide(p + 1, q, n, lit("width too big"))
            raise_value_error(lit("width too big") if width else lit("precision too big"))
            return -1
        p += 1
    return i32(n)


def percent_flags(p: i32, end: i32) -> i32:
    """Reads the flags; the address after them."""
    global percent_left, percent_zero
    while p < end:
        c: i32 = load8(p)
        if c == 45:
            percent_left = 1
        elif c == 43:
            fmt_flags(43, fmt_alternate)
        elif c == 32:
            fmt_flags(43 if fmt_sign == 43 else 32, fmt_alternate)
        elif c == 35:
            fmt_flags(fmt_sign, 1)
        elif c == 48:
            percent_zero = 1
        else:
            break
        p += 1
    return p


@noinline
def convert(text: val, p: i32, end: i32) -> val:
    """The text of the conversion at p, after the `%` and a key; 0 when raised."""
    global percent_left, percent_zero, percent_at
    fmt_reset()
    percent_left = 0
    percent_zero = 0
    p = percent_flags(p, end)
    if p < end and load8(p) == 42:
        width: i32 = star_value(1)
        if raised != 0:
            return 0
        percent_left = percent_left | (width < 0)
        fmt_sizes(-width if width < 0 else width, -1)
        p += 1
    else:
        q: i32 = spec_number(p, end)
        fmt_sizes(size_value(p, q, 1), -1)
        p = q
    if raised == 0 and p < end and load8(p) == 46:
        p = percent_precision(p + 1, end)
    if raised != 0:
        return 0
    if p < end and is_one_of(load8(p), lit("hlL")):
        p += 1
    if p >= end:
        return raise_value_error(lit("incomplete format"))
    fmt_kind(code_at(p))
    percent_at = p + code_width(load8(p))
    v: val = take_value()
    if v == 0:
        return 0
    return converted(v, text, p)


def percent_precision(p: i32, end: i32) -> i32:
    """Reads the precision after a point; the address after it."""
    if p < end and load8(p) == 42:
        places: i32 = star_value(0)
        fmt_sizes(fmt_width, places if places > 0 else 0)
        return p + 1
    q: i32 = spec_number(p, end)
    fmt_sizes(fmt_width, size_value(p, q, 0))
    return q


def percent_align(numeric: i32) -> None:
    """Turns the flags into fill and alignment."""
    if percent_left:
        fmt_place(32, 60)
    elif percent_zero and numeric:
        fmt_place(48, 61)
    else:
        fmt_place(32, 62)


def cut(shown: val) -> val:
    """A text up to the precision, aligned; 0 is passed on."""
    percent_align(0)
    if shown == 0:
        return 0
    if fmt_precision >= 0 and fmt_precision < Str(shown).length:
        shown = str_slice(shown, 0, fmt_precision) if fmt_precision else lit("")
    return aligned_text(shown)


def shown_by(v: val, kind: i32) -> val:
    """The text of conversion s, r or a."""
    return py_str(v) if kind == 115 else (py_repr(v) if kind == 114 else py_ascii(v))


@noinline
def from_instance(v: val, kind: i32) -> val:
    """The text or number that methods of the body make of a value for a conversion; they may format something themselves."""
    global percent_values, percent_next, percent_dict, percent_at, percent_left, percent_zero, bytes_mode
    values: val = percent_values
    item: i32 = percent_next
    names: val = percent_dict
    at: i32 = percent_at
    left: i32 = percent_left
    zero: i32 = percent_zero
    sign: i32 = fmt_sign
    alternate: i32 = fmt_alternate
    width: i32 = fmt_width
    precision: i32 = fmt_precision
    mode: i32 = bytes_mode
    bytes_mode = 0
    made: val = 0
    if live(T_BYTES) and kind == 98:
        made = bytes_text(v)
    else:
        made = shown_by(v, kind) if kind == 115 or kind == 114 or kind == 97 else number_from(v, kind)
    bytes_mode = mode
    percent_values = values
    percent_next = item
    percent_dict = names
    percent_at = at
    percent_left = left
    percent_zero = zero
    fmt_reset()
    fmt_flags(sign, alternate)
    fmt_sizes(width, precision)
    fmt_kind(kind)
    return made


def says_number(v: val, kind: i32) -> i32:
    """Whether the class of a value may say which number is meant by a conversion."""
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        return 1
    if not live(Feature.BUILTIN_SUBCLASSES) or not is_classed(v):
        return 0
    if is_one_of(kind, lit("eEfFgG")):
        return not has_tag(v, T_FLOAT) and defines(v, lit("__float__"))
    return num_kind(v) != NUM_INT and defines(v, lit("__int__") if is_one_of(kind, lit("diu")) else lit("__index__"))


def number_from(v: val, kind: i32) -> val:
    """The number of an instance for a numeric conversion, itself if it has none; 0 when raised."""
    made: val = UNDEFINED
    if kind == 100 or kind == 105 or kind == 117:
        made = special_unary(v, lit("__int__"))
    elif (kind | 32) != 120 and kind != 111:
        made = special_unary(v, lit("__float__"))
        if made != UNDEFINED and made != 0 and not has_tag(made, T_FLOAT):
            template: val = lit("$.__float__ returned non-float (type $)")
            return raise_type_error(message_of(template, py_type_name(v), py_type_name(made), 0))
    return special_index(v) if made == UNDEFINED else made


@noinline
def number_meant(v: val, kind: i32) -> val:
    """The number of an object for a numeric conversion; 0 when raised. For an int its own TypeErrors are those of any value without one."""
    made: val = from_instance(v, kind)
    if not is_one_of(kind, lit("diuxXo")):
        return made
    if made == 0 and not exc_matches(raised, lit_class("TypeError")):
        return 0
    if made != 0 and num_kind(made) == NUM_INT:
        return made
    clear_raised()
    return not_int(v, kind)


def converted(v: val, text: val, p: i32) -> val:
    """A value by the conversion read, whose character stands at p."""
    kind: i32 = fmt_type
    if live(T_BYTES) and bytes_mode:
        if kind == 115 or kind == 98:
            return cut(from_instance(v, 98) if live(T_INSTANCE) else bytes_text(v))
        if kind == 99:
            percent_align(0)
            char: val = bytes_char(v)
            return aligned_text(char) if char != 0 else 0
        if kind == 114:
            kind = 97
    if kind == 115 or kind == 114 or kind == 97:
        return cut(from_instance(v, kind) if live(T_INSTANCE) else shown_by(v, kind))
    if kind == 99:
        if live(Feature.NUMBERED_CHARACTERS):
            percent_align(0)
            return percent_char(v)
        leave(reason("character of a number"))
    if is_one_of(kind, lit("diuxXoeEfFgG")) and says_number(v, kind):
        v = number_meant(v, kind)
        if v == 0:
            return 0
    if is_one_of(kind, lit("diuxXo")):
        percent_align(1)
        return percent_int(v)
    if is_one_of(kind, lit("eEfFgG")):
        percent_align(1)
        if num_kind(v) == 0:
            return raise_type(lit("must be real number, not $"), v)
        x: f64 = float_of(v)
        return float_laid_out(x) if raised == 0 else 0
    return unsupported(kind, count_codes(text + STR_BYTES, p - i32(text) - STR_BYTES))


@noinline
def unsupported(kind: i32, index: i32) -> val:
    template: val = lit("unsupported format character '$' ($) at index $")
    shown: val = str_from_code(kind) if kind > 31 and kind < 127 else lit("?")
    mark: i32 = buf_begin()
    buf_byte(48)
    buf_byte(120)
    put_radix(i64(kind), 16)
    code: val = buf_end(mark)
    return raise_value_error(message_of(template, shown, code, from_int(i64(index))))


def percent_char(v: val) -> val:
    """Conversion c."""
    if has_tag(v, T_STR):
        if Str(v).length == 1:
            return aligned_text(v)
        return raise_type_error(lit("%c requires int or char"))
    code: val = int_like(v)
    if code == 0:
        return 0
    if num_kind(code) == NUM_INT:
        n: i64 = py_index_clamped(code)
        if not gt_u(i64(0x110000), n):
            return raise_overflow(lit("%c arg not in range(0x110000)"))
        enable(Feature.HALVES)
        return aligned_text(str_from_code(i32(n)))
    return raise_type_error(lit("%c requires int or char"))


@noinline
def not_int(v: val, kind: i32) -> val:
    """TypeError of a value that is none of the numbers for d, i, u, x, X or o, also of one whose `__int__` raises it."""
    real: val = lit("%$ format: a real number is required, not $")
    whole: val = lit("%$ format: an integer is required, not $")
    plain: i32 = kind == 100 or kind == 105 or kind == 117
    return raise_type_error(message_of(real if plain else whole, str_from_code(kind), py_type_name(v), 0))


def percent_int(v: val) -> val:
    """Conversions d, i, u, x, X, o."""
    kind: i32 = fmt_type
    base: i32 = 8 if kind == 111 else (16 if (kind | 32) == 120 else 10)
    n: val = v
    if base == 10 and has_tag(v, T_FLOAT):
        n = int_from_float(Float(v).value)
        if n == 0:
            return 0
    elif num_kind(v) != NUM_INT:
        return not_int(v, kind)
    prefix: val = lit("")
    if fmt_alternate and base != 10:
        prefix = lit("0o") if base == 8 else (lit("0x") if kind == 120 else lit("0X"))
    mark: i32 = buf_begin()
    put_magnitude(n, base)
    digits: val = buf_end(mark)
    if raised != 0:
        return 0
    if Str(digits).nbytes < fmt_precision:
        digits = padded(digits, i64(fmt_precision - Str(digits).nbytes), i64(0), lit("0"))
    if kind == 88:
        digits = ascii_case(digits, 97)
    return laid_out(int_below(n), prefix, digits, lit(""), 3)


def bytes_percent(fmt: val, values: val) -> val:
    """`fmt % values` of bytes; 0 when raised."""
    global bytes_mode
    text: val = decode_as(fmt, LATIN1, 0, STRICT)
    bytes_mode = 1
    made: val = str_percent(text, values)
    bytes_mode = 0
    return encode_as(made, LATIN1, 0, STRICT) if made != 0 else 0
