"""What mends a line that CPython refuses: likely edits are tried, and one after which the line is no longer refused is suggested."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from functools import lru_cache

from noetlc.diagnostics.counts import counted
from noetlc.frontend.checks.nearest import nearest
from noetlc.frontend.foreign import FOREIGN_OPERATORS
from noetlc.frontend.python_body import BodyError, parse_body

LONGEST, LONGEST_LINE = 20_000, 500
"""Characters of a body, and of a line of it, that are looked at; a try parses the body."""

_GAPS = 20
"""Spaces of a line at which a comma may be missing."""

_OPENS = re.compile(r"(if|elif|else|for|while|def|class|with|try|except|finally|match|case|async)\b[^#]*$")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_WORDS = (
    (r"\belse\s+if\b", "elif", "write elif"),
    (r"\belsif\b|\belseif\b", "elif", "write elif"),
    *FOREIGN_OPERATORS,
    (r"([\w.\])]+)\s*\+\+", r"\1 += 1", "write `+= 1` for `++`"),
    (r"([\w.\])]+)\s*--", r"\1 -= 1", "write `-= 1` for `--`"),
    (r"^(\s*(?:if|elif|while)\b[^=]*[^=!<>:])=(?!=)", r"\1==", "write `==` to compare"),
    (r"=\s+=(?!=)", "=", "write one `=`"),
    (r"^(\s*)//.*$", r"\1", "write `#` before a comment"),
    (r"\b(?:var|let|const)\s+(?=\w)", "", "assign without a word before the name"),
    (r"\bfunction\s+(?=\w)", "def ", "write `def` for `function`"),
    (r"\bnew\s+(?=\w)", "", "call the class without `new`"),
    (r"\bprint\s+(.*)$", r"print(\1)", "put the arguments of print in parentheses"),
    (r"\bnull\b", "None", "write None for `null`"),
    (r"[{;]\s*$", ":", "end the line with a colon"),
    (r"\{([^{}\"']*)([\"'])", r"{\1}\2", "close the expression with `}`"),
)
"""What other languages write, what Python has in its place, and how to say so."""


_OUTSIDE = (
    ("outside loop", "put it into a for or while loop, or take it out"),
    ("not properly in loop", "put it into a for or while loop, or take it out"),
    ("outside function", "put it into a function, or take it out"),
    ("cannot assign to", "put a name on the left of `=`"),
)
"""What CPython finds in lines that parse, by a part of its message."""


@lru_cache(maxsize=64)
def mend(text: str, error: BodyError) -> str | None:
    """What to do about `error`, which `parse_body` gave for `text`; None if nothing that was tried helps."""
    if len(text) > LONGEST:
        return None
    told = next((hint for part, hint in _OUTSIDE if part in error.message), None)
    if told is not None:
        return told
    lines = text.split("\n")
    at = min(error.line, len(lines)) - 1
    for index, line, hint in _edits(lines, at, "indent" in error.message):
        if line == lines[index]:
            continue
        after = parse_body("\n".join([*lines[:index], line, *lines[index + 1 :]]))
        if not isinstance(after, BodyError) or after.line > max(error.line, index + 2):
            return hint
    return None


def place(text: str, error: BodyError) -> BodyError:
    """The error at what is wrong: of a line that is indented wrongly CPython points at its end, or at its white space."""
    if "indent" not in error.message:
        return error
    lines = text.split("\n")
    line = lines[min(error.line, len(lines)) - 1]
    start = _width(line)
    end = start + len(line.strip())
    return BodyError(error.message, error.line, start + 1, error.line, max(end, start + 1) + 1)


def _edits(lines: list[str], at: int, indentation: bool) -> Iterator[tuple[int, str, str]]:
    """Lines to put in place of others, each with its 0-based index and how to say so."""
    above = next((index for index in range(at - 1, -1, -1) if lines[index].strip()), None)
    near = [index for index in (at, above) if index is not None and len(lines[index]) <= LONGEST_LINE]
    if indentation:
        yield from _indents(lines, near)
        return
    for index in near:
        line = lines[index]
        if _OPENS.match(line.strip()) and not line.rstrip().endswith(":"):
            yield index, line.rstrip() + ":", "end the line with a colon"
        for pattern, written, hint in _WORDS:
            yield index, re.sub(pattern, written, line), hint
        yield from _keywords(index, line)
        yield from _brackets(index, line)
        yield from _quotes(index, line)
        for gap in list(re.finditer(r"(?<=[\w)\]}'\"])\s+(?=[\w(\[{'\"])", line))[:_GAPS]:
            yield index, line[: gap.start()] + ", " + line[gap.end() :], "a comma is missing in this line"


def _width(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _indents(lines: list[str], near: list[int]) -> Iterator[tuple[int, str, str]]:
    """The lines as deep as others around them, or as a block begins; those with tabs first."""
    for index in sorted(near, key=lambda index: "\t" not in lines[index][: _width(lines[index])]):
        own = _width(lines[index].expandtabs(4))
        around = [line for line in lines[max(index - 40, 0) : index + 6] if line.strip()]
        widths = {_width(line) for line in around if "\t" not in line[: _width(line)]}
        before = next((line for line in reversed(lines[:index]) if line.strip()), "")
        if before.rstrip().endswith(":"):
            widths.add(_width(before) + 4)
        tabs = "\t" in lines[index][: _width(lines[index])]
        which = "this line" if index == max(near) else "the line above"
        for width in sorted(widths, key=lambda width: (abs(width - own), -width)):
            by = counted(abs(width - own), "space")
            how = "with spaces, not with tabs" if tabs else f"by {by} {'more' if width > own else 'less'}"
            yield index, " " * width + lines[index].lstrip(), f"indent {which} {how}"


def _keywords(index: int, line: str) -> Iterator[tuple[int, str, str]]:
    """A word that is nearly a keyword."""
    for found in re.finditer(r"[A-Za-z]\w+", line):
        word = found.group()
        meant = None if keyword.iskeyword(word) else nearest(word, [*keyword.kwlist, *keyword.softkwlist])
        if meant is not None:
            yield index, line[: found.start()] + meant + line[found.end() :], f"did you mean {meant}?"


def _brackets(index: int, line: str) -> Iterator[tuple[int, str, str]]:
    """The bracket that closes the innermost open one, where another closes instead or at the end; a closing one too many."""
    opened: list[str] = []
    quote = ""
    for column, char in enumerate(line):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in _CLOSING:
            opened.append(char)
        elif char in _CLOSING.values():
            if opened and _CLOSING[opened[-1]] == char:
                opened.pop()
            elif opened:
                missing = _CLOSING[opened[-1]]
                yield index, line[:column] + missing + line[column:], f"put `{missing}` before this `{char}`"
                return
            else:
                yield index, line[:column] + line[column + 1 :], f"take out this `{char}`, or open it before"
                return
    rest = line.rstrip()
    closing = "".join(_CLOSING[char] for char in reversed(opened))
    if closing:
        colon = rest.endswith(":") and len(rest) > 1
        yield index, rest[:-1] + closing + ":" if colon else rest + closing, f"close it: `{closing}` is missing in this line"


def _quotes(index: int, line: str) -> Iterator[tuple[int, str, str]]:
    """The quote that ends a text: behind its first word, or at the end of the line."""
    for quote in ('"', "'"):
        if line.count(quote) % 2:
            hint = f"close the text: one `{quote}` is missing in this line"
            for found in re.finditer(rf"{quote}\w*(?=\W)", line):
                yield index, line[: found.end()] + quote + line[found.end() :], hint
            yield index, line.rstrip() + quote, hint
            yield index, re.sub(r"([\])}:]*)$", rf"{quote}\1", line.rstrip(), count=1), hint
