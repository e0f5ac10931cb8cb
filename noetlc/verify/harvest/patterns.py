"""Texts that a regular expression matches, by Hypothesis."""

from __future__ import annotations

import re
from functools import lru_cache

EXAMPLES = 4


@lru_cache(maxsize=512)
def matching(pattern: str) -> tuple[str, ...]:
    """A few texts that the whole pattern matches, the same in every run; none if Hypothesis cannot follow it."""
    from hypothesis import strategies as st  # slow to import, and the processes that only answer for tools do not need it
    from hypothesis.errors import HypothesisException

    from noetlc.verify.drawing import draw

    letters = st.characters(codec="ascii", exclude_characters="\x00")
    try:
        re.compile(pattern)
        return tuple(dict.fromkeys(draw(st.from_regex(pattern, fullmatch=True, alphabet=letters), EXAMPLES, 0)))
    except (re.error, HypothesisException, ValueError, TypeError, RecursionError, OverflowError):
        return ()
