"""Syntax that newer versions of CPython take and 3.11 does not: bodies are written in 3.11's, whatever runs the compiler."""

from __future__ import annotations

import ast
import io
import sys
import tokenize

REFERENCE = (3, 11)


def check_syntax(text: str) -> None:
    """Raises SyntaxError at the first use of newer syntax: type parameters, `type` statements, and what PEP 701 allows in f-strings.

    The text parses in the running version. In 3.11 itself there is nothing to do.
    """
    if sys.version_info[:2] <= REFERENCE:
        return
    ast.parse(text, feature_version=REFERENCE)
    open_quotes: list[str] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        kind = tokenize.tok_name[token.type]
        if kind == "FSTRING_END":
            open_quotes.pop()
        elif open_quotes and kind in ("FSTRING_START", "STRING", "COMMENT"):
            _check_inside(token, kind, open_quotes[-1])
        if kind == "FSTRING_START":
            open_quotes.append(token.string.lstrip("fFrRbBuU"))


def _check_inside(token: tokenize.TokenInfo, kind: str, quote: str) -> None:
    """A token within the braces of an f-string with this quote."""
    if kind == "COMMENT":
        raise _error("f-string expression part cannot include '#'", token)
    if "\\" in token.string:
        raise _error("f-string expression part cannot include a backslash", token)
    if quote[0] in token.string and (len(quote) == 1 or quote in token.string):
        raise _error("f-string: expecting '}'", token)


def _error(message: str, token: tokenize.TokenInfo) -> SyntaxError:
    line, column = token.start
    return SyntaxError(message, ("<body>", line, column + 1, token.line, token.end[0], token.end[1] + 1))
