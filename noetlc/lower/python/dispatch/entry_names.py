"""Names of functions that are made when asked for."""

from __future__ import annotations


def builtin_entry_name(builtin: str) -> str:
    """The entry of a builtin, a method or a function of a plug-in that is used as a value."""
    return f"builtin.{builtin}"
