"""The text of a playbook: decoding, line starts, and offsets as lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from noetlc.diagnostics import SourceFile, Span

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")  # what is allowed takes longer to compile
_ODD_BREAKS = re.compile("[\x85\u2028\u2029]")


class TextError(ValueError):
    """The bytes are not text a playbook may consist of.

    `offset` is the code point at fault, None for the whole file; `before` is the text up to bytes that are not UTF-8.
    """

    def __init__(self, message: str, offset: int | None = None, before: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.offset = offset
        self.before = before
        self.hint = hint


class TextSource:
    """Decoded text with its name. Offsets are code points; lines end at LF, CR LF or CR; lines and columns are 1-based."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    @cached_property
    def line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]

    @cached_property
    def has_odd_breaks(self) -> bool:
        """True if the text has characters that YAML libraries count as line breaks and editors do not."""
        return _ODD_BREAKS.search(self.text) is not None

    @cached_property
    def file(self) -> SourceFile:
        return SourceFile(self.name, self.text, tuple(_LINE_BREAK.split(self.text)))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        index = bisect_right(self.line_starts, offset) - 1
        return index + 1, offset - self.line_starts[index] + 1

    def span(self, start: int, end: int, inner_line: int | None = None) -> Span:
        line, column = self.place(start)
        end_line, end_column = self.place(end)
        return Span(line, column, end_line, end_column, inner_line)


def decode(data: bytes | str) -> str:
    """The text without a byte-order mark. Raises TextError for other encodings."""
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        message = f"byte 0x{data[error.start]:02X} is not UTF-8"
        raise TextError(message, before=before, hint="save the file as UTF-8") from error


def check_characters(text: str) -> None:
    """Raise TextError at the first character YAML does not allow: controls, lone surrogates, U+FFFE."""
    match = _FORBIDDEN.search(text)
    if match is not None:
        raise TextError(f"character U+{ord(match.group()):04X} is not allowed", match.start())
