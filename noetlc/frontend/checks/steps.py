"""One step of the workflow, with the warnings that need only the step itself (language.md 3.1)."""

from __future__ import annotations

from dataclasses import dataclass

from noetlc.diagnostics import Span
from noetlc.frontend.checks.conditions import admit_rules, condition
from noetlc.frontend.checks.loops import read_loop
from noetlc.frontend.checks.nearest import did_you_mean
from noetlc.frontend.checks.pipelines import StepTool, ToolReader
from noetlc.frontend.checks.report import Entries, Report, entry, is_blank, is_null, join, misspelt, value_span
from noetlc.frontend.checks.routing import NamedArc, read_next
from noetlc.frontend.checks.scopes import written_name
from noetlc.frontend.checks.words import PREVIOUS_LABELS, RESERVED_NAMES, STEP_KEYS, STEP_SPEC_KEYS
from noetlc.frontend.nodes import Mapping, Node, Scalar
from noetlc.frontend.playbook import AdmitRule, Condition, Loop, Task


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step before arcs are linked. `at` is the place of its name, `path` its document path."""

    name: str
    at: Span
    path: str
    node: Mapping
    when: Condition | None
    admit: tuple[AdmitRule, ...]
    input: Entries
    set: Entries
    loop: Loop | None
    tool: StepTool | None
    arcs: tuple[NamedArc, ...]
    exclusive: bool


def read_step(report: Report, tools: ToolReader, node: Node, index: int) -> StepDraft | None:
    """Check one item of `workflow`; None if it is not a map."""
    path = f"workflow[{index}]"
    if not isinstance(node, Mapping):
        report.error("V08", "step name is required: a step must be a map", node.span, path, "write - step: NAME")
        return None
    report.unknown_keys(node, STEP_KEYS, path, "step")
    name, at = _name(report, node, path)
    report.text(node, "desc", path)
    case = entry(node, "case")
    if case is not None:
        hint = "move its conditions to next.arcs"
        report.error("V11", "case is not supported; use next.arcs[].when", case[0].span, join(path, "case"), hint)
    spec = report.mapping(node, "spec", path)
    if spec is not None:
        report.unknown_keys(spec, STEP_SPEC_KEYS, join(path, "spec"), "spec")
    when = condition(report, node, path, strict_braces=True)
    admit = admit_rules(report, spec, path)
    given = _input(report, node, path)
    writes = report.entries(node, "set", path)
    report.rendered_entries(writes, join(path, "set"))
    loop = read_loop(report, node, path)
    tool = _tool(report, tools, node, name, path)
    arcs, exclusive = read_next(report, node, spec, path)
    draft = StepDraft(name, at, path, node, when, admit, given, writes, loop, tool, arcs, exclusive)
    _warn(report, draft)
    return draft


def _name(report: Report, node: Mapping, path: str) -> tuple[str, Span]:
    found = entry(node, "step")
    hint = "write - step: NAME"
    if found is None:
        report.missing("V08", "step name is required", node, "step", path, hint)
        slip = misspelt(node, "step")
        meant = None if slip is None else node.get(slip.text)
        return meant.text if isinstance(meant, Scalar) else "", node.span
    key = found[0]
    name = report.text(node, "step", path)
    if name is not None and is_blank(name):
        report.error("V08", "step name is required", key.span, join(path, "step"), hint)
        return "", key.span
    return "" if name is None else name.text, value_span(*found)


def _input(report: Report, node: Mapping, path: str) -> Entries:
    """`input` of the step, then those names of `args` that `input` does not have."""
    given = report.entries(node, "input", path)
    alias = report.entries(node, "args", path)
    report.rendered_entries(given, join(path, "input"))
    report.rendered_entries(alias, join(path, "args"))
    names = {key.text for key, _ in given}
    return given + tuple(pair for pair in alias if pair[0].text not in names)


def _tool(report: Report, tools: ToolReader, node: Mapping, name: str, path: str) -> StepTool | None:
    found = entry(node, "tool")
    hint = "use tool: {kind: noop} for a step that only routes"
    if found is None:
        report.missing("V10", f"step {name}: tool is required", node, "tool", path, hint)
        return None
    if is_null(found[1]):
        report.error("V10", f"step {name}: tool is required", found[0].span, path, hint)
        return None
    return tools.step_tool(found[1], found[0], name, join(path, "tool"))


# ---- warnings


def _warn(report: Report, step: StepDraft) -> None:
    if step.name in RESERVED_NAMES:
        report.warn("W07", f"step {step.name} has a reserved name", step.at, step.path, f"read its data as steps.{step.name}.data")
    _reserved_writes(report, step.set, join(step.path, "set"))
    for arc in step.arcs:
        _reserved_writes(report, arc.args, arc.path)
        _reserved_writes(report, arc.set, arc.path)
    if step.tool is None:
        return
    labels = [task.label for task in step.tool.tasks]
    parallel = step.loop is not None and step.loop.mode == "parallel"
    for position, task in enumerate(step.tool.tasks):
        _reserved_writes(report, task.set, step.path, iter_is_scope=True)
        for rule in task.rules:
            _reserved_writes(report, rule.set, step.path, iter_is_scope=True)
        _jumps(report, task, labels, position, step.path)
        if parallel:
            _parallel_writes(report, task, step.path)


def _reserved_writes(report: Report, writes: Entries, path: str, iter_is_scope: bool = False) -> None:
    for key, _ in writes:
        if iter_is_scope and key.text.startswith("iter."):
            continue
        name = written_name(key.text)
        if name in RESERVED_NAMES:
            report.warn("W07", f"variable {name} has a reserved name", key.span, path, f"read it as ctx['{name}'], or rename it")


def _jumps(report: Report, task: Task, labels: list[str], position: int, path: str) -> None:
    for rule in task.rules:
        if not rule.effective or rule.action != "jump":
            continue
        at = report.jump_places.get(rule.span, rule.span)
        hint = "a run that gets here has an error outcome of kind policy"
        if rule.to is None:
            report.warn("W05", "jump without a label", at, path, hint)
        elif rule.to in labels:
            continue
        elif rule.to not in PREVIOUS_LABELS:
            report.warn("W05", f"jump to unknown label {rule.to}", at, path, did_you_mean(rule.to, labels, hint))
        elif position == 0:
            report.warn("W05", f"jump to {rule.to} in the first task", at, path, hint)


def _parallel_writes(report: Report, task: Task, path: str) -> None:
    """W11: ctx written by an iteration of a parallel loop. Rules also write ctx by bare names (language.md 8.2)."""
    keys = [key for key, _ in task.set if key.text.startswith("ctx.")]
    for rule in task.rules:
        keys += [key for key, _ in rule.set if not key.text.startswith("iter.")]
    for key in keys:
        name = written_name(key.text)
        message = f"ctx {name} is written in a parallel loop: the last index wins"
        report.warn("W11", message, key.span, path, "use mode: sequential to accumulate")
