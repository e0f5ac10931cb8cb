"""Values of a body on their way into a function of a plug-in, and what it gives on its way back.

Everything crosses by value. Arguments are checked first: what does not fit raises the errors of a built-in function, worded with
`plugin_what` ("encode() argument 1"). Of a function in kernel Python a result that is not of the declared type is a defect and
traps; what a linked module answers is only bytes, and raises ValueError if they are malformed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import enable, f64, gt_u, i32, i64, inline, lit, live, load8, load32, loadv, lt_u, noinline, shr_u, trap, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    ASCII,
    BYTES_DATA,
    ENTRY,
    FALSE,
    ITEMS_DATA,
    NONE,
    STR_BYTES,
    TRUE,
    TUPLE_ITEMS,
    Bytearray,
    Bytes,
    Dict,
    Float,
    Int,
    List,
    Obj,
    Str,
    Tuple,
)  # fmt: skip
from noetlc.layout.tags import T_BOOL, T_BYTEARRAY, T_BYTES, T_DICT, T_FLOAT, T_INT, T_LIST, T_NONE, T_STR, T_TUPLE, T_WIDE
from noetlc.runtime.json.dump import JSON_DEPTH, dump_value
from noetlc.runtime.json.parse import MAX_DEPTH, json_parse_deep
from noetlc.runtime.numbers.wide import wide_float
from noetlc.runtime.python.strings.codec_names import UTF8
from noetlc.runtime.template.base64 import BASE64
from noetlc.runtime.text.strings import count_codes
from noetlc.runtime.values.buffer import buf_base, buf_byte, buf_drop, buf_pos, buf_room
from noetlc.runtime.values.dict import dict_append, dict_set, dict_sized, value_in
from noetlc.runtime.values.list import list_new, list_push
from noetlc.runtime.values.lookups import KEY, dict_entries
from noetlc.runtime.values.memory import from_bool, from_float, from_int, has_tag, tag_of

if TYPE_CHECKING:
    from noetlc.runtime.python.calls.body import not_finite
    from noetlc.runtime.python.classes.builtin_subclass import plain
    from noetlc.runtime.python.exceptions.errors import message_of, raise_overflow, raise_type_error, raise_value_error
    from noetlc.runtime.python.objects.repr import py_str
    from noetlc.runtime.python.objects.types import py_type_name
    from noetlc.runtime.python.strings.codec import raise_encode
    from noetlc.runtime.values.bytes import bytes_from

plugin_size: i32 = 0  # bytes of the input that was just made
plugin_what: val = 0  # what messages call the argument that is looked at; 0: a result, which traps instead


# ---- arguments: 0 with an exception pending if they do not fit


@noinline
def plugin_not(wanted: val, v: val) -> val:
    """TypeError: the argument must be something else."""
    if plugin_what == 0:
        trap()
    return raise_type_error(message_of(lit("$ must be $, not $"), plugin_what, wanted, py_type_name(v)))


@noinline
def plugin_bad(template: val) -> val:
    """ValueError with the argument in the template."""
    if plugin_what == 0:
        trap()
    return raise_value_error(message_of(template, plugin_what, 0, 0))


@inline
def plugin_plain(v: val) -> val:
    """An instance of a subclass as a value of the built-in type."""
    return plain(v) if live(Feature.BUILTIN_SUBCLASSES) else v


def plugin_arg_json(v: val, what: val) -> val:
    """A copy of JSON data."""
    global plugin_what
    plugin_what = what
    return plugin_copy(v, 0)


def plugin_arg_str(v: val, what: val) -> val:
    global plugin_what
    plugin_what = what
    v = plugin_plain(v)
    return plugin_text(v) if has_tag(v, T_STR) else plugin_not(lit("str"), v)


def plugin_arg_bytes(v: val, what: val) -> val:
    global plugin_what
    plugin_what = what
    v = plugin_plain(v)
    if live(T_BYTES) and has_tag(v, T_BYTES):
        return v
    if live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY):
        held: val = Bytearray(v).held
        return bytes_from(held + BYTES_DATA, Bytes(held).nbytes)
    return plugin_not(lit("bytes"), v)


def plugin_arg_int(v: val, what: val) -> i64:
    """An int of 64 bits; bools are ints."""
    global plugin_what
    plugin_what = what
    v = plugin_plain(v)
    if v & 1:
        return i64(v >> 1)
    tag: i32 = Obj(v).tag
    if tag == T_INT:
        return Int(v).value
    if tag == T_BOOL:
        return i64(v == TRUE)
    if live(T_WIDE) and tag == T_WIDE:
        raise_overflow(message_of(lit("$ does not fit into 64 bits"), what, 0, 0))
    else:
        plugin_not(lit("int"), v)
    return i64(0)


def plugin_arg_float(v: val, what: val) -> f64:
    """A finite float, or an int that has one."""
    global plugin_what
    plugin_what = what
    v = plugin_plain(v)
    if v & 1:
        return f64(v >> 1)
    tag: i32 = Obj(v).tag
    if tag == T_FLOAT:
        if not_finite(Float(v).value):
            plugin_bad(lit("$ is not finite"))
        return Float(v).value
    if tag == T_INT:
        return f64(Int(v).value)
    if tag == T_BOOL:
        return f64(i32(v == TRUE))
    if live(T_WIDE) and tag == T_WIDE:
        x: f64 = wide_float(v)
        if x - x != 0.0:
            raise_overflow(lit("int too large to convert to float"))
        return x
    plugin_not(lit("float"), v)
    return 0.0


def plugin_arg_bool(v: val, what: val) -> i32:
    global plugin_what
    plugin_what = what
    if not has_tag(v, T_BOOL):
        plugin_not(lit("bool"), v)
    return v == TRUE


def plugin_text(v: val) -> val:
    """A string that has an UTF-8 form; else UnicodeEncodeError."""
    return v if Str(v).flags & ASCII else plugin_unicode(v)


@noinline
def plugin_unicode(v: val) -> val:
    """The same where there may be surrogates: 0xED before a byte from 0xA0 on."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes - 1
    while p < end:
        if load8(p) == 0xED and load8(p, 1) >= 0xA0:
            if plugin_what == 0:
                trap()
            return raise_encode(v, p, count_codes(v + STR_BYTES, p - i32(v) - STR_BYTES), UTF8)
        p += 1
    return v


