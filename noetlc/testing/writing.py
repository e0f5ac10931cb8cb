"""Values as YAML, and new values in a text whose other parts stay as they are, to the byte."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from noetlc.errors import NoetlcError
from noetlc.frontend.nodes import Mapping, Node, Scalar
from noetlc.frontend.text_source import TextSource

Json = Any

WIDTH = 100
"""Characters of a value that stands on one line, in a place where it may take more."""

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[ -][A-Za-z0-9_]+)*")
_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))  # some readers of YAML take the last six for bools
_UNPRINTABLE = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


class NotWritten(NoetlcError):
    """A value that is shared through an anchor, or where nothing can be put."""


def flow(value: Json) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str):
        if _BARE.fullmatch(value) and value.lower() not in _WORDS:
            return value
        return _UNPRINTABLE.sub(lambda match: _escape(match.group()), json.dumps(value, ensure_ascii=False))
    return json.dumps(value)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def block(value: Json, indent: int) -> str:
    """A value behind `key:`, on lines of its own where it is long: each begins with `indent` blanks at least."""
    text = flow(value)
    if len(text) <= WIDTH or not isinstance(value, dict | list) or not value:
        return " " + text
    lead = "\n" + " " * indent
    if isinstance(value, dict):
        return "".join(f"{lead}{flow(key)}:{block(item, indent + 2)}" for key, item in value.items())
    return "".join(f"{lead}- {flow(item)}" for item in value)


@dataclass(slots=True)
class Edits:
    """Pieces of a text that get another text. `lead` is the line break of the text."""

    source: TextSource
    found: list[tuple[int, int, str]] = field(default_factory=list)

    def put(self, owner: Mapping, values: dict[str, Json]) -> None:
        """Gives entries of a map new values: those that are there where they are, others behind the last one. Raises NotWritten."""
        old = {key.text: (key, node) for key, node in owner.entries}
        fresh = {key: value for key, value in values.items() if key not in old}
        flat = self._is_flow(owner)
        for key, value in values.items():
            if key in old:
                self._replace(*old[key], value, flat)
        if not fresh:
            return
        if flat:
            self._check(owner)
            before = ", " if owner.entries else ""
            self._add(self._stop(owner) - 1, before + ", ".join(f"{key}: {flow(value)}" for key, value in fresh.items()))
        else:
            start = self._offset(owner.span.line, owner.span.column)
            first = owner if self.source.text.startswith("?", start) else owner.entries[0][0]
            indent = first.span.column - 1
            lines = [f"\n{' ' * indent}{key}:{block(value, indent + 2)}" for key, value in fresh.items()]
            self._add(self._line_end(self._stop(owner)), "".join(lines))

    def text(self) -> str:
        """The text with all edits."""
        text = self.source.text
        for start, stop, new in sorted(self.found, reverse=True):
            text = text[:start] + (new.replace("\n", "\r\n") if "\r\n" in text else new) + text[stop:]
        return text

    def _replace(self, key: Scalar, node: Node, value: Json, flat: bool) -> None:
        self._check(node, key)
        colon = self._offset(key.span.end_line, key.span.end_column)
        colon = self.source.text.index(":", colon) + 1
        indent = key.span.column + 1
        self.found.append((colon, self._stop(node), " " + flow(value) if flat else block(value, indent)))

    def _add(self, at: int, text: str) -> None:
        self.found.append((at, at, text))

    def _check(self, node: Node, key: Scalar | None = None) -> None:
        start = self._offset(node.span.line, node.span.column)
        if key is not None and start < self._offset(key.span.line, key.span.column):
            raise NotWritten("it is written as an alias")
        if self.source.text[start : start + 1] in ("&", "!"):
            raise NotWritten("it is written with an anchor or a tag")

    def _is_flow(self, node: Node) -> bool:
        return self.source.text[self._offset(node.span.line, node.span.column)] in "{["

    def _stop(self, node: Node) -> int:
        """The offset behind a node: spans of blocks reach to what comes next, comments included."""
        start = self._offset(node.span.line, node.span.column)
        stop = self._offset(node.span.end_line, node.span.end_column)
        if isinstance(node, Scalar):
            return start + len(self.source.text[start:stop].rstrip())
        parts = [child for _, child in node.entries] if isinstance(node, Mapping) else list(node.items)
        if self.source.text[start : start + 1] in ("{", "[") or not parts:
            return stop
        return max(self._stop(parts[-1]), start + 1)

    def _line_end(self, offset: int) -> int:
        match = re.compile(r"\r?$", re.MULTILINE).search(self.source.text, offset)
        assert match is not None
        return match.start()

    def _offset(self, line: int, column: int) -> int:
        starts = self.source.line_starts
        return starts[line - 1] + column - 1 if line <= len(starts) else len(self.source.text)
