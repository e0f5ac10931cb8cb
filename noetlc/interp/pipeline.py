"""Pipelines and policy rules (language.md 8): tasks in order, with retry, jump, break, continue and fail."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from noetlc.diagnostics.counts import counted
from noetlc.frontend.nodes import Scalar
from noetlc.frontend.playbook import Rule, Step, Task
from noetlc.interp.mentioned import Values
from noetlc.interp.names import Iteration, PipelineNames, Scope, view
from noetlc.interp.outcome import Failure, Outcome
from noetlc.interp.printing import text
from noetlc.interp.render import RenderError, condition_source
from noetlc.interp.templates import MISSING
from noetlc.interp.typing_rules import parse_number
from noetlc.interp.writes import task_key, write_task

if TYPE_CHECKING:
    from noetlc.interp.engine import Run

MAX_EXECUTIONS = 1_000_000
PREVIOUS = frozenset(("previous", "prev", "_previous", "@previous"))
MAX_DELAY_NS = 2**63 - 1


@dataclass(frozen=True, slots=True)
class _Next:
    """What follows a task: its index (past the end: done), or the failure that ends the pipeline."""

    index: int
    failure: Failure | None = None


class Pipeline:
    """One execution of a step's tasks, in one iteration of its loop or outside of one."""

    def __init__(self, run: Run, step: Step, iteration: Iteration) -> None:
        self._run = run
        self._step = step
        self._iteration = iteration
        self._names = PipelineNames()
        self._results: dict[str, object] = {}
        self._counts: dict[str, int] = {}
        self._output: object = MISSING
        self._last: Outcome | None = None
        self._first_index: dict[str, int] = {}
        for index, task in enumerate(step.tasks):
            self._first_index.setdefault(task.label, index)

    def execute(self) -> Outcome:
        """Runs the tasks to the end, a break or a failure."""
        index, executions = 0, 0
        while index < len(self._step.tasks):
            if executions >= MAX_EXECUTIONS:
                return self._failed(index, Failure("limit", f"more than {MAX_EXECUTIONS} task executions"))
            executions += 1
            task = self._step.tasks[index]
            outcome = self._execute_task(task)
            following = self._decide(index, task, outcome)
            if following.failure is not None:
                return self._failed(index, following.failure)
            index = following.index
        return self._succeeded()

    def _scope(self) -> Scope:
        return Scope(self._run.state, self._iteration, self._names, output=self._output)

    def _execute_task(self, task: Task) -> Outcome:
        label = task.label
        attempt = self._counts.get(label, 0) + 1
        self._names.engine["results"] = dict(self._results)
        self._names.engine["_task"] = label
        self._names.engine["_attempt"] = attempt
        outcome = self._run.tools.execute(self._step, task, self._scope(), self._iteration, attempt)
        self._results.pop(label, None)
        self._results[label] = outcome.data
        self._names.local.pop(label, None)
        self._names.local[label] = view(outcome)
        self._names.engine["results"] = dict(self._results)
        self._names.engine["_prev"] = outcome.data
        self._output = outcome.output()
        self._last = outcome
        values = self._run.judge.rendered(task.set, self._scope(), self._step.name, f"tool.{label}.set")
        self._write(f"tool.{label}.set", values, bare_durable=False)
        return outcome

    def _write(self, field: str, values: list[tuple[str, object]], bare_durable: bool) -> None:
        write_task(values, self._iteration, self._names, bare_durable)
        for name, value in values if self._run.teller.told else ():
            self._run.teller.note("write", step=self._step.name, field=field, name=task_key(name, bare_durable), value=value)

    # ---- rules

    def _decide(self, index: int, task: Task, outcome: Outcome) -> _Next:
        rule = self._matching(index, task)
        if rule is None or not rule.effective:
            return _Next(index + 1, outcome.failure)
        field = f"tool.{task.label}.rules[{rule.index}].then.set"
        values = self._run.judge.rendered(rule.set, self._scope(), self._step.name, field)
        self._write(field, values, bare_durable=True)
        if rule.action == "break":
            return _Next(len(self._step.tasks))
        if rule.action == "jump":
            return self._jump(index, rule)
        if rule.action == "retry":
            return self._retry(index, task, rule, outcome)
        if rule.action == "fail":
            return _Next(index, self._fail(outcome, rule))
        return _Next(index + 1)

    def _matching(self, index: int, task: Task) -> Rule | None:
        for rule in task.rules:
            field = f"tool.{task.label}.rules[{rule.index}].when"
            if self._run.judge.rule(rule.when, self._scope(), self._step.name, field):
                self._run.note("rule", self._step.index, index, rule.index)
                if self._run.teller.told:
                    self._tell_rule(task, rule)
                return rule
        return None

    def _tell_rule(self, task: Task, rule: Rule) -> None:
        action = rule.action if rule.effective else "nothing"
        told = {"task": task.label, "rule": rule.index + 1, "action": action, "line": rule.span.line}
        self._run.teller.note("rule", step=self._step.name, **told)

    def _blame(self, outcome: Outcome, message: str) -> Failure:
        """The failure of the task itself, or kind `policy` if it was ok."""
        return outcome.failure or Failure("policy", message)

    def _fail(self, outcome: Outcome, rule: Rule) -> Failure:
        """`do: fail`: the message of the rule, behind that of a task which failed itself."""
        message = self._message(rule)
        if outcome.failure is None:
            return Failure("policy", message or "failed by policy rule", at=rule.span, values=self._deciding(rule))
        return outcome.failure if message is None else replace(outcome.failure, message=f"{outcome.failure.message} ({message})")

    def _deciding(self, rule: Rule) -> Values:
        """The names of the condition of a rule that matched."""
        scalar = rule.when.value if rule.when is not None else None
        return self._run.renderer.mentioned(condition_source(scalar)[0], self._scope()) if isinstance(scalar, Scalar) else ()

    def _message(self, rule: Rule) -> str | None:
        if rule.message is None:
            return None
        try:
            return text(self._run.renderer.value(rule.message, self._scope()))
        except RenderError:
            return "failed by policy rule (its message raised)"

    def _jump(self, index: int, rule: Rule) -> _Next:
        if rule.to in PREVIOUS:
            if index == 0:
                return _Next(index, Failure("policy", "jump to the task before the first"))
            return _Next(index - 1)
        target = self._first_index.get(rule.to or "")
        if target is None:
            return _Next(index, Failure("policy", f"jump to unknown label {rule.to!r}"))
        return _Next(target)

    def _retry(self, index: int, task: Task, rule: Rule, outcome: Outcome) -> _Next:
        count = self._counts.get(task.label, 0) + 1
        self._counts[task.label] = count
        if count >= max(1, int(_number(rule.attempts, 3))):
            return _Next(index, self._blame(outcome, f"no success after {counted(count, 'attempt')}"))
        wait = retry_delay(rule, count)
        if wait > 0:
            self._run.host.sleep(wait)
        return _Next(index)

    # ---- results

    def _labelled(self) -> bool:
        return self._step.shape == "pipeline"

    def _failed(self, index: int, failure: Failure) -> Outcome:
        if not self._labelled():
            return Outcome(self._last.data if self._last else None, failure, http=bool(self._last and self._last.http))
        data: dict[str, object] = {"labeled_results": dict(self._results), "failed_task": index}
        return Outcome(data, replace(failure, task=self._step.tasks[index].label))

    def _succeeded(self) -> Outcome:
        last = self._last
        assert last is not None  # a pipeline has at least one task
        if not self._labelled():
            return Outcome(last.data, http=last.http)
        data = dict(self._results)
        if isinstance(last.data, dict):
            data.update(last.data)
        return Outcome(data, aliases={"results": dict(self._results), "_prev": last.data})


def retry_delay(rule: Rule, count: int) -> int:
    """Nanoseconds to wait before retry number `count` (from 1)."""
    delay = float(_number(rule.delay, 1.0))
    if rule.backoff == "none":
        return 0
    try:
        factor = count if rule.backoff == "linear" else 2.0 ** (count - 1) if rule.backoff == "exponential" else 1
        wait = delay * factor * 1e9
    except OverflowError:
        return MAX_DELAY_NS
    return int(min(max(wait, 0.0), MAX_DELAY_NS)) if math.isfinite(wait) else MAX_DELAY_NS


def _number(scalar: Scalar | None, default: float) -> float:
    """A number or numeric string of a rule; anything else is the default."""
    if scalar is None:
        return default
    if isinstance(scalar.value, (int, float)) and not isinstance(scalar.value, bool):
        return scalar.value
    number = parse_number(scalar.text.strip()) if isinstance(scalar.value, str) else None
    return default if number is None else number
