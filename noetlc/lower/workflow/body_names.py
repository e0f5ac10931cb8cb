"""Whether a Python body can see `context` or `variables` (language.md 7.2), judged by its text: both are costly to build and send."""

from __future__ import annotations

import re

_SEES_CONTEXT = re.compile(r"\bcontext\b|\bvariables\b|globals|locals|vars\b|dir\s*\(|\beval\b|\bexec\b|frame|__main__|builtins")


def sees_context(code: str) -> bool:
    """False if the body surely reads neither name, directly or by reflection."""
    return _SEES_CONTEXT.search(code) is not None
