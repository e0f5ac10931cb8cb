"""Payloads and outputs of modules as bytes: JSON with exact ints of any length."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from noetlc.interp.limits import widened
from noetlc.json_text import read_json

Json = Any

# Python refuses to convert longer texts to ints at once; wide ints may have any length.
_SAFE_DIGITS = 4000
_TOO_MANY_DIGITS = "integer string conversion"


@dataclass(frozen=True, slots=True)
class Invocation:
    """The input of `invoke`. `options` are the run options by name; empty for their defaults."""

    payload: Json
    execution_id: str = "0"
    options: dict[str, bool | str] | None = None

    def encode(self) -> bytes:
        """The bytes for the module: ints exact, non-finite floats refused with ValueError."""
        value: dict[str, Json] = {"payload": self.payload, "execution_id": self.execution_id}
        if self.options:
            value["options"] = self.options
        return encode(value)


def encode(value: Json) -> bytes:
    """A JSON value as compact UTF-8, ints exact. Lone surrogates travel as escapes, for the module to replace."""
    try:
        return _compact(value)
    except RecursionError:
        pass
    except ValueError as error:
        if _TOO_MANY_DIGITS not in str(error):
            raise

    try:
        with widened():
            return _compact(value)
    except RecursionError:
        raise ValueError("the payload is nested too deep to be written as JSON") from None


def _compact(value: Json) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii")


def decode(data: bytes) -> Json:
    """The JSON value of a module's output, ints exact. Raises ValueError: see `read_json`."""
    return read_json(data)


def long_int(text: str) -> int:
    """The int of a decimal text of any length."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    value = 0
    for chunk in re.findall(f".{{1,{_SAFE_DIGITS}}}", digits):
        value = value * 10 ** len(chunk) + int(chunk)
    return sign * value
