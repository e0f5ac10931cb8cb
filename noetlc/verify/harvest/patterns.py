"""Texts that a regular expression matches, by Hypothesis."""

from __future__ import annotations

import re
from functools import lru_cache

from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

from noetlc.verify.drawing import draw

EXAMPLES = 4
_LETTERS = st.characters(codec="ascii", exclude_characters="\x00")


@lru_cache(maxsize=512)
def matching(pattern: str) -> tuple[str, ...]:
    """A few texts that the whole pattern matches, the same in every run; none if Hypothesis cannot follow it."""
    try:
        re.compile(pattern)
        return tuple(dict.fromkeys(draw(st.from_regex(pattern, fullmatch=True, alphabet=_LETTERS), EXAMPLES, 0)))
    except (re.error, HypothesisException, ValueError, TypeError, RecursionError, OverflowError):
        return ()
