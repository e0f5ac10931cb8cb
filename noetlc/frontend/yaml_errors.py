"""What a YAML syntax error is reported as: a message in plain words at the line where the mistake was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from noetlc.diagnostics import Span
from noetlc.frontend.text_source import TextSource

GENERAL_HINT = "check the indentation, and quote texts that contain : # [ ] { } , & * or quotes"
TOO_DEEP = "maximum nesting depth"
HINTS = (
    (TOO_DEEP, "nest lists and maps less deeply"),
    ("mapping values are not allowed", "quote a value that contains ': '"),
    ("cannot start any token", "quote a value that begins with @, ` or %"),
    ("block sequence entries are not allowed", "begin the first `- ` item on a line of its own"),
    ("incompatible YAML document", "remove the %YAML line; YAML 1.2 is read"),
    ("comment or line break", "write nothing behind | or > but an indentation number, + or -"),
)
"""What to do about what the library found, by a part of its message."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding of the YAML reader, before it is known which document path it belongs to."""

    code: str
    message: str
    span: Span
    hint: str = ""


def explain(error: yaml.YAMLError, source: TextSource) -> Problem:
    """The V01 problem for a library error."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Problem("V01", f"invalid YAML: {_first_line(str(error))}", source.span(0, 0), GENERAL_HINT)
    context: Any = error.context_mark
    mark: Any = error.problem_mark or context
    offset = mark.index if mark is not None else 0
    what = _first_line(error.problem or str(error))
    where = error.context or ""
    hint = next((hint for part, hint in HINTS if part in what), GENERAL_HINT)
    in_quote = context is not None and "quoted scalar" in where and ("end of stream" in what or "document" in what)
    opened = _swallowing_quote(source, context.index if in_quote else offset)
    if opened is not None:
        offset = opened
        what = "unclosed quote"
        hint = "the text runs on to the next quote of the file"
    elif in_quote:
        offset = context.index
        what = "unclosed quote"
        hint = "close the quote; inside single quotes write '' for a quote, inside double quotes \\\""
    elif context is not None and "flow" in where and TOO_DEEP not in what:
        offset = context.index
        bracket = source.text[offset : offset + 1]
        what = f"unclosed {bracket!r}: {what}" if bracket in ("[", "{") else what
        hint = "close the bracket, and quote texts that contain brackets, commas or colons"
    elif "tab" in what or source.text[offset : offset + 1] == "\t":
        hint = "indent with spaces, not with tabs"
    return Problem("V01", f"invalid YAML: {what}", source.span(offset, min(offset + 1, len(source.text))), hint)


def _swallowing_quote(source: TextSource, offset: int) -> int | None:
    """Where a quoted scalar of several lines starts that ends right before `offset`: a later quote closed it by mistake."""
    if source.text[offset - 1 : offset] not in ("'", '"'):
        return None
    try:
        for token in yaml.scan(source.text, Loader=getattr(yaml, "CLoader", yaml.Loader)):
            if not isinstance(token, yaml.ScalarToken) or token.style not in ("'", '"'):
                continue
            start, end = token.start_mark, token.end_mark
            if start is not None and end is not None and end.index == offset:
                return start.index if start.line < end.line else None
    except yaml.YAMLError:
        return None  # expected: this is the text whose error is being explained
    return None


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "syntax error"
