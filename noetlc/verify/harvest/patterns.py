"""Texts that a regular expression matches, by Hypothesis."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from noetlc.late import late

if TYPE_CHECKING:
    import hypothesis
    import hypothesis.errors

    from noetlc.verify import drawing
else:
    drawing = late("noetlc.verify.drawing")
    hypothesis = late("hypothesis", "hypothesis.errors")  # as in the package

EXAMPLES = 4


@lru_cache(maxsize=512)
def matching(pattern: str) -> tuple[str, ...]:
    """A few texts that the whole pattern matches, the same in every run; none if Hypothesis cannot follow it."""
    letters = hypothesis.strategies.characters(codec="ascii", exclude_characters="\x00")
    try:
        re.compile(pattern)
        texts = hypothesis.strategies.from_regex(pattern, fullmatch=True, alphabet=letters)
        return tuple(dict.fromkeys(drawing.draw(texts, EXAMPLES, 0)))
    except (re.error, hypothesis.errors.HypothesisException, ValueError, TypeError, RecursionError, OverflowError):
        return ()
