"""The template language: grammar, parser and syntax tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.frontend.jinja.errors import TemplateError

if TYPE_CHECKING:
    from noetlc.frontend.jinja.nodes import Expr, Template

__all__ = ["TemplateError", "parse_expression", "parse_template"]


def parse_template(text: str) -> Template:
    """The syntax tree of a template. Raises TemplateError."""
    from noetlc.frontend.jinja import parser  # imported when there is something to parse: tables cost some milliseconds

    return parser.parse_template(text)


def parse_expression(text: str) -> Expr:
    """The syntax tree of a bare expression, as it would stand in `{{ }}`. Raises TemplateError."""
    from noetlc.frontend.jinja import parser

    return parser.parse_expression(text)
