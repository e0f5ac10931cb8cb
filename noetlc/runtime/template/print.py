"""The printed form of template values (language.md 6.7), appended to the text buffer, and what rests on it: `in`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, live, val
from noetlc.layout.objects import FALSE, TRUE, UNDEFINED, Float
from noetlc.layout.tags import T_DICT, T_FLOAT, T_INT, T_LIST, T_STR, T_UNDEFINED, T_WIDE
from noetlc.runtime.json.dump import json_dump
from noetlc.runtime.numbers.text import buf_float_plain, buf_int
from noetlc.runtime.numbers.wide import wide_put
from noetlc.runtime.template.value import t_int64, t_list_has, t_list_has_str, t_raise
from noetlc.runtime.text.strings import buf_end, str_find
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_next, dict_value_at
from noetlc.runtime.values.list import list_get, list_len
from noetlc.runtime.values.memory import from_bool, has_tag, tag_of


def t_put(v: val) -> None:
    """Appends the printed form: strings as they are, nothing for undefined."""
    if has_tag(v, T_STR):
        buf_str(v)
    elif v != UNDEFINED:
        t_put_inner(v)


def t_put_inner(v: val) -> None:
    """Appends the form a value has inside a container: strings in JSON quotes."""
    tag: i32 = tag_of(v)
    if tag == T_INT:
        buf_int(t_int64(v))
    elif tag == T_STR:
        json_dump(v)
    elif tag == T_LIST:
        t_put_list(v)
    elif tag == T_DICT:
        t_put_map(v)
    elif tag == T_FLOAT:
        buf_float_plain(Float(v).value)
    elif live(T_WIDE) and tag == T_WIDE:
        wide_put(v)
    else:
        buf_str(t_word(v))


def t_word(v: val) -> val:
    """The word for a value that is printed as one."""
    if v == TRUE:
        return lit("True")
    if v == FALSE:
        return lit("False")
    if v == UNDEFINED:
        return lit("undefined")
    return lit("None")


def t_comma(first: i32) -> None:
    """Appends what separates two items, unless this is the first."""
    if not first:
        buf_byte(44)
        buf_byte(32)


def t_put_list(v: val) -> None:
    n: i32 = list_len(v)
    buf_byte(91)
    i: i32 = 0
    while i < n:
        t_comma(i == 0)
        t_put_inner(list_get(v, i))
        i += 1
    buf_byte(93)


def t_put_map(v: val) -> None:
    buf_byte(123)
    first: i32 = dict_next(v, 0)
    i: i32 = first
    while i >= 0:
        t_comma(i == first)
        json_dump(dict_key_at(v, i))
        buf_byte(58)
        buf_byte(32)
        t_put_inner(dict_value_at(v, i))
        i = dict_next(v, i + 1)
    buf_byte(125)


def t_text(v: val) -> val:
    """The printed form as a string."""
    if has_tag(v, T_STR):
        return v
    mark: i32 = buf_begin()
    t_put(v)
    return buf_end(mark)


def t_in(v: val, container: val) -> val:
    """`v in container` as a bool; 0 if the container has no members."""
    tag: i32 = tag_of(container)
    if tag == T_STR:
        return from_bool(str_find(container, t_text(v), 0) >= 0)
    if tag == T_LIST:
        return from_bool(t_list_has(container, v))
    return t_in_keys(v, container, tag)


def t_text_in(text: val, container: val) -> val:
    """`t_in` of a string."""
    tag: i32 = tag_of(container)
    if tag == T_STR:
        return from_bool(str_find(container, text, 0) >= 0)
    if tag == T_LIST:
        return from_bool(t_list_has_str(container, text))
    return t_in_keys(text, container, tag)


def t_in_keys(v: val, container: val, tag: i32) -> val:
    """`v in container` of what is neither string nor list."""
    if tag == T_DICT:
        return from_bool(has_tag(v, T_STR) and dict_get_str(container, v) != 0)
    if tag == T_UNDEFINED:
        return FALSE
    return t_raise(lit("'in' needs a string, list or map on its right side"))
