"""Filters over the items of a list (language.md 6.8): order, extremes, sums, grouping, rows."""

from __future__ import annotations

from noetlc.kernel.lang import div_s, enable, i32, i64, lit, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import UNDEFINED, Obj
from noetlc.layout.tags import T_BOOL, T_DICT, T_INT, T_LIST, T_STR
from noetlc.runtime.template.arith import t_add
from noetlc.runtime.template.case import t_lower
from noetlc.runtime.template.filters import t_items, t_or, t_pair_list
from noetlc.runtime.template.lookup import t_path
from noetlc.runtime.template.strings import t_split
from noetlc.runtime.template.value import GROUP, t_absent, t_compare, t_eq, t_int64, t_is_number, t_iterate, t_raise, t_truth
from noetlc.runtime.text.strings import str_eq, str_find
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_len, dict_next, dict_value_at
from noetlc.runtime.values.list import list_get, list_len, list_new, list_push, list_set, list_slice
from noetlc.runtime.values.memory import has_tag, tag_of

MAX_ROWS = 10000000


@noinline
def t_need_int(v: val) -> i32:
    """1 if v is an int; 0 with an error pending."""
    if tag_of(v) == T_INT:
        return 1
    t_raise(lit("this argument must be an int"))
    return 0


def t_extreme(v: val, sign: i32) -> val:
    """The first of the largest (sign 1) or smallest (-1) items; undefined if there is none."""
    items: val = t_iterate(v)
    if items == 0:
        return 0
    n: i32 = list_len(items)
    best: val = list_get(items, 0) if n > 0 else UNDEFINED
    i: i32 = 1
    while i < n:
        item: val = list_get(items, i)
        if t_compare(item, best) * sign > 0:
            best = item
        i += 1
    return best


def t_max(v: val) -> val:
    return t_extreme(v, 1)


def t_min(v: val) -> val:
    return t_extreme(v, -1)


def t_sum(v: val, attribute: val, start: val) -> val:
    """Numbers added from left to right."""
    items: val = t_iterate(v)
    if items == 0:
        return 0
    n: i32 = list_len(items)
    total: val = start
    i: i32 = -1
    while i < n:
        item: val = start if i < 0 else t_path(list_get(items, i), attribute)
        if not t_is_number(tag_of(item)) or has_tag(item, T_BOOL):
            return t_raise(lit("sum needs numbers"))
        if i >= 0:
            total = t_add(total, item)
            if total == 0:
                return 0
        i += 1
    return total


# ---- order


def t_folded(v: val, sensitive: i32) -> val:
    """The key a value is ordered by: strings in lower case unless case matters."""
    if not sensitive and has_tag(v, T_STR):
        return t_lower(v)
    return v


def t_sort_key(item: val, sensitive: i32, attribute: val) -> val:
    """What an item is ordered by: itself, an attribute, or a list of attributes separated by commas."""
    if has_tag(attribute, T_STR) and str_find(attribute, lit(","), 0) >= 0:
        names: val = t_split(attribute, lit(","))
        n: i32 = list_len(names)
        key: val = list_new(n)
        i: i32 = 0
        while i < n:
            list_push(key, t_folded(t_path(item, list_get(names, i)), sensitive))
            i += 1
        return key
    return t_folded(t_path(item, attribute), sensitive)


def t_sorted(items: val, keys: val, reverse: i32) -> val:
    """The items in the order of their keys; equal ones keep their order. Merges ever longer runs."""
    n: i32 = list_len(items)
    order: val = list_new(n)
    other: val = list_new(n)
    i: i32 = 0
    while i < n:
        list_push(order, val((i << 1) | 1))
        list_push(other, 1)
        i += 1
    width: i32 = 1
    while width < n:
        at: i32 = 0
        while at < n:
            t_merge(order, other, keys, at, width, n, reverse)
            at += width << 1
        swap: val = order
        order = other
        other = swap
        width = width << 1
    out: val = list_new(n)
    i = 0
    while i < n:
        list_push(out, list_get(items, list_get(order, i) >> 1))
        i += 1
    return out


def t_merge(source: val, target: val, keys: val, at: i32, width: i32, n: i32, reverse: i32) -> None:
    """Two neighbouring runs of item numbers into one."""
    left: i32 = at
    middle: i32 = at + width if at + width < n else n
    right: i32 = middle
    end: i32 = middle + width if middle + width < n else n
    while at < end:
        from_right: i32 = left == middle
        if not from_right and right < end:
            order: i32 = t_compare(list_get(keys, list_get(source, right) >> 1), list_get(keys, list_get(source, left) >> 1))
            from_right = (order > 0) if reverse else (order < 0)
        if from_right:
            list_set(target, at, list_get(source, right))
            right += 1
        else:
            list_set(target, at, list_get(source, left))
            left += 1
        at += 1


def t_sort(v: val, reverse: val, case_sensitive: val, attribute: val) -> val:
    items: val = t_iterate(v)
    if items == 0:
        return 0
    n: i32 = list_len(items)
    sensitive: i32 = t_truth(case_sensitive)
    keys: val = list_new(n)
    i: i32 = 0
    while i < n:
        list_push(keys, t_sort_key(list_get(items, i), sensitive, attribute))
        i += 1
    return t_sorted(items, keys, t_truth(reverse))


