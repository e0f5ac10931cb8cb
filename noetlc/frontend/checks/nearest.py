"""The known word that a misspelt one is nearest to: what "did you mean" says."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 60
"""Words longer than this, in characters, are nobody's slip of the pen, and slow to compare."""

_ALIKE = 0.75
"""Least similarity, as difflib counts it: one wrong letter in four (`nxt`, `nme`) still passes."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, which is none of them; None if none is alike. Ties go to the first by code point."""
    if len(word) > _LONGEST:
        return None
    likely = sorted({name for name in known if abs(len(name) - len(word)) <= 1 + len(word) // 4 and name != word})
    same = next((name for name in likely if name.lower() == word.lower()), None) or _swapped(word, likely)
    from difflib import get_close_matches  # only once something is misspelt

    found = get_close_matches(word, likely, 1, _ALIKE)
    return same or (found[0] if found else None)


def _swapped(word: str, likely: list[str]) -> str | None:
    """The one that has the same letters in another order (`edn`), which difflib thinks little of in short words."""
    letters = sorted(word)
    return next((name for name in likely if len(word) > 2 and sorted(name) == letters), None)


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """The hint for a word that is not known: the nearest one, or `otherwise`."""
    found = nearest(word, known)
    return otherwise if found is None else f"did you mean {found}?"
