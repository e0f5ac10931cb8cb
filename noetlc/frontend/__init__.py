"""YAML with positions, the template grammar, Python step bodies, and the checks of the language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.diagnostics import Diagnostic
    from noetlc.frontend import loading
    from noetlc.frontend.playbook import Playbook
else:
    loading = late("noetlc.frontend.loading")

__all__ = ["check", "load", "load_again"]


def load(
    source: str | bytes | Path, *, name: str | None = None, lenient: bool = False, granted: frozenset[str] = frozenset()
) -> tuple[Playbook | None, list[Diagnostic]]:
    """The checked playbook and all diagnostics, sorted by position; the playbook is None if one of them is an error.

    `source` is YAML text, its bytes, or the path of a file; `name` is the file name to show (default: the path as given,
    `<playbook>` for text). Mistakes that NoETL meets only in a run that gets there (templates and bodies that do not parse,
    unknown filters and tests) are errors, with `lenient` warnings. `granted` are host tools (`tool_http`) about which nobody has
    to be warned. Never raises, whatever the input.
    """
    return loading.load_source(source, name, lenient, granted)


def load_again(text: str, name: str) -> Playbook:
    """The playbook of a text that `load` gave one for, perhaps in another process. Its templates and bodies are not looked at again,
    which takes longer than all else and a lot to import: `warnings` are without what is found there.
    """
    return loading.load_again(text, name)


def check(source: str | bytes | Path, *, name: str | None = None, lenient: bool = False) -> list[Diagnostic]:
    """All diagnostics of a playbook, as `load` gives them."""
    return load(source, name=name, lenient=lenient)[1]
