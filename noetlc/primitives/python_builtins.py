"""The builtins of Python bodies: name, parameters, runtime function.

`any`, `sorted`, `min` and their kind with a key function, and calls that expand in place, are special cases of the lowering;
the rows here serve the plain forms.
"""

from __future__ import annotations

from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.model import ABSENT, KEYWORDS, VARIADIC, Default, Param, Primitive


def required(*names: str) -> tuple[Param, ...]:
    """Positional-only parameters without defaults."""
    return tuple(Param(n, positional_only=True) for n in names)


def optional(name: str, default: Default = ABSENT) -> tuple[Param, ...]:
    """A positional-only parameter with a default."""
    return (Param(name, default, positional_only=True),)


def named(name: str, default: Default = ABSENT) -> tuple[Param, ...]:
    """A parameter that may be given by name."""
    return (Param(name, default),)


def keyword_only(name: str, default: Default = ABSENT) -> tuple[Param, ...]:
    return (Param(name, default, keyword_only=True),)


def variadic(name: str = "args") -> tuple[Param, ...]:
    return (Param(name, VARIADIC),)


_ONE = required("x")

_ROWS = (
    Primitive("abs", _ONE, "val", "py_abs", "the absolute value of a number"),
    Primitive("all", required("iterable"), "bool", "py_all", "whether all items are true"),
    Primitive("any", required("iterable"), "bool", "py_any", "whether an item is true"),
    Primitive("ascii", _ONE, "str", "py_ascii", "the repr with non-ASCII characters escaped"),
    Primitive("bin", _ONE, "str", "py_bin", "an int in base 2, with its prefix"),
    Primitive("bool", optional("x"), "bool", "py_bool", "the truth of a value"),
    Primitive(
        "bytearray", named("source") + named("encoding") + named("errors"), "val", "py_bytearray", "bytes that can be changed in place"
    ),
    Primitive("bytes", named("source") + named("encoding") + named("errors"), "val", "py_bytes", "bytes of a size, of ints or of a text"),
    Primitive("callable", _ONE, "bool", "py_callable", "whether a value can be called"),
    Primitive("chr", _ONE, "str", "py_chr", "the character of a code point"),
    Primitive("dict", optional("x"), "dict", "py_dict_of", "a dict of pairs or of another dict"),
    Primitive("divmod", required("x", "y"), "val", "py_divmod", "floor quotient and remainder"),
    Primitive("enumerate", (Param("iterable"), Param("start", ABSENT)), "val", "py_enumerate", "pairs of number and item"),
    Primitive("filter", required("function", "iterable"), "val", "py_filter", "the items for which a function is true"),
    Primitive("float", optional("x", 0), "float", "py_float_of", "a number or its text as float"),
    Primitive("format", _ONE + optional("format_spec", ""), "str", "py_format", "a value by a format specification"),
    Primitive("frozenset", optional("iterable"), "val", "py_frozenset", "an immutable set"),
    Primitive("hash", _ONE, "int", "py_hash", "the hash of a value"),
    Primitive("hex", _ONE, "str", "py_hex", "an int in base 16, with its prefix"),
    Primitive("int", optional("x", 0) + named("base"), "val", "py_int", "a number or its text as int"),
    Primitive("isinstance", required("obj", "class_or_tuple"), "bool", "py_isinstance", "whether a value is of a class"),
    Primitive("issubclass", required("cls", "class_or_tuple"), "bool", "py_issubclass", "whether a class derives from another"),
    Primitive("iter", required("x") + optional("sentinel"), "val", "py_iter_of", "an iterator"),
    Primitive("len", _ONE, "int", "py_len_int", "the number of items"),
    Primitive("list", optional("iterable"), "list", "py_list", "a list of the items"),
    Primitive("map", required("function") + variadic("iterables"), "val", "py_map", "a function applied to the items, when asked for"),
    Primitive("max", variadic() + keyword_only("default"), "val", "py_maximum", "the greatest item", names_to="max", fewest=1),
    Primitive("min", variadic() + keyword_only("default"), "val", "py_minimum", "the least item", names_to="min", fewest=1),
    Primitive("next", required("iterator") + optional("default"), "val", "py_next_value", "the next item of an iterator"),
    Primitive("object", (), "val", "py_object", "an object that is equal to itself alone"),
    Primitive("oct", _ONE, "str", "py_oct", "an int in base 8, with its prefix"),
    Primitive("ord", _ONE, "val", "py_ord", "the code point of a character"),
    Primitive("pow", (Param("base"), Param("exp"), Param("mod", ABSENT)), "val", "py_pow3", "a power, modulo a third number"),
    Primitive(
        "print",
        variadic() + keyword_only("sep") + keyword_only("end") + keyword_only("file") + keyword_only("flush"),
        "val",
        "py_print_all",
        "writes values to stdout",
    ),
    Primitive("range", required("start") + optional("stop") + optional("step"), "val", "py_range", "an arithmetic progression"),
    Primitive("repr", _ONE, "str", "py_repr", "a value as source text"),
    Primitive("reversed", required("sequence"), "val", "py_reversed", "an iterator from the end"),
    Primitive("round", (Param("number"), Param("ndigits", ABSENT)), "val", "py_round", "a number rounded, ties to even"),
    Primitive("set", optional("iterable"), "val", "py_set", "a set of the items"),
    Primitive("slice", required("start") + optional("stop") + optional("step"), "val", "py_slice", "a slice object"),
    Primitive(
        "sorted", required("iterable") + keyword_only("reverse"), "list", "py_sorted", "items in order", names_to="sort", takes_first=True
    ),
    Primitive("str", named("object") + named("encoding") + named("errors"), "str", "py_str_of", "a value as text"),
    Primitive("sum", required("iterable") + named("start"), "val", "py_sum", "the sum of the items"),
    Primitive("tuple", optional("iterable"), "tuple", "py_tuple", "a tuple of the items"),
    Primitive("type", _ONE, "val", "py_type", "the class of a value"),
    Primitive("zip", variadic() + keyword_only("strict"), "val", "py_zip", "tuples of the items of several iterables", names_to="zip"),
)

BUILTINS: dict[str, Primitive] = {row.name: row for row in _ROWS}

# what a builtin is where it is called through a value, if its direct calls are lowered otherwise
_KEY = keyword_only("key")
_VALUE_FORMS = (
    Primitive("sorted", required("iterable") + _KEY + keyword_only("reverse"), "val", "sorted_value", names_to="sort", takes_first=True),
    Primitive("min", variadic() + _KEY + keyword_only("default"), "val", "min_value", names_to="min", fewest=1),
    Primitive("max", variadic() + _KEY + keyword_only("default"), "val", "max_value", names_to="max", fewest=1),
    Primitive("dict", (*optional("x"), Param("kwargs", KEYWORDS)), "val", "py_dict"),
    Primitive("enumerate", (*variadic(), Param("kwargs", KEYWORDS)), "val", "enumerate_value"),
    Primitive("int", optional("x") + named("base"), "val", "int_value"),
)
VALUE_FORMS: dict[str, Primitive] = {**BUILTINS, **{row.name: row for row in _VALUE_FORMS}}
SORT_VALUE = Primitive("sort", _KEY + keyword_only("reverse"), "val", "sort_value")

# names that are classes when used as values
CLASSES: frozenset[str] = frozenset(EXCEPTIONS) | frozenset(
    "int float bool str bytes bytearray list tuple dict set frozenset range object type slice zip map filter enumerate reversed".split()
)

NAMED_CLASSES: frozenset[str] = frozenset({"bytearray"})
"""Classes whose objects exist only where the text names them."""
