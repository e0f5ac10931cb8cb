"""Printing of template values (language.md 6.7) and canonical JSON text."""

from __future__ import annotations

import json
import math
from decimal import Decimal

from noetlc.interp.values import DataError, TemplateError, Undefined, to_data

MAX_TEXT = 64 * 1024 * 1024  # code points one template operation may produce


def print_float(value: float) -> str:
    """Shortest round-trip digits, positional, at least one fraction digit."""
    text = repr(value)
    if "e" in text or "E" in text:
        text = format(Decimal(text), "f")
    return text if "." in text else text + ".0"


def print_string(value: str) -> str:
    """A string inside a container: in JSON quotes, non-ASCII characters as they are."""
    return json.dumps(value, ensure_ascii=False)


def text(value: object) -> str:
    """The printed form of `value`."""
    if isinstance(value, str):
        return value
    if isinstance(value, Undefined):
        return ""
    return _nested(value)


def _nested(value: object) -> str:
    if isinstance(value, str):
        return print_string(value)
    if value is None:
        return "None"
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, int):
        return int_text(value)
    if isinstance(value, float):
        return print_float(value)
    if isinstance(value, Undefined):
        return "undefined"
    if isinstance(value, list):
        return "[" + ", ".join(_nested(item) for item in value) + "]"
    if isinstance(value, dict):
        pairs = (f"{print_string(key)}: {_nested(item)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    raise TemplateError("a function or loop object cannot be printed")


def int_text(value: int) -> str:
    """Decimal digits of an int of any size, past CPython's digit limit too."""
    try:
        return str(value)
    except ValueError:
        return format(Decimal(value), "f")


def json_text(value: object) -> str:
    """Canonical JSON text: no spaces, map order, non-ASCII verbatim, floats by `repr`."""
    if isinstance(value, float) and not math.isfinite(value):
        raise DataError("a float that is not finite is not data")
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def to_json(value: object) -> str:
    """The filter `tojson`: canonical JSON of a template value, undefined as null."""
    try:
        return json_text(to_data(value))
    except DataError as error:
        raise TemplateError("this value is not JSON: it nests too deep") from error
