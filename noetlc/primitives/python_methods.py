"""The methods of Python values: METHODS[name][tag of the receiver].

A row's runtime function takes the receiver and then the parameters.
"""

from __future__ import annotations

from noetlc.layout.tags import (
    T_BOOL,
    T_BYTEARRAY,
    T_BYTES,
    T_DICT,
    T_EXCEPTION,
    T_FLOAT,
    T_FROZENSET,
    T_GENERATOR,
    T_INT,
    T_ITERATOR,
    T_LIST,
    T_NONE,
    T_RANGE,
    T_SET,
    T_SLICE,
    T_STR,
    T_TUPLE,
    T_VIEW,
)  # fmt: skip
from noetlc.primitives.model import KEYWORDS, Param, Primitive
from noetlc.primitives.python_builtins import keyword_only, named, optional, required, variadic
from noetlc.primitives.python_library_methods import LIBRARY_METHODS

Row = tuple[str, tuple[Param, ...], str, str]  # name, parameters, result, runtime function

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
    ("popitem", named("last"), "val", "kind_popitem"),
    ("setdefault", required("key") + optional("default"), "val", "py_dict_setdefault"),
    ("update", (*optional("other"), Param("kwargs", KEYWORDS)), "val", "py_dict_update"),
    ("values", (), "val", "py_dict_values"),
)

_SPAN = required("sub") + _RANGE

_STR: tuple[Row, ...] = (
    ("capitalize", (), "str", "py_capitalize"),
    ("casefold", (), "str", "py_casefold"),
    ("center", required("width") + optional("fillchar"), "str", "py_center"),
    ("count", _SPAN, "int", "py_str_count"),
    ("encode", named("encoding") + named("errors"), "val", "py_encode"),
    ("endswith", required("suffix") + _RANGE, "bool", "py_endswith"),
    ("expandtabs", named("tabsize"), "str", "py_expandtabs"),
    ("find", _SPAN, "int", "py_str_find"),
    ("format", (*variadic(), Param("kwargs", KEYWORDS)), "str", "py_str_format"),
    ("format_map", required("mapping"), "str", "py_format_map"),
    ("index", _SPAN, "int", "py_str_index"),
    ("isalnum", (), "bool", "py_isalnum"),
    ("isalpha", (), "bool", "py_isalpha"),
    ("isascii", (), "bool", "py_isascii"),
    ("isdecimal", (), "bool", "py_isdecimal"),
    ("isdigit", (), "bool", "py_isdigit"),
    ("isidentifier", (), "bool", "py_isidentifier"),
    ("islower", (), "bool", "py_islower"),
    ("isnumeric", (), "bool", "py_isnumeric"),
    ("isprintable", (), "bool", "py_isprintable"),
    ("isspace", (), "bool", "py_isspace"),
    ("istitle", (), "bool", "py_istitle"),
    ("isupper", (), "bool", "py_isupper"),
    ("join", required("iterable"), "str", "py_join"),
    ("ljust", required("width") + optional("fillchar"), "str", "py_ljust"),
    ("lower", (), "str", "py_lower"),
    ("lstrip", optional("chars"), "str", "py_lstrip"),
    ("maketrans", required("x") + optional("y") + optional("z"), "dict", "py_maketrans_of"),
    ("partition", required("sep"), "tuple", "py_partition"),
    ("removeprefix", required("prefix"), "str", "py_removeprefix"),
    ("removesuffix", required("suffix"), "str", "py_removesuffix"),
    ("replace", required("old", "new") + optional("count"), "str", "py_replace"),
    ("rfind", _SPAN, "int", "py_str_rfind"),
    ("rindex", _SPAN, "int", "py_str_rindex"),
    ("rjust", required("width") + optional("fillchar"), "str", "py_rjust"),
    ("rpartition", required("sep"), "tuple", "py_rpartition"),
    ("rsplit", named("sep") + named("maxsplit"), "list", "py_rsplit"),
    ("rstrip", optional("chars"), "str", "py_rstrip"),
    ("split", named("sep") + named("maxsplit"), "list", "py_split"),
    ("splitlines", named("keepends"), "list", "py_splitlines"),
    ("startswith", required("prefix") + _RANGE, "bool", "py_startswith"),
    ("strip", optional("chars"), "str", "py_strip"),
    ("swapcase", (), "str", "py_swapcase"),
    ("title", (), "str", "py_title"),
    ("translate", required("table"), "str", "py_translate_any"),
    ("upper", (), "str", "py_upper"),
    ("zfill", required("width"), "str", "py_zfill"),
)

