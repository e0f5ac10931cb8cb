"""What names mean to a template at one place of a playbook (language.md 5): the resolver that template lowering asks.

Which layers can hold a name is known at compile time (step names, `set` names, labels, inputs; only the payload can add
workload keys), so a look-up becomes a nest of calls over just those layers.

Example: with a step `b` and a `set` of `b`, the name `b` is
`name_in(ctx, "b", name_step(b, name_in(workload, "b", undefined)))`.
"""

from __future__ import annotations

from dataclasses import dataclass

from noetlc.frontend.playbook import Playbook, Step, Task
from noetlc.ir.build import data, dyn, global_get, i32, op
from noetlc.ir.nodes import Expr
from noetlc.layout.objects import FALSE, UNDEFINED
from noetlc.lower.template.names import Resolved
from noetlc.runtime.engine import state as rt

RESERVED = frozenset(("workload", "ctx", "iter", "steps", "output", "event", "execution_id", "loop", "job"))
ENGINE_NAMES = ("results", "_prev", "_task", "_attempt")
_ITERATION = {
    "_index": "wf_loop_index",
    "index": "wf_loop_index",
    "_total": "wf_loop_length",
    "_first": "wf_loop_first",
    "_last": "wf_loop_last",
}
OUTPUT_KEYS = frozenset(("status", "data", "ref", "error", "http"))


def durable_key(name: str) -> str:
    """The ctx key a step or arc `set` writes: one scope prefix is dropped, other dots stay."""
    scope, dot, rest = name.partition(".")
    return rest if dot and scope in ("ctx", "iter", "step") else name


def task_write(name: str, durable: bool) -> tuple[int, str]:
    """Scope and key of a name in a task's `set`, or in a rule's (`durable`)."""
    scope, dot, rest = name.partition(".")
    if dot and scope == "ctx":
        return rt.SCOPE_CTX, rest
    if dot and scope == "iter":
        return rt.SCOPE_ITER, rest
    return rt.SCOPE_CTX if durable else rt.SCOPE_LOCAL, rest if dot and scope == "step" else name


class World:
    """What of a playbook decides about names everywhere."""

    def __init__(self, playbook: Playbook) -> None:
        self.steps = {step.name: step.index for step in playbook.steps}
        self.workload = frozenset(k.text for k, _ in playbook.workload.entries) if playbook.workload else frozenset()
        self.base = {n: v for n, v in (("path", playbook.path), ("version", playbook.version)) if v is not None}
        self.ctx = frozenset(_ctx_keys(playbook))
        self.data = frozenset(step.name for step in playbook.steps if _gives_data(step))
        self.http = any(task.kind == "http" for step in playbook.steps for task in step.tasks)


def _gives_data(step: Step) -> bool:
    """Whether what the step gives was checked as a whole to be data, not nested deeper than data may."""
    return step.shape == "single" and step.loop is None and step.tasks[0].kind in ("python", "noop")


def _ctx_keys(playbook: Playbook) -> set[str]:
    found: set[str] = set()
    for step in playbook.steps:
        found.update(durable_key(k.text) for k, _ in step.set)
        for arc in step.arcs:
            found.update(durable_key(k.text) for k, _ in (*arc.args, *arc.set))
        for task in step.tasks:
            for durable, entries in ((False, task.set), *((True, rule.set) for rule in task.rules)):
                for key, _ in entries:
                    scope, name = task_write(key.text, durable)
                    if scope == rt.SCOPE_CTX:
                        found.add(name)
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """Where a template stands. `inputs`: the tool's inputs are visible; `local`: labels and local names of the pipeline."""

    output: bool = False
    event: bool = False
    iteration: str | None = None  # the iterator
    after_loop: bool = False
    pipeline: bool = False
    local: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    inputs: frozenset[str] = frozenset()
    dynamic_inputs: bool = False  # some input name is a template


def guard_place() -> Place:
    return Place()


def step_place(step: Step) -> Place:
    """Step `set`, arc `when`, arc `set`."""
    return Place(output=True, event=True, after_loop=step.loop is not None)


def tool_place(step: Step) -> Place:
    """Tool configuration and input; policy rules and task `set` see the same names."""
    iterator = step.loop.iterator if step.loop is not None else None
    if step.shape == "single":
        return Place(iteration=iterator)
    labels = frozenset(task.label for task in step.tasks)
    return Place(output=True, iteration=iterator, pipeline=True, local=labels | _local_names(step.tasks), labels=labels)


