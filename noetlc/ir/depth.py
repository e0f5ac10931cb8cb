"""Room for recursion over deeply nested trees.

Tree walks recurse in pure Python, which in CPython 3.11 uses no C stack, so a higher limit is safe; it stays bounded, so that
a cycle in a tree ends as `RecursionError`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

FRAMES = 40_000


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Allows `FRAMES` nested calls inside the `with` block."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
