"""Filters, tests, functions and methods of the template language with their parameters (dsl 5.8 to 5.10). Data only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter. `aliases` are further keywords for it; `keyword_only` ones cannot be given by position."""

    name: str
    required: bool = False
    default: bool | int | float | str | None = None
    aliases: tuple[str, ...] = ()
    keyword_only: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """What may be passed, without the value a filter, test or method applies to.

    `more_args` and `more_kwargs` allow further positional and keyword arguments.
    """

    name: str
    params: tuple[Param, ...] = ()
    more_args: bool = False
    more_kwargs: bool = False
    keywords: bool = True


def _need(*names: str) -> tuple[Param, ...]:
    return tuple(Param(name, required=True) for name in names)


_CASE_SENSITIVE = Param("case_sensitive", default=False)
_ATTRIBUTE = Param("attribute")
_REVERSE = Param("reverse", default=False)

_FILTERS = (
    *map(
        Signature,
        (
            "abs", "b64encode", "b64decode", "bool", "capitalize", "count", "e", "escape", "first", "fromjson", "items", "keys",
            "last", "len", "length", "lines", "list", "lower", "max", "min", "reverse", "safe", "string", "striptags", "title",
            "tojson", "trim", "upper", "urlencode", "values", "wordcount",
        ),
    ),
    Signature("attr", _need("name")),
    Signature("batch", (Param("n", True, aliases=("linecount",)), Param("fill", aliases=("fill_with",)))),
    Signature("center", (Param("width", default=80),)),
    Signature("dictsort", (_CASE_SENSITIVE, Param("by", default="key"), _REVERSE)),
    Signature("filesizeformat", (Param("binary", default=False),)),
    Signature("float", (Param("v", default=0.0, aliases=("default",)),)),
    Signature("format", more_args=True, more_kwargs=True),
    Signature("get", _need("k")),
    Signature("groupby", (Param("attribute", True), Param("default"), _CASE_SENSITIVE)),
    Signature("indent", (Param("width", default=4), Param("first", default=False), Param("blank", default=False))),
    Signature("int", (Param("v", default=0, aliases=("default",)),)),
    Signature("join", (Param("sep", default="", aliases=("d",)), _ATTRIBUTE)),
    Signature("map", (Param("attribute", keyword_only=True), Param("default", keyword_only=True)), more_args=True, more_kwargs=True),
    Signature("reject", more_args=True),
    Signature("rejectattr", _need("attribute"), more_args=True),
    Signature("replace", (Param("old", True), Param("new", True))),
    Signature("round", (Param("p", default=0, aliases=("precision",)),)),
    Signature("select", more_args=True),
    Signature("selectattr", _need("attribute"), more_args=True),
    Signature("slice", (Param("n", True, aliases=("slices",)), Param("fill", aliases=("fill_with",)))),
    Signature("sort", (_REVERSE, _CASE_SENSITIVE, _ATTRIBUTE)),
    Signature("split", (Param("sep", default=" "),)),
    Signature("sum", (_ATTRIBUTE,)),
    Signature(
        "truncate",
        (Param("length", default=255), Param("killwords", default=False), Param("end", default="..."), Param("leeway", default=5)),
    ),
    Signature("unique", (_CASE_SENSITIVE, _ATTRIBUTE)),
    Signature(
        "wordwrap",
        (
            Param("width", default=79),
            Param("break_long_words", default=True),
            Param("wrapstring", default="\n"),
            Param("break_on_hyphens", default=True),
        ),
    ),
    *(
        Signature(name, (Param("v", default="", aliases=("default_value",)), Param("falsy", default=False, aliases=("boolean",))))
        for name in ("default", "d")
    ),
)  # fmt: skip

_TESTS = (
    *map(
        Signature,
        (
            "defined", "undefined", "none", "boolean", "true", "false", "number", "integer", "float", "string", "sequence", "mapping",
            "iterable", "even", "odd", "lower", "upper", "filter", "test", "safe", "escaped",
        ),
    ),
    *(
        Signature(name, _need("other"))
        for name in (
            "in", "eq", "equalto", "==", "ne", "!=", "lt", "<", "le", "<=", "gt", ">", "ge", ">=", "sameas", "startingwith", "endingwith",
        )
    ),
    Signature("divisibleby", _need("n")),
)  # fmt: skip

FILTERS: dict[str, Signature] = {signature.name: signature for signature in _FILTERS}
TESTS: dict[str, Signature] = {signature.name: signature for signature in _TESTS}

FUNCTIONS: dict[str, Signature] = {
    "range": Signature("range", (Param("start", True), Param("stop"), Param("step")), keywords=False),
    "dict": Signature("dict", more_kwargs=True),
    "namespace": Signature("namespace", more_kwargs=True),
}

METHODS: dict[str, Signature] = {
    "get": Signature("get", (Param("k", True), Param("d")), keywords=False),
    "items": Signature("items"),
    "keys": Signature("keys"),
    "values": Signature("values"),
    "upper": Signature("upper"),
    "lower": Signature("lower"),
    "split": Signature("split", (Param("sep"),)),
    "strip": Signature("strip", (Param("chars"),), keywords=False),
    "startswith": Signature("startswith", _need("s"), keywords=False),
    "endswith": Signature("endswith", _need("s"), keywords=False),
    "replace": Signature("replace", _need("a", "b"), keywords=False),
}

LOOP_METHODS: dict[str, Signature] = {
    "cycle": Signature("cycle", (Param("value", True),), more_args=True, keywords=False),
    "changed": Signature("changed", more_args=True, keywords=False),
}
"""Methods of `loop` inside a `for`."""