def t_dictsort(v: val, case_sensitive: val, by: val, reverse: val) -> val:
    """The [key, value] pairs of a map in the order of keys or values."""
    pairs: val = t_items(v)
    if pairs == 0:
        return 0
    place: i32 = -1
    if has_tag(by, T_STR):
        place = 0 if str_eq(by, lit("key")) else (1 if str_eq(by, lit("value")) else -1)
    if place < 0:
        return t_raise(lit("dictsort sorts by 'key' or 'value'"))
    n: i32 = list_len(pairs)
    sensitive: i32 = t_truth(case_sensitive)
    keys: val = list_new(n)
    i: i32 = 0
    while i < n:
        list_push(keys, t_folded(list_get(list_get(pairs, i), place), sensitive))
        i += 1
    return t_sorted(pairs, keys, t_truth(reverse))


def t_groupby(v: val, attribute: val, default: val, case_sensitive: val) -> val:
    """A list of [key, items], in the order of the keys."""
    items: val = t_iterate(v)
    if items == 0:
        return 0
    n: i32 = list_len(items)
    sensitive: i32 = t_truth(case_sensitive)
    keys: val = list_new(n)
    pairs: val = list_new(n)
    i: i32 = 0
    while i < n:
        found: val = t_or(t_path(list_get(items, i), attribute), default)
        list_push(keys, t_folded(found, sensitive))
        list_push(pairs, t_pair_list(found, list_get(items, i)))
        i += 1
    return t_groups(t_sorted(pairs, keys, 0), sensitive)


def t_groups(pairs: val, sensitive: i32) -> val:
    """Neighbouring [key, item] pairs of equal keys as [key, items]."""
    enable(Feature.GROUPS)
    n: i32 = list_len(pairs)
    out: val = list_new(0)
    last: val = 0
    members: val = 0
    i: i32 = 0
    while i < n:
        pair: val = list_get(pairs, i)
        key: val = t_folded(list_get(pair, 0), sensitive)
        if i == 0 or t_compare(key, last) != 0:
            members = list_new(1)
            group: val = t_pair_list(list_get(pair, 0), members)
            Obj(group).flags = GROUP
            list_push(out, group)
            last = key
        list_push(members, list_get(pair, 1))
        i += 1
    return out


# ---- duplicates


def t_identical(a: val, b: val) -> i32:
    """Equal for `unique`: bools differ from numbers at every level."""
    tag: i32 = tag_of(a)
    if (tag == T_BOOL) != (tag_of(b) == T_BOOL):
        return 0
    if tag == T_LIST and has_tag(b, T_LIST):
        n: i32 = list_len(a)
        if n != list_len(b):
            return 0
        i: i32 = 0
        while i < n:
            if not t_identical(list_get(a, i), list_get(b, i)):
                return 0
            i += 1
        return 1
    if tag == T_DICT and has_tag(b, T_DICT):
        if dict_len(a) != dict_len(b):
            return 0
        at: i32 = dict_next(a, 0)
        while at >= 0:
            other: val = dict_get_str(b, dict_key_at(a, at))
            if other == 0 or not t_identical(dict_value_at(a, at), other):
                return 0
            at = dict_next(a, at + 1)
        return 1
    return t_eq(a, b)


def t_unique(v: val, case_sensitive: val, attribute: val) -> val:
    """The first of equal items."""
    items: val = t_iterate(v)
    if items == 0:
        return 0
    n: i32 = list_len(items)
    sensitive: i32 = t_truth(case_sensitive)
    seen: val = list_new(0)
    out: val = list_new(0)
    i: i32 = 0
    while i < n:
        key: val = t_folded(t_path(list_get(items, i), attribute), sensitive)
        j: i32 = 0
        while j < list_len(seen) and not t_identical(list_get(seen, j), key):
            j += 1
        if j == list_len(seen):
            list_push(seen, key)
            list_push(out, list_get(items, i))
        i += 1
    return out


# ---- rows


def t_fill(row: val, fill: val, count: i64) -> None:
    """Appends `fill` that often, unless it is undefined or null."""
    while count > 0 and not t_absent(fill):
        list_push(row, fill)
        count -= 1


def t_batch(v: val, size: val, fill: val) -> val:
    """Rows of that many items."""
    if not t_need_int(size):
        return 0
    items: val = t_iterate(v)
    if items == 0:
        return 0
    width: i64 = t_int64(size)
    n: i32 = list_len(items)
    out: val = list_new(0)
    row: val = list_new(0)
    i: i32 = 0
    while i < n:
        if i64(list_len(row)) == width:
            list_push(out, row)
            row = list_new(0)
        list_push(row, list_get(items, i))
        i += 1
    if list_len(row) > 0:
        t_fill(row, fill, width - i64(list_len(row)))
        list_push(out, row)
    return out


def t_slices(v: val, count: val, fill: val) -> val:
    """That many columns of about equal length; shorter ones get `fill`."""
    if not t_need_int(count):
        return 0
    wanted: i64 = t_int64(count)
    items: val = t_iterate(v)
    if items == 0:
        return 0
    if wanted == 0 or wanted > MAX_ROWS:
        return t_raise(lit("the number of slices must be between 1 and ten million"))
    out: val = list_new(0)
    if wanted < 0:
        return out
    n: i32 = list_len(items)
    columns: i32 = i32(wanted)
    length: i32 = div_s(n, columns)
    extra: i32 = n - length * columns
    at: i32 = 0
    i: i32 = 0
    while i < columns:
        end: i32 = at + length + (i < extra)
        column: val = list_slice(items, at, end)
        t_fill(column, fill, i64(i >= extra))
        list_push(out, column)
        at = end
        i += 1
    return out
