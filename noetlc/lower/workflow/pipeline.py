"""Policy rules of tasks to records (language.md 8.3)."""

from __future__ import annotations

import math
import re

from noetlc.frontend.nodes import Scalar
from noetlc.frontend.playbook import Rule, Step
from noetlc.ir.build import dyn
from noetlc.layout.features import Feature
from noetlc.lower.workflow.constants import Word
from noetlc.lower.workflow.module import Builder
from noetlc.lower.workflow.names import Names
from noetlc.lower.workflow.render import NodeCode, TemplateCode
from noetlc.lower.workflow.writes import task_writes
from noetlc.runtime.engine import state as rt

PREVIOUS = frozenset(("previous", "prev", "_previous", "@previous"))
BACKOFF = {"none": rt.B_NONE, "linear": rt.B_LINEAR, "exponential": rt.B_EXPONENTIAL}
ACTIONS = {"continue": rt.A_CONTINUE, "break": rt.A_BREAK, "jump": rt.A_JUMP, "retry": rt.A_RETRY, "fail": rt.A_FAIL}
MAX_NS = (1 << 63) - 1
MAX_COUNT = (1 << 31) - 1
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def rules(step: Step, index: int, builder: Builder, templates: TemplateCode, names: Names) -> tuple[int, int]:
    """The rules of task `index` of a step: first record and count."""
    first = len(builder.rules)
    prepared = [_rule(rule, step, index, builder, templates, names) for rule in step.tasks[index].rules]
    for fields in prepared:
        builder.use(Feature.RULES)
        builder.rules.add(**fields)
    return first, len(prepared)


def _rule(rule: Rule, step: Step, index: int, builder: Builder, templates: TemplateCode, names: Names) -> dict[str, Word]:
    action = ACTIONS[rule.action] if rule.effective else rt.A_NONE
    first, count = task_writes(rule.set, True, builder, templates, names) if rule.effective else (0, 0)
    backoff = BACKOFF.get(rule.backoff, rt.B_CONSTANT)
    if action == rt.A_RETRY:
        builder.use(Feature.RETRY)
        if backoff != rt.B_NONE:
            builder.use(Feature.SLEEP)
    if action in (rt.A_RETRY, rt.A_JUMP, rt.A_FAIL):
        builder.use(Feature.ERRORS)
    if rule.when is not None:
        builder.use(Feature.RULE_WHEN)
    return {
        "when": 0 if rule.when is None else builder.reference(templates.rule(rule.when, names)),
        "action": action,
        "attempts": _attempts(rule.attempts),
        "backoff": backoff,
        "delay": _nanoseconds(_number(rule.delay, 1.0)),
        "target": _target(rule, step, index),
        "problem": _problem(rule, index),
        "message": _message(rule, builder, templates, names),
        "set": first,
        "sets": count,
    }


def _message(rule: Rule, builder: Builder, templates: TemplateCode, names: Names) -> Word:
    """The function that gives the text of a `fail`, 0 for none."""
    if rule.action != "fail" or rule.message is None or not rule.effective:
        return 0
    code = NodeCode(templates, builder, names)
    text = dyn("t_text", "val", code.value(rule.message))
    builder.use(Feature.RULE_MESSAGE)
    return code.reference("message", text)


def _target(rule: Rule, step: Step, index: int) -> int:
    """The index a `jump` goes to, -1 if there is no such task."""
    if rule.to in PREVIOUS:
        return index - 1
    return next((i for i, task in enumerate(step.tasks) if task.label == (rule.to or "")), -1)


def _problem(rule: Rule, index: int) -> Word:
    """What the error says when the target of a `jump` does not exist."""
    if rule.action != "jump":
        return 0
    if rule.to in PREVIOUS:
        return "str:jump to the task before the first" if index == 0 else 0
    return f"str:jump to unknown label {rule.to!r}"


def _number(scalar: Scalar | None, default: float) -> float:
    """A number or numeric string; anything else is the default."""
    if scalar is None:
        return default
    if isinstance(scalar.value, int | float) and not isinstance(scalar.value, bool):
        return scalar.value
    if isinstance(scalar.value, str) and _NUMBER.fullmatch(scalar.text.strip()):
        return float(scalar.text)
    return default


def _attempts(scalar: Scalar | None) -> int:
    number = _number(scalar, 3)
    if isinstance(number, float) and not math.isfinite(number):
        return MAX_COUNT
    return max(1, min(int(number), MAX_COUNT))


def _nanoseconds(seconds: float) -> int:
    try:
        wait = float(seconds) * 1e9
    except OverflowError:
        return MAX_NS
    return int(min(max(wait, 0.0), MAX_NS)) if math.isfinite(wait) else MAX_NS
