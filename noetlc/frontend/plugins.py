"""Which plug-in a `kind: wasm` task names, where the document itself says so (language.md 10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from noetlc.diagnostics import Span
from noetlc.frontend.nodes import Mapping, Node, Scalar
from noetlc.frontend.playbook import Playbook, Task

RESERVED = "noetl/"
"""Paths that a plug-in folder cannot give another meaning: the intents, which compile to one import call."""

INTENTS = frozenset(f"{RESERVED}{name}" for name in ("event_publish", "result_put", "object_put"))

ENTRY = "run"


@dataclass(frozen=True, slots=True)
class PluginUse:
    """A plug-in as a task names it. `version` is text, None if absent; `entry` the export that is called."""

    path: str
    version: str | None
    entry: str

    def __str__(self) -> str:
        return self.path if self.version is None else f"{self.path}@{self.version}"


def plugin_use(task: Task) -> PluginUse | None:
    """What a task names, if path, version and entry are constants of the right types; None for reserved paths."""
    if task.kind != "wasm" or any(key.has_marks for key, _ in task.config):
        return None
    plugin = task.key("plugin")
    if not isinstance(plugin, Mapping) or any(key.has_marks for key, _ in plugin.entries):
        return None
    path = _text(plugin.get("path"))
    if not path or path.startswith(RESERVED):
        return None
    version, entry = plugin.get("version"), plugin.get("entry")
    if not _is_version(version) or not (_absent(entry) or isinstance(_text(entry), str)):
        return None
    number = version.value if isinstance(version, Scalar) else None
    return PluginUse(path, None if number is None else str(number), _text(entry) or ENTRY)


def is_intent(task: Task) -> bool:
    """Whether a task surely is one of the intents: its path is a constant."""
    if task.kind != "wasm" or any(key.has_marks for key, _ in task.config):
        return False
    plugin = task.key("plugin")
    return isinstance(plugin, Mapping) and _text(plugin.get("path")) in INTENTS


def plugin_span(task: Task) -> Span:
    """Where a task names its plug-in."""
    node = task.key("plugin")
    return task.span if node is None else node.span


def wasm_tasks(playbook: Playbook) -> Iterator[Task]:
    """The tasks of kind `wasm` in document order."""
    return (task for step in playbook.steps for task in step.tasks if task.kind == "wasm")


def _absent(node: Node | None) -> bool:
    return node is None or (isinstance(node, Scalar) and node.value is None)


def _text(node: Node | None) -> str | None:
    """The text of a constant string; None for anything else."""
    if not isinstance(node, Scalar) or not isinstance(node.value, str) or node.has_marks:
        return None
    return node.value


def _is_version(node: Node | None) -> bool:
    if _absent(node) or _text(node) is not None:
        return True
    return isinstance(node, Scalar) and isinstance(node.value, int) and not isinstance(node.value, bool) and node.value >= 0