def plugin_copy(v: val, level: i32) -> val:
    """A copy of JSON data by value, tuples as lists, keys as text; 0 with an exception pending if it is none."""
    if v & 1:
        return v
    v = plugin_plain(v)
    tag: i32 = Obj(v).tag
    if tag == T_STR:
        return plugin_text(v)
    if tag == T_FLOAT:
        return plugin_bad(lit("$ holds a number that is not finite")) if not_finite(Float(v).value) else v
    if tag < T_STR:
        return NONE if tag <= T_NONE else v
    known: i32 = tag == T_LIST or tag == T_DICT or (live(T_TUPLE) and tag == T_TUPLE)
    if not known:
        return plugin_not(lit("JSON data"), v)
    if level >= MAX_DEPTH:
        return plugin_bad(lit("$ is nested deeper than 128 levels"))
    if tag == T_DICT:
        return plugin_copy_dict(v, level + 1)
    if tag == T_LIST:
        return plugin_copy_items(List(v).items + ITEMS_DATA, List(v).length, level + 1)
    return plugin_copy_items(v + TUPLE_ITEMS, Tuple(v).length, level + 1)


def plugin_copy_items(p: i32, n: i32, level: i32) -> val:
    made: val = list_new(n)
    end: i32 = p + (n << 2)
    while lt_u(p, end):
        item: val = plugin_copy(loadv(p), level)
        if item == 0:
            return 0
        list_push(made, item)
        p += 4
    return made


def plugin_copy_dict(d: val, level: i32) -> val:
    made: val = dict_sized(Dict(d).used)
    e: i32 = dict_entries(d)
    end: i32 = e + Dict(d).fill * ENTRY
    odd: i32 = 0
    while lt_u(e, end):
        if load32(e) != 0:
            key: val = plugin_plain(loadv(e, KEY))
            item: val = plugin_copy(value_in(e), level)
            if item == 0:
                return 0
            if has_tag(key, T_STR):
                key = plugin_text(key)
            else:
                key = plugin_key(key)
                odd = 1
            if key == 0:
                return 0
            if odd:  # it may be the text of another
                dict_set(made, key, item)
            else:
                dict_append(made, key, load32(e), item)
        e += ENTRY
    return made


@noinline
def plugin_key(key: val) -> val:
    """A key that is no string as its text."""
    if key == NONE:
        return lit("null")
    if key == TRUE:
        return lit("true")
    if key == FALSE:
        return lit("false")
    tag: i32 = tag_of(key)
    if tag == T_INT or tag == T_FLOAT or (live(T_WIDE) and tag == T_WIDE):
        return py_str(key)
    return plugin_bad(lit("$ has a map key that is neither text nor a number"))


# ---- results of functions in kernel Python


def plugin_result_json(v: val) -> val:
    """A copy of what a function gave: parts that it has twice become two."""
    global plugin_what
    plugin_what = 0
    if v == 0:
        trap()
    return plugin_copy(v, 0)


