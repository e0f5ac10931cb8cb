"""`set` maps and conditions with their warnings (language.md 4.3, 8.2), and the option `strict`."""

from __future__ import annotations

from collections.abc import Callable

from noetlc.frontend.nodes import Scalar
from noetlc.frontend.playbook import Condition, Entries
from noetlc.interp.names import Iteration, PipelineNames
from noetlc.interp.outcome import StopRun
from noetlc.interp.render import Renderer, RenderError, holds, raw_value, rule_holds
from noetlc.interp.templates import Hits, Names


class Judge:
    """Evaluates what may raise without failing a step: a condition is then false, a written value its source."""

    def __init__(self, renderer: Renderer, strict: bool, warnings: list[dict[str, object]]) -> None:
        self._renderer = renderer
        self._strict = strict
        self._warnings = warnings

    def _raised(self, step: str, field: str, error: RenderError) -> None:
        if self._strict:
            raise StopRun(error.failure()) from error
        self._warnings.append({"step": step, "field": field, "message": error.message})

    def condition(self, condition: Condition | None, names: Names, step: str, field: str) -> bool:
        """Truth of a `when`; an absent one holds."""
        return self._holds(holds, condition, names, step, field)

    def rule(self, condition: Condition | None, names: Names, step: str, field: str) -> bool:
        """Truth of a policy rule's `when`; an absent one holds."""
        return self._holds(rule_holds, condition, names, step, field)

    def _holds(
        self, test: Callable[[Condition, Names, Hits | None], bool], condition: Condition | None, names: Names, step: str, field: str
    ) -> bool:
        if condition is None:
            return True
        try:
            return test(condition, names, self._renderer.hits(condition.value) if isinstance(condition.value, Scalar) else None)
        except RenderError as error:
            self._raised(step, field, error)
            return False

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
