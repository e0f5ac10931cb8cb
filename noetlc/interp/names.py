"""The names templates see (language.md 5): the state of a run, and the layers that a step, pipeline or iteration adds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from noetlc.frontend.playbook import Playbook
from noetlc.interp.outcome import Outcome
from noetlc.interp.templates import MISSING
from noetlc.interp.values import UNDEFINED, CtxMap, StepData, Undefined

RESERVED = ("workload", "ctx", "iter", "steps", "output", "event", "execution_id", "loop", "job")

_CONTEXT = frozenset(("context", "variables", "eval", "exec"))
_REFLECTION = ("globals", "locals", "frame", "__main__", "builtins")


def sees_context(code: str) -> bool:
    """Whether the text of a body has the words `context` or `variables`, or means of reflection (7.2): else it surely sees neither."""
    words = re.findall(r"\w+", code)
    if any(word in _CONTEXT or word.endswith("vars") for word in words) or any(part in code for part in _REFLECTION):
        return True
    return any(before.rstrip().endswith("dir") for before in code.split("(")[:-1])


def view(outcome: Outcome) -> object:
    """A step's or task's data as its flat name shows it: maps get their look-up aliases."""
    if isinstance(outcome.data, dict):
        return StepData(outcome.data, outcome.aliases)
    return outcome.data


class RunState:
    """What a run remembers: merged workload, durable variables, and the data of the steps that ran."""

    def __init__(self, playbook: Playbook, workload: dict[str, object], execution_id: str) -> None:
        self.workload = workload
        self.execution_id = execution_id
        self.data: dict[str, object] = {}  # in order of last completion
        self.views: dict[str, object] = {}
        self.steps: dict[str, object] = {}
        self.ctx = self.new_ctx({})
        self.base: dict[str, object] = {}
        for name, value in (("path", playbook.path), ("version", playbook.version)):
            if value is not None:
                self.base[name] = value
        self.job: dict[str, object] = {"uuid": execution_id, "execution_id": execution_id, "id": execution_id}

    def new_ctx(self, values: dict[str, object]) -> CtxMap:
        """Durable variables that fall back to this run's flat names."""
        return CtxMap(values, self._flat)

    def _flat(self, name: str) -> object:
        """The flat name `name` behind `ctx.name`: step data, else a workload key."""
        if name in self.views:
            return self.views[name]
        return self.workload.get(name, UNDEFINED)

    def finished(self, step: str, outcome: Outcome) -> None:
        """Stores a step's outcome; a step that ran again moves to the end."""
        for store in (self.data, self.views, self.steps):
            store.pop(step, None)
        self.data[step] = outcome.data
        self.views[step] = view(outcome)
        status = "FAILED" if outcome.failure else "COMPLETED"
        error = outcome.failure.public() if outcome.failure else None
        self.steps[step] = {"status": status, "data": outcome.data, "error": error}


class Iteration:
    """The names of one loop iteration, or of one pipeline outside a loop (then without item)."""

    def __init__(self, ctx: CtxMap) -> None:
        self.ctx = ctx  # the durable variables this iteration reads and writes
        self.flat: dict[str, object] = {}
        self.iter: dict[str, object] | None = None
        self.loop: dict[str, object] | None = None
        self.index: int | None = None

    def bind_item(self, iterator: str, item: object, index: int, total: int) -> None:
        """Binds the item of a loop iteration."""
        first, last = index == 0, index == total - 1
        self.index = index
        self.flat = {iterator: item, "_index": index, "_total": total, "loop_index": index}
        self.iter = {iterator: item, "_index": index, "index": index, "_total": total, "_first": first, "_last": last}
        self.loop = {"index": index, "first": first, "length": total, "done": False}

    def write_iter(self, name: str, value: object) -> None:
        """A write to `iter.name`."""
        if self.iter is None:
            self.iter = {}
        self.iter[name] = value


class PipelineNames:
    """The names a pipeline adds: labels and bare writes (`local`), and what the engine binds (`engine`)."""

    def __init__(self) -> None:
        self.local: dict[str, object] = {}
        self.engine: dict[str, object] = {}


class Scope:
    """The names visible at one place. Later layers win; the reserved names beat all (language.md 5)."""

    def __init__(
        self,
        state: RunState,
        iteration: Iteration | None = None,
        pipeline: PipelineNames | None = None,
        output: object = MISSING,
        event: object = MISSING,
        loop: object = MISSING,
    ) -> None:
        self._state = state
        self._iteration = iteration
        self._pipeline = pipeline
        self._inputs: dict[str, object] = {}
        ctx = iteration.ctx if iteration else state.ctx
        self._ctx = ctx
        self._reserved: dict[str, object] = {
            "workload": state.workload,
            "ctx": ctx,
            "steps": state.steps,
            "execution_id": state.execution_id,
            "job": state.job,
            "output": output,
            "event": event,
            "iter": iteration.iter if iteration and iteration.iter is not None else MISSING,
            "loop": iteration.loop if iteration and iteration.loop is not None else loop,
        }

    def with_inputs(self, inputs: dict[str, object]) -> Scope:
        """The same names with a tool's own inputs added."""
        self._inputs = inputs
        return self

    def find(self, name: str) -> object:
        """The value of a name, or MISSING."""
        if name in self._reserved:
            return self._reserved[name]
        for layer in self._layers():
            if name in layer:
                return layer[name]
        return MISSING

    def _layers(self) -> Iterator[dict[str, object]]:
        """The flat names, strongest layer first."""
        yield self._inputs
        if self._iteration is not None:
            yield self._iteration.flat
        if self._pipeline is not None:
            yield self._pipeline.local
            yield self._pipeline.engine
        yield self._ctx
        yield self._state.views
        yield self._state.workload
        yield self._state.base

    def body_context(self) -> dict[str, object]:
        """The flat names with plain values, then the reserved ones a Python body's `context` has (language.md 7.2)."""
        names: dict[str, object] = {}
        for layer in reversed(list(self._layers())):
            for name, value in layer.items():
                if name not in RESERVED:
                    names[name] = None if isinstance(value, Undefined) else value
        for name in ("workload", "ctx", "iter", "execution_id", "job"):
            if self._reserved[name] is not MISSING:
                names[name] = self._reserved[name]
        return names
