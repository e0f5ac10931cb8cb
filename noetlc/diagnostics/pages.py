"""The page of a diagnostic code, as text, Markdown and JSON: what it means, an example, and the mended example."""

from __future__ import annotations

from typing import Any

from noetlc.diagnostics.codes import CODES
from noetlc.diagnostics.examples import EXAMPLES
from noetlc.diagnostics.formats import page

LETTERS = {
    "V": "It rejects the document.",
    "W": "It is a warning: the playbook is taken, and `--deny-warnings` refuses it.",
    "L": "The step is not compiled. Where the target has a host Python, and `tool_python` is granted, the body runs there.",
    "T": "It is about what the target or the declared limits grant.",
    "P": "It is about a plug-in.",
    "C": "It is about a catalog.",
    "E": "It is about a test file.",
}
"""What all codes of a letter have in common."""

_WITHOUT = "There is no short example: the cause is a size, a file beside the playbook, or the machine."
_FOUND_BY = {"check": "noetl check flow.yaml", "build": "noetl build flow.yaml", "test": "noetl test flow.test.yaml"}


def common(code: str) -> str:
    """What the codes of its letter have in common; warnings of a kind that is otherwise an error say so."""
    return LETTERS[code[0]] if CODES[code].severity == "error" or code[0] in "WL" else LETTERS[code[0]] + " It is a warning."


def command(code: str) -> str:
    """The command that finds the example, empty where there is none."""
    one = EXAMPLES.get(code)
    return "" if one is None else " ".join(filter(None, (_FOUND_BY[one.way], one.options)))


def as_text(code: str, output: str = "") -> str:
    """The page for a terminal; `output` is what the command prints for the example."""
    row = CODES[code]
    parts = [f"{code}: {row.title} ({row.severity})", f"{row.explanation}\n{common(code).replace('`', '')}"]
    one = EXAMPLES.get(code)
    if one is None:
        return "\n\n".join([*parts, _WITHOUT])
    parts.append(f"Example ({command(code)}):\n\n{_indented(one.wrong)}")
    if output:
        parts.append(_indented(output))
    parts.append(f"Mended:\n\n{_indented(one.mended)}")
    return "\n\n".join(parts)


def as_markdown(code: str, output: str = "") -> str:
    """The page of the documentation."""
    row = CODES[code]
    parts = [f"# {code}: {row.title}", f"*{row.severity.capitalize()}.* {row.explanation}", common(code)]
    one = EXAMPLES.get(code)
    if one is None:
        parts.append(_WITHOUT)
    else:
        parts += ["## Example", _block("yaml", one.wrong)]
        parts.append(f"`{command(code)}` says:" if output else f"`{command(code)}` finds it.")
        parts += [_block("text", output)] if output else []
        parts += ["## Mended", _block("yaml", one.mended)]
    parts.append("[All codes](../errors.md)")
    return "\n\n".join(parts) + "\n"


def as_json(code: str) -> dict[str, Any]:
    """The page as data; the example and its command are null where there is none."""
    row, one = CODES[code], EXAMPLES.get(code)
    return {
        "code": code,
        "severity": row.severity,
        "title": row.title,
        "explanation": row.explanation,
        "example": None if one is None else {"command": command(code), "wrong": one.wrong, "mended": one.mended},
        "page": page(code),
    }


def _block(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip().split("\n"))
