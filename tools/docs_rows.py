"""A row of a table of primitives as cells of a Markdown table."""

from __future__ import annotations

from noetlc.primitives.model import ABSENT, KEYWORDS, REQUIRED, VARIADIC, Param, Primitive

_WORDS = {"True": "true", "False": "false", "None": "none"}


def meaning(row: Primitive) -> str:
    """The cells of meaning and example."""
    return f"{cell(row.doc)} | {code(row.example)}"


def line(row: Primitive, name: str = "", attribute: bool = False) -> str:
    """The line of a row, under its own name or a dotted one."""
    return f"| {code(name or row.name if attribute else signature(row, name))} | {meaning(row)} |"


def code(text: str) -> str:
    return f"`{cell(text)}`" if text else ""


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def signature(row: Primitive, name: str = "") -> str:
    """The Python signature of a row: `sorted(iterable, /, *, reverse=…)`."""
    shown: list[str] = []
    starred = False
    for index, param in enumerate(row.params):
        if param.keyword_only and not starred:
            shown.append("*")
        starred = starred or param.keyword_only or param.default is VARIADIC
        shown.append(_param(param, repr(param.default)))
        if param.positional_only and (index + 1 == len(row.params) or not row.params[index + 1].positional_only):
            shown.append("/")
    return f"{name or row.name}({', '.join(shown)})"


def template_signature(row: Primitive) -> str:
    """The signature of a filter, test, function or method: `batch(n/linecount, fill/fill_with=none)`; nothing behind a bare name."""
    shown = ", ".join(_param(param, _WORDS.get(repr(param.default), repr(param.default))) for param in row.params)
    return f"{row.name}({shown})" if shown else row.name


def _param(param: Param, default: str) -> str:
    name = f"{param.name}/{param.alias}" if param.alias else param.name
    if param.default is VARIADIC:
        return f"*{name}"
    if param.default is KEYWORDS:
        return f"**{name}"
    if param.default is REQUIRED:
        return name
    return f"{name}={'…' if param.default is ABSENT else default}"
