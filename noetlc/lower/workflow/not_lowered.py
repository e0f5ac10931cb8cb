"""What of a playbook is not compiled, without compiling it to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.diagnostics import Diagnostic
from noetlc.frontend.playbook import Playbook

if TYPE_CHECKING:
    from noetlc.plugins.bind import Bound


def not_lowered(playbook: Playbook, bound: Bound | None = None) -> list[Diagnostic]:
    """The L diagnostics of a build with these plug-ins, in the order of steps; only Python bodies have any. Never raises."""
    if not any(task.kind == "python" for step in playbook.steps for task in step.tasks):
        return []
    from noetlc.lower.workflow.lower import WorkflowLowering
    from noetlc.lower.workflow.module import Builder
    from noetlc.lower.workflow.templates import Templates

    builder = Builder()
    for _ in range(2):
        try:
            WorkflowLowering(playbook, builder, Templates(builder), 1, bound).run()
            return builder.diagnostics
        except Exception as error:  # as in a build, the bodies are then left to the host
            builder = Builder(defect=f"the compiler failed: {type(error).__name__}: {error}")
    return []
