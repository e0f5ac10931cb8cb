"""The error of the template parser."""

from __future__ import annotations


class TemplateError(Exception):
    """A template that does not parse. `pos` is an offset in the template's text, `length` how much of it is meant."""

    def __init__(self, message: str, pos: int, length: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.pos = pos
        self.length = length


class TooDeep(TemplateError):
    """The template nests deeper than the limit (limits.py)."""
