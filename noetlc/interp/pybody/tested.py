"""On which versions of Python verification is tested: what a build asks before it imports anything of `versions`."""

from __future__ import annotations

import platform
import sys

TESTED = ((3, 11), (3, 13))  # all tests on the first, those that run by default on the other (`.ci/run`); `requires-python` says the same


def verification_refusal() -> str | None:
    """Why this Python cannot stand for CPython 3.11 in a verification; None if it can. One line, without a full stop."""
    known = " and ".join(f"{major}.{minor}" for major, minor in TESTED)
    if platform.python_implementation() != "CPython":
        return f"verification needs CPython {known}; this is {platform.python_implementation()}"
    if tuple(sys.version_info[:2]) not in TESTED:
        return f"verification is tested on Python {known}, not on {sys.version_info[0]}.{sys.version_info[1]}"
    if "t" in sys.abiflags:
        return "verification is not tested on a Python without the global interpreter lock"
    return None


def is_exact() -> bool:
    """Whether this is the version that defines what a body means, so that no body shows a difference."""
    return tuple(sys.version_info[:2]) == TESTED[0]
