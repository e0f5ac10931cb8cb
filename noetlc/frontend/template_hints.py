"""What mends a template that does not parse: likely edits are tried, and one after which it parses is suggested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from noetlc.frontend.checks.nearest import nearest
from noetlc.frontend.foreign import FOREIGN_OPERATORS
from noetlc.frontend.jinja import TemplateError, parse_expression, parse_template

LONGEST = 2_000
"""Characters of a template that is looked at; a try parses it."""

_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "set", "endset", "macro", "endmacro", "with", "endwith", "raw", "endraw")

_WORDS = (
    *FOREIGN_OPERATORS,
    (r"(?<![=!<>])=(?!=)", "==", "write `==` to compare"),
    (
        r"(\{\{|\(|^)([^{}?]+)\?([^{}:?]+):([^{}?]+?)(?=\}\}|\)|$)",
        r"\1 \3 if \2 else \4 ",
        "write `a if condition else b` for `condition ? a : b`",
    ),
    (r"(\{%-?\s*for\s+[\w, ]+?)\s+of\b", r"\1 in", "write `in` for `of`"),
    (r"\|\s*(?=\}\}|\)|$)", "", "name a filter behind `|`, or take it out"),
    (r"\b[fr](?=['\"])", "", "templates have no f-strings: join with `~`"),
    (r"(\{\{[^{}]*[^{}\s])\s*\}(?!\})", r"\1 }}", "close the expression with `}}`"),
    (r"(\{\{[^{}]*[^{}\s])\s*$", r"\1 }}", "close the expression with `}}`"),
    (r"(\{%[^{}%]*[^{}%\s])\s*(?:\}\}?|%)?\s*$", r"\1 %}", "close the statement with `%}`"),
    (r"(\{%[^{}%]*[^{}%\s])\s*\}\}?", r"\1 %}", "close the statement with `%}`"),
    (r"^\s*\{\s*([^{}]*?)\s*\}\s*$", r"{{ \1 }}", "write templates with two braces: `{{ … }}`"),
    (r"\$\{\{?\s*", "{{ ", "write `{{` without `$`"),
    (r"\{\{\s*\{\{\s*", "{{ ", "write `{{` once"),
    (r"\{%-?\s*(?:elseif|elsif|else\s+if)\b", "{% elif", "write elif"),
    (r"\{%-?\s*end\s+(\w+)", r"{% end\1", "write endif or endfor as one word"),
)
"""What other languages write, what templates have in its place, and how to say so."""

FUNCTIONS = {
    "len": "length", "length": "length", "size": "length", "str": "string", "sorted": "sort", "reversed": "reverse",
} | {
    name: name
    for name in ("int", "float", "abs", "round", "sum", "min", "max", "list", "upper", "lower", "join", "first", "last", "default")
}  # fmt: skip
"""The filters for what other languages have functions for, and filters that are written like a function."""


@lru_cache(maxsize=64)
def mend(text: str, bare: bool) -> str | None:
    """What to do about a template, or `bare` expression, that does not parse; None if nothing that was tried helps."""
    if len(text) > LONGEST:
        return None
    return next((hint for other, hint in _edits(text) if other != text and _parses(other, bare and "{{" not in other)), None)


def _parses(text: str, is_expression: bool) -> bool:
    try:
        parse_expression(text) if is_expression else parse_template(text)
    except TemplateError:
        return False
    return True


def as_filter(name: str) -> str | None:
    """What to write for a function that is a filter."""
    return f"write it as a filter: `value | {FUNCTIONS[name]}`" if name in FUNCTIONS else None


def _edits(text: str) -> Iterator[tuple[str, str]]:
    """Texts to put in its place, each with how to say so."""
    for pattern, written, hint in _WORDS:
        for found in re.finditer(pattern, text):
            yield text[: found.start()] + found.expand(written) + text[found.end() :], hint
        yield re.sub(pattern, written, text), hint
    for found in re.finditer(r"\{%-?\s*(\w+)", text):
        meant = None if found[1] in _TAGS else nearest(found[1], _TAGS)
        if meant is not None:
            yield text[: found.start(1)] + meant + text[found.end(1) :], f"did you mean {meant}?"
    yield from _closed(text)
    for word in ("if", "for", "set", "macro", "with", "filter", "raw"):
        if re.search(rf"\{{%-?\s*{word}\b", text):
            yield text + f"{{% end{word} %}}", f"end the block with `{{% end{word} %}}`"
    for found in re.finditer(r"\{%-?\s*end\w+\s*-?%\}", text):
        yield text[: found.start()] + text[found.end() :], f"take out `{found.group()}`, or open its block before"


def _closed(text: str) -> Iterator[tuple[str, str]]:
    """A bracket or quote that is missing at the end of an expression, or one too many."""
    for end in [found.start() for found in re.finditer(r"\s*(?:\}\}|%\}|$)", text)]:
        for mark in (")", "]", "}", "'", '"'):
            yield text[:end] + mark + text[end:], f"close it: `{mark}` is missing at the end of the expression"
    for found in re.finditer(r"[)\]](?=\s*(?:\}\}|%\}|$|\|))", text):
        yield text[: found.start()] + text[found.end() :], f"take out this `{found.group()}`, or open it before"
