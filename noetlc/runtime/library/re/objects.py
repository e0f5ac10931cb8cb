"""Match and pattern objects: methods, attributes, repr."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, live, load32, loadv, noinline, reason, val
from noetlc.layout.objects import NONE, STR_BYTES, Str, Tuple
from noetlc.layout.tags import T_BOOL, T_BYTES, T_INT, T_MATCH, T_STR
from noetlc.runtime.library.re.state import SPANS, UNICODE, Match, Pattern, re_match_string, re_number_of
from noetlc.runtime.python.numbers.number import int_of
from noetlc.runtime.text.strings import buf_end, str_eq, str_from, str_index
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_drop, buf_str
from noetlc.runtime.values.dict import dict_new, dict_set
from noetlc.runtime.values.list import tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import from_int, has_tag, leave, tag_of

if TYPE_CHECKING:
    from noetlc.runtime.library.re.template import re_expand
    from noetlc.runtime.python.exceptions.errors import raise_index, raise_type
    from noetlc.runtime.python.numbers.int import put_radix
    from noetlc.runtime.python.objects.repr import put_repr
    from noetlc.runtime.python.protocol import py_getitem, py_repr
    from noetlc.runtime.text.strings import str_slice
    from noetlc.runtime.values.bytes import bytes_like
    from noetlc.runtime.values.list import pair_new


def re_match_re(m: val) -> val:
    """`m.re`."""
    return loadv(m + (Match(m).groups << 3), SPANS + 8)


@noinline
def re_group_number(m: val, key: val) -> i32:
    """The number of a group given by number or name; -1 with IndexError pending."""
    tag: i32 = tag_of(key)
    if tag == T_INT or tag == T_BOOL:
        n: i64 = int_of(key)
        if n >= 0 and n <= i64(Match(m).groups):
            return i32(n)
    elif tag == T_STR:
        found: i32 = re_number_of(Pattern(re_match_re(m)).names, key)
        if found != 0:
            return found
    raise_index(lit("no such group"))
    return -1


def re_text_of(m: val, g: i32, missing: val) -> val:
    """The text of a group."""
    begin: i32 = load32(m + (g << 3), SPANS)
    if begin < 0:
        return missing
    return str_from(re_match_string(m) + STR_BYTES + begin, load32(m + (g << 3), SPANS + 4) - begin)


def re_match_item(m: val, key: val) -> val:
    """`m[key]`."""
    g: i32 = re_group_number(m, key)
    return re_text_of(m, g, NONE) if g >= 0 else 0


def re_item_by_name(v: val, key: val, place: i32) -> val:
    """`v[key]` where `v` most likely is a match, and the name stands at that place of its pattern's names."""
    if has_tag(v, T_MATCH):
        names: val = Pattern(re_match_re(v)).names
        if place < Tuple(names).length and tuple_get(names, place) == key:
            return re_text_of(v, tuple_get(names, place + 1) >> 1, NONE)
    return py_getitem(v, key)


def re_is_match(v: val) -> i32:
    return has_tag(v, T_MATCH)


def re_match_group(m: val, keys: val) -> val:
    """`m.group(*keys)`."""
    n: i32 = Tuple(keys).length
    if n == 0:
        return re_text_of(m, 0, NONE)
    if n == 1:
        return re_match_item(m, tuple_get(keys, 0))
    t: val = tuple_new(n)
    i: i32 = 0
    while i < n:
        text: val = re_match_item(m, tuple_get(keys, i))
        if text == 0:
            return 0
        tuple_set(t, i, text)
        i += 1
    return t


def re_match_groups(m: val, default: val) -> val:
    """`m.groups(default)`."""
    n: i32 = Match(m).groups
    t: val = tuple_new(n)
    i: i32 = 0
    while i < n:
        tuple_set(t, i, re_text_of(m, i + 1, default))
        i += 1
    return t


def re_match_groupdict(m: val, default: val) -> val:
    """`m.groupdict(default)`."""
    names: val = Pattern(re_match_re(m)).names
    made: val = dict_new()
    i: i32 = 0
    while i < Tuple(names).length:
        dict_set(made, tuple_get(names, i), re_text_of(m, tuple_get(names, i + 1) >> 1, default))
        i += 2
    return made


def re_index_of(m: val, offset: i32) -> val:
    """A byte offset in the string as an index."""
    if offset < 0:
        return from_int(i64(-1))
    return from_int(i64(str_index(re_match_string(m), offset)))


