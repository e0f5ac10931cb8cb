"""What this version of Python cannot answer as 3.11 does: nothing is compared there."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from noetlc.frontend.playbook import Playbook
from noetlc.interp.pybody.tested import is_exact
from noetlc.interp.python_step import find_source
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.interp.pybody.versions import gaps
else:
    gaps = late("noetlc.interp.pybody.versions.gaps")


def gaps_of(playbook: Playbook) -> dict[str, str]:
    """By step, what in its body CPython 3.11 alone does as the language says, where this Python is another one."""
    found: dict[str, str] = {}
    if is_exact():
        return found
    for step in playbook.steps:
        for task in step.tasks:
            code = find_source(task).scalar if task.kind == "python" else None
            reason = gaps.unsupported_here(code.text) if code is not None else None
            if reason is not None:
                found[step.name] = f"Python {sys.version_info[0]}.{sys.version_info[1]}: {reason}"
    return found
