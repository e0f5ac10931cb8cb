"""The `tool` of a step: single tool, pipeline, task_sequence, and workbook references put in (language.md 3.4, 8.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from noetlc.diagnostics import Span
from noetlc.frontend.checks.nearest import did_you_mean
from noetlc.frontend.checks.report import Entries, Report, entry, is_blank, is_null, join, value_span
from noetlc.frontend.checks.tools import Draft, read_tool
from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence
from noetlc.frontend.playbook import Task

Shape = Literal["single", "ruled", "pipeline"]


@dataclass(frozen=True, slots=True)
class StepTool:
    """What a step runs. `input` is that of a task_sequence or of a reference to a pipeline: defaults for every task."""

    shape: Shape
    tasks: tuple[Task, ...]
    input: Entries = ()


@dataclass(frozen=True, slots=True)
class _Item:
    """`at` is where the label stands, or the item if it has none."""

    label: str | None
    draft: Draft
    at: Span


@dataclass(frozen=True, slots=True)
class _Pipeline:
    items: tuple[_Item, ...]
    input: Entries


_Read = Draft | _Pipeline
_ITEM_HINT = "write {name: …, kind: …} or {label: {kind: …}}"


class ToolReader:
    """Reads the tools of all steps. Workbook entries are checked once, whether referenced or not."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.entries: dict[str, _Read | None] = {}

    # ---- workbook

    def read_workbook(self, node: Node, key: Scalar) -> None:
        """Read the root's `workbook` list."""
        if not isinstance(node, Sequence):
            if not is_null(node):
                self.report.error("V22", "workbook must be a list", key.span, "workbook", "write a list of {name, tool}")
            return
        for index, item in enumerate(node.items):
            path = f"workbook[{index}]"
            if not isinstance(item, Mapping):
                self.report.error("V22", "a workbook entry must be a map", item.span, path, "write {name: …, tool: {…}}")
                continue
            name = self.report.text(item, "name", path)
            tool = entry(item, "tool")
            read = None if tool is None or is_null(tool[1]) else self._tool(tool[1], tool[0], join(path, "tool"))
            if name is not None and not is_blank(name):
                self.entries.setdefault(name.text, read)

    # ---- steps

    def step_tool(self, node: Node, key: Scalar, step: str, path: str) -> StepTool | None:
        """The tool of a step; `path` is that of the tool. None if it was in error."""
        read = self._tool(node, key, path)
        if isinstance(read, Draft) and read.kind == "workbook":
            read = self._resolve(read)
        if read is None:
            return None
        if isinstance(read, Draft):
            task = self._task(read, f"{step}_task")
            return StepTool("ruled" if task.set or task.rules else "single", (task,))
        tasks: list[Task] = []
        seen: set[str] = set()
        for index, item in enumerate(read.items):
            found = self._item_task(item, index)
            if found is None:
                continue
            tasks.append(found)
            if found.label in seen:
                hint = "the later result overwrites, and jump goes to the first"
                self.report.warn("W04", f"duplicate task label {found.label}", item.at, item.draft.path, hint)
            seen.add(found.label)
        return StepTool("pipeline", tuple(tasks), read.input)

    def _tool(self, node: Node, key: Scalar, path: str) -> _Read | None:
        if isinstance(node, Sequence):
            return self._pipeline(node, key, path, ())
        if not isinstance(node, Mapping):
            self.report.error("V22", "tool must be a map or a list", key.span, path, "write tool: {kind: …}")
            return None
        draft = read_tool(self.report, node, path)
        if draft.kind != "task_sequence":
            return draft
        found = entry(node, "tasks") or entry(node, "tool_config")
        if found is None or not isinstance(found[1], Sequence):
            span = node.span if found is None else found[0].span
            self.report.error("V14", "invalid pipeline: tasks must be a non-empty list", span, join(path, "tasks"), _ITEM_HINT)
            return None
        return self._pipeline(found[1], found[0], join(path, found[0].text), draft.input)

    def _pipeline(self, node: Sequence, key: Scalar, path: str, given: Entries) -> _Pipeline:
        if not node.items:
            self.report.error("V14", "invalid pipeline: it has no tasks", key.span, path, _ITEM_HINT)
        items = (self._item(item, index, f"{path}[{index}]") for index, item in enumerate(node.items))
        return _Pipeline(tuple(item for item in items if item is not None), given)

    def _item(self, node: Node, index: int, path: str) -> _Item | None:
        if not isinstance(node, Mapping):
            self.report.error("V14", f"invalid pipeline item {index}: it must be a map", node.span, path, _ITEM_HINT)
            return None
        label: str | None = None
        at = node.span
        inner = node
        if entry(node, "kind") is None:
            only = node.entries[0] if len(node.entries) == 1 else None
            if only is None or not isinstance(only[1], Mapping) or entry(only[1], "kind") is None:
                message = f"invalid pipeline item {index}: no kind, and not one label with a tool"
                self.report.missing("V14", message, node, "kind", path, _ITEM_HINT)
                return None
            label, at, inner = only[0].text, only[0].span, only[1]
            path = join(path, label)
        draft = read_tool(self.report, inner, path)
        if draft.kind == "task_sequence":
            message = f"invalid pipeline item {index}: a task_sequence cannot be a task"
            self.report.error("V14", message, node.span, path, "list its tasks in this pipeline")
            return None
        named = entry(inner, "name")
        if label is None and draft.name is not None and named is not None:
            label, at = draft.name.text, named[0].span
        return _Item(label, draft, at)

    def _item_task(self, item: _Item, index: int) -> Task | None:
        draft = item.draft
        if draft.kind == "workbook":
            resolved = self._resolve(draft)
            if isinstance(resolved, _Pipeline):
                message = f"invalid pipeline item {index}: workbook entry {item.label} is a pipeline"
                self.report.error("V14", message, draft.node.span, draft.path, "refer to it as the only tool of a step")
            if not isinstance(resolved, Draft):
                return None
            draft = resolved
        return self._task(draft, item.label or f"task_{index}")

    # ---- references

    def _resolve(self, reference: Draft) -> _Read | None:
        """The tool a workbook reference stands for: chains followed, inputs laid over, set and rules of the reference kept."""
        chain = [reference]
        names: set[str] = set()
        while True:
            last = chain[-1]
            name = "" if last.name is None else last.name.text
            target = self.entries.get(name)
            if last.name is None or not name or name not in self.entries or name in names or target is None:
                self._unknown(last, name, names)
                return None
            if isinstance(target, Draft) and target.kind == "workbook":
                names.add(name)
                chain.append(target)
                continue
            break
        given: Entries = ()
        for draft in reversed(chain):
            given = overlay(draft.input, given)
        writes = next((d.set for d in chain if d.set is not None), None)
        rules = next((d.rules for d in chain if d.rules is not None), None)
        if isinstance(target, _Pipeline):
            return _Pipeline(target.items, overlay(given, target.input))
        return Draft(
            target.kind,
            reference.name,
            overlay(given, target.input),
            target.config,
            target.set if writes is None else writes,
            target.rules if rules is None else rules,
            target.node,
            target.path,
        )

    def _unknown(self, reference: Draft, name: str, names: set[str]) -> None:
        found = entry(reference.node, "name")
        span = reference.node.span if found is None else value_span(*found)
        if found is None or not name:
            message = "unknown workbook entry: name is required"
        elif name in names:
            message = f"unknown workbook entry {name}: the entries refer to each other in a circle"
        elif name in self.entries:
            message = f"unknown workbook entry {name}: it has no valid tool"
        else:
            message = f"unknown workbook entry {name}"
        known = ", ".join(self.entries) or "none"
        hint = did_you_mean(name, self.entries, f"entries of this playbook: {known}")
        self.report.error("V15", message, span, join(reference.path, "name"), hint)

    # ---- tasks

    def _task(self, draft: Draft, label: str) -> Task:
        return Task(label, draft.kind, draft.input, draft.config, draft.set or (), draft.rules or (), draft.node.span)


def overlay(upper: Entries, lower: Entries) -> Entries:
    """The entries of `lower` with those of `upper` laid over name by name; new names come after."""
    if not lower:
        return upper
    if not upper:
        return lower
    values = {key.text: (key, value) for key, value in lower}
    values.update((key.text, (key, value)) for key, value in upper)
    return tuple(values.values())
