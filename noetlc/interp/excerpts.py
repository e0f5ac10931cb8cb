"""Values in short, for people."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 80
"""Characters of a value that are shown."""


def cut(pieces: Iterable[str]) -> str:
    """A text in pieces, cut where it is long. Of a large value only the beginning is asked for."""
    found = ""
    for piece in pieces:
        found += piece
        if len(found) > LONGEST:
            return found[: LONGEST - 1] + "…"
    return found
