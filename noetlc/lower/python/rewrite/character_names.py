"""Characters by name, as Unicode 14 has them, on every version of Python."""

from __future__ import annotations

import functools
import unicodedata
from bisect import bisect_right
from itertools import accumulate

from noetlc.lower.python.rewrite.library_source import source

_HEX = "0123456789ABCDEF"


def named_character(name: str) -> str | None:
    """The character of Unicode 14 that has this name; None for other names of it and if there is none."""
    try:
        found = unicodedata.lookup(name)
    except KeyError:
        return None
    return found if len(found) == 1 and unicodedata.name(found, "") == name and _assigned(ord(found)) else None


@functools.cache
def _categories() -> tuple[list[int], str]:
    """Where runs of characters of one category begin, and the letters of the categories; tools/unicodedata_tables.py has the encoding."""
    text = str(source("unicodedata").constants["CATEGORIES"].value)
    lengths, letters, size = [0], "", ""
    for c in text:
        if c in _HEX:
            size += c
        else:
            lengths.append(int(size or "1", 16))
            letters += c
            size = ""
    return list(accumulate(lengths))[:-1], letters


def _assigned(code: int) -> bool:
    starts, letters = _categories()
    none = str(source("unicodedata").constants["CATEGORIES_VALUES"].value).split().index("Cn")
    return letters[bisect_right(starts, code) - 1] != "abcdefghijklmnopqrstuvwxyz"[none]
