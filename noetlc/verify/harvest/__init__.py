"""What a playbook looks at in its payload and in the answers of its tools: the material of payloads and stub answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.late import late
from noetlc.verify.harvest.shapes import Facts, Shape

if TYPE_CHECKING:
    from noetlc.frontend.playbook import Playbook
    from noetlc.verify.harvest import playbooks
else:
    playbooks = late("noetlc.verify.harvest.playbooks")  # a process that only answers for tools does not need the readers

__all__ = ["Facts", "Shape", "harvest"]


def harvest(playbook: Playbook) -> Facts:
    """The facts of a playbook. Never fails: what cannot be parsed says nothing."""
    return playbooks.read_playbook(playbook)
