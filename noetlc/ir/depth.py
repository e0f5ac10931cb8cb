"""Room for recursion over deeply nested trees.

Tree walks recurse in pure Python, which in CPython 3.11 uses no C stack, so a higher limit is safe; it stays bounded, so that
a cycle in a tree ends as `RecursionError`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from noetlc import process_limits

FRAMES = 40_000


def deep_recursion() -> AbstractContextManager[None]:
    """Allows `FRAMES` nested calls inside the `with` block."""
    return process_limits.widened(frames=FRAMES)
