"""Fields of separated values for `csv`: lines read into fields, and written."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, load8, loadv, lt_u, store8, storev, val
from noetlc.layout.objects import ENTRY, FALSE, ITEMS_DATA, NONE, STR_BYTES, Dict, List, Str
from noetlc.layout.tags import T_DICT, T_LIST, T_STR
from noetlc.runtime.python.objects.instance_attribute import word_of_name
from noetlc.runtime.text.strings import buf_end, count_codes, find_byte, is_ascii, str_eq, str_from, str_offset
from noetlc.runtime.values.blocks import bytes_equal, hash_bytes
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_str
from noetlc.runtime.values.dict import dict_copy, dict_set, dict_sized
from noetlc.runtime.values.list import list_get, list_len, list_new, list_push, list_set
from noetlc.runtime.values.lookups import KEY, VALUE, dict_entries
from noetlc.runtime.values.memory import from_int, has_tag, new_items, reserve
from noetlc.runtime.values.state import STATE_FIELDS, state_get, state_set

LONG_LINE = 131072  # the limit of a field: longer lines are for `csv` itself
SEEN = 256  # fields that are kept
SHORT = 24  # bytes of such a field at most

fields_before: i32 = 0  # how many the last line had


def single_byte(mark: val) -> i32:
    """The byte of a text of one ASCII character, 0 for anything else."""
    return load8(mark + STR_BYTES) if has_tag(mark, T_STR) and Str(mark).nbytes == 1 else 0


def csv_fields(line: val, delimiter: val, quote: val) -> val:
    """The fields of a line; None for a line that does not end its last field, or where more than a delimiter comes after a quote."""
    p: i32 = line + STR_BYTES
    return fields_between(p, p + Str(line).nbytes, delimiter, quote)


def csv_record(memory: val, delimiter: val, quote: val) -> val:
    """The fields of the next line of a `StringIO`, the same; None also where its own methods are to say which that is."""
    place: i32 = word_of_name(memory, lit("1_at"))
    at: val = loadv(place) if place else NONE
    if (at & 1) == 0 or own_part(memory, lit("closed")) != FALSE or own_part(memory, lit("1_plain")) == FALSE:
        return NONE
    text: val = own_part(memory, lit("1_text"))
    start: i32 = at >> 1
    if start >= Str(text).length or list_len(own_part(memory, lit("1_parts"))) != 0:
        return NONE
    p: i32 = text + STR_BYTES + str_offset(text, start)
    end: i32 = text + STR_BYTES + Str(text).nbytes
    stop: i32 = find_byte(p, end, 10)
    if stop < end:
        stop += 1
    if stop - p > LONG_LINE:
        return NONE
    fields: val = fields_between(p, stop, delimiter, quote)
    if fields != NONE:
        place = word_of_name(memory, lit("1_at"))
        storev(place, from_int(i64(start + (stop - p if is_ascii(text) else count_codes(p, stop - p)))))
    return fields


def own_part(memory: val, name: val) -> val:
    """What a `StringIO` keeps by a name."""
    return loadv(word_of_name(memory, name))


def fields_between(p: i32, end: i32, delimiter: val, quote: val) -> val:
    """The fields of the line between two addresses."""
    separator: i32 = single_byte(delimiter)
    mark: i32 = single_byte(quote)
    if separator == 0 or is_end(separator) or (mark == 0 and quote != NONE) or is_end(mark):
        return NONE
    if p < end and load8(end - 1) == 10:
        end -= 1
    if p < end and load8(end - 1) == 13:
        end -= 1
    global fields_before
    fields: val = list_new(fields_before)
    if p == end:
        return fields
    if find_byte(p, end, 10) < end or find_byte(p, end, 13) < end:
        return NONE  # inside of quotes, or too many
    seen: i32 = seen_fields()
    while 1:
        start: i32 = p
        if mark and p < end and load8(p) == mark:
            p = quoted_end(p + 1, end, mark)
            if p == 0 or (p < end and load8(p) != separator):
                return NONE
            list_push(fields, unquoted(start + 1, p - 1, mark, seen))
        else:
            p = find_byte(p, end, separator)
            list_push(fields, field_text(start, p - start, seen))
        if p >= end:
            break
        p += 1
    fields_before = List(fields).length
    return fields


def seen_fields() -> i32:
    """Storage of short fields by their hash: what repeats is one string."""
    found: val = state_get(STATE_FIELDS)
    if found == 0:
        found = val(new_items(SEEN))
        state_set(STATE_FIELDS, found)
    return i32(found) + ITEMS_DATA


def field_text(p: i32, n: i32, seen: i32) -> val:
    """A string of n bytes, most likely one that was seen."""
    if n > SHORT:
        return str_from(p, n)
    h: i32 = hash_bytes(p, n)
    place: i32 = seen + ((h & SEEN - 1) << 2)
    known: val = loadv(place)
    if known != 0 and Str(known).hash == h and Str(known).nbytes == n and bytes_equal(known + STR_BYTES, p, n):
        return known
    made: val = str_from(p, n)
    Str(made).hash = h
    storev(place, made)
    return made


def csv_shape(names: val) -> val:
    """A dict of the names of fields, if these are texts of a list, all different; else None."""
    if not has_tag(names, T_LIST) or List(names).length == 0:
        return NONE
    n: i32 = List(names).length
    made: val = dict_sized(n)
    i: i32 = 0
    while i < n:
        if not has_tag(list_get(names, i), T_STR):
            return NONE
        dict_set(made, list_get(names, i), NONE)
        i += 1
    return made if Dict(made).used == n else NONE


def csv_dict(names: val, row: val, shape: val) -> val:
    """The dict of the fields of a row by their names; None if the shape is not of these names or a field has none.

    The shape may be the last such dict, if it has still the same keys. Its keys are then those that it was looked up by.
    """
    n: i32 = List(row).length if has_tag(row, T_LIST) else 0
    if (
        n == 0
        or not has_tag(shape, T_DICT)
        or not has_tag(names, T_LIST)
        or List(names).length != n
        or Dict(shape).fill != n
        or Dict(shape).used != n
    ):
        return NONE
    made: val = dict_copy(shape)
    e: i32 = dict_entries(made)
    i: i32 = 0
    while i < n:
        if loadv(e, KEY) != list_get(names, i):
            if not has_tag(loadv(e, KEY), T_STR) or not has_tag(list_get(names, i), T_STR) or not str_eq(loadv(e, KEY), list_get(names, i)):
                return NONE
            list_set(names, i, loadv(e, KEY))
        storev(e, list_get(row, i), VALUE)
        e += ENTRY
        i += 1
    return made


def is_end(c: i32) -> i32:
    return c == 10 or c == 13


def quoted_end(p: i32, end: i32, mark: i32) -> i32:
    """The address after the quote that ends a field, 0 if none does; two quotes are one of the field."""
    while p < end:
        p += 1
        if load8(p - 1) == mark:
            if p == end or load8(p) != mark:
                return p
            p += 1
    return 0


def unquoted(p: i32, end: i32, mark: i32, seen: i32) -> val:
    """The text between quotes, in which two are one."""
    if find_byte(p, end, mark) >= end:
        return field_text(p, end - p, seen)
    start: i32 = reserve((end - p << 1) + 256) + (end - p) + 128
    o: i32 = start
    while p < end:
        c: i32 = load8(p)
        store8(o, c)
        o += 1
        p += 2 if c == mark else 1
    return field_text(start, o - start, seen)


def csv_row(texts: val, delimiter: val, quote: val, terminator: val, quoting: val) -> val:
    """The line of fields; None if a mark is no ASCII character.

    What holds a mark or a character of the terminator stands in quotes, which are doubled inside, and so does an empty line.
    """
    separator: i32 = single_byte(delimiter)
    mark: i32 = single_byte(quote)
    always: i32 = quoting >> 1 == 1  # QUOTE_ALL
    n: i32 = List(texts).length
    if separator == 0 or mark == 0 or not is_ascii(terminator):
        return NONE
    start: i32 = buf_begin()
    i: i32 = 0
    while i < n:
        text: val = list_get(texts, i)
        if i > 0:
            buf_byte(separator)
        if always or (n == 1 and Str(text).nbytes == 0) or needs_quotes(text, separator, mark, terminator):
            put_in_quotes(text, mark)
        else:
            buf_str(text)
        i += 1
    buf_str(terminator)
    return buf_end(start)


def needs_quotes(text: val, separator: i32, mark: i32, terminator: val) -> i32:
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    plain: i32 = Str(terminator).nbytes == 2 and load8(terminator + STR_BYTES) == 13 and load8(terminator + STR_BYTES, 1) == 10
    first: i32 = terminator + STR_BYTES
    last: i32 = first + Str(terminator).nbytes
    while p < end:
        c: i32 = load8(p)
        if c == separator or c == mark or (plain and is_end(c)) or (not plain and lt_u(find_byte(first, last, c), last)):
            return 1
        p += 1
    return 0


def put_in_quotes(text: val, mark: i32) -> None:
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    buf_byte(mark)
    while p < end:
        stop: i32 = find_byte(p, end, mark)
        if stop >= end:
            buf_bytes(p, end - p)
            break
        buf_bytes(p, stop + 1 - p)
        buf_byte(mark)
        p = stop + 1
    buf_byte(mark)
