"""What a diagnostic is: a stable code, a message, a place in a file, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Span:
    """A range of a playbook file. Lines and columns are 1-based code points; the end is exclusive.

    `inner_line` is the 1-based line inside the template or Python body the span lies in, None outside of one.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    inner_line: int | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The text of a playbook and the name to show for it (as the user gave it, `<playbook>` for text)."""

    name: str
    text: str
    lines: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is stable (`V19`, `W06`, `L02`); `hint` says what to do and may be empty.

    `path` is the place in the document (`workflow[2].tool.kind`), empty where there is none.
    """

    code: str
    severity: Severity
    message: str
    file: str
    line: int
    column: int
    hint: str = ""
    span: Span | None = None
    path: str = ""
