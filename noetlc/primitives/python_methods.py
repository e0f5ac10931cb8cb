"""The methods of Python values: `METHODS[name][tag of the receiver]`; the receiver is the runtime function's first argument."""

from __future__ import annotations

from noetlc.primitives.model import Primitive, rows
from noetlc.runtime.layout import T_BYTES, T_DICT, T_FROZENSET, T_LIST, T_SET, T_STR, T_TUPLE

_LIST = """
append(object, /) -> val = py_append
clear() -> val = py_list_clear
copy() -> val = py_list_copy
count(value, /) -> val = py_list_count
extend(iterable, /) -> val = py_extend
index(value, start?, stop?, /) -> val = py_list_index
insert(index, object, /) -> val = py_insert
pop(index?, /) -> val = py_list_pop
remove(value, /) -> val = py_list_remove
reverse() -> val = py_list_reverse
sort(*, reverse=False) -> val = py_sort
"""

_TUPLE = """
count(value, /) -> val = py_tuple_count
index(value, start?, stop?, /) -> val = py_tuple_index
"""

_DICT = """
clear() -> val = py_dict_clear
copy() -> val = py_dict_copy
get(key, default=None, /) -> val = py_dict_get
items() -> val = py_dict_items
keys() -> val = py_dict_keys
pop(key, default?, /) -> val = py_dict_pop
popitem() -> val = py_dict_popitem
setdefault(key, default=None, /) -> val = py_dict_setdefault
values() -> val = py_dict_values
"""

_SET_READ = """
copy() -> val = py_set_copy
difference(*others) -> val = py_difference
intersection(*others) -> val = py_intersection
isdisjoint(other, /) -> bool = py_isdisjoint
issubset(other, /) -> bool = py_issubset
issuperset(other, /) -> bool = py_issuperset
symmetric_difference(other, /) -> val = py_symmetric_difference
union(*others) -> val = py_union
"""

_SET = """
add(elem, /) -> val = py_set_add
clear() -> val = py_set_clear
difference_update(*others) -> val = py_difference_update
discard(elem, /) -> val = py_set_discard
intersection_update(*others) -> val = py_intersection_update
pop() -> val = py_set_pop
remove(elem, /) -> val = py_set_remove
symmetric_difference_update(other, /) -> val = py_symmetric_difference_update
update(*others) -> val = py_set_update
"""

_STR = """
"""

_BYTES = """
"""

_TABLES = (
    (T_LIST, _LIST),
    (T_TUPLE, _TUPLE),
    (T_DICT, _DICT),
    (T_SET, _SET_READ + _SET),
    (T_FROZENSET, _SET_READ),
    (T_STR, _STR),
    (T_BYTES, _BYTES),
)


def _methods() -> dict[str, dict[int, Primitive]]:
    found: dict[str, dict[int, Primitive]] = {}
    for tag, text in _TABLES:
        for row in rows(text):
            found.setdefault(row.name, {})[tag] = row
    return found


METHODS: dict[str, dict[int, Primitive]] = _methods()
