"""The filters of the table in language.md 6.8, except those over lists of items (see `filters_list`)."""

from __future__ import annotations

import base64
import binascii
import math
import sys
from decimal import ROUND_HALF_UP, Decimal

from noetlc.interp import semantics as sem
from noetlc.interp.printing import MAX_TEXT, text, to_json
from noetlc.interp.typing_rules import from_json, parse_number
from noetlc.interp.values import UNDEFINED, TemplateError, Undefined

MAX_FLOAT = int(sys.float_info.max)


def need_int(value: object) -> int:
    """An int argument (not a bool)."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TemplateError("this argument must be an int")
    return value


def absent(value: object) -> bool:
    """True for undefined and null."""
    return value is None or isinstance(value, Undefined)


def f_abs(value: object) -> object:
    if not sem.is_number(value):
        raise TemplateError("abs needs a number")
    return abs(value)  # type: ignore[arg-type]


def f_b64encode(value: object) -> object:
    return base64.b64encode(text(value).encode("utf-8", "replace")).decode("ascii")


def f_b64decode(value: object) -> object:
    try:
        return base64.b64decode(text(value).encode("ascii"), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise TemplateError("the text is not base64 of UTF-8 text") from error


def f_default(value: object, default_value: object = "", boolean: object = False) -> object:
    if absent(value) or (sem.truth(boolean) and not sem.truth(value)):
        return default_value
    return value


def f_first(value: object) -> object:
    items = sem.iterate(value)
    return items[0] if items else UNDEFINED


def f_last(value: object) -> object:
    items = sem.iterate(value)
    return items[-1] if items else UNDEFINED


def f_float(value: object, default: object = 0.0) -> object:
    if isinstance(value, (bool, int, float)):
        return _as_float(value)
    if isinstance(value, str):
        number = parse_number(value.strip())
        if number is not None and abs(number) <= MAX_FLOAT:
            return float(number)
    return default


def _as_float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        raise TemplateError("the result is not a finite number") from None


def f_int(value: object, default: object = 0) -> object:
    if isinstance(value, (bool, int, float)):
        return int(value)
    if isinstance(value, str):
        number = parse_number(value.strip())
        if number is not None:
            return int(number)
    return default


def f_fromjson(value: object) -> object:
    return from_json(value)


def f_get(value: object, key: object) -> object:
    if isinstance(value, dict) and isinstance(key, str):
        return value.get(key, UNDEFINED)
    return UNDEFINED


def _map_of(value: object) -> dict[str, object]:
    if absent(value):
        return {}
    if not isinstance(value, dict):
        raise TemplateError("this filter needs a map")
    return value


def f_items(value: object) -> object:
    return [[key, item] for key, item in _map_of(value).items()]


def f_keys(value: object) -> object:
    return list(_map_of(value))


def f_values(value: object) -> object:
    return list(_map_of(value).values())


def f_length(value: object) -> object:
    if isinstance(value, (str, list, dict)):
        return len(value)
    if isinstance(value, (bool, int, float)):
        raise TemplateError("a number, bool or function has no length")
    return len(sem.iterate(value))


def f_list(value: object) -> object:
    return sem.iterate(value)


def f_lower(value: object) -> object:
    return text(value).lower()


def f_upper(value: object) -> object:
    return text(value).upper()


def f_replace(value: object, old: object, new: object) -> object:
    source, before, after = text(value), text(old), text(new)
    if source.count(before) * len(after) > MAX_TEXT:
        raise TemplateError("the text is too large")
    return source.replace(before, after)


def f_reverse(value: object) -> object:
    if isinstance(value, str):
        return value[::-1]
    if isinstance(value, list):
        return value[::-1]
    if absent(value):
        return []
    raise TemplateError("reverse needs a list or a string")


def f_round(value: object, precision: object = 0) -> object:
    places = need_int(precision)
    if not sem.is_number(value):
        raise TemplateError("round needs a number")
    if isinstance(value, int):
        return value if places >= 0 else _round_int(value, -places)
    assert isinstance(value, float)
    return _round_float(value, places)


def _round_int(value: int, power: int) -> int:
    if power > value.bit_length() + 1:
        return 0
    unit: int = 10**power
    size = (abs(value) + unit // 2) // unit * unit
    return size if value >= 0 else -size


def _round_float(value: float, places: int) -> float:
    try:
        scale = 10.0 ** abs(places)
    except OverflowError:
        return value if places > 0 else math.copysign(0.0, value)
    scaled = value * scale if places >= 0 else value / scale
    if not math.isfinite(scaled):
        return value
    rounded = float(Decimal(scaled).quantize(Decimal(1), ROUND_HALF_UP)) if abs(scaled) < 2.0**52 else scaled
    result = rounded / scale if places >= 0 else rounded * scale
    if not math.isfinite(result):
        raise TemplateError("the result is not a finite number")
    return math.copysign(result, value)


def f_safe(value: object) -> object:
    return value


def f_split(value: object, sep: object = " ") -> object:
    separator = text(sep)
    if not separator:
        raise TemplateError("the separator of split is empty")
    return list(text(value).split(separator))


def f_string(value: object) -> object:
    return text(value)


def f_tojson(value: object) -> object:
    return to_json(value)


def f_trim(value: object) -> object:
    return text(value).strip()


def f_attr(value: object, name: object) -> object:
    return sem.look(value, name)


def f_bool(value: object) -> object:
    return sem.truth(value)
