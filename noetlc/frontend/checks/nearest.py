"""The known word that a misspelt one is nearest to: what "did you mean" says."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest
from typing import TYPE_CHECKING

from noetlc.late import late

if TYPE_CHECKING:
    import difflib
else:
    difflib = late("difflib")  # only once something is misspelt

_LONGEST = 60
"""Words longer than this, in characters, are nobody's slip of the pen, and slow to compare."""

_MANY, _FEW = 50, 8
"""Of more than many words, only the few that begin alike are compared letter by letter."""

_ALIKE = 0.75
"""Least similarity, as difflib counts it: one wrong letter in four (`nxt`, `nme`) still passes."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, which is none of them; None if none is alike. Ties go to the first by code point."""
    if len(word) > _LONGEST:
        return None
    spread = 1 + len(word) // 4
    likely = sorted({name for name in known if -spread <= len(name) - len(word) <= spread and name != word})
    if len(likely) > _MANY:
        starts = [word[:end] for end in (1, 2, 3, 5, 8)]
        likely = sorted(nsmallest(_FEW, likely, key=lambda name: -sum(map(name.startswith, starts))))
    same = next((name for name in likely if name.lower() == word.lower()), None) or _swapped(word, likely)
    if same is not None or not likely:
        return same

    found = difflib.get_close_matches(word, likely, 1, _ALIKE)
    return found[0] if found else None


def _swapped(word: str, likely: list[str]) -> str | None:
    """The one that has the same letters in another order (`edn`), which difflib thinks little of in short words."""
    letters = sorted(word)
    return next((name for name in likely if len(word) > 2 and sorted(name) == letters), None)


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """The hint for a word that is not known: the nearest one, or `otherwise`."""
    found = nearest(word, known)
    return otherwise if found is None else f"did you mean {found}?"
