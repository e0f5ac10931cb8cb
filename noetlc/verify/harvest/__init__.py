"""What a playbook looks at in its payload and in the answers of its tools: the material of payloads and stub answers."""

from noetlc.verify.harvest.playbooks import harvest
from noetlc.verify.harvest.shapes import Facts, Shape

__all__ = ["Facts", "Shape", "harvest"]
