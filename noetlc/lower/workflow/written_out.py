"""Which inputs the playbook writes out as maps, so that their keys are known."""

from __future__ import annotations

from noetlc.frontend.nodes import Mapping
from noetlc.frontend.playbook import Step, Task
from noetlc.lower.quoting import is_plain


def plain_maps(step: Step, task: Task) -> frozenset[str]:
    """The names of inputs that always are maps with the same keys, which are shown as they are."""
    nodes = {key.text: node for key, node in (*step.input, *task.input)}
    return frozenset(name for name, node in nodes.items() if isinstance(node, Mapping) and _has_plain_keys(node))


def _has_plain_keys(node: Mapping) -> bool:
    return all(is_plain(key.text) and not key.has_marks for key, _ in node.entries)
