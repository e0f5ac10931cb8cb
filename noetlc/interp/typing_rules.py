"""Typing of rendered text (language.md 6.2), truth of conditions (language.md 6.3) and numbers in text (filters `int`, `float`)."""

from __future__ import annotations

import json
import math
import re

from noetlc.interp.printing import text
from noetlc.interp.values import MAX_DEPTH, TemplateError, check_data

_INT = re.compile(r"[+-]?[0-9]+\Z")
_FLOAT = re.compile(r"[+-]?(?:(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+)\Z")
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.S)
FALSE_WORDS = frozenset(("", "false", "0", "no", "none", "null", "off", "{}", "[]"))
RULE_FALSE = frozenset(("", "false", "False", "0", "none", "None", "null"))


MAX_DIGITS = 4300
"""Longest integer in text, in digits with leading zeros: as in YAML, and what CPython converts. Longer ones are not numbers."""


def parse_int(digits: str) -> int:
    """The int that decimal text of a bounded length spells. Raises ValueError for a longer one."""
    if len(digits.lstrip("+-")) > MAX_DIGITS:
        raise ValueError("the integer has too many digits")
    return int(digits)


def parse_number(trimmed: str) -> int | float | None:
    """The int or finite float that trimmed text spells in decimal form, else None."""
    if _INT.match(trimmed):
        return parse_int(trimmed) if len(trimmed.lstrip("+-")) <= MAX_DIGITS else None
    if _FLOAT.match(trimmed):
        value = float(trimmed)
        return value if math.isfinite(value) else None
    return None


def _reject_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _finite_float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("number is not finite")
    return value


def parse_json(source: str) -> object:
    """RFC 8259 JSON with finite numbers, nested at most 128 deep; later duplicate keys win. Raises ValueError."""
    depth = 0
    for match in _NESTING.finditer(source):
        mark = match.group()
        depth += (mark in "[{") - (mark in "]}")
        if depth > MAX_DEPTH:
            raise ValueError("JSON is nested too deep")
    value = json.loads(source, parse_constant=_reject_constant, parse_int=parse_int, parse_float=_finite_float)
    return check_data(value)


def type_text(rendered: str) -> object:
    """Rule 3 of language.md 6.2: the value that mixed text stands for."""
    trimmed = rendered.strip()
    if trimmed[:1] + trimmed[-1:] in ("{}", "[]"):
        try:
            return parse_json(trimmed)
        except (ValueError, RecursionError):
            return rendered
    if trimmed in ("true", "True"):
        return True
    if trimmed in ("false", "False"):
        return False
    number = parse_number(trimmed)
    if number is not None:
        return number
    return None if trimmed in ("", "null", "None") else rendered


def condition_truth(value: object) -> bool:
    """Truth of arc and step `when` and admit rules."""
    if isinstance(value, str):
        return value.strip().lower() not in FALSE_WORDS
    return bool(value)


def rule_truth(value: object) -> bool:
    """Truth of a policy rule's `when`: decided by the text."""
    if isinstance(value, bool):
        return value
    return text(value) not in RULE_FALSE


def from_json(value: object) -> object:
    """The filter `fromjson`."""
    if value is None or value.__class__.__name__ == "Undefined":
        return None
    try:
        return parse_json(text(value))
    except (ValueError, RecursionError) as error:
        raise TemplateError("the text is not valid JSON") from error
