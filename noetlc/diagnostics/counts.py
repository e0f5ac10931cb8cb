"""Counts in messages."""

from __future__ import annotations


def counted(count: int, noun: str, plural: str = "") -> str:
    """`1 error`, `2 errors`, `0 errors`; `plural` where an s is not enough."""
    return f"{count} {noun if count == 1 else plural or noun + 's'}"
