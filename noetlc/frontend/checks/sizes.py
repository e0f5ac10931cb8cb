"""V31 to V33, V35, V37, V38: how much the workflow holds, aliases and workbook entries counted at each use (limits.py)."""

from __future__ import annotations

from collections.abc import Iterator

from noetlc.diagnostics import Span
from noetlc.frontend import limits
from noetlc.frontend.checks.report import Report
from noetlc.frontend.nodes import Node, Scalar, Sequence
from noetlc.frontend.playbook import Condition, Entries, Step, Task


def check_sizes(report: Report, steps: list[Step], at: Span) -> None:
    """Reports the first limit the document is beyond: of a template or body at its place, of the workflow at its key."""
    _check_lengths(report)
    if report.exceeded:
        return
    weights = _Weights()
    for step in steps:
        weights.step(step)
    found = (
        (limits.STEPS, len(steps)),
        (limits.TASKS, sum(len(step.tasks) for step in steps)),
        (limits.ARCS, sum(len(step.arcs) for step in steps)),
        (limits.VALUES, weights.values),
        (limits.CODE, weights.code),
    )
    for limit, number in found:
        if number > limit.most and not report.exceeded:
            report.beyond(limit, number, at, "workflow")


def _check_lengths(report: Report) -> None:
    """Each template and body by itself, at its place."""
    found = [(limits.TEMPLATE, scalar, path) for scalar, _, path in report.templates]
    found += [(limits.BODY, scalar, path) for scalar, path in report.bodies]
    for limit, scalar, path in found:
        if len(scalar.text) > limit.most:
            report.beyond(limit, len(scalar.text), scalar.span, path)


class _Weights:
    """Values and characters of code of what steps are made of. A node that is used often is weighed once and counted each time."""

    def __init__(self) -> None:
        self.values = 0
        self.code = 0
        self._known: dict[int, tuple[int, int]] = {}

    def step(self, step: Step) -> None:
        for _ in step.tasks or (None,):  # every task gets the input of the step
            self.entries(step.input)
        self.entries(step.set)
        self.condition(step.when)
        for rule in step.admit:
            self.condition(rule.when)
        if step.loop is not None and step.loop.collection is not None:
            self.add(step.loop.collection)
        for task in step.tasks:
            self.task(task)
        for arc in step.arcs:
            self.condition(arc.when)
            self.entries(arc.args)
            self.entries(arc.set)

    def task(self, task: Task) -> None:
        for part in (task.input, task.config, task.set):
            self.entries(part)
        for rule in task.rules:
            self.condition(rule.when)
            self.entries(rule.set)
            if rule.message is not None:
                self.add(rule.message)

    def condition(self, condition: Condition | None) -> None:
        if condition is not None and isinstance(condition.value, Scalar):
            self.values += 1
            self.code += len(condition.value.text)

    def entries(self, entries: Entries) -> None:
        for key, value in entries:
            self.add(key)
            if key.text == "code" and isinstance(value, Scalar) and not value.is_template:
                self.code += len(value.text)
            self.add(value)

    def add(self, node: Node) -> None:
        values, code = self.weigh(node)
        self.values += values
        self.code += code

    def weigh(self, node: Node) -> tuple[int, int]:
        """(values, characters of templates) of a node with all below it."""
        if isinstance(node, Scalar):
            return 1, len(node.text) if node.is_template else 0
        known = self._known.get(id(node))
        if known is None:
            parts = [self.weigh(part) for part in _parts(node)]
            known = self._known[id(node)] = (1 + sum(v for v, _ in parts), sum(c for _, c in parts))
        return known


def _parts(node: Node) -> Iterator[Node]:
    if isinstance(node, Sequence):
        yield from node.items
    elif not isinstance(node, Scalar):
        for key, value in node.entries:
            yield key
            yield value
