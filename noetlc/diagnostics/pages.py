"""The page of a diagnostic code, as text, Markdown and JSON: what it means, an example, and the mended example."""

from __future__ import annotations

from typing import Any

from noetlc.diagnostics.codes import CODES
from noetlc.diagnostics.examples import ARISES, EXAMPLES
from noetlc.diagnostics.examples.model import Example, Way
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

_FOUND_BY: dict[Way, tuple[str, str]] = {
    "check": ("flow.yaml", "noetl check flow.yaml"),
    "build": ("flow.yaml", "noetl build flow.yaml"),
    "test": ("flow.test.yaml", "noetl test flow.test.yaml"),
    "register": ("flow.yaml", "noetl register flow.yaml"),
    "plugin test": ("scale.cases.yaml", "noetl plugin test scale.wat"),
}
"""By the way in which an example is found: the file of the document, and the command."""


def common(code: str) -> str:
    """What the codes of its letter have in common; warnings of a kind that is otherwise an error say so."""
    return LETTERS[code[0]] if CODES[code].severity == "error" or code[0] in "WL" else LETTERS[code[0]] + " It is a warning."


def command(code: str) -> str:
    """The command that finds the example, empty where there is none."""
    one = EXAMPLES.get(code)
    return "" if one is None else " ".join(filter(None, (_FOUND_BY[one.way][1], one.options)))


def files(one: Example, mended: bool) -> dict[str, str]:
    """The files of an example by name, as on its page: the document first; of the mended ones only what is another than before."""
    name = _FOUND_BY[one.way][0]
    wrong = {name: one.wrong, **one.beside}
    if not mended:
        return wrong
    return {file: text for file, text in {name: one.mended, **one.mended_beside}.items() if text != wrong.get(file)}


def left_out(one: Example) -> str:
    """What the `…` of an example stands for, empty where it has none."""
    if not one.times:
        return ""
    text = one.repeated.replace("{n}", "0").strip("\n")
    shown = text.strip() if len(text) < 80 else text.strip()[:60] + " …"
    return f"… stands for {one.times:,} times `{shown}`" + (", with other numbers." if "{n}" in one.repeated else ".")


def as_text(code: str, output: str = "") -> str:
    """The page for a terminal; `output` is what the command prints for the example."""
    row = CODES[code]
    parts = [f"{code}: {row.title} ({row.severity})", f"{row.explanation}\n{common(code).replace('`', '')}"]
    one = EXAMPLES.get(code)
    if one is None:
        return "\n\n".join([*parts, ARISES[code].replace("`", "")])
    first, *more = files(one, False).items()
    parts.append(f"Example ({command(code)}):\n\n{_indented(first[1])}")
    parts += [f"{name}:\n\n{_indented(text)}" for name, text in more]
    parts += [left_out(one).replace("`", "")] if one.times else []
    if output:
        parts.append(_indented(output))
    mended = files(one, True)
    parts += [f"Mended{'' if name == first[0] else f' {name}'}:\n\n{_indented(text)}" for name, text in mended.items()]
    return "\n\n".join(parts)


def as_markdown(code: str, output: str = "") -> str:
    """The page of the documentation."""
    row = CODES[code]
    parts = [f"# {code}: {row.title}", f"*{row.severity.capitalize()}.* {row.explanation}", common(code)]
    one = EXAMPLES.get(code)
    if one is None:
        parts += ["## How it arises", ARISES[code]]
    else:
        first, *more = files(one, False).items()
        parts += ["## Example", _block("yaml", first[1])]
        for name, text in more:
            parts += [f"`{name}`:", _block(_language(name), text)]
        parts += [left_out(one)] if one.times else []
        parts.append(f"`{command(code)}` says:" if output else f"`{command(code)}` finds it.")
        parts += [_block("text", output)] if output else []
        parts.append("## Mended")
        for name, text in files(one, True).items():
            parts += [*([] if name == first[0] else [f"`{name}`:"]), _block(_language(name), text)]
    parts.append("[All codes](../errors.md)")
    return "\n\n".join(parts) + "\n"


def as_json(code: str) -> dict[str, Any]:
    """The page as data; the example is null where there is none, and `arises` says how the code does."""
    row, one = CODES[code], EXAMPLES.get(code)
    return {
        "code": code,
        "severity": row.severity,
        "title": row.title,
        "explanation": row.explanation,
        "example": None if one is None else _example(code, one),
        "arises": ARISES.get(code),
        "page": page(code),
    }


def _example(code: str, one: Example) -> dict[str, Any]:
    made: dict[str, Any] = {"command": command(code), "wrong": one.wrong, "mended": one.mended}
    if one.beside or one.mended_beside:
        made |= {"beside": dict(one.beside), "mended_beside": dict(one.mended_beside)}
    if one.times:
        made |= {"repeated": one.repeated, "times": one.times}
    return made


def _language(name: str) -> str:
    return {"yaml": "yaml", "py": "python"}.get(name.rpartition(".")[2], "wat")


def _block(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip().split("\n"))
