"""Checked playbook to IR: the tables the engine walks, and the functions they point to.

Example: the step `{step: a, tool: {kind: noop, result: "{{ n }}"}, next: b}` becomes one step, one arc and one task record; the
task's `config` is the function that renders `n`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from noetlc.frontend.nodes import Scalar, plain
from noetlc.frontend.playbook import Arc, Condition, Cursor, Playbook, Step
from noetlc.ir.build import i32
from noetlc.ir.depth import deep_recursion
from noetlc.ir.nodes import Data, Function, Module, Return
from noetlc.late import late
from noetlc.layout.features import Feature
from noetlc.lower.workflow.constants import Word
from noetlc.lower.workflow.graph import Graph, analyse
from noetlc.lower.workflow.host_tools import submit_import, trampoline
from noetlc.lower.workflow.looked_up import looked_up
from noetlc.lower.workflow.module import Builder, StepReport
from noetlc.lower.workflow.names import Names, Place, World, guard_place, step_place
from noetlc.lower.workflow.records import Table, zeros
from noetlc.lower.workflow.render import NodeCode, TemplateCode
from noetlc.lower.workflow.tasks import TaskLowering, TaskReport, is_host_tool
from noetlc.lower.workflow.writes import step_writes
from noetlc.runtime.engine import state as rt
from noetlc.runtime.engine.state import Plan

if TYPE_CHECKING:
    from noetlc.lower.workflow import plugin_functions
    from noetlc.plugins.bind import Bound
else:
    plugin_functions = late("noetlc.lower.workflow.plugin_functions")

_ORDER = ("native", "plugin", "host", "interpreted")


class WorkflowLowering:
    """Lowers one playbook into a builder."""

    def __init__(
        self, playbook: Playbook, builder: Builder, templates: TemplateCode, steps_limit: int, bound: Bound | None = None
    ) -> None:
        self.playbook = playbook
        self.builder = builder
        self.templates = templates
        self.steps_limit = steps_limit
        self.world = World(playbook)
        self.tasks = TaskLowering(playbook, self.world, builder, templates, bound)
        self.reports: list[StepReport] = []
        if bound is not None:
            builder.plugins = plugin_functions.BoundFunctions(bound, builder)

    def run(self) -> None:
        """Fills the builder."""
        playbook = self.playbook
        graph = analyse([[arc.target for arc in step.arcs] for step in playbook.steps], playbook.entry)
        with deep_recursion():
            for step in playbook.steps:
                self.builder.step = step.name
                self._step(step, graph)
        if len(set(graph.component)) < len(playbook.steps) or any(s.index == a.target for s in playbook.steps for a in s.arcs):
            self.builder.use(Feature.COLLECT)
            self.builder.use(Feature.AGAIN)
        if any(step.arcs for step in playbook.steps):
            self.builder.use(Feature.ARCS)
        if any(len(step.arcs) > 1 and not step.exclusive for step in playbook.steps):
            self.builder.use(Feature.WAITING)
        if self.builder.features & {Feature.PYTHON_STEPS, Feature.LOOPS, Feature.RULES}:
            self.builder.use(Feature.COLLECT)
        if playbook.final is not None:
            self.builder.use(Feature.FINAL)
        self._data()

    # ---- steps

    def _step(self, step: Step, graph: Graph) -> None:
        builder = self.builder
        first_task, tasks, reports = self.tasks.step(step)
        arcs = [self._arc(step, arc, graph.forward[step.index][k]) for k, arc in enumerate(step.arcs)]
        first_arc = len(builder.arcs)
        for fields in arcs:
            builder.arcs.add(**fields)
        first_set, sets = step_writes(step.set, builder, self.templates, Names(self.world, step_place(step)))
        guard, first_admit, admits = self._guard(step)
        builder.steps.add(
            name="str:" + step.name,
            flags=self._flags(step),
            component=graph.component[step.index],
            guard=guard,
            admit=first_admit,
            admits=admits,
            task=first_task,
            tasks=tasks,
            arc=first_arc,
            arcs=len(arcs),
            set=first_set,
            sets=sets,
            loop=self._collection(step),
            iterator="str:" + step.loop.iterator if step.loop is not None else 0,
            claim=self._claim_call(step),
            submit=self._submit(step),
            in_flight=self._in_flight(step),
        )
        self.reports.append(_report(step, reports))

    def _flags(self, step: Step) -> int:
        flags = rt.EXCLUSIVE if step.exclusive else 0
        if step.shape != "single":
            self.builder.use(Feature.PIPELINES)
            flags |= rt.PIPELINE if step.shape == "pipeline" else rt.RULED
            if step.shape == "pipeline" and step.loop is None:
                self.builder.use(Feature.ALIASES)
        if step.loop is not None:
            self.builder.use(Feature.LOOPS)
            self.builder.use(Feature.ERRORS)
            flags |= rt.LOOP
            if step.loop.cursor is not None:
                flags |= rt.CURSOR
            if step.loop.mode == "parallel":
                flags |= rt.PARALLEL
                if any(task.set or any(rule.set for rule in task.rules) for task in step.tasks):
                    self.builder.use(Feature.PARALLEL_LOOPS)
                    flags |= rt.CTX_WRITES
        return flags

    def _collection(self, step: Step) -> Word:
        """The function of `loop.in`, or of a cursor's claim."""
        if step.loop is None:
            return 0
        if step.loop.cursor is not None:
            return self._claim(step.loop.cursor)
        if step.loop.collection is None:
            return 0
        code = NodeCode(self.templates, self.builder, Names(self.world, Place()))
        return code.reference("items", code.value(step.loop.collection))

    def _claim(self, cursor: Cursor) -> Word:
        """The function that renders the configuration of a claim."""
        code = NodeCode(self.templates, self.builder, Names(self.world, Place()))
        entries = tuple((k, v) for k, v in cursor.config.entries if k.text != "kind")
        return code.reference("claim", code.config(entries, raw=("auth",)))

    def _claim_call(self, step: Step) -> Word:
        """The function that makes the call of a cursor's claim, 0 for other loops."""
        if step.loop is None or step.loop.cursor is None:
            return 0
        self.builder.use(Feature.CURSORS)
        found = step.loop.cursor.config.get("kind")
        kind = found.text if isinstance(found, Scalar) else "postgres"
        return self.builder.reference(trampoline(kind, self.builder))

    def _submit(self, step: Step) -> Word:
        """The import that submits the calls of a parallel loop whose iteration is one host tool that runs once."""
        task = step.tasks[0]
        if step.loop is None or step.loop.mode != "parallel" or step.shape == "pipeline" or not is_host_tool(task):
            return 0
        if self.tasks.is_bound(task):
            return 0
        if any(rule.action in ("retry", "jump") for rule in task.rules):
            return 0
        self.builder.use(Feature.SUBMIT)
        return self.builder.reference(submit_import(task.kind, self.builder))

    def _in_flight(self, step: Step) -> Word:
        """The function of `max_in_flight`, 0 for the default."""
        if step.loop is None or step.loop.max_in_flight is None or step.loop.mode != "parallel":
            return 0
        code = NodeCode(self.templates, self.builder, Names(self.world, Place()))
        return code.reference("in_flight", code.value(step.loop.max_in_flight))

    def _guard(self, step: Step) -> tuple[Word, int, int]:
        """The guard function, the first admit rule and their number; the entry step's are never evaluated."""
        builder = self.builder
        first = len(builder.admits)
        if step.index == self.playbook.entry:
            return 0, first, 0
        names = Names(self.world, guard_place())
        guard: Word = 0
        if step.when is not None:
            guard = self._condition(step.when, names)
            if guard:
                builder.use(Feature.GUARDS)
        for rule in step.admit:
            builder.use(Feature.ADMIT)
            builder.admits.add(when=0 if rule.when is None else self._condition(rule.when, names), allow=int(rule.allow))
        return guard, first, len(step.admit)

    def _condition(self, condition: Condition, names: Names) -> Word:
        """The function of a condition, 0 for one that always holds."""
        if condition.value is True:
            return 0
        if condition.value is False:
            name = "never"
            self.builder.add(Function(name, (), "i32", {}, [Return(i32(0))]))
            return self.builder.reference(name)
        return self.builder.reference(self.templates.condition(condition, names))

    def _arc(self, step: Step, arc: Arc, forward: bool) -> dict[str, Word]:
        builder = self.builder
        names = Names(self.world, step_place(step))
        when: Word = 0
        if arc.when is not None:
            when = self._condition(arc.when, names)
            if when:
                builder.use(Feature.ARC_WHEN)
        flags = rt.FORWARD if forward else 0
        flags |= rt.LIST_FORM if arc.field.startswith("next[") else 0
        flags |= rt.HAS_WHEN if arc.when is not None else 0
        first_arg, args = step_writes(arc.args, builder, self.templates, names)
        first_set, sets = step_writes(arc.set, builder, self.templates, names)
        used = {Feature.ARC_ARGS: args, Feature.ARC_SETS: sets, Feature.LIST_ARCS: flags & rt.LIST_FORM and (when or args or sets)}
        for feature, needed in used.items():
            if needed:
                builder.use(feature)
        return {
            "target": arc.target, "flags": flags, "when": when, "args": first_arg, "args_count": args, "set": first_set, "sets": sets,
        }  # fmt: skip

    # ---- data

    def _data(self) -> None:
        builder, playbook = self.builder, self.playbook
        count = len(playbook.steps)
        end = next((s.index for s in playbook.steps if s.name == "end"), -1)
        workload = "{}" if playbook.workload is None else _json(plain(playbook.workload))
        plan = Table("wf_plan", Plan)
        plan.add(
            steps=count,
            entry=playbook.entry,
            final=-1 if playbook.final is None else playbook.final,
            end=end,
            workload="str:" + workload,
            base=builder.constants.word(dict(self.world.base)),
            budget=self.steps_limit,
        )
        most_arcs = max(len(step.arcs) for step in playbook.steps)
        tables = (plan, builder.steps, builder.arcs, builder.sets, builder.tasks, builder.rules, builder.admits)
        items: list[Data] = [*(table.data() for table in tables), looked_up(playbook.source.text)]
        items += [
            zeros("wf_states", count * rt.StepState.SIZE),
            zeros("wf_roots", rt.ROOT_WORDS * 4 + count * rt.STEP_ROOTS * 4),
            zeros("wf_queue", count * 4),
            zeros("wf_work", count * 4),
            zeros("wf_ready", count * 4),
            zeros("wf_chosen", most_arcs * 4),
            zeros("wf_retries", len(builder.tasks) * 4),
        ]
        builder.data.update({item.name: item for item in items})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _report(step: Step, tasks: list[TaskReport]) -> StepReport:
    """A step's report: that of the task furthest from native."""
    if step.loop is not None and step.loop.cursor is not None:
        tasks = [*tasks, TaskReport("host", "the rows are claimed by the host")]
    worst = max(tasks, key=lambda t: _ORDER.index(t.lowered))
    return StepReport(step.name, worst.lowered, worst.reason)


def build_module(builder: Builder) -> Module:
    """The IR module of what a builder collected. Data items are taken by the linker as they are needed."""
    module = Module()
    module.functions.update(builder.functions)
    module.imports.update(builder.imports)
    features = Function("wf_features", (), "void", {}, [Return(None)], provides=frozenset(builder.features))
    module.functions[features.name] = features
    return module
