"""Whether stderr is painted."""

from __future__ import annotations

import os
import sys


def colored() -> bool:
    """Whether stderr shows colours, and nobody said that they are not wanted (NO_COLOR)."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")
