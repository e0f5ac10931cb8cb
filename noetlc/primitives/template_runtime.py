"""Filters, tests and methods of the template language: which runtime function each is, its parameters, what it gives.

Example: `x | round(2)` is `t_round(x, 2)`; `x is even` is `t_is_even(x)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Result = Literal["scalar", "item", "list", "any"]
REQUIRED = object()
UNDEFINED = object()  # a default that is the undefined value


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter behind the filtered value: its keyword names, and the constant it has when absent."""

    names: tuple[str, ...]
    default: object = REQUIRED


@dataclass(frozen=True, slots=True)
class Filter:
    """`function(value, *params)`. `result`: `scalar` never undefined and without items; `item` one of the input's items or
    arguments; `list` a list of them; `any` anything else. `text`: the result is a string. `raises`: may answer 0."""

    function: str
    params: tuple[Param, ...] = ()
    result: Result = "scalar"
    raises: bool = True
    text: bool = False


@dataclass(frozen=True, slots=True)
class Test:
    """`function(value, *args)` with a fixed number of arguments. A condition (i32), or a bool value (or 0) if it `raises`."""

    function: str
    args: int = 0
    raises: bool = False


@dataclass(frozen=True, slots=True)
class Method:
    """`function(receiver, *args)`, absent arguments null; may answer 0."""

    function: str
    low: int
    high: int


def _p(names: str, default: object = REQUIRED) -> Param:
    return Param(tuple(names.split("|")), default)


def _text(function: str, *params: Param, raises: bool = False) -> Filter:
    return Filter(function, params, "scalar", raises, True)


_ATTRIBUTE = _p("attribute", None)
_CASE = _p("case_sensitive", False)

FILTERS: dict[str, Filter] = {
    "abs": Filter("t_abs"),
    "attr": Filter("t_item", (_p("name"),), "item", raises=False),
    "b64decode": _text("t_b64decode", raises=True),
    "b64encode": _text("t_b64encode"),
    "batch": Filter("t_batch", (_p("linecount|n"), _p("fill_with|fill", None)), "list"),
    "bool": Filter("t_bool", raises=False),
    "capitalize": _text("t_capitalize"),
    "center": _text("t_center", _p("width", 80), raises=True),
    "default": Filter("t_default", (_p("default_value|v", ""), _p("boolean|falsy", False)), "item", raises=False),
    "dictsort": Filter("t_dictsort", (_CASE, _p("by", "key"), _p("reverse", False)), "list"),
    "escape": _text("t_escape"),
    "filesizeformat": _text("t_filesizeformat", _p("binary", False), raises=True),
    "first": Filter("t_first", (), "item"),
    "float": Filter("t_filter_float", (_p("default|v", 0.0),), "item", raises=False),
    "fromjson": Filter("t_fromjson", (), "scalar"),
    "get": Filter("t_get", (_p("key|k"),), "item", raises=False),
    "groupby": Filter("t_groupby", (_p("attribute"), _p("default", UNDEFINED), _CASE), "any"),
    "indent": _text("t_indent", _p("width", 4), _p("first", False), _p("blank", False), raises=True),
    "int": Filter("t_filter_int", (_p("default|v", 0),), "item", raises=False),
    "items": Filter("t_items", (), "list"),
    "join": _text("t_join", _p("sep|d", ""), _ATTRIBUTE, raises=True),
    "keys": Filter("t_keys", (), "list"),
    "last": Filter("t_last", (), "item"),
    "length": Filter("t_length"),
    "lines": Filter("t_lines", (), "list", raises=False),
    "list": Filter("t_iterate", (), "list"),
    "lower": _text("t_lower"),
    "max": Filter("t_max", (), "item"),
    "min": Filter("t_min", (), "item"),
    "replace": _text("t_filter_replace", _p("old"), _p("new")),
    "reverse": Filter("t_reverse", (), "list"),
    "round": Filter("t_round", (_p("precision|p", 0),)),
    "slice": Filter("t_slices", (_p("slices|n"), _p("fill_with|fill", None)), "list"),
    "sort": Filter("t_sort", (_p("reverse", False), _CASE, _ATTRIBUTE), "list"),
    "split": Filter("t_filter_split", (_p("sep", " "),), "list"),
    "string": _text("t_text"),
    "striptags": _text("t_striptags"),
    "sum": Filter("t_sum", (_ATTRIBUTE, _p("start", 0))),
    "title": _text("t_title"),
    "tojson": _text("t_tojson", raises=True),
    "trim": _text("t_filter_trim"),
    "truncate": _text(
        "t_truncate", _p("length", 255), _p("killwords", False), _p("end", "..."), _p("leeway", 5), raises=True
    ),
    "unique": Filter("t_unique", (_CASE, _ATTRIBUTE), "list"),
    "upper": _text("t_upper"),
    "urlencode": _text("t_urlencode", raises=True),
    "values": Filter("t_values", (), "list"),
    "wordcount": Filter("t_wordcount", raises=False),
    "wordwrap": _text(
        "t_wordwrap", _p("width", 79), _p("break_long_words", True), _p("wrapstring", "\n"), _p("break_on_hyphens", True),
        raises=True,
    ),
}  # fmt: skip
FILTERS |= {"d": FILTERS["default"], "e": FILTERS["escape"], "count": FILTERS["length"], "len": FILTERS["length"]}

