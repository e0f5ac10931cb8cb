"""The version that defines what a body means."""

from __future__ import annotations

import sys

REFERENCE = (3, 11)
_RUNNING = tuple(sys.version_info[:2])  # read once: bodies are later shown the reference version in `sys`


def is_reference() -> bool:
    """Whether this process runs the reference version, on which nothing has to be taken back."""
    return _RUNNING == REFERENCE
