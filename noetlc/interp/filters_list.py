"""Filters over the items of a list (language.md 6.8): order, selection, grouping, sums."""

from __future__ import annotations

import functools
from collections.abc import Callable

from noetlc.interp import semantics as sem
from noetlc.interp.filters_core import absent, need_int
from noetlc.interp.printing import text
from noetlc.interp.values import UNDEFINED, Group, TemplateError, Undefined

Getter = Callable[[object], object]
Pick = Callable[[object], bool]


def attribute_getter(attribute: object, default: object = UNDEFINED) -> Getter:
    """Look-up along a dotted path; digits are list indexes. A missing attribute gives `default`."""
    if absent(attribute):
        return lambda item: item
    if isinstance(attribute, int) and not isinstance(attribute, bool):
        parts: list[str] = [str(attribute)]
    else:
        parts = text(attribute).split(".")

    def get(item: object) -> object:
        for part in parts:
            item = sem.look_dotted(item, part) if part.isascii() and part.isdigit() else sem.look(item, part)
        return default if isinstance(item, Undefined) else item

    return get


def _fold(value: object, case_sensitive: object) -> object:
    return value.lower() if isinstance(value, str) and not sem.truth(case_sensitive) else value


_key = functools.cmp_to_key(sem.compare)


def f_join(value: object, sep: object = "", attribute: object = None) -> object:
    get = attribute_getter(attribute)
    return sem.bounded(text(sep).join([text(get(item)) for item in sem.iterate(value)]))


def f_max(value: object) -> object:
    return _extreme(value, 1)


def f_min(value: object) -> object:
    return _extreme(value, -1)


def _extreme(value: object, sign: int) -> object:
    best: object = UNDEFINED
    for index, item in enumerate(sem.iterate(value)):
        if index == 0 or sem.compare(item, best) * sign > 0:
            best = item
    return best


def f_sort(value: object, reverse: object = False, case_sensitive: object = False, attribute: object = None) -> object:
    keys = _sort_keys(attribute, case_sensitive)
    return sorted(sem.iterate(value), key=lambda item: _key(keys(item)), reverse=sem.truth(reverse))


def _sort_keys(attribute: object, case_sensitive: object) -> Getter:
    """The sort key of an item; comma-separated attributes give a list of keys."""
    if isinstance(attribute, str) and "," in attribute:
        getters = [attribute_getter(part) for part in attribute.split(",")]
        return lambda item: [_fold(get(item), case_sensitive) for get in getters]
    get = attribute_getter(attribute)
    return lambda item: _fold(get(item), case_sensitive)


def f_dictsort(value: object, case_sensitive: object = False, by: object = "key", reverse: object = False) -> object:
    if absent(value):
        return []
    if not isinstance(value, dict):
        raise TemplateError("this filter needs a map")
    if by not in ("key", "value"):
        raise TemplateError("dictsort sorts by 'key' or 'value'")
    position = 0 if by == "key" else 1
    pairs: list[list[object]] = [[key, item] for key, item in value.items()]
    return sorted(pairs, key=lambda pair: _key(_fold(pair[position], case_sensitive)), reverse=sem.truth(reverse))


def f_sum(value: object, attribute: object = None, start: object = 0) -> object:
    get = attribute_getter(attribute)
    if not sem.is_number(start):
        raise TemplateError("sum starts from a number")
    total = start
    for item in sem.iterate(value):
        number = get(item)
        if not sem.is_number(number):
            raise TemplateError("sum needs numbers")
        total = sem.add(total, number)
    return total


def identity_key(value: object) -> object:
    """A key under which two values of the language are equal, hashable; bools apart from numbers."""
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, (int, float)):
        return ("number", value)
    if isinstance(value, list):
        return ("list", tuple(identity_key(item) for item in value))
    if isinstance(value, dict):
        return ("map", frozenset((key, identity_key(item)) for key, item in value.items()))
    return (sem.kind(value), value)


def f_unique(value: object, case_sensitive: object = False, attribute: object = None) -> object:
    get = attribute_getter(attribute)
    seen: set[object] = set()
    result: list[object] = []
    for item in sem.iterate(value):
        key = identity_key(_fold(get(item), case_sensitive))
        if key not in seen:
            seen.add(key)
            result.append(item)
    return result


def f_groupby(value: object, attribute: object, default: object = UNDEFINED, case_sensitive: object = False) -> object:
    get = attribute_getter(attribute, default)
    items = sorted(sem.iterate(value), key=lambda item: _key(_fold(get(item), case_sensitive)))
    groups: list[object] = []
    last: object = None
    members: list[object] = []
    for index, item in enumerate(items):
        key = _fold(get(item), case_sensitive)
        if index == 0 or sem.compare(key, last) != 0:
            members = []
            groups.append(Group([get(item), members]))
            last = key
        members.append(item)
    return groups


def f_batch(value: object, linecount: object, fill_with: object = None) -> object:
    size = need_int(linecount)
    rows: list[object] = []
    row: list[object] = []
    for item in sem.iterate(value):
        if len(row) == size:
            rows.append(row)
            row = []
        row.append(item)
    if row:
        if not absent(fill_with) and len(row) < size:
            row = row + [fill_with] * (size - len(row))
        rows.append(row)
    return rows


def f_slice(value: object, slices: object, fill_with: object = None) -> object:
    count = need_int(slices)
    items = sem.iterate(value)
    if count == 0 or count > sem.MAX_ITEMS:
        raise TemplateError("the number of slices must be between 1 and ten million")
    per_slice, extra = divmod(len(items), count)
    offset = 0
    rows: list[object] = []
    for number in range(count):
        start = offset + number * per_slice
        if number < extra:
            offset += 1
        row = items[start : offset + (number + 1) * per_slice]
        if not absent(fill_with) and number >= extra:
            row = [*row, fill_with]
        rows.append(row)
    return rows


def f_select(value: object, pick: Pick, keep: bool, get: Getter) -> list[object]:
    """`select`, `reject`, `selectattr` and `rejectattr`: the items whose looked-up value is picked (or not)."""
    return [item for item in sem.iterate(value) if pick(get(item)) is keep]
