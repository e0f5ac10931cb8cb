"""JSON from outside, read within bounds: whatever the text, an answer comes at once.

Python reads an integer of n digits in about n² steps unless its limit is set, and the command line unsets that. Longer ones are no data
(docs/language.md), so they are refused before they are read.
"""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

Json = Any

MAX_DIGITS = 4300
"""Of an integer that is data: what CPython converts to text without a changed limit."""


def read_json(data: bytes | str) -> Json:
    """The value of a JSON text in UTF-8, integers exact.

    Raises UnicodeDecodeError, json.JSONDecodeError, and ValueError with one line for NaN and infinities, integers of more than
    `MAX_DIGITS` digits and what is nested too deep.
    """
    text = data.decode("utf-8") if isinstance(data, bytes) else data
    # A limit that is set refuses by itself, and reads faster.
    bounded = 0 < sys.get_int_max_str_digits() <= MAX_DIGITS
    try:
        return json.loads(text, parse_constant=_refuse, parse_int=None if bounded else bounded_int)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except json.JSONDecodeError:
        raise
    except ValueError as error:
        if "integer string conversion" not in str(error):
            raise
        raise ValueError(_TOO_LONG) from None


_TOO_LONG = f"an integer has more than {MAX_DIGITS} digits"


def bounded_int(digits: str) -> int:
    """The integer of a decimal text. Raises ValueError for one that is too long to be data."""
    if len(digits) > MAX_DIGITS + digits.startswith("-"):
        raise ValueError(_TOO_LONG)
    return int(digits)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
