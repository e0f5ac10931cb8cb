"""The closed list of filters: names, parameters, and the call rules of language.md 6.8 and 6.9."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from noetlc.diagnostics.counts import counted
from noetlc.interp import filters_core as core
from noetlc.interp import filters_list as lists
from noetlc.interp import filters_text as texts
from noetlc.interp import semantics as sem
from noetlc.interp.value_tests import call_test
from noetlc.interp.values import UNDEFINED, TemplateError

Args = Sequence[object]
Kwargs = Mapping[str, object]


@dataclass(frozen=True)
class Signature:
    """Parameters after the filtered value, in order; each entry holds the accepted keyword names. `required` come first."""

    fn: Callable[..., object]
    params: tuple[tuple[str, ...], ...]
    required: int

    def bind(self, name: str, args: Args, kwargs: Kwargs) -> dict[int, object]:
        """Arguments by position; raises on a wrong count or an unknown keyword."""
        if len(args) > len(self.params):
            raise TemplateError(f"{name} takes at most {counted(len(self.params), 'argument')}")
        bound = dict(enumerate(args))
        for key, value in kwargs.items():
            index = next((i for i, names in enumerate(self.params) if key in names), None)
            if index is None:
                raise TemplateError(f"{name} has no argument {key}, or has it twice")
            if index in bound:
                raise TemplateError(f"{name} has no argument {key}, or has it twice")
            bound[index] = value
        missing = [names[0] for index, names in enumerate(self.params[: self.required]) if index not in bound]
        if missing:
            raise TemplateError(f"{name} needs the argument {missing[0]}")
        return bound


def _sig(fn: Callable[..., object], params: str = "", required: int = 0) -> Signature:
    """`params` are separated by spaces, alternative keyword names by `|`; the first is the parameter's name in `fn`."""
    return Signature(fn, tuple(tuple(part.split("|")) for part in params.split()), required)


NEEDS_TEST = "select and reject need the name of a test"

_ONE_ARGUMENT: dict[str, Callable[..., object]] = {
    "abs": core.f_abs, "b64encode": core.f_b64encode, "b64decode": core.f_b64decode, "first": core.f_first,
    "last": core.f_last, "fromjson": core.f_fromjson, "items": core.f_items, "keys": core.f_keys,
    "values": core.f_values, "length": core.f_length, "count": core.f_length, "len": core.f_length,
    "list": core.f_list, "lower": core.f_lower, "upper": core.f_upper, "max": lists.f_max, "min": lists.f_min,
    "reverse": core.f_reverse, "safe": core.f_safe, "string": core.f_string, "tojson": core.f_tojson,
    "trim": core.f_trim, "capitalize": texts.f_capitalize, "title": texts.f_title, "wordcount": texts.f_wordcount,
    "striptags": texts.f_striptags, "escape": texts.f_escape, "e": texts.f_escape, "urlencode": texts.f_urlencode,
    "bool": core.f_bool, "lines": texts.f_lines,
}  # fmt: skip

FILTERS: dict[str, Signature] = {name: _sig(fn) for name, fn in _ONE_ARGUMENT.items()} | {
    "default": _sig(core.f_default, "default_value|v boolean|falsy"),
    "d": _sig(core.f_default, "default_value|v boolean|falsy"),
    "float": _sig(core.f_float, "default|v"),
    "get": _sig(core.f_get, "key|k", 1),
    "int": _sig(core.f_int, "default|v"),
    "join": _sig(lists.f_join, "sep|d attribute"),
    "replace": _sig(core.f_replace, "old new", 2),
    "round": _sig(core.f_round, "precision|p"),
    "sort": _sig(lists.f_sort, "reverse case_sensitive attribute"),
    "split": _sig(core.f_split, "sep"),
    "sum": _sig(lists.f_sum, "attribute start"),
    "unique": _sig(lists.f_unique, "case_sensitive attribute"),
    "center": _sig(texts.f_center, "width"),
    "indent": _sig(texts.f_indent, "width first blank"),
    "truncate": _sig(texts.f_truncate, "length killwords end leeway"),
    "wordwrap": _sig(texts.f_wordwrap, "width break_long_words wrapstring break_on_hyphens"),
    "filesizeformat": _sig(texts.f_filesizeformat, "binary"),
    "batch": _sig(lists.f_batch, "linecount|n fill_with|fill", 1),
    "slice": _sig(lists.f_slice, "slices|n fill_with|fill", 1),
    "dictsort": _sig(lists.f_dictsort, "case_sensitive by reverse"),
    "groupby": _sig(lists.f_groupby, "attribute default case_sensitive", 1),
    "attr": _sig(core.f_attr, "name", 1),
}


def call_filter(name: str, value: object, args: Args, kwargs: Kwargs) -> object:
    """Applies the filter `name`; raises `TemplateError` for an unknown name or wrong arguments."""
    special = _SPECIAL.get(name)
    if special is not None:
        return special(value, args, kwargs)
    signature = FILTERS.get(name)
    if signature is None:
        raise TemplateError(f"unknown filter {name}")
    bound = signature.bind(name, args, kwargs)
    named = {signature.params[index][0]: item for index, item in bound.items()}
    return signature.fn(value, **named)


def _map(value: object, args: Args, kwargs: Kwargs) -> object:
    if not args and "attribute" in kwargs:
        unknown = set(kwargs) - {"attribute", "default"}
        if unknown:
            raise TemplateError("map takes attribute and default, or the name of a filter")
        get = lists.attribute_getter(kwargs["attribute"], kwargs.get("default", UNDEFINED))
        return [get(item) for item in sem.iterate(value)]
    name = args[0] if args else None
    if not isinstance(name, str) or not is_filter(name):
        raise TemplateError("map needs the name of a filter")
    return [call_filter(name, item, args[1:], kwargs) for item in sem.iterate(value)]


def _picker(args: Args, kwargs: Kwargs) -> lists.Pick:
    if not args:
        if kwargs:
            raise TemplateError(NEEDS_TEST)
        return sem.truth
    name = args[0]
    if not isinstance(name, str):
        raise TemplateError(NEEDS_TEST)
    return lambda item: call_test(name, item, args[1:], kwargs, is_filter)


def _select(keep: bool) -> Callable[[object, Args, Kwargs], object]:
    def run(value: object, args: Args, kwargs: Kwargs) -> object:
        return lists.f_select(value, _picker(args, kwargs), keep, lambda item: item)

    return run


def _selectattr(keep: bool) -> Callable[[object, Args, Kwargs], object]:
    def run(value: object, args: Args, kwargs: Kwargs) -> object:
        if not args:
            raise TemplateError("selectattr and rejectattr need an attribute")
        return lists.f_select(value, _picker(args[1:], kwargs), keep, lists.attribute_getter(args[0]))

    return run


def _format(value: object, args: Args, kwargs: Kwargs) -> object:
    return texts.f_format(value, *args, **kwargs)


_SPECIAL: dict[str, Callable[[object, Args, Kwargs], object]] = {
    "map": _map,
    "select": _select(True),
    "reject": _select(False),
    "selectattr": _selectattr(True),
    "rejectattr": _selectattr(False),
    "format": _format,
}


def is_filter(name: object) -> bool:
    """True if a filter of that name exists."""
    return isinstance(name, str) and (name in FILTERS or name in _SPECIAL)
