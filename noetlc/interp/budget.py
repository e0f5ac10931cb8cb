"""The step budget of an interpreted run: so that `next: start` ends here, too.

The module counts loop back edges and calls; the interpreter counts runs of steps and iterations, each as much as a module counts in a
short one. The number itself is the playbook's (`executor.wasm.limits.steps`), the default that of modules.
"""

from __future__ import annotations

from noetlc.frontend.playbook import Playbook, Step
from noetlc.host.errors import Aborted, Place

DEFAULT = 10**9
TICKS = 1_000  # of the budget, for one run of a step or one iteration


class Budget:
    """Counts down; `spend` raises Aborted of kind `budget` at the end."""

    def __init__(self, playbook: Playbook) -> None:
        self.left = dict(playbook.executor.limits).get("steps", DEFAULT)
        self.file = playbook.source.name

    def spend(self, step: Step) -> None:
        """One run of a step, or one iteration of its loop."""
        self.left -= TICKS
        if self.left < 0:
            raise Aborted("budget", at=Place(step.span.line, step.span.column, step.name, file=self.file))
