"""Whether the body of the entry step has its inputs to itself, so that it may change them without a copy.

It has, if each input is a whole variable of the workload (`{{ messages }}`) or a plain scalar, if it runs once, and if nothing else in the
playbook may look at those variables. What is not understood may look at everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from noetlc.frontend.nodes import Scalar
from noetlc.frontend.playbook import Playbook, Step, Task
from noetlc.lower.workflow.body_names import sees_context
from noetlc.lower.workflow.names import RESERVED
from noetlc.lower.workflow.unread import conditions_of, nodes_of, scalars_of

_VARIABLE = re.compile(r"\s*\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}\s*")
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")  # what comes after a dot is no name
_PURE = ("python", "noop")  # other tools may get what their step sees


def owns_inputs(playbook: Playbook, task: Task) -> bool:
    """Whether nobody but the task's body sees the values that it gets as input."""
    step = playbook.steps[playbook.entry]
    if task is not step.tasks[0] or not _runs_once(playbook, step) or not all(map(_is_pure, _tasks(playbook))):
        return False
    given = (*step.input, *task.input)
    variables: set[str] = set()
    for key, node in given:
        if key.has_marks or not isinstance(node, Scalar):
            return False
        if node.has_marks:
            found = _VARIABLE.fullmatch(node.text)
            if found is None or found[1] in variables:
                return False
            variables.add(found[1])
    if not variables <= _workload(playbook) - RESERVED - {one.name for one in playbook.steps}:
        return False
    seen = variables | {key.text for key, _ in given} | {"workload", "args", "input"}
    return all(seen.isdisjoint(_NAME.findall(text)) for text in _texts(playbook, {id(node) for _, node in given}))


def _runs_once(playbook: Playbook, step: Step) -> bool:
    """Whether the entry step runs no more than once, with one tool that is not tried again."""
    again = any(arc.target == playbook.entry for one in playbook.steps for arc in one.arcs)
    return step.shape == "single" and step.loop is None and not again


def _tasks(playbook: Playbook) -> Iterator[Task]:
    for step in playbook.steps:
        yield from step.tasks


def _is_pure(task: Task) -> bool:
    if task.kind != "python":
        return task.kind in _PURE
    code = task.key("code")
    return isinstance(code, Scalar) and not code.has_marks and not sees_context(code.text)


def _workload(playbook: Playbook) -> set[str]:
    return {key.text for key, _ in playbook.workload.entries} if playbook.workload is not None else set()


def _texts(playbook: Playbook, without: set[int]) -> Iterator[str]:
    """The texts of all templates and conditions but for some nodes."""
    for step in playbook.steps:
        for condition in conditions_of(step):
            if isinstance(condition.value, Scalar):
                yield condition.value.text
        for node in nodes_of(step):
            if id(node) not in without:
                yield from (scalar.text for scalar in scalars_of(node) if scalar.has_marks)
