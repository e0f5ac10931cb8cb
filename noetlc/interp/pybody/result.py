"""What a body run gives."""

from __future__ import annotations

from dataclasses import dataclass

from noetlc.interp.values import clean_text


@dataclass(frozen=True, slots=True)
class BodyResult:
    """`failure` is None for an ok outcome, else the message of the error `kind`.

    `line` and `column` (1-based, in the body) are those of the body's innermost frame for an exception, None if unknown.
    `hits` are the branches that ran, if that was asked for. `printed` are the lines that a body with a result wrote to stdout,
    then to stderr. `limited`: the failure comes from what may be said on the body's channel, not from the body.
    `width` is that of what raised, in code points of its line; `values` are the names on that line as text, and `lines` how often
    lines of the body ran, if that was asked for.
    """

    data: object
    failure: str | None = None
    kind: str = ""
    line: int | None = None
    column: int | None = None
    hits: tuple[int, ...] = ()
    printed: tuple[str, ...] = ()
    limited: bool = False
    width: int = 1
    values: tuple[tuple[str, str], ...] = ()
    lines: tuple[tuple[int, int], ...] = ()


def failed(kind: str, message: str, limited: bool = False) -> BodyResult:
    """The outcome of a body that could not report itself."""
    return BodyResult({"stdout": "", "stderr": ""}, message, kind, limited=limited)


def printed_lines(stdout: str, stderr: str) -> tuple[str, ...]:
    """The lines of both streams; an unfinished last one counts."""
    return tuple(clean_text(line) for text in (stdout, stderr) for line in text.removesuffix("\n").split("\n") if text)
