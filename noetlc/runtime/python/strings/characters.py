"""String methods that ask what characters a string consists of."""

from __future__ import annotations

from noetlc.kernel.lang import enable, func, gt_u, i32, i64, lit, lit_class, load8, lt_u, memory_fill, static_i64, store8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, STR_BYTES, Exc, Str
from noetlc.layout.tags import T_DICT, T_STR
from noetlc.runtime.python.containers.dict_entries import dict_lookup, dict_store
from noetlc.runtime.python.exceptions.errors import (
    argument_kind,
    clear_raised,
    is_subclass,
    raise_type_error,
    raise_value_error,
    raise_with,
)
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind
from noetlc.runtime.python.protocol import py_getitem
from noetlc.runtime.text.strings import buf_code, buf_end, code_at, code_width
from noetlc.runtime.text.unicode import (
    all_codes,
    is_alpha,
    is_decimal,
    is_digit,
    is_lower,
    is_numeric,
    is_printable,
    is_space,
    is_title,
    is_upper,
)  # fmt: skip
from noetlc.runtime.values.buffer import buf_begin, buf_drop, buf_pos, buf_room, buf_str
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.dict import dict_key_at, dict_kind, dict_new, dict_next, dict_value_at
from noetlc.runtime.values.memory import from_int, has_tag, raised


def py_isalpha(v: val) -> i32:
    return all_codes(v, func(is_alpha))


def py_isdigit(v: val) -> i32:
    return all_codes(v, func(is_digit))


def py_isdecimal(v: val) -> i32:
    return all_codes(v, func(is_decimal))


def py_isnumeric(v: val) -> i32:
    return all_codes(v, func(is_numeric))


def py_isspace(v: val) -> i32:
    return all_codes(v, func(is_space))


def is_alnum(code: i32) -> i32:
    if code < 128:
        return lt_u((code | 32) - 97, 26) or lt_u(code - 48, 10)
    return is_alpha(code) or is_numeric(code)


def py_isalnum(v: val) -> i32:
    return all_codes(v, func(is_alnum))


def py_isprintable(v: val) -> i32:
    return Str(v).nbytes == 0 or all_codes(v, func(is_printable))


def py_isascii(v: val) -> i32:
    return Str(v).nbytes == Str(v).length


def py_islower(v: val) -> i32:
    return one_case(v, 1)


def py_isupper(v: val) -> i32:
    return one_case(v, 0)


def one_case(v: val, lower: i32) -> i32:
    """Whether there are cased characters and all are lower (or upper) case."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    found: i32 = 0
    while p < end:
        code: i32 = code_at(p)
        if is_lower(code):
            if not lower:
                return 0
            found = 1
        elif is_upper(code):
            if lower:
                return 0
            found = 1
        elif is_title(code):
            return 0
        p += code_width(load8(p))
    return found


def py_istitle(v: val) -> i32:
    """Whether words start with an upper or title case character and go on in lower case, and there is one."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    found: i32 = 0
    inside: i32 = 0
    while p < end:
        code: i32 = code_at(p)
        if is_upper(code) or is_title(code):
            if inside:
                return 0
            inside = 1
            found = 1
        elif is_lower(code):
            if not inside:
                return 0
            found = 1
        else:
            inside = 0
        p += code_width(load8(p))
    return found


