"""`set` maps and conditions with their warnings (language.md 4.3, 8.2), and the option `strict`."""

from __future__ import annotations

from noetlc.frontend.nodes import Scalar
from noetlc.frontend.playbook import Condition, Entries
from noetlc.interp.names import Iteration, PipelineNames
from noetlc.interp.outcome import StopRun
from noetlc.interp.render import Renderer, RenderError, condition_source, raw_value
from noetlc.interp.templates import Names
from noetlc.interp.trace import Teller
from noetlc.interp.values import Undefined


class Judge:
    """Evaluates what may raise without failing a step: a condition is then false, a written value its source."""

    def __init__(self, renderer: Renderer, strict: bool, warnings: list[dict[str, object]], teller: Teller) -> None:
        self._renderer = renderer
        self._teller = teller
        self._strict = strict
        self._warnings = warnings

    def _raised(self, step: str, field: str, error: RenderError) -> None:
        if self._strict:
            raise StopRun(error.failure()) from error
        self._warnings.append({"step": step, "field": field, "message": error.message})
        self._teller.note("warning", step=step, field=field, message=error.message, line=error.at.line)

    def condition(self, condition: Condition | None, names: Names, step: str, field: str) -> bool:
        """Truth of a `when`; an absent one holds."""
        return self._holds(condition, names, step, field, rule=False)

    def rule(self, condition: Condition | None, names: Names, step: str, field: str) -> bool:
        """Truth of a policy rule's `when`; an absent one holds."""
        return self._holds(condition, names, step, field, rule=True)

    def _holds(self, condition: Condition | None, names: Names, step: str, field: str, rule: bool) -> bool:
        if condition is None:
            return True
        try:
            truth, value = self._renderer.holds(condition, names, rule)
        except RenderError as error:
            self._tell(condition, names, step, field, False, None)
            self._raised(step, field, error)
            return False
        self._tell(condition, names, step, field, truth, value)
        return truth

    def _tell(self, condition: Condition, names: Names, step: str, field: str, truth: bool, value: object) -> None:
        if not self._teller.told:
            return
        scalar = condition.value
        text = scalar.text if isinstance(scalar, Scalar) else str(scalar)
        mentioned = self._renderer.mentioned(condition_source(scalar)[0], names) if isinstance(scalar, Scalar) else ()
        told = None if value is None or isinstance(value, Undefined) else value
        place = {"line": condition.span.line, "column": condition.span.column}
        self._teller.note("condition", step=step, field=field, **place, text=text, holds=truth, value=told, names=dict(mentioned))

    def rendered(self, entries: Entries, names: Names, step: str, field: str) -> list[tuple[str, object]]:
        """The values of a `set` map, all rendered before any is written."""
        values: list[tuple[str, object]] = []
        for key, node in entries:
            try:
                values.append((key.text, self._renderer.value(node, names)))
            except RenderError as error:
                self._raised(step, f"{field}.{key.text}", error)
                values.append((key.text, raw_value(node)))
        return values


def durable_key(name: str) -> str:
    """The ctx key a step or arc `set` writes: one scope prefix is dropped, other dots stay."""
    scope, dot, rest = name.partition(".")
    return rest if dot and scope in ("ctx", "iter", "step") else name


def task_key(name: str, bare_durable: bool) -> str:
    """What a write of a task's `set` or of a rule writes to, in full: `ctx.x`, `iter.x` or a name of the pipeline."""
    scope, dot, rest = name.partition(".")
    if dot and scope in ("ctx", "iter"):
        return name
    key = rest if dot and scope == "step" else name
    return f"ctx.{key}" if bare_durable else key


def write_task(values: list[tuple[str, object]], iteration: Iteration, names: PipelineNames, bare_durable: bool) -> None:
    """Writes of a task's `set` (bare names local) or of a rule (bare names durable), language.md 8.2."""
    for name, value in values:
        scope, dot, rest = name.partition(".")
        if dot and scope == "ctx":
            iteration.ctx[rest] = value
        elif dot and scope == "iter":
            iteration.write_iter(rest, value)
        else:
            key = rest if dot and scope == "step" else name
            if bare_durable:
                iteration.ctx[key] = value
            else:
                names.local.pop(key, None)
                names.local[key] = value
