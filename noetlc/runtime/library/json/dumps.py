"""`json.dumps` with its options; the text goes to the text buffer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import enable, f64, i32, i64, lit, lit_class, live, load8, loadv, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    BUSY,
    FALSE,
    ITEMS_DATA,
    NONE,
    STR_BYTES,
    TRUE,
    TUPLE_ITEMS,
    Class,
    Dict,
    Float,
    List,
    Obj,
    Str,
    Tuple,
)  # fmt: skip
from noetlc.layout.tags import T_DICT, T_FLOAT, T_INT, T_LIST, T_STR, T_TUPLE, T_WIDE
from noetlc.runtime.json.dump import dict_sorted
from noetlc.runtime.library.json.default import REPLACED, json_py_replaced
from noetlc.runtime.library.json.given import json_py_given
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.numbers.ints import put_wide
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind
from noetlc.runtime.text.strings import buf_end, code_at, code_width, str_at
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_drop, buf_str
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.dict import dict_key_at, dict_next, dict_value_at
from noetlc.runtime.values.list import list_get, list_new, list_push, tuple_get
from noetlc.runtime.values.memory import from_int, has_tag, leave, raised, tag_of

if TYPE_CHECKING:
    from noetlc.runtime.numbers.text import buf_float, buf_int
    from noetlc.runtime.python.containers.dict_entries import has_text_keys
    from noetlc.runtime.python.containers.sort import sort_lists
    from noetlc.runtime.python.exceptions.errors import raise_argument, raise_recursion, raise_type, raise_value_error, raise_with
    from noetlc.runtime.python.objects.repr import py_str
    from noetlc.runtime.python.objects.truth import py_truth
    from noetlc.runtime.python.objects.types import type_of
    from noetlc.runtime.text.quote import put_hex

MAX_NESTED = 990  # containers; CPython's C encoder gives up at about its recursion limit

# options
SKIP_KEYS = 1
ESCAPE_ALL = 2  # escape what is not ASCII
UNCHECKED = 4  # do not look for cycles
FINITE_ONLY = 8
SORTED_KEYS = 16

json_py_options: i32 = ESCAPE_ALL
json_py_gap: val = 0  # text of one level of indentation, 0 for a single line
json_py_comma: val = 0
json_py_colon: val = 0
json_py_default: val = 0  # the class str, a state, or 0
json_py_used: i32 = 0  # replacements taken from the state


def json_py_dumps_plain(v: val) -> val:
    """`json.dumps(v)`."""
    global json_py_options, json_py_comma, json_py_colon
    json_py_options = ESCAPE_ALL
    json_py_comma = lit(", ")
    json_py_colon = lit(": ")
    return json_py_text(v)


def json_py_text(v: val) -> val:
    """The text of a value under the options set; 0 when raised."""
    mark: i32 = buf_begin()
    if json_py_value(v, 0) == 0:
        buf_drop(mark)
        return 0
    return buf_end(mark)


def json_py_dumps(
    v: val,
    skipkeys: val,
    ensure_ascii: val,
    check_circular: val,
    allow_nan: val,
    indent: val,
    separators: val,
    default: val,
    sort_keys: val,
) -> val:
    """`json.dumps(v, skipkeys=…, …)`."""
    if default != NONE and default != lit_class("str"):
        default = json_py_replaced(v, default, sort_keys)
        if default == 0:
            return 0
    return json_py_dumps_with(v, skipkeys, ensure_ascii, check_circular, allow_nan, indent, separators, default, sort_keys)


def json_py_dumps_with(
    v: val,
    skipkeys: val,
    ensure_ascii: val,
    check_circular: val,
    allow_nan: val,
    indent: val,
    separators: val,
    default: val,
    sort_keys: val,
) -> val:
    """`json.dumps(v, skipkeys=…, …)`; `default` is None, the class str, or a state of `json_py_begin`."""
    global json_py_options, json_py_gap, json_py_comma, json_py_colon, json_py_default, json_py_used
    enable(Feature.JSON_OPTIONS)
    options: i32 = 0 if py_truth(check_circular) else UNCHECKED
    if py_truth(skipkeys):
        options = options | SKIP_KEYS
    if py_truth(ensure_ascii):
        options = options | ESCAPE_ALL
    if not py_truth(allow_nan):
        options = options | FINITE_ONLY
    if py_truth(sort_keys):
        options = options | SORTED_KEYS
    json_py_options = options
    json_py_comma = lit(", ")
    json_py_colon = lit(": ")
    gap: val = 0
    if indent != NONE:
        gap = json_py_gap_of(indent)
        if gap == 0:
            return 0
        json_py_comma = lit(",")
    if separators != NONE and not json_py_separators(separators):
        return 0
    json_py_gap = gap
    json_py_default = 0 if default == NONE else default
    json_py_used = 0
    text: val = json_py_text(v)
    json_py_gap = 0
    json_py_default = 0
    return text


def json_py_gap_of(indent: val) -> val:
    """The text of one level; 0 when raised."""
    if has_tag(indent, T_STR):
        return indent
    if num_kind(indent) != NUM_INT:
        return raise_type(lit("can't multiply sequence by non-int of type '$'"), indent)
    mark: i32 = buf_begin()
    n: i64 = int_of(indent)
    while n > 0:
        buf_byte(32)
        n = n - 1
    return buf_end(mark)


def json_py_separators(separators: val) -> i32:
    """Sets the separators from a pair; 0 when raised."""
    global json_py_comma, json_py_colon
    n: i32 = 0
    if live(T_TUPLE) and has_tag(separators, T_TUPLE):
        n = Tuple(separators).length
        if n == 2:
            json_py_comma = tuple_get(separators, 0)
            json_py_colon = tuple_get(separators, 1)
    elif has_tag(separators, T_LIST):
        n = List(separators).length
        if n == 2:
            json_py_comma = list_get(separators, 0)
            json_py_colon = list_get(separators, 1)
    elif has_tag(separators, T_STR):
        n = Str(separators).length
        if n == 2:
            json_py_comma = str_at(separators, 0)
            json_py_colon = str_at(separators, 1)
    else:
        raise_type(lit("cannot unpack non-iterable $ object"), separators)
        return 0
    if n > 2:
        raise_value_error(lit("too many values to unpack (expected 2)"))
        return 0
    if n < 2:
        raise_with(lit_class("ValueError"), lit("not enough values to unpack (expected 2, got $)"), from_int(i64(n)), 0)
        return 0
    if not (has_tag(json_py_comma, T_STR) and has_tag(json_py_colon, T_STR)):
        wrong: val = json_py_comma if has_tag(json_py_colon, T_STR) else json_py_colon
        where: val = lit("make_encoder() argument 5 must be str, not $")
        if has_tag(json_py_colon, T_STR):
            where = lit("make_encoder() argument 6 must be str, not $")
        raise_argument(where, wrong)
        return 0
    return 1


def json_py_value(v: val, level: i32) -> i32:
    """Writes a value that stands `level` containers deep; 0 when raised."""
    tag: i32 = tag_of(v)
    if tag == T_STR:
        json_py_string(v)
    elif tag == T_INT:
        buf_int(int_of(v))
    elif tag == T_FLOAT:
        return json_py_float(Float(v).value)
    elif live(Feature.BUILTIN_SUBCLASSES) and is_classed(v) and json_py_asked(v):
        return json_py_own_items(v, level)
    elif tag == T_LIST:
        return json_py_container(v, v, List(v).items + ITEMS_DATA, List(v).length, level)
    elif tag == T_DICT:
        return json_py_container(v, v, 0, Dict(v).used, level)
    elif v == NONE:
        buf_str(lit("null"))
    elif v == TRUE:
        buf_str(lit("true"))
    elif v == FALSE:
        buf_str(lit("false"))
    elif live(T_TUPLE) and tag == T_TUPLE:
        return json_py_container(v, v, v + TUPLE_ITEMS, Tuple(v).length, level)
    elif live(T_WIDE) and tag == T_WIDE:
        put_wide(v)
        return raised == 0
    else:
        return json_py_other(v, level)
    return 1


@noinline
def json_py_other(v: val, level: i32) -> i32:
    """Writes what `default` makes of a value JSON does not have."""
    global json_py_used
    if live(Feature.JSON_OPTIONS) and json_py_default != 0:
        made: val = 0
        if json_py_default == lit_class("str"):
            made = py_str(v)
        else:
            made = list_get(list_get(json_py_default, REPLACED), json_py_used)
            json_py_used += 1
        return json_py_value(made, level) if made != 0 else 0
    raise_with(lit_class("TypeError"), lit("Object of type $ is not JSON serializable"), Class(type_of(v)).name, 0)
    return 0


def json_py_float(x: f64) -> i32:
    """Writes a float; 0 when raised."""
    if x - x == 0.0:
        buf_float(x)
        return 1
    word: val = lit("NaN")
    if x == x:
        word = lit("Infinity") if x > 0.0 else lit("-Infinity")
    if live(Feature.JSON_OPTIONS) and json_py_options & FINITE_ONLY:
        message: val = lit("Out of range float values are not JSON compliant")
        if json_py_gap != 0:  # CPython indents in Python code, which says more
            shown: val = lit("nan")
            if x == x:
                shown = lit("inf") if x > 0.0 else lit("-inf")
            raise_with(lit_class("ValueError"), lit("Out of range float values are not JSON compliant: $"), shown, 0)
            return 0
        raise_value_error(message)
        return 0
    buf_str(word)
    return 1


def json_py_break(level: i32) -> None:
    """Starts a line, where the text has lines."""
    if live(Feature.JSON_OPTIONS) and json_py_gap != 0:
        buf_byte(10)
        while level > 0:
            buf_str(json_py_gap)
            level -= 1


def json_py_asked(v: val) -> i32:
    """Whether the class of a list, tuple or dict gives its items in its own way; `default` has seen what is stored."""
    name: val = lit("items") if has_tag(v, T_DICT) else lit("__iter__")
    if not (has_tag(v, T_DICT) or has_tag(v, T_LIST) or (live(T_TUPLE) and has_tag(v, T_TUPLE))) or not defines(v, name):
        return 0
    if live(Feature.JSON_OPTIONS) and json_py_default != 0 and json_py_default != lit_class("str"):
        leave(reason("special method of a built-in type"))
    return 1


@noinline
def json_py_own_items(v: val, level: i32) -> i32:
    """Writes what `__iter__` or `items` of a class gives; 0 when raised. What they call may write JSON too."""
    global json_py_options, json_py_gap, json_py_comma, json_py_colon, json_py_default, json_py_used
    options: i32 = json_py_options
    gap: val = json_py_gap
    comma: val = json_py_comma
    colon: val = json_py_colon
    replacing: val = json_py_default
    used: i32 = json_py_used
    items: val = json_py_given(v, gap != 0)
    json_py_options = options
    json_py_gap = gap
    json_py_comma = comma
    json_py_colon = colon
    json_py_default = replacing
    json_py_used = used
    if items == 0:
        return 0
    if has_tag(v, T_DICT):
        return json_py_container(v, items, 0, List(items).length, level)
    return json_py_container(v, items, List(items).items + ITEMS_DATA, List(items).length, level)


def json_py_container(v: val, d: val, p: i32, n: i32, level: i32) -> i32:
    """Writes the n values at p, or if p is 0 the dict or list of pairs d, as what v holds; 0 when raised."""
    if Obj(v).flags & BUSY and (json_py_options & UNCHECKED) == 0:
        raise_value_error(lit("Circular reference detected"))
        return 0
    if level >= MAX_NESTED:
        raise_recursion(lit("maximum recursion depth exceeded while encoding a JSON object"))
        return 0
    buf_byte(123 if p == 0 else 91)
    done: i32 = 1
    if n != 0:
        before: i32 = Obj(v).flags
        Obj(v).flags = before | BUSY
        json_py_break(level + 1)
        done = json_py_items(p, n, level + 1) if p != 0 else json_py_entries(d, level + 1)
        Obj(v).flags = before
        json_py_break(level)
    buf_byte(125 if p == 0 else 93)
    return done


def json_py_items(p: i32, n: i32, level: i32) -> i32:
    i: i32 = 0
    while i < n:
        if i != 0:
            buf_str(json_py_comma)
            json_py_break(level)
        if json_py_value(loadv(p + (i << 2)), level) == 0:
            return 0
        i += 1
    return 1


def json_py_entries(d: val, level: i32) -> i32:
    """Writes the entries of a dict or list of pairs."""
    if live(Feature.BUILTIN_SUBCLASSES) and has_tag(d, T_LIST):
        return json_py_listed(d, level)
    if live(Feature.JSON_OPTIONS) and json_py_options & SORTED_KEYS:
        return json_py_sorted(d, level)
    return json_py_in_order(d, level)


def json_py_in_order(d: val, level: i32) -> i32:
    first: i32 = 1
    e: i32 = dict_next(d, 0)
    while e >= 0:
        written: i32 = json_py_entry(dict_key_at(d, e), dict_value_at(d, e), level, first)
        if written == 0:
            return 0
        first = first & (written - 1)
        e = dict_next(d, e + 1)
    return 1


@noinline
def json_py_sorted(d: val, level: i32) -> i32:
    """Writes the entries of a dict in the order of its keys."""
    if live(Feature.ANY_KEYS) and not has_text_keys(d):
        return json_py_sorted_any(d, level)
    return json_py_in_order(dict_sorted(d), level)


@noinline
def json_py_sorted_any(d: val, level: i32) -> i32:
    keys: val = list_new(Dict(d).used)
    values: val = list_new(Dict(d).used)
    e: i32 = dict_next(d, 0)
    while e >= 0:
        list_push(keys, dict_key_at(d, e))
        list_push(values, dict_value_at(d, e))
        e = dict_next(d, e + 1)
    if sort_lists(keys, values, 0) == 0:
        return 0
    return json_py_keyed(keys, values, level)


@noinline
def json_py_listed(pairs: val, level: i32) -> i32:
    """Writes the pairs of a list as entries."""
    keys: val = list_new(List(pairs).length)
    values: val = list_new(List(pairs).length)
    e: i32 = 0
    while e < List(pairs).length:
        list_push(keys, tuple_get(list_get(pairs, e), 0))
        list_push(values, tuple_get(list_get(pairs, e), 1))
        e += 1
    if live(Feature.JSON_OPTIONS) and json_py_options & SORTED_KEYS and sort_lists(keys, values, 0) == 0:
        return 0
    return json_py_keyed(keys, values, level)


def json_py_keyed(keys: val, values: val, level: i32) -> i32:
    """Writes entries by a list of keys and one of values."""
    first: i32 = 1
    e: i32 = 0
    while e < List(keys).length:
        written: i32 = json_py_entry(list_get(keys, e), list_get(values, e), level, first)
        if written == 0:
            return 0
        first = first & (written - 1)
        e += 1
    return 1


def json_py_entry(key: val, v: val, level: i32, first: i32) -> i32:
    """Writes one entry: 1, 2 if its key was skipped, 0 when raised."""
    if live(Feature.ANY_KEYS) and not has_tag(key, T_STR) and tag_of(key) > T_FLOAT:
        if live(Feature.JSON_OPTIONS) and json_py_options & SKIP_KEYS:
            return 2
        raise_type(lit("keys must be str, int, float, bool or None, not $"), key)
        return 0
    if first == 0:
        buf_str(json_py_comma)
        json_py_break(level)
    if live(Feature.ANY_KEYS) and not has_tag(key, T_STR):
        buf_byte(34)
        if json_py_value(key, 0) == 0:
            return 0
        buf_byte(34)
    else:
        json_py_string(key)
    buf_str(json_py_colon)
    return json_py_value(v, level)


def json_py_string(v: val) -> None:
    """Writes a string in quotes."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    top: i32 = 127 if json_py_options & ESCAPE_ALL else 256
    plain: i32 = p
    buf_byte(34)
    while p < end:
        c: i32 = load8(p)
        if c >= 32 and c < top and c != 34 and c != 92:
            p += 1
        else:
            buf_bytes(plain, p - plain)
            code: i32 = code_at(p)
            p += code_width(c)
            plain = p
            json_py_escape(code)
    buf_bytes(plain, p - plain)
    buf_byte(34)


@noinline
def json_py_escape(code: i32) -> None:
    """Writes the escape of a character."""
    if code >= 0x10000:
        code -= 0x10000
        json_py_escape(0xD800 + (code >> 10))
        code = 0xDC00 + (code & 0x3FF)
    buf_byte(92)
    letter: i32 = 117
    if code == 34 or code == 92:
        letter = code
    elif code == 10:
        letter = 110
    elif code == 13:
        letter = 114
    elif code == 9:
        letter = 116
    elif code == 8:
        letter = 98
    elif code == 12:
        letter = 102
    buf_byte(letter)
    if letter == 117:
        put_hex(code, 4)
