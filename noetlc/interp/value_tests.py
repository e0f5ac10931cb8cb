"""The closed list of tests (`x is name`), language.md 6.9."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from noetlc.interp import semantics as sem
from noetlc.interp.printing import text
from noetlc.interp.values import TemplateError, Undefined


def _divisible(value: object, divisor: object) -> bool:
    result = sem.mod(value, divisor)
    return bool(result == 0)


def _integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _same(value: object, other: object) -> bool:
    """Same kind and equal; int and float are different kinds."""
    return sem.kind(value) == sem.kind(other) and sem.equal(value, other)


_UNARY: dict[str, Callable[[object], bool]] = {
    "defined": lambda v: not isinstance(v, Undefined),
    "undefined": lambda v: isinstance(v, Undefined),
    "none": lambda v: v is None,
    "boolean": lambda v: isinstance(v, bool),
    "true": lambda v: v is True,
    "false": lambda v: v is False,
    "number": sem.is_number,
    "integer": _integer,
    "float": lambda v: isinstance(v, float),
    "string": lambda v: isinstance(v, str),
    "sequence": lambda v: isinstance(v, list),
    "mapping": lambda v: isinstance(v, dict),
    "iterable": lambda v: isinstance(v, (str, list, dict)),
    "even": lambda v: _integer(v) and v % 2 == 0,  # type: ignore[operator]
    "odd": lambda v: _integer(v) and v % 2 == 1,  # type: ignore[operator]
    "lower": lambda v: text(v).islower(),
    "upper": lambda v: text(v).isupper(),
    "safe": lambda _v: False,
    "escaped": lambda _v: False,
}

_BINARY: dict[str, Callable[[object, object], bool]] = {
    "divisibleby": _divisible,
    "in": sem.contains,
    "sameas": _same,
    "startingwith": lambda v, prefix: text(v).startswith(text(prefix)),
    "endingwith": lambda v, suffix: text(v).endswith(text(suffix)),
}
for _names, _op in (
    (("eq", "equalto", "=="), "eq"),
    (("ne", "!="), "ne"),
    (("lt", "<"), "lt"),
    (("le", "<="), "lteq"),
    (("gt", ">"), "gt"),
    (("ge", ">="), "gteq"),
):
    for _name in _names:
        _BINARY[_name] = sem.COMPARISONS[_op]


def is_test(name: object) -> bool:
    """True if a test of that name exists."""
    return isinstance(name, str) and (name in _UNARY or name in _BINARY or name in ("filter", "test"))


def call_test(
    name: str, value: object, args: Sequence[object], kwargs: Mapping[str, object], is_filter: Callable[[object], bool]
) -> bool:
    """Applies the test `name`; raises `TemplateError` for an unknown name or wrong arguments."""
    if not is_test(name):
        raise TemplateError(f"unknown test {name}")
    wanted = 1 if name in _BINARY else 0
    if kwargs or len(args) != wanted:
        raise TemplateError(f"wrong arguments for the test {name}")
    if name == "filter":
        return is_filter(value)
    if name == "test":
        return is_test(value)
    if wanted:
        return _BINARY[name](value, args[0])
    return _UNARY[name](value)
