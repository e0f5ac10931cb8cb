"""Operators of other languages in bodies and templates: how they look, what stands for them here, and how to say so."""

from __future__ import annotations

FOREIGN_OPERATORS = (
    (r"\s*&&\s*", " and ", "write `and` for `&&`"),
    (r"\s*\|\|\s*", " or ", "write `or` for `||`"),
    (r"!(?=[\w(])", "not ", "write `not` for `!`"),
    (r"===", "==", "write `==`"),
    (r"!==", "!=", "write `!=`"),
    (r"<>", "!=", "write `!=` for `<>`"),
)
