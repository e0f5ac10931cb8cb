"""From a file, bytes or text to the checked playbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from noetlc.diagnostics import Diagnostic
from noetlc.frontend.checks.document import check_document
from noetlc.frontend.limits import DOCUMENT
from noetlc.frontend.playbook import Playbook
from noetlc.frontend.text_source import TextError, TextSource, decode
from noetlc.frontend.yaml_reader import read
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.frontend import mending
else:
    mending = late("noetlc.frontend.mending")

DEFAULT_NAME = "<playbook>"


def load_source(
    source: str | bytes | Path, name: str | None, lenient: bool = False, granted: frozenset[str] = frozenset()
) -> tuple[Playbook | None, list[Diagnostic]]:
    """See `noetlc.frontend.load`."""
    shown = name if name is not None else str(source) if isinstance(source, Path) else DEFAULT_NAME
    if isinstance(source, str) and _is_file_name(source):
        hint = f"did you mean Path({source.strip()!r})?"
        # The message says it too: all that most callers see is the text of the exception.
        message = f"this text is the name of a file, not a playbook: {hint}"
        return None, [Diagnostic("V00", "error", message, shown, 1, 1, hint)]
    try:
        data = _read(source) if isinstance(source, Path) else source
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return None, [Diagnostic("V00", "error", f"cannot read file: {reason}", shown, 1, 1, "check the path and its permissions")]
    if len(data) > DOCUMENT.most:
        size = None if isinstance(source, Path) else len(data)  # of a file no more is read than shows that it is too large
        return None, [Diagnostic(DOCUMENT.code, "error", DOCUMENT.message(size), shown, 1, 1, DOCUMENT.remedy)]
    try:
        text = decode(data)
    except TextError as error:
        line, column = TextSource(shown, error.before).place(len(error.before))
        return None, [Diagnostic("V01", "error", f"invalid YAML: {error}", shown, line, column, error.hint)]

    def checked(text: str) -> tuple[Playbook | None, list[Diagnostic]]:
        document = TextSource(shown, text)
        return check_document(document, *read(document), lenient, granted)

    playbook, found = checked(text)
    return playbook, mending.mended(text, found, lambda other: checked(other)[1]) if found else found


def load_again(text: str, name: str) -> Playbook:
    """See `noetlc.frontend.load_again`."""
    source = TextSource(name, decode(text))
    playbook, _ = check_document(source, *read(source), lenient=True, again=True)
    assert playbook is not None, "a text without errors"
    return playbook


def _is_file_name(text: str) -> bool:
    """Whether a text is one line that is, or looks like, the name of a file."""
    name = text.strip()
    if not name or len(name.splitlines()) != 1 or len(name) > 4096 or name[0] in "{[":
        return False
    if name.lower().endswith((".yaml", ".yml")):
        return True
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def _read(path: Path) -> bytes:
    """The file's bytes, one more than allowed at most, so that an endless device ends too."""
    with path.open("rb") as file:
        return file.read(DOCUMENT.most + 1)
