"""The methods of maps and strings (language.md 6.9). A key of a map hides the method of its name; what it holds cannot be called."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, noinline, val
from noetlc.layout.objects import NONE, UNDEFINED
from noetlc.layout.tags import T_DICT, T_LIST, T_STR
from noetlc.runtime.python.strings.methods import LEFT, RIGHT, str_strip
from noetlc.runtime.python.strings.split import split_space
from noetlc.runtime.template.case import t_lower, t_upper
from noetlc.runtime.template.filters import t_items, t_keys, t_values
from noetlc.runtime.template.lookup import t_attr
from noetlc.runtime.template.strings import t_ends, t_replace, t_split, t_starts, t_trim
from noetlc.runtime.template.value import t_raise
from noetlc.runtime.values.dict import dict_get_str
from noetlc.runtime.values.list import list_get, list_len
from noetlc.runtime.values.memory import from_bool, has_tag


@noinline
def t_no_method() -> val:
    return t_raise(lit("this value has no such method"))


def t_own(v: val, name: val) -> i32:
    """1 if v is a map without a key of that name (for `output`: also not in its data), so that the method is meant."""
    return has_tag(v, T_DICT) and t_attr(v, name) == UNDEFINED


def t_m_get(v: val, key: val, other: val) -> val:
    if not t_own(v, lit("get")):
        return t_no_method()
    if has_tag(key, T_STR):
        found: val = dict_get_str(v, key)
        if found != 0:
            return found
    return other


def t_m_items(v: val) -> val:
    return t_items(v) if t_own(v, lit("items")) else t_no_method()


def t_m_keys(v: val) -> val:
    return t_keys(v) if t_own(v, lit("keys")) else t_no_method()


def t_m_values(v: val) -> val:
    return t_values(v) if t_own(v, lit("values")) else t_no_method()


def t_m_upper(v: val) -> val:
    return t_upper(v) if has_tag(v, T_STR) else t_no_method()


def t_m_lower(v: val) -> val:
    return t_lower(v) if has_tag(v, T_STR) else t_no_method()


def t_strings(v: val, argument: val) -> i32:
    """1 if receiver and argument are strings; 0 with an error pending."""
    if has_tag(v, T_STR) and has_tag(argument, T_STR):
        return 1
    t_no_method()
    return 0


def t_m_split(v: val, sep: val) -> val:
    """At white space for no separator or null."""
    if sep == NONE and has_tag(v, T_STR):
        return split_space(v, -1)
    return t_split(v, sep) if t_strings(v, sep) else 0


def t_m_strip(v: val, chars: val) -> val:
    if chars == NONE and has_tag(v, T_STR):
        return t_trim(v)
    return str_strip(v, chars, LEFT | RIGHT) if t_strings(v, chars) else 0


def t_m_replace(v: val, old: val, new: val) -> val:
    if not has_tag(new, T_STR):
        return t_no_method()
    return t_replace(v, old, new) if t_strings(v, old) else 0


def t_affix(v: val, affix: val, at_end: i32) -> val:
    """Whether v has one of the affixes: a string, or a list of strings."""
    if has_tag(v, T_STR) and has_tag(affix, T_LIST):
        n: i32 = list_len(affix)
        i: i32 = 0
        found: i32 = 0
        while i < n:
            item: val = list_get(affix, i)
            if not t_strings(v, item):
                return 0
            found = found | (t_ends(v, item) if at_end else t_starts(v, item))
            i += 1
        return from_bool(found)
    if not t_strings(v, affix):
        return 0
    return from_bool(t_ends(v, affix) if at_end else t_starts(v, affix))


def t_m_startswith(v: val, prefix: val) -> val:
    return t_affix(v, prefix, 0)


def t_m_endswith(v: val, suffix: val) -> val:
    return t_affix(v, suffix, 1)
