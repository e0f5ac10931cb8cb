"""Templates of plug-ins: a source that works, what it declares, and cases to try it with."""

from __future__ import annotations

import json
import keyword
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent / "templates"
SUFFIXES = {"kernel": ".py", "wat": ".wat", "c": ".c", "rust": ".rs", "zig": ".zig"}
RESERVED = "noetl"

# what the functions of all templates are; kernel Python and WAT say it in the source
DECLARED = {"reentrant": True, "functions": {"shout": {"params": ["bytes"], "result": "bytes", "doc": "The text in upper case."}}}


class BadName(ValueError):
    """No plug-in can have this name."""


def template_files(name: str, language: str) -> dict[str, str]:
    """The files of a new plug-in `name`, a path such as `system/fold`, below a folder of plug-ins. Raises BadName."""
    parts = name.split("/")
    for part in parts:
        if not (part.isascii() and part.isidentifier()) or keyword.iskeyword(part):
            raise BadName(f"{name!r} is no name of a plug-in: it is an identifier, or several with slashes between, as bodies import it")
    if parts[0] == RESERVED:
        raise BadName(f"names below {RESERVED}/ are reserved")
    values = {"NAME": name, "FILE": parts[-1], "KEY_SIZE": str(len(f"{name}/last"))}
    files = {SUFFIXES[language]: _filled(f"template{SUFFIXES[language]}", values), ".cases.yaml": _filled("template.cases.yaml", values)}
    if language not in ("kernel", "wat"):
        files[".plugin.json"] = json.dumps(DECLARED, indent=2) + "\n"
    return {name + suffix: text for suffix, text in files.items()}


def _filled(file: str, values: dict[str, str]) -> str:
    """A template with its words in capitals replaced."""
    text = (TEMPLATES / file).read_text("utf-8")
    for word, value in values.items():
        text = text.replace(word, value)
    return text
