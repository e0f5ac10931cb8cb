"""Text from outside as it is shown and logged: a terminal must not obey it, and a line must stay a line."""

from __future__ import annotations

import re

# Controls (C0, DEL, C1), line and paragraph separators, what turns the writing direction, invisible marks, half characters.
_HOSTILE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)

LONGEST, SHORT = 2000, 200
"""Characters of a message, and of a name in one."""


def shown(text: str, *, breaks: bool = False, longest: int | None = None) -> str:
    """The text with its control characters as escapes, `\\x1b` for ESC; with `breaks` tabs and line feeds stay. Cut at `longest`."""
    if longest is not None and len(text) > longest:
        text = text[:longest] + "…"
    if text.isprintable():  # no hostile character is, and this is quicker to ask
        return text
    return _HOSTILE.sub(lambda match: match.group() if breaks and match.group() in "\t\n" else _escape(match.group()), text)


def _escape(character: str) -> str:
    code = ord(character)
    if character in "\t\n\r":
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def json_shown(document: str) -> str:
    """A JSON text with the control characters that JSON leaves as they are as escapes; it is equal to what it was."""
    return re.sub("[\x7f-\x9f]", lambda match: f"\\u{ord(match.group()):04x}", document)