def plugin_result_bytes(v: val) -> val:
    if v == 0 or not has_tag(v, T_BYTES):
        trap()
    return v


def plugin_result_str(v: val) -> val:
    global plugin_what
    plugin_what = 0
    if v == 0 or not has_tag(v, T_STR):
        trap()
    return plugin_text(v)


@inline
def plugin_result_int(x: i64) -> i64:
    return x


def plugin_result_float(x: f64) -> f64:
    if x - x != 0.0:
        trap()
    return x


def plugin_result_bool(x: i32) -> i32:
    if gt_u(x, 1):
        trap()
    return x


# ---- the bytes that linked modules take and give


def plugin_wire_json(v: val) -> None:
    """Appends the JSON text of an argument that was checked."""
    global buf_pos
    buf_room(32)
    end: i32 = dump_value(v, buf_pos, JSON_DEPTH)
    if end == 0:
        trap()
    buf_pos = end


def plugin_wire_str(v: val) -> None:
    plugin_wire_json(v)


def plugin_wire_int(x: i64) -> None:
    plugin_wire_json(from_int(x))


def plugin_wire_float(x: f64) -> None:
    plugin_wire_json(from_float(x))


def plugin_wire_bool(x: i32) -> None:
    plugin_wire_json(from_bool(x))


def plugin_wire_bytes(v: val) -> None:
    """Appends bytes as base64 text."""
    p: i32 = v + BYTES_DATA
    n: i32 = Bytes(v).nbytes
    buf_byte(34)
    while n > 0:
        second: i32 = load8(p, 1) if n > 1 else 0
        third: i32 = load8(p, 2) if n > 2 else 0
        group: i32 = load8(p) << 16 | second << 8 | third
        buf_byte(load8(BASE64 + (group >> 18)))
        buf_byte(load8(BASE64 + (group >> 12 & 63)))
        buf_byte(load8(BASE64 + (group >> 6 & 63)) if n > 1 else 61)
        buf_byte(load8(BASE64 + (group & 63)) if n > 2 else 61)
        p += 3
        n -= 3
    buf_byte(34)


def plugin_wire_end(mark: i32) -> i32:
    """Takes the text from the buffer; where it begins. Its bytes stay until the next text is begun."""
    global plugin_size
    plugin_size = buf_pos - buf_base - mark
    buf_drop(mark)
    return buf_pos


def plugin_wire_raw(v: val) -> i32:
    """The only argument, bytes, as the input: where it begins."""
    global plugin_size
    plugin_size = Bytes(v).nbytes
    return v + BYTES_DATA


@noinline
def plugin_malformed(name: val) -> val:
    """ValueError: the answer of a function (`feather.encode`) is none."""
    return raise_value_error(message_of(lit("$ gave a malformed result"), name, 0, 0))


def plugin_answer(packed: i64, name: val) -> val:
    """The value of an answer in JSON; 0 with an exception pending if it is none."""
    enable(Feature.PARSED)
    n: i32 = i32(packed)
    found: val = 0
    if n != 0:
        found = json_parse_deep(i32(shr_u(packed, i64(32))), n, MAX_DEPTH)
    return found if found != 0 else plugin_malformed(name)


def plugin_answer_json(packed: i64, name: val) -> val:
    return plugin_answer(packed, name)


def plugin_answer_bytes(packed: i64, _name: val) -> val:
    return bytes_from(i32(shr_u(packed, i64(32))), i32(packed))


def plugin_answer_str(packed: i64, name: val) -> val:
    v: val = plugin_answer(packed, name)
    return v if v == 0 or has_tag(v, T_STR) else plugin_malformed(name)


def plugin_answer_int(packed: i64, name: val) -> i64:
    v: val = plugin_answer(packed, name)
    if v & 1:
        return i64(v >> 1)
    if v != 0:
        if has_tag(v, T_INT):
            return Int(v).value
        plugin_malformed(name)
    return i64(0)


def plugin_answer_float(packed: i64, name: val) -> f64:
    v: val = plugin_answer(packed, name)
    if v & 1:
        return f64(v >> 1)
    if v == 0:
        return 0.0
    if has_tag(v, T_FLOAT):
        return Float(v).value
    if has_tag(v, T_INT):
        return f64(Int(v).value)
    if live(T_WIDE) and has_tag(v, T_WIDE):
        x: f64 = wide_float(v)
        if x - x == 0.0:
            return x
    plugin_malformed(name)
    return 0.0


def plugin_answer_bool(packed: i64, name: val) -> i32:
    v: val = plugin_answer(packed, name)
    if v == TRUE or v == FALSE:
        return v == TRUE
    if v != 0:
        plugin_malformed(name)
    return 0
