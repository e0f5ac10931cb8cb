"""What a YAML syntax error is reported as: a message in plain words at the line where the mistake was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from noetlc.diagnostics import Span
from noetlc.frontend.text_source import TextSource

_RESCAN_LIMIT = 4 * 1024 * 1024
"""Longest text that is scanned again to find an unclosed quote, in code points."""


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
        return Problem("V01", f"invalid YAML: {_first_line(str(error))}", source.span(0, 0))
    context: Any = error.context_mark
    mark: Any = error.problem_mark or context
    offset = mark.index if mark is not None else 0
    what = _first_line(error.problem or str(error))
    where = error.context or ""
    hint = ""
    if context is not None and "flow" in where:
        bracket = source.text[context.index : context.index + 1]
        offset = context.index
        what = f"unclosed {bracket!r}: {what}" if bracket in ("[", "{") else what
        hint = "close the bracket, and quote texts that contain brackets, commas or colons"
    elif context is not None and "quoted scalar" in where and ("end of stream" in what or "document" in what):
        offset = context.index
        what = "unclosed quote"
        hint = "close the quote; inside single quotes write '' for a quote, inside double quotes \\\""
    else:
        opened = _swallowing_quote(source, offset)
        if opened is not None:
            offset = opened
            what = "unclosed quote"
            hint = "the text runs on to the next quote of the file"
        elif "tab" in what or source.text[offset : offset + 1] == "\t":
            hint = "indent with spaces, not with tabs"
        elif "mapping values are not allowed" in what:
            hint = "quote a value that contains ': '"
    return Problem("V01", f"invalid YAML: {what}", source.span(offset, min(offset + 1, len(source.text))), hint)


def _swallowing_quote(source: TextSource, offset: int) -> int | None:
    """The offset of a quote that was closed by a later line's opening quote just before `offset`, else None."""
    if len(source.text) > _RESCAN_LIMIT:
        return None
    last: tuple[int, int] | None = None
    error_line = source.place(offset)[0]
    try:
        for token in yaml.scan(source.text, Loader=getattr(yaml, "CLoader", yaml.Loader)):
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                start, end = token.start_mark.index, token.end_mark.index
                if source.place(start)[0] < source.place(end)[0] == error_line and end <= offset + 1:
                    last = (start, end)
            if token.start_mark.index > offset:
                break
    except yaml.YAMLError:
        pass  # expected: this is the text whose error is being explained; what was scanned before it counts
    return None if last is None else last[0]


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "syntax error"