# of bytes and bytearray: what they return has the kind of the receiver
_ANY_BYTES: tuple[Row, ...] = (
    ("capitalize", (), "val", "py_bytes_capitalize"),
    ("center", required("width") + optional("fillchar"), "val", "py_bytes_center"),
    ("count", _SPAN, "int", "py_bytes_count"),
    ("decode", named("encoding") + named("errors"), "str", "py_decode_method"),
    ("endswith", required("suffix") + _RANGE, "bool", "py_bytes_endswith"),
    ("expandtabs", named("tabsize"), "val", "py_bytes_expandtabs"),
    ("find", _SPAN, "int", "py_bytes_find"),
    ("hex", named("sep") + named("bytes_per_sep"), "str", "py_bytes_hex"),
    ("index", _SPAN, "int", "py_bytes_index"),
    ("isalnum", (), "bool", "py_bytes_isalnum"),
    ("isalpha", (), "bool", "py_bytes_isalpha"),
    ("isascii", (), "bool", "py_bytes_isascii"),
    ("isdigit", (), "bool", "py_bytes_isdigit"),
    ("islower", (), "bool", "py_bytes_islower"),
    ("isspace", (), "bool", "py_bytes_isspace"),
    ("istitle", (), "bool", "py_bytes_istitle"),
    ("isupper", (), "bool", "py_bytes_isupper"),
    ("join", required("iterable_of_bytes"), "val", "py_bytes_join"),
    ("ljust", required("width") + optional("fillchar"), "val", "py_bytes_ljust"),
    ("lower", (), "val", "py_bytes_lower"),
    ("lstrip", optional("bytes"), "val", "py_bytes_lstrip"),
    ("maketrans", required("frm", "to"), "val", "py_bytes_maketrans_of"),
    ("partition", required("sep"), "tuple", "py_bytes_partition"),
    ("removeprefix", required("prefix"), "val", "py_bytes_removeprefix"),
    ("removesuffix", required("suffix"), "val", "py_bytes_removesuffix"),
    ("replace", required("old", "new") + optional("count"), "val", "py_bytes_replace"),
    ("rfind", _SPAN, "int", "py_bytes_rfind"),
    ("rindex", _SPAN, "int", "py_bytes_rindex"),
    ("rjust", required("width") + optional("fillchar"), "val", "py_bytes_rjust"),
    ("rpartition", required("sep"), "tuple", "py_bytes_rpartition"),
    ("rsplit", named("sep") + named("maxsplit"), "list", "py_bytes_rsplit"),
    ("rstrip", optional("bytes"), "val", "py_bytes_rstrip"),
    ("split", named("sep") + named("maxsplit"), "list", "py_bytes_split"),
    ("splitlines", named("keepends"), "list", "py_bytes_splitlines"),
    ("startswith", required("prefix") + _RANGE, "bool", "py_bytes_startswith"),
    ("strip", optional("bytes"), "val", "py_bytes_strip"),
    ("swapcase", (), "val", "py_bytes_swapcase"),
    ("title", (), "val", "py_bytes_title"),
    ("translate", required("table") + named("delete"), "val", "py_bytes_translate"),
    ("upper", (), "val", "py_bytes_upper"),
    ("zfill", required("width"), "val", "py_bytes_zfill"),
)

_BYTES: tuple[Row, ...] = (
    *_ANY_BYTES,
    ("fromhex", required("string"), "val", "py_bytes_fromhex_of"),
)

_BYTEARRAY: tuple[Row, ...] = (
    *_ANY_BYTES,
    ("append", required("item"), "val", "py_bytearray_append"),
    ("clear", (), "val", "py_bytearray_clear"),
    ("copy", (), "val", "py_bytearray_copy"),
    ("extend", required("iterable_of_ints"), "val", "py_bytearray_extend"),
    ("fromhex", required("string"), "val", "py_bytearray_fromhex_of"),
    ("insert", required("index", "item"), "val", "py_bytearray_insert"),
    ("pop", optional("index"), "val", "py_bytearray_pop"),
    ("remove", required("value"), "val", "py_bytearray_remove"),
    ("reverse", (), "val", "py_bytearray_reverse"),
)

_INT: tuple[Row, ...] = (
    ("as_integer_ratio", (), "tuple", "py_int_ratio"),
    ("bit_count", (), "int", "py_bit_count"),
    ("bit_length", (), "int", "py_bit_length"),
    ("conjugate", (), "val", "py_conjugate"),
    ("to_bytes", named("length", 1) + named("byteorder", "big") + keyword_only("signed"), "val", "py_to_bytes"),
)

