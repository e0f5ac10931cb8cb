"""Texts whose repr has no more than quotes around them."""

from __future__ import annotations


def is_plain(text: str) -> bool:
    return text.isascii() and repr(text) == f"'{text}'"