# Filters with a shape of their own: `map`, the four selections, `format`, `safe`.
SPECIAL_FILTERS = frozenset(("map", "select", "reject", "selectattr", "rejectattr", "format", "safe"))

TESTS: dict[str, Test] = {
    "boolean": Test("t_is_bool"),
    "divisibleby": Test("t_divisible", 1, raises=True),
    "endingwith": Test("t_ending", 1),
    "even": Test("t_is_even"),
    "float": Test("t_is_float"),
    "in": Test("t_in", 1, raises=True),
    "integer": Test("t_is_int"),
    "iterable": Test("t_is_iterable"),
    "lower": Test("t_is_lower"),
    "mapping": Test("t_is_map"),
    "number": Test("t_is_real"),
    "odd": Test("t_is_odd"),
    "sameas": Test("t_same", 1),
    "sequence": Test("t_is_list"),
    "startingwith": Test("t_starting", 1),
    "string": Test("t_is_string"),
    "upper": Test("t_is_upper"),
    "eq": Test("t_eq", 1),
}

# Tests that need no function: (operator, value or comparison).
VALUE_TESTS = {"defined": "defined", "undefined": "undefined", "none": "none", "true": "true", "false": "false"}
COMPARE_TESTS = {
    "eq": "==", "equalto": "==", "==": "==", "ne": "!=", "!=": "!=", "lt": "<", "<": "<", "le": "<=", "<=": "<=", "gt": ">",
    ">": ">", "ge": ">=", ">=": ">=",
}  # fmt: skip
NEVER_TESTS = frozenset(("safe", "escaped"))
NAME_TESTS = frozenset(("filter", "test"))  # is there a filter, a test of that name
ALL_TESTS = frozenset((*TESTS, *VALUE_TESTS, *COMPARE_TESTS, *NEVER_TESTS, *NAME_TESTS))
ALL_FILTERS = frozenset((*FILTERS, *SPECIAL_FILTERS))

METHODS: dict[str, Method] = {
    "endswith": Method("t_m_endswith", 1, 1),
    "get": Method("t_m_get", 1, 2),
    "items": Method("t_m_items", 0, 0),
    "keys": Method("t_m_keys", 0, 0),
    "lower": Method("t_m_lower", 0, 0),
    "replace": Method("t_m_replace", 2, 2),
    "split": Method("t_m_split", 0, 1),
    "startswith": Method("t_m_startswith", 1, 1),
    "strip": Method("t_m_strip", 0, 1),
    "upper": Method("t_m_upper", 0, 0),
    "values": Method("t_m_values", 0, 0),
}
