"""Loops (language.md 9): the items, the iterations in index order, the aggregated data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from noetlc.frontend.nodes import Scalar
from noetlc.frontend.playbook import Loop, Step
from noetlc.interp.names import Iteration, RunState, Scope
from noetlc.interp.outcome import Failure, Outcome, failed
from noetlc.interp.render import Renderer, RenderError
from noetlc.interp.typing_rules import parse_json
from noetlc.interp.values import CtxMap

if TYPE_CHECKING:
    from noetlc.interp.engine import Run

MAX_ITEMS = 10_000_000
RunItem = Callable[[Step, Iteration], Outcome]


class LoopError(Exception):
    """The collection cannot be iterated."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def run_loop(step: Step, loop: Loop, state: RunState, renderer: Renderer, run_item: RunItem) -> Outcome:
    """All iterations of a sequential or parallel loop."""
    assert loop.collection is not None
    try:
        items = _items(loop.collection, Scope(state), renderer)
    except LoopError as error:
        return Outcome(None, error.failure)
    results: list[object] = []
    first_failure: Failure | None = None
    failures = 0
    before = dict(state.ctx)
    journal: list[_OwnCtx] = []
    for index, item in enumerate(items):
        iteration = Iteration(_ctx_of(loop, state, before, journal))
        iteration.bind_item(loop.iterator, item, index, len(items))
        outcome = run_item(step, iteration)
        results.append(outcome.data)
        if outcome.failure is not None:
            failures += 1
            first_failure = first_failure or replace(outcome.failure, iteration=index)
    for writes in journal:
        state.ctx.update(writes.written)
    stats = {"total": len(items), "success": len(items) - failures, "failed": failures}
    return Outcome({"results": results, "stats": stats, "data": results}, first_failure, items_ran=True)


class _OwnCtx(CtxMap):
    """The durable variables of one parallel iteration: a copy that remembers what was written."""

    def __init__(self, data: dict[str, object], fallback: Callable[[str], object]) -> None:
        super().__init__(data, fallback)
        self.written: dict[str, object] = {}

    def __setitem__(self, key: str, value: object) -> None:
        super().__setitem__(key, value)
        self.written[key] = value


def _ctx_of(loop: Loop, state: RunState, before: dict[str, object], journal: list[_OwnCtx]) -> CtxMap:
    if loop.mode != "parallel":
        return state.ctx
    own = _OwnCtx(before, state.ctx.fallback)
    journal.append(own)
    return own


def _items(collection: Scalar, names: Scope, renderer: Renderer) -> list[object]:
    try:
        value = renderer.value(collection, names)
    except RenderError as error:
        raise LoopError(error.failure()) from error
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [{"key": key, "value": item} for key, item in value.items()]
    if isinstance(value, str):
        return _split_text(value)
    if isinstance(value, float):
        return []
    if isinstance(value, int) and not isinstance(value, bool):
        if value > MAX_ITEMS:
            raise LoopError(Failure("limit", f"a loop over more than {MAX_ITEMS} items"))
        return list(range(value))
    name = "null" if value is None else "bool"
    raise LoopError(Failure("loop", f"cannot loop over {name}"))


def _split_text(source: str) -> list[object]:
    try:
        value = parse_json(source)
        if isinstance(value, list):
            return value
    except (ValueError, RecursionError):
        pass
    parts = (part.strip() for line in source.split("\n") for part in line.split(","))
    return [part for part in parts if part]


def run_cursor(run: Run, step: Step, loop: Loop) -> Outcome:
    """A cursor loop: the host claims rows until there are none; each row is an iteration (language.md 9)."""
    assert loop.cursor is not None
    try:
        config = run.renderer.config(loop.cursor.config.entries, Scope(run.state), raw=("auth",))
    except RenderError as error:
        return Outcome(None, error.failure())
    kind = config.pop("kind", "postgres")
    frames = index = 0
    first_failure: Failure | None = None
    while True:
        claim = run.tools.call(step, step.tasks[0], f"tool_{kind}", config, {}, None, frames + 1)
        if claim.failure is not None:
            return Outcome(None, claim.failure)
        rows = claim.data.get("rows") if isinstance(claim.data, dict) else None
        if not isinstance(rows, list):
            return failed("value", "the claim gave no rows")
        if not rows:
            return Outcome({"cursor": "drained", "frames": frames}, first_failure, items_ran=True)
        frames += 1
        for row in rows:
            iteration = Iteration(run.state.ctx)
            iteration.bind_item(loop.iterator, row, index, index + len(rows))
            outcome = run.run_item(step, iteration)
            if outcome.failure is not None:
                first_failure = first_failure or replace(outcome.failure, iteration=index)
            index += 1
