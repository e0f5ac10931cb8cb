"""The methods of Python values: METHODS[name][tag of the receiver].

A row's runtime function takes the receiver and then the parameters.
"""

from __future__ import annotations

from noetlc.primitives.model import Param, Primitive
from noetlc.primitives.python_builtins import keyword_only, named, optional, required, variadic
from noetlc.runtime.layout import T_BYTES, T_DICT, T_FLOAT, T_FROZENSET, T_INT, T_LIST, T_SET, T_STR, T_TUPLE

Row = tuple[str, tuple[Param, ...], str, str]  # name, parameters, result, runtime function

_X = required("x")
_RANGE = optional("start") + optional("stop")

_LIST: tuple[Row, ...] = (
    ("append", required("object"), "val", "py_append"),
    ("clear", (), "val", "py_list_clear"),
    ("copy", (), "list", "py_list_copy"),
    ("count", required("value"), "val", "py_list_count"),
    ("extend", required("iterable"), "val", "py_extend"),
    ("index", required("value") + _RANGE, "val", "py_list_index"),
    ("insert", required("index", "object"), "val", "py_insert"),
    ("pop", optional("index"), "val", "py_list_pop"),
    ("remove", required("value"), "val", "py_list_remove"),
    ("reverse", (), "val", "py_list_reverse"),
    ("sort", keyword_only("reverse"), "val", "py_sort"),
)

_TUPLE: tuple[Row, ...] = (
    ("count", required("value"), "val", "py_tuple_count"),
    ("index", required("value") + _RANGE, "val", "py_tuple_index"),
)

_DICT: tuple[Row, ...] = (
    ("clear", (), "val", "py_dict_clear"),
    ("copy", (), "dict", "py_dict_copy"),
    ("fromkeys", required("iterable") + optional("value"), "dict", "py_dict_fromkeys_of"),
    ("get", required("key") + optional("default"), "val", "py_dict_get"),
    ("items", (), "val", "py_dict_items"),
    ("keys", (), "val", "py_dict_keys"),
    ("pop", required("key") + optional("default"), "val", "py_dict_pop"),
    ("popitem", (), "val", "py_dict_popitem"),
    ("setdefault", required("key") + optional("default"), "val", "py_dict_setdefault"),
    ("update", optional("other"), "val", "py_dict_update_from"),
    ("values", (), "val", "py_dict_values"),
)

_ANY_SET: tuple[Row, ...] = (
    ("copy", (), "val", "py_set_copy"),
    ("difference", variadic("others"), "val", "py_difference"),
    ("intersection", variadic("others"), "val", "py_intersection"),
    ("isdisjoint", required("other"), "bool", "py_isdisjoint"),
    ("issubset", required("other"), "bool", "py_issubset"),
    ("issuperset", required("other"), "bool", "py_issuperset"),
    ("symmetric_difference", required("other"), "val", "py_symmetric_difference"),
    ("union", variadic("others"), "val", "py_union"),
)

_SET: tuple[Row, ...] = (
    *_ANY_SET,
    ("add", required("elem"), "val", "py_set_add"),
    ("clear", (), "val", "py_set_clear"),
    ("difference_update", variadic("others"), "val", "py_difference_update"),
    ("discard", required("elem"), "val", "py_set_discard"),
    ("intersection_update", variadic("others"), "val", "py_intersection_update"),
    ("pop", (), "val", "py_set_pop"),
    ("remove", required("elem"), "val", "py_set_remove"),
    ("symmetric_difference_update", required("other"), "val", "py_symmetric_difference_update"),
    ("update", variadic("others"), "val", "py_set_update"),
)

_TABLES: dict[int, tuple[Row, ...]] = {
    T_LIST: _LIST,
    T_TUPLE: _TUPLE,
    T_DICT: _DICT,
    T_SET: _SET,
    T_FROZENSET: _ANY_SET,
}


def _methods() -> dict[str, dict[int, Primitive]]:
    found: dict[str, dict[int, Primitive]] = {}
    for tag, rows in _TABLES.items():
        for name, params, result, runtime in rows:
            found.setdefault(name, {})[tag] = Primitive(name, params, result, runtime)
    return found


METHODS: dict[str, dict[int, Primitive]] = _methods()
