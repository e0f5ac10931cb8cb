"""Playbooks in their normal form (`noetl fmt`): indented by two columns, everything else as it was written.

Lines are moved, not written anew: comments, texts, templates, bodies and what stands in braces and brackets stay as they are, and every
line keeps its number. (Libraries that write YAML were tried: ruamel.yaml loses comments in braces and spells scalars its own way.)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from noetlc.diagnostics import Diagnostic
from noetlc.errors import NoetlcError
from noetlc.formatting.layout import laid_out
from noetlc.frontend import load
from noetlc.frontend.nodes import Mapping, Node, Sequence
from noetlc.frontend.text_source import TextError, TextSource, check_characters, decode
from noetlc.frontend.yaml_reader import read
from noetlc.late import late
from noetlc.loading import BuildError

if TYPE_CHECKING:
    from noetlc import building
else:
    building = late("noetlc.building")

_COLUMN = re.compile(r"!(\d+):\d+")


class FormatError(NoetlcError):
    """A document that is not formatted: it cannot be read, as `diagnostics` say, or its form would mean something else (there are none)."""

    def __init__(self, message: str, diagnostics: list[Diagnostic] | None = None) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics or []


def formatted(data: bytes | str, name: str | None = None) -> str:
    """The document in its normal form, with LF at the ends of its lines. Raises FormatError where it cannot be read."""
    try:
        text = decode(data)
        check_characters(text)
    except TextError as error:
        raise FormatError(str(error), load(data, name=name)[1]) from None
    text = _with_plain_ends(text)
    codes = {problem.code for problem in read(TextSource("", text))[1]}
    if codes:
        raise FormatError("it cannot be read", [d for d in load(data, name=name)[1] if d.code in codes])
    return laid_out(text)


def ensure_same(data: bytes | str, made: str, path: str | None = None) -> None:
    """Raises FormatError unless `made` is in its normal form and is what `data` is: its lines but for blanks, its values, and its code.

    `path` is the file of the document, beside which its plug-ins are.
    """
    before = _with_plain_ends(decode(data))
    for what, view in (("lines", _words), ("values", _values), ("code", lambda text: _code(text, path))):
        if view(before) != view(made):
            raise FormatError(f"its {what} would change")
    if laid_out(made) != made:
        raise FormatError("it would not stay as it is")


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _words(text: str) -> list[str]:
    return ["".join(line.split()) for line in text.rstrip().split("\n")]


def _values(text: str) -> object:
    def value(node: Node) -> object:
        if isinstance(node, Mapping):
            return [(key.text, value(item)) for key, item in node.entries]
        return tuple(map(value, node.items)) if isinstance(node, Sequence) else (type(node.value), node.value, node.text, node.plain)

    root = read(TextSource("", text))[0]
    return None if root is None else value(root)


def _code(text: str, path: str | None) -> object:
    """What the compiler makes of a document, without the columns that it notes; what is wrong with one that it refuses."""
    try:
        return _COLUMN.sub(r"!\1", building.after_stage(text, "lowered", path=path, lenient=True)[0])
    except BuildError as error:
        return sorted((d.code, d.line) for d in error.diagnostics)
