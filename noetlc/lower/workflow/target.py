"""What the target host cannot grant, and capabilities that a playbook needs but does not declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from noetlc.diagnostics import Diagnostic, Span
from noetlc.frontend.playbook import Playbook
from noetlc.ir.nodes import Import
from noetlc.lower.workflow.host_tools import MODULE
from noetlc.lower.workflow.module import StepReport

WORKER = "noetl-worker"
BUILT_IN = frozenset({"python", "noop", "workbook", "task_sequence"})
TOOL = "tool_"


def refusals(playbook: Playbook, target: str, reports: Iterable[StepReport], imports: Iterable[Import]) -> list[Diagnostic]:
    """T01, T02 for target `noetl-worker`, T03 for any; in source order, step by step."""
    needed = sorted({item.field for item in imports if item.module == MODULE})
    found = list(_undeclared(playbook, needed))
    if target == WORKER:
        found += _refused_steps(playbook, {report.step: report for report in reports})
        found += _refused_imports(playbook, [name for name in needed if not name.startswith((TOOL, "submit_", "await"))])
    return found


def _undeclared(playbook: Playbook, needed: list[str]) -> Iterator[Diagnostic]:
    declared = playbook.executor.capabilities
    for name in needed:
        if declared is not None and name.startswith(TOOL) and name not in declared:
            message = f"executor.wasm.capabilities does not list {name}, which a step needs"
            yield _error(playbook, "T03", message, _span_of(playbook, name), f"add {name} to executor.wasm.capabilities")


def _refused_steps(playbook: Playbook, reports: dict[str, StepReport]) -> Iterator[Diagnostic]:
    for step in playbook.steps:
        for task in step.tasks:
            if task.kind not in BUILT_IN:
                message = f"step {step.name}: {WORKER} grants no host tool of kind {task.kind}"
                yield _error(playbook, "T01", message, task.span, "build for target noetlc, or keep this playbook interpreted")
        if step.loop is not None and step.loop.mode == "cursor":
            message = f"step {step.name}: {WORKER} grants no cursor loops"
            yield _error(playbook, "T01", message, step.loop.span, "build for target noetlc, or keep this playbook interpreted")
        report = reports.get(step.name)
        if report is not None and report.lowered == "interpreted":
            message = f"step {step.name} cannot be compiled ({report.reason or 'no reason given'}), and {WORKER} has no host Python"
            yield _error(playbook, "T02", message, step.span, "change the body, build for target noetlc, or keep this playbook interpreted")


def _refused_imports(playbook: Playbook, names: list[str]) -> Iterator[Diagnostic]:
    for name in names:
        yield _error(playbook, "T01", f"{WORKER} does not grant {name}, which the playbook needs", None, "pass the value in the payload")


def _span_of(playbook: Playbook, capability: str) -> Span | None:
    """The first tool of the kind that needs the capability."""
    kind = capability.removeprefix(TOOL)
    return next((task.span for step in playbook.steps for task in step.tasks if task.kind == kind), None)


def _error(playbook: Playbook, code: str, message: str, span: Span | None, hint: str) -> Diagnostic:
    line, column = (span.line, span.column) if span else (1, 1)
    return Diagnostic(code, "error", message, playbook.source.name, line, column, hint=hint, span=span)
