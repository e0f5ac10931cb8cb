"""YAML 1.2 core schema: what an unquoted or tagged scalar means (language.md 2.1)."""

from __future__ import annotations

import math
import re

from noetlc.json_text import MAX_DIGITS

Value = None | bool | int | float | str

_WORDS: dict[str, Value] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_DIGITS = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NON_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_FIRST = frozenset("-+.0123456789")

CORE = "tag:yaml.org,2002:"


class ScalarError(ValueError):
    """A scalar that cannot be a value. `non_finite` tells NaN and infinity from malformed ones."""

    def __init__(self, message: str, non_finite: bool = False) -> None:
        super().__init__(message)
        self.non_finite = non_finite


def resolve_plain(text: str) -> Value:
    """The value of an unquoted scalar. Raises ScalarError for non-finite numbers and for integers beyond MAX_DIGITS."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST:
        return text
    if _DECIMAL.match(text):
        return _integer(text, 10)
    if _BASED.match(text):
        return _integer(text[2:], 8 if text[1] == "o" else 16)
    if _NON_FINITE.match(text):
        raise ScalarError("non-finite number", non_finite=True)
    if not _DIGITS.match(text) and _FLOAT.match(text):
        return _float(text)
    return text


def resolve_tagged(tag: str, text: str) -> Value:
    """The value of a scalar with an explicit tag of the core schema. Raises ScalarError if tag and text do not fit."""
    if tag in ("!", CORE + "str"):
        return text
    if not tag.startswith(CORE):
        raise ScalarError(f"unknown tag {tag}")
    kind = tag[len(CORE) :]
    value = resolve_plain(text)
    if kind == "null" and value is None:
        return None
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind == "int" and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind == "float" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return _float(text) if _FLOAT.match(text) else _finite(value)
    if kind in ("null", "bool", "int", "float"):
        raise ScalarError(f"{text!r} is not a {kind}")
    raise ScalarError(f"unknown tag !!{kind}")


def _integer(digits: str, base: int) -> int:
    if len(digits) > MAX_DIGITS + 1:
        raise ScalarError(f"integer of more than {MAX_DIGITS} digits")
    value = int(digits, base)
    if value.bit_length() > 14_200 and abs(value) >= 10**MAX_DIGITS:
        raise ScalarError(f"integer of more than {MAX_DIGITS} digits")
    return value


def _float(text: str) -> float:
    return _finite(float(text))


def _finite(value: int | float) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ScalarError("non-finite number", non_finite=True)
    return number
