"""The template language: grammar, parser and syntax tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.frontend.jinja.errors import TemplateError
from noetlc.late import late

if TYPE_CHECKING:
    import noetlc.frontend.jinja.parser as parser
    from noetlc.frontend.jinja.nodes import Expr, Template
else:
    parser = late("noetlc.frontend.jinja.parser")  # its tables cost some milliseconds

__all__ = ["TemplateError", "parse_expression", "parse_template"]


def parse_template(text: str) -> Template:
    """The syntax tree of a template. Raises TemplateError."""
    return parser.parse_template(text)


def parse_expression(text: str) -> Expr:
    """The syntax tree of a bare expression, as it would stand in `{{ }}`. Raises TemplateError."""
    return parser.parse_expression(text)