_FLOAT: tuple[Row, ...] = (
    ("as_integer_ratio", (), "tuple", "py_float_ratio"),
    ("conjugate", (), "val", "py_conjugate"),
    ("hex", (), "str", "py_float_hex"),
    ("is_integer", (), "bool", "py_is_integer"),
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

_GENERATOR: tuple[Row, ...] = (
    ("close", (), "val", "py_generator_close"),
    ("send", required("value"), "val", "py_generator_send"),
    ("throw", required("exception") + optional("value") + optional("traceback"), "val", "py_generator_throw"),
)

_EXCEPTION: tuple[Row, ...] = (
    ("add_note", required("note"), "val", "py_add_note"),
    ("with_traceback", required("tb"), "val", "py_with_traceback"),
)

_SIZED: tuple[Row, ...] = (
    ("__contains__", required("key"), "bool", "py_contains"),
    ("__iter__", (), "val", "py_iter"),
    ("__len__", (), "int", "py_len_int"),
)

_INDEXED: tuple[Row, ...] = (
    *_SIZED,
    ("__getitem__", required("key"), "val", "py_getitem"),
)

_MUTABLE: tuple[Row, ...] = (
    *_INDEXED,
    ("__delitem__", required("key"), "val", "delitem_method"),
    ("__setitem__", required("key", "value"), "val", "setitem_method"),
)

_RANGE_OBJECT: tuple[Row, ...] = (
    *_INDEXED,
    ("count", required("value"), "int", "py_range_count"),
    ("index", required("value"), "int", "py_range_index"),
)

_ITERATOR: tuple[Row, ...] = (
    ("__iter__", (), "val", "py_iter"),
    ("__next__", (), "val", "next_method"),
)

_SLICE: tuple[Row, ...] = (("indices", required("length"), "val", "py_slice_indices"),)

_TABLES: dict[int, tuple[Row, ...]] = {
    T_NONE: (),
    T_ITERATOR: _ITERATOR,
    T_RANGE: _RANGE_OBJECT,
    T_SLICE: _SLICE,
    T_EXCEPTION: _EXCEPTION,
    T_GENERATOR: (*_GENERATOR, *_ITERATOR),
    T_STR: (*_STR, *_INDEXED),
    T_BYTES: (*_BYTES, *_INDEXED),
    T_BYTEARRAY: (*_BYTEARRAY, *_MUTABLE),
    T_BOOL: _INT,
    T_INT: _INT,
    T_FLOAT: _FLOAT,
    T_LIST: (*_LIST, *_MUTABLE),
    T_TUPLE: (*_TUPLE, *_INDEXED),
    T_DICT: (*_DICT, *_MUTABLE),
    T_SET: (*_SET, *_SIZED),
    T_FROZENSET: (*_ANY_SET, *_SIZED),
}


_HASHABLE: tuple[Row, ...] = (("__hash__", (), "int", "py_hash"),)
# special methods of every built-in value
_ANY: tuple[Row, ...] = (
    ("__format__", required("format_spec"), "str", "py_format"),
    ("__repr__", (), "str", "py_repr"),
    ("__str__", (), "str", "py_str"),
)


def _methods() -> dict[str, dict[int, Primitive]]:
    found: dict[str, dict[int, Primitive]] = {}
    for tag, rows in _TABLES.items():
        for name, params, result, runtime in (*rows, *_ANY, *(() if tag in (T_LIST, T_DICT, T_SET, T_BYTEARRAY) else _HASHABLE)):
            found.setdefault(name, {})[tag] = Primitive(name, params, result, runtime)
    found["isdisjoint"][T_VIEW] = Primitive("isdisjoint", required("other"), "bool", "py_view_isdisjoint")
    for name, by_tag in LIBRARY_METHODS.items():
        found.setdefault(name, {}).update(by_tag)
    return found


METHODS: dict[str, dict[int, Primitive]] = _methods()

RECEIVERS = {
    "str": T_STR, "bytes": T_BYTES, "list": T_LIST, "tuple": T_TUPLE, "dict": T_DICT, "set": T_SET, "frozenset": T_FROZENSET,
    "int": T_INT, "float": T_FLOAT, "bytearray": T_BYTEARRAY,
}  # fmt: skip
"""Classes whose methods can be values, and the tag of their instances."""
