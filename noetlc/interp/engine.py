"""The run algorithm (language.md 4): queue, joins, routing, writes, errors, and the envelope."""

from __future__ import annotations

from dataclasses import dataclass, field

from noetlc.frontend.playbook import Arc, Playbook, Step
from noetlc.interp.budget import Budget
from noetlc.interp.coverage import Coverage
from noetlc.interp.graph import Agenda, StepGraph
from noetlc.interp.host import Host
from noetlc.interp.loops import run_cursor, run_loop
from noetlc.interp.names import Iteration, RunState, Scope
from noetlc.interp.options import RunOptions
from noetlc.interp.outcome import Failure, Outcome, StopRun, error_entry
from noetlc.interp.pipeline import Pipeline
from noetlc.interp.plugins import Intents, NoPlugins, Plugins
from noetlc.interp.pybody.runner import Bodies
from noetlc.interp.render import Renderer
from noetlc.interp.templates import MISSING
from noetlc.interp.tools import Tools
from noetlc.interp.trace import Fates, Teller
from noetlc.interp.writes import Judge, durable_key


@dataclass
class Run:
    """One run of a playbook. `intents` are the buffered `noetl.*` calls in order."""

    playbook: Playbook
    state: RunState
    options: RunOptions
    host: Host
    bodies: Bodies
    coverage: Coverage | None = None
    plugins: Plugins = field(default_factory=NoPlugins)
    errors: list[dict[str, object]] = field(default_factory=list)
    warnings: list[dict[str, object]] = field(default_factory=list)
    intents: Intents = field(default_factory=Intents)
    teller: Teller = field(default_factory=Teller)

    def __post_init__(self) -> None:
        self.renderer = Renderer(self.options.strict_strings, self.coverage, self.teller)
        self.judge = Judge(self.renderer, self.options.strict, self.warnings, self.teller)
        self.tools = Tools(self)
        steps = self.playbook.steps
        graph = StepGraph([[arc.target for arc in step.arcs] for step in steps], self.playbook.entry)
        self._component = graph.component
        self._agenda = Agenda(graph)
        self._budget = Budget(self.playbook)
        self._status = ["pending"] * len(steps)
        self._last_completed: str | None = None
        self._stopped = False
        self._fates = Fates()

    def execute(self) -> dict[str, object]:
        """Runs to the end and returns the envelope (language.md 4.4)."""
        with self.teller.span("run", playbook=self.playbook.name, execution_id=self.state.execution_id) as ended:
            envelope = self._execute()
            for step, reasons in self._fates.reasons(self.playbook, self._status) if self.teller.told else ():
                self.teller.note("unreached", step=step.name, line=step.span.line, reasons=reasons)
            ended["status"] = envelope["status"]
        return envelope

    def _execute(self) -> dict[str, object]:
        current: list[Step] = []
        try:
            self._drain(self.playbook.entry, current)
            final = self.playbook.final
            if final is not None and self.playbook.steps[final].name not in self.state.data:
                self._drain(final, current)
        except StopRun as stop:
            self._stopped = True
            self._report(current[-1] if current else None, stop.failure, False)
        return self._envelope()

    def note(self, *key: str | int) -> None:
        """Notes that the run got to a point of the playbook, if that is asked for."""
        if self.coverage is not None:
            self.coverage.note(key)

    def _envelope(self) -> dict[str, object]:
        state = self.state
        unhandled = any(not entry["handled"] for entry in self.errors)
        broken = unhandled or self._stopped or (self.options.error_mode == "spec" and bool(self.errors))
        result = state.data.get("end") if "end" in state.data else state.data.get(self._last_completed or "")
        return {
            "status": "failed" if broken else "completed",
            "result": result,
            "steps": dict(state.data),
            "ctx": dict(state.ctx),
            "errors": self.errors,
            "warnings": self.warnings,
        }

    def _drain(self, first: int, current: list[Step]) -> None:
        self._agenda.start(first)
        while (index := self._agenda.pop()) is not None:
            step = self.playbook.steps[index]
            self._budget.spend(step)
            current[:] = [step]
            self._agenda.routing(index)
            refused = self._refused(step) if index != self.playbook.entry else None
            if refused is not None:
                self._status[index] = "skipped"
                self.teller.note("skip", step=step.name, line=step.span.line, why=refused)
                self._route(step, None)
                continue
            with self.teller.span("step", step=step.name, line=step.span.line) as ended:
                outcome = self._completed(step)
                ended.update(outcome.told())
                self._write(step, "set", self.judge.rendered(step.set, self._scope(step, outcome), step.name, "set"))
                self._route(step, outcome)

    def _completed(self, step: Step) -> Outcome:
        self.note("step", step.index)
        outcome = self._run_step(step)
        self.state.finished(step.name, outcome)
        self._status[step.index] = "failed" if outcome.failure else "completed"
        if outcome.failure is None:
            self._last_completed = step.name
        return outcome

    # ---- guards and execution

    def _refused(self, step: Step) -> str | None:
        """Why a step does not run; None for one that does."""
        names = Scope(self.state)
        if not self.judge.condition(step.when, names, step.name, "when"):
            return "its condition is false"
        for number, rule in enumerate(step.admit, 1):
            if self.judge.condition(rule.when, names, step.name, rule.field):
                return None if rule.allow else f"rule {number} of admit refuses it"
        return None

    def _run_step(self, step: Step) -> Outcome:
        before = dict(self.state.ctx) if self.options.strict else None
        try:
            if step.loop is None:
                return self.run_item(step, Iteration(self.state.ctx))
            if step.loop.mode == "cursor":
                return run_cursor(self, step, step.loop)
            return run_loop(step, step.loop, self.state, self.renderer, self.run_item)
        except StopRun:
            if before is not None:  # writes of a step that never completed do not become final
                self.state.ctx.clear()
                self.state.ctx.update(before)
            raise

    def run_item(self, step: Step, iteration: Iteration) -> Outcome:
        self._budget.spend(step)
        if iteration.index is None or self.teller.tracer is None:
            return self._run_tasks(step, iteration)
        with self.teller.span("item", step=step.name, index=iteration.index) as ended:
            outcome = self._run_tasks(step, iteration)
            ended.update(outcome.told())
        return outcome

    def _run_tasks(self, step: Step, iteration: Iteration) -> Outcome:
        if step.shape == "single":
            return self.tools.execute(step, step.tasks[0], Scope(self.state, iteration), iteration, 1)
        return Pipeline(self, step, iteration).execute()

    # ---- writes and routing

    def _scope(self, step: Step, outcome: Outcome | None) -> Scope:
        """The names of step `set`, arc `when` and arc `set`; no outcome for a skipped step."""
        if outcome is None:
            return Scope(self.state, event={"name": "step.skipped", "step": step.name})
        loop: object = MISSING
        event = "call.error" if outcome.failure else "step.done"
        if step.loop is not None and outcome.items_ran:
            event = "loop.done"
        if step.loop is not None:
            results = outcome.data.get("results") if isinstance(outcome.data, dict) else None
            loop = {"length": len(results) if isinstance(results, list) else 0, "done": True}
        return Scope(self.state, output=outcome.output(), event={"name": event, "step": step.name}, loop=loop)

    def _write(self, step: Step, field: str, values: list[tuple[str, object]]) -> None:
        for name, value in values:
            key = durable_key(name)
            self.state.ctx[key] = value
            if self.teller.told:
                self.teller.note("write", step=step.name, field=field, name=f"ctx.{key}", value=value)

    def _route(self, step: Step, outcome: Outcome | None) -> None:
        matched = self._matching(step, outcome)
        if outcome is not None and outcome.failure is not None:
            self._report(step, outcome.failure, bool(matched))
        for arc in matched:
            self.note("arc", step.index, arc.field)
            for entries, name in ((arc.args, "args"), (arc.set, "set")):
                if entries:
                    names = self._scope(step, outcome)
                    self._write(step, f"{arc.field}.{name}", self.judge.rendered(entries, names, step.name, f"{arc.field}.{name}"))
            self._enqueue(step, arc)
        self._agenda.settle()

    def _matching(self, step: Step, outcome: Outcome | None) -> list[Arc]:
        only_conditional = self.options.error_mode == "spec" and outcome is not None and outcome.failure is not None
        names = self._scope(step, outcome) if step.arcs else None
        matched: list[Arc] = []
        for arc in step.arcs:
            if matched and (step.exclusive or outcome is None):
                self._not_taken(step, arc, "an arc before it matched")
                continue
            if arc.when is None and only_conditional:
                self._not_taken(step, arc, "after an error only arcs with a condition match (error_mode spec)")
                continue
            assert names is not None
            if self.judge.condition(arc.when, names, step.name, f"{arc.field}.when"):
                matched.append(arc)
            else:
                self._not_taken(step, arc, "its condition is false")
        return matched

    def _not_taken(self, step: Step, arc: Arc, why: str) -> None:
        if self.teller.told:
            self._fates.refused(step, arc, why)
            self._tell_arc(step, arc, False, why)

    def _tell_arc(self, step: Step, arc: Arc, taken: bool, why: str) -> None:
        if not self.teller.told:
            return
        to = self.playbook.steps[arc.target].name
        self.teller.note("arc", step=step.name, to=to, field=arc.field, line=arc.span.line, taken=taken, why=why)

    def _report(self, step: Step | None, failure: Failure, handled: bool) -> None:
        name = None if step is None else step.name
        entry = error_entry(name, failure, handled)
        self.errors.append(entry)
        self.teller.failure(**entry, span=failure.at, values=dict(failure.values))

    def _enqueue(self, step: Step, arc: Arc) -> None:
        target = arc.target
        if self._agenda.present(target):
            self._tell_arc(step, arc, True, "the step waits for its turn already")
        elif self._status[target] in ("pending", "skipped") or self._component[target] == self._component[step.index]:
            self._agenda.wait(target)
            self._tell_arc(step, arc, True, "")
        else:
            self._tell_arc(step, arc, False, "the step has run, and no way leads back from it")
