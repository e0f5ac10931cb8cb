"""What of a playbook is not compiled, without compiling it to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.diagnostics import Diagnostic
from noetlc.frontend.playbook import Playbook
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.lower.workflow import lower, module, templates
    from noetlc.plugins.bind import Bound
else:  # playbooks without Python bodies are not lowered here
    lower = late("noetlc.lower.workflow.lower")
    module = late("noetlc.lower.workflow.module")
    templates = late("noetlc.lower.workflow.templates")


MOST = 1000
"""Bodies that are remembered."""

_FINE: dict[object, None] = {}
"""Bodies that are compiled: an editor asks about a document again after each key, and most of its bodies are as they were."""


def not_lowered(playbook: Playbook, bound: Bound | None = None) -> list[Diagnostic]:
    """The L diagnostics of a build with these plug-ins, in the order of steps; only Python bodies have any. Never raises."""
    if not any(task.kind == "python" for step in playbook.steps for task in step.tasks):
        return []
    if len(_FINE) > MOST:
        _FINE.clear()
    builder = module.Builder(fine=_FINE if bound is None else None)
    for _ in range(2):
        try:
            lower.WorkflowLowering(playbook, builder, templates.Templates(builder), 1, bound).run()
        except Exception as error:  # as in a build, the bodies are then left to the host
            builder = module.Builder(defect=f"the compiler failed: {type(error).__name__}: {error}")
        else:
            return builder.diagnostics
    return []
