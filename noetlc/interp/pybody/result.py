"""What a body run gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BodyResult:
    """`failure` is None for an ok outcome, else the message of the error `kind`.

    `line` and `column` (1-based, in the body) are those of the body's innermost frame for an exception, None if unknown.
    `hits` are the branches that ran, if that was asked for.
    """

    data: object
    failure: str | None = None
    kind: str = ""
    line: int | None = None
    column: int | None = None
    hits: tuple[int, ...] = ()
