"""What the tools know of the run they serve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from noetlc.frontend.nodes import plain

if TYPE_CHECKING:
    from noetlc.frontend.playbook import Playbook

Json = Any


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What the host knows of the run: the playbook (None for a module without its source) and the payload."""

    playbook: Playbook | None = None
    payload: Mapping[str, Json] = field(default_factory=dict)

    def workload(self) -> dict[str, Json]:
        """The playbook's workload with the payload over it."""
        base = plain(self.playbook.workload) if self.playbook is not None and self.playbook.workload is not None else {}
        return {**base, **self.payload} if isinstance(base, dict) else dict(self.payload)
