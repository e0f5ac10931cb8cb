"""What a playbook looks at in its payload and in the answers of its tools: the material of payloads and stub answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.verify.harvest.shapes import Facts, Shape

if TYPE_CHECKING:
    from noetlc.frontend.playbook import Playbook

__all__ = ["Facts", "Shape", "harvest"]


def harvest(playbook: Playbook) -> Facts:
    """The facts of a playbook. Never fails: what cannot be parsed says nothing."""
    from noetlc.verify.harvest.playbooks import read_playbook  # a process that only answers for tools does not need the readers

    return read_playbook(playbook)