def _local_names(tasks: tuple[Task, ...]) -> frozenset[str]:
    writes = (task_write(key.text, False) for task in tasks for key, _ in task.set)
    return frozenset(name for scope, name in writes if scope == rt.SCOPE_LOCAL)


def text(value: str) -> Expr:
    return data("str:" + value, "val")


def undefined() -> Expr:
    found = i32(UNDEFINED)
    found.type = "val"
    return found


def value_call(function: str, *args: Expr) -> Expr:
    return dyn(function, "val", *args)


def root(offset: int) -> Expr:
    """A word of the root table."""
    loaded = op("i32.load", data("wf_roots"), imm=offset)
    loaded.type = "val"
    return loaded


class Names:
    """The names visible at one place."""

    def __init__(self, world: World, place: Place) -> None:
        self.world = world
        self.place = place

    # ---- the protocol of template lowering

    def resolve(self, name: str) -> Resolved:
        """The value of a flat name."""
        if name in RESERVED:
            return self._reserved(name)
        view = self._flat(name, True) if self._has_view(name) else None
        return Resolved(self._flat(name, False), view, self._is_bound(name))

    def field(self, name: str, key: str) -> Resolved | None:
        """`name.key` of a reserved name."""
        if name == "ctx":
            return self._ctx_field(key)
        if name == "workload":
            return Resolved(value_call("wf_name_workload", text(key), undefined()), None, key in self.world.workload)
        if name == "steps":
            index = self.world.steps.get(key)
            return Resolved(undefined() if index is None else value_call("wf_step_info", i32(index)))
        if name == "job" and key in ("uuid", "execution_id", "id"):
            return Resolved(value_call("wf_execution"), None, True)
        if name == "output" and self.place.output:
            return self._output_field(key)
        if name == "event" and self.place.event and key in ("name", "step"):
            return Resolved(root(rt.R_EVENT) if key == "name" else self._step_name(), None, True)
        if name == "loop":
            return self._loop_field(key)
        if name == "iter":
            return self._iter_field(key)
        return None

    def item(self, name: str, key: Expr) -> Expr | None:
        """`ctx[key]` for a computed key."""
        return value_call("wf_name_ctx_item", key) if name == "ctx" else None

    def is_data(self, name: str) -> bool:
        """Whether the name stands for data, no more than 128 levels of it, wherever it is found."""
        place = self.place
        return name in self.world.data and name not in RESERVED and name not in (place.iteration, *ENGINE_NAMES, *place.local)

    # ---- flat names, from the strongest layer down

    def _flat(self, name: str, view: bool) -> Expr:
        place = self.place
        if name in place.inputs and not place.dynamic_inputs:
            return value_call("wf_name_in", i32(rt.R_INPUT), text(name), undefined())
        lower = self._below_inputs(name, view)
        return value_call("wf_name_in", i32(rt.R_INPUT), text(name), lower) if place.dynamic_inputs else lower

    def _below_inputs(self, name: str, view: bool) -> Expr:
        place = self.place
        if place.iteration is not None:
            if name in ("_index", "loop_index"):
                return value_call("wf_loop_index")
            if name == "_total":
                return value_call("wf_loop_length")
            if name == place.iteration:
                return root(rt.R_ITEM)
        if place.pipeline:
            lower = self._engine_name(name, view)
            if name in place.local:
                if view:
                    return value_call("wf_name_in", i32(rt.R_PIPE), text(name), lower)
                return value_call("wf_name_pipe", text(name), lower)
            return lower
        return self._ctx_layer(name, view)

    def _engine_name(self, name: str, view: bool) -> Expr:
        if name == "results":
            return value_call("dict_copy", root(rt.R_RESULTS))
        if name == "_task":
            return value_call("wf_task_label")
        if name == "_attempt":
            return value_call("wf_task_attempt")
        lower = self._ctx_layer(name, view)
        return value_call("wf_name_prev", lower) if name == "_prev" else lower

    def _ctx_layer(self, name: str, view: bool) -> Expr:
        lower = self._step_layer(name, view)
        return value_call("wf_name_in", i32(rt.R_CTX), text(name), lower) if name in self.world.ctx else lower

    def _step_layer(self, name: str, view: bool) -> Expr:
        base = text(self.world.base[name]) if name in self.world.base else undefined()
        lower = value_call("wf_name_workload", text(name), base)
        index = self.world.steps.get(name)
        if index is None:
            return lower
        return value_call("wf_name_step_view" if view else "wf_name_step", i32(index), lower)

    def _has_view(self, name: str) -> bool:
        """True if the name may be step or task data."""
        place = self.place
        if name in place.inputs and not place.dynamic_inputs:
            return False
        if place.iteration is not None and name in (place.iteration, "_index", "_total", "loop_index"):
            return False
        if place.pipeline and name in place.labels:
            return True
        return name in self.world.steps and not (place.pipeline and name in ENGINE_NAMES)

    def _is_bound(self, name: str) -> bool:
        """True if the name is surely defined."""
        place = self.place
        if place.iteration is not None and name in (place.iteration, "_index", "_total", "loop_index"):
            return True
        if place.pipeline and name in ("results", "_task", "_attempt"):
            return True
        return name in place.inputs or name in self.world.workload or name in self.world.base

    # ---- reserved names

    def _reserved(self, name: str) -> Resolved:
        place = self.place
        if name == "workload":
            return Resolved(value_call("wf_workload"), None, True)
        if name == "ctx":
            return Resolved(value_call("dict_copy", root(rt.R_CTX)), None, True)
        if name == "steps":
            return Resolved(value_call("wf_name_steps"), None, True)
        if name == "execution_id":
            return Resolved(value_call("wf_execution"), None, True)
        if name == "job":
            return Resolved(value_call("wf_name_job"), None, True)
        if name == "output" and place.output:
            return Resolved(value_call("wf_name_output"), value_call("wf_name_output_view"))
        if name == "event" and place.event:
            return Resolved(value_call("wf_name_event"), None, True)
        if name == "iter" and (place.iteration is not None or place.pipeline):
            return Resolved(value_call("wf_name_iter"))
        if name == "loop" and place.iteration is not None:
            return Resolved(value_call("wf_name_loop"), None, True)
        if name == "loop" and place.after_loop:
            return Resolved(value_call("wf_name_loop_done"))
        return Resolved(undefined())

    def _ctx_field(self, key: str) -> Resolved:
        """`ctx.key`: the durable variable, else step data, else a workload key."""
        layers = []
        for view in (False, True):
            lower = value_call("wf_name_workload", text(key), undefined())
            index = self.world.steps.get(key)
            if index is not None:
                lower = value_call("wf_name_step_view" if view else "wf_name_step", i32(index), lower)
            layers.append(value_call("wf_name_in", i32(rt.R_CTX), text(key), lower) if key in self.world.ctx else lower)
        return Resolved(layers[0], layers[1] if key in self.world.steps else None, key in self.world.workload)

    def _output_field(self, key: str) -> Resolved | None:
        if key == "status":
            return Resolved(value_call("wf_output_status"))
        if key == "error":
            return Resolved(value_call("wf_output_error"))
        if key == "data":
            return Resolved(value_call("wf_output_data"))
        if key in OUTPUT_KEYS and (key == "ref" or self.world.http):
            return None
        return Resolved(value_call("t_attr", value_call("wf_output_data"), text(key)))

    def _loop_field(self, key: str) -> Resolved:
        place = self.place
        if place.iteration is not None:
            calls = {"index": "wf_loop_index", "first": "wf_loop_first", "length": "wf_loop_length"}
            if key in calls:
                return Resolved(value_call(calls[key]), None, True)
            if key == "done":
                return Resolved(i32_value(FALSE), None, True)
        elif place.after_loop:
            return Resolved(value_call("t_attr", value_call("wf_name_loop_done"), text(key)))
        return Resolved(undefined())

    def _iter_field(self, key: str) -> Resolved:
        place = self.place
        lower = undefined()
        if place.iteration is not None:
            if key in _ITERATION:
                lower = value_call(_ITERATION[key])
            elif key == place.iteration:
                lower = root(rt.R_ITEM)
        if place.pipeline:
            return Resolved(value_call("wf_name_in", i32(rt.R_ITER), text(key), lower))
        return Resolved(lower)

    def _step_name(self) -> Expr:
        loaded = op("i32.load", global_get("wf_step", "i32"), imm=rt.StepRecord.FIELDS["name"][1])
        loaded.type = "val"
        return loaded


def i32_value(address: int) -> Expr:
    """A value at a fixed address (null, a bool)."""
    found = i32(address)
    found.type = "val"
    return found
