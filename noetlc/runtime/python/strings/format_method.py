"""`str.format` and `str.format_map`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, load8, noinline, val
from noetlc.layout.objects import STR_BYTES, Str, Tuple
from noetlc.runtime.python.exceptions.errors import message_of, raise_index, raise_key, raise_value_error
from noetlc.runtime.python.protocol import py_getattr, py_getitem, py_repr, py_str
from noetlc.runtime.python.strings.ascii import py_ascii
from noetlc.runtime.python.strings.format import escape_name, py_format
from noetlc.runtime.python.strings.format_put import put_simple
from noetlc.runtime.text.strings import buf_end, code_at, code_width, str_from, str_from_code
from noetlc.runtime.text.unicode import is_ascii_digit
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_drop, buf_str
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import from_int, raised

# arguments of the call under way
field_values: val = 0  # tuple, 0 for format_map
field_names: val = 0  # mapping, 0 for none
field_auto: i32 = 0  # next automatic number
field_manual: i32 = 0  # 1 once a field had a number, 2 once one had none

# the field read last, as addresses
field_start: i32 = 0
field_stop: i32 = 0
field_conversion: i32 = 0
field_spec: i32 = 0
field_spec_stop: i32 = 0
field_nested: i32 = 0
field_end: i32 = 0  # after the closing brace

OPEN = 123
CLOSE = 125
COLON = 58
BANG = 33
DOT = 46
BRACKET = 91
BRACKET_CLOSE = 93


@noinline
def py_str_format(text: val, values: val, named: val) -> val:
    """`text.format(*values, **named)`; named 0 = none."""
    return format_fields(text, values, named)


def py_format_map(text: val, mapping: val) -> val:
    return format_fields(text, 0, mapping)


def format_fields(text: val, values: val, named: val) -> val:
    """A format string with its fields filled in; an object that is shown may format others meanwhile."""
    global field_values, field_names, field_auto, field_manual
    outer_values: val = field_values
    outer_names: val = field_names
    outer_auto: i32 = field_auto
    outer_manual: i32 = field_manual
    field_values = values
    field_names = named
    field_auto = 0
    field_manual = 0
    mark: i32 = buf_begin()
    done: i32 = put_fields(text + STR_BYTES, text + STR_BYTES + Str(text).nbytes, 2)
    field_values = outer_values
    field_names = outer_names
    field_auto = outer_auto
    field_manual = outer_manual
    if not done:
        buf_drop(mark)
        return 0
    return buf_end(mark)


def put_fields(p: i32, end: i32, levels: i32) -> i32:
    """Appends a format string with its fields filled in; 0 when raised."""
    if levels <= 0:
        raise_value_error(lit("Max string recursion exceeded"))
        return 0
    while p < end:
        start: i32 = p
        c: i32 = load8(p)
        while c != OPEN and c != CLOSE:
            p += 1
            if p == end:
                break
            c = load8(p)
        if p > start:
            buf_bytes(start, p - start)
            if p == end:
                break
        p += 1
        if p < end and load8(p) == c:
            buf_byte(c)
            p += 1
            continue
        if c == CLOSE:
            raise_value_error(lit("Single '}' encountered in format string"))
            return 0
        if p >= end:
            raise_value_error(lit("Single '{' encountered in format string"))
            return 0
        if load8(p) == CLOSE:
            p += 1
            if not put_next(p):
                return 0
            continue
        if not read_field(p, end):
            return 0
        p = field_end
        if not put_field(levels):
            return 0
    return 1


def put_next(p: i32) -> i32:
    """Appends the next argument by the field `{}` that ends at p; 0 when raised."""
    v: val = field_first(p, p)
    if v == 0:
        return 0
    if put_simple(v, p, p, 0):
        return 1
    v = py_format(v, lit(""))
    if v == 0:
        return 0
    buf_str(v)
    return 1


def field_error(message: val) -> i32:
    raise_value_error(message)
    return 0


def read_field(p: i32, end: i32) -> i32:
    """Splits the field after an opening brace into its parts; 0 when raised."""
    global field_start, field_stop, field_conversion, field_spec, field_spec_stop, field_nested, field_end
    field_start = p
    field_conversion = 0
    field_nested = 0
    c: i32 = 0
    while p < end:
        c = load8(p)
        p += 1
        if c == OPEN:
            return field_error(lit("unexpected '{' in field name"))
        if c == BRACKET:
            while p < end and load8(p) != BRACKET_CLOSE:
                p += 1
        elif c == CLOSE or c == COLON or c == BANG:
            break
    field_stop = p - 1
    field_spec = p
    field_spec_stop = p
    field_end = p
    if c == CLOSE:
        return 1
    if c != COLON and c != BANG:
        return field_error(lit("expected '}' before end of string"))
    if c == BANG:
        if p >= end:
            return field_error(lit("end of string while looking for conversion specifier"))
        field_conversion = code_at(p)
        p += code_width(load8(p))
        if p < end:
            c = load8(p)
            p += 1
            field_end = p
            if c == CLOSE:
                return 1
            if c != COLON:
                return field_error(lit("expected ':' after conversion specifier"))
    return read_spec(p, end)


def read_spec(p: i32, end: i32) -> i32:
    """Finds the end of the specification at p; 0 when raised."""
    global field_spec, field_spec_stop, field_nested, field_end
    field_spec = p
    level: i32 = 1
    while p < end:
        c: i32 = load8(p)
        p += 1
        if c == OPEN:
            field_nested = 1
            level += 1
        elif c == CLOSE:
            level -= 1
            if level == 0:
                field_spec_stop = p - 1
                field_end = p
                return 1
    return field_error(lit("unmatched '{' in format spec"))


def put_field(levels: i32) -> i32:
    """Appends the value of the field read; 0 when raised."""
    conversion: i32 = field_conversion
    spec_start: i32 = field_spec
    spec_stop: i32 = field_spec_stop
    nested: i32 = field_nested
    v: val = field_first(field_start, field_stop) if field_start == field_stop else field_value(field_start, field_stop)
    if v != 0 and conversion != 0:
        v = field_converted(v, conversion)
    if v == 0:
        return 0
    if not nested and put_simple(v, spec_start, spec_stop, 0):
        return 1
    spec: val = lit("")
    if nested:
        mark: i32 = buf_begin()
        if not put_fields(spec_start, spec_stop, levels - 1):
            return 0
        spec = buf_end(mark)
    elif spec_stop > spec_start:
        spec = str_from(spec_start, spec_stop - spec_start)
    shown: val = py_format(v, spec)
    if shown == 0:
        return 0
    buf_str(shown)
    return 1


def field_converted(v: val, conversion: i32) -> val:
    if conversion == 114:
        return py_repr(v)
    if conversion == 115:
        return py_str(v)
    if conversion == 97:
        return py_ascii(v)
    shown: val = str_from_code(conversion) if conversion > 32 and conversion < 127 else escape_name(conversion)
    return raise_value_error(message_of(lit("Unknown conversion specifier $"), shown, 0, 0))


def field_number(p: i32, end: i32) -> i64:
    """The number that all of p … end spells, -1 if it is none; `raised` set if it is too large."""
    if p == end:
        return i64(-1)
    n: i64 = 0
    while p < end:
        c: i32 = load8(p)
        if not is_ascii_digit(c):
            return i64(-1)
        n = n * 10 + i64(c - 48)
        if n > 0xFFFFFFFFFFFFFFF:
            raise_value_error(lit("Too many decimal digits in format string"))
            return i64(-1)
        p += 1
    return n


def name_end(p: i32, end: i32) -> i32:
    """The end of the name at p: before a dot or an opening bracket."""
    while p < end and load8(p) != DOT and load8(p) != BRACKET:
        p += 1
    return p


def field_value(p: i32, end: i32) -> val:
    """The value that a field name such as `0.a[b]` means; 0 when raised."""
    q: i32 = name_end(p, end)
    v: val = field_first(p, q)
    while v != 0 and q < end:
        c: i32 = load8(q)
        q += 1
        stop: i32 = name_end(q, end)
        if c == BRACKET:
            stop = q
            while stop < end and load8(stop) != BRACKET_CLOSE:
                stop += 1
            if stop == end:
                return raise_value_error(lit("Missing ']' in format string"))
        elif c != DOT:
            return raise_value_error(lit("Only '.' or '[' may follow ']' in format field specifier"))
        if stop == q:
            return raise_value_error(lit("Empty attribute in format string"))
        if c == DOT:
            v = py_getattr(v, str_from(q, stop - q))
            q = stop
        else:
            n: i64 = field_number(q, stop)
            if raised != 0:
                return 0
            v = py_getitem(v, from_int(n) if n >= 0 else str_from(q, stop - q))
            q = stop + 1
    return v


def field_first(p: i32, q: i32) -> val:
    """The argument that a field names, numbers, or takes in turn."""
    global field_auto, field_manual
    n: i64 = field_number(p, q)
    if raised != 0:
        return 0
    if n < 0 and q > p:
        name: val = str_from(p, q - p)
        if field_names == 0:
            return raise_key(name)
        return py_getitem(field_names, name)
    how: i32 = 2 if q == p else 1
    if field_manual != 0 and field_manual != how:
        manual: val = lit("cannot switch from automatic field numbering to manual field specification")
        return raise_value_error(manual if how == 1 else lit("cannot switch from manual field specification to automatic field numbering"))
    field_manual = how
    if how == 2:
        n = i64(field_auto)
        field_auto += 1
    if field_values == 0:
        return raise_value_error(lit("Format string contains positional fields"))
    if n >= i64(Tuple(field_values).length):
        return raise_index(message_of(lit("Replacement index $ out of range for positional args tuple"), from_int(n), 0, 0))
    return tuple_get(field_values, i32(n))