def re_match_start(m: val, key: val) -> val:
    """`m.start(key)`."""
    g: i32 = re_group_number(m, key)
    return re_index_of(m, load32(m + (g << 3), SPANS)) if g >= 0 else 0


def re_match_end(m: val, key: val) -> val:
    g: i32 = re_group_number(m, key)
    return re_index_of(m, load32(m + (g << 3), SPANS + 4)) if g >= 0 else 0


def re_match_span(m: val, key: val) -> val:
    g: i32 = re_group_number(m, key)
    if g < 0:
        return 0
    return pair_new(re_index_of(m, load32(m + (g << 3), SPANS)), re_index_of(m, load32(m + (g << 3), SPANS + 4)))


def re_match_pos(m: val) -> val:
    return re_index_of(m, Match(m).pos)


def re_match_endpos(m: val) -> val:
    return re_index_of(m, Match(m).endpos)


def re_match_lastindex(m: val) -> val:
    n: i32 = Match(m).lastindex
    return from_int(i64(n)) if n > 0 else NONE


def re_match_lastgroup(m: val) -> val:
    names: val = Pattern(re_match_re(m)).names
    i: i32 = 0
    while i < Tuple(names).length:
        if tuple_get(names, i + 1) >> 1 == Match(m).lastindex:
            return tuple_get(names, i)
        i += 2
    return NONE


def re_match_expand(m: val, template: val) -> val:
    """`m.expand(template)`."""
    if live(T_BYTES) and bytes_like(template) != 0:
        leave(reason("replacement of bytes"))
    if not has_tag(template, T_STR):
        return raise_type(lit("decoding to str: need a bytes-like object, $ found"), template)
    mark: i32 = buf_begin()
    if re_expand(re_match_re(m), template, m) == 0:
        buf_drop(mark)
        return 0
    return buf_end(mark)


def re_put_match(m: val) -> None:
    """Appends `<re.Match object; span=(0, 1), match='a'>`."""
    buf_str(lit("<re.Match object; span="))
    put_repr(re_match_span(m, 1))
    buf_str(lit(", match="))
    re_put_cut(re_text_of(m, 0, NONE), 50)
    buf_byte(62)


def re_put_cut(v: val, most: i32) -> None:
    """Appends the first characters of `repr(v)`."""
    text: val = py_repr(v)
    buf_str(text if Str(text).length <= most else str_slice(text, 0, most))


def re_match_regs(m: val) -> val:
    """`m.regs`: the spans of all groups."""
    n: i32 = Match(m).groups + 1
    t: val = tuple_new(n)
    i: i32 = 0
    while i < n:
        tuple_set(t, i, re_match_span(m, from_int(i64(i))))
        i += 1
    return t


# ---- patterns


def re_pattern_source(v: val) -> val:
    return Pattern(v).source


def re_pattern_flags(v: val) -> val:
    return from_int(i64(Pattern(v).flags_))


def re_pattern_groups(v: val) -> val:
    return from_int(i64(Pattern(v).groups))


def re_pattern_groupindex(v: val) -> val:
    names: val = Pattern(v).names
    made: val = dict_new()
    i: i32 = 0
    while i < Tuple(names).length:
        dict_set(made, tuple_get(names, i), tuple_get(names, i + 1))
        i += 2
    return made


def re_put_pattern(v: val) -> None:
    """Appends `re.compile('…', re.IGNORECASE)`."""
    buf_str(lit("re.compile("))
    re_put_cut(Pattern(v).source, 200)
    flags: i32 = Pattern(v).flags_ & ~UNICODE
    first: i32 = 1
    bit: i32 = 0
    while bit < 9:
        if flags >> bit & 1:
            if first:
                buf_str(lit(", "))
            else:
                buf_byte(124)
            first = 0
            buf_str(re_flag_name(bit))
        bit += 1
    if flags >> 9:  # those without a name
        buf_str(lit(", 0x") if first else lit("|0x"))
        put_radix(i64(flags & ~0x1FF), 16)
    buf_byte(41)


def re_flag_name(bit: i32) -> val:
    if bit == 1:
        return lit("re.IGNORECASE")
    if bit == 3:
        return lit("re.MULTILINE")
    if bit == 4:
        return lit("re.DOTALL")
    if bit == 6:
        return lit("re.VERBOSE")
    if bit == 7:
        return lit("re.DEBUG")
    return lit("re.ASCII") if bit == 8 else lit("re.LOCALE")


def re_pattern_eq(a: val, b: val) -> i32:
    return str_eq(Pattern(a).source, Pattern(b).source) and Pattern(a).flags_ == Pattern(b).flags_