ASCII = 128
MADE_DELETED, MADE_UNKNOWN = 0x80, 0xFF  # bytes of `ASCII_MADE` beside what a character becomes
ASCII_MADE = static_i64([0] * (ASCII // 8))  # of one translation, filled as characters come


def py_translate(v: val, table: val) -> val:
    """`v.translate(table)` with a dict from code points to code points, strings or None."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    mark: i32 = buf_begin()
    memory_fill(ASCII_MADE, MADE_UNKNOWN, ASCII)
    while p < end:
        p = put_ascii(p, end)
        if p >= end:
            break
        code: i32 = code_at(p)
        p += code_width(load8(p))
        found: val = dict_lookup(table, from_int(i64(code)))
        if raised != 0:
            buf_drop(mark)
            return 0
        if found == 0:
            buf_code(code)
        elif found != NONE and not put_translated(found):
            buf_drop(mark)
            return 0
        if code < ASCII:
            store8(ASCII_MADE + code, ascii_made(code, found))
    return buf_end(mark)


def put_ascii(p: i32, end: i32) -> i32:
    """Appends what characters from p become as long as that is known; the address of the first of which it is not."""
    global buf_pos
    buf_room(end - p)
    at: i32 = buf_pos
    while p < end:
        c: i32 = load8(p)
        made: i32 = load8(ASCII_MADE + c) if c < ASCII else MADE_UNKNOWN
        if made == MADE_UNKNOWN:
            break
        if made != MADE_DELETED:
            store8(at, made)
            at += 1
        p += 1
    buf_pos = at
    return p


def ascii_made(code: i32, found: val) -> i32:
    """What is kept of a looked-up character: what becomes one ASCII character or none."""
    if found == 0:
        return code
    if found == NONE:
        return MADE_DELETED
    if has_tag(found, T_STR):
        return load8(found + STR_BYTES) if Str(found).nbytes == 1 else MADE_UNKNOWN
    n: i64 = int_of(found)
    return MADE_UNKNOWN if gt_u(n, i64(ASCII - 1)) else i32(n)


def put_translated(found: val) -> i32:
    """Appends what a translation table holds; 0 when raised."""
    if has_tag(found, T_STR):
        buf_str(found)
        return 1
    if num_kind(found) != NUM_INT:
        raise_type_error(lit("character mapping must return integer, None or str"))
        return 0
    n: i64 = int_of(found)
    if not gt_u(i64(0x110000), n):
        raise_value_error(lit("character mapping must be in range(0x110000)"))
        return 0
    enable(Feature.HALVES)
    buf_code(i32(n))
    return 1


def py_translate_any(v: val, table: val) -> val:
    """`v.translate(table)`; a table that is no plain dict is subscripted, and what it does not find stays."""
    if has_tag(table, T_DICT) and not is_classed(table) and dict_kind(table) == 0:
        return py_translate(v, table)
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    mark: i32 = buf_begin()
    while p < end:
        code: i32 = code_at(p)
        p += code_width(load8(p))
        found: val = py_getitem(table, from_int(i64(code)))
        if found == 0:
            if not is_subclass(Exc(raised).cls, lit_class("LookupError")):
                buf_drop(mark)
                return 0
            clear_raised()
            buf_code(code)
        elif found != NONE and not put_translated(found):
            buf_drop(mark)
            return 0
    return buf_end(mark)


def py_maketrans(x: val, y: val, z: val) -> val:
    """`str.maketrans(x, y, z)`; y and z 0 = absent."""
    made: val = dict_new()
    if y == 0:
        if not has_tag(x, T_DICT):
            return raise_type_error(lit("if you give only one argument to maketrans it must be a dict"))
        i: i32 = dict_next(x, 0)
        while i >= 0:
            key: val = dict_key_at(x, i)
            if has_tag(key, T_STR):
                if Str(key).length != 1:
                    return raise_value_error(lit("string keys in translate table must be of length 1"))
                key = from_int(i64(code_at(key + STR_BYTES)))
            elif num_kind(key) != NUM_INT:
                return raise_type_error(lit("keys in translate table must be strings or integers"))
            dict_store(made, key, dict_value_at(x, i))
            i = dict_next(x, i + 1)
        return made
    if not has_tag(y, T_STR):
        return raise_with(lit_class("TypeError"), lit("maketrans() argument 2 must be str, not $"), argument_kind(y), 0)
    if z != 0 and not has_tag(z, T_STR):
        return raise_with(lit_class("TypeError"), lit("maketrans() argument 3 must be str, not $"), argument_kind(z), 0)
    if not has_tag(x, T_STR):
        return raise_type_error(lit("first maketrans argument must be a string if there is a second argument"))
    if Str(x).length != Str(y).length:
        return raise_value_error(lit("the first two maketrans arguments must have equal length"))
    put_pairs_of(made, x, y)
    if z:
        put_pairs_of(made, z, 0)
    return made


def put_pairs_of(made: val, x: val, y: val) -> None:
    """Maps the characters of x to those of y, or to None."""
    p: i32 = x + STR_BYTES
    end: i32 = p + Str(x).nbytes
    q: i32 = y + STR_BYTES
    while p < end:
        target: val = NONE
        if y:
            target = from_int(i64(code_at(q)))
            q += code_width(load8(q))
        dict_store(made, from_int(i64(code_at(p))), target)
        p += code_width(load8(p))


def py_maketrans_of(_v: val, x: val, y: val, z: val) -> val:
    """`text.maketrans(x, y, z)`: the receiver does not matter."""
    return py_maketrans(x, y, z)
